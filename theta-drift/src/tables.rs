//! Tables of pages that are written line by line.

use super::block::Kind;
use super::builder::{Builder, place};
use super::inline::inline;
use super::line::{line_at, next_line};
use super::rich::Rich;
use std::ops::Range;

/// Reads a table that begins at a line, after what `before` adds; the byte after it.
pub(super) fn read<'p>(
    builder: &mut Builder<'p>,
    line: &Range<usize>,
    text: &str,
    is_text: bool,
    before: impl FnOnce(&mut Builder<'p>),
) -> Option<usize> {
    let page = builder.page;
    let form = form(page, line, text, is_text)?;
    before(builder);
    let mut table = Rows::new(builder);
    let lines = Lines {
        page,
        next: Some(line.clone()),
    };
    Some(match form {
        Form::Pipes => pipes(&mut table, lines),
        Form::Loose(mark) => loose(&mut table, lines, mark),
        Form::Grid => grid(&mut table, lines),
        Form::Columns => columns(&mut table, lines),
        Form::List => list(&mut table, lines),
        Form::Fence => fence(&mut table, lines),
    })
}

/// The forms of tables.
enum Form {
    /// `| a | b |` with a line of hyphens below the header.
    Pipes,
    /// Cells between tabs or pipes, one row a line, in text that was taken out of a page.
    Loose(char),
    /// `+---+---+` (`reStructuredText`).
    Grid,
    /// `==== ====` (`reStructuredText`).
    Columns,
    /// `* - a` (`reStructuredText`).
    List,
    /// `|===` (`AsciiDoc`).
    Fence,
}

fn form(page: &str, line: &Range<usize>, text: &str, is_text: bool) -> Option<Form> {
    let next = next_line(page, line).map_or("", |next| page[next].trim());
    let next = next.trim_start_matches(['>', ' ']);
    let all = |text: &str, of: &str| text.chars().all(|c| of.contains(c));
    if text.starts_with("|===") {
        Some(Form::Fence)
    } else if text.starts_with("+-") && text.ends_with('+') && all(text, "+-=") {
        Some(Form::Grid)
    } else if text.starts_with("==") && text.contains(" =") && all(text, "= ") {
        Some(Form::Columns)
    } else if text.starts_with("* - ") && next.starts_with("- ") {
        Some(Form::List)
    } else if text.contains('|') && is_delimiter(next) {
        Some(Form::Pipes)
    } else if is_text && text.contains('\t') {
        Some(Form::Loose('\t'))
    } else if is_text && text.matches('|').count() > 1 && !all(text, "|-: ") {
        Some(Form::Loose('|'))
    } else {
        None
    }
}

/// Whether a line stands between the header of a table and its rows.
fn is_delimiter(line: &str) -> bool {
    line.contains('|')
        && line.contains('-')
        && line
            .chars()
            .all(|c| matches!(c, '|' | '-' | ':' | ' ' | '\t'))
}

struct Lines<'p> {
    page: &'p str,
    next: Option<Range<usize>>,
}

impl<'p> Lines<'p> {
    /// The next line without blanks around it and marks of a quotation before it.
    fn peek(&self) -> Option<(Range<usize>, &'p str)> {
        let whole = self.next.clone()?;
        let mut text = self.page[whole.clone()].trim_start();
        while let Some(inner) = text.strip_prefix('>') {
            text = inner.trim_start();
        }
        let start = whole.end - text.len();
        Some((start..start + text.trim_end().len(), text.trim_end()))
    }

    /// The next line as it is written.
    fn raw(&self) -> &'p str {
        self.next.clone().map_or("", |line| &self.page[line])
    }

    fn step(&mut self) {
        self.next = self
            .next
            .as_ref()
            .and_then(|line| next_line(self.page, line));
    }

    fn end(&self) -> usize {
        self.next
            .as_ref()
            .map_or(self.page.len(), |line| line.start)
    }
}

/// Puts rows into a table.
struct Rows<'b, 'p> {
    builder: &'b mut Builder<'p>,
    table: u32,
    row: u32,
}

impl<'b, 'p> Rows<'b, 'p> {
    fn new(builder: &'b mut Builder<'p>) -> Self {
        let table = builder.table();
        Self {
            builder,
            table,
            row: 0,
        }
    }

