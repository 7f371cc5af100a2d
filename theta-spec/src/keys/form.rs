//! The forms of values: each says what it expects and reads it.

use super::declare::Keys;
use super::reader::{Reader, Slot, View};
use super::{Expect, Names};
use crate::contract::Scalar;
use crate::contract::named::Choice;
use crate::json;
use crate::source::Spanned;
use std::marker::PhantomData;
use toml::de::DeValue;

/// An entry of the declaration of a table: a key, or keys that are read together.
pub(crate) trait Entry {
    /// What it is read into.
    type Raw;
    const KEYS: Keys;

    fn entry(reader: &mut Reader<'_>, view: &View<'_>, key: &str) -> Self::Raw;
}

impl Reader<'_> {
    /// Reads an entry of a table.
    pub(crate) fn get<E: Entry>(&mut self, view: &View<'_>, key: &str) -> E::Raw {
        E::entry(self, view, key)
    }
}

/// The form of a value.
pub(crate) trait Form {
    /// What a value is read into.
    type Raw;
    /// What stands for a key with such a value, which may be unwritten.
    type Held: Held<Self::Raw>;
    const EXPECTS: &'static Expect;
    /// What a key with such a value means wherever it stands.
    const DOC: &'static str = "";

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw>;
}

/// What holds a value that may be unwritten.
pub(crate) trait Held<R> {
    fn held(read: Option<R>) -> Self;
}

impl<R> Held<R> for Option<R> {
    fn held(read: Self) -> Self {
        read
    }
}

/// Unwritten is the same as empty.
impl<R> Held<Self> for Vec<R> {
    fn held(read: Option<Self>) -> Self {
        read.unwrap_or_default()
    }
}

/// Unwritten is the same as `false`.
impl Held<Self> for bool {
    fn held(read: Option<Self>) -> Self {
        read.unwrap_or_default()
    }
}

/// The form of a text.
pub(crate) trait TextForm {
    type Out;
    const EXPECTS: &'static Expect;
    const DOC: &'static str = "";

    fn parse(reader: &mut Reader<'_>, text: Spanned<String>, what: &str) -> Option<Self::Out>;
}

/// A value with the author's name for it.
#[derive(Clone, Debug)]
pub(crate) struct Named<T> {
    pub(crate) name: Spanned<String>,
    pub(crate) value: T,
}

/// What has a name in the contract.
pub(crate) trait HasName {
    fn name(&self) -> &Spanned<String>;
}

impl<T> HasName for Named<T> {
    fn name(&self) -> &Spanned<String> {
        &self.name
    }
}

/// The form of the author's names in a table.
pub(crate) trait NameForm {
    type Out;
    const NAMES: Names;

    fn name(reader: &mut Reader<'_>, name: Spanned<String>, key: &str) -> Option<Self::Out>;
}

impl<T: Form> Entry for T {
    type Raw = T::Held;
    const KEYS: Keys = Keys::One {
        expects: *T::EXPECTS,
        required: false,
        doc: T::DOC,
    };

    fn entry(reader: &mut Reader<'_>, view: &View<'_>, key: &str) -> T::Held {
        let read = view.get(key).and_then(|value| {
            let slot = Slot {
                what: key,
                at: view.key_span(key),
                value,
            };
            T::read(reader, &slot)
        });
        T::Held::held(read)
    }
}

impl<T: TextForm> Form for T {
    type Raw = T::Out;
    type Held = Option<T::Out>;
    const EXPECTS: &'static Expect = T::EXPECTS;
    const DOC: &'static str = T::DOC;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<T::Out> {
        let text = reader.text(slot)?;
        T::parse(reader, text, slot.what)
    }
}

/// A key that the table is an error without.
pub(crate) struct Required<T>(PhantomData<T>);

impl<T: Form> Entry for Required<T> {
    type Raw = T::Held;
    const KEYS: Keys = Keys::One {
        expects: *T::EXPECTS,
        required: true,
        doc: T::DOC,
    };

    fn entry(reader: &mut Reader<'_>, view: &View<'_>, key: &str) -> T::Held {
        T::entry(reader, view, key)
    }
}

/// One of which it matters whether it is written.
pub(crate) struct Optional<T>(PhantomData<T>);

impl<T: Form> Form for Optional<T> {
    type Raw = T::Raw;
    type Held = Option<T::Raw>;
    const EXPECTS: &'static Expect = T::EXPECTS;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<T::Raw> {
        T::read(reader, slot)
    }
}

/// A table that says nothing where it is unwritten.
pub(crate) struct OrDefault<T>(PhantomData<T>);

impl<T: Form<Raw: Held<T::Raw>>> Form for OrDefault<T> {
    type Raw = T::Raw;
    type Held = T::Raw;
    const EXPECTS: &'static Expect = T::EXPECTS;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<T::Raw> {
        T::read(reader, slot)
    }
}

/// One of which the place matters.
pub(crate) struct Placed<T>(PhantomData<T>);

