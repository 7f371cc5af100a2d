//! What is known of a contract, to tell what is news.

use super::fact::{Fact, What};
use super::learn::holds;
use super::news::News;
use super::rich::folded;
use super::slot::Holds;
use super::verdict::{Hits, Reason};
use std::collections::{BTreeSet, HashMap, HashSet};
use std::ops::Range;
use theta_spec::contract::ErrorId;

/// What is compared to tell what is known.
pub(super) struct Known<'f> {
    pub(super) codes: HashSet<String>,
    pub(super) folded: HashSet<String>,
    pub(super) texts: HashSet<String>,
    /// Facts with holes, by the blocks in which they were found.
    pub(super) places: HashMap<usize, Vec<(Range<usize>, usize)>>,
    pub(super) facts: &'f [Fact],
    /// Codes of rows of which any text is a text.
    pub(super) open: HashSet<String>,
    /// The codes and texts by their values.
    pub(super) values: HashMap<String, Vec<usize>>,
    /// What each row is known by.
    pub(super) kinds: HashMap<Option<ErrorId>, BTreeSet<Holds>>,
    /// Whether rows have statuses.
    pub(super) has_statuses: bool,
    /// How many facts of each kind are expected or were found.
    pub(super) counts: [usize; 2],
}

impl<'f> Known<'f> {
    pub(super) fn new(facts: &'f [Fact], hits: &Hits) -> Self {
        let mut known = Self {
            codes: HashSet::new(),
            folded: HashSet::new(),
            texts: HashSet::new(),
            places: HashMap::new(),
            open: HashSet::new(),
            values: HashMap::new(),
            kinds: HashMap::new(),
            has_statuses: facts.iter().any(|fact| !fact.statuses.is_empty()),
            facts,
            counts: [0, 0],
        };
        let open = facts
            .iter()
            .zip(&hits.reasons)
            .filter(|(_, reason)| **reason == Some(Reason::NoLiteral));
        let open: BTreeSet<_> = open.map(|(fact, _)| fact.row).collect();
        for (index, (fact, found)) in facts.iter().zip(&hits.places).enumerate() {
            let Some(holds) = holds(fact) else { continue };
            known
                .values
                .entry(fold(bare(&fact.value())))
                .or_default()
                .push(index);
            known.kinds.entry(fact.row).or_default().insert(holds);
            known.counts[holds as usize] += usize::from(fact.expected || !found.is_empty());
            match &fact.what {
                What::Code {
                    text,
                    folded: false,
                } => {
                    if open.contains(&fact.row) {
                        known.open.insert(folded(text));
                    }
                    known.codes.insert(folded(text));
                }
                What::Code { text, folded: true } => {
                    known.folded.insert(fold(text));
                }
                What::Text(template) => {
                    if let Some(text) = template.as_exact() {
                        known.texts.insert(bare(&folded(text)).to_owned());
                        known
                            .texts
                            .insert(bare(&super::inline::inline(text).finish().0).to_owned());
                    }
                    for place in found {
                        let places = known.places.entry(place.block).or_default();
                        places.push((place.start..place.end, index));
                    }
                }
                _ => {}
            }
        }
        known
    }

    pub(super) fn has(&self, holds: Holds, text: &str, block: usize, range: &Range<usize>) -> bool {
        let exact = match holds {
            Holds::Code => self.codes.contains(text) || self.folded.contains(&fold(text)),
            Holds::Text => self.texts.contains(bare(text)),
        };
        let covers = |(place, index): &(Range<usize>, usize)| {
            self.facts.get(*index).and_then(self::holds) == Some(holds)
                && place.start <= range.start
                && place.end + 1 >= range.end
        };
        exact
            || self
                .places
                .get(&block)
                .is_some_and(|places| places.iter().any(covers))
    }

    /// The fact that a row of news has beside the new one.
    pub(super) fn beside(&self, news: &News) -> Option<usize> {
        let of = |text: &Option<String>| {
            text.as_deref()
                .and_then(|text| self.values.get(&fold(bare(text))))
        };
        of(&news.code)
            .or(of(&news.detail))
            .and_then(|facts| facts.first().copied())
    }

    /// Whether each row with the value of a fact has a value of the other kind: one that has none takes any.
    pub(super) fn asks(&self, fact: usize) -> bool {
        let Some(fact) = self.facts.get(fact) else {
            return true;
        };
        let same = self
            .values
            .get(&fold(bare(&fact.value())))
            .into_iter()
            .flatten();
        let rows: BTreeSet<_> = same.map(|at| self.facts[*at].row).collect();
        let own = holds(fact);
        rows.iter().all(|row| {
            self.kinds
                .get(row)
                .is_some_and(|kinds| kinds.iter().any(|kind| Some(*kind) != own))
        })
    }
}

/// A text without the stop at its end.
pub(super) fn bare(text: &str) -> &str {
    text.trim_end_matches(['.', ' '])
}

pub(super) fn fold(text: &str) -> String {
    let folded = text
        .chars()
        .map(|c| if matches!(c, '-' | ' ') { '_' } else { c });
    folded.flat_map(char::to_lowercase).collect()
}

/// Whether a text has a place for something else in it, as far as pages mark such places: `<id>`, `{id}`, `[id]`, `...`.
pub(super) fn has_hole(text: &str) -> bool {
    let encloses =
        |(open, close): (char, char)| text.find(open).is_some_and(|at| text[at..].contains(close));
    [('<', '>'), ('{', '}'), ('[', ']')]
        .into_iter()
        .any(encloses)
        || text.contains("...")
}
