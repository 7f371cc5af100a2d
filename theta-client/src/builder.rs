//! Building a client.

use crate::base_url::BaseUrl;
use crate::cache::Cache;
use crate::clock::{Clock, TokioClock};
use crate::config_error::{ConfigError, ConfigErrorKind};
use crate::core::{Core, Settings};
use crate::key::ApiKey;
use crate::ledger::Ledger;
use crate::meta::ApiInfo;
use crate::pacer::{LocalPacer, Pacer};
use crate::random::Random;
use crate::retry::RetryPolicy;
use crate::retry_budget::{RESERVE, RetryBudget};
use crate::transport::Transport;
use crate::turns::Turns;
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;

/// A generated client.
pub trait ApiClient: Sized {
    /// What its contract says.
    const API: &'static ApiInfo;

    /// Wraps what every generated client is made of.
    #[doc(hidden)]
    fn from_core(core: Core) -> Self;
}

/// Builds a client. Nothing is checked and no socket is opened before [`build`](Self::build), which opens none either.
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<C> {
    key: Option<Result<String, ConfigError>>,
    base_url: Option<String>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    user_agent_suffix: Option<String>,
    random: Random,
    clock: Arc<dyn Clock>,
    transport: Option<Arc<dyn Transport>>,
    retry: RetryPolicy,
    retry_budget: Duration,
    pace: Pace,
    at_once: Option<usize>,
    ledger: Ledger,
    share: bool,
    cache: Option<Cache>,
    client: PhantomData<fn() -> C>,
}

impl<C: ApiClient> Builder<C> {
    /// The contract's settings and no key.
    pub fn new() -> Self {
        Self {
            key: None,
            base_url: None,
            timeout: None,
            deadline: None,
            user_agent_suffix: None,
            random: Random::default(),
            clock: Arc::new(TokioClock),
            transport: None,
            retry: RetryPolicy::new(),
            retry_budget: RESERVE,
            pace: Pace::Unknown,
            at_once: None,
            ledger: Ledger::new(),
            share: true,
            cache: None,
            client: PhantomData,
        }
    }

