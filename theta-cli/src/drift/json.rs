//! For programs; docs/schema/drift.json says what it holds.

use super::report;
use serde::Serialize;
use theta_drift::{LockProblemKind, PageSide, Surety};
use theta_spec::source::{SourceText, Span};

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
struct Page<'a> {
    file: &'a str,
    source: Option<&'a str>,
    unreadable: Option<&'a str>,
    found: usize,
    tokens: usize,
    accounted: usize,
    unclaimed: Vec<Token<'a>>,
}

#[derive(Serialize)]
struct Token<'a> {
    looks_like: &'static str,
    text: &'a str,
    line: usize,
    column: usize,
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

/// Lines and columns count from 1, columns in characters.
#[derive(Serialize)]
struct Side<'a> {
    value: &'a str,
    /// How sure the reading is; null for the contract.
    surety: Option<&'static str>,
    file: &'a str,
    line: usize,
    column: usize,
}

#[derive(Serialize)]
struct Reworded<'a> {
    file: Option<&'a str>,
    subject: &'a str,
    was: &'a str,
    now: &'a str,
}

#[derive(Serialize)]
struct Problem<'a> {
    kind: &'static str,
    message: &'a str,
    file: Option<&'a str>,
    line: Option<usize>,
    column: Option<usize>,
}

/// The place in the contract as it is now, and the place of the page that supports it.
#[derive(Serialize)]
struct Edit<'a> {
    path: &'a str,
    line: usize,
    column: usize,
    page: Option<&'a str>,
    page_line: Option<usize>,
    page_column: Option<usize>,
}

#[derive(Serialize)]
struct Written<'a> {
    edits: Vec<Edit<'a>>,
    diff: &'a str,
    diff_findings: &'a [String],
}

impl<'a> Report<'a> {
    pub(super) fn of(report: &'a report::Report) -> Self {
        Self {
            format_version: 1,
            spec: report.spec.name(),
            headline: report.headline(),
            pages: (0..report.pages.len()).map(|at| page(report, at)).collect(),
            findings: report
                .entries
                .iter()
                .map(|entry| finding(report, entry))
                .collect(),
            reworded: report
                .reworded
                .iter()
                .map(|one| Reworded {
                    file: report.pages.get(one.page).map(|page| page.source.name()),
                    subject: &one.subject,
                    was: &one.was,
                    now: &one.now,
                })
                .collect(),
            lock_problems: report
                .problems
                .iter()
                .map(|problem| {
                    let at = report
                        .lock
                        .as_ref()
                        .map(|lock| (lock.name(), lock.position(problem.span.start)));
                    Problem {
                        kind: match problem.kind {
                            LockProblemKind::Malformed => "malformed",
                            LockProblemKind::Unused => "unused",
                            LockProblemKind::Expired => "expired",
                        },
                        message: &problem.message,
                        file: at.map(|(name, _)| name),
                        line: at.map(|(_, position)| position.line),
                        column: at.map(|(_, position)| position.column),
                    }
                })
                .collect(),
            written: report.written.as_ref().map(|written| Written {
                edits: written.edits.iter().map(|one| edit(report, one)).collect(),
                diff: &written.headline,
                diff_findings: &written.rules,
            }),
            pinned: report.pinned.as_deref(),
        }
    }
}

fn edit<'a>(report: &'a report::Report, edit: &'a report::WrittenEdit) -> Edit<'a> {
    let page = report.pages.get(edit.page).map(|page| &page.source);
    let at = page.map(|page| page.position(edit.span.start));
    Edit {
        path: &edit.path,
        line: edit.position.line,
        column: edit.position.column,
        page: page.map(SourceText::name),
        page_line: at.map(|at| at.line),
        page_column: at.map(|at| at.column),
    }
}

fn page(report: &report::Report, at: usize) -> Page<'_> {
    let page = &report.pages[at];
    let unclaimed = report
        .unclaimed
        .iter()
        .filter(|token| token.place.page == at)
        .map(|token| {
            let position = page.source.position(token.place.span.start);
            Token {
                looks_like: report::token_word(token.kind),
                text: &token.text,
                line: position.line,
                column: position.column,
            }
        });
    Page {
        file: page.source.name(),
        source: page.role.as_deref(),
        unreadable: page.unreadable.as_deref(),
        found: page.found,
        tokens: page.tokens,
        accounted: page.accounted,
        unclaimed: unclaimed.collect(),
    }
}

fn finding<'a>(report: &'a report::Report, entry: &'a report::Entry) -> Finding<'a> {
    let finding = &entry.finding;
    let docs = finding.pages.iter().filter_map(
        |PageSide {
             value,
             place,
             surety,
         }| {
            let page = report.pages.get(place.page)?;
            Some(side(value, Some(*surety), &page.source, place.span))
        },
    );
    Finding {
        verdict: finding.verdict.as_str(),
        kind: finding.kind.as_str(),
        subject: &finding.subject,
        standing: entry.standing.as_str(),
        acknowledged: entry.acknowledged.as_ref().map(|one| Acknowledged {
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
        spec: finding
            .spec
            .as_ref()
            .map(|spec| side(&spec.value, None, &report.spec, spec.span)),
        docs: docs.collect(),
    }
}

fn side<'a>(
    value: &'a str,
    surety: Option<Surety>,
    source: &'a SourceText,
    span: Span,
) -> Side<'a> {
    let position = source.position(span.start);
    Side {
        value,
        surety: surety.map(|surety| match surety {
            Surety::Plain => "plain",
            Surety::Mended => "mended",
            Surety::Guessed => "guessed",
        }),
        file: source.name(),
        line: position.line,
        column: position.column,
    }
}
