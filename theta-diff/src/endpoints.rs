//! Operations: which there are, where they are, what comes back.

mod events;
mod successes;

use super::access;
use super::finding::Finding;
use super::foreseen;
use super::inputs;
use super::made;
use super::rules::requests::TOLD;
use super::sides::Sides;
use super::subject::Subject;
use theta_spec::contract::{Billing, Contract, Endpoint, PathSegment, Returns, Type};
use theta_spec::text::markdown::code as quoted;
use theta_spec::wording;

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Finding>) {
    for &at in &sides.endpoints.removed {
        let endpoint = &sides.old.endpoints[at];
        let sees = format!("`Client::{}` is gone", endpoint.call());
        let finding = Finding::new("endpoint-removed", &["endpoints", &endpoint.name], sees);
        out.push(finding.old(request(endpoint)));
    }
    for &at in &sides.endpoints.added {
        let endpoint = &sides.new.endpoints[at];
        let sees = format!("there is `Client::{}`", endpoint.call());
        let finding = Finding::new("endpoint-added", &["endpoints", &endpoint.name], sees);
        out.push(finding.new_value(request(endpoint)));
    }
    for &(a, b) in &sides.endpoints.both {
        let (old, new) = (&sides.old.endpoints[a], &sides.new.endpoints[b]);
        let paths = (["endpoints", &old.name], ["endpoints", &new.name]);
        one(sides, old, new, Subject::new(&paths.0, &paths.1, out));
    }
}

fn request(endpoint: &Endpoint) -> String {
    format!("{} {}", endpoint.method.as_str(), endpoint.path_template())
}

fn one(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, mut it: Subject<'_, '_>) {
    let method = &new.method_ident;
    it.changed(
        "endpoint-renamed",
        "",
        (&old.call(), &new.call()),
        format!("`Client::{}` is called `{}`", old.call(), new.call()),
    );
    if old.call() == new.call() {
        it.key_changed("endpoint-key-changed", "endpoint", (&old.name, &new.name));
    }
    place(sides, old, new, &mut it);
    made::of_endpoint(old, new, &mut it);
    access::of_endpoint(sides, old, new, &mut it);
    contents(sides, old, new, &mut it);
    foreseen::compare(sides, old, new, &mut it);
    promises(old, new, &mut it);
    // A timeout that only follows the one of the API is said once, there.
    let inherited = old.timeout == sides.old.api.timeout && new.timeout == sides.new.api.timeout;
    if !inherited {
        it.timeout((old.timeout, new.timeout), &format!("`{method}`"));
    }
    plans(sides, old, new, &mut it);
    it.told(TOLD, (old, new), method);
    it.evidence((&old.evidence, &new.evidence), method);
}

/// Method and path.
fn place(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let other_method = old.method != new.method;
    let other_path = path_shape(old) != path_shape(new) || inputs::are_swapped(sides, old, new);
    let rule = match (other_method, other_path) {
        (false, false) => return,
        (true, false) => "endpoint-method-changed",
        (false, true) => "endpoint-path-changed",
        (true, true) => "endpoint-moved",
    };
    let (was, is) = (request(old), request(new));
    let sees = format!(
        "`{}` asks for {} instead of {}",
        new.method_ident,
        quoted(&is),
        quoted(&was)
    );
    let mut changed = it.finding(rule, "", sees).values(was, is);
    if other_method && other_path {
        for explained in ["endpoint-method-changed", "endpoint-path-changed"] {
            changed = changed.explaining(explained, format!("endpoints.{}", old.name));
        }
    }
    it.out.push(changed);
}

/// The path but for the names of its parameters, which no server sees.
fn path_shape(endpoint: &Endpoint) -> String {
    let pieces = endpoint.path.iter().map(|segment| match segment {
        PathSegment::Literal(text) => text.as_str(),
        PathSegment::Param(_) => "{}",
    });
    pieces.collect()
}

