//! The cost of a call, as far as a client can know it.

pub mod ledger;
#[doc(hidden)]
pub mod meter;

use crate::site::meta::Billing;
use std::fmt;
use std::time::Duration;

/// How much of a request the server may have received, at most.
///
/// A server that does not have the whole request cannot have processed it, nor billed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Sent {
    /// No part of the body was handed to the transport.
    NotSent,
    /// The beginning of the body was handed to the transport, but not its end.
    Partial,
    /// The whole request was handed to the transport.
    Complete,
}

/// Whether something may have been billed.
///
/// Vendors document that attempts are billed, but not which. A server that does not have the whole request cannot have
/// processed it; a refused request (`3xx`, and `4xx` except `408`) was not processed; a successful one was. What was
/// processed over a WebSocket that was opened is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Billed {
    /// Not billed: the server did not have the whole request, or refused it, or the endpoint is free.
    No,
    /// May have been billed: the whole request was sent, and there was no answer, or one that reports a failure of the
    /// server, or a success whose body reports a failure. This includes every WebSocket that was opened.
    Maybe,
    /// Billed: the server answered with success, even if the answer was cut off or could not be read.
    Yes,
}

impl Billed {
    /// What one attempt means for the bill.
    #[doc(hidden)]
    #[must_use]
    pub fn of(billing: Billing, sent: Sent, status: Option<u16>) -> Self {
        match (billing, Worked::of(sent, status)) {
            (Billing::Free, _) | (_, Worked::No) => Self::No,
            (_, Worked::Perhaps) => Self::Maybe,
            (_, Worked::Yes) => Self::Yes,
        }
    }

    /// The same in one word, for a span.
    #[doc(hidden)]
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::No => "no",
            Self::Maybe => "maybe",
            Self::Yes => "yes",
        }
    }

    /// The same in words, for a call that failed; none when there is nothing to be said.
    pub(crate) const fn words(self) -> Option<&'static str> {
        match self {
            Self::No => None,
            Self::Maybe => Some("may be billed"),
            Self::Yes => Some("is billed"),
        }
    }
}

/// Whether a server has worked on a request: the one place that decides it, for the bill and for trying again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Worked {
    No,
    Perhaps,
    Yes,
}

impl Worked {
    pub(crate) fn of(sent: Sent, status: Option<u16>) -> Self {
        match (status, sent) {
            (Some(200..=299), _) => Self::Yes,
            // 408 and 5xx do not say that the request was refused. A failure that is told before the whole request is
            // there is told without having worked on it.
            (Some(101), _) | (None | Some(..200 | 408 | 500..), Sent::Complete) => Self::Perhaps,
            _ => Self::No,
        }
    }
}

/// The origin of an answer.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Origin {
    /// This call sent the request.
    #[default]
    Sent,
    /// An identical call was in flight, and its answer was used; the cost belongs to that call.
    Shared,
    /// The answer came from the client's cache; nothing was sent.
    Cached,
}

/// What a call took: attempts, time, audio, and whether it was billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Spent {
    /// The number of requests begun, including the first; 0 when the call was refused before it was sent, or answered
    /// from a cache.
    pub attempts: u32,
    /// The time from the start of the call to its end, including waits.
    pub elapsed: Duration,
    /// The duration of all audio that was sent completely, or named by an address and stated with
    /// `CallOptions::units`, counted once per attempt; audio of unknown length counts as zero.
    pub audio_sent: Duration,
    /// The highest [`Billed`] of the attempts.
    pub billed: Billed,
    /// The origin of the answer.
    pub origin: Origin,
}

impl Spent {
    #[doc(hidden)]
    pub const NOTHING: Self = Self {
        attempts: 0,
        elapsed: Duration::ZERO,
        audio_sent: Duration::ZERO,
        billed: Billed::No,
        origin: Origin::Sent,
    };
}

/// Why a call was not retried although the failure may be temporary.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Exhausted {
    /// The limit on attempts, of the policy or of the contract, was reached.
    Attempts,
    /// The next attempt, or the wait before it, would not have ended before the deadline.
    Deadline,
    /// The retry budget was used up.
    Budget,
    /// Another attempt could exceed a cap on what may be billed.
    Cap,
    /// A limit of the contract is reached.
    Limit,
    /// The upload can be read only once.
    OneShot,
}

/// A call that could be billed more than the client may spend. What it would be billed for is `None` when nobody knows.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum OverCap {
    Audio {
        price: Option<Duration>,
        left: Duration,
    },
    Units {
        unit: &'static str,
        price: Option<f64>,
        left: f64,
    },
}

impl fmt::Display for OverCap {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Audio {
                price: Some(price),
                left,
            } => write!(
                f,
                "{} s of audio may be billed, and {} s are left under the client's cap: send less, or raise \
                 `max_billed_audio`",
                price.as_secs_f64(),
                left.as_secs_f64()
            ),
            Self::Audio { price: None, left } => write!(
                f,
                "how much audio may be billed is unknown, and {} s are left under the client's cap: state the \
                 length with `Upload::with_duration`, or the units with `CallOptions::units`, or use a client without \
                 `max_billed_audio`",
                left.as_secs_f64()
            ),
            Self::Units {
                unit,
                price: Some(price),
                left,
            } => write!(
                f,
                "a call for {price} may be billed, and {left} are left under the client's cap, both by the unit \
                 `{unit}`: send less, or raise `max_billed`"
            ),
            Self::Units {
                unit,
                price: None,
                left,
            } => write!(
                f,
                "how much may be billed is unknown, and {left} are left under the client's cap by the unit `{unit}`: \
                 state it with `CallOptions::units`, or raise `max_billed`"
            ),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_sent_and_answered_decides_what_may_be_billed() {
        use Billed::{Maybe, No, Yes};
        use Sent::{Complete, NotSent, Partial};
        let table = [
            (NotSent, None, No),
            (Partial, None, No),
            (Complete, None, Maybe),
            (Complete, Some(101), Maybe),
            (Complete, Some(200), Yes),
            (Partial, Some(204), Yes),
            (Complete, Some(307), No),
            (Complete, Some(400), No),
            (Complete, Some(408), Maybe),
            (Partial, Some(408), No),
            (Partial, Some(413), No),
            (Complete, Some(429), No),
            (Complete, Some(500), Maybe),
            (Partial, Some(503), No),
            (Complete, Some(504), Maybe),
        ];
        for (sent, status, billed) in table {
            for billing in [Billing::Per("audio second"), Billing::Unstated] {
                assert_eq!(
                    Billed::of(billing, sent, status),
                    billed,
                    "{sent:?} {status:?}"
                );
            }
            assert_eq!(Billed::of(Billing::Free, sent, status), No);
        }
    }
}
