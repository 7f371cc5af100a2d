//! JSON as a server sends it.

use super::{Json, JsonError, Reader};
use crate::contract::Pointer;
use std::borrow::Cow;
use std::fmt::Write as _;

/// A JSON value inside the text that was received.
///
/// The parts that are not read may be anything that JSON can express: they may nest to any depth, and a string may hold
/// half of a surrogate pair. Clients read replies by the same rule.
///
/// ```
/// use theta_spec::contract::Pointer;
/// use theta_spec::json::Received;
///
/// let body = Received::parse(r#"{"input": "\udce9", "detail": "no gold"}"#)?;
/// let at = |name: &str| body.pointer(&Pointer { tokens: vec![name.to_owned()] });
/// assert_eq!(at("detail").and_then(|value| value.scalar()), Some("no gold".into()));
/// assert_eq!(at("input").and_then(|value| value.scalar()), None);
/// # Ok::<(), theta_spec::json::JsonError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Received<'t>(&'t str);

impl<'t> Received<'t> {
    /// Reads one JSON value and nothing after it. A byte order mark before it is skipped.
    ///
    /// # Errors
    /// Returns an error if the text is not JSON.
    pub fn parse(text: &'t str) -> Result<Self, JsonError> {
        let text = without_mark(text);
        let mut reader = Reader::new(text);
        let value = reader.passed()?;
        reader.space();
        if reader.at < text.len() {
            return Err(reader.error("unexpected text after the value"));
        }
        Ok(Self(value))
    }

    /// Returns whether this is an object or an array.
    #[must_use]
    pub fn is_container(self) -> bool {
        self.0.starts_with(['{', '['])
    }

    /// Returns the kind of the value, for messages: `a string`.
    #[must_use]
    pub fn kind(self) -> &'static str {
        match self.0.as_bytes().first() {
            Some(b'{') => "an object",
            Some(b'[') => "an array",
            Some(b'"') => "a string",
            Some(b't' | b'f') => "a boolean",
            Some(b'n') => "null",
            _ => "a number",
        }
    }

    /// Returns the value, unless it is an object, an array, or a string that is not valid text.
    #[must_use]
    pub fn scalar(self) -> Option<Json> {
        if self.is_container() {
            return None;
        }
        super::parse(self.0).ok()
    }

    /// Returns the value that a pointer leads to. Of several members with the same name the last counts.
    #[must_use]
    pub fn pointer(self, pointer: &Pointer) -> Option<Self> {
        pointer
            .tokens
            .iter()
            .try_fold(self, |value, token| value.child(token))
    }

    /// Returns the texts in the value, in order, without the names of members.
    pub fn texts(self) -> impl Iterator<Item = String> {
        let mut reader = Reader::new(self.0);
        std::iter::from_fn(move || {
            loop {
                let rest = reader.text.get(reader.at..)?;
                reader.at += rest.find('"')?;
                let start = reader.at;
                reader.pass_string().ok()?;
                let string = reader.text.get(start..reader.at)?;
                reader.space();
                if reader.peek() != Some(b':')
                    && let Ok(text) = Reader::new(string).string()
                {
                    return Some(text);
                }
            }
        })
    }

    /// Returns the items of an array; none of anything else.
    #[must_use]
    pub fn items(self) -> Vec<Self> {
        let mut reader = Reader::new(self.0);
        let mut items = Vec::new();
        if !reader.eat(b'[') {
            return items;
        }
        loop {
            reader.space();
            if matches!(reader.peek(), None | Some(b']')) {
                return items;
            }
            let Ok(item) = reader.passed() else {
                return items;
            };
            items.push(Self(item));
            reader.space();
            reader.eat(b',');
        }
    }

    fn child(self, token: &str) -> Option<Self> {
        let mut reader = Reader::new(self.0);
        let is_object = reader.eat(b'{');
        if !is_object && !reader.eat(b'[') {
            return None;
        }
        // RFC 6901: no sign and no leading zero.
        let index = Some(token)
            .filter(|token| *token == "0" || !token.starts_with(['0', '+']))
            .and_then(|token| token.parse::<usize>().ok());
        let (mut at, mut found) = (0, None);
        loop {
            reader.space();
            if matches!(reader.peek(), None | Some(b'}' | b']')) {
                return found;
            }
            let is_it = if is_object {
                let start = reader.at;
                reader.pass_string().ok()?;
                let is_it = is_name(reader.text.get(start..reader.at)?, token);
                reader.space();
                reader.eat(b':');
                is_it
            } else {
                index == Some(at)
            };
            let value = Self(reader.passed().ok()?);
            if is_it {
                found = Some(value);
                if !is_object {
                    return found;
                }
            }
            reader.space();
            reader.eat(b',');
            at += 1;
        }
    }
}