/// What is sent and what comes back.
fn contents(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let method = &new.method_ident;
    let kind = |endpoint: &Endpoint| format!("{:?}", endpoint.body.kind());
    let (was, is) = (kind(old), kind(new));
    it.changed(
        "endpoint-body-changed",
        "",
        (&was, &is),
        format!("`{method}` sends another kind of body: {is} instead of {was}"),
    );
    inputs::compare(sides, old, new, it);
    let was = returns(old, |ty| sides.old_text(ty));
    let is = returns(new, |ty| sides.new_text(ty));
    it.changed(
        "endpoint-returns-changed",
        "returns",
        (&was, &is),
        format!("`{method}` gives back {is} instead of {was}"),
    );
    let (was, is) = (statuses(old), statuses(new));
    it.changed(
        "endpoint-success-changed",
        "returns",
        (&was, &is),
        format!("`{method}` succeeds with {is} instead of {was}"),
    );
    successes::compare(sides, old, new, it);
    events::compare(sides, old, new, it);
    successes::words(old, new, it);
    super::response_headers::of_endpoint(sides, old, new, it);
    super::walks::compare(sides, old, new, it);
    accept(sides, old, new, it);
    if let (Returns::Socket { key_field: was, .. }, Returns::Socket { key_field: is, .. }) =
        (&old.returns, &new.returns)
    {
        let word = |field: &Option<String>, shown: fn(&str) -> String| match field {
            None => "the header".to_owned(),
            Some(name) => format!("the field {}", shown(name)),
        };
        it.changed(
            "auth-header-changed",
            "returns",
            (word(was, str::to_owned), word(is, str::to_owned)),
            format!(
                "`{method}` sends the key in {} instead of {}",
                word(is, quoted),
                word(was, quoted)
            ),
        );
    }
}

/// The media type that is asked for. One that follows what comes back, or what the API says of every request, is said once,
/// there.
fn accept(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let was = returns(old, |ty| sides.old_text(ty));
    let is = returns(new, |ty| sides.new_text(ty));
    let kind = |endpoint: &Endpoint| std::mem::discriminant(&endpoint.returns);
    let follows = was != is && kind(old) != kind(new);
    let by_all = |contract: &Contract, endpoint: &Endpoint| {
        let mut headers = contract.headers.iter();
        headers
            .any(|(name, value)| name.eq_ignore_ascii_case("accept") && *value == endpoint.accept)
    };
    let inherited = by_all(sides.old, old) && by_all(sides.new, new);
    if follows || inherited || successes::differ(old, new) {
        return;
    }
    let sees = format!(
        "`{}` asks for {} instead of {}",
        new.method_ident,
        quoted(&new.accept),
        quoted(&old.accept)
    );
    let (was, is) = (&old.accept, &new.accept);
    it.changed("endpoint-accept-changed", "returns", (was, is), sees);
}

fn statuses(endpoint: &Endpoint) -> String {
    match &endpoint.returns {
        // Each variant says its own.
        Returns::OneOf(several) if !several.ident.is_empty() => return "several".to_owned(),
        Returns::OneOf(several) => return successes::statuses(several),
        _ => {}
    }
    let empty = endpoint.empty.iter();
    let empty = empty.map(|status| format!("{status} without a body"));
    let all: Vec<String> = std::iter::once(endpoint.success.to_string())
        .chain(empty)
        .collect();
    all.join(", ")
}

