//! What generated code knows of the events of an endpoint.

use crate::reply::endpoint::Endpoint;
use crate::reply::is;
use crate::site::meta::{Pointer, Scalar};
use bytes::Bytes;
use std::cell::OnceCell;
use std::fmt::Write as _;
use theta_json::{Decode, DecodeError, Encode, Raw};

/// How the events of an endpoint are written, and what ends them.
#[derive(Clone, Copy, Debug)]
pub struct EventsInfo {
    pub(crate) lines: bool,
    #[doc(hidden)]
    pub media: &'static [&'static str],
    #[doc(hidden)]
    pub max_event: u64,
    #[doc(hidden)]
    pub resumes: bool,
    pub(crate) end: End,
}

/// What ends events; each of these does.
#[derive(Clone, Copy, Debug)]
pub(crate) struct End {
    /// Data that is no event.
    pub(crate) text: Option<&'static str>,
    /// Names of events.
    pub(crate) names: &'static [&'static str],
    /// What the last event holds: all of these, each one of the values.
    pub(crate) constants: &'static [(Pointer, &'static [Scalar])],
}

impl End {
    /// Whether the contract says what ends them.
    pub(crate) fn is_stated(&self) -> bool {
        self.text.is_some() || !self.names.is_empty() || !self.constants.is_empty()
    }

    /// Whether an event holds what the last one does.
    pub(crate) fn holds(&self, event: &RawEvent<'_>) -> bool {
        let Ok(data) = event.parsed() else {
            return false;
        };
        !self.constants.is_empty()
            && self.constants.iter().all(|(pointer, values)| {
                let found = data.at(pointer);
                found.is_some_and(|found| values.iter().any(|value| is(found, *value)))
            })
    }
}

impl EventsInfo {
    /// Returns the data of events that come as `text/event-stream` with these media types.
    #[must_use]
    pub const fn sse(media: &'static [&'static str]) -> Self {
        Self {
            lines: false,
            media,
            max_event: 1024 * 1024,
            resumes: false,
            end: End {
                text: None,
                names: &[],
                constants: &[],
            },
        }
    }

    /// Returns the data of events that are one JSON value a line.
    #[must_use]
    pub const fn lines(media: &'static [&'static str]) -> Self {
        Self {
            lines: true,
            ..Self::sse(media)
        }
    }

    /// Sets how many bytes one event may have.
    #[must_use]
    pub const fn max_event(mut self, bytes: u64) -> Self {
        self.max_event = bytes;
        self
    }

    /// Lets a stream that breaks off be opened again.
    #[must_use]
    pub const fn resumes(mut self) -> Self {
        self.resumes = true;
        self
    }

    /// Sets the data that ends them and is no event.
    #[must_use]
    pub const fn ends_with(mut self, text: &'static str) -> Self {
        self.end.text = Some(text);
        self
    }

    /// Sets the names of the events of which one is the last.
    #[must_use]
    pub const fn ends_by(mut self, names: &'static [&'static str]) -> Self {
        self.end.names = names;
        self
    }

    /// Sets what the last event holds.
    #[must_use]
    pub const fn ends_at(mut self, constants: &'static [(Pointer, &'static [Scalar])]) -> Self {
        self.end.constants = constants;
        self
    }
}

/// An endpoint that returns events.
pub trait Events: Endpoint {
    /// An event.
    type Event;

    /// How they are written.
    const EVENTS: EventsInfo;

    /// Reads an event.
    ///
    /// # Errors
    ///
    /// When it is not what the contract documents.
    fn read(event: &RawEvent<'_>) -> Result<Self::Event, DecodeError>;

    /// Writes an event.
    fn write(event: &Self::Event, to: &mut EventWriter);
}

/// An event as it came.
pub struct RawEvent<'a> {
    name: &'a str,
    data: &'a str,
    parsed: OnceCell<Result<Raw<'a>, DecodeError>>,
}

impl<'a> RawEvent<'a> {
    pub(crate) fn new(name: &'a str, data: &'a str) -> Self {
        Self {
            name,
            data,
            parsed: OnceCell::new(),
        }
    }

    fn parsed(&self) -> Result<Raw<'a>, DecodeError> {
        self.parsed.get_or_init(|| Raw::parse(self.data)).clone()
    }

    /// Returns its name; `message` if it names none.
    #[must_use]
    pub fn name(&self) -> &'a str {
        self.name
    }

    /// Reads its data as JSON.
    ///
    /// # Errors
    ///
    /// When it is not JSON of the type.
    pub fn json<T: Decode>(&self) -> Result<T, DecodeError> {
        // What was not looked at before is hardly looked at again.
        let parsed = self.parsed.get().cloned();
        T::decode(parsed.unwrap_or_else(|| Raw::parse(self.data))?)
    }

    /// Returns its data as text.
    #[must_use]
    pub fn text(&self) -> String {
        self.data.to_owned()
    }

    /// Returns it as one that the contract does not list.
    #[must_use]
    pub fn unlisted(&self) -> UnlistedEvent {
        UnlistedEvent {
            name: self.name.to_owned(),
            data: self.data.to_owned(),
        }
    }
}

/// An event whose name the contract does not list, as it came.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub struct UnlistedEvent {
    /// Its name; `message` if it names none.
    pub name: String,
    /// Its data.
    pub data: String,
}

impl UnlistedEvent {
    /// Creates an event, for a test.
    #[must_use]
    pub fn new(name: impl Into<String>, data: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            data: data.into(),
        }
    }
}

/// Writes events.
pub struct EventWriter {
    lines: bool,
    out: String,
}

impl EventWriter {
    /// Writes an event with this data.
    pub fn text(&mut self, name: &str, data: &str) {
        if self.lines {
            self.out.push_str(data);
            self.out.push('\n');
            return;
        }
        // Writing to a `String` cannot fail.
        if name != "message" {
            let _ = writeln!(self.out, "event: {name}");
        }
        for line in data.split(['\n', '\r']) {
            let _ = writeln!(self.out, "data: {line}");
        }
        self.out.push('\n');
    }

    /// Writes an event with JSON.
    pub fn json<T: Encode>(&mut self, name: &str, data: &T) {
        self.text(name, &theta_json::to_string(data));
    }
}

/// Writes a whole body, with the data that ends it.
#[must_use]
pub fn body<R: Events>(events: &[R::Event]) -> Bytes {
    let mut writer = EventWriter {
        lines: R::EVENTS.lines,
        out: String::new(),
    };
    for event in events {
        R::write(event, &mut writer);
    }
    if let Some(text) = R::EVENTS.end.text {
        writer.text("message", text);
    }
    writer.out.into()
}
