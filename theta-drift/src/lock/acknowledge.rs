//! Disagreements that somebody has looked at.

use super::super::{Finding, Kind, Verdict};
use theta_spec::day::Day;
use theta_spec::source::Span;
use theta_spec::worded_enum;

/// An entry about a disagreement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Acknowledgement {
    /// What it is about.
    pub covers: Covers,
    /// Why it is accepted.
    pub reason: String,
    /// Who accepted it.
    pub by: String,
    /// The last day on which it counts.
    pub until: Day,
    /// Which side is taken to be right.
    pub trust: Trust,
    /// Where it stands.
    pub span: Span,
}

/// What an [`Acknowledgement`] is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Covers {
    /// One disagreement with these two values: when one of them changes, it is news again.
    Fact {
        /// Its subject: `errors.gateway_timeout.retry`.
        fact: String,
        /// What the pages say; several values are joined by ` | `, none is empty.
        page_says: String,
        /// What the contract says; empty when it says nothing.
        contract_says: String,
    },
    /// Every disagreement of a kind on a page.
    Every {
        /// The kind.
        kind: Kind,
        /// The name of the page.
        page: String,
    },
}

worded_enum! {
    /// Which side is taken to be right.
    pub enum Trust {
        /// The contract; the page is wrong.
        Contract = "contract",
        /// The page; the contract waits for somebody.
        Page = "page",
    }
}

impl Acknowledgement {
    /// Whether it is about a finding, whatever the day. `pages` are the names of the finding's pages.
    pub(crate) fn is_about(&self, finding: &Finding, pages: &[&str]) -> bool {
        match &self.covers {
            Covers::Fact {
                fact,
                page_says,
                contract_says,
            } => {
                *fact == finding.subject
                    && *page_says == finding.page_says()
                    && *contract_says == finding.contract_says()
            }
            Covers::Every { kind, page } => {
                *kind == finding.kind && !pages.is_empty() && pages.iter().all(|name| name == page)
            }
        }
    }

    /// What it is about, for messages.
    pub(crate) fn subject(&self) -> String {
        match &self.covers {
            Covers::Fact { fact, .. } => format!("`{fact}`"),
            Covers::Every { kind, page } => format!("every {kind} of `{page}`"),
        }
    }
}

impl Finding {
    /// What the pages say, for an [`Acknowledgement`]: each value once, sorted, joined by ` | `.
    #[must_use]
    pub fn page_says(&self) -> String {
        let mut values: Vec<String> = self
            .pages
            .iter()
            .map(|side| super::noted(&side.value))
            .collect();
        values.sort_unstable();
        values.dedup();
        values.join(" | ")
    }

    /// What the contract says, for an [`Acknowledgement`]; empty when it says nothing.
    #[must_use]
    pub fn contract_says(&self) -> String {
        self.spec
            .as_ref()
            .map(|side| super::noted(&side.value))
            .unwrap_or_default()
    }

    /// Whether the two sides agree.
    #[must_use]
    pub fn agrees(&self) -> bool {
        self.verdict == Verdict::Agree
    }
}
