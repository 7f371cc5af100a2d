//! HTML, read by a tokenizer.

use super::block::Kind;
use super::builder::Builder;
use super::rich::Rich;
use super::sample;
use super::tag::{Tag, level};
use html5gum::{DefaultEmitter, Token, Tokenizer};
use std::ops::Range;

/// Elements inside a line that set nothing off; every other one begins and ends a block.
const INLINE: &[&str] = &[
    "a", "abbr", "bdi", "bdo", "button", "cite", "data", "del", "dfn", "font", "img", "ins",
    "label", "mark", "path", "q", "s", "small", "span", "sub", "sup", "time", "u", "var", "wbr",
];

/// Elements whose content is no part of what a page says.
const UNSEEN: &[&str] = &[
    "footer", "head", "iframe", "nav", "noscript", "script", "select", "style", "svg", "template",
    "textarea",
];

/// Elements that enclose blocks and are no more than that.
const PLAIN: &[&str] = &[
    "article", "base", "body", "col", "colgroup", "div", "form", "header", "hr", "html", "input",
    "link", "main", "meta", "p", "source", "tbody", "tfoot", "thead",
];

/// Reads a part of a page.
pub(super) fn read(builder: &mut Builder<'_>, bytes: Range<usize>) {
    let page = builder.page;
    let before = std::mem::replace(&mut builder.gaps_are_markup, true);
    let mut reader = Reader {
        builder,
        kind: None,
        text: Rich::default(),
        from: None,
        end: bytes.start,
        lists: 0,
        pre: None,
        tables: Vec::new(),
        unseen: None,
    };
    let mut emitter = DefaultEmitter::<usize>::new_with_span();
    emitter.naively_switch_states(true);
    let place = |span: html5gum::Span<usize>| {
        let bound = |mut at: usize| {
            at = at.min(bytes.end);
            while !page.is_char_boundary(at) {
                at -= 1;
            }
            at
        };
        let start = bound(bytes.start + span.start);
        start..bound(bytes.start + span.end).max(start)
    };
    for token in Tokenizer::new_with_emitter(&page[bytes.clone()], emitter) {
        let Ok(token) = token;
        match token {
            Token::StartTag(tag) => {
                let name = String::from_utf8_lossy(&tag.name);
                reader.begin(&name, place(tag.span), tag.self_closing);
            }
            Token::EndTag(tag) => {
                reader.end_of(&String::from_utf8_lossy(&tag.name), place(tag.span));
            }
            Token::String(text) => {
                reader.text(&String::from_utf8_lossy(&text.value), place(text.span));
            }
            Token::Comment(_) | Token::Doctype(_) | Token::Error(_) => {}
        }
    }
    reader.flush();
    reader.builder.markup(bytes.end..bytes.end);
    reader.builder.gaps_are_markup = before;
}

struct Table {
    index: u32,
    row: u32,
    record: u32,
    column: u32,
    /// Whether the row that is being read is the header.
    is_header: bool,
    /// Whether a row is being read.
    is_open: bool,
}

struct Reader<'b, 'p> {
    builder: &'b mut Builder<'p>,
    kind: Option<Kind>,
    text: Rich,
    /// Where the text began.
    from: Option<usize>,
    end: usize,
    lists: u8,
    /// Where the sample that is being read begins.
    pre: Option<String>,
    tables: Vec<Table>,
    /// The element that is being passed over, and how many of its name are open.
    unseen: Option<(String, usize)>,
}

impl Reader<'_, '_> {
    fn begin(&mut self, name: &str, bytes: Range<usize>, is_empty: bool) {
        if let Some((unseen, depth)) = &mut self.unseen {
            *depth += usize::from(unseen == name && !is_empty);
            return;
        }
        if UNSEEN.contains(&name) && !is_empty {
            self.flush();
            self.unseen = Some((name.to_owned(), 1));
            return;
        }
        if self.pre.is_some() {
            if name == "br" {
                self.text("\n", bytes.end..bytes.end);
            }
            return;
        }
        match name {
            "br" => self.text.blank(),
            "code" | "kbd" | "samp" | "tt" | "b" | "strong" | "em" | "i" => self.text.open(),
            _ if INLINE.contains(&name) => {}
            "pre" => {
                self.flush();
                self.pre = Some(String::new());
                self.from = Some(bytes.end);
            }
            "p" | "div"
                if self.text.is_empty()
                    && matches!(self.kind, Some(Kind::Item { .. } | Kind::Definition)) => {}
            "p" | "div" | "ul" | "ol" | "li" if self.in_cell() => self.text.blank(),
            _ => {
                self.flush();
                self.begin_block(name, bytes);
            }
        }
    }

    fn begin_block(&mut self, name: &str, bytes: Range<usize>) {
        match name {
            "table" => {
                let index = self.builder.table();
                self.tables.push(Table {
                    index,
                    row: 0,
                    record: 0,
                    column: 0,
                    is_header: true,
                    is_open: false,
                });
            }
            "tr" => {
                self.end_row();
                let record = self.builder.record();
                if let Some(table) = self.tables.last_mut() {
                    table.record = record;
                    table.column = 0;
                    table.is_open = true;
                }
            }
            "td" | "th" => {
                self.leave_cell();
                if let Some(table) = self.tables.last_mut() {
                    table.is_open = true;
                    table.is_header &= name == "th" || table.row == 0 && table.column > 0;
                    self.kind = Some(if table.is_header {
                        Kind::Header {
                            table: table.index,
                            column: table.column,
                        }
                    } else {
                        Kind::Cell {
                            table: table.index,
                            row: table.row,
                            column: table.column,
                        }
                    });
                }
            }
            "ul" | "ol" => self.lists = self.lists.saturating_add(1),
            "li" => {
                self.kind = Some(Kind::Item {
                    depth: self.lists.max(1),
                });
            }
            "dt" => self.kind = Some(Kind::Term),
            "dd" => self.kind = Some(Kind::Definition),
            _ => {
                if let Some(level) = level(name) {
                    self.kind = Some(Kind::Heading { level });
                } else if !PLAIN.contains(&name)
                    && !matches!(name, "dl" | "caption")
                    && let Some(tag) = Tag::at(self.builder.page, bytes.start)
                    && tag.end == bytes.end
                {
                    self.builder.open(&tag, bytes.start, sample::json);
                }
            }
        }
    }

