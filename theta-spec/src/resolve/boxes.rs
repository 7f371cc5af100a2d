//! Where a struct holds itself, so that Rust needs a box.

use crate::contract::{Type, TypeDef, TypeId, TypeKind};

/// Marks the fields that are on a way from their struct back to it. Every such way leads through a field, because a
/// union or another name that stands for itself is refused; no other place needs a box.
pub(super) fn find(types: &mut [TypeDef]) {
    let held: Vec<Vec<usize>> = types.iter().map(held).collect();
    let circles = circles(&held);
    for (at, def) in types.iter_mut().enumerate() {
        let TypeKind::Struct { fields, .. } = &mut def.kind else {
            continue;
        };
        for field in fields {
            let held = direct(&field.ty);
            field.boxed = held.iter().any(|to| circles[to.0] == circles[at]);
        }
    }
}

/// The types of which a value is stored within one of this type: lists, maps and JSON that is kept are elsewhere.
fn direct(ty: &Type) -> Vec<TypeId> {
    match ty {
        Type::Named(id) => vec![*id],
        Type::Nullable(inner) => direct(inner),
        Type::Tuple(items) => items.iter().flat_map(direct).collect(),
        _ => Vec::new(),
    }
}

fn held(def: &TypeDef) -> Vec<usize> {
    let ids: Vec<TypeId> = match &def.kind {
        TypeKind::Struct { fields, .. } => {
            fields.iter().flat_map(|field| direct(&field.ty)).collect()
        }
        TypeKind::Union { variants, .. } => variants.iter().map(|variant| variant.ty).collect(),
        TypeKind::Any { variants, .. } => variants
            .iter()
            .flat_map(|variant| direct(&variant.ty))
            .collect(),
        TypeKind::Alias(ty) => direct(ty),
        TypeKind::Enum { .. } => Vec::new(),
    };
    ids.into_iter().map(|id| id.0).collect()
}

/// The strongly connected component of each node (Tarjan), with a stack of its own: a chain of types can be as long as
/// the file.
fn circles(next: &[Vec<usize>]) -> Vec<usize> {
    const NONE: usize = usize::MAX;
    let (mut order, mut low) = (vec![NONE; next.len()], vec![NONE; next.len()]);
    let mut component = vec![NONE; next.len()];
    let (mut stack, mut count) = (Vec::new(), 0);
    for start in 0..next.len() {
        if order[start] != NONE {
            continue;
        }
        let mut open = vec![(start, 0)];
        while let Some((at, edge)) = open.last_mut() {
            let at = *at;
            if *edge == 0 {
                (order[at], low[at]) = (count, count);
                count += 1;
                stack.push(at);
            }
            if let Some(&to) = next[at].get(*edge) {
                *edge += 1;
                if order[to] == NONE {
                    open.push((to, 0));
                } else if component[to] == NONE {
                    low[at] = low[at].min(order[to]);
                }
                continue;
            }
            open.pop();
            if let Some((above, _)) = open.last() {
                low[*above] = low[*above].min(low[at]);
            }
            if low[at] == order[at] {
                while let Some(member) = stack.pop() {
                    component[member] = at;
                    if member == at {
                        break;
                    }
                }
            }
        }
    }
    component
}
