//! Writing XML.

use crate::parse::MAX_DEPTH;
use crate::text::{begins_name, continues_name, escape};

/// What a JSON value is, one level of it.
pub enum Value<T> {
    /// An object.
    Object(Vec<(String, T)>),
    /// A list.
    List(Vec<T>),
    /// Anything else, as a text.
    Text(String),
    /// `null`, which is left out.
    Nothing,
}

/// Returns whether a member with this name can be an element.
#[must_use]
pub fn is_name(name: &str) -> bool {
    name.starts_with(begins_name) && name.chars().all(continues_name)
}

/// Returns the document that stands for a value, which `look` tells apart.
///
/// What XML has no name for is not written, nor what nests deeper than is read.
#[must_use]
pub fn write<T>(root: &str, value: T, look: &impl Fn(T) -> Value<T>) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>");
    match look(value) {
        Value::Nothing => element(root, Value::Text(String::new()), look, 1, &mut out),
        value => element(root, value, look, 1, &mut out),
    }
    out
}

fn element<T>(
    name: &str,
    value: Value<T>,
    look: &impl Fn(T) -> Value<T>,
    depth: usize,
    out: &mut String,
) {
    if !is_name(name) || depth > MAX_DEPTH || matches!(value, Value::Nothing) {
        return;
    }
    out.push('<');
    out.push_str(name);
    let mut text = String::new();
    let mut elements: Vec<(String, Value<T>)> = Vec::new();
    match value {
        Value::Nothing => {}
        Value::Text(whole) => text = whole,
        Value::List(items) => {
            let items = items.into_iter();
            elements.extend(items.map(|item| ("item".to_owned(), look(item))));
        }
        Value::Object(members) => {
            for (name, value) in members {
                match (name.strip_prefix('@'), look(value)) {
                    (Some(name), Value::Text(value)) if is_name(name) => {
                        out.push(' ');
                        out.push_str(name);
                        out.push_str("=\"");
                        escape(&value, out);
                        out.push('"');
                    }
                    (None, Value::Text(value)) if name == "#text" => text = value,
                    (None, Value::List(items)) => {
                        elements.extend(items.into_iter().map(|item| (name.clone(), look(item))));
                    }
                    (_, value) => elements.push((name, value)),
                }
            }
        }
    }
    out.push('>');
    escape(&text, out);
    for (name, value) in elements {
        element(&name, value, look, depth + 1, out);
    }
    out.push_str("</");
    out.push_str(name);
    out.push('>');
}
