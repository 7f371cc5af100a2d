//! Where the API is and how a request proves who sends it.

use super::{Reader, headers, paths, sorted};
use crate::blocks::{Rich, is_blank};
use crate::{Scope, Statement, Surety};
use std::ops::Range;
use theta_audio::Format;

/// Headers that carry keys, lower case.
const AUTH: &[&str] = &[
    "api-key",
    "authorization",
    "x-access-token",
    "x-api-key",
    "x-auth-token",
    "xi-api-key",
];

/// Ends of further headers that carry keys: `x-acme-key`.
const AUTH_ENDS: &[&str] = &["-api-key", "-key", "-access-token", "-auth-token"];

/// Words before a key in its header.
const SCHEMES: &[&str] = &["Bearer", "Token", "Basic", "Key", "ApiKey", "Api-Key"];

/// A format of audio that pages list and no content tells.
const RAW: &str = "pcm";

/// A header line: its name, and where its value begins.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct HeaderLine {
    pub(crate) name: Range<usize>,
    pub(crate) value: Range<usize>,
}

/// The header lines of a text, in order: `x-api-key: sk-…`, `Authorization: Bearer …`.
pub(crate) fn header_lines(text: &str, known: impl Fn(&str) -> bool) -> Vec<HeaderLine> {
    let mut found = Vec::new();
    for (colon, _) in text.match_indices(": ") {
        let start = text[..colon]
            .rfind(|c: char| !(c.is_ascii_alphanumeric() || c == '-' || c == '_'))
            .map_or(0, |at| {
                at + text[at..].chars().next().map_or(1, char::len_utf8)
            });
        let name = text[start..colon].to_ascii_lowercase();
        let is_header = AUTH.contains(&name.as_str())
            || known(&name)
            || name.starts_with("x-")
            || is_common(&name);
        if !is_header {
            continue;
        }
        let rest = super::start_of(&text[colon + 2..]);
        let end = rest
            .find(['\n', '\'', '"', '`', '|', ',', ')'])
            .unwrap_or(rest.len());
        let end = rest[..end].find(" - ").unwrap_or(end);
        let value = &rest[..end];
        let scheme = SCHEMES
            .iter()
            .find(|scheme| {
                value
                    .strip_prefix(**scheme)
                    .is_some_and(|rest| rest.starts_with(' '))
            })
            .map_or(0, |scheme| scheme.len() + 1);
        let key = value[scheme..]
            .find(is_blank)
            .map_or(value.len(), |length| scheme + length);
        found.push(HeaderLine {
            name: start..colon,
            value: colon + 2..colon + 2 + key,
        });
    }
    found
}

/// Whether a header carries the key by its name, lower case.
pub(super) fn carries_key(name: &str) -> bool {
    AUTH.contains(&name)
        || name.starts_with("x-")
            && !name.contains("idempotency")
            && AUTH_ENDS.iter().any(|end| name.ends_with(end))
}

pub(super) fn is_common(name: &str) -> bool {
    matches!(
        name,
        "content-type" | "accept" | "retry-after" | "idempotency-key" | "user-agent"
    )
}

/// Adds what a text says of the address, the key and the request id.
pub(super) fn read(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    header_facts(reader, text, scope);
    let lower = all.to_ascii_lowercase();
    if lower.contains("header") {
        headers::named(reader, text, &lower, scope);
    }
    if lower.contains("key") || lower.contains("prefix") {
        prefixes(reader, text, &lower, scope);
    }
    let section = reader.section().to_lowercase();
    if lower.contains("base url") || all.trim_start().starts_with("http") && is_base(&section) {
        base_url(reader, text, scope, Surety::Plain);
    }
    known_address(reader, text, scope);
    plan_gate(reader, text, &lower, scope);
    formats(reader, text, &lower, scope);
}

/// Whether a label names the address of the API.
pub(super) fn is_base(label: &str) -> bool {
    let label = label.trim().to_lowercase();
    [
        "base url",
        "base address",
        "base uri",
        "server url",
        "api host",
        "endpoint url",
    ]
    .iter()
    .any(|name| label.contains(name))
}

