//! Rows of pipe tables, as Markdown writes them and as scraping leaves them.

use super::rich::{is_blank, trim};
use std::ops::Range;

/// The most readings of one row that are kept.
const MAX_READINGS: usize = 8;

/// The longest row of which more than one reading is kept, in bytes.
const MAX_LINE: usize = 20_000;

/// Whether a line is the row of dashes under a header, its first or last pipe lost or not.
pub(crate) fn is_delimiter(line: &str) -> bool {
    let line = line.trim_matches(is_blank);
    let cells = line.trim_start_matches('|').trim_end_matches('|');
    line.contains('|')
        && line.contains('-')
        && cells.split('|').all(|cell| {
            let cell = cell.trim_matches(is_blank);
            let dashes = cell.trim_start_matches(':').trim_end_matches(':');
            !dashes.is_empty() && dashes.bytes().all(|byte| byte == b'-')
        })
}

/// How many rows of dashes a text has outside fenced code.
pub(crate) fn delimiter_rows(text: &str) -> usize {
    let mut fenced = false;
    let mut count = 0;
    for line in text.lines() {
        let start = line.trim_start();
        if start.starts_with("```") || start.starts_with("~~~") {
            fenced = !fenced;
        }
        count += usize::from(!fenced && is_delimiter(line));
    }
    count
}

/// The cells of a line, as ranges without blanks. Pipes at the ends, pipes behind a backslash and pipes inside a pair
/// of backticks separate nothing.
pub(crate) fn cells(line: &str) -> Vec<Range<usize>> {
    let body = trim(line, 0..line.len());
    let mut start = body.start + usize::from(line[body.clone()].starts_with('|'));
    let mut cells = Vec::new();
    let bytes = line.as_bytes();
    let mut at = start;
    while at < body.end {
        match bytes[at] {
            b'\\' => at += 1,
            b'`' => {
                if let Some(length) = bytes[at + 1..body.end].iter().position(|&b| b == b'`') {
                    at += length + 1;
                }
            }
            b'|' => {
                cells.push(trim(line, start..at));
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    if start < body.end || cells.is_empty() {
        cells.push(trim(line, start.min(body.end)..body.end));
    }
    cells
}

/// How many cells a Markdown parser sees in a line: only a backslash protects a pipe.
pub(crate) fn unescaped(line: &str) -> usize {
    let line = line.trim_matches(is_blank);
    let line = line.strip_prefix('|').unwrap_or(line);
    let line = match line.strip_suffix('|') {
        Some(inner) if !inner.ends_with('\\') => inner,
        _ => line,
    };
    let mut escaped = false;
    let mut cells = 1;
    for byte in line.bytes() {
        cells += usize::from(byte == b'|' && !escaped);
        escaped = byte == b'\\' && !escaped;
    }
    cells
}

/// The ways in which too many cells can be taken for fewer: each way joins neighbours. One way when they fit.
pub(crate) fn readings(
    line: &str,
    cells: &[Range<usize>],
    columns: usize,
) -> Vec<Vec<Range<usize>>> {
    if cells.len() <= columns || columns == 0 || line.len() > MAX_LINE {
        return vec![cells.to_vec()];
    }
    let excess = cells.len() - columns;
    let mut readings = Vec::new();
    for first in 0..columns.min(MAX_READINGS) {
        let mut joined: Vec<Range<usize>> = cells[..first].to_vec();
        joined.push(cells[first].start..cells[first + excess].end);
        joined.extend_from_slice(&cells[first + excess + 1..]);
        readings.push(joined);
    }
    // A text in quotes is whole: a reading that puts more into its cell is none.
    let whole: Vec<bool> = cells
        .iter()
        .map(|cell| is_quoted(&line[cell.clone()]))
        .collect();
    let fits: Vec<Vec<Range<usize>>> = readings
        .iter()
        .filter(|reading| {
            reading.iter().all(|cell| {
                cells
                    .iter()
                    .zip(&whole)
                    .all(|(one, whole)| !whole || !within(one, cell) || one == cell)
            })
        })
        .cloned()
        .collect();
    if fits.is_empty() { readings } else { fits }
}

fn within(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn is_quoted(cell: &str) -> bool {
    let mut chars = cell.chars();
    let (first, last) = (chars.next(), chars.next_back());
    matches!(first, Some('"' | '“' | '`')) && matches!(last, Some('"' | '”' | '`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(line: &str) -> Vec<&str> {
        cells(line).into_iter().map(|cell| &line[cell]).collect()
    }

    #[test]
    fn a_delimiter_row_may_have_lost_its_pipes() {
        for line in ["|---|---|", "---|---|", "| :-- | --: |", "-|-"] {
            assert!(is_delimiter(line), "{line}");
        }
        for line in ["---", "| a | --- |", "|", "", "| --- || --- |"] {
            assert!(!is_delimiter(line), "{line}");
        }
    }

    #[test]
    fn cells_stand_between_pipes() {
        for (line, expected) in [
            ("| a | b |", vec!["a", "b"]),
            ("a | b |", vec!["a", "b"]),
            ("a | b", vec!["a", "b"]),
            ("| a \\| b | c |", vec!["a \\| b", "c"]),
            ("| `a | b` | c |", vec!["`a | b`", "c"]),
            ("|  | b |", vec!["", "b"]),
            ("| a | |", vec!["a", ""]),
            ("", vec![""]),
        ] {
            assert_eq!(texts(line), expected, "{line}");
        }
    }

    #[test]
    fn too_many_cells_have_several_readings() {
        let line = "\"a\" | b | c | d";
        let found: Vec<Vec<&str>> = readings(line, &cells(line), 3)
            .into_iter()
            .map(|reading| reading.into_iter().map(|cell| &line[cell]).collect())
            .collect();
        assert_eq!(found, [["\"a\"", "b | c", "d"], ["\"a\"", "b", "c | d"]]);
    }
}
