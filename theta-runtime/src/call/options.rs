//! The settings of one call.

use crate::attempt::retry::RetryPolicy;
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
    pub(crate) retry: Option<RetryPolicy>,
    pub(crate) share: Option<bool>,
    pub(crate) cache: Option<bool>,
    pub(crate) headers: HeaderMap,
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
            retry: self.retry.or(client.retry),
            share: self.share.or(client.share),
            cache: self.cache.or(client.cache),
            headers: self.headers,
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

    /// Sets the longest time from one message to the next; see
    /// [`Builder::message_timeout`](crate::Builder::message_timeout).
    pub fn message_timeout(mut self, gap: Duration) -> Self {
        self.message_timeout = Some(gap);
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

    /// Adds a header to the request. The headers for the key and for the form and length of the body cannot be set:
    /// such a call is refused before it is sent.
    pub fn header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.headers.insert(name, value);
        self
    }
}

/// Names headers and leaves out their values, which may be secret.
impl fmt::Debug for CallOptions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("idle_timeout", &self.idle_timeout)
            .field("message_timeout", &self.message_timeout)
            .field("retry", &self.retry)
            .field("share", &self.share)
            .field("cache", &self.cache)
            .field("headers", &self.headers.keys().collect::<Vec<_>>())
            .finish()
    }
}
