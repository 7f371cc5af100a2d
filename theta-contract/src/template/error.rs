//! What is wrong with a template.

use std::error::Error;
use std::fmt;
use std::ops::Range;

/// A mistake in a template's notation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TemplateError {
    /// What is wrong.
    pub kind: TemplateErrorKind,
    /// The place, in bytes of the template's text.
    pub range: Range<usize>,
}

/// What is wrong with a template.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TemplateErrorKind {
    /// The template has no text.
    Empty,
    /// A `{` without a closing `}`.
    Unclosed,
    /// A `}` without an opening `{`.
    Unopened,
    /// `{}`.
    EmptyHole,
    /// A capture name that is not `[a-z_][a-z0-9_]*`.
    BadName {
        /// The name as written.
        name: String,
    },
    /// An unknown type after the colon.
    UnknownType {
        /// The type as written.
        name: String,
    },
    /// `{..}` before the end.
    TailNotLast,
    /// Two holes without text between them; the range spans both.
    AdjacentHoles,
    /// A capture name that occurred before.
    DuplicateName {
        /// The name.
        name: String,
        /// The hole that already has the name.
        first: Range<usize>,
    },
}

impl fmt::Display for TemplateErrorKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("empty template: write the text the server sends"),
            Self::Unclosed => f.write_str("unbalanced `{`: close the hole with `}`, or write `{{` for a literal brace"),
            Self::Unopened => f.write_str("unbalanced `}`: write `}}` for a literal brace"),
            Self::EmptyHole => {
                f.write_str("empty hole `{}`: name it, as in `{reason}`, or write `{{}}` for literal braces")
            }
            Self::BadName { name } => write!(
                f,
                "bad capture name `{name}`: use a lower-case letter or `_`, then lower-case letters, digits or `_`"
            ),
            Self::UnknownType { name } => {
                write!(f, "unknown capture type `{name}`: write `int` for digits, or leave out `:{name}` for any text")
            }
            Self::TailNotLast => {
                f.write_str("`{..}` before the end: move it to the end, or give the hole a name to match text here")
            }
            Self::AdjacentHoles => f.write_str(
                "two holes without text between them: nothing says where one ends; put text between them or merge them",
            ),
            Self::DuplicateName { name, .. } => write!(f, "capture name `{name}` used twice: rename one of the holes"),
        }
    }
}

impl fmt::Display for TemplateError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.kind.fmt(f)
    }
}

impl Error for TemplateError {}
