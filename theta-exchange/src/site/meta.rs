//! The contract as static data, which generated code contains.
//!
//! These types are meant to be read; only the macro should construct them. They are plain structs so that generated
//! code in another crate can write them as literals, and any release may add a field.

mod access;
mod billing;
mod limit;

pub use access::{
    AccessInfo, EndpointAccess, HeaderInfo, HostInfo, KeyPlace, SchemeInfo, TokenInfo, UrlPiece,
    VariableInfo,
};

pub use billing::{Billing, MeterInfo};
pub use limit::{LimitInfo, LimitOf, LimitWindow};

use std::fmt;

/// A JSON pointer as its unescaped tokens; empty for the whole body.
pub type Pointer = &'static [&'static str];

/// The data of an API.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ApiInfo {
    /// The vendor's name of the API.
    pub name: &'static str,
    /// Address of the documentation; empty when there is none.
    pub docs: &'static str,
    /// The day the documentation was last read, `YYYY-MM-DD`; empty when unwritten.
    pub checked: &'static str,
    /// Scheme, host and optional path prefix, without a final slash.
    pub base_url: &'static str,
    /// The timeout of one attempt, in milliseconds.
    pub timeout_ms: u64,
    /// What to send to the vendor's support when an error persists; empty when unwritten.
    pub support: &'static str,
    /// How requests are authenticated; `None` when the API needs no key.
    pub auth: Option<AuthInfo>,
    /// Headers sent with every request.
    pub headers: &'static [(&'static str, &'static str)],
    /// Headers that carry a request id, in order of preference.
    pub request_id_headers: &'static [&'static str],
    /// Whether a request id in an error body is preferred to one in a header.
    pub request_id_prefer_body: bool,
    /// The retry advice of the API as a whole.
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

/// How requests are authenticated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AuthInfo {
    /// Header that carries the key, lower case.
    pub header: &'static str,
    /// Authentication scheme before the key in the header, such as `Bearer`; empty for a bare key.
    pub scheme: &'static str,
    /// The prefix of every key; empty when the vendor does not document one.
    pub prefix: &'static str,
    /// Environment variable that holds the key.
    pub env: &'static str,
}

/// A plan and its limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlanInfo {
    /// Name in the contract.
    pub name: &'static str,
    /// Requests per minute; `None` when no limit is stated.
    pub rpm: Option<u32>,
    /// Further description; empty when unwritten.
    pub doc: &'static str,
}

/// The retry advice of an API as a whole.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct RetryInfo {
    /// Total number of attempts, including the first.
    pub attempts: u32,
    /// The first wait, in milliseconds.
    pub base_ms: u64,
    /// The factor by which each further wait grows.
    pub factor: f64,
    /// The longest wait, in milliseconds.
    pub cap_ms: u64,
    /// Headers that carry a delay, in order of preference. One whose name is followed by a space and a word carries
    /// something else: the end of a limit in the form that the word names, with `left` and the name of such a header
    /// how much of the limit is left, or with `verdict` whether to retry.
    pub headers: &'static [&'static str],
}

/// The shape of an error body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ShapeInfo {
    /// Name in the contract.
    pub name: &'static str,
    /// Whether the message is the whole body: a text that is not a JSON object or array.
    pub text: bool,
    /// Pointers to the code, in fallback order.
    pub code: &'static [Pointer],
    /// Pointers to the message, in fallback order.
    pub message: &'static [Pointer],
    /// Further texts by name, each with its pointers in fallback order. The name `:each`, which is first, is that of a list
    /// of failures: the pointers of code, message and further texts then lead into its first item.
    pub fields: &'static [(&'static str, &'static [Pointer])],
    /// Pointers to the request id, in fallback order.
    pub request_id: &'static [Pointer],
    /// Pointers to the retry delay, in fallback order.
    pub retry_after: &'static [Pointer],
    /// Milliseconds in one unit of the delay; 0 if it is a time in seconds since 1970.
    pub retry_after_unit_ms: u32,
    /// Fields that must hold exactly this value.
    pub constants: &'static [(Pointer, Scalar)],
    /// Fields that must be present and hold none of these values.
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
    /// A number, in the canonical form of the contract language.
    Number(&'static str),
}

