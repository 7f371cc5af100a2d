//! What comes back on success.

use super::declare::{Keys, keys, table};
use super::events::{EventItemsForm, RawEventKeys, RawEvents};
use super::form::{Boolean, Entry, Form, Many, Required, Text, TextForm, Word, Words, form};
use super::name::RustType;
use super::notation::{MediaRange, RawType, TypeText};
use super::reader::{Reader, Slot, View};
use super::{Expect, Notation, Rule};
use crate::contract::{Framing, Status};
use crate::source::Spanned;
use theta_contract::named_enum;
use toml::de::DeValue;

/// What comes back, and with which statuses.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawAnswer {
    /// The WebSocket that is opened.
    pub(crate) socket: Option<Spanned<RawReturns>>,
    /// What comes back over HTTP; one for each table of a list.
    pub(crate) successes: Vec<RawSuccess>,
}

/// One of the successes.
#[derive(Clone, Debug)]
pub(crate) struct RawSuccess {
    pub(crate) returns: Spanned<RawReturns>,
    /// The statuses that it comes with; empty when unwritten.
    pub(crate) status: Vec<Spanned<Status>>,
    pub(crate) media: Vec<Spanned<String>>,
    /// Media type to ask for.
    pub(crate) accept: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
    pub(crate) example: Option<Spanned<String>>,
}

impl RawSuccess {
    pub(crate) fn has_body(&self) -> bool {
        !matches!(self.returns.value, RawReturns::Nothing)
    }

    /// Whether it is given as it comes.
    pub(crate) fn is_stream(&self) -> bool {
        matches!(
            self.returns.value,
            RawReturns::Bytes { stream: true } | RawReturns::Events(_)
        )
    }

    /// Whether it says no more than what comes back and with which status.
    fn is_plain(&self) -> bool {
        let status = match self.status.as_slice() {
            [] => true,
            [one] => matches!(one.value, Status::Exact(_)),
            _ => false,
        };
        let words = [&self.doc, &self.rust, &self.example];
        let is_xml = matches!(self.returns.value, RawReturns::Xml(_));
        status && !is_xml && self.media.is_empty() && words.iter().all(|words| words.is_none())
    }
}

impl RawAnswer {
    /// Whether it is more than one body and statuses without one.
    ///
    /// A stream is never one of several; the check says so.
    pub(crate) fn is_several(&self) -> bool {
        if self.successes.iter().any(RawSuccess::is_stream) {
            return false;
        }
        let with_body = self.successes.iter().filter(|one| one.has_body()).count();
        with_body > 1 || !self.successes.iter().all(RawSuccess::is_plain)
    }

    /// Whether a status is written.
    pub(crate) fn says_status(&self) -> bool {
        self.successes.iter().any(|one| !one.status.is_empty())
    }

    /// Returns the one answer, or the WebSocket, where there are not several.
    pub(crate) fn kind(&self) -> Option<&RawReturns> {
        let with_body = self.successes.iter().find(|one| one.has_body());
        let one = with_body.or(self.successes.first());
        let one = one.map(|one| &one.returns).or(self.socket.as_ref());
        one.map(|returns| &returns.value)
    }

    /// Returns everything that comes back, the WebSocket included.
    pub(crate) fn all(&self) -> impl Iterator<Item = &Spanned<RawReturns>> {
        let successes = self.successes.iter().map(|one| &one.returns);
        self.socket.iter().chain(successes)
    }
}

#[derive(Clone, Debug)]
pub(crate) enum RawReturns {
    Nothing,
    Text,
    Bytes {
        stream: bool,
    },
    Socket {
        sends: Spanned<RawType>,
        receives: Spanned<RawType>,
        key_field: Option<Spanned<String>>,
    },
    Json(RawType),
    Xml(RawType),
    Events(Box<RawEvents>),
}

named_enum! {
    /// How a value of a type, or events, are written.
    (pub(crate)) enum Written {
        /// As XML.
        Xml = "xml",
        /// Events as `text/event-stream`.
        Sse = "sse",
        /// Events as one JSON value a line.
        Lines = "lines",
    }
}

const TYPE: Expect = Expect::Notation(Notation::Type);
const WORDS: Expect = Expect::Word(&["bytes", "text", "nothing"]);

/// A type, or a word for what is none.
pub(crate) struct ReturnedType;

impl TextForm for ReturnedType {
    type Out = Spanned<String>;
    const EXPECTS: &'static Expect = &Expect::Any(&[TYPE, WORDS]);

    fn parse(_: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<Self::Out> {
        Some(text)
    }
}

/// A number, or a class of statuses.
const SUCCESS: Expect = Expect::Any(&[Expect::Integer, Expect::Notation(Notation::Status)]);

form! {
    /// Statuses of a success.
    SuccessStatuses -> Vec<Spanned<Status>>, Expect::Many(&SUCCESS), |reader: &mut Reader<'_>, slot| {
        reader.not_empty(slot);
        let DeValue::Array(items) = slot.value.get_ref() else {
            return success_status(reader, slot).map(|status| vec![status]);
        };
        let items = items.iter();
        Some(items.filter_map(|item| success_status(reader, &slot.item(item))).collect())
    }
}

