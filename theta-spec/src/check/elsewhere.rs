//! Rules about failures that do not come with a status of failure: in a success, or when a WebSocket is closed.

use super::successes;
use crate::body::written;
use crate::classify::{self, Outcome};
use crate::contract::{
    Contract, Endpoint, ErrorRow, Returns, Shape, ShapeContent, ShapeId, Status, Type, TypeKind,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::events;
use crate::keys::{RawContract, RawEndpoint};
use crate::resolve::errors;
use crate::sample::{self, Success};
use crate::source::Span;

/// The status of the documented successes.
const OK: u16 = 200;

pub(super) fn check(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for row in &contract.errors {
        closes(contract, row, report);
        nothing_left(row, report);
    }
    let rows = errors::Rows::new(raw);
    for row in contract
        .errors
        .iter()
        .filter(|row| row.status.has_success())
    {
        let at = raw
            .errors
            .binary_search_by(|named| named.name.value.cmp(&row.name));
        let names_shape = at.is_ok_and(|at| rows.shapes(at).is_some());
        told_apart(contract, row, names_shape, report);
    }
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        if endpoint.failing.is_empty() {
            continue;
        }
        let examples = examples(named, endpoint);
        for (status, body, span) in &examples {
            shown(contract, endpoint, (*status, body), *span, report);
        }
        let is_shown = named.example.is_some();
        let contents: Vec<&Returns> = match &endpoint.returns {
            Returns::OneOf(several) => {
                let first = several.first().filter(|_| is_shown).map(|one| one.span);
                let all = several.all.iter();
                let others = all.filter(|one| one.example.is_empty() && Some(one.span) != first);
                others.map(|one| &one.content).collect()
            }
            events @ Returns::Events(_) => vec![events],
            one => Some(one).filter(|_| !is_shown).into_iter().collect(),
        };
        made(contract, endpoint, &contents, report);
    }
    let listed = if contract.endpoints.iter().any(has_events) {
        &only_listed(contract)
    } else {
        contract
    };
    for (at, shape) in contract.shapes.iter().enumerate() {
        could_be_success((contract, listed), ShapeId(at), shape, report);
    }
}

/// The successes that the docs show, each with its status: the data of each event, and else whole bodies.
fn examples(named: &RawEndpoint, endpoint: &Endpoint) -> Vec<(u16, String, Span)> {
    let mut examples = Vec::new();
    if let (Some(example), Returns::Events(events)) = (&named.example, &endpoint.returns) {
        let all = events::read(events.framing, &example.value).unwrap_or_default();
        examples.extend(all.into_iter().map(|event| (OK, event.data, example.span)));
    } else if let Some(example) = &named.example {
        examples.push((endpoint.success, example.value.clone(), example.span));
    }
    for (success, example) in successes::examples(named, endpoint) {
        let status = success.status.example();
        examples.push((status, example.value.clone(), example.span));
    }
    examples
}

/// A success that the docs show is one.
fn shown(
    contract: &Contract,
    endpoint: &Endpoint,
    (status, body): (u16, &str),
    span: Span,
    report: &mut Report,
) {
    let body = body.as_bytes();
    let (taken_for, place) = match classify::classify(contract, endpoint, status, body) {
        Outcome::Success => return,
        Outcome::Row { id, .. } => {
            let row = contract.error(id);
            (format!("`{}`", row.name), Some((row.span, "the row")))
        }
        Outcome::Unknown(_) => {
            let shape = classify::read_on(contract, endpoint, status, body).shape;
            let shape = shape.map(|id| contract.shape(id));
            (
                shape.map_or_else(
                    || "an undocumented failure".to_owned(),
                    |shape| format!("a failure, of the shape `{}`", shape.name),
                ),
                shape.map(|shape| (shape.span, "the shape")),
            )
        }
    };
    let mut diagnostic = Diagnostic::error(
        "T0610",
        span,
        format!("the success of `{}` is taken for {taken_for}", endpoint.name),
    )
    .help("narrow the row or the shape, such as with `constants` or `unless`, or show a success that is none");
    if let Some((span, what)) = place {
        diagnostic = diagnostic.related(span, what);
    }
    report.push(diagnostic);
}

