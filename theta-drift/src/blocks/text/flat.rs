//! Tables whose cells lost what stood between them: `400Bad RequestInvalid body.`

use super::super::rich::{is_blank, trim};
use super::super::{Rich, Row, Table};
use super::inline;
use super::lines::Lines;
use crate::extract::columns::{Column, column};
use crate::extract::status;
use std::ops::Range;
use theta_spec::source::Span;

/// The table that begins at a line, and the line after it.
pub(super) fn table(page: &str, lines: &Lines<'_>, at: usize) -> Option<(Table, usize)> {
    let line = lines[at];
    let names = header(line.text);
    let columns: Vec<Column> = names
        .iter()
        .filter_map(|name| column(&line.text[name.clone()]))
        .collect();
    let start = line.span.start;
    let cell = |start: usize, cell: Range<usize>| {
        inline(page, Span::new(start + cell.start, start + cell.end))
    };
    let headed = names.len() >= 2 && columns.len() == names.len();
    let columns = if headed {
        status_first(columns)
    } else {
        vec![Column::Status, Column::Label, Column::Cause]
    };
    let mut rows = Vec::new();
    let mut next = at + usize::from(headed);
    while let Some(row) = lines.get(next) {
        let Some(cells) = split(row.text, &columns) else {
            break;
        };
        if !headed && status::phrase(&row.text[cells[1].clone()]).is_none() {
            break;
        }
        rows.push(Row {
            found: columns.len(),
            readings: vec![
                cells
                    .into_iter()
                    .map(|range| cell(row.span.start, range))
                    .collect(),
            ],
            mended: true,
        });
        next += 1;
    }
    if rows.is_empty() || !headed && rows.len() < 2 {
        return None;
    }
    let header = if headed {
        names.into_iter().map(|name| cell(start, name)).collect()
    } else {
        ["Status", "Label", "Cause"]
            .iter()
            .map(|name| {
                let mut rich = Rich::default();
                rich.gap(name);
                rich
            })
            .collect()
    };
    Some((Table { header, rows }, next))
}

/// A column of codes before one of meanings holds statuses.
fn status_first(mut columns: Vec<Column>) -> Vec<Column> {
    if columns[0] == Column::Label && !columns.contains(&Column::Status) {
        columns[0] = Column::Status;
    }
    columns
}

/// The names of a header, cut where a small letter meets a capital.
fn header(line: &str) -> Vec<Range<usize>> {
    let all = trim(line, 0..line.len());
    if all.len() > 120 || line.contains('|') {
        return Vec::new();
    }
    let mut names = Vec::new();
    let mut start = all.start;
    let mut before = ' ';
    for (at, c) in line[all.clone()].char_indices() {
        let at = all.start + at;
        if c.is_uppercase() && (before.is_lowercase() || matches!(before, '?' | ')')) {
            names.push(start..at);
            start = at;
        }
        before = c;
    }
    names.push(start..all.end);
    names
}

/// The cells of a row, in as many pieces as there are columns.
fn split(line: &str, columns: &[Column]) -> Option<Vec<Range<usize>>> {
    let all = trim(line, 0..line.len());
    let mut cells = Vec::with_capacity(columns.len());
    let mut start = all.start;
    for (index, column) in columns.iter().enumerate() {
        let rest = &line[start..all.end];
        let next = columns.get(index + 1);
        let length = match (column, next) {
            (_, None) => rest.len(),
            (Column::Status, Some(_)) => statuses(rest)?,
            (_, Some(Column::Status)) => before_status(rest)?,
            (_, Some(Column::Type)) => before_type(rest)?,
            (Column::Type, Some(_)) => type_word(rest)?,
            (Column::Method, Some(_)) => method(rest)?,
            (Column::Path, Some(_)) => path(rest)?,
            (_, Some(Column::Rpm)) => before_number(rest)?,
            (Column::Label | Column::Cause, Some(_)) => status::phrase(rest)
                .or_else(|| shouted(rest))
                .or_else(|| seam(rest))?,
            _ => seam(rest)?,
        };
        cells.push(trim(line, start..start + length));
        let after = &line[start + length..all.end];
        start = all.end - after.trim_start_matches(is_blank).len();
    }
    let filled = cells.iter().all(|cell| !cell.is_empty());
    filled.then_some(cells)
}

