//! Sentences that give all endpoints the same errors: `All endpoints share the codes below.`

use super::{Reader, paths};
use crate::blocks::Rich;
use crate::{Scope, Statement, Surety};
use std::ops::Range;

const ALL: &[&str] = &["all", "any", "each", "every"];

/// Words before a word for all that take it back.
const NOT_ALL: &[&str] = &["almost", "but", "most", "nearly", "not", "virtually"];

const ENDPOINTS: &[&str] = &[
    "call",
    "calls",
    "endpoint",
    "endpoints",
    "method",
    "methods",
    "operation",
    "operations",
    "route",
    "routes",
];

/// What may stand between a word for all and its endpoints, and add nothing.
const OF_THE_API: &[&str] = &["api", "http", "of", "our", "rest", "the"];

/// What may stand between the endpoints and what they do.
const BETWEEN: &[&str] = &["and", "can", "may", "will", ""];

const SHARE: &[&str] = &["return", "returns", "share", "shares", "use", "uses"];

const ERRORS: &[&str] = &["codes", "errors", "statuses"];

/// Words that may stand before the errors, and whether they say which ones.
const WHICH: &[(&str, bool)] = &[
    ("all", false),
    ("common", false),
    ("error", false),
    ("following", true),
    ("http", false),
    ("of", false),
    ("response", false),
    ("same", true),
    ("set", false),
    ("status", false),
    ("the", false),
    ("these", true),
];

/// Words right behind the errors that say which ones.
const BELOW: &[&str] = &[
    "below",
    "described below",
    "documented below",
    "listed below",
    "shown below",
];

/// What stands between the errors and the endpoints when the errors come first.
const SHARED_BY: &[&str] = &[
    "apply to",
    "are common to",
    "are returned by",
    "are shared by",
    "are the same for",
    "are the same on",
    "can be returned by",
    "may be returned by",
];

/// Words that bound the sentence or take some of it back.
const BUT: &[&str] = &[
    "although",
    "but",
    "depending",
    "except",
    "however",
    "if",
    "only",
    "otherwise",
    "own",
    "plus",
    "some",
    "specific",
    "though",
    "unless",
    "when",
    "where",
];

/// How many words ahead a turn of phrase is looked for.
const AHEAD: usize = 8;

/// Adds what a paragraph says of the errors of all endpoints.
pub(super) fn read(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    for range in sentences(all) {
        let sentence = &all[range.clone()];
        if !states(sentence) {
            continue;
        }
        let mut of = scope.clone();
        let named: Vec<String> = paths::find(sentence)
            .into_iter()
            .map(|found| sentence[found.path].to_owned())
            .collect();
        if !named.is_empty() {
            of.endpoints = super::sorted(named);
        }
        let statement = Statement::SharedErrors { until: usize::MAX };
        reader.add(statement, text.span(range), &of, Surety::Plain);
        reader.reaches();
    }
}

/// The sentences of a text.
pub(super) fn sentences(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut start = 0;
    for (at, _) in text
        .match_indices(['.', ';', '!', '?'])
        .filter(|(at, _)| text[at + 1..].starts_with([' ', '\n']))
        .chain([(text.len(), "")])
    {
        let sentence = &text[start..at];
        let blank = sentence.len() - sentence.trim_start().len();
        found.push(start + blank..start + sentence.trim_end().len());
        start = (at + 2).min(text.len());
    }
    found.retain(|range| range.start < range.end);
    found
}

/// Whether a sentence gives all endpoints the same errors, without reserve.
fn states(sentence: &str) -> bool {
    let words: Vec<String> = sentence
        .split_whitespace()
        .map(|word| {
            word.trim_matches(|c: char| !c.is_alphanumeric() && c != '/')
                .to_lowercase()
        })
        .collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    !words.iter().any(|word| BUT.contains(word))
        && (errors(&words).is_some_and(|end| shared_by_all(&words[end..]))
            || (0..words.len())
                .any(|at| all_endpoints(&words, at).is_some_and(|end| they_share(&words[end..]))))
}

/// Where the words end that mean all endpoints, from a place on.
fn all_endpoints(words: &[&str], at: usize) -> Option<usize> {
    let not = at > 0 && NOT_ALL.contains(&words[at - 1]);
    if not || !ALL.contains(words.get(at)?) {
        return None;
    }
    let between = words[at + 1..]
        .iter()
        .take_while(|word| OF_THE_API.contains(word))
        .count();
    let noun = at + 1 + between;
    ENDPOINTS.contains(words.get(noun)?).then_some(noun + 1)
}

fn they_share(words: &[&str]) -> bool {
    let between = words
        .iter()
        .take_while(|word| BETWEEN.contains(word) || word.starts_with('/'))
        .count();
    words.get(between).is_some_and(|word| SHARE.contains(word))
        && errors(&words[between + 1..]).is_some()
}

/// Where the words end that mean certain errors, with which a list of words begins.
fn errors(words: &[&str]) -> Option<usize> {
    let which: Vec<bool> = words
        .iter()
        .map_while(|word| WHICH.iter().find(|(known, _)| known == word))
        .map(|(_, which)| *which)
        .collect();
    let noun = which.len();
    if !ERRORS.contains(words.get(noun)?) {
        return None;
    }
    let rest = words[noun + 1..words.len().min(noun + 1 + AHEAD)].join(" ");
    let below = BELOW.iter().find(|below| begins(&rest, below));
    let behind = below.map_or(0, |below| below.split(' ').count());
    (below.is_some() || which.contains(&true)).then_some(noun + 1 + behind)
}

fn shared_by_all(words: &[&str]) -> bool {
    let rest = words[..words.len().min(AHEAD)].join(" ");
    SHARED_BY
        .iter()
        .any(|by| begins(&rest, by) && all_endpoints(words, by.split(' ').count()).is_some())
}

/// Whether a text begins with whole words.
fn begins(text: &str, words: &str) -> bool {
    text.strip_prefix(words)
        .is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_gives_all_endpoints_the_same_errors_or_it_does_not() {
        for (sentence, stated) in [
            ("All endpoints share the codes below.", true),
            ("All endpoints (/a, /b and /c) share the codes below", true),
            ("Every endpoint can return the following errors:", true),
            ("All of the API endpoints use the same error codes", true),
            ("These status codes are shared by all endpoints", true),
            ("The errors listed below apply to every endpoint", true),
            ("Not all endpoints share the codes below", false),
            ("All endpoints share the codes below unless noted", false),
            ("All endpoints share the same error format", false),
            ("All endpoints return errors as JSON", false),
            ("All endpoints use the same language codes", false),
            ("All paid endpoints share the codes below", false),
            ("All endpoints share one base URL", false),
            ("The endpoints share the codes below", false),
            ("These errors apply to some endpoints", false),
            ("Some of these errors apply to all endpoints", false),
            ("Not these errors apply to all endpoints", false),
        ] {
            assert_eq!(states(sentence), stated, "{sentence}");
        }
    }
}
