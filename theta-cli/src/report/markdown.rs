//! For an issue, or one comment on a pull request.

use super::document::{Document, Finding, Section};
use super::pieces::{Piece, changed, pieces};
use crate::shown::{clipped, shown};
use std::fmt::{self, Formatter, Write};
use theta_spec::text::{count, markdown};

/// GitHub refuses a text of more than 65 536 characters; what is around it needs room as well.
const MOST_CHARACTERS: usize = 60_000;

/// Most problems with a file of ours that are listed: findings need the room.
const PROBLEMS: usize = 20;

/// How much of a finding is written.
struct Room {
    /// Longest text in it, in characters.
    text: usize,
    /// Most replies.
    replies: usize,
    /// Most pieces of a page, lines of a file, and other things that the same is said of.
    others: usize,
}

/// How a finding is written that takes at most [`SHARE`] of the room.
const WHOLE: Room = Room {
    text: usize::MAX,
    replies: 3,
    others: usize::MAX,
};

/// How a longer one is, or one for which little is left.
const BRIEF: Room = Room {
    text: 300,
    replies: 1,
    others: 3,
};

/// Most characters of a finding that is written whole.
const SHARE: usize = 6_000;

/// A report as Markdown. Its first line finds the comment again, so that a later run replaces it.
pub(crate) struct Markdown<'d>(&'d Document<'d>);

impl<'d> Document<'d> {
    /// Returns the report as Markdown.
    pub(crate) fn markdown(&'d self) -> Markdown<'d> {
        Markdown(self)
    }
}

impl fmt::Display for Markdown<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let mut out = String::new();
        self.write(&mut out)?;
        f.write_str(&out)
    }
}

