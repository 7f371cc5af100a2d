//! Failures that come without a status: in a message of a WebSocket, or as an event.

use crate::reply::Reply;
use crate::reply::documented::Classify;
use crate::site::meta::{ApiInfo, EndpointInfo, StatusInfo};
use http::HeaderMap;
use theta_json::Raw;

/// The least code of a close frame; what is less is an HTTP status.
pub const CLOSE_CODES: u16 = 1000;

/// What was heard while a reply is open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Heard {
    /// A message of a WebSocket.
    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    Message,
    /// An event.
    Event,
    /// An event that is a failure by its name.
    Error,
}

/// What a text reports that came in an open reply with this status, and its row, when it is a failure.
#[must_use]
pub fn failure_in<'r, E: Classify>(
    api: &'static ApiInfo,
    endpoint: &EndpointInfo,
    (status, headers): (u16, &'r HeaderMap),
    text: &'r str,
    heard: Heard,
) -> Option<(Reply<'r>, Option<E>)> {
    let body = text.as_bytes();
    let read = |status| match heard {
        Heard::Message | Heard::Event => Reply::by(api, endpoint.failing, status, headers, body),
        Heard::Error => Reply::new(api, status, headers, body),
    };
    let reply = read(status);
    if heard != Heard::Error {
        Raw::parse_container(text)?;
        reply.shape()?;
    }
    let mut found = match heard {
        Heard::Message => None,
        Heard::Event | Heard::Error => E::first(&reply),
    };
    if found.is_some() {
        return Some((reply, found));
    }
    let rows = endpoint
        .error_ids
        .iter()
        .filter_map(|id| api.errors.get(*id));
    let unlisted = || {
        let mut statuses = (500..600).chain(300..500);
        statuses.find(|&status| {
            let listed = rows.clone().flat_map(|row| row.statuses);
            !listed.into_iter().any(|one| one.lists(status))
        })
    };
    let statuses = rows
        .clone()
        .flat_map(|row| row.statuses)
        .filter_map(|status| match status {
            StatusInfo::Exact(status) => Some(*status),
            StatusInfo::Class(class) => Some(u16::from(*class) * 100),
            StatusInfo::Default => unlisted(),
        })
        // That of a close frame is no text's.
        .filter(|status| *status < CLOSE_CODES);
    // It has no status, so that of each row will do. What is known by its status alone fits every text: a message is that
    // if it is nothing else, and an event is unknown.
    for status in statuses {
        match E::first(&read(status)) {
            Some(row) if row.info().says_something() => {
                found = Some(row);
                break;
            }
            row if heard == Heard::Message => found = found.or(row),
            _ => {}
        }
    }
    Some((reply, found))
}
