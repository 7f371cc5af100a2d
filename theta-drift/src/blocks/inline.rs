//! Marks inside a line that no parser reads: backticks, stars, links.

use super::rich::Rich;
use theta_spec::source::Span;

/// The text of a stretch of a page, with code style where a pair of backticks stands outside quotes.
///
/// Inside quotes a backtick is part of the text: vendors' messages hold them.
pub(super) fn inline(page: &str, span: Span) -> Rich {
    let text = &page[span.start..span.end];
    if !text.contains(['`', '*', ']', '\\']) {
        return Rich::slice(page, span);
    }
    let mut rich = Rich::default();
    let mut plain = 0;
    let mut at = 0;
    let mut quoted = false;
    let bytes = text.as_bytes();
    while at < text.len() {
        let found = match bytes[at] {
            b'"' => {
                quoted = !quoted;
                None
            }
            b'`' if !quoted => code(text, at),
            b'*' if bytes.get(at + 1) == Some(&b'*') => Some((at + 2..at + 2, at + 2, false)),
            b'\\' if matches!(bytes.get(at + 1), Some(b'|' | b'<' | b'>' | b'*' | b'_')) => {
                Some((at + 1..at + 2, at + 2, false))
            }
            b']' if !quoted => target(text, at),
            _ => None,
        };
        let Some((inner, next, code)) = found else {
            at += 1;
            continue;
        };
        let place = |start: usize, end: usize| Span::new(span.start + start, span.start + end);
        // The bracket of a link goes with its target.
        if bytes[at] == b']'
            && let Some(open) = text[plain..at].rfind('[')
        {
            rich.push(
                &text[plain..plain + open],
                place(plain, plain + open),
                false,
            );
            plain += open + 1;
        }
        rich.push(&text[plain..at], place(plain, at), false);
        rich.push(&text[inner.clone()], place(inner.start, inner.end), code);
        plain = next;
        at = next;
    }
    rich.push(
        &text[plain..],
        Span::new(span.start + plain, span.end),
        false,
    );
    rich
}

type Mark = Option<(std::ops::Range<usize>, usize, bool)>;

/// The code between backticks that begin at `at`.
fn code(text: &str, at: usize) -> Mark {
    let length = text[at + 1..].find(['`', '\n'])?;
    let end = at + 1 + length;
    (length > 0 && text.as_bytes()[end] == b'`').then_some((at + 1..end, end + 1, true))
}

/// The longest target of a link, in bytes.
const MAX_TARGET: usize = 400;

/// The target in parentheses behind a bracket that closes at `at`; it is left out.
fn target(text: &str, at: usize) -> Mark {
    if text.as_bytes().get(at + 1) != Some(&b'(') {
        return None;
    }
    let mut limit = text.len().min(at + 2 + MAX_TARGET);
    while !text.is_char_boundary(limit) {
        limit -= 1;
    }
    let length = text[at + 2..limit].find([')', '\n', ' '])?;
    let end = at + 2 + length;
    (text.as_bytes()[end] == b')').then_some((at..at, end + 1, false))
}
