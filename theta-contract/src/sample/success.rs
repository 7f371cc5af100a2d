//! Bodies of successes: one that is read as a success, and one that has the shape of a failure.

use super::value::{Demand, Need, value};
use crate::classify::{Outcome, classify, read_on};
use crate::contract::{Contract, Endpoint, Pointer, Returns, Scalar, ShapeContent, Type, TypeKind};
use crate::json::Json;

/// Status of a documented success.
const OK: u16 = 200;

/// Most ways to have a shape that are tried.
const MAX_WAYS: usize = 256;

/// Most names of a type that are followed to what it is.
const MAX_ALIASES: usize = 32;

/// A success of the endpoint, of its documented type.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Success {
    /// The smallest body that is read as a success.
    Body(Json),
    /// Every body that was tried has a shape that means failure on the endpoint; this is the smallest.
    Fails(Json),
}

/// Returns the smallest JSON success of the endpoint, without anything optional. `None` if it returns no JSON, or if
/// its type has no value of a reasonable size.
#[must_use]
pub fn success(contract: &Contract, endpoint: &Endpoint) -> Option<Success> {
    match &endpoint.returns {
        Returns::Json(ty) => success_of(contract, endpoint, ty),
        Returns::OneOf(several) => match several.content() {
            Returns::Json(ty) => success_of(contract, endpoint, ty),
            _ => None,
        },
        _ => None,
    }
}

/// Returns the smallest success of the endpoint that is JSON of the type, without anything optional. `None` if the type
/// has no value of a reasonable size.
#[must_use]
pub fn success_of(contract: &Contract, endpoint: &Endpoint, ty: &Type) -> Option<Success> {
    let smallest = value(contract, ty, &[], "text")?;
    let shapes = || {
        endpoint
            .failing
            .iter()
            .map(|id| &contract.shape(*id).content)
    };
    let mut choices = Vec::new();
    for pointer in shapes().flat_map(places) {
        turns(contract, ty, &mut Vec::new(), &pointer.tokens, &mut choices);
    }
    let mut demands = Vec::new();
    let mut body = smallest.clone();
    // Each round departs from one more of the shapes that the body has.
    for _ in 0..=endpoint.failing.len() {
        let text = body.to_string();
        if classify(contract, endpoint, OK, text.as_bytes()) == Outcome::Success {
            return Some(Success::Body(body));
        }
        let Some(shape) = read_on(contract, endpoint, OK, text.as_bytes()).shape else {
            break;
        };
        let others = choices.iter().map(|(at, tag)| Demand {
            at,
            need: Need::Is(tag),
        });
        let mut all = departures(&contract.shape(shape).content).chain(others);
        let departed = all.find_map(|departure| {
            let all: Vec<Demand<'_>> = demands.iter().copied().chain([departure]).collect();
            let body = value(contract, ty, &all, "text")?;
            let read = read_on(contract, endpoint, OK, body.to_string().as_bytes());
            (read.shape != Some(shape)).then_some((departure, body))
        });
        let Some((departure, departed)) = departed else {
            break;
        };
        demands.push(departure);
        body = departed;
    }
    Some(Success::Fails(smallest))
}

/// Every place that decides whether a body has the shape.
fn places(content: &ShapeContent) -> Vec<&Pointer> {
    let ShapeContent::Json {
        code,
        message,
        fields,
        constants,
        unless,
        ..
    } = content
    else {
        return Vec::new();
    };
    let texts = fields.iter().flat_map(|(_, pointers)| pointers);
    let constants = constants.iter().map(|(pointer, _)| pointer);
    let unless = unless.iter().map(|(pointer, _)| pointer);
    let roles = code.iter().chain(message).chain(texts);
    roles.chain(constants).chain(unless).collect()
}

/// The tags that a body may have on the way of the steps: with another one other fields are there.
fn turns(
    contract: &Contract,
    ty: &Type,
    way: &mut Vec<String>,
    steps: &[String],
    out: &mut Vec<(Vec<String>, Scalar)>,
) {
    if out.len() >= MAX_WAYS {
        return;
    }
    let mut ty = ty;
    // An alias is never one of itself, so a few steps lead to what it stands for.
    for _ in 0..MAX_ALIASES {
        ty = match ty {
            Type::Nullable(inner) | Type::Verbatim(inner) => inner,
            Type::Named(id) => match &contract.type_def(*id).kind {
                TypeKind::Alias(inner) => inner,
                _ => break,
            },
            _ => break,
        };
    }
    let Some((step, rest)) = steps.split_first() else {
        return;
    };
    let mut below = |ty: &Type, out: &mut Vec<(Vec<String>, Scalar)>| {
        way.push(step.clone());
        turns(contract, ty, way, rest, out);
        way.pop();
    };
    match ty {
        Type::Array(inner) | Type::Map(inner) => below(inner, out),
        Type::Tuple(items) => {
            let item = step.parse().ok().and_then(|at: usize| items.get(at));
            if let Some(item) = item {
                below(item, out);
            }
        }
        Type::Named(id) => match &contract.type_def(*id).kind {
            TypeKind::Struct { fields, .. } => {
                if let Some(field) = fields.iter().find(|field| field.name == *step) {
                    below(&field.ty, out);
                }
            }
            TypeKind::Union { tag, variants } => {
                for variant in variants {
                    let at: Vec<String> = way.iter().chain([tag]).cloned().collect();
                    let turn = (at, Scalar::Text(variant.tag.clone()));
                    if !out.contains(&turn) {
                        out.push(turn);
                    }
                    turns(contract, &Type::Named(variant.ty), way, steps, out);
                }
            }
            // Two unions cannot stand for each other: a step is taken in between.
            TypeKind::Any { variants, .. } => {
                for variant in variants {
                    turns(contract, &variant.ty, way, steps, out);
                }
            }
            TypeKind::Enum { .. } | TypeKind::Alias(_) => {}
        },
        _ => {}
    }
}

