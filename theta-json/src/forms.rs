//! Which variant of an untagged union a value is.

use super::decode::Decode;
use super::number::canonical;
pub use super::raw::Kind;
use super::raw::Raw;
use std::borrow::Cow;

/// A form of JSON that is read as a variant.
#[derive(Clone, Copy, Debug)]
pub struct Alternative {
    /// The index of the variant.
    pub variant: u16,
    /// What a value must look like.
    pub form: Form,
    /// The indices of the alternatives that this one is narrower than.
    pub over: &'static [u16],
}

/// What a value looks like.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number that is an integer of 64 bits by its value.
    Integer,
    /// The same without those below zero, and with more above.
    Unsigned,
    /// A number within the range of a double.
    Number,
    /// A text.
    String,
    /// This value alone.
    Is(Constant),
    /// An array whose items are of these kinds.
    Array(Kinds),
    /// An array of exactly so many items, each of these kinds.
    Tuple(&'static [Kinds]),
    /// An object with these fields, each of these kinds.
    Object(&'static [(&'static str, Kinds)]),
}

/// A single value.
#[derive(Clone, Copy, Debug)]
pub enum Constant {
    /// A text.
    Text(&'static str),
    /// A boolean.
    Boolean(bool),
    /// A number, as [`canonical`] writes it.
    Number(&'static str),
}

/// Kinds of JSON values, and single values beside them.
#[derive(Clone, Copy, Debug)]
pub struct Kinds(pub &'static [Kind], pub &'static [Constant]);

impl Constant {
    fn is(self, value: Raw<'_>) -> bool {
        match self {
            Self::Text(text) => value.as_str().is_some_and(|found| found == text),
            Self::Boolean(flag) => value.text() == if flag { "true" } else { "false" },
            Self::Number(number) => {
                value.kind() == Kind::Number && canonical(value.text()) == number
            }
        }
    }
}

impl Kinds {
    fn take(self, value: Raw<'_>) -> bool {
        self.0.contains(&value.kind()) || self.1.iter().any(|constant| constant.is(value))
    }
}

type Members<'a> = Vec<(Cow<'a, str>, Raw<'a>)>;

impl Form {
    /// `members` are those of the value, once somebody has asked for them.
    fn takes<'a>(self, value: Raw<'a>, members: &mut Option<Members<'a>>) -> bool {
        match (self, value.kind()) {
            (Self::Null, Kind::Null) | (Self::Boolean, Kind::Boolean) => true,
            (Self::Integer, Kind::Number) => i64::decode(value).is_ok(),
            (Self::Unsigned, Kind::Number) => u64::decode(value).is_ok(),
            (Self::Number, Kind::Number) => f64::decode(value).is_ok(),
            (Self::String, Kind::String) => value.as_str().is_some(),
            (Self::Is(constant), _) => constant.is(value),
            (Self::Array(kinds), Kind::Array) => value.elements().all(|item| kinds.take(item)),
            (Self::Tuple(kinds), Kind::Array) => {
                let items: Vec<_> = value.elements().collect();
                kinds.len() == items.len()
                    && kinds
                        .iter()
                        .zip(items)
                        .all(|(kinds, item)| kinds.take(item))
            }
            (Self::Object(required), Kind::Object) => {
                let members = members.get_or_insert_with(|| value.pairs().collect());
                let has = |(name, kinds): &(&str, Kinds)| {
                    // Of several members of one name the last counts.
                    let field = members.iter().rev().find(|(known, _)| known == name);
                    field.is_some_and(|(_, field)| kinds.take(*field))
                };
                required.iter().all(has)
            }
            _ => false,
        }
    }
}

/// Returns the variant of the narrowest form that the value has; `None` if it has none, or several of which none is
/// narrower than the others.
#[must_use]
pub fn pick(value: Raw<'_>, alternatives: &[Alternative]) -> Option<u16> {
    let mut members = None;
    let fits: Vec<u16> = (0..)
        .zip(alternatives)
        .filter(|(_, one)| one.form.takes(value, &mut members))
        .map(|(at, _)| at)
        .collect();
    let one = |at: u16| alternatives.get(usize::from(at));
    let is_beaten = |at: &u16| {
        let mut others = fits.iter().filter_map(|other| one(*other));
        others.any(|other| other.over.contains(at))
    };
    let left = fits.iter().filter(|at| !is_beaten(at));
    let mut variants = left.filter_map(|at| one(*at)).map(|one| one.variant);
    let first = variants.next()?;
    variants.all(|variant| variant == first).then_some(first)
}
