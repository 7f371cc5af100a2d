//! A borrowed JSON value.

use super::DecodeError;
use super::scan::{Members, members};
use serde_json::value::RawValue;
use std::borrow::Cow;
use std::fmt::{self, Write as _};
use std::str::Chars;

/// The maximum nesting depth of decoded values: far beyond any documented reply, and far below the limits of the
/// stack.
pub const MAX_DEPTH: u16 = 128;

/// A JSON value, borrowed byte for byte from the text it was parsed from.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Raw<'a> {
    text: &'a str,
    depth: u16,
}

/// The type of a JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A string.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl Kind {
    fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "a boolean",
            Self::Number => "a number",
            Self::String => "a string",
            Self::Array => "an array",
            Self::Object => "an object",
        }
    }
}

impl<'a> Raw<'a> {
    /// Parses `text`, which must be exactly one JSON value. White space around it and a byte order mark before it are
    /// ignored.
    ///
    /// # Errors
    ///
    /// Returns an error that says where the text stops being JSON.
    pub fn parse(text: &'a str) -> Result<Self, DecodeError> {
        let text = without_mark(text);
        let value: &RawValue = serde_json::from_str(text).map_err(|error| {
            let at = format!(
                "text that is not, at line {} column {}",
                error.line(),
                error.column()
            );
            DecodeError::new("JSON", at)
        })?;
        Ok(Self::trusted(value.get()))
    }

    /// Parses `text` if it is an object or array; any other JSON value could also be plain text.
    #[must_use]
    pub fn parse_container(text: &'a str) -> Option<Self> {
        let value = Self::parse(text).ok()?;
        matches!(value.kind(), Kind::Object | Kind::Array).then_some(value)
    }

    /// A value whose text is known to be JSON.
    pub(super) fn trusted(text: &'a str) -> Self {
        Self { text, depth: 0 }
    }

