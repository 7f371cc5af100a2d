//! Operations: which there are, where they are, what comes back.

use super::finding::Finding;
use super::pairing::Pairing;
use super::rules::requests::TOLD;
use super::said::{borrow, evidence};
use super::sides::Sides;
use super::told;
use super::{api, inputs};
use theta_spec::contract::{Billing, Endpoint, Returns};
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    for &at in &sides.endpoints.removed {
        let endpoint = &sides.old.endpoints[at];
        out.push(
            Finding::new(
                "endpoint-removed",
                &["endpoints", &endpoint.name],
                format!("`Client::{}` is gone", endpoint.method_ident),
            )
            .old(request(endpoint)),
        );
    }
    for &at in &sides.endpoints.added {
        let endpoint = &sides.new.endpoints[at];
        out.push(
            Finding::new(
                "endpoint-added",
                &["endpoints", &endpoint.name],
                format!("there is `Client::{}`", endpoint.method_ident),
            )
            .new_value(request(endpoint)),
        );
    }
    for &(a, b) in &sides.endpoints.both {
        one(sides, &sides.old.endpoints[a], &sides.new.endpoints[b], out);
    }
}

fn request(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method.as_str(), endpoint.path_template())
}

fn one(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, out: &mut Vec<Finding>) {
    let path = |endpoint: &Endpoint, key: &[&str]| {
        ["endpoints", &endpoint.name]
            .iter()
            .chain(key)
            .map(|&part| part.to_owned())
            .collect::<Vec<String>>()
    };
    let finding = |rule, key: &[&str], sees: String| {
        Finding::new(rule, &borrow(&path(old, key)), sees).new_path(&borrow(&path(new, key)))
    };
    let method = &new.method_ident;
    if old.method_ident != new.method_ident {
        out.push(
            finding(
                "endpoint-renamed",
                &[],
                format!("`Client::{}` is called `{method}`", old.method_ident),
            )
            .values(&old.method_ident, method),
        );
    } else if old.name != new.name {
        out.push(
            finding(
                "endpoint-key-changed",
                &[],
                format!(
                    "readers of the contract see the endpoint `{}` as `{}`",
                    old.name, new.name
                ),
            )
            .values(&old.name, &new.name),
        );
    }
    place(old, new, &finding, out);
    contents(sides, old, new, &finding, out);
    if let (Returns::Socket { key_field: was, .. }, Returns::Socket { key_field: is, .. }) =
        (&old.returns, &new.returns)
        && was != is
    {
        let word = |field: &Option<String>, shown: fn(&str) -> String| {
            field.as_deref().map_or_else(
                || "the header".to_owned(),
                |name| format!("the field {}", shown(name)),
            )
        };
        let sees = format!(
            "`{method}` sends the key in {} instead of {}",
            word(is, quoted),
            word(was, quoted)
        );
        out.push(
            finding("auth-header-changed", &["returns"], sees)
                .values(word(was, str::to_owned), word(is, str::to_owned)),
        );
    }
    promises(old, new, &finding, out);
    // A timeout that only follows the one of the API is said once, there.
    let inherited = old.timeout == sides.old.api.timeout && new.timeout == sides.new.api.timeout;
    if old.timeout != new.timeout && !inherited {
        let changed = api::timeout(
            &borrow(&path(old, &["timeout"])),
            &format!("`{method}`"),
            old.timeout,
            new.timeout,
        );
        out.push(changed.new_path(&borrow(&path(new, &["timeout"]))));
    }
    words(sides, old, new, &finding, out);
    evidence(
        &old.evidence,
        &new.evidence,
        &path(old, &[]),
        &path(new, &[]),
        method,
        out,
    );
}

