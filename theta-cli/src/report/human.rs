//! For a terminal.

use super::document::{Document, Finding, Page, Problem, Tone};
use super::pieces;
use crate::shown::{clipped, shown};
use crate::styles::{ERROR, FAINT, GOOD, STRONG, WARNING};
use anstyle::Style;
use std::fmt::{self, Formatter};
use theta_spec::text::count;

/// Most replies that are shown for one finding.
const REPLIES: usize = 6;

/// Longest sentence that is shown, in characters.
const SENTENCE: usize = 400;

/// Longest line of what is known already, in characters.
const KNOWN: usize = 140;

/// Most pieces of a page that are shown for one finding.
const PIECES: usize = 20;

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
                "{ERROR}unreadable:{ERROR:#} {page} is {why}; nothing of it was compared\n"
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
        for line in &document.known {
            writeln!(f, "{FAINT}known:{FAINT:#} {}", clipped(line, KNOWN))?;
        }
        for one in &document.problems {
            problem(f, one)?;
        }
        for page in &document.pages {
            stated(f, page)?;
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
        // Who has settled it has seen it.
        if let (true, Some((by, _))) = (finding.settled, &finding.acknowledged) {
            let fingerprint = finding.fingerprint;
            return writeln!(
                f,
                "{FAINT}{class}[{kind}]: {says} ({by}; {fingerprint}){FAINT:#}\n"
            );
        }
        writeln!(f, "{tone}{class}[{kind}]{tone:#}{STRONG}: {says}{STRONG:#}")?;
        let arrow = format!("{FAINT}-->{FAINT:#}");
        if let Some([old, new]) = &finding.places {
            writeln!(f, "  {arrow} {old} {arrow} {new}")?;
        }
        for (place, line) in &finding.lines {
            writeln!(f, "  {arrow} {place}: {}", shown(line))?;
        }
        more(f, finding.more_lines, "more place")?;
        self.values(f, finding.values)?;
        let mut before = None;
        for piece in finding.pieces.iter().take(PIECES) {
            if before.replace(piece.what.as_str()) != Some(piece.what.as_str()) {
                writeln!(f, "  {FAINT}={FAINT:#} {}:", shown(&piece.what))?;
            }
            self.values(f, piece.values)?;
        }
        more(
            f,
            finding.pieces.len().saturating_sub(PIECES),
            "more change",
        )?;
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
        for fact in &finding.told {
            writeln!(f, "  {FAINT}={FAINT:#} {}", shown(fact))?;
        }
        if let Some((risk, is_high)) = finding.risk {
            let style = if is_high { ERROR } else { WARNING };
            writeln!(f, "  {FAINT}={FAINT:#} {style}risk:{style:#} {risk}")?;
        }
        for (says, fingerprint) in &finding.also {
            let says = clipped(says, SENTENCE);
            writeln!(f, "  {FAINT}={FAINT:#} also {says}; {fingerprint}")?;
        }
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

    /// Two values, one below the other.
    fn values(&self, f: &mut Formatter<'_>, values: [Option<&str>; 2]) -> fmt::Result {
        match values {
            [Some(old), Some(new)] => {
                for line in pieces::lines(old, new, self.coloured) {
                    writeln!(f, "  {line}")?;
                }
                Ok(())
            }
            [Some(old), None] => {
                writeln!(f, "  {ERROR}-{ERROR:#} {}", shown(old))
            }
            [None, Some(new)] => {
                writeln!(f, "  {GOOD}+{GOOD:#} {}", shown(new))
            }
            [None, None] => Ok(()),
        }
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

/// What a page states of the contract.
fn stated(f: &mut Formatter<'_>, page: &Page<'_>) -> fmt::Result {
    let pinned = if page.pinned { "" } else { "; never accepted" };
    writeln!(f, "{}: {}{pinned}", page.file, page.share())?;
    if let untold @ 1.. = page.untold.len() {
        let untold = count(untold, "fact");
        writeln!(
            f,
            "  {untold} of the contract cannot be told from it (--format json lists them)"
        )?;
    }
    Ok(())
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
