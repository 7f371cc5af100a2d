//! The contract as static data: what the generated code knows about its API.
//!
//! Read these; construct them only through the macro. They are plain structs so that generated code in another crate
//! can write them as literals, and a field may be added with any release.

use std::fmt;

/// A JSON pointer as its unescaped tokens; none for the whole body.
pub type Pointer = &'static [&'static str];

/// One API.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ApiInfo {
    /// The vendor's name for it.
    pub name: &'static str,
    /// Address of the documentation; empty when there is none.
    pub docs: &'static str,
    /// The day the documentation was last read, `YYYY-MM-DD`; empty when unwritten.
    pub checked: &'static str,
    /// Scheme, host and optional path prefix, without a final slash.
    pub base_url: &'static str,
    /// How long one attempt may take, in milliseconds.
    pub timeout_ms: u64,
    /// What to send to whom when an error persists; empty when unwritten.
    pub support: &'static str,
    /// How a request proves who sends it; `None` when the API needs no key.
    pub auth: Option<AuthInfo>,
    /// Headers sent with every request.
    pub headers: &'static [(&'static str, &'static str)],
    /// Headers that carry a request id, in order of preference.
    pub request_id_headers: &'static [&'static str],
    /// Whether a request id in an error body is preferred to one in a header.
    pub request_id_prefer_body: bool,
    /// What the API as a whole says about trying again.
    pub retry: RetryInfo,
    /// Plans, sorted by name.
    pub plans: &'static [PlanInfo],
    /// Error body shapes in the order in which a body is tried against them.
    pub shapes: &'static [ShapeInfo],
    /// Endpoints, sorted by name.
    pub endpoints: &'static [EndpointInfo],
    /// Every documented error.
    pub errors: &'static [ErrorInfo],
}

/// How a request proves who sends it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthInfo {
    /// Header that carries the key, lower case.
    pub header: &'static str,
    /// Word before the key in the header, such as `Bearer`; empty for a bare key.
    pub scheme: &'static str,
    /// What every key begins with; empty when the vendor does not say.
    pub prefix: &'static str,
    /// Environment variable that holds the key.
    pub env: &'static str,
}

/// A plan and what it allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanInfo {
    /// Name in the contract.
    pub name: &'static str,
    /// Requests per minute; `None` is "no limit stated".
    pub rpm: Option<u32>,
    /// Further words; empty when unwritten.
    pub doc: &'static str,
}

/// What the API as a whole says about trying again.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryInfo {
    /// Attempts in all, the first included.
    pub attempts: u32,
    /// The first wait, in milliseconds.
    pub base_ms: u64,
    /// What each further wait is multiplied by.
    pub factor: f64,
    /// The longest wait, in milliseconds.
    pub cap_ms: u64,
    /// Headers that carry a delay, in order of preference.
    pub headers: &'static [&'static str],
}

/// What an error body looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeInfo {
    /// Name in the contract.
    pub name: &'static str,
    /// Whether the whole body, a text that is not a JSON object or array, is the message.
    pub text: bool,
    /// Pointers to the code, in fallback order.
    pub code: &'static [Pointer],
    /// Pointers to the message, in fallback order.
    pub message: &'static [Pointer],
    /// Further texts by name, each with its pointers in fallback order.
    pub fields: &'static [(&'static str, &'static [Pointer])],
    /// Pointers to the request id, in fallback order.
    pub request_id: &'static [Pointer],
    /// Pointers to the retry delay, in fallback order.
    pub retry_after: &'static [Pointer],
    /// Milliseconds in one unit of the delay.
    pub retry_after_unit_ms: u32,
    /// Fields that must hold exactly this.
    pub constants: &'static [(Pointer, Scalar)],
    /// Fields that must be there and hold none of these.
    pub unless: &'static [(Pointer, &'static [Scalar])],
    /// Roles (`code`, `message`, or a name in `fields`) that a body may lack.
    pub optional: &'static [&'static str],
}

/// A text, a boolean or a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scalar {
    /// A text.
    Text(&'static str),
    /// A boolean.
    Boolean(bool),
    /// A number, in the one way in which the contract language writes it.
    Number(&'static str),
}

/// One operation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EndpointInfo {
    /// Name in the contract: `analyze_native`.
    pub name: &'static str,
    /// HTTP method: `POST`.
    pub method: &'static str,
    /// Path, in order.
    pub path: &'static [PathPiece],
    /// The path as written: `/v1/voices/{id}`.
    pub path_template: &'static str,
    /// One sentence on what it does; empty when unwritten.
    pub summary: &'static str,
    /// Whether and by what it is billed.
    pub billing: Billing,
    /// Whether the same request gives the same answer and changes nothing.
    pub repeatable: bool,
    /// Header that takes an idempotency key.
    pub idempotency_key: Option<&'static str>,
    /// Plans that include it; empty when every plan does.
    pub plans: &'static [&'static str],
    /// How long one attempt may take, in milliseconds.
    pub timeout_ms: u64,
    /// Value of the `accept` header; empty for none.
    pub accept: &'static str,
    /// Indices into [`ApiInfo::errors`] of what it can return.
    pub error_ids: &'static [usize],
    /// Indices into [`ApiInfo::shapes`] of those of which a success is a failure.
    pub failing: &'static [usize],
    /// The status of a success that has a body.
    pub success: u16,
    /// Statuses of successes without a body.
    pub empty: &'static [u16],
    /// What it takes as uploads.
    pub uploads: &'static [UploadInfo],
    /// Rows of what a client sees for itself before it sends a request.
    pub foreseen: &'static [ForeseenInfo],
}

