//! What comes back on success.

use super::declare::{Keys, keys, table};
use super::form::{Boolean, Entry, Form, Required, Text, TextForm, Words, form};
use super::notation::{RawType, TypeText};
use super::reader::{Reader, Slot, View};
use super::{Expect, Notation};
use crate::diagnostic::Diagnostic;
use crate::source::Spanned;
use toml::de::DeValue;

/// What comes back, and with which statuses.
#[derive(Clone, Debug, Default)]
pub(crate) struct RawAnswer {
    pub(crate) returns: Option<Spanned<RawReturns>>,
    /// Status of what is returned.
    pub(crate) success: Option<Spanned<u16>>,
    /// Statuses without a body, beside what is returned.
    pub(crate) empty: Vec<Spanned<u16>>,
    /// Media type to ask for.
    pub(crate) accept: Option<Spanned<String>>,
}

impl RawAnswer {
    /// Returns what comes back, without its place.
    pub(crate) fn kind(&self) -> Option<&RawReturns> {
        self.returns.as_ref().map(|returns| &returns.value)
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

form! {
    /// A status of a success.
    SuccessStatus -> Spanned<u16>, Expect::Integer, |reader: &mut Reader<'_>, slot| {
        let status = super::form::Whole::read(reader, slot)?;
        if let Ok(value @ 200..=299) = u16::try_from(status.value) {
            return Some(Spanned::new(value, status.span));
        }
        reader.report.error(
                "T0105",
                status.span,
                format!("{} is no status of a success", status.value), "a success has a status from 200 to 299; a failure is a row of [errors]");
        None
    }
}

table! {
    /// What comes back, written long.
    RETURNS at "endpoints.NAME.returns" => LongReturns {
        /// what comes back
        ty("type"): Required<ReturnedType>,
        /// status that it comes with, from 200 to 299; 200 when unwritten
        status: SuccessStatus,
        /// media type to ask for, when it is another than that of what comes back
        accept: Words,
        /// true: bytes that are given as they come; one that ends early is an error
        stream: Boolean,
    }
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
            let (returns, success, accept) = answer(reader, slot, false);
            return Some(RawAnswer { returns, success, empty: Vec::new(), accept });
        };
        let mut accept = None;
        let answers = items.iter().filter_map(|item| {
            let (returns, status, wanted) = answer(reader, &slot.item(item), true);
            accept = accept.take().or(wanted);
            returns.zip(status)
        });
        let answers = answers.collect();
        Some(RawAnswer { accept, ..of_list(reader, answers) })
    }
}

impl Entry for RawAnswer {
    type Raw = Self;
    const KEYS: Keys = Keys::Group(keys! {
        /// what comes back; nothing when unwritten. A list has one entry for each status: those with `nothing` have no body
        returns: Returns,
        /// the GET opens a WebSocket; `body` is then its first message, and there is no `returns`
        websocket: RawSocket,
    });

    fn entry(reader: &mut Reader<'_>, view: &View<'_>, _: &str) -> Self {
        let mut answer = reader.get::<Returns>(view, "returns").unwrap_or_default();
        if view.has("websocket") {
            answer.returns = websocket(reader, view).or(answer.returns);
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

/// What it is, its status, and the media type that it is asked for by.
type OneAnswer = (
    Option<Spanned<RawReturns>>,
    Option<Spanned<u16>>,
    Option<Spanned<String>>,
);

/// One answer with its status, which stands there when there are several.
fn answer(reader: &mut Reader<'_>, slot: &Slot<'_, '_>, listed: bool) -> OneAnswer {
    let DeValue::Table(written) = slot.value.get_ref() else {
        if listed {
            reader.wrong_type(slot.value, slot.what, "a list, each a table");
            return (None, None, None);
        }
        let text = reader.text(slot);
        let returns = text.and_then(|text| of_type(reader, &text, false));
        return (returns, None, None);
    };
    let Some(long) = LongReturns::read(reader, slot) else {
        return (None, None, None);
    };
    if listed && !written.contains_key("status") {
        reader.report.error(
            "T0103",
            slot.at,
            "one of several answers has no `status`",
            "add the status that it comes with, such as `status = 204`",
        );
    }
    let Some(text) = long.ty else {
        return (None, long.status, long.accept);
    };
    let of_nothing = long.accept.as_ref().filter(|_| text.value == "nothing");
    let of_whole = long.stream.as_ref().filter(|_| text.value != "bytes");
    for (span, message, help) in [
        (
            of_nothing.map(|accept| accept.span),
            "`accept` without anything that comes back",
            "remove it: nothing is read",
        ),
        (
            of_whole.map(|stream| stream.span),
            "`stream` is only for `bytes`",
            "JSON and text are read whole",
        ),
    ] {
        if let Some(span) = span {
            reader.report.error("T0104", span, message, help);
        }
    }
    let stream = long.stream.is_some_and(|stream| stream.value);
    (of_type(reader, &text, stream), long.status, long.accept)
}

fn of_type(
    reader: &mut Reader<'_>,
    text: &Spanned<String>,
    stream: bool,
) -> Option<Spanned<RawReturns>> {
    let returns = match text.value.as_str() {
        "bytes" => RawReturns::Bytes { stream },
        "text" => RawReturns::Text,
        "nothing" => RawReturns::Nothing,
        _ => RawReturns::Json(TypeText::parse(reader, text.clone(), "returns")?.value),
    };
    Some(Spanned::new(returns, text.span))
}

/// The one answer with a body and the statuses without one.
fn of_list(
    reader: &mut Reader<'_>,
    answers: Vec<(Spanned<RawReturns>, Spanned<u16>)>,
) -> RawAnswer {
    for (at, (_, status)) in answers.iter().enumerate() {
        let mut before = answers[..at].iter();
        if let Some((_, first)) = before.find(|(_, one)| one.value == status.value) {
            reader.report.push(
                Diagnostic::error(
                    "T0104",
                    status.span,
                    format!("{} comes back in two ways", status.value),
                )
                .related(first.span, "already given here")
                .help("give each status once"),
            );
        }
    }
    let (empty, with_body): (Vec<_>, Vec<_>) = answers
        .into_iter()
        .partition(|(returns, _)| matches!(returns.value, RawReturns::Nothing));
    if let Some((second, _)) = with_body.get(1) {
        reader.report.push(
            Diagnostic::error("T0104", second.span, "an endpoint has one type of answer")
                .related(with_body[0].0.span, "the other one")
                .help("give the others as `nothing`, or use one type for both"),
        );
    }
    if let Some((returns, _)) = with_body.first()
        && matches!(returns.value, RawReturns::Bytes { stream: true, .. })
        && let Some((_, first)) = empty.first()
    {
        reader.report.push(
            Diagnostic::error("T0104", first.span, "a stream that may be no answer")
                .related(returns.span, "given as it comes")
                .help("leave out `stream`: the bytes are then given whole"),
        );
    }
    let mut empty = empty.into_iter();
    let (returns, success) = with_body
        .into_iter()
        .next()
        .or_else(|| empty.next())
        .unzip();
    RawAnswer {
        returns,
        success,
        empty: empty.map(|(_, status)| status).collect(),
        accept: None,
    }
}
