//! Endpoints: what is sent, what is returned, and in which order replies are classified.

use super::{
    Access, Address, Argument, Billing, CodeMatcher, Contract, ErrorId, Evidence, Foreseen, Job,
    Layout, Pages, Returns, Scalar, ShapeId, Status, Type, TypeDef, TypeId, Written,
};
use crate::source::Span;
use std::time::Duration;

/// One operation.
#[derive(Clone, Debug)]
pub struct Endpoint {
    /// Name in the contract: `analyze_native`.
    pub name: String,
    /// The methods that lead to its own: `audio`, `transcriptions`; none where that is on the client itself.
    pub under: Vec<String>,
    /// Method name: `analyze_native`.
    pub method_ident: String,
    /// Builder type: `AnalyzeNativeRequest`.
    pub request_ident: String,
    /// Error enum: `AnalyzeNativeError`.
    pub error_ident: String,
    /// The HTTP method.
    pub method: Method,
    /// Path, in order; joined with `/`.
    pub path: Vec<PathSegment>,
    /// Which schemes a request needs.
    pub access: Access,
    /// Index of another host in [`Api::hosts`](super::Api::hosts).
    pub host: Option<usize>,
    /// What the address may be, if all of it is the first of the parameters.
    pub address: Option<Address>,
    /// One sentence about what it does, as written; empty when unwritten.
    pub summary: String,
    /// Further words, as written; empty when unwritten.
    pub doc: String,
    /// Path parameters in the order of the path, then query and header parameters sorted by name.
    pub params: Vec<Param>,
    /// What is sent.
    pub body: Body,
    /// Whether the body may be left out: it is sent when something of it is given, and what is sent says nothing of it
    /// otherwise. Never for a multipart body, whose parts say it themselves.
    pub body_optional: bool,
    /// What is returned on success.
    pub returns: Returns,
    /// The status of a success; 200 when unwritten. Of several: of the one that is answered where nothing says which.
    pub success: u16,
    /// Whether the contract states that status.
    pub says_status: bool,
    /// Further statuses of successes without a body, sorted.
    pub empty: Vec<u16>,
    /// How its list goes on page by page.
    pub pages: Option<Pages>,
    /// The job that it begins.
    pub job: Option<Job>,
    /// Headers of its replies that callers read, those of every reply included, sorted by name.
    pub response_headers: Vec<super::ResponseHeader>,
    /// The struct that they are read into: `CreateVoiceHeaders`; empty if it has none of its own.
    pub headers_ident: String,
    /// Media type to ask for; empty for none.
    pub accept: String,
    /// Required arguments, in the order of the generated method.
    pub arguments: Vec<Argument>,
    /// Optional arguments, sorted by Rust name.
    pub setters: Vec<Argument>,
    /// Whether and by what it is billed.
    pub billing: Billing,
    /// Whether the same request gives the same answer and changes nothing.
    pub repeatable: bool,
    /// Header that takes an idempotency key, lower case.
    pub idempotency_key: Option<String>,
    /// Plans that include it, sorted; empty if every plan does.
    pub plans: Vec<String>,
    /// How long one attempt may take.
    pub timeout: Duration,
    /// Example of a successful body, as written; empty when unwritten.
    pub example: String,
    /// Why it is deprecated; empty if the contract gives no reason.
    pub deprecated: Option<String>,
    /// Rows it can return, sorted by id.
    pub errors: Vec<ErrorId>,
    /// How a failed reply is classified.
    pub classifier: Classifier,
    /// Rows of the flaws that a client can detect before it sends a request, sorted by flaw and name.
    pub foreseen: Vec<Foreseen>,
    /// JSON shapes that make a success a failure, sorted: the closed ones, and those of rows with a status of success.
    /// Messages of a WebSocket and events have no status, so that the shapes of all rows count.
    pub failing: Vec<ShapeId>,
    /// The sources of this and its confidence.
    pub evidence: Evidence,
    /// The place of its name.
    pub span: Span,
}

/// Methods that are not on the client itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Branch {
    /// The methods that lead there, the last of them its own: `audio`, `transcriptions`.
    pub path: Vec<String>,
    /// The type that has them: `AudioTranscriptionsCalls`.
    pub type_ident: String,
    /// The place of the first endpoint in it.
    pub span: Span,
}

