//! An endpoint that is answered with events when it is asked for them is two: one gives what it returns, the other events.

use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{
    RawAnswer, RawContent, RawContract, RawEndpoint, RawEventForm, RawEvents, RawField, RawPart,
    RawReturns, RawSuccess, RawType, RawTypeDef, RawTypeKind, event_form,
};
use crate::source::{Span, Spanned};
use std::collections::BTreeSet;

/// What the type of a body is called that asks for events.
const ENDS: &str = "Events";

pub(super) fn expand(raw: &mut RawContract, report: &mut Report) {
    let mut forms = Vec::new();
    for endpoint in &mut raw.endpoints {
        if let Some(form) = endpoint.events.take() {
            forms.push((endpoint.clone(), form));
        }
    }
    if forms.is_empty() {
        return;
    }
    let mut types = BTreeSet::new();
    let mut named = BTreeSet::new();
    for (plain, form) in forms {
        let name = event_form(&plain);
        if let Some(other) = raw.endpoints.iter().find(|other| other.name.value == name) {
            report.push(
                Diagnostic::error(
                    "T0552",
                    form.name.span,
                    format!(
                        "`{name}` is what `{}` with events is called",
                        plain.name.value
                    ),
                )
                .related(other.name.span, "the endpoint of that name")
                .help("remove `events`, or give the endpoint another name"),
            );
            continue;
        }
        named.insert(plain.name.value.clone());
        if let Some(endpoint) = with_events(raw, &mut types, plain, form, report) {
            raw.endpoints.push(endpoint);
        }
    }
    raw.endpoints
        .sort_by(|a, b| a.name.value.cmp(&b.name.value));
    raw.types.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    also_on(raw, &named);
}

/// What is said of the endpoint is said of both.
fn also_on(raw: &mut RawContract, named: &BTreeSet<String>) {
    let rows = raw.errors.iter_mut().filter_map(|row| row.said.on.as_mut());
    let rows = rows.map(|on| &mut on.value);
    let groups = raw.groups.iter_mut().map(|group| &mut group.value);
    for list in rows.chain(groups) {
        let both: Vec<Spanned<String>> = list
            .iter()
            .filter(|name| named.contains(&name.value))
            .map(|name| Spanned::new(event_form_of(&name.value), name.span))
            .filter(|name| !list.iter().any(|other| other.value == name.value))
            .collect();
        list.extend(both);
    }
}

fn event_form_of(name: &str) -> String {
    format!("{name}_events")
}

/// The endpoint that gives events.
fn with_events(
    raw: &mut RawContract,
    types: &mut BTreeSet<String>,
    plain: RawEndpoint,
    form: RawEventForm,
    report: &mut Report,
) -> Option<RawEndpoint> {
    let name = Spanned::new(event_form(&plain), plain.name.span);
    let rust = plain.rust.as_ref();
    let rust = rust.map(|rust| Spanned::new(event_form_of(&rust.value), rust.span));
    let items = form.items?;
    let span = items.span;
    let framing = form.written.map(|written| written.value);
    let events = RawEvents {
        items,
        framing: framing.unwrap_or(crate::contract::Framing::Sse),
        keys: form.keys,
    };
    let success = RawSuccess {
        returns: Spanned::new(RawReturns::Events(Box::new(events)), span),
        status: Vec::new(),
        media: form.media,
        accept: form.accept,
        doc: None,
        rust: None,
        example: None,
    };
    let mut endpoint = RawEndpoint {
        name,
        rust: form.rust.or(rust),
        summary: form.summary.or_else(|| plain.summary.clone()),
        billed: form.billed.or_else(|| plain.billed.clone()),
        example: form.example,
        deprecated: form.deprecated.or_else(|| plain.deprecated.clone()),
        answer: RawAnswer {
            socket: None,
            successes: vec![success],
        },
        ..plain
    };
    let asks: Vec<RawField> = form
        .when
        .into_iter()
        .map(|(name, value)| RawField {
            name,
            ty: Some(value.map(RawType::Constant)),
            doc: Some(Spanned::new("Asks for events.".to_owned(), form.name.span)),
            ..RawField::default()
        })
        .collect();
    if asks.is_empty() {
        return Some(endpoint);
    }
    if let Some(body) = &mut endpoint.body {
        let ty = match &mut body.content {
            RawContent::Json {
                ty,
                verbatim: false,
                ..
            }
            | RawContent::Form { ty, .. } => ty,
            RawContent::Broken => return None,
            _ => {
                not_asked(report, form.name.span, "a body that is no object");
                return None;
            }
        };
        ask_in_body(raw, types, ty, asks, form.name.span, report)?;
        return Some(endpoint);
    }
    if let Some(parts) = &mut endpoint.parts {
        for field in asks {
            if already(parts.iter().map(|part| &part.name), &field, report) {
                continue;
            }
            parts.push(RawPart {
                name: field.name,
                content: RawContent::Text {
                    ty: field.ty?,
                    content_type: None,
                },
                doc: field.doc,
                ..RawPart::default()
            });
        }
        parts.sort_by(|a, b| a.name.value.cmp(&b.name.value));
        return Some(endpoint);
    }
    for field in asks {
        if !already(
            endpoint.query.iter().map(|param| &param.name),
            &field,
            report,
        ) {
            endpoint.query.push(field);
        }
    }
    endpoint
        .query
        .sort_by(|a, b| a.name.value.cmp(&b.name.value));
    Some(endpoint)
}

