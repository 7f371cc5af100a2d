//! Composing replies that report a documented failure.

use super::template::fill;
use crate::reply::Reply;
use crate::reply::documented::Classify;
use crate::site::meta::{ApiInfo, ErrorInfo, Pointer, Scalar, ShapeInfo};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;

/// Stands where a body must have a text and nothing says which.
const ANY: &str = "example";

/// What may stand where the docs cut a text. A whole text that ends there may be another error.
const TAILS: [&str; 2] = ["", " example"];

/// Longest list that is made up; no documented pointer comes near it.
const LONGEST: usize = 64;

/// A status, headers, a media type and a body that the endpoint takes for `error`; `None` when no reply is.
pub(super) fn reply<E: Classify + PartialEq>(
    api: &'static ApiInfo,
    error: &E,
) -> Option<(u16, HeaderMap, &'static str, Bytes)> {
    let (status, headers) = (error.status(), headers(error.info()));
    // Whatever is made up, the classifier that reads replies is asked whether it is the error that was meant.
    let (media_type, body) = bodies(api, error).find(|(_, body)| {
        let read = Reply::new(api, status, &headers, body.as_bytes());
        E::first(&read).is_some_and(|read| says(&read, error))
    })?;
    Some((status, headers, media_type, body.into()))
}

/// The headers that the row is told by.
fn headers(row: &ErrorInfo) -> HeaderMap {
    let fields = row.fields.iter();
    let headers = fields.filter_map(|(name, values)| {
        let value = match *values.first()? {
            "{..}" => "present".to_owned(),
            // White space at the end of a header is none of its value.
            text => fill(text, &[], "1").into_iter().next()?,
        };
        let name = HeaderName::from_bytes(name.strip_prefix(':')?.as_bytes());
        Some((name.ok()?, HeaderValue::from_str(&value).ok()?))
    });
    headers.collect()
}

/// A text that is `error` to who reads it.
#[cfg(feature = "websocket")]
pub(super) fn message<E: Classify + PartialEq>(
    api: &'static ApiInfo,
    error: &E,
    read: impl Fn(&str) -> Option<E>,
) -> Option<String> {
    let mut texts = bodies(api, error).map(|(_, body)| body);
    texts.find(|text| read(text).is_some_and(|read| says(&read, error)))
}

/// Code and reason of a close frame that is `error`.
#[cfg(feature = "websocket")]
pub(super) fn reason<E: Classify + PartialEq>(
    api: &'static ApiInfo,
    error: &E,
) -> Option<(u16, String)> {
    let (code, headers) = (error.status(), HeaderMap::new());
    let plain = std::iter::once(error.detail().into_owned());
    let mut texts = plain.chain(bodies(api, error).map(|(_, body)| body));
    let reason = texts.find(|text| {
        let read = Reply::new(api, code, &headers, text.as_bytes());
        E::first(&read).is_some_and(|read| says(&read, error))
    })?;
    Some((code, reason))
}

/// Whether what was read is the error; one that leaves its message open takes any that the row knows.
fn says<E: Classify + PartialEq>(read: &E, error: &E) -> bool {
    let is_open = || {
        error.info().details.len() > 1
            && error.detail().is_empty()
            && std::ptr::eq(read.info(), error.info())
            && read.status() == error.status()
            && read.captures() == error.captures()
    };
    read == error || is_open()
}

/// Bodies that may be the error: of every shape, with and without what may be left out.
fn bodies<E: Classify>(
    api: &'static ApiInfo,
    error: &E,
) -> impl Iterator<Item = (&'static str, String)> {
    let mut texts = texts(error.info(), &error.captures());
    let detail = error.detail();
    if error.info().details.len() > 1 && !detail.is_empty() {
        // The error says which of its messages it is.
        for said in &mut texts {
            said.detail = Some(detail.clone().into_owned());
        }
    }
    let shaped = api.shapes.iter().flat_map(move |shape| {
        let bodies: Vec<_> = texts
            .iter()
            .flat_map(|texts| [false, true].map(|whole| body(shape, texts, whole)))
            .collect();
        bodies
    });
    shaped.chain([("", String::new())])
}

