//! Rules about error rows: references, and that a row looks only at what its shapes have.

use super::{check_evidence, find, unknown};
use crate::contract::Status;
use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::keys::{
    RawCode, RawContent, RawContract, RawError, RawHeaderValue, RawShape, RawTypeKind,
};
use crate::names;
use crate::resolve::errors::{Rows, cause};
use crate::resolve::shapes::is_text;
use crate::source::{Span, Spanned};
use crate::template::{Capture, Template};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    let rows = Rows::new(raw);
    let targets = trigger_targets(raw);
    circles(raw, &rows, report);
    for (at, row) in raw.errors.iter().enumerate() {
        references(raw, row, report);
        within(raw, &rows, at, report);
        looks_at(raw, row, report);
        captures(&rows, at, row, report);
        headers(row, report);
        for (_, of) in &row.said.when {
            for name in of
                .iter()
                .filter(|name| !targets.contains(&*cause(raw, &name.value)))
            {
                no_cause(name, &targets, report);
            }
        }
    }
}

fn no_cause(name: &Spanned<String>, targets: &BTreeSet<Cow<'_, str>>, report: &mut Report) {
    report.push_with(Severity::Error, "T0308", name.span, || {
        let known = targets.iter().map(|target| &**target);
        Diagnostic::error(
            "T0308",
            name.span,
            format!("there is no part, parameter, field or header `{}`", name.value),
        )
        .suggest(&name.value, known)
        .help("declare it: on an endpoint, a header that is always the same is `headers.NAME = { const = \"…\" }`; one of every endpoint is in [headers]")
    });
}

fn references(raw: &RawContract, row: &RawError, report: &mut Report) {
    check_evidence(raw, &row.evidence, report);
    if let Some(on) = &row.said.on {
        if on.value.is_empty() {
            report.error(
                "T0609",
                on.span,
                format!("no endpoint can return `{}`", row.name.value),
                "name the endpoints and groups, or leave `on` out when every endpoint can",
            );
        }
        for name in &on.value {
            if find(&raw.endpoints, &name.value).is_none()
                && find(&raw.groups, &name.value).is_none()
            {
                unknown(
                    report,
                    "T0301",
                    "endpoint or group",
                    name,
                    super::names(&raw.endpoints).chain(super::names(&raw.groups)),
                );
            }
        }
    }
    for shape in &row.shape {
        if find(&raw.shapes, &shape.value).is_none() {
            unknown(report, "T0303", "shape", shape, super::names(&raw.shapes));
        }
    }
    for name in row.before.iter().chain(&row.within) {
        if find(&raw.errors, &name.value).is_none() {
            let others = super::names(&raw.errors).filter(|known| *known != row.name.value);
            unknown(report, "T0306", "error", name, others);
        } else if name.value == row.name.value {
            report.error(
                "T0707",
                name.span,
                format!("`{}` refers to itself", name.value),
                "name another row",
            );
        }
    }
}

/// A row within another fills its open end.
fn within(raw: &RawContract, rows: &Rows<'_>, at: usize, report: &mut Report) {
    let row = &raw.errors[at];
    let Some(name) = row.within.as_ref() else {
        return;
    };
    if row.detail.is_empty() {
        // A name that leads nowhere, or to the row itself, has its own message.
        if name.value != row.name.value && find(&raw.errors, &name.value).is_some() {
            report.error(
                "T0605",
                row.name.span,
                format!(
                    "`{}` is within `{}` and has no detail",
                    row.name.value, name.value
                ),
                "its `detail` is what stands in the open end of the wider row's",
            );
        }
        return;
    }
    let Some(outer) = rows.outer(at) else { return };
    // Where the wider row itself does not fit, that is the mistake.
    let outer_fits = rows.outer(outer).is_none() || !rows.details(outer).is_empty();
    if outer_fits && rows.details(at).is_empty() {
        report.push(
            Diagnostic::error("T0605", name.span, format!("the detail of `{}` does not fit into `{}`", row.name.value, name.value))
                .related(raw.errors[outer].name.span, "the wider row")
                .help("the wider row's detail must end in an open hole, `{name}` or `{..}`, and no capture may have the same name in both"),
        );
    }
}

/// Each circle of `within` once, at its first row.
fn circles(raw: &RawContract, rows: &Rows<'_>, report: &mut Report) {
    for cycle in rows.cycles() {
        let first = cycle.iter().enumerate().min_by_key(|(_, row)| **row);
        let Some((at, &row)) = first.filter(|_| cycle.len() > 1) else {
            continue;
        };
        let steps = cycle[at..].iter().chain(&cycle[..at]).chain([&row]);
        let steps: Vec<&str> = steps
            .map(|&row| raw.errors[row].name.value.as_str())
            .collect();
        let name = raw.errors[row].within.as_ref();
        report.error(
            "T0707",
            name.map_or(raw.errors[row].name.span, |name| name.span),
            format!("`{}` is within itself: {}", steps[0], super::way(&steps)),
            "`within` names the wider row; remove it from that one",
        );
    }
}

