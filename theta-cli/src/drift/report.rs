//! What is reported, whatever the form.

use super::write::Applied;
use crate::report::{Edit, Page, Place, Problem, Reworded, Token, Written};
use theta_drift::{
    Acknowledgement, Drift, Judged, Lock, LockProblemKind, Standing, TokenKind, Verdict,
};
use theta_spec::source::SourceText;
use theta_spec::text::count;

/// A comparison with all that belongs to it.
pub(super) struct Report<'r> {
    pub(super) spec: &'r SourceText,
    pub(super) drift: &'r Drift,
    /// What was accepted before.
    pub(super) lock: Option<&'r (SourceText, Lock)>,
    /// Everything that does not agree, what is decided first.
    pub(super) entries: Vec<&'r Judged>,
    /// What --apply wrote.
    pub(super) applied: Option<&'r Applied>,
    /// The lock file that --pin wrote.
    pub(super) pinned: Option<String>,
}

/// How it ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Outcome {
    Clean,
    News,
    Unreadable,
}

impl<'r> Report<'r> {
    pub(super) fn new(
        spec: &'r SourceText,
        drift: &'r Drift,
        lock: Option<&'r (SourceText, Lock)>,
    ) -> Self {
        let findings = drift.findings.iter();
        let differs = |judged: &&Judged| judged.finding.verdict != Verdict::Agree;
        let mut entries: Vec<&Judged> = findings.filter(differs).collect();
        // Within a verdict the order of the contract stays.
        entries.sort_by_key(|entry| rank(entry));
        Self {
            spec,
            drift,
            lock,
            entries,
            applied: None,
            pinned: None,
        }
    }

