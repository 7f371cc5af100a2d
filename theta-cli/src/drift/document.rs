//! What a comparison says, as a document.

use super::report::{CONFLICTS, Outcome, Report, VERDICTS, rank};
use crate::report::{Document, Finding, Place, Section, Tone};
use theta_drift::{Judged, Standing, Verdict};
use theta_spec::source::{SourceText, Span};

/// Most places of a page that are shown for one finding.
const PLACES: usize = 4;

impl<'r> Report<'r> {
    /// Returns what is to be written in any form; `ledger` lists the tokens that no fact accounts for.
    pub(super) fn document(&self, ledger: bool) -> Document<'r> {
        let (unreadable, pages) = self
            .pages()
            .into_iter()
            .partition::<Vec<_>, _>(|page| page.unreadable.is_some());
        let unreadable = unreadable
            .iter()
            .filter_map(|page| Some((page.file, page.unreadable?)));
        let news = self.news().map(|entry| (rank(entry), entry));
        let known = |section, standing| self.standing(standing).map(move |entry| (section, entry));
        let conflicts = known(VERDICTS.len(), CONFLICTS);
        let reread = known(VERDICTS.len() + 1, &[Standing::Reread]);
        let findings = news.chain(conflicts).chain(reread);
        Document {
            command: "drift",
            headline: self.headline(),
            tone: match self.verdict() {
                Outcome::Clean => Tone::Good,
                Outcome::News => Tone::Warning,
                Outcome::Unreadable => Tone::Error,
            },
            unreadable: unreadable.collect(),
            problems: self.problems(),
            sections: sections(),
            findings: findings
                .map(|(section, entry)| self.finding(section, entry))
                .collect(),
            reworded: self.reworded(),
            pages,
            ledger,
            written: self.written().map(|written| (self.spec.name(), written)),
            next: self.next_step(),
            ..Document::default()
        }
    }

    fn finding(&self, section: usize, entry: &'r Judged) -> Finding<'r> {
        let finding = &entry.finding;
        let spec = finding.spec.as_ref();
        let pages = finding.pages.iter().take(PLACES);
        let pages = pages.filter_map(|side| Some((self.page(side.place.page)?, side.place.span)));
        let lines = spec
            .map(|spec| (self.spec, spec.span))
            .into_iter()
            .chain(pages);
        // Both texts, when they are best read side by side.
        let values = match (finding.verdict, spec, finding.pages.first()) {
            (Verdict::Changed | Verdict::Maybe, Some(spec), Some(page))
                if spec.value != page.value =>
            {
                [Some(spec.value.as_str()), Some(page.value.as_str())]
            }
            _ => [None, None],
        };
        let mut facts = vec![finding.subject.clone()];
        facts.extend(finding.score.map(|score| format!("alike {score:.2}")));
        if finding.change.is_some() {
            facts.push("--apply writes it".to_owned());
        }
        Finding {
            section,
            tone: match finding.verdict {
                Verdict::Changed | Verdict::Moved | Verdict::Missing => Tone::Error,
                Verdict::Conflict => Tone::Faint,
                _ => Tone::Warning,
            },
            class: finding.verdict.as_str(),
            kind: finding.kind.as_str(),
            subject: Some(&finding.subject),
            says: &finding.message,
            lines: lines
                .map(|(source, span)| (Place::of(source, span), excerpt(source, span)))
                .collect(),
            more_lines: finding.pages.len().saturating_sub(PLACES),
            values,
            facts: vec![facts.join("; ")],
            can_be_applied: finding.change.is_some(),
            help: &finding.help,
            ..Finding::default()
        }
    }
}

/// The sections: news by their verdicts, then what was known before.
fn sections() -> Vec<Section> {
    let section = |title, intro, folded| Section {
        title,
        intro,
        folded,
    };
    let news = VERDICTS.iter();
    let mut sections: Vec<_> = news.map(|(_, title)| section(*title, "", false)).collect();
    sections.push(section(
        "The docs contradict themselves",
        "The docs contradict themselves, which is nothing that the contract can follow:",
        true,
    ));
    sections.push(section(
        "Seen only by the newer version of the command",
        "The pages are the same; only the newer version of this command sees:",
        true,
    ));
    sections
}

/// The line that a place stands on, or the piece of a long one around it.
fn excerpt(source: &SourceText, span: Span) -> String {
    /// Longest piece, in characters.
    const LONGEST: usize = 110;
    /// What is kept before the place.
    const BEFORE: usize = 30;
    let position = source.position(span.start);
    let line = source.line(position.line);
    let characters: Vec<char> = line.chars().collect();
    if characters.len() <= LONGEST {
        return line.trim().to_owned();
    }
    let start = (position.column - 1)
        .saturating_sub(BEFORE)
        .min(characters.len() - LONGEST);
    let piece: String = characters[start..start + LONGEST].iter().collect();
    let end = start + LONGEST;
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
        let excerpt = excerpt(&source, Span::new(400, 404));
        assert!(
            excerpt.starts_with('…') && excerpt.ends_with('…') && excerpt.contains("here"),
            "{excerpt}"
        );
        assert!(excerpt.chars().count() <= 112);
    }

    #[test]
    fn a_short_line_is_shown_whole() {
        let source = SourceText::new("p", "  a = 1 \nb".to_owned());
        assert_eq!(excerpt(&source, Span::new(4, 5)), "a = 1");
    }
}
