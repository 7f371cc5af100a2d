//! Examples are tests: a successful body has its type, an error body is its row.

use crate::classify::{self, Finder, Outcome};
use crate::conform::{self, Mismatch};
use crate::contract::{Contract, ErrorId, ErrorRow, Returns, Type, WebhookContent};
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::json::{self, Json};
use crate::keys::{RawContract, RawError, RawField, RawTypeKind};
use crate::sample;
use crate::source::{Span, Spanned};
use crate::xml;
use std::collections::{BTreeSet, HashMap};

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        let shown = match &endpoint.returns {
            Returns::OneOf(several) => several.content(),
            one => one,
        };
        if let (Some(example), Returns::Json(ty) | Returns::Socket { receives: ty, .. }) =
            (&named.example, shown)
        {
            body(contract, ty, example, report);
        } else if let Returns::Events(events) = shown {
            for (ty, data) in super::events::example(endpoint, events, named, report) {
                body(contract, ty, &data, report);
            }
        } else if let (Some(example), Returns::Xml { ty, .. }) = (&named.example, shown) {
            document(contract, ty, example, report);
        }
        for (success, example) in super::successes::examples(named, endpoint) {
            match &success.content {
                Returns::Json(ty) => body(contract, ty, example, report),
                Returns::Xml { ty, .. } => document(contract, ty, example, report),
                _ => {}
            }
        }
        let fields = named.params();
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
    for (named, webhook) in raw.webhooks.iter().zip(&contract.webhooks) {
        let Some(example) = &named.example else {
            continue;
        };
        match &webhook.content {
            WebhookContent::Json(ty) => body(contract, ty, example, report),
            WebhookContent::Form(ty) => {
                conforms(contract, ty, &form(&example.value), example.span, report);
            }
            WebhookContent::Tagged { events, .. } => {
                let Some(value) = parsed(example, report) else {
                    continue;
                };
                let found = events
                    .iter()
                    .map(|event| conform::mismatches(contract, &event.ty, &value));
                let nearest = found.min_by_key(Vec::len).unwrap_or_default();
                differs(nearest, example.span, report);
            }
        }
    }
    for (named, def) in raw.types.iter().zip(&contract.types) {
        if let (
            RawTypeKind::Struct { fields: raws, .. },
            crate::contract::TypeKind::Struct { fields, .. },
        ) = (&named.kind, &def.kind)
        {
            raws.iter()
                .zip(fields)
                .for_each(|(raw, field)| default(contract, &field.ty, raw, report));
        }
    }
    // What a row is taken for says nothing as long as rows repeat or contradict each other.
    if report.has_errors() && !report.is_complete() {
        return;
    }
    let disputed: BTreeSet<Span> = report
        .diagnostics()
        .iter()
        .filter(|one| one.severity == Severity::Error && one.code.starts_with("T07"))
        .flat_map(|diagnostic| {
            let related = diagnostic.related.iter().map(|(span, _)| *span);
            related.chain([diagnostic.span])
        })
        .collect();
    let finders = Finders::new(contract);
    for (at, row) in contract.errors.iter().enumerate() {
        if disputed.contains(&row.span) {
            continue;
        }
        if let Some(named) = super::find(&raw.errors, &row.name) {
            error(&finders, ErrorId(at), row, named, report);
        }
    }
}

fn body(contract: &Contract, ty: &Type, example: &Spanned<String>, report: &mut Report) {
    if let Some(value) = parsed(example, report) {
        conforms(contract, ty, &value, example.span, report);
    }
}

fn parsed(example: &Spanned<String>, report: &mut Report) -> Option<Json> {
    json::parse(example.value.trim())
        .map_err(|error| {
            report.error(
                "T0505",
                example.span,
                format!("the example is not JSON: {error}"),
                "write the body as the server sends it",
            );
        })
        .ok()
}

/// A form as it is read: an object of texts, of lists where a name has several values.
fn form(text: &str) -> Json {
    let mut members: Vec<(String, Vec<Json>)> = Vec::new();
    for pair in text.trim().split('&').filter(|pair| !pair.is_empty()) {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        let (name, value) = (decoded(name), Json::String(decoded(value)));
        match members.iter_mut().find(|(known, _)| *known == name) {
            Some((_, values)) => values.push(value),
            None => members.push((name, vec![value])),
        }
    }
    let members = members.into_iter().map(|(name, mut values)| {
        let one = (values.len() == 1).then(|| values.pop()).flatten();
        (name, one.unwrap_or(Json::Array(values)))
    });
    Json::Object(members.collect())
}

fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut at = 0;
    while let Some(&byte) = text.as_bytes().get(at) {
        let hex = text.get(at + 1..at + 3);
        let hex = hex.filter(|hex| byte == b'%' && hex.bytes().all(|one| one.is_ascii_hexdigit()));
        let encoded = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(match byte {
            b'+' => b' ',
            byte => encoded.unwrap_or(byte),
        });
        at += if encoded.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// An example that is XML.
fn document(contract: &Contract, ty: &Type, example: &Spanned<String>, report: &mut Report) {
    match xml::read(contract, ty, example.value.trim()) {
        Ok(value) => conforms(contract, ty, &value, example.span, report),
        Err(error) => report.error(
            "T0505",
            example.span,
            format!("the example is {error}"),
            "write the body as the server sends it",
        ),
    }
}

fn conforms(contract: &Contract, ty: &Type, value: &Json, span: Span, report: &mut Report) {
    differs(conform::mismatches(contract, ty, value), span, report);
}

fn differs(mismatches: Vec<Mismatch>, span: Span, report: &mut Report) {
    for mismatch in mismatches {
        let place = if mismatch.path.is_empty() {
            "the example".to_owned()
        } else {
            format!("`{}` in the example", mismatch.path)
        };
        report.error("T0505", span, format!("{place} is {}, the type says {}", mismatch.found, mismatch.expected), "correct the type or the example; an object with fields the docs do not list is `open = true`");
    }
}

fn default(contract: &Contract, ty: &Type, field: &RawField, report: &mut Report) {
    let Some(default) = &field.default else {
        return;
    };
    let fits = json::parse(&default.value)
        .is_ok_and(|value| conform::mismatches(contract, ty, &value).is_empty());
    if !fits {
        report.error(
            "T0505",
            default.span,
            format!("the default {} does not fit the type", default.value),
            "correct the type or the default",
        );
    }
}

/// How the errors of each endpoint are told apart. Endpoints with the same rows tell them apart alike.
struct Finders<'c> {
    contract: &'c Contract,
    all: Vec<Finder<'c>>,
    /// The finder of each endpoint.
    of: Vec<usize>,
}

impl<'c> Finders<'c> {
    fn new(contract: &'c Contract) -> Self {
        let mut known: HashMap<&[ErrorId], usize> = HashMap::new();
        let mut finders = Vec::new();
        let of = contract.endpoints.iter().map(|endpoint| {
            *known.entry(&endpoint.errors).or_insert_with(|| {
                finders.push(Finder::new(contract, endpoint));
                finders.len() - 1
            })
        });
        let of = of.collect();
        Self {
            contract,
            all: finders,
            of,
        }
    }
}

fn error(finders: &Finders<'_>, id: ErrorId, row: &ErrorRow, raw: &RawError, report: &mut Report) {
    for (example, written) in row.examples.iter().zip(&raw.examples) {
        is_row(
            finders,
            id,
            row,
            row.status.example(),
            example.as_bytes(),
            written.span,
            report,
        );
    }
    if row.examples.is_empty() {
        let reply = sample::error_reply(finders.contract, row);
        is_row(
            finders,
            id,
            row,
            reply.status,
            reply.body.as_bytes(),
            row.span,
            report,
        );
    }
}

/// On each endpoint that can return it, the reply must be this row; the first on which it is not is named.
fn is_row(
    finders: &Finders<'_>,
    id: ErrorId,
    row: &ErrorRow,
    status: u16,
    body: &[u8],
    span: Span,
    report: &mut Report,
) {
    let contract = finders.contract;
    let headers = sample::error_reply(contract, row).headers;
    let reading = classify::Reading {
        headers: headers.clone(),
        ..classify::read(contract, body)
    };
    let mut asked = BTreeSet::new();
    for endpoint in &row.on {
        let finder = finders.of[endpoint.0];
        if !asked.insert(finder) {
            continue;
        }
        let of_success = classify::is_success(status).then(|| classify::Reading {
            headers: headers.clone(),
            ..classify::read_on(contract, &contract.endpoints[endpoint.0], status, body)
        });
        let reading = of_success.as_ref().unwrap_or(&reading);
        let taken_for = match finders.all[finder].find(status, reading) {
            Outcome::Row { id: found, .. } if found == id => continue,
            Outcome::Row { id: found, .. } => format!("`{}`", contract.error(found).name),
            Outcome::Unknown(_) | Outcome::Success => "no row at all".to_owned(),
        };
        let endpoint = &contract.endpoints[endpoint.0];
        let headers = headers
            .iter()
            .map(|(name, value)| format!("{name}: {value} "));
        let text = headers.collect::<String>() + &String::from_utf8_lossy(body);
        report.push(
            Diagnostic::error("T0606", span, format!("the documented reply of `{}` is taken for {taken_for} on `{}`", row.name, endpoint.name))
                .label(format!("{status} {text}"))
                .help("correct the row, or give its captures an example with `captures = { name = { example = \"…\" } }`"),
        );
        return;
    }
}