    fn header(&mut self, cells: Vec<(Range<usize>, Rich)>) {
        let record = self.builder.record();
        for (column, (bytes, text)) in cells.into_iter().enumerate() {
            let header = &mut self.builder.tables[self.table as usize].header;
            header.push(text.shown().into());
            let kind = Kind::Header {
                table: self.table,
                column: place(column),
            };
            self.builder.add_to(record, &kind, bytes, text);
        }
    }

    fn row(&mut self, cells: Vec<(Range<usize>, Rich)>) {
        let record = self.builder.record();
        for (column, (bytes, text)) in cells.into_iter().enumerate() {
            let kind = Kind::Cell {
                table: self.table,
                row: self.row,
                column: place(column),
            };
            self.builder.add_to(record, &kind, bytes, text);
        }
        self.row += 1;
    }

    fn any(&mut self, first: bool, cells: Vec<(Range<usize>, Rich)>) {
        if first {
            self.header(cells);
        } else {
            self.row(cells);
        }
    }
}

/// The cells of a line between marks.
fn cells(page: &str, line: &Range<usize>, mark: char) -> Vec<(Range<usize>, Rich)> {
    let text = &page[line.clone()];
    let inner = text
        .strip_prefix(mark)
        .filter(|_| mark == '|')
        .unwrap_or(text);
    let start = line.end - inner.len();
    let ends = mark == '|' && inner.ends_with('|') && !inner.ends_with("\\|");
    let inner = if ends {
        &inner[..inner.len() - 1]
    } else {
        inner
    };
    let mut cells = Vec::new();
    let mut from = 0;
    let mut escaped = false;
    for (at, c) in inner.char_indices().chain([(inner.len(), mark)]) {
        if (c == mark && !escaped) || at == inner.len() {
            cells.push((start + from..start + at, inline(&inner[from..at])));
            from = at + c.len_utf8();
        }
        escaped = c == '\\' && !escaped;
    }
    cells
}

fn pipes(table: &mut Rows<'_, '_>, mut lines: Lines<'_>) -> usize {
    let mut first = true;
    while let Some((line, text)) = lines.peek() {
        if !text.contains('|') || text.starts_with("</") {
            break;
        }
        if !is_delimiter(text) || !first && table.row > 0 {
            table.any(first, cells(lines.page, &line, '|'));
            first = false;
        }
        lines.step();
    }
    lines.end()
}

fn loose(table: &mut Rows<'_, '_>, mut lines: Lines<'_>, mark: char) -> usize {
    let mut width = 0;
    while let Some((line, text)) = lines.peek() {
        let found = text.matches(mark).count();
        if found == 0 || mark == '|' && found < 2 {
            break;
        }
        if !is_delimiter(text) {
            let cells = cells(lines.page, &line, mark);
            let first = width == 0;
            width = cells.len();
            table.any(first, cells);
        }
        lines.step();
    }
    lines.end()
}

/// Cells that go over several lines: all but the first line of a row belong to its last cell.
fn folded(page: &str, rows: &[Vec<Range<usize>>]) -> Vec<(Range<usize>, Rich)> {
    let Some(first) = rows.first() else {
        return Vec::new();
    };
    let end = rows
        .iter()
        .flatten()
        .map(|bytes| bytes.end)
        .max()
        .unwrap_or_default();
    let last = first.len().saturating_sub(1);
    let cells = first.iter().enumerate().map(|(column, bytes)| {
        let parts = rows.iter().filter_map(|row| row.get(column));
        let text: Vec<&str> = parts.map(|bytes| page[bytes.clone()].trim()).collect();
        let until = if column == last { end } else { bytes.end };
        (bytes.start..until, inline(&text.join(" ")))
    });
    cells.collect()
}

fn grid(table: &mut Rows<'_, '_>, mut lines: Lines<'_>) -> usize {
    let mut first = true;
    let mut rows = Vec::new();
    while let Some((line, text)) = lines.peek() {
        if text.starts_with('|') {
            let cells = cells(lines.page, &line, '|');
            rows.push(cells.into_iter().map(|(bytes, _)| bytes).collect());
        } else if text.starts_with('+') {
            if !rows.is_empty() {
                table.any(first, folded(lines.page, &std::mem::take(&mut rows)));
                first = false;
            }
        } else {
            break;
        }
        lines.step();
    }
    if !rows.is_empty() {
        table.row(folded(lines.page, &rows));
    }
    lines.end()
}

