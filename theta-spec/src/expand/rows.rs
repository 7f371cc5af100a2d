//! An error that lists codes or messages becomes a row for each of them.

use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{
    RawCode, RawCoded, RawContract, RawDetailed, RawError, RawEvidence, RawListed, RawSaid,
};
use crate::names;
use crate::source::{MAX_BYTES, Span, Spanned};
use std::collections::BTreeMap;

/// Most rows that lists make.
const MAX_ROWS: usize = 10_000;

/// Most bytes of what they share.
const MAX_SHARED: usize = 16 * MAX_BYTES;

/// Name of a list → names of its rows.
type Lists = BTreeMap<String, Vec<String>>;

pub(super) fn expand(raw: &mut RawContract, report: &mut Report) {
    if !raw.errors.iter().any(is_list) {
        return;
    }
    let mut lists = Lists::new();
    let mut rows = Vec::new();
    let mut left = (MAX_ROWS, MAX_SHARED);
    for error in std::mem::take(&mut raw.errors) {
        if !is_list(&error) {
            rows.push(error);
            continue;
        }
        let entries = error.codes.len() + error.details.len();
        let shared = entries.saturating_mul(said(&error));
        let (Some(rows_left), Some(bytes_left)) =
            (left.0.checked_sub(entries), left.1.checked_sub(shared))
        else {
            report.error(
                "T0006",
                error.name.span,
                format!(
                    "more than {MAX_ROWS} rows in lists, or {MAX_SHARED} bytes that they share"
                ),
                "make several contracts of it, or say less in what the rows share",
            );
            continue;
        };
        left = (rows_left, bytes_left);
        let name = error.name.value.clone();
        let listed = several(error, report);
        let names = listed.iter().map(|row| row.name.value.clone());
        lists.insert(name, names.collect());
        rows.extend(listed);
    }
    rows.sort_by(|a, b| a.name.value.cmp(&b.name.value));
    raw.errors = distinct(rows, report);
    for row in &mut raw.errors {
        name_rows(row, &lists);
    }
}

fn is_list(row: &RawError) -> bool {
    !row.codes.is_empty() || !row.details.is_empty()
}

/// About how many bytes a row of the list takes over.
fn said(row: &RawError) -> usize {
    let texts = row.texts().map(|text| text.value.len());
    let details = row.detail.iter().map(|one| one.value.written_len());
    let fields = row.fields.iter().flat_map(|field| &field.value);
    let fields = fields.map(|one| one.value.written_len());
    let names = row
        .said
        .on
        .iter()
        .flat_map(|on| &on.value)
        .chain(&row.shape);
    let names = names.chain(&row.before).map(|name| name.value.len());
    texts.chain(details).chain(fields).chain(names).sum()
}

/// The rows of a list, by the names that the contract gives them.
fn several(mut list: RawError, report: &mut Report) -> Vec<RawError> {
    nobody_takes(&list, report);
    let codes = std::mem::take(&mut list.codes);
    let details = std::mem::take(&mut list.details);
    let prefix = list.prefix.take().map(|text| text.value);
    let prefix = prefix.as_deref().unwrap_or_default();
    let captures = std::mem::take(&mut list.captures);
    let mut rows: Vec<RawError> = Vec::with_capacity(codes.len() + details.len());
    for entry in codes {
        rows.extend(coded(&list, prefix, entry, report));
    }
    for entry in details {
        rows.push(detailed(&list, prefix, entry));
    }
    // Words about a hole stand with the rows that have it; words about one that no row has are the first's, and a mistake.
    for words in captures {
        let name = &words.name.value;
        let has = |row: &RawError| {
            let fields = row.fields.iter().flat_map(|field| &field.value);
            let mut templates = row.detail.iter().chain(fields);
            templates.any(|one| one.value.captures().any(|hole| hole.name == *name))
        };
        let nobody = !rows.iter().any(has);
        for (at, row) in rows.iter_mut().enumerate() {
            if has(row) || (nobody && at == 0) {
                row.captures.push(words.clone());
            }
        }
    }
    for row in &rows {
        if row.status.is_none() {
            report.error(
                "T0103",
                row.name.span,
                format!("the error `{}` has no `status`", row.name.value),
                "add `status = …` to the list, or to each of its entries",
            );
        }
    }
    rows
}

