//! Bodies that are read as a shape with given texts.

use theta_spec::classify::{self, Reading};
use theta_spec::contract::{Contract, Pointer, ShapeContent, ShapeId};
use theta_spec::json::Json;
use theta_spec::sample;

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
            unless,
            ..
        } => {
            let mut body = Json::Object(Vec::new());
            for (pointer, scalar) in constants {
                put(&mut body, &pointer.tokens, scalar.to_json());
            }
            for (pointer, not) in unless {
                put(&mut body, &pointer.tokens, sample::other_than(not));
            }
            let mut role = |pointers: &[Pointer], text: Option<&String>| {
                if let (Some(pointer), Some(text)) = (pointers.first(), text) {
                    put(&mut body, &pointer.tokens, Json::String(text.clone()));
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

/// Sets a value deep in a body, making the objects and lists on the way.
fn put(target: &mut Json, tokens: &[String], value: Json) {
    /// Longest list that is made up; no documented pointer comes near it.
    const LONGEST: usize = 64;
    let Some((first, rest)) = tokens.split_first() else {
        *target = value;
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
                put(&mut items[at], rest, value);
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
                put(&mut members[at].1, rest, value);
            }
        }
    }
}
