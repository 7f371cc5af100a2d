//! Whether and when a call is retried.

use crate::money::{Billed, Exhausted, Sent, Worked};
use crate::site::meta::{ApiInfo, Billing, EndpointInfo, ErrorInfo, Retry, RetryInfo};
use std::time::Duration;
use theta_pace::{Backoff, Random, RetryBudget};

/// How often a server that failed is asked again: a permanent failure must not become a multiple of its price.
const SERVER_RETRIES: u32 = 2;

/// The policy for retrying calls.
///
/// By default a call is attempted as often as the contract says, or three times when it says nothing. A call is
/// retried when nothing was sent, once when it was sent in part, and after `429`, `500`, `502` and `503` unless the
/// contract says that a retry does not help. A call is never retried after a success that could not be read. It is not
/// retried when the whole request was sent and no answer was received, since such a call may be billed twice;
/// [`ambiguous`](Self::ambiguous) allows it. Waits have full jitter, are never shorter than the server asks for, and
/// never extend beyond the deadline of the call.
///
/// ```
/// use theta_runtime::RetryPolicy;
///
/// let patient = RetryPolicy::new().attempts(5);
/// let once = RetryPolicy::off();
/// # drop((patient, once));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[must_use = "a policy does nothing until a client or call takes it"]
pub struct RetryPolicy {
    attempts: Option<u32>,
    ambiguous: u32,
}

impl RetryPolicy {
    /// Creates a policy that follows the contract.
    pub const fn new() -> Self {
        Self {
            attempts: None,
            ambiguous: 0,
        }
    }

    /// Creates a policy without retries.
    pub const fn off() -> Self {
        Self::new().attempts(1)
    }

    /// Sets the maximum number of attempts of a call, including the first. 0 counts as 1.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = Some(attempts);
        self
    }

    /// Sets how often a call is retried although the whole request was sent and it is unknown whether it was
    /// processed: no answer, `408` or `504`. The default is 0, because each of these retries may be billed again.
    pub const fn ambiguous(mut self, retries: u32) -> Self {
        self.ambiguous = retries;
        self
    }
}

/// What one attempt came to.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Attempted {
    /// Whether the input was refused, before or while it was sent.
    pub(crate) refused: bool,
    /// Whether the connection fails however often it is tried.
    pub(crate) fatal: bool,
    pub(crate) sent: Sent,
    pub(crate) status: Option<u16>,
    /// The contract's row of the failure.
    pub(crate) row: Option<&'static ErrorInfo>,
    pub(crate) retry_after: Option<Duration>,
    /// What the server says of it, whatever the row says.
    pub(crate) should_retry: Option<bool>,
    pub(crate) billed: Billed,
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Another attempt would not be another answer, or must not be made.
    Done,
    GiveUp(Exhausted),
    Wait(Duration),
}

/// What kind of failure an attempt is, as far as trying again goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Class {
    Final,
    Unsent,
    Partial,
    /// The server says to come back.
    Told(Option<u32>),
    Server(Option<u32>),
    Ambiguous,
}

/// The retries of one call.
#[derive(Debug)]
pub(crate) struct Retries<'a> {
    pub(crate) api: &'static ApiInfo,
    pub(crate) endpoint: &'static EndpointInfo,
    pub(crate) policy: RetryPolicy,
    pub(crate) budget: &'a RetryBudget,
    /// Length of the audio of one attempt, if it is known.
    pub(crate) audio: Option<Duration>,
    pub(crate) is_replayable: bool,
    /// Less time than this is not worth an attempt.
    pub(crate) least: Duration,
    made: Made,
}

/// Retries made, by kind.
#[derive(Debug, Default)]
struct Made {
    all: u32,
    partial: u32,
    told: u32,
    server: u32,
    ambiguous: u32,
    charged: u32,
}

impl<'a> Retries<'a> {
    pub(crate) fn new(
        api: &'static ApiInfo,
        endpoint: &'static EndpointInfo,
        policy: RetryPolicy,
        budget: &'a RetryBudget,
    ) -> Self {
        Self {
            api,
            endpoint,
            policy,
            budget,
            audio: None,
            is_replayable: true,
            least: Duration::ZERO,
            made: Made::default(),
        }
    }

    /// What to do after `attempt`, with so much time left.
    pub(crate) fn next(
        &mut self,
        attempt: &Attempted,
        left: impl FnOnce() -> Duration,
        random: &Random,
    ) -> Next {
        let class = class(attempt, self.endpoint);
        let made = &self.made;
        let (so_far, at_most) = match class {
            Class::Final => return Next::Done,
            Class::Unsent => (0, u32::MAX),
            Class::Partial => (made.partial, 1),
            Class::Told(at_most) => (made.told, at_most.unwrap_or(u32::MAX)),
            Class::Server(at_most) => (
                made.server,
                at_most.map_or(SERVER_RETRIES, |most| most.min(SERVER_RETRIES)),
            ),
            Class::Ambiguous if is_harmless(self.endpoint) => (0, u32::MAX),
            Class::Ambiguous if self.policy.ambiguous == 0 => return Next::Done,
            Class::Ambiguous => (made.ambiguous, self.policy.ambiguous),
        };
        let attempts = self.policy.attempts.unwrap_or(self.api.retry.attempts);
        if so_far >= at_most || made.all + 1 >= attempts {
            return Next::GiveUp(Exhausted::Attempts);
        }
        if !self.is_replayable {
            return Next::GiveUp(Exhausted::OneShot);
        }
        let backoff = match class {
            Class::Unsent | Class::Partial => Backoff::CONNECT,
            _ => backoff(&self.api.retry),
        };
        let wait = backoff
            .wait(made.all, random)
            .max(attempt.retry_after.unwrap_or_default());
        if wait.saturating_add(self.least) > left() {
            return Next::GiveUp(Exhausted::Deadline);
        }
        if attempt.billed != Billed::No {
            if made.charged >= RetryBudget::retries(self.audio) || !self.budget.take(self.audio) {
                return Next::GiveUp(Exhausted::Budget);
            }
            self.made.charged += 1;
        }
        self.made.all += 1;
        match class {
            Class::Final | Class::Unsent => {}
            Class::Partial => self.made.partial += 1,
            Class::Told(_) => self.made.told += 1,
            Class::Server(_) => self.made.server += 1,
            Class::Ambiguous => self.made.ambiguous += 1,
        }
        Next::Wait(wait)
    }
}

/// Whether another attempt may succeed and needs nobody's consent.
pub(crate) fn may_pass(attempt: &Attempted, endpoint: &EndpointInfo) -> bool {
    match class(attempt, endpoint) {
        Class::Final => false,
        Class::Ambiguous => is_harmless(endpoint),
        Class::Unsent | Class::Partial | Class::Told(_) | Class::Server(_) => true,
    }
}

/// Whether working on the request twice costs and changes nothing.
fn is_harmless(endpoint: &EndpointInfo) -> bool {
    endpoint.idempotency_key.is_some() || (endpoint.repeatable && endpoint.billing == Billing::Free)
}

fn class(attempt: &Attempted, endpoint: &EndpointInfo) -> Class {
    if attempt.refused || attempt.fatal {
        return Class::Final;
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
        (Retry::Never | Retry::AfterUser, _) | (_, ..300) => Class::Final,
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

/// What the contract says of waits.
fn backoff(info: &RetryInfo) -> Backoff {
    let (base, cap) = (info.base_ms, info.cap_ms);
    Backoff::new(
        Duration::from_millis(base),
        info.factor,
        Duration::from_millis(cap),
    )
}
