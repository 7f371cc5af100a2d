//! The builder of a client.

mod headers;
mod keys;
mod pacing;

#[cfg(feature = "redis")]
use keys::identity;
use keys::plain_key;

use super::caps::caps;
use super::limits::KeyLimits;
use super::pace::Pace;
#[cfg(feature = "redis")]
use super::pace::{Sharing, no_spacing};
use super::tokens::TokenSource;
use super::{Core, Shared};
use crate::attempt::hooks::Hooks;
use crate::attempt::retry::RetryPolicy;
use crate::call::options::CallOptions;
use crate::money::ledger::Ledger;
#[cfg(feature = "redis")]
use crate::redis::{Outage, Redis};
use crate::share::cache::{Cache, MemoryCache};
use crate::share::single_flight::Flights;
use crate::site::Site;
use crate::site::base_url::BaseUrl;
use crate::site::config_error::{ConfigError, ConfigErrorKind};
use crate::site::generated::Generated;
use crate::site::key::line;
use crate::site::meta::{AccessInfo, ApiInfo, LimitInfo, TokenInfo};
use crate::site::plan::ApiPlan;
use crate::site::proxy::ProxyChoice;
use crate::site::settings::Settings;
use crate::wire::transport::Transport;
use crate::wire::{Wire, built_in};
use std::fmt;
use std::marker::PhantomData;
use std::sync::Arc;
use std::time::Duration;
use theta_pace::{Clock, Limit, Random, RetryBudget, TokioClock, Turns};
use theta_secrets::Rotating;

/// A generated client.
pub trait ApiClient: Generated + Sized {
    /// The contract's data.
    const API: &'static ApiInfo;

    /// The enum of the plans that the contract names; [`Infallible`](std::convert::Infallible) when it names none.
    type Plan: ApiPlan;

    /// Where requests go and how they prove who sends them, for an API with more than one key in one header.
    const ACCESS: Option<&'static AccessInfo> = None;

    /// The limits that the contract states.
    const LIMITS: &'static [LimitInfo] = &[];

    /// The tokens that the client fetches for itself.
    #[doc(hidden)]
    const TOKENS: &'static [TokenSource] = &[];

    /// Creates the client from its core.
    #[doc(hidden)]
    fn from_core(core: Core) -> Self;
}

/// A builder of clients. Settings are checked by [`build`](Self::build), and no socket is opened before the first
/// call.
#[must_use = "a builder does nothing until `build`"]
pub struct Builder<C> {
    key: Option<Result<String, ConfigError>>,
    base_url: Option<String>,
    /// What only clients of some APIs are given.
    pub(crate) settings: Settings,
    defaults: CallOptions,
    user_agent_suffix: Option<String>,
    hooks: Hooks,
    random: Random,
    /// Tokio's unless set.
    clock: Option<Arc<dyn Clock>>,
    transport: Option<Arc<dyn Transport>>,
    proxy: ProxyChoice,
    /// What stands between the client and its transport.
    #[cfg(feature = "testing")]
    wrap: Option<Wrap>,
    retry_budget: Duration,
    pace: Pace,
    burst: Option<u32>,
    spacing: Option<Duration>,
    plan: Option<&'static str>,
    keeps_limits: bool,
    at_once: Option<usize>,
    ledger: Ledger,
    max_billed_audio: Option<Duration>,
    max_billed: Vec<(String, f64)>,
    cache: Option<Keep>,
    #[cfg(feature = "redis")]
    shared_pace: Option<(Redis, Outage)>,
    client: PhantomData<fn() -> C>,
}

impl<C: ApiClient> Builder<C> {
    /// Creates a builder with the contract's settings and no key.
    pub fn new() -> Self {
        Self {
            key: None,
            base_url: None,
            settings: Settings::default(),
            defaults: CallOptions::new(),
            user_agent_suffix: None,
            hooks: Hooks::default(),
            random: Random::default(),
            clock: None,
            transport: None,
            proxy: ProxyChoice::default(),
            #[cfg(feature = "testing")]
            wrap: None,
            retry_budget: RetryBudget::RESERVE,
            pace: Pace::Unknown,
            burst: None,
            spacing: None,
            plan: None,
            keeps_limits: true,
            at_once: None,
            ledger: Ledger::new(),
            max_billed_audio: None,
            max_billed: Vec::new(),
            cache: None,
            #[cfg(feature = "redis")]
            shared_pace: None,
            client: PhantomData,
        }
    }

