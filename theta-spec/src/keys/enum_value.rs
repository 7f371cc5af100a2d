//! Values out of a list.

use super::Expect;
use super::declare::table;
use super::form::{Deprecated, Form, Required, ScalarValue, Tables, Text, Words, form};
use super::name::{RustType, Wire};
use super::reader::{Reader, Slot};
use crate::contract::Scalar;
use crate::source::Spanned;
use toml::de::DeValue;

table! {
    /// A text of an enum; `VALUE = "what it means"` for short.
    ENUM_VALUE at "types.NAME.values.VALUE" => RawNamedValue short for "doc": Text {
        /// what it means
        doc: Words,
        deprecated: Deprecated,
        rust: RustType,
    }
}

table! {
    /// A value in a list of an enum's values; the value itself for short.
    LISTED_VALUE at "types.NAME.values" => RawListedValue {
        /// the value
        value: Required<ScalarValue>,
        /// what it means
        doc: Words,
        deprecated: Deprecated,
        rust: RustType,
    }
}

/// A value of an enum.
#[derive(Clone, Debug)]
pub(crate) struct RawEnumValue {
    pub(crate) value: Spanned<Scalar>,
    pub(crate) doc: Option<Spanned<String>>,
    pub(crate) deprecated: Option<Spanned<String>>,
    pub(crate) rust: Option<Spanned<String>>,
}

impl From<Spanned<Scalar>> for RawEnumValue {
    fn from(value: Spanned<Scalar>) -> Self {
        Self {
            value,
            doc: None,
            deprecated: None,
            rust: None,
        }
    }
}

form! {
    /// The values of an enum, with or without words about them.
    EnumValues -> Vec<RawEnumValue>,
    Expect::Any(&[
        Expect::List(&Expect::Any(&[
            Expect::Text,
            Expect::Boolean,
            Expect::Number,
            Expect::Table(&LISTED_VALUE),
        ])),
        *Tables::<Wire, RawNamedValue>::EXPECTS,
    ]),
    |reader: &mut Reader<'_>, slot| {
        if let DeValue::Array(items) = slot.value.get_ref() {
            let items = items.iter();
            return Some(items.filter_map(|item| listed(reader, &slot.item(item))).collect());
        }
        let named = Tables::<Wire, RawNamedValue>::read(reader, slot)?.into_iter();
        let named = named.map(|raw| RawEnumValue {
            value: raw.name.map(Scalar::Text),
            doc: raw.doc,
            deprecated: raw.deprecated,
            rust: raw.rust,
        });
        Some(named.collect())
    }
}

/// An item of a list.
fn listed(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<RawEnumValue> {
    if !slot.is_table() {
        return ScalarValue::read(reader, slot).map(RawEnumValue::from);
    }
    let raw = RawListedValue::read(reader, slot)?;
    Some(RawEnumValue {
        value: raw.value?,
        doc: raw.doc,
        deprecated: raw.deprecated,
        rust: raw.rust,
    })
}