impl Endpoint {
    /// Returns how a program calls it, without its arguments: `audio().transcriptions().create`.
    #[must_use]
    pub fn call(&self) -> String {
        let steps = self.under.iter().map(|step| format!("{step}()."));
        steps.collect::<String>() + &self.method_ident
    }

    /// Returns whether an answer may lack a body although one is documented.
    #[must_use]
    pub fn may_be_empty(&self) -> bool {
        match &self.returns {
            Returns::OneOf(several) => several.may_be_empty(),
            Returns::Nothing => false,
            _ => !self.empty.is_empty(),
        }
    }

    /// Returns what can be in its answers, each of several.
    pub fn contents(&self) -> impl Iterator<Item = &Returns> {
        let (one, several) = match &self.returns {
            Returns::OneOf(several) => (None, several.all.as_slice()),
            one => (Some(one), &[][..]),
        };
        one.into_iter()
            .chain(several.iter().map(|success| &success.content))
    }

    /// Returns the type of its answers if all that have a body have one that a client reads into: JSON or XML.
    #[must_use]
    pub fn answer_type(&self) -> Option<&Type> {
        let content = match &self.returns {
            Returns::OneOf(several) if several.ident.is_empty() => several.content(),
            one => one,
        };
        match content {
            Returns::Json(ty) | Returns::Xml { ty, .. } => Some(ty),
            _ => None,
        }
    }

    /// Returns the name on the wire and the type of an argument that is a parameter or a field of the body, and whether
    /// a caller may leave it out; `types` are those of the contract.
    #[must_use]
    pub fn argument<'e>(
        &'e self,
        types: &'e [TypeDef],
        argument: &Argument,
    ) -> Option<(&'e str, &'e Type, bool)> {
        match argument {
            Argument::Param(at) => {
                let param = self.params.get(*at)?;
                Some((&param.name, &param.ty, param.optional))
            }
            Argument::BodyField(at) => {
                let field = types[self.body.value()?.spread?.0].kind.field(*at)?;
                Some((&field.name, &field.ty, field.optional))
            }
            Argument::Part(_) | Argument::PartField { .. } | Argument::Body => None,
        }
    }

    /// Returns whether a reply with the status is a success, unless its body says otherwise: every status from 200 to
    /// 299, and a redirect that is documented as one.
    #[must_use]
    pub fn is_success(&self, status: u16) -> bool {
        (200..300).contains(&status)
            || ((300..400).contains(&status)
                && (self.success == status
                    || self.empty.contains(&status)
                    || matches!(&self.returns, Returns::OneOf(several)
                        if several.all.iter().any(|one| one.status.contains(status)))))
    }

    /// Returns the path as written: `/v1/voices/{id}`.
    #[must_use]
    pub fn path_template(&self) -> String {
        let mut out = String::new();
        for segment in &self.path {
            match segment {
                PathSegment::Literal(text) => out.push_str(text),
                PathSegment::Param(index) => {
                    out.push('{');
                    out.push_str(&self.params[*index].name);
                    out.push('}');
                }
            }
        }
        out
    }
}

/// The HTTP method.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Method {
    /// `GET`
    Get,
    /// `HEAD`
    Head,
    /// `POST`
    Post,
    /// `PUT`
    Put,
    /// `PATCH`
    Patch,
    /// `DELETE`
    Delete,
}

impl Method {
    /// Every method with its key in the contract.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("get", Self::Get),
        ("head", Self::Head),
        ("post", Self::Post),
        ("put", Self::Put),
        ("patch", Self::Patch),
        ("delete", Self::Delete),
    ];

    /// Returns the method as written on the wire.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }
}

/// A piece of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PathSegment {
    /// Text, slashes included: `/v1/voices/`.
    Literal(String),
    /// The parameter at this index of [`Endpoint::params`], percent-encoded as one segment.
    Param(usize),
}