    /// The key. Nothing ever prints it.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(Ok(key.into()));
        self
    }

    /// The key in the environment variable that the contract names.
    pub fn key_from_env(self) -> Self {
        self.key_from_env_with(|name| std::env::var(name).ok())
    }

    /// The key that `lookup` finds under the name of the environment variable that the contract names.
    pub fn key_from_env_with(mut self, lookup: impl FnOnce(&str) -> Option<String>) -> Self {
        if let Some(auth) = C::API.auth {
            self.key = Some(lookup(auth.env).ok_or_else(|| {
                let message = format!(
                    "the environment variable `{}` is not set: set it to the API key",
                    auth.env
                );
                ConfigError::new(ConfigErrorKind::Key, message)
            }));
        }
        self
    }

    /// Scheme, host and optional path prefix: `https` anywhere, `http` on this machine only.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// How long one attempt may take, from the first byte sent to the last received, instead of what the contract
    /// says for each endpoint. Less than the server allows itself turns slow successes into failures that are billed.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long a call may take in all: waits for its turn, attempts, and waits between them. 150 seconds unless set,
    /// or as long as one attempt if that is more.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Whether and when calls are sent again; [`RetryPolicy::off`] sends each once.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.retry = policy;
        self
    }

    /// How much audio may be billed again because of retries before calls have succeeded: 60 seconds unless set. Every
    /// success pays a tenth of its own audio in, up to as much again.
    pub fn retry_budget(mut self, audio: Duration) -> Self {
        self.retry_budget = audio;
        self
    }

    /// The plan of the key, by its name in the contract: calls keep to its requests per minute. Without a plan or a
    /// rate, they only pause when the server asks for it.
    pub fn plan(mut self, name: impl Into<String>) -> Self {
        self.pace = Pace::Plan(name.into());
        self
    }

    /// Requests per minute to keep to.
    pub fn rpm(mut self, rpm: u32) -> Self {
        self.pace = Pace::Rpm(rpm);
        self
    }

    /// What decides when the next request may be sent, instead of a [`LocalPacer`] of this client and its clones. Give
    /// the same one to all clients that use the same key.
    pub fn pacer(mut self, pacer: Arc<dyn Pacer>) -> Self {
        self.pace = Pace::Pacer(pacer);
        self
    }

    /// How many requests are on their way at once, at most. As many as there are calls unless set.
    pub fn concurrency(mut self, at_once: usize) -> Self {
        self.at_once = Some(at_once);
        self
    }

    /// Where the cost of calls is summed: one that is shared with other clients, or that outlives this one.
    pub fn ledger(mut self, ledger: Ledger) -> Self {
        self.ledger = ledger;
        self
    }

    /// Whether identical calls that are in flight at the same time share one upload, and so one bill. They do unless
    /// this says otherwise, where the contract says that the same request gives the same answer and changes nothing.
    pub fn share(mut self, share: bool) -> Self {
        self.share = share;
        self
    }

    /// Keeps answers in memory and gives them to identical calls that come later, where the contract says that the
    /// same request gives the same answer: up to so many bytes, and each for so long. Every upload is then read once
    /// more before it is sent. There is no cache unless this is called.
    pub fn cache(mut self, max_bytes: usize, max_age: Duration) -> Self {
        self.cache = Some(Cache::new(max_bytes, max_age));
        self
    }

    /// What carries requests, instead of the built-in HTTP client.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// What measures time and waits; for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Arc::new(clock);
        self
    }

    /// What stands at the end of the `user-agent` header: a product, such as `my-app/1.2`.
    pub fn user_agent_suffix(mut self, suffix: impl Into<String>) -> Self {
        self.user_agent_suffix = Some(suffix.into());
        self
    }

    /// Where the boundaries of multipart bodies and the jitter of waits come from; for tests.
    pub fn randomness(mut self, source: impl Fn() -> u128 + Send + Sync + 'static) -> Self {
        self.random = Random::new(source);
        self
    }

    /// Checks the settings and builds the client.
    ///
    /// # Errors
    ///
    /// The first setting that is wrong, and what to do about it.
    pub fn build(self) -> Result<C, ConfigError> {
        let api = C::API;
        let key = match (api.auth, self.key) {
            (Some(auth), Some(key)) => Some((auth, ApiKey::new(key?, &auth)?)),
            (Some(auth), None) => {
                let message = format!(
                    "no API key was given: call `key`, or `key_from_env` to read `{}`",
                    auth.env
                );
                return Err(ConfigError::new(ConfigErrorKind::Key, message));
            }
            (None, None) => None,
            (None, Some(_)) => {
                return Err(ConfigError::new(
                    ConfigErrorKind::Key,
                    "this API takes no key: leave it out",
                ));
            }
        };
        let zero = |time: Option<Duration>| time.is_some_and(|time| time.is_zero());
        if zero(self.timeout) || zero(self.deadline) {
            return Err(ConfigError::new(
                ConfigErrorKind::Timeout,
                "a timeout or deadline of zero lets no call succeed: raise it",
            ));
        }
        if self.at_once == Some(0) {
            return Err(ConfigError::new(
                ConfigErrorKind::Pace,
                "a concurrency of zero lets no call begin: raise it",
            ));
        }
        let settings = Settings {
            api,
            key,
            base_url: BaseUrl::parse(self.base_url.as_deref().unwrap_or(api.base_url))?,
            timeout: self.timeout,
            deadline: self.deadline,
            user_agent_suffix: self.user_agent_suffix,
            random: self.random,
            clock: self.clock,
            transport: self.transport,
            retry: self.retry,
            retry_budget: RetryBudget::new(self.retry_budget),
            turns: Turns::new(self.pace.pacer(api)?, self.at_once),
            ledger: self.ledger,
            share: self.share,
            cache: self.cache,
        };
        Core::new(settings).map(C::from_core)
    }
}

/// What is known of the pace of the key.
enum Pace {
    Unknown,
    Plan(String),
    Rpm(u32),
    Pacer(Arc<dyn Pacer>),
}

impl Pace {
    fn pacer(self, api: &ApiInfo) -> Result<Arc<dyn Pacer>, ConfigError> {
        let rpm = match self {
            Self::Pacer(pacer) => return Ok(pacer),
            Self::Unknown => None,
            Self::Rpm(0) => {
                return Err(ConfigError::new(
                    ConfigErrorKind::Pace,
                    "a pace of zero requests per minute lets no call begin: raise it",
                ));
            }
            Self::Rpm(rpm) => Some(rpm),
            Self::Plan(name) => {
                let plan = api.plans.iter().find(|plan| plan.name == name);
                plan.ok_or_else(|| no_plan(api, &name))?.rpm
            }
        };
        Ok(Arc::new(
            rpm.map_or_else(LocalPacer::unpaced, LocalPacer::new),
        ))
    }
}

fn no_plan(api: &ApiInfo, name: &str) -> ConfigError {
    let known: Vec<&str> = api.plans.iter().map(|plan| plan.name).collect();
    let known = if known.is_empty() {
        "it names none: call `rpm` instead".to_owned()
    } else {
        format!("it has {}", known.join(", "))
    };
    ConfigError::new(
        ConfigErrorKind::Pace,
        format!("the contract has no plan `{name}`: {known}"),
    )
}

impl<C: ApiClient> Default for Builder<C> {
    fn default() -> Self {
        Self::new()
    }
}

impl<C: ApiClient> fmt::Debug for Builder<C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("api", &C::API.name)
            .field("has_key", &matches!(self.key, Some(Ok(_))))
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("user_agent_suffix", &self.user_agent_suffix)
            .finish_non_exhaustive()
    }
}
