//! What a page and the contract say of one thing, where they differ.

use crate::apply::Proposal;
use theta_spec::source::Span;

/// What a page and the contract say of one thing, where they differ.
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// How they differ.
    pub difference: Difference,
    /// What kind of thing it is about: `status`, `code`, `text`, `number`, `name`, `path`, `error` or `page`.
    pub kind: &'static str,
    /// What it is about, by its path in the contract, or the path that it would have there: `errors.rate_limited.detail`.
    pub subject: String,
    /// Index of the page.
    pub page: usize,
    /// What the contract says; `None` if it says nothing.
    pub contract: Option<Side>,
    /// What the page says; `None` if it says nothing.
    pub says: Option<Side>,
    /// The place of the page that is most like what is missing.
    pub nearest: Option<Span>,
    /// One sentence for people, without its full stop.
    pub message: String,
    /// What to look at or decide; empty if there is nothing to add.
    pub help: String,
    /// What [`apply`](crate::apply) would write; `None` if a person has to decide.
    pub proposal: Option<Proposal>,
    /// What a person may paste into the contract instead; empty if there is nothing.
    pub paste: String,
    /// How it stands.
    pub standing: Standing,
    /// Index of the entry that acknowledges it.
    pub acknowledged: Option<usize>,
}

/// What one side says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Side {
    /// The value, as a reader would write it.
    pub value: String,
    /// Where it stands.
    pub span: Span,
}

theta_spec::worded_enum! {
    /// How a page and the contract differ.
    pub enum Difference {
        /// The page is another one than the contract was taken from, or was written anew.
        Rewritten = "rewritten",
        /// The page says something else of it.
        Changed = "changed",
        /// The same text stands under another status or in the row of something else.
        Moved = "moved",
        /// Only the page has it.
        New = "new",
        /// The page may have something that the contract has not.
        Maybe = "maybe",
        /// Only the contract has it, and takes it from this page.
        Missing = "missing",
    }
}

theta_spec::worded_enum! {
    /// Whether somebody must look at a finding.
    pub enum Standing {
        /// Somebody must: it was not there when the page was accepted, or no page was.
        News = "news",
        /// It was there when the page was accepted, or the contract itself says that the vendor contradicts itself.
        Known = "known",
        /// An entry says why it is accepted.
        Acknowledged = "acknowledged",
    }
}

impl Side {
    pub(crate) fn new(value: impl Into<String>, span: Span) -> Self {
        Self {
            value: value.into(),
            span,
        }
    }
}

impl Finding {
    /// Returns what the page says, for an [`Acknowledgement`](crate::Acknowledgement); empty if it says nothing.
    #[must_use]
    pub fn page_says(&self) -> &str {
        self.says.as_ref().map_or("", |side| &side.value)
    }

    /// Returns what the contract says, for an [`Acknowledgement`](crate::Acknowledgement); empty if it says nothing.
    #[must_use]
    pub fn contract_says(&self) -> &str {
        self.contract.as_ref().map_or("", |side| &side.value)
    }
}
