//! Reading the fields of an object.

use super::{Decode, DecodeError, Extra, Json, Raw};
use std::borrow::Cow;

/// The members of a JSON object, taken one by one.
///
/// Of several members of one name the last counts.
///
/// ```
/// use theta_client::json::{ObjectReader, Raw};
///
/// let mut object = ObjectReader::open(Raw::parse(r#"{"text": "hi", "score": null, "new": 1.0}"#)?)?;
/// let text: String = object.required("text")?;
/// let score: Option<f64> = object.optional("score")?;
/// assert_eq!((text.as_str(), score), ("hi", None));
/// assert_eq!(object.rest().get("new").map(|json| json.as_str()), Some("1.0"));
/// # Ok::<(), theta_client::json::DecodeError>(())
/// ```
#[derive(Clone, Debug)]
pub struct ObjectReader<'a> {
    /// `None` where one was taken.
    members: Vec<Option<(Cow<'a, str>, Raw<'a>)>>,
}

impl<'a> ObjectReader<'a> {
    /// Opens an object.
    ///
    /// # Errors
    ///
    /// When the value is not an object, or nests too deep.
    pub fn open(value: Raw<'a>) -> Result<Self, DecodeError> {
        Ok(Self {
            members: value.entries()?.map(Some).collect(),
        })
    }

    /// Takes a field that must be there.
    ///
    /// # Errors
    ///
    /// When it is absent or does not decode.
    pub fn required<T: Decode>(&mut self, name: &str) -> Result<T, DecodeError> {
        match self.take(name) {
            Some(value) => T::decode(value).map_err(|error| error.at(name)),
            None => Err(Self::absent(name)),
        }
    }

    /// Takes a field that may be absent or `null`.
    ///
    /// # Errors
    ///
    /// When it is there and does not decode.
    pub fn optional<T: Decode>(&mut self, name: &str) -> Result<Option<T>, DecodeError> {
        match self.take(name) {
            Some(value) => Option::decode(value).map_err(|error| error.at(name)),
            None => Ok(None),
        }
    }

    /// Takes a field that must be there and may be `null`.
    ///
    /// # Errors
    ///
    /// When it is absent or does not decode.
    pub fn nullable<T: Decode>(&mut self, name: &str) -> Result<Option<T>, DecodeError> {
        self.required(name)
    }

    /// Takes every field not yet taken, byte for byte.
    #[must_use]
    pub fn rest(&mut self) -> Extra {
        self.members
            .drain(..)
            .flatten()
            .map(|(name, value)| (name.into_owned(), Json::from(value)))
            .collect()
    }

    fn absent(name: &str) -> DecodeError {
        DecodeError::new("a value", "nothing").at(name)
    }

    fn take(&mut self, name: &str) -> Option<Raw<'a>> {
        let mut found = None;
        for member in &mut self.members {
            if let Some((_, value)) = member.take_if(|(key, _)| key == name) {
                found = Some(value);
            }
        }
        found
    }
}
