//! The error of a call.

mod display;
mod parts;

pub use parts::ErrorKind;
#[doc(hidden)]
pub use parts::{Failure, Inner, Refused, Scene, Stored, may_close};

use crate::money::{Billed, Exhausted, OverCap, Sent, Spent};
use crate::reply::attempted::{Attempted, may_pass};
use crate::reply::documented::strictest;
use crate::reply::documented::{DocumentedError, detail};
use crate::reply::listed::{Kept, Reported};
use crate::site::meta::{EndpointInfo, ErrorInfo, Retry};
use crate::site::refusal::Refusal;
use crate::wire::silence::Silence;
use bytes::Bytes;
use http::HeaderMap;
use std::fmt;
use std::time::Duration;

/// The error of a call, with everything that is known about the failure.
///
/// `E` is the endpoint's enum of documented failures. An undocumented reply is not a variant of it: its status,
/// headers, body and request id are available here, whatever they are.
///
/// An error is one pointer in size and holds neither the key nor the body of the request. It displays as one line that
/// says which operation failed, how, what to do, and whether the call may have been billed. The line does not include
/// the underlying cause, which is the [`source`](std::error::Error::source): print both, as `anyhow` does with `{:#}`.
/// The source of a documented failure is its row of the contract, an [`ErrorInfo`].
///
/// A server may repeat the key in its reply. The key is removed from what the error displays, from its debug output
/// and from its source: in any letter case, backwards, with the escapes of JSON, Rust, URLs, HTML and
/// quoted-printable, in base64, in hexadecimal or decimal numbers, in UTF-16 and UTF-32, with invisible characters
/// inserted, in up to three of these encodings nested, and without the prefix that all keys share. Keys of fewer than
/// eight characters are not searched for. Long texts are shown truncated. The accessors of raw data return it complete
/// and unredacted: [`body`](Self::body), [`headers`](Self::headers), [`detail`](Self::detail), [`code`](Self::code),
/// [`request_id`](Self::request_id), and the captures of [`api`](Self::api).
///
/// ```
/// use theta_runtime::{DocumentedError, Error, ErrorKind, Sent};
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
#[derive(Clone)]
pub struct Error<E>(Box<Inner<E>>);

impl<E> Error<E> {
    #[doc(hidden)]
    pub fn new(failure: Failure<E>, scene: Scene) -> Self {
        let failure = failure.redacted(&scene.secrets);
        let all = Vec::new();
        Self(Box::new(Inner {
            failure,
            scene,
            all,
        }))
    }

    /// With every failure of the list that the reply is.
    #[doc(hidden)]
    #[must_use]
    pub fn with_all(mut self, all: Vec<Kept<E>>) -> Self {
        self.0.all = all;
        self
    }

    /// With what was received before.
    pub(crate) fn with_body(mut self, body: Bytes) -> Self {
        if let Some(reply) = &mut self.0.scene.reply {
            reply.body = body;
        }
        self
    }

    /// Returns the documented failure, if there is one, with texts and captures exactly as the server sent them.
    ///
    /// When the client refuses a call before it is sent, and the contract says which failure the server would have
    /// answered with, that failure is returned. Then [`refusal`](Self::refusal) says why, and [`status`](Self::status)
    /// is `None`, since there was no reply. A failure with captures is available through [`info`](Self::info) only,
    /// because only the server can provide the captures.
    #[must_use]
    pub fn api(&self) -> Option<&E> {
        match &self.0.failure {
            Failure::Documented(error) => Some(error),
            Failure::InvalidInput(refused) => refused.api.as_ref(),
            _ => None,
        }
    }

