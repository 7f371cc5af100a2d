//! Every type has a value that ends, and no name stands for itself.

use super::find;
use crate::diagnostic::Report;
use crate::keys::{RawContract, RawType, RawTypeDef, RawTypeKind};
use crate::resolve::standing;
use crate::source::{Span, Spanned};
use std::collections::{BTreeSet, HashMap};

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for circle in standing::circles(raw) {
        let back = circle.names.first().copied();
        let cycle: Vec<&str> = circle.names.iter().copied().chain(back).collect();
        contains_itself(&cycle, circle.span, report);
    }
    without_end(raw, report);
}

fn contains_itself(cycle: &[&str], span: Span, report: &mut Report) {
    let way = super::way(cycle);
    report.error(
        "T0401",
        span,
        format!("the type contains itself: {way}"),
        "no value of it ends: make a field on the way optional, or a list `[T]` where the docs mean one, or use `json`",
    );
}

/// A type of which no value ends: each of its values has another of them inside.
fn without_end(raw: &RawContract, report: &mut Report) {
    let endless = endless(raw);
    let mut told: BTreeSet<&str> = BTreeSet::new();
    for def in &raw.types {
        let mut path: Vec<&str> = Vec::new();
        let mut at = def;
        while endless.contains(at.name.value.as_str()) && !told.contains(at.name.value.as_str()) {
            path.push(&at.name.value);
            let mut needs = needs(at).of.into_iter();
            let Some((name, span)) = needs.find(|(name, _)| endless.contains(name)) else {
                break;
            };
            if let Some(from) = path.iter().position(|step| *step == name) {
                // A name that stands for itself is reported as such.
                let is_struct = |step: &&&str| {
                    let kind = find(&raw.types, step).map(|def| &def.kind);
                    matches!(
                        kind,
                        Some(RawTypeKind::Struct { .. } | RawTypeKind::Union { .. })
                    )
                };
                if path[from..].iter().any(|step| is_struct(&step)) {
                    let cycle: Vec<&str> = path[from..].iter().copied().chain([name]).collect();
                    contains_itself(&cycle, span, report);
                }
                break;
            }
            let Some(next) = find(&raw.types, name) else {
                break;
            };
            at = next;
        }
        told.extend(path);
    }
}

/// The types that a value needs inside: all of them, or one of them.
struct Needs<'r> {
    all: bool,
    of: Vec<(&'r str, Span)>,
}

fn needs(def: &RawTypeDef) -> Needs<'_> {
    // What may be `null`, a list, a map and JSON that is kept can end.
    fn needed(ty: &RawType) -> Vec<&str> {
        match ty {
            RawType::Named(name) => vec![name],
            RawType::Tuple(items) => items.iter().flat_map(needed).collect(),
            _ => Vec::new(),
        }
    }
    fn of(ty: &Spanned<RawType>) -> impl Iterator<Item = (&str, Span)> {
        let names = needed(&ty.value).into_iter();
        names.map(|name| (name, ty.span))
    }
    match &def.kind {
        RawTypeKind::Struct { fields, .. } => {
            let fields = fields
                .iter()
                .filter(|field| !field.optional && !field.verbatim);
            let types = fields.filter_map(|field| field.ty.as_ref());
            Needs {
                all: true,
                of: types.flat_map(of).collect(),
            }
        }
        RawTypeKind::Union { variants, .. } => Needs {
            all: false,
            of: variants
                .iter()
                .filter_map(|variant| variant.ty.as_ref())
                .map(|ty| (ty.value.as_str(), ty.span))
                .collect(),
        },
        RawTypeKind::Any { variants } => {
            let types = variants.iter().map(|variant| match variant.ty.as_ref() {
                Some(ty) if matches!(ty.value, RawType::Named(_)) => of(ty).next(),
                _ => None,
            });
            // One that ends is enough.
            let types: Option<Vec<_>> = types.collect();
            Needs {
                all: types.is_none(),
                of: types.unwrap_or_default(),
            }
        }
        RawTypeKind::Alias(ty) => Needs {
            all: true,
            of: of(ty).collect(),
        },
        RawTypeKind::Enum { .. } | RawTypeKind::Broken => Needs {
            all: true,
            of: Vec::new(),
        },
    }
}

/// The types without a value that ends: those that are left when all that end are found.
fn endless(raw: &RawContract) -> BTreeSet<&str> {
    let mut waiting: HashMap<&str, usize> = HashMap::new();
    let mut needed_by: HashMap<&str, Vec<&str>> = HashMap::new();
    let mut ends: Vec<&str> = Vec::new();
    for def in &raw.types {
        let name = def.name.value.as_str();
        let needs = needs(def);
        // A name that leads nowhere is reported elsewhere.
        let of = needs
            .of
            .iter()
            .filter(|(name, _)| find(&raw.types, name).is_some());
        let of: BTreeSet<&str> = of.map(|(name, _)| *name).collect();
        let is_short = of.len()
            < needs
                .of
                .iter()
                .map(|(name, _)| name)
                .collect::<BTreeSet<_>>()
                .len();
        let count = if needs.all || of.is_empty() {
            of.len()
        } else {
            1
        };
        if count == 0 || (!needs.all && is_short) {
            ends.push(name);
            continue;
        }
        waiting.insert(name, count);
        for other in of {
            needed_by.entry(other).or_default().push(name);
        }
    }
    while let Some(name) = ends.pop() {
        for by in needed_by.remove(name).into_iter().flatten() {
            if let Some(count) = waiting.get_mut(by) {
                *count -= 1;
                if *count == 0 {
                    waiting.remove(by);
                    ends.push(by);
                }
            }
        }
    }
    waiting.into_keys().collect()
}