/// What the rows would share, and each says for itself.
fn nobody_takes(list: &RawError, report: &mut Report) {
    let own = || {
        let codes = list.codes.iter().map(|one| &one.listed);
        codes.chain(list.details.iter().map(|one| &one.listed))
    };
    let mut idle = |key: &str, span: Span| {
        report.push(
            Diagnostic::error("T0104", span, format!("`{key}` has no effect here"))
                .label("each entry of the list has its own")
                .help("remove it, or those of the entries that say the same"),
        );
    };
    let places = |status: &Option<Spanned<_>>, said: &RawSaid, evidence: &RawEvidence| {
        let mut places = vec![("status", status.as_ref().map(|one| one.span))];
        places.extend(said.places().into_iter().chain(evidence.places()));
        places
    };
    let own: Vec<_> = own()
        .map(|own| places(&own.status, &own.said, &own.evidence))
        .collect();
    let shared = places(&list.status, &list.said, &list.evidence);
    for (at, (key, span)) in shared.into_iter().enumerate() {
        if let Some(span) = span.filter(|_| own.iter().all(|own| own[at].1.is_some())) {
            idle(key, span);
        }
    }
    if let Some(detail) = list.detail.first()
        && !list.codes.is_empty()
        && list.codes.iter().all(|one| !one.detail.is_empty())
    {
        idle("detail", detail.span);
    }
}

fn coded(list: &RawError, prefix: &str, entry: RawCoded, report: &mut Report) -> Option<RawError> {
    let code = &entry.name.value;
    let name = match entry.row {
        Some(name) => name.value,
        None => names::snake(&format!("{prefix}{code}")),
    };
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase());
    if !fits || name.len() > crate::keys::MAX_NAME {
        report.error(
            "T0201",
            entry.name.span,
            format!("no name of an error can be made of the code `{code}`"),
            "give its row one: `{ name = \"…\", cause = \"…\" }`",
        );
        return None;
    }
    let code = Spanned::new(code_of(code), entry.name.span);
    let mut row = taken_over(list, name, entry.name.span, entry.listed);
    row.code = Some(code);
    if !entry.detail.is_empty() {
        row.detail = entry.detail;
    }
    Some(row)
}

fn detailed(list: &RawError, prefix: &str, entry: RawDetailed) -> RawError {
    let name = format!("{prefix}{}", entry.name.value);
    let mut row = taken_over(list, name, entry.name.span, entry.listed);
    row.detail = entry.detail;
    row
}

/// A key that is a whole number is one: keys of TOML have no kind.
fn code_of(text: &str) -> RawCode {
    match text.parse::<u64>() {
        Ok(number) if number.to_string() == text => RawCode::Number(text.to_owned()),
        _ => RawCode::Exact(text.to_owned()),
    }
}

/// A row of the list: what it says for itself, and for the rest what the list says.
fn taken_over(list: &RawError, name: String, span: Span, own: RawListed) -> RawError {
    RawError {
        name: Spanned::new(name, span),
        status: own.status.or_else(|| list.status.clone()),
        said: own.said.or(&list.said),
        examples: own.examples,
        rust: own.rust,
        evidence: own.evidence.or(&list.evidence),
        ..list.clone()
    }
}

/// Each name once: of two rows of one name the first is kept.
fn distinct(rows: Vec<RawError>, report: &mut Report) -> Vec<RawError> {
    let mut kept: Vec<RawError> = Vec::with_capacity(rows.len());
    for row in rows {
        match kept.last() {
            Some(last) if last.name.value == row.name.value => report.push(
                Diagnostic::error(
                    "T0613",
                    row.name.span,
                    format!("two errors are called `{}`", row.name.value),
                )
                .related(last.name.span, "the other")
                .help("give one of them another name: `{ name = \"…\", cause = \"…\" }`, or `prefix = \"…\"` beside its list"),
            ),
            _ => kept.push(row),
        }
    }
    kept
}

/// A row before a list is before each of its rows.
fn name_rows(row: &mut RawError, lists: &Lists) {
    if !row
        .before
        .iter()
        .any(|name| lists.contains_key(&name.value))
    {
        return;
    }
    let own = row.name.value.clone();
    let before = std::mem::take(&mut row.before).into_iter();
    row.before = before
        .flat_map(|name| match lists.get(&name.value) {
            None => vec![name],
            Some(rows) => {
                let rows = rows.iter().filter(|row| **row != own);
                rows.map(|row| Spanned::new(row.clone(), name.span))
                    .collect()
            }
        })
        .collect();
}
