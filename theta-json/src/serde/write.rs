//! Serializing values.

use crate::scan::members;
use crate::{Decode, Encode, Kind, Raw, Writer};
use serde_core::ser::{Error, Serialize, Serializer};
use serde_json::value::RawValue;
use std::any::type_name;
use std::borrow::Cow;
use std::collections::HashMap;
use std::fmt;

/// The serializer of `serde_json::to_value`.
const VALUE: &str = "serde_json::value::ser::Serializer";

/// Serializes a value: as its JSON text if the format is not human-readable, otherwise as a tree.
///
/// # Errors
///
/// Returns an error when the serializer fails, or its format cannot hold the value.
pub fn serialize<T: Encode, S: Serializer>(value: &T, serializer: S) -> Result<S::Ok, S::Error> {
    let mut out = Writer::new();
    value.encode(&mut out);
    if out.has_not_finite() {
        return Err(Error::custom("a number that JSON has no notation for"));
    }
    if serializer.is_human_readable() {
        let value = Raw::trusted(out.as_str());
        Node { out: &out, value }.serialize(serializer)
    } else {
        serializer.serialize_str(out.as_str())
    }
}

/// Serializes a value that every format stores as a string.
///
/// # Errors
///
/// Returns an error when the serializer fails.
pub fn serialize_text<T: fmt::Display, S: Serializer>(
    value: &T,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    serializer.collect_str(value)
}

/// Whether a serializer is `serde_json`'s own, which takes JSON text as it is.
///
/// Any other would take `serde_json`'s private token for a field. The name of a type is not promised: should it change,
/// JSON is written as every other human-readable format is.
fn takes_json<S>() -> bool {
    let name = type_name::<S>();
    name.starts_with("&mut serde_json::ser::Serializer<") || name == VALUE
}

/// Returns whether `serde_json` would make an integer a double: a value of its own holds 64 bits, unless it is built with
/// `arbitrary_precision`.
fn is_rounded<S>(value: Raw<'_>) -> bool {
    let text = value.text();
    let is_integer = value.kind() == Kind::Number && !text.contains(['.', 'e', 'E']);
    is_integer
        && type_name::<S>() == VALUE
        && serde_json::from_str::<serde_json::Number>(text)
            .is_ok_and(|number| number.to_string() != text)
}

/// A value within what was written.
///
/// It is a tree in every format: adapters such as `#[serde(flatten)]` call themselves human-readable, whatever is below
/// them, and what they write is read back through adapters that do so too.
#[derive(Clone, Copy)]
struct Node<'w> {
    out: &'w Writer,
    value: Raw<'w>,
}

impl<'w> Node<'w> {
    fn inner(self, value: Raw<'w>) -> Self {
        Self { value, ..self }
    }

    /// Returns whether `serde_json` could write it in another way than it stands here: it is a scalar, it is kept byte
    /// for byte, it has keys with escapes, or it nests too deep to be taken apart.
    fn is_text(self) -> bool {
        let (kind, text) = (self.value.kind(), self.value.text());
        let at = text.as_ptr().addr() - self.out.as_str().as_ptr().addr();
        let has_escapes = || members(text).step_by(2).any(|key| key.contains('\\'));
        !matches!(kind, Kind::Array | Kind::Object)
            || self.out.is_kept(at)
            || (kind == Kind::Object && has_escapes())
            || self.value.expect(kind).is_err()
    }
}

impl Serialize for Node<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let value = self.value;
        let takes_json = takes_json::<S>();
        if takes_json && self.is_text() && !is_rounded::<S>(value) {
            let json: &RawValue = serde_json::from_str(value.text()).map_err(Error::custom)?;
            return json.serialize(serializer);
        }
        match value.kind() {
            Kind::Null => serializer.serialize_unit(),
            Kind::Boolean => serializer.serialize_bool(value.text() == "true"),
            Kind::Number => number(value, serializer),
            Kind::String => serializer.serialize_str(&decode::<String, _>(value)?),
            Kind::Array => {
                let items = value.items().map_err(Error::custom)?;
                let items: Vec<Self> = items.map(|item| self.inner(item)).collect();
                serializer.collect_seq(items)
            }
            Kind::Object => {
                let mut names = members(value.text()).step_by(2);
                if names.any(|name| Raw::trusted(name).as_str().is_none()) {
                    return Err(Error::custom("a name with half a surrogate pair"));
                }
                let members = value.entries().map_err(Error::custom)?;
                let mut members: Vec<_> = members
                    .map(|(name, value)| (name, self.inner(value)))
                    .collect();
                if !takes_json {
                    keep_last(&mut members);
                }
                serializer.collect_map(members)
            }
        }
    }
}

fn decode<T: Decode, E: Error>(value: Raw<'_>) -> Result<T, E> {
    T::decode(value).map_err(E::custom)
}

/// Serializes a number as an integer of 64 bits or as a double. A longer integer is not rounded silently: it may be a
/// name.
fn number<S: Serializer>(value: Raw<'_>, serializer: S) -> Result<S::Ok, S::Error> {
    let text = value.text();
    if let Ok(integer) = text.parse::<i64>() {
        serializer.serialize_i64(integer)
    } else if let Ok(integer) = text.parse::<u64>() {
        serializer.serialize_u64(integer)
    } else if text.contains(['.', 'e', 'E']) {
        serializer.serialize_f64(decode(value)?)
    } else {
        Err(Error::custom(
            "an integer beyond 64 bits, which only JSON and formats that are not human-readable keep",
        ))
    }
}

/// Keeps of several members of one name the last.
fn keep_last<V>(members: &mut Vec<(Cow<'_, str>, V)>) {
    let names = members.iter().map(|(name, _)| name.clone());
    let last: HashMap<_, _> = names.zip(0..).collect();
    let mut index = 0..;
    members.retain(|(name, _)| last.get(name).copied() == index.next());
}
