//! Markdown, read by a parser.

use super::inline::inline;
use super::pipes;
use super::rich::Rich;
use super::{Block, BlockKind, Row, Table, html};
use pulldown_cmark::{CodeBlockKind, Event, Options, Parser, Tag, TagEnd};
use std::ops::Range;
use theta_spec::source::Span;

pub(super) fn blocks(page: &str) -> Vec<Block> {
    let mut reader = Reader::new(page);
    for (event, range) in Parser::new_ext(page, options()).into_offset_iter() {
        reader.event(event, range);
    }
    reader.flush();
    reader.blocks
}

/// How many tables the parser finds.
pub(super) fn tables(page: &str) -> usize {
    Parser::new_ext(page, options())
        .filter(|event| matches!(event, Event::Start(Tag::Table(_))))
        .count()
}

fn options() -> Options {
    Options::ENABLE_TABLES
        | Options::ENABLE_YAML_STYLE_METADATA_BLOCKS
        | Options::ENABLE_STRIKETHROUGH
}

/// Elements that Markdown pages hold; another name in small letters is a placeholder: `<id>`.
const ELEMENTS: &[&str] = &[
    "a",
    "abbr",
    "b",
    "blockquote",
    "br",
    "code",
    "del",
    "details",
    "div",
    "em",
    "font",
    "hr",
    "i",
    "img",
    "ins",
    "kbd",
    "li",
    "mark",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "samp",
    "small",
    "span",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "td",
    "th",
    "thead",
    "tr",
    "tt",
    "u",
    "ul",
    "var",
    "wbr",
];

fn is_placeholder(tag: &str) -> bool {
    tag.strip_prefix('<')
        .and_then(|rest| rest.strip_suffix('>'))
        .is_some_and(|name| {
            name.starts_with(|c: char| c.is_ascii_lowercase())
                && name.bytes().all(|b| {
                    b.is_ascii_lowercase() || b.is_ascii_digit() || matches!(b, b'_' | b'-')
                })
                && !ELEMENTS.contains(&name)
        })
}

struct Reader<'a> {
    page: &'a str,
    blocks: Vec<Block>,
    kind: BlockKind,
    text: Rich,
    /// Depth of front matter and images, whose text is no text of the page.
    hidden: usize,
    /// Depth of inline code written as HTML.
    code: usize,
    table: Option<Building>,
    html: Option<Range<usize>>,
}

/// A table on the way.
struct Building {
    header: Vec<Rich>,
    in_header: bool,
    cells: Vec<Rich>,
    rows: Vec<Row>,
}

impl<'a> Reader<'a> {
    fn new(page: &'a str) -> Self {
        Self {
            page,
            blocks: Vec::new(),
            kind: BlockKind::Paragraph,
            text: Rich::default(),
            hidden: 0,
            code: 0,
            table: None,
            html: None,
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Start(tag) => self.start(&tag),
            Event::End(tag) => self.end(tag, range),
            Event::Text(text) => self.push(&text, &range),
            Event::Code(text) => self.code(&text, range),
            Event::InlineHtml(tag) if is_placeholder(&tag) => self.push(&tag, &range),
            Event::InlineHtml(tag) => self.inline_html(&tag),
            Event::Html(_) => match &mut self.html {
                Some(html) => html.end = range.end,
                None => self.html = Some(range),
            },
            Event::SoftBreak | Event::HardBreak => self.text.gap(" "),
            _ => {}
        }
    }