/// The data of an endpoint.
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
    /// A one-sentence description; empty when unwritten.
    pub summary: &'static str,
    /// Whether and how calls are billed.
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
    /// Indices into [`ApiInfo::errors`] of the errors that it can return.
    pub error_ids: &'static [usize],
    /// Indices into [`ApiInfo::shapes`] of the shapes that make a success a failure.
    pub failing: &'static [usize],
    /// The status of a success that has a body; of several, of the one that is answered where nothing says which.
    pub success: u16,
    /// Statuses of successes without a body.
    pub empty: &'static [u16],
    /// The uploads of a request.
    pub uploads: &'static [UploadInfo],
    /// The errors that a client can foresee before it sends a request.
    pub foreseen: &'static [ForeseenInfo],
}

/// What leads from a page of a list to the next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum PagesInfo {
    /// A cursor in the body.
    Cursor,
    /// What the last item is known by.
    Last,
    /// A cursor in this header.
    Header(&'static str),
    /// An address in the header `link`.
    Link {
        /// The relation that it has there.
        rel: &'static str,
        /// Hosts that it may name beside the one that is called.
        hosts: &'static [&'static str],
    },
    /// An address in the body.
    Url {
        /// Hosts that it may name beside the one that is called.
        hosts: &'static [&'static str],
    },
    /// The number of the page.
    Page {
        /// The number of the first page.
        first: u64,
    },
    /// How many items come before the page.
    Offset,
}

/// How a job is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct JobInfo {
    /// How long to wait before asking a second time, in milliseconds.
    pub every_ms: u64,
    /// How long the job may take, in milliseconds.
    pub within_ms: u64,
}

/// The error that the server answers with when a request has a flaw.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ForeseenInfo {
    /// The flaw.
    pub flaw: Flaw,
    /// Wire name of the part or parameter with the flaw; `body` for a whole body, empty for a key.
    pub name: &'static str,
    /// Index into [`ApiInfo::errors`].
    pub error: usize,
}

/// A flaw that a client detects before it sends a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Flaw {
    /// An upload has more bytes than documented.
    TooLarge,
    /// An upload has no bytes.
    Empty,
    /// A number is infinite or not a number.
    NotFinite,
    /// An upload is not audio in a documented format.
    NotAudio,
    /// A list of uploads is longer than documented.
    TooMany,
    /// A list or an object that is required is empty, and so not sent.
    Missing,
    /// There is no key for it.
    NoKey,
}

/// A piece of a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PathPiece {
    /// Text, slashes included.
    Text(&'static str),
    /// The next path parameter, percent-encoded as one segment.
    Param,
}

/// The data of an upload.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UploadInfo {
    /// Name of the part on the wire.
    pub part: &'static str,
    /// Whether it is audio, whose format the client detects.
    pub audio: bool,
    /// Documented formats as file extensions; empty when the docs name none.
    pub formats: &'static [&'static str],
    /// Largest size in bytes.
    pub max_size: Option<u64>,
    /// Longest audio in milliseconds.
    pub max_duration_ms: Option<u64>,
    /// Media type to send when it cannot be detected from the content.
    pub content_type: &'static str,
}

