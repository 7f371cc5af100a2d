//! The parts of an error.

use crate::money::{Exhausted, OverCap, Sent, Spent};
use crate::reply::Reply;
use crate::reply::documented::DocumentedError;
use crate::reply::listed::Kept;
use crate::site::key_error::KeyError;
use crate::site::meta::{EndpointInfo, ErrorInfo};
use crate::site::refusal::Refusal;
use crate::wire::cut::Cut;
use bytes::Bytes;
use http::HeaderMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use theta_json::DecodeError;
use theta_secrets::Secrets;

/// The kind of an [`Error`](crate::reply::error::Error).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ErrorKind {
    /// The input was refused before it was sent, or a file changed while it was being sent.
    InvalidInput,
    /// The deadline passed, or would have passed, while the call was queued. Nothing was sent.
    Deadline,
    /// The call could exceed the cap of
    /// [`Builder::max_billed_audio`](struct.Builder.html#method.max_billed_audio). Nothing was sent.
    OverCap {
        /// How much audio may still be billed, after subtracting what calls in flight may be billed.
        left: Duration,
    },
    /// The call could exceed the cap of [`Builder::max_billed`](struct.Builder.html#method.max_billed). Nothing was sent.
    OverBudget {
        /// The unit, as the contract names it.
        unit: &'static str,
        /// How many whole units may still be billed, after subtracting what calls in flight may be billed.
        left: u64,
    },
    /// A limit of the contract is reached whose window is longer than a minute. Nothing was sent.
    LimitReached {
        /// When it lets the call through; `None` if it never does, because the call costs more than the limit.
        opens_in: Option<Duration>,
    },
    /// There is no key to send the call with: the endpoint of its token, or the source of the key, failed. Nothing was sent
    /// since; the [`source`](std::error::Error::source) of the error is why, for a token the
    /// [`Error`](crate::reply::error::Error) of that endpoint.
    NoKey,
    /// The connection failed: before, during or after the request, or during the reply.
    Transport {
        /// Whether the attempt timed out, or an open stream or WebSocket was silent for too long.
        timeout: bool,
    },
    /// A failure that the contract documents for this endpoint.
    Documented,
    /// A reply that the contract does not document for this endpoint.
    Unknown {
        /// Whether the contract documents another failure of this endpoint with the status.
        known_status: bool,
        /// Whether the contract documents another failure of this endpoint with the code.
        known_code: bool,
    },
    /// A WebSocket was closed with a code other than 1000 (normal closure), and the contract does not document it.
    Closed {
        /// The close code; `None` when the close frame has none. The reason is the detail of the error.
        code: Option<u16>,
    },
    /// The status is a success, but the body is not what the contract documents.
    Decode,
}

/// Whether a close frame may carry a code: what RFC 6455 (7.4) and its registry define for that, and what they leave to
/// libraries and applications.
#[doc(hidden)]
#[must_use]
pub fn may_close(code: u16) -> bool {
    matches!(code, 1000..=1003 | 1007..=1014 | 3000..=4999)
}

#[doc(hidden)]
#[derive(Clone)]
pub struct Inner<E> {
    pub(crate) failure: Failure<E>,
    pub(crate) scene: Scene,
    /// The failures of a list; empty if the reply is none.
    pub(crate) all: Vec<Kept<E>>,
}

#[doc(hidden)]
#[derive(Clone, Debug)]
pub enum Failure<E> {
    InvalidInput(Refused<E>),
    /// The call was not sent in time; why.
    Late(Arc<str>),
    OverCap(OverCap),
    /// A limit is reached; why, and when it lets the call through.
    Limited {
        why: Arc<str>,
        opens: Option<Duration>,
    },
    NoKey(KeyError),
    Transport(Cut),
    Documented(E),
    Unknown {
        known_status: bool,
        known_code: bool,
    },
    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    Closed {
        code: Option<u16>,
    },
    Decode(DecodeError),
}

/// Input that is not sent, and what the server would have said of it.
#[doc(hidden)]
#[derive(Clone, Debug)]
pub struct Refused<E> {
    pub refusal: Refusal,
    /// The contract's row.
    pub row: Option<&'static ErrorInfo>,
    /// The same as a value; `None` when only the server can say what it captures.
    pub api: Option<E>,
}

