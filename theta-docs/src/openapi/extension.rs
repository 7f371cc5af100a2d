//! What OpenAPI has no word for.

use crate::told::{Fact, OF_ERROR};
use std::time::Duration;
use theta_spec::contract::{
    Bill, Billing, Confidence, Contract, Endpoint, ErrorRow, Evidence, Limit, Most, Retry, Upload,
    Window, offset,
};
use theta_spec::json::Json;
use theta_spec::text::markdown::paragraphs;

const THETA: &str = "x-theta";

/// Puts members into the `x-theta` of a thing; nothing when there are none.
pub(super) fn put(thing: &mut Json, members: Json) {
    if members.is_empty() {
        return;
    }
    if let Json::Object(all) = thing
        && let Some((_, known)) = all.iter_mut().find(|(name, _)| name == THETA)
    {
        extend(known, members);
    } else {
        thing.set(THETA, members);
    }
}

/// Adds words, which tools render as Markdown.
pub(super) fn describe(thing: &mut Json, text: &str) {
    thing.say("description", &paragraphs(text));
}

/// Adds the members of another object.
pub(super) fn extend(thing: &mut Json, members: Json) {
    if let Json::Object(members) = members {
        for (name, value) in members {
            thing.set(name, value);
        }
    }
}

/// Says in an `x-theta` why a thing is deprecated; `true` where no reason is given.
pub(super) fn deprecated(out: &mut Json, why: Option<&str>) {
    match why {
        Some("") => out.set("deprecated", true),
        why => out.say("deprecated", why.unwrap_or_default()),
    }
}

/// Where a fact comes from and how sure it is; nothing is said of what is plainly documented.
pub(super) fn evidence(evidence: &Evidence) -> Json {
    let mut out = Json::Object(Vec::new());
    if evidence.confidence != Confidence::Documented {
        out.set("confidence", evidence.confidence.as_str());
    }
    out.say("note", &evidence.note);
    out.list("source", &evidence.sources);
    out
}

/// What the API as a whole says.
pub(super) fn api(contract: &Contract) -> Json {
    let mut out = Json::Object(Vec::new());
    if let Some(checked) = &contract.api.checked {
        out.say("checked", checked);
    }
    let retry = &contract.retry;
    let mut policy = Json::object([
        ("attempts", Json::from(u64::from(retry.attempts))),
        ("base_ms", ms(retry.base)),
        ("factor", Json::Number(retry.factor.to_string())),
        ("cap_ms", ms(retry.cap)),
        (
            "headers",
            Json::array(retry.headers.iter().map(String::as_str)),
        ),
    ]);
    if !retry.resets.is_empty() {
        let resets = retry.resets.iter();
        let resets = resets.map(|(name, form)| (name.as_str(), Json::from(form.as_str())));
        policy.set("resets", Json::object(resets));
    }
    if !retry.remaining.is_empty() {
        let left = retry.remaining.iter();
        let left = left.map(|(name, reset)| (name.as_str(), Json::from(reset.as_str())));
        policy.set("remaining", Json::object(left));
    }
    if let Some(header) = &retry.should_retry {
        policy.set("should_retry", header.as_str());
    }
    out.set("retry", policy);
    let plans = contract.plans.iter().map(|plan| {
        let mut out = Json::Object(Vec::new());
        if let Some(rpm) = plan.rpm {
            out.set("rpm", u64::from(rpm));
        }
        out.say("doc", &plan.doc);
        (plan.name.as_str(), out)
    });
    let sources = contract.sources.iter().map(|source| {
        let mut out = Json::object([("url", Json::from(source.url.as_str()))]);
        out.say("doc", &source.doc);
        (source.name.as_str(), out)
    });
    let settings = contract.client_headers.iter().filter_map(|header| {
        let env = header.env.as_deref()?;
        Some((header.name.as_str(), Json::from(env)))
    });
    let limits = contract.limits.iter();
    let limits = Json::array(limits.map(|limit| limit_of(contract, limit)));
    for (name, table) in [
        ("header_env", Json::object(settings)),
        ("limits", limits),
        ("plans", Json::object(plans)),
        ("sources", Json::object(sources)),
    ] {
        if !table.is_empty() {
            out.set(name, table);
        }
    }
    out
}

