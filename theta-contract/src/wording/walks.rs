//! The wording of how the list of an endpoint goes on, and how its job is waited for.

use crate::contract::{Argument, Contract, Endpoint, Job, Pages, Place, State, Way};
use std::fmt::Write as _;
use std::time::Duration;

/// Marks what is on the wire.
type Mark<'m> = &'m dyn Fn(&str) -> String;

/// Returns a time in words.
#[must_use]
pub fn duration(duration: Duration) -> String {
    let ms = duration.as_millis();
    if ms.is_multiple_of(1_000) {
        format!("{} s", ms / 1_000)
    } else {
        format!("{ms} ms")
    }
}

fn place(place: &Place, mark: Mark<'_>) -> String {
    match place.pointer.to_string() {
        whole if whole.is_empty() => "the whole body".to_owned(),
        pointer => mark(&pointer),
    }
}

fn name<'c>(contract: &'c Contract, endpoint: &'c Endpoint, argument: &Argument) -> &'c str {
    let named = endpoint.argument(&contract.types, argument);
    named.map_or("", |(name, ..)| name)
}

/// Returns how a list goes on from page to page.
#[must_use]
pub fn pages(contract: &Contract, endpoint: &Endpoint, pages: &Pages, mark: Mark<'_>) -> String {
    let place = |found: &Place| place(found, mark);
    let taker = pages.way.taker();
    let into = taker.map(|into| mark(name(contract, endpoint, into)));
    let into = into.unwrap_or_default();
    let mut said = format!(
        "The list comes page by page; the items of a page are at {}. ",
        place(&pages.items)
    );
    match &pages.way {
        Way::Cursor { next, .. } => {
            let _ = write!(
                said,
                "The next page is asked for with the cursor at {} in {into}; without one it was the last.",
                place(next)
            );
        }
        Way::Last { id, .. } => {
            let _ = write!(
                said,
                "The next page is asked for with {} of the last item in {into}.",
                place(id)
            );
        }
        Way::Header { name, .. } => {
            let _ = write!(
                said,
                "The next page is asked for with the header {} in {into}; without it this was the last.",
                mark(name)
            );
        }
        Way::Link { rel, .. } => {
            let _ = write!(
                said,
                "The header `link` has the address of the next page as {}; without it this was the last.",
                mark(rel)
            );
        }
        Way::Url { next, .. } => {
            let _ = write!(
                said,
                "The address of the next page is at {}; without one this was the last.",
                place(next)
            );
        }
        Way::Page { first, .. } => {
            let _ = write!(
                said,
                "The next page is asked for by its number in {into}; the first is {first}."
            );
        }
        Way::Offset { .. } => {
            let _ = write!(
                said,
                "The next page is asked for with how many items come before it in {into}."
            );
        }
    }
    if let Some(more) = &pages.more {
        let _ = write!(said, " Whether there is one is at {}.", place(more));
    }
    if let Some(total) = pages.way.total() {
        let what = match pages.way {
            Way::Page { .. } => "pages",
            _ => "items",
        };
        let _ = write!(said, " How many {what} there are is at {}.", place(total));
    }
    if !pages.way.hosts().is_empty() {
        let hosts: Vec<String> = pages.way.hosts().iter().map(|host| mark(host)).collect();
        let _ = write!(
            said,
            " The address may be at {} too, where no key is sent.",
            hosts.join(", ")
        );
    }
    said
}

/// Returns how a job is waited for. `asked` is how the endpoint that is asked for it is named.
#[must_use]
pub fn job(contract: &Contract, job: &Job, asked: &str, mark: Mark<'_>) -> String {
    let polled = &contract.endpoints[job.poll.0];
    let mut said = format!(
        "The answer begins a job, whose id is at {}. Ask {asked} for it with {}, after {} and then less often, for {} at most. It is done {}.",
        place(&job.id, mark),
        mark(name(contract, polled, &job.into)),
        duration(job.every),
        duration(job.within),
        state(&job.done, mark),
    );
    for (word, found) in [
        ("has failed", &job.failed),
        ("was cancelled", &job.cancelled),
    ] {
        if !found.is_empty() {
            let _ = write!(said, " It {word} {}.", state(found, mark));
        }
    }
    said
}

fn state(state: &State, mark: Mark<'_>) -> String {
    let places = state.iter().map(|(at, values)| {
        let values: Vec<String> = values
            .iter()
            .map(|value| mark(&value.to_string()))
            .collect();
        format!("{} is {}", place(at, mark), values.join(" or "))
    });
    let places: Vec<String> = places.collect();
    format!("if {}", places.join(" and "))
}
