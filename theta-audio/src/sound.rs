//! What a walk over a recording finds.

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
}

/// Returns how long so many samples last, or `None` without a rate.
#[must_use]
pub fn time(samples: u64, rate: u32) -> Option<Duration> {
    let per_second = u64::from(rate);
    let seconds = samples.checked_div(per_second)?;
    let nanos = samples % per_second * 1_000_000_000 / per_second;
    Some(Duration::new(seconds, u32::try_from(nanos).ok()?))
}
