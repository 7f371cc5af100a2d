//! For a terminal.

use super::document::{Document, Finding, Page, Problem, Reworded, Tone};
use super::pieces;
use crate::shown::{clipped, shown, visible};
use crate::styles::{ERROR, FAINT, GOOD, STRONG, WARNING};
use anstyle::Style;
use std::fmt::{self, Formatter};
use theta_spec::text::count;

/// Most replies that are shown for one finding.
const REPLIES: usize = 6;

/// Longest sentence that is shown, in characters.
const SENTENCE: usize = 400;

/// Longest token that is shown, in characters.
const TOKEN: usize = 80;

/// A report as a terminal shows it.
pub(crate) struct Human<'d> {
    document: &'d Document<'d>,
    coloured: bool,
}

impl<'d> Document<'d> {
    /// Returns the report for a terminal.
    pub(crate) fn human(&'d self, coloured: bool) -> Human<'d> {
        let document = self;
        Human { document, coloured }
    }
}

impl fmt::Display for Human<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let document = self.document;
        for (page, why) in &document.unreadable {
            let why = shown(why);
            writeln!(
                f,
                "{ERROR}unreadable:{ERROR:#} {page} {why}; nothing of it was compared\n"
            )?;
        }
        let mut section = None;
        for finding in &document.findings {
            if section.replace(finding.section) != Some(finding.section) {
                match document.sections[finding.section].intro {
                    "" => {}
                    intro => writeln!(f, "{STRONG}{intro}{STRONG:#}\n")?,
                }
            }
            self.finding(f, finding)?;
        }
        for reworded in &document.reworded {
            self.reworded(f, reworded)?;
        }
        for one in &document.problems {
            problem(f, one)?;
        }
        for page in &document.pages {
            self.page(f, page)?;
        }
        self.written(f)?;
        let tone = style(document.tone);
        writeln!(f, "{tone}{}{tone:#}", document.headline)?;
        for line in [&document.proof, &document.tally] {
            if !line.is_empty() {
                writeln!(f, "{line}")?;
            }
        }
        if let Some(next) = &document.next {
            writeln!(f, "{STRONG}next:{STRONG:#} {next}")?;
        }
        Ok(())
    }
}

impl Human<'_> {
    fn finding(&self, f: &mut Formatter<'_>, finding: &Finding<'_>) -> fmt::Result {
        let Finding { class, kind, .. } = finding;
        let tone = style(finding.tone);
        let says = clipped(finding.says, SENTENCE);
        writeln!(f, "{tone}{class}[{kind}]{tone:#}{STRONG}: {says}{STRONG:#}")?;
        let arrow = format!("{FAINT}-->{FAINT:#}");
        if let Some([old, new]) = &finding.places {
            writeln!(f, "  {arrow} {old} {arrow} {new}")?;
        }
        for (place, line) in &finding.lines {
            writeln!(f, "  {arrow} {place}: {}", shown(line))?;
        }
        more(f, finding.more_lines, "more place")?;
        match finding.values {
            [Some(old), Some(new)] => {
                for line in pieces::lines(old, new, self.coloured) {
                    writeln!(f, "  {line}")?;
                }
            }
            [Some(old), None] => writeln!(f, "  {ERROR}-{ERROR:#} {}", shown(old))?,
            [None, Some(new)] => writeln!(f, "  {GOOD}+{GOOD:#} {}", shown(new))?,
            [None, None] => {}
        }
        for reply in finding.replies.iter().take(REPLIES) {
            let (was, becomes) = (shown(&reply.was), shown(&reply.becomes));
            let (status, endpoints) = (&reply.status, &reply.endpoints);
            writeln!(f, "  {STRONG}{status}{STRONG:#} {}", shown(&reply.sent))?;
            writeln!(
                f,
                "      was {ERROR}{was}{ERROR:#}, becomes {GOOD}{becomes}{GOOD:#} on {endpoints}"
            )?;
        }
        let more_replies = finding.replies.len().saturating_sub(REPLIES);
        more(f, more_replies, "more reply")?;
        for fact in &finding.facts {
            writeln!(f, "  {FAINT}={FAINT:#} {}", shown(fact))?;
        }
        if !finding.help.is_empty() {
            let help = clipped(finding.help, SENTENCE);
            writeln!(f, "  {FAINT}={FAINT:#} {STRONG}help:{STRONG:#} {help}")?;
        }
        if let Some((by, note)) = &finding.acknowledged {
            writeln!(f, "  {GOOD}={GOOD:#} {by}: {}", shown(note))?;
        }
        writeln!(f)
    }

    fn reworded(&self, f: &mut Formatter<'_>, reworded: &Reworded<'_>) -> fmt::Result {
        let subject = shown(reworded.subject);
        writeln!(
            f,
            "{FAINT}reworded:{FAINT:#} the docs word `{subject}` otherwise; the contract has words of its own"
        )?;
        let [was, now] = pieces::lines(reworded.was, reworded.now, self.coloured);
        writeln!(f, "  {was}\n  {now}\n")
    }

    /// What was found on a page, and what no fact accounts for.
    fn page(&self, f: &mut Formatter<'_>, page: &Page<'_>) -> fmt::Result {
        let (file, accounted) = (page.file, page.accounted);
        let (facts, tokens) = (count(page.found, "fact"), count(page.tokens, "token"));
        let ledger = self.document.ledger;
        let hint = match page.tokens - page.accounted {
            1.. if !ledger => "; --ledger lists the others",
            _ => "",
        };
        writeln!(
            f,
            "{file}: {facts} of the contract found, {accounted} of {tokens} accounted for{hint}"
        )?;
        for token in page.unclaimed.iter().filter(|_| ledger) {
            let (text, kind) = (visible(token.text, TOKEN), token.looks_like);
            let (line, column) = (token.line, token.column);
            writeln!(
                f,
                "  {FAINT}-->{FAINT:#} {file}:{line}:{column}: {kind} {text}"
            )?;
        }
        Ok(())
    }

    fn written(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Some((file, written)) = &self.document.written else {
            return Ok(());
        };
        writeln!(f, "\n{GOOD}written:{GOOD:#} {file}")?;
        for edit in &written.edits {
            writeln!(f, "  {}", shown(&edit.line(file)))?;
        }
        writeln!(f, "{STRONG}theta diff:{STRONG:#} {}", written.diff)?;
        for line in written.diff_findings {
            writeln!(f, "  {}", shown(line))?;
        }
        writeln!(f)
    }
}

fn style(tone: Tone) -> Style {
    match tone {
        Tone::Good => GOOD,
        Tone::Strong => STRONG,
        Tone::Faint => FAINT,
        Tone::Warning => WARNING,
        Tone::Error => ERROR,
    }
}

fn more(f: &mut Formatter<'_>, number: usize, what: &str) -> fmt::Result {
    match number {
        0 => Ok(()),
        _ => writeln!(f, "  and {}", count(number, what)),
    }
}

fn problem(f: &mut Formatter<'_>, problem: &Problem<'_>) -> fmt::Result {
    let (message, place) = (shown(problem.message), problem.place);
    writeln!(f, "{ERROR}error:{ERROR:#} {message}")?;
    writeln!(f, " {FAINT}-->{FAINT:#} {place}\n")
}
