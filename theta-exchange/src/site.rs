//! The site that a client calls: its base URL, its contract, and what all requests share.

#[doc(hidden)]
pub mod access;
#[doc(hidden)]
pub mod base_url;
mod basic;
pub mod config_error;
#[doc(hidden)]
pub mod encoded;
#[doc(hidden)]
pub mod generated;
mod given;
#[doc(hidden)]
pub mod headers;
#[doc(hidden)]
pub mod key;
#[doc(hidden)]
pub mod key_error;
pub mod key_source;
#[doc(hidden)]
pub mod live_key;
pub mod meta;
pub mod plan;
#[doc(hidden)]
pub mod proxy;
pub mod refusal;
#[doc(hidden)]
pub mod settings;

use access::{Access, QueryKeys};
use base_url::BaseUrl;
use config_error::ConfigError;
use http::header::USER_AGENT;
use http::{HeaderMap, HeaderName};
use key::ApiKey;
use live_key::{Held, LiveKey};
use meta::{ApiInfo, AuthInfo, EndpointAccess, EndpointInfo, PathPiece};
use std::fmt;
use std::sync::{Arc, OnceLock};
use theta_pace::{Clock, Random};
use theta_secrets::{Rotating, Secrets};

/// What the requests of a client have in common.
#[doc(hidden)]
pub struct Site {
    pub api: &'static ApiInfo,
    pub base_url: BaseUrl,
    /// Of an API with more than one key in one header.
    pub access: Option<Box<Access>>,
    /// The URLs of endpoints without path parameters, in the order of the endpoints, once they were called.
    urls: Box<[OnceLock<Box<reqwest::Url>>]>,
    /// Headers of every request, the key included if it is always the same.
    pub headers: HeaderMap,
    /// The key of an API with one key in one header, if it is asked for.
    key: Option<LiveKey>,
    /// What is not shown: the keys.
    pub(crate) secrets: Arc<Rotating>,
    clock: Arc<dyn Clock>,
    pub random: Random,
}

#[doc(hidden)]
impl Site {
    pub fn new(
        api: &'static ApiInfo,
        base_url: BaseUrl,
        access: Option<Access>,
        (key, live): (Option<&(AuthInfo, ApiKey)>, Option<LiveKey>),
        secrets: Arc<Rotating>,
        user_agent_suffix: Option<&str>,
        (clock, random): (Arc<dyn Clock>, Random),
    ) -> Result<Self, ConfigError> {
        let prefix = api.auth.map_or("", |auth| auth.prefix);
        secrets.fix(&Secrets::of_key(key.map(|(_, key)| key.expose()), prefix));
        let mut headers = headers::constant(api, key, user_agent_suffix)?;
        if let Some(access) = &access {
            secrets.fix(&access.secrets());
            access.add_headers(&mut headers);
        }
        Ok(Self {
            api,
            base_url,
            access: access.map(Box::new),
            urls: api.endpoints.iter().map(|_| OnceLock::new()).collect(),
            headers,
            key: live,
            secrets,
            clock,
            random,
        })
    }

    #[must_use]
    pub fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    #[must_use]
    pub fn shared_clock(&self) -> &Arc<dyn Clock> {
        &self.clock
    }

    /// What is not shown, as of now.
    #[must_use]
    pub fn secrets(&self) -> Arc<Secrets> {
        self.secrets.now()
    }

    /// The keys of an endpoint's request that have to be asked for.
    #[must_use]
    pub fn live(&self, endpoint: &EndpointInfo) -> Vec<&LiveKey> {
        match self.access(endpoint) {
            Some((access, endpoint)) => access.live(endpoint).collect(),
            None => self.key.iter().collect(),
        }
    }

    /// Adds what proves who sends a request; `held` is what was asked for.
    pub fn prove(
        &self,
        endpoint: &EndpointInfo,
        held: &[Arc<Held>],
        headers: &mut HeaderMap,
        query: &mut String,
    ) {
        match self.access(endpoint) {
            Some((access, endpoint)) => access.prove(endpoint, held, headers, query),
            None => held
                .iter()
                .for_each(|held| held.given.prove(headers, query)),
        }
    }

    /// The key of an endpoint's request as of now, without the word before it.
    #[cfg(feature = "websocket")]
    #[must_use]
    pub fn key_of(&self, endpoint: &EndpointInfo) -> Option<String> {
        if let Some((access, endpoint)) = self.access(endpoint) {
            return access.key(endpoint);
        }
        if let Some(live) = &self.key {
            return Some(live.held()?.given.key().to_owned());
        }
        let auth = self.api.auth?;
        let value = self.headers.get(auth.header)?.to_str().ok()?;
        let key = value.strip_prefix(auth.scheme)?.trim_start();
        Some(key.to_owned())
    }

    /// Returns what an endpoint needs, of an API with more than one key in one header.
    #[must_use]
    pub fn access(&self, endpoint: &EndpointInfo) -> Option<(&Access, &'static EndpointAccess)> {
        let access = self.access.as_deref()?;
        let endpoints = self.api.endpoints;
        let at = endpoints.binary_search_by_key(&endpoint.name, |endpoint| endpoint.name);
        Some((access, access.endpoint(at.ok()?)?))
    }

    /// Whether a header of every request is the same for every client, and no key.
    pub fn is_everybodys(&self, name: &HeaderName) -> bool {
        let is_name = |(constant, _): &(&str, &str)| name == constant;
        name == USER_AGENT || self.api.headers.iter().any(is_name)
    }

    /// Returns a path and a query without the parameters that carry a key.
    #[must_use]
    pub fn without_keys(&self, path: &str) -> String {
        match &self.access {
            Some(access) => QueryKeys(access.info.schemes).remove_from(path),
            None => path.to_owned(),
        }
    }

    /// Returns the address below which an endpoint's requests go.
    #[must_use]
    pub fn base_of(&self, endpoint: &EndpointInfo) -> &BaseUrl {
        let host = self
            .access(endpoint)
            .and_then(|(access, endpoint)| access.host(endpoint));
        host.unwrap_or(&self.base_url)
    }

    /// Returns where an endpoint's request goes, which is parsed only once if it is always the same.
    #[must_use]
    pub fn url(&self, endpoint: &EndpointInfo, path: &str, query: &str) -> reqwest::Url {
        let is_fixed = || {
            let mut pieces = endpoint.path.iter();
            query.is_empty() && pieces.all(|piece| matches!(piece, PathPiece::Text(_)))
        };
        let endpoints = self.api.endpoints;
        let known = endpoints
            .binary_search_by_key(&endpoint.name, |endpoint| endpoint.name)
            .ok()
            .and_then(|index| self.urls.get(index))
            .filter(|_| is_fixed());
        match known {
            Some(known) => {
                let url = known.get_or_init(|| Box::new(self.base_of(endpoint).at(path, query)));
                reqwest::Url::clone(url)
            }
            None => self.base_of(endpoint).at(path, query),
        }
    }
}

impl fmt::Debug for Site {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Site")
            .field("api", &self.api.name)
            .field("base_url", &self.base_url)
            .finish_non_exhaustive()
    }
}
