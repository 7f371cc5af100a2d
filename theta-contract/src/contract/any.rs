//! Untagged unions: how their variants are told apart.
//!
//! Each variant accepts some [`Form`]s of JSON. Of the forms that a value has, the narrowest decides.

use super::Scalar;
use crate::json::{Json, integer, unsigned};
use std::collections::{BTreeMap, BTreeSet};

/// A form of JSON that is read as a variant.
#[derive(Clone, Debug)]
pub struct Alternative {
    /// The index of the variant.
    pub variant: usize,
    /// What a value must look like.
    pub form: Form,
    /// The indices of the alternatives that this one is narrower than.
    pub over: Vec<usize>,
    /// The fields that the documentation gives such an object; `None` if it may have any.
    pub known: Option<BTreeSet<String>>,
}

/// What a value looks like, as far as variants are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
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
    Is(Scalar),
    /// An array whose items are of these kinds.
    Array(Kinds),
    /// An array of exactly so many items, each of these kinds.
    Tuple(Vec<Kinds>),
    /// An object with these fields, sorted by name, each of these kinds.
    Object(Vec<(String, Kinds)>),
}

/// A kind of JSON value.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true` or `false`
    Boolean,
    /// A number.
    Number,
    /// A text.
    String,
    /// An array.
    Array,
    /// An object.
    Object,
}

impl JsonKind {
    /// Every kind.
    pub const ALL: [Self; 6] = [
        Self::Null,
        Self::Boolean,
        Self::Number,
        Self::String,
        Self::Array,
        Self::Object,
    ];

    /// Returns the kind of a value.
    #[must_use]
    pub const fn of(value: &Json) -> Self {
        match value {
            Json::Null => Self::Null,
            Json::Bool(_) => Self::Boolean,
            Json::Number(_) => Self::Number,
            Json::String(_) => Self::String,
            Json::Array(_) => Self::Array,
            Json::Object(_) => Self::Object,
        }
    }

    /// Returns the shortest value of the kind that is none of these; any of the kind if they are all of it.
    fn shortest(self, but: &BTreeSet<Scalar>) -> Json {
        let scalar = match self {
            Self::Null => return Json::Null,
            Self::Array => return Json::Array(Vec::new()),
            Self::Object => return Json::Object(Vec::new()),
            Self::Boolean => Scalar::Boolean(!but.contains(&Scalar::Boolean(false))),
            Self::Number => {
                let numbers = (0..).map(|number: usize| Scalar::Number(number.to_string()));
                free(numbers, but)
            }
            Self::String => free((0..).map(|len| Scalar::Text("x".repeat(len))), but),
        };
        scalar.to_json()
    }
}

/// The first that is none of these.
fn free(mut scalars: impl Iterator<Item = Scalar>, but: &BTreeSet<Scalar>) -> Scalar {
    let found = scalars.find(|scalar| !but.contains(scalar));
    found.unwrap_or(Scalar::Boolean(true))
}

/// Kinds of JSON values, and single values beside them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    kinds: BTreeSet<JsonKind>,
    /// Of no kind in `kinds`.
    values: BTreeSet<Scalar>,
}

impl Kinds {
    /// Returns every value.
    #[must_use]
    pub fn all() -> Self {
        Self {
            kinds: JsonKind::ALL.into(),
            values: BTreeSet::new(),
        }
    }

    /// Returns the kinds, sorted.
    pub fn kinds(&self) -> impl Iterator<Item = JsonKind> {
        self.kinds.iter().copied()
    }

    /// Returns the single values of other kinds, sorted.
    pub fn values(&self) -> impl Iterator<Item = &Scalar> {
        self.values.iter()
    }

    /// Adds all values of a kind.
    pub fn add(&mut self, kind: JsonKind) {
        self.kinds.insert(kind);
        self.values
            .retain(|value| JsonKind::of(&value.to_json()) != kind);
    }

    /// Adds a single value, unless its kind is there.
    pub fn add_value(&mut self, value: &Scalar) {
        if !self.kinds.contains(&JsonKind::of(&value.to_json())) {
            self.values.insert(value.clone());
        }
    }

    /// Returns whether a value is one of these.
    #[must_use]
    pub fn takes(&self, value: &Json) -> bool {
        self.kinds.contains(&JsonKind::of(value))
            || self.values.iter().any(|scalar| scalar.is(value))
    }

    fn holds(&self, other: &Self) -> bool {
        other.kinds.is_subset(&self.kinds)
            && other
                .values
                .iter()
                .all(|value| self.takes(&value.to_json()))
    }

    fn both(&self, other: &Self) -> Self {
        let values = self.values.iter().chain(&other.values);
        let is_both = |value: &&Scalar| {
            let value = value.to_json();
            self.takes(&value) && other.takes(&value)
        };
        Self {
            values: values.filter(is_both).cloned().collect(),
            kinds: self.kinds.intersection(&other.kinds).copied().collect(),
        }
    }

