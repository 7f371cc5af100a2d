//! Events: what an endpoint gives one after another while its reply is still coming.

use super::{Pointer, Scalar, Type};
use crate::json::Json;
use crate::named_enum;
use crate::source::Span;

named_enum! {
    /// How events are told from each other in a body.
    pub enum Framing {
        /// `text/event-stream`: each event has data, and may have a name.
        Sse = "sse",
        /// One JSON value a line; no event has a name.
        Lines = "lines",
    }
}

/// The events that an endpoint returns.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Events {
    /// How they are told from each other.
    pub framing: Framing,
    /// What they are.
    pub items: EventItems,
    /// What ends them; `None` if the docs name nothing but the end of the body.
    pub end: Option<EventEnd>,
    /// How many bytes one event may have, with everything that comes before it.
    pub max_event: u64,
    /// Whether a stream that breaks off is opened again, and goes on behind the last event that gave an id.
    pub resumes: bool,
    /// The media types that they come with, lower case, from the narrowest to the widest.
    pub media: Vec<String>,
    /// The media types to ask for.
    pub accept: Vec<String>,
}

/// What events are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventItems {
    /// The data of each is this, whatever its name.
    One(EventData),
    /// The name says what the data is. An event of another name is kept as it came.
    Named {
        /// The enum of the events: `ChatEvent`.
        ident: String,
        /// Each of them, sorted by name.
        all: Vec<NamedEvent>,
    },
}

/// An event by its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NamedEvent {
    /// Its name on the wire; `message` is that of an event that names none.
    pub name: String,
    /// Its variant of the enum.
    pub variant: String,
    /// What its data is.
    pub data: EventData,
    /// What it means, as written; empty when unwritten.
    pub doc: String,
    /// The place of its name.
    pub span: Span,
}

/// What the data of an event is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum EventData {
    /// JSON of this type.
    Json(Type),
    /// Text.
    Text,
    /// Nothing that is read.
    Nothing,
}

/// What ends events. Each of these does, if it is there.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct EventEnd {
    /// Data that is no event.
    pub text: Option<String>,
    /// Names of events, sorted.
    pub names: Vec<String>,
    /// What the data of the last event holds, sorted by pointer: all of these, each one of the values.
    pub constants: Vec<(Pointer, Vec<Scalar>)>,
}

/// How many bytes one event may have if nobody says otherwise.
pub const MAX_EVENT: u64 = 1024 * 1024;

/// The name of an event that names none.
pub const MESSAGE: &str = "message";

/// The name of an event that is a failure.
pub const ERROR: &str = "error";

impl Events {
    /// Returns what the data of an event of this name is; `None` for one that is kept as it came.
    #[must_use]
    pub fn data(&self, name: &str) -> Option<&EventData> {
        match &self.items {
            EventItems::One(data) => Some(data),
            EventItems::Named { all, .. } => {
                let named = all.iter().find(|event| event.name == name);
                named.map(|event| &event.data)
            }
        }
    }

    /// Returns the name of the enum of its events; empty if there is none.
    #[must_use]
    pub fn ident(&self) -> &str {
        match &self.items {
            EventItems::One(_) => "",
            EventItems::Named { ident, .. } => ident,
        }
    }

    /// Returns what the data of its events can be.
    pub fn datas(&self) -> impl Iterator<Item = &EventData> {
        let (one, named) = match &self.items {
            EventItems::One(data) => (Some(data), &[][..]),
            EventItems::Named { all, .. } => (None, all.as_slice()),
        };
        one.into_iter().chain(named.iter().map(|event| &event.data))
    }

    /// Returns the types of what is JSON in them.
    pub fn types(&self) -> impl Iterator<Item = &Type> {
        self.datas().filter_map(|data| match data {
            EventData::Json(ty) => Some(ty),
            EventData::Text | EventData::Nothing => None,
        })
    }
}

impl EventEnd {
    /// Returns whether nothing follows an event of this name with this data, which is JSON or a text.
    #[must_use]
    pub fn is_last(&self, name: &str, data: Option<&Json>) -> bool {
        let holds = |(pointer, values): &(Pointer, Vec<Scalar>)| {
            let found = data.and_then(|data| data.pointer(pointer));
            found.is_some_and(|found| values.iter().any(|value| value.is(found)))
        };
        self.names.iter().any(|one| one == name)
            || (!self.constants.is_empty() && self.constants.iter().all(holds))
    }
}
