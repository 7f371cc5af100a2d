//! Randomness for multipart boundaries and for waits.

use std::collections::hash_map::RandomState;
use std::fmt;
use std::hash::BuildHasher;
use std::sync::Arc;

/// A source of random numbers.
#[derive(Clone)]
pub struct Random(Arc<dyn Fn() -> u128 + Send + Sync>);

impl Random {
    /// Creates a source from a function.
    pub fn new(source: impl Fn() -> u128 + Send + Sync + 'static) -> Self {
        Self(Arc::new(source))
    }

    #[must_use]
    /// Returns the next number.
    pub fn next(&self) -> u128 {
        (self.0)()
    }

    /// Returns a number from 0 (inclusive) to 1 (exclusive).
    #[must_use]
    pub fn fraction(&self) -> f64 {
        // As many bits as a double holds, so that nothing rounds up to 1.
        #[allow(clippy::cast_precision_loss)]
        let bits = (self.next() >> 75) as f64;
        bits / 9_007_199_254_740_992.0
    }
}

/// Creates a keyed hash whose key the standard library takes from the operating system. The author of an uploaded file
/// must not be able to guess a boundary, but the numbers are not suitable as keys.
impl Default for Random {
    fn default() -> Self {
        Self::new(|| {
            // A process that was forked has the same keys: two requests must not have one idempotency key.
            let process = std::process::id();
            let half = || u128::from(RandomState::new().hash_one(process));
            half() << 64 | half()
        })
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Random(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::Random;
    use std::collections::BTreeSet;

    #[test]
    fn numbers_do_not_repeat() {
        let random = Random::default();
        let numbers: BTreeSet<u128> = (0..1000).map(|_| random.next()).collect();
        let halves: BTreeSet<u128> = numbers
            .iter()
            .flat_map(|number| [number >> 64, number & u128::from(u64::MAX)])
            .collect();
        assert_eq!((numbers.len(), halves.len()), (1000, 2000));
    }
}
