//! `[errors]`.

use super::{Index, deprecated, evidence, ident, sorted, text, texts};
use crate::contract::{
    Captured, CodeMatcher, DetailMatcher, EndpointId, ErrorRow, FieldMatcher, HeaderMatcher, Retry,
    Shape, ShapeContent, ShapeId, Status, StatusSet, Trigger,
};
use crate::keys::{Named, RawCapture, RawCode, RawContract, RawError, RawHeaderValue};
use crate::names;
use crate::source::Spanned;
use crate::template::{Capture, CaptureKind, Template};
use std::borrow::Cow;
use std::collections::BTreeSet;

pub(crate) use super::rows::Rows;

/// Indices into the raw list, by status and then by name.
pub(super) fn order(raw: &RawContract, rows: &Rows<'_>) -> Vec<usize> {
    let mut order: Vec<usize> = (0..raw.errors.len()).collect();
    order.sort_by(|&a, &b| {
        let key = |at: usize| (rows.statuses(at), &raw.errors[at].name.value);
        key(a).cmp(&key(b))
    });
    order
}

pub(super) fn resolve(
    index: &Index<'_>,
    rows: &Rows<'_>,
    order: &[usize],
    shapes: &[Shape],
) -> Vec<ErrorRow> {
    let mut resolved: Vec<ErrorRow> = order
        .iter()
        .map(|&at| row(index, rows, at, shapes))
        .collect();
    for at in 0..resolved.len() {
        if resolved[at].status.members.contains(&Status::Default) {
            resolved[at].status.other = unlisted(&resolved, &resolved[at]);
        }
    }
    resolved
}

/// A failing status that no row of the row's endpoints lists, for examples; 0 when there is none.
fn unlisted(rows: &[ErrorRow], row: &ErrorRow) -> u16 {
    let shares = |other: &&ErrorRow| other.on.iter().any(|on| row.on.binary_search(on).is_ok());
    let listed: BTreeSet<Status> = rows
        .iter()
        .filter(shares)
        .flat_map(|other| other.status.members.iter().copied())
        .collect();
    let mut statuses = (500..600).chain(400..500).chain(300..400);
    let is_free = |status: &u16| !listed.iter().any(|one| one.lists(*status));
    statuses.find(is_free).unwrap_or(0)
}

fn row(index: &Index<'_>, rows: &Rows<'_>, at: usize, shapes: &[Shape]) -> ErrorRow {
    let raw = &index.raw.errors[at];
    let code = rows.code(at).map(code_matcher);
    let detail = matcher(rows.details(at).to_vec());
    let fields: Vec<FieldMatcher> = raw
        .fields
        .iter()
        .filter_map(|field| {
            let templates = field
                .value
                .iter()
                .map(|template| template.value.clone())
                .collect();
            Some(FieldMatcher {
                field: field.name.value.clone(),
                matcher: matcher(templates)?,
            })
        })
        .collect();
    let variant = ident(raw.rust.as_ref(), || names::pascal(&raw.name.value));
    let retry = rows.retry(at);
    let default_retry = index
        .raw
        .retry
        .default
        .as_ref()
        .map_or(Retry::Unstated, |retry| retry.value);
    ErrorRow {
        name: raw.name.value.clone(),
        predicate: format!("is_{}", names::snake(&variant)),
        variant,
        status: StatusSet {
            members: rows.statuses(at).to_vec(),
            other: 0,
        },
        shapes: row_shapes(index, rows, at, shapes, |shape| {
            has_roles(shape, code.is_some(), detail.is_some(), &fields)
        }),
        captures: captures(code.as_ref(), detail.as_ref(), &fields, |name| {
            rows.words(at, name)
        }),
        code,
        detail,
        fields,
        headers: headers(raw),
        on: endpoints(index, rows, at),
        within: rows.outer(at).and_then(|outer| {
            index
                .errors
                .get(index.raw.errors[outer].name.value.as_str())
                .copied()
        }),
        retry: retry.unwrap_or(default_retry),
        category: rows.category(at),
        aliases: sorted(&raw.said.aliases),
        causes: texts(&raw.said.cause),
        fixes: texts(&raw.said.fix),
        tell_user: text(raw.said.tell_user.as_ref()),
        deprecated: deprecated(raw.said.deprecated.as_ref()),
        triggers: triggers(index.raw, raw),
        examples: texts(&raw.examples),
        evidence: evidence(&raw.evidence),
        span: raw.name.span,
    }
}

fn headers(raw: &RawError) -> Vec<HeaderMatcher> {
    let headers = raw.headers.iter().map(|(name, value)| HeaderMatcher {
        name: name.value.to_ascii_lowercase(),
        value: match value {
            RawHeaderValue::There(false) => None,
            RawHeaderValue::There(true) => Some(DetailMatcher {
                templates: vec![Template::anything()],
            }),
            RawHeaderValue::Is(texts) => {
                matcher(texts.iter().map(|text| text.value.clone()).collect())
            }
        },
    });
    let mut headers: Vec<HeaderMatcher> = headers.collect();
    headers.sort();
    headers
}

/// What a name in `when` is about: a header of every request in whatever letters, or anything else as it is written.
pub(crate) fn cause<'n>(raw: &RawContract, name: &'n str) -> Cow<'n, str> {
    let mut headers = raw.headers.iter();
    if headers.any(|header| header.name.value.eq_ignore_ascii_case(name)) {
        Cow::Owned(name.to_ascii_lowercase())
    } else {
        Cow::Borrowed(name)
    }
}

