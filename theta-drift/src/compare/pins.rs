//! What the pages said when they were accepted, and what they say now.

use super::{Drift, Reworded, figures};
use crate::align::{Aligned, stated, value};
use crate::claim::Says;
use crate::finding::{Finding, SpecSide, Verdict};
use crate::lock::{Lock, PinnedFact, PinnedPage, READER, noted};
use crate::read::Reading;
use crate::{Kind, Place};
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::contract::ErrorId;
use theta_spec::day::Day;
use theta_spec::text::markdown::code as quoted;

/// Adds what stood on a page when it was pinned, is in the contract, and stands on no page any more.
pub(super) fn gone(
    aligned: &mut Aligned,
    reading: &Reading,
    pins: &[Option<PinnedPage>],
    skip: &[bool],
) {
    let mut lost: BTreeMap<usize, (usize, &PinnedFact)> = BTreeMap::new();
    for (page, pin) in pins.iter().enumerate() {
        let Some(pin) = pin.as_ref().filter(|_| !skip[page]) else {
            continue;
        };
        let now = stated(reading, page);
        for fact in &pin.facts {
            let claim = aligned.claims.iter().position(|claim| {
                claim.subject == fact.key
                    && claim.kind() == fact.kind
                    && !matches!(claim.says, Says::Words(_))
            });
            let Some(claim) = claim else { continue };
            let covered = !aligned.support[claim].is_empty() || aligned.settled[claim];
            if !covered && !now.contains(&(fact.kind, fact.value.clone())) {
                lost.entry(claim).or_insert((page, fact));
            }
        }
    }
    let told = told(aligned, &lost.keys().copied().collect::<Vec<_>>());
    for (claim, (page, fact)) in lost {
        if told(claim) {
            continue;
        }
        let claim = &aligned.claims[claim];
        aligned.findings.push(Finding {
            verdict: Verdict::Missing,
            kind: fact.kind,
            subject: claim.subject.clone(),
            spec: Some(SpecSide {
                value: claim.value.clone(),
                span: claim.span,
            }),
            pages: Vec::new(),
            score: None,
            message: format!(
                "the contract says {}, and {} does not have it any more",
                quoted(&claim.value),
                quoted(&figures::name(&reading.pages[page]))
            ),
            help: format!("when it was pinned the page said: {}", fact.line),
            disputed: false,
            change: None,
        });
    }
}

/// Whether a claim is gone with the error that it belongs to: one finding for the error says it all.
fn told(aligned: &Aligned, lost: &[usize]) -> impl Fn(usize) -> bool + use<> {
    let subjects: Vec<&str> = aligned
        .findings
        .iter()
        .filter(|finding| finding.verdict == Verdict::Missing)
        .map(|finding| finding.subject.as_str())
        .collect();
    let gone: BTreeSet<ErrorId> = aligned
        .claims
        .iter()
        .enumerate()
        .filter(|(at, claim)| {
            claim.main && (lost.contains(at) || subjects.contains(&claim.subject.as_str()))
        })
        .filter_map(|(_, claim)| claim.row)
        .collect();
    let of_gone = |at: usize| -> bool {
        let claim = &aligned.claims[at];
        match (&claim.says, claim.row) {
            (_, Some(row)) => !claim.main && gone.contains(&row),
            (Says::Status(_), None) if !claim.main => aligned
                .claims
                .iter()
                .filter_map(|other| {
                    other
                        .row
                        .filter(|_| other.main && other.statuses == claim.statuses)
                })
                .all(|row| gone.contains(&row)),
            _ => false,
        }
    };
    let told: Vec<bool> = (0..aligned.claims.len()).map(of_gone).collect();
    move |at| told[at]
}

/// Words of the vendor's own that differ from the pinned ones.
pub(super) fn reworded(
    aligned: &Aligned,
    reading: &Reading,
    pins: &[Option<PinnedPage>],
) -> Vec<Reworded> {
    let mut out = Vec::new();
    for (page, pin) in pins.iter().enumerate() {
        let Some(pin) = pin else { continue };
        let mut now: BTreeMap<(&str, Kind), Vec<String>> = BTreeMap::new();
        for (subject, fact) in &aligned.words {
            let fact = &reading.facts[*fact];
            if fact.place.page == page {
                let values = now.entry((subject, fact.kind())).or_default();
                values.push(noted(&value(&fact.statement)));
            }
        }
        for ((subject, kind), values) in now {
            let was: Vec<&str> = pin
                .facts
                .iter()
                .filter(|fact| fact.key == subject && fact.kind == kind)
                .map(|fact| fact.value.as_str())
                .collect();
            let new: Vec<&String> = values
                .iter()
                .filter(|value| !was.contains(&value.as_str()))
                .collect();
            let old: Vec<&&str> = was
                .iter()
                .filter(|was| !values.iter().any(|value| value == **was))
                .collect();
            for (was, now) in old.into_iter().zip(new) {
                out.push(Reworded {
                    page,
                    subject: subject.to_owned(),
                    was: (*was).to_owned(),
                    now: now.clone(),
                });
            }
        }
    }
    out
}

pub(super) fn pin(drift: &Drift, before: Option<&Lock>, today: Day) -> Lock {
    let mut pages: Vec<PinnedPage> = Vec::new();
    for (at, figures) in drift.pages.iter().enumerate() {
        if figures.unreadable {
            pages.extend(drift.pins[at].clone());
            continue;
        }
        let unchanged = drift.pins[at]
            .as_ref()
            .filter(|_| figures.as_pinned == Some(true));
        let quality = &drift.reading.quality[at];
        pages.push(PinnedPage {
            name: figures.name.clone(),
            url: figures.url.clone(),
            sha256: figures.sha256.clone(),
            read: unchanged.map_or(today, |pin| pin.read),
            reader: READER,
            bytes: quality.bytes,
            headings: quality
                .headings
                .iter()
                .map(|heading| noted(heading))
                .collect(),
            facts: facts(drift, at),
        });
    }
    let mut lock = Lock::default();
    if let Some(before) = before {
        lock.acknowledged.clone_from(&before.acknowledged);
        let kept = before
            .pages
            .iter()
            .filter(|old| !pages.iter().any(|page| page.name == old.name));
        lock.pages.extend(kept.cloned());
    }
    lock.pages.extend(pages);
    lock.pages.sort_by(|a, b| a.name.cmp(&b.name));
    lock.pages.dedup_by(|a, b| a.name == b.name);
    lock
}

/// Everything that a page says of the contract, and what it says beyond it.
fn facts(drift: &Drift, page: usize) -> Vec<PinnedFact> {
    let mut out = Vec::new();
    for judged in &drift.findings {
        let finding = &judged.finding;
        for side in finding.pages.iter().filter(|side| side.place.page == page) {
            out.push(PinnedFact {
                key: finding.subject.clone(),
                kind: finding.kind,
                value: noted(&side.value),
                line: line(&drift.reading, side.place),
            });
        }
    }
    for (subject, fact) in &drift.words {
        let fact = &drift.reading.facts[*fact];
        if fact.place.page == page {
            out.push(PinnedFact {
                key: subject.clone(),
                kind: fact.kind(),
                value: noted(&value(&fact.statement)),
                line: line(&drift.reading, fact.place),
            });
        }
    }
    out.sort();
    // One line is evidence enough for one value.
    out.dedup_by(|a, b| a.key == b.key && a.kind == b.kind && a.value == b.value);
    out
}

fn line(reading: &Reading, place: Place) -> String {
    let source = &reading.pages[place.page].source;
    noted(source.line(source.position(place.span.start).line))
}
