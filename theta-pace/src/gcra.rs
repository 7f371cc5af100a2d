//! The rate limiting algorithm.

use std::time::Duration;

const MINUTE: Duration = Duration::from_secs(60);

/// Part of the time that a rate counts in, added to it as a margin for clocks and latencies that are not even.
const MARGIN: u32 = 50;

/// No spacing is longer: so none of the times that are made of it, with any burst, is beyond what can be counted.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 3600);

/// What is left of the rate after `429`, at least.
const LOWEST: f64 = 0.1;

/// Share of the rate that each `429` leaves.
const SHRINK: f64 = 0.7;

/// Share of the rate that each success gives back.
const GROW: f64 = 0.01;

/// The generic cell rate algorithm: even spacing after a small burst.
///
/// With a burst of `b` and a spacing of `T`, no 60 seconds contain more than `b + 60 / T` requests. A bucket as large
/// as the rate, the usual default, lets twice the rate through within one minute.
///
/// Times are relative to any fixed moment.
#[derive(Clone, Debug)]
pub struct Gcra {
    spacing: Duration,
    burst: u32,
    /// Share of the rate in use.
    factor: f64,
    /// When the next request would be sent if all were spaced evenly.
    next: Duration,
    shrunk: Option<Duration>,
}

impl Gcra {
    /// Creates an algorithm for this many requests per minute, which must not be 0.
    #[must_use]
    pub fn new(rpm: u32) -> Self {
        let (spacing, burst) = Self::evenly(rpm, MINUTE);
        Self::with(spacing, burst)
    }

    /// Creates an algorithm for one request every `spacing`, which counts as a year if it is longer, without a burst.
    #[must_use]
    pub fn even(spacing: Duration) -> Self {
        Self::with(spacing, 1)
    }

    /// Creates an algorithm for one request every `spacing`, after a burst.
    pub(crate) fn with(spacing: Duration, burst: u32) -> Self {
        Self {
            spacing: spacing.min(LONGEST),
            burst,
            factor: 1.0,
            next: Duration::ZERO,
            shrunk: None,
        }
    }

    /// Returns the spacing and the burst for this many requests in any `window`; 0 counts as 1.
    #[must_use]
    pub fn evenly(requests: u32, window: Duration) -> (Duration, u32) {
        let requests = requests.max(1);
        // A server that counts in a small bucket takes a burst of five.
        let burst = (1 + requests / 40).min(5);
        (Self::behind(burst, requests, window), burst)
    }

    /// Returns the spacing behind a burst for this many requests in any `window`; a burst above them counts as all of
    /// them, and 0 as 1.
    #[must_use]
    pub fn behind(burst: u32, requests: u32, window: Duration) -> Duration {
        let requests = requests.max(1);
        let spaced = requests - (burst.clamp(1, requests) - 1);
        window.saturating_add(window / MARGIN) / spaced
    }

    /// Returns the time between requests.
    #[must_use]
    pub fn spacing(&self) -> Duration {
        self.spacing.div_f64(self.factor)
    }

    /// How far requests may be ahead of the even spacing.
    fn ahead(&self) -> Duration {
        self.spacing().saturating_mul(self.burst.saturating_sub(1))
    }

    /// Returns how long the next request has to wait.
    #[must_use]
    pub fn wait(&self, now: Duration) -> Duration {
        self.next.saturating_sub(self.ahead()).saturating_sub(now)
    }

    /// Takes the turn of one request.
    ///
    /// # Errors
    ///
    /// Returns how long the request has to wait, if it cannot be sent now.
    pub fn take(&mut self, now: Duration) -> Result<(), Duration> {
        let wait = self.wait(now);
        if wait.is_zero() {
            self.next = self.next.max(now).saturating_add(self.spacing());
            Ok(())
        } else {
            Err(wait)
        }
    }

    /// Sets the state as if a request, and the burst before it, had just been sent.
    pub fn drain(&mut self, now: Duration) {
        let burst = self.spacing().saturating_mul(self.burst);
        self.next = self.next.max(now.saturating_add(burst));
    }