    /// What somebody must look at.
    pub(super) fn news(&self) -> impl Iterator<Item = &'r Judged> {
        self.entries
            .iter()
            .copied()
            .filter(|entry| entry.standing.fails())
    }

    /// The entries of which that is how they stand.
    pub(super) fn standing(&self, of: &[Standing]) -> impl Iterator<Item = &'r Judged> {
        let entries = self.entries.iter().copied();
        entries.filter(move |entry| of.contains(&entry.standing))
    }

    /// What somebody said of an entry.
    pub(super) fn acknowledgement(&self, entry: &Judged) -> Option<&'r Acknowledgement> {
        self.lock?.1.acknowledged.get(entry.acknowledged?)
    }

    /// The text of a page.
    pub(super) fn page(&self, at: usize) -> Option<&'r SourceText> {
        Some(&self.drift.reading.pages.get(at)?.source)
    }

    pub(super) fn pages(&self) -> Vec<Page<'r>> {
        let drift = self.drift;
        let pages = drift.reading.pages.iter().zip(&drift.pages).enumerate();
        let pages = pages.map(|(at, (page, figures))| {
            let unreadable = drift.unreadable.iter().find(|one| one.page == at);
            let unclaimed = drift.reading.ledger.unclaimed();
            let unclaimed =
                unclaimed.filter(|token| token.place.page == at && unreadable.is_none());
            let unclaimed = unclaimed.map(|token| {
                let position = page.source.position(token.place.span.start);
                Token {
                    looks_like: token_word(token.kind),
                    text: &token.text,
                    line: position.line,
                    column: position.column,
                }
            });
            Page {
                file: page.source.name(),
                source: page.role.as_deref(),
                unreadable: unreadable.map(|one| one.reason.as_str()),
                found: figures.found,
                tokens: figures.tokens,
                accounted: figures.accounted,
                unclaimed: unclaimed.collect(),
            }
        });
        pages.collect()
    }

    /// Words of the vendor's own that changed since they were pinned.
    pub(super) fn reworded(&self) -> Vec<Reworded<'r>> {
        let reworded = self.drift.reworded.iter().map(|one| Reworded {
            file: self.page(one.page).map(SourceText::name),
            subject: &one.subject,
            was: &one.was,
            now: &one.now,
        });
        reworded.collect()
    }

    /// What is wrong with the lock file.
    pub(super) fn problems(&self) -> Vec<Problem<'r>> {
        let Some((lock, _)) = self.lock else {
            return Vec::new();
        };
        let problems = self.drift.problems.iter().map(|problem| Problem {
            kind: match problem.kind {
                LockProblemKind::Malformed => "malformed",
                LockProblemKind::Unused => "unused",
                LockProblemKind::Expired => "expired",
            },
            message: &problem.message,
            place: Place::of(lock, problem.span),
        });
        problems.collect()
    }

    /// What --apply wrote, and what that means.
    pub(super) fn written(&self) -> Option<Written<'r>> {
        let applied = self.applied?;
        let edits = applied.edits.iter().map(|edit| {
            let page = self.page(edit.page);
            let at = page.map(|page| page.position(edit.span.start));
            Edit {
                path: &edit.path,
                line: edit.position.line,
                column: edit.position.column,
                page: page.map(SourceText::name),
                page_line: at.map(|at| at.line),
                page_column: at.map(|at| at.column),
            }
        });
        Some(Written {
            edits: edits.collect(),
            diff: &applied.headline,
            diff_findings: &applied.rules,
        })
    }

    pub(super) fn verdict(&self) -> Outcome {
        let drift = self.drift;
        if !drift.unreadable.is_empty() {
            Outcome::Unreadable
        } else if self.news().next().is_some() || !drift.problems.is_empty() {
            Outcome::News
        } else {
            Outcome::Clean
        }
    }

    /// The verdict in one line.
    pub(super) fn headline(&self) -> String {
        let drift = self.drift;
        let unreadable = drift.unreadable.len();
        let mut parts = Vec::new();
        if unreadable > 0 {
            parts.push(format!("{} could not be read", count(unreadable, "page")));
        }
        let news: Vec<Verdict> = self.news().map(|entry| entry.finding.verdict).collect();
        if !news.is_empty() {
            let verdicts = VERDICTS.iter().filter_map(|(verdict, _)| {
                let number = news.iter().filter(|one| *one == verdict).count();
                (number > 0).then(|| format!("{number} {verdict}"))
            });
            let verdicts: Vec<String> = verdicts.collect();
            let left = if self.applied.is_some() {
                " left to decide"
            } else {
                ""
            };
            let findings = count(news.len(), "finding");
            parts.push(format!("{findings}{left}: {}", verdicts.join(", ")));
        } else if unreadable == 0 {
            let nothing = match self.applied {
                Some(_) => "everything that was news is written",
                None => "nothing new in the docs",
            };
            parts.push(nothing.to_owned());
        }
        if let problems @ 1.. = drift.problems.len() {
            parts.push(format!("{} of the lock file", count(problems, "problem")));
        }
        if let conflicts @ 1.. = self.standing(CONFLICTS).count() {
            let conflicts = count(conflicts, "contradiction");
            parts.push(format!("{conflicts} in the docs themselves"));
        }
        let stand = |standing| {
            let findings = drift.findings.iter();
            findings
                .filter(|judged| judged.standing == standing)
                .count()
        };
        for (number, what) in [
            (
                self.standing(&[Standing::Acknowledged]).count(),
                "acknowledged",
            ),
            (stand(Standing::Resolved), "resolved by the docs"),
            (
                self.standing(&[Standing::Reread]).count(),
                "seen only by the newer reader",
            ),
        ] {
            if number > 0 {
                parts.push(format!("{number} {what}"));
            }
        }
        parts.join("; ")
    }

    /// How many findings --apply would write.
    pub(super) fn writable(&self) -> usize {
        let writable = |entry: &&Judged| entry.finding.change.is_some();
        self.news().filter(writable).count()
    }

    /// What to do now, when there is something.
    pub(super) fn next_step(&self) -> Option<String> {
        if !self.drift.unreadable.is_empty() {
            return Some("fetch the page again; the last accepted state stays".to_owned());
        }
        if let Some(name) = &self.pinned {
            return Some(format!("commit `{name}`"));
        }
        let open = self.news().count();
        if self.applied.is_some() {
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

/// The verdicts on news in the order in which they are shown, each with its heading.
pub(super) const VERDICTS: &[(Verdict, &str)] = &[
    (Verdict::Changed, "Changed"),
    (Verdict::Moved, "Moved"),
    (Verdict::New, "New in the docs"),
    (Verdict::Missing, "Missing in the docs"),
    (Verdict::Maybe, "Perhaps changed"),
    (Verdict::Ambiguous, "Can be read in several ways"),
    (Verdict::Conflict, "The docs contradict themselves"),
];

/// The place of an entry's verdict in that order.
pub(super) fn rank(entry: &Judged) -> usize {
    let mut verdicts = VERDICTS.iter();
    let place = verdicts.position(|(verdict, _)| *verdict == entry.finding.verdict);
    place.unwrap_or(VERDICTS.len())
}

/// How contradictions of the docs stand that nobody has to look at.
pub(super) const CONFLICTS: &[Standing] = &[Standing::Known, Standing::Contradiction];

/// What a token looks like, in a word.
fn token_word(kind: TokenKind) -> &'static str {
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