fn header_facts(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let all = text.text();
    let lines = header_lines(all, |name| reader.vocabulary.headers.contains(name));
    for line in lines {
        let name = all[line.name.clone()].to_ascii_lowercase();
        if !carries_key(&name) && reader.vocabulary.auth.as_ref() != Some(&name) {
            continue;
        }
        let value = &all[line.value.clone()];
        let scheme = SCHEMES
            .iter()
            .find(|scheme| {
                value
                    .strip_prefix(**scheme)
                    .is_some_and(|rest| rest.starts_with(' '))
            })
            .copied()
            .unwrap_or_default();
        let key_start = line.value.start + scheme.len() + usize::from(!scheme.is_empty());
        reader.add(
            Statement::AuthHeader {
                header: name,
                scheme: scheme.to_owned(),
            },
            text.span(line.name.start..line.value.end),
            scope,
            Surety::Plain,
        );
        let key = &all[key_start..line.value.end];
        let prefix = key_prefix(key);
        if !prefix.is_empty() {
            let range = key_start..key_start + prefix.len();
            reader.add(
                Statement::KeyPrefix(prefix.to_owned()),
                text.span(range),
                scope,
                Surety::Guessed,
            );
        }
    }
}

/// What a key begins with before its placeholder: `sk-theta-` of `sk-theta-XXXX`, `sk_` of `sk_...`.
fn key_prefix(key: &str) -> &str {
    let end = key
        .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
        .unwrap_or(key.len());
    let cut = key[..end].rfind(['-', '_']).map_or(0, |at| at + 1);
    let tail = &key[cut..];
    let stands_in = tail.is_empty()
        || tail.starts_with(['.', '…', '<', '*', '{', '$'])
        || tail
            .bytes()
            .all(|byte| matches!(byte, b'X' | b'x' | b'*' | b'.'));
    // `YOUR_API_KEY` is a placeholder as a whole.
    if stands_in && key.starts_with(|c: char| c.is_ascii_lowercase()) {
        &key[..cut]
    } else {
        ""
    }
}

/// The longest name of a header or beginning of a key, in bytes.
const MAX_NAME: usize = 80;

/// Where the name begins with which a text ends.
pub(super) fn name_start(text: &str) -> usize {
    let length = text
        .bytes()
        .rev()
        .take(MAX_NAME)
        .take_while(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
        .count();
    text.len() - length
}

/// Words before what every key begins with, lower case.
const PREFIX_WORDS: &[&str] = &[
    "prefixed with ",
    "prefixed ",
    "prefix ",
    "begins with ",
    "begin with ",
    "starts with ",
    "start with ",
];

fn prefixes(reader: &mut Reader<'_>, text: &Rich, lower: &str, scope: &Scope) {
    for word in PREFIX_WORDS {
        for (at, _) in lower.match_indices(word) {
            let rest = &text.text()[at + word.len()..];
            let name = rest.trim_start_matches(['`', '"', '“', ' ']);
            let start = text.text().len() - name.len();
            let length = name
                .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '-' | '_')))
                .unwrap_or(name.len());
            let prefix = &name[..length];
            if length > 2 && prefix.ends_with(['-', '_']) {
                reader.add(
                    Statement::KeyPrefix(prefix.to_owned()),
                    text.span(start..start + length),
                    scope,
                    Surety::Plain,
                );
            }
        }
    }
    // `the sk-theta-prefix`: the blank went with the code style.
    for (at, _) in lower.match_indices("-prefix") {
        let before = &text.text()[..=at];
        let start = name_start(before);
        if at > start {
            reader.add(
                Statement::KeyPrefix(before[start..].to_owned()),
                text.span(start..at + 1),
                scope,
                Surety::Mended,
            );
        }
    }
}

/// Adds the first address of a text as where the API is.
pub(super) fn base_url(reader: &mut Reader<'_>, text: &Rich, scope: &Scope, surety: Surety) {
    let all = text.text();
    if let Some(range) = addresses(all).into_iter().next() {
        let url = all[range.clone()].trim_end_matches('/').to_owned();
        reader.add(Statement::BaseUrl(url), text.span(range), scope, surety);
    }
}

/// Adds the contract's own address where prose names it by itself.
fn known_address(reader: &mut Reader<'_>, text: &Rich, scope: &Scope) {
    let base = reader.vocabulary.base_url.clone();
    if base.is_empty() || !text.text().contains(&base) {
        return;
    }
    for range in addresses(text.text()) {
        let span = text.span(range.clone());
        let stated = reader
            .facts
            .last()
            .is_some_and(|fact| fact.place.span == span);
        if text.text()[range].trim_end_matches('/') == base && !stated {
            reader.add(
                Statement::BaseUrl(base.clone()),
                span,
                scope,
                Surety::Guessed,
            );
        }
    }
}

