//! Why there is no key.

use super::key_source::BoxError;
use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

/// Why a call has no key to be sent with. All calls that waited for the same key have the same reason.
#[derive(Clone)]
pub struct KeyError(Arc<Reason>);

struct Reason {
    scheme: &'static str,
    retryable: bool,
    retry_after: Option<Duration>,
    cause: BoxError,
}

impl KeyError {
    pub fn new(
        scheme: &'static str,
        retryable: bool,
        retry_after: Option<Duration>,
        cause: impl Into<BoxError>,
    ) -> Self {
        Self(Arc::new(Reason {
            scheme,
            retryable,
            retry_after,
            cause: cause.into(),
        }))
    }

    /// The scheme that the key is of.
    pub(crate) fn scheme(&self) -> &'static str {
        self.0.scheme
    }

    pub(crate) fn is_retryable(&self) -> bool {
        self.0.retryable
    }

    pub(crate) fn retry_after(&self) -> Option<Duration> {
        self.0.retry_after
    }

    /// What failed.
    pub(crate) fn cause(&self) -> &(dyn StdError + 'static) {
        &*self.0.cause
    }
}

/// Its cause says the rest.
impl fmt::Debug for KeyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyError")
            .field("scheme", &self.0.scheme)
            .field("retryable", &self.0.retryable)
            .field("cause", &self.0.cause)
            .finish_non_exhaustive()
    }
}
