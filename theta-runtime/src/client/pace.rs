//! What is known of the pace of a key, and with whom it is shared.

#[cfg(feature = "redis")]
use crate::redis::{Identity, Outage, Rate, Redis, RedisLimits, RedisPacer};
#[cfg(feature = "redis")]
use crate::share::cache::SharedCache;
use crate::site::config_error::{ConfigError, ConfigErrorKind};
#[cfg(feature = "redis")]
use crate::site::meta::ApiInfo;
use std::sync::Arc;
use std::time::Duration;
use theta_pace::{Gcra, LocalPacer, Pacer};
#[cfg(feature = "redis")]
use theta_pace::{Limit, Shared};

const MINUTE: Duration = Duration::from_secs(60);

fn wrong(message: &'static str) -> ConfigError {
    ConfigError::new(ConfigErrorKind::Pace, message)
}

fn no_pace() -> ConfigError {
    wrong("a pace of zero requests per minute lets no call begin: raise it")
}

/// What is known of the pace of the key.
pub(super) enum Pace {
    Unknown,
    Rpm(u32),
    Pacer(Arc<dyn Pacer>),
}

impl Pace {
    pub(super) fn pacer(
        self,
        burst: Option<u32>,
        spacing: Option<Duration>,
    ) -> Result<Arc<dyn Pacer>, ConfigError> {
        let pacer = match (self, burst, spacing) {
            (Self::Rpm(0), ..) => return Err(no_pace()),
            (Self::Pacer(pacer), burst, spacing) => {
                no_spacing(burst, spacing)?;
                return Ok(pacer);
            }
            (Self::Unknown, None, None) => LocalPacer::unpaced(),
            (Self::Unknown, Some(_), None) => {
                return Err(wrong(
                    "a burst was given and no rate: give the plan, the requests per minute or a spacing",
                ));
            }
            (Self::Unknown, burst, Some(spacing)) => {
                LocalPacer::spaced(spacing, burst.unwrap_or(1))
            }
            (Self::Rpm(rpm), None, None) => LocalPacer::new(rpm),
            (Self::Rpm(rpm), Some(burst), _) if burst > rpm => {
                return Err(wrong("the burst is larger than the rate: lower it"));
            }
            (Self::Rpm(rpm), burst, spacing) => {
                let burst = burst.unwrap_or_else(|| Gcra::evenly(rpm, MINUTE).1);
                let spacing = spacing.unwrap_or_else(|| Gcra::behind(burst, rpm, MINUTE));
                LocalPacer::spaced(spacing, burst)
            }
        };
        Ok(Arc::new(pacer))
    }
}

/// Refuses what only the client's own pacer understands.
pub(super) fn no_spacing(burst: Option<u32>, spacing: Option<Duration>) -> Result<(), ConfigError> {
    if burst.is_none() && spacing.is_none() {
        return Ok(());
    }
    Err(wrong(
        "a burst or a spacing was given and a pacer or a shared pace too: leave one of them out",
    ))
}

/// Whose pace and answers are shared.
#[cfg(feature = "redis")]
pub(super) struct Sharing<'a> {
    pub(super) api: &'static ApiInfo,
    pub(super) key: &'a str,
}

#[cfg(feature = "redis")]
impl Sharing<'_> {
    pub(super) fn pacer(
        &self,
        pace: &Pace,
        redis: &Redis,
        outage: Outage,
    ) -> Result<Arc<dyn Pacer>, ConfigError> {
        let rate = match pace {
            Pace::Pacer(_) => {
                return Err(wrong(
                    "a pacer was given and a shared pace too: leave one of them out",
                ));
            }
            Pace::Unknown => Rate::unknown(),
            Pace::Rpm(0) => return Err(no_pace()),
            Pace::Rpm(rpm) => Rate::per_minute(*rpm),
        };
        let identity = Identity::of_pace(self.api.name, self.key);
        Ok(Arc::new(RedisPacer::of(redis, &identity, rate, outage)))
    }

    /// Counts limits together; what is left of them for this machine alone is its share, for an outage.
    pub(super) fn limits(
        &self,
        limits: &mut [Limit],
        redis: &Redis,
        outage: Outage,
    ) -> Arc<dyn Shared> {
        let identity = Identity::of_pace(self.api.name, self.key);
        let shared = RedisLimits::new(redis, &identity, limits, outage);
        if let Outage::Open { machines } = outage {
            for limit in limits {
                limit.most = limit.most.share(machines);
            }
        }
        Arc::new(shared)
    }

    pub(super) fn cache(&self, redis: &Redis, max_bytes: usize, max_age: Duration) -> SharedCache {
        let identity = Identity::of_answers(self.api.name, self.key, self.api.headers);
        SharedCache::new(redis, identity, max_bytes, max_age)
    }
}
