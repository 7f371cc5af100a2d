//! Objects that nothing tells apart, as one with the fields of all.

use crate::draft::{Field, Kind, Loss, Ty, TypeDraft, Word};
use crate::names;
use std::collections::BTreeSet;

/// Makes those objects of a union one that must have the same fields, or, if there are none, all of them; `false` if that is
/// impossible.
///
/// A reader learns from such a value which fields it has, and no more: the document itself does not say which of the objects it is.
/// Nothing is lost where all of them must have the same fields.
pub(crate) fn laid_together(types: &mut Vec<TypeDraft>, id: usize) -> bool {
    let Some(Kind::Any(of)) = types.get(id).map(|def| def.kind.clone()) else {
        return false;
    };
    let mut structs: Vec<usize> = Vec::new();
    let mut others: Vec<Ty> = Vec::new();
    for ty in of {
        match ty {
            Ty::Named(id) if matches!(types[id].kind, Kind::Struct { .. }) => structs.push(id),
            other => others.push(other),
        }
    }
    let mut groups: Vec<(BTreeSet<String>, Vec<usize>)> = Vec::new();
    for id in &structs {
        let needed = needed(&types[*id].kind);
        match groups.iter_mut().find(|(known, _)| *known == needed) {
            Some((_, ids)) => ids.push(*id),
            None => groups.push((needed, vec![*id])),
        }
    }
    if groups.len() == structs.len() {
        // Each must have other fields.
        groups = vec![(BTreeSet::new(), structs.clone())];
    }
    if groups.len() == 1 && others.is_empty() {
        let made = together(types, &structs, id);
        return made.is_some_and(|kind| {
            types[id].kind = kind;
            true
        });
    }
    let mut kept: Vec<Ty> = others;
    let mut any = false;
    for (_, ids) in groups {
        let place = types[id].place.clone();
        if ids.len() < 2 {
            kept.extend(ids.into_iter().map(Ty::Named));
            continue;
        }
        let base = format!("{}Or{}", types[ids[0]].name, types[ids[1]].name);
        let numbered = std::iter::once(base.clone())
            .chain((2_usize..).map(|number| format!("{base}{number}")));
        let mut free = numbered.filter(|name| types.iter().all(|def| def.name != *name));
        let name = free.next().unwrap_or_default();
        types.push(TypeDraft {
            name,
            doc: String::new(),
            kind: Kind::Alias(Ty::JSON),
            losses: Vec::new(),
            place,
            inferred: true,
        });
        let new = types.len() - 1;
        if let Some(kind) = together(types, &ids, new) {
            types[new].kind = kind;
            kept.push(Ty::Named(new));
            any = true;
        } else {
            kept.extend(ids.into_iter().map(Ty::Named));
        }
    }
    if any {
        types[id].kind = match kept.as_slice() {
            [only] => Kind::Alias(only.clone()),
            _ => Kind::Any(kept),
        };
    }
    any
}

/// The fields that a struct must have.
fn needed(kind: &Kind) -> BTreeSet<String> {
    let Kind::Struct { fields, .. } = kind else {
        return BTreeSet::new();
    };
    let needed = fields.iter().filter(|field| !field.optional && !field.rest);
    needed.map(|field| field.name.clone()).collect()
}

