//! What is to be written into a contract.

use std::collections::BTreeMap;
use theta_spec::source::Span;
use toml::de::{DeTable, DeValue};

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
    /// Adds an error under a path that does not exist yet, such as `["errors", "session_expired"]`.
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
    /// A list.
    List(Vec<Value>),
    /// A table.
    Table(BTreeMap<String, Value>),
    /// Anything else, as written: no edit writes it.
    Other(String),
}

impl Value {
    /// The value of a parsed text.
    pub(crate) fn of(value: &DeValue<'_>) -> Self {
        match value {
            DeValue::String(text) => Self::Text(text.to_string()),
            DeValue::Integer(number) => i64::from_str_radix(number.as_str(), number.radix())
                .map_or_else(|_| Self::Other(number.to_string()), Self::Integer),
            DeValue::Boolean(flag) => Self::Other(flag.to_string()),
            DeValue::Float(number) => Self::Other(number.to_string()),
            DeValue::Datetime(when) => Self::Other(when.to_string()),
            DeValue::Array(items) => {
                let items = items.iter().map(|item| Self::of(item.get_ref()));
                Self::List(items.collect())
            }
            DeValue::Table(table) => Self::of_table(table),
        }
    }

    pub(crate) fn of_table(table: &DeTable<'_>) -> Self {
        let entries = table
            .iter()
            .map(|(key, value)| (key.get_ref().to_string(), Self::of(value.get_ref())));
        Self::Table(entries.collect())
    }
}
