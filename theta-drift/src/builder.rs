//! Puts the blocks of a page together so that they leave no byte out.

use super::block::{Block, Element, Kind, Table};
use super::cut::head;
use super::inline::inline;
use super::rich::Rich;
use super::tag::{Tag, decoded};
use std::ops::Range;
use theta_spec::source::Span;

/// Puts the blocks of a page together, in the order of their bytes.
pub(super) struct Builder<'p> {
    pub(super) page: &'p str,
    /// Whether what no reader claims is markup, as in HTML, rather than text that was not understood.
    pub(super) gaps_are_markup: bool,
    pub(super) blocks: Vec<Block>,
    pub(super) elements: Vec<Element>,
    pub(super) tables: Vec<Table>,
    headings: Vec<(u8, u32)>,
    open: Vec<u32>,
    records: u32,
    end: usize,
}

impl<'p> Builder<'p> {
    pub(super) fn new(page: &'p str) -> Self {
        Self {
            page,
            gaps_are_markup: false,
            blocks: Vec::new(),
            elements: Vec::new(),
            tables: Vec::new(),
            headings: Vec::new(),
            open: Vec::new(),
            records: 0,
            end: 0,
        }
    }

    /// A number for blocks that say something of one thing.
    pub(super) fn record(&mut self) -> u32 {
        self.records += 1;
        self.records
    }

    /// A new table; its index.
    pub(super) fn table(&mut self) -> u32 {
        self.tables.push(Table::default());
        place(self.tables.len() - 1)
    }

    /// Adds a block of its own.
    pub(super) fn add(&mut self, kind: &Kind, bytes: Range<usize>, text: Rich) {
        let record = self.record();
        self.add_to(record, kind, bytes, text);
    }

    /// Adds a block to those with the same record. Without text it is markup.
    pub(super) fn add_to(&mut self, record: u32, kind: &Kind, bytes: Range<usize>, text: Rich) {
        let start = bytes.start.max(self.end);
        self.fill(start);
        let (text, marks) = text.finish();
        let end = bytes.end.max(start);
        if text.is_empty() {
            self.markup(start..end);
            return;
        }
        self.end = end;
        let mut from = 0;
        let mut span = Span::new(start, end);
        loop {
            // What is looked at for each thing that stands in a block stays small.
            let until = piece(&text, from);
            let inside =
                |(start, end): &(u32, u32)| *start as usize >= from && *end as usize <= until;
            let moved = |(start, end): &(u32, u32)| (start - place(from), end - place(from));
            let marks = if until == text.len() && from == 0 {
                marks.clone()
            } else {
                marks
                    .iter()
                    .filter(|mark| inside(mark))
                    .map(moved)
                    .collect()
            };
            self.blocks.push(Block {
                span,
                kind: kind.clone(),
                text: text[from..until].into(),
                marks,
                section: self.headings.last().map(|(_, at)| *at),
                element: self.open.last().copied(),
                record,
            });
            from = until;
            span = Span::new(end, end);
            if from == text.len() {
                break;
            }
        }
    }

    /// Adds the text of a stretch of the page.
    pub(super) fn inline(&mut self, kind: &Kind, bytes: Range<usize>) {
        let text = inline(&self.page[bytes.clone()]);
        self.add(kind, bytes, text);
    }

    pub(super) fn heading(&mut self, level: u8, bytes: Range<usize>, text: Rich) {
        self.headings.retain(|(above, _)| *above < level);
        let count = self.blocks.len();
        self.add(&Kind::Heading { level }, bytes, text);
        if let Some(at) = (count..self.blocks.len())
            .find(|&at| matches!(self.blocks[at].kind, Kind::Heading { .. }))
        {
            self.headings.push((level, place(at)));
        }
    }

    /// Adds what says nothing.
    pub(super) fn markup(&mut self, bytes: Range<usize>) {
        let start = bytes.start.max(self.end);
        self.fill(start);
        let end = bytes.end.max(start);
        if start == end {
            return;
        }
        self.end = end;
        match self.blocks.last_mut() {
            Some(last) => last.span.end = end,
            None => self.push_bare(Kind::Markup, start..end, Rich::default()),
        }
    }

    fn push_bare(&mut self, kind: Kind, bytes: Range<usize>, text: Rich) {
        let record = self.record();
        let (text, marks) = text.finish();
        self.blocks.push(Block {
            span: bytes.into(),
            kind,
            text,
            marks,
            section: self.headings.last().map(|(_, at)| *at),
            element: self.open.last().copied(),
            record,
        });
    }

    /// Gives the bytes up to a place to a block: to the one before them if they say nothing.
    fn fill(&mut self, until: usize) {
        if until <= self.end {
            return;
        }
        let bytes = self.end..until;
        self.end = until;
        let gap = &self.page[bytes.clone()];
        if !self.gaps_are_markup && gap.contains(char::is_alphanumeric) {
            let text = inline(gap);
            if !text.is_empty() {
                self.push_bare(Kind::Rest, bytes, text);
                return;
            }
        }
        match self.blocks.last_mut() {
            Some(last) => last.span.end = until,
            None => self.push_bare(Kind::Markup, bytes, Rich::default()),
        }
    }

    /// Begins an element at its tag, which begins at `start`; `data` reads what an attribute has in braces.
    pub(super) fn open(&mut self, tag: &Tag<'_>, start: usize, data: fn(&mut Self, Range<usize>)) {
        let record = self.record();
        let element = place(self.elements.len());
        self.elements.push(Element {
            tag: tag.name.into(),
            attributes: 0..0,
            parent: self.open.last().copied(),
        });
        self.open.push(element);
        self.markup(start..start + 1);
        let first = place(self.blocks.len());
        for attribute in tag
            .attributes
            .iter()
            .filter(|attribute| attribute.is_seen())
        {
            let bytes = attribute.value.clone();
            self.markup(self.end..bytes.start);
            let value = &self.page[bytes.clone()];
            if attribute.is_code && value.trim_start().starts_with(['{', '[']) {
                data(self, bytes);
                continue;
            }
            let kind = Kind::Attribute {
                tag: tag.name.into(),
                name: attribute.name.into(),
            };
            self.add_to(record, &kind, bytes, inline(&decoded(value)));
        }
        self.markup(self.end..tag.end);
        self.elements[element as usize].attributes = first..place(self.blocks.len());
        if tag.is_empty {
            self.open.pop();
        }
    }

    /// Ends the innermost element of that name.
    pub(super) fn close(&mut self, name: &str) -> bool {
        let is_it = |element: &u32| &*self.elements[*element as usize].tag == name;
        let Some(at) = self.open.iter().rposition(is_it) else {
            return false;
        };
        self.open.truncate(at);
        true
    }

    pub(super) fn is_open(&self, name: &str) -> bool {
        self.open
            .iter()
            .any(|element| &*self.elements[*element as usize].tag == name)
    }

    pub(super) fn finish(&mut self) {
        self.fill(self.page.len());
    }
}

/// The longest text of a block, in bytes.
const MAX_TEXT: usize = 8_192;

/// Where the piece of a text ends that begins at a place.
fn piece(text: &str, from: usize) -> usize {
    let near = head(&text[from..], MAX_TEXT);
    let end = from + near.len();
    if end == text.len() {
        return end;
    }
    near.rfind(' ').map_or(end, |blank| from + blank + 1)
}

/// An index as the blocks keep it: a page is far smaller than what would not fit.
pub(super) fn place(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
