//! Statuses in text, and what they are called.

use std::ops::Range;
use theta_spec::contract::Status;

/// Reason phrases, registered ones and those that servers send besides.
const PHRASES: &[(u16, &str)] = &[
    (200, "OK"),
    (201, "Created"),
    (202, "Accepted"),
    (204, "No Content"),
    (301, "Moved Permanently"),
    (302, "Found"),
    (304, "Not Modified"),
    (307, "Temporary Redirect"),
    (308, "Permanent Redirect"),
    (400, "Bad Request"),
    (401, "Unauthorized"),
    (402, "Payment Required"),
    (403, "Forbidden"),
    (404, "Not Found"),
    (405, "Method Not Allowed"),
    (406, "Not Acceptable"),
    (407, "Proxy Authentication Required"),
    (408, "Request Timeout"),
    (409, "Conflict"),
    (410, "Gone"),
    (411, "Length Required"),
    (412, "Precondition Failed"),
    (413, "Payload Too Large"),
    (413, "Content Too Large"),
    (413, "Request Entity Too Large"),
    (414, "URI Too Long"),
    (415, "Unsupported Media Type"),
    (416, "Range Not Satisfiable"),
    (417, "Expectation Failed"),
    (418, "I'm a teapot"),
    (421, "Misdirected Request"),
    (422, "Unprocessable Entity"),
    (422, "Unprocessable Content"),
    (423, "Locked"),
    (424, "Failed Dependency"),
    (425, "Too Early"),
    (426, "Upgrade Required"),
    (428, "Precondition Required"),
    (429, "Too Many Requests"),
    (431, "Request Header Fields Too Large"),
    (451, "Unavailable For Legal Reasons"),
    (499, "Client Closed Request"),
    (500, "Internal Server Error"),
    (501, "Not Implemented"),
    (502, "Bad Gateway"),
    (503, "Service Unavailable"),
    (504, "Gateway Timeout"),
    (505, "HTTP Version Not Supported"),
    (507, "Insufficient Storage"),
    (511, "Network Authentication Required"),
    (520, "Web Server Returned an Unknown Error"),
    (521, "Web Server Is Down"),
    (522, "Connection Timed Out"),
    (524, "A Timeout Occurred"),
    (529, "Overloaded"),
];

/// The length of the longest reason phrase of any status with which a text begins.
pub(crate) fn phrase(text: &str) -> Option<usize> {
    PHRASES
        .iter()
        .map(|(_, phrase)| phrase)
        .filter(|phrase| {
            text.get(..phrase.len())
                .is_some_and(|start| start.eq_ignore_ascii_case(phrase))
        })
        .map(|phrase| phrase.len())
        .max()
}

/// The length of that status's reason phrase with which a text begins.
pub(crate) fn phrase_of(status: Status, text: &str) -> Option<usize> {
    let Status::Exact(number) = status else {
        return None;
    };
    PHRASES
        .iter()
        .filter(|(of, phrase)| {
            *of == number
                && text
                    .get(..phrase.len())
                    .is_some_and(|start| start.eq_ignore_ascii_case(phrase))
        })
        .map(|(_, phrase)| phrase.len())
        .max()
}

/// Whether a status is one that servers send.
pub(crate) fn is_registered(status: Status) -> bool {
    match status {
        Status::Exact(number) => PHRASES.iter().any(|(known, _)| *known == number),
        Status::Class(_) | Status::Default => true,
    }
}

/// The status with which a text begins, and its length: `429`, `5xx`.
pub(crate) fn leading(text: &str) -> Option<(Status, usize)> {
    let bytes = text.as_bytes();
    let first = *bytes.first()?;
    if !(b'1'..=b'5').contains(&first) || bytes.len() < 3 {
        return None;
    }
    let status = match (bytes[1], bytes[2]) {
        (b'x' | b'X', b'x' | b'X') if first >= b'4' => Status::Class(first - b'0'),
        (tens, ones) if tens.is_ascii_digit() && ones.is_ascii_digit() => Status::Exact(
            u16::from(first - b'0') * 100 + u16::from(tens - b'0') * 10 + u16::from(ones - b'0'),
        ),
        _ => return None,
    };
    let more = bytes.get(3).is_some_and(u8::is_ascii_digit)
        || matches!(bytes.get(3), Some(b'.' | b','))
            && bytes.get(4).is_some_and(u8::is_ascii_digit);
    (!more).then_some((status, 3))
}

/// Statuses that stand in a text as words of their own, in order: from 100 to 599, `4xx`, `5xx`.
pub(crate) fn all(text: &str) -> Vec<(Status, Range<usize>)> {
    let bytes = text.as_bytes();
    let mut found = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let free = at == 0 || !is_part_of_number(text[..at].chars().next_back());
        let status = leading(&text[at..]).filter(|(_, length)| {
            free && !text[at + length..]
                .chars()
                .next()
                .is_some_and(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '%' | '/'))
        });
        if let Some((status, length)) = status {
            found.push((status, at..at + length));
            at += length;
        } else {
            while at < bytes.len() && bytes[at].is_ascii_alphanumeric() {
                at += 1;
            }
        }
    }
    found
}

fn is_part_of_number(before: Option<char>) -> bool {
    before.is_some_and(|c| {
        c.is_alphanumeric()
            || matches!(
                c,
                '.' | ',' | '_' | '-' | '/' | ':' | '#' | '$' | '€' | '£' | '+' | '='
            )
    })
}

/// Statuses of a cell that holds nothing else of weight: `429`, `500, 502, 503`, `5xx`, `HTTP 400`, `400 Bad Request`.
pub(crate) fn of_cell(text: &str) -> Vec<(Status, Range<usize>)> {
    let found = all(text);
    match leading(text) {
        Some((status, length)) if found.is_empty() => vec![(status, 0..length)],
        _ => found,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn texts(text: &str) -> Vec<&str> {
        all(text)
            .into_iter()
            .map(|(_, range)| &text[range])
            .collect()
    }

    #[test]
    fn statuses_are_words_of_their_own() {
        for (text, expected) in [
            (
                "Retry only on 429, 500, 502, 503; use",
                vec!["429", "500", "502", "503"],
            ),
            ("any 5xx or 400.", vec!["5xx", "400"]),
            ("(429)", vec!["429"]),
            (
                "HTTP/2 in 2004, 1.400, 400ms, $500, 16 000, id-404, 400%",
                vec![],
            ),
            ("limit of 2000 or 600", vec![]),
        ] {
            assert_eq!(texts(text), expected, "{text}");
        }
    }

    #[test]
    fn the_longest_phrase_counts() {
        assert_eq!(phrase("Not Foundry"), Some(9));
        assert_eq!(phrase("request entity too large: x"), Some(24));
        assert_eq!(phrase("Nothing"), None);
        assert_eq!(phrase_of(Status::Exact(404), "Bad Request"), None);
    }
}