fn success_status(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Spanned<Status>> {
    let (status, written) = match slot.value.get_ref() {
        DeValue::Integer(number) => {
            let status = u16::from_str_radix(number.as_str(), number.radix()).ok();
            let status = status.filter(|status| (200..400).contains(status));
            (status.map(Status::Exact), number.as_str().to_owned())
        }
        DeValue::String(text) => {
            let class = match &**text {
                "2xx" => Some(Status::Class(2)),
                "3xx" => Some(Status::Class(3)),
                _ => None,
            };
            (class, format!("{:?}", &**text))
        }
        _ => {
            reader.wrong_type(
                slot.value,
                slot.what,
                "a number, `\"2xx\"`, `\"3xx\"` or a list of them",
            );
            return None;
        }
    };
    if status.is_none() {
        reader.report.error(
            "T0105",
            slot.span(),
            format!("{written} is no status of a success"),
            "a success has a status from 200 to 399, or a class: \"2xx\" or \"3xx\"; a failure is a row of [errors]",
        );
    }
    status.map(|status| Spanned::new(status, slot.span()))
}

table! {
    /// What comes back, written long.
    RETURNS at "endpoints.NAME.returns" => LongReturns {
        /// what comes back; exactly one of type and events
        ty("type"): ReturnedType,
        /// events that come one after another: the type of each, or types by the name of the event
        events: EventItemsForm,
        /// how it is written, if not as JSON: the root of an XML document holds it; events as sse, or as lines of JSON
        written("as"): Word<Written>,
        event_keys: RawEventKeys,
        /// status that it comes with: from 200 to 399, `2xx`, `3xx` or a list of them; 200 when unwritten
        status: SuccessStatuses,
        /// media types that it comes with, such as `text/csv`, `*+json` or `audio/*`; those of its type when unwritten
        media: Many<MediaRange>,
        /// media type to ask for, when it is another than that of what comes back
        accept: Words,
        /// true: bytes that are given as they come; one that ends early is an error
        stream: Boolean,
        /// what this answer means
        doc: Words,
        /// the name of its variant, when the one made from its type or its status will not do
        rust: RustType,
        /// such a body; JSON where the type is
        example: Words,
    }
    rules [
        Rule::One(&["type", "events"]),
        Rule::Beside(&["end", "max_event", "resume"], "events"),
        Rule::Apart(&["stream"], &["events"]),
    ]
    then one_content
}

fn one_content(
    raw: LongReturns,
    reader: &mut Reader<'_>,
    view: &View<'_>,
    _: usize,
) -> LongReturns {
    match (view.has("type"), view.has("events")) {
        (true, true) => reader.report.error(
            "T0104",
            view.key_span("events"),
            "give exactly one of `type` and `events`",
            "make two successes of it, or say with `events = { … }` of the endpoint how the same request is answered with events",
        ),
        (false, false) => {
            let key = RETURNS.keys.iter().find(|key| key.name == "type");
            if let Some(key) = key.filter(|_| !reader.syntax_errors) {
                reader.lacks(view.span, &RETURNS, key);
            }
        }
        _ => reader.idle(view, &RETURNS),
    }
    raw
}

table! {
    /// What goes over a WebSocket after its first message.
    WEBSOCKET at "endpoints.NAME.websocket" => RawSocket {
        /// JSON messages of the client
        sends: Required<TypeText>,
        /// JSON messages of the server
        receives: Required<TypeText>,
        /// field of the first message that carries the key
        key_field: Text,
    }
}

form! {
    /// One answer, or a list with one for each status.
    Returns -> RawAnswer,
    Expect::Any(&[TYPE, WORDS, Expect::Table(&RETURNS), Expect::List(&Expect::Table(&RETURNS))]),
    |reader: &mut Reader<'_>, slot| {
        reader.not_empty(slot);
        let DeValue::Array(items) = slot.value.get_ref() else {
            let successes = answer(reader, slot, false).into_iter().collect();
            return Some(RawAnswer { socket: None, successes });
        };
        let successes = items.iter().filter_map(|item| answer(reader, &slot.item(item), true));
        let successes = successes.collect();
        Some(RawAnswer { socket: None, successes })
    }
}

impl Entry for RawAnswer {
    type Raw = Self;
    const KEYS: Keys = Keys::Group(keys! {
        /// what comes back; nothing when unwritten. A list has one entry for each success: they differ by status or by media type, and those with `nothing` have no body
        returns: Returns,
        /// the GET opens a WebSocket; `body` is then its first message, and there is no `returns`
        websocket: RawSocket,
    });

    fn entry(reader: &mut Reader<'_>, view: &View<'_>, _: &str) -> Self {
        let mut answer = reader.get::<Returns>(view, "returns").unwrap_or_default();
        if view.has("websocket") {
            answer.socket = websocket(reader, view);
        }
        answer
    }
}

