//! Text that a tool took out of a page, line by line: no grammar, only what is left of one.

mod flat;
mod join;
mod lines;
mod snippet;

use super::inline::inline;
use super::pipes;
use super::rich::Rich;
use super::{Block, BlockKind, FLAT, Row, Table};
use lines::{Line, Lines};
use theta_spec::source::Span;

pub(super) fn blocks(page: &str) -> Vec<Block> {
    let lines = lines::of(page);
    let mut reader = Reader {
        page,
        blocks: Vec::new(),
        in_code: false,
    };
    let mut at = 0;
    while at < lines.len() {
        at = reader.step(&lines, at);
    }
    reader.blocks
}

struct Reader<'a> {
    page: &'a str,
    blocks: Vec<Block>,
    /// Whether the lines before were a program.
    in_code: bool,
}

impl Reader<'_> {
    /// Reads what begins at a line and gives the line after it.
    fn step(&mut self, lines: &Lines<'_>, at: usize) -> usize {
        let line = lines[at];
        let next = at + 1;
        if line.is_blank() {
            return next;
        }
        if let Some(next) = self.fence(lines, at) {
            return next;
        }
        if let Some((span, rest)) = snippet::json(lines, at) {
            return self.json(span, &rest);
        }
        if let Some(next) = self.table(lines, at).or_else(|| self.flat(lines, at)) {
            self.in_code = false;
            return next;
        }
        if let Some(next) = snippet::program(lines, at, self.in_code) {
            self.push(
                BlockKind::Code(snippet::language(&lines.text(at, next)).to_owned()),
                Span::new(line.span.start, lines[next - 1].span.end),
            );
            self.in_code = true;
            return next;
        }
        if let Some(title) = self.in_code.then(|| lines::glued_title(line)).flatten() {
            self.push(
                BlockKind::Code(String::new()),
                Span::new(line.span.start, title),
            );
            self.push(BlockKind::Heading(FLAT), Span::new(title, line.span.end));
            self.in_code = false;
            return next;
        }
        self.in_code = false;
        if let Some((level, span)) = lines::heading_mark(line) {
            self.push(BlockKind::Heading(level), span);
            return at + 1;
        }
        let before = (at > 0).then(|| lines[at - 1]);
        let after = lines.get(at + 1);
        if !line.is_item() && lines::is_heading(line, before, after) {
            self.push(BlockKind::Heading(FLAT), line.trimmed());
            return at + 1;
        }
        self.prose(lines, at)
    }

    fn fence(&mut self, lines: &Lines<'_>, at: usize) -> Option<usize> {
        let mark = lines[at].text.trim_start();
        let fence = ["```", "~~~"]
            .into_iter()
            .find(|fence| mark.starts_with(fence))?;
        let end =
            (at + 1..lines.len()).find(|&next| lines[next].text.trim_start().starts_with(fence))?;
        let language = mark
            .trim_start_matches(['`', '~'])
            .split(' ')
            .next()
            .unwrap_or_default();
        if end > at + 1 {
            let span = Span::new(lines[at + 1].span.start, lines[end - 1].span.end);
            self.push(BlockKind::Code(language.to_ascii_lowercase()), span);
        }
        Some(end + 1)
    }

    /// Adds lines of JSON; what is glued to their end is a line of its own.
    fn json(&mut self, span: Span, rest: &snippet::Rest) -> usize {
        self.in_code = false;
        let text = Rich::slice(self.page, span);
        self.blocks.push(Block {
            kind: BlockKind::Code("json".to_owned()),
            text,
        });
        if let Some(glued) = rest.glued {
            let line = Line::new(self.page, glued);
            let kind = if lines::is_heading(line, None, None) {
                BlockKind::Heading(FLAT)
            } else {
                BlockKind::Paragraph
            };
            self.push(kind, line.trimmed());
        }
        rest.next
    }

    /// A table that a row of dashes gives away.
    fn table(&mut self, lines: &Lines<'_>, at: usize) -> Option<usize> {
        let header = lines[at];
        let dashes = lines.after_blanks(at)?;
        if !header.text.contains('|')
            || pipes::is_delimiter(header.text)
            || !pipes::is_delimiter(lines[dashes].text)
        {
            return None;
        }
        let names = pipes::cells(header.text);
        let mut table = Table {
            header: names
                .iter()
                .map(|cell| self.cell(header, cell.clone()))
                .collect(),
            rows: Vec::new(),
        };
        let mut next = dashes + 1;
        while let Some(row) = lines.at_or_after_blanks(next, 1) {
            let line = lines[row];
            let starts_another = lines
                .after_blanks(row)
                .is_some_and(|after| pipes::is_delimiter(lines[after].text));
            if !line.text.contains('|') || pipes::is_delimiter(line.text) || starts_another {
                break;
            }
            // Behind blank lines, only a row that fits belongs to the table.
            let cells = pipes::cells(line.text);
            if row > next && cells.len() != names.len() {
                break;
            }
            let readings = pipes::readings(line.text, &cells, names.len());
            table.rows.push(Row {
                found: cells.len(),
                readings: readings
                    .into_iter()
                    .map(|reading| {
                        reading
                            .into_iter()
                            .map(|cell| self.cell(line, cell))
                            .collect()
                    })
                    .collect(),
                mended: cells.len() > names.len(),
            });
            next = row + 1;
        }
        self.blocks.push(Block {
            kind: BlockKind::Table(table),
            text: Rich::default(),
        });
        Some(next)
    }

    /// A table whose cells are glued to each other.
    fn flat(&mut self, lines: &Lines<'_>, at: usize) -> Option<usize> {
        let (table, next) = flat::table(self.page, lines, at)?;
        self.blocks.push(Block {
            kind: BlockKind::Table(table),
            text: Rich::default(),
        });
        Some(next)
    }

    /// Items and paragraphs: lines that were broken are joined, entries that were glued are split.
    fn prose(&mut self, lines: &Lines<'_>, at: usize) -> usize {
        let (text, next) = join::lines(self.page, lines, at);
        for (kind, part) in join::entries(&text, lines[at].is_item(), next > at + 1) {
            let text = text.part(part).trimmed();
            if !text.text().is_empty() {
                self.blocks.push(Block { kind, text });
            }
        }
        next
    }

    fn cell(&self, line: Line<'_>, cell: std::ops::Range<usize>) -> Rich {
        let start = line.span.start;
        inline(self.page, Span::new(start + cell.start, start + cell.end))
    }

    fn push(&mut self, kind: BlockKind, span: Span) {
        let text = match kind {
            BlockKind::Code(_) => Rich::slice(self.page, span),
            _ => inline(self.page, span).trimmed(),
        };
        if !text.text().is_empty() {
            self.blocks.push(Block { kind, text });
        }
    }
}
