//! What a client was given to prove with who sends its requests, and where they go.

use super::base_url::{BaseUrl, is_loopback};
use super::basic::base64;
use super::config_error::{ConfigError, ConfigErrorKind};
use super::encoded::push_encoded;
use super::key::ApiKey;
use super::meta::{AccessInfo, AuthInfo, EndpointAccess, KeyPlace, SchemeInfo};
use super::refusal::Refusal;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::Url;
use theta_secrets::Secrets;

/// What is known of an API with more than one key in one header.
pub(crate) struct Access {
    pub(crate) info: &'static AccessInfo,
    /// By scheme.
    given: Vec<Option<Given>>,
    /// By host.
    hosts: Vec<BaseUrl>,
    /// Headers of every request.
    headers: Vec<(&'static str, HeaderValue)>,
}

/// What was given for a scheme, ready to be sent. Nothing prints it.
pub(crate) struct Given {
    proof: Proof,
    /// The key, or the password where there is a user too.
    key: String,
    /// What is the same for everybody.
    prefix: &'static str,
    /// All of it, to be told from others.
    #[cfg(feature = "redis")]
    whole: String,
}

enum Proof {
    Header(HeaderName, HeaderValue),
    /// Name and value, encoded.
    Query(String),
}

impl Given {
    /// Checks what was given for a scheme.
    pub(crate) fn new(scheme: &SchemeInfo, secrets: &[String]) -> Result<Self, ConfigError> {
        let wrong = |what: &str, why: &str| {
            let (name, setting) = (scheme.name, scheme.setting);
            let message =
                format!("the {what} of `{name}` {why}: look at what is given to `{setting}`");
            ConfigError::new(ConfigErrorKind::Key, message)
        };
        let unusable = || {
            let message = format!("the contract's scheme `{}` cannot be sent", scheme.name);
            ConfigError::new(ConfigErrorKind::Contract, message)
        };
        for (what, text) in scheme.roles().iter().zip(secrets) {
            if text.is_empty() {
                return Err(wrong(what, "is missing or empty"));
            }
            if text.chars().any(|c| {
                c.is_control()
                    || (c.is_whitespace() && !matches!(scheme.place, KeyPlace::Basic { .. }))
            }) {
                return Err(wrong(what, "holds white space or control characters"));
            }
        }
        let [first, rest @ ..] = secrets else {
            return Err(unusable());
        };
        let sensitive = |text: String| -> Result<HeaderValue, ConfigError> {
            let mut value = HeaderValue::from_str(&text).map_err(|_| unusable())?;
            value.set_sensitive(true);
            Ok(value)
        };
        let as_key = |header, word| {
            let auth = AuthInfo {
                header,
                scheme: word,
                prefix: scheme.prefix,
                env: "",
            };
            Ok::<_, ConfigError>((ApiKey::new(first.clone(), &auth)?, auth))
        };
        let proof = match scheme.place {
            KeyPlace::Header { name, scheme: word } => {
                let (key, auth) = as_key(name, word)?;
                let name = HeaderName::from_bytes(name.as_bytes()).map_err(|_| unusable())?;
                Proof::Header(name, key.header_value(&auth)?)
            }
            KeyPlace::Query(name) => {
                as_key("", "")?;
                let mut pair = String::new();
                push_encoded(&mut pair, name);
                pair.push('=');
                push_encoded(&mut pair, first);
                Proof::Query(pair)
            }
            KeyPlace::Basic { user, password } => {
                let mut secrets = secrets.iter().map(String::as_str);
                let user = user.or_else(|| secrets.next()).unwrap_or_default();
                if user.contains(':') {
                    return Err(wrong(
                        "user",
                        "holds a colon, behind which a password would begin",
                    ));
                }
                let password = password.or_else(|| secrets.next()).unwrap_or_default();
                let coded = base64(format!("{user}:{password}").as_bytes());
                Proof::Header(AUTHORIZATION, sensitive(format!("Basic {coded}"))?)
            }
        };
        Ok(Self {
            proof,
            key: rest.last().unwrap_or(first).clone(),
            prefix: scheme.prefix,
            #[cfg(feature = "redis")]
            whole: secrets.join("\0"),
        })
    }
}

impl Access {
    pub(super) fn new(
        info: &'static AccessInfo,
        given: Vec<Option<Given>>,
        hosts: Vec<BaseUrl>,
        headers: Vec<(&'static str, HeaderValue)>,
    ) -> Result<Self, ConfigError> {
        let access = Self {
            info,
            given,
            hosts,
            headers,
        };
        let keyed = || {
            info.endpoints
                .iter()
                .filter(|endpoint| endpoint.auth.iter().all(|all| !all.is_empty()))
        };
        // Where a key is a choice, a client that was given none has chosen.
        let chosen = access.given.iter().all(Option::is_none)
            && info.endpoints.iter().any(|endpoint| {
                let none = endpoint.auth.iter().filter(|all| all.is_empty()).count();
                (1..endpoint.auth.len()).contains(&none)
            });
        // One that can be called with what was given is enough: a client need not call all of them.
        if !chosen
            && keyed().next().is_some()
            && !keyed().any(|endpoint| access.alternative(endpoint).is_some())
        {
            let mut ways: Vec<String> = Vec::new();
            for all in keyed().flat_map(|endpoint| endpoint.auth) {
                let all: Vec<String> = all
                    .iter()
                    .filter_map(|at| Some(info.schemes.get(*at)?.remedy()))
                    .collect();
                let way = all.join(" together with ");
                if !ways.contains(&way) {
                    ways.push(way);
                }
            }
            let one_of = if ways.len() > 1 { "one of " } else { "" };
            return Err(ConfigError::new(
                ConfigErrorKind::Key,
                format!(
                    "no key was given with which an endpoint could be called: call {one_of}{}, or `key_from_env` to read the variables",
                    ways.join(", ")
                ),
            ));
        }
        Ok(access)
    }

    /// What the requests of all endpoints carry.
    pub(super) fn add_headers(&self, headers: &mut HeaderMap) {
        for (name, value) in &self.headers {
            headers.insert(HeaderName::from_static(name), value.clone());
        }
    }

    /// What is never shown.
    pub(crate) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        for given in self.given.iter().flatten() {
            secrets.add_all(&Secrets::of_key(Some(&given.key), given.prefix));
        }
        secrets
    }

