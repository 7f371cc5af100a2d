//! The header `link` (RFC 8288).

use http::HeaderMap;
use http::header::LINK;

/// Returns the target of the first link that has this relation.
pub(super) fn target(headers: &HeaderMap, rel: &str) -> Option<String> {
    // Where an address has more than ASCII, it is read as if that were encoded.
    let mut values = headers
        .get_all(LINK)
        .iter()
        .map(|value| String::from_utf8_lossy(value.as_bytes()));
    values.find_map(|value| in_value(&value, rel))
}

fn in_value(value: &str, rel: &str) -> Option<String> {
    let mut rest = value;
    loop {
        let start = rest.find('<')?;
        let (target, after) = rest.get(start + 1..)?.split_once('>')?;
        let (params, next) = params(after);
        // Only the first `rel` of a link counts.
        let mut params = params.iter();
        let own = params.find(|(name, _)| name.eq_ignore_ascii_case("rel"));
        let has_rel = |rels: &String| {
            let mut rels = rels.split_ascii_whitespace();
            rels.any(|own| own.eq_ignore_ascii_case(rel))
        };
        if own.is_some_and(|(_, rels)| has_rel(rels)) {
            return Some(target.trim().to_owned());
        }
        rest = next;
    }
}

/// The parameters of a link, and what comes behind it.
fn params(text: &str) -> (Vec<(&str, String)>, &str) {
    let mut found = Vec::new();
    let mut rest = text.trim_start();
    while let Some(param) = rest.strip_prefix(';') {
        let end = param.find([';', ',', '=']).unwrap_or(param.len());
        let (name, after) = param.split_at(end);
        let (value, after) = match after.strip_prefix('=') {
            Some(after) => value(after.trim_start()),
            None => (String::new(), after),
        };
        found.push((name.trim(), value));
        rest = after.trim_start();
    }
    (found, rest)
}

/// A token or a quoted text, and what comes behind it.
fn value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let end = text.find([';', ',']).unwrap_or(text.len());
        let (token, after) = text.split_at(end);
        return (token.trim().to_owned(), after);
    };
    let (mut out, mut escaped) = (String::new(), false);
    for (at, c) in quoted.char_indices() {
        match c {
            _ if escaped => {
                out.push(c);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => return (out, &quoted[at + 1..]),
            c => out.push(c),
        }
    }
    (out, "")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn next(value: &str) -> Option<String> {
        in_value(value, "next")
    }

    #[test]
    fn the_link_with_the_relation_is_found() {
        let table: &[(&str, Option<&str>)] = &[
            (
                "<https://a.example/?page=2>; rel=\"next\"",
                Some("https://a.example/?page=2"),
            ),
            (
                "</?page=1>; rel=\"prev\", </?page=3>; rel=\"next\", </?page=9>; rel=\"last\"",
                Some("/?page=3"),
            ),
            ("</?p=2>;rel=next", Some("/?p=2")),
            ("</?p=2> ; REL = \"prev NEXT\"", Some("/?p=2")),
            // A comma and a semicolon belong to the address and to a quoted text.
            (
                "</?a=1,2;3>; title=\"a, <b>; rel=\\\"next\\\"\"; rel=\"next\"",
                Some("/?a=1,2;3"),
            ),
            ("</?a=1>; title=\"rel=next\"", None),
            ("</?a=1>; rel=\"nexts\"", None),
            ("</?a=1>; rel=prev; rel=next", None),
            ("</?a=1>; rel", None),
            ("", None),
            ("<", None),
            ("rel=next", None),
        ];
        for (value, expected) in table {
            assert_eq!(next(value).as_deref(), *expected, "{value}");
        }
    }

    #[test]
    fn several_headers_are_one() {
        let mut headers = HeaderMap::new();
        for value in ["</1>; rel=first", "</2>; rel=next"] {
            headers.append(LINK, http::HeaderValue::from_static(value));
        }
        assert_eq!(target(&headers, "next").as_deref(), Some("/2"));
        assert_eq!(target(&headers, "last"), None);
        let beyond_ascii = http::HeaderValue::from_bytes("</ü>; rel=last".as_bytes());
        headers.append(LINK, beyond_ascii.unwrap());
        assert_eq!(target(&headers, "last").as_deref(), Some("/ü"));
    }
}
