//! What every generated client is made of.

use crate::base_url::BaseUrl;
use crate::cache::Cache;
use crate::clock::Clock;
use crate::config_error::{ConfigError, ConfigErrorKind};
use crate::key::ApiKey;
use crate::ledger::Ledger;
use crate::meta::{ApiInfo, AuthInfo, EndpointInfo, PathPiece};
use crate::pools::Pools;
use crate::proxy::ProxyChoice;
use crate::random::Random;
use crate::retry::RetryPolicy;
use crate::retry_budget::RetryBudget;
use crate::secrets::Secrets;
use crate::single_flight::Flights;
use crate::transport::{Transport, Wire};
use crate::turns::Turns;
use http::header::{ACCEPT_ENCODING, USER_AGENT};
use http::{HeaderMap, HeaderName, HeaderValue};
use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// How long a connection may take to be made.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long an unused connection is kept: shorter than the shortest common keep-alive of servers, so that a request
/// is not sent into a connection that is being closed.
const IDLE_TIMEOUT: Duration = Duration::from_secs(4);

/// How many headers a reply may have. Room for them is made for each reply, in memory that is not touched unless they
/// are there.
const MAX_HEADERS: usize = 2048;

/// A client's settings, checked.
pub(crate) struct Settings {
    pub(crate) api: &'static ApiInfo,
    pub(crate) key: Option<(AuthInfo, ApiKey)>,
    pub(crate) base_url: BaseUrl,
    pub(crate) timeout: Option<Duration>,
    pub(crate) deadline: Option<Duration>,
    pub(crate) idle_timeout: Option<Duration>,
    pub(crate) message_timeout: Option<Duration>,
    pub(crate) user_agent_suffix: Option<String>,
    pub(crate) random: Random,
    pub(crate) clock: Arc<dyn Clock>,
    /// Whether it needs tokio.
    pub(crate) clock_is_tokio: bool,
    pub(crate) transport: Option<Arc<dyn Transport>>,
    pub(crate) proxy: ProxyChoice,
    #[cfg(feature = "testing")]
    pub(crate) recorder: Option<crate::testing::Recorder>,
    pub(crate) retry: RetryPolicy,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) turns: Turns,
    pub(crate) ledger: Ledger,
    pub(crate) max_billed_audio: Option<Duration>,
    pub(crate) share: bool,
    pub(crate) cache: Option<Box<dyn Cache>>,
}

/// A client's settings and connections. A clone shares them.
#[derive(Clone)]
pub struct Core(Arc<Inner>);

struct Inner {
    api: &'static ApiInfo,
    base_url: BaseUrl,
    /// Those of endpoints without parameters in their path, in the order of the endpoints, once they were called.
    urls: Box<[OnceLock<Box<reqwest::Url>>]>,
    headers: HeaderMap,
    secrets: Arc<Secrets>,
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    idle_timeout: Option<Duration>,
    message_timeout: Option<Duration>,
    random: Random,
    clock: Arc<dyn Clock>,
    needs_tokio: bool,
    wire: Wire,
    retry: RetryPolicy,
    retry_budget: RetryBudget,
    turns: Turns,
    ledger: Ledger,
    max_billed_audio: Option<Duration>,
    share: bool,
    cache: Option<Box<dyn Cache>>,
    flights: Flights,
}

impl Core {
    pub(crate) fn new(settings: Settings) -> Result<Self, ConfigError> {
        let headers = constant_headers(&settings)?;
        let key = settings.key.as_ref().map(|(_, key)| key.expose());
        let prefix = settings.api.auth.map_or("", |auth| auth.prefix);
        let secrets = Arc::new(Secrets::of_key(key, prefix));
        let needs_tokio = settings.clock_is_tokio || settings.transport.is_none();
        let wire = match settings.transport {
            Some(transport) => Wire::Injected(transport),
            None => Wire::BuiltIn {
                pools: pools(&settings.base_url, &settings.proxy)?,
                host: settings.base_url.host(),
            },
        };
        #[cfg(feature = "testing")]
        let wire = match settings.recorder {
            Some(recorder) => Wire::Injected(recorder.before(wire, secrets.clone())),
            None => wire,
        };
        let Settings {
            api,
            base_url,
            timeout,
            deadline,
            idle_timeout,
            message_timeout,
            random,
            clock,
            retry,
            retry_budget,
            turns,
            ledger,
            max_billed_audio,
            share,
            cache,
            ..
        } = settings;
        Ok(Self(Arc::new(Inner {
            api,
            base_url,
            urls: api.endpoints.iter().map(|_| OnceLock::new()).collect(),
            headers,
            secrets,
            timeout,
            deadline,
            idle_timeout,
            message_timeout,
            random,
            clock,
            needs_tokio,
            wire,
            retry,
            retry_budget,
            turns,
            ledger,
            max_billed_audio,
            share,
            cache,
            flights: Flights::default(),
        })))
    }

