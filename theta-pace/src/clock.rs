//! Time: what a client waits with.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// What [`Clock::sleep`] returns: ready once the time is over.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A clock that can be waited on.
///
/// A client measures and waits with nothing else, so that a test with its own clock does not wait at all.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// The time, never going back.
    fn now(&self) -> Instant;

    /// Waits for at least that long, and for as little longer as can be.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// Tokio's clock: the default. It stands still where tokio's is paused.
#[derive(Clone, Copy, Debug, Default)]
pub struct TokioClock;

impl Clock for TokioClock {
    fn now(&self) -> Instant {
        tokio::time::Instant::now().into_std()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A wait that is made only when something really waits for it.
pub struct Alarm<'a> {
    clock: &'a dyn Clock,
    /// `None` when it is never: no clock goes that far.
    at: Option<Instant>,
    sleep: Option<Sleep>,
}

impl<'a> Alarm<'a> {
    /// Creates an alarm that goes off at that time.
    pub fn new(clock: &'a dyn Clock, at: Instant) -> Self {
        Self {
            clock,
            at: Some(at),
            sleep: None,
        }
    }

    /// Creates an alarm that goes off once that much time is over.
    pub fn after(clock: &'a dyn Clock, time: Duration) -> Self {
        Self {
            clock,
            at: clock.now().checked_add(time),
            sleep: None,
        }
    }

    /// Runs `future` until the alarm goes off; `None` if that came first.
    pub async fn guard<F: Future>(&mut self, future: F) -> Option<F::Output> {
        self.watch(std::pin::pin!(future)).await
    }

    /// Does the same as [`guard`](Self::guard) for what is pinned already: a future that is passed on takes its room twice.
    pub fn watch<F: Future>(
        &mut self,
        mut future: Pin<&mut F>,
    ) -> impl Future<Output = Option<F::Output>> {
        std::future::poll_fn(move |context| match future.as_mut().poll(context) {
            Poll::Ready(output) => Poll::Ready(Some(output)),
            Poll::Pending => self.poll(context).map(|()| None),
        })
    }

    fn poll(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let Some(at) = self.at else {
            return Poll::Pending;
        };
        let sleep = self.sleep.get_or_insert_with(|| {
            let left = at.saturating_duration_since(self.clock.now());
            self.clock.sleep(left)
        });
        sleep.as_mut().poll(context)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn an_alarm_goes_off_on_time_and_lets_through_what_is_ready() {
        let clock = TokioClock;
        let start = clock.now();
        let mut alarm = Alarm::new(&clock, start + Duration::from_secs(3));
        assert_eq!(alarm.guard(async { 1 }).await, Some(1));
        assert_eq!(alarm.guard(std::future::pending::<()>()).await, None);
        let waited = clock.now() - start;
        assert!((Duration::from_secs(3)..Duration::from_millis(3010)).contains(&waited));
        assert_eq!(alarm.guard(async { 2 }).await, Some(2));
    }

    #[tokio::test(start_paused = true)]
    async fn an_alarm_that_is_beyond_every_clock_never_goes_off() {
        let clock = TokioClock;
        let year = Duration::from_secs(365 * 24 * 60 * 60);
        let mut never = Alarm::after(&clock, Duration::MAX);
        assert_eq!(never.guard(clock.sleep(year)).await, Some(()));
        let mut soon = Alarm::after(&clock, Duration::from_secs(3));
        assert_eq!(soon.guard(clock.sleep(year)).await, None);
    }
}
