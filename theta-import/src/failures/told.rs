//! What tells failures of one status apart, where the document says it: codes of its schemas, codes and messages of its examples.

use super::shapes::Shapes;
use super::{code_name, named};
use crate::document::Node;
use crate::draft::{Loss, Row, Tells};
use crate::media::Entry;
use crate::words;
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::json::Json;
use theta_spec::text;

/// Most rows, counted on each endpoint, that the codes of one schema become: more belong into no enum of errors.
const MOST: usize = 1_000;
/// Longest example that is taken over, in bytes.
const LONGEST: usize = 2_000;
/// Deepest nesting that is looked into for codes.
const DEPTH: usize = 6;
/// Names of examples that say nothing.
const PLAIN: &[&str] = &["default", "example", "error", "response", "value", "json"];

/// Where one code, or one message, was found.
#[derive(Default)]
struct Found {
    statuses: BTreeSet<String>,
    on: BTreeSet<usize>,
    /// What the example is called.
    name: String,
    cause: String,
    examples: BTreeSet<String>,
    place: String,
}

/// Codes that a schema lists, and where bodies of it come.
struct Listed {
    codes: Vec<Tells>,
    statuses: BTreeSet<String>,
    on: BTreeSet<usize>,
    place: String,
}

/// What was found so far.
#[derive(Default)]
pub(super) struct Told {
    /// By status, shapes, and what tells them apart.
    examples: BTreeMap<(String, Vec<String>, Tells), Found>,
    /// By shape and place of the list.
    lists: BTreeMap<(String, String), Listed>,
}

impl Told {
    /// Adds what the schema and the examples of a body say.
    pub(super) fn add(
        &mut self,
        entry: &Entry<'_>,
        shapes: &Shapes,
        names: &[String],
        status: &str,
        endpoints: &[usize],
    ) {
        if let Some(schema) = &entry.schema {
            for name in names {
                self.listed(schema, shapes, name, status, endpoints);
            }
        }
        for (name, cause, value) in examples(&entry.node) {
            let body = value.value;
            let telling = |role: fn(&Shapes, &str, &Json) -> Option<Json>| {
                let of = |shape: &String| Some((shape.clone(), role(shapes, shape, body)?));
                names.iter().find_map(of)
            };
            let code = telling(Shapes::code_in);
            let (shape, tells) =
                match code.and_then(|(shape, code)| Some((shape, code_of(&code, status)?))) {
                    Some(found) => found,
                    None if says_something(name) => match telling(Shapes::message_in) {
                        Some((shape, Json::String(message))) if !message.trim().is_empty() => {
                            (shape, Tells::Message(message))
                        }
                        _ => continue,
                    },
                    None => continue,
                };
            let key = (status.to_owned(), vec![shape], tells);
            let found = self.examples.entry(key).or_default();
            found.statuses.insert(status.to_owned());
            found.on.extend(endpoints);
            if found.place.is_empty() {
                found.place = value.place();
                name.clone_into(&mut found.name);
                found.cause = cause;
            }
            let json = body.to_string();
            if json.len() <= LONGEST {
                found.examples.insert(json);
            }
        }
    }

    fn listed(
        &mut self,
        schema: &Node<'_>,
        shapes: &Shapes,
        name: &str,
        status: &str,
        endpoints: &[usize],
    ) {
        let mut lists = Vec::new();
        for pointer in shapes.codes_at(name) {
            let steps: Vec<&str> = pointer.split('/').skip(1).collect();
            values(schema, &steps, DEPTH, &mut lists);
        }
        for (place, list) in lists {
            let codes: Vec<Tells> = list
                .iter()
                .filter_map(|code| code_of(code, status))
                .collect();
            let listed = self
                .lists
                .entry((name.to_owned(), place.clone()))
                .or_insert_with(|| Listed {
                    codes,
                    statuses: BTreeSet::new(),
                    on: BTreeSet::new(),
                    place,
                });
            listed.statuses.insert(status.to_owned());
            listed.on.extend(endpoints);
        }
    }

