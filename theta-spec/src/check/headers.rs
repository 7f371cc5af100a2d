//! Rules about headers of requests, wherever the language writes one: a name that is the contract's to set, a value that
//! a header can hold, and each name once.

use crate::contract::{Contract, ParamPlace, Scalar, Written};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawAuth, RawContent, RawContract, RawEndpoint, RawKey, RawType, RawTypeKind};
use crate::source::{Span, Spanned};
use std::collections::{BTreeMap, BTreeSet};

/// Why a header is not the contract's to set.
#[derive(Clone, Copy)]
enum Reserved {
    /// It says where a body ends or how it is coded, which only what writes the body knows.
    Framing,
    /// It says which server is meant.
    Routing,
    /// It is about one connection and not about the request (RFC 9110, 7.6.1).
    HopByHop,
    /// It is part of opening a WebSocket.
    WebSocket,
}

impl Reserved {
    const fn why(self) -> &'static str {
        match self {
            Self::Framing => {
                "the client sets it from the body that it sends and the answer that it can read"
            }
            Self::Routing => "the client sets it from the base URL",
            Self::HopByHop => "it is about the connection and not about the request",
            Self::WebSocket => "the client sets it when it opens a WebSocket",
        }
    }
}

/// Headers that nobody but the client sets.
const RESERVED: &[(&str, Reserved)] = &[
    ("accept-encoding", Reserved::Framing),
    ("content-encoding", Reserved::Framing),
    ("content-length", Reserved::Framing),
    ("content-range", Reserved::Framing),
    ("expect", Reserved::Framing),
    ("range", Reserved::Framing),
    ("transfer-encoding", Reserved::Framing),
    ("host", Reserved::Routing),
    ("alt-used", Reserved::HopByHop),
    ("connection", Reserved::HopByHop),
    ("http2-settings", Reserved::HopByHop),
    ("keep-alive", Reserved::HopByHop),
    ("max-forwards", Reserved::HopByHop),
    ("te", Reserved::HopByHop),
    ("trailer", Reserved::HopByHop),
    ("upgrade", Reserved::HopByHop),
    ("via", Reserved::HopByHop),
];

/// The same for all headers that begin so.
const RESERVED_BEGINNINGS: &[(&str, Reserved)] = &[
    ("proxy-", Reserved::HopByHop),
    ("sec-websocket-", Reserved::WebSocket),
];

fn reserved(name: &str) -> Option<Reserved> {
    let whole = RESERVED.iter().find(|(known, _)| *known == name);
    let begins = || {
        let mut beginnings = RESERVED_BEGINNINGS.iter();
        beginnings.find(|(beginning, _)| name.starts_with(beginning))
    };
    whole.or_else(begins).map(|(_, why)| *why)
}

/// Media types of what is sent and taken: each has a place of its own in the language.
const ACCEPT: &str = "accept";
/// What a client is, which it says itself.
const USER_AGENT: &str = "user-agent";
/// The event after which a stream goes on when it is opened again.
const LAST_EVENT_ID: &str = "last-event-id";
const CONTENT_TYPE: &str = "content-type";

pub(super) fn check(raw: &RawContract, report: &mut Report) {
    let mut always = Names::default();
    // Alternatives may share a header: only one of them is sent.
    let mut keys = BTreeSet::new();
    for key in raw.auth.iter().flat_map(keys_of) {
        if let Some(header) = &key.header {
            name(header, Place::Auth, report);
            if keys.insert(header.value.to_ascii_lowercase()) {
                always.add(header, "the header of the key", report);
            }
        }
        if let Some((what, span)) = unnamed(key)
            && keys.insert("authorization".to_owned())
        {
            let header = Spanned::new("authorization".to_owned(), span);
            always.add(&header, what, report);
        }
        for (key, words) in [("scheme", &key.scheme), ("prefix", &key.prefix)] {
            if let Some(words) = words {
                value(words, &format!("`{key}` of [auth]"), report);
            }
        }
    }
    for header in &raw.headers {
        name(&header.name, Place::Always, report);
        if let Some(words) = &header.value {
            value(words, &format!("header `{}`", header.name.value), report);
        }
        always.add(&header.name, "a header of every request", report);
    }
    for endpoint in &raw.endpoints {
        of_endpoint(endpoint, &always, report);
    }
}

/// What goes into `authorization` without being told to, and where it is said.
fn unnamed(key: &RawKey) -> Option<(&'static str, Span)> {
    match (&key.basic, &key.oauth2) {
        (Some(basic), _) => Some(("the header of user and password", basic.name.span)),
        (None, Some(oauth2)) if key.header.is_none() && key.query.is_none() => {
            Some(("the header of the token", oauth2.name.span))
        }
        _ => None,
    }
}

fn keys_of(auth: &RawAuth) -> impl Iterator<Item = &RawKey> {
    let others = auth.schemes.iter().map(|scheme| &scheme.key);
    std::iter::once(&auth.key).chain(others)
}

