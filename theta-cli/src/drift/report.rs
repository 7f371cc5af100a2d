//! What is reported, whatever the format.

use crate::output::count;
use theta_drift::{
    Acknowledgement, Drift, Finding, Judged, Lock, LockProblem, Reworded, Standing, Token,
    TokenKind, Verdict,
};
use theta_spec::source::{Position, SourceText, Span};

/// A comparison with all that belongs to it.
pub(super) struct Report {
    pub(super) spec: SourceText,
    pub(super) pages: Vec<Page>,
    /// Everything that does not agree, what is decided first.
    pub(super) entries: Vec<Entry>,
    /// How many facts the pages changed to what the contract says.
    pub(super) resolved: usize,
    /// Words of the vendor's own that changed since they were pinned.
    pub(super) reworded: Vec<Reworded>,
    /// Tokens that no fact accounts for.
    pub(super) unclaimed: Vec<Token>,
    /// What is wrong with the lock file, and the file.
    pub(super) problems: Vec<LockProblem>,
    pub(super) lock: Option<SourceText>,
    /// What --apply wrote.
    pub(super) written: Option<Written>,
    /// The lock file that --pin wrote.
    pub(super) pinned: Option<String>,
}

/// One page.
pub(super) struct Page {
    pub(super) source: SourceText,
    pub(super) role: Option<String>,
    /// Why nothing of it was compared, as the end of a sentence.
    pub(super) unreadable: Option<String>,
    /// Facts of the contract that it confirms.
    pub(super) found: usize,
    pub(super) tokens: usize,
    pub(super) accounted: usize,
}

/// One finding and how it stands.
pub(super) struct Entry {
    pub(super) finding: Finding,
    pub(super) standing: Standing,
    pub(super) acknowledged: Option<Acknowledgement>,
}

/// What --apply wrote, and what that means.
pub(super) struct Written {
    pub(super) edits: Vec<WrittenEdit>,
    /// What `theta diff` says of it in one line.
    pub(super) headline: String,
    /// Its findings, one line each.
    pub(super) rules: Vec<String>,
}

/// One edit that --apply made.
pub(super) struct WrittenEdit {
    /// What it wrote, by its path in the contract.
    pub(super) path: String,
    /// Where it stands now.
    pub(super) position: Position,
    /// Where the page supports it: index of the page and the bytes.
    pub(super) page: usize,
    pub(super) span: Span,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Clean,
    News,
    Unreadable,
}

impl Report {
    pub(super) fn new(spec: &SourceText, drift: &Drift, lock: Option<&(SourceText, Lock)>) -> Self {
        let unreadable = |page: usize| drift.unreadable.iter().find(|one| one.page == page);
        let pages = drift.reading.pages.iter().zip(&drift.pages).enumerate();
        let pages = pages.map(|(at, (page, figures))| Page {
            source: page.source.clone(),
            role: page.role.clone(),
            unreadable: unreadable(at).map(|one| one.reason.clone()),
            found: figures.found,
            tokens: figures.tokens,
            accounted: figures.accounted,
        });
        let acknowledgement = |at: usize| lock?.1.acknowledged.get(at).cloned();
        let mut entries: Vec<Entry> = drift
            .findings
            .iter()
            .filter(|judged| judged.finding.verdict != Verdict::Agree)
            .map(|judged| Entry {
                finding: judged.finding.clone(),
                standing: judged.standing,
                acknowledged: judged.acknowledged.and_then(acknowledgement),
            })
            .collect();
        // Within a verdict the order of the contract stays.
        entries.sort_by_key(|entry| {
            Self::ORDER
                .iter()
                .position(|verdict| *verdict == entry.finding.verdict)
        });
        let resolved = |judged: &&Judged| judged.standing == Standing::Resolved;
        let unclaimed = drift.reading.ledger.unclaimed();
        Self {
            spec: spec.clone(),
            pages: pages.collect(),
            entries,
            resolved: drift.findings.iter().filter(resolved).count(),
            reworded: drift.reworded.clone(),
            unclaimed: unclaimed
                .filter(|token| unreadable(token.place.page).is_none())
                .cloned()
                .collect(),
            problems: drift.problems.clone(),
            lock: lock.map(|(source, _)| source.clone()),
            written: None,
            pinned: None,
        }
    }