    /// Returns the text of the value.
    #[must_use]
    pub fn text(self) -> &'a str {
        self.text
    }

    /// Returns the type of the value.
    #[must_use]
    pub fn kind(self) -> Kind {
        match self.text.as_bytes().first() {
            Some(b'n') => Kind::Null,
            Some(b't' | b'f') => Kind::Boolean,
            Some(b'"') => Kind::String,
            Some(b'[') => Kind::Array,
            Some(b'{') => Kind::Object,
            _ => Kind::Number,
        }
    }

    /// Returns whether the value is `null`.
    #[must_use]
    pub fn is_null(self) -> bool {
        self.kind() == Kind::Null
    }

    /// Returns the unescaped text of a string; `None` for any other value, and for a string with half a surrogate
    /// pair.
    #[must_use]
    pub fn as_str(self) -> Option<Cow<'a, str>> {
        if self.kind() != Kind::String {
            return None;
        }
        let inner = inside(self.text);
        if inner.as_bytes().contains(&b'\\') {
            serde_json::from_str(self.text).ok().map(Cow::Owned)
        } else {
            Some(Cow::Borrowed(inner))
        }
    }

    /// Returns the value at a JSON pointer, given as its unescaped tokens. If several members have the same name, the
    /// last one is used.
    #[must_use]
    pub fn at(self, tokens: &[&str]) -> Option<Self> {
        tokens
            .iter()
            .try_fold(self, |value, token| value.child(token))
    }

    /// Returns the value at a JSON pointer (RFC 6901), such as `/error/message`; the empty pointer is the whole value.
    #[must_use]
    pub fn pointer(self, pointer: &str) -> Option<Self> {
        if pointer.is_empty() {
            return Some(self);
        }
        pointer
            .strip_prefix('/')?
            .split('/')
            .try_fold(self, |value, token| {
                value.child(&token.replace("~1", "/").replace("~0", "~"))
            })
    }

    fn child(self, token: &str) -> Option<Self> {
        match self.kind() {
            Kind::Object => {
                let mut found = None;
                for (key, value) in self.pairs() {
                    if key == token {
                        found = Some(value);
                    }
                }
                found
            }
            Kind::Array => {
                let canonical = token == "0" || !token.starts_with(['0', '+']);
                let index: usize = token.parse().ok().filter(|_| canonical)?;
                self.elements().nth(index)
            }
            _ => None,
        }
    }

    /// Returns the elements of an array.
    ///
    /// # Errors
    ///
    /// Returns an error when the value is not an array, or nests deeper than [`MAX_DEPTH`].
    pub fn items(self) -> Result<impl Iterator<Item = Self>, DecodeError> {
        self.expect(Kind::Array)?;
        Ok(self.elements())
    }

    /// Returns the members of an object in their order, including duplicates. A name with half a surrogate pair, which no
    /// text holds, stands as it is written in JSON behind a U+FFFF.
    ///
    /// # Errors
    ///
    /// Returns an error when the value is not an object, or nests deeper than [`MAX_DEPTH`].
    pub fn entries(self) -> Result<impl Iterator<Item = (Cow<'a, str>, Self)>, DecodeError> {
        self.expect(Kind::Object)?;
        Ok(self.pairs())
    }

    pub(super) fn expect(self, kind: Kind) -> Result<(), DecodeError> {
        if self.kind() != kind {
            return Err(self.mismatch(kind.name()));
        }
        if self.depth >= MAX_DEPTH {
            return Err(DecodeError::new("at most 128 levels of nesting", "more"));
        }
        Ok(())
    }

    /// Creates the error that something else was expected in place of this value.
    #[must_use]
    pub fn mismatch(self, expected: &'static str) -> DecodeError {
        DecodeError::new(expected, self.kind().name())
    }

    pub(super) fn elements(self) -> impl Iterator<Item = Self> + use<'a> {
        members(self.text).map(move |text| self.inner(text))
    }

    pub(super) fn pairs(self) -> impl Iterator<Item = (Cow<'a, str>, Self)> + use<'a> {
        self.fields().map(|(key, value)| (key_name(key), value))
    }

    /// The members of an object, each with its key as it is written.
    pub(super) fn fields(self) -> impl Iterator<Item = (&'a str, Self)> + use<'a> {
        let mut texts = members(self.text);
        std::iter::from_fn(move || self.member(&mut texts))
    }

    /// The next member of an object, its key as it is written.
    pub(super) fn member(self, texts: &mut Members<'a>) -> Option<(&'a str, Self)> {
        Some((texts.next()?, self.inner(texts.next()?)))
    }

    /// The same value as one that stands in that object.
    pub(super) fn within(self, object: Raw<'_>) -> Self {
        Self {
            depth: object.depth.saturating_add(1),
            ..self
        }
    }

    fn inner(self, text: &'a str) -> Self {
        Self {
            text,
            depth: self.depth.saturating_add(1),
        }
    }
}

/// Stands before a name that is kept as it is written. Unicode has no character of this number.
const AS_WRITTEN: char = '\u{ffff}';

/// The name that a key stands for. One with half a surrogate pair, which no text holds, is [`AS_WRITTEN`], and so is one
/// that looks as if it were: keys of different names never have the same one.
pub(super) fn key_name(key: &str) -> Cow<'_, str> {
    match Raw::trusted(key).as_str() {
        Some(name) if !looks_as_written(&name) => name,
        _ => Cow::Owned(format!("{AS_WRITTEN}{}", inside(key))),
    }
}

/// The key of a name that is kept as it is written.
pub(super) fn key_as_written(name: &str) -> Option<String> {
    let key = format!("\"{}\"", name.strip_prefix(AS_WRITTEN)?);
    let kept = match Raw::parse(&key) {
        Ok(raw) if raw.kind() == Kind::String => {
            raw.as_str().as_deref().is_none_or(looks_as_written)
        }
        _ => false,
    };
    kept.then_some(key)
}

