//! A reply that is a documented failure.

use crate::documented::Classify;
use crate::meta::{ApiInfo, Pointer, ShapeInfo};
use crate::reply::Reply;
use bytes::Bytes;
use http::HeaderMap;
use serde_json::Value;

/// Stands where a body must have a text and nothing says which.
const ANY: &str = "example";

/// Longest list that is made up; no documented pointer comes near it.
const LONGEST: usize = 64;

/// A status, a media type and a body that the endpoint takes for `error`; `None` when the client's tables do not say
/// enough to make one.
pub(super) fn reply<E: Classify + PartialEq>(
    api: &'static ApiInfo,
    error: &E,
) -> Option<(u16, &'static str, Bytes)> {
    let status = error.status();
    let headers = HeaderMap::new();
    // Whatever is made up, the classifier that reads replies is asked whether it is the error that was meant.
    bodies(api, error).find_map(|(media_type, body)| {
        let read = Reply::new(api, status, &headers, body.as_bytes());
        let is_it = E::classify(&read).as_ref() == Some(error);
        is_it.then(|| (status, media_type, body.clone().into()))
    })
}

fn bodies<E: Classify>(
    api: &'static ApiInfo,
    error: &E,
) -> impl Iterator<Item = (&'static str, String)> {
    let detail = error.detail().into_owned();
    let codes = error.info().codes.iter().copied();
    let codes: Vec<Option<&str>> = codes
        .filter(|code| !code.contains(['{', '}']))
        .map(Some)
        .chain([None])
        .collect();
    let shaped = api.shapes.iter().flat_map(move |shape| {
        let bodies: Vec<_> = codes
            .iter()
            .flat_map(|code| [false, true].map(|whole| body(shape, *code, &detail, whole)))
            .collect();
        bodies
    });
    shaped.chain([("", String::new())])
}

/// A body of the shape; `whole` has the optional roles too.
fn body(
    shape: &ShapeInfo,
    code: Option<&str>,
    detail: &str,
    whole: bool,
) -> (&'static str, String) {
    let known = Some(detail).filter(|detail| !detail.is_empty());
    if shape.text {
        return ("text/plain", known.unwrap_or(ANY).to_owned());
    }
    let mut body = Value::Object(serde_json::Map::new());
    for (at, text) in shape.constants {
        put(&mut body, at, text);
    }
    let roles = [
        ("code", shape.code, code),
        ("message", shape.message, known),
    ];
    let fields = shape.fields.iter().map(|(name, at)| (*name, *at, None));
    for (name, at, text) in roles.into_iter().chain(fields) {
        let needed = whole || !shape.optional.contains(&name);
        if let (Some(at), Some(text)) = (at.first(), text.or(needed.then_some(ANY))) {
            put(&mut body, at, text);
        }
    }
    ("application/json", body.to_string())
}

/// Sets a text deep in a body, making the objects and lists on the way. A step of digits is a place in a list.
fn put(target: &mut Value, at: Pointer, text: &str) {
    let mut target = target;
    for step in at {
        target = match step.parse::<usize>() {
            Ok(index) if index < LONGEST => {
                if !target.is_array() {
                    *target = Value::Array(Vec::new());
                }
                let Value::Array(items) = target else { return };
                items.resize(items.len().max(index + 1), Value::Null);
                &mut items[index]
            }
            _ => {
                if !target.is_object() {
                    *target = Value::Object(serde_json::Map::new());
                }
                let Value::Object(members) = target else {
                    return;
                };
                members.entry(*step).or_insert(Value::Null)
            }
        };
    }
    *target = Value::String(text.to_owned());
}
