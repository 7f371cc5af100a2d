//! What a page says in the place of what it no longer states.

use super::Held;
use crate::block::{Block, Kind, Place};
use crate::fact::{Fact, What};
use crate::news::News;
use crate::propose::number;
use crate::telling::{likeness, words};
use crate::unit::said;

/// From here on two texts are one, reworded.
const REWORDED: f64 = 0.5;

/// What a page says in the place of a fact.
pub(super) struct Instead {
    /// What stood there before, as the page wrote it.
    pub(super) was: String,
    pub(super) value: String,
    pub(super) block: usize,
    pub(super) is_sure: bool,
}

impl Held<'_, '_> {
    /// What the page says in the place of a fact, if that can be told.
    pub(super) fn instead(&mut self, at: usize) -> Option<Instead> {
        let by_news = self.news_of(at);
        if let Some((news, is_sure)) = by_news {
            self.used[news] = true;
            let one = &self.news[news];
            let value = match self.facts[at].what {
                What::Code { .. } => one.code.clone(),
                _ => one.detail.clone(),
            };
            let was = self.facts[at].value();
            return Some(Instead {
                was,
                value: value?,
                block: *one.blocks.first()?,
                is_sure,
            });
        }
        self.literal(at)
    }

    /// The news that stand in the place of a code or a text: beside something else of the same row, in the piece of the page
    /// that took its place, or alone under the status.
    fn news_of(&self, at: usize) -> Option<(usize, bool)> {
        let fact = &self.facts[at];
        let is_code = matches!(fact.what, What::Code { .. });
        if !is_code && !matches!(fact.what, What::Text(_)) {
            return None;
        }
        let has = |news: &News| {
            if is_code {
                news.code.is_some()
            } else {
                news.detail.is_some()
            }
        };
        if let Some(news) = self.longer(at) {
            return Some((news, self.news[news].sure));
        }
        let free = (0..self.news.len()).filter(|&news| !self.used[news] && has(&self.news[news]));
        let beside = |&news: &usize| {
            let other = self.news[news]
                .beside
                .and_then(|other| self.facts.get(other));
            fact.row.is_some() && other.is_some_and(|other| other.row == fact.row)
        };
        if let Some(news) = only(free.clone().filter(beside)) {
            return Some((news, self.news[news].sure));
        }
        let successors: Vec<usize> = self.successors(at).collect();
        let in_place = |&news: &usize| {
            let news = &self.news[news];
            news.beside.is_none() && news.blocks.iter().any(|block| successors.contains(block))
        };
        let alike = |news: usize| {
            let value = fact.value();
            let text = if is_code {
                self.news[news].code.as_ref()
            } else {
                self.news[news].detail.as_ref()
            };
            let text = text.map(String::as_str).unwrap_or_default();
            likeness(
                &words(&value).collect::<Vec<_>>(),
                &words(text).collect::<Vec<_>>(),
            ) >= REWORDED
        };
        let same_status = |news: usize| {
            let mut there = self.news[news].statuses.iter();
            there.any(|status| fact.statuses.iter().any(|member| member.may_be(*status)))
        };
        let is_whole = |news: usize| {
            let news = &self.news[news];
            let named =
                |at: &usize| self.facts[*at].row == fact.row && self.is_code(*at) == Some(!is_code);
            news.code.is_some()
                && news.detail.is_some()
                && (0..self.facts.len()).any(|at| named(&at))
        };
        if let Some(news) = only(free.clone().filter(in_place)) {
            // Where code and text are other ones, it is another row, unless they are alike.
            if fact.row.is_some() && is_whole(news) {
                return alike(news).then_some((news, false));
            }
            return (same_status(news) || alike(news))
                .then(|| (news, self.news[news].sure && same_status(news)));
        }
        let near = |&news: &usize| {
            self.news[news].beside.is_none() && same_status(news) && !is_code && alike(news)
        };
        let news = only(free.filter(near))?;
        Some((news, self.news[news].sure))
    }

    /// Whether a fact is a code; `None` if it is neither a code nor a text.
    fn is_code(&self, at: usize) -> Option<bool> {
        match self.facts[at].what {
            What::Code { .. } => Some(true),
            What::Text(_) => Some(false),
            _ => None,
        }
    }

    /// The news whose text holds that of a fact wherever the fact stands: then the text has grown.
    pub(super) fn longer(&self, at: usize) -> Option<usize> {
        let What::Text(template) = &self.facts[at].what else {
            return None;
        };
        let text = template.to_string();
        let places = self.found.places(at);
        let is_own = |news: &News| {
            news.beside
                .is_none_or(|beside| self.facts[beside].row == self.facts[at].row)
        };
        let holds = |&news: &usize| {
            let one = &self.news[news];
            let longer = one
                .detail
                .as_deref()
                .is_some_and(|detail| detail.len() > text.len() && detail.contains(&text));
            !self.used[news]
                && longer
                && is_own(one)
                && places.iter().all(|place| one.blocks.contains(&place.block))
        };
        (0..self.news.len())
            .find(holds)
            .filter(|_| !places.is_empty())
    }