/// The length of the statuses at the beginning: `400`, `500, 502, 503`.
fn statuses(text: &str) -> Option<usize> {
    let mut end = status::leading(text)?.1;
    while let Some(more) = text[end..]
        .strip_prefix(", ")
        .or_else(|| text[end..].strip_prefix("/"))
    {
        let Some((_, length)) = status::leading(more) else {
            break;
        };
        end = text.len() - more.len() + length;
    }
    Some(end)
}

/// The length of the text up to statuses that are glued to it on both sides.
fn before_status(text: &str) -> Option<usize> {
    let mut before: Option<char> = None;
    for (at, c) in text.char_indices() {
        if c.is_ascii_digit()
            && before.is_some_and(|b| !b.is_ascii_digit() && !is_blank(b) && b != ',')
        {
            let rest = &text[at..];
            if statuses(rest)
                .is_some_and(|length| !rest[length..].starts_with(|c: char| c.is_ascii_digit()))
            {
                return Some(at);
            }
        }
        before = Some(c);
    }
    None
}

/// Names of types as tables print them.
const TYPES: &[&str] = &[
    "string",
    "number",
    "integer",
    "int",
    "float",
    "boolean",
    "bool",
    "object",
    "array",
    "binary",
    "file",
    "enum",
    "string[]",
    "list",
    "map",
    "JSON string",
];

/// The length of the type at the beginning, when a capital or nothing follows.
fn type_word(text: &str) -> Option<usize> {
    TYPES
        .iter()
        .filter(|word| text.starts_with(**word))
        .map(|word| word.len())
        .filter(|&length| text[length..].chars().next().is_none_or(char::is_uppercase))
        .max()
}

/// The length of the name before a type.
fn before_type(text: &str) -> Option<usize> {
    text.char_indices()
        .skip(1)
        .take_while(|(_, c)| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.' | 'J'))
        .map(|(at, _)| at)
        .find(|&at| type_word(&text[at..]).is_some())
}

fn method(text: &str) -> Option<usize> {
    theta_spec::contract::Method::ALL
        .iter()
        .map(|(_, method)| method.as_str())
        .find(|word| text.starts_with(word) && text[word.len()..].starts_with('/'))
        .map(str::len)
}

fn path(text: &str) -> Option<usize> {
    let length = text
        .bytes()
        .take_while(|b| {
            b.is_ascii_lowercase()
                || b.is_ascii_digit()
                || matches!(b, b'/' | b'-' | b'_' | b'{' | b'}' | b'.')
        })
        .count();
    (length > 1 && text.starts_with('/')).then_some(length)
}

fn before_number(text: &str) -> Option<usize> {
    let at = text
        .find(|c: char| c.is_ascii_digit())
        .or_else(|| text.find("Unlimited"))?;
    (at > 0).then_some(at)
}

/// The length of a word in capitals that a word with one capital follows.
fn shouted(text: &str) -> Option<usize> {
    let length = text
        .bytes()
        .take_while(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || *b == b'_')
        .count();
    // The last capital belongs to what follows.
    (length > 3 && text[length..].starts_with(char::is_lowercase)).then(|| length - 1)
}

/// The length up to the first place where a small letter meets a capital.
fn seam(text: &str) -> Option<usize> {
    let mut before = ' ';
    text.char_indices().find_map(|(at, c)| {
        let found =
            c.is_uppercase() && (before.is_lowercase() || matches!(before, '.' | ')' | '?'));
        before = c;
        (found && at > 0).then_some(at)
    })
}
