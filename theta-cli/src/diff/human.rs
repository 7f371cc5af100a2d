//! For a terminal.

use super::report::{Report, acknowledgement, outcomes, place, reply, span_place, verdicts};
use super::text;
use crate::output::{Paint, count};
use std::fmt::Write as _;
use theta_diff::{Acknowledged, Bump, Finding, Since};

/// Most replies that are shown for one finding.
const REPLIES: usize = 6;

pub(super) fn write(report: &Report, paint: Paint) -> String {
    let mut out = String::new();
    for (at, (finding, acknowledged)) in report.findings().enumerate() {
        if at > 0 {
            out.push('\n');
        }
        one(report, finding, acknowledged, paint, &mut out);
    }
    if !report.diff.findings.is_empty() {
        out.push('\n');
    }
    for problem in &report.problems {
        let place = report
            .file
            .as_ref()
            .map_or_else(String::new, |file| span_place(file, problem.span));
        let _ = writeln!(
            out,
            "{} {}\n {} {place}\n",
            paint.error("error:"),
            text::shown(&problem.message),
            paint.faint("-->")
        );
    }
    let headline = report.headline();
    let headline = match report.diff.bump() {
        None => paint.good(&headline),
        Some(Bump::Major) => paint.error(&headline),
        Some(Bump::Minor) => paint.warning(&headline),
        Some(Bump::Patch) => paint.strong(&headline),
    };
    let _ = writeln!(out, "{headline}");
    let _ = writeln!(out, "{}", report.proof());
    if let Some(first) = report.diff.findings.first() {
        let acknowledged = report.acknowledged.iter().flatten().count();
        let by_itself = report
            .acknowledged
            .iter()
            .flatten()
            .filter(|entry| entry.since == Since::ThisChange)
            .count();
        let seen = match (acknowledged, by_itself) {
            (0, _) => String::new(),
            (all, 0) => format!(", {all} acknowledged"),
            (all, new) => format!(", {all} acknowledged, {new} of them by this change"),
        };
        let _ = writeln!(
            out,
            "{}{seen}; `theta explain-rule {}` explains the first",
            count(report.diff.findings.len(), "finding"),
            first.rule.id
        );
    }
    out
}

fn one(
    report: &Report,
    finding: &Finding,
    acknowledged: Option<&Acknowledged>,
    paint: Paint,
    out: &mut String,
) {
    let rule = finding.rule;
    let head = format!("{}[{}]", rule.bump().as_str(), rule.id);
    let head = match rule.bump() {
        Bump::Major => paint.error(&head),
        Bump::Minor => paint.warning(&head),
        Bump::Patch => paint.faint(&head),
    };
    let _ = writeln!(
        out,
        "{head}{} {}",
        paint.strong(":"),
        paint.strong(&text::shown(&finding.sees))
    );
    let arrow = paint.faint("-->");
    let _ = writeln!(
        out,
        "  {arrow} {} {arrow} {}",
        place(&report.old, &finding.old_at),
        place(&report.new, &finding.new_at)
    );
    match (&finding.old, &finding.new) {
        (Some(old), Some(new)) => {
            for line in text::lines(old, new, paint) {
                let _ = writeln!(out, "  {line}");
            }
        }
        (Some(old), None) => {
            let _ = writeln!(out, "  {} {}", paint.error("-"), text::shown(old));
        }
        (None, Some(new)) => {
            let _ = writeln!(out, "  {} {}", paint.good("+"), text::shown(new));
        }
        (None, None) => {}
    }
    for change in finding.replies.iter().take(REPLIES) {
        let (status, body, endpoints) = reply(change);
        let (was, is) = outcomes(change);
        let _ = writeln!(out, "  {} {body}", paint.strong(&status));
        let _ = writeln!(
            out,
            "      was {}, becomes {} on {endpoints}",
            paint.error(&text::shown(&was)),
            paint.good(&text::shown(&is))
        );
    }
    if finding.replies.len() > REPLIES {
        let more = count(finding.replies.len() - REPLIES, "more reply");
        let _ = writeln!(out, "  and {more}");
    }
    let explained: Vec<&str> = finding.explains.iter().map(|one| one.rule).collect();
    if !explained.is_empty() {
        let _ = writeln!(
            out,
            "  {} explains {}",
            paint.faint("="),
            explained.join(", ")
        );
    }
    let _ = writeln!(
        out,
        "  {} {}; {}",
        paint.faint("="),
        verdicts(finding),
        finding.fingerprint
    );
    if let Some(entry) = acknowledged {
        let _ = writeln!(
            out,
            "  {} {}: {}",
            paint.good("="),
            acknowledgement(entry),
            text::shown(&entry.note)
        );
    }
}
