//! A typed value whose bytes are preserved.

use super::{Decode, DecodeError, Encode, Json, Raw, Writer};
use std::fmt;
use std::marker::PhantomData;

/// JSON of type `T` that is passed back to the API. Its bytes are preserved, and decoded only on request.
///
/// So a reply that was paid for does not fail because a part that is only passed back has changed.
///
/// ```
/// use theta_json::Verbatim;
///
/// let kept = Verbatim::<Vec<f64>>::from_json("[1e3, 2.50]")?;
/// assert_eq!(kept.as_str(), "[1e3, 2.50]");
/// assert_eq!(kept.decode()?, [1000.0, 2.5]);
/// # Ok::<(), theta_json::DecodeError>(())
/// ```
pub struct Verbatim<T> {
    json: Json,
    of: PhantomData<fn() -> T>,
}

impl<T> Verbatim<T> {
    /// Creates the value from JSON.
    #[must_use]
    pub const fn new(json: Json) -> Self {
        Self {
            json,
            of: PhantomData,
        }
    }

    /// Parses `text`, which must be exactly one JSON value, without checking that it is a `T`.
    ///
    /// # Errors
    ///
    /// Returns an error that says where the text stops being JSON.
    pub fn from_json(text: &str) -> Result<Self, DecodeError> {
        Json::parse(text).map(Self::new)
    }

    /// Returns the value as JSON.
    #[must_use]
    pub const fn as_json(&self) -> &Json {
        &self.json
    }

    /// Returns the text of the value.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.json.as_str()
    }
}

impl<T: Decode> Verbatim<T> {
    /// Decodes the value.
    ///
    /// # Errors
    ///
    /// Returns an error that says where and how the value differs from what `T` documents.
    pub fn decode(&self) -> Result<T, DecodeError> {
        self.json.decode()
    }
}

impl<T> Decode for Verbatim<T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        Ok(Self::new(Json::from(value)))
    }
}

impl<T> Encode for Verbatim<T> {
    fn encode(&self, out: &mut Writer) {
        self.json.encode(out);
    }
}

impl<T> From<&Self> for Verbatim<T> {
    fn from(kept: &Self) -> Self {
        kept.clone()
    }
}

impl<T: Encode> From<T> for Verbatim<T> {
    fn from(value: T) -> Self {
        Self::new(Json::of(&value))
    }
}

impl<T: Encode> From<&T> for Verbatim<T> {
    fn from(value: &T) -> Self {
        Self::new(Json::of(value))
    }
}

// Written out: a derive would ask the same of `T`, of which there is no value here.
impl<T> Clone for Verbatim<T> {
    fn clone(&self) -> Self {
        Self::new(self.json.clone())
    }
}

impl<T> fmt::Debug for Verbatim<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.json.fmt(f)
    }
}

impl<T> PartialEq for Verbatim<T> {
    fn eq(&self, other: &Self) -> bool {
        self.json == other.json
    }
}

impl<T> Eq for Verbatim<T> {}
