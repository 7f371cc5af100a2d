//! Rules about headers of replies: a type that a header can hold, each header once.

use super::types;
use crate::contract::{Contract, Type, TypeKind};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawResponseHeader};
use std::collections::{BTreeSet, HashMap};

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    let of_endpoints = raw
        .endpoints
        .iter()
        .flat_map(|endpoint| &endpoint.response_headers);
    let all = raw.response_headers.iter().chain(of_endpoints);
    for ty in all.filter_map(|header: &RawResponseHeader| header.ty.as_ref()) {
        types::known(raw, ty, report);
    }
}

pub(super) fn check_resolved(contract: &Contract, report: &mut Report) {
    let (mut seen, mut told) = (BTreeSet::new(), BTreeSet::new());
    let of_endpoints = contract
        .endpoints
        .iter()
        .map(|endpoint| &endpoint.response_headers);
    for headers in std::iter::once(&contract.response_headers).chain(of_endpoints) {
        // The first one with each header, and with each name in Rust.
        let (mut by_header, mut by_ident) = (HashMap::new(), HashMap::new());
        for (at, header) in headers.iter().enumerate() {
            // One of the API as a whole is there once for each endpoint.
            if seen.insert(header.span.start) && !is_one_value(contract, &header.ty) {
                report.error(
                    "T0539",
                    header.span,
                    format!("`{}` has a type that no header can hold", header.name),
                    "a header is one text, boolean or number, or an enum of these; read another one as a `string`",
                );
            }
            if header.header.is_empty() {
                continue;
            }
            let same_header = *by_header.entry(&header.header).or_insert(at);
            let same_ident = *by_ident.entry(&header.ident).or_insert(at);
            let other = same_header.min(same_ident);
            if other < at {
                let other = &headers[other];
                let (first, second) = if other.span.start < header.span.start {
                    (other, header)
                } else {
                    (header, other)
                };
                if told.insert(second.span.start) {
                    report.push(
                        Diagnostic::error(
                            "T0540",
                            second.span,
                            format!("`{}` and `{}` are one header, or one field in Rust", first.name, second.name),
                        )
                        .related(first.span, "the first one")
                        .help("keep one of them; an endpoint replaces one of the API as a whole by giving it the same name"),
                    );
                }
            }
        }
    }
}

fn is_one_value(contract: &Contract, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Boolean | Type::Number(_) | Type::Format(_) => true,
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Enum { .. } => true,
            // Another name for another name is refused where it stands.
            TypeKind::Alias(inner) => {
                !matches!(inner, Type::Named(_)) && is_one_value(contract, inner)
            }
            _ => false,
        },
        _ => false,
    }
}
