//! Which cursors have been there, in constant memory.

use std::collections::VecDeque;
use std::hash::{DefaultHasher, Hash, Hasher};

/// How many of the latest are kept.
const RECENT: usize = 64;

/// Finds out when a server goes in a circle.
///
/// A circle of at most 64 pages is found when the first cursor comes again. A longer one is found as Brent does it: one
/// cursor is kept, and replaced by the current one after 1, 2, 4, 8 … pages.
#[derive(Debug, Default)]
pub(crate) struct Seen {
    recent: VecDeque<u64>,
    kept: u64,
    /// How many pages were seen since `kept` was, and how many it is kept for.
    since: u64,
    until: u64,
}

impl Seen {
    /// Whether it has not been there, as far as is known. A sum of 64 bits stands for each, so that what a server sends
    /// takes no memory.
    pub(crate) fn is_new(&mut self, cursor: impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        cursor.hash(&mut hasher);
        let sum = hasher.finish();
        if self.recent.contains(&sum) || (self.until > 0 && self.kept == sum) {
            return false;
        }
        if self.recent.len() == RECENT {
            self.recent.pop_front();
        }
        self.recent.push_back(sum);
        self.since += 1;
        if self.since > self.until {
            self.kept = sum;
            self.since = 0;
            self.until = (2 * self.until).max(1);
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// How many pages of a list that leads into a circle are seen before it is found.
    fn found_after(tail: u64, circle: u64) -> u64 {
        let mut seen = Seen::default();
        let cursor = |at: u64| {
            if at < tail {
                at
            } else {
                tail + (at - tail) % circle
            }
        };
        (0..u64::from(u32::MAX))
            .take_while(|at| seen.is_new(cursor(*at)))
            .count() as u64
    }

    #[test]
    fn a_small_circle_is_found_at_its_first_return() {
        for circle in 1..=RECENT as u64 {
            for tail in [0, 1, 7, 1_000] {
                assert_eq!(
                    found_after(tail, circle),
                    tail + circle,
                    "{tail} and {circle}"
                );
            }
        }
    }

    #[test]
    fn a_large_circle_is_found_after_a_few_rounds_of_it() {
        for circle in [65, 100, 1_000, 4_097] {
            for tail in [0, 3, 999] {
                let after = found_after(tail, circle);
                assert!(
                    after <= 4 * tail.max(circle),
                    "{tail} and {circle}: {after}"
                );
            }
        }
    }

    #[test]
    fn a_million_cursors_are_new_and_take_no_room() {
        let mut seen = Seen::default();
        assert!((0..1_000_000_u64).all(|cursor| seen.is_new(cursor.to_string())));
        assert!(seen.recent.capacity() <= 2 * RECENT);
    }
}
