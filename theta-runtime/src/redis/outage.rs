//! Behaviour while Redis is unavailable.

use std::time::{Duration, Instant};
use theta_pace::Gcra;

/// How often Redis is looked for while it is away.
const PROBE: Duration = Duration::from_millis(200);

/// What a [`RedisPacer`](super::RedisPacer) does while Redis does not answer.
///
/// In either case, Redis is probed throughout, and is used again as soon as it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outage {
    /// Each machine continues on its own, at the rate divided by the number of machines, so that together they stay
    /// within the rate. 0 counts as 1.
    Open {
        /// The maximum number of machines that share the key.
        machines: u32,
    },
    /// Calls wait for Redis until `wait` has passed since the outage began, and are then refused before anything is
    /// sent. With a wait of zero they are refused at once.
    Closed {
        /// How long to wait for Redis; a restart of Redis takes a second or two.
        wait: Duration,
    },
}

/// What to do now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Meanwhile {
    Send,
    /// Then look for Redis again.
    Wait(Duration),
    Refuse,
}

/// The pace of a machine that is alone.
#[derive(Debug)]
pub(super) struct Alone {
    outage: Outage,
    gcra: Gcra,
    /// What the times of `gcra` count from.
    epoch: Option<Instant>,
    /// Since when; `None` while Redis answers.
    since: Option<Instant>,
}

impl Alone {
    /// `spacing` is the spacing of all machines together.
    pub(super) fn new(outage: Outage, spacing: Duration) -> Self {
        let machines = match outage {
            Outage::Open { machines } => machines.max(1),
            Outage::Closed { .. } => 1,
        };
        Self {
            outage,
            gcra: Gcra::even(spacing.saturating_mul(machines)),
            epoch: None,
            since: None,
        }
    }

    /// Redis did not answer.
    pub(super) fn meanwhile(&mut self, now: Instant) -> Meanwhile {
        let at = self.at(now);
        let begins = self.since.is_none();
        let since = *self.since.get_or_insert(now);
        match self.outage {
            Outage::Open { .. } => {
                if begins {
                    tell("redis does not answer: this machine keeps to its share of the rate");
                    // As if it had sent one just now, which it may have.
                    self.gcra.drain(at);
                }
                match self.gcra.take(at) {
                    Ok(()) => Meanwhile::Send,
                    Err(wait) => Meanwhile::Wait(wait.min(PROBE)),
                }
            }
            Outage::Closed { wait } => {
                if begins {
                    tell("redis does not answer: calls wait, and are refused if it lasts");
                }
                match wait.saturating_sub(now.saturating_duration_since(since)) {
                    Duration::ZERO => Meanwhile::Refuse,
                    left => Meanwhile::Wait(left.min(PROBE)),
                }
            }
        }
    }

    /// Whether nothing is sent until Redis answers.
    pub(super) fn is_closed(&self) -> bool {
        self.since.is_some() && matches!(self.outage, Outage::Closed { .. })
    }

    /// Redis did.
    pub(super) fn over(&mut self) {
        if self.since.take().is_some() {
            tell("redis answers again");
        }
    }

    pub(super) fn throttled(&mut self, now: Instant, pause: Duration) {
        let at = self.at(now);
        self.gcra.throttled(at, pause);
    }

    pub(super) fn succeeded(&mut self) {
        self.gcra.succeeded();
    }

    fn at(&mut self, now: Instant) -> Duration {
        now.saturating_duration_since(*self.epoch.get_or_insert(now))
    }
}

#[cfg(feature = "tracing")]
fn tell(what: &'static str) {
    tracing::warn!(target: "theta_runtime", "{what}");
}

#[cfg(not(feature = "tracing"))]
fn tell(_: &'static str) {}

#[cfg(test)]
mod tests {
    use super::*;

    const SPACING: Duration = Duration::from_secs(1);

    #[test]
    fn machines_that_are_alone_keep_to_the_rate_together() {
        let start = Instant::now();
        let mut sent = 0;
        for machine in 0..4_u32 {
            let mut alone = Alone::new(Outage::Open { machines: 4 }, SPACING);
            // Each notices at another time.
            let mut now = start + Duration::from_millis(37) * machine;
            while now < start + Duration::from_secs(60) {
                match alone.meanwhile(now) {
                    Meanwhile::Send => sent += 1,
                    Meanwhile::Wait(wait) => {
                        assert!(wait <= PROBE);
                        now += wait;
                    }
                    Meanwhile::Refuse => unreachable!(),
                }
            }
        }
        assert!((56..=60).contains(&sent), "{sent}");
    }

    #[test]
    fn outages_that_come_and_go_give_nothing_away() {
        let start = Instant::now();
        let mut alone = Alone::new(Outage::Open { machines: 1 }, SPACING);
        let mut sent = 0;
        for tenth in 0..600 {
            if alone.meanwhile(start + Duration::from_millis(100) * tenth) == Meanwhile::Send {
                sent += 1;
            }
            if tenth % 7 == 0 {
                alone.over();
            }
        }
        assert!(sent <= 60, "{sent}");
    }

    #[test]
    fn a_closed_pace_waits_an_outage_out_and_then_refuses() {
        let start = Instant::now();
        let at = |millis| start + Duration::from_millis(millis);
        let wait = Duration::from_secs(1);
        let mut alone = Alone::new(Outage::Closed { wait }, SPACING);
        assert!(!alone.is_closed());
        assert_eq!(alone.meanwhile(at(0)), Meanwhile::Wait(PROBE));
        assert!(alone.is_closed());
        assert_eq!(
            alone.meanwhile(at(900)),
            Meanwhile::Wait(Duration::from_millis(100))
        );
        assert_eq!(alone.meanwhile(at(1000)), Meanwhile::Refuse);
        // Whoever comes later is not kept waiting.
        assert_eq!(alone.meanwhile(at(5000)), Meanwhile::Refuse);
        alone.over();
        assert!(!alone.is_closed());
        assert_eq!(alone.meanwhile(at(6000)), Meanwhile::Wait(PROBE));
        let none = Outage::Closed {
            wait: Duration::ZERO,
        };
        assert_eq!(
            Alone::new(none, SPACING).meanwhile(start),
            Meanwhile::Refuse
        );
    }
}
