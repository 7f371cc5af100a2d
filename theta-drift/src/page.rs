//! One page of a vendor's documentation.

use super::block::{Block, Element, Kind, Table};
use super::builder::Builder;
use super::doors::{self, Unreadable};
use super::finding::Finding;
use super::format::Format;
use super::{html, lines, sample};
use std::ops::Range;
use std::sync::Arc;
use theta_spec::source::SourceText;

/// One page of a vendor's documentation, cut into blocks.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its text under the name that reports show.
    pub source: SourceText,
    /// How it is written.
    pub format: Format,
    /// The contract's `[sources]` name of the page, when it is known: then only what the contract takes from there is
    /// expected on it.
    pub role: Option<String>,
    /// Its blocks in the order of their bytes. Each begins where the one before ends; the first begins at 0 and the last
    /// ends with the page.
    pub blocks: Arc<[Block]>,
    /// The elements around blocks: tabs, accordions, components.
    pub elements: Vec<Element>,
    /// The tables.
    pub tables: Vec<Table>,
    /// Why it is no page worth comparing, as far as it shows by itself.
    pub unreadable: Option<Unreadable>,
    /// What another reader found on it.
    pub told: Vec<Finding>,
}

/// Lines without blank ones that are looked at for the marks of Markdown.
const FIRST_LINES: usize = 40;

impl Page {
    /// Creates a page from the bytes that were fetched. The encoding is UTF-8, or UTF-16 with a byte order mark; the
    /// format is told from the content, and from the name where the content leaves it open.
    ///
    /// ```
    /// use theta_drift::{Format, Page};
    ///
    /// let page = Page::new("errors.md", b"# Errors\n\n| Code | Status |\n|---|---|\n| `no_key` | 401 |\n");
    /// assert_eq!(page.format, Format::Markdown);
    /// assert_eq!(page.blocks.last().map(|block| &*block.text), Some("401"));
    /// assert_eq!(page.header(&page.blocks[3]), "Code");
    /// ```
    #[must_use]
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        let text = decoded(bytes);
        let format = sniff(name, &text);
        Self::read(SourceText::new(name, text), format)
    }

    /// Returns the same page read in that format.
    #[must_use]
    pub fn with_format(self, format: Format) -> Self {
        let role = self.role;
        Self {
            role,
            ..Self::read(self.source, format)
        }
    }

    /// Returns the same page as the contract's source of that name.
    #[must_use]
    pub fn with_role(mut self, role: &str) -> Self {
        self.role = Some(role.to_owned());
        self
    }

    /// Returns the same page with what another reader found on it: that is sorted into news and what is known like
    /// everything else, and left out where the look-up says the same.
    #[must_use]
    pub fn with_told(mut self, told: Vec<Finding>) -> Self {
        self.told = told;
        self
    }

    fn read(source: SourceText, format: Format) -> Self {
        let text = source.text();
        let mut builder = Builder::new(text);
        match format {
            Format::Html => html::read(&mut builder, 0..text.len()),
            Format::Data => {
                let is_yaml = !text.trim_start().starts_with(['{', '[']);
                sample::read(
                    &mut builder,
                    0..text.len(),
                    if is_yaml { "yaml" } else { "json" },
                );
            }
            Format::Markdown => lines::read(&mut builder, false),
            Format::Text => lines::read(&mut builder, true),
        }
        builder.finish();
        let unreadable = doors::why(text, format, &builder.blocks);
        let (blocks, elements, tables) = (builder.blocks, builder.elements, builder.tables);
        Self {
            source,
            format,
            role: None,
            blocks: blocks.into(),
            elements,
            tables,
            unreadable,
            told: Vec::new(),
        }
    }

    /// Returns the blocks that have the record of one: the cells of its row, the values of its sample.
    #[must_use]
    pub fn record(&self, block: usize) -> Range<usize> {
        let Some(record) = self.blocks.get(block).map(|block| block.record) else {
            return 0..0;
        };
        let others = self.blocks[..block].iter().rev();
        let before = others.take_while(|block| block.record == record).count();
        let others = self.blocks[block..].iter();
        block - before..block + others.take_while(|block| block.record == record).count()
    }

    /// Returns the headings over a block as indices of blocks, the nearest first. A heading is not under itself.
    pub fn headings(&self, block: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.blocks.get(block).and_then(|block| block.section);
        std::iter::successors(first, |&at| {
            self.blocks.get(at as usize).and_then(|block| block.section)
        })
        .map(|at| at as usize)
    }

    /// Returns the elements around a block as indices, the innermost first.
    pub fn elements(&self, block: usize) -> impl Iterator<Item = usize> + '_ {
        let first = self.blocks.get(block).and_then(|block| block.element);
        std::iter::successors(first, |&at| {
            self.elements.get(at as usize).and_then(|it| it.parent)
        })
        .map(|at| at as usize)
    }

    /// Returns the text of the header over a cell; empty if it has none.
    #[must_use]
    pub fn header(&self, block: &Block) -> &str {
        let (Kind::Cell { table, column, .. } | Kind::Header { table, column }) = block.kind else {
            return "";
        };
        let table = self.tables.get(table as usize);
        let header = table.and_then(|table| table.header.get(column as usize));
        header.map_or("", |text| text)
    }
}

