//! A first contract from a page of which a person knows a few rows.

use super::apply::{ApplyError, Proposal, apply};
use super::block::Kind;
use super::drift::{DriftOptions, compare};
use super::fact::What;
use super::facts::{facts, places};
use super::finding::{Difference, Finding, Standing};
use super::news::News;
use super::page::Page;
use super::propose::{Proposer, span};
use super::reading::Reading;
use super::verdict::Verdict;
use std::collections::BTreeMap;
use theta_spec::day::Day;
use theta_spec::source::{SourceText, Span};

/// A row of a page that a person typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Row {
    /// Its status.
    pub status: Option<u16>,
    /// Its code as the page writes it.
    pub code: Option<String>,
    /// Its message as the page writes it.
    pub detail: Option<String>,
}

/// A first contract.
#[derive(Clone, Debug)]
pub struct First {
    /// The contract with the rows.
    pub spec: SourceText,
    /// How many rows were found by the given ones.
    pub found: usize,
    /// What else the page may have; never written.
    pub perhaps: Vec<Finding>,
}

/// Why there is no first contract.
#[derive(Clone, Debug)]
pub enum NoFirst {
    /// The page does not state a given row.
    NotThere {
        /// Index of the row.
        row: usize,
        /// What of it.
        value: String,
        /// What is most like it.
        nearest: Option<Span>,
    },
    /// The page gives another status for a given row.
    OtherStatus {
        /// Index of the row.
        row: usize,
        /// Where.
        at: Span,
    },
    /// The contract cannot have the rows.
    Refused(ApplyError),
}

/// Most rounds of writing; each writes dozens of rows.
const ROUNDS: usize = 64;

/// Writes rows that a person knows of a page into a contract without errors, and those that stand where these do, each
/// with its line.
///
/// # Errors
///
/// When a given row does not stand on the page, or the contract cannot have it.
pub fn first(head: &SourceText, page: &Page, rows: &[Row]) -> Result<First, NoFirst> {
    let bare = given(head, page, rows, &[])?;
    let blocks = standing(&bare, page, rows)?;
    let mut spec = given(head, page, rows, &blocks)?;
    let (mut found, mut perhaps) = (0, Vec::new());
    for _ in 0..ROUNDS {
        let loaded = theta_spec::load(spec.name(), spec.text().as_bytes());
        let Some(contract) = loaded.contract else {
            break;
        };
        // Nothing is acknowledged, so that no day matters.
        let options = DriftOptions::default();
        let pages = std::slice::from_ref(page);
        let today = Day::from_unix_days(0);
        let drift = compare(&contract, &spec, pages, None, &options, today);
        let news = drift.findings.into_iter();
        let (new, others): (Vec<_>, Vec<_>) = news
            .filter(|one| one.standing == Standing::News)
            .partition(|one| one.difference == Difference::New && one.proposal.is_some());
        perhaps = others;
        let proposals: Vec<&Proposal> =
            new.iter().filter_map(|one| one.proposal.as_ref()).collect();
        if proposals.is_empty() {
            break;
        }
        let applied = apply(&spec, &proposals).map_err(NoFirst::Refused)?;
        found += proposals.len();
        spec = SourceText::new(spec.name(), applied.text);
    }
    Ok(First {
        spec,
        found,
        perhaps,
    })
}

/// The contract with the given rows, with the lines of their blocks as far as these are known.
fn given(
    head: &SourceText,
    page: &Page,
    rows: &[Row],
    blocks: &[Option<usize>],
) -> Result<SourceText, NoFirst> {
    let loaded = theta_spec::load(head.name(), head.text().as_bytes());
    let Some(contract) = loaded.contract else {
        return Ok(head.clone());
    };
    let mut proposer = Proposer::new(&contract, head);
    // Rows of a page without statuses stand for any failure.
    proposer.is_open = rows.iter().all(|row| row.status.is_none());
    let mut proposals = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let news = News {
            statuses: row.status.into_iter().collect(),
            code: row.code.clone(),
            detail: row.detail.clone(),
            blocks: blocks.get(at).copied().flatten().into_iter().collect(),
            sure: true,
            beside: None,
        };
        proposals.push(proposer.row(0, page, &news).proposal);
    }
    let applied = apply(head, &proposals.iter().collect::<Vec<_>>()).map_err(NoFirst::Refused)?;
    Ok(SourceText::new(head.name(), applied.text))
}

/// The block of each given row.
fn standing(spec: &SourceText, page: &Page, rows: &[Row]) -> Result<Vec<Option<usize>>, NoFirst> {
    let loaded = theta_spec::load(spec.name(), spec.text().as_bytes());
    let mut blocks = vec![None; rows.len()];
    let Some(contract) = loaded.contract else {
        return Ok(blocks);
    };
    let facts = facts(&contract, spec, page.role.as_deref());
    let reading = Reading::of(page, &facts, &places(&contract), None);
    for (fact, verdict) in facts.iter().zip(&reading.lookup.verdicts) {
        let value = match &fact.what {
            What::Text(template) => template.as_exact().map(str::to_owned),
            _ => Some(fact.value()),
        };
        let Some(value) = value.filter(|_| fact.counts()) else {
            continue;
        };
        let is_it = |row: &Row| {
            let texts = [&row.code, &row.detail];
            texts.into_iter().flatten().any(|text| *text == value)
        };
        let Some(row) = rows.iter().position(is_it) else {
            continue;
        };
        match verdict {
            Verdict::Missing { nearest } => {
                let nearest = nearest.map(|at| span(page, Some(at)));
                return Err(NoFirst::NotThere {
                    row,
                    value,
                    nearest,
                });
            }
            Verdict::Elsewhere { at, statuses } => {
                let at = span(page, Some(at.block));
                if !statuses.is_empty() {
                    return Err(NoFirst::OtherStatus { row, at });
                }
                // Its code and its text are those of two rows.
                let texts = [&rows[row].code, &rows[row].detail];
                let texts: Vec<&str> = texts.into_iter().flatten().map(String::as_str).collect();
                return Err(NoFirst::NotThere {
                    row,
                    value: texts.join(" "),
                    nearest: Some(at),
                });
            }
            Verdict::Stated(place) | Verdict::Within(place) => {
                blocks[row].get_or_insert(place.block);
            }
            Verdict::Untold(_) => {}
        }
    }
    Ok(blocks)
}

/// Returns where the samples of a page have one of these texts: the JSON pointer at which most of them stand.
#[must_use]
pub fn pointer(page: &Page, texts: &[&str]) -> Option<String> {
    let mut counts: BTreeMap<String, usize> = BTreeMap::new();
    for block in &*page.blocks {
        let Kind::Leaf { pointer } = &block.kind else {
            continue;
        };
        if pointer.starts_with('/') && texts.contains(&&*block.text) {
            *counts.entry(pointer.replace('*', "0")).or_default() += 1;
        }
    }
    let most = counts.into_iter().max_by_key(|(_, count)| *count);
    most.map(|(pointer, _)| pointer)
}
