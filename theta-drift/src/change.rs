//! What changed on a page since it was accepted.

use super::block::{Block, Kind};
use super::page::Page;
use super::pair::{Pairs, pair};
use super::telling::{means, means_in_code, words};
use super::unit::{Unit, units};
use std::borrow::Cow;
use theta_spec::source::Span;

/// One change of a page, old beside new.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Change {
    /// Index of the page.
    pub page: usize,
    /// How it changed.
    pub kind: ChangeKind,
    /// What stood there; `None` if it is new.
    pub old: Option<Piece>,
    /// What stands there; `None` if it is gone.
    pub new: Option<Piece>,
    /// The headers of the columns of a row that differ.
    pub columns: Vec<String>,
    /// Whether it is words alone: no digit, code, name of the contract or negation came or went.
    pub words_alone: bool,
    /// What says all of it.
    pub explained: Explained,
}

/// What says all of a change.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Explained {
    /// Nothing: it is shown by itself.
    No,
    /// The finding with this index.
    By(usize),
    /// The contract says already what the page says now.
    Followed,
}

impl Change {
    /// Returns whether somebody must look at it.
    #[must_use]
    pub fn fails(&self) -> bool {
        self.explained == Explained::No && !self.words_alone
    }
}

theta_spec::worded_enum! {
    /// How a piece of a page changed.
    pub enum ChangeKind {
        /// It says something else.
        Changed = "changed",
        /// It says the same under another heading.
        Moved = "moved",
        /// It is gone.
        Gone = "gone",
        /// It is new.
        New = "new",
    }
}

/// A piece of a page: a row, a heading, an item, a value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// The headings over it, the outermost first.
    pub headings: Vec<String>,
    /// Its text; cells of a row have ` | ` between them.
    pub text: String,
    /// Its place in the page; `None` in a page that was accepted before.
    pub span: Option<Span>,
    /// Its blocks.
    pub(crate) blocks: Vec<usize>,
}

/// An old and a new text of a page, held against each other.
pub(crate) struct Compared {
    /// In the order of the new page; what is gone comes last.
    pub(crate) changes: Vec<Change>,
    /// The share of the old pieces that still stand.
    pub(crate) survived: f64,
    /// Whether the new page is the beginning of the old one and ends in the middle of one of its pieces.
    pub(crate) is_cut_off: bool,
    /// For each block of the old page the blocks that took its place, with whether they say the same.
    pub(crate) successors: Vec<Option<(Vec<usize>, bool)>>,
    /// For each block of the new page whether it stood there before.
    pub(crate) stood: Vec<bool>,
    /// For each block of the new page whether nothing stood in its place.
    pub(crate) came: Vec<bool>,
}

/// Compares two texts of a page.
pub(crate) fn compare(
    page: usize,
    old: &Page,
    new: &Page,
    is_name: &impl Fn(&str) -> bool,
) -> Compared {
    let (a, b) = (units(old), units(new));
    let pairs = pair((old, &a), (new, &b));
    let mut compared = Compared {
        changes: Vec::new(),
        survived: survived(&pairs, a.len()),
        is_cut_off: is_cut_off(&pairs, (old, &a), (new, &b)),
        successors: vec![None; old.blocks.len()],
        stood: vec![false; new.blocks.len()],
        came: vec![false; new.blocks.len()],
    };
    for &at in pairs.come.iter().flat_map(|&j| &b[j].blocks) {
        compared.came[at] = true;
    }
    let all = [
        (&pairs.same, true),
        (&pairs.moved, true),
        (&pairs.changed, false),
    ];
    for (i, j, same) in all
        .iter()
        .flat_map(|(pairs, same)| pairs.iter().map(move |&(i, j)| (i, j, *same)))
    {
        for &at in &a[i].blocks {
            compared.successors[at] = Some((b[j].blocks.clone(), same));
        }
        for &at in &b[j].blocks {
            compared.stood[at] = same;
        }
    }
    let mut add = |kind, i: Option<usize>, j: Option<usize>| {
        let (left, right) = (i.map(|i| &a[i]), j.map(|j| &b[j]));
        let side = |unit: Option<&Unit>, page: &Page, is_new| Some(piece(page, unit?, is_new));
        compared.changes.push(Change {
            page,
            kind,
            old: side(left, old, false),
            new: side(right, new, true),
            columns: left
                .zip(right)
                .map_or_else(Vec::new, |(left, right)| columns((old, left), (new, right))),
            words_alone: words_alone((old, left), (new, right), is_name),
            explained: Explained::No,
        });
    };
    for &(i, j) in &pairs.changed {
        add(ChangeKind::Changed, Some(i), Some(j));
    }
    for &(i, j) in &pairs.moved {
        if !words(&context(old, &a[i])).eq(words(&context(new, &b[j]))) {
            add(ChangeKind::Moved, Some(i), Some(j));
        }
    }
    for &j in &pairs.come {
        add(ChangeKind::New, None, Some(j));
    }
    compared
        .changes
        .retain(|change| change.kind != ChangeKind::Moved || !change.words_alone);
    compared.changes.sort_by_key(|change| {
        change
            .new
            .as_ref()
            .and_then(|piece| piece.blocks.first().copied())
    });
    let changes = std::mem::take(&mut compared.changes);
    let add = |i: usize| Change {
        page,
        kind: ChangeKind::Gone,
        old: Some(piece(old, &a[i], false)),
        new: None,
        columns: Vec::new(),
        words_alone: words_alone((old, Some(&a[i])), (new, None), is_name),
        explained: Explained::No,
    };
    let gone = pairs.gone.iter().map(|&i| add(i)).collect::<Vec<_>>();
    compared.changes = changes.into_iter().chain(gone).collect();
    compared
}