/// The shapes a row may have must have what it looks at.
fn looks_at(raw: &RawContract, row: &RawError, report: &mut Report) {
    let named: Vec<&RawShape> = row
        .shape
        .iter()
        .filter_map(|name| find(&raw.shapes, &name.value))
        .collect();
    let candidates: Vec<&RawShape> = if row.shape.is_empty() {
        raw.shapes.iter().collect()
    } else {
        named
    };
    // Named shapes must all fit; otherwise one that fits is enough. A broken one might have.
    let satisfied = |has: &dyn Fn(&RawShape) -> bool| {
        let has = |shape: &RawShape| shape.standing.broken || has(shape);
        if row.shape.is_empty() {
            candidates.iter().any(|shape| has(shape))
        } else {
            candidates.iter().all(|shape| has(shape))
        }
    };
    let mut lacks = |code: &'static str, span, what: &str, help: &str| {
        let whose = if row.shape.is_empty() {
            "no shape"
        } else {
            "a shape of this row"
        };
        let message = if row.shape.is_empty() {
            format!("{whose} has {what}")
        } else {
            format!("{whose} has no {}", what.trim_start_matches("a "))
        };
        report.error(code, span, message, help);
    };
    if let Some(detail) = row.detail.first()
        && !satisfied(&|shape| is_text(shape) || !shape.message.is_empty())
    {
        lacks(
            "T0601",
            detail.span,
            "a message",
            "say where the message is: `message = \"/…\"` in [shapes.NAME]",
        );
    }
    if let Some(code) = &row.code
        && !satisfied(&|shape| !shape.code.is_empty())
    {
        lacks(
            "T0602",
            code.span,
            "a code",
            "say where the code is: `code = \"/…\"` in [shapes.NAME]",
        );
    }
    for field in &row.fields {
        if !satisfied(&|shape| find(&shape.fields, &field.name.value).is_some()) {
            let known = candidates
                .iter()
                .flat_map(|shape| super::names(&shape.fields));
            unknown(
                report,
                "T0603",
                "field of the row's shapes called",
                &field.name,
                known,
            );
        }
    }
}

/// All templates of one matcher capture the same, and no two captures are one field of the variant.
fn captures(rows: &Rows<'_>, at: usize, row: &RawError, report: &mut Report) {
    let details = rows.details(at);
    // By what they are called in Rust.
    let mut seen: BTreeMap<String, Capture> = BTreeMap::new();
    let matchers: Vec<(&[Template], crate::source::Span)> = row
        .detail
        .first()
        .map(|first| (details, first.span))
        .into_iter()
        .collect();
    let fields: Vec<Vec<Template>> = row
        .fields
        .iter()
        .map(|field| {
            field
                .value
                .iter()
                .map(|template| template.value.clone())
                .collect()
        })
        .collect();
    let fields = fields
        .iter()
        .zip(&row.fields)
        .map(|(templates, field)| (templates.as_slice(), field.name.span));
    for (templates, span) in matchers.into_iter().chain(fields) {
        let Some(first) = templates.first() else {
            continue;
        };
        let sorted = |template: &Template| {
            let mut captures: Vec<Capture> = template.captures().cloned().collect();
            captures.sort();
            captures
        };
        let expected = sorted(first);
        if templates
            .iter()
            .any(|template| sorted(template) != expected)
        {
            report.error("T0604", span, "the alternatives capture different things", "one variant has one set of fields: use the same {names} in every alternative, or make two rows");
        }
        collect(first, span, &mut seen, report);
    }
    if let Some(code) = &row.code
        && let RawCode::Template(template) = &code.value
    {
        collect(template, code.span, &mut seen, report);
    }
    let single = matches!(rows.statuses(at), [Status::Exact(_)]);
    if !single && seen.contains_key("status") {
        report.error("T0608", row.name.span, format!("`{}` captures a `status` and has several statuses", row.name.value), "the variant already has a field `status` for the HTTP status: give the capture another name");
    }
    if rows.details(at).len() > 1 && seen.contains_key("detail") {
        report.error("T0608", row.name.span, format!("`{}` captures a `detail` and has several", row.name.value), "the variant already has a field `detail` for the message: give the capture another name");
    }
    for words in &row.captures {
        let known = seen
            .values()
            .find(|capture| capture.name == words.name.value);
        if known.is_none() {
            unknown(
                report,
                "T0607",
                "capture",
                &words.name,
                seen.values().map(|capture| capture.name.as_str()),
            );
        }
        if let Some(example) = &words.example
            && let Some(capture) = known
            && !fits(capture, &example.value)
        {
            report.error(
                "T0607",
                example.span,
                format!("`{}` is not a number", example.value),
                format!("`{{{}:int}}` captures digits only", capture.name),
            );
        }
    }
}

