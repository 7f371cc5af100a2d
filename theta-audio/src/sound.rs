//! The result of walking through a recording.

use std::time::Duration;

/// What a walk over a recording finds.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Sound {
    pub(crate) duration: Option<Duration>,
    pub(crate) stated: Option<Duration>,
    pub(crate) rate: Option<u32>,
    pub(crate) channels: Option<u16>,
    /// Whether there is certainly nothing to play.
    pub(crate) is_hollow: bool,
    /// Whether no decoder could find a sound, however it reads what is not understood here.
    pub(crate) is_dead: bool,
}

/// The most samples or bytes per second that are believed; what states more states nothing. No recording that is
/// priced by its length has as many, and a length by them would be next to none.
const MOST_PER_SECOND: u32 = 5_000_000;

/// Returns the rate that a header states, unless it cannot be believed.
pub(crate) fn believed(rate: u32) -> Option<u32> {
    Some(rate).filter(|rate| (1..=MOST_PER_SECOND).contains(rate))
}

/// Returns how long so many samples last at a rate that a header states, or `None` where it cannot be believed.
pub(crate) fn stated_time(samples: u64, rate: u32) -> Option<Duration> {
    time(samples, believed(rate)?)
}

/// Returns the duration of this many samples, or `None` without a rate.
#[must_use]
pub fn time(samples: u64, rate: u32) -> Option<Duration> {
    let per_second = u64::from(rate);
    let seconds = samples.checked_div(per_second)?;
    let nanos = samples % per_second * 1_000_000_000 / per_second;
    Some(Duration::new(seconds, u32::try_from(nanos).ok()?))
}
