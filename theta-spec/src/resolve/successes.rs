//! What an endpoint returns.

use super::uses::resolve_type;
use super::{Index, events, text};
use crate::contract::success::{Breadth, breadth, essence};
use crate::contract::{
    EventItems, Framing, Returns, Status, StatusSet, Success, Successes, Type, TypeDef,
};
use crate::keys::{RawAnswer, RawReturns, RawSuccess};
use crate::{names, xml};
use std::collections::BTreeSet;

/// Media type of bytes of which nothing is known (RFC 2046, 4.5.1).
pub(super) const OCTETS: &str = "application/octet-stream";
/// Media type of JSON.
const JSON: &str = "application/json";
/// Media type of XML (RFC 7303).
const XML: &str = "application/xml";
/// Media type of text.
const TEXT: &str = "text/plain";

/// Media types of events; the first is asked for.
fn media_types(framing: Framing) -> &'static [&'static str] {
    match framing {
        Framing::Sse => &["text/event-stream"],
        Framing::Lines => &[
            "application/x-ndjson",
            "application/jsonl",
            "application/ndjson",
            "application/jsonlines",
            "application/x-jsonlines",
            "application/stream+json",
        ],
    }
}

/// What is returned, and with which statuses.
pub(super) struct Answers {
    pub(super) returns: Returns,
    pub(super) success: u16,
    pub(super) empty: Vec<u16>,
    /// Media types to ask for; empty for none.
    pub(super) accept: String,
}

/// Resolves what is returned; `name` gives the name of the enum, if there is one.
pub(super) fn resolve(
    index: &Index<'_>,
    types: &[TypeDef],
    raw: &RawAnswer,
    name: impl Fn(&[&str]) -> String,
) -> Answers {
    if raw.is_several() {
        return several(index, types, raw, || name(names::REPLY_ENDS));
    }
    let with_body = raw.successes.iter().position(RawSuccess::has_body);
    let main = with_body.unwrap_or_default();
    let statuses = raw.successes.iter().enumerate();
    let empty: BTreeSet<u16> = statuses
        .filter(|(at, _)| *at != main)
        .map(|(_, success)| status(success).example())
        .collect();
    let main = raw.successes.get(main);
    let mut returns = raw
        .kind()
        .map_or(Returns::Nothing, |kind| content(index, kind));
    if let (Returns::Bytes { accept, .. }, Some(main)) = (&mut returns, main) {
        *accept = asked_for(main).join(", ");
    }
    if let (Returns::Events(events), Some(main)) = (&mut returns, main) {
        events.media = comes_with(main);
        events.accept = asked_for(main);
        if let EventItems::Named { ident, .. } = &mut events.items {
            *ident = match &main.rust {
                Some(rust) => rust.value.clone(),
                None => name(names::STREAM_EVENT_ENDS),
            };
        }
    }
    Answers {
        returns,
        success: main.map_or(200, |success| status(success).example()),
        empty: empty.into_iter().collect(),
        accept: accept(index, main.map(std::slice::from_ref).unwrap_or_default()),
    }
}

fn several(
    index: &Index<'_>,
    types: &[TypeDef],
    raw: &RawAnswer,
    name: impl FnOnce() -> String,
) -> Answers {
    let mut all: Vec<Success> = raw
        .successes
        .iter()
        .map(|raw| success(index, types, raw))
        .collect();
    all.sort_by(|a, b| order(a).cmp(&order(b)));
    let is_named = raw.successes.iter().any(|raw| raw.rust.is_some());
    let mut bodies = all.iter().filter(|success| success.has_body());
    let first = bodies.next();
    let is_one = bodies.all(|other| first.is_some_and(|first| first.content == other.content));
    let ident = if is_named || !is_one {
        name()
    } else {
        for success in &mut all {
            success.variant.clear();
        }
        String::new()
    };
    for success in &mut all {
        name_root(&mut success.content, &success.example);
    }
    let several = Successes { ident, all };
    let exact = several.all.iter().filter(|success| !success.has_body());
    let exact = exact.flat_map(|success| &success.status.members);
    let empty: BTreeSet<u16> = exact
        .filter_map(|status| match status {
            Status::Exact(status) => Some(*status),
            Status::Class(_) | Status::Default => None,
        })
        .collect();
    let success = several
        .first()
        .map_or(200, |success| success.status.example());
    let empty = empty.into_iter();
    Answers {
        success,
        empty: empty.filter(|status| *status != success).collect(),
        accept: accept(index, &raw.successes),
        returns: Returns::OneOf(several),
    }
}

