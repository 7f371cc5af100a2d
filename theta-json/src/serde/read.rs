//! Deserializing values.

use crate::{Decode, Json, Writer};
use serde_core::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::any::type_name;
use std::fmt;

/// What `serde_json`'s `RawValue` asks for: `serde_json` answers with a map of this one key to the JSON text. It is asked
/// of deserializers alone whose types name `serde_json`, wrappers of its own among them: others may take it for a name
/// that they have to find.
const RAW: &str = "$serde_json::private::RawValue";

/// The key under which `serde_json`, built with `arbitrary_precision`, gives a number as its text.
const NUMBER: &str = "$serde_json::private::Number";

/// Deserializes a value: from its JSON text if the format is not human-readable, otherwise from a tree.
///
/// # Errors
///
/// Returns an error when the deserializer fails, or returns a different value.
pub fn deserialize<'de, T: Decode, D: Deserializer<'de>>(deserializer: D) -> Result<T, D::Error> {
    if !deserializer.is_human_readable() {
        return parse(&String::deserialize(deserializer)?)?
            .decode()
            .map_err(Error::custom);
    }
    // What serde buffers for `flatten` and tagged enums does not say which format it comes from.
    let buffered = type_name::<D>().contains("Content");
    let Node(json) = Node::deserialize(deserializer)?;
    json.decode().or_else(|error| {
        let text = json.decode::<String>().ok().filter(|_| buffered);
        text.and_then(|text| Json::parse(&text).ok()?.decode().ok())
            .ok_or_else(|| Error::custom(error))
    })
}

/// Deserializes a value that every format stores as a string.
///
/// # Errors
///
/// Returns an error when the deserializer fails, or does not return a string.
pub fn deserialize_text<'de, T: From<String>, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<T, D::Error> {
    String::deserialize(deserializer).map(T::from)
}

fn parse<E: Error>(json: &str) -> Result<Json, E> {
    Json::parse(json).map_err(E::custom)
}

/// A value of a tree, as it is written in JSON.
struct Node(Json);

impl<'de> Deserialize<'de> for Node {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if type_name::<D>().contains("serde_json::") {
            let asked = AnyValue { is_asked: true };
            deserializer.deserialize_newtype_struct(RAW, asked)
        } else {
            deserializer.deserialize_any(AnyValue { is_asked: false })
        }
        .map(Self)
    }
}

struct AnyValue {
    /// Whether [`RAW`] was asked for, so that a map with that key is the answer.
    is_asked: bool,
}

impl<'de> Visitor<'de> for AnyValue {
    type Value = Json;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value that JSON can write")
    }

    fn visit_unit<E: Error>(self) -> Result<Json, E> {
        Ok(Json::of(&None::<bool>))
    }

    fn visit_none<E: Error>(self) -> Result<Json, E> {
        self.visit_unit()
    }

    fn visit_some<D: Deserializer<'de>>(self, inner: D) -> Result<Json, D::Error> {
        inner.deserialize_any(Self { is_asked: false })
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(self, inner: D) -> Result<Json, D::Error> {
        inner.deserialize_any(Self { is_asked: false })
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Json, E> {
        Ok(Json::of(&value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Json, E> {
        Ok(Json::of(&value))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Json, E> {
        parse(&value.to_string())
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Json, E> {
        parse(&value.to_string())
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Json, E> {
        parse(&value.to_string())
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Json, E> {
        if value.is_finite() {
            Ok(Json::of(&value))
        } else {
            Err(E::custom("a number that JSON has no notation for"))
        }
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Json, E> {
        Ok(Json::of(value))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Json, A::Error> {
        let mut read = Vec::new();
        while let Some(Node(item)) = items.next_element()? {
            read.push(item);
        }
        Ok(Json::of(&read))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Json, A::Error> {
        let mut next: Option<String> = members.next_key()?;
        if self.is_asked && next.as_deref() == Some(RAW) {
            return parse(&members.next_value::<String>()?);
        }
        let mut out = Writer::new();
        let mut object = out.object();
        if next.as_deref() == Some(NUMBER) {
            let Node(value) = members.next_value()?;
            next = members.next_key()?;
            let number = value.decode::<String>().ok().and_then(|text| number(&text));
            if let (Some(number), None) = (number, &next) {
                return Ok(number);
            }
            object.field(NUMBER, &value);
        }
        while let Some(name) = next {
            let Node(value) = members.next_value()?;
            object.field(&name, &value);
            next = members.next_key()?;
        }
        object.end();
        parse(&out.into_string())
    }
}

/// The number that a text is, if it is one.
fn number(text: &str) -> Option<Json> {
    let is_number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    Json::parse(text).ok().filter(|_| is_number)
}