/// The data of a documented error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ErrorInfo {
    /// Name in the contract: `not_all_words_spoken`.
    pub name: &'static str,
    /// Variant name in Rust: `NotAllWordsSpoken`.
    pub variant: &'static str,
    /// The statuses of the error.
    pub statuses: &'static [StatusInfo],
    /// The possible codes, as templates; empty when the contract does not specify the code.
    pub codes: &'static [&'static str],
    /// The possible messages, as templates; empty when the contract does not specify the message.
    pub details: &'static [&'static str],
    /// The further texts of the shape by name, each with its possible values as templates. A name that begins with `:`
    /// is that of a header; one without values must not be there.
    pub fields: &'static [(&'static str, &'static [&'static str])],
    /// The retry advice.
    pub retry: Retry,
    /// A vendor-neutral category.
    pub category: Option<Category>,
    /// Names that the docs use but that do not occur on the wire.
    pub aliases: &'static [&'static str],
    /// The causes; several when the docs name several.
    pub causes: &'static [&'static str],
    /// The remedies; several when the docs name several.
    pub fixes: &'static [&'static str],
    /// The causes as one text; empty when unwritten.
    pub cause: &'static str,
    /// The fixes as one text; empty when unwritten.
    pub fix: &'static str,
    /// What to tell an end user; empty when unwritten.
    pub tell_user: &'static str,
    /// Names of the endpoints that can return it.
    pub endpoints: &'static [&'static str],
    /// The pages that document the error.
    pub sources: &'static [&'static str],
    /// How certain the contract is about the error.
    pub confidence: Confidence,
    /// Uncertainties or contradictions; empty when there are none.
    pub note: &'static str,
}

impl ErrorInfo {
    /// Returns whether the error can have this status.
    #[must_use]
    pub fn has_status(&self, status: u16) -> bool {
        self.statuses.iter().any(|member| member.contains(status))
    }

    /// Whether a limit of the API was exceeded.
    #[doc(hidden)]
    #[must_use]
    pub fn is_limit(&self) -> bool {
        self.category == Some(Category::Quota)
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
    pub(crate) fn says_something(&self) -> bool {
        !(self.codes.is_empty() && self.details.is_empty() && self.fields.is_empty())
    }
}

/// Writes the cause.
impl fmt::Display for ErrorInfo {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.cause.is_empty() {
            self.name
        } else {
            self.cause
        })
    }
}

/// The row is the source of a documented failure, so that it can be found in the chain of sources of an error of any
/// API.
impl std::error::Error for ErrorInfo {}

/// A status of an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StatusInfo {
    /// This status.
    Exact(u16),
    /// Every status of a class: `5` is `5xx`.
    Class(u8),
    /// Every failing status that no other error of the endpoint has.
    Default,
}

impl StatusInfo {
    /// Whether the status is named, by itself or by its class.
    pub(crate) fn lists(self, status: u16) -> bool {
        match self {
            Self::Exact(exact) => exact == status,
            Self::Class(class) => u16::from(class) == status / 100,
            Self::Default => false,
        }
    }

    /// Whether a reply with the status may be meant, if no other error lists it.
    #[doc(hidden)]
    #[must_use]
    pub fn contains(self, status: u16) -> bool {
        self.lists(status) || (self == Self::Default && matches!(status, 0..=199 | 300..=999))
    }
}

/// The retry advice for an error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Retry {
    /// The same request will fail again.
    Never,
    /// Retry after a person has acted, for example by recording again, topping up or signing in.
    AfterUser,
    /// Retry with exponential backoff, up to this many times if the docs give a limit.
    Backoff {
        /// The maximum number of retries after the first attempt.
        at_most: Option<u32>,
    },
    /// The docs give no advice.
    Unstated,
}

/// A vendor-neutral category of errors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Category {
    /// The caller is not authenticated.
    Auth,
    /// The caller lacks permission.
    Permission,
    /// The call is not paid for.
    Billing,
    /// There were too many requests.
    Quota,
    /// The request is wrong.
    Validation,
    /// Something that the request names does not exist.
    NotFound,
    /// The request is too large.
    TooLarge,
    /// The media type is not accepted.
    MediaType,
    /// A service behind the server failed.
    Upstream,
    /// It took too long.
    Timeout,
    /// The server failed.
    Server,
}

/// How certain a contract is about a fact.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Confidence {
    /// The vendor's page says so.
    Documented,
    /// Seen in a reply.
    Observed,
    /// Inferred, but not stated anywhere.
    Inferred,
    /// The vendor contradicts itself.
    Disputed,
}