    /// What tells two clients apart whose answers differ: all that was given.
    #[cfg(feature = "redis")]
    pub(crate) fn identity(&self) -> String {
        let mut identity = String::new();
        for given in &self.given {
            identity.push_str(given.as_ref().map_or("", |given| &given.whole));
            identity.push('\0');
        }
        for (name, value) in &self.headers {
            identity.push_str(name);
            identity.push_str(&String::from_utf8_lossy(value.as_bytes()));
            identity.push('\0');
        }
        identity
    }

    pub(crate) fn endpoint(&self, at: usize) -> Option<&'static EndpointAccess> {
        self.info.endpoints.get(at)
    }

    /// The base URL of an endpoint's own host.
    pub(crate) fn host(&self, endpoint: &EndpointAccess) -> Option<&BaseUrl> {
        self.hosts.get(endpoint.host?)
    }

    /// The first alternative for which everything was given.
    fn alternative(&self, endpoint: &EndpointAccess) -> Option<&'static [usize]> {
        let is_given = |at: &usize| self.given.get(*at).is_some_and(Option::is_some);
        let mut alternatives = endpoint.auth.iter();
        alternatives.find(|all| all.iter().all(is_given)).copied()
    }

    /// Whether a request of the endpoint can prove who sends it.
    pub(crate) fn allows(&self, endpoint: &EndpointAccess) -> Result<(), Refusal> {
        if self.alternative(endpoint).is_some() {
            return Ok(());
        }
        let names = |all: &&[usize]| {
            let all = all.iter().filter_map(|at| self.info.schemes.get(*at));
            all.map(|scheme| scheme.setting).collect()
        };
        Err(Refusal::NoKey {
            one_of: endpoint.auth.iter().map(names).collect(),
        })
    }

    /// Adds what proves who sends a request.
    pub(crate) fn prove(
        &self,
        endpoint: &EndpointAccess,
        headers: &mut HeaderMap,
        query: &mut String,
    ) {
        for given in self.chosen(endpoint) {
            match &given.proof {
                Proof::Header(name, value) => {
                    headers.insert(name.clone(), value.clone());
                }
                Proof::Query(pair) => {
                    query.push(if query.is_empty() { '?' } else { '&' });
                    query.push_str(pair);
                }
            }
        }
    }

    /// The key of a request, without the word before it.
    #[cfg(feature = "websocket")]
    pub(crate) fn key(&self, endpoint: &EndpointAccess) -> Option<String> {
        let key = self.chosen(endpoint).next();
        key.map(|given| given.key.clone())
    }

    fn chosen(&self, endpoint: &EndpointAccess) -> impl Iterator<Item = &Given> {
        let all = self.alternative(endpoint).unwrap_or_default();
        all.iter().filter_map(|at| self.given.get(*at)?.as_ref())
    }

    /// Whether a header carries a key.
    pub(crate) fn is_key(&self, name: &HeaderName) -> bool {
        self.info.schemes.iter().any(|scheme| match scheme.place {
            KeyPlace::Header { name: header, .. } => header == name.as_str(),
            KeyPlace::Basic { .. } => name == AUTHORIZATION,
            KeyPlace::Query(_) => false,
        })
    }
}