    fn in_cell(&self) -> bool {
        matches!(self.kind, Some(Kind::Cell { .. } | Kind::Header { .. }))
    }

    fn end_of(&mut self, name: &str, bytes: Range<usize>) {
        if let Some((unseen, depth)) = &mut self.unseen {
            *depth -= usize::from(unseen == name);
            if *depth == 0 {
                self.unseen = None;
            }
            return;
        }
        match name {
            "pre" => {
                self.end = self.end.max(bytes.start);
                self.flush();
            }
            _ if self.pre.is_some() => {}
            "code" | "kbd" | "samp" | "tt" | "b" | "strong" | "em" | "i" => self.text.close(),
            "br" => {}
            _ if INLINE.contains(&name) => {}
            "td" | "th" => self.end_cell(),
            "tr" => self.end_row(),
            "table" => {
                self.end_row();
                self.flush();
                self.tables.pop();
            }
            "ul" | "ol" if !self.in_cell() => {
                self.flush();
                self.lists = self.lists.saturating_sub(1);
            }
            "p" | "div" if matches!(self.kind, Some(Kind::Item { .. } | Kind::Definition)) => {
                self.text.blank();
            }
            _ if self.in_cell() => self.text.blank(),
            _ => {
                self.flush();
                if !PLAIN.contains(&name) {
                    self.builder.close(name);
                }
            }
        }
    }

    fn end_cell(&mut self) {
        if self.text.is_empty() {
            self.name_column("");
        }
        self.flush();
        self.kind = None;
        if let Some(table) = self.tables.last_mut() {
            table.column += 1;
        }
    }

    /// Ends a cell whose end is not written.
    fn leave_cell(&mut self) {
        if let Some(Kind::Cell { table, .. } | Kind::Header { table, .. }) = self.kind
            && self.tables.last().is_some_and(|own| own.index == table)
        {
            self.end_cell();
        }
    }

    fn end_row(&mut self) {
        self.leave_cell();
        self.flush();
        if let Some(table) = self.tables.last_mut().filter(|table| table.is_open) {
            table.row += u32::from(!table.is_header || table.column == 0);
            table.is_header = false;
            table.is_open = false;
        }
    }

    fn text(&mut self, text: &str, bytes: Range<usize>) {
        if self.unseen.is_some() {
            return;
        }
        self.end = bytes.end;
        if let Some(pre) = &mut self.pre {
            pre.push_str(text);
            return;
        }
        if self.from.is_none() && !text.trim().is_empty() {
            self.from = Some(bytes.start);
        }
        self.text.push(text);
    }

    fn name_column(&mut self, text: &str) {
        if let (Some(Kind::Header { .. }), Some(table)) = (&self.kind, self.tables.last()) {
            let header = &mut self.builder.tables[table.index as usize].header;
            header.resize(header.len().max(table.column as usize), "".into());
            if header.len() == table.column as usize {
                header.push(text.into());
            }
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let from = self.from.take();
        if let Some(pre) = self.pre.take() {
            self.sample(&pre, from.unwrap_or(self.end));
            return;
        }
        // A paragraph in an item is the item's; what comes behind it is not.
        let kind = if self.in_cell() {
            self.kind.clone()
        } else if text.is_empty() && self.kind.is_some() && from.is_none() {
            return;
        } else {
            self.kind.take()
        };
        let Some(from) = from.filter(|_| !text.is_empty()) else {
            return;
        };
        let bytes = from..self.end.max(from);
        match kind.unwrap_or(Kind::Paragraph) {
            Kind::Heading { level } => self.builder.heading(level, bytes, text),
            kind @ (Kind::Cell { .. } | Kind::Header { .. }) => {
                self.name_column(text.shown());
                let record = self.tables.last().map_or(0, |table| table.record);
                self.builder.add_to(record, &kind, bytes, text);
            }
            kind => self.builder.add(&kind, bytes, text),
        }
    }

    /// A sample. Its entities are decoded, so that its bytes cannot be told apart: the first block has them all, unless
    /// they are written as they are meant.
    fn sample(&mut self, text: &str, from: usize) {
        let bytes = from..self.end.max(from);
        if self.builder.page[bytes.clone()] == *text {
            sample::read(self.builder, bytes, "");
            return;
        }
        let mut inner = Builder::new(text);
        sample::read(&mut inner, 0..text.len(), "");
        inner.finish();
        let mut record = (0, 0);
        let mut at = Some(bytes.clone());
        for block in inner.blocks {
            if record.0 != block.record {
                record = (block.record, self.builder.record());
            }
            if !block.text.is_empty() {
                let bytes = at.take().unwrap_or(bytes.end..bytes.end);
                self.builder
                    .add_to(record.1, &block.kind, bytes, Rich::of(&block.text));
            }
        }
    }
}
