//! Values made from types: the smallest, and those that hold what is asked at given places.

use crate::contract::{Contract, Field, Number, Picked, Scalar, Type, TypeId, TypeKind, pick};
use crate::json::Json;
use std::cell::{Cell, RefCell};

/// Deepest nesting of a value that is made up.
const MAX_DEPTH: usize = 32;

/// Most values in a value that is made up; no documented body comes near it.
const MAX_VALUES: usize = 10_000;

/// Longest list that is made up; no documented pointer comes near it.
const LONGEST: usize = 64;

/// What a place must hold.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Need<'n> {
    /// A text.
    Text,
    /// A text, a number or a boolean.
    Scalar,
    /// This.
    Is(&'n Scalar),
    /// None of these.
    Other(&'n [Scalar]),
    /// A list with an item.
    List,
}

impl Need<'_> {
    fn is_met(self, value: &Json) -> bool {
        match self {
            Self::Text => matches!(value, Json::String(_)),
            Self::Scalar => matches!(value, Json::String(_) | Json::Number(_) | Json::Bool(_)),
            Self::Is(scalar) => scalar.is(value),
            Self::Other(scalars) => !scalars.iter().any(|scalar| scalar.is(value)),
            Self::List => matches!(value, Json::Array(items) if !items.is_empty()),
        }
    }
}

/// What the place must hold to which the steps lead.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Demand<'n> {
    pub(crate) at: &'n [String],
    pub(crate) need: Need<'n>,
}

/// The smallest value of a type that meets the demands, what may be left out left out, texts as `text` where they are
/// free; `None` when the type has no such value.
pub(crate) fn value(
    contract: &Contract,
    ty: &Type,
    demands: &[Demand<'_>],
    text: &'static str,
) -> Option<Json> {
    let maker = Maker {
        contract,
        text,
        left: Cell::new(MAX_VALUES),
        within: RefCell::default(),
    };
    maker.make(ty, demands, 0)
}

impl Demand<'_> {
    /// Whether a list is asked for where the steps have led to.
    fn is_list(&self) -> bool {
        self.at.is_empty() && matches!(self.need, Need::List)
    }
}

struct Maker<'c> {
    contract: &'c Contract,
    text: &'static str,
    left: Cell<usize>,
    /// The types that are being made: a smallest value of a type has no other value of it inside.
    within: RefCell<Vec<TypeId>>,
}

