//! What can be counted of a page.

use crate::Page;
use crate::align::Aligned;
use crate::lock::{PinnedPage, sha256};
use crate::read::Reading;
use theta_spec::contract::{Confidence, Contract};

/// The figures of a page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PageFigures {
    /// The contract's name of the page, or the last piece of the name it was given under.
    pub name: String,
    /// Its address; empty when the contract has none for it.
    pub url: String,
    /// SHA-256 of its text.
    pub sha256: String,
    /// Whether its bytes are those that were pinned; `None` without a pin.
    pub as_pinned: Option<bool>,
    /// Whether it was left out, because it is not worth comparing.
    pub unreadable: bool,
    /// Claims of the contract that the page confirms.
    pub found: usize,
    /// Claims that the contract takes from this page, those that it has only concluded or observed left out.
    pub taken: usize,
    /// What of those the page does not confirm, by its path in the contract, in the order of the contract.
    pub not_found: Vec<String>,
    /// What looks like a fact.
    pub tokens: usize,
    /// How much of that some fact accounts for.
    pub accounted: usize,
}

/// What a page is called in reports and in the lock.
pub(super) fn name(page: &Page) -> String {
    page.role.clone().unwrap_or_else(|| {
        let name = page.source.name();
        name.rsplit(['/', '\\']).next().unwrap_or(name).to_owned()
    })
}

pub(super) fn figures(
    contract: &Contract,
    aligned: &Aligned,
    reading: &Reading,
    pins: &[Option<PinnedPage>],
    skip: &[bool],
) -> Vec<PageFigures> {
    reading
        .pages
        .iter()
        .enumerate()
        .map(|(at, page)| {
            let name = name(page);
            let sha256 = sha256(page.source.text());
            let source = contract
                .sources
                .iter()
                .find(|source| Some(&source.name) == page.role.as_ref());
            let (mut found, mut taken, mut not_found) = (0, 0, Vec::new());
            for (claim, support) in aligned.claims.iter().zip(&aligned.support) {
                let here = support
                    .iter()
                    .any(|&fact| reading.facts[fact].place.page == at);
                let sure = matches!(
                    claim.evidence.confidence,
                    Confidence::Documented | Confidence::Disputed
                );
                let ours = sure
                    && claim.is_comparable()
                    && page
                        .role
                        .as_ref()
                        .is_some_and(|role| claim.evidence.sources.contains(role));
                found += usize::from(here);
                taken += usize::from(ours);
                if ours && !here {
                    not_found.push(claim.subject.clone());
                }
            }
            let tokens = reading
                .ledger
                .tokens
                .iter()
                .filter(|token| token.place.page == at);
            let (tokens, accounted) = tokens.fold((0, 0), |(all, claimed), token| {
                (all + 1, claimed + usize::from(token.claimed.is_some()))
            });
            PageFigures {
                as_pinned: pins[at].as_ref().map(|pin| pin.sha256 == sha256),
                name,
                url: source.map(|source| source.url.clone()).unwrap_or_default(),
                sha256,
                unreadable: skip[at],
                found,
                taken,
                not_found,
                tokens,
                accounted,
            }
        })
        .collect()
}