    fn is_empty(&self) -> bool {
        self.kinds.is_empty() && self.values.is_empty()
    }

    /// Values of which each is one of these: one of each kind, and the single values of both.
    fn some(&self, others: &BTreeSet<Scalar>) -> Vec<Json> {
        let kinds = self.kinds.iter().map(|kind| kind.shortest(others));
        let values = self.values.iter().chain(others).map(Scalar::to_json);
        let mut some: Vec<Json> = kinds.chain(values).collect();
        some.retain(|value| self.takes(value));
        some
    }
}

impl Form {
    /// Returns whether a value has the form.
    #[must_use]
    pub fn takes(&self, value: &Json) -> bool {
        match (self, value) {
            (Self::Null, Json::Null)
            | (Self::Boolean, Json::Bool(_))
            | (Self::String, Json::String(_)) => true,
            (Self::Integer, Json::Number(text)) => integer(text).is_some(),
            (Self::Unsigned, Json::Number(text)) => unsigned(text).is_some(),
            (Self::Number, Json::Number(text)) => text.parse().is_ok_and(f64::is_finite),
            (Self::Is(scalar), value) => scalar.is(value),
            (Self::Array(kinds), Json::Array(items)) => items.iter().all(|item| kinds.takes(item)),
            (Self::Tuple(kinds), Json::Array(items)) => {
                kinds.len() == items.len()
                    && kinds
                        .iter()
                        .zip(items)
                        .all(|(kinds, item)| kinds.takes(item))
            }
            (Self::Object(required), Json::Object(_)) => required
                .iter()
                .all(|(name, kinds)| value.get(name).is_some_and(|field| kinds.takes(field))),
            _ => false,
        }
    }

    /// Whether fewer values have this form than the other, or, of two objects, whether this one needs more fields.
    #[must_use]
    pub fn is_narrower(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Is(_), Self::Is(_)) => false,
            (Self::Is(scalar), other) => other.takes(&scalar.to_json()),
            (Self::Integer | Self::Unsigned, Self::Number) => true,
            (Self::Tuple(items), Self::Array(all)) => items.iter().all(|item| all.holds(item)),
            (Self::Tuple(a), Self::Tuple(b)) => {
                a != b && a.len() == b.len() && a.iter().zip(b).all(|(a, b)| b.holds(a))
            }
            (Self::Array(a), Self::Array(b)) => a != b && b.holds(a),
            (Self::Object(a), Self::Object(b)) => {
                // Both are sorted by name.
                let wider = |(name, kinds): &(String, Kinds), same: bool| {
                    let at = a.binary_search_by(|(known, _)| known.cmp(name));
                    at.is_ok_and(|at| !same || kinds.holds(&a[at].1))
                };
                let same = a.len() == b.len();
                b.len() <= a.len() && a != b && b.iter().all(|field| wider(field, same))
            }
            _ => false,
        }
    }

    /// The form of what has both; `None` if nothing has.
    pub fn both(&self, other: &Self) -> Option<Self> {
        match (self, other) {
            (Self::Integer, Self::Unsigned) | (Self::Unsigned, Self::Integer) => {
                Some(Self::Is(Scalar::Number("0".to_owned())))
            }
            (Self::Array(a), Self::Array(b)) => Some(Self::Array(a.both(b))),
            (Self::Tuple(items), Self::Array(all)) | (Self::Array(all), Self::Tuple(items)) => {
                tuple(items.iter().map(|item| item.both(all)))
            }
            (Self::Tuple(a), Self::Tuple(b)) if a.len() == b.len() => {
                tuple(a.iter().zip(b).map(|(a, b)| a.both(b)))
            }
            (Self::Object(a), Self::Object(b)) => {
                let mut fields: BTreeMap<&String, Kinds> = a
                    .iter()
                    .map(|(name, kinds)| (name, kinds.clone()))
                    .collect();
                for (name, kinds) in b {
                    let field = fields.entry(name).or_insert_with(Kinds::all);
                    *field = field.both(kinds);
                    if field.is_empty() {
                        return None;
                    }
                }
                let fields = fields.into_iter();
                Some(Self::Object(
                    fields.map(|(name, kinds)| (name.clone(), kinds)).collect(),
                ))
            }
            (a, b) if a == b || a.is_narrower(b) => Some(a.clone()),
            (a, b) if b.is_narrower(a) => Some(b.clone()),
            _ => None,
        }
    }

    /// Returns short values that have the form, so that of any two that another form tells apart one is here.
    /// `others` are the values that other forms single out.
    #[must_use]
    pub fn some(&self, others: &BTreeSet<Scalar>) -> Vec<Json> {
        let mut some = match self {
            Self::Null => vec![Json::Null],
            Self::Boolean => vec![JsonKind::Boolean.shortest(others)],
            Self::Integer | Self::Unsigned => vec![JsonKind::Number.shortest(others)],
            Self::Number => vec![
                JsonKind::Number.shortest(others),
                Json::Number("0.5".to_owned()),
            ],
            Self::String => vec![JsonKind::String.shortest(others)],
            Self::Is(scalar) => vec![scalar.to_json()],
            Self::Array(kinds) => {
                let one = kinds.some(others).into_iter();
                let one = one.map(|item| Json::Array(vec![item]));
                std::iter::once(JsonKind::Array.shortest(others))
                    .chain(one)
                    .collect()
            }
            Self::Tuple(kinds) => {
                let named = kinds.iter().map(|kinds| (String::new(), kinds.clone()));
                let items = objects(&named.collect::<Vec<_>>(), others).into_iter();
                let items = items.map(|members| members.into_iter().map(|(_, item)| item));
                items.map(|items| Json::Array(items.collect())).collect()
            }
            Self::Object(required) => {
                let objects = objects(required, others).into_iter();
                objects.map(Json::Object).collect()
            }
        };
        some.extend(others.iter().map(Scalar::to_json));
        some.retain(|value| self.takes(value));
        some
    }
}

