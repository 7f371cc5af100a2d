//! For one comment on a pull request.

use super::report::{Report, acknowledgement, outcomes, place, reply, verdicts};
use super::text::{Piece, changed, pieces, shown};
use crate::output::count;
use std::fmt::Write as _;
use theta_diff::{Acknowledged, Finding};
use theta_spec::text::markdown;

/// GitHub refuses a comment of more than 65 536 characters; what is around it needs room as well.
const MOST_CHARACTERS: usize = 60_000;
/// Findings of texts and additions begin here.
const QUIET_RANK: u8 = 5;
/// Most replies that are shown for one finding.
const REPLIES: usize = 3;

/// Finds the comment again, so that a later run replaces it.
const MARKER: &str = "<!-- theta diff -->";

pub(super) fn write(report: &Report) -> String {
    let mut head = format!(
        "{MARKER}\n### `theta diff`: {}\n\n",
        prose(&report.headline())
    );
    let _ = writeln!(
        head,
        "{} → {}. {}.\n",
        code(report.old.name()),
        code(report.new.name()),
        prose(&report.proof())
    );
    for problem in &report.problems {
        let _ = writeln!(head, "- **acknowledgement**: {}", prose(&problem.message));
    }
    // What a change acknowledges for itself is not folded away, whatever it is about.
    let is_loud = |finding: &Finding, acknowledged: Option<&Acknowledged>| match acknowledged {
        None => finding.rule.rank() < QUIET_RANK,
        Some(entry) => !entry.settles(finding.rule),
    };
    let (loud, quiet): (Vec<_>, Vec<_>) = report
        .findings()
        .partition(|(finding, acknowledged)| is_loud(finding, *acknowledged));
    let mut room = MOST_CHARACTERS.saturating_sub(head.chars().count());
    let mut out = head;
    section(
        report,
        "What callers notice",
        &loud,
        false,
        &mut room,
        &mut out,
    );
    section(
        report,
        "Additions, texts, and what was acknowledged before",
        &quiet,
        true,
        &mut room,
        &mut out,
    );
    out
}

type Entry<'r> = (&'r Finding, Option<&'r Acknowledged>);

fn section(
    report: &Report,
    title: &str,
    entries: &[Entry<'_>],
    folded: bool,
    room: &mut usize,
    out: &mut String,
) {
    if entries.is_empty() {
        return;
    }
    let title = format!("{title}: {}", entries.len());
    let _ = if folded {
        write!(out, "<details><summary>{title}</summary>\n\n")
    } else {
        write!(out, "#### {title}\n\n")
    };
    for (at, (finding, acknowledged)) in entries.iter().enumerate() {
        let text = one(report, finding, *acknowledged);
        let length = text.chars().count();
        // The end of the comment needs room too.
        if length + 400 > *room {
            let _ = writeln!(
                out,
                "- and {} more: run `theta diff` to see them",
                count(entries.len() - at, "finding")
            );
            *room = 0;
            break;
        }
        *room -= length;
        out.push_str(&text);
    }
    out.push_str(if folded { "\n</details>\n" } else { "\n" });
}

fn one(report: &Report, finding: &Finding, acknowledged: Option<&Acknowledged>) -> String {
    let rule = finding.rule;
    let mut out = format!(
        "- **{}** {}: {} ({})\n",
        rule.bump().as_str(),
        code(rule.id),
        prose(&finding.sees),
        prose(&verdicts(finding))
    );
    match (&finding.old, &finding.new) {
        (Some(old), Some(new)) => {
            let _ = writeln!(out, "  - {}", difference(old, new));
        }
        (Some(old), None) => {
            let _ = writeln!(out, "  - was {}", code(old));
        }
        (None, Some(new)) => {
            let _ = writeln!(out, "  - is {}", code(new));
        }
        (None, None) => {}
    }
    for change in finding.replies.iter().take(REPLIES) {
        let (status, body, endpoints) = reply(change);
        let (was, is) = outcomes(change);
        let _ = writeln!(
            out,
            "  - {}: was {}, becomes {} on {}",
            code(&format!("{status} {body}")),
            code(&was),
            code(&is),
            prose(&endpoints)
        );
    }
    if finding.replies.len() > REPLIES {
        let more = count(finding.replies.len() - REPLIES, "more reply");
        let _ = writeln!(out, "  - and {more}");
    }
    let _ = writeln!(
        out,
        "  - {} → {}; fingerprint `{}`",
        code(&place(&report.old, &finding.old_at)),
        code(&place(&report.new, &finding.new_at)),
        finding.fingerprint
    );
    if let Some(entry) = acknowledged {
        let _ = writeln!(
            out,
            "  - {}: {}",
            acknowledgement(entry),
            prose(&entry.note)
        );
    }
    out
}

/// Both texts with what changed in bold.
fn difference(old: &str, new: &str) -> String {
    let Some(pieces) = pieces(old, new) else {
        return format!("{} → {}", code(old), code(new));
    };
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Same(text) => code(text),
        Piece::Removed(text) => format!("~~**{}**~~", markdown::code(&changed(text))),
        Piece::Added(text) => format!("**{}**", markdown::code(&changed(text))),
    });
    pieces.collect()
}

/// A text as code, whatever stands in it.
pub(crate) fn code(text: &str) -> String {
    markdown::code(&shown(text))
}

/// A sentence of ours, with names of the contract between backticks.
pub(crate) fn prose(text: &str) -> String {
    markdown::prose(&shown(text))
}
