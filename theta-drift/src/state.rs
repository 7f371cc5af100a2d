//! A page and how much it has of a contract.

use super::doors::Unreadable;
use super::fact::{Fact, What};
use super::page::Page;
use super::verdict::{Lookup, Reason, Verdict};

/// A page and how much it has of the contract.
#[derive(Clone, Debug)]
pub struct PageState {
    /// The page.
    pub page: Page,
    /// The contract's name of it, or the name of its file.
    pub name: String,
    /// What it is to the contract.
    pub standing: PageStanding,
    /// How many of the codes and texts that the contract takes from it stand on it.
    pub stated: usize,
    /// How many there are.
    pub of: usize,
    /// How many codes and texts of the contract stand on it, whatever their source.
    pub found: usize,
    /// What cannot be told from it, with the reasons.
    pub untold: Vec<(String, Reason)>,
    /// Whether it was accepted before.
    pub is_pinned: bool,
    /// What it states, path and value, sorted.
    pub(crate) says: Vec<(String, String)>,
}

/// What a page is to a contract.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PageStanding {
    /// It is none, or not all of it: nothing of it was compared.
    Unreadable(Unreadable),
    /// The contract takes no code and no text from it, or too few, so nothing tells whether it is the right one.
    Unproven,
    /// The contract was taken from it.
    Own,
    /// It states too little of the contract, and still some of it.
    Partly,
    /// It states next to nothing of the contract: it was written anew or is another page.
    Rewritten,
}

impl PageState {
    pub(crate) fn new(page: &Page, name: String, is_pinned: bool) -> Self {
        Self {
            page: page.clone(),
            name,
            standing: PageStanding::Unproven,
            stated: 0,
            of: 0,
            found: 0,
            untold: Vec::new(),
            is_pinned,
            says: Vec::new(),
        }
    }

    /// Takes in which facts were found.
    pub(crate) fn take(&mut self, facts: &[Fact], found: &Lookup) {
        for (fact, verdict) in facts.iter().zip(&found.verdicts) {
            if fact.counts() {
                self.of += 1;
                self.stated += usize::from(verdict.is_there());
            }
            match verdict {
                Verdict::Stated(_) | Verdict::Within(_) => {
                    let is_telling = matches!(fact.what, What::Code { .. } | What::Text(_));
                    self.found += usize::from(is_telling);
                    self.says.push((fact.subject(), fact.value()));
                }
                Verdict::Untold(reason) if fact.expected => {
                    self.untold.push((fact.subject(), *reason));
                }
                _ => {}
            }
        }
        self.says.sort_unstable();
        self.says.dedup();
    }
}