impl<T: Form> Form for Placed<T> {
    type Raw = Spanned<T::Raw>;
    type Held = Option<Spanned<T::Raw>>;
    const EXPECTS: &'static Expect = T::EXPECTS;
    const DOC: &'static str = T::DOC;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        Some(Spanned::new(T::read(reader, slot)?, slot.span()))
    }
}

/// A list that lists something where it is written.
pub(crate) struct NotEmpty<T>(PhantomData<T>);

impl<T: Form> Form for NotEmpty<T> {
    type Raw = T::Raw;
    type Held = T::Held;
    const EXPECTS: &'static Expect = T::EXPECTS;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<T::Raw> {
        reader.not_empty(slot);
        T::read(reader, slot)
    }
}

/// Any text.
pub(crate) struct Text;

impl TextForm for Text {
    type Out = Spanned<String>;
    const EXPECTS: &'static Expect = &Expect::Text;

    fn parse(_: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<Self::Out> {
        Some(text)
    }
}

/// A text that must say something; one that does not counts as unwritten.
pub(crate) struct Words;

impl TextForm for Words {
    type Out = Spanned<String>;
    const EXPECTS: &'static Expect = &Expect::Text;

    fn parse(_: &mut Reader<'_>, text: Spanned<String>, _: &str) -> Option<Self::Out> {
        Some(text).filter(|text| !text.value.trim().is_empty())
    }
}

/// One of a closed list of words.
pub(crate) struct Word<T>(PhantomData<T>);

impl<T: Choice> TextForm for Word<T> {
    type Out = Spanned<T>;
    const EXPECTS: &'static Expect = &Expect::Word(T::WORDS);

    fn parse(reader: &mut Reader<'_>, text: Spanned<String>, what: &str) -> Option<Self::Out> {
        reader.choice(&text, what)
    }
}

/// A text, or a list of texts.
pub(crate) struct Many<T>(PhantomData<T>);

impl<T: TextForm> Form for Many<T> {
    type Raw = Vec<T::Out>;
    type Held = Vec<T::Out>;
    const EXPECTS: &'static Expect = &Expect::Many(T::EXPECTS);

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        Some(match slot.value.get_ref() {
            DeValue::Array(items) => items
                .iter()
                .filter_map(|item| <T as Form>::read(reader, &slot.item(item)))
                .collect(),
            DeValue::String(_) => <T as Form>::read(reader, slot).into_iter().collect(),
            _ => {
                reader.wrong_type(slot.value, slot.what, "a string or a list of strings");
                Vec::new()
            }
        })
    }
}

/// Declares a form that one function reads, and that is an `Option` where it is unwritten.
macro_rules! form {
    ($(#[doc = $doc:literal])+ $Form:ident -> $Raw:ty, $expects:expr, $read:expr) => {
        $(#[doc = $doc])+
        pub(crate) struct $Form;

        impl $crate::keys::form::Form for $Form {
            type Raw = $Raw;
            type Held = Option<$Raw>;
            const EXPECTS: &'static $crate::keys::Expect = &$expects;

            fn read(
                reader: &mut $crate::keys::reader::Reader<'_>,
                slot: &$crate::keys::reader::Slot<'_, '_>,
            ) -> Option<$Raw> {
                let read: fn(&mut _, &$crate::keys::reader::Slot<'_, '_>) -> _ = $read;
                read(reader, slot)
            }
        }
    };
}

pub(super) use form;

form! {
    /// `true` or `false`.
    Boolean -> Spanned<bool>, Expect::Boolean, |reader: &mut Reader<'_>, slot| {
        if let DeValue::Boolean(flag) = slot.value.get_ref() {
            return Some(Spanned::new(*flag, slot.span()));
        }
        reader.wrong_type(slot.value, slot.what, "`true` or `false`");
        None
    }
}

/// The same where `false` says nothing.
pub(crate) struct Flag;

impl Form for Flag {
    type Raw = bool;
    type Held = bool;
    const EXPECTS: &'static Expect = Boolean::EXPECTS;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<bool> {
        Boolean::read(reader, slot).map(|flag| flag.value)
    }
}

/// That something is deprecated: `true`, which is read as an empty text, or why and what to use instead.
pub(crate) struct Deprecated;

impl Form for Deprecated {
    type Raw = Spanned<String>;
    type Held = Option<Spanned<String>>;
    const EXPECTS: &'static Expect = &Expect::Any(&[Expect::Text, Expect::True]);
    const DOC: &'static str = "true, or why it should not be used any more and what to use instead";

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        match slot.value.get_ref() {
            DeValue::Boolean(true) => Some(Spanned::new(String::new(), slot.span())),
            DeValue::String(_) => reader.text(slot),
            _ => {
                let expected = "`true`, or a string that says what to use instead";
                reader.wrong_type(slot.value, slot.what, expected);
                None
            }
        }
    }
}

form! {
    /// A whole number that is not negative.
    Whole -> Spanned<u64>, Expect::Integer, |reader: &mut Reader<'_>, slot| {
        if let DeValue::Integer(number) = slot.value.get_ref()
            && let Ok(number) = u64::from_str_radix(number.as_str(), number.radix())
        {
            return Some(Spanned::new(number, slot.span()));
        }
        reader.wrong_type(slot.value, slot.what, "a whole number that is not negative");
        None
    }
}

