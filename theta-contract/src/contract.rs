//! The resolved contract, the only input of every backend.
//!
//! Values with a default are never optional, every name is already a Rust identifier, every reference is an index, and
//! the rows of each classifier are in the order in which they are tried. Lists are sorted by a rule that does not
//! depend on the order in the file; each list states its rule.

mod access;
pub mod any;
mod argument;
mod billing;
mod endpoint;
mod error_row;
mod events;
mod foreseen;
mod format;
mod job;
mod limit;
pub mod named;
mod pages;
mod place;
mod response_header;
mod retry;
mod shape;
pub mod success;
pub mod token;
mod types;
mod unlisted;
mod webhook;
mod written;

pub use crate::json::Pointer;
pub use access::{
    Access, Address, ClientHeader, Host, KeyPlace, Scheme, SchemeId, Secret, Setting, SettingKind,
    UrlPiece, Variable, url_pieces,
};
pub use any::{Alternative, Form, JsonKind, Kinds, Picked, are_disjoint, pick, some_values};
pub use argument::Argument;
pub use billing::{Bill, Billing};
pub use endpoint::{
    Body, BodyKind, Branch, Classifier, ClassifierGroup, Endpoint, FormBody, JsonPart, Method,
    Param, ParamPlace, Part, PartContent, PathSegment, StatusArm, Upload,
};
pub use error_row::{
    Captured, Category, CodeMatcher, Confidence, DetailMatcher, ErrorRow, Evidence, FieldMatcher,
    HeaderMatcher, Retry, Status, StatusSet, Trigger, TriggerKind,
};
pub use events::{
    ERROR, EventData, EventEnd, EventItems, Events, Framing, MAX_EVENT, MESSAGE, NamedEvent,
};
pub use foreseen::{Flaw, Foreseen, Wrong, nearest};
pub use format::Format;
pub use job::{Job, State};
pub use limit::{Limit, Most, Period, Window, offset};
pub use pages::{Pages, Way};
pub use place::{Lost, Place, Step};
pub use response_header::ResponseHeader;
pub use retry::{ResetForm, RetryPolicy};
pub use shape::{MAX_ITEMS, Scalar, Shape, ShapeContent};
pub use success::{Returns, Success, Successes};
pub use token::{Fill, Grant, Token};
pub use types::{AnyVariant, EnumValue, Field, Number, Type, TypeDef, TypeKind, UnionVariant};
pub use unlisted::{type_of, unlisted};
pub use webhook::{
    Signature, SignatureEncoding, SignatureHash, Signed, Stamp, StampForm, Webhook, WebhookContent,
    WebhookEvent,
};
pub use written::{Layout, Lists, Nested, Outline, Written};

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
    /// How a request can prove who sends it: the scheme that `[auth]` itself describes, then the others by name.
    pub auth: Vec<Scheme>,
    /// What an endpoint needs that says nothing of its own.
    pub access: Access,
    /// Headers sent with every request, sorted by name.
    pub headers: Vec<(String, String)>,
    /// Headers of every request whose value a client is given, sorted by name.
    pub client_headers: Vec<ClientHeader>,
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
    /// Limits, sorted by plan, those of every key first, then by what is limited.
    pub limits: Vec<Limit>,
    /// Error body shapes in the order in which a body is tried against them.
    pub shapes: Vec<Shape>,
    /// Types, sorted by name.
    pub types: Vec<TypeDef>,
    /// Endpoints, sorted by name.
    pub endpoints: Vec<Endpoint>,
    /// Where methods are that are not on the client itself, sorted by path, each before those that it leads to.
    pub branches: Vec<Branch>,
    /// Events that the vendor sends, sorted by name.
    pub webhooks: Vec<Webhook>,
    /// Error rows, sorted by status and then by name.
    pub errors: Vec<ErrorRow>,
}

impl Contract {
    /// Returns the headers without which a server may refuse any request, each with the only value that it has, if that is
    /// fixed. `Accept` and `User-Agent` are not among them: they are wishes and words of introduction.
    pub fn demanded_headers(&self) -> impl Iterator<Item = (&str, Option<&str>)> {
        let fixed = self.headers.iter();
        let fixed = fixed.map(|(name, value)| (name.as_str(), Some(value.as_str())));
        let given = self.client_headers.iter().filter(|header| !header.optional);
        let all = fixed.chain(given.map(|header| (header.name.as_str(), None)));
        all.filter(|(name, _)| !matches!(*name, "accept" | "user-agent"))
    }

    /// Returns the scheme with this id.
    #[must_use]
    pub fn scheme(&self, id: SchemeId) -> &Scheme {
        &self.auth[id.0]
    }

    /// Returns the scheme that `[auth]` itself describes.
    #[must_use]
    pub fn main_scheme(&self) -> Option<&Scheme> {
        self.auth.first().filter(|scheme| scheme.main)
    }

    /// Returns where an endpoint's requests go, as written: the base URL or that of its host.
    #[must_use]
    pub fn base_url_of(&self, endpoint: &Endpoint) -> &str {
        let host = endpoint.host.and_then(|at| self.api.hosts.get(at));
        host.map_or(&self.api.base_url, |host| &host.base_url)
    }

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

    /// Returns the branch that these methods lead to.
    #[must_use]
    pub fn branch(&self, path: &[String]) -> Option<&Branch> {
        self.branches.iter().find(|branch| branch.path == path)
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
    /// Scheme, host and optional path prefix, without a final slash; may hold `{variables}`.
    pub base_url: String,
    /// The environment variable that may name another base URL.
    pub base_url_env: String,
    /// The variables of addresses, sorted by name.
    pub variables: Vec<Variable>,
    /// Other hosts, sorted by name.
    pub hosts: Vec<Host>,
    /// How long one attempt may take before the client gives up.
    pub timeout: Duration,
    /// What to send to whom if an error persists; empty when unwritten.
    pub support: String,
    /// The place of the table.
    pub span: Span,
}

impl Api {
    /// Returns an address with a value for each of its variables.
    #[must_use]
    pub fn sample_url(&self, url: &str) -> String {
        let pieces = url_pieces(url).into_iter().map(|piece| match piece {
            UrlPiece::Text(text) => text,
            UrlPiece::Variable(name) => {
                let variable = self.variables.iter().find(|variable| variable.name == name);
                variable.map_or(name, Variable::sample)
            }
        });
        pieces.collect()
    }
}

/// Where a reply carries its request id.
#[derive(Clone, Debug, Default)]
pub struct RequestId {
    /// Header names in order of preference, lower case.
    pub headers: Vec<String>,
    /// Whether a request id in an error body is preferred to one in a header.
    pub prefer_body: bool,
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