    /// Returns every failure that the reply reports: each of a list, in its order and at most the first 100, or else the
    /// one that there is. Empty if there was no reply and no documented failure.
    ///
    /// [`api`](Self::api) is the first of them that a row knows by its texts, or else the first that is documented. The call is [retried](Self::is_retryable) only if the
    /// advice of every one of the documented ones allows it.
    #[must_use]
    pub fn all(&self) -> Vec<Reported<'_, E>> {
        let alone = || Reported::alone(self.api(), self.code(), self.detail());
        match self.0.all.as_slice() {
            [] if self.reply().is_none() && self.api().is_none() => Vec::new(),
            [] => vec![alone()],
            all => all.iter().map(Kept::reported).collect(),
        }
    }

    /// Returns why the client itself refused the call, if it did.
    #[must_use]
    pub fn refusal(&self) -> Option<&Refusal> {
        match &self.0.failure {
            Failure::InvalidInput(refused) => Some(&refused.refusal),
            _ => None,
        }
    }

    /// Returns the documented failure, if there is one.
    ///
    /// # Errors
    ///
    /// Returns this error, unchanged, if there is no documented failure.
    pub fn into_api(self) -> Result<E, Self> {
        let Inner {
            failure,
            scene,
            all,
        } = *self.0;
        match failure {
            Failure::Documented(error)
            | Failure::InvalidInput(Refused {
                api: Some(error), ..
            }) => Ok(error),
            failure => Err(Self::new(failure, scene).with_all(all)),
        }
    }

    /// Returns the kind of the failure.
    #[must_use]
    pub fn kind(&self) -> ErrorKind {
        match &self.0.failure {
            Failure::InvalidInput(_) => ErrorKind::InvalidInput,
            Failure::Late(_) => ErrorKind::Deadline,
            Failure::Limited { opens, .. } => ErrorKind::LimitReached { opens_in: *opens },
            Failure::OverCap(OverCap::Audio { left, .. }) => ErrorKind::OverCap { left: *left },
            Failure::OverCap(OverCap::Units { unit, left, .. }) => ErrorKind::OverBudget {
                unit,
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // it saturates, and is not negative
                left: *left as u64,
            },
            Failure::NoKey(_) => ErrorKind::NoKey,
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

    /// Returns the name of the endpoint in the contract.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.0.scene.endpoint.name
    }

    /// Returns the contract's data of the endpoint.
    #[must_use]
    pub fn endpoint(&self) -> &'static EndpointInfo {
        self.0.scene.endpoint
    }

    /// Returns the HTTP status, if a reply began. `None` for a call that the client refused itself, whatever the
    /// server would have answered.
    #[must_use]
    pub fn status(&self) -> Option<u16> {
        self.reply().map(|reply| reply.status)
    }

    /// Returns the message of the reply, byte for byte and unredacted, if its body has a documented shape.
    #[must_use]
    pub fn detail(&self) -> Option<&str> {
        self.reply()?.detail.as_deref()
    }

    /// Returns the code of the reply, byte for byte and unredacted, if its body has a documented shape.
    #[must_use]
    pub fn code(&self) -> Option<&str> {
        self.reply()?.code.as_deref()
    }

    /// Returns the headers, if a reply began.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.reply().map(|reply| &reply.headers)
    }

    /// Returns the body of the reply, unredacted: at most its first 64 KiB when the status is a failure, and
    /// everything that was received when the status is a success, since it was paid for. Empty when no reply began.
    #[must_use]
    pub fn body(&self) -> &[u8] {
        self.reply().map_or(&[], |reply| &reply.body)
    }

    /// Returns whether the reply was longer than [`body`](Self::body).
    #[must_use]
    pub fn body_truncated(&self) -> bool {
        self.reply().is_some_and(|reply| reply.truncated)
    }

    /// Returns the id that the server gave the request. Include it when you contact the vendor's support.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.reply()?.request_id.as_deref()
    }

    /// Returns how long the server asks to wait before a retry.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        match &self.0.failure {
            Failure::NoKey(error) => error.retry_after(),
            _ => self.reply()?.retry_after,
        }
    }

    /// Returns whether the attempt timed out, or an open stream or WebSocket was silent for too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(&self.0.failure, Failure::Transport(cut) if cut.timeout)
    }

    /// Returns how long a stream or a WebSocket was silent and what had been received, if the silence ended it.
    #[must_use]
    pub fn silence(&self) -> Option<Silence> {
        match &self.0.failure {
            Failure::Transport(cut) => cut.cause.downcast_ref().copied(),
            _ => None,
        }
    }

    /// Returns whether no connection could be made.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        matches!(&self.0.failure, Failure::Transport(cut) if cut.connect)
    }

    /// Returns how much of the request the server may have received, at most.
    #[must_use]
    pub fn sent(&self) -> Sent {
        self.0.scene.sent
    }

    /// Returns how many bytes of the request's body were handed to the transport.
    #[must_use]
    pub fn sent_bytes(&self) -> u64 {
        self.0.scene.sent_bytes
    }

    /// Returns how long the call took, including waits and all attempts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.0.scene.spent.elapsed
    }

    /// Returns what the call spent: attempts, time, audio, and whether any of it may have been billed.
    #[must_use]
    pub fn spent(&self) -> Spent {
        self.0.scene.spent
    }

    /// Returns whether any attempt of the call may have been billed.
    #[must_use]
    pub fn billed(&self) -> Billed {
        self.0.scene.spent.billed
    }

    /// Returns the number of attempts that were begun; this error describes the last one.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.0.scene.spent.attempts
    }

    /// Returns why the call was not retried although the failure may be temporary; `None` when it would not have been
    /// retried anyway.
    #[must_use]
    pub fn exhausted(&self) -> Option<Exhausted> {
        self.0.scene.exhausted
    }

    /// Converts the documented failure into another type, such as the error enum of the whole API.
    #[must_use]
    pub fn widen<A: From<E>>(self) -> Error<A> {
        let Inner {
            failure,
            scene,
            all,
        } = *self.0;
        let failure = match failure {
            Failure::InvalidInput(Refused { refusal, row, api }) => {
                let api = api.map(A::from);
                Failure::InvalidInput(Refused { refusal, row, api })
            }
            Failure::Late(message) => Failure::Late(message),
            Failure::OverCap(over) => Failure::OverCap(over),
            Failure::Limited { why, opens } => Failure::Limited { why, opens },
            Failure::NoKey(error) => Failure::NoKey(error),
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
        let all = all.into_iter().map(Kept::widen).collect();
        Error::new(failure, scene).with_all(all)
    }

    fn reply(&self) -> Option<&Stored> {
        self.0.scene.reply.as_ref()
    }
}

