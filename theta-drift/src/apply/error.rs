//! Why nothing was written.

use std::error::Error;
use std::fmt;

/// Why nothing was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ApplyError {
    /// Index of the change that was refused; `None` when it is none in particular.
    pub change: Option<usize>,
    /// What it would have changed, as keys; empty when it is nothing in particular.
    pub path: Vec<String>,
    /// Why.
    pub refusal: Refusal,
}

/// Why an edit was refused.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// The contract is no TOML; what the parser says of it.
    NotToml(String),
    /// A page may not change that.
    Forbidden,
    /// The contract has nothing there.
    Absent,
    /// The contract has something there already.
    Present,
    /// Another value stands there than the one that was compared with the page: the file changed in between.
    Stale,
    /// The kind of the value, or the notation of the text, would be another one.
    OtherKind,
    /// The table would go into a place where it cannot be written.
    NoPlace,
    /// What would be written is not exactly the edit; what would differ.
    Unfaithful(String),
    /// The contract would have a mistake; its code and message, on one line.
    Invalid(String),
}

impl ApplyError {
    /// The error of all changes together.
    pub(super) fn of_all(refusal: Refusal) -> Self {
        Self {
            change: None,
            path: Vec::new(),
            refusal,
        }
    }
}

impl fmt::Display for ApplyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.path.is_empty() {
            write!(f, "`{}`: ", self.path.join("."))?;
        }
        self.refusal.fmt(f)
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotToml(why) => write!(
                f,
                "the contract is no TOML: {why}; run `theta check` and correct it first"
            ),
            Self::Forbidden => f.write_str(
                "a page never changes this: it is not among the texts, limits and names that a page states; edit it yourself",
            ),
            Self::Absent => f.write_str("the contract has no such key; compare with the page again"),
            Self::Present => f.write_str("the contract has this already; compare with the page again"),
            Self::Stale => f.write_str(
                "the contract holds another value by now; compare with the page again",
            ),
            Self::OtherKind => f.write_str(
                "the value would be of another kind, or its text matched in another way; edit it yourself",
            ),
            Self::NoPlace => f.write_str("there is no place for it in the file; add it yourself"),
            Self::Unfaithful(what) => write!(
                f,
                "more or less than the change would be written: {what}; edit it yourself"
            ),
            Self::Invalid(diagnostic) => write!(
                f,
                "the contract would have a mistake, {diagnostic}; edit it yourself"
            ),
        }
    }
}

impl Error for ApplyError {}
