//! Limits for several machines.

use super::identity::Identity;
use super::outage::Outage;
use super::server::{Redis, RedisError};
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};
use theta_pace::{Clock, Counted, Full, Limit, Most, Period, Shared, Taken, Taking, Window};
use tokio::runtime::Handle;

/// How often Redis is looked for while it is away.
const PROBE: Duration = Duration::from_millis(200);

/// Counts what all machines use of the windows of a key's limits.
///
/// One script in Redis decides, by the clock of the server, whether all limits let a call through. What runs at the same
/// time is limited by each machine for itself.
pub(crate) struct RedisLimits(Arc<Inner>);

struct Inner {
    redis: Redis,
    sha: String,
    key: String,
    /// What the script is told of each limit; `None` of those without a window.
    limits: Vec<Option<Told>>,
    outage: Outage,
    /// Since when Redis does not answer.
    away: Mutex<Option<Instant>>,
}

const TEXT: &str = include_str!("limits.lua");

struct Told {
    /// The same for the same limit on all machines, whatever else their contracts say.
    name: String,
    kind: &'static str,
    length: Duration,
    margin: Duration,
    zone_s: i32,
    most: f64,
    spacing: Duration,
    ahead: Duration,
}

impl Told {
    fn of(limit: &Limit) -> Option<Self> {
        let (most, window, spacing, ahead) = match limit.most {
            Most::Concurrent(_) => return None,
            Most::Requests { most, window, .. } => {
                let (spacing, ahead) = limit.most.pace().unwrap_or_default();
                (f64::from(most), window, spacing, ahead)
            }
            Most::Units { most, window } => (most, window, Duration::ZERO, Duration::ZERO),
        };
        let (kind, zone) = match window {
            Window::Sliding(_) => ("sliding", 0),
            Window::Calendar { period, zone } => (
                match period {
                    Period::Month => "month",
                    _ => "calendar",
                },
                zone,
            ),
        };
        let name = blake3::hash(limit.words.as_bytes()).to_hex();
        Some(Self {
            name: name.as_str()[..16].to_owned(),
            kind,
            length: window.length(),
            margin: window.margin(),
            zone_s: zone * 60,
            most,
            spacing,
            ahead,
        })
    }
}

impl RedisLimits {
    pub(crate) fn new(
        redis: &Redis,
        identity: &Identity,
        limits: &[Limit],
        outage: Outage,
    ) -> Self {
        Self(Arc::new(Inner {
            sha: ::redis::Script::new(TEXT).get_hash().to_owned(),
            key: redis.key("limits", &identity.name()),
            redis: redis.clone(),
            limits: limits.iter().map(Told::of).collect(),
            outage,
            away: Mutex::new(None),
        }))
    }
}

impl fmt::Debug for RedisLimits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RedisLimits")
            .field("redis", &self.0.redis)
            .field("limits", &self.0.limits.len())
            .finish_non_exhaustive()
    }
}

impl Shared for RedisLimits {
    fn take<'a>(&'a self, units: &'a [(usize, f64)], clock: &'a dyn Clock) -> Taking<'a> {
        Box::pin(async move {
            if Handle::try_current().is_err() {
                return self.0.without(clock.now());
            }
            match self.0.ask(units).await {
                Ok(taken) => {
                    *self.0.away() = None;
                    Ok(taken)
                }
                Err(_) => self.0.without(clock.now()),
            }
        })
    }

    fn correct(&self, counted: &[Counted]) {
        let Ok(runtime) = Handle::try_current() else {
            return;
        };
        let inner = Arc::clone(&self.0);
        let counted = counted.to_vec();
        // Nobody waits for it.
        runtime.spawn(async move { inner.correct(&counted).await.ok() });
    }
}

impl Inner {
    fn away(&self) -> std::sync::MutexGuard<'_, Option<Instant>> {
        self.away.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What happens while Redis does not answer.
    fn without(&self, now: Instant) -> Result<Taken, Full> {
        let since = *self.away().get_or_insert(now);
        match self.outage {
            Outage::Open { .. } => Ok(Taken::Alone),
            Outage::Closed { wait } => {
                match wait.saturating_sub(now.saturating_duration_since(since)) {
                    Duration::ZERO => Err(Full::Away),
                    left => Ok(Taken::Later(left.min(PROBE))),
                }
            }
        }
    }

    async fn ask(&self, units: &[(usize, f64)]) -> Result<Taken, RedisError> {
        let told = |at: usize| self.limits.get(at).and_then(Option::as_ref);
        let asked = units
            .iter()
            .filter_map(|&(at, units)| Some((at, told(at)?, units)));
        let asked: Vec<(usize, &Told, f64)> = asked.collect();
        let mut arguments = Vec::with_capacity(2 + 9 * asked.len());
        arguments.extend(["take".to_owned(), asked.len().to_string()]);
        for (_, limit, units) in &asked {
            arguments.extend([
                limit.name.clone(),
                limit.kind.to_owned(),
                micros(limit.length),
                micros(limit.margin),
                limit.zone_s.to_string(),
                limit.most.to_string(),
                micros(limit.spacing),
                micros(limit.ahead),
                units.to_string(),
            ]);
        }
        let reply = self.run(&arguments).await?;
        let number = |at: usize| reply.get(at).and_then(|text| text.parse::<u64>().ok());
        let index = || {
            let at = usize::try_from(number(1)?).ok()?.checked_sub(1)?;
            asked.get(at).map(|(at, ..)| *at)
        };
        Ok(match reply.first().map(String::as_str) {
            Some("taken") => {
                let counted = asked
                    .iter()
                    .enumerate()
                    .map(|(at, (limit, _, units))| Counted {
                        limit: *limit,
                        until: Duration::from_micros(number(at + 1).unwrap_or_default()),
                        units: *units,
                    });
                Taken::Counted(counted.collect())
            }
            Some("wait") => {
                let wait = Duration::from_micros(number(2).unwrap_or_default());
                Taken::Wait(index().unwrap_or_default(), Some(wait))
            }
            _ => Taken::Wait(index().unwrap_or_default(), None),
        })
    }

    async fn correct(&self, counted: &[Counted]) -> Result<(), RedisError> {
        let mut arguments = vec!["correct".to_owned(), counted.len().to_string()];
        for one in counted {
            let told = self.limits.get(one.limit).and_then(Option::as_ref);
            arguments.extend([
                told.map_or_else(String::new, |told| told.name.clone()),
                micros(one.until),
                one.units.to_string(),
            ]);
        }
        self.run(&arguments).await.map(drop)
    }

    async fn run(&self, arguments: &[String]) -> Result<Vec<String>, RedisError> {
        let command = |command: &str, script: &str| {
            let mut cmd = ::redis::cmd(command);
            cmd.arg(script).arg(1).arg(&self.key).arg(arguments);
            cmd
        };
        match self.redis.query(&command("EVALSHA", &self.sha)).await {
            Err(error) if error.is_no_script() => self.redis.query(&command("EVAL", TEXT)).await,
            reply => reply,
        }
    }
}

/// Rounded up, so that no request is early.
fn micros(time: Duration) -> String {
    time.as_nanos().div_ceil(1000).to_string()
}
