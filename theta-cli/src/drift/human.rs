//! For a terminal.

use super::report::{Entry, Report, excerpt, place};
use crate::diff::text;
use crate::output::{Paint, count, visible};
use std::fmt::Write as _;
use theta_drift::{Place, Verdict};
use theta_spec::source::{SourceText, Span};

/// Most places of a page that are shown for one finding.
const PLACES: usize = 4;
/// Longest sentence that is shown, in characters.
const SENTENCE: usize = 400;

pub(super) fn write(report: &Report, ledger: bool, paint: Paint) -> String {
    let mut out = String::new();
    for (page, why) in report.unreadable() {
        let _ = writeln!(
            out,
            "{} {} {}; nothing of it was compared\n",
            paint.error("unreadable:"),
            page.name(),
            text::shown(why)
        );
    }
    for entry in report.news() {
        one(report, entry, paint, &mut out);
    }
    let conflicts: Vec<&Entry> = report.conflicts().collect();
    if !conflicts.is_empty() {
        let _ = writeln!(
            out,
            "{}\n",
            paint.strong(
                "The docs contradict themselves, which is nothing that the contract can follow:"
            )
        );
        for entry in conflicts {
            one(report, entry, paint, &mut out);
        }
    }
    let reread: Vec<&Entry> = report.reread().collect();
    if !reread.is_empty() {
        let _ = writeln!(
            out,
            "{}\n",
            paint.strong("The pages are the same; only the newer version of this command sees:")
        );
        for entry in reread {
            one(report, entry, paint, &mut out);
        }
    }
    for reworded in &report.reworded {
        let _ = writeln!(
            out,
            "{} the docs word `{}` otherwise; the contract has words of its own",
            paint.faint("reworded:"),
            text::shown(&reworded.subject)
        );
        for line in text::lines(&reworded.was, &reworded.now, paint) {
            let _ = writeln!(out, "  {line}");
        }
        out.push('\n');
    }
    for (message, at) in report.problems() {
        let _ = writeln!(
            out,
            "{} {}\n {} {at}\n",
            paint.error("error:"),
            text::shown(message),
            paint.faint("-->")
        );
    }
    pages(report, ledger, paint, &mut out);
    let headline = report.headline();
    let headline = match report.verdict() {
        super::report::Outcome::Clean => paint.good(&headline),
        super::report::Outcome::News => paint.warning(&headline),
        super::report::Outcome::Unreadable => paint.error(&headline),
    };
    let _ = writeln!(out, "{headline}");
    if let Some(next) = report.next_step() {
        let _ = writeln!(out, "{} {next}", paint.strong("next:"));
    }
    out
}

fn one(report: &Report, entry: &Entry, paint: Paint, out: &mut String) {
    let finding = &entry.finding;
    let head = format!("{}[{}]", finding.verdict, finding.kind);
    let head = match finding.verdict {
        Verdict::Changed | Verdict::Moved | Verdict::Missing => paint.error(&head),
        Verdict::Conflict => paint.faint(&head),
        _ => paint.warning(&head),
    };
    let _ = writeln!(
        out,
        "{head}{} {}",
        paint.strong(":"),
        paint.strong(&visible(&finding.message, SENTENCE))
    );
    let mut line = |source: &SourceText, span: Span| {
        let _ = writeln!(
            out,
            "  {} {}: {}",
            paint.faint("-->"),
            place(source, span),
            text::shown(&excerpt(source, span))
        );
    };
    if let Some(spec) = &finding.spec {
        line(&report.spec, spec.span);
    }
    for side in finding.pages.iter().take(PLACES) {
        let Place { page, span } = side.place;
        if let Some(page) = report.pages.get(page) {
            line(&page.source, span);
        }
    }
    if finding.pages.len() > PLACES {
        let more = count(finding.pages.len() - PLACES, "more place");
        let _ = writeln!(out, "  and {more}");
    }
    if let Some((old, new)) = entry.texts() {
        for line in text::lines(old, new, paint) {
            let _ = writeln!(out, "  {line}");
        }
    }
    let mut facts = vec![finding.subject.clone()];
    if let Some(score) = finding.score {
        facts.push(format!("alike {score:.2}"));
    }
    if finding.change.is_some() {
        facts.push("--apply writes it".to_owned());
    }
    let _ = writeln!(
        out,
        "  {} {}",
        paint.faint("="),
        text::shown(&facts.join("; "))
    );
    if !finding.help.is_empty() {
        let _ = writeln!(
            out,
            "  {} {} {}",
            paint.faint("="),
            paint.strong("help:"),
            visible(&finding.help, SENTENCE)
        );
    }
    out.push('\n');
}

/// What was found on each page, and what no fact accounts for.
fn pages(report: &Report, ledger: bool, paint: Paint, out: &mut String) {
    for (at, page) in report.pages.iter().enumerate() {
        if page.unreadable.is_some() {
            continue;
        }
        let unclaimed = page.tokens - page.accounted;
        let hint = if unclaimed > 0 && !ledger {
            "; --ledger lists the others"
        } else {
            ""
        };
        let _ = writeln!(
            out,
            "{}: {} of the contract found, {} of {} accounted for{hint}",
            page.source.name(),
            count(page.found, "fact"),
            page.accounted,
            count(page.tokens, "token")
        );
        if ledger {
            for token in report
                .unclaimed
                .iter()
                .filter(|token| token.place.page == at)
            {
                let _ = writeln!(
                    out,
                    "  {} {}: {} {}",
                    paint.faint("-->"),
                    place(&page.source, token.place.span),
                    super::report::token_word(token.kind),
                    visible(&token.text, 80)
                );
            }
        }
    }
    if let Some(written) = &report.written {
        let _ = writeln!(out, "\n{} {}", paint.good("written:"), report.spec.name());
        for edit in &written.edits {
            let _ = writeln!(out, "  {}", text::shown(&report.written_line(edit)));
        }
        let _ = writeln!(out, "{} {}", paint.strong("theta diff:"), written.headline);
        for line in &written.rules {
            let _ = writeln!(out, "  {}", text::shown(line));
        }
        out.push('\n');
    }
}