fn returns(endpoint: &Endpoint, text: impl Fn(&Type) -> String) -> String {
    let word = match &endpoint.returns {
        Returns::OneOf(several) if !several.ident.is_empty() => {
            format!("one of several, `{}`", several.ident)
        }
        Returns::OneOf(several) => several.first().map_or_else(
            || "nothing".to_owned(),
            |one| successes::content(one, &text),
        ),
        Returns::Nothing => "nothing".to_owned(),
        Returns::Text => "text".to_owned(),
        Returns::Socket {
            sends, receives, ..
        } => format!(
            "a WebSocket that takes {} and gives {}",
            text(sends),
            text(receives)
        ),
        Returns::Bytes { stream: true, .. } => "a stream of bytes".to_owned(),
        Returns::Bytes { stream: false, .. } => "bytes".to_owned(),
        Returns::Events(given) => events::kind(given, &text),
        // XML is always one of several.
        Returns::Json(ty) | Returns::Xml { ty, .. } => text(ty),
    };
    // An answer that may not be there is another type in Rust.
    let is_enum = matches!(&endpoint.returns, Returns::OneOf(several) if !several.ident.is_empty());
    if endpoint.may_be_empty() && !is_enum {
        format!("{word} or nothing")
    } else {
        word
    }
}

fn plans(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let list = |mut names: Vec<String>| {
        names.sort();
        if names.is_empty() {
            "all".to_owned()
        } else {
            names.join(", ")
        }
    };
    let renamed_back = || new.plans.iter().map(|name| old_plan(sides, name)).collect();
    if old.plans != new.plans && list(old.plans.clone()) != list(renamed_back()) {
        let (was, is) = (list(old.plans.clone()), list(new.plans.clone()));
        let sees = format!("`{}` is part of the plans {is}", new.method_ident);
        it.became("endpoint-plans-changed", "plans", (was, is), sees);
    }
}

fn old_plan(sides: &Sides<'_>, name: &str) -> String {
    let is_it = |&&(_, b): &&(usize, usize)| sides.new.plans[b].name == name;
    let pair = sides.plans.both.iter().find(is_it);
    pair.map_or(name, |&(a, _)| &sides.old.plans[a].name)
        .to_owned()
}

/// What decides on sending again, and on the bill.
fn promises(old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    let method = &new.method_ident;
    let repeatable = (old.repeatable, new.repeatable);
    if new.repeatable {
        let sees = format!("a call of `{method}` may be sent again");
        it.changed("endpoint-became-repeatable", "repeatable", repeatable, sees);
    } else {
        let sees = format!("a call of `{method}` is not sent again");
        it.changed(
            "endpoint-no-longer-repeatable",
            "repeatable",
            repeatable,
            sees,
        );
    }
    let key = "idempotency_key";
    match (&old.idempotency_key, &new.idempotency_key) {
        (None, Some(header)) => {
            let sees = format!("`{method}` sends a key of its own in {}", quoted(header));
            let finding = it.finding("idempotency-key-added", key, sees);
            it.out.push(finding.new_value(header));
        }
        (Some(header), None) => {
            let sees = format!("`{method}` sends nothing in {}", quoted(header));
            let finding = it.finding("idempotency-key-removed", key, sees);
            it.out.push(finding.old(header));
        }
        (Some(was), Some(is)) => it.changed(
            "idempotency-key-changed",
            key,
            (was, is),
            format!(
                "`{method}` sends its idempotency key in {} instead of {}",
                quoted(is),
                quoted(was)
            ),
        ),
        (None, None) => {}
    }
    let rule = match (&old.billing, &new.billing) {
        (_, Billing::Free) => "endpoint-became-free",
        (Billing::Free, _) => "endpoint-became-billed",
        _ => "endpoint-billing-changed",
    };
    if old.billing != new.billing {
        let sees = format!(
            "a call of `{method}` is {} instead of {}",
            billing(&new.billing, quoted),
            billing(&old.billing, quoted)
        );
        let [was, is] = [&old.billing, &new.billing].map(|one| billing(one, str::to_owned));
        it.became(rule, "billed", (was, is), sees);
    }
}

fn billing(billing: &Billing, shown: fn(&str) -> String) -> String {
    match billing {
        Billing::Unstated => "not stated".to_owned(),
        Billing::Free => "not billed".to_owned(),
        Billing::Per(bill) => {
            let counted = wording::counted(bill, shown);
            format!("billed per {}{counted}", shown(&bill.unit))
        }
    }
}
