//! A pacer for several machines.

mod seat;

use super::identity::Identity;
use super::outage::{Alone, Meanwhile, Outage};
use super::script::{Ask, Reply, Report, Script, Ticket};
use super::server::{Redis, RedisError};
use seat::{Place, Seat, Seated};
use std::fmt;
use std::sync::atomic::AtomicU32;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use theta_pace::{Alarm, Clock, Gcra, NoTurn, Pacer, Turn};
use tokio::runtime::Handle;
use tokio::sync::oneshot;

/// No rate counts in more than that.
const YEAR: Duration = Duration::from_secs(365 * 24 * 3600);

/// The rate that a key is allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Rate {
    requests: Option<u32>,
    window: Duration,
}

impl Rate {
    /// Creates a rate of this many requests in any minute; 0 counts as 1.
    #[must_use]
    pub const fn per_minute(requests: u32) -> Self {
        Self::within(Duration::from_secs(60), requests)
    }

    /// Creates a rate of this many requests in any `window`; 0 counts as 1.
    #[must_use]
    pub const fn within(window: Duration, requests: u32) -> Self {
        Self {
            requests: Some(requests),
            window,
        }
    }

    /// Creates a rate without a limit, except for the pauses that the API asks for.
    #[must_use]
    pub const fn unknown() -> Self {
        Self {
            requests: None,
            window: Duration::from_secs(60),
        }
    }

    /// The time between two requests, and how many may come at once.
    fn even(self) -> (Duration, u32) {
        match self.requests {
            Some(requests) => Gcra::evenly(requests, self.window.min(YEAR)),
            None => (Duration::ZERO, 1),
        }
    }
}

/// A pacer that shares the rate of a key with all machines through Redis: even spacing after a small burst, and never
/// more than the rate in any minute.
///
/// Turns are assigned by one script in Redis, which runs for one machine at a time and uses the clock of the server.
/// In each process, the first call in the queue books the next free slot, waits for it, and then asks again for
/// permission: one query for a turn that is free, two for one that must be waited for. So calls are served in order of
/// arrival within a process, and processes take turns. When a call is dropped, its slot goes to the next in its queue,
/// or back to Redis if there is none; a single slot is lost only if another machine has booked after it.
///
/// A `429` on one machine pauses all of them, cancels the booked slots and reduces the rate by 30 %; each success
/// restores 1 %.
///
/// When Redis has lost its state, for example after a restart, the first turn comes one spacing later and without a
/// burst, as if a request had just been sent: no minute exceeds the rate. [`Outage`] describes what happens while
/// Redis is unavailable.
///
/// The pacer needs tokio; without it, Redis counts as unavailable.
///
/// ```
/// # fn main() -> Result<(), theta_runtime::ConfigError> {
/// use std::time::Duration;
/// use theta_runtime::redis::{Outage, Rate, Redis, RedisPacer};
///
/// let redis = Redis::new("redis://127.0.0.1:6379")?;
/// let outage = Outage::Closed { wait: Duration::from_secs(5) };
/// let pacer = RedisPacer::new(&redis, "Parrot", "sk-parrot-example", Rate::per_minute(100), outage);
/// # drop(pacer);
/// # Ok(())
/// # }
/// ```
pub struct RedisPacer(Arc<Inner>);

pub(super) struct Inner {
    redis: Redis,
    script: Script,
    spacing: Duration,
    seat: Arc<tokio::sync::Mutex<Seat>>,
    /// The length of the queue, including the first.
    pub(super) line: AtomicU32,
    state: Mutex<State>,
}

struct State {
    /// What has not been reported to Redis yet.
    successes: u32,
    refused: bool,
    /// The share of the rate in use.
    factor: f64,
    /// The pause that the API asked this machine for.
    paused_until: Option<Instant>,
    /// When a slot was free, as Redis last said.
    next: Option<Instant>,
    alone: Alone,
}

/// The result of a query.
enum Answer {
    Replied(Reply),
    Away,
}

