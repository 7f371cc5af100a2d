//! An owned JSON value.

use super::{Decode, DecodeError, Encode, Raw, Writer, to_string};
use std::fmt;
use std::sync::Arc;

/// Any JSON value, preserved byte for byte, including number formats, escapes and inner white space.
///
/// Clones share the text. Two values are equal if their bytes are equal.
///
/// ```
/// use theta_json::Json;
///
/// let json = Json::parse(r#" {"a": [1.0, "\u00e9"]} "#)?;
/// assert_eq!(json.as_str(), r#"{"a": [1.0, "\u00e9"]}"#);
/// assert_eq!(json.pointer("/a/1").and_then(|raw| raw.as_str()).as_deref(), Some("é"));
/// # Ok::<(), theta_json::DecodeError>(())
/// ```
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Json {
    text: Arc<str>,
}

impl Json {
    /// Parses `text`, which must be exactly one JSON value; white space around it is dropped.
    ///
    /// # Errors
    ///
    /// Returns an error that says where the text stops being JSON.
    pub fn parse(text: &str) -> Result<Self, DecodeError> {
        Raw::parse(text).map(Self::from)
    }

    /// Encodes a value as JSON.
    #[must_use]
    pub fn of<T: Encode + ?Sized>(value: &T) -> Self {
        Self {
            text: to_string(value).into(),
        }
    }

    /// Returns the text of the value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Borrows the value.
    #[must_use]
    pub fn raw(&self) -> Raw<'_> {
        Raw::trusted(&self.text)
    }

    /// Returns the value at a JSON pointer (RFC 6901), such as `/a/0`.
    #[must_use]
    pub fn pointer(&self, pointer: &str) -> Option<Raw<'_>> {
        self.raw().pointer(pointer)
    }

    /// Decodes the value.
    ///
    /// # Errors
    ///
    /// Returns an error that says where and how the value differs from what the type documents.
    pub fn decode<T: Decode>(&self) -> Result<T, DecodeError> {
        T::decode(self.raw())
    }
}

impl From<Raw<'_>> for Json {
    fn from(value: Raw<'_>) -> Self {
        Self {
            text: value.text().into(),
        }
    }
}

impl std::str::FromStr for Json {
    type Err = DecodeError;

    fn from_str(text: &str) -> Result<Self, DecodeError> {
        Self::parse(text)
    }
}

impl fmt::Display for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Json {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl Decode for Json {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        Ok(Self::from(value))
    }
}

impl Encode for Json {
    fn encode(&self, out: &mut Writer) {
        out.keep(self.as_str());
    }
}