fn of_endpoint(endpoint: &RawEndpoint, always: &Names, report: &mut Report) {
    let mut own = Names::default();
    let key = endpoint
        .idempotency_key
        .iter()
        .map(|name| (name, Place::IdempotencyKey, "the idempotency key"));
    for field in &endpoint.headers {
        if let Some(ty) = &field.ty
            && let RawType::Constant(constant) = &ty.value
        {
            let text = Spanned::new(constant.text(), ty.span);
            value(&text, &format!("header `{}`", field.name.value), report);
        }
        if let Some(null) = &field.writing.null {
            value(
                null,
                &format!("the null of header `{}`", field.name.value),
                report,
            );
        }
    }
    let params = endpoint
        .headers
        .iter()
        .map(|field| (&field.name, Place::Parameter, "a parameter"));
    for (header, place, what) in key.chain(params) {
        name(header, place, report);
        if always.clashes(header, report) {
            continue;
        }
        own.add(header, what, report);
    }
    for content in endpoint.contents() {
        let media_type = match content {
            RawContent::Upload(upload) => upload.content_type.as_ref(),
            RawContent::Text { content_type, .. } | RawContent::Json { content_type, .. } => {
                content_type.as_ref()
            }
            RawContent::Form { .. } | RawContent::Broken => None,
        };
        if let Some(media_type) = media_type {
            value(media_type, "`content_type`", report);
        }
    }
    for success in &endpoint.answer.successes {
        if let Some(accept) = &success.accept {
            value(accept, "`accept`", report);
        }
    }
    for part in endpoint.parts.iter().flatten() {
        if let Some(name) = &part.file_name
            && name.value.chars().any(char::is_control)
        {
            report.push(unholdable(name.span, "`file_name`"));
        }
        if part.name.value.chars().any(char::is_control) {
            let what = format!("the name of part {:?}", part.name.value);
            report.push(unholdable(part.name.span, &what));
        }
    }
}

/// Who wants to set a header.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Auth,
    Always,
    Parameter,
    IdempotencyKey,
}

fn name(header: &Spanned<String>, place: Place, report: &mut Report) {
    let lower = header.value.to_ascii_lowercase();
    let (why, help) = match (lower.as_str(), place) {
        (CONTENT_TYPE, _) => (
            "the body has its own",
            "remove it: JSON and forms say what they are, other bodies with `content_type`",
        ),
        (ACCEPT | USER_AGENT | LAST_EVENT_ID, Place::Auth | Place::IdempotencyKey) => (
            "the client sends it, and it is not where a key goes",
            "name the header that the docs name",
        ),
        (name, _) => match reserved(name) {
            Some(reserved) => (reserved.why(), "remove it"),
            None => return,
        },
    };
    report.error(
        "T0508",
        header.span,
        format!(
            "header `{}` is not a contract's to set: {why}",
            header.value
        ),
        help,
    );
}

/// A header holds visible ASCII with spaces and tabs between (RFC 9110, 5.5).
fn value(text: &Spanned<String>, what: &str, report: &mut Report) {
    let holds = |c: char| c == '\t' || c == ' ' || c.is_ascii_graphic();
    let trimmed = text.value.trim_matches([' ', '\t']) == text.value;
    if !text.value.chars().all(holds) || !trimmed {
        report.push(unholdable(text.span, what));
    }
}

/// The listed values of parameters that are written as they are.
pub(super) fn check_resolved(raw: &RawContract, contract: &Contract, report: &mut Report) {
    // A type may be that of several headers.
    let mut seen = BTreeSet::new();
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        for field in &named.headers {
            let mut params = endpoint.params.iter();
            let is_plain = params.any(|param| {
                param.place == ParamPlace::Header
                    && param.span == field.name.span
                    && param.written != Written::Json
            });
            if let Some(ty) = field.ty.as_ref().filter(|_| is_plain) {
                listed(raw, &ty.value, &mut seen, report);
            }
        }
    }
}

fn listed<'r>(
    raw: &'r RawContract,
    ty: &'r RawType,
    seen: &mut BTreeSet<&'r str>,
    report: &mut Report,
) {
    let mut open = vec![ty];
    while let Some(ty) = open.pop() {
        let name = match ty {
            RawType::Array(inner) | RawType::Map(inner) | RawType::Nullable(inner) => {
                open.push(inner);
                continue;
            }
            RawType::Tuple(items) => {
                open.extend(items);
                continue;
            }
            RawType::Named(name) if seen.insert(name) => name,
            _ => continue,
        };
        match super::find(&raw.types, name).map(|def| &def.kind) {
            Some(RawTypeKind::Enum { values }) => {
                for one in values {
                    if let Scalar::Text(text) = &one.value.value {
                        let text = Spanned::new(text.clone(), one.value.span);
                        value(
                            &text,
                            &format!("a value of `{name}`, which headers have,"),
                            report,
                        );
                    }
                }
            }
            Some(RawTypeKind::Alias(inner)) => open.push(&inner.value),
            Some(RawTypeKind::Any { variants }) => {
                let types = variants.iter().filter_map(|variant| variant.ty.as_ref());
                open.extend(types.map(|ty| &ty.value));
            }
            Some(RawTypeKind::Struct { fields, .. }) => {
                let types = fields.iter().filter_map(|field| field.ty.as_ref());
                open.extend(types.map(|ty| &ty.value));
            }
            Some(RawTypeKind::Union { .. } | RawTypeKind::Broken) | None => {}
        }
    }
}

fn unholdable(span: Span, what: &str) -> Diagnostic {
    Diagnostic::error("T0212", span, format!("{what} holds what a header cannot"))
        .help("use visible ASCII, with spaces only between; no line ends, and no letters of other scripts")
}

/// Names of headers that go over the wire together.
#[derive(Default)]
struct Names {
    known: BTreeMap<String, (Span, &'static str)>,
}

impl Names {
    fn add(&mut self, header: &Spanned<String>, what: &'static str, report: &mut Report) {
        if !self.clashes(header, report) {
            let lower = header.value.to_ascii_lowercase();
            self.known.insert(lower, (header.span, what));
        }
    }

    fn clashes(&self, header: &Spanned<String>, report: &mut Report) -> bool {
        let Some((first, what)) = self.known.get(&header.value.to_ascii_lowercase()) else {
            return false;
        };
        report.push(
            Diagnostic::error(
                "T0509",
                header.span,
                format!("header `{}` would be sent twice", header.value),
            )
            .related(*first, format!("it is {what} already"))
            .help("a request has one header of a name, whatever its case: keep one of them"),
        );
        true
    }
}
