//! What a page states.

use super::Wording;
use std::fmt;
use theta_spec::contract::{Method, Pointer, Status};
use theta_spec::source::Span;

/// Something that a page states, and where.
#[derive(Clone, Debug, PartialEq)]
pub struct Fact {
    /// What it states.
    pub statement: Statement,
    /// What it is said of.
    pub scope: Scope,
    /// Where it stands.
    pub place: Place,
    /// How sure the reading is.
    pub surety: Surety,
}

impl Fact {
    /// What kind of fact it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.statement.kind()
    }
}

/// A place on one of the pages.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the page.
    pub page: usize,
    /// The bytes that state it.
    pub span: Span,
}

/// What a statement is said of.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Scope {
    /// The statuses of the row, the entry or the heading over it; empty when none is near. Sorted.
    pub status: Vec<Status>,
    /// Paths of the endpoints that the row or the heading names, such as `/pronunciation`; empty for all. Sorted.
    pub endpoints: Vec<String>,
    /// The nearest heading above, as text; empty at the top of the page.
    pub section: String,
    /// Facts with the same number stand in the same table row, list item or JSON body: a text and its cause, a method
    /// and its path's purpose, a code and its message. Numbers are unique over all pages.
    pub entry: usize,
}

/// How sure a reading is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Surety {
    /// Concluded from words or from a sample program: enough to contradict another page, never to change a contract.
    Guessed,
    /// Read out of something damaged, in the one way that fits.
    Mended,
    /// Stated plainly: a cell, a heading, a JSON body, a header line.
    Plain,
}

/// What a page states.
#[derive(Clone, Debug, PartialEq)]
pub enum Statement {
    /// There are replies of that status.
    Status {
        /// The status.
        status: Status,
        /// What the page calls it: `Bad Request`, `PAYMENT_REQUIRED`; empty when it has no name.
        label: String,
    },
    /// A failed reply holds this text.
    Text {
        /// Which text it is.
        role: Role,
        /// The text.
        wording: Wording,
    },
    /// An error body has a field there.
    BodyField {
        /// Where.
        pointer: Pointer,
    },
    /// Whether a failed call is worth trying again.
    Retry(Retried),
    /// Why it fails, as written.
    Cause(String),
    /// What to do about it, as written.
    Fix(String),
    /// A name for an error that may not be on the wire, such as `NotAllWordsSpokenError`.
    Alias(String),
    /// There is an endpoint.
    Endpoint {
        /// Its method.
        method: Method,
        /// Its path as written: `/v1/voices/{id}`.
        path: String,
    },
    /// What an endpoint is for, as written.
    Purpose(String),
    /// By what an endpoint is billed, as written: `per audio second`.
    Billed(String),
    /// A request has a part, a field or a parameter.
    Part {
        /// Its name on the wire.
        name: String,
        /// Whether it must be there; `None` when the page does not say.
        required: Option<bool>,
    },
    /// Formats of audio that are taken, as extensions without a dot, sorted.
    Formats(Vec<String>),
    /// A number that bounds something.
    Limit {
        /// What it bounds.
        of: Limited,
        /// The number and its unit.
        quantity: Quantity,
        /// Which way.
        bound: Bound,
    },
    /// A plan and its requests per minute.
    Plan {
        /// As written: `Starter`.
        name: String,
        /// `None` for no limit.
        rpm: Option<u32>,
    },
    /// Only these plans include what it is said of: as written, lower case, sorted.
    PlanGate(Vec<String>),
    /// The header that carries the key.
    AuthHeader {
        /// Its name, lower case.
        header: String,
        /// The word before the key, such as `Bearer`; empty for a bare key.
        scheme: String,
    },
    /// What every key begins with.
    KeyPrefix(String),
    /// Where the API is.
    BaseUrl(String),
    /// The header that carries the request id, lower case.
    RequestIdHeader(String),
    /// All endpoints that it is said of have the errors below in common.
    SharedErrors {
        /// The byte of the page where that ends: at the next heading that is not below its own, or at the end.
        until: usize,
    },
}

