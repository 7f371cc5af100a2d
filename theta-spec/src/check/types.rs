//! Rules about types: every name leads somewhere, values differ, tagged unions hold structs.

use super::{check_evidence, find, names, scalars, unknown};
use crate::diagnostic::Report;
use crate::keys::{
    RawContract, RawEventData, RawField, RawReturns, RawType, RawTypeDef, RawTypeKind, RawWebhook,
};
use crate::source::Spanned;
use std::collections::BTreeSet;

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    for def in &raw.types {
        check_evidence(raw, &def.evidence, report);
        match &def.kind {
            RawTypeKind::Struct {
                fields, rest, open, ..
            } => {
                fields
                    .iter()
                    .chain(rest)
                    .for_each(|raw_field| field(raw, raw_field, report));
                super::rest::check(raw, rest, *open, report);
            }
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
            RawTypeKind::Any { variants } => {
                let types = variants.iter().filter_map(|variant| variant.ty.as_ref());
                types.clone().for_each(|ty| known(raw, ty, report));
                if types.count() == 0 && !variants.is_empty() {
                    report.error(
                        "T0410",
                        def.name.span,
                        format!("`{}` is nothing but `null`", def.name.value),
                        "list what else it may be; what is always `null` says nothing",
                    );
                }
            }
            RawTypeKind::Alias(ty) => known(raw, ty, report),
            RawTypeKind::Broken => {}
        }
    }
    super::endless::check(raw, report);
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
        RawTypeKind::Struct {
            fields,
            rest,
            include,
            ..
        } => fields
            .iter()
            .chain(rest)
            .filter_map(|field| field.ty.as_ref())
            .flat_map(|ty| ty.value.names())
            .chain(include.iter().map(|name| name.value.as_str()))
            .collect(),
        RawTypeKind::Union { variants, .. } => variants
            .iter()
            .filter_map(|variant| Some(variant.ty.as_ref()?.value.as_str()))
            .collect(),
        RawTypeKind::Any { variants } => variants
            .iter()
            .filter_map(|variant| variant.ty.as_ref())
            .flat_map(|ty| ty.value.names())
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
    let webhooks = raw.webhooks.iter().flat_map(RawWebhook::types);
    let mut names: Vec<&str> = headers
        .chain(webhooks)
        .flat_map(|ty| ty.value.names())
        .collect();
    for endpoint in &raw.endpoints {
        let params = endpoint.params();
        let params = params.filter_map(|param| param.ty.as_ref());
        let contents = endpoint.contents().filter_map(|content| content.ty());
        names.extend(params.chain(contents).flat_map(|ty| ty.value.names()));
        for returns in endpoint.answer.all() {
            match &returns.value {
                RawReturns::Json(ty) | RawReturns::Xml(ty) => names.extend(ty.names()),
                RawReturns::Socket {
                    sends, receives, ..
                } => names.extend(
                    [sends, receives]
                        .into_iter()
                        .flat_map(|ty| ty.value.names()),
                ),
                RawReturns::Events(events) => {
                    for data in events.datas() {
                        if let RawEventData::Json(ty) = &data.value {
                            names.extend(ty.names());
                        }
                    }
                }
                RawReturns::Nothing | RawReturns::Text | RawReturns::Bytes { .. } => {}
            }
        }
    }
    names
}