fn columns(table: &mut Rows<'_, '_>, mut lines: Lines<'_>) -> usize {
    let ruler = lines.raw();
    let mut cuts: Vec<usize> = Vec::new();
    let mut before = ' ';
    for (at, c) in ruler.char_indices() {
        if c == '=' && before == ' ' {
            cuts.push(at);
        }
        before = c;
    }
    lines.step();
    let mut first = true;
    let mut rows: Vec<Vec<Range<usize>>> = Vec::new();
    while let Some((line, text)) = lines.peek() {
        let is_ruler = text.starts_with("==");
        if text.is_empty() {
            lines.step();
            break;
        }
        let start = line.end - lines.raw().trim_end().len();
        let begins = lines.page[start..].starts_with(|c: char| !c.is_whitespace());
        if (is_ruler || begins || first) && !rows.is_empty() {
            table.any(first, folded(lines.page, &std::mem::take(&mut rows)));
            first = false;
        }
        if !is_ruler {
            let bound = |at: usize| {
                let mut at = (start + at).min(line.end);
                while !lines.page.is_char_boundary(at) {
                    at += 1;
                }
                at
            };
            let ends = cuts.iter().skip(1).map(|at| bound(*at)).chain([line.end]);
            rows.push(
                cuts.iter()
                    .zip(ends)
                    .map(|(from, to)| bound(*from)..to.max(bound(*from)))
                    .collect(),
            );
        }
        lines.step();
    }
    if !rows.is_empty() {
        table.row(folded(lines.page, &rows));
    }
    lines.end()
}

fn list(table: &mut Rows<'_, '_>, mut lines: Lines<'_>) -> usize {
    let mut first = true;
    let mut row: Vec<Range<usize>> = Vec::new();
    let finish = |table: &mut Rows<'_, '_>, row: Vec<Range<usize>>, first: &mut bool| {
        if !row.is_empty() {
            let page = table.builder.page;
            let cells = row
                .into_iter()
                .map(|bytes| (bytes.clone(), inline(&page[bytes])));
            table.any(*first, cells.collect());
            *first = false;
        }
    };
    while let Some((line, text)) = lines.peek() {
        let begins = text.strip_prefix("* - ").or(text.strip_prefix("* -"));
        let goes_on = text.strip_prefix("- ").or(text.strip_prefix('-'));
        match (begins, goes_on) {
            (Some(cell), _) => {
                finish(table, std::mem::take(&mut row), &mut first);
                row.push(line.end - cell.len()..line.end);
            }
            (None, Some(cell)) if lines.raw().starts_with(' ') => {
                row.push(line.end - cell.len()..line.end);
            }
            _ if text.is_empty() => {
                // Cells may have blank lines between them; a table ends where the next line stands at the margin.
                let after = next_line(lines.page, &line_at(lines.page, line.start));
                if !after.is_some_and(|next| lines.page[next].starts_with(' ')) {
                    break;
                }
            }
            _ if lines.raw().starts_with(' ') => {
                if let Some(last) = row.last_mut() {
                    last.end = line.end;
                }
            }
            _ => break,
        }
        lines.step();
    }
    finish(table, row, &mut first);
    lines.end()
}

fn fence(table: &mut Rows<'_, '_>, mut lines: Lines<'_>) -> usize {
    let before = lines.page[..lines.end()].trim_end();
    let attributes = before
        .lines()
        .next_back()
        .filter(|line| line.starts_with('['))
        .unwrap_or_default();
    let mut width = attributes.split_once("cols=").map_or(0, |(_, cols)| {
        let cols = cols.trim_start_matches('"');
        let cols = &cols[..cols.find(['"', ']']).unwrap_or(cols.len())];
        let times = cols
            .split_once('*')
            .and_then(|(times, _)| times.parse().ok());
        times.unwrap_or_else(|| cols.split(',').count())
    });
    lines.step();
    let mut first = true;
    let mut row: Vec<Range<usize>> = Vec::new();
    while let Some((line, text)) = lines.peek() {
        lines.step();
        if text.starts_with("|===") {
            break;
        }
        let found = cells(lines.page, &line, '|');
        if !text.starts_with('|') {
            // The cell goes on.
            if let Some(last) = row.last_mut().filter(|_| !text.is_empty()) {
                last.end = line.end;
            }
            continue;
        }
        if width == 0 {
            width = found.len();
        }
        for (bytes, _) in found {
            if row.len() == width {
                let cells = folded(lines.page, &[std::mem::take(&mut row)]);
                table.any(first, cells);
                first = false;
            }
            row.push(bytes);
        }
    }
    if !row.is_empty() {
        table.any(first, folded(lines.page, &[row]));
    }
    lines.end()
}
