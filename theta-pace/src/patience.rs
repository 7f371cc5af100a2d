//! A limit on waiting without a sign of life.

use crate::clock::{Alarm, Clock, Sleep};
use std::pin::pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// A limit on the time spent waiting without a sign of life.
///
/// Only the time spent waiting counts: after a long break the whole limit is left, and many short waits, as in a
/// `select!` loop, add up.
pub struct Patience {
    limit: Duration,
    spent: Duration,
    /// A wait by [`poll`](Self::poll) that goes on: since when, and its end; none beyond every clock.
    polled: Option<(Instant, Option<Sleep>)>,
}

impl Patience {
    #[must_use]
    /// Creates a limit of this long.
    pub fn new(limit: Duration) -> Self {
        Self {
            limit,
            spent: Duration::ZERO,
            polled: None,
        }
    }

    #[must_use]
    /// Returns the limit.
    pub fn limit(&self) -> Duration {
        self.limit
    }

    /// Polls for something to come, without a future that would have to be kept; `None` if the total wait exceeds the
    /// limit.
    pub fn poll<T>(
        &mut self,
        clock: &dyn Clock,
        context: &mut Context<'_>,
        poll: impl FnOnce(&mut Context<'_>) -> Poll<T>,
    ) -> Poll<Option<T>> {
        if let Poll::Ready(output) = poll(context) {
            self.restart();
            return Poll::Ready(Some(output));
        }
        self.poll_end(clock, context).map(|()| None)
    }

    /// Gives the whole limit again, as something has come.
    pub fn restart(&mut self) {
        self.polled = None;
        self.spent = Duration::ZERO;
    }

    /// Polls for the end of a wait for something that has not come.
    pub fn poll_end(&mut self, clock: &dyn Clock, context: &mut Context<'_>) -> Poll<()> {
        let (limit, spent) = (self.limit, self.spent);
        let (_, sleep) = self.polled.get_or_insert_with(|| {
            let (now, left) = (clock.now(), limit.saturating_sub(spent));
            let ends = now.checked_add(left).is_some();
            (now, ends.then(|| clock.sleep(left)))
        });
        match sleep {
            Some(sleep) => sleep.as_mut().poll(context),
            None => Poll::Pending,
        }
    }

    /// Ends a wait by [`poll`](Self::poll) that is given up: the time until the next one does not count.
    pub fn pause(&mut self, clock: &dyn Clock) {
        if let Some((since, _)) = self.polled.take() {
            let waited = clock.now().saturating_duration_since(since);
            self.spent = self.spent.saturating_add(waited);
        }
    }

    /// Waits for `future`; `None` if the total wait without a sign of life exceeds the limit. `sign` returns when
    /// there was last a sign of life other than the result itself.
    pub async fn wait<F: Future>(
        &mut self,
        clock: &dyn Clock,
        sign: impl Fn() -> Option<Instant>,
        future: F,
    ) -> Option<F::Output> {
        let mut future = pin!(future);
        loop {
            let left = self.limit.saturating_sub(self.spent);
            let output = {
                let _wait = Wait::new(clock, &mut self.spent);
                Alarm::after(clock, left).watch(future.as_mut()).await
            };
            if output.is_some() {
                self.spent = Duration::ZERO;
                return output;
            }
            let now = clock.now();
            let silent = sign().map_or(self.limit, |at| now.saturating_duration_since(at));
            if silent >= self.limit {
                return None;
            }
            self.spent = silent;
        }
    }
}

/// A wait that is counted even when it is dropped on its way.
struct Wait<'a> {
    clock: &'a dyn Clock,
    since: Instant,
    spent: &'a mut Duration,
}

impl<'a> Wait<'a> {
    fn new(clock: &'a dyn Clock, spent: &'a mut Duration) -> Self {
        Self {
            clock,
            since: clock.now(),
            spent,
        }
    }
}

impl Drop for Wait<'_> {
    fn drop(&mut self) {
        let waited = self.clock.now().saturating_duration_since(self.since);
        *self.spent = self.spent.saturating_add(waited);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::TokioClock;
    use std::cell::Cell;
    use std::future::pending;

    const CLOCK: TokioClock = TokioClock;
    const LIMIT: Duration = Duration::from_secs(10);

    /// Waits for nothing, and gives up after `time`; whether the patience ended first.
    async fn waits(patience: &mut Patience, time: Duration) -> bool {
        let wait = patience.wait(&CLOCK, || None, pending::<()>());
        Alarm::after(&CLOCK, time).guard(wait).await.is_some()
    }

    #[tokio::test(start_paused = true)]
    async fn waits_that_are_given_up_add_up() {
        let mut patience = Patience::new(LIMIT);
        for _ in 0..4 {
            assert!(!waits(&mut patience, Duration::from_secs(2)).await);
        }
        assert!(waits(&mut patience, Duration::from_secs(4)).await);
    }

    #[tokio::test(start_paused = true)]
    async fn what_comes_ends_them() {
        let mut patience = Patience::new(LIMIT);
        for _ in 0..4 {
            assert!(!waits(&mut patience, Duration::from_secs(4)).await);
            let come = patience.wait(&CLOCK, || None, CLOCK.sleep(Duration::from_secs(4)));
            assert_eq!(come.await, Some(()));
        }
    }

    #[tokio::test(start_paused = true)]
    async fn time_in_which_nobody_waits_does_not_count() {
        let mut patience = Patience::new(LIMIT);
        assert!(!waits(&mut patience, Duration::from_secs(2)).await);
        CLOCK.sleep(Duration::from_secs(3600)).await;
        assert!(!waits(&mut patience, Duration::from_secs(4)).await);
        assert!(waits(&mut patience, Duration::from_secs(5)).await);
    }

    #[tokio::test(start_paused = true)]
    async fn it_begins_anew_at_the_last_sign_of_life() {
        let start = CLOCK.now();
        let last = Cell::new(None);
        let signs = async {
            for _ in 0..3 {
                CLOCK.sleep(Duration::from_secs(7)).await;
                last.set(Some(CLOCK.now()));
            }
            pending::<()>().await;
        };
        let mut patience = Patience::new(LIMIT);
        assert_eq!(patience.wait(&CLOCK, || last.get(), signs).await, None);
        let waited = (CLOCK.now() - start).as_secs();
        assert_eq!(waited, 3 * 7 + 10);
    }
}