fn decoded(bytes: &[u8]) -> String {
    let units = |pair: fn([u8; 2]) -> u16| {
        let pairs = bytes[2..].chunks_exact(2);
        let units: Vec<u16> = pairs.map(|two| pair([two[0], two[1]])).collect();
        String::from_utf16_lossy(&units)
    };
    match bytes {
        [0xff, 0xfe, ..] => units(u16::from_le_bytes),
        [0xfe, 0xff, ..] => units(u16::from_be_bytes),
        // A mark of the byte order says nothing, and would hide what the first line is.
        _ => {
            let text = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
            String::from_utf8_lossy(text).into_owned()
        }
    }
}

fn sniff(name: &str, text: &str) -> Format {
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    let start = text.trim_start_matches(['\u{feff}', '\n', '\r', '\t', ' ']);
    let is_tag = |name: &str| {
        start
            .get(..name.len())
            .is_some_and(|tag| tag.eq_ignore_ascii_case(name))
    };
    let is_html = is_tag("<!doctype") || is_tag("<html");
    match extension.as_str() {
        _ if is_html => Format::Html,
        "html" | "htm" | "xhtml" if start.contains("</") => Format::Html,
        "json" | "yaml" | "yml" => Format::Data,
        "md" | "mdx" | "markdown" | "rst" | "adoc" | "asciidoc" => Format::Markdown,
        _ if theta_spec::json::parse(start.trim_end()).is_ok() => Format::Data,
        _ if start.starts_with('<')
            && ["</p>", "</div>", "</h1>", "</td>"]
                .iter()
                .any(|tag| start.contains(tag)) =>
        {
            Format::Html
        }
        _ if is_marked_up(start) => Format::Markdown,
        _ => Format::Text,
    }
}

/// Whether the first lines show that the page was written as Markdown.
fn is_marked_up(start: &str) -> bool {
    let lines = || {
        start
            .lines()
            .map(str::trim)
            .filter(|line| !line.is_empty())
            .take(FIRST_LINES)
    };
    let heading = |line: &str| {
        let level = line.bytes().take_while(|&byte| byte == b'#').count();
        (1..=6).contains(&level) && line[level..].starts_with(' ')
    };
    let underline = |line: &str| line.len() > 3 && line.bytes().all(|b| b == b'=');
    start.starts_with("---\n")
        || start.starts_with("---\r\n")
        || lines().any(|line| {
            heading(line) || underline(line) || line.starts_with("```") || line.starts_with("== ")
        })
}
