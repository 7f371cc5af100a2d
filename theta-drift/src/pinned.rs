//! A page as it was accepted: its blocks as lines that a person can review.
//!
//! The head says which page it is, what it stated and what was known; below stands one line for each heading, paragraph,
//! item, row and value. Parts of a text that are marked stand between backticks.

use super::block::{Block, Element, Kind, Table};
use super::format::Format;
use super::page::Page;
use std::fmt::{self, Write as _};
use theta_spec::day::Day;
use theta_spec::source::{SourceText, Span};
use theta_spec::text::is_unlike_others;

/// Version of the form of the file.
pub const FORMAT_VERSION: u32 = 2;

/// Version of the reader of pages. It goes up whenever the same page may give other blocks, so that what only the reader
/// sees anew is not taken for a change of the page.
pub const READER: u32 = 2;

/// A page as it was accepted.
#[derive(Clone, Debug)]
pub struct PinnedPage {
    /// The contract's name of the page, or the name that it was given under.
    pub name: String,
    /// SHA-256 of its text, in hexadecimal digits.
    pub sha256: String,
    /// The day on which it was accepted.
    pub read: Day,
    /// Version of the reader that read it.
    pub reader: u32,
    /// What it stated of the contract: path and value, sorted.
    pub stated: Vec<(String, String)>,
    /// The disagreements that stood when it was accepted, sorted.
    pub known: Vec<Known>,
    /// Its blocks. They have no places in a text.
    pub page: Page,
}

/// A disagreement that is known by its two values.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Known {
    /// Its subject: `errors.gateway_timeout.retry`.
    pub subject: String,
    /// What the page says; empty when it says nothing.
    pub page: String,
    /// What the contract says; empty when it says nothing.
    pub contract: String,
}

const TITLE: &str = "theta-drift";

/// The words of the kinds that need nothing but their text.
const PLAIN: &[(&str, Kind)] = &[
    ("p", Kind::Paragraph),
    ("dt", Kind::Term),
    ("dd", Kind::Definition),
    ("code", Kind::Code),
    ("info", Kind::Info),
    ("line", Kind::Line),
    ("meta", Kind::Meta),
    ("rest", Kind::Rest),
];

impl fmt::Display for PinnedPage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{TITLE} {FORMAT_VERSION}")?;
        writeln!(f, "page {}", escaped(&self.name, &[]))?;
        writeln!(f, "format {}", self.page.format.as_str())?;
        writeln!(f, "read {}", self.read)?;
        writeln!(f, "reader {}", self.reader)?;
        writeln!(f, "sha256 {}", self.sha256)?;
        for (path, value) in &self.stated {
            writeln!(f, "stated {} | {}", escaped(path, &[]), escaped(value, &[]))?;
        }
        for known in &self.known {
            let [subject, page, contract] =
                [&known.subject, &known.page, &known.contract].map(|text| escaped(text, &[]));
            writeln!(f, "known {subject} | {page} | {contract}")?;
        }
        let mut writer = Writer {
            page: &self.page,
            out: f,
            open: Vec::new(),
            tables: Vec::new(),
            table: None,
            cell: None,
            before: None,
        };
        writer.blocks()
    }
}

struct Writer<'w, 'f> {
    page: &'w Page,
    out: &'w mut fmt::Formatter<'f>,
    open: Vec<u32>,
    /// The tables in the order in which they are written.
    tables: Vec<u32>,
    table: Option<u32>,
    /// The cell that the line ends with, if another one may follow.
    cell: Option<(u32, Option<u32>, u32)>,
    before: Option<&'w Block>,
}