impl<E: DocumentedError> Error<E> {
    /// Returns the contract's row of the documented failure, if there is one, or of the failure that the server would
    /// have answered with (see [`api`](Self::api)).
    #[must_use]
    pub fn info(&self) -> Option<&'static ErrorInfo> {
        match &self.0.failure {
            Failure::Documented(error) => Some(error.info()),
            Failure::InvalidInput(refused) => refused.row,
            _ => None,
        }
    }

    /// The row whose advice on retries counts.
    fn advice(&self, error: &E) -> &'static ErrorInfo {
        let all = self.0.all.iter().filter_map(|kept| kept.api.as_ref());
        strictest(all).unwrap_or_else(|| error.info())
    }

    /// Returns the contract's advice on retries; [`Retry::Unstated`] for undocumented failures. Of a list of failures it is
    /// the strictest.
    #[must_use]
    pub fn retry(&self) -> Retry {
        match &self.0.failure {
            Failure::Documented(error) => self.advice(error).retry,
            Failure::InvalidInput(refused) => match refused.row {
                Some(ErrorInfo {
                    retry: Retry::AfterUser,
                    ..
                }) => Retry::AfterUser,
                _ => Retry::Never,
            },
            _ => Retry::Unstated,
        }
    }

    /// Returns whether the same request may succeed later without any action by a person and, as far as is known, without
    /// being billed twice. These are the failures that the client itself retries while it has attempts left.
    ///
    /// A documented failure is retryable when the contract says so, also when it came as a success. Where the contract
    /// says nothing, a reply is retryable when its status is 429 or 503, or when it is 500 or 502 and the endpoint is
    /// repeatable. A header of the reply that the contract names for it overrules both. A failed connection is retryable
    /// when the server cannot hold a complete request, or when the endpoint is free and repeatable. A request that may
    /// have been processed, as after 408 and 504, is not retryable, unless processing it twice costs and changes
    /// nothing. A failure that was reported in an open stream came with a success: it is retryable where the contract says
    /// so and nothing is billed. After a WebSocket was opened nothing is.
    #[must_use]
    pub fn is_retryable(&self) -> bool {
        let (row, fatal) = match &self.0.failure {
            Failure::Documented(error) => (Some(self.advice(error)), None),
            Failure::Unknown { .. } => (None, None),
            Failure::Transport(cut) => (None, cut.fatal),
            Failure::Late(_) => return true,
            // Later, when the limit opens.
            Failure::Limited { opens, .. } => return opens.is_some(),
            Failure::NoKey(error) => return error.is_retryable(),
            Failure::InvalidInput(_)
            | Failure::OverCap(_)
            | Failure::Closed { .. }
            | Failure::Decode(_) => return false,
        };
        // A success that was cut short did not say that it failed, so there is nothing that its header speaks of.
        let is_cut = matches!(self.0.failure, Failure::Transport(_)) && self.0.scene.is_success();
        let reply = self.reply().filter(|_| !is_cut);
        let attempt = Attempted {
            refused: false,
            fatal: fatal.is_some(),
            sent: self.sent(),
            // Of what came in an open reply the status is that of the reply, whatever its row says.
            status: self.status(),
            succeeded: false,
            row,
            retry_after: None,
            should_retry: reply.and_then(|reply| reply.should_retry),
            renewable: false,
            billed: self.billed(),
        };
        may_pass(&attempt, self.endpoint())
    }
}

