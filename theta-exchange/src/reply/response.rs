//! A successful reply.

use crate::money::Spent;
use http::HeaderMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use theta_secrets::Secrets;

/// A successful reply: the value, and the metadata of the reply.
///
/// The debug output does not contain the key, even if the server repeated it; the methods return the data as received.
#[derive(Clone)]
pub struct Response<T> {
    #[doc(hidden)]
    pub value: T,
    #[doc(hidden)]
    pub status: u16,
    #[doc(hidden)]
    pub headers: HeaderMap,
    #[doc(hidden)]
    pub request_id: Option<String>,
    #[doc(hidden)]
    pub spent: Spent,
    #[doc(hidden)]
    pub secrets: Arc<Secrets>,
}

impl<T> Response<T> {
    /// Returns a reference to the value.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// Returns the value, without the metadata.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// Returns the value, and the reply without it: status, headers, request id and what the call spent.
    #[must_use]
    pub fn into_parts(self) -> (T, Response<()>) {
        let Self {
            value,
            status,
            headers,
            request_id,
            spent,
            secrets,
        } = self;
        let reply = Response {
            value: (),
            status,
            headers,
            request_id,
            spent,
            secrets,
        };
        (value, reply)
    }

    /// Returns the HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Returns the headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// Returns the id that the server gave the request, if the contract says where to find it and the reply has it.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Returns how long the call took, including waits and all attempts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.spent.elapsed
    }

    /// Returns what the call spent: attempts, time, audio, and whether it was billed.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.spent
    }

    /// Converts the value, keeping the metadata.
    #[must_use]
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Response<U> {
        let (value, reply) = self.into_parts();
        Response {
            value: map(value),
            status: reply.status,
            headers: reply.headers,
            request_id: reply.request_id,
            spent: reply.spent,
            secrets: reply.secrets,
        }
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let shown = Shown(self);
        let shown = if f.alternate() {
            format!("{shown:#?}")
        } else {
            format!("{shown:?}")
        };
        self.secrets.redact(f, &shown)
    }
}

/// What a reply shows for debugging, before secrets are taken out.
struct Shown<'a, T>(&'a Response<T>);

impl<T: fmt::Debug> fmt::Debug for Shown<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Response {
            value,
            status,
            headers,
            request_id,
            spent,
            secrets: _,
        } = self.0;
        f.debug_struct("Response")
            .field("value", value)
            .field("status", status)
            .field("headers", headers)
            .field("request_id", request_id)
            .field("spent", spent)
            .finish()
    }
}
