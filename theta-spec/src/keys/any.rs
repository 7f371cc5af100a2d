//! Unions without a tag.

use super::Expect;
use super::declare::table;
use super::form::{Form, Required, Words};
use super::name::RustType;
use super::notation::TypeText;
use super::reader::{Reader, Slot};
use toml::de::DeValue;

/// The types of an untagged union.
pub(crate) struct AnyOf;

/// The word for `null` among them.
const NULL: &str = "null";

impl Form for AnyOf {
    type Raw = Vec<RawAny>;
    type Held = Option<Self::Raw>;
    const EXPECTS: &'static Expect = &Expect::List(&Expect::Any(&[
        Expect::Word(&[NULL]),
        *TypeText::EXPECTS,
        Expect::Table(&ANY),
    ]));

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        reader.not_empty(slot);
        let DeValue::Array(items) = slot.value.get_ref() else {
            reader.wrong_type(slot.value, slot.what, "a list of types");
            return None;
        };
        let read = items.iter().filter_map(|item| {
            let slot = slot.item(item);
            if item.get_ref().as_str() == Some(NULL) {
                let name = slot.name();
                return Some(RawAny {
                    name,
                    ..RawAny::default()
                });
            }
            let one = RawAny::read(reader, &slot)?;
            one.ty.is_some().then_some(one)
        });
        Some(read.collect())
    }
}

table! {
    /// A variant of an untagged union; `"type"` for short.
    ANY at "types.NAME.any" => RawAny short for "type": TypeText {
        /// what it holds
        ty("type"): Required<TypeText>,
        /// what it is
        doc: Words,
        rust: RustType,
    }
}