fn triggers(contract: &RawContract, raw: &RawError) -> Vec<Trigger> {
    let mut triggers: Vec<Trigger> = raw
        .said
        .when
        .iter()
        .map(|(kind, of)| Trigger {
            kind: kind.value,
            of: {
                let mut names: Vec<String> = of
                    .iter()
                    .map(|name| cause(contract, &name.value).into_owned())
                    .collect();
                names.sort();
                names
            },
        })
        .collect();
    triggers.sort();
    triggers
}

fn code_matcher(raw: &RawCode) -> CodeMatcher {
    match raw {
        RawCode::Exact(text) => CodeMatcher::Exact(text.clone()),
        RawCode::Number(number) => CodeMatcher::Number(number.clone()),
        RawCode::Folded(text) => CodeMatcher::Folded {
            written: text.clone(),
            folded: crate::classify::fold(text),
        },
        RawCode::Template(template) => match template.as_exact() {
            Some(text) => CodeMatcher::Exact(text.to_owned()),
            None => CodeMatcher::Template(template.clone()),
        },
    }
}

/// Alternatives in the order in which they are tried, each once.
fn matcher(mut templates: Vec<Template>) -> Option<DetailMatcher> {
    templates.sort_by_cached_key(|one| (super::classifier::template_rank(one), one.to_string()));
    templates.dedup();
    (!templates.is_empty()).then_some(DetailMatcher { templates })
}

/// The shapes a row names, or else every shape that has what the row looks at.
fn row_shapes(
    index: &Index<'_>,
    rows: &Rows<'_>,
    at: usize,
    shapes: &[Shape],
    fits: impl Fn(&ShapeContent) -> bool,
) -> Vec<ShapeId> {
    let mut ids: Vec<ShapeId> = match rows.shapes(at) {
        Some(names) => names
            .iter()
            .filter_map(|name| index.shapes.get(name.value.as_str()).copied())
            .collect(),
        None => (0..shapes.len())
            .filter(|&at| fits(&shapes[at].content))
            .map(ShapeId)
            .collect(),
    };
    ids.sort_unstable();
    ids.dedup();
    ids
}

/// Whether a row looks at the body, and the shape has everything it looks at.
fn has_roles(shape: &ShapeContent, code: bool, detail: bool, fields: &[FieldMatcher]) -> bool {
    match shape {
        _ if !code && !detail && fields.is_empty() => false,
        ShapeContent::Text => !code && fields.is_empty(),
        ShapeContent::Json {
            code: codes,
            message,
            fields: known,
            ..
        } => {
            (!code || !codes.is_empty())
                && (!detail || !message.is_empty())
                && fields
                    .iter()
                    .all(|field| known.iter().any(|(name, _)| *name == field.field))
        }
    }
}

fn endpoints(index: &Index<'_>, rows: &Rows<'_>, at: usize) -> Vec<EndpointId> {
    let all = || (0..index.raw.endpoints.len()).map(EndpointId).collect();
    rows.on(at).map_or_else(all, |on| named(index, on))
}

/// The endpoints that a list of endpoints and groups names.
pub(super) fn named(index: &Index<'_>, on: &[Spanned<String>]) -> Vec<EndpointId> {
    let mut ids = BTreeSet::new();
    for name in on {
        if let Some(id) = index.endpoints.get(name.value.as_str()) {
            ids.insert(*id);
        } else if let Some(group) = group(index, name) {
            ids.extend(
                group
                    .value
                    .iter()
                    .filter_map(|name| index.endpoints.get(name.value.as_str()).copied()),
            );
        }
    }
    ids.into_iter().collect()
}

fn group<'r>(index: &Index<'r>, name: &Spanned<String>) -> Option<&'r Named<Vec<Spanned<String>>>> {
    let groups = &index.raw.groups;
    let at = groups
        .binary_search_by(|group| group.name.value.cmp(&name.value))
        .ok()?;
    groups.get(at)
}

/// Captures of the code, the detail and the fields, by name, with the words about them.
fn captures<'r>(
    code: Option<&CodeMatcher>,
    detail: Option<&DetailMatcher>,
    fields: &[FieldMatcher],
    words: impl Fn(&str) -> Option<&'r RawCapture>,
) -> Vec<Captured> {
    let code = match code {
        Some(CodeMatcher::Template(template)) => Some(template),
        _ => None,
    };
    let first = |matcher: &'_ DetailMatcher| matcher.templates.first().cloned();
    let templates = code
        .cloned()
        .into_iter()
        .chain(detail.and_then(first))
        .chain(fields.iter().filter_map(|field| first(&field.matcher)));
    let mut captures: Vec<Captured> = templates
        .flat_map(|template| {
            template
                .captures()
                .map(|capture| captured(capture, words(&capture.name)))
                .collect::<Vec<_>>()
        })
        .collect();
    captures.sort_by(|a, b| a.name.cmp(&b.name));
    captures.dedup_by(|a, b| a.name == b.name);
    captures
}

fn captured(capture: &Capture, words: Option<&RawCapture>) -> Captured {
    let example = words
        .and_then(|words| words.example.as_ref())
        .map(|example| example.value.clone());
    Captured {
        name: capture.name.clone(),
        ident: names::snake(&capture.name),
        kind: capture.kind,
        doc: text(words.and_then(|words| words.doc.as_ref())),
        example: example.unwrap_or_else(|| match capture.kind {
            CaptureKind::Text => "example".to_owned(),
            CaptureKind::Int => "1".to_owned(),
        }),
    }
}