    /// The blocks that took the place of those that stated a fact.
    fn successors(&self, at: usize) -> impl Iterator<Item = usize> + '_ {
        let places = self
            .was
            .map(|was| was.hits[at].as_slice())
            .unwrap_or_default();
        let next =
            places
                .iter()
                .filter_map(|place| match self.compared?.successors.get(place.block)? {
                    Some((blocks, false)) => Some(blocks),
                    _ => None,
                });
        next.flatten().copied()
    }

    /// Another literal in the same place of the same text.
    fn literal(&self, at: usize) -> Option<Instead> {
        let fact = &self.facts[at];
        if matches!(fact.what, What::Path { .. }) {
            return None;
        }
        let places = self.was?.places(at);
        let mut found = places.iter().filter_map(|place| {
            let (blocks, same) = self.compared?.successors.get(place.block)?.as_ref()?;
            let old = self.old?.blocks.get(place.block)?;
            let block = blocks.iter().copied().find(|&block| {
                self.page
                    .blocks
                    .get(block)
                    .is_some_and(|new| same_place(old, new))
            })?;
            if *same {
                None
            } else {
                self.other_literal(fact, place, old, block)
            }
        });
        let first = found.next()?;
        found
            .all(|other| other.value == first.value)
            .then_some(first)
    }

    fn other_literal(
        &self,
        fact: &Fact,
        place: &Place,
        old: &Block,
        block: usize,
    ) -> Option<Instead> {
        let new = &self.page.blocks[block];
        let (before, after) = (old.text.get(..place.start)?, old.text.get(place.end..)?);
        let rest = new.text.strip_prefix(before)?.strip_suffix(after)?;
        let value = rest.trim();
        let was = old.text.get(place.start..place.end)?;
        let fits = match &fact.what {
            What::Number(_) => {
                let without = |text: &str| {
                    text.chars()
                        .filter(|c| !c.is_ascii_digit() && *c != ',')
                        .collect::<String>()
                };
                number(value).is_some() && without(value) == without(was)
            }
            What::Status(_) => {
                value.len() == 3
                    && value.bytes().all(|byte| byte.is_ascii_digit())
                    && self.keeps_its_row(fact, place, block) == Some(true)
            }
            What::Code { .. } | What::Name(_) => {
                !value.is_empty() && !value.contains(char::is_whitespace)
            }
            What::Text(_) => {
                likeness(
                    &words(was).collect::<Vec<_>>(),
                    &words(value).collect::<Vec<_>>(),
                ) >= REWORDED
            }
            What::Path { .. } => false,
        };
        // What is folded is written as the page has it, or not at all.
        let source = self.page.source.text().get(new.span.start..new.span.end)?;
        let is_sure = source.contains(value)
            && (matches!(fact.what, What::Number(_))
                || self.keeps_its_row(fact, place, block) != Some(false));
        fits.then(|| Instead {
            was: was.to_owned(),
            value: value.to_owned(),
            block,
            is_sure,
        })
    }

    /// Whether everything else that the piece stated of the same row still stands in it; `None` if it stated nothing else.
    fn keeps_its_row(&self, fact: &Fact, place: &Place, block: usize) -> Option<bool> {
        let (was, old) = (self.was?, self.old?);
        let (then, now) = (old.record(place.block), self.page.record(block));
        let others = (0..self.facts.len()).filter(|&at| {
            let other = &self.facts[at];
            other.row == fact.row
                && other.path != fact.path
                && was.hits[at].iter().any(|hit| then.contains(&hit.block))
        });
        let mut others = others.peekable();
        others.peek()?;
        Some(others.all(|at| {
            self.found.hits[at]
                .iter()
                .any(|hit| now.contains(&hit.block))
        }))
    }
}

/// Whether a block may hold in a new row what another one held in the old row.
fn same_place(old: &Block, new: &Block) -> bool {
    match (&old.kind, &new.kind) {
        (Kind::Cell { column: a, .. }, Kind::Cell { column: b, .. }) => a == b,
        _ => {
            said(old).split(':').next() == said(new).split(':').next()
                || std::mem::discriminant(&old.kind) == std::mem::discriminant(&new.kind)
        }
    }
}

/// The only one of several, if there is just one.
fn only(mut all: impl Iterator<Item = usize>) -> Option<usize> {
    let first = all.next()?;
    all.next().is_none().then_some(first)
}
