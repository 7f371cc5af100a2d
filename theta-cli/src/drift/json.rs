//! For programs; docs/schema/drift.json says what it holds.

use super::report;
use crate::report::{Page, Place, Problem, Reworded, Written};
use serde::Serialize;
use theta_drift::{Judged, Surety};

#[derive(Serialize)]
pub(super) struct Report<'a> {
    format_version: u32,
    spec: &'a str,
    headline: String,
    pages: Vec<Page<'a>>,
    findings: Vec<Finding<'a>>,
    reworded: Vec<Reworded<'a>>,
    lock_problems: Vec<Problem<'a>>,
    written: Option<Written<'a>>,
    pinned: Option<&'a str>,
}

#[derive(Serialize)]
struct Finding<'a> {
    verdict: &'static str,
    kind: &'static str,
    subject: &'a str,
    standing: &'static str,
    acknowledged: Option<Acknowledged<'a>>,
    /// An entry for the lock file, to be filled in.
    entry: String,
    message: &'a str,
    help: &'a str,
    score: Option<f64>,
    can_be_applied: bool,
    spec: Option<Side<'a>>,
    docs: Vec<Side<'a>>,
}

#[derive(Serialize)]
struct Acknowledged<'a> {
    reason: &'a str,
    by: &'a str,
    until: String,
    trust: &'static str,
}

#[derive(Serialize)]
struct Side<'a> {
    value: &'a str,
    /// How sure the reading is; null for the contract.
    surety: Option<&'static str>,
    #[serde(flatten)]
    place: Place<'a>,
}

impl<'a> Report<'a> {
    pub(super) fn of(report: &'a report::Report<'_>) -> Self {
        Self {
            format_version: 1,
            spec: report.spec.name(),
            headline: report.headline(),
            pages: report.pages(),
            findings: report
                .entries
                .iter()
                .map(|entry| finding(report, entry))
                .collect(),
            reworded: report.reworded(),
            lock_problems: report.problems(),
            written: report.written(),
            pinned: report.pinned.as_deref(),
        }
    }
}

fn finding<'a>(report: &report::Report<'a>, entry: &'a Judged) -> Finding<'a> {
    let finding = &entry.finding;
    let docs = finding.pages.iter().filter_map(|page| {
        let source = report.page(page.place.page)?;
        Some(Side {
            value: &page.value,
            surety: Some(match page.surety {
                Surety::Plain => "plain",
                Surety::Mended => "mended",
                Surety::Guessed => "guessed",
            }),
            place: Place::of(source, page.place.span),
        })
    });
    let acknowledged = report.acknowledgement(entry);
    Finding {
        verdict: finding.verdict.as_str(),
        kind: finding.kind.as_str(),
        subject: &finding.subject,
        standing: entry.standing.as_str(),
        acknowledged: acknowledged.map(|one| Acknowledged {
            reason: &one.reason,
            by: &one.by,
            until: one.until.to_string(),
            trust: one.trust.as_str(),
        }),
        entry: finding.acknowledgement(),
        message: &finding.message,
        help: &finding.help,
        score: finding.score,
        can_be_applied: finding.change.is_some(),
        spec: finding.spec.as_ref().map(|spec| Side {
            value: &spec.value,
            surety: None,
            place: Place::of(report.spec, spec.span),
        }),
        docs: docs.collect(),
    }
}
