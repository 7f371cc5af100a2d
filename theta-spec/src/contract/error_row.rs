//! Error rows: one documented failure each.

use super::named::{Choice, named_enum, words};
use super::{EndpointId, ErrorId, ShapeId};
use crate::source::Span;
use crate::template::{CaptureKind, Template};
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
    /// Statuses it comes with.
    pub status: StatusSet,
    /// Shapes its body may have, sorted; empty when the row says nothing of the body.
    pub shapes: Vec<ShapeId>,
    /// What the code must be; `None` when the row says nothing of the code.
    pub code: Option<CodeMatcher>,
    /// What the message must be; `None` when the row says nothing of the message.
    pub detail: Option<DetailMatcher>,
    /// What further texts of the shape must be, sorted by field name.
    pub fields: Vec<FieldMatcher>,
    /// Everything captured, in the order of the Rust variant's fields: by name.
    pub captures: Vec<Captured>,
    /// Endpoints that can return it, sorted.
    pub on: Vec<EndpointId>,
    /// Row whose open hole this row's detail fills.
    pub within: Option<ErrorId>,
    /// What to do about trying again.
    pub retry: Retry,
    /// Vendor-neutral kind of failure.
    pub category: Option<Category>,
    /// Names that the docs use and the wire does not, sorted.
    pub aliases: Vec<String>,
    /// Why it happens; several when the docs name several.
    pub causes: Vec<String>,
    /// What to do about it; several when the docs name several.
    pub fixes: Vec<String>,
    /// What to tell an end user; empty when unwritten.
    pub tell_user: String,
    /// Why it should not be matched any more; empty where the contract only says that it should not.
    pub deprecated: Option<String>,
    /// What a request must do to cause it, sorted by kind; empty when no request can.
    pub triggers: Vec<Trigger>,
    /// Complete bodies that the docs show, as written.
    pub examples: Vec<String>,
    /// Where this comes from and how sure we are.
    pub evidence: Evidence,
    /// Where its name stands.
    pub span: Span,
}

impl ErrorRow {
    /// What a further text must be; `None` when the row says nothing of it.
    pub(crate) fn field(&self, name: &str) -> Option<&DetailMatcher> {
        let mut fields = self.fields.iter();
        let field = fields.find(|field| field.field == name);
        field.map(|field| &field.matcher)
    }

    /// Whether the status alone names the row.
    #[must_use]
    pub fn is_status_only(&self) -> bool {
        self.code.is_none() && self.detail.is_none() && self.fields.is_empty()
    }

    /// Whether its variant holds the message: it has several, and which one came is not known from the row.
    #[must_use]
    pub fn keeps_detail(&self) -> bool {
        self.detail
            .as_ref()
            .is_some_and(|detail| detail.templates.len() > 1)
    }
}

/// Statuses a row comes with; never empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StatusSet {
    /// Sorted: exact statuses by number, then classes.
    pub members: Vec<Status>,
}

impl StatusSet {
    /// The status, when it is exactly one.
    #[must_use]
    pub fn single(&self) -> Option<u16> {
        match self.members.as_slice() {
            [Status::Exact(status)] => Some(*status),
            _ => None,
        }
    }

    /// Whether a reply of that status is meant.
    #[must_use]
    pub fn contains(&self, status: u16) -> bool {
        self.members.iter().any(|member| match member {
            Status::Exact(exact) => *exact == status,
            Status::Class(class) => u16::from(*class) == status / 100,
        })
    }

    /// Whether one of them says success.
    #[must_use]
    pub fn has_success(&self) -> bool {
        self.members
            .iter()
            .any(|member| matches!(member, Status::Exact(200..=299) | Status::Class(2)))
    }

    /// A status of the set, for examples: the first exact one, else the class's `x00`.
    #[must_use]
    pub fn example(&self) -> u16 {
        match self.members.first() {
            Some(Status::Exact(status)) => *status,
            Some(Status::Class(class)) => u16::from(*class) * 100,
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
            match member {
                Status::Exact(status) => write!(f, "{status}")?,
                Status::Class(class) => write!(f, "{class}xx")?,
            }
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
}

/// What a code must be.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CodeMatcher {
    /// Exactly this text.
    Exact(String),
    /// This text but for case and for `-`, `_` and spaces, held in folded form.
    Folded {
        /// As written in the contract.
        written: String,
        /// Lower case, each run of separators one `_`.
        folded: String,
    },
    /// A text of this form.
    Template(Template),
}

/// What a message must be: one of these templates, all with the same captures. In the order in which they are tried.
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
    /// A value that the docs show, or one made up from the kind.
    pub example: String,
}

/// What to do about trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retry {
    /// The same request fails again.
    Never,
    /// After a person has done something: recorded again, topped up, signed in.
    AfterUser,
    /// With exponential backoff, at most this many times more when the docs say so.
    Backoff {
        /// Retries after the first attempt.
        at_most: Option<u32>,
    },
    /// The docs do not say.
    Unstated,
}

impl Retry {
    /// Every retry that a word says, with its name in contracts.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("never", Self::Never),
        ("after_user", Self::AfterUser),
        ("backoff", Self::Backoff { at_most: None }),
        ("unstated", Self::Unstated),
    ];

    /// Returns the word for it in contracts, without the number that may go with it.
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
    /// Vendor-neutral kind of failure.
    pub enum Category {
        /// Who is asking is unknown.
        Auth = "auth",
        /// Who is asking may not.
        Permission = "permission",
        /// It is not paid for.
        Billing = "billing",
        /// Too often.
        Quota = "quota",
        /// The request is wrong.
        Validation = "validation",
        /// What it names does not exist.
        NotFound = "not_found",
        /// The request is too large.
        TooLarge = "too_large",
        /// The media type is not taken.
        MediaType = "media_type",
        /// Something behind the server failed.
        Upstream = "upstream",
        /// It took too long.
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
    /// Which parts, parameters or fields it concerns, sorted; empty for "any" or "not about one".
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
        /// The body's media type is not taken.
        MediaTypeInvalid = "media_type_invalid",
    }
}

impl TriggerKind {
    /// What the request does, for people: `carries no key`.
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

/// Where a fact comes from and how sure we are.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Evidence {
    /// Names of [`super::Source`]s, sorted.
    pub sources: Vec<String>,
    /// How sure we are.
    pub confidence: Confidence,
    /// What is uncertain or contradictory; empty when nothing is.
    pub note: String,
}

named_enum! {
    /// How sure we are of a fact.
    #[derive(Default)]
    pub enum Confidence {
        /// The vendor's page says so.
        #[default]
        Documented = "documented",
        /// Seen in a reply.
        Observed = "observed",
        /// Concluded, stated nowhere.
        Inferred = "inferred",
        /// The vendor contradicts itself.
        Disputed = "disputed",
    }
}
