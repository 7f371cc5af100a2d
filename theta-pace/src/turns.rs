//! The order of sending: limits that few kinds of calls share, the concurrency limit, then the rate of the key.

use crate::clock::{Alarm, Clock};
use crate::limits::{Full, Held, Limits, Need};
use crate::pacer::{NoTurn, Pacer};
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, OnceLock, PoisonError};
use std::time::{Duration, Instant};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// What is longer is a mistake of the server, which must not stop a client for good.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The queue that every attempt passes.
#[derive(Clone, Debug)]
pub struct Turns {
    pacer: Arc<dyn Pacer>,
    places: Option<Arc<Semaphore>>,
    limits: Option<Arc<Limits>>,
    /// Until when the server lets no call of a kind through; unset until it says so for the first time.
    closed: Arc<OnceLock<Mutex<HashMap<&'static str, Instant>>>>,
}

/// A permission to send once, held until the reply has been received.
#[derive(Debug)]
pub struct Leave {
    _place: Option<OwnedSemaphorePermit>,
    held: Option<Arc<Held>>,
}

impl Leave {
    /// Returns what the call was counted with, if there are limits.
    #[must_use]
    pub fn held(&self) -> Option<&Arc<Held>> {
        self.held.as_ref()
    }
}

/// Why there is no permission in time, and what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The deadline comes first.
    Late(String),
    /// A limit is reached whose window is long.
    Reached {
        /// Why, and what to do.
        why: String,
        /// When it lets such a call through; `None` for never.
        opens: Option<Duration>,
    },
}

impl Turns {
    /// Creates a queue with a pacer and an optional limit on concurrent requests. More than can be counted are no limit.
    pub fn new(pacer: Arc<dyn Pacer>, at_once: Option<usize>) -> Self {
        let places = at_once.filter(|most| *most <= Semaphore::MAX_PERMITS);
        let places = places.map(|most| Arc::new(Semaphore::new(most)));
        Self {
            pacer,
            places,
            limits: None,
            closed: Arc::default(),
        }
    }

    /// Adds limits.
    #[must_use]
    pub fn limited(mut self, limits: Option<Arc<Limits>>) -> Self {
        self.limits = limits;
        self
    }

    /// Waits for permission to send a call of that kind, no longer than `patience`. The place among the concurrent
    /// requests is acquired before the turn, because a turn that is taken and not used at once would cause a burst
    /// later.
    ///
    /// # Errors
    ///
    /// Returns why there is no permission in time, and what to do.
    pub async fn take(
        &self,
        kind: &'static str,
        need: Need<'_>,
        clock: &dyn Clock,
        patience: Duration,
    ) -> Result<Leave, Refused> {
        // No clock goes further than that.
        let deadline = clock.now() + patience.min(LONGEST * 365 * 100);
        let left = |clock: &dyn Clock| deadline.saturating_duration_since(clock.now());
        while let Some(wait) = self.is_closed(kind, clock) {
            if wait > left(clock) {
                let seconds = wait.as_secs_f64();
                return Err(late(&format!(
                    "the server lets no call through for about {seconds:.1} s"
                )));
            }
            clock.sleep(wait).await;
        }
        let limits = self.limits.as_ref().filter(|_| !need.of.is_empty());
        let Some(limits) = limits else {
            let place = self.place(clock, deadline).await?;
            self.pace(clock, left(clock)).await?;
            return Ok(Leave {
                _place: place,
                held: None,
            });
        };
        // Boxed so that calls without limits stay small.
        Box::pin(self.take_limited(limits, need, clock, deadline)).await
    }

