//! Prose that scraping broke or glued.

use super::super::BlockKind;
use super::super::inline::inline;
use super::super::pipes;
use super::super::rich::{Rich, is_blank};
use super::lines::{self, Line, Lines};
use super::snippet;
use crate::extract::status;
use std::ops::Range;
use theta_spec::source::Span;

/// Words after which a line is not over.
const OPEN_WORDS: &[&str] = &[
    "a", "an", "and", "by", "delete", "for", "from", "get", "in", "is", "of", "on", "or", "patch",
    "post", "prefix", "put", "see", "the", "to", "via", "with",
];

/// A line and the lines that go on with it, and the line after them.
pub(super) fn lines(page: &str, all: &Lines<'_>, at: usize) -> (Rich, usize) {
    let first = all[at];
    let start = first.bullet().unwrap_or(0);
    let mut text = inline(
        page,
        Span::new(
            first.span.start + start,
            first.trimmed().end.max(first.span.start + start),
        ),
    );
    let mut next = at + 1;
    while let Some(line) = all.get(next) {
        if line.is_blank() || !goes_on(text.text(), line, all, next) {
            break;
        }
        text.gap(" ");
        let more = inline(page, line.trimmed());
        text.append(&more, 0..more.text().len());
        next += 1;
    }
    (text, next)
}

/// Whether a line goes on with the text before it.
fn goes_on(before: &str, line: Line<'_>, all: &Lines<'_>, at: usize) -> bool {
    if line.is_item()
        || line.text.contains('|')
        || pipes::is_delimiter(line.text)
        || lines::heading_mark(line).is_some()
        || snippet::is_json_line(line.text)
        || snippet::is_statement(line.text)
        || all
            .after_blanks(at)
            .is_some_and(|next| pipes::is_delimiter(all[next].text))
    {
        return false;
    }
    let before = before.trim_end_matches(is_blank);
    let after = line.text.trim_matches(is_blank);
    let small =
        after.starts_with(|c: char| c.is_lowercase() || matches!(c, '/' | '.' | '`' | '(' | ')'));
    if before.ends_with(':') {
        // A label at the end of an item has its value on the next line; a sentence has a list.
        return small && after.split_whitespace().count() > 1 && !after.starts_with('`')
            || after.contains("://")
            || after.starts_with('.');
    }
    if lines::continues(before) {
        return true;
    }
    if before.ends_with(['.', '!', '?', ';']) {
        return false;
    }
    let last = before.rsplit(is_blank).next().unwrap_or_default();
    small || OPEN_WORDS.contains(&last.to_lowercase().as_str())
}

/// The entries of a text: each with what it is and its part of the text.
///
/// `joined` texts hold further items behind ` - `; a status with its reason phrase after the end of a sentence begins
/// an entry in any text.
pub(super) fn entries(text: &Rich, item: bool, joined: bool) -> Vec<(BlockKind, Range<usize>)> {
    let all = text.text();
    let mut cuts: Vec<(usize, usize)> = Vec::new();
    if joined {
        for (at, _) in all.match_indices(" - ") {
            let next = &all[at + 3..];
            if next.starts_with(|c: char| c.is_uppercase())
                || status::leading(next).is_some()
                || all[..at].ends_with([',', ';', '.'])
            {
                cuts.push((at, at + 3));
            }
        }
    }
    cuts.extend(glued_statuses(all).map(|at| (at, at)));
    cuts.sort_unstable();
    let mut parts = Vec::new();
    let mut start = 0;
    for (end, next) in cuts {
        if end >= start {
            parts.push(start..end);
            start = next;
        }
    }
    parts.push(start..all.len());
    let several = parts.len() > 1;
    parts
        .into_iter()
        .map(|part| {
            let entry = item && joined || is_entry(&all[part.clone()], several);
            let kind = if item || entry {
                BlockKind::Item
            } else {
                BlockKind::Paragraph
            };
            (kind, part)
        })
        .collect()
}

/// Whether a part begins with a status; with its reason phrase and a mark behind it, when it is all of the text.
fn is_entry(part: &str, several: bool) -> bool {
    let part = part.trim_start_matches(is_blank);
    let Some((found, length)) = status::leading(part) else {
        return false;
    };
    let label = part[length..].trim_start_matches(is_mark);
    several
        || status::phrase_of(found, label).is_some_and(|phrase| {
            label[phrase..]
                .trim_start_matches(is_blank)
                .starts_with(['-', '—', '–', ':'])
        })
}

fn is_mark(c: char) -> bool {
    is_blank(c) || matches!(c, '-' | '—' | '–' | ':')
}

/// Where statuses with their reason phrase stand behind the end of a sentence.
fn glued_statuses(text: &str) -> impl Iterator<Item = usize> {
    text.match_indices(['.', '!', '?'])
        .filter_map(move |(at, _)| {
            let rest = &text[at + 1..];
            let start = at + 1 + (rest.len() - rest.trim_start_matches(is_blank).len());
            let (found, length) = status::leading(&text[start..])?;
            let label = text[start + length..].trim_start_matches(is_mark);
            status::phrase_of(found, label).map(|_| start)
        })
}
