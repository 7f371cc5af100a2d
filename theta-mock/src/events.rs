//! Replies that are events.

use bytes::Bytes;
use theta_spec::contract::{Contract, ERROR, Endpoint, EventEnd, Events, Framing, Returns};
use theta_spec::events::{Event, write};
use theta_spec::json;
use theta_spec::sample;

/// The least that clients wait for before they ask again.
const RETRY: &str = "retry: 100\n\n";

/// Returns the events of an endpoint, if it returns some.
pub(crate) fn of(endpoint: &Endpoint) -> Option<&Events> {
    match &endpoint.returns {
        Returns::Events(events) => Some(events),
        _ => None,
    }
}

/// Returns the documented body.
pub(crate) fn body(contract: &Contract, endpoint: &Endpoint, events: &Events) -> Bytes {
    written(events, &sample::events(contract, endpoint, events))
}

/// Events that can be asked for again are counted from 1, and the number is their id.
pub(crate) fn written(events: &Events, all: &[Event]) -> Bytes {
    let mut out = String::new();
    for (at, event) in all.iter().enumerate() {
        if events.resumes {
            if at == 0 {
                out.push_str(RETRY);
            }
            out.push_str(&id_line(&(at + 1).to_string()));
        }
        write(events.framing, event, &mut out);
    }
    out.into()
}

fn id_line(id: &str) -> String {
    format!("id: {id}\n")
}

/// Returns what a body has behind the event of an id; `None` where it has none, or the events cannot be asked for again.
pub(crate) fn behind(events: &Events, id: &str, body: &Bytes) -> Option<Bytes> {
    if !events.resumes {
        return None;
    }
    let line = id_line(id);
    let mut at = 0;
    for piece in pieces(body, true) {
        at += piece.len();
        if piece.starts_with(line.as_bytes()) {
            return Some(body.slice(at..));
        }
    }
    None
}

/// Returns the events before the last one.
pub(crate) fn begun(contract: &Contract, endpoint: &Endpoint, events: &Events) -> Vec<Event> {
    let mut all = sample::events(contract, endpoint, events);
    let end = events.end.clone().unwrap_or_default();
    all.retain(|event| !ends(&end, event));
    all
}

fn ends(end: &EventEnd, event: &Event) -> bool {
    let value = json::parse(&event.data).ok();
    end.text.as_deref() == Some(&*event.data) || end.is_last(&event.name, value.as_ref())
}

/// A failure as an event.
pub(crate) fn failure(events: &Events, body: &[u8]) -> Event {
    let data = String::from_utf8_lossy(body).into_owned();
    let name = match events.framing {
        Framing::Sse => ERROR,
        Framing::Lines => theta_spec::contract::MESSAGE,
    };
    Event {
        name: name.to_owned(),
        data,
    }
}

/// Returns the pieces of a body of events, one for each.
pub(crate) fn pieces(body: &[u8], is_sse: bool) -> Vec<&[u8]> {
    let end: &[u8] = if is_sse { b"\n\n" } else { b"\n" };
    let mut pieces = Vec::new();
    let mut rest = body;
    while let Some(at) = rest.windows(end.len()).position(|bytes| bytes == end) {
        let (piece, more) = rest.split_at(at + end.len());
        pieces.push(piece);
        rest = more;
    }
    if !rest.is_empty() {
        pieces.push(rest);
    }
    pieces
}