fn websocket(reader: &mut Reader<'_>, view: &View<'_>) -> Option<Spanned<RawReturns>> {
    let span = view.key_span("websocket");
    if view.has("returns") || !view.has("get") {
        reader.report.error(
            "T0104",
            span,
            "a WebSocket is opened by a `get` and has no `returns`",
            "write its path as `get`, and what the server sends as `receives`",
        );
    }
    let socket = reader.get::<RawSocket>(view, "websocket")?;
    if let Some(field) = &socket.key_field
        && !view.has("body")
    {
        reader.report.error(
            "T0104",
            field.span,
            "`key_field` without a first message",
            "say with `body = { json = \"Name\" }` what the first message is",
        );
    }
    let returns = RawReturns::Socket {
        sends: socket.sends?,
        receives: socket.receives?,
        key_field: socket.key_field,
    };
    Some(Spanned::new(returns, span))
}

/// One answer with its status, which stands there when there are several.
fn answer(reader: &mut Reader<'_>, slot: &Slot<'_, '_>, listed: bool) -> Option<RawSuccess> {
    let of = |returns| RawSuccess {
        returns,
        status: Vec::new(),
        media: Vec::new(),
        accept: None,
        doc: None,
        rust: None,
        example: None,
    };
    let DeValue::Table(written) = slot.value.get_ref() else {
        if listed {
            reader.wrong_type(slot.value, slot.what, "a list, each a table");
            return None;
        }
        let text = reader.text(slot)?;
        return of_type(reader, &text, false, None).map(of);
    };
    let mut long = LongReturns::read(reader, slot)?;
    if listed && !written.contains_key("status") {
        reader.report.error(
            "T0103",
            slot.at,
            "one of several answers has no `status`",
            "add the status that it comes with, such as `status = 204`",
        );
        return None;
    }
    if let Some(returns) = events(reader, &mut long) {
        return Some(RawSuccess {
            status: long.status.unwrap_or_default(),
            media: long.media,
            accept: long.accept,
            doc: long.doc,
            rust: long.rust,
            example: long.example,
            ..of(returns)
        });
    }
    let text = long.ty?;
    let of_nothing = text.value == "nothing";
    let without = [
        (long.accept.as_ref().map(|accept| accept.span), "accept"),
        (long.media.first().map(|media| media.span), "media"),
        (long.example.as_ref().map(|example| example.span), "example"),
    ];
    let without = without.into_iter().filter(|_| of_nothing);
    for (span, key) in without.filter_map(|(span, key)| Some((span?, key))) {
        let message = format!("`{key}` without anything that comes back");
        reader
            .report
            .error("T0104", span, message, "remove it: nothing is read");
    }
    for stream in long.stream.iter().filter(|_| text.value != "bytes") {
        let message = "`stream` is only for `bytes`";
        reader.report.error(
            "T0104",
            stream.span,
            message,
            "JSON and text are read whole",
        );
    }
    let stream = long.stream.is_some_and(|stream| stream.value);
    let returns = of_type(reader, &text, stream, long.written.as_ref())?;
    Some(RawSuccess {
        status: long.status.unwrap_or_default(),
        media: long.media,
        accept: long.accept,
        doc: long.doc,
        rust: long.rust,
        example: long.example,
        ..of(returns)
    })
}

/// The events that come back, if they do.
fn events(reader: &mut Reader<'_>, long: &mut LongReturns) -> Option<Spanned<RawReturns>> {
    let items = long.events.take()?;
    let framing = match &long.written {
        Some(written) if written.value == Written::Xml => {
            reader.report.error(
                "T0104",
                written.span,
                "events are not XML",
                "write `as = \"sse\"` or `as = \"lines\"`",
            );
            return None;
        }
        Some(written) if written.value == Written::Lines => Framing::Lines,
        _ => Framing::Sse,
    };
    let span = items.span;
    let keys = std::mem::take(&mut long.event_keys);
    let events = RawEvents {
        items,
        framing,
        keys,
    };
    Some(Spanned::new(RawReturns::Events(Box::new(events)), span))
}

fn of_type(
    reader: &mut Reader<'_>,
    text: &Spanned<String>,
    stream: bool,
    written: Option<&Spanned<Written>>,
) -> Option<Spanned<RawReturns>> {
    if let Some(written) = written.filter(|_| ["bytes", "text", "nothing"].contains(&&*text.value))
    {
        let message = format!("`as` for `{}`, which is of no type", text.value);
        reader
            .report
            .error("T0104", written.span, message, "remove it, or name a type");
    }
    let returns = match text.value.as_str() {
        "bytes" => RawReturns::Bytes { stream },
        "text" => RawReturns::Text,
        "nothing" => RawReturns::Nothing,
        _ => {
            let ty = TypeText::parse(reader, text.clone(), "returns")?.value;
            match written.map(|written| written.value) {
                Some(Written::Xml) => RawReturns::Xml(ty),
                Some(Written::Sse | Written::Lines) => {
                    reader.report.error(
                        "T0104",
                        text.span,
                        "what is written as events is given as `events`",
                        "write `events` in place of `type`",
                    );
                    return None;
                }
                None => RawReturns::Json(ty),
            }
        }
    };
    Some(Spanned::new(returns, text.span))
}