    fn start(&mut self, tag: &Tag<'_>) {
        let kind = match tag {
            Tag::Paragraph => {
                // The first paragraph of an item is the item.
                if matches!(self.kind, BlockKind::Item) && self.text.text().is_empty() {
                    return;
                }
                BlockKind::Paragraph
            }
            Tag::Heading { level, .. } => BlockKind::Heading(*level as u8),
            Tag::Item => BlockKind::Item,
            Tag::CodeBlock(CodeBlockKind::Fenced(info)) => {
                let language = info.split([' ', ',', '{']).next().unwrap_or_default();
                BlockKind::Code(language.to_ascii_lowercase())
            }
            Tag::CodeBlock(CodeBlockKind::Indented) => BlockKind::Code(String::new()),
            Tag::List(_) | Tag::BlockQuote(_) => BlockKind::Paragraph,
            Tag::MetadataBlock(_) | Tag::Image { .. } => {
                self.hidden += 1;
                return;
            }
            Tag::Table(_) => {
                self.flush();
                self.table = Some(Building {
                    header: Vec::new(),
                    in_header: false,
                    cells: Vec::new(),
                    rows: Vec::new(),
                });
                return;
            }
            Tag::TableHead => {
                if let Some(table) = &mut self.table {
                    table.in_header = true;
                }
                return;
            }
            Tag::TableCell => {
                self.text = Rich::default();
                return;
            }
            _ => return,
        };
        self.flush();
        self.kind = kind;
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::MetadataBlock(_) | TagEnd::Image => self.hidden = self.hidden.saturating_sub(1),
            TagEnd::TableCell => {
                let cell = std::mem::take(&mut self.text).trimmed();
                if let Some(table) = &mut self.table {
                    table.cells.push(cell);
                }
            }
            TagEnd::TableHead => {
                if let Some(table) = &mut self.table {
                    table.header = std::mem::take(&mut table.cells);
                    table.in_header = false;
                }
            }
            TagEnd::TableRow => self.row(range.into()),
            TagEnd::Table => {
                if let Some(table) = self.table.take() {
                    self.blocks.push(Block {
                        kind: BlockKind::Table(Table {
                            header: table.header,
                            rows: table.rows,
                        }),
                        text: Rich::default(),
                    });
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(range) = self.html.take() {
                    self.flush();
                    self.blocks.extend(html::part(self.page, range.into()));
                }
            }
            TagEnd::Paragraph
            | TagEnd::Heading(_)
            | TagEnd::Item
            | TagEnd::CodeBlock
            | TagEnd::List(_)
            | TagEnd::BlockQuote(_) => self.flush(),
            _ => {}
        }
    }

    /// Ends a row. The parser drops cells beyond the header; they are read from the page instead.
    fn row(&mut self, span: Span) {
        let page = self.page;
        let Some(table) = &mut self.table else { return };
        let cells = std::mem::take(&mut table.cells);
        let columns = table.header.len();
        let line = page[span.start..span.end].trim_end();
        let written = pipes::unescaped(line);
        let mut row = Row {
            found: written,
            readings: vec![cells],
            mended: false,
        };
        if written > columns {
            row.mended = true;
            row.readings = pipes::readings(line, &pipes::cells(line), columns)
                .into_iter()
                .map(|reading| {
                    reading
                        .into_iter()
                        .map(|cell| {
                            inline(
                                page,
                                Span::new(span.start + cell.start, span.start + cell.end),
                            )
                        })
                        .collect()
                })
                .collect();
        }
        table.rows.push(row);
    }

    fn push(&mut self, text: &str, range: &Range<usize>) {
        if self.hidden == 0 {
            self.text
                .push_shown(self.page, text, range.clone().into(), self.code > 0);
        }
    }

    fn code(&mut self, text: &str, range: Range<usize>) {
        if self.hidden > 0 {
            return;
        }
        let inner = self.page[range.clone()]
            .find(text)
            .map_or(range.clone(), |at| {
                range.start + at..range.start + at + text.len()
            });
        self.text.push_shown(self.page, text, inner.into(), true);
    }

    fn inline_html(&mut self, tag: &str) {
        let name: String = tag
            .trim_start_matches(['<', '/'])
            .chars()
            .take_while(char::is_ascii_alphanumeric)
            .collect();
        match name.to_ascii_lowercase().as_str() {
            "br" => self.text.gap("\n"),
            "code" | "kbd" | "samp" if tag.starts_with("</") => {
                self.code = self.code.saturating_sub(1);
            }
            "code" | "kbd" | "samp" => self.code += 1,
            _ => {}
        }
    }

    fn flush(&mut self) {
        let text = std::mem::take(&mut self.text);
        let kind = std::mem::replace(&mut self.kind, BlockKind::Paragraph);
        self.code = 0;
        let text = match kind {
            BlockKind::Code(_) => text,
            _ => text.trimmed(),
        };
        if !text.text().is_empty() {
            self.blocks.push(Block { kind, text });
        }
    }
}