fn success(index: &Index<'_>, types: &[TypeDef], raw: &RawSuccess) -> Success {
    let status = status(raw);
    let content = content(index, &raw.returns.value);
    let variant = match (&raw.rust, &content) {
        (Some(rust), _) => rust.value.clone(),
        (
            None,
            Returns::Json(Type::Named(id))
            | Returns::Xml {
                ty: Type::Named(id),
                ..
            },
        ) => types[id.0].ident.clone(),
        (None, Returns::Text) => "Text".to_owned(),
        (None, Returns::Bytes { .. }) => "Bytes".to_owned(),
        (None, _) => status
            .members
            .first()
            .map_or_else(String::new, |status| named(*status)),
    };
    Success {
        media: comes_with(raw),
        accept: asked_for(raw),
        variant,
        doc: text(raw.doc.as_ref()),
        example: text(raw.example.as_ref()),
        span: raw.returns.span,
        status,
        content,
    }
}

/// Names the root of a document as an example does.
pub(super) fn name_root(content: &mut Returns, example: &str) {
    if let Returns::Xml { root, .. } = content
        && let Some(shown) = xml::root_of(example)
    {
        *root = shown;
    }
}

/// In which order successes are listed, whatever their order in the file.
fn order(success: &Success) -> (&[Status], u8, &[String], &str) {
    let kind = match success.content {
        Returns::Json(_) => 0,
        Returns::Xml { .. } => 4,
        Returns::Text => 1,
        Returns::Bytes { .. } => 2,
        Returns::Nothing | Returns::OneOf(_) | Returns::Socket { .. } | Returns::Events(_) => 3,
    };
    let status = success.status.members.as_slice();
    (status, kind, &success.media, &success.variant)
}

fn status(raw: &RawSuccess) -> StatusSet {
    let members: BTreeSet<Status> = raw.status.iter().map(|status| status.value).collect();
    let mut members: Vec<Status> = members.into_iter().collect();
    if members.is_empty() {
        members.push(Status::Exact(200));
    }
    StatusSet { members, other: 0 }
}

fn content(index: &Index<'_>, raw: &RawReturns) -> Returns {
    match raw {
        RawReturns::Nothing => Returns::Nothing,
        RawReturns::Text => Returns::Text,
        RawReturns::Bytes { stream } => Returns::Bytes {
            accept: OCTETS.to_owned(),
            stream: *stream,
        },
        RawReturns::Socket {
            sends,
            receives,
            key_field,
        } => Returns::Socket {
            sends: resolve_type(index, &sends.value),
            receives: resolve_type(index, &receives.value),
            key_field: key_field.as_ref().map(|field| field.value.clone()),
        },
        RawReturns::Json(ty) => Returns::Json(resolve_type(index, ty)),
        RawReturns::Events(raw) => Returns::Events(Box::new(events::resolve(index, raw))),
        RawReturns::Xml(ty) => {
            let ty = resolve_type(index, ty);
            let root = match &ty {
                Type::Named(id) => index.raw.types.get(id.0).map(|named| &named.name.value),
                _ => None,
            };
            let root = root.map_or("response", String::as_str).to_owned();
            Returns::Xml { ty, root }
        }
    }
}

