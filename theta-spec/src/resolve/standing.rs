//! Names that stand for themselves.

use super::Index;
use crate::keys::{HasName, RawContract, RawType, RawTypeDef, RawTypeKind};
use crate::source::Span;
use std::collections::{BTreeMap, BTreeSet};

/// A circle: the names on it, and the use in the last of them that leads back to the first.
pub(crate) struct Circle<'r> {
    pub(crate) names: Vec<&'r str>,
    pub(crate) span: Span,
}

/// Each circle once. Where the last type of each is taken for another, nothing stands for itself any more.
pub(crate) fn circles(raw: &RawContract) -> Vec<Circle<'_>> {
    let mut found = search(raw, &BTreeSet::new(), held);
    let broken = found.iter().filter_map(|circle| circle.names.last());
    let broken = broken.copied().collect();
    found.extend(search(raw, &broken, said));
    found
}

/// The types that resolve to something else, because they stand for themselves.
pub(super) fn broken<'r>(index: &Index<'r>) -> BTreeSet<&'r str> {
    let circles = circles(index.raw).into_iter();
    circles
        .filter_map(|circle| circle.names.last().copied())
        .collect()
}

type Uses<'r> = Vec<(&'r str, Span)>;

/// What a value of another name or of a union is itself.
fn held(def: &RawTypeDef) -> Uses<'_> {
    let types = match &def.kind {
        RawTypeKind::Alias(ty) => vec![ty],
        RawTypeKind::Any { variants } => {
            let types = variants.iter().filter_map(|variant| variant.ty.as_ref());
            types.collect()
        }
        _ => Vec::new(),
    };
    let names = types.into_iter().map(|ty| (direct(&ty.value), ty.span));
    names
        .flat_map(|(names, span)| names.into_iter().map(move |name| (name, span)))
        .collect()
}

fn direct(ty: &RawType) -> Vec<&str> {
    match ty {
        RawType::Named(name) => vec![name],
        RawType::Nullable(inner) => direct(inner),
        RawType::Tuple(items) => items.iter().flat_map(direct).collect(),
        _ => Vec::new(),
    }
}

/// Whatever another name mentions: Rust has no name for a list of itself. A union is a type of its own, so that a list
/// of it may be one of its variants.
fn said(def: &RawTypeDef) -> Uses<'_> {
    match &def.kind {
        RawTypeKind::Alias(ty) => {
            let names = ty.value.names().into_iter();
            names.map(|name| (name, ty.span)).collect()
        }
        _ => Vec::new(),
    }
}

/// Depth-first; each circle is found once, at the use that closes it.
///
/// With a stack of its own: a chain of types can be as long as the file.
fn search<'r>(
    raw: &'r RawContract,
    without: &BTreeSet<&str>,
    uses: fn(&'r RawTypeDef) -> Uses<'r>,
) -> Vec<Circle<'r>> {
    let types: BTreeMap<&str, &RawTypeDef> = raw
        .types
        .iter()
        .filter(|def| !without.contains(def.name().value.as_str()))
        .map(|def| (def.name().value.as_str(), def))
        .collect();
    let mut found = Vec::new();
    let mut done = BTreeSet::new();
    for (&start, &def) in &types {
        if !done.insert(start) {
            continue;
        }
        let mut path = vec![(start, uses(def).into_iter())];
        let mut on_path = BTreeMap::from([(start, 0)]);
        while let Some((holder, held)) = path.last_mut() {
            let Some((name, span)) = held.next() else {
                on_path.remove(holder);
                path.pop();
                continue;
            };
            if let Some(&at) = on_path.get(name) {
                let names = path[at..].iter().map(|(step, _)| *step).collect();
                found.push(Circle { names, span });
            } else if let Some(next) = types.get(name)
                && done.insert(name)
            {
                on_path.insert(name, path.len());
                path.push((name, uses(next).into_iter()));
            }
        }
    }
    found
}
