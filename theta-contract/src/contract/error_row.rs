//! Error rows: one documented failure each.

use super::named::{Choice, words};
use super::{EndpointId, ErrorId, ShapeId};
use crate::named_enum;
use crate::source::Span;
use crate::template::{CaptureKind, Piece, Template};
use std::fmt;

/// One documented failure.
#[derive(Clone, Debug)]
pub struct ErrorRow {
    /// Name in the contract: `not_all_words_spoken`.
    pub name: String,
    /// Variant name in Rust: `NotAllWordsSpoken`.
    pub variant: String,
    /// Name of the `is_…` predicate: `is_not_all_words_spoken`.
    pub predicate: String,
    /// The statuses of its replies.
    pub status: StatusSet,
    /// Shapes that its body may have, sorted; empty if the row says nothing about the body.
    pub shapes: Vec<ShapeId>,
    /// What the code must be; `None` if the row says nothing about the code.
    pub code: Option<CodeMatcher>,
    /// What the message must be; `None` if the row says nothing about the message.
    pub detail: Option<DetailMatcher>,
    /// What further texts of the shape must be, sorted by field name.
    pub fields: Vec<FieldMatcher>,
    /// What headers must be, sorted by name.
    pub headers: Vec<HeaderMatcher>,
    /// All captures, sorted by name, the order of the Rust variant's fields.
    pub captures: Vec<Captured>,
    /// Endpoints that can return it, sorted.
    pub on: Vec<EndpointId>,
    /// The row whose open hole this row's detail fills.
    pub within: Option<ErrorId>,
    /// Whether to retry.
    pub retry: Retry,
    /// A vendor-neutral kind of failure.
    pub category: Option<Category>,
    /// Names that occur in the docs but not on the wire, sorted.
    pub aliases: Vec<String>,
    /// Causes, one or more as in the docs.
    pub causes: Vec<String>,
    /// Remedies, one or more as in the docs.
    pub fixes: Vec<String>,
    /// What to tell an end user; empty when unwritten.
    pub tell_user: String,
    /// Why it is deprecated; empty if the contract gives no reason.
    pub deprecated: Option<String>,
    /// What a request must do to cause it, sorted by kind; empty if no request can.
    pub triggers: Vec<Trigger>,
    /// Complete bodies that the docs show, as written.
    pub examples: Vec<String>,
    /// The sources of this and its confidence.
    pub evidence: Evidence,
    /// The place of its name.
    pub span: Span,
}

impl ErrorRow {
    /// What a further text must be; `None` when the row says nothing of it.
    #[must_use]
    pub fn field(&self, name: &str) -> Option<&DetailMatcher> {
        let mut fields = self.fields.iter();
        let field = fields.find(|field| field.field == name);
        field.map(|field| &field.matcher)
    }

    /// What a header must be; `None` when the row says nothing of it.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&HeaderMatcher> {
        self.headers.iter().find(|header| header.name == name)
    }

    /// Returns whether the status alone identifies the row.
    #[must_use]
    pub fn is_status_only(&self) -> bool {
        self.code.is_none()
            && self.detail.is_none()
            && self.fields.is_empty()
            && self.headers.is_empty()
    }

    /// Returns whether its variant holds the message. It does if there are several, because the row does not determine
    /// which one was received.
    #[must_use]
    pub fn keeps_detail(&self) -> bool {
        self.detail
            .as_ref()
            .is_some_and(|detail| detail.templates.len() > 1)
    }
}

/// The statuses of a row; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusSet {
    /// Sorted: exact statuses by number, then classes, then the others.
    pub members: Vec<Status>,
    /// A status that stands for [`Status::Default`] in examples.
    pub other: u16,
}

impl StatusSet {
    /// Returns the status, if there is exactly one.
    #[must_use]
    pub fn single(&self) -> Option<u16> {
        match self.members.as_slice() {
            [Status::Exact(status)] => Some(*status),
            _ => None,
        }
    }

    /// Returns whether the set contains a status.
    #[must_use]
    pub fn contains(&self, status: u16) -> bool {
        self.members.iter().any(|member| member.may_be(status))
    }

    /// Returns how the set contains a status: `true` by its number, `false` by its class; `None` if it does not.
    #[must_use]
    pub fn names(&self, status: u16) -> Option<bool> {
        let exact = self.members.contains(&Status::Exact(status));
        self.contains(status).then_some(exact)
    }

    /// Returns whether the set contains a status of success.
    #[must_use]
    pub fn has_success(&self) -> bool {
        self.members
            .iter()
            .any(|member| matches!(member, Status::Exact(200..=299) | Status::Class(2)))
    }

    /// Returns a status of the set, for examples: the first exact one, else the class's `x00`, else one that no row lists.
    #[must_use]
    pub fn example(&self) -> u16 {
        match self.members.first() {
            Some(Status::Exact(status)) => *status,
            Some(Status::Class(class)) => u16::from(*class) * 100,
            Some(Status::Default) => self.other,
            None => 0,
        }
    }
}

