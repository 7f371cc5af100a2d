//! Events that go wrong on their way.

use crate::events::{begun, failure, of, written};
use crate::fault::Fault;
use crate::record::ReplyKind;
use crate::reply::Reply;
use theta_spec::contract::{Contract, Endpoint, Events};
use theta_spec::events::Event;
use theta_spec::sample;

/// A text with a character of more than one byte.
const CHARACTER: &str = "é";

/// Makes a failure, or the end of the connection, something that happens after the first events.
pub(crate) fn within(contract: &Contract, endpoint: &Endpoint, events: &Events, reply: &mut Reply) {
    let mut all = begun(contract, endpoint, events);
    let mut open = Reply::success(contract, endpoint, (None, None), None);
    if reply.kind == ReplyKind::Disconnect {
        open.cut_short = true;
        reply.kind = ReplyKind::Success;
    } else {
        all.push(failure(events, &reply.body));
    }
    reply.status = open.status;
    reply.body = written(events, &all);
    reply.cut_short = open.cut_short;
    reply.headers.retain(|(name, _)| name != "content-type");
    open.headers.append(&mut reply.headers);
    reply.headers = open.headers;
}

/// Spoils events that are to be sent.
pub(crate) fn spoil(contract: &Contract, endpoint: &Endpoint, fault: &Fault, reply: &mut Reply) {
    let Some(events) = of(endpoint) else { return };
    let mut all = begun(contract, endpoint, events);
    match fault {
        Fault::EventsWithoutEnd => {}
        Fault::ErrorEvent => {
            let row = endpoint.errors.iter().map(|id| contract.error(*id));
            let row = row.max_by_key(|row| !row.shapes.is_empty());
            let body = row.map(|row| sample::error_reply(contract, row).body);
            let body = body.filter(|body| !body.is_empty());
            let body =
                body.unwrap_or_else(|| "{\"error\":{\"message\":\"theta-mock\"}}".to_owned());
            all.push(failure(events, body.as_bytes()));
        }
        Fault::EventsTorn => {
            all.push(Event::of(format!("{{\"text\":\"{CHARACTER}")));
            let whole = written(events, &all);
            let end = whole.windows(CHARACTER.len());
            let end = end
                .rev()
                .position(|bytes| bytes == CHARACTER.as_bytes())
                .map_or(0, |from_end| from_end + 1);
            reply.body = whole.slice(..whole.len() - end);
            return;
        }
        _ => return,
    }
    reply.body = written(events, &all);
}