/// The ranges of media types that a body comes with.
fn comes_with(raw: &RawSuccess) -> Vec<String> {
    let mut media: Vec<String> = if raw.media.is_empty() {
        let asked = raw.accept.as_ref().map(|accept| accept.value.as_str());
        let usual: &[&str] = match &raw.returns.value {
            RawReturns::Json(_) => &[JSON, "text/json", "*+json"],
            RawReturns::Xml(_) => &[XML, "text/xml", "*+xml"],
            RawReturns::Text => &["text/*"],
            RawReturns::Bytes { .. } if asked.is_some() => &[],
            RawReturns::Bytes { .. } => &["*/*"],
            RawReturns::Events(events) => media_types(events.framing),
            RawReturns::Nothing | RawReturns::Socket { .. } => return Vec::new(),
        };
        let usual = usual.iter().map(|range| (*range).to_owned());
        let asked = asked.into_iter().flat_map(|accept| accept.split(','));
        usual.chain(asked.map(essence)).collect()
    } else {
        raw.media.iter().map(|range| range.value.clone()).collect()
    };
    media.sort_by(|a, b| (breadth(a), a).cmp(&(breadth(b), b)));
    media.dedup();
    media
}

/// The media types to ask for.
fn asked_for(raw: &RawSuccess) -> Vec<String> {
    if let Some(accept) = &raw.accept {
        return vec![accept.value.clone()];
    }
    if !raw.media.is_empty() {
        let asked = comes_with(raw)
            .into_iter()
            .map(|range| match breadth(&range) {
                // No header can ask for all that end alike.
                Breadth::Suffix if range == "*+json" => JSON.to_owned(),
                Breadth::Suffix if range == "*+xml" => XML.to_owned(),
                Breadth::Suffix => "*/*".to_owned(),
                Breadth::One | Breadth::Type | Breadth::Any => range,
            });
        return asked.collect();
    }
    let usual = match &raw.returns.value {
        RawReturns::Nothing | RawReturns::Socket { .. } => return Vec::new(),
        RawReturns::Bytes { .. } => OCTETS,
        RawReturns::Text => TEXT,
        RawReturns::Json(_) => JSON,
        RawReturns::Xml(_) => XML,
        RawReturns::Events(events) => media_types(events.framing)[0],
    };
    vec![usual.to_owned()]
}

/// Media types to ask for: those that are named, or of everything, or of what is read.
fn accept(index: &Index<'_>, successes: &[RawSuccess]) -> String {
    let mut asked: Vec<String> = Vec::new();
    for one in successes.iter().flat_map(asked_for) {
        if !asked.contains(&one) {
            asked.push(one);
        }
    }
    if asked.is_empty() {
        return String::new();
    }
    let names_one = |raw: &RawSuccess| !raw.media.is_empty() || raw.accept.is_some();
    let mut constant = index.raw.headers.iter();
    let constant = constant.find(|header| header.name.value.eq_ignore_ascii_case("accept"));
    match constant.and_then(|header| header.value.as_ref()) {
        Some(value) if !successes.iter().any(names_one) => value.value.clone(),
        _ => asked.join(", "),
    }
}

/// What a status is called.
fn named(status: Status) -> String {
    let name = match status {
        Status::Exact(status) => match status {
            200 => "Ok",
            201 => "Created",
            202 => "Accepted",
            203 => "NonAuthoritative",
            204 => "NoContent",
            205 => "ResetContent",
            206 => "PartialContent",
            207 => "MultiStatus",
            208 => "AlreadyReported",
            226 => "ImUsed",
            300 => "MultipleChoices",
            301 => "MovedPermanently",
            302 => "Found",
            303 => "SeeOther",
            304 => "NotModified",
            305 => "UseProxy",
            307 => "TemporaryRedirect",
            308 => "PermanentRedirect",
            other => return format!("Status{other}"),
        },
        Status::Class(3) => "Redirect",
        Status::Class(_) | Status::Default => "Success",
    };
    name.to_owned()
}
