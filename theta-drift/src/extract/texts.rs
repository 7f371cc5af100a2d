//! Texts in quotes, and texts that a lead-in announces.

use super::Reader;
use crate::blocks::{Block, BlockKind, Rich, trim};
use crate::{Format, Role, Statement, Surety, Wording};
use std::ops::Range;
use theta_spec::contract::Status;

/// Quotes that open a text, with those that close it.
const QUOTES: &[(char, &[char])] = &[
    ('"', &['"', '”', '“']),
    ('“', &['”', '"', '“']),
    ('”', &['”', '"']),
    ('„', &['“', '”', '"']),
    ('«', &['»']),
    ('‘', &['’']),
];

/// A text in quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Quoted {
    /// Between the quotes.
    pub(super) inner: Range<usize>,
    /// With the quotes.
    pub(super) outer: Range<usize>,
    /// Whether the quotes are no plain pair.
    pub(super) damaged: bool,
}

/// The texts in quotes, in order. A quote that never closes quotes nothing.
pub(super) fn quoted(text: &str) -> Vec<Quoted> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some((start, open)) = text[at..]
        .char_indices()
        .find(|(_, c)| QUOTES.iter().any(|(open, _)| open == c))
    {
        let start = at + start;
        let inner = start + open.len_utf8();
        let closes = QUOTES
            .iter()
            .find(|(quote, _)| *quote == open)
            .map_or(&[][..], |(_, closes)| closes);
        let Some(length) = text[inner..].find(closes) else {
            break;
        };
        let end = inner + length;
        let close = text[end..].chars().next().map_or(0, char::len_utf8);
        if length > 0 {
            found.push(Quoted {
                inner: inner..end,
                outer: start..end + close,
                damaged: open != '"' || !text[end..].starts_with('"'),
            });
        }
        at = end + close;
    }
    found
}

/// The text when all of it is in quotes, one of which may be lost.
pub(super) fn wholly_quoted(text: &str) -> Option<Quoted> {
    let all = trim(text, 0..text.len());
    let slice = &text[all.clone()];
    let is_quote = |c: char| {
        QUOTES
            .iter()
            .any(|(open, closes)| *open == c || closes.contains(&c))
            && c != '’'
            && c != '‘'
    };
    let opens = slice.starts_with(is_quote);
    let closes = slice.ends_with(is_quote);
    if !opens && !closes {
        return None;
    }
    let first = if opens {
        slice.chars().next().map_or(0, char::len_utf8)
    } else {
        0
    };
    let last = if closes {
        slice.chars().next_back().map_or(0, char::len_utf8)
    } else {
        0
    };
    if first + last >= slice.len() {
        return None;
    }
    let inner = all.start + first..all.end - last;
    // Two texts in quotes are not one.
    if text[inner.clone()].contains(['"', '“', '”']) {
        return None;
    }
    let plain = slice.starts_with('"') && slice.ends_with('"');
    Some(Quoted {
        inner,
        outer: all,
        damaged: !plain,
    })
}

/// Ends of a paragraph that announces a body, lower case.
const LEADS: &[&str] = &[
    "following error",
    "following message",
    "following response",
    "the following",
    "this error",
    "this message",
    "this response",
    "with the message",
    "response body",
];

/// Reads a paragraph that is a reply itself, because the paragraph before announces one.
pub(super) fn shown_body(reader: &mut Reader<'_>, text: &Rich, next: Option<&Block>) -> bool {
    let lead = reader
        .lead
        .trim_end()
        .trim_end_matches(['.', ':'])
        .to_lowercase();
    let announced = LEADS.iter().any(|end| lead.ends_with(end));
    let failed = reader
        .scope()
        .status
        .iter()
        .any(|status| matches!(status, Status::Exact(400..) | Status::Class(4..)));
    let body_follows = matches!(next.map(|block| &block.kind), Some(BlockKind::Code(_)));
    if !reader.led
        || !announced
        || !failed
        || body_follows
        || text.text().contains('{')
        || text.text().len() > 400
    {
        return false;
    }
    let range = wholly_quoted(text.text()).map_or(0..text.text().len(), |quoted| quoted.inner);
    let mut wording = Wording::read(text, range.clone());
    if reader.source.format == Format::Text {
        // In plain text a backtick is one.
        let span = text.span(range.clone());
        wording = Wording::of(&reader.source.source.text()[span.start..span.end]);
    }
    reader.entry = reader.next_entry();
    let scope = reader.scope();
    reader.add(
        Statement::Text {
            role: Role::Message,
            wording,
        },
        text.span(range),
        &scope,
        Surety::Mended,
    );
    true
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_may_be_of_any_kind_and_one_may_be_lost() {
        for (text, expected, damaged) in [
            ("\"a b\"", Some("a b"), false),
            ("“a b\"", Some("a b"), true),
            ("a b\"", Some("a b"), true),
            ("\"a b", Some("a b"), true),
            ("a b", None, false),
            ("\"a\" or \"b\"", None, false),
            ("\"\"", None, false),
        ] {
            let found = wholly_quoted(text);
            assert_eq!(
                found.as_ref().map(|quoted| &text[quoted.inner.clone()]),
                expected,
                "{text}"
            );
            assert_eq!(
                found.is_some_and(|quoted| quoted.damaged),
                damaged,
                "{text}"
            );
        }
    }

    #[test]
    fn texts_in_quotes_are_found_in_prose() {
        let text = "For \"a.\", or “b”, not it's or \"open";
        let found: Vec<&str> = quoted(text)
            .into_iter()
            .map(|quoted| &text[quoted.inner])
            .collect();
        assert_eq!(found, ["a.", "b"]);
    }
}
