//! Headers that prose names: the one with the key, and the one with the request id.
//!
//! A familiar name says what the header is for. Of any other the words around it have to say so.

use super::transport::{carries_key, is_common, name_start};
use super::{Reader, shared};
use crate::blocks::Rich;
use crate::{Scope, Statement, Surety};
use std::ops::Range;

/// Pieces of names of headers with request ids, lower case.
const REQUEST_IDS: &[&str] = &["request-id", "requestid", "trace-id", "correlation-id"];

/// Pieces of names of headers that are for something else, lower case.
const OTHER: &[&str] = &[
    "accept",
    "beta",
    "cache",
    "content",
    "cookie",
    "cost",
    "credit",
    "cursor",
    "encoding",
    "idempot",
    "language",
    "limit",
    "org",
    "page",
    "plan",
    "project",
    "quota",
    "region",
    "remaining",
    "reset",
    "retry",
    "signature",
    "usage",
    "user-agent",
    "version",
];

/// What proves who sends a request, lower case.
const KEYS: &[&str] = &[
    "access key",
    "access token",
    "api key",
    "api-key",
    "api token",
    "auth token",
    "authentication token",
    "bearer token",
    "credentials",
    "secret key",
    "the key",
    "your key",
    "your token",
];

/// What is done with it, lower case.
const SENT: &[&str] = &[
    "include", "included", "pass", "passed", "present", "provide", "provided", "put", "send",
    "sent", "set", "supplied", "supply",
];

/// What stands between it and the name of its header, lower case.
const IN: &[&str] = &[
    "as a",
    "as an",
    "as the",
    "in a",
    "in an",
    "in the",
    "through the",
    "using the",
    "via the",
];

/// What a header that has it does, lower case.
const CARRIES: &[&str] = &[
    "carries",
    "contains",
    "holds",
    "must carry",
    "must contain",
    "takes",
];

/// Whom the id of a request is for, lower case.
const SUPPORT: &[&str] = &[
    "contact support",
    "contact us",
    "contacting support",
    "contacting us",
    "our support",
    "support request",
    "support team",
    "support ticket",
    "to support",
    "with support",
    "write to us",
];

/// What is to be done with it, lower case.
const TELL: &[&str] = &[
    "attach", "give", "include", "mention", "provide", "quote", "report", "send", "share", "tell",
];

/// The same, said of it.
const TOLD: &[&str] = &[
    "attached",
    "given",
    "included",
    "mentioned",
    "provided",
    "quoted",
    "sent",
];

/// What stands between that and the name, lower case.
const VALUE_OF: &[&str] = &[
    "a",
    "an",
    "content",
    "contents",
    "from",
    "its",
    "of",
    "our",
    "response",
    "response's",
    "support",
    "team",
    "that",
    "the",
    "this",
    "us",
    "value",
    "with",
];

const PRONOUNS: &[&str] = &["it", "its", "that", "them", "this"];

/// How far around a name its words are looked for, in bytes.
const NEAR: usize = 400;

/// Adds headers that prose names: `the API key in the x-api-key header`, ``a unique `request-id` header``.
pub(super) fn named(reader: &mut Reader<'_>, text: &Rich, lower: &str, scope: &Scope) {
    for (at, _) in lower.match_indices("header") {
        let before = lower[..at].trim_end_matches([' ', '`', '"', '\u{a0}']);
        let start = name_start(before);
        if lower[..at]
            .trim_end_matches(['`', '"'])
            .ends_with([' ', '\u{a0}', '\n'])
            || before.len() == at
        {
            add(reader, text, lower, start..before.len(), scope);
        }
        // `header x-api-key`, `Request id in the header request-id`
        let after = &lower[at + "header".len()..];
        let name = after.trim_start_matches([' ', '`', '\n']);
        let start = lower.len() - name.len();
        let length = name
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
            .unwrap_or(name.len());
        // A header line has been read as one.
        if start > at + "header".len() && !name[length..].starts_with(": ") {
            add(reader, text, lower, start..start + length, scope);
        }
    }
}

fn add(reader: &mut Reader<'_>, text: &Rich, lower: &str, range: Range<usize>, scope: &Scope) {
    let name = &lower[range.clone()];
    if !name.contains('-') {
        return;
    }
    let (is_key, surety) = if REQUEST_IDS.iter().any(|word| name.contains(word)) {
        (false, Surety::Plain)
    } else if carries_key(name) {
        (true, Surety::Guessed)
    } else if let Some(is_key) = by_words(lower, &range) {
        (is_key, Surety::Plain)
    } else {
        return;
    };
    let statement = if is_key {
        // Prose names the header and not the word before the key.
        let known = reader.vocabulary.auth.as_deref() == Some(name);
        let scheme = known.then(|| reader.vocabulary.scheme.clone());
        Statement::AuthHeader {
            header: name.to_owned(),
            scheme: scheme.unwrap_or_default(),
        }
    } else {
        Statement::RequestIdHeader(name.to_owned())
    };
    reader.add(statement, text.span(range), scope, surety);
}

/// Whether a header of an unfamiliar name carries the key, or else the request id; `None` when the words do not say, or
/// say both.
fn by_words(text: &str, name: &Range<usize>) -> Option<bool> {
    let written = &text[name.clone()];
    if is_common(written) || OTHER.iter().any(|word| written.contains(word)) {
        return None;
    }
    let mut from = name.start.saturating_sub(NEAR);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    let mut to = (name.end + NEAR).min(text.len());
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    let text = &text[from..to];
    let name = name.start - from..name.end - from;
    let sentences = shared::sentences(text);
    let at = sentences
        .iter()
        .position(|one| one.start <= name.start && name.end <= one.end)?;
    let around = Around {
        last: at
            .checked_sub(1)
            .map_or("", |last| &text[sentences[last].clone()]),
        before: without_header(&text[sentences[at].start..name.start]),
        behind: without_header(&text[name.end..sentences[at].end]),
        next: sentences.get(at + 1).map_or("", |next| &text[next.clone()]),
    };
    match (around.key(), around.request_id()) {
        (true, false) => Some(true),
        (false, true) => Some(false),
        _ => None,
    }
}