type Make<'a> = &'a dyn Fn(&'static str, &[&str], String) -> Finding;

/// What is sent and what comes back.
fn contents(
    sides: &Sides<'_>,
    old: &Endpoint,
    new: &Endpoint,
    finding: Make<'_>,
    out: &mut Vec<Finding>,
) {
    let method = &new.method_ident;
    if old.body.kind() != new.body.kind() {
        out.push(
            finding(
                "endpoint-body-changed",
                &[],
                format!(
                    "`{method}` sends another kind of body: {:?} instead of {:?}",
                    new.body.kind(),
                    old.body.kind()
                ),
            )
            .values(
                format!("{:?}", old.body.kind()),
                format!("{:?}", new.body.kind()),
            ),
        );
    }
    inputs::compare(sides, old, new, out);
    let (was, is) = returns(sides, old, new);
    if was != is {
        out.push(
            finding(
                "endpoint-returns-changed",
                &["returns"],
                format!("`{method}` gives back {is} instead of {was}"),
            )
            .values(was, is),
        );
    }
    let statuses = |endpoint: &Endpoint| {
        let empty = endpoint
            .empty
            .iter()
            .map(|status| format!("{status} without a body"));
        let all: Vec<String> = std::iter::once(endpoint.success.to_string())
            .chain(empty)
            .collect();
        all.join(", ")
    };
    let (was_with, is_with) = (statuses(old), statuses(new));
    if was_with != is_with {
        out.push(
            finding(
                "endpoint-success-changed",
                &["returns"],
                format!("`{method}` succeeds with {is_with} instead of {was_with}"),
            )
            .values(was_with, is_with),
        );
    }
    if let (Returns::Bytes { accept: was, .. }, Returns::Bytes { accept: is, .. }) =
        (&old.returns, &new.returns)
        && was != is
    {
        out.push(
            finding(
                "endpoint-accept-changed",
                &["returns"],
                format!(
                    "`{method}` asks for {} instead of {}",
                    quoted(is),
                    quoted(was)
                ),
            )
            .values(was, is),
        );
    }
}

/// What only readers see.
fn words(
    sides: &Sides<'_>,
    old: &Endpoint,
    new: &Endpoint,
    finding: Make<'_>,
    out: &mut Vec<Finding>,
) {
    let method = &new.method_ident;
    let plans = |endpoint: &Endpoint, rename: bool| {
        let mut names: Vec<String> = endpoint
            .plans
            .iter()
            .map(|name| {
                if rename {
                    old_plan(sides, name)
                } else {
                    name.clone()
                }
            })
            .collect();
        names.sort();
        if names.is_empty() {
            "all".to_owned()
        } else {
            names.join(", ")
        }
    };
    if old.plans != new.plans && plans(old, false) != plans(new, true) {
        out.push(
            finding(
                "endpoint-plans-changed",
                &["plans"],
                format!("`{method}` is part of the plans {}", plans(new, false)),
            )
            .values(plans(old, false), plans(new, false)),
        );
    }
    told::compare(TOLD, (old, new), method, finding, out);
}

/// Method and path.
fn place(old: &Endpoint, new: &Endpoint, finding: Make<'_>, out: &mut Vec<Finding>) {
    let (other_method, other_path) = (old.method != new.method, path_shape(old) != path_shape(new));
    let rule = match (other_method, other_path) {
        (false, false) => return,
        (true, false) => "endpoint-method-changed",
        (false, true) => "endpoint-path-changed",
        (true, true) => "endpoint-moved",
    };
    let (was, is) = (request(old), request(new));
    let mut changed = finding(
        rule,
        &[],
        format!(
            "`{}` asks for {} instead of {}",
            new.method_ident,
            quoted(&is),
            quoted(&was)
        ),
    )
    .values(was, is);
    if other_method && other_path {
        for explained in ["endpoint-method-changed", "endpoint-path-changed"] {
            changed = changed.explaining(explained, format!("endpoints.{}", old.name));
        }
    }
    out.push(changed);
}

/// The path but for the names of its parameters, which no server sees.
fn path_shape(endpoint: &Endpoint) -> String {
    use theta_spec::contract::PathSegment;
    let pieces = endpoint.path.iter().map(|segment| match segment {
        PathSegment::Literal(text) => text.as_str(),
        PathSegment::Param(_) => "{}",
    });
    pieces.collect()
}

fn returns(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint) -> (String, String) {
    let word = |returns: &Returns, old: bool| match returns {
        Returns::Nothing => "nothing".to_owned(),
        Returns::Text => "text".to_owned(),
        Returns::Socket {
            sends, receives, ..
        } => {
            let names = if old {
                &sides.old_type_names
            } else {
                &sides.new_type_names
            };
            let text = |ty| super::said::text(ty, names);
            format!(
                "a WebSocket that takes {} and gives {}",
                text(sends),
                text(receives)
            )
        }
        Returns::Bytes { stream: true, .. } => "a stream of bytes".to_owned(),
        Returns::Bytes { stream: false, .. } => "bytes".to_owned(),
        Returns::Json(ty) => super::said::text(
            ty,
            if old {
                &sides.old_type_names
            } else {
                &sides.new_type_names
            },
        ),
    };
    // An answer that may not be there is another type in Rust.
    let whole = |endpoint: &Endpoint, old: bool| {
        let word = word(&endpoint.returns, old);
        if endpoint.may_be_empty() {
            format!("{word} or nothing")
        } else {
            word
        }
    };
    (whole(old, true), whole(new, false))
}

fn old_plan(sides: &Sides<'_>, name: &str) -> String {
    let renamed = Pairing::of(
        &sides.old.plans,
        &sides.new.plans,
        |plan| &plan.name,
        |a, b| u32::from(a.rpm == b.rpm && a.doc == b.doc),
    );
    renamed
        .both
        .iter()
        .find(|&&(_, b)| sides.new.plans[b].name == name)
        .map_or_else(
            || name.to_owned(),
            |&(a, _)| sides.old.plans[a].name.clone(),
        )
}

/// What decides on sending again.
fn promises(old: &Endpoint, new: &Endpoint, finding: Make<'_>, out: &mut Vec<Finding>) {
    let method = &new.method_ident;
    if old.repeatable != new.repeatable {
        let (rule, sees) = if new.repeatable {
            (
                "endpoint-became-repeatable",
                format!("a call of `{method}` may be sent again"),
            )
        } else {
            (
                "endpoint-no-longer-repeatable",
                format!("a call of `{method}` is not sent again"),
            )
        };
        out.push(
            finding(rule, &["repeatable"], sees)
                .values(old.repeatable.to_string(), new.repeatable.to_string()),
        );
    }
    match (&old.idempotency_key, &new.idempotency_key) {
        (None, Some(header)) => out.push(
            finding(
                "idempotency-key-added",
                &["idempotency_key"],
                format!("`{method}` sends a key of its own in {}", quoted(header)),
            )
            .new_value(header),
        ),
        (Some(header), None) => out.push(
            finding(
                "idempotency-key-removed",
                &["idempotency_key"],
                format!("`{method}` sends nothing in {}", quoted(header)),
            )
            .old(header),
        ),
        (Some(was), Some(is)) if was != is => out.push(
            finding(
                "idempotency-key-changed",
                &["idempotency_key"],
                format!(
                    "`{method}` sends its idempotency key in {} instead of {}",
                    quoted(is),
                    quoted(was)
                ),
            )
            .values(was, is),
        ),
        _ => {}
    }
    if old.billing != new.billing {
        let word = |billing: &Billing, shown: fn(&str) -> String| match billing {
            Billing::Unstated => "not stated".to_owned(),
            Billing::Free => "not billed".to_owned(),
            Billing::Per(unit) => format!("billed per {}", shown(unit)),
        };
        let rule = match (&old.billing, &new.billing) {
            (_, Billing::Free) => "endpoint-became-free",
            (Billing::Free, _) => "endpoint-became-billed",
            _ => "endpoint-billing-changed",
        };
        out.push(
            finding(
                rule,
                &["billed"],
                format!(
                    "a call of `{method}` is {} instead of {}",
                    word(&new.billing, quoted),
                    word(&old.billing, quoted)
                ),
            )
            .values(
                word(&old.billing, str::to_owned),
                word(&new.billing, str::to_owned),
            ),
        );
    }
}
