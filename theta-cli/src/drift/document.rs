//! What a comparison says, as a document.

use super::report::{DIFFERENCES, Outcome, Report};
use crate::report::{Document, Finding, Piece, Place, Section, Tone};
use crate::shown::clipped;
use theta_drift::{Change, ChangeKind, Difference, Standing};
use theta_spec::source::{SourceText, Span};

/// Most known findings that are listed.
const KNOWN: usize = 10;

/// Longest value of what is known, in characters.
const VALUE: usize = 40;

/// Most changes that are shown by themselves.
const CHANGES: usize = 60;

/// Columns of a terminal.
const WIDTH: usize = 80;

impl<'r> Report<'r> {
    /// Returns what is to be written in any form.
    pub(super) fn document(&self) -> Document<'r> {
        let pages = self.pages();
        let unreadable = pages
            .iter()
            .filter_map(|page| Some((page.file, page.unreadable?)));
        let unreadable = unreadable.collect();
        let findings = self.drift.findings.iter().enumerate();
        let shown =
            |standing| standing == Standing::News || self.all && standing == Standing::Known;
        let mut all: Vec<Finding<'r>> = findings
            .filter(|(_, finding)| shown(finding.standing))
            .map(|(at, finding)| self.finding(at, finding))
            .collect();
        all.sort_by_key(|finding| finding.section);
        let sections = DIFFERENCES.len();
        all.extend(
            self.changes()
                .take(CHANGES)
                .map(|change| self.change(sections, change)),
        );
        if self.all {
            all.extend(
                self.wordings()
                    .map(|change| self.change(sections + 1, change)),
            );
        }
        Document {
            command: "drift",
            headline: self.headline(),
            tone: match self.verdict() {
                Outcome::Clean => Tone::Good,
                Outcome::News => Tone::Warning,
                Outcome::Unreadable => Tone::Error,
            },
            unreadable,
            problems: self.problems(),
            sections: self::sections(),
            findings: all,
            pages,
            known: self.known_lines(),
            written: self.written().map(|written| (self.spec.name(), written)),
            next: self.next_step(),
            ..Document::default()
        }
    }

    fn finding(&self, at: usize, finding: &'r theta_drift::Finding) -> Finding<'r> {
        let page = self.page(finding.page);
        let contract = finding.contract.as_ref().map(|side| (self.spec, side.span));
        let says = finding
            .says
            .as_ref()
            .map(|side| side.span)
            .or(finding.nearest);
        let lines = contract.into_iter().chain(page.zip(says));
        let changes = self
            .drift
            .changes
            .iter()
            .filter(|change| change.is_shown_by(at));
        let pieces: Vec<Piece<'r>> = changes.map(piece).collect();
        let is_short = finding.message.chars().count() <= WIDTH - 20;
        // What the sentence or the pieces show is not shown again.
        let shows = !is_short || pieces.is_empty() && finding.difference == Difference::Changed;
        let value = |side: &'r Option<theta_drift::Side>| {
            side.as_ref()
                .filter(|_| shows)
                .map(|side| side.value.as_str())
        };
        let mut facts = vec![finding.subject.clone()];
        facts.extend(
            finding
                .proposal
                .is_some()
                .then(|| "--apply writes it".to_owned()),
        );
        if !finding.paste.is_empty() && finding.proposal.is_none() {
            facts.push(format!("to paste: {}", in_one_line(&finding.paste)));
        }
        Finding {
            section: section(finding.difference),
            tone: match finding.difference {
                Difference::Rewritten
                | Difference::Changed
                | Difference::Moved
                | Difference::Missing => Tone::Error,
                Difference::New | Difference::Maybe => Tone::Warning,
            },
            class: match finding.standing {
                Standing::News => finding.difference.as_str(),
                Standing::Known | Standing::Acknowledged => "known",
            },
            kind: finding.kind,
            subject: Some(&finding.subject),
            says: if is_short {
                &finding.message
            } else {
                short(finding.difference)
            },
            lines: lines
                .map(|(source, span)| excerpted(source, span))
                .collect(),
            values: [value(&finding.contract), value(&finding.says)],
            pieces,
            facts,
            can_be_applied: finding.proposal.is_some(),
            help: &finding.help,
            ..Finding::default()
        }
    }

    /// A change that no finding shows.
    fn change(&self, section: usize, change: &'r Change) -> Finding<'r> {
        let page = self.page(change.page);
        let place = change.new.as_ref().and_then(|piece| piece.span);
        let shown = piece(change);
        let name = page.map_or("", SourceText::name);
        Finding {
            section,
            tone: Tone::Warning,
            class: change.kind.as_str(),
            kind: "text",
            subject: Some(name),
            says: match change.kind {
                ChangeKind::Changed => "the page says something else",
                ChangeKind::Moved => "the page says it somewhere else",
                ChangeKind::Gone => "the page no longer says it",
                ChangeKind::New => "the page says something more",
            },
            lines: page
                .zip(place)
                .map(|(page, span)| excerpted(page, span))
                .into_iter()
                .collect(),
            pieces: vec![shown],
            ..Finding::default()
        }
    }

    /// What is known, one line each.
    fn known_lines(&self) -> Vec<String> {
        let known: Vec<_> = self.known().collect();
        let mut lines: Vec<String> = known
            .iter()
            .take(KNOWN)
            .map(|finding| {
                let why = self
                    .acknowledgement(finding)
                    .map(|entry| format!(" ({})", entry.reason));
                let [page, contract] = [finding.page_says(), finding.contract_says()]
                    .map(|value| said(&clipped(value, VALUE)));
                format!(
                    "{}: the page {page}, the contract {contract}{}",
                    finding.subject,
                    why.unwrap_or_default()
                )
            })
            .collect();
        if let more @ 1.. = known.len().saturating_sub(KNOWN) {
            lines.push(format!("and {more} more (--all shows them)"));
        }
        if let more @ 1.. = self.changes().count().saturating_sub(CHANGES) {
            lines.push(format!(
                "and {more} more changes of the text (--format json lists them)"
            ));
        }
        lines
    }
}

