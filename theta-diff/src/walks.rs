//! The pages of lists, and the jobs that endpoints begin.

use super::sides::Sides;
use super::subject::Subject;
use std::fmt::Write as _;
use theta_spec::contract::{Argument, Contract, Endpoint, Job, Pages, Place, State, Way};
use theta_spec::text::markdown::code as quoted;

pub(super) fn compare(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    pages(sides, old, new, it);
    job(sides, old, new, it);
}

fn pages(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    const KEY: &str = "pages";
    let method = &new.method_ident;
    let (was, is) = match (&old.pages, &new.pages) {
        (None, None) => return,
        (None, Some(_)) => {
            let finding = it.finding(
                "pages-added",
                "",
                format!("`{method}` can be walked page by page"),
            );
            return it.out.push(finding);
        }
        (Some(_), None) => {
            let sees = format!("the requests of `{method}` have no `pages` and no `items`");
            let finding = it.finding("pages-removed", KEY, sees);
            return it.out.push(finding);
        }
        (Some(was), Some(is)) => (was, is),
    };
    let item = |pages: &Pages, ty: String| format!("{} at {}", ty, place(&pages.items));
    let (a, b) = (
        item(was, sides.old_text(&was.item)),
        item(is, sides.new_text(&is.item)),
    );
    let sees = format!("an item of `{method}` is {b} instead of {a}");
    it.changed("pages-items-changed", KEY, (a, b), sees);
    let (a, b) = (way(sides.old, old, was), way(sides.new, new, is));
    let sees = format!("what leads to the next page of `{method}` is {b} instead of {a}");
    it.changed("pages-way-changed", KEY, (a, b), sees);
    let hosts = |pages: &Pages| pages.way.hosts().join(", ");
    let (a, b) = (hosts(was), hosts(is));
    let shown = if b.is_empty() {
        "no other host".to_owned()
    } else {
        quoted(&b)
    };
    let sees = format!("the next page of `{method}` may be at {shown}");
    it.changed("pages-hosts-changed", KEY, (a, b), sees);
}

fn place(place: &Place) -> String {
    match place.pointer.to_string() {
        whole if whole.is_empty() => "the whole body".to_owned(),
        pointer => quoted(&pointer),
    }
}

/// What an argument is called on the wire.
fn wire(contract: &Contract, endpoint: &Endpoint, argument: &Argument) -> String {
    let named = endpoint.argument(&contract.types, argument);
    quoted(named.map_or("", |(name, ..)| name))
}

/// What leads to the next page, in words.
fn way(contract: &Contract, endpoint: &Endpoint, pages: &Pages) -> String {
    let into = pages
        .way
        .taker()
        .map(|into| wire(contract, endpoint, into))
        .unwrap_or_default();
    let mut said = match &pages.way {
        Way::Cursor { next, .. } => format!("the cursor at {} in {into}", place(next)),
        Way::Last { id, .. } => format!("{} in {into}", place(id)),
        Way::Header { name, .. } => format!("the header {} in {into}", quoted(name)),
        Way::Link { rel, .. } => format!("the link {}", quoted(rel)),
        Way::Url { next, .. } => format!("the address at {}", place(next)),
        Way::Page { first, .. } => format!("the number of the page, from {first}, in {into}"),
        Way::Offset { .. } => format!("how many items come before it in {into}"),
    };
    if let Some(more) = &pages.more {
        let _ = write!(said, ", if {} is true", place(more));
    }
    if let Some(total) = pages.way.total() {
        let _ = write!(said, ", up to {}", place(total));
    }
    said
}

fn job(sides: &Sides<'_>, old: &Endpoint, new: &Endpoint, it: &mut Subject<'_, '_>) {
    const KEY: &str = "job";
    let method = &new.method_ident;
    let (was, is) = match (&old.job, &new.job) {
        (None, None) => return,
        (None, Some(_)) => {
            let finding = it.finding(
                "job-added",
                "",
                format!("a job of `{method}` can be waited for"),
            );
            return it.out.push(finding);
        }
        (Some(_), None) => {
            let sees = format!("the requests of `{method}` have no `start`");
            let finding = it.finding("job-removed", KEY, sees);
            return it.out.push(finding);
        }
        (Some(was), Some(is)) => (was, is),
    };
    let (a, b) = (
        &sides.old.endpoints[was.poll.0],
        &sides.new.endpoints[is.poll.0],
    );
    let renamed = sides.endpoints.both.contains(&(was.poll.0, is.poll.0));
    if !renamed {
        let sees = format!(
            "`{}` is asked for a job of `{method}` instead of `{}`",
            b.method_ident, a.method_ident
        );
        it.became("job-poll-changed", KEY, (&a.name, &b.name), sees);
    }
    let id = |contract: &Contract, polled: &Endpoint, job: &Job| {
        let into = wire(contract, polled, &job.into);
        (place(&job.id), into)
    };
    let ((from, into), (to, takes)) = (id(sides.old, a, was), id(sides.new, b, is));
    if from != to || (renamed && into != takes) {
        let (a, b) = (format!("{from} in {into}"), format!("{to} in {takes}"));
        let sees = format!("the id of a job of `{method}` is {b} instead of {a}");
        it.became("job-id-changed", KEY, (a, b), sees);
    }
    for (word, was, is) in [
        ("done", &was.done, &is.done),
        ("failed", &was.failed, &is.failed),
        ("cancelled", &was.cancelled, &is.cancelled),
    ] {
        let (a, b) = (state(was), state(is));
        let sees = format!("a job of `{method}` is {word} {b} instead of {a}");
        it.changed("job-state-changed", KEY, (a, b), sees);
    }
    let timing = |job: &Job| {
        let (every, within) = (job.every.as_secs_f64(), job.within.as_secs_f64());
        format!("every {every} s for {within} s")
    };
    let (a, b) = (timing(was), timing(is));
    let sees = format!("a job of `{method}` is asked for {b} instead of {a}");
    it.changed("job-timing-changed", KEY, (a, b), sees);
}

/// When a job is in a state, in words.
fn state(state: &State) -> String {
    if state.is_empty() {
        return "never".to_owned();
    }
    let places = state.iter().map(|(at, values)| {
        let values: Vec<String> = values
            .iter()
            .map(|value| quoted(&value.to_string()))
            .collect();
        format!("{} is {}", place(at), values.join(" or "))
    });
    let places: Vec<String> = places.collect();
    format!("if {}", places.join(" and "))
}
