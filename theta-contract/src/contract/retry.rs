//! What the API as a whole says about trying again.

use crate::named_enum;
use std::time::Duration;

/// What the API as a whole says about trying again.
#[derive(Clone, Debug)]
pub struct RetryPolicy {
    /// The total number of attempts, including the first.
    pub attempts: u32,
    /// The first wait.
    pub base: Duration,
    /// The factor of each further wait.
    pub factor: f64,
    /// The longest wait.
    pub cap: Duration,
    /// Headers that carry a delay, in order of preference, lower case.
    pub headers: Vec<String>,
    /// Headers that say when a limit ends, lower case, sorted. The longest delay counts, if no header of `headers` and
    /// no body has one.
    pub resets: Vec<(String, ResetForm)>,
    /// Headers that say how much of a limit is left, each with that of `resets` that says when it ends, lower case,
    /// sorted.
    pub remaining: Vec<(String, String)>,
    /// Header of failures that says `true` or `false`: whether to try again, whatever the row says. Lower case.
    pub should_retry: Option<String>,
}

named_enum! {
    /// How a header says when a limit ends.
    pub enum ResetForm {
        /// A time, in seconds since 1970.
        Epoch = "epoch",
        /// A time, in milliseconds since 1970.
        EpochMs = "epoch_ms",
        /// A delay in seconds.
        Seconds = "seconds",
        /// A delay in milliseconds.
        Ms = "ms",
        /// A delay with units: `6m0s`, `250ms`.
        Duration = "duration",
        /// A time as HTTP writes it: `Sun, 06 Nov 1994 08:49:37 GMT`.
        HttpDate = "http_date",
        /// What is left of limits and when they end, as the drafts of the IETF write it: `limit=100, remaining=0,
        /// reset=30`, or `"default";r=0;t=30`.
        RateLimit = "ratelimit",
        /// A time as RFC 3339 writes it: `1994-11-06T08:49:37Z`.
        Timestamp = "timestamp",
    }
}
