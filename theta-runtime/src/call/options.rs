//! Settings of one call.

use crate::attempt::retry::RetryPolicy;
use http::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::time::Duration;

/// Settings of one call, instead of those of its client.
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
    /// Creates options that leave everything to the client's settings.
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

    /// Sets how long one attempt may take, from the first byte sent to the last received.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// Sets how long the call may take in all: waits for its turn, attempts, and waits between them.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Sets how long what the call opens may be silent; see [`Builder::idle_timeout`](crate::Builder::idle_timeout).
    pub fn idle_timeout(mut self, silence: Duration) -> Self {
        self.idle_timeout = Some(silence);
        self
    }

    /// Sets how long it may take from message to message; see
    /// [`Builder::message_timeout`](crate::Builder::message_timeout).
    pub fn message_timeout(mut self, gap: Duration) -> Self {
        self.message_timeout = Some(gap);
        self
    }

    /// Sets whether and when the call is sent again; [`RetryPolicy::off`] sends it once.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = Some(policy);
        self
    }

    /// Sets whether the call may share an upload with identical calls that are in flight. Those of which the contract
    /// says that they can be repeated do, unless the client says otherwise.
    pub fn share(mut self, share: bool) -> Self {
        self.share = Some(share);
        self
    }

    /// Sets whether the call may be answered from the client's cache, and its answer be kept there. It does if there
    /// is a cache.
    pub fn cache(mut self, cache: bool) -> Self {
        self.cache = Some(cache);
        self
    }

    /// Sends one more header. The headers that carry the key, the body's form and its length cannot be set: such a
    /// call is refused before it is sent.
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