/// What a body may hold in order not to have the shape.
fn departures(content: &ShapeContent) -> Box<dyn Iterator<Item = Demand<'_>> + '_> {
    let ShapeContent::Json {
        constants, unless, ..
    } = content
    else {
        return Box::new(std::iter::empty());
    };
    let others = constants.iter().map(|(pointer, scalar)| Demand {
        at: &pointer.tokens,
        need: Need::Other(std::slice::from_ref(scalar)),
    });
    let listed = unless.iter().flat_map(|(pointer, scalars)| {
        scalars.iter().map(|scalar| Demand {
            at: &pointer.tokens,
            need: Need::Is(scalar),
        })
    });
    Box::new(others.chain(listed))
}

/// Returns a shortest value of the type that has the shape; `None` if none was found.
#[must_use]
pub fn with_shape(contract: &Contract, ty: &Type, content: &ShapeContent) -> Option<Json> {
    let ways = ways(content, true);
    let values = ways
        .iter()
        .filter_map(|demands| value(contract, ty, demands, ""));
    values.min_by_key(|value| value.to_string().len())
}

/// Returns a shortest value of the type that holds one of the values at each of the places; `None` if none was found.
#[must_use]
pub fn with_values(
    contract: &Contract,
    ty: &Type,
    places: &[(Pointer, Vec<Scalar>)],
) -> Option<Json> {
    let mut ways: Vec<Vec<Demand<'_>>> = vec![Vec::new()];
    for (pointer, values) in places {
        let at = &pointer.tokens;
        let all = ways.iter().flat_map(|way| {
            values.iter().map(move |value| {
                let need = Need::Is(value);
                [way.as_slice(), &[Demand { at, need }]].concat()
            })
        });
        ways = all.take(MAX_WAYS).collect();
    }
    let values = ways
        .iter()
        .filter_map(|way| value(contract, ty, way, "text"));
    values.min_by_key(|value| value.to_string().len())
}

/// Returns bodies that the shape takes for failures, and that avoid having the other shape where possible.
#[must_use]
pub fn failed_but_not(
    contract: &Contract,
    content: &ShapeContent,
    other: &ShapeContent,
) -> Vec<Json> {
    let mut bodies = Vec::new();
    for way in ways(content, !content.says_failed()) {
        let others = departures(other).map(|departure| [way.as_slice(), &[departure]].concat());
        let all = std::iter::once(way.clone()).chain(others);
        bodies.extend(all.filter_map(|demands| value(contract, &Type::Json, &demands, "")));
    }
    bodies
}

/// What a body must hold to have the shape: each way to hold it. Without its roles: to agree with its constants.
fn ways(content: &ShapeContent, roles: bool) -> Vec<Vec<Demand<'_>>> {
    let ShapeContent::Json {
        each: list,
        code,
        message,
        fields,
        constants,
        unless,
        optional,
        ..
    } = content
    else {
        return Vec::new();
    };
    let list = list.as_ref().filter(|_| roles).map(|list| Demand {
        at: &list.tokens,
        need: Need::List,
    });
    let required = |role: &str| roles && !optional.iter().any(|name| name == role);
    let mut ways: Vec<Vec<Demand<'_>>> = vec![
        constants
            .iter()
            .map(|(pointer, scalar)| (pointer, Need::Is(scalar)))
            .chain(
                unless
                    .iter()
                    .map(|(pointer, not)| (pointer, Need::Other(not))),
            )
            .map(|(pointer, need)| Demand {
                at: &pointer.tokens,
                need,
            })
            .chain(list)
            .collect(),
    ];
    let roles = [
        ("code", code, Need::Scalar),
        ("message", message, Need::Text),
    ];
    let further = fields
        .iter()
        .map(|(name, pointers)| (name.as_str(), pointers, Need::Text));
    for (name, pointers, need) in roles.into_iter().chain(further) {
        if !pointers.is_empty() && required(name) {
            ways = each(&ways, pointers, need);
        }
    }
    ways
}

/// Each way with each of the places at which a role may be.
fn each<'n>(
    ways: &[Vec<Demand<'n>>],
    pointers: &'n [Pointer],
    need: Need<'n>,
) -> Vec<Vec<Demand<'n>>> {
    let places = ways.iter().flat_map(|way| {
        pointers.iter().map(move |pointer| {
            let place = Demand {
                at: &pointer.tokens,
                need,
            };
            way.iter().copied().chain([place]).collect()
        })
    });
    places.take(MAX_WAYS).collect()
}