    async fn take_limited(
        &self,
        limits: &Arc<Limits>,
        need: Need<'_>,
        clock: &dyn Clock,
        deadline: Instant,
    ) -> Result<Leave, Refused> {
        let in_line = || late(&"calls wait for each other because of a limit");
        let mut alarm = Alarm::new(clock, deadline);
        let room = alarm.guard(limits.room(need, clock, deadline)).await;
        let mut room = room
            .ok_or_else(in_line)?
            .map_err(|full| refused(limits, &full))?;
        let place = self.place(clock, deadline).await?;
        loop {
            let left = deadline.saturating_duration_since(clock.now());
            self.pace(clock, left).await?;
            let taken = alarm.guard(room.take(need, clock, deadline)).await;
            let taken = taken
                .ok_or_else(in_line)?
                .map_err(|full| refused(limits, &full))?;
            // Otherwise it waited, and needs another turn, because this one was not used at once.
            if let Some(counted) = taken {
                let held = Held::new(Arc::clone(limits), counted, room.leave());
                return Ok(Leave {
                    _place: place,
                    held: Some(Arc::new(held)),
                });
            }
        }
    }

    /// A place among the concurrent requests.
    async fn place(
        &self,
        clock: &dyn Clock,
        deadline: Instant,
    ) -> Result<Option<OwnedSemaphorePermit>, Refused> {
        let Some(places) = &self.places else {
            return Ok(None);
        };
        let mut alarm = Alarm::new(clock, deadline);
        let acquired = alarm.guard(Arc::clone(places).acquire_owned()).await;
        match acquired {
            Some(acquired) => Ok(acquired.ok()),
            None => Err(late(&"as many calls as allowed are being made")),
        }
    }

    async fn pace(&self, clock: &dyn Clock, left: Duration) -> Result<(), Refused> {
        match self.pacer.turn(clock, left).await {
            Ok(()) => Ok(()),
            Err(none) if none.is_away() => Err(away(none)),
            Err(none) => Err(late(&none)),
        }
    }

    /// Reports that the server refused a request because there were too many.
    pub fn throttled(&self, clock: &dyn Clock, retry_after: Option<Duration>) {
        let pause = retry_after.filter(|pause| *pause <= LONGEST);
        self.pacer.throttled(clock, pause);
    }

    /// Reports that the server accepted a request.
    pub fn succeeded(&self, clock: &dyn Clock) {
        self.pacer.succeeded(clock);
    }

    /// Reports that the server said that it lets no call of that kind through for so long.
    pub fn close(&self, kind: &'static str, clock: &dyn Clock, wait: Duration) {
        let until = clock.now() + wait.min(LONGEST);
        let closed = self.closed.get_or_init(Mutex::default);
        lock(closed).insert(kind, until);
    }

    fn is_closed(&self, kind: &'static str, clock: &dyn Clock) -> Option<Duration> {
        let mut closed = lock(self.closed.get()?);
        let until = *closed.get(kind)?;
        let wait = until.saturating_duration_since(clock.now());
        if wait.is_zero() {
            closed.remove(kind);
            return None;
        }
        Some(wait)
    }
}

fn lock<T>(of: &Mutex<T>) -> MutexGuard<'_, T> {
    of.lock().unwrap_or_else(PoisonError::into_inner)
}

fn refused(limits: &Limits, full: &Full) -> Refused {
    match *full {
        Full::Late { limit, wait } => {
            let (words, seconds) = (limits.words(limit), wait.as_secs_f64());
            late(&format!(
                "the limit of {words} lets the next call through in about {seconds:.1} s"
            ))
        }
        Full::Reached {
            limit,
            opens: Some(opens),
        } => {
            let (words, seconds) = (limits.words(limit), opens.as_secs_f64().ceil());
            Refused::Reached {
                why: format!(
                    "the limit of {words} is reached and lets the next call through in about {seconds} s: wait, \
                     or use a larger plan"
                ),
                opens: Some(opens),
            }
        }
        Full::Reached { limit, opens: None } => Refused::Reached {
            why: format!(
                "the limit of {} never lets a call through that costs so much: send less, or use a larger plan",
                limits.words(limit)
            ),
            opens: None,
        },
        Full::Away => away(NoTurn::away()),
    }
}

fn away(none: NoTurn) -> Refused {
    Refused::Late(format!("{none}: see to it, or let the pace fail open"))
}

fn late(why: &dyn fmt::Display) -> Refused {
    Refused::Late(format!(
        "{why}, which is after the deadline: raise it, call less often, or use a larger plan"
    ))
}
