//! The events of an endpoint.

use super::success::{Success, success_of, with_values};
use super::value::{Demand, Need, value};
use crate::classify::{Outcome, classify};
use crate::contract::{
    Contract, Endpoint, EventData, EventItems, Events, MESSAGE, Scalar, Type, TypeKind,
};
use crate::events::{Event, read};

/// Status of a documented success.
const OK: u16 = 200;

/// Most names of a type that are followed to what it is.
const MAX_ALIASES: usize = 32;

/// Returns a whole stream of an endpoint: the one that the docs show, or else each kind of event once and the documented
/// end.
#[must_use]
pub fn events(contract: &Contract, endpoint: &Endpoint, events: &Events) -> Vec<Event> {
    if !endpoint.example.is_empty()
        && let Ok(shown) = read(events.framing, &endpoint.example)
    {
        return shown;
    }
    let (mut all, mut last) = (Vec::new(), Vec::new());
    let end = events.end.clone().unwrap_or_default();
    for (name, data) in named(events) {
        let is_last = end.names.iter().any(|last| last == name);
        for data in each(contract, endpoint, data) {
            let event = Event {
                name: name.to_owned(),
                data,
            };
            let value = crate::json::parse(&event.data).ok();
            let ends = is_last || end.is_last(name, value.as_ref());
            if ends { &mut last } else { &mut all }.push(event);
        }
    }
    if last.is_empty() && !end.constants.is_empty() {
        let values = events
            .types()
            .filter_map(|ty| with_values(contract, ty, &end.constants));
        last.extend(values.map(|value| Event::of(value.to_string())));
    }
    all.extend(last.into_iter().take(1));
    if !all.iter().any(|event| {
        let value = crate::json::parse(&event.data).ok();
        end.is_last(&event.name, value.as_ref())
    }) {
        all.extend(end.text.map(Event::of));
    }
    all
}

fn named(events: &Events) -> Vec<(&str, &EventData)> {
    match &events.items {
        EventItems::One(data) => vec![(MESSAGE, data)],
        EventItems::Named { all, .. } => all
            .iter()
            .map(|event| (event.name.as_str(), &event.data))
            .collect(),
    }
}

/// The data of an event, of a union once for each variant that is no failure.
fn each(contract: &Contract, endpoint: &Endpoint, data: &EventData) -> Vec<String> {
    let ty = match data {
        EventData::Text => return vec!["text".to_owned()],
        EventData::Nothing => return vec!["{}".to_owned()],
        EventData::Json(ty) => ty,
    };
    let variants = tags(contract, ty).into_iter().filter_map(|(field, tag)| {
        let way = [field];
        let tag = Scalar::Text(tag);
        let demand = Demand {
            at: &way,
            need: Need::Is(&tag),
        };
        let body = value(contract, ty, &[demand], "text")?.to_string();
        let is_success = classify(contract, endpoint, OK, body.as_bytes()) == Outcome::Success;
        is_success.then_some(body)
    });
    let variants: Vec<String> = variants.collect();
    if !variants.is_empty() {
        return variants;
    }
    match success_of(contract, endpoint, ty) {
        Some(Success::Body(body) | Success::Fails(body)) => vec![body.to_string()],
        None => Vec::new(),
    }
}

/// The field and the tags of a union; none of another type.
fn tags(contract: &Contract, ty: &Type) -> Vec<(String, String)> {
    let mut ty = ty;
    // An alias is never one of itself, so a few steps lead to what it stands for.
    for _ in 0..MAX_ALIASES {
        ty = match ty {
            Type::Nullable(inner) | Type::Verbatim(inner) => inner,
            Type::Named(id) => match &contract.type_def(*id).kind {
                TypeKind::Alias(inner) => inner,
                TypeKind::Union { tag, variants } => {
                    let variants = variants.iter();
                    return variants
                        .map(|variant| (tag.clone(), variant.tag.clone()))
                        .collect();
                }
                _ => return Vec::new(),
            },
            _ => return Vec::new(),
        };
    }
    Vec::new()
}
