//! What a call is billed by.

use super::Expect;
use super::declare::table;
use super::form::{Form, Many, Required, Whole, Words};
use super::notation::{PlaceText, PointerText};
use super::reader::{Reader, Slot, View};
use crate::source::Spanned;
use toml::de::DeValue;

table! {
    /// What a call is billed by; `billed = "unit"` for short.
    BILLED at "endpoints.NAME.billed" => RawBill short for "unit": Words {
        /// unit that is counted, such as token or audio second
        unit: Required<Words>,
        /// how many units every call costs; 1 when unwritten and the unit is `request` or `call`
        each: Whole,
        /// places in the JSON body that say how many units a call costs: a text by its characters, a number by its value, a list by all of it; several are added up. A multipart body is an object of its parts
        sent: Many<PlaceText>,
        /// places in a JSON answer that say how many units the call used; several are added up
        used: Many<PointerText>,
    }
    rules [super::Rule::Apart(&["each"], &["sent"])]
    then no_idle_key
}

fn no_idle_key(raw: RawBill, reader: &mut Reader<'_>, view: &View<'_>, _: usize) -> RawBill {
    reader.idle(view, &BILLED);
    raw
}

#[derive(Clone, Debug)]
pub(crate) enum RawBilling {
    Free,
    Per(RawBill),
}

/// What a call is billed by, or that it is not.
pub(crate) struct Billed;

impl Form for Billed {
    type Raw = Spanned<RawBilling>;
    type Held = Option<Self::Raw>;
    const EXPECTS: &'static Expect =
        &Expect::Any(&[Expect::Text, Expect::False, Expect::Table(&BILLED)]);

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        let billing = match slot.value.get_ref() {
            DeValue::Boolean(false) => RawBilling::Free,
            DeValue::Table(_) => RawBilling::Per(RawBill::read(reader, slot)?),
            DeValue::String(unit) if !unit.trim().is_empty() => {
                RawBilling::Per(RawBill::read(reader, slot)?)
            }
            _ => {
                let expected = "the unit a call is billed by, `false` or a table";
                reader.wrong_type(slot.value, slot.what, expected);
                return None;
            }
        };
        Some(Spanned::new(billing, slot.span()))
    }
}
