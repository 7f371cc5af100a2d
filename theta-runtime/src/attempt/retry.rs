//! Whether and when a call is retried.

use crate::money::{Billed, Exhausted};
use crate::reply::attempted::{Attempted, Class, class, is_harmless};
use crate::site::meta::{ApiInfo, EndpointInfo, RetryInfo};
use std::time::Duration;
use theta_pace::{Backoff, Random, RetryBudget};

/// How often a server that failed is asked again: a permanent failure must not become a multiple of its price.
const SERVER_RETRIES: u32 = 2;

/// The policy for retrying calls.
///
/// By default a call is attempted as often as the contract says, or three times when it says nothing.
///
/// An attempt that cannot have been billed is retried: when nothing was sent, once when the request was sent in part, and
/// after `429`. One that may have been billed is retried at most twice and within a budget
/// ([`Builder::retry_budget`](crate::Builder::retry_budget)), where the server says that it failed: after `503`, after
/// `500` and `502` if the endpoint is repeatable or the contract advises it, and after a success that says it failed if
/// the contract advises it. Where nobody knows what became of a request that was sent completely, because there is no
/// answer, a `408` or `504`, or any other `500` or `502`, a call is not retried unless [`ambiguous`](Self::ambiguous)
/// allows it, or processing it twice costs and changes nothing. What the contract advises against is never retried, nor
/// is a success that could not be read.
///
/// Waits have full jitter, are never shorter than the server asks for, and never extend beyond the deadline of the call.
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
    /// processed: no answer, `408` or `504`, or `500` or `502` where the endpoint is not repeatable, unless the contract
    /// gives advice. The default is 0, because each of these retries may be billed again.
    pub const fn ambiguous(mut self, retries: u32) -> Self {
        self.ambiguous = retries;
        self
    }

    /// How many attempts are made at most, the first included.
    pub(crate) fn at_most(self, api: &ApiInfo) -> u32 {
        self.attempts.unwrap_or(api.retry.attempts)
    }
}

/// What to do after an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Another attempt would not be another answer, or must not be made.
    Done,
    GiveUp(Exhausted),
    Wait(Duration),
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
    renewed: bool,
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
            Class::Renewed if made.renewed => return Next::Done,
            Class::Renewed | Class::Unsent => (0, u32::MAX),
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
        let attempts = self.policy.at_most(self.api);
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
        let wait = match class {
            Class::Renewed => Duration::ZERO,
            _ => backoff.wait(made.all, random),
        };
        let wait = wait.max(attempt.retry_after.unwrap_or_default());
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
            Class::Renewed => self.made.renewed = true,
            Class::Partial => self.made.partial += 1,
            Class::Told(_) => self.made.told += 1,
            Class::Server(_) => self.made.server += 1,
            Class::Ambiguous => self.made.ambiguous += 1,
        }
        Next::Wait(wait)
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
