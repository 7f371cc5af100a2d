//! The pieces of a page.

use std::ops::Range;
use theta_spec::source::Span;

/// A piece of a page: a cell, an item, a heading, a value of a sample.
///
/// The blocks of a page are in the order of their bytes and have no gaps between them, so whatever changes on a page
/// changes a block.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// The bytes that belong to it, with the markup around its text.
    pub span: Span,
    /// What it is.
    pub kind: Kind,
    /// Its text: blanks and typographic punctuation folded, without markup, comments and the targets of links. Empty for
    /// [`Kind::Markup`] only.
    pub text: Box<str>,
    /// The parts of the text that are marked (code, bold, italics), in order, without overlap.
    pub marks: Box<[(u32, u32)]>,
    /// Index of the heading that it stands under.
    pub section: Option<u32>,
    /// Index of the innermost element around it in [`Page::elements`](super::Page::elements).
    pub element: Option<u32>,
    /// Blocks with the same number say something of one thing: the cells of a row, the values of a sample, the attributes
    /// of an element. Numbers rise through the page.
    pub record: u32,
}

/// What a block is.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A heading.
    Heading {
        /// From 1, the outermost.
        level: u8,
    },
    /// A paragraph.
    Paragraph,
    /// An item of a list.
    Item {
        /// From 1, the outermost.
        depth: u8,
    },
    /// A term of a list of definitions.
    Term,
    /// What is said of a term.
    Definition,
    /// A cell of the header of a table.
    Header {
        /// Index in [`Page::tables`](super::Page::tables).
        table: u32,
        /// From 0.
        column: u32,
    },
    /// A cell of a table.
    Cell {
        /// Index in [`Page::tables`](super::Page::tables).
        table: u32,
        /// From 0, the first below the header.
        row: u32,
        /// From 0.
        column: u32,
    },
    /// A value of a sample in JSON, or of a line such as `key: "value"` of another one.
    Leaf {
        /// Where it stands, with `*` for the index of an item.
        pointer: Box<str>,
    },
    /// A line of a sample that is no JSON.
    Code,
    /// What stands behind the fence of a sample.
    Info,
    /// A text of an attribute of an element.
    Attribute {
        /// Name of the element.
        tag: Box<str>,
        /// Name of the attribute.
        name: Box<str>,
    },
    /// A line of text that was taken out of a page.
    Line,
    /// A line before the page proper.
    Meta,
    /// Text that belongs to nothing that is known.
    Rest,
    /// Markup and blanks, which say nothing.
    Markup,
}

impl Kind {
    /// Returns a word for it: `cell`, `heading`.
    #[must_use]
    pub fn word(&self) -> &'static str {
        match self {
            Self::Heading { .. } => "heading",
            Self::Paragraph => "paragraph",
            Self::Item { .. } => "item",
            Self::Term => "term",
            Self::Definition => "definition",
            Self::Header { .. } => "header",
            Self::Cell { .. } => "cell",
            Self::Leaf { .. } => "value",
            Self::Code => "code",
            Self::Info => "info",
            Self::Attribute { .. } => "attribute",
            Self::Line => "line",
            Self::Meta => "meta",
            Self::Rest => "rest",
            Self::Markup => "markup",
        }
    }
}

/// An element around blocks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Element {
    /// Its name as written: `Accordion`, `section`.
    pub tag: Box<str>,
    /// The blocks of its attributes.
    pub attributes: Range<u32>,
    /// Index of the element around it.
    pub parent: Option<u32>,
}

/// A table.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Table {
    /// The texts of its header, by column; empty if it has none.
    pub header: Vec<Box<str>>,
}

/// Where a text stands: a block and the bytes of its text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Place {
    /// Index of the block.
    pub block: usize,
    /// First byte in [`Block::text`].
    pub start: usize,
    /// Byte after the last one.
    pub end: usize,
}