/// What a header says is matched and not captured, and each header is one.
fn headers(row: &RawError, report: &mut Report) {
    let mut known: BTreeMap<String, Span> = BTreeMap::new();
    for (name, value) in &row.headers {
        let texts = match value {
            RawHeaderValue::Is(texts) => texts.as_slice(),
            RawHeaderValue::There(_) => &[],
        };
        for text in texts {
            let literal = text.value.leading_literal();
            let is_exact = text.value.as_exact().is_some();
            let is_visible = literal
                .bytes()
                .all(|byte| matches!(byte, b' '..=b'~' | b'\t'));
            if !is_visible
                || literal.starts_with([' ', '\t'])
                || (is_exact && literal.ends_with([' ', '\t']))
            {
                report.error(
                    "T0212",
                    text.span,
                    format!("no header has the value {:?}", text.value.to_string()),
                    "use visible ASCII, without white space around it",
                );
            }
            if text.value.captures().next().is_some() {
                report.error(
                    "T0616",
                    text.span,
                    format!("`{}` captures something of a header", text.value),
                    "a header is only matched: write its text, `{..}` for the end of one that may be anything, or `true`",
                );
            }
        }
        if let Some(other) = known.insert(name.value.to_ascii_lowercase(), name.span) {
            report.push(
                Diagnostic::error(
                    "T0615",
                    name.span,
                    format!("the header `{}` is there twice", name.value),
                )
                .related(other, "the other")
                .help("the case of a header's name means nothing: write it once, with a list of texts"),
            );
        }
    }
}

fn fits(capture: &Capture, example: &str) -> bool {
    match capture.kind {
        crate::template::CaptureKind::Text => true,
        crate::template::CaptureKind::Int => example.parse::<u64>().is_ok(),
    }
}

fn collect(
    template: &Template,
    span: crate::source::Span,
    seen: &mut BTreeMap<String, Capture>,
    report: &mut Report,
) {
    for capture in template.captures() {
        let ident = names::snake(&capture.name);
        if ident.is_empty() {
            report.error(
                "T0201",
                span,
                format!("no Rust name for a field can be made of `{{{}}}`", capture.name),
                "give the capture a name with a letter or a digit, or write `{..}` for an end that nobody reads",
            );
        } else if let Some(earlier) = seen.insert(ident.clone(), capture.clone()) {
            let message = if earlier.name == capture.name {
                format!("`{{{}}}` is captured twice by this row", capture.name)
            } else {
                let (one, other) = (&earlier.name, &capture.name);
                format!("`{{{one}}}` and `{{{other}}}` both make the field `{ident}`")
            };
            report.error("T0604", span, message, "give one of them another name");
        }
    }
}

/// Everything a trigger can be about: parts, parameters, fields of what is sent.
fn trigger_targets(raw: &RawContract) -> BTreeSet<Cow<'_, str>> {
    let headers = raw.headers.iter();
    let headers = headers.map(|header| Cow::Owned(header.name.value.to_ascii_lowercase()));
    let mut targets: BTreeSet<Cow<'_, str>> = headers.collect();
    targets.insert(Cow::Borrowed("body"));
    for endpoint in &raw.endpoints {
        let params = endpoint.params();
        targets.extend(params.map(|param| Cow::Borrowed(param.name.value.as_str())));
        targets.extend(
            endpoint
                .parts
                .iter()
                .flatten()
                .map(|part| Cow::Borrowed(part.name.value.as_str())),
        );
        for content in endpoint.contents() {
            let (RawContent::Json { ty, .. } | RawContent::Form { ty, .. }) = content else {
                continue;
            };
            if let Some(def) = ty.value.named().and_then(|name| find(&raw.types, name))
                && let RawTypeKind::Struct { fields, .. } = &def.kind
            {
                targets.extend(
                    fields
                        .iter()
                        .map(|field| Cow::Borrowed(field.name.value.as_str())),
                );
            }
        }
    }
    targets
}

/// Used by the rules on documentation.
pub(super) fn has_words(texts: &[Spanned<String>]) -> bool {
    texts.iter().any(|text| !text.value.trim().is_empty())
}
