//! Code: bodies, requests, programs.

use super::{Reader, entry, json, paths, status, texts, transport};
use crate::blocks::{Rich, trim};
use crate::{Bound, Limited, Quantity, Retried, Role, Scope, Statement, Surety, Wording};
use std::ops::Range;
use theta_spec::contract::Method;

/// Languages of programs; what else is in code may be a body or a request.
const PROGRAMS: &[&str] = &[
    "bash",
    "c",
    "cpp",
    "csharp",
    "curl",
    "go",
    "java",
    "javascript",
    "js",
    "jsx",
    "kotlin",
    "node",
    "php",
    "py",
    "python",
    "ruby",
    "rust",
    "sh",
    "shell",
    "swift",
    "ts",
    "tsx",
    "typescript",
    "zsh",
];

/// Reads a block of code.
pub(super) fn read(reader: &mut Reader<'_>, language: &str, text: &Rich) {
    let all = text.text();
    let scope = reader.scope();
    let program = PROGRAMS.contains(&language);
    let body = all.trim_start();
    if !program
        && (matches!(language, "json" | "json5" | "jsonc")
            || body.starts_with(['{', '['])
            || body.starts_with('"'))
    {
        json::bodies(reader, text, 0..all.len(), &scope);
        return;
    }
    if language == "http"
        || paths::find(all)
            .first()
            .is_some_and(|found| found.method.is_some() && all[..found.all.start].trim().is_empty())
    {
        request(reader, text, &scope);
        return;
    }
    let own = reader.entry;
    reader.entry = reader.next_entry();
    statuses(reader, text, &scope);
    timeouts(reader, text, &scope);
    if all.contains("curl ") {
        curl(reader, text, &scope);
    }
    if program || all.contains("://") {
        for text in &text.pieces() {
            transport::read(reader, text, &scope);
        }
    } else {
        plain(reader, text, &scope);
    }
    reader.entry = own;
}

/// `POST https://api.example/v1/x`, with headers under it.
fn request(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let found = paths::find(all);
    if let (true, Some(first)) = (reader.fresh_section(), found.first()) {
        let path = paths::own_path(reader, all, first);
        reader.narrow(Vec::new(), vec![path]);
    }
    let scope = Scope {
        entry: scope.entry,
        ..reader.scope()
    };
    paths::endpoints(reader, text, &scope, Surety::Plain);
    for text in &text.pieces() {
        transport::read(reader, text, &scope);
    }
}

/// Code that is no program: an address, a header line, a reply in plain text.
fn plain(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let before = reader.facts.len();
    for text in &text.pieces() {
        transport::read(reader, text, scope);
    }
    let all = text.text();
    let failed = scope.status.iter().any(|status| entry::is_failure(*status));
    if reader.facts.len() > before || !failed {
        return;
    }
    let range = trim(all, 0..all.len());
    if all[range.clone()].contains('\n') || !all[range.clone()].contains(' ') {
        return;
    }
    let range = texts::wholly_quoted(&all[range.clone()]).map_or(range.clone(), |quoted| {
        range.start + quoted.inner.start..range.start + quoted.inner.end
    });
    let wording = Wording::read(text, range.clone());
    reader.add(
        Statement::Text {
            role: Role::Message,
            wording,
        },
        text.span(range),
        scope,
        Surety::Mended,
    );
}

/// Statuses that a program asks for: `status_code in (429, 500)`, `status === 429`.
fn statuses(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let lines: Vec<Range<usize>> = line_ranges(all);
    for (index, line) in lines.iter().enumerate() {
        let said = &all[line.clone()];
        let lower = said.to_lowercase();
        if !lower.contains("status") && !lower.contains("code") && !lower.contains("retr") {
            continue;
        }
        let found: Vec<_> = status::all(said)
            .into_iter()
            .filter(|(status, _)| entry::is_failure(*status))
            .collect();
        let (Some(first), Some(last)) = (found.first(), found.last()) else {
            continue;
        };
        let Some(retried) = verdict(all, &lines, index) else {
            continue;
        };
        let span = text.span(line.start + first.1.start..line.start + last.1.end);
        let of = Scope {
            status: super::sorted(found.iter().map(|(status, _)| *status).collect()),
            ..scope.clone()
        };
        reader.add(Statement::Retry(retried), span, &of, Surety::Guessed);
    }
}

