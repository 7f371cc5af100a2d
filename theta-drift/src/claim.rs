//! What a contract says, one claim for each thing that a page can confirm or contradict.

mod api;
mod errors;
mod requests;

pub(super) use errors::{shown_limit, written};

use super::Kind;
use super::fact::Limited;
use super::spelled::Spelled;
use theta_spec::contract::{
    CodeMatcher, Contract, ErrorId, Evidence, Method, Pointer, Retry, ShapeContent, Status,
};
use theta_spec::source::{SourceText, Span};
use theta_spec::template::Template;

/// One thing that a contract says.
#[derive(Clone, Debug)]
pub struct Claim {
    /// Its path in the contract: `errors.rate_limited.detail`.
    pub subject: String,
    /// The same as keys, for an edit.
    pub path: Vec<String>,
    /// What is said.
    pub says: Says,
    /// The statuses that it is said of; empty for all. Sorted.
    pub statuses: Vec<Status>,
    /// Paths of the endpoints that it is said of; empty for all. Sorted.
    pub endpoints: Vec<String>,
    /// The value, as a reader would write it.
    pub value: String,
    /// Where it stands in the contract.
    pub span: Span,
    /// Where it comes from and how sure the contract is.
    pub evidence: Evidence,
    /// The error row that it belongs to.
    pub row: Option<ErrorId>,
    /// Whether the thing as a whole stands and falls with it: the detail of an error that has one, the path of an
    /// endpoint. Only such a claim is reported as missing.
    pub main: bool,
}

/// What a claim says.
#[derive(Clone, Debug)]
pub enum Says {
    /// Replies have that status.
    Status(Status),
    /// A message is one of these texts.
    Detail(Vec<Template>),
    /// A code is that.
    Code(CodeMatcher),
    /// A further text of the body is one of these.
    Field(String, Vec<Template>),
    /// The docs call it that.
    Alias(String),
    /// Whether to try again.
    Retry(Retry),
    /// Words of the contract's own, which are never compared with a page's.
    Words(Kind),
    /// There is an endpoint.
    Endpoint(Method, String),
    /// By what it is billed; empty for not at all.
    Billed(String),
    /// A request has a part, a parameter or a field; whether it must be there.
    Part(String, bool),
    /// An upload is in one of these formats.
    Formats(Vec<String>),
    /// A number bounds something, in the base unit of what it bounds.
    Limit(Limited, u64),
    /// The text of a reply shows this number as the value of a hole.
    Shown(Limited, u64),
    /// A plan allows that many requests per minute.
    Plan(String, Option<u32>),
    /// Only these plans include the endpoint.
    PlanGate(Vec<String>),
    /// The key is in that header, after that word.
    AuthHeader(String, String),
    /// Keys begin so.
    KeyPrefix(String),
    /// The API is there.
    BaseUrl(String),
    /// The request id is in that header.
    RequestId(String),
    /// An error body has a text there.
    Body(Pointer),
}

impl Claim {
    /// What kind of fact confirms it.
    #[must_use]
    pub fn kind(&self) -> Kind {
        match &self.says {
            Says::Status(_) => Kind::Status,
            Says::Detail(_) | Says::Field(..) | Says::Shown(..) => Kind::Detail,
            Says::Code(_) => Kind::Code,
            Says::Alias(_) => Kind::Alias,
            Says::Retry(_) => Kind::Retry,
            Says::Words(kind) => *kind,
            Says::Endpoint(..) => Kind::Endpoint,
            Says::Billed(_) => Kind::Billed,
            Says::Part(..) => Kind::Part,
            Says::Formats(_) => Kind::Formats,
            Says::Limit(..) => Kind::Limit,
            Says::Plan(..) => Kind::Plan,
            Says::PlanGate(_) => Kind::PlanGate,
            Says::AuthHeader(..) | Says::KeyPrefix(_) => Kind::Auth,
            Says::BaseUrl(_) => Kind::BaseUrl,
            Says::RequestId(_) => Kind::RequestId,
            Says::Body(_) => Kind::Body,
        }
    }

    /// Whether a page can confirm it at all: not the contract's own words, and not that the docs leave something open.
    #[must_use]
    pub fn is_comparable(&self) -> bool {
        !matches!(self.says, Says::Words(_) | Says::Retry(Retry::Unstated))
    }
}

/// Everything that a contract says and a page can confirm, in the order of the contract.
///
/// ```
/// let loaded = theta_spec::load("spec.toml", br#"
/// theta = 1
/// api = { name = "Echo", base_url = "https://echo.example" }
/// shapes.detail = { message = "/detail" }
/// endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
/// errors.too_long = { status = 400, detail = "too long" }
/// "#);
/// let contract = loaded.contract.expect("no errors in it");
/// let claims = theta_drift::claims(&contract, &loaded.source);
/// assert!(claims.iter().any(|claim| claim.subject == "errors.too_long.detail" && claim.value == "too long"));
/// ```
#[must_use]
pub fn claims(contract: &Contract, spec: &SourceText) -> Vec<Claim> {
    let mut out = Claims {
        contract,
        spelled: Spelled::new(spec),
        list: Vec::new(),
    };
    api::claims(&mut out);
    requests::claims(&mut out);
    errors::claims(&mut out);
    out.list
}

struct Claims<'c, 's> {
    contract: &'c Contract,
    spelled: Spelled<'s>,
    list: Vec<Claim>,
}

impl Claims<'_, '_> {
    /// A claim at a path, said of everything, until the caller narrows it.
    fn add(&mut self, path: &[&str], says: Says, value: String, evidence: &Evidence) -> &mut Claim {
        let claim = Claim {
            subject: path.join("."),
            path: path.iter().map(|key| (*key).to_owned()).collect(),
            says,
            statuses: Vec::new(),
            endpoints: Vec::new(),
            value,
            span: self.spelled.span(path),
            evidence: evidence.clone(),
            row: None,
            main: false,
        };
        self.list.push(claim);
        let last = self.list.len() - 1;
        &mut self.list[last]
    }
}

/// The pointers at which a shape reads texts, each with its key in the contract.
fn pointers(content: &ShapeContent) -> Vec<(&'static str, &Pointer)> {
    let ShapeContent::Json {
        code,
        message,
        fields,
        request_id,
        retry_after,
        constants,
        unless,
        ..
    } = content
    else {
        return Vec::new();
    };
    let lists = [
        ("message", message),
        ("code", code),
        ("request_id", request_id),
        ("retry_after", retry_after),
    ];
    let named = lists
        .iter()
        .flat_map(|(key, list)| list.iter().map(move |pointer| (*key, pointer)));
    let further = fields
        .iter()
        .flat_map(|(_, list)| list.iter().map(|pointer| ("fields", pointer)));
    let fixed = constants.iter().map(|(pointer, _)| ("constants", pointer));
    let other = unless.iter().map(|(pointer, _)| ("unless", pointer));
    named.chain(further).chain(fixed).chain(other).collect()
}
