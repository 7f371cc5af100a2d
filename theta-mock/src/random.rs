//! Faults by chance, the same ones for the same seed.

use crate::error::MockError;
use crate::fault::Fault;

/// Which faults befall how many requests.
#[derive(Clone, Debug)]
pub(crate) struct RandomFaults {
    rate: f64,
    faults: Vec<Fault>,
    generator: SplitMix64,
}

impl RandomFaults {
    pub(crate) fn new(rate: f64, seed: u64, faults: Vec<Fault>) -> Result<Self, MockError> {
        if !(0.0..=1.0).contains(&rate) {
            return Err(MockError::FaultRate(rate));
        }
        for fault in &faults {
            fault.check()?;
        }
        Ok(Self {
            rate,
            faults,
            generator: SplitMix64(seed),
        })
    }

    /// The fault of the next request, if any. Two numbers are drawn for each request, so that another rate with the
    /// same seed means more or fewer faults of the same sequence.
    pub(crate) fn draw(&mut self) -> Option<Fault> {
        let (chance, choice) = (self.generator.next(), self.generator.next());
        let chance = f64::from(u32::try_from(chance >> 32).unwrap_or(u32::MAX)) / 4_294_967_296.0;
        let index = usize::try_from(choice.checked_rem(self.faults.len() as u64)?).ok()?;
        (chance < self.rate).then(|| self.faults[index].clone())
    }
}

/// The generator of Steele, Lea and Flood: one addition and two multiplications, any seed is a good one.
#[derive(Clone, Debug)]
struct SplitMix64(u64);

impl SplitMix64 {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults() -> Vec<Fault> {
        Fault::ALL.iter().map(|info| info.fault.clone()).collect()
    }

    fn draws(rate: f64, seed: u64) -> Vec<Option<Fault>> {
        let mut random = RandomFaults::new(rate, seed, faults()).unwrap();
        (0..10_000).map(|_| random.draw()).collect()
    }

    #[test]
    fn the_generator_is_the_published_one() {
        let mut generator = SplitMix64(1_234_567);
        assert_eq!(
            [generator.next(), generator.next()],
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973]
        );
    }

    #[test]
    fn the_same_seed_means_the_same_faults() {
        assert_eq!(draws(0.05, 7), draws(0.05, 7));
        assert_ne!(draws(0.05, 7), draws(0.05, 8));
    }

    #[test]
    fn the_rate_is_kept_and_every_fault_has_its_turn() {
        let hit: Vec<Fault> = draws(0.05, 7).into_iter().flatten().collect();
        assert!((400..=600).contains(&hit.len()), "{}", hit.len());
        assert!(faults().iter().all(|fault| hit.contains(fault)));
        assert_eq!(draws(0.0, 7).iter().flatten().count(), 0);
        assert_eq!(draws(1.0, 7).iter().flatten().count(), 10_000);
    }

    #[test]
    fn a_rate_is_a_probability() {
        for rate in [-0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(RandomFaults::new(rate, 0, faults()).is_err(), "{rate}");
        }
        let mut none = RandomFaults::new(1.0, 0, Vec::new()).unwrap();
        assert_eq!(none.draw(), None);
    }
}
