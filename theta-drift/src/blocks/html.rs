//! HTML, read by a tokenizer: what a browser would show, piece by piece.

mod tables;
mod tokens;

use super::rich::{Rich, is_blank};
use super::{Block, BlockKind};
use tables::Tables;
use theta_spec::source::Span;
use tokens::Markup;

pub(super) fn blocks(page: &str) -> Vec<Block> {
    part(page, Span::new(0, page.len()))
}

/// The pieces of a part of a page.
pub(super) fn part(page: &str, span: Span) -> Vec<Block> {
    let mut reader = Reader::default();
    for token in tokens::visible(page, span, false) {
        match token {
            Markup::Open(tag) => reader.open(&tag),
            Markup::Close { name, .. } => reader.close(&name),
            Markup::Text(text) => reader.text(&text),
        }
    }
    reader.flush();
    reader.tables.end_all(&mut reader.blocks);
    reader.blocks
}

/// The text of a page, what is hidden for now too, stretch by stretch, with where each stands.
pub(crate) fn shown(page: &str) -> Vec<Rich> {
    tokens::visible(page, Span::new(0, page.len()), true)
        .into_iter()
        .filter_map(|token| match token {
            Markup::Text(text) => Some(text),
            _ => None,
        })
        .collect()
}

/// Elements inside a line; every other one begins and ends a piece.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "img",
    "ins", "kbd", "label", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup",
    "time", "tt", "u", "var", "wbr",
];

/// Elements in code style.
const CODE: &[&str] = &["code", "kbd", "samp", "tt"];

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    tables: Tables,
    kind: Option<BlockKind>,
    text: Rich,
    code: usize,
    pre: usize,
}

impl Reader {
    fn open(&mut self, tag: &tokens::Tag) {
        let name = tag.name.as_str();
        if CODE.contains(&name) {
            self.code += 1;
            if let (Some(BlockKind::Code(language)), Some(named)) = (&mut self.kind, &tag.language)
            {
                language.clone_from(named);
            }
            return;
        }
        if name == "br" || self.pre > 0 && !INLINE.contains(&name) && name != "pre" {
            self.text.gap("\n");
            return;
        }
        if INLINE.contains(&name) {
            return;
        }
        // A term and what is said of it are one item.
        if name == "dd" && matches!(self.kind, Some(BlockKind::Item)) {
            self.text.gap(": ");
            return;
        }
        // Paragraphs at the beginning of an item or a cell are the item and the cell.
        if matches!(name, "p" | "div") && self.text.text().is_empty() {
            return;
        }
        match name {
            "td" | "th" => {
                self.flush();
                self.tables.cell(tag);
            }
            "tr" => {
                self.flush();
                self.tables.row();
            }
            "table" => {
                self.flush();
                self.tables.begin();
            }
            "thead" | "tbody" | "tfoot" => self.flush(),
            _ if self.tables.in_cell() && name != "pre" => self.text.gap("\n"),
            _ => {
                self.flush();
                self.kind = kind(name, tag);
                self.pre += usize::from(name == "pre");
            }
        }
    }

    fn close(&mut self, name: &str) {
        if CODE.contains(&name) {
            self.code = self.code.saturating_sub(1);
            return;
        }
        if INLINE.contains(&name) || matches!(name, "dt" | "br") {
            return;
        }
        if name == "pre" {
            self.flush();
            self.pre = 0;
            return;
        }
        if self.pre > 0 {
            return;
        }
        match name {
            "td" | "th" => {
                self.flush();
                self.tables.end_cell();
            }
            "tr" => {
                self.flush();
                self.tables.end_row();
            }
            "table" => {
                self.flush();
                self.tables.end(&mut self.blocks);
            }
            "p" | "div" if matches!(self.kind, Some(BlockKind::Item)) => self.text.gap(" "),
            _ if self.tables.in_cell() => self.text.gap("\n"),
            _ => self.flush(),
        }
    }

    fn text(&mut self, text: &Rich) {
        if self.pre > 0 {
            self.text.append_as(text, 0..text.text().len(), false);
            return;
        }
        // White space collapses to one blank, as a browser shows it.
        let all = text.text();
        let mut at = 0;
        while at < all.len() {
            let rest = &all[at..];
            let blanks = rest.len() - rest.trim_start_matches(char::is_whitespace).len();
            if blanks > 0 {
                let open = self.text.text();
                if blanks == 1
                    && rest.starts_with(' ')
                    && !open.is_empty()
                    && !open.ends_with([' ', '\n'])
                {
                    self.text.append_as(text, at..at + 1, self.code > 0);
                } else if !open.is_empty() && !open.ends_with([' ', '\n']) {
                    self.text.gap(" ");
                }
                at += blanks;
                continue;
            }
            let word = rest.find(char::is_whitespace).unwrap_or(rest.len());
            self.text.append_as(text, at..at + word, self.code > 0);
            at += word;
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let kind = self.kind.take().unwrap_or(BlockKind::Paragraph);
        let text = match kind {
            BlockKind::Code(_) => text,
            _ => text.trimmed(),
        };
        if text.text().chars().all(is_blank) {
            return;
        }
        if self.tables.in_cell() {
            self.tables.put(&text);
            return;
        }
        self.blocks.push(Block { kind, text });
    }
}

fn kind(name: &str, tag: &tokens::Tag) -> Option<BlockKind> {
    match name {
        "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
            Some(BlockKind::Heading(name.as_bytes()[1] - b'0'))
        }
        "li" | "dt" => Some(BlockKind::Item),
        "pre" => Some(BlockKind::Code(tag.language.clone().unwrap_or_default())),
        _ => None,
    }
}