impl Markdown<'_> {
    fn write(&self, out: &mut String) -> fmt::Result {
        let document = self.0;
        let (command, headline) = (document.command, prose(&document.headline));
        writeln!(
            out,
            "<!-- theta {command} -->\n### `theta {command}`: {headline}"
        )?;
        let is_wrong = !document.unreadable.is_empty() || !document.problems.is_empty();
        if let Some([old, new]) = document.sides {
            let (old, new, proof) = (code(old), code(new), prose(&document.proof));
            writeln!(out, "\n{old} → {new}. {proof}.\n")?;
            if !document.tally.is_empty() {
                writeln!(out, "{}.\n", prose(&document.tally))?;
            }
        } else if is_wrong {
            writeln!(out)?;
        }
        list(
            out,
            document.unreadable.iter().map(|(page, why)| {
                let (page, why) = (code(page), prose(why));
                format!("**unreadable** {page} is {why}; nothing of it was compared")
            }),
        )?;
        for problem in document.problems.iter().take(PROBLEMS) {
            let message = markdown::prose(&clipped(problem.message, BRIEF.text));
            match document.sides {
                Some(_) => writeln!(out, "- **acknowledgement**: {message}")?,
                None => writeln!(
                    out,
                    "- **error** {}: {message}",
                    code(&problem.place.to_string())
                )?,
            }
        }
        if let more @ 1.. = document.problems.len().saturating_sub(PROBLEMS) {
            writeln!(out, "- and {}", count(more, "more problem"))?;
        }
        for (at, section) in document.sections.iter().enumerate() {
            self.section(out, at, section)?;
        }
        self.known(out)?;
        self.written(out)?;
        self.pages(out)?;
        match &document.next {
            Some(next) => writeln!(out, "\nNext: {}", prose(next)),
            None => Ok(()),
        }
    }

    fn section(&self, out: &mut String, at: usize, section: &Section) -> fmt::Result {
        let findings = self
            .0
            .findings
            .iter()
            .filter(|finding| finding.section == at);
        let findings: Vec<&Finding<'_>> = findings.collect();
        if findings.is_empty() {
            return Ok(());
        }
        let title = format!("{}: {}", section.title, findings.len());
        // Between the sections stands one empty line, in whichever of them.
        let (before, behind) = match self.0.sides {
            Some(_) => ("", "\n"),
            None => ("\n", ""),
        };
        if section.folded {
            writeln!(out, "{before}<details><summary>{title}</summary>\n")?;
        } else {
            writeln!(out, "{before}#### {title}\n")?;
        }
        // One that is too long hides none of those behind it.
        let mut left = Vec::new();
        for finding in findings {
            let mut text = String::new();
            one(&mut text, finding, &WHOLE)?;
            if text.chars().count() > SHARE || !fits(out, &text) {
                text.clear();
                one(&mut text, finding, &BRIEF)?;
            }
            if fits(out, &text) {
                out.push_str(&text);
            } else {
                left.push(finding);
            }
        }
        if !left.is_empty() {
            let about = match left.iter().filter(|finding| finding.is_high()).count() {
                0 => String::new(),
                high => format!(", {high} of them about the key or money"),
            };
            let (more, command) = (count(left.len(), "finding"), self.0.command);
            writeln!(
                out,
                "- and {more} more{about}: run `theta {command}` to see them"
            )?;
        }
        if section.folded {
            writeln!(out, "\n</details>")
        } else {
            out.write_str(behind)
        }
    }

    fn known(&self, out: &mut String) -> fmt::Result {
        let known = &self.0.known;
        if known.is_empty() {
            return Ok(());
        }
        writeln!(
            out,
            "\n<details><summary>Known: {}</summary>\n",
            known.len()
        )?;
        list(out, known.iter().map(|line| prose(line)))?;
        writeln!(out, "\n</details>")
    }

    fn written(&self, out: &mut String) -> fmt::Result {
        let Some((file, written)) = &self.0.written else {
            return Ok(());
        };
        writeln!(out, "\n#### Written into {}\n", code(file))?;
        let edits = written.edits.iter();
        list(out, edits.map(|edit| prose(&edit.line(file))))?;
        writeln!(out, "\n`theta diff`: {}\n", prose(written.diff))?;
        list(out, written.diff_findings.iter().map(|line| prose(line)))
    }

    /// What each page states of the contract.
    fn pages(&self, out: &mut String) -> fmt::Result {
        let pages = &self.0.pages;
        if self.0.sides.is_none() && !pages.is_empty() {
            writeln!(out, "\n| page | of the contract |\n| --- | --- |")?;
        }
        for page in pages {
            let name = markdown::cell(&code(page.file));
            writeln!(out, "| {name} | {} |", page.share())?;
        }
        Ok(())
    }
}

/// Items, as many as there is room for, and how many there are beyond those.
fn list(out: &mut String, items: impl ExactSizeIterator<Item = String>) -> fmt::Result {
    let mut room = MOST_CHARACTERS.saturating_sub(out.chars().count());
    let mut items = items;
    while let Some(item) = items.next() {
        let line = format!("- {item}\n");
        let Some(left) = room.checked_sub(line.chars().count()) else {
            return writeln!(out, "- and {} more", items.len() + 1);
        };
        room = left;
        out.push_str(&line);
    }
    Ok(())
}

fn fits(out: &str, text: &str) -> bool {
    out.chars().count() + text.chars().count() <= MOST_CHARACTERS
}