/// Some success of each documented type is one.
fn made(contract: &Contract, endpoint: &Endpoint, contents: &[&Returns], report: &mut Report) {
    let fails_always = |ty: &Type| match sample::success_of(contract, endpoint, ty)? {
        Success::Fails(body) => Some(body.to_string()),
        Success::Body(_) => None,
    };
    let fails = |content: &&Returns| match content {
        Returns::Json(ty) => fails_always(ty),
        Returns::Events(events) => events.types().find_map(fails_always),
        _ => None,
    };
    let Some(body) = contents.iter().find_map(fails) else {
        return;
    };
    let shape = classify::read_on(contract, endpoint, OK, body.as_bytes()).shape;
    let mut diagnostic = Diagnostic::error(
        "T0610",
        endpoint.span,
        format!(
            "every success of `{}` is taken for a failure",
            endpoint.name
        ),
    )
    .label(body)
    .help("say with `constants` or `unless` what only the failure has");
    if let Some(shape) = shape.map(|id| contract.shape(id)) {
        diagnostic = diagnostic.related(shape.span, "the shape that it has");
    }
    report.push(diagnostic);
}

fn has_events(endpoint: &Endpoint) -> bool {
    matches!(endpoint.returns, Returns::Events(_))
}

/// The same contract with types that have no further fields. What an event could have besides, none has: the shapes of all
/// rows are looked for in it.
fn only_listed(contract: &Contract) -> Contract {
    let mut listed = contract.clone();
    for def in &mut listed.types {
        if let TypeKind::Struct { open, .. } = &mut def.kind {
            *open = false;
        }
    }
    listed
}

/// A warning: a shape that is told by its texts alone, and a success that may have them.
fn could_be_success(
    (contract, listed): (&Contract, &Contract),
    id: ShapeId,
    shape: &Shape,
    report: &mut Report,
) {
    if shape.content.says_failed() {
        return;
    }
    let is_xml = shape.content.xml_root().is_some();
    let named = |endpoint: &Endpoint| {
        let mut rows = endpoint.errors.iter().map(|id| contract.error(*id));
        shape.closed
            || rows.any(|row| {
                (has_events(endpoint) || row.status.has_success()) && row.shapes.contains(&id)
            })
    };
    let witnesses = contract
        .endpoints
        .iter()
        .filter(|endpoint| endpoint.failing.contains(&id) && named(endpoint))
        .filter_map(|endpoint| {
            let in_events = endpoint.contents().flat_map(|content| match content {
                Returns::Events(events) => events.types().collect(),
                _ => Vec::new(),
            });
            let in_events = in_events.filter(|ty| !is_xml && **ty != Type::Json);
            let in_events = in_events.map(|ty| (listed, ty));
            let read = endpoint.contents().filter_map(|content| match content {
                Returns::Json(ty) | Returns::Socket { receives: ty, .. } => {
                    Some(ty).filter(|_| !is_xml)
                }
                // Its root has another name than that of a failure, or else it may be one.
                Returns::Xml { root, .. } => {
                    let is_root = shape.content.xml_root() == Some(root.as_str());
                    is_root.then_some(&Type::Json)
                }
                Returns::Text => Some(&Type::Json),
                Returns::Bytes { accept, .. } if may_be_json(accept) => Some(&Type::Json),
                Returns::Bytes { .. }
                | Returns::Nothing
                | Returns::OneOf(_)
                | Returns::Events(_) => None,
            });
            let read = read.map(|ty| (contract, ty)).chain(in_events);
            let witnesses =
                read.filter_map(|(contract, ty)| sample::with_shape(contract, ty, &shape.content));
            let witnesses = witnesses.map(|witness| written(&witness).1);
            Some((witnesses.min_by_key(String::len)?, endpoint))
        });
    let mut witnesses: Vec<(String, &Endpoint)> = witnesses.collect();
    witnesses.sort_by_key(|(witness, _)| witness.len());
    let Some((witness, endpoint)) = witnesses.first() else {
        return;
    };
    let more = match witnesses.len() {
        1 => String::new(),
        2 => " and of one more endpoint".to_owned(),
        many => format!(" and of {} more endpoints", many - 1),
    };
    report.push(
        Diagnostic::warning(
            "T0612",
            shape.span,
            format!(
                "a success of `{}`{more} could be taken for a failure of the shape `{}`",
                endpoint.name, shape.name
            ),
        )
        .label(witness.clone())
        .related(endpoint.span, "a success that may be this body")
        .help("say what only the failure has: `constants = { \"/ok\" = false }`, or `unless = { \"/status\" = \"OK\" }`"),
    );
}