impl<E: DocumentedError> fmt::Display for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let secrets = &self.0.scene.secrets;
        f.write_str(&secrets.collect(format_args!("{}", display::Line(&self.0))))
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Inner { failure, scene, .. } = &*self.0;
        let shown = Shown(failure, scene);
        f.write_str(&if f.alternate() {
            scene.secrets.collect(format_args!("{shown:#?}"))
        } else {
            scene.secrets.collect(format_args!("{shown:?}"))
        })
    }
}

/// What an error shows for debugging, before secrets are taken out.
struct Shown<'a, E>(&'a Failure<E>, &'a Scene);

impl<E: fmt::Debug> fmt::Debug for Shown<'_, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(failure, scene) = self;
        f.debug_struct("Error")
            .field("operation", &scene.endpoint.name)
            .field("sent", &scene.sent)
            .field("sent_bytes", &scene.sent_bytes)
            .field("spent", &scene.spent)
            .field("exhausted", &scene.exhausted)
            // Last, since a server's texts are of any length, and only the beginning of all is shown.
            .field("failure", failure)
            .field("reply", &scene.reply)
            .finish()
    }
}

impl<E: DocumentedError> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.failure {
            Failure::InvalidInput(Refused { refusal, row, .. }) => match row {
                Some(row) => row.why(""),
                None => refusal.cause(),
            },
            Failure::Transport(cut) if cut.own().is_some() => None,
            Failure::Transport(cut) => Some(&*cut.cause),
            Failure::Decode(error) => Some(error),
            Failure::NoKey(error) => Some(error.cause()),
            Failure::Documented(error) => error.info().why(&detail(error, self.detail())),
            Failure::Late(_)
            | Failure::OverCap(_)
            | Failure::Limited { .. }
            | Failure::Unknown { .. }
            | Failure::Closed { .. } => None,
        }
    }
}