    pub(crate) fn api(&self) -> &'static ApiInfo {
        self.0.api
    }

    pub(crate) fn base_url(&self) -> &BaseUrl {
        &self.0.base_url
    }

    /// Where an endpoint's request goes, which is parsed only once if it is always the same.
    pub(crate) fn url(&self, endpoint: &EndpointInfo, path: &str, query: &str) -> reqwest::Url {
        let is_fixed = || {
            let mut pieces = endpoint.path.iter();
            query.is_empty() && pieces.all(|piece| matches!(piece, PathPiece::Text(_)))
        };
        let known = self
            .0
            .api
            .endpoints
            .binary_search_by_key(&endpoint.name, |endpoint| endpoint.name)
            .ok()
            .and_then(|index| self.0.urls.get(index))
            .filter(|_| is_fixed());
        match known {
            Some(known) => {
                let url = known.get_or_init(|| Box::new(self.base_url().at(path, query)));
                reqwest::Url::clone(url)
            }
            None => self.base_url().at(path, query),
        }
    }

    /// Headers of every request, the key included.
    pub(crate) fn headers(&self) -> &HeaderMap {
        &self.0.headers
    }

    /// What is not shown: the key.
    pub(crate) fn secrets(&self) -> &Arc<Secrets> {
        &self.0.secrets
    }

    pub(crate) fn timeout(&self) -> Option<Duration> {
        self.0.timeout
    }

    pub(crate) fn random(&self) -> &Random {
        &self.0.random
    }

    pub(crate) fn deadline(&self) -> Option<Duration> {
        self.0.deadline
    }

    pub(crate) fn idle_timeout(&self) -> Option<Duration> {
        self.0.idle_timeout
    }

    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    pub(crate) fn message_timeout(&self) -> Option<Duration> {
        self.0.message_timeout
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.0.clock
    }

    /// Whether a call of it can be made only where tokio runs: with a transport and a clock of the caller's own it can
    /// be made anywhere.
    pub(crate) fn needs_tokio(&self) -> bool {
        self.0.needs_tokio
    }

    pub(crate) fn wire(&self) -> &Wire {
        &self.0.wire
    }

    pub(crate) fn retry(&self) -> RetryPolicy {
        self.0.retry
    }

    pub(crate) fn retry_budget(&self) -> &RetryBudget {
        &self.0.retry_budget
    }

    pub(crate) fn turns(&self) -> &Turns {
        &self.0.turns
    }

    /// What sums the cost of its calls.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }

    pub(crate) fn max_billed_audio(&self) -> Option<Duration> {
        self.0.max_billed_audio
    }

    pub(crate) fn shares(&self) -> bool {
        self.0.share
    }

    pub(crate) fn cache(&self) -> Option<&dyn Cache> {
        self.0.cache.as_deref()
    }

    pub(crate) fn flights(&self) -> &Flights {
        &self.0.flights
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("api", &self.0.api.name)
            .field("base_url", &self.0.base_url)
            .field("timeout", &self.0.timeout)
            .finish_non_exhaustive()
    }
}

fn pools(base_url: &BaseUrl, proxy: &ProxyChoice) -> Result<Pools, ConfigError> {
    if base_url.is_https() && !cfg!(any(feature = "rustls", feature = "native-tls")) {
        return Err(ConfigError::new(
            ConfigErrorKind::Transport,
            "the base URL is `https` and this build has no TLS: enable the feature `rustls` or `native-tls`",
        ));
    }
    let proxy = proxy.resolve(base_url, |name| std::env::var_os(name))?;
    Pools::new(move || built_in(proxy.clone()))
}

