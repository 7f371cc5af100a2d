//! What an endpoint returns: one answer, or one of several successes.

use super::{Events, StatusSet, Type};
use crate::source::Span;

/// What is returned on success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Returns {
    /// Nothing, or a body that is ignored.
    Nothing,
    /// JSON of this type.
    Json(Type),
    /// XML whose root holds a value of this type; always one of several.
    Xml {
        /// The type.
        ty: Type,
        /// Name of the root, as it is written; what is read may have another one.
        root: String,
    },
    /// Events, given as they come; never one of several.
    Events(Box<Events>),
    /// One of several answers, told apart by status and media type.
    OneOf(Successes),
    /// Text.
    Text,
    /// Bytes, with the requested media type.
    Bytes {
        /// Value of the `accept` header.
        accept: String,
        /// Whether they are streamed.
        stream: bool,
    },
    /// A WebSocket. The body, if there is one, is its first message.
    Socket {
        /// Type of the client's JSON messages.
        sends: Type,
        /// Type of the server's JSON messages.
        receives: Type,
        /// Field of the first message that carries the key.
        key_field: Option<String>,
    },
}

/// The successes of an endpoint that are more than one type of answer and statuses without one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Successes {
    /// The enum of the answers: `CreateVoiceReply`; empty if all that have a body have one type.
    pub ident: String,
    /// Each of them, sorted by status, then by what is in it.
    pub all: Vec<Success>,
}

/// A documented success.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Success {
    /// The statuses that it comes with; only those from 200 to 399 are here.
    pub status: StatusSet,
    /// What is in it. Never several, and never a WebSocket.
    pub content: Returns,
    /// The media types that it comes with, lower case, from the narrowest to the widest: `audio/mpeg`, `*+json`,
    /// `text/*`, `*/*`. Empty if it has no body.
    pub media: Vec<String>,
    /// The media types to ask for; empty if it has no body.
    pub accept: Vec<String>,
    /// Its variant of the enum; several can have one. Empty if there is no enum.
    pub variant: String,
    /// What it means, as written; empty when unwritten.
    pub doc: String,
    /// Example of a body, as written; empty when unwritten.
    pub example: String,
    /// The place of what comes back.
    pub span: Span,
}

impl Success {
    /// Returns whether it has a body that is read.
    #[must_use]
    pub fn has_body(&self) -> bool {
        !matches!(self.content, Returns::Nothing)
    }

    /// Returns whether the other one is read as the same.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        self.content == other.content && self.variant == other.variant
    }

    /// Returns the media type of an example: the first that it is asked for with.
    #[must_use]
    pub fn media_type(&self) -> &str {
        self.accept.first().map_or("", String::as_str)
    }
}

impl Successes {
    /// Returns whether some have a body and others do not, so that an answer may be none.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        self.all.iter().any(Success::has_body) && !self.all.iter().all(Success::has_body)
    }

    /// Returns the one that is answered where nothing says which: the first with a body, or else the first.
    #[must_use]
    pub fn first(&self) -> Option<&Success> {
        let with_body = self.all.iter().find(|success| success.has_body());
        with_body.or(self.all.first())
    }

    /// Returns what is in the answers where all that have a body have one type.
    #[must_use]
    pub fn content(&self) -> &Returns {
        self.first()
            .map_or(&Returns::Nothing, |success| &success.content)
    }

    /// Returns one success for each answer that a caller can tell apart: of an enum, one for each variant.
    #[must_use]
    pub fn answers(&self) -> Vec<&Success> {
        let mut answers: Vec<&Success> = Vec::new();
        for success in &self.all {
            if !answers.iter().any(|other| other.is_alike(success)) {
                answers.push(success);
            }
        }
        answers
    }

    /// Returns the successes with the status: those that list it, or else those of its class.
    #[must_use]
    pub fn with_status(&self, status: u16) -> Vec<&Success> {
        let with = |exact: bool| {
            let all = self.all.iter();
            all.filter(move |one| one.status.names(status) == Some(exact))
        };
        let listed: Vec<&Success> = with(true).collect();
        if listed.is_empty() {
            with(false).collect()
        } else {
            listed
        }
    }

    /// Returns the success that a reply is read as: `None` if the contract does not say.
    ///
    /// Exact statuses come before classes; a status that is not documented can be any success with a body. Of several
    /// with a body, the media type decides, the narrowest that contains it first. A reply that does not say its media
    /// type, or another one, is the only one with a body, or else the one of any media type.
    #[must_use]
    pub fn of(&self, status: u16, media_type: Option<&str>, is_empty: bool) -> Option<&Success> {
        let mut candidates = self.with_status(status);
        let is_documented = !candidates.is_empty();
        if !is_documented {
            if is_empty {
                return None;
            }
            candidates = self.all.iter().collect();
        }
        let nothing = candidates.iter().find(|one| !one.has_body()).copied();
        let bodies: Vec<&Success> = candidates
            .iter()
            .copied()
            .filter(|one| one.has_body())
            .collect();
        match (bodies.as_slice(), nothing) {
            ([], Some(nothing)) if is_documented => Some(nothing),
            (_, Some(nothing)) if is_empty => Some(nothing),
            ([one, others @ ..], _) if others.iter().all(|other| one.is_alike(other)) => Some(one),
            (several, _) => by_media(several, media_type),
        }
    }
}

/// The one of several that has the media type: the narrowest that contains it, if only one does.
fn by_media<'s>(several: &[&'s Success], media_type: Option<&str>) -> Option<&'s Success> {
    let media_type = media_type.map(essence);
    let best = |rank: Breadth| {
        let mut all = several.iter().copied().filter(|one| {
            let mut media = one.media.iter().filter(|range| breadth(range) == rank);
            media.any(|range| match &media_type {
                Some(media_type) => contains(range, media_type),
                None => rank == Breadth::Any,
            })
        });
        let first = all.next()?;
        Some(all.all(|other| first.is_alike(other)).then_some(first))
    };
    Breadth::ALL.iter().find_map(|&rank| best(rank)).flatten()
}

/// How much a range of media types contains.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Breadth {
    /// One media type.
    One,
    /// All that end alike: `*+json`.
    Suffix,
    /// All that begin alike: `text/*`.
    Type,
    /// All.
    Any,
}

impl Breadth {
    const ALL: [Self; 4] = [Self::One, Self::Suffix, Self::Type, Self::Any];
}

/// Returns how much a range of media types contains.
#[must_use]
pub fn breadth(range: &str) -> Breadth {
    if range == "*/*" {
        Breadth::Any
    } else if range.starts_with("*+") {
        Breadth::Suffix
    } else if range.ends_with("/*") {
        Breadth::Type
    } else {
        Breadth::One
    }
}

/// Returns whether a range contains a media type, both in lower case and without parameters.
#[must_use]
pub fn contains(range: &str, media_type: &str) -> bool {
    match breadth(range) {
        Breadth::Any => true,
        Breadth::Suffix => media_type.ends_with(range.trim_start_matches('*')),
        Breadth::Type => media_type.starts_with(range.trim_end_matches('*')),
        Breadth::One => media_type == range,
    }
}

/// Returns a media type in lower case and without its parameters.
#[must_use]
pub fn essence(media_type: &str) -> String {
    let media_type = media_type.split(';').next().unwrap_or_default();
    media_type.trim().to_ascii_lowercase()
}
