//! Replies that a contract documents, for the mock server, the docs and the tests.

mod success;
mod value;

pub use success::{Success, failed_but_not, success, with_shape};

use crate::contract::{CodeMatcher, Contract, ErrorRow, Pointer, Scalar, Shape, ShapeContent};
use crate::json::Json;
use crate::template::{Capture, Template};

/// A reply that is a documented row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleReply {
    /// Its status.
    pub status: u16,
    /// Its media type; empty when the body is.
    pub content_type: &'static str,
    /// Its body; empty when the docs say nothing of it.
    pub body: String,
}

/// The documented reply of a row: the first body the docs show, or one made of its shape, code and detail.
#[must_use]
pub fn error_reply(contract: &Contract, row: &ErrorRow) -> SampleReply {
    match row.examples.first() {
        Some(body) => {
            let content_type = if crate::json::parse(body).is_ok() {
                "application/json"
            } else {
                "text/plain"
            };
            SampleReply {
                status: row.status.example(),
                content_type,
                body: body.clone(),
            }
        }
        None => error_reply_with(contract, row, &[]),
    }
}

/// The reply of a row with these captured texts; the others as the docs show them.
///
/// Names that the row does not capture are ignored.
#[must_use]
pub fn error_reply_with(
    contract: &Contract,
    row: &ErrorRow,
    values: &[(&str, &str)],
) -> SampleReply {
    let status = row.status.example();
    let Some(shape) = shape(contract, row) else {
        return SampleReply {
            status,
            content_type: "",
            body: String::new(),
        };
    };
    let fill = |template: &Template| template.render(|capture| value(row, capture, values));
    let detail = row
        .detail
        .as_ref()
        .and_then(|detail| detail.templates.first())
        .map(fill);
    match &shape.content {
        ShapeContent::Text => SampleReply {
            status,
            content_type: "text/plain",
            body: detail.unwrap_or_else(|| "message".to_owned()),
        },
        ShapeContent::Json {
            code,
            message,
            fields,
            request_id,
            constants,
            unless,
            optional,
            ..
        } => {
            let mut body = Json::Object(Vec::new());
            let required = |role: &str| !optional.iter().any(|name| name == role);
            let written_code = match &row.code {
                Some(CodeMatcher::Exact(text) | CodeMatcher::Folded { written: text, .. }) => {
                    Some(text.clone())
                }
                Some(CodeMatcher::Template(template)) => Some(fill(template)),
                None => None,
            };
            for (pointer, scalar) in constants {
                put(&mut body, &pointer.tokens, scalar.to_json());
            }
            for (pointer, not) in unless {
                put(&mut body, &pointer.tokens, other_than(not));
            }
            role(&mut body, code, written_code, required("code"));
            role(&mut body, message, detail, required("message"));
            for (name, pointers) in fields {
                let matcher = row.fields.iter().find(|field| field.field == *name);
                let text = matcher
                    .and_then(|field| field.matcher.templates.first())
                    .map(fill);
                role(&mut body, pointers, text, required(name));
            }
            role(&mut body, request_id, None, true);
            SampleReply {
                status,
                content_type: "application/json",
                body: body.to_string(),
            }
        }
    }
}

/// The shape a reply of the row has: the first it names; none when the docs say nothing of the body.
fn shape<'c>(contract: &'c Contract, row: &ErrorRow) -> Option<&'c Shape> {
    row.shapes.first().map(|&id| contract.shape(id))
}

fn value(row: &ErrorRow, capture: &Capture, values: &[(&str, &str)]) -> String {
    let given = values
        .iter()
        .find(|(name, _)| *name == capture.name)
        .map(|(_, value)| (*value).to_owned());
    let shown = || {
        row.captures
            .iter()
            .find(|known| known.name == capture.name)
            .map(|known| known.example.clone())
    };
    given.or_else(shown).unwrap_or_default()
}

fn role(body: &mut Json, pointers: &[Pointer], text: Option<String>, required: bool) {
    let Some(pointer) = pointers.first() else {
        return;
    };
    // What is there already, a constant or a value that is allowed there, may be the role as well.
    let needed = required && !matches!(body.pointer(pointer), Some(value) if is_scalar(value));
    if let Some(text) = text {
        let written = body.pointer(pointer).map(Json::to_string);
        // A code that is a number or a boolean is written as one.
        if written.as_ref() != Some(&text) {
            put(body, &pointer.tokens, Json::String(text));
        }
    } else if needed {
        put(body, &pointer.tokens, Json::String("example".to_owned()));
    }
}

fn is_scalar(value: &Json) -> bool {
    matches!(value, Json::String(_) | Json::Number(_) | Json::Bool(_))
}

/// A value of the same kind as these that is none of them.
#[must_use]
pub fn other_than(not: &[Scalar]) -> Json {
    let fits = |value: &Json| !not.iter().any(|scalar| scalar.is(value));
    let candidates: Vec<Json> = match not.first() {
        Some(Scalar::Boolean(_)) => [false, true].map(Json::Bool).into(),
        Some(Scalar::Number(_)) => (0..=not.len())
            .map(|number| Json::Number(number.to_string()))
            .collect(),
        _ => Vec::new(),
    };
    // One of more names than there are values is free.
    let mut texts = (0..=not.len()).map(|at| {
        Json::String(match at {
            0 => "example".to_owned(),
            more => format!("example {more}"),
        })
    });
    candidates
        .into_iter()
        .find(fits)
        .or_else(|| texts.find(fits))
        .unwrap_or(Json::Null)
}

/// Sets a value deep in a body, making the objects and lists on the way. A step of digits is a place in a list.
fn put(target: &mut Json, tokens: &[String], value: Json) {
    /// Longest list that is made up; no documented pointer comes near it.
    const LONGEST: usize = 64;
    let Some((first, rest)) = tokens.split_first() else {
        *target = value;
        return;
    };
    match first.parse::<usize>() {
        Ok(index) if index < LONGEST => {
            if !matches!(target, Json::Array(_)) {
                *target = Json::Array(Vec::new());
            }
            let Json::Array(items) = target else { return };
            items.resize(items.len().max(index + 1), Json::Null);
            put(&mut items[index], rest, value);
        }
        _ => {
            if !matches!(target, Json::Object(_)) {
                *target = Json::Object(Vec::new());
            }
            let Json::Object(members) = target else {
                return;
            };
            let at = members
                .iter()
                .position(|(name, _)| name == first)
                .unwrap_or_else(|| {
                    members.push((first.clone(), Json::Null));
                    members.len() - 1
                });
            put(&mut members[at].1, rest, value);
        }
    }
}