    /// Pauses, and reduces the rate afterwards.
    pub fn throttled(&mut self, now: Duration, pause: Duration) {
        // All that were on their way are refused at once: that is one event.
        let settled = self.shrunk.is_none_or(|then| {
            now.saturating_sub(then) >= self.spacing().saturating_mul(self.burst)
        });
        if settled {
            self.factor = (self.factor * SHRINK).max(LOWEST);
            self.shrunk = Some(now);
        }
        // The burst is gone too.
        let pause = pause.max(self.spacing()).saturating_add(self.ahead());
        self.next = self.next.max(now.saturating_add(pause));
    }

    /// Restores a part of the reduced rate.
    pub fn succeeded(&mut self) {
        self.factor = (self.factor + GROW).min(1.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::Random;
    use std::collections::VecDeque;
    use std::sync::atomic::{AtomicU64, Ordering};

    /// The same numbers in every run.
    fn seeded(seed: u64) -> Random {
        let state = AtomicU64::new(seed);
        let step = move || {
            let mut x = state.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
            x = (x ^ (x >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            x = (x ^ (x >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            x ^ (x >> 31)
        };
        Random::new(move || u128::from(step()) << 64 | u128::from(step()))
    }

    #[test]
    fn no_minute_holds_more_than_the_rate_whatever_arrives() {
        const MINUTE: Duration = Duration::from_secs(60);
        // The long form has a million arrivals: THETA_LONG=1.
        let arrivals = if std::env::var_os("THETA_LONG").is_some() {
            1_000_000
        } else {
            60_000
        };
        let random = seeded(7);
        for rpm in [1, 2, 7, 30, 39, 40, 100, 500, 3000] {
            let (mut gcra, mut now) = (Gcra::new(rpm), Duration::ZERO);
            let mut sent: VecDeque<Duration> = VecDeque::new();
            for _ in 0..arrivals / 9 {
                // Bursts, trickles, and long silence.
                let gap = match random.next() % 10 {
                    0..6 => 0.0,
                    6..9 => random.fraction() * 120.0 / f64::from(rpm),
                    _ => random.fraction() * 100.0,
                };
                now += Duration::from_secs_f64(gap);
                let wait = gcra.wait(now);
                now += wait;
                assert_eq!(gcra.take(now), Ok(()));
                sent.push_back(now);
                while sent.front().is_some_and(|first| *first + MINUTE < now) {
                    sent.pop_front();
                }
                assert!(sent.len() <= rpm as usize, "{} at {rpm}", sent.len());
            }
        }
    }

    #[test]
    fn the_rate_is_used() {
        for (rpm, least) in [(1, 58), (30, 29), (100, 95), (500, 480)] {
            let (mut gcra, mut now, mut sent) = (Gcra::new(rpm), Duration::ZERO, 0);
            let minutes = if rpm == 1 { 60 } else { 1 };
            while now < Duration::from_secs(60 * minutes) {
                assert_eq!(gcra.take(now), Ok(()));
                sent += 1;
                now += gcra.wait(now);
            }
            assert!(
                (least..=rpm * u32::try_from(minutes).unwrap()).contains(&sent),
                "{sent} at {rpm}"
            );
        }
    }

    #[test]
    fn a_refusal_pauses_and_slows_and_success_speeds_up_again() {
        let mut gcra = Gcra::new(100);
        let full = gcra.spacing();
        let pause = Duration::from_secs(10);
        let now = Duration::from_secs(100);
        gcra.throttled(now, pause);
        assert_eq!(gcra.wait(now), pause);
        let slow = gcra.spacing();
        assert!(slow > full);
        // The others of the same burst.
        gcra.throttled(now, pause);
        assert_eq!(gcra.spacing(), slow);
        // Nothing bursts after the pause.
        assert!(gcra.take(now + pause).is_ok() && gcra.take(now + pause).is_err());
        for _ in 0..30 {
            gcra.succeeded();
        }
        assert_eq!(gcra.spacing(), full);
        for second in 0..100 {
            gcra.throttled(now + Duration::from_secs(60 * second), Duration::ZERO);
        }
        assert!(gcra.spacing() <= full * 11);
    }
}