impl RedisPacer {
    /// Creates the pacer of `key` for the API of this name, which distinguishes it from other APIs with the same key.
    /// Only a hash of the key is kept. All machines must give the same rate.
    #[must_use]
    pub fn new(redis: &Redis, api: &str, key: &str, rate: Rate, outage: Outage) -> Self {
        Self::of(redis, &Identity::of_pace(api, key), rate, outage)
    }

    pub(crate) fn of(redis: &Redis, identity: &Identity, rate: Rate, outage: Outage) -> Self {
        let (spacing, burst) = rate.even();
        let ahead = spacing.saturating_mul(burst - 1);
        // A quarter of the margin: who wakes later than that has to book again.
        let grace = rate.window.min(YEAR) / 200;
        Self(Arc::new(Inner {
            redis: redis.clone(),
            script: Script::new(redis, identity, [spacing, ahead, grace]),
            spacing,
            seat: Arc::default(),
            line: AtomicU32::new(0),
            state: Mutex::new(State {
                successes: 0,
                refused: false,
                factor: 1.0,
                paused_until: None,
                next: None,
                alone: Alone::new(outage, spacing),
            }),
        }))
    }
}

impl fmt::Debug for RedisPacer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisPacer")
            .field("redis", &self.0.redis)
            .field("spacing", &self.0.spacing)
            .finish_non_exhaustive()
    }
}

impl Pacer for RedisPacer {
    fn turn<'a>(&'a self, clock: &'a dyn Clock, patience: Duration) -> Turn<'a> {
        Box::pin(self.0.stand(clock, patience))
    }

    fn throttled(&self, clock: &dyn Clock, retry_after: Option<Duration>) {
        let now = clock.now();
        let report = {
            let mut state = self.0.state();
            let pause = retry_after.unwrap_or_default();
            state.alone.throttled(now, pause);
            // Until Redis has heard of it, at least here.
            let until = now + pause.max(self.0.spacing);
            state.paused_until = Some(state.paused_until.map_or(until, |known| known.max(until)));
            state.refused = true;
            state.report(now)
        };
        // The others must not wait for this machine's next call to hear of it.
        self.0.spawn(Ask::Tell, report);
    }

