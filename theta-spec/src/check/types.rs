//! Rules about types: every name leads somewhere, nothing contains itself, unions hold structs.

use super::{check_evidence, find, names, scalars, unknown};
use crate::diagnostic::Report;
use crate::keys::{RawContract, RawField, RawReturns, RawType, RawTypeDef, RawTypeKind};
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for def in &raw.types {
        check_evidence(raw, &def.evidence, report);
        match &def.kind {
            RawTypeKind::Struct { fields, .. } => fields
                .iter()
                .for_each(|raw_field| field(raw, raw_field, report)),
            RawTypeKind::Enum { values } => {
                scalars::values(def, values, report);
            }
            RawTypeKind::Union { tag: _, variants } => {
                for ty in variants.iter().filter_map(|variant| variant.ty.as_ref()) {
                    match find(&raw.types, &ty.value).map(|def| &def.kind) {
                        None => unknown(report, "T0302", "type", ty, names(&raw.types)),
                        Some(RawTypeKind::Struct { .. } | RawTypeKind::Broken) => {}
                        Some(_) => report.error("T0402", ty.span, format!("`{}` is not a struct", ty.value), "a variant of a union is an object: make the type a struct with `fields`"),
                    }
                }
            }
            RawTypeKind::Alias(ty) => known(raw, ty, report),
            RawTypeKind::Broken => {}
        }
    }
    cycles(raw, report);
    unused(raw, report);
}

/// Reports a type name that leads nowhere.
pub(super) fn known(raw: &RawContract, ty: &Spanned<RawType>, report: &mut Report) {
    for name in ty.value.names() {
        if find(&raw.types, name).is_none() {
            unknown(
                report,
                "T0302",
                "type",
                &Spanned::new(name.to_owned(), ty.span),
                names(&raw.types),
            );
        }
    }
}

fn field(raw: &RawContract, field: &RawField, report: &mut Report) {
    check_evidence(raw, &field.evidence, report);
    if let Some(ty) = &field.ty {
        known(raw, ty, report);
        if let RawType::Constant(value) = &ty.value {
            scalars::constant(value, ty.span, report);
        }
    }
}

/// Types held directly: a list, a map or a union's variant can end, a field cannot.
fn holds(def: &RawTypeDef) -> Vec<(&str, Span)> {
    fn direct(ty: &Spanned<RawType>) -> Vec<(&str, Span)> {
        fn names(ty: &RawType) -> Vec<&str> {
            match ty {
                RawType::Named(name) => vec![name],
                RawType::Nullable(inner) => names(inner),
                RawType::Tuple(items) => items.iter().flat_map(names).collect(),
                _ => Vec::new(),
            }
        }
        let names = names(&ty.value).into_iter();
        names.map(|name| (name, ty.span)).collect()
    }
    match &def.kind {
        RawTypeKind::Struct { fields, .. } => fields
            .iter()
            .filter(|field| !field.verbatim)
            .filter_map(|field| field.ty.as_ref())
            .flat_map(direct)
            .collect(),
        RawTypeKind::Union { variants, .. } => variants
            .iter()
            .filter_map(|variant| variant.ty.as_ref())
            .map(|ty| (ty.value.as_str(), ty.span))
            .collect(),
        // Another name for a list of itself has no end either.
        RawTypeKind::Alias(ty) => {
            let names = ty.value.names().into_iter();
            names.map(|name| (name, ty.span)).collect()
        }
        RawTypeKind::Enum { .. } | RawTypeKind::Broken => Vec::new(),
    }
}

/// Depth-first; each cycle is reported once, at the use that closes it.
///
/// With a stack of its own: a chain of types can be as long as the file.
fn cycles(raw: &RawContract, report: &mut Report) {
    let mut done = BTreeSet::new();
    for def in &raw.types {
        if !done.insert(def.name.value.as_str()) {
            continue;
        }
        let mut path = vec![(def.name.value.as_str(), holds(def).into_iter())];
        let mut on_path = BTreeMap::from([(def.name.value.as_str(), 0)]);
        while let Some((holder, held)) = path.last_mut() {
            let Some((name, span)) = held.next() else {
                on_path.remove(*holder);
                path.pop();
                continue;
            };
            if let Some(&at) = on_path.get(name) {
                let steps = path[at..].iter().map(|(step, _)| *step);
                let cycle: Vec<&str> = steps.chain([name]).collect();
                report.error("T0401", span, format!("the type contains itself: {}", super::way(&cycle)), "a type cannot hold itself directly, not even where it is optional; use a list `[T]` where the docs mean one, or `json`");
            } else if let Some(next) = find(&raw.types, name)
                && done.insert(next.name.value.as_str())
            {
                on_path.insert(name, path.len());
                path.push((name, holds(next).into_iter()));
            }
        }
    }
}

fn unused(raw: &RawContract, report: &mut Report) {
    let mut used: BTreeSet<&str> = BTreeSet::new();
    let mut queue: Vec<&str> = endpoint_types(raw);
    while let Some(name) = queue.pop() {
        if used.insert(name)
            && let Some(def) = find(&raw.types, name)
        {
            queue.extend(mentions(def));
        }
    }
    for def in raw
        .types
        .iter()
        .filter(|def| !used.contains(def.name.value.as_str()))
    {
        report.warning(
            "T0405",
            def.name.span,
            format!("no endpoint uses type `{}`", def.name.value),
            "remove it, or name it where it is sent or returned",
        );
    }
}

fn mentions(def: &RawTypeDef) -> Vec<&str> {
    match &def.kind {
        RawTypeKind::Struct { fields, .. } => fields
            .iter()
            .filter_map(|field| field.ty.as_ref())
            .flat_map(|ty| ty.value.names())
            .collect(),
        RawTypeKind::Union { variants, .. } => variants
            .iter()
            .filter_map(|variant| Some(variant.ty.as_ref()?.value.as_str()))
            .collect(),
        RawTypeKind::Alias(ty) => ty.value.names(),
        RawTypeKind::Enum { .. } | RawTypeKind::Broken => Vec::new(),
    }
}

fn endpoint_types(raw: &RawContract) -> Vec<&str> {
    let of_endpoints = raw
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.response_headers);
    let headers = raw.response_headers.iter().chain(of_endpoints);
    let headers = headers.filter_map(|header| header.ty.as_ref());
    let mut names: Vec<&str> = headers.flat_map(|ty| ty.value.names()).collect();
    for endpoint in &raw.endpoints {
        let params = endpoint.params();
        let params = params.filter_map(|param| param.ty.as_ref());
        let contents = endpoint.contents().filter_map(|content| content.ty());
        names.extend(params.chain(contents).flat_map(|ty| ty.value.names()));
        for returns in endpoint.answer.all() {
            match &returns.value {
                RawReturns::Json(ty) => names.extend(ty.names()),
                RawReturns::Socket {
                    sends, receives, ..
                } => names.extend(
                    [sends, receives]
                        .into_iter()
                        .flat_map(|ty| ty.value.names()),
                ),
                RawReturns::Nothing | RawReturns::Text | RawReturns::Bytes { .. } => {}
            }
        }
    }
    names
}
