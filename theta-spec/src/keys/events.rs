//! Events that come one after another.

use super::billed::Billed;
use super::declare::{group, table};
use super::form::{
    Boolean, Deprecated, Form, HasName, Many, Pairs, Required, ScalarValue, Scalars, Tables, Text,
    TextForm, Word, Words,
};
use super::name::{RustType, RustValue, Wire};
use super::notation::{MediaRange, PointerText, RawType, SizeText, TypeText};
use super::reader::{Reader, Slot};
use super::{Expect, Notation};
use crate::contract::Framing;
use crate::source::Spanned;

/// The data of an event.
#[derive(Clone, Debug)]
pub(crate) enum RawEventData {
    Json(RawType),
    Text,
    Nothing,
}

/// A type, or a word for what is none.
pub(crate) struct EventDataText;

impl TextForm for EventDataText {
    type Out = Spanned<RawEventData>;
    const EXPECTS: &'static Expect = &Expect::Any(&[
        Expect::Notation(Notation::Type),
        Expect::Word(&["text", "nothing"]),
    ]);

    fn parse(reader: &mut Reader<'_>, text: Spanned<String>, what: &str) -> Option<Self::Out> {
        let data = match text.value.as_str() {
            "text" => RawEventData::Text,
            "nothing" => RawEventData::Nothing,
            _ => {
                let ty = TypeText::parse(reader, text.clone(), what)?.value;
                RawEventData::Json(ty)
            }
        };
        Some(Spanned::new(data, text.span))
    }
}

table! {
    /// An event by its name; `NAME = "type"` for short.
    EVENT at "endpoints.NAME.returns.events.NAME" => RawEvent short for "type": EventDataText {
        /// what its data is
        data("type"): Required<EventDataText>,
        /// what it means
        doc: Words,
        rust: RustType,
    }
}

table! {
    /// What ends events, each of these; `end = "text"` for short.
    EVENT_END at "endpoints.NAME.returns.end" => RawEventEnd short for "text": Text {
        /// data that is no event, such as `[DONE]`
        text: Text,
        /// name of the last event
        event: Many<Text>,
        /// what the last event holds, pointer = value or list of them; all of these
        constants: Pairs<PointerText, Scalars>,
    }
    then says_something
}

fn says_something(
    end: RawEventEnd,
    reader: &mut Reader<'_>,
    view: &super::reader::View<'_>,
    reported: usize,
) -> RawEventEnd {
    let is_empty = end.text.is_none() && end.event.is_empty() && end.constants.is_empty();
    if is_empty && reader.report.given() == reported && !reader.syntax_errors {
        reader.report.error(
            "T0103",
            view.span,
            "the end of the events is not said",
            "add `text = …`, `event = …` or `constants = { … }`, or leave `end` out: then the end of the body is that of the events",
        );
    }
    end
}

/// What events are: all the same, or told by their names.
#[derive(Clone, Debug)]
pub(crate) enum RawEventItems {
    One(Spanned<RawEventData>),
    Named(Vec<RawEvent>),
}

/// The type of each event, or types by name.
pub(crate) struct EventItemsForm;

impl Form for EventItemsForm {
    type Raw = Spanned<RawEventItems>;
    type Held = Option<Self::Raw>;
    const EXPECTS: &'static Expect = &Expect::Any(&[
        *<EventDataText as TextForm>::EXPECTS,
        *<Tables<Wire, RawEvent> as Form>::EXPECTS,
    ]);

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        let items = if slot.is_table() {
            let named = Tables::<Wire, RawEvent>::read(reader, slot)?;
            if named.is_empty() {
                let message = format!("`{}` names no event", slot.what);
                let help = "name each with its type, or give the one type of all";
                reader.report.error("T0104", slot.span(), message, help);
                return None;
            }
            RawEventItems::Named(named)
        } else {
            RawEventItems::One(<EventDataText as Form>::read(reader, slot)?)
        };
        Some(Spanned::new(items, slot.span()))
    }
}

group! {
    /// What is said of events wherever they come back.
    RawEventKeys {
        /// what ends the events: data that is none; the end of the body when unwritten
        end: RawEventEnd,
        /// largest event; 1 MiB when unwritten
        max_event: SizeText,
        /// true: a stream that breaks off is opened again, and goes on behind the last event that gave an id; for calls that cost nothing
        resume: Boolean,
    }
}

/// Events as they are written.
#[derive(Clone, Debug)]
pub(crate) struct RawEvents {
    pub(crate) items: Spanned<RawEventItems>,
    pub(crate) framing: Framing,
    pub(crate) keys: RawEventKeys,
}

impl RawEvents {
    /// Returns what each event is, and where that stands.
    pub(crate) fn datas(&self) -> impl Iterator<Item = &Spanned<RawEventData>> {
        let (one, named) = match &self.items.value {
            RawEventItems::One(data) => (Some(data), &[][..]),
            RawEventItems::Named(all) => (None, all.as_slice()),
        };
        let named = named.iter().filter_map(|event| event.data.as_ref());
        one.into_iter().chain(named)
    }

    /// Returns the events that have a name.
    pub(crate) fn named(&self) -> &[RawEvent] {
        match &self.items.value {
            RawEventItems::One(_) => &[],
            RawEventItems::Named(all) => all,
        }
    }
}

table! {
    /// The same request answered with events, by a method of its own.
    EVENTS at "endpoints.NAME.events" => RawEventForm {
        /// what the events are: the type of each, or types by name
        items("type"): Required<EventItemsForm>,
        /// fields, parts or parameters that ask for events, name = value; the other method never sends them
        when: Pairs<Wire, ScalarValue>,
        /// how events are told apart; sse when unwritten
        written("as"): Word<Framing>,
        keys: RawEventKeys,
        /// media types that they come with; those of `as` when unwritten
        media: Many<MediaRange>,
        /// media type to ask for, when it is another than that of what comes back
        accept: Words,
        /// one sentence on what it does; that of the endpoint when unwritten
        summary: Words,
        /// what a call is billed by, or false; as the endpoint when unwritten
        billed: Billed,
        /// the body as the docs show it
        example: Words,
        deprecated: Deprecated,
        /// the name of the method; that of the endpoint and `_events` when unwritten
        rust: RustValue,
    }
}

/// The name of the form of an endpoint that gives events.
pub(crate) fn event_form(endpoint: &impl HasName) -> String {
    format!("{}_events", endpoint.name().value)
}
