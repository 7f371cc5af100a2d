//! Reading pages.

mod claiming;
mod quality;
mod scan;

pub use quality::{Quality, Unreadable};

use super::extract::{self, Groups};
use super::{Fact, Ledger, Page, Vocabulary, blocks};

/// What pages state.
#[derive(Clone, Debug)]
pub struct Reading {
    /// The pages.
    pub pages: Vec<Page>,
    /// What they state, in the order of the pages and of their text.
    pub facts: Vec<Fact>,
    /// What looks like a fact on them.
    pub ledger: Ledger,
    /// How well each page could be read.
    pub quality: Vec<Quality>,
}

/// Reads what pages state.
///
/// Every page gives something: facts, and in the ledger what looks like a fact and was understood as none. Whether a page
/// is worth comparing is for [`Quality`] to say.
///
/// ```
/// use theta_drift::{Page, Statement, Vocabulary, read};
///
/// let page = Page::new("errors.md", b"# Errors\n\n## 429 Too Many Requests\n\nThe body is `{\"detail\": \"Slow down.\"}`.\n");
/// let reading = read(&[page], &Vocabulary::default());
/// let text = reading.facts.iter().find_map(|fact| match &fact.statement {
///     Statement::Text { wording, .. } => Some((wording.raw.as_str(), fact.scope.status.len())),
///     _ => None,
/// });
/// assert_eq!(text, Some(("Slow down.", 1)));
/// assert_eq!(reading.ledger.unclaimed().count(), 0);
/// ```
#[must_use]
pub fn read(pages: &[Page], vocabulary: &Vocabulary) -> Reading {
    let blocks: Vec<Vec<blocks::Block>> = pages.iter().map(blocks::of).collect();
    let groups = Groups::of(&blocks, vocabulary);
    let mut facts = Vec::new();
    let mut entries = 0;
    let mut sources = Vec::new();
    let mut quality = Vec::new();
    for (index, (page, blocks)) in pages.iter().zip(&blocks).enumerate() {
        sources.extend(extract::page(
            index,
            page,
            blocks,
            vocabulary,
            &groups,
            &mut entries,
            &mut facts,
        ));
        quality.push(quality::of(page, blocks));
    }
    let mut ledger = Ledger {
        tokens: pages
            .iter()
            .enumerate()
            .flat_map(|(index, page)| scan::tokens(index, page))
            .collect(),
    };
    claiming::claim(&mut ledger, &facts, sources);
    Reading {
        pages: pages.to_vec(),
        facts,
        ledger,
        quality,
    }
}