/// A limit in the words of the contract.
fn limit_of(contract: &Contract, limit: &Limit) -> Json {
    let mut out = Json::Object(Vec::new());
    out.say("plan", limit.plan.as_deref().unwrap_or_default());
    let most = limit.most.number();
    match &limit.most {
        Most::Concurrent(_) => out.set("concurrent", most),
        Most::Requests { burst, .. } => {
            out.set("requests", most);
            if let Some(burst) = burst {
                out.set("burst", *burst);
            }
        }
        Most::Units { unit, .. } => {
            out.set("units", most);
            out.set("unit", unit.as_str());
        }
    }
    match limit.most.window() {
        None => {}
        Some(Window::Sliding(length)) => out.set("per_ms", ms(length)),
        Some(Window::Calendar { period, zone }) => {
            out.set("per", period.as_str());
            out.set("zone", offset(zone));
        }
    }
    let on = limit.on.iter();
    let on: Vec<String> = on.map(|id| contract.endpoints[id.0].name.clone()).collect();
    out.list("on", &on);
    out.say("doc", &limit.doc);
    out
}

/// What is counted, and how.
fn bill_of(bill: &Bill) -> Json {
    let mut out = Json::object([("unit", Json::from(bill.unit.as_str()))]);
    if let Some(each) = bill.each {
        out.set("each", each);
    }
    for (key, places) in [("sent", &bill.sent), ("used", &bill.used)] {
        let places: Vec<String> = places.iter().map(ToString::to_string).collect();
        out.list(key, &places);
    }
    out
}

/// What an endpoint says beyond HTTP.
pub(super) fn endpoint(endpoint: &Endpoint) -> Json {
    let mut out = Json::object([("name", Json::from(endpoint.name.as_str()))]);
    if let Some(address) = &endpoint.address {
        out.list("address_hosts", &address.hosts);
    }
    match &endpoint.billing {
        Billing::Unstated => {}
        Billing::Free => out.set("billed", false),
        Billing::Per(bill) if bill.is_counted() => out.set("billed", bill_of(bill)),
        Billing::Per(bill) => out.set("billed", bill.unit.as_str()),
    }
    if endpoint.repeatable {
        out.set("repeatable", true);
    }
    out.list("plans", &endpoint.plans);
    out.set("timeout_ms", ms(endpoint.timeout));
    extend(&mut out, evidence(&endpoint.evidence));
    out
}

/// Limits of what is uploaded.
pub(super) fn upload(upload: &Upload) -> Json {
    let mut out = Json::Object(Vec::new());
    out.list("formats", &upload.formats);
    if let Some(size) = upload.max_size {
        out.set("max_size", upload.max_size_text.as_str());
        out.set("max_size_bytes", size);
    }
    if let Some(longest) = upload.max_duration {
        out.set("max_duration_ms", ms(longest));
    }
    out
}

/// What an error means and what to do about it.
pub(super) fn error(contract: &Contract, row: &ErrorRow) -> Json {
    let mut out = Json::object([
        ("id", Json::from(row.name.as_str())),
        ("status", Json::from(row.status.to_string())),
        ("retry", retry(row.retry)),
    ]);
    if let Some(category) = &row.category {
        out.set("category", category.as_str());
    }
    for told in OF_ERROR.iter().filter(|told| !told.key.is_empty()) {
        match (told.fact)(row) {
            Fact::Text(text) => out.say(told.key, text),
            Fact::Said(text) => out.say(told.key, &text),
            Fact::Alternatives(texts) | Fact::Names(texts) => out.list(told.key, texts),
        }
    }
    deprecated(&mut out, row.deprecated.as_deref());
    if let Some(outer) = row.within {
        out.say("within", &contract.error(outer).name);
    }
    if !row.headers.is_empty() {
        let headers = row.headers.iter().map(|header| {
            let says = match &header.value {
                None => Json::from(false),
                Some(_) if header.is_any() => Json::from(true),
                Some(value) => Json::array(value.templates.iter().map(ToString::to_string)),
            };
            (header.name.as_str(), says)
        });
        out.set("headers", Json::object(headers));
    }
    let captures = row
        .captures
        .iter()
        .map(|capture| (capture.name.as_str(), Json::from(capture.doc.as_str())));
    let captures = Json::object(captures);
    if !captures.is_empty() {
        out.set("captures", captures);
    }
    extend(&mut out, evidence(&row.evidence));
    out
}

fn retry(retry: Retry) -> Json {
    match retry {
        Retry::Backoff {
            at_most: Some(most),
        } => Json::object([("backoff", Json::from(u64::from(most)))]),
        other => Json::from(other.word()),
    }
}

pub(super) fn ms(duration: Duration) -> Json {
    Json::Number(duration.as_millis().to_string())
}