/// A table with a header and a key a line, written as one key.
fn in_one_line(table: &str) -> String {
    let mut lines = table.lines();
    let header = lines.next().unwrap_or_default();
    let name = header.trim_start_matches('[').trim_end_matches(']');
    let keys: Vec<&str> = lines.collect();
    format!("{name} = {{ {} }}", keys.join(", "))
}

fn said(value: &str) -> String {
    if value.is_empty() {
        "nothing".to_owned()
    } else {
        format!("`{value}`")
    }
}

fn section(difference: Difference) -> usize {
    let mut all = DIFFERENCES.iter();
    all.position(|(one, _)| *one == difference)
        .unwrap_or_default()
}

/// A sentence for a finding whose own one is too long for a line: the values stand below it.
fn short(difference: Difference) -> &'static str {
    match difference {
        Difference::Rewritten => "the page states too little of the contract",
        Difference::Changed => "the docs say something else",
        Difference::Moved => "the docs state it under something else",
        Difference::New => "the docs have an entry that the contract lacks",
        Difference::Maybe => "the docs may have an entry that the contract lacks",
        Difference::Missing => "the docs do not state it",
    }
}

fn piece(change: &Change) -> Piece<'_> {
    let sides = [&change.old, &change.new];
    let headings = |at: usize| sides[at].as_ref().map(|piece| piece.headings.join(" > "));
    let under = |heading: Option<String>| match heading.filter(|heading| !heading.is_empty()) {
        Some(heading) => format!("under `{heading}`"),
        None => "at the top".to_owned(),
    };
    let mut what = match (change.kind, headings(0), headings(1)) {
        (ChangeKind::Moved, old, new) => format!(
            "moved from {} to {}",
            under(old).trim_start_matches("under "),
            under(new).trim_start_matches("under ")
        ),
        (kind, old, new) => format!("{} {}", kind.as_str(), under(new.or(old))),
    };
    if !change.columns.is_empty() {
        what += ", in ";
        what += &change.columns.join(", ");
    }
    let values = [0, 1].map(|at| sides[at].as_ref().map(|piece| piece.text.as_str()));
    Piece { what, values }
}

/// The sections: news by their difference, then what changed besides.
fn sections() -> Vec<Section> {
    let section = |title, intro, folded| Section {
        title,
        intro,
        folded,
    };
    let news = DIFFERENCES.iter();
    let mut sections: Vec<_> = news.map(|(_, title)| section(*title, "", false)).collect();
    sections.push(section(
        "Changed text",
        "What changed since the page was accepted, and the contract says nothing of:",
        false,
    ));
    sections.push(section(
        "Worded otherwise",
        "What is only worded otherwise:",
        true,
    ));
    sections
}

/// A place with its line.
fn excerpted(source: &SourceText, span: Span) -> (Place<'_>, String) {
    let place = Place::of(source, span);
    let room = WIDTH.saturating_sub(place.to_string().chars().count() + 8);
    (place, excerpt(source, span, room.max(30)))
}

/// The line that a place stands on, or the piece of a long one around it.
fn excerpt(source: &SourceText, span: Span, longest: usize) -> String {
    /// What is kept before the place.
    const BEFORE: usize = 12;
    let text = source.text().get(span.start..).unwrap_or_default();
    // A piece of a page may begin with the blanks before it.
    let start = span.start + (text.len() - text.trim_start().len());
    let position = source.position(start);
    let line = source.line(position.line);
    let characters: Vec<char> = line.trim_end().chars().collect();
    if line.trim().chars().count() <= longest {
        return line.trim().to_owned();
    }
    let room = longest.saturating_sub(2);
    let start = (position.column - 1)
        .saturating_sub(BEFORE)
        .min(characters.len().saturating_sub(room));
    let end = (start + room).min(characters.len());
    let piece: String = characters[start..end].iter().collect();
    let before = if start > 0 { "…" } else { "" };
    let after = if end < characters.len() { "…" } else { "" };
    format!("{before}{}{after}", piece.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_line_is_cut_around_the_place() {
        let text = format!("{}here{}", "a ".repeat(200), " b".repeat(200));
        let source = SourceText::new("p", text);
        let excerpt = excerpt(&source, Span::new(400, 404), 60);
        assert!(
            excerpt.starts_with('…') && excerpt.ends_with('…') && excerpt.contains("here"),
            "{excerpt}"
        );
        assert!(excerpt.chars().count() <= 60);
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let source = SourceText::new("p", "  a = 1 \nb".to_owned());
        assert_eq!(excerpt(&source, Span::new(4, 5), 60), "a = 1");
    }
}