impl fmt::Display for StatusSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, member) in self.members.iter().enumerate() {
            if index > 0 {
                f.write_str(", ")?;
            }
            member.fmt(f)?;
        }
        Ok(())
    }
}

/// One member of a [`StatusSet`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Status {
    /// This status.
    Exact(u16),
    /// Every status of this hundred: `5` is `5xx`.
    Class(u8),
    /// Every failing status that the endpoint's rows do not list, by itself or by its class.
    Default,
}

impl Status {
    /// The codes of close frames that are errors, each range with both ends: those that a frame may carry (RFC 6455, 7.4, and
    /// its registry) without 1000, with which a WebSocket ends well.
    pub const CLOSE_CODES: [(u16, u16); 3] = [(1001, 1003), (1007, 1014), (3000, 4999)];

    /// Returns whether the status is listed, by itself or by its class.
    #[must_use]
    pub fn lists(self, status: u16) -> bool {
        match self {
            Self::Exact(exact) => exact == status,
            Self::Class(class) => u16::from(class) == status / 100,
            Self::Default => false,
        }
    }

    /// Returns whether a reply with the status may be meant, if no other row lists it.
    #[must_use]
    pub fn may_be(self, status: u16) -> bool {
        self.lists(status) || (self == Self::Default && matches!(status, 0..=199 | 300..=999))
    }
}

impl fmt::Display for Status {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Exact(status) => write!(f, "{status}"),
            Self::Class(class) => write!(f, "{class}xx"),
            Self::Default => f.write_str("default"),
        }
    }
}

/// What a code must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeMatcher {
    /// Exactly this text.
    Exact(String),
    /// A number with this value, in its canonical form, or its text.
    Number(String),
    /// This text, ignoring case, `-`, `_` and spaces; held in folded form.
    Folded {
        /// As written in the contract.
        written: String,
        /// Lower case, with one `_` for each run of separators.
        folded: String,
    },
    /// A text of this form.
    Template(Template),
}

/// What a message must be: one of these templates, all with the same captures, in the order in which they are tried.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct DetailMatcher {
    /// The alternatives; never empty.
    pub templates: Vec<Template>,
}

/// What a further text of the shape must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct FieldMatcher {
    /// Name of the field in the shape.
    pub field: String,
    /// What its text must be.
    pub matcher: DetailMatcher,
}

/// What a header must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct HeaderMatcher {
    /// Its name, lower case.
    pub name: String,
    /// What its value must be, where an open end alone takes any; `None` if there must be no such header. Nothing of it
    /// is captured.
    pub value: Option<DetailMatcher>,
}

impl HeaderMatcher {
    /// Returns whether any value will do.
    #[must_use]
    pub fn is_any(&self) -> bool {
        let any = |template: &Template| matches!(template.pieces(), [Piece::Tail]);
        self.value
            .as_ref()
            .is_some_and(|value| value.templates.iter().any(any))
    }

    /// Returns a value for examples; `None` if there must be no such header.
    #[must_use]
    pub fn example(&self) -> Option<String> {
        let value = self.value.as_ref()?;
        if self.is_any() {
            return Some("present".to_owned());
        }
        let exact = value.templates.iter().find_map(Template::as_exact);
        let begins = || Some(format!("{}1", value.templates.first()?.leading_literal()));
        exact.map(str::to_owned).or_else(begins)
    }

    /// Returns whether these headers are as they must be. Names are lower case. Of a header that is there several times
    /// the first counts, so that no reply has two values of it.
    #[must_use]
    pub fn fits(&self, headers: &[(String, String)]) -> bool {
        let first = headers.iter().find(|(name, _)| *name == self.name);
        match (&self.value, first) {
            (None, first) => first.is_none(),
            (Some(_), None) => false,
            (Some(value), Some((_, text))) => {
                let mut templates = value.templates.iter();
                templates.any(|template| template.accepts(text))
            }
        }
    }
}

/// `x-limit: 0 or 1`, `any x-limit`, `no x-limit`
impl fmt::Display for HeaderMatcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.value {
            None => write!(f, "no {}", self.name),
            Some(_) if self.is_any() => write!(f, "any {}", self.name),
            Some(value) => {
                let texts: Vec<String> = value.templates.iter().map(ToString::to_string).collect();
                write!(f, "{}: {}", self.name, texts.join(" or "))
            }
        }
    }
}

/// One captured value.
#[derive(Clone, Debug)]
pub struct Captured {
    /// Name in the template.
    pub name: String,
    /// Rust field name.
    pub ident: String,
    /// Text or number.
    pub kind: CaptureKind,
    /// What it holds; empty when unwritten.
    pub doc: String,
    /// A value from the docs, or one made up for the kind.
    pub example: String,
}

