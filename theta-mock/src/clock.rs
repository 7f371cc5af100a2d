//! Clocks, so that tests of limits and delays need not wait.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::watch;

/// A wait that ends by a [`Clock`].
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// The source of time of a server.
pub trait Clock: Send + Sync + 'static {
    /// Returns the time since a fixed moment, which is the same for the life of the clock.
    fn now(&self) -> Duration;

    /// Returns a wait of this length. It is polled inside a tokio runtime with its timer enabled.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// Creates a clock that starts at zero now.
    #[must_use]
    pub fn new() -> Self {
        Self {
            origin: Instant::now(),
        }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        self.origin.elapsed()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        // An async block, so that the timer is made where it is polled: inside the server's runtime.
        Box::pin(async move { tokio::time::sleep(duration).await })
    }
}

/// A clock that stands still until [`advance`](Self::advance) is called.
///
/// ```
/// use std::time::Duration;
/// use theta_mock::{Clock, ManualClock};
///
/// let clock = ManualClock::new();
/// clock.advance(Duration::from_secs(60));
/// assert_eq!(clock.now(), Duration::from_secs(60));
/// ```
#[derive(Clone, Default)]
pub struct ManualClock {
    hands: Arc<Hands>,
}

#[derive(Default)]
struct Hands {
    now: watch::Sender<Duration>,
    /// When each wait ends that has begun.
    ends: Mutex<Vec<Duration>>,
    begun: Condvar,
}

impl ManualClock {
    /// Creates a clock at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Advances the time and ends every wait that is over by then.
    pub fn advance(&self, duration: Duration) {
        let now = &self.hands.now;
        now.send_modify(|now| *now = now.saturating_add(duration));
    }

    /// Returns the number of waits that have not ended.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        self.hands.waiting(&self.hands.ends())
    }

    /// Blocks this thread until at least `count` replies are being delayed. Returns `false` if that does not happen
    /// within `limit` of real time.
    ///
    /// Call it from a test's thread, not from an async task that the client needs in order to make progress.
    #[must_use]
    pub fn wait_for_sleepers(&self, count: usize, limit: Duration) -> bool {
        let hands = &self.hands;
        let too_few = |ends: &mut Vec<Duration>| hands.waiting(ends) < count;
        let waited = hands.begun.wait_timeout_while(hands.ends(), limit, too_few);
        let (ends, _) = waited.unwrap_or_else(PoisonError::into_inner);
        hands.waiting(&ends) >= count
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ManualClock")
            .field("now", &self.now())
            .field("sleepers", &self.sleepers())
            .finish()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        *self.hands.now.borrow()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let end = self.now().saturating_add(duration);
        let hands = Arc::clone(&self.hands);
        Box::pin(async move {
            let mut now = hands.now.subscribe();
            let _sleeper = Sleeper::new(&hands, end);
            // The sender lives as long as the hands do.
            let _ = now.wait_for(|now| *now >= end).await;
        })
    }
}

impl Hands {
    fn ends(&self) -> MutexGuard<'_, Vec<Duration>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn waiting(&self, ends: &[Duration]) -> usize {
        let now = *self.now.borrow();
        ends.iter().filter(|end| **end > now).count()
    }
}

/// A wait that has begun and was not dropped.
struct Sleeper<'h> {
    hands: &'h Hands,
    end: Duration,
}

impl<'h> Sleeper<'h> {
    fn new(hands: &'h Hands, end: Duration) -> Self {
        hands.ends().push(end);
        hands.begun.notify_all();
        Self { hands, end }
    }
}

impl Drop for Sleeper<'_> {
    fn drop(&mut self) {
        let mut ends = self.hands.ends();
        if let Some(index) = ends.iter().position(|end| *end == self.end) {
            ends.swap_remove(index);
        }
    }
}
