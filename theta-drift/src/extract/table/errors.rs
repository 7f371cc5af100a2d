//! Rows about errors.

use super::Cells;
use super::is_empty;
use super::requests::words;
use crate::blocks::trim;
use crate::extract::columns::Column;
use crate::extract::{Reader, entry, json, retry, status};
use crate::{Role, Scope, Statement, Surety, Wording};
use std::ops::Range;
use theta_spec::contract::Status;

/// Reads a row about an error.
pub(super) fn read(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    let label = cells.get(Column::Label);
    let meaning = cells.get(Column::Cause);
    if let Some(cell) = cells.get(Column::Status) {
        let found = status::of_cell(cell.text());
        for (status, range) in &found {
            let behind = cell.text()[range.end..].trim_start();
            let own = status::phrase_of(*status, behind).map(|length| behind[..length].to_owned());
            let named = label
                .filter(|label| found.len() == 1 && label.text().len() <= 80)
                .map(|label| label.text().to_owned())
                .or(own)
                .or_else(|| {
                    meaning.and_then(|cell| {
                        leading_name(*status, cell.text())
                            .map(|range| cell.text()[range].to_owned())
                    })
                });
            let of = Scope {
                status: vec![*status],
                ..scope.clone()
            };
            reader.add(
                Statement::Status {
                    status: *status,
                    label: named.unwrap_or_default(),
                },
                cell.span(range.clone()),
                &of,
                Surety::Plain,
            );
        }
    }
    if let Some(label) = label {
        let name = label.text();
        let listed = cells.get(Column::Status).is_some();
        let styled =
            label.code().any(|code| code == (0..name.len())) && reader.vocabulary.has_codes();
        if (styled || entry::is_identifier(name))
            && !(listed && status::phrase(name) == Some(name.len()))
        {
            entry::code_or_alias(reader, label, 0..name.len(), scope, Surety::Plain);
        }
    }
    for cell in cells.all(Column::Detail) {
        let whole = 0..cell.text().len();
        let shown = json::inline(cell.text());
        for range in &shown {
            json::bodies(reader, cell, range.clone(), scope);
        }
        if !entry::replies(reader, cell, whole.clone(), scope, Surety::Plain)
            && shown.is_empty()
            && reads_as_text(cell.text())
        {
            let wording = Wording::read(cell, whole.clone());
            reader.add(
                Statement::Text {
                    role: Role::Message,
                    wording,
                },
                cell.whole(),
                scope,
                Surety::Guessed,
            );
        }
    }
    names(reader, cells, scope);
    causes(reader, cells, scope);
}

/// Cells in the place of a text that are none.
const NO_TEXTS: &[&str] = &["any other reply", "none", "varies", "not documented", "any"];

fn reads_as_text(cell: &str) -> bool {
    !is_empty(cell) && !NO_TEXTS.contains(&cell.trim().to_lowercase().as_str()) && cell.len() <= 300
}

/// Adds the names that a row gives its error.
fn names(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    for cell in cells.all(Column::Name) {
        let all = cell.text();
        for range in words(all) {
            if !entry::is_identifier(&all[range.clone()]) {
                continue;
            }
            let known = reader.vocabulary.errors.contains(&all[range.clone()]);
            if known || cells.get(Column::Detail).is_some() {
                let alias = Statement::Alias(all[range.clone()].to_owned());
                reader.add(alias, cell.span(range), scope, Surety::Plain);
            } else {
                entry::code_or_alias(reader, cell, range, scope, Surety::Plain);
            }
        }
    }
}

fn causes(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    for cell in cells.all(Column::Cause) {
        let all = cell.text();
        let named = scope
            .status
            .first()
            .and_then(|status| leading_name(*status, all));
        let start = named.map_or(0, |range| {
            let after = &all[range.end..];
            let said = after.trim_start_matches([' ', '—', '–', '-', ':']);
            if said.len() == after.len() && !after.is_empty() {
                0
            } else {
                all.len() - said.len()
            }
        });
        let range = trim(all, start..all.len());
        if !range.is_empty() {
            reader.add(
                Statement::Cause(all[range.clone()].to_owned()),
                cell.span(range),
                scope,
                Surety::Plain,
            );
        }
    }
    for cell in cells.all(Column::Fix) {
        reader.add(
            Statement::Fix(cell.text().to_owned()),
            cell.whole(),
            scope,
            Surety::Plain,
        );
    }
    for cell in cells.all(Column::Retry) {
        if let Some(retried) = retry::cell(cell.text()) {
            reader.add(
                Statement::Retry(retried),
                cell.whole(),
                scope,
                Surety::Plain,
            );
        }
    }
}

/// The name with which a meaning begins: `PAYMENT_REQUIRED — out of credits`, `Bad request (malformed JSON)`.
fn leading_name(of: Status, text: &str) -> Option<Range<usize>> {
    if let Some(length) = status::phrase_of(of, text) {
        return Some(0..length);
    }
    let end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(text.len());
    let shouted =
        text[..end].contains('_') && !text[..end].bytes().any(|byte| byte.is_ascii_lowercase());
    shouted.then_some(0..end)
}
