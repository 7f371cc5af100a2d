//! Pages that came back empty, as a door, or half: they are unreadable, and not four hundred changes.

use crate::Kind;
use crate::align::{Aligned, stated};
use crate::lock::PinnedPage;
use crate::read::Reading;
use std::collections::BTreeSet;
use theta_spec::text::count;

/// From when on a page is not worth comparing. Shares are from 0 to 1.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Breaker {
    /// Smallest size, as a share of the pinned one.
    pub size: f64,
    /// Smallest share of the pinned facts that must be there still, when no new facts have come in the place of those
    /// that are gone.
    pub facts: f64,
    /// Greatest share of table rows whose cells do not fit their header.
    pub odd_rows: f64,
    /// Fewest rows from which that share says anything.
    pub rows: usize,
    /// Fewest pinned headings that cannot all be gone from the same page.
    pub headings: usize,
    /// Fewest words of a page that states a status and nothing else.
    pub words: usize,
}

impl Default for Breaker {
    /// 40 % of the size, 60 % of the facts, 20 % of ten rows or more, three headings, 150 words: where a fetch went wrong all of
    /// them are far off, and no edit of a vendor has come near.
    fn default() -> Self {
        Self {
            size: 0.40,
            facts: 0.60,
            odd_rows: 0.20,
            rows: 10,
            headings: 3,
            words: 150,
        }
    }
}

/// A page that is not worth comparing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnreadablePage {
    /// Index of the page.
    pub page: usize,
    /// Why, as the end of a sentence that begins with the page: `is empty`.
    pub reason: String,
}

pub(super) fn unreadable(
    reading: &Reading,
    pins: &[Option<PinnedPage>],
    breaker: &Breaker,
) -> Vec<UnreadablePage> {
    (0..reading.pages.len())
        .filter_map(|page| {
            let reason = reason(reading, page, pins[page].as_ref(), breaker)?;
            Some(UnreadablePage { page, reason })
        })
        .collect()
}

/// Pages that state nothing: whatever a server sent in the place of the page, it is not the page.
///
/// A page that says one status in a few words is one that says that it could not be had.
pub(super) fn unrelated(
    aligned: &Aligned,
    reading: &Reading,
    skip: &[bool],
    breaker: &Breaker,
) -> Vec<UnreadablePage> {
    (0..reading.pages.len())
        .filter(|page| !skip[*page])
        .filter_map(|page| {
            let is_here = |fact: &usize| reading.facts[*fact].place.page == page;
            let confirms = aligned.support.iter().flatten().any(is_here);
            let speaks = aligned
                .findings
                .iter()
                .filter(|finding| !finding.agrees())
                .any(|finding| finding.pages.iter().any(|side| side.place.page == page));
            let facts = stated(reading, page);
            let one_status = facts.len() <= 1 && facts.iter().all(|(kind, _)| *kind == Kind::Status);
            let reason = if facts.is_empty() && !confirms && !speaks {
                "states nothing that could be compared: it is another page, or what came in its place"
            } else if one_status && reading.quality[page].words < breaker.words {
                "says a status and nothing else: it is an error page"
            } else {
                return None;
            };
            Some(UnreadablePage {
                page,
                reason: reason.to_owned(),
            })
        })
        .collect()
}

fn reason(
    reading: &Reading,
    page: usize,
    pin: Option<&PinnedPage>,
    breaker: &Breaker,
) -> Option<String> {
    let quality = &reading.quality[page];
    if let Some(why) = quality.unreadable {
        return Some(format!("is {why}"));
    }
    if quality.rows >= breaker.rows && share(quality.odd_rows, quality.rows) > breaker.odd_rows {
        return Some(format!(
            "has {} of {} table rows with cells that do not fit: it was damaged on its way",
            quality.odd_rows, quality.rows
        ));
    }
    let pin = pin?;
    if share(quality.bytes, pin.bytes) < breaker.size {
        return Some(format!(
            "has {}, and had {} when it was pinned",
            count(quality.bytes, "byte"),
            pin.bytes
        ));
    }
    if pin.headings.len() >= breaker.headings
        && !pin
            .headings
            .iter()
            .any(|heading| quality.headings.contains(heading))
    {
        return Some(format!(
            "has none of the {} that it was pinned with",
            count(pin.headings.len(), "heading")
        ));
    }
    let now: BTreeSet<(Kind, String)> = stated(reading, page);
    let there =
        |fact: &&super::super::lock::PinnedFact| now.contains(&(fact.kind, fact.value.clone()));
    let found = pin.facts.iter().filter(there).count();
    let lost: BTreeSet<Kind> = pin
        .facts
        .iter()
        .filter(|fact| !there(fact))
        .map(|fact| fact.kind)
        .collect();
    let known: BTreeSet<(Kind, &str)> = pin
        .facts
        .iter()
        .map(|fact| (fact.kind, fact.value.as_str()))
        .collect();
    let replaced = now
        .iter()
        .any(|(kind, value)| lost.contains(kind) && !known.contains(&(*kind, value.as_str())));
    if !pin.facts.is_empty() && share(found, pin.facts.len()) < breaker.facts && !replaced {
        return Some(format!(
            "has {found} of the {} that it was pinned with, and nothing in their place",
            count(pin.facts.len(), "fact")
        ));
    }
    None
}

#[allow(clippy::cast_precision_loss)] // sizes of pages are far below 2^52
fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        1.0
    } else {
        part as f64 / whole as f64
    }
}
