//! Measuring time and waiting.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

/// The future that [`Clock::sleep`] returns.
pub type Sleep = Pin<Box<dyn Future<Output = ()> + Send>>;

/// A clock that can be waited on.
///
/// A client uses nothing else to measure time and to wait, so a test with its own clock does not really wait.
pub trait Clock: fmt::Debug + Send + Sync + 'static {
    /// Returns the current time, which never goes back.
    fn now(&self) -> Instant;

    /// Waits for at least this long, and as little longer as possible.
    fn sleep(&self, duration: Duration) -> Sleep;
}

/// Tokio's clock, which is the default. It stops while tokio's time is paused.
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

/// A timer that is only set up when something actually waits for it.
pub struct Alarm<'a> {
    clock: &'a dyn Clock,
    /// `None` when it is never: no clock goes that far.
    at: Option<Instant>,
    sleep: Option<Sleep>,
}

impl<'a> Alarm<'a> {
    /// Creates an alarm that goes off at this time.
    pub fn new(clock: &'a dyn Clock, at: Instant) -> Self {
        Self {
            clock,
            at: Some(at),
            sleep: None,
        }
    }

    /// Creates an alarm that goes off after this time.
    pub fn after(clock: &'a dyn Clock, time: Duration) -> Self {
        Self {
            clock,
            at: clock.now().checked_add(time),
            sleep: None,
        }
    }

    /// Runs `future` until the alarm goes off; `None` if the alarm goes off first.
    pub async fn guard<F: Future>(&mut self, future: F) -> Option<F::Output> {
        self.watch(std::pin::pin!(future)).await
    }

    /// Does the same as [`guard`](Self::guard) for a pinned future, since moving a future into another one doubles its
    /// size.
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
