//! Listed values: enums and constants.

use super::Types;
use super::flat::{Flat, Kind as Json};
use crate::document::Node;
use crate::draft::{Kind, Ty, Value, Word};
use crate::names;
use theta_spec::json::Json as JsonValue;

/// The value that a schema always has.
pub(super) fn constant(flat: &Flat<'_>) -> Option<JsonValue> {
    match flat.values.as_deref()? {
        [(value @ (JsonValue::String(_) | JsonValue::Number(_) | JsonValue::Bool(_)), _)]
            if !flat.nullable && flat.unions.is_empty() =>
        {
            Some(said(value, flat))
        }
        _ => None,
    }
}

/// The value in the kind that the schema names: `enum: [1]` of texts is `"1"`.
fn said(value: &JsonValue, flat: &Flat<'_>) -> JsonValue {
    let texts = flat.kinds.len() == 1 && flat.kinds.contains(&Json::String);
    match value {
        JsonValue::Number(text) if texts => JsonValue::String(text.clone()),
        JsonValue::Bool(flag) if texts => JsonValue::String(flag.to_string()),
        other => other.clone(),
    }
}

/// The type of a scalar.
pub(super) fn word_of(value: &JsonValue) -> Ty {
    Ty::Word(match value {
        JsonValue::String(_) => Word::String,
        JsonValue::Bool(_) => Word::Boolean,
        JsonValue::Number(text) if theta_spec::json::integer(text).is_some() => Word::Integer,
        JsonValue::Number(_) => Word::Number,
        _ => Word::Json,
    })
}

impl<'d> Types<'d> {
    /// A schema that lists its values.
    pub(super) fn listed(
        &mut self,
        values: &[(&'d JsonValue, Node<'d>)],
        flat: &Flat<'d>,
        node: &Node<'d>,
        hint: &str,
    ) -> Ty {
        let mut null = false;
        let mut found: Vec<JsonValue> = Vec::new();
        for (value, _) in values {
            match value {
                JsonValue::Null => null = true,
                JsonValue::Array(_) | JsonValue::Object(_) => {
                    self.lose(node, "listed values that are lists or objects: any JSON");
                    return Ty::JSON;
                }
                scalar => {
                    let value = said(scalar, flat);
                    if !found.contains(&value) {
                        found.push(value);
                    }
                }
            }
        }
        let ty = if found.is_empty() {
            let kind = flat.kinds.first().copied().unwrap_or(Json::String);
            self.kind(kind, flat, node, hint)
        } else if found
            .iter()
            .all(|value| matches!(value, JsonValue::Bool(_)))
            && found.len() == 2
        {
            Ty::Word(Word::Boolean)
        } else {
            let mut docs = descriptions(node, found.len());
            let id = self.claim(node, hint);
            let value = |value| Value {
                wire: value,
                doc: String::new(),
                rust: None,
            };
            let mut values: Vec<Value> = found.into_iter().map(value).collect();
            for (value, doc) in values.iter_mut().zip(docs.drain(..)) {
                value.doc = doc;
            }
            names::distinct_values(&mut values);
            self.defs[id].kind = Kind::Enum(values);
            Ty::Named(id)
        };
        if null { ty.nullable() } else { ty }
    }
}

/// Words about each value, as documents add them.
fn descriptions(node: &Node<'_>, count: usize) -> Vec<String> {
    let listed = node.texts("x-enum-descriptions");
    if listed.len() == count {
        return listed.into_iter().map(str::to_owned).collect();
    }
    Vec::new()
}