/// The addresses of a text, in order.
pub(crate) fn addresses(text: &str) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(colon) = text[at..].find("://").map(|offset| at + offset) {
        let start = text[..colon]
            .rfind(|c: char| !c.is_ascii_alphanumeric())
            .map_or(0, |at| {
                at + text[at..].chars().next().map_or(1, char::len_utf8)
            });
        let rest = &text[colon + 3..];
        let length = rest
            .find(|c: char| {
                c.is_whitespace()
                    || matches!(
                        c,
                        '"' | '\'' | '`' | '<' | '>' | '|' | ',' | ')' | ']' | '”'
                    )
            })
            .unwrap_or(rest.len());
        let end = colon
            + 3
            + rest[..length]
                .trim_end_matches(['.', ':', ';', '!', '?'])
                .len();
        if start < colon && end > colon + 3 {
            found.push(start..end);
        }
        at = end.max(colon + 3);
    }
    found
}

/// Adds which plans something is for: `allowed only on starter, pro, enterprise plan tiers`.
fn plan_gate(reader: &mut Reader<'_>, text: &Rich, lower: &str, scope: &Scope) {
    let Some(at) = [
        "only on ",
        "only for ",
        "available on ",
        "available to ",
        "requires the ",
        "require the ",
    ]
    .iter()
    .filter_map(|word| lower.find(word).map(|at| at + word.len()))
    .min() else {
        return;
    };
    let rest = &lower[at..];
    let end = rest.find(['.', ';', '(']).unwrap_or(rest.len());
    if !rest[..end].contains("plan") && !rest[..end].contains("tier") {
        return;
    }
    plans(reader, text, at..at + end, scope, Surety::Guessed);
}

/// Adds the plans that a list names, and no other word but those of lists.
pub(super) fn plans(
    reader: &mut Reader<'_>,
    text: &Rich,
    range: Range<usize>,
    scope: &Scope,
    surety: Surety,
) {
    let lower = text.text().to_ascii_lowercase();
    let names: Vec<String> = lower[range.clone()]
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '_' | '-')))
        .filter(|word| {
            !word.is_empty()
                && !matches!(
                    *word,
                    "and" | "or" | "plan" | "plans" | "tier" | "tiers" | "the" | "all" | "accounts"
                )
        })
        .map(str::to_owned)
        .collect();
    let known = names
        .iter()
        .filter(|name| reader.vocabulary.plans.contains(*name))
        .count();
    if names.is_empty() || known * 2 < names.len() {
        return;
    }
    let mut of = scope.clone();
    let named = reader
        .groups
        .listed(&text.text()[..range.start], reader.vocabulary);
    if !named.is_empty() {
        of.endpoints = named;
    }
    let start = range.start;
    reader.add(
        Statement::PlanGate(sorted(names)),
        text.span(range),
        &of,
        surety,
    );
    if of.endpoints != scope.endpoints {
        for found in paths::find(&text.text()[..start]) {
            reader.made_of(text.span(found.all));
        }
    }
}

/// Adds the formats of audio that a text lists: `.wav or .mp3`.
fn formats(reader: &mut Reader<'_>, text: &Rich, lower: &str, scope: &Scope) {
    if !lower.contains('.') {
        return;
    }
    let named: Vec<(Range<usize>, &str)> = lower
        .match_indices('.')
        .filter_map(|(at, _)| {
            let word = &lower[at + 1..];
            let length = word
                .find(|c: char| !c.is_ascii_alphanumeric())
                .unwrap_or(word.len());
            let free = !lower[..at].ends_with(|c: char| c.is_alphanumeric());
            let format = &word[..length];
            let known = format == RAW || Format::by_extension(format).is_some();
            (free && known).then_some((at..at + 1 + length, format))
        })
        .collect();
    let (Some(first), Some(last)) = (named.first(), named.last()) else {
        return;
    };
    let range = first.0.start..last.0.end;
    // Only a list: names with little between them.
    let close = named
        .windows(2)
        .all(|pair| pair[1].0.start - pair[0].0.end <= 8);
    if !close {
        return;
    }
    let plain = ["format", "audio"].iter().any(|word| lower.contains(word));
    let formats = sorted(
        named
            .iter()
            .map(|(_, format)| (*format).to_owned())
            .collect(),
    );
    let surety = if plain {
        Surety::Plain
    } else {
        Surety::Guessed
    };
    reader.add(Statement::Formats(formats), text.span(range), scope, surety);
}
