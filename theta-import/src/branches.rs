//! Where the method of each operation is, in a document with many: by tag, or by the first step of the path.

use crate::draft::Endpoint;
use crate::names::{is_version, plain};
use crate::operations::Operation;
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::names::{client_method, is_ident, method_under};

/// From so many operations on, nobody reads a list of them all.
const MANY: usize = 50;

/// Gives the endpoints of a document with many operations places of their own; of any document if that is asked for.
pub(crate) fn assign(
    endpoints: &mut [Endpoint],
    operations: &[Operation<'_>],
    asked: Option<bool>,
) {
    if !asked.unwrap_or(operations.len() >= MANY) {
        return;
    }
    let tags: Vec<Option<String>> = operations.iter().map(tag).collect();
    let known: BTreeSet<&String> = tags.iter().flatten().collect();
    // One tag says nothing, and neither does one for each.
    let tagged = tags.iter().flatten().count();
    let telling =
        known.len() > 1 && known.len() * 2 <= tagged && tagged * 10 >= operations.len() * 9;
    let mut taken: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for endpoint in &mut *endpoints {
        let Some(&at) = endpoint.operations.first() else {
            continue;
        };
        let tag = tags[at].clone().filter(|_| telling);
        let Some(place) = tag.or_else(|| step(&endpoint.path)) else {
            continue;
        };
        let under = [place];
        let method = method_under(&endpoint.name, &under).to_owned();
        let methods = taken.entry(under[0].clone()).or_default();
        if !methods.insert(method) {
            methods.insert(endpoint.name.clone());
            endpoint.rust = Some(endpoint.name.clone());
        }
        endpoint.under = Some(under.concat());
    }
    // What is left on the client stands beside the places.
    for endpoint in endpoints {
        if endpoint.under.is_none() && taken.contains_key(&endpoint.name) {
            endpoint.rust = Some(format!("{}_call", endpoint.name));
        }
    }
}

fn tag(operation: &Operation<'_>) -> Option<String> {
    place(operation.tags().first()?)
}

/// The first step of a path that says something.
fn step(path: &str) -> Option<String> {
    let mut steps = path
        .split('/')
        .filter(|step| !step.is_empty() && !step.contains(['{', '}']) && !is_version(step));
    steps.find_map(place)
}

fn place(name: &str) -> Option<String> {
    let name = plain(name);
    let fits = name.starts_with(|c: char| c.is_ascii_lowercase()) && name.len() <= 40;
    if !fits || name.contains("__") {
        return None;
    }
    // A word of Rust, or a method that every client has.
    let free = is_ident(&name) && client_method(&name) == name;
    Some(if free { name } else { format!("{name}_calls") })
}
