//! Entries about one status: headings, items and lines that begin with one.

use super::{Reader, prose, status, texts};
use crate::blocks::{Rich, is_blank, trim};
use crate::{Role, Scope, Statement, Surety, Wording};
use std::ops::Range;
use theta_spec::contract::Status;

/// Words before a status in a heading: `Error 429`.
const BEFORE: &[&str] = &[
    "http",
    "error",
    "status",
    "code",
    "http status",
    "http error",
    "status code",
    "error code",
];

/// The statuses that a heading is about, in order.
pub(super) fn of_heading(title: &str) -> Vec<(Status, Range<usize>)> {
    if let Some((found, length)) = status::leading(title)
        && !title[length..].starts_with(|c: char| c.is_lowercase() || c == '%')
    {
        let mut all = vec![(found, 0..length)];
        if title[length..].trim_start().starts_with([',', '/']) {
            all.extend(status::all(title).into_iter().skip(1));
        }
        return all;
    }
    status::all(title)
        .into_iter()
        .filter(|(found, range)| {
            let before = title[..range.start]
                .trim_end()
                .trim_end_matches(['(', ':'])
                .trim_end()
                .to_lowercase();
            let bracketed =
                title[..range.start].ends_with('(') && title[range.end..].starts_with(')');
            is_failure(*found) && (bracketed || BEFORE.iter().any(|word| before.ends_with(word)))
        })
        .collect()
}

/// Whether a status says that a call failed.
pub(super) fn is_failure(status: Status) -> bool {
    match status {
        Status::Exact(number) => (400..600).contains(&number),
        Status::Class(class) => class >= 4,
        Status::Default => true,
    }
}

/// Marks between a status and what it is called.
fn is_separator(c: char) -> bool {
    is_blank(c) || matches!(c, '-' | '—' | '–' | ':' | '·' | '(' | ')' | '→')
}

/// Adds the statuses of a heading.
pub(super) fn heading(reader: &mut Reader<'_>, text: &Rich) {
    let title = text.text();
    let found = of_heading(title);
    let scope = reader.scope();
    for (status, range) in &found {
        let after = title[range.end..].trim_matches(is_separator);
        let label = if after.is_empty() || found.len() > 1 {
            title[..range.start].trim_matches(is_separator)
        } else {
            after
        };
        // `400 Unknown model. It does not exist.` is called by its first sentence.
        let label = label.split(". ").next().unwrap_or(label);
        let named = BEFORE.contains(&label.to_lowercase().as_str());
        let label = if named { "" } else { label }.to_owned();
        let scope = Scope {
            status: vec![*status],
            ..scope.clone()
        };
        reader.add(
            Statement::Status {
                status: *status,
                label,
            },
            text.whole(),
            &scope,
            Surety::Plain,
        );
    }
    let of = reader.scope();
    prose::numbers(reader, text, &of, Surety::Guessed);
    super::paths::endpoints(reader, text, &of, Surety::Plain);
    if found.is_empty() {
        prose::aliases(reader, text, &of);
    }
}

/// Reads the line under a heading that says which reply the section is about: ``400 `gold_text is required` ``.
pub(super) fn heading_line(reader: &mut Reader<'_>, text: &Rich) -> bool {
    let all = text.text();
    let Some((first, mut end)) = status::leading(all) else {
        return false;
    };
    let mut statuses = vec![(first, 0..end)];
    while let Some(rest) = all[end..].strip_prefix(", ") {
        let Some((status, length)) = status::leading(rest) else {
            break;
        };
        let start = all.len() - rest.len();
        statuses.push((status, start..start + length));
        end = start + length;
    }
    let rest = trim(all, end..all.len());
    let said = &all[rest.clone()];
    let is_reply = said.is_empty()
        || text.code().any(|code| code.start >= rest.start)
        || texts::wholly_quoted(said).is_some();
    let short = said.len() <= 40 && !said.ends_with('.') && !said.contains(". ");
    if !is_reply && !short {
        return false;
    }
    let list: Vec<Status> = statuses.iter().map(|(status, _)| *status).collect();
    reader.narrow(list, Vec::new());
    let scope = reader.scope();
    for (status, range) in statuses {
        let label = status::phrase_of(status, said.trim_start_matches(is_separator))
            .map_or("", |length| {
                &said.trim_start_matches(is_separator)[..length]
            })
            .to_owned();
        let of = Scope {
            status: vec![status],
            ..scope.clone()
        };
        reader.add(
            Statement::Status { status, label },
            text.span(range),
            &of,
            Surety::Plain,
        );
    }
    replies(reader, text, rest, &scope, Surety::Plain);
    true
}

