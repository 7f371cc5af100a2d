//! Rows of tables.

mod errors;
mod properties;
mod requests;

use super::columns::{Column, column};
use super::{Reader, entry, paths, prose, sorted, status};
use crate::blocks::{Rich, Row, Table};
use crate::{Fact, Scope, Statement, Surety};
use theta_spec::contract::Status;
use theta_spec::source::Span;

/// What a table lists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Subject {
    /// Errors.
    Errors,
    /// Endpoints.
    Endpoints,
    /// Parts of requests.
    Parts,
    /// Fields of error bodies.
    Body,
    /// Plans.
    Plans,
    /// Limits and other properties, one a row.
    Properties,
    /// Something of which no kind of fact is known.
    Other,
}

/// The most columns of a table that is read.
const MAX_COLUMNS: usize = 64;

/// Reads a table.
pub(super) fn read(reader: &mut Reader<'_>, table: &Table) {
    if table.header.len() > MAX_COLUMNS {
        return;
    }
    let columns = columns(table);
    let subject = subject(reader, table, &columns);
    for row in &table.rows {
        self::row(reader, table, &columns, subject, row);
    }
}

/// What the columns hold, by their names and, where those leave it open, by their cells.
fn columns(table: &Table) -> Vec<Column> {
    let mut columns: Vec<Column> = table
        .header
        .iter()
        .map(|name| column(name.text()).unwrap_or(Column::Other))
        .collect();
    let cells = |index: usize| {
        table
            .rows
            .iter()
            .filter_map(move |row| row.readings.first()?.get(index))
            .map(|cell| cell.text().trim())
            .take(32)
    };
    let most = |index: usize, is: &dyn Fn(&str) -> bool| {
        let (all, fit) = cells(index).fold((0, 0), |(all, fit), cell| {
            (all + 1, fit + usize::from(is(cell)))
        });
        all > 0 && fit * 2 > all
    };
    let statuses =
        |cell: &str| status::leading(cell).is_some_and(|(_, length)| cell.len() <= length + 40);
    let unnamed: Vec<usize> = (0..columns.len())
        .filter(|&at| table.header[at].text().trim().is_empty())
        .collect();
    for (index, column) in columns.clone().into_iter().enumerate() {
        match column {
            // `Code` over numbers is a status, and `Meaning` beside it what it is called.
            Column::Label if most(index, &statuses) => columns[index] = Column::Status,
            Column::Status
                if !most(index, &statuses) && most(index, &|cell| entry::is_identifier(cell)) =>
            {
                columns[index] = Column::Label;
            }
            Column::Cause if most(index, &|cell| status::phrase(cell) == Some(cell.len())) => {
                columns[index] = Column::Label;
            }
            Column::Notes if columns.contains(&Column::Status) => columns[index] = Column::Cause,
            Column::Value if columns.contains(&Column::Plan) => columns[index] = Column::Rpm,
            Column::Path
                if most(index, &|cell| {
                    paths::find(cell)
                        .first()
                        .is_some_and(|found| found.method.is_some())
                }) =>
            {
                columns[index] = Column::Request;
            }
            Column::Endpoints
                if most(index, &|cell| {
                    paths::find(cell)
                        .first()
                        .is_some_and(|found| found.method.is_some())
                }) =>
            {
                columns[index] = Column::Request;
            }
            _ => {}
        }
    }
    if unnamed.len() == columns.len() && columns.len() == 2 {
        return vec![Column::Constraint, Column::Value];
    }
    for index in unnamed {
        columns[index] = if most(index, &|cell| requests::needed(cell).is_some()) {
            Column::Required
        } else {
            Column::Notes
        };
    }
    // A column that no name explains and that only statuses fill.
    if !columns.contains(&Column::Status) {
        let unexplained = |at: &usize| columns[*at] == Column::Other && most(*at, &statuses);
        if let Some(index) = (0..columns.len()).find(unexplained) {
            columns[index] = Column::Status;
        }
    }
    columns
}

/// Words about requests and about errors in titles and lead-ins, lower case.
const REQUEST_WORDS: &[&str] = &[
    "request",
    "parameter",
    "option",
    "fields of",
    "the body",
    "query",
    "form-data",
    "form field",
    "parts",
    "multipart",
    "argument",
];
const ERROR_WORDS: &[&str] = &["error", "fail", "response may include", "429", "4xx"];

fn subject(reader: &Reader<'_>, table: &Table, columns: &[Column]) -> Subject {
    let has = |column: Column| columns.contains(&column);
    let any = |words: &[&str], text: &str| words.iter().any(|word| text.contains(word));
    if has(Column::Plan) && has(Column::Rpm) {
        return Subject::Plans;
    }
    if has(Column::Status)
        || has(Column::Detail)
        || has(Column::Retry)
        || has(Column::Label) && has(Column::Cause)
    {
        return Subject::Errors;
    }
    if has(Column::Request) || has(Column::Path) {
        return Subject::Endpoints;
    }
    if has(Column::Part) {
        return Subject::Parts;
    }
    if has(Column::Field) || has(Column::Name) && (has(Column::Type) || has(Column::Required)) {
        let title = reader.section().to_lowercase();
        let lead = reader.lead.to_lowercase();
        let title_only = reader
            .sections
            .iter()
            .rev()
            .take(2)
            .map(|section| section.title.to_lowercase());
        let near: Vec<String> = title_only.chain([lead]).collect();
        if near.iter().any(|text| any(ERROR_WORDS, text)) && !any(&["request"], &title) {
            return Subject::Body;
        }
        if near.iter().any(|text| any(REQUEST_WORDS, text)) {
            return Subject::Parts;
        }
        return Subject::Other;
    }
    if has(Column::Plan) && table.header.len() == 2 {
        return Subject::Plans;
    }
    if has(Column::Name) && (has(Column::Cause) || has(Column::Fix)) {
        return Subject::Errors;
    }
    if has(Column::Constraint) || has(Column::Value) && table.header.len() <= 4 {
        return Subject::Properties;
    }
    Subject::Other
}

