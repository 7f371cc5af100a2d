//! What is to be written into a contract.

use theta_spec::source::Span;

/// What would be written into a contract, and what supports it.
#[derive(Clone, Debug, PartialEq)]
pub struct Proposal {
    /// The edits, which belong together.
    pub edits: Vec<Edit>,
    /// Index of the page that supports it.
    pub page: usize,
    /// Where in that page.
    pub span: Span,
}

/// One edit of a contract's text.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// Replaces the value at a path of keys, such as `["plans", "starter", "rpm"]`.
    Set {
        /// The path.
        path: Vec<String>,
        /// The value that must stand there now.
        old: Value,
        /// The value to write.
        new: Value,
    },
    /// Adds a table under a path that does not exist yet, such as `["errors", "session_expired"]`.
    Add {
        /// The path.
        path: Vec<String>,
        /// Its keys, in the order in which they are written.
        entries: Vec<(String, Value)>,
        /// What is left to decide, written as a comment above it: one line each.
        todo: Vec<String>,
    },
}

/// A value in a contract.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A text.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// Whether.
    Boolean(bool),
    /// A list.
    List(Vec<Value>),
    /// An inline table, keys in the order in which they are written.
    Table(Vec<(String, Value)>),
}