/// The names of the query parameters that carry a key, for what must not keep them.
#[derive(Clone, Copy)]
#[cfg_attr(not(feature = "testing"), allow(dead_code))] // only there is anything kept
pub(crate) struct QueryKeys(pub(crate) &'static [SchemeInfo]);

impl QueryKeys {
    /// Returns a path without the parameters that carry a key.
    #[cfg(feature = "testing")]
    pub(crate) fn remove_from(self, path: &str) -> String {
        let Some((before, query)) = path.split_once('?') else {
            return path.to_owned();
        };
        let is_key = |pair: &&str| {
            let name = pair.split('=').next().unwrap_or_default();
            self.0.iter().any(|scheme| {
                let KeyPlace::Query(key) = scheme.place else {
                    return false;
                };
                let mut encoded = String::new();
                push_encoded(&mut encoded, key);
                name == encoded
            })
        };
        let kept: Vec<&str> = query.split('&').filter(|pair| !is_key(pair)).collect();
        if kept.is_empty() {
            before.to_owned()
        } else {
            format!("{before}?{}", kept.join("&"))
        }
    }
}

/// Reads an address that an earlier answer named, or says why nothing is sent to it.
pub(crate) fn address(
    name: &'static str,
    text: &str,
    endpoint: &EndpointAccess,
    base: &BaseUrl,
) -> Result<Url, Refusal> {
    let refuse = |why| Err(Refusal::Address { name, why });
    // White space is dropped where an address is read, so what is looked at would not be what was written.
    if text.chars().any(|c| c.is_whitespace() || c.is_control()) {
        return refuse("holds white space");
    }
    let Ok(mut url) = Url::parse(text) else {
        return refuse("is no absolute URL");
    };
    url.set_fragment(None);
    if !url.username().is_empty() || url.password().is_some() {
        return refuse("holds a user name or password");
    }
    let host = url.host_str().unwrap_or_default();
    if base.is_loopback() && is_loopback(host) && matches!(url.scheme(), "http" | "https") {
        return Ok(url);
    }
    if url.scheme() != "https" {
        return refuse("is not `https`");
    }
    if url.port().is_some() {
        return refuse("names a port");
    }
    let listed = endpoint
        .address
        .iter()
        .any(|pattern| match pattern.strip_prefix("*.") {
            Some(end) => {
                let before = host
                    .strip_suffix(end)
                    .and_then(|before| before.strip_suffix('.'));
                before.is_some_and(|before| !before.is_empty())
            }
            None => *pattern == "*" || *pattern == host,
        });
    if !listed {
        return refuse("names a host that the contract does not");
    }
    // Any host is one that is elsewhere: an answer does not send a request to this machine or to what it can reach.
    if endpoint.address.contains(&"*") && url.domain().is_none_or(is_loopback) {
        return refuse("names no domain");
    }
    // What runs against a server on this machine stays on it.
    if base.is_loopback() {
        let mut here = base.at(url.path(), "");
        here.set_query(url.query());
        return Ok(here);
    }
    Ok(url)
}
