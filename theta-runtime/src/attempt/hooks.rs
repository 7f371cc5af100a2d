//! What a program does before and after each attempt.

use crate::call::request::Request;
use crate::money::{Billed, Sent};
use crate::reply::attempted::Attempted;
use crate::site::headers::check_extra;
use crate::site::meta::{EndpointInfo, ErrorInfo};
use crate::site::refusal::Refusal;
use crate::wire::exchange::Outcome;
use http::HeaderMap;
use std::fmt;
use std::time::Duration;

/// What begins an attempt: see [`Builder::before_attempt`](crate::Builder::before_attempt).
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct AttemptStart {
    /// The contract's data of the endpoint.
    pub endpoint: &'static EndpointInfo,
    /// Which attempt of the call it is, beginning with 1.
    pub number: u32,
}

/// What an attempt came to: see [`Builder::after_attempt`](crate::Builder::after_attempt).
///
/// Its debug output omits the headers, which may be private.
#[derive(Clone, Copy)]
#[non_exhaustive]
pub struct AttemptEnd<'a> {
    /// The contract's data of the endpoint.
    pub endpoint: &'static EndpointInfo,
    /// Which attempt of the call it was, beginning with 1.
    pub number: u32,
    /// Whether all of a success came. The status alone does not say so: a body may say that it failed, and a redirect may
    /// be documented. Whether a body has its documented type is found out later.
    pub succeeded: bool,
    /// The HTTP status, if a reply began.
    pub status: Option<u16>,
    /// The headers, if a reply began.
    pub headers: Option<&'a HeaderMap>,
    /// The contract's row of the failure, if it is a documented one.
    pub row: Option<&'static ErrorInfo>,
    /// How much of the request the server may have received, at most.
    pub sent: Sent,
    /// How many bytes of the request's body were handed to the transport.
    pub sent_bytes: u64,
    /// Whether the attempt may have been billed.
    pub billed: Billed,
    /// How long it took: until the end of the reply, or until what it opens was opened.
    pub elapsed: Duration,
}

impl fmt::Debug for AttemptEnd<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AttemptEnd")
            .field("endpoint", &self.endpoint.name)
            .field("number", &self.number)
            .field("succeeded", &self.succeeded)
            .field("status", &self.status)
            .field("row", &self.row.map(|row| row.name))
            .field("sent", &self.sent)
            .field("sent_bytes", &self.sent_bytes)
            .field("billed", &self.billed)
            .field("elapsed", &self.elapsed)
            .finish_non_exhaustive()
    }
}

type Before = Box<dyn Fn(AttemptStart, &mut HeaderMap) + Send + Sync>;
type After = Box<dyn Fn(&AttemptEnd<'_>) + Send + Sync>;

/// The hooks of a client.
#[derive(Default)]
pub(crate) struct Hooks {
    pub(crate) before: Option<Before>,
    pub(crate) after: Option<After>,
}

impl Hooks {
    /// Lets the program add headers to those of an attempt.
    pub(crate) fn before(
        &self,
        request: &Request,
        number: u32,
        headers: &mut HeaderMap,
    ) -> Result<(), Refusal> {
        let Some(before) = &self.before else {
            return Ok(());
        };
        let start = AttemptStart {
            endpoint: request.endpoint,
            number,
        };
        let mut added = HeaderMap::new();
        before(start, &mut added);
        check_extra(&added, &request.site, "the hook")?;
        // Another host gets nothing that a client was given.
        if !request.elsewhere {
            headers.extend(added);
        }
        Ok(())
    }

    /// Tells the program what an attempt came to.
    pub(crate) fn after(
        &self,
        request: &Request,
        number: u32,
        (attempted, outcome): (&Attempted, &Outcome),
        sent_bytes: u64,
        elapsed: Duration,
    ) {
        let Some(after) = &self.after else {
            return;
        };
        let headers = match outcome {
            Outcome::Replied(received, _) => Some(&received.headers),
            _ => None,
        };
        after(&AttemptEnd {
            endpoint: request.endpoint,
            number,
            succeeded: attempted.succeeded,
            status: attempted.status,
            headers,
            row: attempted.row,
            sent: attempted.sent,
            sent_bytes,
            billed: attempted.billed,
            elapsed,
        });
    }
}
