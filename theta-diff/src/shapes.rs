//! What error bodies look like.

use super::finding::{Finding, ReplyChange};
use super::reading::{pointers, reading};
use super::sides::Sides;
use super::subject::Subject;
use super::walk::outcome;
use theta_spec::classify::{self, Outcome};
use theta_spec::contract::{Contract, Pointer, Returns, Shape, ShapeContent, ShapeId, Type};
use theta_spec::json::Json;
use theta_spec::sample;

/// Status of a documented success.
const OK: u16 = 200;

/// The rule of successes that became failures.
const FAILS: &str = "success-fails";

/// The rule of successes that are failures no more.
const SPARED: &str = "success-fails-no-more";

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let (old, new) = (&sides.old.shapes, &sides.new.shapes);
    for &at in &sides.shapes.removed {
        let shape = &old[at];
        let sees = format!("error bodies of the shape `{}` are not read", shape.name);
        let finding = Finding::new("shape-removed", &["shapes", &shape.name], sees);
        out.push(finding.old(reading(shape)));
    }
    for &at in &sides.shapes.added {
        let shape = &new[at];
        let sees = format!("error bodies of the shape `{}` are read", shape.name);
        let finding = Finding::new("shape-added", &["shapes", &shape.name], sees);
        out.push(finding.new_value(reading(shape)));
    }
    for &(a, b) in &sides.shapes.both {
        let (old, new) = (&old[a], &new[b]);
        let it = Subject::new(&["shapes", &old.name], &["shapes", &new.name], out);
        one(old, new, it);
    }
    verdicts(sides, out);
    if !sides.shapes.both.is_sorted_by_key(|&(_, b)| b) {
        let names = |shapes: &[Shape]| {
            let names: Vec<&str> = shapes.iter().map(|shape| shape.name.as_str()).collect();
            names.join(", ")
        };
        let sees = "a body that has two shapes is read as the other one";
        let finding = Finding::new("shape-order-changed", &["shapes"], sees);
        out.push(finding.values(names(old), names(new)));
    }
}

/// Endpoints of both sides on which a success became a failure or is one no more, and such a body if one was found.
type Turned = (Vec<(usize, usize)>, Option<Json>);

/// Where successes of a shape became failures, or are failures no more.
fn verdicts(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    let pairing = &sides.shapes;
    let both = pairing.both.iter().map(|&(a, b)| (Some(a), Some(b)));
    let removed = pairing.removed.iter().map(|&a| (Some(a), None));
    let added = pairing.added.iter().map(|&b| (None, Some(b)));
    for (was, is) in both.chain(removed).chain(added) {
        let old = was.map(|at| &sides.old.shapes[at]);
        let new = is.map(|at| &sides.new.shapes[at]);
        let fails = |contract: &Contract, endpoint: usize, shape: Option<usize>| {
            let endpoint = &contract.endpoints[endpoint];
            // Every shape says it of what is heard in an open reply, and is said to have changed anyway.
            let is_open = matches!(
                endpoint.returns,
                Returns::Events(_) | Returns::Socket { .. }
            );
            shape.is_some_and(|shape| {
                endpoint.failing.contains(&ShapeId(shape))
                    && (!is_open || contract.shapes[shape].closed)
            })
        };
        let where_it = |before: bool, after: bool| -> Vec<(usize, usize)> {
            let pairs = sides.endpoints.both.iter().copied();
            let is_so = |&(a, b): &(usize, usize)| {
                fails(sides.old, a, was) == before && fails(sides.new, b, is) == after
            };
            pairs.filter(is_so).collect()
        };
        let turned = |contract: &Contract, shape: &Shape, endpoints: Vec<(usize, usize)>| {
            (!endpoints.is_empty()).then(|| {
                let body = sample::with_shape(contract, &Type::Json, &shape.content);
                (endpoints, body)
            })
        };
        // The shape says it on both sides, and not of the same bodies.
        let narrowed = |rule: &str| -> Option<Turned> {
            let (old, new) = (old?, new?);
            if reading(old) == reading(new) {
                return None;
            }
            let (contract, has, lacks) = match rule {
                FAILS => (sides.new, new, old),
                _ => (sides.old, old, new),
            };
            let bodies = sample::failed_but_not(contract, &has.content, &lacks.content);
            bodies.into_iter().find_map(|body| {
                let bytes = body.to_string().into_bytes();
                let mut endpoints = where_it(true, true);
                endpoints.retain(|&(a, b)| {
                    let is_success = |contract: &Contract, endpoint: usize| {
                        let endpoint = &contract.endpoints[endpoint];
                        classify::classify(contract, endpoint, OK, &bytes) == Outcome::Success
                    };
                    let (old, new) = (is_success(sides.old, a), is_success(sides.new, b));
                    old != new && old == (rule == FAILS)
                });
                (!endpoints.is_empty()).then_some((endpoints, Some(body)))
            })
        };
        if let Some(shape) = new {
            let all = turned(sides.new, shape, where_it(false, true));
            verdict(
                FAILS,
                sides,
                shape,
                all.into_iter().chain(narrowed(FAILS)),
                out,
            );
        }
        if let Some(shape) = old {
            let all = turned(sides.old, shape, where_it(true, false));
            verdict(
                SPARED,
                sides,
                shape,
                all.into_iter().chain(narrowed(SPARED)),
                out,
            );
        }
    }
}

