//! Tags of HTML and of JSX.

use html5gum::{Token, Tokenizer};
use std::ops::Range;

/// A tag.
pub(super) struct Tag<'t> {
    pub(super) name: &'t str,
    /// `</name>`
    pub(super) is_end: bool,
    /// `<name/>`
    pub(super) is_empty: bool,
    pub(super) attributes: Vec<Attribute<'t>>,
    /// The byte after it.
    pub(super) end: usize,
}

/// An attribute with a value.
pub(super) struct Attribute<'t> {
    pub(super) name: &'t str,
    /// The bytes of the value, without quotes and braces.
    pub(super) value: Range<usize>,
    /// Whether it stands in braces and is no text.
    pub(super) is_code: bool,
}

/// The longest tag that is read, in bytes.
const MAX: usize = 4096;

/// Attributes that a reader does not see, beside those that are told by their beginning or end.
const UNSEEN: &[&str] = &[
    "align",
    "alt",
    "as",
    "border",
    "class",
    "classname",
    "color",
    "cols",
    "colspan",
    "d",
    "data",
    "dir",
    "fill",
    "height",
    "icon",
    "key",
    "lang",
    "language",
    "path",
    "rel",
    "role",
    "rowspan",
    "scope",
    "size",
    "slug",
    "src",
    "srcset",
    "stroke",
    "style",
    "tabindex",
    "target",
    "theme",
    "to",
    "valign",
    "viewbox",
    "width",
    "xmlns",
];

/// Elements of HTML inside a line.
const INLINE: &[&str] = &[
    "a", "abbr", "b", "bdi", "bdo", "br", "button", "cite", "code", "data", "del", "dfn", "em",
    "font", "i", "img", "input", "ins", "kbd", "label", "mark", "path", "q", "s", "samp", "small",
    "span", "strong", "sub", "sup", "svg", "time", "tt", "u", "var", "wbr",
];

/// Elements of HTML that are blocks.
const BLOCK: &[&str] = &[
    "article",
    "aside",
    "blockquote",
    "body",
    "caption",
    "dd",
    "details",
    "div",
    "dl",
    "dt",
    "fieldset",
    "figcaption",
    "figure",
    "footer",
    "form",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "head",
    "header",
    "hr",
    "html",
    "li",
    "main",
    "nav",
    "ol",
    "p",
    "pre",
    "section",
    "summary",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
    "ul",
];

impl<'t> Tag<'t> {
    /// The tag that begins at a `<`, if one does.
    pub(super) fn at(text: &'t str, start: usize) -> Option<Self> {
        let bytes = text.as_bytes();
        let limit = bytes.len().min(start + MAX);
        let mut at = start + 1;
        let is_end = bytes.get(at) == Some(&b'/');
        at += usize::from(is_end);
        if !bytes.get(at)?.is_ascii_alphabetic() {
            return None;
        }
        let word = |from: usize, odd: &[u8]| {
            let rest = bytes[from..limit].iter();
            from + rest
                .take_while(|b| b.is_ascii_alphanumeric() || odd.contains(b))
                .count()
        };
        let name_end = word(at, b".:_-");
        let mut tag = Self {
            name: &text[at..name_end],
            is_end,
            is_empty: false,
            attributes: Vec::new(),
            end: 0,
        };
        at = name_end;
        loop {
            let blanks = bytes[at..limit]
                .iter()
                .take_while(|b| b.is_ascii_whitespace())
                .count();
            at += blanks;
            match *bytes[..limit].get(at)? {
                b'>' => {
                    tag.end = at + 1;
                    return Some(tag);
                }
                b'/' if bytes.get(at + 1) == Some(&b'>') => {
                    tag.is_empty = true;
                    tag.end = at + 2;
                    return Some(tag);
                }
                _ if blanks == 0 => return None,
                b'{' => at = braces(bytes, at, limit)?,
                b if b.is_ascii_alphabetic() || matches!(b, b'_' | b'@' | b':') => {
                    let end = word(at + 1, b".:_@-");
                    let name = &text[at..end];
                    at = end;
                    if bytes.get(at) != Some(&b'=') {
                        continue;
                    }
                    at += 1;
                    let (value, is_code, end) = value(bytes, at, limit)?;
                    tag.attributes.push(Attribute {
                        name,
                        value,
                        is_code,
                    });
                    at = end;
                }
                _ => return None,
            }
        }
    }