/// Whether bytes that are asked for by this media type may be JSON.
fn may_be_json(accept: &str) -> bool {
    ["json", "*/*", "application/octet-stream"]
        .iter()
        .any(|part| accept.contains(part))
}

/// Some status is left for the row that takes all others.
fn nothing_left(row: &ErrorRow, report: &mut Report) {
    if row.status.members.contains(&Status::Default) && row.status.other == 0 {
        report.error(
            "T0614",
            row.span,
            format!("no status is left for `{}`: all are listed", row.name),
            "list fewer statuses in the other rows of its endpoints, or remove this one",
        );
    }
}

/// A close code is for a WebSocket.
fn closes(contract: &Contract, row: &ErrorRow, report: &mut Report) {
    let close = |status: &&Status| matches!(status, Status::Exact(1000..));
    let Some(Status::Exact(close)) = row.status.members.iter().find(close) else {
        return;
    };
    let mut endpoints = row.on.iter().map(|id| &contract.endpoints[id.0]);
    if let Some(other) =
        endpoints.find(|endpoint| !matches!(endpoint.returns, Returns::Socket { .. }))
    {
        report.push(
            Diagnostic::error(
                "T0611",
                row.span,
                format!(
                    "`{}` has status {close}: no HTTP reply has it, and `{}` is no WebSocket that is closed with it",
                    row.name, other.name
                ),
            )
            .related(other.span, "the endpoint")
            .help("write an HTTP status from 200 to 599, or name the WebSockets with `on`; what the body says goes into `code`"),
        );
    }
}

fn told_apart(contract: &Contract, row: &ErrorRow, names_shape: bool, report: &mut Report) {
    let is_text = |content: &ShapeContent| matches!(content, ShapeContent::Text);
    let by_json = !row.shapes.is_empty()
        && !row
            .shapes
            .iter()
            .any(|id| is_text(&contract.shape(*id).content));
    if !by_json {
        report.error(
            "T0610",
            row.span,
            format!("nothing tells `{}` from a success", row.name),
            "name a JSON `shape` that only the failure has, such as one with `constants`",
        );
    }
    if by_json && !names_shape && row.shapes.len() > 1 {
        let shapes: Vec<&str> = row
            .shapes
            .iter()
            .map(|id| contract.shape(*id).name.as_str())
            .collect();
        report.error(
            "T0610",
            row.span,
            format!("`{}` makes successes of several shapes failures", row.name),
            format!(
                "name the `shape` that only a failure has; it could be {}",
                shapes.join(", ")
            ),
        );
    }
    let endpoints = row.on.iter().map(|id| &contract.endpoints[id.0]);
    for endpoint in endpoints {
        if matches!(
            endpoint.returns,
            Returns::Bytes { stream: true, .. } | Returns::Socket { .. }
        ) {
            report.push(
                Diagnostic::error(
                    "T0610",
                    row.span,
                    format!(
                        "`{}` would have to be read out of what is streamed by `{}`",
                        row.name, endpoint.name
                    ),
                )
                .related(endpoint.span, "what it sends is given as it comes")
                .help("leave the endpoint out with `on`"),
            );
        }
    }
}
