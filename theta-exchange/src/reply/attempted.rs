//! What one attempt came to, and whether another one may succeed.

use crate::money::{Billed, Sent, Worked};
use crate::site::meta::{Billing, EndpointInfo, ErrorInfo, Retry};
use std::time::Duration;

/// What one attempt came to.
#[derive(Clone, Copy, Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "facts that do not depend on each other"
)]
pub struct Attempted {
    /// Whether the input was refused, before or while it was sent.
    pub refused: bool,
    /// Whether the connection fails however often it is tried.
    pub fatal: bool,
    pub sent: Sent,
    pub status: Option<u16>,
    /// Whether it is a success: its status may say so and its body not.
    pub succeeded: bool,
    /// The contract's row of the failure.
    pub row: Option<&'static ErrorInfo>,
    pub retry_after: Option<Duration>,
    /// What the server says of the failure, whatever the row says.
    pub should_retry: Option<bool>,
    /// Whether a key was refused that can be replaced.
    pub renewable: bool,
    pub billed: Billed,
}

/// What kind of failure an attempt is, as far as trying again goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Class {
    Final,
    /// A key was refused, and another one may not be.
    Renewed,
    Unsent,
    Partial,
    /// The server says to come back.
    Told(Option<u32>),
    Server(Option<u32>),
    Ambiguous,
}

/// Whether another attempt may succeed and needs nobody's consent.
pub(crate) fn may_pass(attempt: &Attempted, endpoint: &EndpointInfo) -> bool {
    match class(attempt, endpoint) {
        Class::Final => false,
        Class::Ambiguous => is_harmless(endpoint),
        Class::Renewed | Class::Unsent | Class::Partial | Class::Told(_) | Class::Server(_) => true,
    }
}

/// Whether working on the request twice costs and changes nothing.
#[must_use]
pub fn is_harmless(endpoint: &EndpointInfo) -> bool {
    endpoint.idempotency_key.is_some() || (endpoint.repeatable && endpoint.billing == Billing::Free)
}

#[must_use]
pub fn class(attempt: &Attempted, endpoint: &EndpointInfo) -> Class {
    if attempt.refused || attempt.fatal {
        return Class::Final;
    }
    if attempt.renewable {
        return Class::Renewed;
    }
    let Some(status) = attempt.status else {
        return match attempt.sent {
            Sent::NotSent => Class::Unsent,
            Sent::Partial => Class::Partial,
            Sent::Complete => Class::Ambiguous,
        };
    };
    let row = attempt.row.map_or(Retry::Unstated, |row| row.retry);
    let row = match (attempt.should_retry, row) {
        (Some(false), _) => Retry::Never,
        (Some(true), Retry::Backoff { .. }) | (None, _) => row,
        (Some(true), _) => Retry::Backoff { at_most: None },
    };
    let worked = Worked::of(attempt.sent, Some(status));
    match (row, status) {
        (Retry::Never | Retry::AfterUser, _) | (_, ..200) => Class::Final,
        // Of successes only those come here with advice that say they failed.
        (Retry::Backoff { at_most }, 200..400) => match attempt.billed {
            Billed::No => Class::Told(at_most),
            Billed::Maybe => Class::Server(at_most),
            Billed::Yes => Class::Final,
        },
        // The server did not finish, or what stands before it did not wait: either may have been worked on, but for what
        // was not there in full.
        (_, 408 | 504) if worked == Worked::No => Class::Partial,
        (_, 408 | 504) => Class::Ambiguous,
        (Retry::Backoff { at_most }, 500..) => Class::Server(at_most),
        (Retry::Backoff { at_most }, _) => Class::Told(at_most),
        (Retry::Unstated, 429) => Class::Told(None),
        (Retry::Unstated, 503) => Class::Server(None),
        (Retry::Unstated, 500 | 502) if endpoint.repeatable || worked == Worked::No => {
            Class::Server(None)
        }
        (Retry::Unstated, 500 | 502) => Class::Ambiguous,
        (Retry::Unstated, _) => Class::Final,
    }
}