/// Reads a row in each way in which its cells fit the header. What all ways agree on is sure.
fn row(reader: &mut Reader<'_>, table: &Table, columns: &[Column], subject: Subject, row: &Row) {
    let own = reader.entry;
    // The rows of a table without a header say more of the section's subject.
    let properties = table.header.iter().all(|name| name.text().is_empty());
    if !properties {
        reader.entry = reader.next_entry();
    }
    let start = reader.facts.len();
    let mut ways: Vec<Vec<Fact>> = Vec::new();
    for reading in &row.readings {
        let cells = Cells {
            columns,
            cells: reading,
        };
        let sources = reader.sources.len();
        one(reader, &cells, subject);
        // Below, the facts of the first way get their old numbers, those of others may not.
        if !ways.is_empty() {
            reader.sources.truncate(sources);
        }
        ways.push(reader.facts.split_off(start));
    }
    let several = ways.len() > 1;
    let mut merged: Vec<Fact> = Vec::new();
    for (index, way) in ways.iter().enumerate() {
        for fact in way {
            let said =
                |other: &Fact| other.statement == fact.statement && other.place == fact.place;
            if ways[..index].iter().flatten().any(said) {
                continue;
            }
            let mut fact = fact.clone();
            let everywhere = ways
                .iter()
                .all(|way| way.iter().any(|other| other.statement == fact.statement));
            if several && !everywhere {
                fact.surety = Surety::Guessed;
            } else if row.mended {
                fact.surety = fact.surety.min(Surety::Mended);
            }
            merged.push(fact);
        }
    }
    reader.facts.extend(merged);
    reader.entry = own;
}

/// One reading of a row.
struct Cells<'a> {
    columns: &'a [Column],
    cells: &'a [Rich],
}

impl<'a> Cells<'a> {
    fn get(&self, column: Column) -> Option<&'a Rich> {
        self.all(column).next()
    }

    fn all(&self, column: Column) -> impl Iterator<Item = &'a Rich> {
        let cells = self.cells;
        self.columns
            .iter()
            .zip(cells)
            .filter(move |(of, cell)| **of == column && !is_empty(cell.text()))
            .map(|(_, cell)| cell)
    }
}

/// Whether a cell says nothing.
fn is_empty(text: &str) -> bool {
    matches!(text.trim(), "" | "-" | "—" | "–" | "n/a" | "N/A")
}

fn one(reader: &mut Reader<'_>, cells: &Cells<'_>, subject: Subject) {
    let (scope, named) = scope(reader, cells);
    let before = reader.facts.len();
    match subject {
        Subject::Errors => errors::read(reader, cells, &scope),
        Subject::Endpoints => requests::endpoints(reader, cells, &scope),
        Subject::Parts => requests::parts(reader, cells, &scope),
        Subject::Body => requests::body(reader, cells, &scope),
        Subject::Plans => properties::plans(reader, cells, &scope),
        Subject::Properties => properties::read(reader, cells, &scope),
        Subject::Other => {}
    }
    // The row's own column says better whether to try again than its sentences do.
    let stated = reader.facts[before..]
        .iter()
        .any(|fact| matches!(fact.statement, Statement::Retry(_)));
    let retry = subject == Subject::Errors && !stated;
    for (column, cell) in cells.columns.iter().zip(cells.cells) {
        rest(reader, *column, cell, subject, &scope, retry);
    }
    if reader.facts.len() > before {
        for span in named {
            reader.made_of(span);
        }
    }
}

/// What the row is said of: its own statuses and endpoints before those of the section. With the places that say so.
fn scope(reader: &Reader<'_>, cells: &Cells<'_>) -> (Scope, Vec<Span>) {
    let mut scope = reader.scope();
    if let Some(cell) = cells.get(Column::Status) {
        let found: Vec<Status> = status::of_cell(cell.text())
            .into_iter()
            .map(|(status, _)| status)
            .collect();
        if !found.is_empty() {
            scope.status = sorted(found);
        }
    }
    for column in [Column::Endpoints, Column::Path, Column::Request] {
        if let Some(cell) = cells.get(column) {
            let listed = reader.groups.listed(cell.text(), reader.vocabulary);
            if !listed.is_empty() {
                scope.endpoints = listed;
                return (scope, vec![cell.whole()]);
            }
        }
    }
    for (_, cell) in cells.columns.iter().zip(cells.cells).filter(|(column, _)| {
        matches!(
            column,
            Column::Cause | Column::Detail | Column::Part | Column::Field | Column::Name
        )
    }) {
        if let Some((hinted, remark)) = reader.groups.hinted(cell.text()) {
            scope.endpoints = hinted;
            return (scope, vec![cell.span(remark)]);
        }
    }
    (scope, Vec::new())
}

/// Reads what a cell holds besides what its column is for.
fn rest(
    reader: &mut Reader<'_>,
    column: Column,
    cell: &Rich,
    subject: Subject,
    scope: &Scope,
    retry: bool,
) {
    match column {
        Column::Cause
        | Column::Fix
        | Column::Notes
        | Column::Purpose
        | Column::Other
        | Column::Type
        | Column::Billed => {
            prose::cell(reader, cell, scope, retry);
        }
        Column::Value if subject == Subject::Properties => prose::cell(reader, cell, scope, false),
        _ => {}
    }
}
