//! Why a call failed.

mod display;
mod parts;
mod silence;

pub(crate) use parts::{Cut, Failure, Inner, OverCap, Refusal, Scene, Stored, may_close};
pub use parts::{ErrorKind, Sent};
pub use silence::Silence;
pub(crate) use silence::Waiting;

use crate::billing::{Billed, Spent};
use crate::documented::DocumentedError;
use crate::meta::{Billing, EndpointInfo, ErrorInfo, Retry};
use crate::retry::Exhausted;
use bytes::Bytes;
use http::HeaderMap;
use std::fmt;
use std::time::Duration;

/// Why a call failed, with everything that is known of it.
///
/// `E` is the endpoint's own enum of documented failures. A reply that the contract does not document is no variant
/// of it: it keeps its status, headers, body and request id here, whatever they are.
///
/// An error is one pointer, holds neither the key nor the request's body, and displays as one line that says which
/// operation failed, how, and what to do.
///
/// ```
/// use theta_client::{DocumentedError, Error, ErrorKind, Sent};
///
/// fn advice<E: DocumentedError>(error: &Error<E>) -> &'static str {
///     match error.kind() {
///         ErrorKind::InvalidInput => "nothing was sent: change the input",
///         _ if error.is_retryable() => "try again later",
///         _ if error.sent() == Sent::Complete => "the call may have been billed",
///         _ => "see the message",
///     }
/// }
/// ```
pub struct Error<E>(Box<Inner<E>>);

impl<E> Error<E> {
    pub(crate) fn new(failure: Failure<E>, scene: Scene) -> Self {
        Self(Box::new(Inner { failure, scene }))
    }

    /// With what was received before.
    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        if let Some(reply) = &mut self.0.scene.reply {
            reply.body = body;
        }
        self
    }

    /// The documented failure, if it is one.
    #[must_use]
    pub fn api(&self) -> Option<&E> {
        match &self.0.failure {
            Failure::Documented(error) => Some(error),
            _ => None,
        }
    }

    /// The documented failure, if it is one, else this error.
    ///
    /// # Errors
    ///
    /// This error, unchanged.
    pub fn into_api(self) -> Result<E, Self> {
        let Inner { failure, scene } = *self.0;
        match failure {
            Failure::Documented(error) => Ok(error),
            failure => Err(Self::new(failure, scene)),
        }
    }

    /// What kind of failure it is.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.0.failure {
            Failure::InvalidInput(_) => ErrorKind::InvalidInput,
            Failure::Late(_) => ErrorKind::Deadline,
            Failure::OverCap(over) => ErrorKind::OverCap { left: over.left },
            Failure::Transport(cut) => ErrorKind::Transport {
                timeout: cut.timeout,
            },
            Failure::Documented(_) => ErrorKind::Documented,
            Failure::Unknown {
                known_status,
                known_code,
            } => ErrorKind::Unknown {
                known_status: *known_status,
                known_code: *known_code,
            },
            Failure::Closed { code } => ErrorKind::Closed { code: *code },
            Failure::Decode(_) => ErrorKind::Decode,
        }
    }

    /// The endpoint's name in the contract.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.scene.endpoint.name
    }

    /// What the contract says of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.scene.endpoint
    }

    /// The HTTP status, if a reply began.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.reply().map(|reply| reply.status)
    }

    /// The message of the reply, byte for byte, if its body has a documented shape.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.reply()?.detail.as_deref()
    }

    /// The code of the reply, byte for byte, if its body has a documented shape.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.reply()?.code.as_deref()
    }

    /// The headers, if a reply began.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.reply().map(|reply| &reply.headers)
    }

    /// The body of the reply as it came: at most its first 64 KiB when the status says failure, and all that was
    /// received when the status says success, since that was paid for. Empty when no reply began.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.reply().map_or(&[], |reply| &reply.body)
    }

    /// Whether the reply had more than [`body`](Self::body) holds.
    #[must_use]
    pub fn body_truncated(&self) -> bool {
        self.reply().is_some_and(|reply| reply.truncated)
    }

    /// The id the server gave the request: what its support asks for.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.reply()?.request_id.as_deref()
    }

    /// How long the server asks to wait before trying again.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.reply()?.retry_after
    }

    /// Whether the time for the attempt was up, or what it had opened was silent for too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(&self.0.failure, Failure::Transport(cut) if cut.timeout)
    }

    /// How long a stream or a WebSocket was silent, and what had come until then, if that is why it was given up.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        match &self.0.failure {
            Failure::Transport(cut) => cut.cause.downcast_ref().copied(),
            _ => None,
        }
    }

    /// Whether no connection could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(&self.0.failure, Failure::Transport(cut) if cut.connect)
    }

    /// How much of the request the server can hold, at most.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.0.scene.sent
    }

    /// How many bytes of the request's body were handed to the transport.
    #[must_use]
    pub fn sent_bytes(&self) -> u64 {
        self.0.scene.sent_bytes
    }

    /// How long the call took, waits and all attempts included.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.scene.spent.elapsed
    }

    /// What the call took: attempts, time, audio, and whether any of it may have been billed.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.0.scene.spent
    }

    /// Whether any attempt of the call may have been billed.
    #[must_use]
    pub fn billed(&self) -> Billed {
        self.0.scene.spent.billed
    }

    /// Requests begun; this error is about the last.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.scene.spent.attempts
    }

    /// Why the call was not tried again although the failure may pass; `None` when it would not have been anyway.
    #[must_use]
    pub fn exhausted(&self) -> Option<Exhausted> {
        self.0.scene.exhausted
    }

    /// The same error with the documented failure as another type, such as the enum of the whole API.
    #[must_use]
    pub fn widen<A: From<E>>(self) -> Error<A> {
        let Inner { failure, scene } = *self.0;
        let failure = match failure {
            Failure::InvalidInput(refusal) => Failure::InvalidInput(refusal),
            Failure::Late(message) => Failure::Late(message),
            Failure::OverCap(over) => Failure::OverCap(over),
            Failure::Transport(cut) => Failure::Transport(cut),
            Failure::Documented(error) => Failure::Documented(A::from(error)),
            Failure::Unknown {
                known_status,
                known_code,
            } => Failure::Unknown {
                known_status,
                known_code,
            },
            Failure::Closed { code } => Failure::Closed { code },
            Failure::Decode(error) => Failure::Decode(error),
        };
        Error::new(failure, scene)
    }

    /// Whether the status says that the same request may succeed later, and does not leave open whether it did.
    fn has_passing_status(&self) -> bool {
        matches!(self.status(), Some(429 | 500 | 502 | 503))
    }

    fn reply(&self) -> Option<&Stored> {
        self.0.scene.reply.as_ref()
    }
}

