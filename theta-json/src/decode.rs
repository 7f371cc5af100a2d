//! Reading values from JSON.

use super::number::{integer, unsigned};
use super::room::{ROOM, Room};
use super::{DecodeError, Kind, Raw};
use std::borrow::Cow;
use std::collections::BTreeMap;

/// A type that can be read from JSON.
pub trait Decode: Sized {
    /// Reads a value.
    ///
    /// # Errors
    ///
    /// Returns an error that says where and how the value differs from what the type documents.
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError>;
}

/// Reads a value from JSON text.
///
/// # Errors
///
/// Returns an error when the text is not JSON, or not a value of the type.
pub fn from_str<T: Decode>(text: &str) -> Result<T, DecodeError> {
    T::decode(Raw::parse(text)?)
}

impl Decode for String {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        match value.as_str() {
            Some(text) => Ok(text.into_owned()),
            None if value.kind() == Kind::String => Err(DecodeError::new(
                "a string",
                "a string with half a surrogate pair",
            )),
            None => Err(value.mismatch("a string")),
        }
    }
}

impl Decode for bool {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        match value.text() {
            "true" => Ok(true),
            "false" => Ok(false),
            _ => Err(value.mismatch("a boolean")),
        }
    }
}

/// Reads an integer by its value, whatever its notation: `1.0` and `1e3` are integers, `1.5` is not.
impl Decode for i64 {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        if value.kind() != Kind::Number {
            return Err(value.mismatch("an integer"));
        }
        let text = value.text();
        match text.parse() {
            Ok(integer) => Ok(integer),
            Err(_) => integer(text).map_err(|expected| DecodeError::new(expected, number(text))),
        }
    }
}

/// Reads an integer by its value, as `i64` does.
impl Decode for u64 {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        if value.kind() != Kind::Number {
            return Err(value.mismatch("an integer that is not negative"));
        }
        let text = value.text();
        match text.parse() {
            Ok(integer) => Ok(integer),
            Err(_) => unsigned(text).map_err(|expected| DecodeError::new(expected, number(text))),
        }
    }
}

impl Decode for f64 {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        if value.kind() != Kind::Number {
            return Err(value.mismatch("a number"));
        }
        let parsed: Option<Self> = value.text().parse().ok();
        parsed.filter(|number| number.is_finite()).ok_or_else(|| {
            DecodeError::new(
                "a number within the range of a double",
                number(value.text()),
            )
        })
    }
}

fn number(text: &str) -> String {
    const SHOWN: usize = 40;
    match text.len() {
        ..=SHOWN => format!("the number {text}"),
        // No beginning of it, which may be that of a key: one is not found in pieces.
        len => format!("a number of {len} characters"),
    }
}

impl<T: Decode> Decode for Vec<T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        let room = Room::open(ROOM);
        let items = value.items()?.enumerate().map(|(index, item)| {
            let read = room.take::<T>().and_then(|()| T::decode(item));
            read.map_err(|error| error.at_index(index))
        });
        items.collect()
    }
}

/// If several members have the same name, the last one is used. A name with half a surrogate pair, which a string
/// cannot hold, stands as it is written in JSON behind a U+FFFF; it is written back as it came.
impl<T: Decode> Decode for BTreeMap<String, T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        let room = Room::open(ROOM);
        value
            .entries()?
            .map(
                |(name, item)| match room.take::<(String, T)>().and_then(|()| T::decode(item)) {
                    Ok(decoded) => Ok((name.into_owned(), decoded)),
                    Err(error) => Err(error.at(&name)),
                },
            )
            .collect()
    }
}

/// Reads `null` as `None`.
impl<T: Decode> Decode for Option<T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        if value.is_null() {
            Ok(None)
        } else {
            T::decode(value).map(Some)
        }
    }
}

impl<T: Decode> Decode for Box<T> {
    fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
        Room::open(ROOM).take::<T>()?;
        T::decode(value).map(Self::new)
    }
}

/// Returns the text of the field that distinguishes the variants of a union; `None` when there is no such text.
///
/// # Errors
///
/// Returns an error when the value is not an object.
pub fn tag(value: Raw<'_>, field: &str) -> Result<Option<String>, DecodeError> {
    if value.kind() != Kind::Object {
        return Err(value.mismatch("an object"));
    }
    Ok(value
        .at(&[field])
        .and_then(Raw::as_str)
        .map(Cow::into_owned))
}
