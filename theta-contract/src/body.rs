//! Bodies that have a shape. This is the only place that puts texts where a shape has them.

use crate::contract::{Pointer, Scalar, ShapeContent};
use crate::json::Json;
use crate::xml;

/// A text that a shape has a place for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Role<'s> {
    /// The code.
    Code,
    /// The message.
    Message,
    /// A further text that rows match, by name.
    Field(&'s str),
    /// The id of the request.
    RequestId,
}

/// What a body contains at the place of a role.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Said {
    /// This text.
    Text(String),
    /// This number.
    Number(String),
    /// Any text: this one, if the shape needs one and none is there yet.
    Any(&'static str),
    /// Nothing.
    Nothing,
}

impl From<Option<String>> for Said {
    fn from(text: Option<String>) -> Self {
        text.map_or(Self::Nothing, Self::Text)
    }
}

/// Returns a body as it is sent, and its media type: a document is XML.
#[must_use]
pub fn written(body: &Json) -> (&'static str, String) {
    match xml::of_document(body) {
        Some((root, value)) => ("application/xml", xml::write(root, value)),
        None => ("application/json", body.to_string()),
    }
}

/// Returns a body of the shape with these texts; `None` for a shape of plain text.
pub fn of_shape<'s>(content: &'s ShapeContent, said: impl Fn(Role<'s>) -> Said) -> Option<Json> {
    let ShapeContent::Json {
        each,
        code,
        message,
        fields,
        request_id,
        constants,
        unless,
        optional,
        ..
    } = content
    else {
        return None;
    };
    let mut body = Json::Object(Vec::new());
    for (pointer, scalar) in constants {
        put(&mut body, &pointer.tokens, scalar.to_json());
    }
    for (pointer, not) in unless {
        put(&mut body, &pointer.tokens, other_than(not));
    }
    let mut put_role = |role, name: &str, pointers: &[Pointer]| {
        let Some(pointer) = pointers.first() else {
            return;
        };
        // What is there already, a constant or a value that is allowed there, may be the role as well.
        let there = body.pointer(pointer).filter(|there| is_scalar(there));
        let value = match said(role) {
            // A code that is a number or a boolean is written as one.
            Said::Text(text) if there.is_none_or(|there| there.to_string() != text) => {
                Json::String(text)
            }
            Said::Number(number) => Json::Number(number),
            Said::Any(text) if there.is_none() && !optional.iter().any(|role| role == name) => {
                Json::String(text.to_owned())
            }
            _ => return,
        };
        put(&mut body, &pointer.tokens, value);
    };
    put_role(Role::Code, "code", code);
    put_role(Role::Message, "message", message);
    for (name, pointers) in fields {
        put_role(Role::Field(name), name, pointers);
    }
    put_role(Role::RequestId, "", request_id);
    if let Some(each) = each
        && !matches!(body.pointer(each), Some(Json::Array(_)))
    {
        // An item that says nothing.
        put(
            &mut body,
            &each.tokens,
            Json::Array(vec![Json::Object(Vec::new())]),
        );
    }
    Some(body)
}

fn is_scalar(value: &Json) -> bool {
    matches!(value, Json::String(_) | Json::Number(_) | Json::Bool(_))
}

/// Returns a value of the same kind as these that differs from all of them.
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
pub fn put(target: &mut Json, tokens: &[String], value: Json) {
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
