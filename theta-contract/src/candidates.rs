//! Which rows of a status can match a common reply at all.
//!
//! Rows with different exact codes or texts are found by these, not pair by pair: a template matches only texts that
//! begin and end with its literal ends. Rows that are not candidates share no reply, or are ordered by the kind of
//! their code.

use crate::contract::{CodeMatcher, Contract, DetailMatcher, ErrorId, ErrorRow};
use crate::template::Template;
use std::collections::{BTreeMap, BTreeSet};

/// What two codes must have in common to be one code, unless their kinds decide.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum CodeKey<'c> {
    Exact(&'c str),
    Number(&'c str),
    Folded(&'c str),
    Template,
    None,
}

impl<'c> CodeKey<'c> {
    fn of(row: &'c ErrorRow) -> Self {
        match &row.code {
            Some(CodeMatcher::Exact(text)) => Self::Exact(text),
            Some(CodeMatcher::Number(number)) => Self::Number(number),
            Some(CodeMatcher::Folded { folded, .. }) => Self::Folded(folded),
            Some(CodeMatcher::Template(_)) => Self::Template,
            None => Self::None,
        }
    }
}

/// Pairs to compare, in the order of `rows` and each once; `None` when there are more than `most`.
#[must_use]
pub fn of(contract: &Contract, rows: &[ErrorId], most: usize) -> Option<Vec<(ErrorId, ErrorId)>> {
    let mut by_code: BTreeMap<CodeKey<'_>, Vec<(usize, &ErrorRow)>> = BTreeMap::new();
    for (at, &id) in rows.iter().enumerate() {
        let row = contract.error(id);
        by_code.entry(CodeKey::of(row)).or_default().push((at, row));
    }
    let mut pairs = Vec::new();
    for alike in by_code.into_values() {
        let (different, mut repeated) = repetitions(alike);
        pairs.append(&mut repeated);
        among(&different, most.checked_sub(pairs.len())?, &mut pairs)?;
    }
    pairs.sort_unstable();
    pairs.dedup();
    let id = |at: usize| rows[at];
    Some(pairs.into_iter().map(|(a, b)| (id(a), id(b))).collect())
}

/// Returns the pairs to compare by their details alone, whatever their codes are; `None` if there are more than `most`.
#[must_use]
pub fn by_detail(
    contract: &Contract,
    rows: &[ErrorId],
    most: usize,
) -> Option<Vec<(ErrorId, ErrorId)>> {
    let details = rows.iter().map(|&id| contract.error(id).detail.as_ref());
    let ends = Ends::best(details.enumerate());
    if ends.count > most {
        return None;
    }
    let mut pairs = Pairs::new();
    ends.pairs(&mut pairs);
    Some(pairs.into_iter().map(|(a, b)| (rows[a], rows[b])).collect())
}

type Place<'c> = (usize, &'c ErrorRow);
type Pairs = Vec<(usize, usize)>;

/// Rows that match exactly what an earlier one does need no comparison with any other.
fn repetitions(rows: Vec<Place<'_>>) -> (Vec<Place<'_>>, Pairs) {
    let mut firsts = BTreeMap::new();
    let (mut different, mut repeated) = (Vec::new(), Pairs::new());
    for (at, row) in rows {
        let matched = (
            &row.code,
            &row.shapes,
            &row.detail,
            &row.fields,
            &row.headers,
        );
        if let Some(&first) = firsts.get(&matched) {
            repeated.push((first, at));
        } else {
            firsts.insert(matched, at);
            different.push((at, row));
        }
    }
    (different, repeated)
}

/// A text that a row looks at, or none for the rows that do not.
type Text<'c> = Option<&'c DetailMatcher>;

/// Candidates among rows of one kind of code, by the text and the end that tell most of them apart.
fn among(rows: &[Place<'_>], most: usize, pairs: &mut Pairs) -> Option<()> {
    if rows.len() < 2 {
        return Some(());
    }
    let fields: BTreeSet<&str> = rows
        .iter()
        .flat_map(|(_, row)| row.fields.iter().map(|field| field.field.as_str()))
        .collect();
    let detail = rows.iter().map(|(at, row)| (*at, row.detail.as_ref()));
    let mut best = Ends::best(detail);
    for name in fields {
        let texts = rows.iter().map(|(at, row)| (*at, row.field(name)));
        let other = Ends::best(texts);
        if other.count < best.count {
            best = other;
        }
    }
    if best.count > most {
        return None;
    }
    best.pairs(pairs);
    Some(())
}

/// Which end of a text is looked at.
#[derive(Clone, Copy)]
enum Side {
    First,
    Last,
}

/// What texts begin with, or end with, written backwards: sorted, so that what has a beginning stands together.
struct Ends {
    ends: Vec<End>,
    /// How many candidates there are.
    count: usize,
}

#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct End {
    text: Vec<u8>,
    /// Whether the text is all there is.
    is_exact: bool,
    row: usize,
}

impl Ends {
    fn best<'c>(texts: impl Iterator<Item = (usize, Text<'c>)> + Clone) -> Self {
        let (first, last) = (
            Self::new(texts.clone(), Side::First),
            Self::new(texts, Side::Last),
        );
        if last.count < first.count {
            last
        } else {
            first
        }
    }

    fn new<'c>(texts: impl Iterator<Item = (usize, Text<'c>)>, side: Side) -> Self {
        let mut ends = Vec::new();
        for (row, text) in texts {
            match text {
                None => ends.push(End {
                    text: Vec::new(),
                    is_exact: false,
                    row,
                }),
                Some(matcher) => ends.extend(matcher.templates.iter().map(|one| End {
                    text: end(one, side),
                    is_exact: one.as_exact().is_some(),
                    row,
                })),
            }
        }
        ends.sort_unstable();
        let mut all = Self { ends, count: 0 };
        all.count = (0..all.ends.len()).map(|at| all.reach(at).len()).sum();
        all
    }

    /// Those that this one can meet and that stand behind it: every pair is found from the shorter end.
    fn reach(&self, at: usize) -> std::ops::Range<usize> {
        let end = &self.ends[at];
        let behind = &self.ends[at + 1..];
        let meets = |other: &End| {
            if end.is_exact {
                other.text == end.text
            } else {
                other.text.starts_with(&end.text)
            }
        };
        at + 1..at + 1 + behind.partition_point(meets)
    }

    fn pairs(&self, pairs: &mut Pairs) {
        for at in 0..self.ends.len() {
            let row = self.ends[at].row;
            let others = self.ends[self.reach(at)].iter().map(|other| other.row);
            let others = others.filter(|&other| other != row);
            pairs.extend(others.map(|other| (row.min(other), row.max(other))));
        }
    }
}

fn end(template: &Template, side: Side) -> Vec<u8> {
    match side {
        Side::First => template.leading_literal().as_bytes().to_vec(),
        Side::Last => template.trailing_literal().bytes().rev().collect(),
    }
}
