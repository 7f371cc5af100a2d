//! What an error body looks like.

use crate::source::Span;
use std::fmt;

/// One shape of error bodies.
///
/// A body has a shape when every constant agrees, and every role that is not
/// optional is found at one of its pointers as a string (a number or a boolean
/// counts for `code`, as its JSON text).
#[derive(Clone, Debug)]
pub struct Shape {
    /// Name in the contract.
    pub name: String,
    /// What it is; empty when unwritten.
    pub doc: String,
    /// Where the roles are.
    pub content: ShapeContent,
    /// Where its name stands.
    pub span: Span,
}

/// Where the roles of a shape are found.
#[derive(Clone, Debug)]
pub enum ShapeContent {
    /// The whole body, a text that is not a JSON object or array, is the message.
    Text,
    /// A JSON body.
    Json {
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
        /// Milliseconds in one unit of the delay.
        retry_after_unit_ms: u32,
        /// Fields that must hold exactly this text, sorted by pointer.
        constants: Vec<(Pointer, String)>,
        /// Roles (`code`, `message`, or a name in `fields`) that a body may lack, sorted.
        optional: Vec<String>,
    },
}

/// A JSON pointer (RFC 6901), decoded.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Pointer {
    /// Its reference tokens, unescaped; none for the whole body.
    pub tokens: Vec<String>,
}

impl fmt::Display for Pointer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for token in &self.tokens {
            write!(f, "/{}", token.replace('~', "~0").replace('/', "~1"))?;
        }
        Ok(())
    }
}
