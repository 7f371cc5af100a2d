//! What is reported, whatever the form.

use super::write::Applied;
use crate::report::{Edit, Page, Place, Problem, Untold, Written};
use theta_drift::{
    Acknowledgement, Change, Difference, Drift, Explained, Finding, Lock, LockProblemKind,
    PageStanding, Reason, Standing,
};
use theta_spec::source::SourceText;
use theta_spec::text::count;

/// A comparison with all that belongs to it.
pub(super) struct Report<'r> {
    pub(super) spec: &'r SourceText,
    pub(super) drift: &'r Drift,
    /// What was accepted before, with the file of entries.
    pub(super) lock: &'r Lock,
    pub(super) entries: Option<&'r SourceText>,
    /// Whether what nobody must look at is shown as well.
    pub(super) all: bool,
    /// What --apply wrote.
    pub(super) applied: Option<&'r Applied>,
    /// The folder that --pin wrote.
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
    /// The findings that somebody must look at, each with its index.
    pub(super) fn news(&self) -> impl Iterator<Item = (usize, &'r Finding)> {
        let findings = self.drift.findings.iter().enumerate();
        findings.filter(|(_, finding)| finding.standing == Standing::News)
    }

    /// The changes that no finding shows and that somebody must look at.
    pub(super) fn changes(&self) -> impl Iterator<Item = &'r Change> {
        self.drift.changes.iter().filter(|change| change.fails())
    }

    /// The changes that are words alone.
    pub(super) fn wordings(&self) -> impl Iterator<Item = &'r Change> {
        let changes = self.drift.changes.iter();
        changes.filter(|change| change.words_alone && change.explained == Explained::No)
    }

    /// The findings that nobody must look at.
    pub(super) fn known(&self) -> impl Iterator<Item = &'r Finding> {
        let findings = self.drift.findings.iter();
        findings.filter(|finding| finding.standing != Standing::News)
    }

    /// What somebody said of a finding.
    pub(super) fn acknowledgement(&self, finding: &Finding) -> Option<&'r Acknowledgement> {
        self.lock.acknowledged.get(finding.acknowledged?)
    }

    /// The text of a page.
    pub(super) fn page(&self, at: usize) -> Option<&'r SourceText> {
        Some(&self.drift.pages.get(at)?.page.source)
    }

    pub(super) fn pages(&self) -> Vec<Page<'r>> {
        let pages = self.drift.pages.iter().map(|state| {
            let untold = state.untold.iter();
            let untold = untold.map(|(subject, reason)| Untold {
                subject,
                reason: reason_word(*reason),
            });
            Page {
                file: state.page.source.name(),
                source: state.page.role.as_deref(),
                unreadable: match state.standing {
                    PageStanding::Unreadable(reason) => Some(reason.as_str()),
                    _ => None,
                },
                standing: match state.standing {
                    PageStanding::Unreadable(_) => "unreadable",
                    PageStanding::Unproven => "unproven",
                    PageStanding::Own => "own",
                    PageStanding::Partly => "partly",
                    PageStanding::Rewritten => "rewritten",
                },
                stated: state.stated,
                of: state.of,
                found: state.found,
                untold: untold.collect(),
                pinned: state.is_pinned,
            }
        });
        pages.collect()
    }

    /// What is wrong with the file of entries.
    pub(super) fn problems(&self) -> Vec<Problem<'r>> {
        let Some(entries) = self.entries else {
            return Vec::new();
        };
        let problems = self.drift.problems.iter().map(|problem| Problem {
            kind: match problem.kind {
                LockProblemKind::Malformed => "malformed",
                LockProblemKind::Unused => "unused",
                LockProblemKind::Expired => "expired",
            },
            message: &problem.message,
            place: Place::of(entries, problem.span),
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
        if self.pages().iter().any(|page| page.unreadable.is_some()) {
            Outcome::Unreadable
        } else if self.drift.is_clean() || self.pinned.is_some() {
            Outcome::Clean
        } else {
            Outcome::News
        }
    }

    /// The verdict in one line.
    pub(super) fn headline(&self) -> String {
        let mut parts = Vec::new();
        let unreadable = self
            .pages()
            .iter()
            .filter(|page| page.unreadable.is_some())
            .count();
        if unreadable > 0 {
            parts.push(format!("{} could not be read", count(unreadable, "page")));
        }
        let news: Vec<Difference> = self.news().map(|(_, finding)| finding.difference).collect();
        if !news.is_empty() {
            let differences = DIFFERENCES.iter().filter_map(|(difference, _)| {
                let number = news.iter().filter(|one| *one == difference).count();
                (number > 0).then(|| format!("{number} {}", difference.as_str()))
            });
            let differences: Vec<String> = differences.collect();
            let left = if self.applied.is_some() {
                " left to decide"
            } else {
                ""
            };
            parts.push(format!(
                "{}{left}: {}",
                count(news.len(), "finding"),
                differences.join(", ")
            ));
        }
        if let changes @ 1.. = self.changes().count() {
            parts.push(format!("{} of the text", count(changes, "change")));
        }
        if let problems @ 1.. = self.drift.problems.len() {
            parts.push(format!("{} of the lock", count(problems, "problem")));
        }
        if parts.is_empty() {
            let nothing = match self.applied {
                Some(_) => "everything that was news is written",
                None => "nothing new in the docs",
            };
            parts.push(nothing.to_owned());
        }
        let stand = |standing| {
            self.known()
                .filter(|finding| finding.standing == standing)
                .count()
        };
        for (number, what) in [
            (self.wordings().count(), "worded otherwise"),
            (stand(Standing::Known), "known"),
            (stand(Standing::Acknowledged), "acknowledged"),
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
            .filter(|(_, finding)| finding.proposal.is_some())
            .count()
    }

    /// What to do now, if there is something.
    pub(super) fn next_step(&self) -> Option<String> {
        if self.verdict() == Outcome::Unreadable {
            return Some("fetch the page again; what was accepted stays".to_owned());
        }
        if let Some(name) = &self.pinned {
            return Some(format!("commit `{name}`"));
        }
        let (findings, changes) = (self.news().count(), self.changes().count());
        if self.applied.is_some() {
            let decide = if findings > 0 {
                "decide on what is left, "
            } else {
                ""
            };
            return Some(format!(
                "{decide}read the change (`git diff`), `cargo test`, then `theta drift … --pin`"
            ));
        }
        if findings == 0 {
            return (changes > 0).then(|| {
                "change the contract where it follows, then `theta drift … --pin`".to_owned()
            });
        }
        if self.drift.is_rewritten() {
            return Some("correct the contract, then `theta drift … --accept-rewrite`; or fetch the right page".to_owned());
        }
        let (writable, file) = (self.writable(), self.spec.name());
        Some(match (writable, findings - writable) {
            (0, _) => "decide on each in the contract, then `theta drift … --pin`".to_owned(),
            (_, 0) => format!(
                "`theta drift … --apply` writes {} into `{file}`",
                if writable == 1 { "it" } else { "all of them" }
            ),
            (_, _) => format!(
                "`theta drift … --apply` writes {writable} of them into `{file}`; decide on the others there"
            ),
        })
    }
}

/// The differences in the order in which they are shown, each with its heading.
pub(super) const DIFFERENCES: &[(Difference, &str)] = &[
    (Difference::Rewritten, "Another page, or written anew"),
    (Difference::Changed, "Changed"),
    (Difference::Moved, "Moved"),
    (Difference::New, "New in the docs"),
    (Difference::Maybe, "Perhaps new in the docs"),
    (Difference::Missing, "Missing in the docs"),
];

/// Why something cannot be told, as the end of a sentence.
fn reason_word(reason: Reason) -> &'static str {
    match reason {
        Reason::Common => "a common word, or a number that stands anywhere",
        Reason::NoLiteral => "nothing of it is literal",
        Reason::Class => "it is a class of statuses",
        Reason::Apart => "no status stands near its code or text",
        Reason::Unnamed => "nothing near the number names what it bounds",
    }
}