form! {
    /// A number.
    Number -> Spanned<f64>, Expect::Number, |reader: &mut Reader<'_>, slot| {
        let number = match slot.value.get_ref() {
            DeValue::Integer(number) if number.radix() == 10 => number.as_str().parse().ok(),
            DeValue::Float(number) => number.as_str().parse().ok(),
            _ => None,
        };
        let Some(number) = number.filter(|number: &f64| number.is_finite()) else {
            reader.wrong_type(slot.value, slot.what, "a number");
            return None;
        };
        Some(Spanned::new(number, slot.span()))
    }
}

form! {
    /// A TOML date without a time.
    Day -> Spanned<String>, Expect::Date, |reader: &mut Reader<'_>, slot| {
        if let DeValue::Datetime(date) = slot.value.get_ref()
            && date.time.is_none()
        {
            return Some(Spanned::new(date.to_string(), slot.span()));
        }
        reader.report.error("T0210", slot.span(), format!("`{}` must be a date", slot.what), "write it without quotes: 2026-11-22");
        None
    }
}

/// What stands at a place of a body.
const SCALAR: Expect = Expect::Any(&[Expect::Text, Expect::Boolean, Expect::Number]);

form! {
    /// A text, a boolean or a number.
    ScalarValue -> Spanned<Scalar>, SCALAR, |reader: &mut Reader<'_>, slot| {
        let scalar = match slot.value.get_ref() {
            DeValue::String(text) => Some(Scalar::Text(text.to_string())),
            DeValue::Boolean(flag) => Some(Scalar::Boolean(*flag)),
            DeValue::Integer(number) => i128::from_str_radix(number.as_str(), number.radix())
                .ok()
                .map(|number| Scalar::Number(json::canonical(&number.to_string()))),
            DeValue::Float(number) => Some(number.as_str().trim_start_matches('+'))
                .filter(|number| number.parse().is_ok_and(f64::is_finite))
                .map(|number| Scalar::Number(json::canonical(number))),
            _ => None,
        };
        if scalar.is_none() {
            reader.wrong_type(slot.value, slot.what, &SCALAR.to_string());
        }
        scalar.map(|scalar| Spanned::new(scalar, slot.span()))
    }
}

/// One of these, or a list of them.
pub(crate) struct Scalars;

impl Form for Scalars {
    type Raw = Vec<Spanned<Scalar>>;
    type Held = Self::Raw;
    const EXPECTS: &'static Expect = &Expect::Many(&SCALAR);

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        let mut read = |slot: &Slot<'_, '_>| ScalarValue::read(reader, slot);
        Some(match slot.value.get_ref() {
            DeValue::Array(items) => {
                let items = items.iter();
                items.filter_map(|item| read(&slot.item(item))).collect()
            }
            _ => read(slot).into_iter().collect(),
        })
    }
}

/// A table of the author's names, each with a value: names and values side by side.
pub(crate) struct Pairs<N, T>(PhantomData<(N, T)>);

impl<N: NameForm, T: Form> Form for Pairs<N, T> {
    type Raw = Vec<(N::Out, T::Raw)>;
    type Held = Self::Raw;
    const EXPECTS: &'static Expect = &Expect::Map(N::NAMES, T::EXPECTS);

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        let DeValue::Table(table) = slot.value.get_ref() else {
            reader.wrong_type(slot.value, slot.what, "a table");
            return None;
        };
        let key = slot.what;
        // In the order of the names, which `find` relies on.
        let mut pairs = Vec::new();
        for (name, value) in table {
            let slot = Slot {
                what: name.get_ref(),
                at: name.span().into(),
                value,
            };
            let name = N::name(reader, slot.name(), key);
            pairs.extend(name.zip(T::read(reader, &slot)));
        }
        Some(pairs)
    }
}

/// The same with names that are found again.
pub(crate) struct Map<N, T>(PhantomData<(N, T)>);

impl<N: NameForm<Out = Spanned<String>>, T: Form> Form for Map<N, T> {
    type Raw = Vec<Named<T::Raw>>;
    type Held = Self::Raw;
    const EXPECTS: &'static Expect = Pairs::<N, T>::EXPECTS;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        let pairs = Pairs::<N, T>::read(reader, slot)?.into_iter();
        Some(pairs.map(|(name, value)| Named { name, value }).collect())
    }
}

/// The same with tables of the language, which know their names.
pub(crate) struct Tables<N, T>(PhantomData<(N, T)>);

impl<N: NameForm, T: Form> Form for Tables<N, T> {
    type Raw = Vec<T::Raw>;
    type Held = Self::Raw;
    const EXPECTS: &'static Expect = Pairs::<N, T>::EXPECTS;

    fn read(reader: &mut Reader<'_>, slot: &Slot<'_, '_>) -> Option<Self::Raw> {
        let pairs = Pairs::<N, T>::read(reader, slot)?.into_iter();
        Some(pairs.map(|(_, value)| value).collect())
    }
}
