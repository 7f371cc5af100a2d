//! What sentences state.

use super::{Reader, entry, json, limits, paths, retry, shared, status, texts, transport};
use crate::blocks::Rich;
use crate::{Role, Scope, Statement, Surety, Wording};
use std::ops::Range;

/// Reads a paragraph or an item.
pub(super) fn read(reader: &mut Reader<'_>, text: &Rich, scope: &Scope, surety: Surety) {
    for text in &text.pieces() {
        said_in(reader, text, scope);
        statuses(reader, text, scope);
        aliases(reader, text, scope);
        paths::endpoints(reader, text, scope, surety);
        shared::read(reader, text, scope);
    }
}

/// Reads what is said of one error.
pub(super) fn said(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    for text in &text.pieces() {
        said_in(reader, text, scope);
    }
}

fn said_in(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    for body in json::inline(text.text()) {
        json::bodies(reader, text, body, scope);
    }
    retry::sentences(reader, text, scope);
    quotes(reader, text, scope);
    details(reader, text, scope);
}

/// Reads what a cell holds besides what its column is for.
pub(super) fn cell(reader: &mut Reader<'_>, text: &Rich, scope: &Scope, retry: bool) {
    for text in &text.pieces() {
        for body in json::inline(text.text()) {
            json::bodies(reader, text, body, scope);
        }
        if retry {
            retry::sentences(reader, text, scope);
        }
        statuses(reader, text, scope);
        aliases(reader, text, scope);
        details(reader, text, scope);
        paths::endpoints(reader, text, scope, Surety::Guessed);
    }
}

/// Adds what any text can hold: limits, addresses, keys, formats.
pub(super) fn details(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    numbers(reader, text, scope, Surety::Plain);
    transport::read(reader, text, scope);
}

/// Adds the limits of a text.
pub(super) fn numbers(reader: &mut Reader<'_>, text: &Rich, scope: &Scope, surety: Surety) {
    limits::read(reader, text, None, scope, surety);
}

/// Words of units behind a number that is no status then, lower case.
const NO_STATUS: &[&str] = &[
    "requests",
    "calls",
    "per",
    "concurrent",
    "users",
    "voices",
    "words",
    "languages",
    "credits",
    "and up",
    "or more",
];

/// Adds the statuses that prose names.
pub(super) fn statuses(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let counted = limits::numbers(all);
    for (status, range) in status::all(all) {
        let rest = all[range.end..].trim_start();
        let is_number = counted
            .iter()
            .any(|number| number.range.start <= range.start && range.end <= number.range.end)
            || NO_STATUS.iter().any(|word| rest.starts_with(word))
            || !status::is_registered(status);
        if is_number {
            continue;
        }
        let label =
            status::phrase_of(status, rest.trim_start_matches([':', '(', ' '])).unwrap_or(0);
        let skipped = rest.len() - rest.trim_start_matches([':', '(', ' ']).len();
        let end = if label > 0 {
            all.len() - rest.len() + skipped + label
        } else {
            range.end
        };
        if label == 0 && !entry::is_failure(status) {
            continue;
        }
        let label = all[end - label..end].to_owned();
        let of = Scope {
            status: vec![status],
            ..scope.clone()
        };
        reader.add(
            Statement::Status { status, label },
            text.span(range.start..end),
            &of,
            Surety::Guessed,
        );
    }
}

/// Ends of names of errors in programs.
const ERROR_ENDS: &[&str] = &["Error", "Exception"];

/// Adds names of errors: `NotAllWordsSpokenError`, `PAYMENT_REQUIRED`.
pub(super) fn aliases(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let mut at = 0;
    while let Some(offset) = all[at..].find(|c: char| c.is_ascii_uppercase()) {
        let start = at + offset;
        let length = all[start..]
            .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
            .unwrap_or(all.len() - start);
        at = start + length.max(1);
        let word = &all[start..start + length];
        let free = !all[..start].ends_with(|c: char| c.is_alphanumeric() || c == '_');
        let named = ERROR_ENDS
            .iter()
            .any(|end| word.len() > end.len() && word.ends_with(end));
        if free
            && entry::is_identifier(word)
            && (named || reader.vocabulary.errors.contains(word) && word.contains('_'))
        {
            reader.add(
                Statement::Alias(word.to_owned()),
                text.span(start..start + length),
                scope,
                Surety::Guessed,
            );
        }
    }
}

/// Words before a text of a reply, lower case.
const INTRODUCING: &[&str] = &[
    "message", "detail", "error", "body", "response", "returns", "reads", "says", "for", "string",
    "text",
];

/// Adds the texts of replies that prose quotes.
fn quotes(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    if !scope.status.iter().any(|status| entry::is_failure(*status)) {
        return;
    }
    let all = text.text();
    let inside: Vec<Range<usize>> = json::inline(all);
    for quoted in texts::quoted(all) {
        if inside
            .iter()
            .any(|body| body.start <= quoted.outer.start && quoted.outer.end <= body.end)
        {
            continue;
        }
        let word = all[..quoted.outer.start]
            .trim_end_matches([' ', ':', ','])
            .rsplit(|c: char| !c.is_alphanumeric())
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let said = &all[quoted.inner.clone()];
        if !INTRODUCING.contains(&word.as_str()) || !said.contains(' ') {
            continue;
        }
        let mut wording = Wording::read(text, quoted.inner.clone());
        wording.lossy |= quoted.damaged;
        reader.add(
            Statement::Text {
                role: Role::Unnamed,
                wording,
            },
            text.span(quoted.inner),
            scope,
            Surety::Guessed,
        );
    }
}
