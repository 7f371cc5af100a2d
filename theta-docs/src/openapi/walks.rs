//! What OpenAPI has no word for: how a list goes on, and how a job is waited for.

use super::extension::ms;
use theta_spec::contract::{Argument, Contract, Endpoint, Job, Pages, Place, State, Way};
use theta_spec::json::Json;

/// Adds what an endpoint says of its pages and its job, in the words of a contract.
pub(super) fn put(out: &mut Json, contract: &Contract, endpoint: &Endpoint) {
    if let Some(found) = &endpoint.pages {
        out.set("pages", pages(contract, endpoint, found));
    }
    if let Some(found) = &endpoint.job {
        out.set("job", job(contract, found));
    }
}

fn place(place: &Place) -> Json {
    Json::from(place.pointer.to_string().as_str())
}

fn name(contract: &Contract, endpoint: &Endpoint, argument: &Argument) -> Json {
    let named = endpoint.argument(&contract.types, argument);
    Json::from(named.map_or("", |(name, ..)| name))
}

fn pages(contract: &Contract, endpoint: &Endpoint, pages: &Pages) -> Json {
    let mut out = Json::object([("items", place(&pages.items))]);
    let into = pages.way.taker().map(|into| name(contract, endpoint, into));
    let mut takes = "into";
    match &pages.way {
        Way::Cursor { next, .. } => out.set("next", place(next)),
        Way::Last { id, .. } => out.set("last", place(id)),
        Way::Header { name, .. } => out.set("header", name.as_str()),
        Way::Link { rel, .. } => out.set("link", rel.as_str()),
        Way::Url { next, .. } => out.set("url", place(next)),
        Way::Page { first, .. } => {
            out.set("first", *first);
            takes = "page";
        }
        Way::Offset { .. } => takes = "offset",
    }
    if let Some(into) = into {
        out.set(takes, into);
    }
    if let Some(more) = &pages.more {
        out.set("more", place(more));
    }
    if let Some(total) = pages.way.total() {
        out.set("total", place(total));
    }
    out.list("hosts", pages.way.hosts());
    out
}

fn job(contract: &Contract, job: &Job) -> Json {
    let polled = &contract.endpoints[job.poll.0];
    let mut out = Json::object([
        ("poll", Json::from(polled.name.as_str())),
        ("id", place(&job.id)),
        ("into", name(contract, polled, &job.into)),
        ("every_ms", ms(job.every)),
        ("within_ms", ms(job.within)),
    ]);
    for (word, found) in [
        ("done", &job.done),
        ("failed", &job.failed),
        ("cancelled", &job.cancelled),
    ] {
        if !found.is_empty() {
            out.set(word, state(found));
        }
    }
    out
}

fn state(state: &State) -> Json {
    let places = state.iter().map(|(place, values)| {
        let values = values.iter().map(theta_spec::contract::Scalar::to_json);
        (place.pointer.to_string(), Json::array(values))
    });
    Json::object(places)
}
