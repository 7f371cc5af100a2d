//! Keeping to the requests per minute that a key is allowed.

use crate::clock::Clock;
use std::fmt;
use std::pin::Pin;
use std::time::Duration;

/// What [`Pacer::turn`] returns.
pub type Turn<'a> = Pin<Box<dyn Future<Output = Result<(), NoTurn>> + Send + 'a>>;

/// Decides when the next request of one key may be sent.
///
/// The number of requests per minute belongs to the key and not to the process, so what keeps to it can be shared: by
/// several clients, or, with a pacer of another kind, by several machines. A turn that is not waited for any longer,
/// because its future was dropped, must not delay those behind it.
pub trait Pacer: fmt::Debug + Send + Sync + 'static {
    /// Waits for the turn of one request, first come, first served. Fails as soon as it is known that it would take
    /// longer than `patience`, and never waits longer.
    fn turn<'a>(&'a self, clock: &'a dyn Clock, patience: Duration) -> Turn<'a>;

    /// The server has refused a request because there were too many, and wants none for that long.
    fn throttled(&self, clock: &dyn Clock, retry_after: Option<Duration>);

    /// The server has taken a request.
    fn succeeded(&self, clock: &dyn Clock);
}

/// A turn would not come in time, or cannot be had.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct NoTurn {
    /// How long it would have taken, as far as that is known.
    pub wait: Duration,
    away: bool,
}

impl NoTurn {
    /// Creates the error that it would have taken that long.
    #[must_use]
    pub const fn after(wait: Duration) -> Self {
        Self { wait, away: false }
    }

    /// Creates the error that what machines share the pace through does not answer.
    #[must_use]
    pub const fn away() -> Self {
        Self {
            wait: Duration::ZERO,
            away: true,
        }
    }

    /// Returns whether what machines share the pace through does not answer. Otherwise it is a matter of time.
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
