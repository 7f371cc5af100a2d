//! What a client was given to prove with who sends its requests, and where they go.

use super::base_url::{BaseUrl, is_loopback, may_be_here};
use super::config_error::{ConfigError, ConfigErrorKind};
use super::encoded::push_encoded;
use super::given::Given;
use super::live_key::{Held, LiveKey};
use super::meta::{AccessInfo, EndpointAccess, KeyPlace, SchemeInfo};
use super::refusal::Refusal;
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use reqwest::Url;
use std::sync::Arc;
use theta_secrets::Secrets;

/// What is known of an API with more than one key in one header.
pub struct Access {
    pub info: &'static AccessInfo,
    /// By scheme.
    given: Vec<Option<Proof>>,
    /// By host.
    hosts: Vec<BaseUrl>,
    /// Headers of every request.
    headers: Vec<(&'static str, HeaderValue)>,
}

/// What a client proves with who sends a request.
pub(crate) enum Proof {
    Fixed(Given),
    Live(LiveKey),
}

impl Access {
    pub(super) fn new(
        info: &'static AccessInfo,
        given: Vec<Option<Proof>>,
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
                    .filter_map(|at| info.schemes.get(*at)?.remedy())
                    .collect();
                let way = all.join(" together with ");
                if !way.is_empty() && !ways.contains(&way) {
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
        for proof in self.given.iter().flatten() {
            secrets.add_all(&match proof {
                Proof::Fixed(given) => given.secrets(),
                Proof::Live(live) => live.secrets(),
            });
        }
        secrets
    }

    /// What tells two clients apart whose answers differ: all that was given. `None` if a key is yet to be asked for.
    #[cfg(feature = "redis")]
    #[must_use]
    pub fn identity(&self) -> Option<String> {
        let mut identity = String::new();
        for given in &self.given {
            match given {
                None => {}
                Some(Proof::Fixed(given)) => identity.push_str(&given.whole),
                Some(Proof::Live(live)) => identity.push_str(&live.identity()?),
            }
            identity.push('\0');
        }
        for (name, value) in &self.headers {
            identity.push_str(name);
            identity.push_str(&String::from_utf8_lossy(value.as_bytes()));
            identity.push('\0');
        }
        Some(identity)
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
    pub fn allows(&self, endpoint: &EndpointAccess) -> Result<(), Refusal> {
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

    /// The keys of a request that have to be asked for first.
    pub(crate) fn live<'a>(
        &'a self,
        endpoint: &EndpointAccess,
    ) -> impl Iterator<Item = &'a LiveKey> {
        self.chosen(endpoint).filter_map(|proof| match proof {
            Proof::Fixed(_) => None,
            Proof::Live(live) => Some(live),
        })
    }

    /// Adds what proves who sends a request; `held` is what was asked for.
    pub(crate) fn prove(
        &self,
        endpoint: &EndpointAccess,
        held: &[Arc<Held>],
        headers: &mut HeaderMap,
        query: &mut String,
    ) {
        for proof in self.chosen(endpoint) {
            if let Proof::Fixed(given) = proof {
                given.prove(headers, query);
            }
        }
        for held in held {
            held.given.prove(headers, query);
        }
    }

    /// The key of a request as of now, without the word before it.
    #[cfg(feature = "websocket")]
    pub(crate) fn key(&self, endpoint: &EndpointAccess) -> Option<String> {
        match self.chosen(endpoint).next()? {
            Proof::Fixed(given) => Some(given.key().to_owned()),
            Proof::Live(live) => Some(live.held()?.given.key().to_owned()),
        }
    }

    fn chosen(&self, endpoint: &EndpointAccess) -> impl Iterator<Item = &Proof> {
        let all = self.alternative(endpoint).unwrap_or_default();
        all.iter().filter_map(|at| self.given.get(*at)?.as_ref())
    }

    /// Whether a header carries a key.
    pub fn is_key(&self, name: &HeaderName) -> bool {
        self.info.schemes.iter().any(|scheme| match scheme.place {
            KeyPlace::Header { name: header, .. } => header == name.as_str(),
            KeyPlace::Basic { .. } => name == AUTHORIZATION,
            KeyPlace::Query(_) => false,
        })
    }
}

/// The names of the query parameters that carry a key, for what must not keep them.
#[derive(Clone, Copy)]
pub struct QueryKeys(pub &'static [SchemeInfo]);

impl QueryKeys {
    /// Returns a path without the parameters that carry a key.
    #[must_use]
    pub fn remove_from(self, path: &str) -> String {
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

/// Whether one of the patterns is the host, or stands for all below a host that it is below.
#[must_use]
pub fn is_listed(patterns: &[&str], host: &str) -> bool {
    patterns
        .iter()
        .any(|pattern| match pattern.strip_prefix("*.") {
            Some(end) => {
                let before = host
                    .strip_suffix(end)
                    .and_then(|before| before.strip_suffix('.'));
                before.is_some_and(|before| !before.is_empty())
            }
            None => *pattern == "*" || *pattern == host,
        })
}

/// Why an address that an answer names may be one of this machine or of what only it can reach, where these hosts may be
/// named: any host is one that is elsewhere.
#[must_use]
pub fn is_near(patterns: &[&str], url: &Url) -> Option<&'static str> {
    if may_be_here(url.host_str().unwrap_or_default()) {
        return Some("names this machine");
    }
    (url.domain().is_none() && patterns.contains(&"*")).then_some("names no domain")
}

/// Reads an address that an earlier answer named, or says why nothing is sent to it.
pub fn address(
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
    if !is_listed(endpoint.address, host) {
        return refuse("names a host that the contract does not");
    }
    if let Some(why) = is_near(endpoint.address, &url) {
        return refuse(why);
    }
    // What runs against a server on this machine stays on it.
    if base.is_loopback() {
        let mut here = base.at(url.path(), "");
        here.set_query(url.query());
        return Ok(here);
    }
    Ok(url)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Why an address is refused by an endpoint that takes those of any host, or of these.
    fn refused(text: &str, address: &'static [&'static str]) -> Option<&'static str> {
        let endpoint = EndpointAccess {
            auth: &[],
            host: None,
            address,
        };
        let base = BaseUrl::parse("https://api.example").unwrap();
        match super::address("url", text, &endpoint, &base) {
            Ok(_) => None,
            Err(Refusal::Address { why, .. }) => Some(why),
            Err(other) => panic!("{other}"),
        }
    }

    #[test]
    fn an_address_of_any_host_is_never_one_of_this_machine_or_of_a_number() {
        for host in [
            "localhost",
            "LOCALHOST",
            "localhost.",
            "x.localhost",
            "a.b.localhost.",
            "%6cocalhost",
            "\u{ff4c}ocalhost",
            "127.0.0.1",
            "127.1",
            "2130706433",
            "0x7f000001",
            "0177.0.0.1",
            "127.0.0.1.",
            "0.0.0.0",
            "0",
            "169.254.169.254",
            "0xa9fea9fe",
            "10.0.0.1",
            "192.168.1.1",
            "8.8.8.8",
            "[::1]",
            "[::]",
            "[::ffff:127.0.0.1]",
            "[::ffff:7f00:1]",
            "[fe80::1]",
            "[2001:db8::1]",
        ] {
            let text = format!("https://{host}/admin");
            let why = refused(&text, &["*"]);
            assert!(
                matches!(why, Some("names no domain" | "names this machine")),
                "{host}: {why:?}"
            );
            let text = format!("http://{host}/admin");
            assert_eq!(refused(&text, &["*"]), Some("is not `https`"), "{host}");
        }
        for host in [
            "files.example",
            "localhost.example",
            "notlocalhost",
            "files.example.",
        ] {
            let text = format!("https://{host}/x");
            assert_eq!(refused(&text, &["*"]), None, "{host}");
        }
    }

    #[test]
    fn a_name_of_this_machine_is_refused_by_whatever_pattern_it_is_taken() {
        for host in ["x.localhost", "a.b.localhost", "x.localhost."] {
            let text = format!("https://{host}/");
            assert!(refused(&text, &["*.localhost"]).is_some(), "{host}");
        }
        assert_eq!(
            refused("https://x.files.example/", &["*.files.example"]),
            None
        );
    }
}