/// The words around the name of a header, lower case.
struct Around<'t> {
    last: &'t str,
    before: &'t str,
    behind: &'t str,
    next: &'t str,
}

impl Around<'_> {
    /// `Send the API key in the … header`, `Send it in the … header`, `The … header carries the API key`
    fn key(&self) -> bool {
        let inside = IN.iter().any(|word| ends(self.before, word));
        let named = is_last(self.before, KEYS);
        let meant = is_last(self.before, PRONOUNS) && has_any(self.last, KEYS);
        inside && has_any(self.before, SENT) && (named || meant)
            || CARRIES.iter().any(|word| begins(self.behind, word)) && has_any(self.behind, KEYS)
    }

    /// `Quote the value of the … header when you write to support`, `Replies have a … header. Send it to support.`
    fn request_id(&self) -> bool {
        let told = self
            .before
            .split_whitespace()
            .rev()
            .map(bare)
            .find(|word| !VALUE_OF.contains(word))
            .is_some_and(|word| TELL.contains(&word));
        let own = for_support(self.before) || for_support(self.behind);
        own && (told || has_any(self.behind, TOLD))
            || for_support(self.next) && has_any(self.next, TELL) && has_any(self.next, PRONOUNS)
    }
}

/// Whether a text speaks of the vendor's support, and not of what something is there to support.
fn for_support(text: &str) -> bool {
    const GOES_ON: &[&str] = &["and", "as", "if", "or", "so", "when", "with"];
    SUPPORT.iter().any(|phrase| {
        places(text, phrase).any(|end| {
            let rest = &text[end..];
            *phrase != "to support"
                || !rest.starts_with(' ')
                || GOES_ON.iter().any(|word| begins(rest.trim_start(), word))
        })
    })
}

/// A text without the word `header` and the marks between it and the name.
fn without_header(text: &str) -> &str {
    let marks = |c: char| c.is_whitespace() || matches!(c, '`' | '"' | '“' | '”' | ':');
    let text = text.trim_matches(marks);
    let text = text.strip_prefix("header").unwrap_or(text);
    let text = text.strip_suffix("header").unwrap_or(text);
    text.trim_matches(marks)
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words)
        .is_some_and(|rest| !rest.starts_with(char::is_alphanumeric))
}

fn ends(text: &str, words: &str) -> bool {
    text.strip_suffix(words)
        .is_some_and(|rest| !rest.ends_with(char::is_alphanumeric))
}

fn has_any(text: &str, words: &[&str]) -> bool {
    words.iter().any(|word| places(text, word).next().is_some())
}

/// Whether one of the words is in a text, and nothing else is named behind it.
fn is_last(text: &str, words: &[&str]) -> bool {
    let end = words
        .iter()
        .filter_map(|word| places(text, word).last())
        .max();
    end.is_some_and(|end| !text[end..].contains(',') && !has_any(&text[end..], &["and"]))
}

/// Where whole words end in a text.
fn places<'t>(text: &'t str, words: &'t str) -> impl Iterator<Item = usize> {
    text.match_indices(words)
        .map(|(at, word)| (at, at + word.len()))
        .filter(|(at, end)| {
            !text[..*at].ends_with(char::is_alphanumeric)
                && !text[*end..].starts_with(char::is_alphanumeric)
        })
        .map(|(_, end)| end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_words_around_an_unfamiliar_header_say_what_it_is_for() {
        for (text, expected) in [
            (
                "every call needs an api key. send it in the `x-lumen-token` header.",
                Some(true),
            ),
            ("pass the api key in the x-lumen-token header", Some(true)),
            ("your key is sent in the header `x-lumen-token`", Some(true)),
            (
                "the `x-lumen-token` header carries your api key",
                Some(true),
            ),
            (
                "send your api key, and the part in the `x-lumen-part` header",
                None,
            ),
            (
                "every call has a body. send it in the `x-lumen-token` header.",
                None,
            ),
            ("send your api key and an `x-lumen-token` header", None),
            ("send the api key in the `x-lumen-version` header", None),
            (
                "quote the value of the `x-lumen-token` header when you write to support",
                Some(false),
            ),
            (
                "when you contact support, include the `x-lumen-token` header",
                Some(false),
            ),
            (
                "the `x-lumen-token` header should be quoted when contacting support",
                Some(false),
            ),
            (
                "every response has an `x-lumen-token` header. include it when you write to support",
                Some(false),
            ),
            ("send the `x-lumen-token` header to support streaming", None),
            ("the `x-lumen-token` header is not supported", None),
            (
                "if the `x-lumen-token` header is empty, contact support",
                None,
            ),
            (
                "quote the value of the `x-lumen-quota` header when you write to support",
                None,
            ),
            (
                "send your api key in the `x-lumen-token` header. include it when you write to support",
                None,
            ),
        ] {
            let name = [
                "x-lumen-token",
                "x-lumen-version",
                "x-lumen-quota",
                "x-lumen-part",
            ]
            .iter()
            .find_map(|name| Some((text.find(name)?, name.len())));
            let found = name.and_then(|(at, length)| by_words(text, &(at..at + length)));
            assert_eq!(found, expected, "{text}");
        }
    }
}
