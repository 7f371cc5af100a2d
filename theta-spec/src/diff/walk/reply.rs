//! Bodies that are read as a shape with given texts.

use crate::classify::{self, Reading};
use crate::contract::{Contract, Pointer, ShapeContent, ShapeId};
use crate::json::Json;

/// What a body is to say.
#[derive(Clone, Debug, Default)]
pub(super) struct Said {
    pub(super) code: Option<String>,
    pub(super) detail: Option<String>,
    pub(super) fields: Vec<(String, String)>,
}

/// A body of that shape which says it.
pub(super) fn body(contract: &Contract, shape: Option<ShapeId>, said: &Said) -> Option<Vec<u8>> {
    let Some(shape) = shape else {
        return shapeless(contract);
    };
    match &contract.shape(shape).content {
        ShapeContent::Text => Some(said.detail.clone().unwrap_or_default().into_bytes()),
        ShapeContent::Json {
            code,
            message,
            fields,
            constants,
            ..
        } => {
            let mut body = Json::Object(Vec::new());
            for (pointer, text) in constants {
                put(&mut body, &pointer.tokens, text);
            }
            let mut role = |pointers: &[Pointer], text: Option<&String>| {
                if let (Some(pointer), Some(text)) = (pointers.first(), text) {
                    put(&mut body, &pointer.tokens, text);
                }
            };
            role(code, said.code.as_ref());
            role(message, said.detail.as_ref());
            for (name, pointers) in fields {
                role(
                    pointers,
                    said.fields
                        .iter()
                        .find(|(field, _)| field == name)
                        .map(|(_, text)| text),
                );
            }
            Some(body.to_string().into_bytes())
        }
    }
}

/// A short body of no shape; one that is not even text always is one.
fn shapeless(contract: &Contract) -> Option<Vec<u8>> {
    let candidates: [&[u8]; 5] = [b"", b"{}", b"[]", b"x", b"\xff"];
    let fits = |body: &&[u8]| classify::read(contract, body) == Reading::default();
    candidates.into_iter().find(fits).map(<[u8]>::to_vec)
}

/// Sets a text deep in a body, making the objects and lists on the way.
fn put(target: &mut Json, tokens: &[String], text: &str) {
    /// Longest list that is made up; no documented pointer comes near it.
    const LONGEST: usize = 64;
    let Some((first, rest)) = tokens.split_first() else {
        *target = Json::String(text.to_owned());
        return;
    };
    match first.parse::<usize>() {
        Ok(at) if at < LONGEST => {
            if !matches!(target, Json::Array(_)) {
                *target = Json::Array(Vec::new());
            }
            if let Json::Array(items) = target {
                while items.len() <= at {
                    items.push(Json::Null);
                }
                put(&mut items[at], rest, text);
            }
        }
        _ => {
            if !matches!(target, Json::Object(_)) {
                *target = Json::Object(Vec::new());
            }
            if let Json::Object(members) = target {
                let at = members
                    .iter()
                    .position(|(name, _)| name == first)
                    .unwrap_or_else(|| {
                        members.push((first.clone(), Json::Null));
                        members.len() - 1
                    });
                put(&mut members[at].1, rest, text);
            }
        }
    }
}