    fn succeeded(&self, _: &dyn Clock) {
        let mut state = self.0.state();
        state.successes = state.successes.saturating_add(1);
        state.alone.succeeded();
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    async fn stand(self: &Arc<Self>, clock: &dyn Clock, patience: Duration) -> Result<(), NoTurn> {
        let now = clock.now();
        let place = Place::new(self);
        let expected = self.expected(now, place.before);
        if expected > patience {
            return Err(NoTurn::after(expected));
        }
        let deadline = now + patience;
        let mut alarm = Alarm::new(clock, deadline);
        let turn = alarm.guard(self.sit(clock, deadline, place)).await;
        turn.unwrap_or_else(|| {
            if self.state().alone.is_closed() {
                return Err(NoTurn::away());
            }
            let more = self.expected(clock.now(), 0).max(self.spacing);
            Err(NoTurn::after(patience + more))
        })
    }

    /// Waits in line, then for a slot.
    async fn sit(
        self: &Arc<Self>,
        clock: &dyn Clock,
        deadline: Instant,
        place: Place,
    ) -> Result<(), NoTurn> {
        let seat = self.seat.clone().lock_owned().await;
        let mut seated = Seated::new(seat, place);
        loop {
            let now = clock.now();
            let left = deadline.saturating_duration_since(now);
            let due = seated.seat.due.unwrap_or(now);
            let wait = due
                .saturating_duration_since(now)
                .max(self.state().pause(now));
            if wait > left {
                return Err(NoTurn::after(wait));
            }
            if !wait.is_zero() {
                clock.sleep(wait).await;
                continue;
            }
            let (back, answer) = self.ask(seated, now, left).await?;
            seated = back;
            let now = clock.now();
            let reply = match answer {
                Answer::Replied(reply) => reply,
                Answer::Away => match self.state().alone.meanwhile(now) {
                    Meanwhile::Send => return Ok(()),
                    Meanwhile::Wait(wait) => {
                        seated.seat.due = Some(now + wait);
                        continue;
                    }
                    Meanwhile::Refuse => return Err(NoTurn::away()),
                },
            };
            let paused = {
                let mut state = self.state();
                state.told(now, &reply);
                !state.pause(now).is_zero()
            };
            if reply.ticket.is_none() {
                return Err(NoTurn::after(reply.wait));
            }
            seated.seat.due = Some(now + reply.wait);
            // Unless the API has refused one of this machine while Redis was asked.
            if reply.granted && !paused {
                seated.seat.ticket = None;
                seated.seat.due = None;
                return Ok(());
            }
        }
    }

    /// Asks for a turn. The question is put by a task of its own: when the call is dropped meanwhile, what was booked
    /// is still known.
    async fn ask(
        self: &Arc<Self>,
        mut seated: Seated,
        now: Instant,
        patience: Duration,
    ) -> Result<(Seated, Answer), NoTurn> {
        let Ok(runtime) = Handle::try_current() else {
            return Ok((seated, Answer::Away));
        };
        let report = self.state().report(now);
        let (answers, answer) = oneshot::channel();
        let inner = self.clone();
        runtime.spawn(async move {
            let ask = Ask::Take(seated.seat.ticket, patience);
            let answer = match inner.run(ask, report).await {
                Ok(reply) => {
                    seated.seat.ticket = reply.ticket;
                    Answer::Replied(reply)
                }
                Err(_) => Answer::Away,
            };
            seated.seat.due = None;
            // To nobody, if the call was dropped: then the seat is left as by anybody.
            drop(answers.send((seated, answer)));
        });
        // The task is lost only with its runtime.
        answer.await.map_err(|_| NoTurn::away())
    }

    pub(super) fn give_back(self: &Arc<Self>, ticket: Ticket) {
        let report = self.state().report_nothing();
        self.spawn(Ask::Back(ticket), report);
    }

    /// Reports something to Redis without waiting for the reply.
    fn spawn(self: &Arc<Self>, ask: Ask, report: Report) {
        if let Ok(runtime) = Handle::try_current() {
            let inner = self.clone();
            runtime.spawn(async move { inner.run(ask, report).await.ok() });
        } else {
            self.state().unsaid(report);
        }
    }

    async fn run(&self, ask: Ask, report: Report) -> Result<Reply, RedisError> {
        let reply = self.script.run(&self.redis, ask, report).await;
        if reply.is_err() {
            self.state().unsaid(report);
        }
        reply
    }

    /// The minimum wait with `before` calls ahead in the queue, as far as is known here.
    fn expected(&self, now: Instant, before: u32) -> Duration {
        let state = self.state();
        let spacing = self.spacing.div_f64(state.factor);
        let line = match before {
            0 => Duration::ZERO,
            // The first may have booked already.
            _ => state.next(now) + spacing.saturating_mul(before - 1),
        };
        line.max(state.pause(now))
    }
}

impl State {
    fn pause(&self, now: Instant) -> Duration {
        self.paused_until
            .map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    fn next(&self, now: Instant) -> Duration {
        self.next
            .map_or(Duration::ZERO, |next| next.saturating_duration_since(now))
    }

    /// Takes what has not been reported yet.
    fn report(&mut self, now: Instant) -> Report {
        Report {
            successes: std::mem::take(&mut self.successes),
            refused: std::mem::take(&mut self.refused),
            pause: self.pause(now),
            factor: self.factor,
        }
    }

    fn report_nothing(&self) -> Report {
        Report {
            factor: self.factor,
            ..Report::default()
        }
    }

    /// Puts a report back that could not be delivered.
    fn unsaid(&mut self, report: Report) {
        self.successes = self.successes.saturating_add(report.successes);
        self.refused |= report.refused;
    }

    fn told(&mut self, now: Instant, reply: &Reply) {
        self.alone.over();
        self.factor = reply.factor.clamp(0.1, 1.0);
        self.next = Some(now + reply.next);
    }
}