/// Signs of what a program does with a status, lower case; in the line itself, in the comment before it, in the lines
/// after it.
const SIGNS: &[(&str, Retried)] = &[
    ("non-retryable", Retried::Never),
    ("not retryable", Retried::Never),
    ("fail fast", Retried::Never),
    ("don't retry", Retried::Never),
    ("do not retry", Retried::Never),
    ("retryable", Retried::Backoff(None)),
    ("retry", Retried::Backoff(None)),
    ("backoff", Retried::Backoff(None)),
    ("sleep", Retried::Backoff(None)),
    ("continue", Retried::Backoff(None)),
    ("raise", Retried::Never),
    ("return err", Retried::Never),
    ("panic", Retried::Never),
];

fn verdict(text: &str, lines: &[Range<usize>], index: usize) -> Option<Retried> {
    let sign = |line: &str| {
        let lower = line.to_lowercase();
        SIGNS
            .iter()
            .find(|(word, _)| lower.contains(word))
            .map(|(_, retried)| *retried)
    };
    let comment = index
        .checked_sub(1)
        .map(|before| text[lines[before].clone()].trim())
        .filter(|line| line.starts_with(['#', '/', '-']));
    if let Some(found) = comment.and_then(sign) {
        return Some(found);
    }
    if let Some(found) = sign(&text[lines[index].clone()]) {
        return Some(found);
    }
    lines[index + 1..]
        .iter()
        .take(2)
        .map(|line| &text[line.clone()])
        .take_while(|line| !line.to_lowercase().contains("status"))
        .find_map(sign)
}

fn line_ranges(text: &str) -> Vec<Range<usize>> {
    let mut start = 0;
    text.split_inclusive('\n')
        .map(|line| {
            let range = start..start + line.trim_end().len();
            start += line.len();
            range
        })
        .collect()
}

/// `timeout=30`: in seconds unless the number is one of milliseconds.
fn timeouts(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    for (at, word) in all.match_indices("timeout") {
        let rest = &all[at + word.len()..];
        let value = rest.trim_start_matches([' ', '=', ':', '"', '\'']);
        let start = all.len() - value.len();
        let digits = value.bytes().take_while(u8::is_ascii_digit).count();
        let Ok(number) = value[..digits].parse::<u64>() else {
            continue;
        };
        if start - at - word.len() > 4 || start == at + word.len() {
            continue;
        }
        let amount = if number >= 1_000 {
            number
        } else {
            number * 1_000
        };
        reader.add(
            Statement::Limit {
                of: Limited::Timeout,
                quantity: Quantity {
                    raw: value[..digits].to_owned(),
                    amount,
                    most: None,
                },
                bound: Bound::Max,
            },
            text.span(start..start + digits),
            scope,
            Surety::Guessed,
        );
    }
}

/// What a call of curl shows: method, path, parts.
fn curl(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let Some(found) = paths::find(all)
        .into_iter()
        .find(|found| !found.host.is_empty())
    else {
        return;
    };
    let path = paths::own_path(reader, all, &found);
    let of = Scope {
        endpoints: vec![path.clone()],
        ..scope.clone()
    };
    let sends = [" -F ", " --form ", " -d ", " --data"]
        .iter()
        .any(|flag| all.contains(flag));
    let named = [" -X ", " --request "]
        .iter()
        .find_map(|flag| all.split_once(flag))
        .and_then(|(_, rest)| paths::method(rest.split_whitespace().next().unwrap_or_default()));
    let method = named.unwrap_or(if sends { Method::Post } else { Method::Get });
    reader.add(
        Statement::Endpoint { method, path },
        text.span(found.host.start..found.path.end),
        scope,
        Surety::Guessed,
    );
    for flag in ["-F ", "--form ", "--form-string "] {
        for (at, _) in all.match_indices(flag) {
            let rest = all[at + flag.len()..].trim_start_matches(['\'', '"', ' ']);
            let start = all.len() - rest.len();
            let length = rest.find(['=', '\n', ' ']).unwrap_or(0);
            let name = &rest[..length];
            if length > 0
                && name
                    .chars()
                    .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-' | '[' | ']'))
            {
                reader.add(
                    Statement::Part {
                        name: name.trim_end_matches("[]").to_owned(),
                        required: None,
                    },
                    text.span(start..start + length),
                    &of,
                    Surety::Guessed,
                );
            }
        }
    }
}
