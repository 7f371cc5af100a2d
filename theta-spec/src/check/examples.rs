//! Examples are tests: a successful body has its type, an error body is its row.

use crate::classify::{self, Outcome};
use crate::conform;
use crate::contract::{Contract, ErrorId, ErrorRow, Returns, Type};
use crate::diagnostic::{Diagnostic, Report};
use crate::json;
use crate::raw::{Named, RawContract, RawError, RawField, RawTypeKind};
use crate::sample;
use crate::source::{Span, Spanned};
use std::collections::BTreeSet;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        if let (Some(example), Returns::Json(ty) | Returns::Socket { receives: ty, .. }) =
            (&named.value.example, &endpoint.returns)
        {
            body(contract, ty, example, report);
        }
        let fields = named
            .value
            .path_params
            .iter()
            .chain(&named.value.query)
            .chain(&named.value.headers);
        for field in fields {
            if let Some(param) = endpoint
                .params
                .iter()
                .find(|param| param.span == field.name.span)
            {
                default(contract, &param.ty, field, report);
            }
        }
    }
    for (named, def) in raw.types.iter().zip(&contract.types) {
        if let (
            RawTypeKind::Struct { fields: raws, .. },
            crate::contract::TypeKind::Struct { fields, .. },
        ) = (&named.value.kind, &def.kind)
        {
            raws.iter()
                .zip(fields)
                .for_each(|(raw, field)| default(contract, &field.ty, raw, report));
        }
    }
    // What a row is taken for says nothing as long as rows repeat or contradict each other.
    let disputed: BTreeSet<Span> = report
        .diagnostics()
        .iter()
        .filter(|diagnostic| diagnostic.code.starts_with("T07"))
        .flat_map(|diagnostic| {
            let related = diagnostic.related.iter().map(|(span, _)| *span);
            related.chain([diagnostic.span])
        })
        .collect();
    for (at, row) in contract.errors.iter().enumerate() {
        if disputed.contains(&row.span) {
            continue;
        }
        if let Some(named) = super::find(&raw.errors, &row.name) {
            error(contract, ErrorId(at), row, named, report);
        }
    }
}

fn body(contract: &Contract, ty: &Type, example: &Spanned<String>, report: &mut Report) {
    let value = match json::parse(example.value.trim()) {
        Ok(value) => value,
        Err(error) => {
            report.push(
                Diagnostic::error(
                    "T0505",
                    example.span,
                    format!("the example is not JSON: {error}"),
                )
                .help("write the body as the server sends it"),
            );
            return;
        }
    };
    for mismatch in conform::mismatches(contract, ty, &value) {
        let place = if mismatch.path.is_empty() {
            "the example".to_owned()
        } else {
            format!("`{}` in the example", mismatch.path)
        };
        report.push(
            Diagnostic::error("T0505", example.span, format!("{place} is {}, the type says {}", mismatch.found, mismatch.expected))
                .help("correct the type or the example; an object with fields the docs do not list is `open = true`"),
        );
    }
}

fn default(contract: &Contract, ty: &Type, field: &RawField, report: &mut Report) {
    let Some(default) = &field.default else {
        return;
    };
    let fits = json::parse(&default.value)
        .is_ok_and(|value| conform::mismatches(contract, ty, &value).is_empty());
    if !fits {
        report.push(
            Diagnostic::error(
                "T0505",
                default.span,
                format!("the default {} does not fit the type", default.value),
            )
            .help("correct the type or the default"),
        );
    }
}

fn error(
    contract: &Contract,
    id: ErrorId,
    row: &ErrorRow,
    raw: &Named<RawError>,
    report: &mut Report,
) {
    for (example, written) in row.examples.iter().zip(&raw.value.examples) {
        is_row(
            contract,
            id,
            row,
            row.status.example(),
            example.as_bytes(),
            written.span,
            report,
        );
    }
    if row.examples.is_empty() {
        let reply = sample::error_reply(contract, row);
        is_row(
            contract,
            id,
            row,
            reply.status,
            reply.body.as_bytes(),
            row.span,
            report,
        );
    }
}

/// On the first endpoint that can return it, the reply must be this row.
fn is_row(
    contract: &Contract,
    id: ErrorId,
    row: &ErrorRow,
    status: u16,
    body: &[u8],
    span: Span,
    report: &mut Report,
) {
    for endpoint in row
        .on
        .iter()
        .map(|endpoint| &contract.endpoints[endpoint.0])
    {
        let taken_for = match classify::classify(contract, endpoint, status, body) {
            Outcome::Row { id: found, .. } if found == id => continue,
            Outcome::Row { id: found, .. } => format!("`{}`", contract.error(found).name),
            Outcome::Unknown(_) => "no row at all".to_owned(),
            Outcome::Success => "a success".to_owned(),
        };
        let text = String::from_utf8_lossy(body);
        report.push(
            Diagnostic::error("T0606", span, format!("the documented reply of `{}` is taken for {taken_for} on `{}`", row.name, endpoint.name))
                .label(format!("{status} {text}"))
                .help("correct the row, or give its captures an example with `captures = { name = { example = \"…\" } }`"),
        );
        return;
    }
}
