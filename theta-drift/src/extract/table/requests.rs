//! Rows about endpoints, parts of requests and fields of bodies.

use super::Cells;
use crate::extract::columns::Column;
use crate::extract::{Reader, paths};
use crate::{Scope, Statement, Surety};
use std::ops::Range;
use theta_spec::contract::Pointer;

/// Reads a row about an endpoint.
pub(super) fn endpoints(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    let method = cells
        .get(Column::Method)
        .and_then(|cell| paths::method(cell.text()).map(|method| (method, cell)));
    for cell in cells.all(Column::Path).chain(cells.all(Column::Request)) {
        for found in paths::find(cell.text()) {
            let path = paths::own_path(reader, cell.text(), &found);
            let Some(method) = found.method.or(method.map(|(method, _)| method)) else {
                continue;
            };
            let mut span = cell.span(found.all.clone());
            if found.method.is_none()
                && let Some(cell) = cells.get(Column::Method)
            {
                span.start = span.start.min(cell.whole().start);
            }
            reader.add(
                Statement::Endpoint { method, path },
                span,
                scope,
                Surety::Plain,
            );
        }
    }
    for column in [Column::Purpose, Column::Notes] {
        for cell in cells.all(column) {
            reader.add(
                Statement::Purpose(cell.text().to_owned()),
                cell.whole(),
                scope,
                Surety::Plain,
            );
        }
    }
    billed(reader, cells, scope);
    for cell in cells.all(Column::Name) {
        reader.made_of(cell.whole());
    }
}

fn billed(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    for cell in cells.all(Column::Billed) {
        if cell.text().trim() != "not documented" {
            reader.add(
                Statement::Billed(cell.text().to_owned()),
                cell.whole(),
                scope,
                Surety::Plain,
            );
        }
    }
}

/// What a cell says of whether something must be there.
pub(super) fn needed(text: &str) -> Option<bool> {
    let lower = text.trim().to_lowercase();
    let begins = |word: &str| {
        lower
            .strip_prefix(word)
            .is_some_and(|rest| !rest.starts_with(|c: char| c.is_alphanumeric()))
    };
    if begins("required") || matches!(lower.as_str(), "yes" | "true" | "✓" | "✅") {
        Some(true)
    } else if begins("optional")
        || begins("not required")
        || matches!(lower.as_str(), "no" | "false" | "✗" | "❌")
    {
        Some(false)
    } else {
        None
    }
}

pub(super) fn parts(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    let stated = cells
        .get(Column::Required)
        .and_then(|cell| needed(cell.text()));
    let said = cells
        .all(Column::Notes)
        .chain(cells.all(Column::Type))
        .find_map(|cell| said_needed(cell.text()));
    for column in [Column::Part, Column::Field, Column::Name] {
        for cell in cells.all(column) {
            let all = cell.text();
            let Some(range) = cell.code().next().or_else(|| words(all).into_iter().next()) else {
                continue;
            };
            let name = all[range.clone()].trim();
            let marked = all[range.end..]
                .trim_start()
                .starts_with('*')
                .then_some(true);
            let inline = all[range.end..].to_lowercase();
            let beside = inline
                .contains("required")
                .then(|| !inline.contains("not required"))
                .or(inline.contains("optional").then_some(false));
            reader.add(
                Statement::Part {
                    name: name.to_owned(),
                    required: stated.or(said).or(beside).or(marked),
                },
                cell.span(range),
                scope,
                Surety::Plain,
            );
        }
    }
}

/// `Required. Contains …`, `Optional STT options`, `JSON string, optional`.
fn said_needed(text: &str) -> Option<bool> {
    if let Some(needed) = needed(text).filter(|_| text.len() > 5) {
        return Some(needed);
    }
    let lower = text.to_lowercase();
    [
        (", optional", false),
        ("(optional)", false),
        (", required", true),
        ("(required)", true),
    ]
    .iter()
    .find(|(word, _)| lower.contains(word))
    .map(|(_, needed)| *needed)
}

pub(super) fn body(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    for column in [Column::Field, Column::Name, Column::Part] {
        for cell in cells.all(column) {
            if let Some(range) = words(cell.text()).into_iter().next() {
                let name = &cell.text()[range.clone()];
                let pointer = Pointer {
                    tokens: name.split('.').map(str::to_owned).collect(),
                };
                reader.add(
                    Statement::BodyField { pointer },
                    cell.span(range),
                    scope,
                    Surety::Plain,
                );
            }
        }
    }
}

/// The words of a cell that can be names.
pub(super) fn words(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_alphanumeric() || matches!(c, '_' | '-' | '.' | '[' | ']' | '$');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let end = from + text[from..at].trim_end_matches('.').len();
                if end > from {
                    found.push(from..end);
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}
