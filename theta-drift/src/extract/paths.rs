//! Methods and paths.

use super::Reader;
use crate::blocks::Rich;
use crate::{Scope, Statement, Surety};
use std::ops::Range;
use theta_spec::contract::Method;

/// A path in a text, with the method before it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// The method, when one stands before the path.
    pub(crate) method: Option<Method>,
    /// The path, without host.
    pub(crate) path: Range<usize>,
    /// Scheme and host before the path; empty when there are none.
    pub(crate) host: Range<usize>,
    /// All of it.
    pub(crate) all: Range<usize>,
}

/// Schemes of addresses that an API has.
const SCHEMES: &[&str] = &["https://", "http://", "wss://", "ws://"];

/// The paths of a text, in order. A path begins behind a blank, a bracket, a quote or an address.
pub(crate) fn find(text: &str) -> Vec<Found> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(slash) = text[at..].find('/').map(|offset| at + offset) {
        at = slash + 1;
        let mut host = slash..slash;
        let mut start = slash;
        if bytes.get(slash + 1) == Some(&b'/') {
            let scheme = SCHEMES
                .iter()
                .find(|scheme| text[..slash + 2].ends_with(**scheme))
                .map(|scheme| scheme.len());
            let length = text[slash + 2..]
                .bytes()
                .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b':' | b'@'))
                .count();
            at = slash + 2 + length;
            let Some(scheme) = scheme else { continue };
            host = slash + 2 - scheme..at;
            if length == 0 || bytes.get(at) != Some(&b'/') {
                continue;
            }
            start = at;
        } else if !is_free(text[..slash].chars().next_back()) {
            continue;
        }
        let end = path_end(text, start);
        at = end.max(at);
        if is_cut(&text[end..]) {
            continue;
        }
        if end - start < 2
            || !bytes[start + 1].is_ascii_alphabetic()
                && !matches!(bytes[start + 1], b'{' | b'@' | b'~' | b'%' | b'$')
        {
            continue;
        }
        let before = if host.is_empty() { start } else { host.start };
        let (method, from) = method_before(text, before)
            .map_or((None, before), |(method, from)| (Some(method), from));
        found.push(Found {
            method,
            path: start..end,
            host,
            all: from..end,
        });
    }
    found
}

fn is_free(before: Option<char>) -> bool {
    before.is_none_or(|c| {
        c.is_whitespace()
            || matches!(
                c,
                '(' | '[' | '`' | '"' | '\'' | '“' | ',' | ';' | '—' | '–' | '|' | ':' | '\u{200b}'
            )
    })
}

/// Where the path that begins at `start` ends: marks of the sentence around it are not part of it.
fn path_end(text: &str, start: usize) -> usize {
    let bytes = text.as_bytes();
    let word = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_alphanumeric);
    let hex = |at: usize| bytes.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut end = start;
    let (mut braces, mut brackets) = (0_usize, 0_usize);
    while let Some(&byte) = bytes.get(end) {
        match byte {
            b'{' | b'<' => braces += 1,
            b'}' | b'>' if braces > 0 => braces -= 1,
            // A bracket around the path closes behind it.
            b'(' => brackets += 1,
            b')' if brackets > 0 => brackets -= 1,
            // What else a segment may hold (RFC 3986, 3.3).
            b'%' if hex(end + 1) && hex(end + 2) => {}
            // A list of paths, or of quoted ones, is no path.
            b',' | b';' if bytes.get(end + 1) == Some(&b'/') => break,
            b'\'' if brackets == 0 && !word(end + 1) => break,
            b'/' | b'-' | b'_' | b'.' | b'~' | b':' | b'@' | b'!' | b'$' | b'&' | b'\'' | b'*'
            | b'+' | b',' | b';' | b'=' => {}
            byte if byte.is_ascii_alphanumeric() => {}
            _ => break,
        }
        end += 1;
    }
    while end > start
        && matches!(
            bytes[end - 1],
            b'.' | b':' | b'-' | b',' | b';' | b'!' | b'\'' | b'*' | b'&' | b'=' | b'+' | b'('
        )
    {
        end -= 1;
    }
    end
}

/// Whether what follows shows that a path goes on: half of one is none.
fn is_cut(rest: &str) -> bool {
    rest.starts_with(['%', '^', '\\', '*'])
}

/// The method before a place, and where it begins.
fn method_before(text: &str, at: usize) -> Option<(Method, usize)> {
    let before = text[..at].trim_end_matches([' ', '`', '*', '\n', '\u{a0}', '\'', '"', '|']);
    Method::ALL.iter().find_map(|(_, method)| {
        let word = method.as_str();
        let rest = before.strip_suffix(word)?;
        let free = !rest.ends_with(|c: char| c.is_alphanumeric());
        (free && at - before.len() <= 4).then_some((*method, rest.len()))
    })
}

/// The method that a text is.
pub(super) fn method(text: &str) -> Option<Method> {
    let text = text.trim_matches(|c: char| c.is_whitespace() || c == '`');
    Method::ALL
        .iter()
        .find(|(_, method)| method.as_str().eq_ignore_ascii_case(text))
        .map(|(_, method)| *method)
}