impl<E: DocumentedError> Error<E> {
    /// The contract's row of the documented failure, if it is one.
    #[must_use]
    pub fn info(&self) -> Option<&'static ErrorInfo> {
        self.api().map(DocumentedError::info)
    }

    /// What the contract says about trying again; [`Retry::Unstated`] for what it does not document.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match &self.0.failure {
            Failure::Documented(error) => error.info().retry,
            Failure::InvalidInput(_) => Retry::Never,
            _ => Retry::Unstated,
        }
    }

    /// Whether the same request may succeed later without anybody doing anything, and cannot have been billed for
    /// what already happened as far as anybody can know.
    ///
    /// A documented failure is when the contract says so; an undocumented reply when its status is 429, 500, 502 or
    /// 503; a broken connection when the server cannot hold a complete request, or when the endpoint is free and
    /// repeatable.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        match &self.0.failure {
            Failure::Documented(error) => matches!(error.info().retry, Retry::Backoff { .. }),
            Failure::Unknown { .. } => self.has_passing_status(),
            Failure::Late(_) => true,
            Failure::Transport(_) if self.status().is_some() => self.has_passing_status(),
            Failure::Transport(_) => {
                let endpoint = self.endpoint();
                self.sent() != Sent::Complete
                    || (endpoint.repeatable && endpoint.billing == Billing::Free)
            }
            Failure::InvalidInput(_)
            | Failure::OverCap(_)
            | Failure::Closed { .. }
            | Failure::Decode(_) => false,
        }
    }
}

impl<E: DocumentedError> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        display::fmt(&self.0, f)
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let scene = &self.0.scene;
        f.debug_struct("Error")
            .field("operation", &scene.endpoint.name)
            .field("failure", &self.0.failure)
            .field("sent", &scene.sent)
            .field("sent_bytes", &scene.sent_bytes)
            .field("spent", &scene.spent)
            .field("exhausted", &scene.exhausted)
            .field("reply", &scene.reply)
            .finish()
    }
}

impl<E: DocumentedError> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.failure {
            Failure::InvalidInput(refusal) => refusal.source(),
            Failure::Transport(cut) => Some(&*cut.cause),
            Failure::Decode(error) => Some(error),
            Failure::Late(_)
            | Failure::OverCap(_)
            | Failure::Documented(_)
            | Failure::Unknown { .. }
            | Failure::Closed { .. } => None,
        }
    }
}
