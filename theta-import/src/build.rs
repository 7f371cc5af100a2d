//! From a document to the draft of a contract.

use crate::access::Access;
use crate::answers;
use crate::api;
use crate::bodies;
use crate::branches;
use crate::document::Node;
use crate::draft::{Answer, Draft, Endpoint, Loss};
use crate::events;
use crate::failures::Failures;
use crate::limits;
use crate::names::{Named, distinct_settings, endpoint_names, type_name};
use crate::operations::{self, Operation};
use crate::pages;
use crate::params;
use crate::schema::Types;
use crate::token;
use crate::words;

/// Returns the draft of a contract with these operations.
pub(crate) fn draft<'d>(
    root: &Node<'d>,
    operations: &[Operation<'d>],
    branched: Option<bool>,
) -> Draft {
    let names = names(operations);
    let access = Access::new(root, operations);
    let carriers = access.carriers();
    let (mut api, hosts) = api::of(root, operations);
    api.notes.extend(access.notes.iter().cloned());
    let (resets, inferred) = limits::resets(operations);
    api.resets = resets;
    api.notes.extend(inferred);
    api.notes.extend(operations::unread(root));
    let mut types = Types::new(root);
    let mut failures = Failures::default();
    let mut endpoints: Vec<Endpoint> = Vec::new();
    let mut asking = Vec::new();
    for (index, ((operation, name), host)) in operations.iter().zip(&names).zip(hosts).enumerate() {
        let type_hint = type_name(name);
        let mut losses = operation.losses.clone();
        let responses = answers::responses(&mut types, operation);
        let (mut params, lost) = params::of(&mut types, operation, &type_hint, &carriers);
        losses.extend(lost);
        params.extend(params::of_path(operation.path));
        let found = answers::of(&mut types, operation, &responses, &type_hint);
        losses.append(&mut types.losses);
        let needed = access.needed(&operation.node, &mut losses);
        let shared = Endpoint {
            method: operation.method.to_owned(),
            path: operation.route().path,
            summary: summary(operation),
            doc: doc(operation),
            deprecated: operation.node.flag("deprecated") == Some(true),
            params,
            response_headers: found.headers,
            auth: needed.filter(|needed| *needed != access.usual),
            host,
            operations: vec![index],
            place: operation.node.place(),
            losses,
            ..Endpoint::default()
        };
        let first = endpoints.len();
        for body in bodies::of(&mut types, operation, &type_hint) {
            let with = |suffix: &str, answers: Vec<Answer>| Endpoint {
                name: suffixed(name, &[body.suffix, suffix]),
                body: body.body.clone(),
                losses: [shared.losses.clone(), body.losses.clone()].concat(),
                answers,
                ..shared.clone()
            };
            endpoints.push(with("", found.answers.clone()));
            if let Some(stream) = &found.stream {
                let mut streamed = with("events", vec![stream.clone()]);
                asking.extend(events::ask(&mut types.defs, &mut streamed));
                endpoints.push(streamed);
            }
        }
        let own = first..endpoints.len();
        let (streams, others): (Vec<usize>, Vec<usize>) =
            own.partition(|&at| endpoints[at].answers.iter().any(Answer::is_events));
        let mut lost = Vec::new();
        for (own, streams) in [(others, false), (streams, true)] {
            if !own.is_empty() {
                lost = failures.add(&responses, &own, streams);
            }
        }
        for endpoint in &mut endpoints[first..] {
            endpoint.losses.extend(lost.iter().cloned());
        }
    }
    distinct(&mut endpoints);
    branches::assign(&mut endpoints, operations, branched);
    let (shapes, rows, untold) = failures.finish(endpoints.len());
    api.notes.extend(untold);
    let mut draft = Draft {
        api,
        schemes: access.schemes,
        auth: access.usual,
        shapes,
        types: types.defs,
        endpoints,
        rows,
    };
    events::leave_out(&mut draft, &asking);
    pages::infer(&mut draft);
    token::add(&mut draft);
    distinct_settings(&mut draft);
    draft
}

fn names(operations: &[Operation<'_>]) -> Vec<String> {
    let tags: Vec<Vec<&str>> = operations.iter().map(Operation::tags).collect();
    let named: Vec<Named<'_>> = operations
        .iter()
        .zip(&tags)
        .map(|(operation, tags)| Named {
            id: operation.id(),
            tag: tags.first().copied(),
            method: operation.method,
            path: operation.path,
        })
        .collect();
    endpoint_names(&named)
}

fn suffixed(name: &str, suffixes: &[&str]) -> String {
    let mut name = name.to_owned();
    for suffix in suffixes.iter().filter(|suffix| !suffix.is_empty()) {
        name = format!("{name}_{suffix}");
    }
    name
}

/// An operation that is several endpoints may take the name of another.
fn distinct(endpoints: &mut [Endpoint]) {
    let mut taken = std::collections::BTreeSet::new();
    for endpoint in endpoints {
        let base = endpoint.name.clone();
        let numbered = (2_usize..).map(|number| format!("{base}_{number}"));
        let mut names = std::iter::once(base.clone()).chain(numbered);
        let name = names.find(|name| !taken.contains(name)).unwrap_or_default();
        taken.insert(name.clone());
        endpoint.name = name;
    }
}

fn summary(operation: &Operation<'_>) -> String {
    let text = |name: &str| operation.node.text(name).unwrap_or_default();
    let said = words::sentence(text("summary"));
    if said.is_empty() {
        words::sentence(text("description"))
    } else {
        said
    }
}

fn doc(operation: &Operation<'_>) -> String {
    let doc = words::of(&operation.node);
    if doc == summary(operation) {
        String::new()
    } else {
        doc
    }
}

/// Returns everything that an endpoint loses: its own, and what the types that it uses lose.
pub(crate) fn losses(draft: &Draft, endpoint: &Endpoint) -> Vec<Loss> {
    let mut losses = endpoint.losses.clone();
    for id in draft.reachable(endpoint.types()) {
        losses.extend(draft.types[id].losses.iter().cloned());
    }
    losses.sort();
    losses.dedup();
    losses
}
