//! Rules about keys that mean nothing in this contract, though their tables may have them.

use super::find;
use crate::contract::{Body, Contract, Endpoint, PartContent, TriggerKind};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{
    RawContent, RawContract, RawEndpoint, RawField, RawReturns, RawType, RawTypeKind,
};
use crate::resolve::limits::written;
use crate::source::Spanned;
use std::collections::BTreeSet;

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    request_id(raw, report);
    groups(raw, report);
    for def in &raw.types {
        if let RawTypeKind::Struct { fields, .. } = &def.kind {
            defaults(fields, report);
        }
    }
    for endpoint in &raw.endpoints {
        defaults(endpoint.params(), report);
        for content in endpoint.contents() {
            whole_anyway(raw, content, report);
        }
        key_field(raw, endpoint, report);
    }
    for row in &raw.errors {
        for (kind, of) in &row.said.when {
            about_nothing(kind, of, report);
        }
    }
}

/// The name of content that is not passed whole is nobody's.
pub(super) fn check_arguments(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        for rust in spread_names(named, endpoint) {
            report.push(nothing(rust, "rust", "its fields are the arguments").help(
                "remove it; `rust` on a field names an argument, `spread = false` passes the struct whole",
            ));
        }
    }
}

fn nothing<T>(value: &Spanned<T>, key: &str, why: &str) -> Diagnostic {
    Diagnostic::error(
        "T0104",
        value.span,
        format!("`{key}` has no effect here: {why}"),
    )
}

fn request_id(raw: &RawContract, report: &mut Report) {
    let in_body =
        |shape: &crate::keys::RawShape| shape.standing.broken || !shape.request_id.is_empty();
    if let Some(prefer) = &raw.request_id.prefer
        && !raw.request_id.headers.is_empty()
        && !raw.shapes.iter().any(in_body)
    {
        report.push(nothing(prefer, "prefer", "no shape has a request id").help(
            "remove it, or say where a body has one: `request_id = \"/…\"` in [shapes.NAME]",
        ));
    }
}

fn groups(raw: &RawContract, report: &mut Report) {
    let rows = raw.errors.iter().filter_map(|row| row.said.on.as_ref());
    let limits = written(raw).filter_map(|(_, limit)| limit.on.as_ref());
    let used: BTreeSet<&str> = rows
        .chain(limits)
        .flat_map(|on| on.value.iter().map(|name| name.value.as_str()))
        .collect();
    for group in &raw.groups {
        if !used.contains(group.name.value.as_str()) {
            report.warning(
                "T0313",
                group.name.span,
                format!("no error or limit is on group `{}`", group.name.value),
                "remove it, or name it in the `on` of an error or a limit",
            );
        }
    }
}

/// A warning: a field that becomes required keeps its default until somebody has looked.
fn defaults<'r>(fields: impl IntoIterator<Item = &'r RawField>, report: &mut Report) {
    for field in fields.into_iter().filter(|field| !field.optional) {
        if let Some(default) = &field.default {
            report.warning(
                "T0507",
                default.span,
                format!(
                    "`{}` has a default and cannot be left out",
                    field.name.value
                ),
                "remove it, or write `optional = true` when it may be left out",
            );
        }
    }
}

/// `spread = true` of the same content has a rule of its own: it asks for what cannot be.
fn whole_anyway(raw: &RawContract, content: &RawContent, report: &mut Report) {
    let (ty, verbatim, spread) = match content {
        RawContent::Json {
            ty,
            verbatim,
            spread: Some(spread),
            ..
        } => (ty, verbatim, spread),
        RawContent::Form {
            ty,
            spread: Some(spread),
            ..
        } => (ty, &false, spread),
        _ => return,
    };
    let is_struct = match &ty.value {
        RawType::Named(name) => find(&raw.types, name).is_none_or(|def| match &def.kind {
            RawTypeKind::Struct { fields, .. } => !fields.is_empty(),
            RawTypeKind::Broken => true,
            _ => false,
        }),
        _ => false,
    };
    if !spread.value && (*verbatim || !is_struct) {
        report.push(
            nothing(
                spread,
                "spread",
                "only a struct that is not verbatim is spread",
            )
            .help("remove it: the content is passed whole anyway"),
        );
    }
}

fn key_field(raw: &RawContract, endpoint: &RawEndpoint, report: &mut Report) {
    if raw.auth.is_none()
        && let Some(returns) = &endpoint.answer.socket
        && let RawReturns::Socket {
            key_field: Some(field),
            ..
        } = &returns.value
    {
        report.push(
            nothing(field, "key_field", "there is no key")
                .help("remove it, or say in [auth] how a request carries its key"),
        );
    }
}

/// A trigger that is about the whole request has no names.
fn about_nothing(kind: &Spanned<TriggerKind>, of: &[Spanned<String>], report: &mut Report) {
    let Some(first) = of.first() else {
        return;
    };
    if !super::triggers::is_about_a_name(kind.value) {
        report.error(
            "T0308",
            first.span,
            format!("a request that {} does so as a whole", kind.value.doc()),
            "write `true` in place of the names",
        );
    }
}

/// Names of the parts and the body that are spread.
fn spread_names<'r>(
    raw: &'r RawEndpoint,
    endpoint: &'r Endpoint,
) -> impl Iterator<Item = &'r Spanned<String>> {
    let parts = match &endpoint.body {
        Body::Multipart(parts) => parts.as_slice(),
        _ => &[],
    };
    let spread_part = |part: &&crate::keys::RawPart| {
        parts.iter().any(|resolved| {
            resolved.name == part.name.value
                && matches!(&resolved.content, PartContent::Json(json) if json.spread.is_some())
        })
    };
    let of_parts = raw
        .parts
        .iter()
        .flatten()
        .filter(spread_part)
        .filter_map(|part| part.rust.as_ref());
    let spread = endpoint
        .body
        .value()
        .is_some_and(|value| value.spread.is_some());
    let of_body = raw.body.iter().filter(move |_| spread);
    of_parts.chain(of_body.filter_map(|body| body.rust.as_ref()))
}