impl<'w> Writer<'w, '_> {
    fn blocks(&mut self) -> fmt::Result {
        for block in &*self.page.blocks {
            if block.kind != Kind::Markup {
                self.elements(block)?;
                self.block(block)?;
                self.before = Some(block);
            }
        }
        if self.before.is_some() {
            self.out.write_str("\n")
        } else {
            Ok(())
        }
    }

    /// Ends and begins elements until those around a block are open.
    fn elements(&mut self, block: &Block) -> fmt::Result {
        let parent = |&at: &u32| self.page.elements.get(at as usize)?.parent;
        let mut around: Vec<u32> = std::iter::successors(block.element, parent).collect();
        around.reverse();
        let common = around
            .iter()
            .zip(&self.open)
            .take_while(|(a, b)| a == b)
            .count();
        for _ in common..self.open.len() {
            self.line()?;
            self.out.write_str("/>")?;
        }
        for &at in &around[common..] {
            let Some(element) = self.page.elements.get(at as usize) else {
                continue;
            };
            self.line()?;
            write!(
                self.out,
                "< {} {}",
                escaped_word(&element.tag),
                element.attributes.len()
            )?;
        }
        self.open = around;
        Ok(())
    }

    fn line(&mut self) -> fmt::Result {
        self.cell = None;
        self.out.write_str("\n")
    }

    fn block(&mut self, block: &'w Block) -> fmt::Result {
        let text = escaped(&block.text, &block.marks);
        let same = self
            .before
            .is_some_and(|before| before.record == block.record);
        let place = match block.kind {
            Kind::Cell { table, row, column } => Some((table, Some(row), column)),
            Kind::Header { table, column } => Some((table, None, column)),
            _ => None,
        };
        if let Some((table, row, column)) = place {
            let mut from = 0;
            match self.cell {
                Some((t, r, c)) if (t, r) == (table, row) && c < column && same => from = c,
                _ => self.row(table, row, same)?,
            }
            for _ in from..column {
                self.out.write_str(" |")?;
            }
            self.cell = place;
            return write!(self.out, " {text}");
        }
        self.line()?;
        if same {
            self.out.write_str("+")?;
        }
        self.table = None;
        match &block.kind {
            Kind::Heading { level } => write!(self.out, "h{level} {text}"),
            Kind::Item { depth } => write!(self.out, "li{depth} {text}"),
            Kind::Leaf { pointer } => write!(self.out, "leaf {} {text}", escaped_word(pointer)),
            Kind::Attribute { tag, name } => {
                write!(
                    self.out,
                    "attribute {} {} {text}",
                    escaped_word(tag),
                    escaped_word(name)
                )
            }
            kind => {
                let word = PLAIN.iter().find(|(_, plain)| plain == kind);
                write!(self.out, "{} {text}", word.map_or("rest", |(word, _)| word))
            }
        }
    }
}

impl Writer<'_, '_> {
    /// Begins the line of a row.
    fn row(&mut self, table: u32, row: Option<u32>, same: bool) -> fmt::Result {
        if self.table != Some(table) {
            self.line()?;
            self.table = Some(table);
            let known = self.tables.iter().position(|one| *one == table);
            let at = known.unwrap_or_else(|| {
                self.tables.push(table);
                self.tables.len() - 1
            });
            write!(self.out, "table {at}")?;
        }
        self.line()?;
        let sign = if same { "+" } else { "" };
        match row {
            Some(row) => write!(self.out, "{sign}tr {row} |"),
            None => write!(self.out, "{sign}th |"),
        }
    }
}

