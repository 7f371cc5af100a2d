//! Connections that failed.

use super::fatal::Fatal;
use super::silence::Silence;
use super::told;
use super::transport::TransportError;
use crate::site::refusal::count;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use theta_coding::CodingError;
use theta_secrets::Secrets;

/// A connection that failed.
#[derive(Clone, Debug)]
pub struct Cut {
    pub(crate) timeout: bool,
    pub connect: bool,
    /// Why it fails however often it is tried.
    pub fatal: Option<Fatal>,
    pub(crate) cause: Arc<dyn std::error::Error + Send + Sync>,
}

impl Cut {
    fn new(timeout: bool, cause: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self {
            timeout,
            connect: false,
            fatal: None,
            cause: Arc::new(cause),
        }
    }

    /// The time was up.
    #[must_use]
    pub fn late(timeout: Duration) -> Self {
        Self::new(true, TimeUp(timeout))
    }

    /// Why a reply cannot be read although it may be there to its end.
    #[must_use]
    pub fn unreadable(&self) -> Option<&CodingError> {
        let error: &CodingError = self.cause.downcast_ref()?;
        Some(error).filter(|error| error.is_unreadable())
    }

    /// What was open is given up.
    #[must_use]
    pub fn silent(silence: Silence) -> Self {
        Self::new(true, silence)
    }

    /// Events that stop too early, or one that is too large.
    pub(crate) fn in_events(why: EventsCut) -> Self {
        Self::new(false, why)
    }

    /// What the client found itself: no error of somebody else lies below it.
    pub(crate) fn own(&self) -> Option<&dyn fmt::Display> {
        if let Some(silence) = self.cause.downcast_ref::<Silence>() {
            return Some(silence);
        }
        if let Some(cut) = self.cause.downcast_ref::<EventsCut>() {
            return Some(cut);
        }
        if let Some(coding) = self.cause.downcast_ref::<CodingError>() {
            return Some(coding);
        }
        Some(self.cause.downcast_ref::<TimeUp>()?)
    }

    /// Whether the server cannot have received a request, whatever was handed to the transport: it refused the handshake.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        self.connect && self.fatal.is_some()
    }

    /// The same without secrets in what its causes say. Those that say none stay what they are.
    pub(crate) fn redacted(self, secrets: &Secrets) -> Self {
        match told::of(&*self.cause, secrets) {
            Some(told) => Self {
                cause: Arc::new(told),
                ..self
            },
            None => self,
        }
    }
}

/// The time for an attempt was up.
#[derive(Debug)]
struct TimeUp(Duration);

impl fmt::Display for TimeUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "not done within {} s", self.0.as_secs_f64())
    }
}

impl std::error::Error for TimeUp {}

/// Why events are not whole, though their bytes may be.
#[derive(Clone, Copy, Debug)]
pub(crate) enum EventsCut {
    /// One has more bytes than this.
    TooLarge(usize),
    /// The body ended in one of them.
    InEvent,
    /// The body ended before what ends them.
    NoEnd,
}

impl fmt::Display for EventsCut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::TooLarge(limit) => write!(f, "an event has more than {}", count(*limit, "byte")),
            Self::InEvent => f.write_str("the body ended in the middle of an event"),
            Self::NoEnd => f.write_str("the body ended before the end of the events"),
        }
    }
}

impl std::error::Error for EventsCut {}

impl From<reqwest::Error> for Cut {
    fn from(error: reqwest::Error) -> Self {
        // The address is the caller's own, and its query is not for logs.
        let error = error.without_url();
        let fatal = Fatal::of(&error);
        Self {
            timeout: error.is_timeout(),
            // A server may let the client begin before it refuses its certificate.
            connect: error.is_connect() || fatal.is_some(),
            fatal,
            cause: Arc::new(error),
        }
    }
}

impl From<TransportError> for Cut {
    fn from(error: TransportError) -> Self {
        Self {
            connect: error.connect,
            fatal: Fatal::of(&error),
            ..Self::new(false, error)
        }
    }
}

impl From<CodingError> for Cut {
    fn from(error: CodingError) -> Self {
        Self::new(false, error)
    }
}
