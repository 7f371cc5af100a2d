//! The site that a client calls: its base URL, its contract, and what all requests share.

pub(crate) mod access;
pub(crate) mod base_url;
mod basic;
pub(crate) mod config_error;
pub(crate) mod encoded;
pub(crate) mod generated;
mod headers;
pub(crate) mod key;
pub mod meta;
pub(crate) mod plan;
pub(crate) mod proxy;
pub(crate) mod refusal;
pub(crate) mod settings;

use access::Access;
use base_url::BaseUrl;
use config_error::ConfigError;
use http::HeaderMap;
use key::ApiKey;
use meta::{ApiInfo, AuthInfo, EndpointAccess, EndpointInfo, PathPiece};
use std::fmt;
use std::sync::{Arc, OnceLock};
use theta_pace::{Clock, Random};
use theta_secrets::Secrets;

/// What the requests of a client have in common.
pub(crate) struct Site {
    pub(crate) api: &'static ApiInfo,
    pub(crate) base_url: BaseUrl,
    /// Of an API with more than one key in one header.
    pub(crate) access: Option<Box<Access>>,
    /// The URLs of endpoints without path parameters, in the order of the endpoints, once they were called.
    urls: Box<[OnceLock<Box<reqwest::Url>>]>,
    /// Headers of every request, the key included.
    pub(crate) headers: HeaderMap,
    /// What is not shown: the key.
    pub(crate) secrets: Arc<Secrets>,
    clock: Arc<dyn Clock>,
    pub(crate) random: Random,
}

impl Site {
    pub(crate) fn new(
        api: &'static ApiInfo,
        base_url: BaseUrl,
        access: Option<Access>,
        key: Option<&(AuthInfo, ApiKey)>,
        user_agent_suffix: Option<&str>,
        clock: Arc<dyn Clock>,
        random: Random,
    ) -> Result<Self, ConfigError> {
        let prefix = api.auth.map_or("", |auth| auth.prefix);
        let mut secrets = Secrets::of_key(key.map(|(_, key)| key.expose()), prefix);
        let mut headers = headers::constant(api, key, user_agent_suffix)?;
        if let Some(access) = &access {
            secrets.add_all(&access.secrets());
            access.add_headers(&mut headers);
        }
        Ok(Self {
            api,
            base_url,
            access: access.map(Box::new),
            urls: api.endpoints.iter().map(|_| OnceLock::new()).collect(),
            headers,
            secrets: Arc::new(secrets),
            clock,
            random,
        })
    }

    pub(crate) fn clock(&self) -> &dyn Clock {
        &*self.clock
    }

    /// Returns what an endpoint needs, of an API with more than one key in one header.
    pub(crate) fn access(
        &self,
        endpoint: &EndpointInfo,
    ) -> Option<(&Access, &'static EndpointAccess)> {
        let access = self.access.as_deref()?;
        let endpoints = self.api.endpoints;
        let at = endpoints.binary_search_by_key(&endpoint.name, |endpoint| endpoint.name);
        Some((access, access.endpoint(at.ok()?)?))
    }

    /// Returns the address below which an endpoint's requests go.
    pub(crate) fn base_of(&self, endpoint: &EndpointInfo) -> &BaseUrl {
        let host = self
            .access(endpoint)
            .and_then(|(access, endpoint)| access.host(endpoint));
        host.unwrap_or(&self.base_url)
    }

    /// Returns where an endpoint's request goes, which is parsed only once if it is always the same.
    pub(crate) fn url(&self, endpoint: &EndpointInfo, path: &str, query: &str) -> reqwest::Url {
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
