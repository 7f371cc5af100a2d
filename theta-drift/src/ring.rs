//! Rings: the places around a value in which its status may be written, from near to far.

use super::block::Kind;
use super::cut::{head, tail};
use super::page::Page;
use super::status;
use std::ops::Range;
use theta_spec::contract::Status;

/// A place around a value.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum Ring {
    /// Before it in the same text.
    Before,
    /// Behind it in the same text.
    Behind,
    /// In another cell of the row.
    Cell(Box<str>),
    /// At another place of the sample.
    Leaf(Box<str>),
    /// Behind the fence of the sample.
    Info,
    /// In an attribute of an element around it.
    Attribute(Box<str>, Box<str>),
    /// In a heading over it.
    Heading,
    /// In what stands first under its heading.
    First,
    /// In what stands first under it, if it is a heading.
    Below,
    /// In what is said of it, if it is a term, or the other way round.
    Definition,
    /// At the beginning of a text before it in the section.
    Earlier(&'static str),
    /// Somewhere in the sentence before it.
    Sentence,
}

impl Ring {
    /// Whether the status only happens to be near.
    pub(super) fn is_loose(&self) -> bool {
        matches!(self, Self::Sentence)
    }

    /// Whether the ring is a place of its own.
    pub(super) fn is_strong(&self) -> bool {
        matches!(
            self,
            Self::Cell(_)
                | Self::Leaf(_)
                | Self::Info
                | Self::Attribute(..)
                | Self::Heading
                | Self::Below
                | Self::Definition
        )
    }
}

/// How many blocks of a record, and before a value, are looked at.
const MAX_NEAR: usize = 48;

/// How much of a text before a value is looked at, in bytes.
const SENTENCE: usize = 400;

/// The longest cell in which a status says what the row is of.
const CELL: usize = 60;

/// The statuses around a value, from near to far.
pub(super) fn around(page: &Page, at: usize, range: &Range<usize>) -> Vec<(Ring, Vec<Status>)> {
    let block = &page.blocks[at];
    let mut rings = Vec::new();
    let mut add = |ring: Ring, statuses: Vec<Status>| {
        if !statuses.is_empty() {
            rings.push((ring, statuses));
        }
    };
    let text = &*block.text;
    add(Ring::Before, anywhere(tail(&text[..range.start], 60)));
    add(Ring::Behind, anywhere(head(&text[range.end..], 24)));
    record(page, at, &mut add);
    if matches!(block.kind, Kind::Leaf { .. } | Kind::Code) {
        sample(page, at, &mut add);
    }
    elements(page, at, &mut add);
    let headings: Vec<usize> = page.headings(at).take(MAX_NEAR).collect();
    sections(page, at, &headings, &mut add);
    if !matches!(block.kind, Kind::Heading { .. }) {
        let from = headings.first().map_or(0, |heading| heading + 1);
        earlier(page, at, from, &mut add);
    }
    rings
}

/// The statuses in the row or the sample of a value.
fn record(page: &Page, at: usize, add: &mut impl FnMut(Ring, Vec<Status>)) {
    let block = &page.blocks[at];
    match &block.kind {
        Kind::Cell { .. } | Kind::Header { .. } => {
            for (_, other) in near(page, at).filter(|(other, _)| *other != at) {
                if other.text.len() <= CELL {
                    let all = if other.text.len() < CELL / 2 { CELL } else { 0 };
                    let found = beginning(&other.text, all);
                    let header = page.header(other);
                    let name = match other.kind {
                        Kind::Cell { column, .. } if header.is_empty() => column.to_string().into(),
                        _ => header.into(),
                    };
                    add(Ring::Cell(name), found);
                }
            }
        }
        Kind::Leaf { .. } => {
            for (_, other) in near(page, at).filter(|(other, _)| *other != at) {
                if let Kind::Leaf { pointer } = &other.kind
                    && other.text.len() == 3
                {
                    add(Ring::Leaf(pointer.clone()), anywhere(&other.text));
                }
            }
        }
        _ => {}
    }
}

/// The statuses before a sample.
fn sample(page: &Page, at: usize, add: &mut impl FnMut(Ring, Vec<Status>)) {
    let block = &page.blocks[at];
    // The words behind the fence are the block before the sample.
    let first = page.blocks[..at]
        .iter()
        .rev()
        .take(MAX_NEAR)
        .find(|other| other.record != block.record);
    if let Some(info) = first.filter(|other| other.kind == Kind::Info) {
        add(Ring::Info, anywhere(&info.text));
    }
    // A line such as HTTP/1.1 401 before the body.
    let before = page.blocks[..at].iter().rev().take(MAX_NEAR);
    let line = before.take_while(|other| matches!(other.kind, Kind::Code | Kind::Leaf { .. }));
    let mut line = line
        .filter(|other| other.kind == Kind::Code)
        .map(|other| anywhere(&other.text));
    add(
        Ring::Leaf("".into()),
        line.find(|found| !found.is_empty()).unwrap_or_default(),
    );
}