/// The row that the server answers with when a request has a flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeseenInfo {
    /// What is wrong.
    pub flaw: Flaw,
    /// Name on the wire of the part or parameter it is wrong with; `body` for a whole body.
    pub name: &'static str,
    /// Index into [`ApiInfo::errors`].
    pub error: usize,
}

/// What a client sees for itself before it sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flaw {
    /// An upload has more bytes than documented.
    TooLarge,
    /// An upload has no bytes.
    Empty,
    /// A number is infinite or not a number.
    NotFinite,
    /// An upload is no audio of a documented format.
    NotAudio,
}

/// A piece of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPiece {
    /// Text, slashes included.
    Text(&'static str),
    /// The next path parameter, percent-encoded as one segment.
    Param,
}

/// Whether and by what a call is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Billing {
    /// The contract says nothing.
    Unstated,
    /// Not billed.
    Free,
    /// Billed per this unit, such as `audio second`.
    Per(&'static str),
}

/// Bytes that an endpoint takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadInfo {
    /// Name of the part on the wire.
    pub part: &'static str,
    /// Whether it is audio, whose format the client recognises.
    pub audio: bool,
    /// Documented formats as file extensions; empty when the docs name none.
    pub formats: &'static [&'static str],
    /// Largest size in bytes.
    pub max_size: Option<u64>,
    /// Longest audio in milliseconds.
    pub max_duration_ms: Option<u64>,
    /// Media type sent when the content does not tell.
    pub content_type: &'static str,
}

/// One documented failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorInfo {
    /// Name in the contract: `not_all_words_spoken`.
    pub name: &'static str,
    /// Variant name in Rust: `NotAllWordsSpoken`.
    pub variant: &'static str,
    /// Statuses it comes with.
    pub statuses: &'static [StatusInfo],
    /// What the code is, in template notation; empty when the contract says nothing of it.
    pub codes: &'static [&'static str],
    /// What the message is, in template notation; empty when the contract says nothing of it.
    pub details: &'static [&'static str],
    /// What further texts of the shape are, by name, each in template notation.
    pub fields: &'static [(&'static str, &'static [&'static str])],
    /// What to do about trying again.
    pub retry: Retry,
    /// Vendor-neutral kind of failure.
    pub category: Option<Category>,
    /// Names that the docs use and the wire does not.
    pub aliases: &'static [&'static str],
    /// Why it happens; several when the docs name several.
    pub causes: &'static [&'static str],
    /// What to do about it; several when the docs name several.
    pub fixes: &'static [&'static str],
    /// The causes as one text; empty when unwritten.
    pub cause: &'static str,
    /// The fixes as one text; empty when unwritten.
    pub fix: &'static str,
    /// What to tell an end user; empty when unwritten.
    pub tell_user: &'static str,
    /// Names of the endpoints that can return it.
    pub endpoints: &'static [&'static str],
    /// Pages it comes from.
    pub sources: &'static [&'static str],
    /// How sure the contract is of it.
    pub confidence: Confidence,
    /// What is uncertain or contradictory; empty when nothing is.
    pub note: &'static str,
}

impl ErrorInfo {
    /// Returns whether a reply of that status is meant.
    #[must_use]
    pub fn has_status(&self, status: u16) -> bool {
        self.statuses.iter().any(|member| match member {
            StatusInfo::Exact(exact) => *exact == status,
            StatusInfo::Class(class) => u16::from(*class) == status / 100,
        })
    }

    /// Why it happens, as an error below the one that displays as `detail` and the fix; `None` when the contract does not
    /// say or that says it already.
    pub(crate) fn why(
        &'static self,
        detail: &str,
    ) -> Option<&'static (dyn std::error::Error + 'static)> {
        let is_said = detail.contains(self.cause) || self.fix.contains(self.cause);
        (!is_said).then_some(self)
    }

    /// Whether the contract says what its body holds, and not only its status.
    #[cfg(feature = "websocket")]
    pub(crate) fn says_something(&self) -> bool {
        !(self.codes.is_empty() && self.details.is_empty() && self.fields.is_empty())
    }
}

/// Why it happens.
impl fmt::Display for ErrorInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.cause.is_empty() {
            self.name
        } else {
            self.cause
        })
    }
}

/// A row is what lies below a documented failure: whoever has an error of any API can look for it in the chain of sources.
impl std::error::Error for ErrorInfo {}

/// A status an error comes with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusInfo {
    /// This status.
    Exact(u16),
    /// Every status of this hundred: `5` is `5xx`.
    Class(u8),
}

/// What to do about trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
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

/// Vendor-neutral kind of failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Category {
    /// Who is asking is unknown.
    Auth,
    /// Who is asking may not.
    Permission,
    /// It is not paid for.
    Billing,
    /// Too often.
    Quota,
    /// The request is wrong.
    Validation,
    /// What it names does not exist.
    NotFound,
    /// The request is too large.
    TooLarge,
    /// The media type is not taken.
    MediaType,
    /// Something behind the server failed.
    Upstream,
    /// It took too long.
    Timeout,
    /// The server failed.
    Server,
}

/// How sure a contract is of a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Confidence {
    /// The vendor's page says so.
    Documented,
    /// Seen in a reply.
    Observed,
    /// Concluded, stated nowhere.
    Inferred,
    /// The vendor contradicts itself.
    Disputed,
}