fn verdict(
    rule: &'static str,
    sides: &Sides<'_>,
    shape: &Shape,
    turned: impl Iterator<Item = Turned>,
    out: &mut Vec<Finding>,
) {
    let mut on: Vec<String> = Vec::new();
    let mut replies = Vec::new();
    for (endpoints, body) in turned {
        let names = endpoints.iter();
        let names: Vec<String> = names
            .map(|&(_, b)| sides.new.endpoints[b].name.clone())
            .collect();
        on.extend_from_slice(&names);
        let (Some(&(a, b)), Some(body)) = (endpoints.first(), body) else {
            continue;
        };
        let body = body.to_string().into_bytes();
        let old = outcome(sides.old, &sides.old.endpoints[a], OK, &[], &body);
        let new = outcome(sides.new, &sides.new.endpoints[b], OK, &[], &body);
        if old != new {
            replies.push(ReplyChange {
                status: OK,
                any_of_class: false,
                headers: Vec::new(),
                body,
                endpoints: names,
                old,
                new,
            });
        }
    }
    if on.is_empty() {
        return;
    }
    let added = rule == FAILS;
    let what = if added { "a failure" } else { "none any more" };
    let sees = format!("a success of the shape `{}` is {what}", shape.name);
    let on = on.join(", ");
    let mut finding = Finding::new(rule, &["shapes", &shape.name], sees);
    finding = if added {
        finding.new_value(on)
    } else {
        finding.old(on)
    };
    finding.replies = replies;
    out.push(finding);
}

/// What is said of a shape whose reading changed.
fn changed(old: &ShapeContent, new: &ShapeContent, name: &str) -> String {
    let places = |content: &ShapeContent| match content {
        ShapeContent::Text => None,
        ShapeContent::Json {
            code,
            message,
            fields,
            ..
        } => Some((code.clone(), message.clone(), fields.clone())),
    };
    let conditions = |content: &ShapeContent| match content {
        ShapeContent::Text => None,
        ShapeContent::Json {
            constants,
            unless,
            optional,
            ..
        } => Some((constants.clone(), unless.clone(), optional.clone())),
    };
    match (
        places(old) == places(new),
        conditions(old) == conditions(new),
    ) {
        (true, _) => format!("other bodies than before have the shape `{name}`"),
        (false, true) => format!("error bodies of the shape `{name}` are read at other places"),
        (false, false) => format!(
            "error bodies of the shape `{name}` are read at other places, and other bodies than before have it"
        ),
    }
}

fn one(old: &Shape, new: &Shape, mut it: Subject<'_, '_>) {
    let name = &new.name;
    it.changed(
        "shape-renamed",
        "",
        (&old.name, name),
        format!("readers see the shape `{}` as `{name}`", old.name),
    );
    let is_list =
        |shape: &Shape| matches!(&shape.content, ShapeContent::Json { each: Some(_), .. });
    if is_list(old) == is_list(new) {
        it.changed(
            "shape-changed",
            "",
            (reading(old), reading(new)),
            changed(&old.content, &new.content, name),
        );
    } else {
        let sees = if is_list(new) {
            format!(
                "bodies of the shape `{name}` are read as lists of failures, and others than before have it"
            )
        } else {
            format!(
                "bodies of the shape `{name}` are read as one failure, and others than before have it"
            )
        };
        it.changed(
            "shape-each-changed",
            "each",
            (reading(old), reading(new)),
            sees,
        );
    }
    it.changed(
        "shape-doc-changed",
        "doc",
        (&old.doc, &new.doc),
        format!("readers see other words about the shape `{name}`"),
    );
    if let (
        ShapeContent::Json {
            request_id: old_id,
            retry_after: old_wait,
            retry_after_unit_ms: old_unit,
            ..
        },
        ShapeContent::Json {
            request_id: new_id,
            retry_after: new_wait,
            retry_after_unit_ms: new_unit,
            ..
        },
    ) = (&old.content, &new.content)
    {
        it.changed(
            "shape-request-id-changed",
            "request_id",
            (pointers(old_id), pointers(new_id)),
            format!("`request_id()` is read elsewhere in bodies of the shape `{name}`"),
        );
        let wait = |at: &[Pointer], unit: u32| match unit {
            0 => format!("{} as a time", pointers(at)),
            unit => format!("{} in units of {unit} ms", pointers(at)),
        };
        it.changed(
            "shape-retry-after-changed",
            "retry_after",
            (wait(old_wait, *old_unit), wait(new_wait, *new_unit)),
            format!("the delay that the server asks for is read otherwise in bodies of the shape `{name}`"),
        );
    }
}