    /// Sets the base URL: scheme, host and optional path prefix. `https` is accepted for any host, `http` only for
    /// this machine. If the API has several hosts, it stands for each that is given no address of its own.
    pub fn base_url(mut self, base_url: impl Into<String>) -> Self {
        self.base_url = Some(base_url.into());
        self
    }

    /// Sets the base URL to what an environment variable says, if it is set and not empty. `from_env` and
    /// `builder_from_env` of a client call it with the variable that is named after the API, such as `PARROT_BASE_URL`. It
    /// must meet what [`base_url`](Self::base_url) asks for.
    pub fn base_url_from_env(mut self, variable: &str) -> Self {
        let value = std::env::var(variable).ok().map(line);
        self.base_url = value.filter(|url| !url.is_empty()).or(self.base_url);
        self
    }

    /// Sets the timeout of one attempt, from the first byte sent to the last byte received, in place of the contract's
    /// value for each endpoint. A timeout shorter than the server's own turns slow successes into failures that are
    /// billed.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.defaults.timeout = Some(timeout);
        self
    }

    /// Sets the deadline of a whole call: queueing, attempts, and the waits between them. The default is 150 seconds,
    /// or the timeout of one attempt if that is longer.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.defaults.deadline = Some(deadline);
        self
    }

    /// Sets how long an open stream of bytes or WebSocket may be silent while the caller waits for it. Anything
    /// received, including a ping, restarts the time. A stream or WebSocket that is silent for longer ends with an
    /// error for which [`Error::is_timeout`](crate::Error::is_timeout) is true and whose
    /// [`Error::silence`](crate::Error::silence) says what had been received. The same limit applies to a server that
    /// does not accept what is sent over a WebSocket.
    ///
    /// The default is the timeout of one attempt, so that no call which may be billed by time waits for ever. Raise it
    /// for a WebSocket that waits for a person; [`Duration::MAX`] means no limit.
    pub fn idle_timeout(mut self, silence: Duration) -> Self {
        self.defaults.idle_timeout = Some(silence);
        self
    }

    /// Sets the longest time from one message of a WebSocket, or event of a stream, to the next while the caller waits
    /// for it. Pings and comments count for [`idle_timeout`](Self::idle_timeout), but not for this limit.
    ///
    /// The default is an hour, or the idle limit if that is longer, so that a connection with nothing but signs of life
    /// has an end; [`Duration::MAX`] means no limit.
    pub fn message_timeout(mut self, gap: Duration) -> Self {
        self.defaults.message_timeout = Some(gap);
        self
    }

    /// Sets whether and when calls are retried; [`RetryPolicy::off`] disables retries.
    pub fn retry(mut self, policy: RetryPolicy) -> Self {
        self.defaults.retry = Some(policy);
        self
    }

    /// Sets how much audio may be billed again because of retries before any call has succeeded: 60 seconds by
    /// default. Every success that is billed adds a tenth of its own audio to the budget, up to the same amount again.
    pub fn retry_budget(mut self, audio: Duration) -> Self {
        self.retry_budget = audio;
        self
    }

    /// Sets the ledger that adds up the cost of calls. It can be shared with other clients, or outlive this one.
    pub fn ledger(mut self, ledger: Ledger) -> Self {
        self.ledger = ledger;
        self
    }

    /// Sets how much audio may be billed in total, as counted by the [`ledger`](Self::ledger): audio that was billed,
    /// audio that may have been billed, and audio of calls in flight. An attempt that could exceed the cap is not
    /// made, retries included; such a call fails with [`ErrorKind::OverCap`](crate::ErrorKind::OverCap), or with the
    /// error of its last attempt.
    ///
    /// The total never decreases, so the cap holds for the lifetime of the ledger: a job, a night, a user. Audio of
    /// unknown length could cost any amount, and is refused. For usage billed by another unit than audio, see
    /// [`max_billed`](Self::max_billed). There is no cap by default.
    ///
    /// ```
    /// use std::time::Duration;
    /// use theta_runtime::{ApiClient, Builder, ConfigError};
    ///
    /// /// No more than an hour of audio, whatever happens.
    /// fn for_tonight<C: ApiClient>(key: &str) -> Result<C, ConfigError> {
    ///     Builder::new().key(key).max_billed_audio(Duration::from_secs(3600)).build()
    /// }
    /// ```
    pub fn max_billed_audio(mut self, audio: Duration) -> Self {
        self.max_billed_audio = Some(audio);
        self
    }

    /// Sets how many units may be billed in total, as counted by the [`ledger`](Self::ledger), where the contract bills
    /// calls by `unit`, such as `token`. It can be set for several units.
    ///
    /// What a call costs is known before it is sent if the contract says so, or from [`CallOptions::units`]; a call that
    /// could exceed the cap is then not sent, and fails with [`ErrorKind::OverBudget`](crate::ErrorKind::OverBudget). Of
    /// other calls, the answer says what they used: they are sent until the total has reached the cap, which those in
    /// flight can exceed. A call of which neither is known is refused. There is no cap by default.
    ///
    /// ```
    /// use theta_runtime::{ApiClient, Builder, ConfigError};
    ///
    /// fn for_tonight<C: ApiClient>(key: &str) -> Result<C, ConfigError> {
    ///     Builder::new().key(key).max_billed("token", 100_000.0).build()
    /// }
    /// ```
    pub fn max_billed(mut self, unit: impl Into<String>, units: f64) -> Self {
        self.max_billed.push((unit.into(), units));
        self
    }

    /// Sets whether identical calls that are in flight at the same time share one upload, and so one bill. The default
    /// is `true`; it applies where the contract says that the same request gives the same answer and changes nothing.
    pub fn share(mut self, share: bool) -> Self {
        self.defaults.share = Some(share);
        self
    }

    /// Caches answers in memory, up to `max_bytes` in total and each for `max_age`, and gives them to identical calls
    /// that come later, where the contract says that the same request gives the same answer. Every upload is then read
    /// once more before it is sent. There is no cache by default.
    pub fn cache(mut self, max_bytes: usize, max_age: Duration) -> Self {
        self.cache = Some(Keep::Memory(MemoryCache::new(max_bytes, max_age)));
        self
    }

    /// Shares the rate of the plan or of [`rpm`](Self::rpm) with all machines that use the same key and the same
    /// Redis; without a rate, the machines pause together when the server asks for it. See
    /// [`RedisPacer`](crate::redis::RedisPacer) for how this works; `outage` says what happens while Redis is
    /// unavailable.
    #[cfg(feature = "redis")]
    pub fn shared_pace(mut self, redis: &Redis, outage: Outage) -> Self {
        self.shared_pace = Some((redis.clone(), outage));
        self
    }

    /// Caches answers as [`cache`](Self::cache) does, but in Redis, for all machines that use the same key: answers
    /// with a body of at most `max_bytes`, each for `max_age`. Limit the total size with the `maxmemory` setting of
    /// Redis.
    ///
    /// Answers are personal data: they are stored in Redis as the server sent them, unencrypted, until they expire.
    /// Anyone who can read that Redis can read them, although not whose they are or what was asked. Only a holder of
    /// the key can find or forge an answer; a damaged or foreign entry is treated as a miss. An unavailable or slow
    /// Redis delays a call by at most [`Redis::timeout`] for each lookup and each write, and never fails it.
    #[cfg(feature = "redis")]
    pub fn shared_cache(mut self, redis: &Redis, max_bytes: usize, max_age: Duration) -> Self {
        self.cache = Some(Keep::Shared(redis.clone(), max_bytes, max_age));
        self
    }

    /// Sets the transport that carries requests, in place of the built-in HTTP client.
    pub fn transport(mut self, transport: impl Transport) -> Self {
        self.transport = Some(Arc::new(transport));
        self
    }

    /// Sets the proxy for requests, such as `http://user:password@proxy.example:3128`. It is never printed.
    ///
    /// Requests are tunnelled, so the proxy sees the host of the API, but neither the key nor the content. The
    /// exception is a base URL on this machine: there is no tunnel, and the proxy must be on this machine too.
    ///
    /// By default, the environment decides (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`), except for a base URL on this
    /// machine.
    pub fn proxy(mut self, address: impl Into<String>) -> Self {
        self.proxy = ProxyChoice::At(address.into());
        self
    }

    /// Disables proxies, including any that the environment names.
    pub fn no_proxy(mut self) -> Self {
        self.proxy = ProxyChoice::None;
        self
    }

    /// Gives it fake keys, and a value for whatever it must be given.
    #[cfg(feature = "testing")]
    pub(crate) fn fake(mut self, access: &AccessInfo) -> Self {
        self.settings.fake(access, &Self::tokens());
        self
    }

    /// Lets `wrap` stand between the client and its transport.
    #[cfg(feature = "testing")]
    pub(crate) fn wrap(mut self, wrap: Wrap) -> Self {
        self.wrap = Some(wrap);
        self
    }

    /// Sets the clock that measures time and waits; intended for tests.
    pub fn clock(mut self, clock: impl Clock) -> Self {
        self.clock = Some(Arc::new(clock));
        self
    }

    /// Sets the source of randomness for multipart boundaries and for the jitter of waits; intended for tests.
    pub fn randomness(mut self, source: impl Fn() -> u128 + Send + Sync + 'static) -> Self {
        self.random = Random::new(source);
        self
    }

    /// Checks the settings and builds the client.
    ///
    /// # Errors
    ///
    /// Returns an error for the first invalid setting, with what to do about it.
    pub fn build(self) -> Result<C, ConfigError> {
        let api = C::API;
        let auth = api.auth.filter(|_| C::ACCESS.is_none());
        self.fit()?;
        let (mut settings, mut key) = (self.settings, self.key);
        if let Some(access) = C::ACCESS
            && let Some(given) = key.take()
        {
            settings.key(access, given?)?;
        }
        let secrets = Arc::new(Rotating::default());
        let (key, live) = plain_key(&mut settings, C::ACCESS, (auth, key), &secrets)?;
        let (base_url, access) = if let Some(access) = C::ACCESS {
            let checked =
                settings.check(access, &Self::tokens(), self.base_url.as_deref(), &secrets)?;
            (checked.base_url, Some(checked.access))
        } else {
            let base_url = self.base_url.as_deref().unwrap_or(api.base_url);
            (BaseUrl::parse(base_url)?, None)
        };
        #[cfg(feature = "redis")]
        let given = {
            let shares = self.shared_pace.is_some() || matches!(self.cache, Some(Keep::Shared(..)));
            identity(access.as_ref(), key.as_ref(), live.is_some(), shares)?
        };
        #[cfg(feature = "redis")]
        let shared = Sharing {
            api,
            key: given.as_deref().unwrap_or_default(),
        };
        #[cfg(feature = "redis")]
        let pacer = match &self.shared_pace {
            Some((redis, outage)) => shared.pacer(&self.pace, redis, *outage)?,
            None => self.pace.pacer(self.burst, self.spacing)?,
        };
        #[cfg(not(feature = "redis"))]
        let pacer = self.pace.pacer(self.burst, self.spacing)?;
        #[cfg(feature = "redis")]
        let share = |limits: &mut [Limit]| {
            let (redis, outage) = self.shared_pace.as_ref()?;
            Some(shared.limits(limits, redis, *outage))
        };
        #[cfg(not(feature = "redis"))]
        let share = |_: &mut [Limit]| None;
        let limits = if self.keeps_limits { C::LIMITS } else { &[] };
        let limits = KeyLimits::new(limits, self.plan, api.endpoints.len(), share);
        let cache = self.cache.map(|keep| -> Box<dyn Cache> {
            match keep {
                Keep::Memory(cache) => Box::new(cache),
                #[cfg(feature = "redis")]
                Keep::Shared(redis, max_bytes, max_age) => {
                    Box::new(shared.cache(&redis, max_bytes, max_age))
                }
            }
        });
        let max_billed = caps(api, &self.max_billed)?;
        let needs_tokio = self.clock.is_none() || self.transport.is_none();
        let site = Site::new(
            api,
            base_url,
            access,
            (key.as_ref(), live),
            secrets.clone(),
            self.user_agent_suffix.as_deref(),
            (
                self.clock.unwrap_or_else(|| Arc::new(TokioClock)),
                self.random,
            ),
        )?;
        headers::sendable(&self.defaults.headers, &site)?;
        let wire = match self.transport {
            Some(transport) => Wire::Injected(transport),
            None => Wire::BuiltIn {
                pools: built_in::pools(&site.base_url, &self.proxy)?,
                host: site.base_url.host(),
            },
        };
        #[cfg(feature = "testing")]
        let wire = match self.wrap {
            Some(wrap) => Wire::Injected(wrap(wire, secrets)),
            None => wire,
        };
        Ok(C::from_core(Core(Arc::new(Shared {
            site: Arc::new(site),
            defaults: self.defaults,
            needs_tokio,
            wire,
            hooks: self.hooks,
            retry_budget: RetryBudget::new(self.retry_budget),
            turns: Turns::new(pacer, self.at_once)
                .limited(limits.as_ref().map(|limits| limits.limits.clone())),
            limits,
            ledger: self.ledger,
            max_billed_audio: self.max_billed_audio,
            max_billed,
            cache,
            flights: Flights::default(),
            tokens: C::TOKENS,
        }))))
    }

    fn tokens() -> Vec<TokenInfo> {
        C::TOKENS.iter().map(|token| token.info).collect()
    }

    /// Whether the settings can be met, and by this client.
    fn fit(&self) -> Result<(), ConfigError> {
        let zero = |time: Option<Duration>| time.is_some_and(|time| time.is_zero());
        let CallOptions {
            timeout,
            deadline,
            idle_timeout,
            message_timeout,
            ..
        } = &self.defaults;
        let times = [timeout, deadline, idle_timeout, message_timeout];
        if times.into_iter().copied().any(zero) {
            return Err(ConfigError::new(
                ConfigErrorKind::Timeout,
                "a timeout or deadline of zero lets no call succeed: raise it",
            ));
        }
        #[cfg(feature = "redis")]
        if self.shared_pace.is_some() {
            no_spacing(self.burst, self.spacing)?;
        }
        if self.at_once == Some(0) {
            return Err(ConfigError::new(
                ConfigErrorKind::Pace,
                "a concurrency of zero lets no call begin: raise it",
            ));
        }
        if self.transport.is_some() && self.proxy.is_explicit() {
            return Err(ConfigError::new(
                ConfigErrorKind::Proxy,
                "the proxy is a setting of the built-in HTTP client: let your own transport use it",
            ));
        }
        Ok(())
    }
}

/// Makes a transport of the one that the client would have, and of what must not be kept.
#[cfg(feature = "testing")]
pub(crate) type Wrap = Box<dyn FnOnce(Wire, Arc<Rotating>) -> Arc<dyn Transport> + Send + Sync>;

/// Where answers are kept.
enum Keep {
    Memory(MemoryCache),
    #[cfg(feature = "redis")]
    Shared(Redis, usize, Duration),
}

/// Generated settings are a trait that only this implements.
impl<C> Generated for Builder<C> {}

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
            .field("timeout", &self.defaults.timeout)
            .field("deadline", &self.defaults.deadline)
            .field("idle_timeout", &self.defaults.idle_timeout)
            .field("message_timeout", &self.defaults.message_timeout)
            .field("retry", &self.defaults.retry)
            .field("user_agent_suffix", &self.user_agent_suffix)
            .finish_non_exhaustive()
    }
}