/// Whether a member's name, in its quotes, is this text. One with half a surrogate pair has no name.
fn is_name(string: &str, text: &str) -> bool {
    let inside = string.get(1..string.len().saturating_sub(1));
    let inside = inside.unwrap_or_default();
    if inside.contains('\\') {
        Reader::new(string).string().is_ok_and(|name| name == text)
    } else {
        inside == text
    }
}

/// Returns a text without its leading byte order mark.
#[must_use]
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Returns the text of a body in UTF-16 that starts with its byte order mark, without the mark; `None` of any other body.
fn utf16(body: &[u8]) -> Option<String> {
    let (order, units): (fn([u8; 2]) -> u16, _) = match body {
        [0xff, 0xfe, units @ ..] => (u16::from_le_bytes, units),
        [0xfe, 0xff, units @ ..] => (u16::from_be_bytes, units),
        _ => return None,
    };
    let (units, rest) = units.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().map(|unit| order(*unit)));
    let text: Option<String> = text.collect::<Result<_, _>>().ok();
    text.filter(|_| rest.is_empty())
}

/// Returns the text of a body. A byte that is not UTF-8 becomes half of a surrogate pair, `\udc80` to `\udcff`: it is
/// harmless in a string that nobody reads, makes a string that is read invalid, and is not JSON elsewhere. A body in
/// UTF-16 with a byte order mark is decoded as well.
#[must_use]
pub fn text_of(body: &[u8]) -> Cow<'_, str> {
    if let Some(text) = utf16(body) {
        return Cow::Owned(text);
    }
    if let Ok(text) = std::str::from_utf8(body) {
        return Cow::Borrowed(text);
    }
    let mut text = String::with_capacity(body.len() + body.len() / 2);
    for chunk in body.utf8_chunks() {
        text.push_str(chunk.valid());
        // Behind a backslash that is not escaped itself it would become part of another escape.
        let slashes = text.bytes().rev().take_while(|byte| *byte == b'\\').count();
        if slashes % 2 == 1 && !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
        }
        for byte in chunk.invalid() {
            let _ = write!(text, "\\udc{byte:02x}");
        }
    }
    Cow::Owned(text)
}

impl<'t> Reader<'t> {
    pub(super) fn new(text: &'t str) -> Self {
        Self {
            bytes: text.as_bytes(),
            text,
            at: 0,
        }
    }

    /// Goes over one value, without recursion, and gives its text.
    fn passed(&mut self) -> Result<&'t str, JsonError> {
        self.space();
        let start = self.at;
        // What closes each container that is open.
        let mut open = Vec::new();
        loop {
            self.space();
            match self.peek() {
                Some(b'{') => {
                    self.at += 1;
                    self.space();
                    if !self.eat(b'}') {
                        self.pass_name()?;
                        open.push(b'}');
                        continue;
                    }
                }
                Some(b'[') => {
                    self.at += 1;
                    self.space();
                    if !self.eat(b']') {
                        open.push(b']');
                        continue;
                    }
                }
                Some(b'"') => self.pass_string()?,
                Some(b'-' | b'0'..=b'9') => {
                    self.number()?;
                }
                _ => {
                    self.word()?;
                }
            }
            loop {
                let Some(&close) = open.last() else {
                    return Ok(&self.text[start..self.at]);
                };
                self.space();
                if self.eat(close) {
                    open.pop();
                    continue;
                }
                if !self.eat(b',') {
                    return Err(self.error(if close == b'}' {
                        "expected `,` or `}` in the object"
                    } else {
                        "expected `,` or `]` in the array"
                    }));
                }
                if close == b'}' {
                    self.space();
                    self.pass_name()?;
                }
                break;
            }
        }
    }

    fn pass_name(&mut self) -> Result<(), JsonError> {
        if self.peek() != Some(b'"') {
            return Err(self.error("expected a member name in quotes"));
        }
        self.pass_string()?;
        self.space();
        if !self.eat(b':') {
            return Err(self.error("expected `:` after the member name"));
        }
        Ok(())
    }

    /// Goes over a string, in which any four hexadecimal digits may be escaped.
    fn pass_string(&mut self) -> Result<(), JsonError> {
        self.at += 1;
        loop {
            while !matches!(self.peek(), None | Some(b'"' | b'\\' | 0..=0x1f)) {
                self.at += 1;
            }
            match self.peek() {
                Some(b'"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some(b'\\') => {
                    self.at += 1;
                    if self.eat(b'u') {
                        self.hex()?;
                    } else {
                        self.escape()?;
                    }
                }
                Some(_) => return Err(self.error("control character in a string")),
                None => return Err(self.error("string without its closing quote")),
            }
        }
    }
}
