//! What an error body looks like.

use crate::json::{self, Json, Pointer};
use crate::source::Span;
use std::fmt;
use theta_xml::is_root;

/// One shape of error bodies.
///
/// A body has a shape if every constant agrees, every place of `unless` holds something else, and every role that is
/// not optional is found at one of its pointers as a string (for `code`, a number or a boolean counts as its JSON
/// text). A success needs no role if [`ShapeContent::says_failed`].
///
/// A body of failures in a list has the shape if one of them has the roles: of the first [`MAX_ITEMS`].
#[derive(Clone, Debug)]
pub struct Shape {
    /// Name in the contract.
    pub name: String,
    /// What it is; empty when unwritten.
    pub doc: String,
    /// The places of the roles.
    pub content: ShapeContent,
    /// Whether a success of this shape is a failure on every endpoint, with or without a row.
    pub closed: bool,
    /// The place of its name.
    pub span: Span,
}

/// How many failures of a list are read.
pub const MAX_ITEMS: usize = 100;

/// The places of the roles of a shape.
#[derive(Clone, Debug)]
#[allow(
    clippy::large_enum_variant,
    reason = "a contract has few shapes, and nearly all of them are JSON"
)]
pub enum ShapeContent {
    /// The whole body, a text that is not a JSON object or array, is the message.
    Text,
    /// A JSON body.
    Json {
        /// Pointer to the list of failures, where a body has several. The pointers of code, message and fields then lead
        /// into its first item: they begin with this pointer and `0`.
        each: Option<Pointer>,
        /// Pointers to the code, in fallback order; empty when there is none.
        code: Vec<Pointer>,
        /// Pointers to the message (the `detail` that rows match), in fallback order; empty when there is none.
        message: Vec<Pointer>,
        /// Further texts that rows can match, by name, sorted by name.
        fields: Vec<(String, Vec<Pointer>)>,
        /// Pointers to the request id, in fallback order. Never required.
        request_id: Vec<Pointer>,
        /// Pointer to the retry delay. Never required.
        retry_after: Vec<Pointer>,
        /// Milliseconds in one unit of the delay; 0 if it is no delay but a time, in seconds since 1970.
        retry_after_unit_ms: u32,
        /// Fields that must hold exactly this, sorted by pointer.
        constants: Vec<(Pointer, Scalar)>,
        /// Fields that must exist and hold none of these, sorted by pointer.
        unless: Vec<(Pointer, Vec<Scalar>)>,
        /// Roles (`code`, `message`, or a name in `fields`) that a body may lack, sorted.
        optional: Vec<String>,
    },
}

impl ShapeContent {
    /// Returns the name of the root, if the body is an XML document: then every pointer begins with `/<Name>`.
    #[must_use]
    pub fn xml_root(&self) -> Option<&str> {
        let Self::Json {
            code,
            message,
            fields,
            request_id,
            retry_after,
            constants,
            unless,
            ..
        } = self
        else {
            return None;
        };
        let fields = fields.iter().flat_map(|(_, pointers)| pointers);
        let constants = constants.iter().map(|(pointer, _)| pointer);
        let unless = unless.iter().map(|(pointer, _)| pointer);
        let mut all = code
            .iter()
            .chain(message)
            .chain(fields)
            .chain(constants)
            .chain(unless)
            .chain(request_id)
            .chain(retry_after);
        is_root(all.next()?.tokens.first()?)
    }

    /// Returns whether `constants` and `unless` alone decide that a success failed. The roles then only tell which
    /// failure it is, and a body that lacks one is still a failure.
    #[must_use]
    pub fn says_failed(&self) -> bool {
        matches!(self, Self::Json { constants, unless, .. } if !constants.is_empty() || !unless.is_empty())
    }
}

/// A text, a boolean or a number.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Scalar {
    /// A text.
    Text(String),
    /// A boolean.
    Boolean(bool),
    /// A number as [`json::canonical`] writes it, so that equal numbers are equal texts.
    Number(String),
}

impl Scalar {
    /// Returns whether the value equals this one; numbers are compared by value: `1` is `1.0`.
    #[must_use]
    pub fn is(&self, value: &Json) -> bool {
        match (self, value) {
            (Self::Text(text), Json::String(found)) => text == found,
            (Self::Boolean(flag), Json::Bool(found)) => flag == found,
            (Self::Number(number), Json::Number(found)) => *number == json::canonical(found),
            _ => false,
        }
    }

    /// Returns the value as a text that is no JSON, as it is sent in a parameter.
    #[must_use]
    pub fn as_text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Number(text) => text,
            Self::Boolean(true) => "true",
            Self::Boolean(false) => "false",
        }
    }

    /// Returns whether the value is of the same JSON kind as this one.
    #[must_use]
    pub fn is_kind(&self, value: &Json) -> bool {
        matches!(
            (self, value),
            (Self::Text(_), Json::String(_))
                | (Self::Boolean(_), Json::Bool(_))
                | (Self::Number(_), Json::Number(_))
        )
    }

    /// Returns the value as a parameter has it: a text without quotes.
    #[must_use]
    pub fn text(&self) -> String {
        match self {
            Self::Text(text) | Self::Number(text) => text.clone(),
            Self::Boolean(flag) => flag.to_string(),
        }
    }

    /// Returns the value as JSON.
    #[must_use]
    pub fn to_json(&self) -> Json {
        match self {
            Self::Text(text) => Json::String(text.clone()),
            Self::Boolean(flag) => Json::Bool(*flag),
            Self::Number(number) => Json::Number(number.clone()),
        }
    }
}

/// As JSON text.
impl fmt::Display for Scalar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.to_json().fmt(f)
    }
}
