//! A page, held against a contract.

use super::fact::Fact;
use super::find_news;
use super::learn::Layout;
use super::look;
use super::news::News;
use super::page::Page;
use super::verdict::Lookup;
use super::words::Words;

/// What a page says of a contract.
#[derive(Clone, Debug)]
pub struct Reading {
    /// Which facts it states, and where.
    pub lookup: Lookup,
    /// The slots of its layout, as far as facts show them.
    pub layout: Layout,
    /// What stands in those slots and is no fact.
    pub news: Vec<News>,
}

impl Reading {
    /// Reads a page. `places` are those at which the contract reads codes and texts of a body
    /// ([`places`](super::places)); `old` is the layout of an earlier state of the page.
    #[must_use]
    pub fn of(
        page: &Page,
        facts: &[Fact],
        places: &[(String, bool)],
        old: Option<&Layout>,
    ) -> Self {
        let words = Words::of(&page.blocks);
        let hits = look::hits(page, facts, &words);
        let mut layout = Layout::learn(page, facts, &hits, places);
        if let Some(old) = old {
            layout.join(old);
        }
        let news = find_news::find(page, facts, &hits, &layout);
        let lookup = look::verdicts(page, facts, hits, &layout, &words);
        Self {
            lookup,
            layout,
            news,
        }
    }
}