/// One struct with the fields of these, for the type `id`, which learns what is lost.
fn together(types: &mut [TypeDraft], structs: &[usize], id: usize) -> Option<Kind> {
    if structs.len() < 2 {
        return None;
    }
    let mut fields: Vec<Field> = Vec::new();
    let mut open = false;
    let names: Vec<String> = structs.iter().map(|id| types[*id].name.clone()).collect();
    for id in structs {
        let Kind::Struct {
            fields: own,
            open: is_open,
        } = &types[*id].kind
        else {
            return None;
        };
        open |= is_open;
        for field in own {
            if field.rest {
                open = true;
                continue;
            }
            match fields.iter_mut().find(|known| known.name == field.name) {
                None => fields.push(field.clone()),
                Some(known) => {
                    let (ty, constant) = both(types, known, field)?;
                    known.ty = ty;
                    known.constant = constant;
                    if known.doc != field.doc {
                        known.doc.clear();
                    }
                }
            }
        }
    }
    let needs: Vec<BTreeSet<String>> = structs.iter().map(|id| needed(&types[*id].kind)).collect();
    let everywhere = needs.iter().skip(1).fold(needs[0].clone(), |all, own| {
        all.intersection(own).cloned().collect()
    });
    for field in &mut fields {
        field.optional = !everywhere.contains(&field.name);
        field.default = None;
        field.rust = None;
    }
    names::distinct_fields(&mut fields, open);
    let inner: Vec<Loss> = structs
        .iter()
        .flat_map(|id| types[*id].losses.clone())
        .collect();
    let def = &mut types[id];
    let told = format!(
        "The fields of {}, which nothing tells apart.",
        listed(&names)
    );
    def.doc = if def.doc.is_empty() {
        told
    } else {
        format!("{} {told}", def.doc)
    };
    def.inferred = true;
    def.losses.extend(inner);
    if needs.iter().any(|own| *own != everywhere) {
        let reason = format!(
            "nothing tells {} apart: one object with the fields of all",
            listed(&names)
        );
        def.losses.push(Loss::new(def.place.clone(), reason));
    }
    Some(Kind::Struct { fields, open })
}

/// A type that holds the values of both.
fn both(types: &[TypeDraft], a: &Field, b: &Field) -> Option<(Ty, Option<theta_spec::json::Json>)> {
    if a.ty == b.ty && a.constant == b.constant {
        return Some((a.ty.clone(), a.constant.clone()));
    }
    let ((a, null_a), (b, null_b)) = (a.ty.clone().split(), b.ty.clone().split());
    let is_text = |ty: &Ty| match ty {
        Ty::Word(word) => word.is_text(),
        Ty::Named(id) => matches!(types[*id].kind, Kind::Enum(_)),
        _ => false,
    };
    let ty = match (&a, &b) {
        _ if alike(types, &a, &b, 0) => a,
        (Ty::Word(one), Ty::Word(other)) if one.is_number() && other.is_number() => {
            Ty::Word(Word::Number)
        }
        _ if is_text(&a) && is_text(&b) => Ty::STRING,
        _ => return None,
    };
    Some((if null_a || null_b { ty.nullable() } else { ty }, None))
}

/// Deepest nesting that is compared.
const DEPTH: usize = 8;

/// Whether two types have the same values, as far as that is seen.
fn alike(types: &[TypeDraft], a: &Ty, b: &Ty, depth: usize) -> bool {
    if a == b {
        return true;
    }
    if depth >= DEPTH {
        return false;
    }
    let below = |a: &Ty, b: &Ty| alike(types, a, b, depth + 1);
    match (a, b) {
        (Ty::List(a), Ty::List(b))
        | (Ty::Map(a), Ty::Map(b))
        | (Ty::Nullable(a), Ty::Nullable(b)) => below(a, b),
        (Ty::Named(a), Ty::Named(b)) => match (&types[*a].kind, &types[*b].kind) {
            (
                Kind::Struct {
                    fields: a,
                    open: open_a,
                },
                Kind::Struct {
                    fields: b,
                    open: open_b,
                },
            ) => {
                let same = |field: &Field, other: &Field| {
                    (&field.name, field.optional, &field.constant, field.rest)
                        == (&other.name, other.optional, &other.constant, other.rest)
                        && below(&field.ty, &other.ty)
                };
                open_a == open_b
                    && a.len() == b.len()
                    && a.iter()
                        .all(|field| b.iter().any(|other| same(field, other)))
            }
            (Kind::Enum(a), Kind::Enum(b)) => {
                a.len() == b.len()
                    && a.iter()
                        .all(|value| b.iter().any(|other| other.wire == value.wire))
            }
            (Kind::Alias(a), Kind::Alias(b)) => below(a, b),
            (Kind::Any(a), Kind::Any(b)) | (Kind::Tuple(a), Kind::Tuple(b)) => {
                a.len() == b.len() && a.iter().zip(b).all(|(a, b)| below(a, b))
            }
            _ => false,
        },
        _ => false,
    }
}

fn listed(names: &[String]) -> String {
    match names {
        [one] => format!("`{one}`"),
        [first, second] => format!("`{first}` and `{second}`"),
        [first, second, ..] => format!("`{first}`, `{second}` and others"),
        [] => String::new(),
    }
}