/// Words that scraping glues to the end of a path.
const GLUED: &[&str] = &[
    "and", "for", "from", "in", "is", "like", "on", "or", "to", "with",
];

/// Adds the endpoints that a text names with their methods.
pub(super) fn endpoints(reader: &mut Reader<'_>, text: &Rich, scope: &Scope, surety: Surety) {
    for found in find(text.text()) {
        let Some(method) = found.method else { continue };
        let path = own_path(reader, text.text(), &found);
        let pieces = unglued(reader, &path);
        if pieces.is_empty() {
            reader.add(
                Statement::Endpoint { method, path },
                text.span(found.all.clone()),
                scope,
                surety,
            );
        }
        for piece in pieces {
            let statement = Statement::Endpoint {
                method,
                path: piece,
            };
            reader.add(
                statement,
                text.span(found.all.clone()),
                scope,
                surety.min(Surety::Mended),
            );
        }
        if !found.host.is_empty() {
            base(reader, text, &found, scope);
        }
    }
}

/// The known paths of which one is made that a word glued together: `/aand/b`. Empty when it is none.
fn unglued(reader: &Reader<'_>, path: &str) -> Vec<String> {
    let known = |path: &str| reader.groups.knows(path);
    let mut pieces = Vec::new();
    let mut rest = path;
    while !known(rest) {
        let cut = GLUED.iter().find_map(|word| {
            rest.match_indices(word).find_map(|(at, _)| {
                let after = &rest[at + word.len()..];
                (known(&rest[..at]) && (after.is_empty() || after.starts_with('/')))
                    .then_some((at, after))
            })
        });
        let Some((at, after)) = cut else {
            return Vec::new();
        };
        pieces.push(rest[..at].to_owned());
        if after.is_empty() {
            return pieces;
        }
        rest = after;
    }
    if !pieces.is_empty() {
        pieces.push(rest.to_owned());
    }
    pieces
}

/// The path as the contract counts it: without the path of the base address.
pub(super) fn own_path(reader: &Reader<'_>, text: &str, found: &Found) -> String {
    let whole = &text[found.host.start.min(found.path.start)..found.path.end];
    let base = reader.vocabulary.base_url.as_str();
    whole
        .strip_prefix(base)
        .filter(|path| !found.host.is_empty() && !base.is_empty() && path.starts_with('/'))
        .unwrap_or(&text[found.path.clone()])
        .to_owned()
}

/// Adds the address before a path as where the API is.
fn base(reader: &mut Reader<'_>, text: &Rich, found: &Found, scope: &Scope) {
    let path = own_path(reader, text.text(), found);
    let end = found.path.end - path.len();
    let range = found.host.start..end;
    let url = text.text()[range.clone()].to_owned();
    reader.add(
        Statement::BaseUrl(url),
        text.span(range),
        scope,
        Surety::Guessed,
    );
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_told_from_other_slashes() {
        for (text, expected) in [
            ("POST /v1/voices/{id}.", vec!["POST /v1/voices/{id}"]),
            (
                "(/analyze-native, /pronunciation)",
                vec!["/analyze-native", "/pronunciation"],
            ),
            ("application/json and Invalid / missing and/or 1/2", vec![]),
            (
                "see https://a.example/docs/x and GET https://a.example/v1/me",
                vec!["https://a.example/docs/x", "GET https://a.example/v1/me"],
            ),
            ("TARGET /a", vec!["/a"]),
            ("POST\n/a", vec!["POST\n/a"]),
            ("//", vec![]),
            ("GET /users/@me", vec!["GET /users/@me"]),
            ("GET /@me, POST /~a.", vec!["GET /@me", "POST /~a"]),
            (
                "see /users/@me, or /v1/x:run; then",
                vec!["/users/@me", "/v1/x:run"],
            ),
            (
                "POST /v1/{name}:cancel: stops",
                vec!["POST /v1/{name}:cancel"],
            ),
            ("GET /a;v=1/b, and more", vec!["GET /a;v=1/b"]),
            ("GET /a%20b/c!", vec!["GET /a%20b/c"]),
            ("GET /Users('{id}')/mail", vec!["GET /Users('{id}')/mail"]),
            ("(GET /sets(1,2)/x)", vec!["GET /sets(1,2)/x"]),
            ("'GET /a+b/c*d'", vec!["GET /a+b/c*d"]),
            ("GET /a$b/$batch?x=1", vec!["GET /a$b/$batch"]),
            ("'/a','/b'", vec!["/a", "/b"]),
            ("GET /a%zz, GET /a^b, GET /v1/*", vec![]),
            ("/a,/b,/c", vec!["/a", "/b", "/c"]),
        ] {
            let found: Vec<&str> = find(text)
                .into_iter()
                .map(|found| &text[found.all])
                .collect();
            assert_eq!(found, expected, "{text}");
        }
    }
}
