//! The settings of one call.

use crate::attempt::retry::RetryPolicy;
use crate::call::follow::Follow;
use crate::site::refusal::Refusal;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::time::Duration;

/// The settings of one call, which override those of the client.
///
/// ```
/// use std::time::Duration;
/// use theta_runtime::CallOptions;
/// use theta_runtime::http::{HeaderName, HeaderValue};
///
/// let options = CallOptions::new()
///     .timeout(Duration::from_secs(120))
///     .header(HeaderName::from_static("x-trace"), HeaderValue::from_static("7f3a"));
/// # drop(options);
/// ```
#[derive(Clone, Default)]
#[non_exhaustive]
#[must_use = "settings do nothing until a call takes them"]
pub struct CallOptions {
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) message_timeout: Option<Duration>,
    pub(crate) max_event: Option<u64>,
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) share: Option<bool>,
    pub(crate) cache: Option<bool>,
    pub(crate) units: Option<f64>,
    pub(crate) headers: HeaderMap,
    /// Where the call goes instead of to its own address, or why it goes nowhere.
    pub(crate) follow: Option<Box<Result<Follow, Refusal>>>,
}

impl CallOptions {
    /// Creates options that override nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// These settings, and those of the client where they say nothing.
    pub(crate) fn or(self, client: &Self) -> Self {
        Self {
            timeout: self.timeout.or(client.timeout),
            deadline: self.deadline.or(client.deadline),
            idle_timeout: self.idle_timeout.or(client.idle_timeout),
            message_timeout: self.message_timeout.or(client.message_timeout),
            max_event: self.max_event.or(client.max_event),
            retry: self.retry.or(client.retry),
            share: self.share.or(client.share),
            cache: self.cache.or(client.cache),
            units: self.units,
            headers: join(self.headers, &client.headers),
            follow: self.follow,
        }
    }

    /// Sets the timeout of one attempt, from the first byte sent to the last byte received.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets the deadline of the whole call: queueing, attempts, and the waits between them.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets how long an open stream or WebSocket may be silent; see
    /// [`Builder::idle_timeout`](crate::Builder::idle_timeout).
    pub fn idle_timeout(mut self, silence: Duration) -> Self {
        self.idle_timeout = Some(silence);
        self
    }

    /// Sets the longest time from one message or event to the next; see
    /// [`Builder::message_timeout`](crate::Builder::message_timeout).
    pub fn message_timeout(mut self, gap: Duration) -> Self {
        self.message_timeout = Some(gap);
        self
    }

    /// Sets how many bytes one event of a stream may have, with everything that comes before it. The default is what
    /// the contract says, or else 1 MiB. A longer one is an error that ends the stream.
    pub fn max_event(mut self, bytes: u64) -> Self {
        self.max_event = Some(bytes);
        self
    }

    /// Sets whether and when the call is retried; [`RetryPolicy::off`] disables retries.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets whether the call may share one upload with identical calls in flight. The default is the setting of the
    /// client; only calls that the contract declares repeatable are shared.
    pub fn share(mut self, share: bool) -> Self {
        self.share = Some(share);
        self
    }

    /// Sets whether the call may be answered from the client's cache and its answer stored there. The default is
    /// `true`, if the client has a cache.
    pub fn cache(mut self, cache: bool) -> Self {
        self.cache = Some(cache);
        self
    }

    /// Sets how many units the call costs at most, by the unit of its endpoint, such as tokens: what
    /// [`Builder::max_billed`](crate::Builder::max_billed) and limits by that unit count until the answer says what was
    /// used. A number that is negative or not finite is ignored.
    pub fn units(mut self, units: f64) -> Self {
        self.units = Some(units).filter(|units| units.is_finite() && *units >= 0.0);
        self
    }

    /// Adds a header to the request. The headers for the key and for the form and length of the body cannot be set:
    /// such a call is refused before it is sent.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

/// The headers of a call, and those of the client that it does not replace.
fn join(mut call: HeaderMap, client: &HeaderMap) -> HeaderMap {
    if call.is_empty() {
        return client.clone();
    }
    for (name, value) in client {
        if !call.contains_key(name) {
            call.insert(name.clone(), value.clone());
        }
    }
    call
}

/// Names headers and leaves out their values, which may be secret.
#[allow(
    clippy::missing_fields_in_debug,
    reason = "an address to go on from may hold a key"
)]
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("idle_timeout", &self.idle_timeout)
            .field("message_timeout", &self.message_timeout)
            .field("max_event", &self.max_event)
            .field("retry", &self.retry)
            .field("share", &self.share)
            .field("cache", &self.cache)
            .field("units", &self.units)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish()
    }
}