/// What a reply says.
#[derive(Clone, Default)]
struct Texts {
    code: Option<String>,
    detail: Option<String>,
    fields: Vec<(&'static str, String)>,
}

/// Everything that a row can say with these captures: each alternative of each text with each of the others.
fn texts(row: &ErrorInfo, captures: &[(&str, String)]) -> Vec<Texts> {
    let mut all = Vec::new();
    for tail in TAILS {
        let filled = |templates: &[&str]| -> Vec<String> {
            let filled = templates.iter().map(|text| fill(text, captures, tail));
            filled.flatten().collect()
        };
        // An exact code is written as it is, braces and all.
        let exact = row.codes.iter().filter(|code| code.contains(['{', '}']));
        let codes = filled(row.codes).into_iter();
        let codes: Vec<String> = codes.chain(exact.map(|code| (*code).to_owned())).collect();
        let mut said = vec![Texts::default()];
        if !row.codes.is_empty() {
            said = each(&said, &codes, |said, code| said.code = Some(code));
        }
        if !row.details.is_empty() {
            let details = filled(row.details);
            said = each(&said, &details, |said, detail| said.detail = Some(detail));
        }
        // What begins so is a header.
        for (name, templates) in row.fields.iter().filter(|(name, _)| !name.starts_with(':')) {
            let texts = filled(templates);
            said = each(&said, &texts, |said, text| said.fields.push((*name, text)));
        }
        all.append(&mut said);
    }
    all
}

/// Each of `all` with each of the alternatives.
fn each(all: &[Texts], alternatives: &[String], put: impl Fn(&mut Texts, String)) -> Vec<Texts> {
    let mut out = Vec::with_capacity(all.len() * alternatives.len());
    for said in all {
        for text in alternatives {
            let mut said = said.clone();
            put(&mut said, text.clone());
            out.push(said);
        }
    }
    out
}

/// A body of the shape; `whole` has the optional roles too.
fn body(shape: &ShapeInfo, texts: &Texts, whole: bool) -> (&'static str, String) {
    let detail = texts.detail.as_deref().filter(|detail| !detail.is_empty());
    if shape.text {
        return ("text/plain", detail.unwrap_or(ANY).to_owned());
    }
    let mut body = Value::Object(serde_json::Map::new());
    for (at, scalar) in shape.constants {
        put(&mut body, at, value(*scalar));
    }
    for (at, not) in shape.unless {
        put(&mut body, at, other_than(not));
    }
    let roles = [
        ("code", shape.code, texts.code.as_deref()),
        ("message", shape.message, detail),
    ];
    let (list, fields) = crate::reply::listed::each(shape);
    let fields = fields.iter().map(|(name, at)| {
        let said = texts.fields.iter().find(|(known, _)| known == name);
        (*name, *at, said.map(|(_, text)| text.as_str()))
    });
    for (name, at, text) in roles.into_iter().chain(fields) {
        let Some(at) = at.first() else { continue };
        let there = shape.constants.iter().any(|(known, _)| known == at)
            || shape.unless.iter().any(|(known, _)| known == at);
        let needed = (whole || !shape.optional.contains(&name)) && !there;
        // A constant that is read as the code stays what it is.
        let constant = shape.constants.iter().any(|(known, scalar)| {
            let written = match scalar {
                Scalar::Text(text) | Scalar::Number(text) => text,
                Scalar::Boolean(true) => "true",
                Scalar::Boolean(false) => "false",
            };
            known == at && text == Some(written)
        });
        if let Some(text) = text.or(needed.then_some(ANY)).filter(|_| !constant) {
            put(&mut body, at, Value::String(text.to_owned()));
        }
    }
    if let Some(list) = list
        && !at(&body, list).is_some_and(Value::is_array)
    {
        // An item that says nothing.
        put(
            &mut body,
            list,
            Value::Array(vec![Value::Object(serde_json::Map::new())]),
        );
    }
    let body = body.to_string();
    #[cfg(feature = "xml")]
    if let Some(document) = crate::reply::xml::written(&body) {
        return ("application/xml", document);
    }
    ("application/json", body)
}

/// The value deep in a body, below objects.
fn at(body: &Value, pointer: Pointer) -> Option<&Value> {
    pointer.iter().try_fold(body, |value, step| value.get(step))
}

/// A value of the contract as JSON.
fn value(scalar: Scalar) -> Value {
    match scalar {
        Scalar::Text(text) => Value::String(text.to_owned()),
        Scalar::Boolean(flag) => Value::Bool(flag),
        Scalar::Number(number) => serde_json::from_str(number).unwrap_or(Value::Null),
    }
}

/// A value of the same type as these that equals none of them.
fn other_than(not: &[Scalar]) -> Value {
    let known: Vec<Value> = not.iter().map(|scalar| value(*scalar)).collect();
    let like: Vec<Value> = match not.first() {
        Some(Scalar::Boolean(_)) => [false, true].map(Value::Bool).into(),
        Some(Scalar::Number(_)) => (0..=not.len()).map(Value::from).collect(),
        _ => Vec::new(),
    };
    let texts = (0..=not.len()).map(|at| Value::String(format!("{ANY}{}", " more".repeat(at))));
    let mut values = like.into_iter().chain(texts);
    values
        .find(|value| !known.contains(value))
        .unwrap_or(Value::Null)
}

/// Sets a value deep in a body, making the objects and lists on the way. A step of digits is a place in a list.
fn put(target: &mut Value, at: Pointer, value: Value) {
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
    *target = value;
}