/// How many characters of a name or a value that is not as documented are kept.
const TEXT: usize = 1000;

impl<E> Failure<E> {
    /// The same without secrets in what it shows.
    pub(crate) fn redacted(self, secrets: &Secrets) -> Self {
        match self {
            Self::Transport(cut) => Self::Transport(cut.redacted(secrets)),
            Self::Decode(error) => {
                Self::Decode(error.map_texts(|text| secrets.beginning(text, TEXT)))
            }
            Self::InvalidInput(Refused {
                refusal: Refusal::Call { problem },
                row,
                api,
            }) => {
                let problem = secrets.remove_from_text(&problem).into_owned().into();
                let refusal = Refusal::Call { problem };
                Self::InvalidInput(Refused { refusal, row, api })
            }
            other => other,
        }
    }
}

/// What is known of a failed call whatever failed.
#[doc(hidden)]
#[derive(Clone)]
pub struct Scene {
    pub endpoint: &'static EndpointInfo,
    pub sent: Sent,
    pub sent_bytes: u64,
    pub spent: Spent,
    pub exhausted: Option<Exhausted>,
    pub reply: Option<Stored>,
    /// Whether the status of the reply is that of a documented success.
    pub is_documented: bool,
    /// What is not shown.
    pub secrets: Arc<Secrets>,
}

impl Scene {
    /// Whether the status of the reply says success, whatever the reply says.
    pub(crate) fn is_success(&self) -> bool {
        let status = self.reply.as_ref().map(|reply| reply.status);
        self.is_documented || matches!(status, Some(200..=299))
    }
}

/// A reply that is kept.
#[doc(hidden)]
#[derive(Clone)]
pub struct Stored {
    pub status: u16,
    pub headers: HeaderMap,
    pub body: Bytes,
    pub truncated: bool,
    pub code: Option<String>,
    pub detail: Option<String>,
    pub request_id: Option<String>,
    pub retry_after: Option<Duration>,
    pub should_retry: Option<bool>,
}

/// How much of a body is kept when the status says failure.
const MAX_KEPT: usize = 64 * 1024;

#[doc(hidden)]
impl Stored {
    pub fn new(reply: &Reply<'_>, body: Bytes, truncated: bool) -> Self {
        let kept = match body.get(..MAX_KEPT) {
            // Copied, or the rest would be kept with it.
            Some(kept) if reply.status() >= 300 && body.len() > MAX_KEPT => {
                Some(Bytes::copy_from_slice(kept))
            }
            _ => None,
        };
        Self {
            status: reply.status(),
            headers: reply.headers().clone(),
            truncated: truncated || kept.is_some(),
            code: reply.code().map(str::to_owned),
            detail: reply.detail().map(str::to_owned),
            request_id: reply.request_id().map(str::to_owned),
            retry_after: reply.retry_after(),
            should_retry: reply.should_retry(),
            body: kept.unwrap_or(body),
        }
    }

    /// With the wait until a limit ends, if one was exceeded and there is no other.
    #[must_use]
    pub fn limited<E: DocumentedError>(self, reply: &Reply<'_>, failure: &Failure<E>) -> Self {
        let is_limit = matches!(failure, Failure::Documented(error) if error.info().is_limit());
        let ends = || reply.limit_ends().filter(|_| is_limit);
        Self {
            retry_after: self.retry_after.or_else(ends),
            ..self
        }
    }
}

/// Omits headers and body, which may be private.
impl fmt::Debug for Stored {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Reply")
            .field("status", &self.status)
            .field("code", &self.code)
            .field("detail", &self.detail)
            .field("request_id", &self.request_id)
            .field("retry_after", &self.retry_after)
            .field("body_len", &self.body.len())
            .field("truncated", &self.truncated)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::may_close;

    #[test]
    fn codes_that_no_frame_may_carry_are_told() {
        let table = [
            (0..=999, false),
            (1000..=1003, true),
            (1004..=1006, false),
            (1007..=1014, true),
            (1015..=2999, false),
            (3000..=4999, true),
            (5000..=u16::MAX, false),
        ];
        for (codes, may) in table {
            for code in codes {
                assert_eq!(may_close(code), may, "{code}");
            }
        }
    }
}
