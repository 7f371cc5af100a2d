//! What became of each operation.

use crate::build;
use crate::draft::{Draft, Loss};
use crate::operations::{Operation, Route};
use crate::pages;
use crate::repair::Repaired;
use std::collections::BTreeMap;
use theta_spec::diagnostic::{Report, Severity};

/// How much of an operation the contract says.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Verdict {
    /// Everything that the document says of request and answer.
    Exact,
    /// It can be called, and some of it is any JSON or text, or left out.
    Usable,
    /// Nothing.
    LeftOut,
}

impl Verdict {
    /// Returns the word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Usable => "usable",
            Self::LeftOut => "left out",
        }
    }
}

/// An operation of the document, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Outcome {
    /// Its method and path: `GET /voices`.
    pub operation: String,
    /// Its id in the document.
    pub id: Option<String>,
    /// Where it stands: a JSON pointer.
    pub place: String,
    /// The endpoints of the contract that it became.
    pub endpoints: Vec<String>,
    /// How much of it the contract says.
    pub verdict: Verdict,
    /// What is lost, by place.
    pub losses: Vec<Loss>,
}

/// A document as a contract.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Import {
    /// The text of the contract.
    pub contract: String,
    /// Every operation, in the order of the document.
    pub operations: Vec<Outcome>,
    /// What concerns no single operation: what was made up, and failures that are left out.
    pub notes: Vec<Loss>,
    /// Whether `theta check` has no errors in the contract.
    pub is_sound: bool,
    /// Operations that were not asked for.
    pub(crate) others: Vec<Route>,
}

impl Import {
    /// Returns how many operations have a verdict.
    #[must_use]
    pub fn count(&self, verdict: Verdict) -> usize {
        self.operations
            .iter()
            .filter(|one| one.verdict == verdict)
            .count()
    }
}

/// Returns the result of an import.
pub(crate) fn import(
    draft: &Draft,
    operations: &[Operation<'_>],
    others: Vec<Route>,
    repaired: Repaired,
) -> Import {
    let mut endpoints: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let mut losses: BTreeMap<usize, Vec<Loss>> = BTreeMap::new();
    for endpoint in &draft.endpoints {
        let lost = build::losses(draft, endpoint);
        for operation in &endpoint.operations {
            endpoints
                .entry(*operation)
                .or_default()
                .push(endpoint.name.clone());
            losses
                .entry(*operation)
                .or_default()
                .extend(lost.iter().cloned());
        }
    }
    for (operation, loss) in repaired.left_out {
        losses.entry(operation).or_default().push(loss);
    }
    let outcomes = operations.iter().enumerate().map(|(at, operation)| {
        let endpoints = endpoints.remove(&at).unwrap_or_default();
        let mut losses = losses.remove(&at).unwrap_or_default();
        losses.sort();
        losses.dedup();
        let verdict = match (endpoints.is_empty(), losses.is_empty()) {
            (true, _) => Verdict::LeftOut,
            (false, true) => Verdict::Exact,
            (false, false) => Verdict::Usable,
        };
        Outcome {
            operation: operation.title(),
            id: operation.id().map(str::to_owned),
            place: operation.node.place(),
            endpoints,
            verdict,
            losses,
        }
    });
    let mut notes = draft.api.notes.clone();
    notes.extend(repaired.notes);
    notes.extend(pages::note(draft));
    notes.extend(refused(&repaired.loaded.report));
    notes.sort();
    notes.dedup();
    Import {
        operations: outcomes.collect(),
        notes,
        is_sound: !repaired.loaded.report.has_errors(),
        contract: repaired.written.text,
        others,
    }
}

/// Why the contract does not pass `theta check`, if it does not: there is more of it than a contract may say.
fn refused(report: &Report) -> Option<Loss> {
    let mut said = report.diagnostics().iter();
    let error = said.find(|one| one.severity == Severity::Error)?;
    Some(Loss::new(
        "/",
        format!(
            "the contract does not pass `theta check`: {}; take fewer operations, such as those of one tag with `--only`",
            error.message
        ),
    ))
}