/// A path, query or header parameter.
#[derive(Clone, Debug)]
pub struct Param {
    /// Name on the wire.
    pub name: String,
    /// Rust name.
    pub ident: String,
    /// Where it is sent.
    pub place: ParamPlace,
    /// Its type: text, boolean, number, a string enum, or an array of these when it is [`Written::Plain`].
    pub ty: Type,
    /// How it is written.
    pub written: Written,
    /// Whether a `/` in a path parameter stays one, so that it is several segments.
    pub slashes: bool,
    /// Whether it may be left out. Never for the path.
    pub optional: bool,
    /// What it is; empty when unwritten.
    pub doc: String,
    /// Unit of the number; empty for none.
    pub unit: String,
    /// The default that the server uses, as JSON text; empty if the docs do not say.
    pub default: String,
    /// Why it is deprecated; empty if the contract gives no reason.
    pub deprecated: Option<String>,
    /// The sources of this and its confidence.
    pub evidence: Evidence,
    /// The place of its name.
    pub span: Span,
}

impl Param {
    /// Returns the value that it always has, and that no caller gives; `None` for an argument.
    #[must_use]
    pub fn constant(&self) -> Option<&Scalar> {
        match &self.ty {
            Type::Constant(value) => Some(value),
            _ => None,
        }
    }
}

/// Where a parameter is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ParamPlace {
    /// In the path.
    Path,
    /// In the query.
    Query,
    /// In a header.
    Header,
}

/// What is sent.
#[derive(Clone, Debug)]
pub enum Body {
    /// Nothing.
    None,
    /// `multipart/form-data`. Text and JSON parts sorted by name, then uploads sorted by name: the order on the wire.
    Multipart(Vec<Part>),
    /// `application/json`, or another media type of JSON.
    Json(JsonPart),
    /// `application/x-www-form-urlencoded`.
    Form(FormBody),
    /// Bytes as they are.
    Binary(Upload),
    /// `text/plain`, with a charset.
    Text {
        /// Rust name of the argument.
        ident: String,
        /// Media type sent.
        content_type: String,
        /// What it is; empty when unwritten.
        doc: String,
    },
}

/// The kinds of [`Body`], for tables.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BodyKind {
    /// Nothing is sent.
    None,
    /// `multipart/form-data`.
    Multipart,
    /// JSON.
    Json,
    /// `application/x-www-form-urlencoded`.
    Form,
    /// Bytes.
    Binary,
    /// Text.
    Text,
}

impl Body {
    /// Returns the kind of the body.
    #[must_use]
    pub fn kind(&self) -> BodyKind {
        match self {
            Self::None => BodyKind::None,
            Self::Multipart(_) => BodyKind::Multipart,
            Self::Json(_) => BodyKind::Json,
            Self::Form(_) => BodyKind::Form,
            Self::Binary(_) => BodyKind::Binary,
            Self::Text { .. } => BodyKind::Text,
        }
    }

    /// Returns the value that the whole body is written from: of JSON or a form.
    #[must_use]
    pub fn value(&self) -> Option<&JsonPart> {
        match self {
            Self::Json(json) => Some(json),
            Self::Form(form) => Some(&form.value),
            Self::None | Self::Multipart(_) | Self::Binary(_) | Self::Text { .. } => None,
        }
    }
}

/// One part of a multipart body.
#[derive(Clone, Debug)]
pub struct Part {
    /// Name on the wire.
    pub name: String,
    /// Rust name.
    pub ident: String,
    /// Whether it may be left out.
    pub optional: bool,
    /// What it is; empty when unwritten.
    pub doc: String,
    /// What it holds.
    pub content: PartContent,
    /// Media type of a part that is no upload; empty for a plain form field, which says none.
    pub content_type: String,
    /// File name of a part that is no upload; empty for none.
    pub file_name: String,
    /// The sources of this and its confidence.
    pub evidence: Evidence,
    /// The place of its name.
    pub span: Span,
}

impl Part {
    /// Returns the value that it always has, and that no caller gives; `None` for an argument.
    #[must_use]
    pub fn constant(&self) -> Option<&Scalar> {
        match &self.content {
            PartContent::Text(Type::Constant(value)) => Some(value),
            _ => None,
        }
    }
}

/// What a part holds.
#[derive(Clone, Debug)]
pub enum PartContent {
    /// Bytes, sent with a file name and a media type.
    Upload(Upload),
    /// JSON text.
    Json(JsonPart),
    /// A plain form field; an array repeats the field, and a constant is always the same.
    Text(Type),
}

