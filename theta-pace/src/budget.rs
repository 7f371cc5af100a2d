//! A limit on the cost of retries.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

/// Share of the audio that was surely worked on that may be spent on retries.
const RATIO: f64 = 0.1;

/// What audio of unknown length counts as.
const UNKNOWN: Duration = Duration::from_secs(10);

/// The audio that may be billed again because of retries, for a whole client.
///
/// Budgets that count requests are made for thousands of requests per second, and have no effect at a hundred per
/// minute; this one counts the audio that is billed.
#[derive(Debug)]
pub struct RetryBudget {
    reserve: f64,
    left: Mutex<f64>,
}

impl RetryBudget {
    /// The default budget before any call has succeeded.
    pub const RESERVE: Duration = Duration::from_secs(60);

    /// Creates a budget with this much audio before any call has succeeded.
    #[must_use]
    pub fn new(reserve: Duration) -> Self {
        let reserve = reserve.as_secs_f64();
        Self {
            reserve,
            left: Mutex::new(reserve),
        }
    }

    /// Returns how often one call may be retried after it may have been billed: once, or twice for short audio.
    #[must_use]
    pub fn retries(audio: Option<Duration>) -> u32 {
        if audio.unwrap_or(UNKNOWN) <= UNKNOWN {
            2
        } else {
            1
        }
    }

    /// Takes the price of one retry from the budget, and returns whether anything was left. The last retry may
    /// overdraw the budget, so that one long file can be retried too.
    pub fn take(&self, audio: Option<Duration>) -> bool {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        if *left <= 0.0 {
            return false;
        }
        *left -= audio.unwrap_or(UNKNOWN).as_secs_f64();
        true
    }

    /// Adds a share of the audio of a successful call to the budget.
    pub fn earn(&self, audio: Option<Duration>) {
        let mut left = self.left.lock().unwrap_or_else(PoisonError::into_inner);
        let share = audio.unwrap_or(UNKNOWN).as_secs_f64() * RATIO;
        *left = (*left + share).min(self.reserve);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[allow(clippy::unnecessary_wraps)] // as it is passed
    const fn seconds(seconds: u64) -> Option<Duration> {
        Some(Duration::from_secs(seconds))
    }

    #[test]
    fn retries_end_with_the_reserve_and_come_back_with_success() {
        let budget = RetryBudget::new(RetryBudget::RESERVE);
        let taken = (0..100).filter(|_| budget.take(seconds(20))).count();
        assert_eq!(taken, 3);
        for _ in 0..10 {
            budget.earn(seconds(20));
        }
        assert!(budget.take(seconds(20)));
        assert!(!budget.take(seconds(1)));
    }

    #[test]
    fn one_long_file_can_be_tried_again_and_then_nothing() {
        let budget = RetryBudget::new(RetryBudget::RESERVE);
        assert!(budget.take(seconds(300)));
        assert!(!budget.take(seconds(1)));
    }

    #[test]
    fn success_never_pays_in_more_than_the_reserve() {
        let budget = RetryBudget::new(RetryBudget::RESERVE);
        for _ in 0..1000 {
            budget.earn(seconds(300));
        }
        let taken = (0..100).filter(|_| budget.take(None)).count();
        assert_eq!(taken, 6);
    }

    #[test]
    fn short_audio_is_retried_twice_and_long_once() {
        for (audio, retries) in [(seconds(10), 2), (None, 2), (seconds(11), 1)] {
            assert_eq!(RetryBudget::retries(audio), retries, "{audio:?}");
        }
    }

    #[test]
    fn no_reserve_is_no_retry() {
        let budget = RetryBudget::new(Duration::ZERO);
        budget.earn(seconds(300));
        assert!(!budget.take(seconds(1)));
    }
}