/// Adds the texts of a reply that a cell or a line shows in code style or quotes: `code X`, `message or other`.
/// Gives whether there were any.
pub(super) fn replies(
    reader: &mut Reader<'_>,
    text: &Rich,
    part: Range<usize>,
    scope: &Scope,
    surety: Surety,
) -> bool {
    let all = text.text();
    if let Some(quoted) = texts::wholly_quoted(&all[part.clone()]) {
        let inner = part.start + quoted.inner.start..part.start + quoted.inner.end;
        let mut wording = Wording::read(text, inner.clone());
        wording.lossy |= quoted.damaged;
        reader.add(
            Statement::Text {
                role: Role::Message,
                wording,
            },
            text.span(inner),
            scope,
            if quoted.damaged {
                Surety::Mended
            } else {
                surety
            },
        );
        return true;
    }
    let mut shown: Vec<Range<usize>> = text
        .code()
        .filter(|code| code.start >= part.start && code.end <= part.end)
        .collect();
    if shown.is_empty() {
        shown = texts::quoted(&all[part.clone()])
            .into_iter()
            .map(|quoted| part.start + quoted.inner.start..part.start + quoted.inner.end)
            .collect();
    }
    let mut before = part.start;
    let mut role = Role::Message;
    for range in &shown {
        let between = all[before..range.start]
            .trim_matches(|c: char| is_blank(c) || matches!(c, '"' | '“' | '”'));
        let word = between
            .rsplit([' ', ','])
            .next()
            .unwrap_or_default()
            .trim_end_matches(':');
        role = match word {
            "or" => role,
            "code" | "type" => Role::Code,
            _ => reader
                .vocabulary
                .roles()
                .find(|known| matches!(known, Role::Field(name) if name == word))
                .cloned()
                .unwrap_or(Role::Message),
        };
        before = range.end;
        if all[range.clone()].starts_with('{') && all[range.clone()].contains("\":") {
            continue;
        }
        let wording = Wording::read(text, range.clone());
        reader.add(
            Statement::Text {
                role: role.clone(),
                wording,
            },
            text.span(range.clone()),
            scope,
            surety,
        );
    }
    !shown.is_empty()
}

/// Reads an item of a list.
pub(super) fn item(reader: &mut Reader<'_>, text: &Rich) {
    let all = text.text();
    let scope = reader.scope();
    if of_status(reader, text, &scope) {
        return;
    }
    let failed = scope.status.iter().any(|status| is_failure(*status));
    if let (true, Some(quoted)) = (failed, texts::wholly_quoted(all)) {
        let mut wording = Wording::read(text, quoted.inner.clone());
        wording.lossy |= quoted.damaged;
        let surety = if quoted.damaged {
            Surety::Mended
        } else {
            Surety::Plain
        };
        reader.add(
            Statement::Text {
                role: Role::Unnamed,
                wording,
            },
            text.span(quoted.inner),
            &scope,
            surety,
        );
        return;
    }
    prose::read(reader, text, &scope, Surety::Plain);
}