fn one(out: &mut String, finding: &Finding<'_>, room: &Room) -> fmt::Result {
    let code = |text: &str| markdown::code(&clipped(text, room.text));
    let prose = |text: &str| markdown::prose(&clipped(text, room.text));
    let difference = |old: &str, new: &str| difference(old, new, room);
    let (class, kind, says) = (finding.class, finding.kind, prose(finding.says));
    if let Some(subject) = finding.subject {
        writeln!(out, "- **{kind}** {}: {says}", code(subject))?;
    } else {
        let verdicts = match prose(&finding.verdicts) {
            verdicts if verdicts.is_empty() => verdicts,
            verdicts => format!(" ({verdicts})"),
        };
        writeln!(out, "- **{class}** {}: {says}{verdicts}", code(kind))?;
    }
    // Where lines are shown the values stand in them.
    if finding.lines.is_empty() {
        match finding.values {
            [Some(old), Some(new)] => writeln!(out, "  - {}", difference(old, new))?,
            [Some(old), None] => writeln!(out, "  - was {}", code(old))?,
            [None, Some(new)] => writeln!(out, "  - is {}", code(new))?,
            [None, None] => {}
        }
    }
    for piece in finding.pieces.iter().take(room.others) {
        let what = prose(&piece.what);
        match piece.values {
            [Some(old), Some(new)] => writeln!(out, "  - {what}: {}", difference(old, new))?,
            [Some(old), None] => writeln!(out, "  - {what}: was {}", code(old))?,
            [None, Some(new)] => writeln!(out, "  - {what}: {}", code(new))?,
            [None, None] => {}
        }
    }
    more(out, finding.pieces.len(), room.others, "more change")?;
    for reply in finding.replies.iter().take(room.replies) {
        let sent = code(&format!("{} {}", reply.status, shown(&reply.sent)));
        let (was, becomes, on) = (
            code(&reply.was),
            code(&reply.becomes),
            prose(&reply.endpoints),
        );
        writeln!(out, "  - {sent}: was {was}, becomes {becomes} on {on}")?;
    }
    more(out, finding.replies.len(), room.replies, "more reply")?;
    if let Some((risk, is_high)) = finding.risk {
        let label = if is_high { "**risk**" } else { "risk" };
        writeln!(out, "  - {label}: {risk}")?;
    }
    for fact in &finding.told {
        writeln!(out, "  - {}", prose(fact))?;
    }
    for (says, fingerprint) in finding.also.iter().take(room.others) {
        writeln!(out, "  - also {}; fingerprint `{fingerprint}`", prose(says))?;
    }
    more(out, finding.also.len(), room.others, "more thing")?;
    if let Some([old, new]) = &finding.places {
        let (old, new) = (code(&old.to_string()), code(&new.to_string()));
        writeln!(
            out,
            "  - {old} → {new}; fingerprint `{}`",
            finding.fingerprint
        )?;
    }
    for (place, line) in finding.lines.iter().take(room.others) {
        writeln!(out, "  - {} {}", code(&place.to_string()), code(line))?;
    }
    more(out, finding.lines.len(), room.others, "more place")?;
    if finding.can_be_applied {
        writeln!(out, "  - `--apply` writes it")?;
    }
    if !finding.help.is_empty() {
        writeln!(out, "  - {}", prose(finding.help))?;
    }
    match &finding.acknowledged {
        Some((by, note)) => writeln!(out, "  - {by}: {}", prose(note)),
        None => Ok(()),
    }
}

/// How many there are beyond the most that are shown.
fn more(out: &mut String, number: usize, most: usize, what: &str) -> fmt::Result {
    match number.saturating_sub(most) {
        0 => Ok(()),
        more => writeln!(out, "  - and {}", count(more, what)),
    }
}

/// Both texts with what changed in bold.
fn difference(old: &str, new: &str, room: &Room) -> String {
    let is_whole = [old, new].iter().all(|text| text.len() <= room.text);
    let Some(pieces) = pieces(old, new).filter(|_| is_whole) else {
        let [old, new] = [old, new].map(|text| markdown::code(&clipped(text, room.text)));
        return format!("{old} → {new}");
    };
    let pieces = pieces.iter().map(|piece| match piece {
        Piece::Same(text) => code(text),
        Piece::Removed(text) => format!("~~**{}**~~", markdown::code(&changed(text))),
        Piece::Added(text) => format!("**{}**", markdown::code(&changed(text))),
    });
    pieces.collect()
}

/// A text as code, whatever stands in it.
fn code(text: &str) -> String {
    markdown::code(&shown(text))
}

/// A sentence of ours, with names of the contract between backticks.
pub(crate) fn prose(text: &str) -> String {
    markdown::prose(&shown(text))
}
