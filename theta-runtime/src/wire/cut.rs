//! Connections that failed.

use super::fatal::Fatal;
use super::silence::Silence;
use super::transport::TransportError;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use theta_coding::CodingError;
use theta_secrets::Secrets;

/// A connection that failed.
#[derive(Clone, Debug)]
pub(crate) struct Cut {
    pub(crate) timeout: bool,
    pub(crate) connect: bool,
    /// Why it fails however often it is tried.
    pub(crate) fatal: Option<Fatal>,
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
    pub(crate) fn late(timeout: Duration) -> Self {
        Self::new(true, TimeUp(timeout))
    }

    /// Why a reply cannot be read although it may be there to its end.
    pub(crate) fn unreadable(&self) -> Option<&CodingError> {
        let error: &CodingError = self.cause.downcast_ref()?;
        Some(error).filter(|error| error.is_unreadable())
    }

    /// What was open is given up.
    pub(crate) fn silent(silence: Silence) -> Self {
        Self::new(true, silence)
    }

    /// What the client found itself: no error of somebody else lies below it.
    pub(crate) fn own(&self) -> Option<&dyn fmt::Display> {
        if let Some(silence) = self.cause.downcast_ref::<Silence>() {
            return Some(silence);
        }
        if let Some(coding) = self.cause.downcast_ref::<CodingError>() {
            return Some(coding);
        }
        Some(self.cause.downcast_ref::<TimeUp>()?)
    }

    /// Whether the server cannot have received a request, whatever was handed to the transport: it refused the handshake.
    pub(crate) fn is_unsent(&self) -> bool {
        self.connect && self.fatal.is_some()
    }

    /// The same without secrets in what its causes say. Those that say none stay what they are.
    pub(crate) fn redacted(self, secrets: &Secrets) -> Self {
        let first: &(dyn std::error::Error + 'static) = &*self.cause;
        // One that is longer than what is shown is not looked through, nor kept.
        let causes = std::iter::successors(Some(first), |cause| cause.source());
        let mut unchanged = true;
        let texts: Vec<String> = causes
            .map(|cause| {
                let (text, same) = secrets.collect_whole(format_args!("{cause}"));
                let (_, debug) = secrets.collect_whole(format_args!("{cause:?}"));
                unchanged &= same && debug;
                text
            })
            .collect();
        if unchanged {
            return self;
        }
        let told = texts
            .into_iter()
            .rev()
            .fold(None, |source, text| Some(Box::new(Told { text, source })));
        match told {
            Some(told) => Self {
                cause: Arc::from(told as Box<dyn std::error::Error + Send + Sync>),
                ..self
            },
            None => self,
        }
    }
}

/// What an error said that is not shown as it was.
struct Told {
    text: String,
    source: Option<Box<Self>>,
}

impl fmt::Display for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl fmt::Debug for Told {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

impl std::error::Error for Told {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let source: &(dyn std::error::Error + 'static) = self.source.as_deref()?;
        Some(source)
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
