//! For programs; docs/schema/drift.json says what it holds.

use super::report;
use crate::report::{Page, Place, Problem, Written};
use serde::Serialize;
use theta_drift::{Change as PageChange, Explained, Finding as Found, Side as Said};
use theta_spec::source::SourceText;

#[derive(Serialize)]
pub(super) struct Report<'a> {
    format_version: u32,
    spec: &'a str,
    headline: String,
    pages: Vec<Page<'a>>,
    findings: Vec<Finding<'a>>,
    changes: Vec<Change<'a>>,
    lock_problems: Vec<Problem<'a>>,
    written: Option<Written<'a>>,
    pinned: Option<&'a str>,
}

#[derive(Serialize)]
struct Finding<'a> {
    difference: &'static str,
    kind: &'static str,
    subject: &'a str,
    page: Option<&'a str>,
    standing: &'static str,
    acknowledged: Option<Acknowledged<'a>>,
    /// An entry for `acknowledged.toml`, to be filled in.
    entry: String,
    message: &'a str,
    help: &'a str,
    can_be_applied: bool,
    /// What a person may paste into the contract; empty if there is nothing.
    paste: &'a str,
    contract: Option<Side<'a>>,
    docs: Option<Side<'a>>,
    nearest: Option<Place<'a>>,
    /// The changes that it shows, as indices.
    changes: Vec<usize>,
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
    #[serde(flatten)]
    place: Place<'a>,
}

#[derive(Serialize)]
#[allow(clippy::struct_field_names, reason = "the names of the output")]
struct Change<'a> {
    change: &'static str,
    /// Whether somebody must look at it.
    fails: bool,
    words_alone: bool,
    /// Whether the contract says already what the page says now.
    followed: bool,
    columns: &'a [String],
    old: Option<Piece<'a>>,
    new: Option<Piece<'a>>,
    page: Option<Place<'a>>,
}

#[derive(Serialize)]
struct Piece<'a> {
    headings: &'a [String],
    text: &'a str,
}

impl<'a> Report<'a> {
    pub(super) fn of(report: &'a report::Report<'_>) -> Self {
        let findings = report.drift.findings.iter().enumerate();
        Self {
            format_version: 2,
            spec: report.spec.name(),
            headline: report.headline(),
            pages: report.pages(),
            findings: findings
                .map(|(at, finding)| Finding::of(report, at, finding))
                .collect(),
            changes: report
                .drift
                .changes
                .iter()
                .map(|change| Change::of(report, change))
                .collect(),
            lock_problems: report.problems(),
            written: report.written(),
            pinned: report.pinned.as_deref(),
        }
    }
}

impl<'a> Finding<'a> {
    fn of(report: &report::Report<'a>, at: usize, finding: &'a Found) -> Self {
        let page = report.page(finding.page);
        let side = |side: &'a Said, source: &'a SourceText| Side {
            value: &side.value,
            place: Place::of(source, side.span),
        };
        let changes = report.drift.changes.iter().enumerate();
        let changes = changes.filter(|(_, change)| change.is_shown_by(at));
        Self {
            difference: finding.difference.as_str(),
            kind: finding.kind,
            subject: &finding.subject,
            page: page.map(SourceText::name),
            standing: finding.standing.as_str(),
            acknowledged: report.acknowledgement(finding).map(|one| Acknowledged {
                reason: &one.reason,
                by: &one.by,
                until: one.until.to_string(),
                trust: one.trust.as_str(),
            }),
            entry: finding.acknowledgement(),
            message: &finding.message,
            help: &finding.help,
            can_be_applied: finding.proposal.is_some(),
            paste: &finding.paste,
            contract: finding
                .contract
                .as_ref()
                .map(|said| side(said, report.spec)),
            docs: finding
                .says
                .as_ref()
                .zip(page)
                .map(|(said, page)| side(said, page)),
            nearest: finding
                .nearest
                .zip(page)
                .map(|(span, page)| Place::of(page, span)),
            changes: changes.map(|(at, _)| at).collect(),
        }
    }
}

impl<'a> Change<'a> {
    fn of(report: &report::Report<'a>, change: &'a PageChange) -> Self {
        let piece = |piece: &'a theta_drift::Piece| Piece {
            headings: &piece.headings,
            text: &piece.text,
        };
        let span = change.new.as_ref().and_then(|piece| piece.span);
        Self {
            change: change.kind.as_str(),
            fails: change.fails(),
            words_alone: change.words_alone,
            followed: change.explained == Explained::Followed,
            columns: &change.columns,
            old: change.old.as_ref().map(piece),
            new: change.new.as_ref().map(piece),
            page: report
                .page(change.page)
                .zip(span)
                .map(|(page, span)| Place::of(page, span)),
        }
    }
}