/// Reads `400 - invalid_request_error: The request is malformed.`; gives whether it is such an entry.
fn of_status(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) -> bool {
    let all = text.text();
    let Some((found, mut at)) = status::leading(all) else {
        return false;
    };
    let mut statuses = vec![(found, 0..at)];
    while let Some(rest) = all[at..]
        .strip_prefix(", ")
        .or_else(|| all[at..].strip_prefix('/'))
    {
        let Some((status, length)) = status::leading(rest) else {
            break;
        };
        let start = all.len() - rest.len();
        statuses.push((status, start..start + length));
        at = start + length;
    }
    let rest = &all[at..];
    if rest.starts_with(|c: char| c.is_ascii_digit() || c == '%')
        || rest.trim_start().starts_with(|c: char| c.is_lowercase())
            && !rest.contains(':')
            && !rest.contains('_')
    {
        return false;
    }
    let start = at + (rest.len() - rest.trim_start_matches(is_separator).len());
    let (label, said) = labelled(found, all, start);
    let scope = Scope {
        status: super::sorted(statuses.iter().map(|(status, _)| *status).collect()),
        ..scope.clone()
    };
    let name = all[label.clone()].to_owned();
    for (status, range) in &statuses {
        let of = Scope {
            status: vec![*status],
            ..scope.clone()
        };
        reader.add(
            Statement::Status {
                status: *status,
                label: name.clone(),
            },
            text.span(range.start..label.end.max(range.end)),
            &of,
            Surety::Plain,
        );
    }
    let word = label.end < said && is_word(&name) && reader.vocabulary.has_codes();
    if word || is_identifier(&name) {
        code_or_alias(reader, text, label, &scope, Surety::Plain);
    }
    let said = trim(all, said..all.len());
    if !said.is_empty() {
        reader.add(
            Statement::Cause(all[said.clone()].to_owned()),
            text.span(said.clone()),
            &scope,
            Surety::Plain,
        );
        let part = text.part(said);
        prose::said(reader, &part, &scope);
    }
    true
}

/// The label behind a status, and where what is said of it begins.
fn labelled(found: Status, all: &str, start: usize) -> (Range<usize>, usize) {
    let rest = &all[start..];
    let phrase = status::phrase_of(found, rest).unwrap_or(0);
    let after = |end: usize| {
        let said = &all[end..];
        end + (said.len() - said.trim_start_matches(is_separator).len())
    };
    if phrase > 0 {
        return (start..start + phrase, after(start + phrase));
    }
    if let Some(colon) = rest
        .find(": ")
        .filter(|&at| at <= 80 && !rest[..at].contains(". "))
    {
        return (start..start + colon, after(start + colon));
    }
    for dash in [" — ", " – ", " - "] {
        if let Some(at) = rest
            .find(dash)
            .filter(|&at| at <= 60 && !rest[..at].contains(". "))
        {
            return (start..start + at, after(start + at));
        }
    }
    let short = rest.len() <= 60 && !rest.ends_with('.');
    if short {
        return (start..all.len(), all.len());
    }
    (start..start, start)
}

/// Whether a text is one word in small letters.
fn is_word(text: &str) -> bool {
    text.len() > 2
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || matches!(byte, b'_' | b'-'))
}

/// Whether a text is a name of a program: `not_found_error`, `PAYMENT_REQUIRED`, `NotAllWordsSpokenError`.
pub(super) fn is_identifier(text: &str) -> bool {
    let plain = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '.'));
    let capitals = text
        .chars()
        .skip(1)
        .filter(char::is_ascii_uppercase)
        .count();
    let small = text.chars().any(|c| c.is_ascii_lowercase());
    plain
        && (text.trim_matches('_').contains('_')
            || small && capitals > 0
            || !small && text.len() > 3 && !text.contains('-'))
}

/// Adds a name of an error: the code of the reply where bodies have one, else a name that the page uses.
pub(super) fn code_or_alias(
    reader: &mut Reader<'_>,
    text: &Rich,
    range: Range<usize>,
    scope: &Scope,
    surety: Surety,
) {
    let name = &text.text()[range.clone()];
    let has_codes = reader.vocabulary.shapes.is_empty() || reader.vocabulary.has_codes();
    let statement = if has_codes {
        Statement::Text {
            role: Role::Code,
            wording: Wording::read(text, range.clone()),
        }
    } else {
        Statement::Alias(name.to_owned())
    };
    let span = text.span(range);
    reader.add(statement, span, scope, surety);
}
