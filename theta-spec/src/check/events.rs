//! Rules about events: what they are, and what ends them.

use super::types;
use crate::contract::{
    Billing, Body, Contract, ERROR, Endpoint, EventData, EventEnd, EventItems, Events, Framing,
    Method, Returns, Type,
};
use crate::diagnostic::{Diagnostic, Report};
use crate::events::{Event, read};
use crate::json;
use crate::keys::{RawContract, RawEndpoint, RawEventData, RawEvents, RawReturns};
use crate::sample;
use crate::source::{Span, Spanned};

/// Rules about them as they are written.
pub(super) fn check(raw: &RawContract, events: &RawEvents, report: &mut Report) {
    for data in events.datas() {
        match &data.value {
            RawEventData::Json(ty) => {
                types::known(raw, &Spanned::new(ty.clone(), data.span), report);
            }
            RawEventData::Text if events.framing == Framing::Lines => report.error(
                "T0104",
                data.span,
                "a line is one JSON value, and a text is none",
                "name a type, such as `json` for any value",
            ),
            RawEventData::Nothing if events.named().is_empty() => report.error(
                "T0104",
                data.span,
                "events of which nothing is read",
                "name the type of each, or `json` for any value",
            ),
            RawEventData::Text | RawEventData::Nothing => {}
        }
    }
    let names = events.named().iter().map(|event| &event.name);
    let end = events.keys.end.as_ref();
    let ends = end.iter().flat_map(|end| &end.event);
    if events.framing == Framing::Lines {
        for name in names.chain(ends) {
            report.error(
                "T0550",
                name.span,
                format!("`{}` names an event, and a line has no name", name.value),
                "name one type, such as a union with a `tag`; the last line is told by `end = { constants = { \"/done\" = true } }`",
            );
        }
        return;
    }
    for name in names.clone().chain(ends.clone()) {
        if name.value == ERROR {
            report.error(
                "T0550",
                name.span,
                "an event named `error` is a failure",
                "say what its data looks like as a shape, and what it means in [errors]",
            );
        } else if name.value.contains(['\n', '\r']) || name.value.is_empty() {
            report.error(
                "T0550",
                name.span,
                format!("no event can be named {:?}", name.value),
                "a name is a text of one line; an event that names none is called `message`",
            );
        }
    }
    let known: Vec<&str> = names.map(|name| name.value.as_str()).collect();
    for name in ends {
        if !known.is_empty() && name.value != ERROR && !known.contains(&name.value.as_str()) {
            super::unknown(report, "T0551", "event", name, known.iter().copied());
        }
    }
}

/// Rules about what they are read as.
pub(super) fn check_resolved(raw: &RawContract, contract: &Contract, report: &mut Report) {
    for (named, endpoint) in raw.endpoints.iter().zip(&contract.endpoints) {
        let Returns::Events(events) = &endpoint.returns else {
            continue;
        };
        let written = named.answer.successes.iter();
        let mut written = written.filter_map(|one| match &one.returns.value {
            RawReturns::Events(events) => Some(events),
            _ => None,
        });
        let Some(raw) = written.next() else { continue };
        if let Some(resume) = raw.keys.resume.as_ref().filter(|resume| resume.value) {
            can_resume(endpoint, events, resume.span, report);
        }
        if let Some(end) = &events.end {
            let span = raw.keys.end.as_ref().map_or(endpoint.span, |end| {
                end.constants
                    .first()
                    .map_or(end.name.span, |(place, _)| place.span)
            });
            can_end(contract, events, end, span, report);
        }
    }
}

/// What is opened again costs nothing and says where it goes on.
fn can_resume(endpoint: &Endpoint, events: &Events, span: Span, report: &mut Report) {
    let is_read = endpoint.method == Method::Get && endpoint.billing == Billing::Unstated;
    let why = if events.framing == Framing::Lines {
        ("a line has no id to go on behind", "remove `resume`")
    } else if !is_read && endpoint.billing != Billing::Free {
        (
            "a stream is opened again only where that costs nothing",
            "say `billed = false` if the docs do, or remove `resume`",
        )
    } else if matches!(endpoint.body, Body::Binary(_) | Body::Multipart(_)) {
        (
            "what is uploaded is not sent again for the rest of a stream",
            "remove `resume`",
        )
    } else {
        return;
    };
    let (message, help) = why;
    report.error("T0555", span, message, help);
}

/// Some event is the last.
fn can_end(contract: &Contract, events: &Events, end: &EventEnd, span: Span, report: &mut Report) {
    if end.constants.is_empty() {
        return;
    }
    let can = |ty: &Type| sample::with_values(contract, ty, &end.constants).is_some();
    if !events.types().any(can) {
        report.error(
            "T0551",
            span,
            "no event can be the last: none holds that",
            "correct the pointer or the value, or the type of the events",
        );
    }
}

/// The events that the docs show end as they should. Returns what is JSON in them, and of which type that is.
pub(super) fn example<'e>(
    endpoint: &Endpoint,
    events: &'e Events,
    named: &RawEndpoint,
    report: &mut Report,
) -> Vec<(&'e Type, Spanned<String>)> {
    let mut shown = Vec::new();
    let Some(example) = &named.example else {
        return shown;
    };
    let all = match read(events.framing, &endpoint.example) {
        Ok(all) => all,
        Err(line) => {
            report.error(
                "T0505",
                example.span,
                format!("the example has a line that is no part of an event: {line:?}"),
                "write the body as the server sends it: `event:` and `data:` lines, and an empty line after each event",
            );
            return shown;
        }
    };
    let mut has_ended = false;
    for Event { name, data } in &all {
        if has_ended {
            report.error(
                "T0505",
                example.span,
                "the example goes on after the end of its events",
                "correct `end`, or end the example there",
            );
            return shown;
        }
        if events
            .end
            .as_ref()
            .is_some_and(|end| end.text.as_deref() == Some(data))
        {
            has_ended = true;
            continue;
        }
        let value = json::parse(data);
        let last = |end: &EventEnd| end.is_last(name, value.as_ref().ok());
        has_ended = events.end.as_ref().is_some_and(last);
        if let Some(EventData::Json(ty)) = events.data(name) {
            let data = Spanned::new(data.clone(), example.span);
            shown.push((ty, data));
        }
    }
    if all.is_empty() || (events.end.is_some() && !has_ended) {
        report.push(
            Diagnostic::error(
                "T0505",
                example.span,
                "the example has no end of its events",
            )
            .help("show the events to their end, or correct `end`"),
        );
    }
    shown
}

/// Returns what its events are called in Rust, and where.
pub(super) fn variants(events: &Events) -> Vec<(&str, &str, Span)> {
    match &events.items {
        EventItems::One(_) => Vec::new(),
        EventItems::Named { all, .. } => all
            .iter()
            .map(|event| (event.variant.as_str(), event.name.as_str(), event.span))
            .collect(),
    }
}