/// The type of the body that asks for events: that of the other form, and the fields that ask.
fn ask_in_body(
    raw: &mut RawContract,
    types: &mut BTreeSet<String>,
    ty: &mut Spanned<RawType>,
    asks: Vec<RawField>,
    place: Span,
    report: &mut Report,
) -> Option<()> {
    let RawType::Named(base) = &ty.value else {
        not_asked(report, place, "a body that is no struct of [types]");
        return None;
    };
    // A type that does not exist is reported where the other form names it.
    let known = raw.types.iter().find(|def| def.name.value == *base)?;
    let RawTypeKind::Struct { fields, open, .. } = &known.kind else {
        not_asked(report, place, "a body that is no struct");
        return None;
    };
    let names: Vec<&Spanned<String>> = fields.iter().map(|field| &field.name).collect();
    for ask in &asks {
        already(names.iter().copied(), ask, report);
    }
    let mut name = format!("{base}{ENDS}");
    // Two endpoints with one body may ask for events in two ways.
    while raw.types.iter().any(|def| def.name.value == name) {
        if !types.contains(&name) {
            report.push(
                Diagnostic::error(
                    "T0552",
                    place,
                    format!("`{name}` is what the body of the form with events is called"),
                )
                .help("give the type of that name another one"),
            );
            return None;
        }
        name.push('2');
    }
    types.insert(name.clone());
    let def = RawTypeDef {
        name: Spanned::new(name.clone(), place),
        doc: known.doc.clone(),
        kind: RawTypeKind::Struct {
            fields: asks,
            rest: Vec::new(),
            include: vec![Spanned::new(base.clone(), ty.span)],
            open: *open,
        },
        rust: None,
        evidence: known.evidence.clone(),
    };
    raw.types.push(def);
    ty.value = RawType::Named(name);
    Some(())
}

/// Whether what asks for events is there anyway; reported.
fn already<'n>(
    mut names: impl Iterator<Item = &'n Spanned<String>>,
    ask: &RawField,
    report: &mut Report,
) -> bool {
    let Some(other) = names.find(|name| name.value == ask.name.value) else {
        return false;
    };
    report.push(
        Diagnostic::error(
            "T0553",
            ask.name.span,
            format!(
                "`{}` asks for events, and a caller may set it too",
                ask.name.value
            ),
        )
        .related(other.span, "set by callers of both methods")
        .help("remove the field: `when` sends it with the one method, and the other leaves it out"),
    );
    true
}

fn not_asked(report: &mut Report, span: Span, what: &str) {
    report.error(
        "T0554",
        span,
        format!("`when` has no place in {what}"),
        "write the two as endpoints of their own, or the body as a struct: `body = { json = \"Name\" }`",
    );
}
