//! A successful reply.

use crate::billing::Spent;
use http::HeaderMap;
use std::time::Duration;

/// A successful reply: the value and what came with it.
#[derive(Clone, Debug)]
pub struct Response<T> {
    pub(crate) value: T,
    pub(crate) status: u16,
    pub(crate) headers: HeaderMap,
    pub(crate) request_id: Option<String>,
    pub(crate) spent: Spent,
}

impl<T> Response<T> {
    /// What the endpoint returns.
    #[must_use]
    pub fn value(&self) -> &T {
        &self.value
    }

    /// What the endpoint returns.
    #[must_use]
    pub fn into_value(self) -> T {
        self.value
    }

    /// The HTTP status.
    #[must_use]
    pub fn status(&self) -> u16 {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The id the server gave the request, when the contract says where it stands and it stands there.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// How long the call took, waits and all attempts included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.spent.elapsed
    }

    /// What the call took: attempts, time, audio, and whether it was billed.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.spent
    }

    /// The same reply with another value.
    #[must_use]
    pub fn map<U>(self, map: impl FnOnce(T) -> U) -> Response<U> {
        let Self {
            value,
            status,
            headers,
            request_id,
            spent,
        } = self;
        Response {
            value: map(value),
            status,
            headers,
            request_id,
            spent,
        }
    }
}
