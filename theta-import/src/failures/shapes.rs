//! Where the code and the message of a failure stand, found by what members are usually called.

use super::shape_name;
use crate::document::{Node, last_step};
use crate::draft::Shape;
use std::collections::{BTreeMap, BTreeSet};

/// What the message is called, the most telling first.
const MESSAGES: &[&str] = &[
    "message",
    "detail",
    "error_description",
    "error_message",
    "errorMessage",
    "err_msg",
    "msg",
    "description",
    "details",
    "reason",
    "title",
    "error",
    "errors",
];
/// What the code is called.
const CODES: &[&str] = &[
    "code",
    "error_code",
    "errorCode",
    "err_code",
    "type",
    "error",
    "name",
    "category",
    "status_code",
];
/// What holds both.
const HOLDERS: &[&str] = &["error", "errors", "err", "fault", "detail"];
/// Deepest nesting that is looked into.
const DEPTH: usize = 4;

/// The shapes found so far.
#[derive(Default)]
pub(super) struct Shapes {
    found: Vec<Shape>,
    names: BTreeSet<String>,
    /// What a schema was found to be.
    known: BTreeMap<(usize, String), Vec<String>>,
}

impl Shapes {
    /// Returns the names of the shapes that the bodies of a schema have; none if nothing in it is known.
    pub(super) fn of(&mut self, schema: &Node<'_>) -> Vec<String> {
        let Ok(target) = schema.followed() else {
            return Vec::new();
        };
        let key = target.key();
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let mut found: Vec<(Shape, Node<'_>)> = Vec::new();
        alternatives(&target, 0, &mut |node| {
            if let Some(shape) = shape(node) {
                found.push((shape, node.clone()));
            }
        });
        let mut names = Vec::new();
        for (shape, node) in found {
            let name = self.add(shape, &node);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        self.known.insert(key, names.clone());
        names
    }

    /// Returns the name of the shape of plain text.
    pub(super) fn text(&mut self, node: &Node<'_>) -> String {
        let shape = Shape {
            text: true,
            name: "text".to_owned(),
            ..Shape::default()
        };
        self.add(shape, node)
    }

    fn add(&mut self, mut shape: Shape, node: &Node<'_>) -> String {
        let same = |known: &&Shape| {
            (known.text, &known.code, &known.message) == (shape.text, &shape.code, &shape.message)
        };
        if let Some(known) = self.found.iter_mut().find(|known| same(&&**known)) {
            // What one of them may lack, the shape may lack.
            for role in shape.optional {
                if !known.optional.contains(&role) {
                    known.optional.push(role);
                }
            }
            return known.name.clone();
        }
        let own = node.pointer().rsplit('/').nth(1) == Some("schemas")
            || node.pointer().rsplit('/').nth(1) == Some("definitions");
        let base = if shape.text {
            "text".to_owned()
        } else if own {
            shape_name(&last_step(node.pointer()))
        } else {
            "failure".to_owned()
        };
        let numbered = (2_usize..).map(|number| format!("{base}_{number}"));
        let names = std::iter::once(base.clone()).chain(numbered);
        let mut free = names.filter(|name| !self.names.contains(name));
        shape.name = free.next().unwrap_or_default();
        shape.place = node.place();
        self.names.insert(shape.name.clone());
        self.found.push(shape);
        self.found
            .last()
            .map(|shape| shape.name.clone())
            .unwrap_or_default()
    }

    /// Returns the shapes; one that may lack everything lacks nothing that it is known by.
    pub(super) fn finish(mut self) -> Vec<Shape> {
        for shape in &mut self.found {
            let roles =
                usize::from(!shape.code.is_empty()) + usize::from(!shape.message.is_empty());
            if shape.optional.len() >= roles {
                let kept = if shape.message.is_empty() {
                    "code"
                } else {
                    "message"
                };
                shape.optional.retain(|role| *role != kept);
            }
        }
        self.found
    }
}

/// Calls `each` with the alternatives of a schema.
fn alternatives<'d>(node: &Node<'d>, depth: usize, each: &mut impl FnMut(&Node<'d>)) {
    let Ok(node) = node.followed() else { return };
    let mut of = node.items_of("oneOf");
    of.extend(node.items_of("anyOf"));
    if of.is_empty() || depth >= DEPTH || !node.members_of("properties").is_empty() {
        each(&node);
        return;
    }
    for of in of {
        alternatives(&of, depth + 1, each);
    }
}

fn shape(node: &Node<'_>) -> Option<Shape> {
    let mut found = Shape::default();
    look(node, "", DEPTH, true, &mut found);
    (!found.code.is_empty() || !found.message.is_empty()).then_some(found)
}

/// The members of an object, `allOf` included, and which it must have.
fn members<'d>(node: &Node<'d>, depth: usize) -> (BTreeMap<&'d str, Node<'d>>, BTreeSet<&'d str>) {
    let mut properties: BTreeMap<&str, Node<'_>> =
        node.members_of("properties").into_iter().collect();
    let mut required: BTreeSet<&str> = node.texts("required").into_iter().collect();
    if depth > 0 {
        for part in node.items_of("allOf") {
            if let Ok(part) = part.followed() {
                let (more, needed) = members(&part, depth - 1);
                properties.extend(more);
                required.extend(needed);
            }
        }
    }
    (properties, required)
}

fn look(node: &Node<'_>, at: &str, depth: usize, always: bool, found: &mut Shape) {
    let Ok(node) = node.followed() else { return };
    if depth == 0 {
        return;
    }
    if let Some(items) = node.get("items") {
        look(&items, &format!("{at}/0"), depth - 1, always, found);
        return;
    }
    let (properties, required) = members(&node, DEPTH);
    // A document that requires nothing means that all of it is there.
    let unsaid = required.is_empty();
    let kind = |name: &str| {
        let property = properties.get(name)?.followed().ok()?;
        let mut words = property.texts("type");
        words.retain(|word| *word != "null");
        let kind = words.first().copied();
        Some(
            kind.unwrap_or(if property.has("enum") || property.has("const") {
                "string"
            } else {
                "any"
            })
            .to_owned(),
        )
    };
    let is =
        |name: &str, kinds: &[&str]| kind(name).is_some_and(|kind| kinds.contains(&kind.as_str()));
    let message = MESSAGES.iter().find(|name| is(name, &["string"]));
    let code = CODES
        .iter()
        .find(|name| is(name, &["string", "integer"]) && Some(*name) != message);
    let mut role = |name: &str, word: &'static str| {
        if !(unsaid || required.contains(name)) || !always {
            found.optional.push(word);
        }
        format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
    };
    if let Some(message) = message {
        let pointer = role(message, "message");
        found.message.push(pointer);
    }
    if let Some(code) = code {
        let pointer = role(code, "code");
        found.code.push(pointer);
    }
    if found.message.is_empty() {
        for holder in HOLDERS {
            if let Some(inner) = properties.get(holder)
                && is(holder, &["object", "array", "any"])
            {
                found.code.clear();
                found.optional.clear();
                let there = always && (unsaid || required.contains(holder));
                look(inner, &format!("{at}/{holder}"), depth - 1, there, found);
                if !found.message.is_empty() {
                    return;
                }
            }
        }
    }
}
