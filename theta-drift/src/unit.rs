//! What is compared: a row of a table, a heading, an item, a value of a sample in JSON, any other sample as a whole.

use super::block::{Block, Kind};
use super::page::Page;
use super::telling::words;
use std::mem::discriminant;

/// A piece of a page that is compared and shown as a whole.
#[derive(Clone, Debug)]
pub(crate) struct Unit {
    /// Its blocks: the cells of a row, or one.
    pub(crate) blocks: Vec<usize>,
    /// Its words with one blank between them; equal keys mean the same.
    pub(crate) key: String,
}

impl Unit {
    /// Returns the first of its blocks.
    pub(crate) fn first<'p>(&self, page: &'p Page) -> Option<&'p Block> {
        page.blocks.get(*self.blocks.first()?)
    }

    pub(crate) fn words(&self) -> Vec<&str> {
        self.key.split(' ').collect()
    }

    /// Returns its text as a reader would write it: cells with lines between them.
    pub(crate) fn text(&self, page: &Page) -> String {
        let blocks = self.blocks.iter().filter_map(|&at| page.blocks.get(at));
        let texts: Vec<String> = blocks.map(said).collect();
        texts.join(if self.is_code(page) {
            " \u{23ce} "
        } else {
            " | "
        })
    }

    /// Returns whether it is a sample that is no JSON.
    pub(crate) fn is_code(&self, page: &Page) -> bool {
        self.first(page).is_some_and(is_code)
    }
}

/// A line of a sample, and what looks like a value in it.
fn is_code(block: &Block) -> bool {
    match &block.kind {
        Kind::Code => true,
        Kind::Leaf { pointer } => pointer.starts_with('?'),
        _ => false,
    }
}

/// Returns what a block says: its text, with the place where a sample has it.
pub(crate) fn said(block: &Block) -> String {
    match &block.kind {
        Kind::Leaf { pointer } => format!("{pointer}: {}", block.text),
        _ => block.text.to_string(),
    }
}

/// Returns whether two units are of one kind and may be the same thing before and after a change.
pub(crate) fn alike(old: &Block, new: &Block) -> bool {
    match (&old.kind, &new.kind) {
        (Kind::Heading { level: a }, Kind::Heading { level: b }) => a == b,
        (a, b) => discriminant(a) == discriminant(b),
    }
}

/// Returns the units of a page in its order.
pub(crate) fn units(page: &Page) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut before = None;
    for (at, block) in page.blocks.iter().enumerate() {
        let here = match block.kind {
            Kind::Markup => continue,
            Kind::Cell { table, row, .. } => Some((table, Some(row), true)),
            Kind::Header { table, .. } => Some((table, None, true)),
            _ if is_code(block) => Some((block.record, None, false)),
            _ => None,
        };
        match units.last_mut() {
            Some(unit) if here.is_some() && here == before => unit.blocks.push(at),
            _ => units.push(Unit {
                blocks: vec![at],
                key: String::new(),
            }),
        }
        before = here;
    }
    for unit in &mut units {
        unit.key = key(page, &unit.blocks);
    }
    units.retain(|unit| !unit.key.is_empty());
    units
}

/// The words of some blocks. The order of columns that have headers does not matter.
fn key(page: &Page, blocks: &[usize]) -> String {
    let mut blocks = blocks.to_vec();
    let header = |at: &usize| page.blocks.get(*at).map_or("", |block| page.header(block));
    if blocks.iter().all(|at| !header(at).is_empty()) {
        blocks.sort_by(|a, b| header(a).cmp(header(b)));
    }
    let mut out = String::new();
    let mut push = |word: &str| {
        if !out.is_empty() {
            out.push(' ');
        }
        out.push_str(word);
    };
    let mut is_first = true;
    for block in blocks.iter().filter_map(|&at| page.blocks.get(at)) {
        match &block.kind {
            // The letters of what is sent matter, punctuation included.
            Kind::Leaf { pointer } => {
                push(pointer);
                block.text.split_whitespace().for_each(&mut push);
            }
            Kind::Code => block.text.split_whitespace().for_each(&mut push),
            Kind::Cell { .. } | Kind::Header { .. } => {
                if !std::mem::take(&mut is_first) {
                    push("|");
                }
                words(&block.text).for_each(&mut push);
            }
            _ => words(&block.text).for_each(&mut push),
        }
    }
    out
}