    /// Whether it is one rather than a placeholder such as `<api_key>`.
    pub(super) fn is_known(&self) -> bool {
        self.is_component()
            || self.is_inline()
            || self.is_block()
            || self.name.contains(['-', '.', ':'])
            || self.is_empty
            || !self.attributes.is_empty()
    }

    pub(super) fn is_component(&self) -> bool {
        self.name.starts_with(|c: char| c.is_ascii_uppercase())
            && !self
                .name
                .bytes()
                .all(|b| b.is_ascii_uppercase() || b == b'_')
    }

    pub(super) fn is_inline(&self) -> bool {
        INLINE
            .iter()
            .any(|name| self.name.eq_ignore_ascii_case(name))
    }

    pub(super) fn is_block(&self) -> bool {
        BLOCK
            .iter()
            .any(|name| self.name.eq_ignore_ascii_case(name))
    }

    /// Whether what it encloses is set off.
    pub(super) fn marks(&self) -> bool {
        let names = ["code", "kbd", "samp", "tt", "b", "strong", "em", "i"];
        names
            .iter()
            .any(|name| self.name.eq_ignore_ascii_case(name))
    }
}

impl Attribute<'_> {
    /// Whether a reader sees it.
    pub(super) fn is_seen(&self) -> bool {
        is_seen(self.name) && !self.value.is_empty()
    }
}

/// Whether a reader sees an attribute of that name.
pub(super) fn is_seen(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    !UNSEEN.contains(&lower.as_str())
        && !lower.starts_with("data-")
        && !lower.starts_with("on")
        && !lower.starts_with("aria-")
        && !lower.ends_with("id")
        && !lower.ends_with("url")
        && !lower.ends_with("href")
}

/// The value at a place: its bytes, whether it is code, and the byte after it.
fn value(bytes: &[u8], at: usize, limit: usize) -> Option<(Range<usize>, bool, usize)> {
    let find = |byte: u8, from: usize| {
        let found = bytes.get(from..limit)?.iter().position(|b| *b == byte)?;
        Some(from + found)
    };
    match bytes.get(at)? {
        quote @ (b'"' | b'\'') => {
            let end = find(*quote, at + 1)?;
            Some((at + 1..end, false, end + 1))
        }
        b'{' => {
            let end = braces(bytes, at, limit)?;
            let inner = at + 1..end - 1;
            let quoted = inner.len() > 1
                && matches!(bytes[inner.start], b'"' | b'\'' | b'`')
                && bytes[inner.start] == bytes[inner.end - 1];
            if quoted {
                Some((inner.start + 1..inner.end - 1, false, end))
            } else {
                Some((inner, true, end))
            }
        }
        _ => {
            let rest = bytes[at..limit].iter();
            let length = rest
                .take_while(|b| {
                    !b.is_ascii_whitespace() && !matches!(b, b'>' | b'"' | b'\'' | b'<')
                })
                .count();
            (length > 0).then_some((at..at + length, false, at + length))
        }
    }
}

/// The byte after the brace that closes the one at a place.
fn braces(bytes: &[u8], at: usize, limit: usize) -> Option<usize> {
    let mut depth = 0_usize;
    let mut quote = None;
    for (offset, byte) in bytes[at..limit].iter().enumerate() {
        match (quote, byte) {
            (Some(open), byte) if open == byte => quote = None,
            (None, b'"' | b'`') => quote = Some(byte),
            (None, b'{') => depth += 1,
            (None, b'}') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at + offset + 1);
                }
            }
            _ => {}
        }
    }
    None
}

/// A text with its entities decoded.
pub(super) fn decoded(text: &str) -> String {
    if !text.contains('&') {
        return text.to_owned();
    }
    let mut out = String::new();
    let escaped = text.replace('<', "&lt;");
    for token in Tokenizer::new(escaped.as_str()) {
        let Ok(token) = token;
        if let Token::String(text) = token {
            out.push_str(&String::from_utf8_lossy(&text.value));
        }
    }
    out
}

/// The level of a heading of HTML.
pub(super) fn level(name: &str) -> Option<u8> {
    match name.as_bytes() {
        [b'h' | b'H', digit @ b'1'..=b'6'] => Some(digit - b'0'),
        _ => None,
    }
}
