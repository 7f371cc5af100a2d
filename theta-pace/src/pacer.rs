//! Pacing requests to the rate of a key.

use crate::clock::Clock;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

/// The future that [`Pacer::turn`] returns.
pub type Turn<'a> = Pin<Box<dyn Future<Output = Result<(), NoTurn>> + Send + 'a>>;

/// Decides when the next request of one key may be sent.
///
/// The number of requests per minute belongs to the key and not to the process, so a pacer can be shared by several
/// clients, or, with a suitable implementation, by several machines. A turn whose future was dropped must not delay
/// those behind it.
pub trait Pacer: fmt::Debug + Send + Sync + 'static {
    /// Waits for the turn of one request, in order of arrival. Fails as soon as it is known that the wait would exceed
    /// `patience`, and never waits longer.
    fn turn<'a>(&'a self, clock: &'a dyn Clock, patience: Duration) -> Turn<'a>;

    /// Reports that the server refused a request because there were too many, and how long it asks to wait.
    fn throttled(&self, clock: &dyn Clock, retry_after: Option<Duration>);

    /// Reports that the server accepted a request.
    fn succeeded(&self, clock: &dyn Clock);
}

/// The error when a turn would not come in time, or is unavailable.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoTurn {
    /// How long the wait would have been, as far as is known.
    pub wait: Duration,
    away: bool,
}

impl NoTurn {
    /// Creates the error for a wait that would have been this long.
    #[must_use]
    pub const fn after(wait: Duration) -> Self {
        Self { wait, away: false }
    }

    /// Creates the error for a shared pacer whose server does not answer.
    #[must_use]
    pub const fn away() -> Self {
        Self {
            wait: Duration::ZERO,
            away: true,
        }
    }

    /// Returns whether the server of a shared pacer did not answer. Otherwise the wait was too long.
    #[must_use]
    pub const fn is_away(&self) -> bool {
        self.away
    }
}

impl fmt::Display for NoTurn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.away {
            return f.write_str("what this key's pace is shared through does not answer");
        }
        let seconds = self.wait.as_secs_f64();
        write!(
            f,
            "the next request of this key may be sent in about {seconds:.1} s"
        )
    }
}

impl std::error::Error for NoTurn {}
