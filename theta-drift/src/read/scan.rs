//! What looks like a fact, found without knowing what facts are.
//!
//! This scanner shares nothing with what reads facts but the forms of single words: what a reader of facts does not see
//! must show up here.

use crate::blocks::{Rich, shown_text};
use crate::extract::{limits, paths, status, transport};
use crate::ledger::{Token, TokenKind};
use crate::{Format, Page, Place};
use std::ops::Range;
use theta_spec::source::Span;

/// The tokens of a page in order, none inside another.
pub(super) fn tokens(index: usize, page: &Page) -> Vec<Token> {
    let text = page.source.text();
    let mut found = Vec::new();
    match page.format {
        Format::Html => {
            for stretch in shown_text(text) {
                scan(&stretch, page.format, &mut found);
            }
        }
        Format::Markdown | Format::Text => {
            let mut start = 0;
            for line in text.split_inclusive('\n') {
                let end = start + line.trim_end_matches(['\n', '\r']).len();
                scan(
                    &Rich::slice(text, Span::new(start, end)),
                    page.format,
                    &mut found,
                );
                start += line.len();
            }
        }
    }
    found
        .into_iter()
        .filter(|(span, ..)| span.start < span.end)
        .map(|(span, kind, text)| Token {
            place: Place { page: index, span },
            kind,
            text,
            claimed: None,
        })
        .collect()
}

type Found = (Span, TokenKind, String);

/// Adds the tokens of a line or of a stretch of shown text.
fn scan(line: &Rich, format: Format, found: &mut Vec<Found>) {
    let text = line.text();
    let mut taken: Vec<(Range<usize>, TokenKind)> = Vec::new();
    let mut take = |range: Range<usize>, kind: TokenKind| {
        if !range.is_empty() {
            taken.push((range, kind));
        }
    };
    // The target of a link is not shown.
    let hidden = if format == Format::Html {
        Vec::new()
    } else {
        targets(text)
    };
    let visible = |range: &Range<usize>| {
        let next = hidden.partition_point(|hidden| hidden.end <= range.start);
        hidden
            .get(next)
            .is_none_or(|hidden| hidden.start >= range.end)
    };
    for range in quoted(text) {
        take(range, TokenKind::Quoted);
    }
    for range in ticked(text) {
        take(range, TokenKind::Code);
    }
    for range in transport::addresses(text) {
        take(range, TokenKind::Url);
    }
    for header in transport::header_lines(text, |_| false) {
        take(header.name.start..header.value.end, TokenKind::Header);
    }
    for path in paths::find(text) {
        take(path.all, TokenKind::Path);
    }
    for number in limits::numbers(text) {
        take(number.range, TokenKind::Quantity);
    }
    for (_, range) in status::all(text) {
        take(range, TokenKind::Status);
    }
    if let Some(range) = glued_status(text) {
        take(range, TokenKind::Status);
    }
    for range in identifiers(text) {
        take(range, TokenKind::Code);
    }
    // The first kind in the order above that begins at a place has it; what lies inside is part of it.
    taken.sort_by_key(|(range, _)| (range.start, std::cmp::Reverse(range.end)));
    let mut end = 0;
    for (range, kind) in taken {
        if range.start < end || !visible(&range) {
            continue;
        }
        end = range.end;
        found.push((line.span(range.clone()), kind, text[range].to_owned()));
    }
}

/// Texts in quotes, without the quotes. Keys of JSON are names in code form.
fn quoted(text: &str) -> Vec<Range<usize>> {
    let is_quote = |c: char| matches!(c, '"' | '“' | '”' | '„' | '«' | '»');
    let places: Vec<(usize, char)> = text.char_indices().filter(|(_, c)| is_quote(*c)).collect();
    places
        .chunks(2)
        .filter_map(|pair| match pair {
            [(open, c), (close, _)] => Some(open + c.len_utf8()..*close),
            // One quote is left of two: the text goes to the end of the line, or from its beginning.
            [(only, c)] => {
                let after = &text[only + c.len_utf8()..];
                let before =
                    text[..*only].trim_start_matches([' ', '\t', '•', '-', '*', '|', '\u{a0}']);
                if after.trim().is_empty() {
                    Some(*only - before.len()..*only)
                } else if before.is_empty() {
                    Some(only + c.len_utf8()..text.trim_end().len())
                } else {
                    None
                }
            }
            _ => None,
        })
        .filter(|range| range.start < range.end)
        .collect()
}

/// Words between backticks.
fn ticked(text: &str) -> Vec<Range<usize>> {
    let places: Vec<usize> = text.match_indices('`').map(|(at, _)| at).collect();
    places
        .chunks(2)
        .filter_map(|pair| match pair {
            [open, close] if close - open > 1 => Some(open + 1..*close),
            _ => None,
        })
        .collect()
}

/// Targets of links: `](…)`.
fn targets(text: &str) -> Vec<Range<usize>> {
    let mut found: Vec<Range<usize>> = Vec::new();
    for (at, _) in text.match_indices("](") {
        if found.last().is_some_and(|last| last.end > at) {
            continue;
        }
        let Some(length) = text[at + 2..].find(')') else {
            break;
        };
        found.push(at + 2..at + 2 + length);
    }
    found
}

/// A status at the beginning of a line or behind letters, with a capital glued to it.
fn glued_status(text: &str) -> Option<Range<usize>> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        if !before.is_ascii_digit()
            && let Some((_, length)) = status::leading(&text[at..])
        {
            let after = text[at + length..].chars().next();
            let glued =
                after.is_some_and(char::is_uppercase) || matches!(after, Some('"' | '`' | '“'));
            if glued && (before.is_alphabetic() || matches!(before, ' ' | '.' | '!' | ')')) {
                return Some(at..at + length);
            }
        }
        before = c;
    }
    None
}

/// Words of code form: `gold_text`, `PAYMENT_REQUIRED`, `NotAllWordsSpokenError`, `x-api-key`.
fn identifiers(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start: Option<usize> = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let inside = c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        match (inside, start) {
            (true, None) => start = Some(at),
            (false, Some(from)) => {
                let word = text[from..at].trim_end_matches(['-', '_']);
                if is_code(word) {
                    found.push(from..from + word.len());
                }
                start = None;
            }
            _ => {}
        }
    }
    found
}

fn is_code(word: &str) -> bool {
    let letters = word.bytes().filter(u8::is_ascii_alphabetic).count();
    if letters < 3 || word.starts_with('-') {
        return false;
    }
    let snake = word.trim_matches('_').contains('_');
    let header = word.starts_with("x-") || word.starts_with("X-");
    let humps = word
        .as_bytes()
        .windows(2)
        .filter(|pair| pair[0].is_ascii_lowercase() && pair[1].is_ascii_uppercase())
        .count();
    // `retryAfter` and neither `cURL` nor `GitHub`.
    let small = word.bytes().take_while(u8::is_ascii_lowercase).count();
    let ends = word.ends_with("Error") || word.ends_with("Exception");
    snake || header || humps > 0 && (ends || small > 1)
}