/// Bytes that are uploaded.
#[derive(Clone, Debug)]
pub struct Upload {
    /// Rust name of the argument.
    pub ident: String,
    /// Whether it is audio, whose format and duration the client reads.
    pub audio: bool,
    /// Whether it is a list, each item in a part of its own with the same name.
    pub many: bool,
    /// Most items of a list.
    pub max_count: Option<u64>,
    /// Documented formats as file extensions, sorted: `mp3`, `wav`. Empty when the docs name none.
    pub formats: Vec<String>,
    /// Largest size in bytes.
    pub max_size: Option<u64>,
    /// The size as written: `25 MB`; empty if there is none.
    pub max_size_text: String,
    /// Longest audio.
    pub max_duration: Option<Duration>,
    /// The media type to send if the content does not determine it.
    pub content_type: String,
    /// What it is; empty when unwritten.
    pub doc: String,
}

/// JSON that is sent.
#[derive(Clone, Debug)]
pub struct JsonPart {
    /// Its type.
    pub ty: Type,
    /// Media type of a body; a part has its own.
    pub content_type: String,
    /// Rust name of the argument when it is passed whole.
    pub ident: String,
    /// The struct whose fields are arguments of the method instead; `None` when it is passed whole.
    pub spread: Option<TypeId>,
    /// What it is; empty when unwritten.
    pub doc: String,
}

/// A body of pairs of a name and a text.
#[derive(Clone, Debug)]
pub struct FormBody {
    /// The object whose members are written.
    pub value: JsonPart,
    /// How they are written.
    pub layout: Layout,
}

/// How the failed replies of an endpoint are classified.
///
/// Arms are tried in order, and a reply enters every arm that contains its status until a row matches; exact statuses
/// come before classes. A status that no arm contains enters the arm of all others, if there is one. Groups within an
/// arm, and rows within a group, are tried in order.
#[derive(Clone, Debug, Default)]
pub struct Classifier {
    /// Exact statuses by number, then classes by number, then all others.
    pub arms: Vec<StatusArm>,
    /// Redirects that are documented as successes: they are none of the others.
    pub redirects: Vec<u16>,
}

impl Classifier {
    /// Returns whether a reply with the status enters the arm of `member`.
    #[must_use]
    pub fn enters(&self, member: Status, status: u16) -> bool {
        match member {
            Status::Default => {
                let mut arms = self.arms.iter();
                member.may_be(status)
                    && !self.redirects.contains(&status)
                    && !arms.any(|arm| arm.status.lists(status))
            }
            _ => member.lists(status),
        }
    }

    /// Returns the arms that a reply with the status enters, in order.
    pub fn arms_of(&self, status: u16) -> impl Iterator<Item = &StatusArm> {
        self.arms
            .iter()
            .filter(move |arm| self.enters(arm.status, status))
    }
}

/// The rows of one status.
#[derive(Clone, Debug)]
pub struct StatusArm {
    /// The status or class.
    pub status: Status,
    /// Narrower codes first; the group without a code last.
    pub groups: Vec<ClassifierGroup>,
}

/// The rows of one status, one set of shapes and one code.
#[derive(Clone, Debug)]
pub struct ClassifierGroup {
    /// Shapes of which the reply must have one, sorted; empty if the rows say nothing about the body.
    pub shapes: Vec<ShapeId>,
    /// What the code must be; `None` if the rows say nothing about it.
    pub code: Option<CodeMatcher>,
    /// Rows in the order in which they are tried: rows that match fewer texts first, rows without a detail last.
    pub rows: Vec<ErrorId>,
}

impl Contract {
    /// Returns the name on the wire and the type of an argument that is a parameter or a field of the body; `None` for
    /// any other.
    #[must_use]
    pub fn plain_argument<'c>(
        &'c self,
        endpoint: &'c Endpoint,
        argument: &Argument,
    ) -> Option<(&'c str, &'c Type)> {
        match (argument, &endpoint.body) {
            (Argument::Param(at), _) => {
                let param = endpoint.params.get(*at)?;
                Some((&param.name, &param.ty))
            }
            (
                Argument::BodyField(at),
                Body::Json(json) | Body::Form(FormBody { value: json, .. }),
            ) => {
                let field = self.type_def(json.spread?).kind.field(*at)?;
                Some((&field.name, &field.ty))
            }
            _ => None,
        }
    }
}