fn is_cut_off(pairs: &Pairs, old: (&Page, &[Unit]), new: (&Page, &[Unit])) -> bool {
    let Some((last, before)) = new.1.split_last() else {
        return false;
    };
    let same = &pairs.same;
    let is_longer = |whole: &Unit| {
        let (whole, part) = (whole.text(old.0), last.text(new.0));
        whole.len() > part.len() && whole.starts_with(&part)
    };
    same.len() == before.len()
        && same.iter().all(|(i, j)| i == j)
        && old.1.len() > new.1.len()
        && is_longer(&old.1[before.len()])
}

fn survived(pairs: &Pairs, of: usize) -> f64 {
    let number = |count: usize| f64::from(u32::try_from(count).unwrap_or(u32::MAX));
    if of == 0 {
        0.0
    } else {
        number(pairs.same.len() + pairs.moved.len()) / number(of)
    }
}

fn piece(page: &Page, unit: &Unit, is_new: bool) -> Piece {
    let first = unit.blocks.first().copied().unwrap_or_default();
    let mut headings: Vec<String> = page
        .headings(first)
        .filter_map(|at| Some(page.blocks.get(at)?.text.to_string()))
        .collect();
    headings.reverse();
    headings.extend(labels(page, first));
    let span = unit.first(page).map(|block| block.span).filter(|_| is_new);
    Piece {
        headings,
        text: unit.text(page),
        span,
        blocks: unit.blocks.clone(),
    }
}

/// What the elements around a block are called: the first text of each, the outermost first.
fn labels(page: &Page, at: usize) -> Vec<String> {
    let elements = page
        .elements(at)
        .filter_map(|element| page.elements.get(element));
    let labels = elements.filter_map(|element| {
        let mut attributes = element.attributes.clone().filter(|&of| of as usize != at);
        let is_text = |at: &u32| {
            let block = page.blocks.get(*at as usize);
            block.is_some_and(|block| matches!(block.kind, Kind::Attribute { .. }))
        };
        let first = attributes.find(is_text)?;
        Some(page.blocks.get(first as usize)?.text.to_string())
    });
    let mut labels: Vec<String> = labels.collect();
    labels.reverse();
    labels
}

/// What tells under which heading something stands: the nearest one and the labels of elements.
fn context(page: &Page, unit: &Unit) -> String {
    let first = unit.blocks.first().copied().unwrap_or_default();
    let heading = page
        .headings(first)
        .next()
        .and_then(|at| page.blocks.get(at));
    let mut texts = labels(page, first);
    texts.extend(heading.map(|heading| heading.text.to_string()));
    texts.join(" ")
}

fn words_alone(
    old: (&Page, Option<&Unit>),
    new: (&Page, Option<&Unit>),
    is_name: &impl Fn(&str) -> bool,
) -> bool {
    let first = |(page, unit): (&'_ Page, Option<&Unit>)| {
        unit.and_then(|unit| unit.first(page))
            .map(|block| block.kind.clone())
    };
    let kind = first(new).or_else(|| first(old));
    // What stands before a page is for those who build it.
    if matches!(kind, Some(Kind::Meta | Kind::Info)) {
        return true;
    }
    let is_code = [old, new]
        .iter()
        .any(|(page, unit)| unit.is_some_and(|unit| unit.is_code(page)));
    let (old, new) = (key(old.1), key(new.1));
    // Of what says the same elsewhere everything has moved.
    let other = if old == new { "" } else { new };
    let (old, new): (Vec<&str>, Vec<&str>) = (split(old), split(other));
    !if is_code {
        means_in_code(&old, &new, is_name)
    } else {
        means(&old, &new, is_name)
    }
}

fn key(unit: Option<&Unit>) -> &str {
    unit.map_or("", |unit| unit.key.as_str())
}

fn split(key: &str) -> Vec<&str> {
    key.split(' ').filter(|word| !word.is_empty()).collect()
}

/// The headers of the columns in which two rows differ; the number of one without a header.
fn columns(old: (&Page, &Unit), new: (&Page, &Unit)) -> Vec<String> {
    let (old, new) = (cells(old), cells(new));
    let differs = |(name, text): &&(Cow<'_, str>, &str)| {
        let other = old.iter().find(|(other, _)| other == name);
        other.is_none_or(|(_, other)| !words(other).eq(words(text)))
    };
    let is_gone = |(name, _): &&(Cow<'_, str>, &str)| !new.iter().any(|(other, _)| other == name);
    let changed = new.iter().filter(differs);
    let all = changed.chain(old.iter().filter(is_gone));
    all.map(|(name, _)| name.to_string()).collect()
}

/// The cells of a row with the names of their columns.
fn cells<'p>((page, unit): (&'p Page, &Unit)) -> Vec<(Cow<'p, str>, &'p str)> {
    let blocks = unit.blocks.iter().filter_map(|&at| page.blocks.get(at));
    let cell = |block: &'p Block| match block.kind {
        Kind::Cell { column, .. } => Some((
            match page.header(block) {
                "" => (column + 1).to_string().into(),
                header => header.into(),
            },
            &*block.text,
        )),
        _ => None,
    };
    blocks.filter_map(cell).collect()
}