impl Maker<'_> {
    fn make(&self, ty: &Type, demands: &[Demand<'_>], depth: usize) -> Option<Json> {
        if depth > MAX_DEPTH {
            return demands.is_empty().then_some(Json::Null);
        }
        self.left.set(self.left.get().checked_sub(1)?);
        if demands
            .iter()
            .any(|demand| demand.at.is_empty() && !demand.is_list())
        {
            return self.leaf(ty, demands, depth);
        }
        match ty {
            Type::Nullable(_) if demands.is_empty() => Some(Json::Null),
            Type::Nullable(inner) | Type::Verbatim(inner) => self.make(inner, demands, depth + 1),
            Type::Json if demands.iter().any(Demand::is_list) => {
                self.items(&Type::Json, demands, depth)
            }
            Type::Json => self.members(&[], Some(&Type::Json), demands, depth),
            Type::Map(inner) => self.members(&[], Some(inner), demands, depth),
            Type::Array(inner) => self.items(inner, demands, depth),
            Type::Named(id) => self.named(*id, demands, depth),
            Type::Tuple(items) => self.tuple(items, demands, depth),
            Type::String
            | Type::Format(_)
            | Type::Constant(_)
            | Type::Boolean
            | Type::Number(_)
                if !demands.is_empty() =>
            {
                None
            }
            Type::String => Some(Json::String(self.text.to_owned())),
            Type::Format(format) => Some(Json::String(format.example().to_owned())),
            Type::Constant(value) => Some(value.to_json()),
            Type::Boolean => Some(Json::Bool(false)),
            Type::Number(number) => Some(Json::Number(zero(*number).to_owned())),
        }
    }

    fn named(&self, id: TypeId, demands: &[Demand<'_>], depth: usize) -> Option<Json> {
        // With demands the steps that are left become fewer.
        if !demands.is_empty() {
            return self.of_kind(id, demands, depth);
        }
        if self.within.borrow().contains(&id) {
            return None;
        }
        self.within.borrow_mut().push(id);
        let made = self.of_kind(id, demands, depth);
        self.within.borrow_mut().pop();
        made
    }

    fn of_kind(&self, id: TypeId, demands: &[Demand<'_>], depth: usize) -> Option<Json> {
        match &self.contract.type_def(id).kind {
            TypeKind::Alias(inner) => self.make(inner, demands, depth + 1),
            TypeKind::Enum { .. } if !demands.is_empty() => None,
            TypeKind::Enum { values } => Some(
                values
                    .first()
                    .map_or_else(|| Json::from(""), |value| value.value.to_json()),
            ),
            TypeKind::Struct { fields, open, rest } => {
                let further = open.then_some(&Type::Json);
                let rest = rest.as_deref().and_then(|rest| match &rest.ty {
                    Type::Map(inner) => Some(&**inner),
                    _ => None,
                });
                self.members(fields, rest.or(further), demands, depth)
            }
            TypeKind::Any {
                variants,
                alternatives,
            } => {
                let made = variants.iter().enumerate().filter_map(|(at, variant)| {
                    let value = self.make(&variant.ty, demands, depth + 1)?;
                    // The smallest value of a variant can be another, such as an exact text.
                    let is_read = pick(alternatives, &value) == Picked::Variant(at);
                    Some((!is_read, value))
                });
                smallest(made, demands)
            }
            TypeKind::Union { variants, .. } if variants.is_empty() => {
                demands.is_empty().then(|| Json::Object(Vec::new()))
            }
            TypeKind::Union { tag, variants } => {
                let made = variants.iter().filter_map(|variant| {
                    let written = Json::String(variant.tag.clone());
                    let (of_tag, others): (Vec<_>, Vec<_>) = demands
                        .iter()
                        .copied()
                        .partition(|demand| demand.at.first() == Some(tag));
                    let is_met =
                        |demand: &Demand<'_>| demand.at.len() == 1 && demand.need.is_met(&written);
                    if !of_tag.iter().all(is_met) {
                        return None;
                    }
                    let value = self.make(&Type::Named(variant.ty), &others, depth + 1)?;
                    let Json::Object(mut members) = value else {
                        return Some(value);
                    };
                    members.retain(|(name, _)| name != tag);
                    members.insert(0, (tag.clone(), written));
                    Some(Json::Object(members))
                });
                smallest(made.map(|value| (false, value)), demands)
            }
        }
    }

    /// An object with the fields that it needs or that are asked for; others have the type `further`.
    fn members(
        &self,
        fields: &[Field],
        further: Option<&Type>,
        demands: &[Demand<'_>],
        depth: usize,
    ) -> Option<Json> {
        let mut members = Vec::new();
        for field in fields {
            let inner = below(demands, &field.name);
            if !field.optional || !inner.is_empty() {
                let value = self.make(&field.ty, &inner, depth + 1)?;
                members.push((field.name.clone(), value));
            }
        }
        for demand in demands {
            let (name, _) = demand.at.split_first()?;
            if !members.iter().any(|(known, _)| known == name) {
                let value = self.make(further?, &below(demands, name), depth + 1)?;
                members.push((name.clone(), value));
            }
        }
        Some(Json::Object(members))
    }

    fn items(&self, inner: &Type, demands: &[Demand<'_>], depth: usize) -> Option<Json> {
        let mut length = 0;
        for demand in demands {
            if demand.is_list() {
                length = length.max(1);
                continue;
            }
            let step = demand.at.first()?;
            let at: usize = step.parse().ok().filter(|at| *at < LONGEST)?;
            // RFC 6901: no sign and no leading zero.
            if at.to_string() != *step {
                return None;
            }
            length = length.max(at + 1);
        }
        let items = (0..length).map(|at| {
            let inner_demands = below(demands, &at.to_string());
            self.make(inner, &inner_demands, depth + 1)
        });
        items.collect::<Option<_>>().map(Json::Array)
    }

    fn tuple(&self, types: &[Type], demands: &[Demand<'_>], depth: usize) -> Option<Json> {
        let steps: Vec<String> = (0..types.len()).map(|at| at.to_string()).collect();
        let there = |demand: &Demand<'_>| match demand.at.first() {
            Some(at) => steps.contains(at),
            None => !steps.is_empty(),
        };
        if !demands.iter().all(there) {
            return None;
        }
        let items = types.iter().zip(&steps);
        let items = items.map(|(ty, step)| self.make(ty, &below(demands, step), depth + 1));
        items.collect::<Option<_>>().map(Json::Array)
    }

    /// A value that is asked for itself.
    fn leaf(&self, ty: &Type, demands: &[Demand<'_>], depth: usize) -> Option<Json> {
        let is_met = |value: &Json| {
            demands
                .iter()
                .all(|demand| demand.at.is_empty() && demand.need.is_met(value))
        };
        let wanted = demands.iter().filter_map(|demand| match demand.need {
            Need::Is(scalar) => Some(scalar.to_json()),
            _ => None,
        });
        let found = |mut values: Vec<Json>| {
            values.extend(wanted.clone());
            values.into_iter().find(&is_met)
        };
        let texts =
            || [self.text, "text", "other", "another"].map(|text| Json::String(text.into()));
        let numbers = || ["0", "1", "2"].map(|number| Json::Number(number.into()));
        match ty {
            Type::Nullable(inner) => self
                .leaf(inner, demands, depth + 1)
                .or_else(|| Some(Json::Null).filter(is_met)),
            Type::Verbatim(inner) => self.leaf(inner, demands, depth + 1),
            Type::Named(id) => match &self.contract.type_def(*id).kind {
                TypeKind::Alias(inner) if depth <= MAX_DEPTH => {
                    self.leaf(inner, demands, depth + 1)
                }
                TypeKind::Enum { values } => {
                    let values = values.iter().map(|value| value.value.to_json());
                    let fits = values.filter(|value| is_met(value));
                    fits.min_by_key(|value| value.to_string().len())
                }
                TypeKind::Any { variants, .. } if depth <= MAX_DEPTH => variants
                    .iter()
                    .find_map(|variant| self.leaf(&variant.ty, demands, depth + 1)),
                _ => self.make(ty, &[], depth + 1).filter(is_met),
            },
            Type::String => found(texts().into()).filter(|value| matches!(value, Json::String(_))),
            // A client keeps any text.
            Type::Format(format) => found(vec![Json::String(format.example().to_owned())])
                .filter(|value| matches!(value, Json::String(_))),
            // A client keeps another value of the same kind.
            Type::Constant(constant) => {
                let own = Some(constant.to_json()).filter(|value| is_met(value));
                own.or_else(|| {
                    let others = texts().into_iter().chain(numbers());
                    let booleans = [false, true].map(Json::Bool);
                    found(others.chain(booleans).collect()).filter(|value| constant.is_kind(value))
                })
            }
            Type::Boolean => [false, true].map(Json::Bool).into_iter().find(is_met),
            Type::Number(number) => found(numbers().into()).filter(|value| match value {
                Json::Number(text) => match number {
                    Number::Integer => text.parse::<i64>().is_ok(),
                    Number::Unsigned => text.parse::<u64>().is_ok(),
                    Number::Float => true,
                },
                _ => false,
            }),
            Type::Json => {
                let booleans = [false, true].map(Json::Bool);
                found(
                    texts()
                        .into_iter()
                        .chain(booleans)
                        .chain(numbers())
                        .collect(),
                )
            }
            Type::Array(_) | Type::Tuple(_) | Type::Map(_) => {
                self.make(ty, &[], depth + 1).filter(is_met)
            }
        }
    }
}

/// The first of the best ones where nothing is asked, otherwise the shortest of them.
fn smallest(mut made: impl Iterator<Item = (bool, Json)>, demands: &[Demand<'_>]) -> Option<Json> {
    if !demands.is_empty() {
        let shortest = made.min_by_key(|(rank, value)| (*rank, value.to_string().len()));
        return shortest.map(|(_, value)| value);
    }
    let mut otherwise = None;
    for (rank, value) in made.by_ref() {
        if !rank {
            return Some(value);
        }
        otherwise.get_or_insert(value);
    }
    otherwise
}

fn zero(number: Number) -> &'static str {
    match number {
        Number::Integer | Number::Unsigned => "0",
        Number::Float => "0.0",
    }
}

/// The demands on what is at that step.
fn below<'n>(demands: &[Demand<'n>], step: &str) -> Vec<Demand<'n>> {
    demands
        .iter()
        .filter_map(|demand| {
            let (first, rest) = demand.at.split_first()?;
            (first == step).then_some(Demand {
                at: rest,
                need: demand.need,
            })
        })
        .collect()
}
