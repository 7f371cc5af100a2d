//! What a page is made of, whatever it is written in.

mod html;
mod inline;
mod markdown;
mod pipes;
mod rich;
mod text;

pub(super) use pipes::delimiter_rows;
pub(super) use rich::{Rich, is_blank, trim};

use super::page::{Format, Page};

/// A piece of a page.
#[derive(Clone, Debug)]
pub(super) struct Block {
    /// What it is.
    pub(super) kind: BlockKind,
    /// Its text; empty for a table.
    pub(super) text: Rich,
}

/// Kinds of pieces.
#[derive(Clone, Debug)]
pub(super) enum BlockKind {
    /// A heading of that level; [`FLAT`] when the page has no levels any more.
    Heading(u8),
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item,
    /// Lines of code, with the language that the page names or that the lines show; empty for none.
    Code(String),
    /// A table.
    Table(Table),
}

/// The level of every heading of a page that has lost them.
pub(super) const FLAT: u8 = 2;

/// A table.
#[derive(Clone, Debug)]
pub(super) struct Table {
    /// Its first row.
    pub(super) header: Vec<Rich>,
    /// The others.
    pub(super) rows: Vec<Row>,
}

/// A row of a table.
#[derive(Clone, Debug)]
pub(super) struct Row {
    /// How many cells are written.
    pub(super) found: usize,
    /// Its readings: as many as there are ways in which the cells fit the header. Never empty.
    pub(super) readings: Vec<Vec<Rich>>,
    /// Whether it was put together again from text without separators.
    pub(super) mended: bool,
}

/// How many tables a page has by the rules of Markdown.
pub(super) fn markdown_tables(text: &str) -> usize {
    markdown::tables(text)
}

/// The text of HTML, what is hidden for now too, stretch by stretch.
pub(super) fn shown_text(text: &str) -> Vec<Rich> {
    html::shown(text)
}

/// The pieces of a page in order.
pub(super) fn of(page: &Page) -> Vec<Block> {
    let text = page.source.text();
    match page.format {
        Format::Markdown => markdown::blocks(text),
        Format::Html => html::blocks(text),
        Format::Text => text::blocks(text),
    }
}
