//! For a terminal.

use super::document::{Document, Finding, Page, Problem, Reworded, Tone};
use super::pieces;
use crate::shown::{clipped, shown, visible};
use crate::styles::Styles;
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
    styles: Styles,
}

impl<'d> Document<'d> {
    /// Returns the report for a terminal.
    pub(crate) fn human(&'d self, styles: Styles) -> Human<'d> {
        let document = self;
        Human { document, styles }
    }
}

impl fmt::Display for Human<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Styles { error, strong, .. } = self.styles;
        let document = self.document;
        for (page, why) in &document.unreadable {
            let why = shown(why);
            writeln!(
                f,
                "{error}unreadable:{error:#} {page} {why}; nothing of it was compared\n"
            )?;
        }
        let mut section = None;
        for finding in &document.findings {
            if section.replace(finding.section) != Some(finding.section) {
                match document.sections[finding.section].intro {
                    "" => {}
                    intro => writeln!(f, "{strong}{intro}{strong:#}\n")?,
                }
            }
            self.finding(f, finding)?;
        }
        for reworded in &document.reworded {
            self.reworded(f, reworded)?;
        }
        for problem in &document.problems {
            self.problem(f, problem)?;
        }
        for page in &document.pages {
            self.page(f, page)?;
        }
        self.written(f)?;
        let tone = self.tone(document.tone);
        writeln!(f, "{tone}{}{tone:#}", document.headline)?;
        for line in [&document.proof, &document.tally] {
            if !line.is_empty() {
                writeln!(f, "{line}")?;
            }
        }
        if let Some(next) = &document.next {
            writeln!(f, "{strong}next:{strong:#} {next}")?;
        }
        Ok(())
    }
}

impl Human<'_> {
    fn tone(&self, tone: Tone) -> Style {
        match tone {
            Tone::Good => self.styles.good,
            Tone::Strong => self.styles.strong,
            Tone::Faint => self.styles.faint,
            Tone::Warning => self.styles.warning,
            Tone::Error => self.styles.error,
        }
    }

    fn finding(&self, f: &mut Formatter<'_>, finding: &Finding<'_>) -> fmt::Result {
        let Styles {
            error,
            good,
            faint,
            strong,
            ..
        } = self.styles;
        let Finding { class, kind, .. } = finding;
        let tone = self.tone(finding.tone);
        let says = clipped(finding.says, SENTENCE);
        writeln!(f, "{tone}{class}[{kind}]{tone:#}{strong}: {says}{strong:#}")?;
        let arrow = format!("{faint}-->{faint:#}");
        if let Some([old, new]) = &finding.places {
            writeln!(f, "  {arrow} {old} {arrow} {new}")?;
        }
        for (place, line) in &finding.lines {
            writeln!(f, "  {arrow} {place}: {}", shown(line))?;
        }
        self.more(f, finding.more_lines, "more place")?;
        match finding.values {
            [Some(old), Some(new)] => {
                for line in pieces::lines(old, new, self.styles) {
                    writeln!(f, "  {line}")?;
                }
            }
            [Some(old), None] => writeln!(f, "  {error}-{error:#} {}", shown(old))?,
            [None, Some(new)] => writeln!(f, "  {good}+{good:#} {}", shown(new))?,
            [None, None] => {}
        }
        for reply in finding.replies.iter().take(REPLIES) {
            let (was, becomes) = (shown(&reply.was), shown(&reply.becomes));
            let (status, endpoints) = (&reply.status, &reply.endpoints);
            writeln!(f, "  {strong}{status}{strong:#} {}", shown(reply.body))?;
            writeln!(
                f,
                "      was {error}{was}{error:#}, becomes {good}{becomes}{good:#} on {endpoints}"
            )?;
        }
        self.more(
            f,
            finding.replies.len().saturating_sub(REPLIES),
            "more reply",
        )?;
        for fact in &finding.facts {
            writeln!(f, "  {faint}={faint:#} {}", shown(fact))?;
        }
        if !finding.help.is_empty() {
            let help = clipped(finding.help, SENTENCE);
            writeln!(f, "  {faint}={faint:#} {strong}help:{strong:#} {help}")?;
        }
        if let Some((by, note)) = &finding.acknowledged {
            writeln!(f, "  {good}={good:#} {by}: {}", shown(note))?;
        }
        writeln!(f)
    }

    fn more(&self, f: &mut Formatter<'_>, number: usize, what: &str) -> fmt::Result {
        match number {
            0 => Ok(()),
            _ => writeln!(f, "  and {}", count(number, what)),
        }
    }

    fn reworded(&self, f: &mut Formatter<'_>, reworded: &Reworded<'_>) -> fmt::Result {
        let Styles { faint, .. } = self.styles;
        let subject = shown(reworded.subject);
        writeln!(
            f,
            "{faint}reworded:{faint:#} the docs word `{subject}` otherwise; the contract has words of its own"
        )?;
        let [was, now] = pieces::lines(reworded.was, reworded.now, self.styles);
        writeln!(f, "  {was}\n  {now}\n")
    }

    fn problem(&self, f: &mut Formatter<'_>, problem: &Problem<'_>) -> fmt::Result {
        let Styles { error, faint, .. } = self.styles;
        let (message, place) = (shown(problem.message), problem.place);
        writeln!(
            f,
            "{error}error:{error:#} {message}\n {faint}-->{faint:#} {place}\n"
        )
    }

    /// What was found on a page, and what no fact accounts for.
    fn page(&self, f: &mut Formatter<'_>, page: &Page<'_>) -> fmt::Result {
        let Styles { faint, .. } = self.styles;
        let Page {
            file, accounted, ..
        } = page;
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
            writeln!(
                f,
                "  {faint}-->{faint:#} {file}:{}:{}: {kind} {text}",
                token.line, token.column
            )?;
        }
        Ok(())
    }

    fn written(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let Styles { good, strong, .. } = self.styles;
        let Some((file, written)) = &self.document.written else {
            return Ok(());
        };
        writeln!(f, "\n{good}written:{good:#} {file}")?;
        for edit in &written.edits {
            writeln!(f, "  {}", shown(&edit.line(file)))?;
        }
        writeln!(f, "{strong}theta diff:{strong:#} {}", written.diff)?;
        for line in written.diff_findings {
            writeln!(f, "  {}", shown(line))?;
        }
        writeln!(f)
    }
}
