//! Where the code and the message of a failure stand, found by what members are usually called.

use super::shape_name;
use crate::document::{Node, last_step};
use crate::draft::Shape;
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::json::{Json, Pointer};

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
    known: BTreeMap<(usize, String), Bodies>,
    /// The name of the shape of every other body, once one is needed.
    other: Option<String>,
}

/// What the bodies of a schema are.
#[derive(Clone, Default)]
pub(super) struct Bodies {
    /// The names of their shapes; none if nothing in the schema is known.
    pub(super) shapes: Vec<String>,
    /// Whether the document allows bodies that have none of these.
    pub(super) may_differ: bool,
}

impl Shapes {
    /// Returns the shapes that the bodies of a schema have.
    pub(super) fn of(&mut self, schema: &Node<'_>) -> Bodies {
        let Ok(target) = schema.followed() else {
            return Bodies::default();
        };
        let key = target.key();
        if let Some(known) = self.known.get(&key) {
            return known.clone();
        }
        let mut bodies = Bodies::default();
        alternatives(&target, 0, &mut |node| {
            let name = if is_text(node) {
                self.text(node)
            } else if let Some((shape, may_lack)) = shape(node) {
                bodies.may_differ |= may_lack;
                self.add(shape, node)
            } else {
                bodies.may_differ = true;
                return;
            };
            if !bodies.shapes.contains(&name) {
                bodies.shapes.push(name);
            }
        });
        self.known.insert(key, bodies.clone());
        bodies
    }

    /// Returns the name of the shape of JSON that has none of the other shapes.
    pub(super) fn other(&mut self, node: &Node<'_>) -> String {
        if let Some(name) = &self.other {
            return name.clone();
        }
        let shape = Shape {
            name: "other".to_owned(),
            ..Shape::default()
        };
        let name = self.add(shape, node);
        self.other.insert(name).clone()
    }

    /// Whether that is the name of the shape of every other body.
    pub(super) fn is_other(&self, name: &str) -> bool {
        self.other.as_deref() == Some(name)
    }

    /// Returns where the code of a shape is.
    pub(super) fn codes_at(&self, name: &str) -> &[String] {
        self.named(name).map_or(&[], |shape| &shape.code)
    }

    /// Returns the code of a body that has this shape.
    pub(super) fn code_in(&self, name: &str, body: &Json) -> Option<Json> {
        found_in(&self.named(name)?.code, body)
    }

    /// Returns the message of a body that has this shape.
    pub(super) fn message_in(&self, name: &str, body: &Json) -> Option<Json> {
        found_in(&self.named(name)?.message, body)
    }

    fn named(&self, name: &str) -> Option<&Shape> {
        self.found.iter().find(|shape| shape.name == name)
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
        let base = if !shape.name.is_empty() {
            shape.name.clone()
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

    /// Returns the shapes; one that may lack everything lacks nothing that it is known by. The one of every other body may have
    /// what any of them has.
    pub(super) fn finish(mut self) -> Vec<Shape> {
        let (mut codes, mut messages) = (Vec::new(), Vec::new());
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
            for (all, own) in [(&mut codes, &shape.code), (&mut messages, &shape.message)] {
                let new = own.iter().filter(|pointer| !all.contains(*pointer));
                let new: Vec<String> = new.cloned().collect();
                all.extend(new);
            }
        }
        let other = self.found.iter_mut();
        for shape in other.filter(|shape| Some(&shape.name) == self.other.as_ref()) {
            shape.optional = [("code", &codes), ("message", &messages)]
                .into_iter()
                .filter(|(_, pointers)| !pointers.is_empty())
                .map(|(role, _)| role)
                .collect();
            (shape.code, shape.message) = (codes.clone(), messages.clone());
        }
        self.found
    }
}

/// The value at the first of some pointers that leads to one.
fn found_in(pointers: &[String], body: &Json) -> Option<Json> {
    pointers.iter().find_map(|pointer| {
        let tokens = pointer.split('/').skip(1);
        let tokens = tokens.map(|step| step.replace("~1", "/").replace("~0", "~"));
        let pointer = Pointer {
            tokens: tokens.collect(),
        };
        body.pointer(&pointer).cloned()
    })
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

/// Whether a schema is that of a text or a number: in JSON such a body is no object with places in it.
fn is_text(node: &Node<'_>) -> bool {
    let words = node.texts("type");
    !words.is_empty()
        && words
            .iter()
            .all(|word| matches!(*word, "string" | "number" | "integer" | "boolean"))
}

/// Returns the shape of a schema, and whether the document allows bodies that lack what the shape asks for.
fn shape(node: &Node<'_>) -> Option<(Shape, bool)> {
    let mut found = Found::default();
    look(node, "", DEPTH, true, &mut found);
    let Found { shape, may_lack } = found;
    let roles = usize::from(!shape.code.is_empty()) + usize::from(!shape.message.is_empty());
    let lacks_all = shape.optional.len() >= roles;
    (roles > 0).then_some((shape, may_lack || lacks_all))
}

#[derive(Default)]
struct Found {
    shape: Shape,
    /// Whether something is asked for that the document does not require.
    may_lack: bool,
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

fn look(node: &Node<'_>, at: &str, depth: usize, always: bool, found: &mut Found) {
    let Ok(node) = node.followed() else { return };
    if depth == 0 {
        return;
    }
    if let Some(items) = node.get("items") {
        found.may_lack = true;
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
    let is_required = |name: &str| {
        let property = properties
            .get(name)
            .and_then(|property| property.followed().ok());
        let is_never_null = property.is_some_and(|property| {
            property.flag("nullable") != Some(true) && !property.texts("type").contains(&"null")
        });
        required.contains(name) && is_never_null
    };
    let mut role = |name: &str, word: &'static str| {
        if !(unsaid || required.contains(name)) || !always {
            found.shape.optional.push(word);
        } else if !is_required(name) {
            found.may_lack = true;
        }
        format!("{at}/{}", name.replace('~', "~0").replace('/', "~1"))
    };
    if let Some(message) = message {
        let pointer = role(message, "message");
        found.shape.message.push(pointer);
    }
    if let Some(code) = code {
        let pointer = role(code, "code");
        found.shape.code.push(pointer);
    }
    if found.shape.message.is_empty() {
        for holder in HOLDERS {
            if let Some(inner) = properties.get(holder)
                && is(holder, &["object", "array", "any"])
            {
                found.shape.code.clear();
                found.shape.optional.clear();
                found.may_lack = !is_required(holder);
                let there = always && (unsaid || required.contains(holder));
                look(inner, &format!("{at}/{holder}"), depth - 1, there, found);
                if !found.shape.message.is_empty() {
                    return;
                }
            }
        }
    }
}