impl Statement {
    /// What kind of statement it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match self {
            Self::Status { .. } => Kind::Status,
            Self::Text {
                role: Role::Code, ..
            } => Kind::Code,
            Self::Text { .. } => Kind::Detail,
            Self::BodyField { .. } => Kind::Body,
            Self::Retry(_) => Kind::Retry,
            Self::Cause(_) => Kind::Cause,
            Self::Fix(_) => Kind::Fix,
            Self::Alias(_) => Kind::Alias,
            Self::Endpoint { .. } => Kind::Endpoint,
            Self::Purpose(_) => Kind::Purpose,
            Self::Billed(_) => Kind::Billed,
            Self::Part { .. } => Kind::Part,
            Self::Formats(_) => Kind::Formats,
            Self::Limit { .. } => Kind::Limit,
            Self::Plan { .. } => Kind::Plan,
            Self::PlanGate(_) => Kind::PlanGate,
            Self::AuthHeader { .. } | Self::KeyPrefix(_) => Kind::Auth,
            Self::BaseUrl(_) => Kind::BaseUrl,
            Self::RequestIdHeader(_) => Kind::RequestId,
            Self::SharedErrors { .. } => Kind::Scope,
        }
    }
}

/// Kinds of facts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A status that replies have.
    Status,
    /// A message of a failed reply.
    Detail,
    /// A code of a failed reply.
    Code,
    /// What an error body looks like.
    Body,
    /// Whether to try again.
    Retry,
    /// Why a call fails.
    Cause,
    /// What to do about it.
    Fix,
    /// Another name of an error.
    Alias,
    /// A method and a path.
    Endpoint,
    /// What an endpoint is for.
    Purpose,
    /// By what it is billed.
    Billed,
    /// A part, field or parameter of a request.
    Part,
    /// Formats of audio.
    Formats,
    /// A number that bounds something.
    Limit,
    /// A plan.
    Plan,
    /// Which plans include an endpoint.
    PlanGate,
    /// How a request proves who sends it.
    Auth,
    /// Where the API is.
    BaseUrl,
    /// The header with the request id.
    RequestId,
    /// Which endpoints have an error.
    Scope,
}

impl Kind {
    /// Every kind with its word in reports and in `docs.lock.toml`.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("status", Self::Status),
        ("detail", Self::Detail),
        ("code", Self::Code),
        ("body", Self::Body),
        ("retry", Self::Retry),
        ("cause", Self::Cause),
        ("fix", Self::Fix),
        ("alias", Self::Alias),
        ("endpoint", Self::Endpoint),
        ("purpose", Self::Purpose),
        ("billed", Self::Billed),
        ("part", Self::Part),
        ("formats", Self::Formats),
        ("limit", Self::Limit),
        ("plan", Self::Plan),
        ("plan_gate", Self::PlanGate),
        ("auth", Self::Auth),
        ("base_url", Self::BaseUrl),
        ("request_id", Self::RequestId),
        ("scope", Self::Scope),
    ];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, kind)| *kind == self)
            .map_or("", |(word, _)| word)
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which text of a failed reply it is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// The message, which the contract calls the detail.
    Message,
    /// The code.
    Code,
    /// A further text that the contract's shapes name.
    Field(String),
    /// A text in quotes of which the page does not say what it is; a message, most likely.
    Unnamed,
}

/// What a page says of trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retried {
    /// Not without a change.
    Never,
    /// After a person has done something.
    AfterUser,
    /// With backoff; at most that many times more, when the page says so. Both ends of a range such as `2–3`.
    Backoff(Option<(u32, u32)>),
    /// Under a condition.
    Conditional,
}

/// What a number bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Limited {
    /// The size of an upload or of a body.
    Size,
    /// The length of an audio.
    Duration,
    /// How long a request may take.
    Timeout,
    /// The length of a text, in characters.
    Characters,
    /// Requests per minute of a key.
    Rpm,
    /// Something else that the page names.
    Other,
}

/// Which way a number bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Bound {
    /// Not more.
    Max,
    /// Not less.
    Min,
    /// Advice, or "about".
    Advice,
}

/// A number with its unit.
#[derive(Clone, Debug, PartialEq)]
pub struct Quantity {
    /// As written: `25 MB`, `60 seconds`.
    pub raw: String,
    /// In the unit's base: bytes (as the contract reads MB and MiB), milliseconds, or the plain count.
    pub amount: u64,
    /// Of words such as `a few tens of MB` the most that they are used for, `amount` being the least; `None` for a number.
    pub most: Option<u64>,
}

impl Quantity {
    /// How far beyond the ends of words a number has to be before they exclude it.
    const CLEARLY: u64 = 2;

    /// Whether a number can be meant.
    #[must_use]
    pub fn admits(&self, amount: u64) -> bool {
        match self.most {
            None => amount == self.amount,
            Some(most) => {
                let least = self.amount / Self::CLEARLY;
                (least..=most.saturating_mul(Self::CLEARLY)).contains(&amount)
            }
        }
    }
}
