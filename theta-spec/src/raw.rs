//! The contract as written: every value with its place, nothing looked up, no default filled in.

use crate::contract::{Category, Confidence, Method, Pointer, Retry, Scalar, Status, TriggerKind};
use crate::source::{Span, Spanned};
use crate::template::Template;
use std::time::Duration;

/// A named table and where its name stands.
#[derive(Clone, Debug)]
pub(crate) struct Named<T> {
    pub(crate) name: Spanned<String>,
    pub(crate) value: T,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RawContract {
    pub(crate) api: RawApi,
    pub(crate) auth: Option<RawAuth>,
    pub(crate) headers: Vec<(Spanned<String>, Spanned<String>)>,
    pub(crate) request_id_headers: Vec<Spanned<String>>,
    pub(crate) request_id_prefer_header: Option<Spanned<bool>>,
    pub(crate) retry: RawRetryPolicy,
    pub(crate) sources: Vec<Named<RawSource>>,
    pub(crate) plans: Vec<Named<RawPlan>>,
    pub(crate) groups: Vec<Named<Vec<Spanned<String>>>>,
    pub(crate) shapes: Vec<Named<RawShape>>,
    pub(crate) types: Vec<Named<RawTypeDef>>,
    pub(crate) endpoints: Vec<Named<RawEndpoint>>,
    pub(crate) errors: Vec<Named<RawError>>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RawApi {
    pub(crate) span: Span,
    pub(crate) name: Option<Spanned<String>>,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) docs: Option<Spanned<String>>,
    pub(crate) checked: Option<Spanned<String>>,
    pub(crate) base_url: Option<Spanned<String>>,
    pub(crate) timeout: Option<Spanned<Duration>>,
    pub(crate) support: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawAuth {
    pub(crate) span: Span,
    pub(crate) header: Option<Spanned<String>>,
    pub(crate) scheme: Option<Spanned<String>>,
    pub(crate) prefix: Option<Spanned<String>>,
    pub(crate) env: Option<Spanned<String>>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RawRetryPolicy {
    pub(crate) default: Option<Spanned<Retry>>,
    pub(crate) attempts: Option<Spanned<u64>>,
    pub(crate) base: Option<Spanned<Duration>>,
    pub(crate) factor: Option<Spanned<f64>>,
    pub(crate) cap: Option<Spanned<Duration>>,
    pub(crate) headers: Option<Vec<Spanned<String>>>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawSource {
    pub(crate) url: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawPlan {
    pub(crate) rpm: Option<Spanned<u64>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawShape {
    /// Whether anything is written about the body, broken or not.
    pub(crate) says_something: bool,
    /// Whether some of it could not be read; already reported.
    pub(crate) broken: bool,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) text: Option<Spanned<bool>>,
    pub(crate) code: Vec<Spanned<Pointer>>,
    pub(crate) message: Vec<Spanned<Pointer>>,
    pub(crate) fields: Vec<Named<Vec<Spanned<Pointer>>>>,
    pub(crate) request_id: Vec<Spanned<Pointer>>,
    pub(crate) retry_after: Vec<Spanned<Pointer>>,
    pub(crate) retry_after_unit_ms: Option<u32>,
    pub(crate) constants: Vec<(Spanned<Pointer>, Spanned<Scalar>)>,
    pub(crate) unless: Vec<(Spanned<Pointer>, Vec<Spanned<Scalar>>)>,
    pub(crate) closed: Option<Spanned<bool>>,
    pub(crate) optional: Vec<Spanned<String>>,
    pub(crate) before: Vec<Spanned<String>>,
}

#[derive(Clone, Debug, Default)]
pub(crate) struct RawEvidence {
    pub(crate) sources: Vec<Spanned<String>>,
    pub(crate) confidence: Option<Spanned<Confidence>>,
    pub(crate) note: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawTypeDef {
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
    pub(crate) kind: RawTypeKind,
    pub(crate) evidence: RawEvidence,
}

#[derive(Clone, Debug)]
pub(crate) enum RawTypeKind {
    Struct {
        fields: Vec<RawField>,
        open: bool,
    },
    Enum {
        values: Vec<RawEnumValue>,
    },
    Union {
        tag: Spanned<String>,
        variants: Vec<RawVariant>,
    },
    Alias(Spanned<RawType>),
    /// Said to be nothing or several things at once; already reported.
    Broken,
}

#[derive(Clone, Debug)]
pub(crate) struct RawEnumValue {
    pub(crate) value: Spanned<String>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawVariant {
    pub(crate) tag: Spanned<String>,
    pub(crate) ty: Spanned<String>,
    pub(crate) rust: Option<Spanned<String>>,
}

/// A field of a struct, or a parameter: both are a name, a type and words about it.
#[derive(Clone, Debug)]
pub(crate) struct RawField {
    pub(crate) name: Spanned<String>,
    pub(crate) ty: Option<Spanned<RawType>>,
    pub(crate) optional: bool,
    pub(crate) verbatim: bool,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) unit: Option<Spanned<String>>,
    pub(crate) default: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
    pub(crate) evidence: RawEvidence,
}

/// A type as written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RawType {
    String,
    Boolean,
    Integer,
    Number,
    Json,
    Named(String),
    Array(Box<RawType>),
    Map(Box<RawType>),
    Nullable(Box<RawType>),
}

impl RawType {
    /// The name of the type at the bottom, when it has one.
    pub(crate) fn named(&self) -> Option<&str> {
        match self {
            Self::Named(name) => Some(name),
            Self::Array(inner) | Self::Map(inner) | Self::Nullable(inner) => inner.named(),
            _ => None,
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct RawEndpoint {
    pub(crate) method: Method,
    pub(crate) path: Spanned<Vec<RawSegment>>,
    pub(crate) summary: Option<Spanned<String>>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
    pub(crate) path_params: Vec<RawField>,
    pub(crate) query: Vec<RawField>,
    pub(crate) headers: Vec<RawField>,
    pub(crate) parts: Option<Vec<RawPart>>,
    pub(crate) body: Option<RawBody>,
    pub(crate) returns: Option<Spanned<RawReturns>>,
    /// Status of what is returned.
    pub(crate) success: Option<Spanned<u16>>,
    /// Statuses without a body, beside what is returned.
    pub(crate) empty: Vec<Spanned<u16>>,
    pub(crate) args: Option<Spanned<Vec<Spanned<String>>>>,
    pub(crate) billed: Option<Spanned<RawBilling>>,
    pub(crate) repeatable: Option<Spanned<bool>>,
    pub(crate) idempotency_key: Option<Spanned<String>>,
    pub(crate) plans: Vec<Spanned<String>>,
    pub(crate) timeout: Option<Spanned<Duration>>,
    pub(crate) example: Option<Spanned<String>>,
    pub(crate) evidence: RawEvidence,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum RawSegment {
    Literal(String),
    Param(String),
}

#[derive(Clone, Debug)]
pub(crate) enum RawBilling {
    Free,
    Per(String),
}

#[derive(Clone, Debug)]
pub(crate) enum RawReturns {
    Nothing,
    Text,
    Bytes {
        accept: Option<Spanned<String>>,
        stream: bool,
    },
    Socket {
        sends: Spanned<RawType>,
        receives: Spanned<RawType>,
        key_field: Option<Spanned<String>>,
    },
    Json(RawType),
}

#[derive(Clone, Debug)]
pub(crate) struct RawPart {
    pub(crate) name: Spanned<String>,
    pub(crate) content: RawContent,
    pub(crate) optional: bool,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
    pub(crate) evidence: RawEvidence,
}

#[derive(Clone, Debug)]
pub(crate) struct RawBody {
    pub(crate) span: Span,
    pub(crate) content: RawContent,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
}

/// What a part or a body holds.
#[derive(Clone, Debug)]
pub(crate) enum RawContent {
    Upload(RawUpload),
    Json {
        ty: Spanned<RawType>,
        verbatim: bool,
        spread: Option<Spanned<bool>>,
    },
    /// A plain form field, or a text body.
    Text {
        ty: Spanned<RawType>,
        content_type: Option<Spanned<String>>,
    },
    /// Said to be nothing or several things at once; already reported.
    Broken,
}

#[derive(Clone, Debug)]
pub(crate) struct RawUpload {
    pub(crate) audio: bool,
    pub(crate) formats: Vec<Spanned<String>>,
    pub(crate) max_size: Option<Spanned<(u64, String)>>,
    pub(crate) max_duration: Option<Spanned<Duration>>,
    pub(crate) content_type: Option<Spanned<String>>,
}

#[derive(Clone, Debug)]
pub(crate) struct RawError {
    pub(crate) status: Option<Spanned<Vec<Status>>>,
    pub(crate) code: Option<Spanned<RawCode>>,
    pub(crate) detail: Vec<Spanned<Template>>,
    pub(crate) fields: Vec<Named<Vec<Spanned<Template>>>>,
    pub(crate) shapes: Vec<Spanned<String>>,
    pub(crate) on: Option<Spanned<Vec<Spanned<String>>>>,
    pub(crate) within: Option<Spanned<String>>,
    pub(crate) before: Vec<Spanned<String>>,
    pub(crate) retry: Option<Spanned<Retry>>,
    pub(crate) category: Option<Spanned<Category>>,
    pub(crate) aliases: Vec<Spanned<String>>,
    pub(crate) causes: Vec<Spanned<String>>,
    pub(crate) fixes: Vec<Spanned<String>>,
    pub(crate) tell_user: Option<Spanned<String>>,
    pub(crate) triggers: Vec<(Spanned<TriggerKind>, Vec<Spanned<String>>)>,
    pub(crate) examples: Vec<Spanned<String>>,
    pub(crate) captures: Vec<Named<RawCapture>>,
    pub(crate) rust: Option<Spanned<String>>,
    pub(crate) evidence: RawEvidence,
}

#[derive(Clone, Debug)]
pub(crate) enum RawCode {
    Exact(String),
    Folded(String),
    Template(Template),
}

impl RawCode {
    /// About how many bytes it is written with.
    pub(crate) fn written_len(&self) -> usize {
        match self {
            Self::Exact(text) | Self::Folded(text) => text.len(),
            Self::Template(template) => template.written_len(),
        }
    }
}

#[derive(Clone, Debug)]
pub(crate) struct RawCapture {
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) example: Option<Spanned<String>>,
}
