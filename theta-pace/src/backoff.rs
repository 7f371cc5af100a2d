//! How long to wait before a retry.

use crate::random::Random;
use std::time::Duration;

/// Exponential backoff with full jitter: each wait is random between zero and a growing bound, which causes the least
/// work when many clients fail at once.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Backoff {
    base: Duration,
    factor: f64,
    cap: Duration,
}

impl Backoff {
    /// The backoff for connections that cannot be established. It starts short, because the server has not been asked
    /// to do anything.
    pub const CONNECT: Self = Self {
        base: Duration::from_millis(100),
        factor: 2.0,
        cap: Duration::from_secs(5),
    };

    /// Creates a backoff whose bound starts at `base`, grows by `factor` and is limited to `cap`.
    #[must_use]
    pub const fn new(base: Duration, factor: f64, cap: Duration) -> Self {
        Self { base, factor, cap }
    }

    /// The longest wait before the retry of that number, counted from 0.
    fn bound(&self, retry: u32) -> Duration {
        let growth = self.factor.powi(i32::try_from(retry).unwrap_or(i32::MAX));
        let bound = self.base.as_secs_f64() * growth;
        // Also when the growth overflows, or the contract's numbers make none.
        Duration::try_from_secs_f64(bound).map_or(self.cap, |bound| bound.min(self.cap))
    }

    /// Returns the wait before the retry with this number, counted from 0.
    #[must_use]
    pub fn wait(&self, retry: u32, random: &Random) -> Duration {
        self.bound(retry).mul_f64(random.fraction())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn contract() -> Backoff {
        let (base, cap) = (Duration::from_secs(1), Duration::from_secs(20));
        Backoff::new(base, 2.0, cap)
    }

    #[test]
    fn the_bound_grows_to_the_cap_and_stays_there() {
        let bounds: Vec<u128> = (0..7)
            .map(|retry| contract().bound(retry).as_millis())
            .collect();
        assert_eq!(bounds, [1000, 2000, 4000, 8000, 16_000, 20_000, 20_000]);
        for retry in [64, 2000, u32::MAX] {
            assert_eq!(contract().bound(retry), Duration::from_secs(20));
        }
    }

    #[test]
    fn jitter_takes_all_of_it() {
        let lowest = Random::new(|| 0);
        let highest = Random::new(|| u128::MAX);
        assert_eq!(contract().wait(2, &lowest), Duration::ZERO);
        let most = contract().wait(2, &highest);
        assert!(most <= Duration::from_secs(4) && most > Duration::from_millis(3999));
        let random = Random::default();
        let waits: Vec<f64> = (0..1000)
            .map(|_| contract().wait(0, &random).as_secs_f64())
            .collect();
        let mean = waits.iter().sum::<f64>() / 1000.0;
        assert!((0.4..0.6).contains(&mean), "{mean}");
    }
}
