//! The order of sending: the concurrency limit, then the rate of the key.

use crate::clock::{Alarm, Clock};
use crate::pacer::Pacer;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// The queue that every attempt passes.
#[derive(Clone, Debug)]
pub struct Turns {
    pacer: Arc<dyn Pacer>,
    places: Option<Arc<Semaphore>>,
}

/// A permission to send once, held until the reply has been received.
#[derive(Debug)]
pub struct Leave {
    _place: Option<OwnedSemaphorePermit>,
}

impl Turns {
    /// Creates a queue with a pacer and an optional limit on concurrent requests.
    pub fn new(pacer: Arc<dyn Pacer>, at_once: Option<usize>) -> Self {
        let places = at_once.map(|most| Arc::new(Semaphore::new(most)));
        Self { pacer, places }
    }

    /// Waits for permission to send, no longer than `patience`. The place among the concurrent requests is acquired
    /// before the turn, because a turn that is taken and not used at once would cause a burst later.
    ///
    /// # Errors
    ///
    /// Returns why there is no permission in time, and what to do.
    pub async fn take(&self, clock: &dyn Clock, patience: Duration) -> Result<Leave, String> {
        let (mut left, mut place) = (patience, None);
        if let Some(places) = &self.places {
            let deadline = clock.now() + patience;
            let mut alarm = Alarm::new(clock, deadline);
            let acquired = alarm.guard(Arc::clone(places).acquire_owned()).await;
            let Some(acquired) = acquired else {
                return Err(late(&"as many calls as allowed are being made"));
            };
            place = acquired.ok();
            left = deadline.saturating_duration_since(clock.now());
        }
        match self.pacer.turn(clock, left).await {
            Ok(()) => Ok(Leave { _place: place }),
            Err(none) if none.is_away() => {
                Err(format!("{none}: see to it, or let the pace fail open"))
            }
            Err(none) => Err(late(&none)),
        }
    }

    /// Reports that the server refused a request because there were too many.
    pub fn throttled(&self, clock: &dyn Clock, retry_after: Option<Duration>) {
        /// What is longer is a mistake of the server, which must not stop a client for good.
        const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);
        let pause = retry_after.filter(|pause| *pause <= LONGEST);
        self.pacer.throttled(clock, pause);
    }

    /// Reports that the server accepted a request.
    pub fn succeeded(&self, clock: &dyn Clock) {
        self.pacer.succeeded(clock);
    }
}

fn late(why: &dyn fmt::Display) -> String {
    format!("{why}, which is after the deadline: raise it, call less often, or use a larger plan")
}
