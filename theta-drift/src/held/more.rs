//! What only a page has.

use super::Held;
use crate::explain::Blocks;
use crate::fact::{Fact, What};
use crate::finding::{Difference, Side};
use crate::propose::{span, statuses};
use std::collections::HashMap;
use theta_spec::text::markdown::code as quoted;

impl Held<'_, '_> {
    /// Whether it is but the status of a row whose code or text the contract has: then that row says what is to say.
    pub(super) fn is_of_a_known_row(&self, at: usize) -> bool {
        let news = &self.news[at];
        let Some(&block) = news.blocks.first() else {
            return true;
        };
        let record = self.page.record(block);
        let stands = |at: usize| {
            self.found.hits[at]
                .iter()
                .any(|place| record.contains(&place.block))
        };
        let is_named = |fact: &Fact| matches!(fact.what, What::Code { .. } | What::Text(_));
        let mut named = (0..self.facts.len()).filter(|&at| is_named(&self.facts[at]));
        news.code.is_none() && news.detail.is_none() && named.any(stands)
    }

    /// Statuses that the page gives for a row beside its own.
    pub(super) fn more(&mut self) {
        for (row, more, place) in self.found.more.clone() {
            let of_row = |fact: &&Fact| fact.row == Some(row);
            let Some(fact) = self.facts.iter().find(of_row).filter(|fact| fact.expected) else {
                continue;
            };
            let error = self.contract.error(row);
            let message = format!(
                "the docs may have `{}` under {} as well",
                error.name,
                statuses(&more)
            );
            let subject = format!("errors.{}.status", error.name);
            let mut finding = self.finding(Difference::Maybe, "status", subject, message);
            finding.says = Some(Side::new(
                statuses(&more),
                span(self.page, Some(place.block)),
            ));
            finding.contract = Some(Side::new(statuses(&fact.statuses), fact.span));
            let new = vec![place.block];
            self.push(
                finding,
                Some(row),
                Blocks {
                    new,
                    ..Blocks::default()
                },
            );
        }
    }

    /// What only the page has.
    pub(super) fn new_row(&mut self, at: usize) {
        let news = &self.news[at];
        let mut texts = news.code.iter().chain(&news.detail).peekable();
        let is_said = |text: &String| self.letters.contains_key(&letters(text));
        if texts.peek().is_some() && texts.all(is_said) {
            return;
        }
        let blocks = Blocks {
            new: news.blocks.clone(),
            old: Vec::new(),
        };
        let place = span(self.page, news.blocks.first().copied());
        let statuses: Vec<String> = news.statuses.iter().map(u16::to_string).collect();
        let mut value = statuses.join(", ");
        for text in news.code.iter().chain(&news.detail) {
            if !value.is_empty() {
                value.push(' ');
            }
            value.push_str(text);
        }
        let difference = if news.sure {
            Difference::New
        } else {
            Difference::Maybe
        };
        if let Some(beside) = news.beside.and_then(|beside| self.facts.get(beside)) {
            let key = if news.detail.is_some() && !matches!(beside.what, What::Text(_)) {
                "detail"
            } else {
                "code"
            };
            let (kind, text) = match key {
                "detail" => ("text", news.detail.as_ref()),
                _ => ("code", news.code.as_ref()),
            };
            let row = beside
                .row
                .map(|row| self.contract.error(row).name.clone())
                .unwrap_or_default();
            let text = text.cloned().unwrap_or(value);
            let same = self.letters.get(&letters(&text));
            if same.is_some_and(|facts| facts.iter().any(|&at| self.facts[at].row == beside.row)) {
                return;
            }
            let message = format!(
                "the docs state {} beside {}, the contract does not",
                quoted(&text),
                quoted(&beside.value())
            );
            let mut finding =
                self.finding(difference, kind, format!("errors.{row}.{key}"), message);
            finding.says = Some(Side::new(text, place));
            self.push(finding, beside.row, blocks);
            return;
        }
        let row = self.proposer.row(self.at, self.page, news);
        let may = if news.sure { "" } else { "may " };
        let message = format!(
            "the docs {may}have {}, the contract does not",
            quoted(&value)
        );
        let kind = if news.code.is_none() && news.detail.is_none() {
            "status"
        } else {
            "error"
        };
        let mut finding = self.finding(difference, kind, row.subject, message);
        finding.says = Some(Side::new(value, place));
        if !row.has_status {
            "no status stands near it".clone_into(&mut finding.help);
        } else if news.sure && self.is_own() {
            finding.proposal = Some(row.proposal);
        }
        finding.paste = row.paste;
        self.push(finding, None, blocks);
    }
}

/// The letters of a text: a code and its name for people have the same.
fn letters(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Facts by their letters.
pub(super) fn by_letters(facts: &[Fact]) -> HashMap<String, Vec<usize>> {
    let mut out: HashMap<String, Vec<usize>> = HashMap::new();
    for (at, fact) in facts.iter().enumerate() {
        out.entry(letters(&fact.value())).or_default().push(at);
    }
    out
}
