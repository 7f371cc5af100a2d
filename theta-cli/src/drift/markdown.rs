//! For an issue or a comment on a pull request.

use super::report::{Entry, Report, excerpt, place};
use crate::diff::markdown::{code, prose};
use crate::output::count;
use std::fmt::Write as _;
use theta_drift::Verdict;
use theta_spec::text::markdown::cell;

/// GitHub refuses a text of more than 65 536 characters; what is around it needs room as well.
const MOST_CHARACTERS: usize = 60_000;

/// Finds the comment again, so that a later run replaces it.
const MARKER: &str = "<!-- theta drift -->";

pub(super) fn write(report: &Report, ledger: bool) -> String {
    let mut out = format!(
        "{MARKER}\n### `theta drift`: {}\n",
        prose(&report.headline())
    );
    if report.unreadable().next().is_some() || !report.problems.is_empty() {
        out.push('\n');
    }
    for (page, why) in report.unreadable() {
        let _ = writeln!(
            out,
            "- **unreadable** {} {}; nothing of it was compared",
            code(page.name()),
            prose(why)
        );
    }
    for (message, at) in report.problems() {
        let _ = writeln!(out, "- **error** {}: {}", code(&at), prose(message));
    }
    for verdict in Report::ORDER {
        let entries: Vec<&Entry> = report
            .news()
            .filter(|entry| entry.finding.verdict == *verdict)
            .collect();
        section(report, title(*verdict), &entries, false, &mut out);
    }
    let conflicts: Vec<&Entry> = report.conflicts().collect();
    section(
        report,
        "The docs contradict themselves",
        &conflicts,
        true,
        &mut out,
    );
    let reread: Vec<&Entry> = report.reread().collect();
    section(
        report,
        "Seen only by the newer version of the command",
        &reread,
        true,
        &mut out,
    );
    written(report, &mut out);
    out.push_str(
        "\n| page | facts of the contract found | tokens accounted for |\n| --- | --- | --- |\n",
    );
    for page in report.pages.iter().filter(|page| page.unreadable.is_none()) {
        let _ = writeln!(
            out,
            "| {} | {} | {} of {} |",
            cell(&code(page.source.name())),
            page.found,
            page.accounted,
            page.tokens
        );
    }
    if ledger && !report.unclaimed.is_empty() {
        out.push_str("\n<details><summary>Tokens that no fact accounts for</summary>\n\n");
        for token in &report.unclaimed {
            if let Some(page) = report.pages.get(token.place.page) {
                let line = format!(
                    "- {} {} {}\n",
                    code(&place(&page.source, token.place.span)),
                    super::report::token_word(token.kind),
                    code(&token.text)
                );
                if out.chars().count() + line.chars().count() > MOST_CHARACTERS {
                    out.push_str("- and more: run `theta drift --ledger` to see them\n");
                    break;
                }
                out.push_str(&line);
            }
        }
        out.push_str("\n</details>\n");
    }
    if let Some(next) = report.next_step() {
        let _ = writeln!(out, "\nNext: {}", prose(&next));
    }
    out
}

fn title(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Changed => "Changed",
        Verdict::Moved => "Moved",
        Verdict::New => "New in the docs",
        Verdict::Missing => "Missing in the docs",
        Verdict::Maybe => "Perhaps changed",
        Verdict::Ambiguous => "Can be read in several ways",
        Verdict::Conflict => "The docs contradict themselves",
        Verdict::Agree => "Agreed",
    }
}

fn section(report: &Report, title: &str, entries: &[&Entry], folded: bool, out: &mut String) {
    if entries.is_empty() {
        return;
    }
    let title = format!("{title}: {}", entries.len());
    let _ = if folded {
        write!(out, "\n<details><summary>{title}</summary>\n\n")
    } else {
        write!(out, "\n#### {title}\n\n")
    };
    for (at, entry) in entries.iter().enumerate() {
        let text = one(report, entry);
        if out.chars().count() + text.chars().count() > MOST_CHARACTERS {
            let _ = writeln!(
                out,
                "- and {} more: run `theta drift` to see them",
                count(entries.len() - at, "finding")
            );
            break;
        }
        out.push_str(&text);
    }
    if folded {
        out.push_str("\n</details>\n");
    }
}

fn one(report: &Report, entry: &Entry) -> String {
    let finding = &entry.finding;
    let mut out = format!(
        "- **{}** {}: {}\n",
        finding.kind,
        code(&finding.subject),
        prose(&finding.message)
    );
    let mut line = |source, span| {
        let _ = writeln!(
            out,
            "  - {} {}",
            code(&place(source, span)),
            code(&excerpt(source, span))
        );
    };
    if let Some(spec) = &finding.spec {
        line(&report.spec, spec.span);
    }
    for side in finding.pages.iter().take(4) {
        if let Some(page) = report.pages.get(side.place.page) {
            line(&page.source, side.place.span);
        }
    }
    if finding.change.is_some() {
        out.push_str("  - `--apply` writes it\n");
    }
    if !finding.help.is_empty() {
        let _ = writeln!(out, "  - {}", prose(&finding.help));
    }
    out
}

fn written(report: &Report, out: &mut String) {
    let Some(written) = &report.written else {
        return;
    };
    let _ = writeln!(out, "\n#### Written into {}\n", code(report.spec.name()));
    for edit in &written.edits {
        let _ = writeln!(out, "- {}", prose(&report.written_line(edit)));
    }
    let _ = writeln!(out, "\n`theta diff`: {}\n", prose(&written.headline));
    for line in &written.rules {
        let _ = writeln!(out, "- {}", prose(line));
    }
}
