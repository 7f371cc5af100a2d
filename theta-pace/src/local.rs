//! A pacer for one process.

use crate::clock::{Alarm, Clock};
use crate::gcra::Gcra;
use crate::pacer::{NoTurn, Pacer, Turn};
use std::future::ready;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::Semaphore;

/// A pacer that keeps to a number of requests per minute within one process, with even spacing after a small burst.
///
/// After a `429` it pauses for as long as the server asks, then reduces the rate, which each success gradually
/// restores.
#[derive(Debug)]
pub struct LocalPacer {
    /// The holder is next. The semaphore is fair, so that the others queue; leaving the queue makes room.
    head: Semaphore,
    /// The length of the queue, including the first.
    line: AtomicU32,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    /// `None` when the rate is unknown: then it only pauses.
    gcra: Option<Gcra>,
    /// What the times of `gcra` count from.
    epoch: Option<Instant>,
    paused_until: Option<Instant>,
}

impl LocalPacer {
    /// Creates a pacer for this many requests per minute; 0 counts as 1.
    #[must_use]
    pub fn new(rpm: u32) -> Self {
        Self::with(Some(Gcra::new(rpm)))
    }

    /// Creates a pacer of one request every `spacing`, after a burst of this many; 0 counts as 1. More than a
    /// year counts as a year.
    #[must_use]
    pub fn spaced(spacing: Duration, burst: u32) -> Self {
        Self::with(Some(Gcra::with(spacing, burst.max(1))))
    }

    /// Creates a pacer without a rate, which only pauses when the server asks for it.
    #[must_use]
    pub fn unpaced() -> Self {
        Self::with(None)
    }

    fn with(gcra: Option<Gcra>) -> Self {
        Self {
            head: Semaphore::new(1),
            line: AtomicU32::new(0),
            state: Mutex::new(State {
                gcra,
                epoch: None,
                paused_until: None,
            }),
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn stand(
        &self,
        place: Place<'_>,
        clock: &dyn Clock,
        patience: Duration,
    ) -> Result<(), NoTurn> {
        let now = clock.now();
        let expected = self.state().expected(now, place.before);
        if expected > patience {
            return Err(NoTurn::after(expected));
        }
        let mut alarm = Alarm::after(clock, patience);
        let wait = async {
            let head = self.head.acquire().await;
            loop {
                let taken = self.state().take(clock.now());
                match taken {
                    Ok(()) => break drop(head),
                    Err(wait) => clock.sleep(wait).await,
                }
            }
        };
        let turn = alarm.guard(wait).await;
        turn.ok_or_else(|| {
            let expected = self.state().expected(clock.now(), 0);
            NoTurn::after(patience.saturating_add(expected))
        })
    }
}

impl State {
    /// Time since the epoch, which is the first moment there was.
    fn since(&mut self, now: Instant) -> Duration {
        now.saturating_duration_since(*self.epoch.get_or_insert(now))
    }

    /// Takes a turn, or returns how long there is none.
    fn take(&mut self, now: Instant) -> Result<(), Duration> {
        let pause = self.pause(now);
        if !pause.is_zero() {
            return Err(pause);
        }
        let since = self.since(now);
        match &mut self.gcra {
            Some(gcra) => gcra.take(since),
            None => Ok(()),
        }
    }

    fn pause(&self, now: Instant) -> Duration {
        self.paused_until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// The wait with `before` calls ahead in the queue, if none leaves and nothing is refused.
    fn expected(&mut self, now: Instant, before: u32) -> Duration {
        let since = self.since(now);
        let paced = self.gcra.as_ref().map_or(Duration::ZERO, |gcra| {
            let line = gcra.spacing().saturating_mul(before);
            gcra.wait(since).saturating_add(line)
        });
        paced.max(self.pause(now))
    }
}

impl Pacer for LocalPacer {
    fn turn<'a>(&'a self, clock: &'a dyn Clock, patience: Duration) -> Turn<'a> {
        let place = Place::new(&self.line);
        // The usual case, without a line: nothing to wait for.
        if place.before == 0 && self.state().take(clock.now()).is_ok() {
            return Box::pin(ready(Ok(())));
        }
        Box::pin(self.stand(place, clock, patience))
    }

    fn throttled(&self, clock: &dyn Clock, retry_after: Option<Duration>) {
        let now = clock.now();
        let mut state = self.state();
        let since = state.since(now);
        // What no clock reaches is a mistake, which must not stop a key for good.
        let until = retry_after.and_then(|pause| now.checked_add(pause));
        if let Some(gcra) = &mut state.gcra {
            let pause = retry_after.filter(|_| until.is_some());
            gcra.throttled(since, pause.unwrap_or_default());
        }
        state.paused_until = state.paused_until.max(until);
    }

    fn succeeded(&self, _: &dyn Clock) {
        if let Some(gcra) = &mut self.state().gcra {
            gcra.succeeded();
        }
    }
}

/// A place in the line, left when dropped.
struct Place<'a> {
    line: &'a AtomicU32,
    before: u32,
}

impl<'a> Place<'a> {
    fn new(line: &'a AtomicU32) -> Self {
        let before = line.fetch_add(1, Ordering::AcqRel);
        Self { line, before }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.line.fetch_sub(1, Ordering::AcqRel);
    }
}
