//! Which findings are news.

use super::figures;
use crate::finding::{Finding, Verdict};
use crate::lock::{Lock, LockProblem, LockProblemKind, PinnedPage, READER, noted};
use crate::read::Reading;
use std::collections::BTreeSet;
use theta_spec::day::Day;

/// A finding, and how it stands.
#[derive(Clone, Debug, PartialEq)]
pub struct Judged {
    /// The finding.
    pub finding: Finding,
    /// How it stands.
    pub standing: Standing,
    /// Index of the entry of the lock that acknowledges it.
    pub acknowledged: Option<usize>,
}

/// How a finding stands: whether the page has changed since it was accepted, and whether somebody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Standing {
    /// They agree, as before.
    Clean,
    /// The page has changed, and both agree now.
    Resolved,
    /// They disagree, and the page has changed since it was accepted or was never accepted.
    News,
    /// They disagree as they did when the page was accepted, and nobody has acknowledged it.
    Unacknowledged,
    /// They disagree, and an entry of the lock says why.
    Acknowledged,
    /// The vendor contradicts itself, and the contract says so.
    Known,
    /// The vendor contradicts itself, as it did when the page was accepted, or no page was ever accepted.
    Contradiction,
    /// The page is the same byte for byte: a newer reader sees something else in it.
    Reread,
}

impl Standing {
    /// Every standing with its word in reports.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("clean", Self::Clean),
        ("resolved", Self::Resolved),
        ("news", Self::News),
        ("unacknowledged", Self::Unacknowledged),
        ("acknowledged", Self::Acknowledged),
        ("known", Self::Known),
        ("contradiction", Self::Contradiction),
        ("reread", Self::Reread),
    ];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, standing)| *standing == self)
            .map_or("", |(word, _)| word)
    }

    /// Whether somebody must look at it.
    #[must_use]
    pub fn fails(self) -> bool {
        matches!(self, Self::News | Self::Unacknowledged)
    }
}

/// How the pages of a finding stand to their pins.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Since {
    /// At least one of them was never pinned.
    Unpinned,
    /// They say what they said.
    Same,
    /// They say something else.
    Changed,
    /// They say something else, and are the same byte for byte.
    Reread,
}

pub(super) fn judge(
    findings: Vec<Finding>,
    reading: &Reading,
    pins: &[Option<PinnedPage>],
    lock: Option<&Lock>,
    all_readable: bool,
    today: Day,
) -> (Vec<Judged>, Vec<LockProblem>) {
    let names: Vec<String> = reading.pages.iter().map(figures::name).collect();
    let entries = lock
        .map(|lock| lock.acknowledged.as_slice())
        .unwrap_or_default();
    let mut used = vec![false; entries.len()];
    let judged = findings
        .into_iter()
        .map(|finding| {
            let since = since(&finding, reading, pins);
            let pages: BTreeSet<&str> = finding
                .pages
                .iter()
                .map(|side| names[side.place.page].as_str())
                .collect();
            let pages: Vec<&str> = pages.into_iter().collect();
            let entry = entries
                .iter()
                .position(|entry| !finding.agrees() && entry.is_about(&finding, &pages));
            if let Some(entry) = entry {
                used[entry] = true;
            }
            let acknowledged = entry.filter(|&entry| entries[entry].until >= today);
            let standing = stands(&finding, since, acknowledged.is_some());
            Judged {
                finding,
                standing,
                acknowledged,
            }
        })
        .collect();
    let mut problems = lock.map(|lock| lock.problems.clone()).unwrap_or_default();
    // Of a page that is not here nothing can be said, so neither that an entry is about nothing.
    let all_here =
        lock.is_some_and(|lock| lock.pages.iter().all(|page| names.contains(&page.name)));
    for (entry, used) in entries.iter().zip(used) {
        let (kind, message) = if used && entry.until < today {
            (
                LockProblemKind::Expired,
                format!(
                    "the entry for {} counted until {}: look at it again",
                    entry.subject(),
                    entry.until
                ),
            )
        } else if !used && all_here && all_readable {
            (
                LockProblemKind::Unused,
                format!(
                    "there is no disagreement about {} with these values: remove the entry, or the next one passes unseen",
                    entry.subject()
                ),
            )
        } else {
            continue;
        };
        problems.push(LockProblem {
            kind,
            message,
            span: entry.span,
        });
    }
    (judged, problems)
}

fn stands(finding: &Finding, since: Since, acknowledged: bool) -> Standing {
    match (finding.verdict, since) {
        (Verdict::Agree, Since::Changed) => Standing::Resolved,
        (Verdict::Agree, _) => Standing::Clean,
        _ if acknowledged => Standing::Acknowledged,
        (_, Since::Reread) => Standing::Reread,
        (Verdict::Conflict, Since::Same | Since::Unpinned) if finding.disputed => Standing::Known,
        (Verdict::Conflict, Since::Same | Since::Unpinned) => Standing::Contradiction,
        (_, Since::Same) => Standing::Unacknowledged,
        (_, Since::Changed | Since::Unpinned) => Standing::News,
    }
}

/// Whether the pages of a finding say of it what they said when they were pinned.
fn since(finding: &Finding, reading: &Reading, pins: &[Option<PinnedPage>]) -> Since {
    let concerned: BTreeSet<usize> = if finding.pages.is_empty() {
        (0..reading.pages.len()).collect()
    } else {
        finding.pages.iter().map(|side| side.place.page).collect()
    };
    let (mut changed, mut same_bytes) = (false, true);
    for page in concerned {
        let Some(pin) = &pins[page] else {
            return Since::Unpinned;
        };
        let now: BTreeSet<String> = finding
            .pages
            .iter()
            .filter(|side| side.place.page == page)
            .map(|side| noted(&side.value))
            .collect();
        // What only a page has is known by its text: the name that is proposed for it may change.
        let by_key = finding.spec.is_some();
        let was: BTreeSet<String> = pin
            .facts
            .iter()
            .filter(|fact| fact.kind == finding.kind)
            .filter(|fact| {
                if by_key {
                    fact.key == finding.subject
                } else {
                    now.contains(&fact.value)
                }
            })
            .map(|fact| fact.value.clone())
            .collect();
        if now != was {
            changed = true;
            let bytes = super::super::lock::sha256(reading.pages[page].source.text()) == pin.sha256;
            same_bytes &= bytes && pin.reader != READER;
        }
    }
    match (changed, same_bytes) {
        (false, _) => Since::Same,
        (true, true) => Since::Reread,
        (true, false) => Since::Changed,
    }
}
