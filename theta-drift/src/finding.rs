//! What the pages and the contract say of one thing.

use super::{Kind, Place, Surety};
use std::fmt;
use theta_spec::source::Span;

/// What the pages and the contract say of one thing.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How they relate.
    pub verdict: Verdict,
    /// What kind of fact it is about.
    pub kind: Kind,
    /// What it is about, by its path in the contract, or the path it would have there: `errors.rate_limited.detail`.
    pub subject: String,
    /// What the contract says; `None` when it says nothing.
    pub spec: Option<SpecSide>,
    /// What the pages say, canonical page first; empty when they say nothing.
    pub pages: Vec<PageSide>,
    /// How alike the two are, from 0 to 1, where that decided.
    pub score: Option<f64>,
    /// One sentence for people, without its full stop.
    pub message: String,
    /// What to look at or decide; empty when there is nothing to add.
    pub help: String,
    /// Whether the contract itself says that the vendor contradicts itself here (`confidence = "disputed"`).
    pub disputed: bool,
    /// What [`apply`](super::apply) would write; `None` when a person has to decide.
    pub change: Option<Change>,
}

impl Finding {
    /// Says what to look at or decide.
    pub(super) fn advise(&mut self, help: &str) {
        help.clone_into(&mut self.help);
    }
}

/// How pages and contract relate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// They say the same.
    Agree,
    /// The page says something else of it.
    Changed,
    /// The page may say something else of it, or may speak of another thing.
    Maybe,
    /// The same text stands under another status.
    Moved,
    /// Only the page has it.
    New,
    /// Only the contract has it, and takes it from this page.
    Missing,
    /// The page can be read in several ways, or is as near to one thing as to another.
    Ambiguous,
    /// The vendor's pages contradict each other, or one itself.
    Conflict,
}

impl Verdict {
    /// Every verdict with its word in reports.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("agree", Self::Agree),
        ("changed", Self::Changed),
        ("maybe", Self::Maybe),
        ("moved", Self::Moved),
        ("new", Self::New),
        ("missing", Self::Missing),
        ("ambiguous", Self::Ambiguous),
        ("conflict", Self::Conflict),
    ];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, verdict)| *verdict == self)
            .map_or("", |(word, _)| word)
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// What the contract says.
#[derive(Clone, Debug, PartialEq)]
pub struct SpecSide {
    /// The value, as a reader would write it.
    pub value: String,
    /// Where it stands in the contract: the value itself or the name of its table.
    pub span: Span,
}

/// What a page says.
#[derive(Clone, Debug, PartialEq)]
pub struct PageSide {
    /// The value, as a reader would write it.
    pub value: String,
    /// Where it stands.
    pub place: Place,
    /// How sure the reading is.
    pub surety: Surety,
}

/// What would be written into the contract.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// The edits, which belong together.
    pub edits: Vec<Edit>,
    /// Where the page supports it.
    pub place: Place,
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