/// Most objects that are made of one form.
pub const MOST: usize = 4_096;

fn tuple(items: impl Iterator<Item = Kinds>) -> Option<Form> {
    let items: Vec<Kinds> = items.collect();
    (!items.iter().any(Kinds::is_empty)).then_some(Form::Tuple(items))
}

/// Objects with these fields, with every combination of values; as many as are allowed.
fn objects(required: &[(String, Kinds)], others: &BTreeSet<Scalar>) -> Vec<Vec<(String, Json)>> {
    let mut objects = vec![Vec::new()];
    for (name, kinds) in required {
        let mut values = kinds.some(others);
        values.truncate((MOST / objects.len()).max(1));
        objects = objects
            .iter()
            .flat_map(|members: &Vec<(String, Json)>| {
                values.iter().map(|value| {
                    let mut members = members.clone();
                    members.push((name.clone(), value.clone()));
                    members
                })
            })
            .collect();
    }
    objects
}

/// What a value is read as.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Picked {
    /// This variant.
    Variant(usize),
    /// None: no variant has such values. It is kept.
    Nothing,
    /// None: it could be each of these variants. It is kept.
    Several(Vec<usize>),
}

/// Returns which variant a value is read as: that of the narrowest form that it has.
///
/// This is the reference of what clients do.
#[must_use]
pub fn pick(alternatives: &[Alternative], value: &Json) -> Picked {
    let fits: Vec<usize> = (0..alternatives.len())
        .filter(|&at| alternatives[at].form.takes(value))
        .collect();
    let narrowest = narrowest(alternatives, &fits);
    let variants: BTreeSet<usize> = narrowest
        .iter()
        .map(|&at| alternatives[at].variant)
        .collect();
    let variants: Vec<usize> = variants.into_iter().collect();
    match variants[..] {
        [] => Picked::Nothing,
        [variant] => Picked::Variant(variant),
        _ => Picked::Several(variants),
    }
}

/// Those of them that none of them is narrower than.
#[must_use]
pub fn narrowest(alternatives: &[Alternative], fits: &[usize]) -> Vec<usize> {
    let is_beaten = |at: &usize| {
        fits.iter()
            .any(|other| alternatives[*other].over.contains(at))
    };
    fits.iter().copied().filter(|at| !is_beaten(at)).collect()
}

/// Returns short values of two unions, so that they mostly read one of these as different variants if they read any.
#[must_use]
pub fn some_values(one: &[Alternative], other: &[Alternative]) -> Vec<Json> {
    let all = || one.iter().chain(other);
    let singled = singled_out(all().map(|one| &one.form));
    all().flat_map(|one| one.form.some(&singled)).collect()
}

/// The single values that forms name.
pub fn singled_out<'f>(forms: impl Iterator<Item = &'f Form>) -> BTreeSet<Scalar> {
    let mut singled = BTreeSet::new();
    for form in forms {
        match form {
            Form::Is(scalar) => {
                singled.insert(scalar.clone());
            }
            Form::Array(kinds) => singled.extend(kinds.values().cloned()),
            Form::Tuple(items) => {
                singled.extend(items.iter().flat_map(|kinds| kinds.values().cloned()));
            }
            Form::Object(required) => {
                singled.extend(
                    required
                        .iter()
                        .flat_map(|(_, kinds)| kinds.values().cloned()),
                );
            }
            _ => {}
        }
    }
    singled
}

/// Returns whether no value has the forms of two variants.
#[must_use]
pub fn are_disjoint(alternatives: &[Alternative]) -> bool {
    alternatives.iter().enumerate().all(|(at, one)| {
        let mut others = alternatives[at + 1..].iter();
        others.all(|other| other.variant == one.variant || one.form.both(&other.form).is_none())
    })
}