/// Whether to retry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The same request fails again.
    Never,
    /// Only after a person has acted: recorded again, topped up, signed in.
    AfterUser,
    /// With exponential backoff, at most this many further times if the docs give a number.
    Backoff {
        /// Retries after the first attempt.
        at_most: Option<u32>,
    },
    /// The docs do not say.
    Unstated,
}

impl Retry {
    /// Every variant with its name in contracts.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("never", Self::Never),
        ("after_user", Self::AfterUser),
        ("backoff", Self::Backoff { at_most: None }),
        ("unstated", Self::Unstated),
    ];

    /// Returns its name in contracts, without the number that may follow.
    #[must_use]
    pub const fn word(self) -> &'static str {
        let at = match self {
            Self::Never => 0,
            Self::AfterUser => 1,
            Self::Backoff { .. } => 2,
            Self::Unstated => 3,
        };
        Self::ALL[at].0
    }
}

impl Choice for Retry {
    const CHOICES: &'static [(&'static str, Self)] = Self::ALL;
    const WORDS: &'static [&'static str] = &words::<_, { Self::ALL.len() }>(Self::ALL);
}

named_enum! {
    /// A vendor-neutral kind of failure.
    pub enum Category {
        /// The caller is not authenticated.
        Auth = "auth",
        /// The caller is not allowed to do this.
        Permission = "permission",
        /// The call is not paid for.
        Billing = "billing",
        /// There are too many requests.
        Quota = "quota",
        /// The request is wrong.
        Validation = "validation",
        /// Something that the request names does not exist.
        NotFound = "not_found",
        /// The request is too large.
        TooLarge = "too_large",
        /// The media type is not accepted.
        MediaType = "media_type",
        /// A service behind the server failed.
        Upstream = "upstream",
        /// The request took too long.
        Timeout = "timeout",
        /// The server failed.
        Server = "server",
    }
}

/// What a request must do to cause an error.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Trigger {
    /// What is wrong with the request.
    pub kind: TriggerKind,
    /// The parts, parameters or fields that it concerns, sorted; empty if it concerns any or none in particular.
    pub of: Vec<String>,
}

named_enum! {
    /// What is wrong with a request.
    pub enum TriggerKind {
        /// No key was sent.
        KeyMissing = "key_missing",
        /// The key does not look like one.
        KeyMalformed = "key_malformed",
        /// The server does not know the key.
        KeyUnknown = "key_unknown",
        /// The key's plan does not include the endpoint.
        PlanTooLow = "plan_too_low",
        /// The key's plan allows fewer requests per minute.
        RateLimited = "rate_limited",
        /// A part, parameter or body is not there.
        Missing = "missing",
        /// A field inside a JSON part or body is not there.
        FieldMissing = "field_missing",
        /// A JSON part or body does not parse.
        JsonInvalid = "json_invalid",
        /// A JSON part or body parses and has another type than documented, or a parameter has.
        SchemaInvalid = "schema_invalid",
        /// An audio part is empty or not audio of a documented format.
        AudioInvalid = "audio_invalid",
        /// A part or the body is larger than documented.
        TooLarge = "too_large",
        /// The body's media type is not accepted.
        MediaTypeInvalid = "media_type_invalid",
    }
}

impl TriggerKind {
    /// Returns a description of the request for people: `carries no key`.
    #[must_use]
    pub const fn doc(self) -> &'static str {
        match self {
            Self::KeyMissing => "carries no key",
            Self::KeyMalformed => "carries a key without the prefix",
            Self::KeyUnknown => "carries a key that the server does not know",
            Self::PlanTooLow => "is not part of the key's plan",
            Self::RateLimited => "comes too often for the key's plan",
            Self::Missing => "lacks a part, a parameter or the body",
            Self::FieldMissing => "lacks a field inside JSON",
            Self::JsonInvalid => "carries JSON that does not parse",
            Self::SchemaInvalid => "carries JSON of another type than documented",
            Self::AudioInvalid => "carries no audio of a documented format",
            Self::TooLarge => "is larger than documented",
            Self::MediaTypeInvalid => "is of a media type that is not taken",
        }
    }
}

/// The sources of a fact and its confidence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Names of [`super::Source`]s, sorted.
    pub sources: Vec<String>,
    /// How certain the fact is.
    pub confidence: Confidence,
    /// What is uncertain or contradictory; empty when nothing is.
    pub note: String,
}

named_enum! {
    /// How certain a fact is.
    #[derive(Default)]
    pub enum Confidence {
        /// The vendor's page says so.
        #[default]
        Documented = "documented",
        /// It was seen in a reply.
        Observed = "observed",
        /// It was inferred and is stated nowhere.
        Inferred = "inferred",
        /// The vendor contradicts itself.
        Disputed = "disputed",
    }
}