    /// The order in which findings are shown.
    pub(super) const ORDER: &'static [Verdict] = &[
        Verdict::Changed,
        Verdict::Moved,
        Verdict::New,
        Verdict::Missing,
        Verdict::Maybe,
        Verdict::Ambiguous,
        Verdict::Conflict,
    ];

    /// What somebody must look at.
    pub(super) fn news(&self) -> impl Iterator<Item = &Entry> {
        self.entries.iter().filter(|entry| entry.standing.fails())
    }

    /// Where the docs contradict themselves as they did before.
    pub(super) fn conflicts(&self) -> impl Iterator<Item = &Entry> {
        self.standing(&[Standing::Known, Standing::Contradiction])
    }

    /// What only a newer version of this command sees in pages that are the same.
    pub(super) fn reread(&self) -> impl Iterator<Item = &Entry> {
        self.standing(&[Standing::Reread])
    }

    fn standing(&self, of: &'static [Standing]) -> impl Iterator<Item = &Entry> {
        self.entries
            .iter()
            .filter(move |entry| of.contains(&entry.standing))
    }

    /// Pages that could not be read, and why.
    pub(super) fn unreadable(&self) -> impl Iterator<Item = (&SourceText, &str)> {
        self.pages
            .iter()
            .filter_map(|page| Some((&page.source, page.unreadable.as_deref()?)))
    }

    /// What is wrong with the lock file, each with its place.
    pub(super) fn problems(&self) -> impl Iterator<Item = (&str, String)> {
        self.problems.iter().map(|problem| {
            let at = self
                .lock
                .as_ref()
                .map_or_else(String::new, |lock| place(lock, problem.span));
            (problem.message.as_str(), at)
        })
    }

    pub(super) fn verdict(&self) -> Outcome {
        if self.unreadable().next().is_some() {
            Outcome::Unreadable
        } else if self.news().next().is_some() || !self.problems.is_empty() {
            Outcome::News
        } else {
            Outcome::Clean
        }
    }

    /// The verdict in one line.
    pub(super) fn headline(&self) -> String {
        let unreadable = self.unreadable().count();
        let mut parts = Vec::new();
        if unreadable > 0 {
            parts.push(format!("{} could not be read", count(unreadable, "page")));
        }
        let news: Vec<String> = Self::ORDER
            .iter()
            .filter_map(|verdict| {
                let number = self
                    .news()
                    .filter(|entry| entry.finding.verdict == *verdict)
                    .count();
                (number > 0).then(|| format!("{number} {verdict}"))
            })
            .collect();
        let left = if self.written.is_some() {
            " left to decide"
        } else {
            ""
        };
        if !news.is_empty() {
            let number = self.news().count();
            parts.push(format!(
                "{}{left}: {}",
                count(number, "finding"),
                news.join(", ")
            ));
        } else if unreadable == 0 {
            parts.push(if self.written.is_some() {
                "everything that was news is written".to_owned()
            } else {
                "nothing new in the docs".to_owned()
            });
        }
        if !self.problems.is_empty() {
            parts.push(format!(
                "{} of the lock file",
                count(self.problems.len(), "problem")
            ));
        }
        let conflicts = self.conflicts().count();
        if conflicts > 0 {
            parts.push(format!(
                "{} in the docs themselves",
                count(conflicts, "contradiction")
            ));
        }
        let acknowledged = self.standing(&[Standing::Acknowledged]).count();
        for (number, what) in [
            (acknowledged, "acknowledged"),
            (self.resolved, "resolved by the docs"),
            (self.reread().count(), "seen only by the newer reader"),
        ] {
            if number > 0 {
                parts.push(format!("{number} {what}"));
            }
        }
        parts.join("; ")
    }

    /// How many findings --apply would write.
    pub(super) fn writable(&self) -> usize {
        self.news()
            .filter(|entry| entry.finding.change.is_some())
            .count()
    }

    /// One line for an edit that was written.
    pub(super) fn written_line(&self, edit: &WrittenEdit) -> String {
        let page = self.pages.get(edit.page).map_or_else(String::new, |page| {
            format!(", as {} says", place(&page.source, edit.span))
        });
        format!(
            "{}:{}: `{}`{page}",
            self.spec.name(),
            edit.position,
            edit.path
        )
    }

    /// What to do now, when there is something.
    pub(super) fn next_step(&self) -> Option<String> {
        if self.unreadable().next().is_some() {
            return Some("fetch the page again; the last accepted state stays".to_owned());
        }
        if let Some(name) = &self.pinned {
            return Some(format!("commit `{name}`"));
        }
        let open = self.news().count();
        if self.written.is_some() {
            let decide = if open > 0 {
                "decide on what is left, "
            } else {
                ""
            };
            return Some(format!(
                "{decide}read the change (`git diff`), `cargo test`, then `theta drift … --pin`"
            ));
        }
        if open == 0 {
            return None;
        }
        let writable = self.writable();
        Some(match (writable, open - writable) {
            (0, _) => "decide on each in the contract, then `theta diff` says what it means; `--entries` helps to acknowledge what stays".to_owned(),
            (_, 0) => format!(
                "`theta drift … --apply` writes {} into `{}`, then `theta diff` says what that means",
                if writable == 1 { "it" } else { "all of them" },
                self.spec.name()
            ),
            (_, _) => format!(
                "`theta drift … --apply` writes {writable} of them into `{}`; decide on the others there, then `theta diff` says what it means",
                self.spec.name()
            ),
        })
    }
}

impl Entry {
    /// Both texts, when they are best read side by side.
    pub(super) fn texts(&self) -> Option<(&str, &str)> {
        let spec = &self.finding.spec.as_ref()?.value;
        let page = &self.finding.pages.first()?.value;
        let compared = matches!(self.finding.verdict, Verdict::Changed | Verdict::Maybe);
        (compared && spec != page).then_some((spec, page))
    }
}

/// `errors.txt:23:2`
pub(super) fn place(source: &SourceText, span: Span) -> String {
    format!("{}:{}", source.name(), source.position(span.start))
}

/// The line that a place stands on, or the piece of a long one around it.
pub(super) fn excerpt(source: &SourceText, span: Span) -> String {
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
    let (head, tail) = (
        if start > 0 { "…" } else { "" },
        if start + LONGEST < characters.len() {
            "…"
        } else {
            ""
        },
    );
    format!("{head}{}{tail}", piece.trim())
}

/// What a token looks like, in a word.
pub(super) fn token_word(kind: TokenKind) -> &'static str {
    match kind {
        TokenKind::Status => "status",
        TokenKind::Quoted => "text",
        TokenKind::Code => "code",
        TokenKind::Path => "path",
        TokenKind::Quantity => "quantity",
        TokenKind::Url => "address",
        TokenKind::Header => "header",
    }
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
