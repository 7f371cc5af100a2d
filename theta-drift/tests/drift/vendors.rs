//! The vendors' pages, as they are, against their contracts; and our own reference.

use crate::vendor;
use theta_drift::{Difference, Drift, DriftOptions, Page, Standing, compare};
use theta_spec::contract::Contract;
use theta_spec::day::Day;
use theta_spec::source::SourceText;

/// A contract and the pages that it comes from.
pub(crate) struct Case {
    pub(crate) contract: &'static str,
    pages: &'static [(&'static str, &'static str)],
}

pub(crate) const THETA_ONE: Case = Case {
    contract: include_str!("../../../spec.toml"),
    pages: &[
        ("errors", "theta-one-errors.txt"),
        ("overview", "theta-one-overview.txt"),
    ],
};
const DEEPGRAM: Case = Case {
    contract: include_str!("../../../vendors/deepgram/spec.toml"),
    pages: &[("errors", "deepgram-errors.txt")],
};
const LLMTUNE: Case = Case {
    contract: include_str!("../../../vendors/llmtune/spec.toml"),
    pages: &[("errors", "llmtune-errors.txt")],
};
const LMNT: Case = Case {
    contract: include_str!("../../../vendors/lmnt/spec.toml"),
    pages: &[("errors", "lmnt-errors.txt")],
};

pub(crate) fn load(text: &str) -> (Contract, SourceText) {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    (
        loaded.contract.unwrap_or_else(|| panic!("{report}")),
        loaded.source,
    )
}

pub(crate) fn day() -> Day {
    Day::parse("2026-11-22").unwrap()
}

impl Case {
    fn run(&self) -> Option<Drift> {
        let page = |(role, file): &(&str, &str)| {
            Some(Page::new(file, vendor::page(file)?.as_bytes()).with_role(role))
        };
        let pages: Option<Vec<Page>> = self.pages.iter().map(page).collect();
        let (contract, spec) = load(self.contract);
        let drift = compare(
            &contract,
            &spec,
            &pages?,
            None,
            &DriftOptions::default(),
            day(),
        );
        print(&drift);
        Some(drift)
    }
}

/// What each page states, and every finding.
pub(crate) fn print(drift: &Drift) {
    for state in &drift.pages {
        println!(
            "{}: {:?}, {} of {} stated",
            state.name, state.standing, state.stated, state.of
        );
        for (subject, reason) in &state.untold {
            println!("    untold {subject}: {reason:?}");
        }
    }
    for finding in &drift.findings {
        let (standing, difference) = (finding.standing.as_str(), finding.difference.as_str());
        println!(
            "  {standing} {difference} [{}] {}: {}",
            finding.kind, finding.subject, finding.message
        );
    }
    for change in drift.changes.iter().filter(|change| change.fails()) {
        let text =
            |piece: &Option<theta_drift::Piece>| piece.as_ref().map(|piece| piece.text.clone());
        println!(
            "  change {}: {:?} -> {:?}",
            change.kind.as_str(),
            text(&change.old),
            text(&change.new)
        );
    }
}

/// The findings: difference and subject.
pub(crate) fn short(drift: &Drift) -> Vec<(Difference, &str)> {
    let findings = drift.findings.iter();
    findings
        .map(|finding| (finding.difference, finding.subject.as_str()))
        .collect()
}

#[test]
fn the_pages_that_contracts_were_taken_from_say_what_the_contracts_say() {
    for case in [THETA_ONE, LLMTUNE, LMNT] {
        let Some(drift) = case.run() else { continue };
        // With a single text to learn from, another one of the same place is a question.
        assert!(
            drift
                .findings
                .iter()
                .all(|finding| finding.difference == Difference::Maybe
                    || finding.standing == Standing::Known)
        );
    }
}

/// A tool put the numbers of lines into the samples of this page, and ten texts of 77 are not found among them.
#[test]
fn most_of_a_page_whose_samples_have_line_numbers_is_found() {
    let Some(drift) = DEEPGRAM.run() else { return };
    assert!(drift.pages[0].stated >= 67 && drift.pages[0].of == 77);
    assert!(
        drift
            .findings
            .iter()
            .all(|finding| finding.proposal.is_none())
    );
}

/// A contract's own reference, as its pages.
pub(crate) fn reference(contract: &Contract) -> Vec<Page> {
    let files = theta_docs::reference::files(contract);
    files
        .iter()
        .map(|(name, text)| Page::new(name, text.as_bytes()))
        .collect()
}

#[test]
fn the_reference_of_a_contract_is_in_line_with_it() {
    for case in [THETA_ONE, LLMTUNE, LMNT] {
        let (contract, spec) = load(case.contract);
        let errors: Vec<Page> = reference(&contract)
            .into_iter()
            .filter(|page| page.source.name().contains("errors"))
            .collect();
        let drift = compare(
            &contract,
            &spec,
            &errors,
            None,
            &DriftOptions::default(),
            day(),
        );
        print(&drift);
        assert!(
            short(&drift)
                .iter()
                .all(|(difference, _)| *difference == Difference::Maybe)
        );
    }
}
