//! What differs only beside what was accepted.

use super::{Held, Instead, kind};
use crate::block::Place;
use crate::explain::Blocks;
use crate::fact::What;
use crate::finding::{Difference, Side};
use crate::page::Page;
use crate::propose::span;
use crate::rich::folded;
use crate::verdict::Verdict;
use std::collections::BTreeMap;
use theta_spec::text::markdown::code as quoted;

impl Held<'_, '_> {
    /// Messages that lost or got a full stop, which is a letter of what is sent. Pages leave it out as they like, so it counts
    /// only where it stood otherwise before.
    pub(super) fn stops(&mut self) {
        let (Some(was), Some(old)) = (self.was, self.old) else {
            return;
        };
        for at in 0..self.facts.len() {
            let fact = &self.facts[at];
            let What::Text(template) = &fact.what else {
                continue;
            };
            let text = folded(&template.to_string());
            let is_exact = |page: &Page, place: &Place| {
                let rest = page
                    .blocks
                    .get(place.block)
                    .and_then(|block| block.text.get(place.start..));
                rest.and_then(|rest| rest.strip_prefix(text.as_str()))
                    .is_some_and(|rest| !rest.starts_with('.'))
            };
            let now = &self.found.hits[at];
            let lost = !now.is_empty()
                && was.hits[at].iter().any(|place| is_exact(old, place))
                && !now.iter().any(|place| is_exact(self.page, place));
            if !lost || template.captures().next().is_some() {
                continue;
            }
            let bare = text.trim_end_matches('.');
            let value = if bare.len() < text.len() {
                bare.to_owned()
            } else {
                format!("{text}.")
            };
            // What is left of it may be the text of another row, whose own went.
            let is_anothers = self
                .facts
                .iter()
                .any(|other| other.row != fact.row && folded(&other.value()) == value);
            if is_anothers {
                continue;
            }
            self.changed(
                at,
                Instead {
                    was: text,
                    value,
                    block: now[0].block,
                    is_sure: true,
                },
            );
        }
    }

    /// What the contract says otherwise since the page was accepted, while the page says what it said.
    pub(super) fn edited(&mut self) {
        let Some(pinned) = self.pinned else {
            return;
        };
        let mut values: BTreeMap<String, Vec<usize>> = BTreeMap::new();
        for (at, fact) in self.facts.iter().enumerate() {
            values.entry(fact.subject()).or_default().push(at);
        }
        for (subject, value) in &pinned.stated {
            let Some(now) = values.get(subject) else {
                continue;
            };
            if now.iter().any(|&at| self.facts[at].value() == *value) {
                continue;
            }
            let stood = |at: usize| {
                let old = |block: usize| self.compared.is_none_or(|compared| compared.stood[block]);
                matches!(
                    self.found.verdicts[at],
                    Verdict::Stated(_) | Verdict::Within(_) | Verdict::Untold(_)
                ) && self.found.places(at).iter().all(|place| old(place.block))
            };
            let is_said = pinned
                .stated
                .iter()
                .filter(|(path, _)| path == subject)
                .map(|(_, value)| value);
            let said: Vec<&String> = is_said.collect();
            let Some(&at) = now
                .iter()
                .find(|&&at| !said.contains(&&self.facts[at].value()) && stood(at))
            else {
                continue;
            };
            let fact = &self.facts[at];
            let message = format!(
                "the contract says {} since the page was accepted, and the page has stated {}",
                quoted(&fact.value()),
                quoted(value)
            );
            let mut finding =
                self.finding(Difference::Changed, kind(fact), subject.clone(), message);
            let place = self.found.hits[at].first().map(|place| place.block);
            finding.says = Some(Side::new(value.clone(), span(self.page, place)));
            finding.contract = Some(Side::new(fact.value(), fact.span));
            self.push(finding, fact.row, Blocks::default());
        }
    }
}
