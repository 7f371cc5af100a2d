//! What was sent within one window.

use crate::gcra::Gcra;
use crate::window::Window;
use std::collections::VecDeque;
use std::time::Duration;

/// Requests, or what they cost, counted within one window.
///
/// Times are since 1970.
#[derive(Clone, Debug)]
pub struct Count {
    window: Window,
    most: f64,
    /// Spaces requests evenly, so that a window is not used up at its beginning.
    pace: Option<Gcra>,
    /// What counts, and until when, in order.
    slots: VecDeque<(Duration, f64)>,
}

/// What is less is nothing: sums of fractions are not exact.
const NOTHING: f64 = 1e-6;

impl Count {
    /// Creates a count of requests. Those of a short window are spaced evenly after a burst.
    #[must_use]
    pub fn requests(most: u32, window: Window, burst: Option<u32>) -> Self {
        let most = most.max(1);
        let pace = window.pace(most, burst);
        Self {
            pace: pace.map(|(spacing, burst)| Gcra::with(spacing, burst)),
            ..Self::units(f64::from(most), window)
        }
    }

    /// Creates a count of units.
    #[must_use]
    pub fn units(most: f64, window: Window) -> Self {
        Self {
            window,
            most,
            pace: None,
            slots: VecDeque::new(),
        }
    }

    /// Returns how long it takes until so many units fit; `None` if they never do.
    pub fn wait(&mut self, now: Duration, units: f64) -> Option<Duration> {
        if units > self.most + NOTHING {
            return None;
        }
        self.forget(now);
        let sum: f64 = self.slots.iter().map(|(_, units)| units).sum();
        // Of a call that may cost nothing, something must be left nevertheless.
        let mut over = sum + units.max(2.0 * NOTHING) - self.most;
        let mut slots = self.slots.iter();
        let mut wait = Duration::ZERO;
        while over > NOTHING {
            let (until, units) = slots.next()?;
            over -= units;
            wait = until.saturating_sub(now);
        }
        let paced = self.pace.as_ref().map(|pace| pace.wait(now));
        Some(wait.max(paced.unwrap_or_default()))
    }

    /// Counts units that are sent now, whether or not they fit, and returns until when they count.
    pub fn take(&mut self, now: Duration, units: f64) -> Duration {
        if let Some(pace) = &mut self.pace {
            // Whoever asks has waited.
            let _ = pace.take(now);
        }
        let until = self.window.until(now);
        self.add(until, units);
        until
    }

    /// Corrects what was counted until that time.
    pub fn correct(&mut self, until: Duration, more: f64) {
        self.add(until, more);
    }

    /// Returns the least time between two requests, as far as a line of them goes.
    #[must_use]
    pub fn spacing(&self) -> Duration {
        self.pace.as_ref().map_or(Duration::ZERO, Gcra::spacing)
    }

    fn add(&mut self, until: Duration, units: f64) {
        let at = self.slots.partition_point(|(known, _)| *known < until);
        match self.slots.get_mut(at) {
            Some((known, count)) if *known == until => *count = (*count + units).max(0.0),
            // What is corrected later than it counts is forgotten.
            _ if units > 0.0 => self.slots.insert(at, (until, units)),
            _ => {}
        }
    }

    fn forget(&mut self, now: Duration) {
        while self.slots.front().is_some_and(|(until, _)| *until <= now) {
            self.slots.pop_front();
        }
    }
}