    /// Adds the rows behind those of the statuses, with names that are not taken, and says which codes are none.
    pub(super) fn finish(
        self,
        rows: &mut Vec<Row>,
        taken: &mut BTreeSet<String>,
        endpoints: usize,
    ) -> Vec<Loss> {
        let mut known: BTreeSet<(String, Tells)> = BTreeSet::new();
        for ((_, shapes, tells), found) in self.examples {
            known.extend(shapes.iter().map(|shape| (shape.clone(), tells.clone())));
            let base = match &tells {
                Tells::Message(_) => code_name(&found.name),
                Tells::Text(_) | Tells::Number(_) | Tells::Nothing => tells.name(),
            };
            rows.push(row(&base, shapes, tells, found, taken, endpoints));
        }
        let mut notes = Vec::new();
        for ((shape, _), listed) in self.lists {
            let new = |tells: &&Tells| !known.contains(&(shape.clone(), (*tells).clone()));
            let codes: Vec<Tells> = listed.codes.iter().filter(new).cloned().collect();
            if codes.len() * listed.on.len() > MOST {
                notes.push(Loss::new(
                    listed.place,
                    format!(
                        "{} on {} are no rows: write those that callers tell apart, as `codes` of a row",
                        text::count(codes.len(), "code"),
                        text::count(listed.on.len(), "endpoint")
                    ),
                ));
                continue;
            }
            for tells in codes {
                if !known.insert((shape.clone(), tells.clone())) {
                    continue;
                }
                let found = Found {
                    statuses: listed.statuses.clone(),
                    on: listed.on.clone(),
                    place: listed.place.clone(),
                    ..Found::default()
                };
                rows.push(row(
                    &tells.name(),
                    vec![shape.clone()],
                    tells,
                    found,
                    taken,
                    endpoints,
                ));
            }
        }
        notes
    }
}

fn row(
    base: &str,
    shapes: Vec<String>,
    tells: Tells,
    found: Found,
    taken: &mut BTreeSet<String>,
    endpoints: usize,
) -> Row {
    let (status, category) = match found.statuses.first() {
        Some(only) if found.statuses.len() == 1 => named(only),
        _ => ("failure".to_owned(), None),
    };
    let longer = format!("{status}_{base}");
    let numbered = (2_usize..).map(|number| format!("{longer}_{number}"));
    let mut free = [base.to_owned(), longer.clone()]
        .into_iter()
        .chain(numbered);
    let name = free.find(|name| !taken.contains(name)).unwrap_or_default();
    taken.insert(name.clone());
    Row {
        name,
        statuses: found.statuses.into_iter().collect(),
        shapes,
        everywhere: found.on.len() == endpoints,
        on: found.on,
        tells,
        examples: found.examples.into_iter().collect(),
        cause: found.cause,
        category,
        place: found.place,
        ..Row::default()
    }
}

/// The examples of a body: its name, what is said of it, and itself.
fn examples<'d>(node: &Node<'d>) -> Vec<(&'d str, String, Node<'d>)> {
    let mut found = Vec::new();
    for (name, example) in node.members_of("examples") {
        let example = example.followed().unwrap_or(example);
        if let Some(value) = example.get("value") {
            let said = ["summary", "description"]
                .into_iter()
                .find_map(|key| example.text(key));
            found.push((name, words::sentence(said.unwrap_or_default()), value));
        }
    }
    found.extend(node.get("example").map(|value| ("", String::new(), value)));
    found
}

fn says_something(name: &str) -> bool {
    let name = code_name(name);
    let name = name.trim_end_matches(|c: char| c.is_ascii_digit() || c == '_');
    !name.is_empty() && !PLAIN.contains(&name)
}

/// A code, unless it says no more than the status, or stands for any other.
fn code_of(code: &Json, status: &str) -> Option<Tells> {
    let is_status = |text: &str| {
        text == status
            || text
                .parse::<u16>()
                .is_ok_and(|number| (200..=599).contains(&number))
    };
    match code {
        Json::String(text)
            if text.is_empty() || text == "string" || text == "error" || is_status(text) =>
        {
            None
        }
        Json::String(text) => Some(Tells::Text(text.clone())),
        Json::Number(text) if is_status(text) => None,
        Json::Number(text) => text.parse().ok().map(Tells::Number),
        _ => None,
    }
}

/// The values that a schema lists for a member, with the place of each list.
fn values(node: &Node<'_>, steps: &[&str], depth: usize, found: &mut Vec<(String, Vec<Json>)>) {
    let Ok(node) = node.followed() else { return };
    if depth == 0 {
        return;
    }
    for word in ["allOf", "oneOf", "anyOf"] {
        for part in node.items_of(word) {
            values(&part, steps, depth - 1, found);
        }
    }
    let Some((step, rest)) = steps.split_first() else {
        if let Some(Json::Array(list)) = node.get("enum").map(|list| list.value) {
            found.push((node.place(), list.clone()));
        } else if let Some(constant) = node.get("const") {
            found.push((node.place(), vec![constant.value.clone()]));
        }
        return;
    };
    if let (Some(items), "0") = (node.get("items"), *step) {
        values(&items, rest, depth - 1, found);
    }
    let step = step.replace("~1", "/").replace("~0", "~");
    if let Some(property) = node.get("properties").and_then(|all| all.get(&step)) {
        values(&property, rest, depth - 1, found);
    }
}
