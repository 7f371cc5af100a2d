//! Time, so that tests of limits and delays wait for nothing.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

/// A wait that a [`Clock`] ends.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// Where the server takes its time from.
pub trait Clock: Send + Sync + 'static {
    /// Time since a moment that stays the same for the life of the clock.
    fn now(&self) -> Duration;

    /// A wait of that length. It is polled inside a tokio runtime that has its timer enabled.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock {
    origin: Instant,
}

impl SystemClock {
    /// A clock that starts at zero now.
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

/// A clock that stands still until it is told to advance.
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
    shared: Arc<Hands>,
}

#[derive(Default)]
struct Hands {
    state: Mutex<Dial>,
    changed: Condvar,
}

#[derive(Default)]
struct Dial {
    now: Duration,
    next_id: u64,
    sleepers: Vec<Sleeper>,
}

struct Sleeper {
    id: u64,
    until: Duration,
    waker: Waker,
}

impl ManualClock {
    /// A clock that stands at zero.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets time pass and ends every wait that is over by then.
    pub fn advance(&self, duration: Duration) {
        let mut dial = self.shared.dial();
        dial.now = dial.now.saturating_add(duration);
        let now = dial.now;
        let awake: Vec<Waker> = dial
            .sleepers
            .iter()
            .filter(|sleeper| sleeper.until <= now)
            .map(|sleeper| sleeper.waker.clone())
            .collect();
        drop(dial);
        for waker in awake {
            waker.wake();
        }
    }

    /// Number of waits that are not over.
    #[must_use]
    pub fn sleepers(&self) -> usize {
        self.shared.dial().waiting()
    }

    /// Blocks this thread until at least `count` replies are being delayed; `false` when that does not happen within
    /// `limit` of real time.
    ///
    /// Call it from a test's thread, not from an async task that the client needs to make progress.
    #[must_use]
    pub fn wait_for_sleepers(&self, count: usize, limit: Duration) -> bool {
        let dial = self.shared.dial();
        let waited = self
            .shared
            .changed
            .wait_timeout_while(dial, limit, |dial| dial.waiting() < count);
        let (dial, _) = waited.unwrap_or_else(PoisonError::into_inner);
        dial.waiting() >= count
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let dial = self.shared.dial();
        f.debug_struct("ManualClock")
            .field("now", &dial.now)
            .field("sleepers", &dial.waiting())
            .finish()
    }
}

impl Hands {
    fn dial(&self) -> MutexGuard<'_, Dial> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Dial {
    fn waiting(&self) -> usize {
        self.sleepers
            .iter()
            .filter(|sleeper| sleeper.until > self.now)
            .count()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> Duration {
        self.shared.dial().now
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        let until = self.now().saturating_add(duration);
        Box::pin(ManualSleep {
            shared: Arc::clone(&self.shared),
            until,
            id: None,
        })
    }
}

struct ManualSleep {
    shared: Arc<Hands>,
    until: Duration,
    id: Option<u64>,
}

impl Future for ManualSleep {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let shared = Arc::clone(&self.shared);
        let mut dial = shared.dial();
        if dial.now >= self.until {
            return Poll::Ready(());
        }
        let id = self.id.unwrap_or_else(|| {
            dial.next_id += 1;
            dial.next_id
        });
        self.id = Some(id);
        dial.sleepers.retain(|sleeper| sleeper.id != id);
        dial.sleepers.push(Sleeper {
            id,
            until: self.until,
            waker: context.waker().clone(),
        });
        shared.changed.notify_all();
        Poll::Pending
    }
}

impl Drop for ManualSleep {
    fn drop(&mut self) {
        if let Some(id) = self.id {
            self.shared
                .dial()
                .sleepers
                .retain(|sleeper| sleeper.id != id);
        }
    }
}
