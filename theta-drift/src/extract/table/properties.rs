//! Rows about plans, limits and other properties.

use super::Cells;
use super::requests::words;
use crate::blocks::Rich;
use crate::extract::columns::{Column, column};
use crate::extract::{Reader, limits, retry, transport};
use crate::{Bound, Quantity, Scope, Statement, Surety};
use std::ops::Range;

/// Reads a row about a plan.
pub(super) fn plans(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    let Some(plan) = cells.get(Column::Plan) else {
        return;
    };
    let Some(value) = cells
        .get(Column::Rpm)
        .or_else(|| cells.get(Column::Value))
        .or_else(|| cells.get(Column::Other))
    else {
        return;
    };
    let digits: String = value
        .text()
        .chars()
        .skip_while(|c| !c.is_ascii_digit())
        .take_while(|c| c.is_ascii_digit() || *c == ',')
        .filter(char::is_ascii_digit)
        .collect();
    let lower = value.text().to_lowercase();
    let unlimited = ["unlimited", "no limit", "custom", "∞"]
        .iter()
        .any(|word| lower.contains(word));
    let rpm = digits.parse::<u32>().ok();
    if rpm.is_none() && !unlimited {
        return;
    }
    let mut span = plan.whole();
    span.end = span.end.max(value.whole().end);
    let name = plan.text().trim().trim_end_matches('*').to_owned();
    reader.add(Statement::Plan { name, rpm }, span, scope, Surety::Plain);
}

/// One property a row: its name, its value, perhaps further words.
pub(super) fn read(reader: &mut Reader<'_>, cells: &Cells<'_>, scope: &Scope) {
    let Some(name) = cells.cells.first() else {
        return;
    };
    let label = name.text().trim().to_lowercase();
    let value = cells.get(Column::Value).or_else(|| cells.cells.get(1));
    let Some(value) = value else { return };
    let text = value.text();
    if transport::is_base(&label) {
        transport::base_url(reader, value, scope, Surety::Plain);
        return;
    }
    if label.contains("request id") || label.contains("request-id") {
        for range in words(text) {
            if text[range.clone()].contains('-') {
                let name = text[range.clone()].to_ascii_lowercase();
                reader.add(
                    Statement::RequestIdHeader(name),
                    value.span(range),
                    scope,
                    Surety::Plain,
                );
            }
        }
        return;
    }
    match column(&label) {
        Some(Column::Billed) if text.trim() != "not documented" => {
            reader.add(
                Statement::Billed(text.to_owned()),
                value.whole(),
                scope,
                Surety::Plain,
            );
        }
        Some(Column::Cause) => reader.add(
            Statement::Cause(text.to_owned()),
            value.whole(),
            scope,
            Surety::Plain,
        ),
        Some(Column::Fix) => reader.add(
            Statement::Fix(text.to_owned()),
            value.whole(),
            scope,
            Surety::Plain,
        ),
        Some(Column::Retry) => {
            if let Some(retried) = retry::cell(text) {
                reader.add(
                    Statement::Retry(retried),
                    value.whole(),
                    scope,
                    Surety::Plain,
                );
            }
        }
        Some(Column::Endpoints) => {
            let listed = reader.groups.listed(text, reader.vocabulary);
            if !listed.is_empty() {
                // What the section said before the row is said of them too.
                let entry = reader.entry;
                for fact in reader
                    .facts
                    .iter_mut()
                    .rev()
                    .take_while(|fact| fact.scope.entry == entry)
                {
                    fact.scope.endpoints.clone_from(&listed);
                }
                reader.narrow(Vec::new(), listed);
            }
        }
        Some(Column::Name) => {
            let names: Vec<Range<usize>> = value.code().collect();
            let names = if names.is_empty() { words(text) } else { names };
            for range in names {
                let alias = Statement::Alias(text[range.clone()].to_owned());
                reader.add(alias, value.span(range), scope, Surety::Plain);
            }
        }
        _ if label == "plans" || label == "plan" => {
            transport::plans(reader, value, 0..text.len(), scope, Surety::Plain);
        }
        _ => {
            limits::read(reader, value, Some(&label), scope, Surety::Plain);
            bare_number(reader, &label, value, scope);
        }
    }
}

/// A number alone whose unit is in the name of its row: `Timeout (s) | 60`, `Max characters | 2000`.
fn bare_number(reader: &mut Reader<'_>, label: &str, value: &Rich, scope: &Scope) {
    let text = value.text().trim();
    if text.is_empty()
        || !text
            .bytes()
            .all(|byte| byte.is_ascii_digit() || byte == b',')
    {
        return;
    }
    let Ok(number) = text.replace(',', "").parse::<u64>() else {
        return;
    };
    let Some((of, factor)) = limits::of_label(label) else {
        return;
    };
    let Some(amount) = number.checked_mul(factor) else {
        return;
    };
    let quantity = Quantity {
        raw: text.to_owned(),
        amount,
        most: None,
    };
    let limit = Statement::Limit {
        of,
        quantity,
        bound: Bound::Max,
    };
    reader.add(limit, value.whole(), scope, Surety::Plain);
}