/// A text on one line, with what has a meaning in the file escaped, and marks between backticks.
fn escaped(text: &str, marks: &[(u32, u32)]) -> String {
    let mut out = String::with_capacity(text.len() + 2 * marks.len());
    let mut ends = marks
        .iter()
        .flat_map(|&(start, end)| [start, end])
        .peekable();
    for (at, c) in text.char_indices() {
        while ends.next_if(|&end| end as usize <= at).is_some() {
            out.push('`');
        }
        match c {
            '\\' | '`' | '|' => out.extend(['\\', c]),
            c if is_unlike_others(c) => {
                let _ = write!(out, "\\u{{{:x}}}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    ends.for_each(|_| out.push('`'));
    out
}

/// The same for a word: it has no blank in it and is not empty.
fn escaped_word(word: &str) -> String {
    let out = escaped(word, &[]).replace(' ', "\\_");
    if out.is_empty() {
        "\\_".to_owned()
    } else {
        out
    }
}

/// What a line says: cells with their marks.
type Cells = Vec<(String, Vec<(u32, u32)>)>;

/// Reads what [`escaped`] wrote, `|` between cells.
fn cells(line: &str) -> Option<Cells> {
    let mut cells = Cells::new();
    let (mut text, mut marks, mut open) = (String::new(), Vec::new(), None);
    let mut chars = line.chars();
    let mut done = |text: &mut String, marks: &mut Vec<(u32, u32)>| {
        let kept = text.strip_suffix(' ').unwrap_or(text).to_owned();
        text.clear();
        cells.push((kept, std::mem::take(marks)));
    };
    let mut between = false;
    while let Some(c) = chars.next() {
        // One blank on both sides of a line belongs to it.
        if std::mem::take(&mut between) && c == ' ' {
            continue;
        }
        match c {
            '\\' => text.push(match chars.next()? {
                'u' => {
                    let rest = chars.as_str().strip_prefix('{')?;
                    let (digits, rest) = rest.split_once('}')?;
                    chars = rest.chars();
                    char::from_u32(u32::from_str_radix(digits, 16).ok()?)?
                }
                '_' => ' ',
                c => c,
            }),
            '`' => {
                let at = u32::try_from(text.len()).ok()?;
                match open.take() {
                    Some(start) => marks.push((start, at)),
                    None => open = Some(at),
                }
            }
            '|' => {
                done(&mut text, &mut marks);
                between = true;
            }
            c => text.push(c),
        }
    }
    text.push(' ');
    done(&mut text, &mut marks);
    open.is_none().then_some(cells)
}

fn cell(line: &str) -> Option<String> {
    match cells(line)?.as_slice() {
        [(text, _)] => Some(text.clone()),
        _ => None,
    }
}

impl PinnedPage {
    /// Reads what a file says.
    ///
    /// # Errors
    ///
    /// The line that cannot be read, from 1.
    pub fn read(text: &str) -> Result<Self, usize> {
        let mut lines = text.lines().enumerate();
        let mut reader = Reader::default();
        let title = format!("{TITLE} {FORMAT_VERSION}");
        lines
            .next()
            .filter(|(_, line)| *line == title)
            .ok_or(1_usize)?;
        for (at, line) in lines.by_ref().take_while(|(_, line)| !line.is_empty()) {
            reader.head(line).ok_or(at + 1)?;
        }
        for (at, line) in lines {
            reader.line(line).ok_or(at + 1)?;
        }
        reader.page().ok_or(1)
    }
}

#[derive(Default)]
struct Reader {
    name: Option<String>,
    format: Option<Format>,
    read: Option<Day>,
    version: Option<u32>,
    sha256: Option<String>,
    stated: Vec<(String, String)>,
    known: Vec<Known>,
    blocks: Vec<Block>,
    elements: Vec<Element>,
    tables: Vec<Table>,
    table: usize,
    open: Vec<u32>,
    headings: Vec<(u8, u32)>,
    records: u32,
}

impl Reader {
    fn head(&mut self, line: &str) -> Option<()> {
        let (word, rest) = line.split_once(' ')?;
        match word {
            "page" => self.name = Some(cell(rest)?),
            "format" => {
                let format = Format::ALL.iter().find(|(word, _)| *word == rest)?;
                self.format = Some(format.1);
            }
            "read" => self.read = Some(Day::parse(rest)?),
            "reader" => self.version = Some(rest.parse().ok()?),
            "sha256" => self.sha256 = Some(rest.to_owned()),
            "stated" => {
                let [path, value] = <[_; 2]>::try_from(cells(rest)?).ok()?;
                self.stated.push((path.0, value.0));
            }
            "known" => {
                let [subject, page, contract] = <[_; 3]>::try_from(cells(rest)?).ok()?;
                self.known.push(Known {
                    subject: subject.0,
                    page: page.0,
                    contract: contract.0,
                });
            }
            _ => return None,
        }
        Some(())
    }

    fn line(&mut self, line: &str) -> Option<()> {
        let (same, line) = line
            .strip_prefix('+')
            .map_or((false, line), |line| (true, line));
        let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
        if !same && !matches!(word, "<" | "/>" | "table") {
            self.records += 1;
        }
        match word {
            "<" => {
                let (tag, count) = rest.split_once(' ')?;
                let first = index(self.blocks.len());
                self.elements.push(Element {
                    tag: cell(tag)?.into(),
                    attributes: first..first.checked_add(count.parse().ok()?)?,
                    parent: self.open.last().copied(),
                });
                self.open.push(index(self.elements.len() - 1));
            }
            "/>" => {
                self.open.pop()?;
            }
            "table" => {
                self.table = rest.parse().ok().filter(|at| *at <= self.tables.len())?;
                self.tables
                    .resize_with(self.tables.len().max(self.table + 1), Table::default);
            }
            "th" | "tr" => self.row(word, rest)?,
            "leaf" => {
                let (pointer, text) = rest.split_once(' ').unwrap_or((rest, ""));
                self.text(
                    Kind::Leaf {
                        pointer: cell(pointer)?.into(),
                    },
                    text,
                )?;
            }
            "attribute" => {
                let (tag, rest) = rest.split_once(' ')?;
                let (name, text) = rest.split_once(' ')?;
                let (tag, name) = (cell(tag)?.into(), cell(name)?.into());
                self.text(Kind::Attribute { tag, name }, text)?;
            }
            _ => {
                let number = |prefix| word.strip_prefix(prefix)?.parse().ok();
                let plain = PLAIN.iter().find(|(plain, _)| *plain == word);
                let kind = match (number("h"), number("li"), plain) {
                    (Some(level), ..) => Kind::Heading { level },
                    (_, Some(depth), _) => Kind::Item { depth },
                    (.., Some((_, kind))) => kind.clone(),
                    _ => return None,
                };
                self.text(kind, rest)?;
            }
        }
        Some(())
    }

    fn row(&mut self, word: &str, rest: &str) -> Option<()> {
        let table = Some(self.table).filter(|at| *at < self.tables.len())?;
        let (row, rest) = rest.split_once('|')?;
        for (column, (text, marks)) in (0..).zip(cells(rest.strip_prefix(' ').unwrap_or(rest))?) {
            if text.is_empty() {
                continue;
            }
            let kind = if word == "tr" {
                Kind::Cell {
                    table: index(table),
                    row: row.trim().parse().ok()?,
                    column,
                }
            } else {
                let header = &mut self.tables[table].header;
                header.resize_with(header.len().max(column as usize + 1), Box::default);
                let name = &mut header[column as usize];
                if name.is_empty() {
                    *name = text.as_str().into();
                }
                Kind::Header {
                    table: index(table),
                    column,
                }
            };
            self.push(kind, text, marks);
        }
        Some(())
    }

    fn text(&mut self, kind: Kind, text: &str) -> Option<()> {
        let [(text, marks)] = <[_; 1]>::try_from(cells(text)?).ok()?;
        if let Kind::Heading { level } = kind {
            self.headings.retain(|(above, _)| *above < level);
            self.push(kind, text, marks);
            self.headings.push((level, index(self.blocks.len() - 1)));
        } else {
            self.push(kind, text, marks);
        }
        Some(())
    }

    fn push(&mut self, kind: Kind, text: String, marks: Vec<(u32, u32)>) {
        self.blocks.push(Block {
            span: Span::new(0, 0),
            kind,
            text: text.into(),
            marks: marks.into(),
            section: self.headings.last().map(|(_, at)| *at),
            element: self.open.last().copied(),
            record: self.records,
        });
    }

    fn page(self) -> Option<PinnedPage> {
        let name = self.name?;
        let count = index(self.blocks.len());
        if self
            .elements
            .iter()
            .any(|element| element.attributes.end > count)
        {
            return None;
        }
        let page = Page {
            source: SourceText::new(&name, String::new()),
            format: self.format?,
            role: None,
            blocks: self.blocks.into(),
            elements: self.elements,
            tables: self.tables,
            unreadable: None,
            told: Vec::new(),
        };
        Some(PinnedPage {
            name,
            sha256: self.sha256?,
            read: self.read?,
            reader: self.version?,
            stated: self.stated,
            known: self.known,
            page,
        })
    }
}

fn index(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}
