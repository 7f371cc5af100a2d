//! The resolved contract, the only input of every backend.
//!
//! Values with a default are never optional, every name is already a Rust identifier, every reference is an index, and
//! the rows of each classifier are in the order in which they are tried. Lists are sorted by a rule that does not
//! depend on the order in the file; each list states its rule.

mod endpoint;
mod error_row;
mod foreseen;
mod format;
pub(crate) mod named;
mod response_header;
mod shape;
pub mod success;
mod types;
mod unlisted;

pub use crate::json::Pointer;
pub use endpoint::{
    Argument, Billing, Body, BodyKind, Classifier, ClassifierGroup, Endpoint, JsonPart, Method,
    Param, ParamPlace, Part, PartContent, PathSegment, StatusArm, Upload,
};
pub use error_row::{
    Captured, Category, CodeMatcher, Confidence, DetailMatcher, ErrorRow, Evidence, FieldMatcher,
    Retry, Status, StatusSet, Trigger, TriggerKind,
};
pub use foreseen::{Flaw, Foreseen, Wrong, nearest};
pub use format::Format;
pub use response_header::ResponseHeader;
pub use shape::{Scalar, Shape, ShapeContent};
pub use success::{Returns, Success, Successes};
pub use types::{EnumValue, Field, Number, Type, TypeDef, TypeKind, UnionVariant};
pub use unlisted::unlisted;

use crate::source::Span;
use std::time::Duration;

/// Index of a type in [`Contract::types`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TypeId(pub usize);

/// Index of an error row in [`Contract::errors`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ErrorId(pub usize);

/// Index of an endpoint in [`Contract::endpoints`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct EndpointId(pub usize);

/// Index of a body shape in [`Contract::shapes`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ShapeId(pub usize);

/// The complete contract of one API.
#[derive(Clone, Debug)]
pub struct Contract {
    /// Facts about the API as a whole.
    pub api: Api,
    /// How a request is authenticated; `None` if the API needs no key.
    pub auth: Option<Auth>,
    /// Headers sent with every request, sorted by name.
    pub headers: Vec<(String, String)>,
    /// Headers of every reply that callers read, sorted by name.
    pub response_headers: Vec<ResponseHeader>,
    /// Where a reply carries its request id.
    pub request_id: RequestId,
    /// The retry policy of the API as a whole.
    pub retry: RetryPolicy,
    /// Pages that rows come from, sorted by name.
    pub sources: Vec<Source>,
    /// Plans, sorted by name.
    pub plans: Vec<Plan>,
    /// Error body shapes in the order in which a body is tried against them.
    pub shapes: Vec<Shape>,
    /// Types, sorted by name.
    pub types: Vec<TypeDef>,
    /// Endpoints, sorted by name.
    pub endpoints: Vec<Endpoint>,
    /// Error rows, sorted by status and then by name.
    pub errors: Vec<ErrorRow>,
}

impl Contract {
    /// Returns the type with this id.
    #[must_use]
    pub fn type_def(&self, id: TypeId) -> &TypeDef {
        &self.types[id.0]
    }

    /// Returns the error row with this id.
    #[must_use]
    pub fn error(&self, id: ErrorId) -> &ErrorRow {
        &self.errors[id.0]
    }

    /// Returns the shape with this id.
    #[must_use]
    pub fn shape(&self, id: ShapeId) -> &Shape {
        &self.shapes[id.0]
    }

    /// Returns the endpoint with this name.
    #[must_use]
    pub fn endpoint(&self, name: &str) -> Option<&Endpoint> {
        self.endpoints.iter().find(|endpoint| endpoint.name == name)
    }

    /// Returns the error row with this name.
    #[must_use]
    pub fn error_named(&self, name: &str) -> Option<&ErrorRow> {
        self.errors.iter().find(|row| row.name == name)
    }
}

/// Facts about the API as a whole.
#[derive(Clone, Debug)]
pub struct Api {
    /// The vendor's name for it, as written: `Theta One`.
    pub name: String,
    /// One sentence about what it does, as written; empty when unwritten.
    pub summary: String,
    /// Address of the documentation.
    pub docs: Option<String>,
    /// The day the documentation was last read, `YYYY-MM-DD`.
    pub checked: Option<String>,
    /// Scheme, host and optional path prefix, without a final slash.
    pub base_url: String,
    /// How long one attempt may take before the client gives up.
    pub timeout: Duration,
    /// What to send to whom if an error persists; empty when unwritten.
    pub support: String,
    /// The place of the table.
    pub span: Span,
}

/// How a request is authenticated.
#[derive(Clone, Debug)]
pub struct Auth {
    /// Header that carries the key, lower case.
    pub header: String,
    /// The word before the key in the header, such as `Bearer`; empty for a bare key.
    pub scheme: String,
    /// What every key begins with; empty when the vendor does not say.
    pub prefix: String,
    /// Environment variable that `from_env` reads.
    pub env: String,
    /// The place of the table.
    pub span: Span,
}

/// Where a reply carries its request id.
#[derive(Clone, Debug, Default)]
pub struct RequestId {
    /// Header names in order of preference, lower case.
    pub headers: Vec<String>,
    /// Whether a request id in an error body is preferred to one in a header.
    pub prefer_body: bool,
}

/// The retry policy of the API as a whole.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    /// The total number of attempts, including the first.
    pub attempts: u32,
    /// The first wait.
    pub base: Duration,
    /// The factor of each further wait.
    pub factor: f64,
    /// The longest wait.
    pub cap: Duration,
    /// Headers that carry a delay, in order of preference, lower case.
    pub headers: Vec<String>,
}

/// A page that rows come from.
#[derive(Clone, Debug)]
pub struct Source {
    /// Name in the contract.
    pub name: String,
    /// Its address.
    pub url: String,
    /// What kind of page it is; empty when unwritten.
    pub doc: String,
}

/// A plan and what it allows.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Name in the contract: `starter`.
    pub name: String,
    /// Variant name in Rust: `Starter`.
    pub variant: String,
    /// Requests per minute; `None` if no limit is stated.
    pub rpm: Option<u32>,
    /// Further words; empty when unwritten.
    pub doc: String,
}