fn looks_as_written(name: &str) -> bool {
    name.starts_with(AS_WRITTEN) && name.contains('\\')
}

/// Whether [`key_name`] of the key at the beginning of a text is this name. It is compared where it stands, and no
/// further than the name goes, since every field of a type asks it of every key.
pub(super) fn begins_with_key(text: &str, name: &str) -> bool {
    let key = text.get(1..).unwrap_or_default();
    let kept = name.strip_prefix(AS_WRITTEN);
    if let Some(written) = kept.filter(|written| written.contains('\\')) {
        let mut keys = Members::from(text, 0);
        return key.starts_with(written) && keys.next().is_some_and(|key| key_name(key) == name);
    }
    let (mut written, mut wanted) = (key.chars(), name.chars());
    loop {
        let found = match written.next() {
            Some('"') | None => return wanted.next().is_none(),
            Some('\\') => unescaped(&mut written),
            found => found,
        };
        if found.is_none() || found != wanted.next() {
            return false;
        }
    }
}

/// The character that is escaped, from behind the backslash on; `None` for half a surrogate pair.
fn unescaped(escape: &mut Chars<'_>) -> Option<char> {
    let unit = |digits: &mut Chars<'_>| {
        (0..4).try_fold(0_u16, |unit, _| {
            let digit = u16::try_from(digits.next()?.to_digit(16)?).ok()?;
            Some(unit << 4 | digit)
        })
    };
    Some(match escape.next()? {
        'b' => '\u{8}',
        'f' => '\u{c}',
        'n' => '\n',
        'r' => '\r',
        't' => '\t',
        'u' => {
            let first = unit(escape)?;
            if let Some(character) = char::from_u32(u32::from(first)) {
                return Some(character);
            }
            let (Some('\\'), Some('u')) = (escape.next(), escape.next()) else {
                return None;
            };
            let both = [first, unit(escape)?];
            char::decode_utf16(both).next()?.ok()?
        }
        same => same,
    })
}

/// What stands between the quotes of a string.
pub(super) fn inside(string: &str) -> &str {
    string
        .get(1..string.len().saturating_sub(1))
        .unwrap_or_default()
}

/// Returns the text without its byte order mark.
#[must_use]
pub fn without_mark(text: &str) -> &str {
    text.strip_prefix('\u{feff}').unwrap_or(text)
}

/// Returns the text of a body that starts with a UTF-16 byte order mark, without the mark; `None` for any other body.
#[must_use]
pub fn utf16(body: &[u8]) -> Option<Result<String, DecodeError>> {
    let (order, units): (fn([u8; 2]) -> u16, _) = match body {
        [0xff, 0xfe, units @ ..] => (u16::from_le_bytes, units),
        [0xfe, 0xff, units @ ..] => (u16::from_be_bytes, units),
        _ => return None,
    };
    let (units, rest) = units.as_chunks::<2>();
    let text = char::decode_utf16(units.iter().map(|unit| order(*unit))).collect();
    let text: Option<String> = Result::ok(text).filter(|_| rest.is_empty());
    Some(text.ok_or_else(|| DecodeError::new("UTF-8 text", "text that is UTF-16, and broken")))
}

/// Returns the text of a body. A byte that is not UTF-8 becomes half a surrogate pair, `\udc80` to `\udcff`: inside a
/// string that is not read it is preserved; a string that is read fails to decode; anywhere else it is not JSON. A
/// body in UTF-16 with a byte order mark is decoded as well.
#[must_use]
pub fn text_of(body: &[u8]) -> Cow<'_, str> {
    if let Some(Ok(text)) = utf16(body) {
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
            // Writing to a `String` cannot fail.
            let _ = write!(text, "\\udc{byte:02x}");
        }
    }
    Cow::Owned(text)
}

impl fmt::Debug for Raw<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.text)
    }
}