/// The statuses in the attributes of the elements around a value.
fn elements(page: &Page, at: usize, add: &mut impl FnMut(Ring, Vec<Status>)) {
    for element in page.elements(at).take(MAX_NEAR) {
        let element = &page.elements[element];
        for other in element.attributes.start as usize..element.attributes.end as usize {
            if let Some(other) = page.blocks.get(other).filter(|_| other != at)
                && let Kind::Attribute { tag, name } = &other.kind
            {
                let found = beginning(&other.text, usize::MAX);
                add(Ring::Attribute(tag.clone(), name.clone()), found);
            }
        }
    }
}

/// The statuses in the headings over a value, and in what stands below it if it is one.
fn sections(page: &Page, at: usize, headings: &[usize], add: &mut impl FnMut(Ring, Vec<Status>)) {
    let block = &page.blocks[at];
    for (depth, heading) in headings.iter().enumerate() {
        let text = &page.blocks[*heading].text;
        add(Ring::Heading, beginning(text, usize::MAX));
        if depth == 0 {
            let first = section(page, *heading)
                .take(4)
                .take_while(|(other, _)| *other < at);
            let mut found = first.map(|(_, text)| beginning(text, 40));
            add(
                Ring::First,
                found.find(|found| !found.is_empty()).unwrap_or_default(),
            );
        }
    }
    match block.kind {
        Kind::Heading { .. } => {
            let mut found = section(page, at)
                .take(2)
                .map(|(_, text)| beginning(text, 60));
            add(
                Ring::Below,
                found.find(|found| !found.is_empty()).unwrap_or_default(),
            );
        }
        Kind::Term => {
            let next = page
                .blocks
                .get(at + 1)
                .filter(|next| next.kind == Kind::Definition);
            add(
                Ring::Definition,
                next.map(|next| beginning(&next.text, 60))
                    .unwrap_or_default(),
            );
        }
        Kind::Definition => {
            let before = page.blocks[..at]
                .last()
                .filter(|before| before.kind == Kind::Term);
            add(
                Ring::Definition,
                before
                    .map(|before| anywhere(&before.text))
                    .unwrap_or_default(),
            );
        }
        _ => {}
    }
}

/// The statuses in texts before a value, in the same section.
fn earlier(page: &Page, at: usize, from: usize, add: &mut impl FnMut(Ring, Vec<Status>)) {
    let block = &page.blocks[at];
    let mut passed = 0;
    for other in page.blocks[from.max(at.saturating_sub(MAX_NEAR))..at]
        .iter()
        .rev()
    {
        let word = match other.kind {
            Kind::Paragraph | Kind::Item { .. } | Kind::Line | Kind::Term => other.kind.word(),
            _ => continue,
        };
        if other.record == block.record {
            continue;
        }
        let found = status::leading(&other.text);
        if !found.is_empty() {
            add(Ring::Earlier(word), found);
            return;
        }
        let found = anywhere(tail(&other.text, SENTENCE));
        if !found.is_empty() && passed < 2 {
            add(Ring::Sentence, found);
            return;
        }
        passed += 1;
    }
}

/// The blocks of the record of a block.
fn near(page: &Page, at: usize) -> impl Iterator<Item = (usize, &super::block::Block)> {
    let record = page.blocks[at].record;
    let from = at.saturating_sub(MAX_NEAR);
    let until = page.blocks.len().min(at + MAX_NEAR);
    let blocks = page.blocks[from..until].iter().enumerate();
    blocks
        .map(move |(offset, block)| (from + offset, block))
        .filter(move |(_, block)| block.record == record)
}

/// The texts that stand directly under a heading.
fn section(page: &Page, heading: usize) -> impl Iterator<Item = (usize, &str)> {
    let blocks = page
        .blocks
        .iter()
        .enumerate()
        .skip(heading + 1)
        .take(MAX_NEAR);
    blocks
        .take_while(|(_, block)| !matches!(block.kind, Kind::Heading { .. }))
        .filter(|(_, block)| matches!(block.kind, Kind::Paragraph | Kind::Item { .. } | Kind::Line))
        .map(|(at, block)| (at, &*block.text))
}

fn anywhere(text: &str) -> Vec<Status> {
    status::all(text)
        .into_iter()
        .map(|(_, status)| status)
        .collect()
}

/// The statuses that a text begins with, or that stand in its first characters.
fn beginning(text: &str, length: usize) -> Vec<Status> {
    let found = status::leading(text);
    if found.is_empty() {
        anywhere(head(text, length))
    } else {
        found
    }
}