fn built_in(proxy: Option<reqwest::Proxy>) -> Result<reqwest::Client, ConfigError> {
    let builder = reqwest::Client::builder()
        // A redirect would carry the key to another host, and turn a POST into a GET.
        .redirect(reqwest::redirect::Policy::none())
        // Whether to send again is decided where it is known what an attempt costs.
        .retry(reqwest::retry::never())
        .referer(false)
        // Another crate may switch these on for every client of the program.
        .no_gzip()
        .no_brotli()
        .no_zstd()
        .no_deflate()
        .http1_only()
        // What a paid reply is not lost to: many headers, and lines that are no headers at all.
        .http1_max_headers(MAX_HEADERS)
        .http1_ignore_invalid_headers_in_responses(true)
        .http1_allow_spaces_after_header_name_in_responses(true)
        .http1_allow_obsolete_multiline_headers_in_responses(true)
        .connect_timeout(CONNECT_TIMEOUT)
        .pool_idle_timeout(IDLE_TIMEOUT)
        .tcp_nodelay(true)
        // What the environment says has been read, once and strictly.
        .no_proxy();
    let builder = match proxy {
        Some(proxy) => builder.proxy(proxy),
        None => builder,
    };
    builder.build().map_err(|error| {
        let error: &dyn std::error::Error = &error;
        let cause = error
            .source()
            .map_or_else(|| error.to_string(), ToString::to_string);
        ConfigError::new(
            ConfigErrorKind::Transport,
            format!("the transport could not be set up: {cause}"),
        )
    })
}

fn constant_headers(settings: &Settings) -> Result<HeaderMap, ConfigError> {
    let mut headers = HeaderMap::new();
    headers.insert(
        USER_AGENT,
        user_agent(settings.api.name, settings.user_agent_suffix.as_deref())?,
    );
    for (name, value) in settings.api.headers {
        let value = HeaderValue::from_str(value).map_err(|_| unusable(name))?;
        headers.insert(header_name(name)?, value);
    }
    // A coded reply would only cost time: it is decoded where it comes nevertheless.
    headers
        .entry(ACCEPT_ENCODING)
        .or_insert(HeaderValue::from_static("identity"));
    if let Some((auth, key)) = &settings.key {
        headers.insert(header_name(auth.header)?, key.header_value(auth)?);
    }
    Ok(headers)
}

fn header_name(name: &str) -> Result<HeaderName, ConfigError> {
    HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable(name))
}

fn unusable(name: &str) -> ConfigError {
    ConfigError::new(
        ConfigErrorKind::Contract,
        format!("the contract's header `{name}` cannot be sent"),
    )
}

/// `theta-client/<version> (<api>) <suffix>`
fn user_agent(api: &str, suffix: Option<&str>) -> Result<HeaderValue, ConfigError> {
    let mut text = format!("theta-client/{} ({})", env!("CARGO_PKG_VERSION"), slug(api));
    if let Some(suffix) = suffix {
        if suffix.is_empty() || !suffix.bytes().all(|byte| byte == b'/' || is_token(byte)) {
            return Err(ConfigError::new(
                ConfigErrorKind::UserAgent,
                "the user agent suffix is not a product name: use letters, digits, `.`, `-`, `_` and `/`, \
                 as in `my-app/1.2`",
            ));
        }
        text.push(' ');
        text.push_str(suffix);
    }
    HeaderValue::from_str(&text).map_err(|_| {
        ConfigError::new(
            ConfigErrorKind::UserAgent,
            "the user agent cannot be sent: change its suffix",
        )
    })
}

/// Lower case, each run of anything but ASCII letters and digits one `-`.
fn slug(name: &str) -> String {
    let words = name
        .split(|character: char| !character.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty());
    words
        .map(str::to_ascii_lowercase)
        .collect::<Vec<_>>()
        .join("-")
}

/// A `tchar` of RFC 9110.
pub(crate) fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_user_agent_names_crate_api_and_product() {
        let version = env!("CARGO_PKG_VERSION");
        let table = [
            (
                "Scribe One",
                None,
                format!("theta-client/{version} (scribe-one)"),
            ),
            (
                "LMNT",
                Some("my-app/1.2"),
                format!("theta-client/{version} (lmnt) my-app/1.2"),
            ),
            (" É (x)\r\n", None, format!("theta-client/{version} (x)")),
        ];
        for (api, suffix, expected) in table {
            assert_eq!(user_agent(api, suffix).unwrap(), expected.as_str());
        }
        for suffix in ["", " ", "a b", "a\r\nx: y", "é", "(a)"] {
            let error = user_agent("Scribe One", Some(suffix)).unwrap_err();
            assert_eq!(error.kind(), ConfigErrorKind::UserAgent, "{suffix:?}");
        }
    }
}
