//! The choice of a proxy.

use crate::site::base_url::{BaseUrl, is_loopback};
use crate::site::config_error::{ConfigError, ConfigErrorKind};
use reqwest::Url;
use std::ffi::OsString;

/// Which proxy the built-in HTTP client uses. Nothing prints it: an address may hold a password.
#[derive(Default)]
pub enum ProxyChoice {
    /// The one that the environment names.
    #[default]
    Environment,
    None,
    At(String),
}

impl ProxyChoice {
    #[must_use]
    pub fn is_explicit(&self) -> bool {
        matches!(self, Self::At(_))
    }

    /// The proxy of requests to `base_url`, if there is one. `variable` reads the environment.
    pub(crate) fn resolve(
        &self,
        base_url: &BaseUrl,
        variable: impl Fn(&str) -> Option<OsString>,
    ) -> Result<Option<reqwest::Proxy>, ConfigError> {
        match self {
            // A proxy would take what was promised to stay on this machine elsewhere.
            Self::Environment if base_url.is_loopback() => Ok(None),
            Self::Environment => environment(base_url, variable),
            Self::None => Ok(None),
            Self::At(address) => parse(address, base_url).map(Some),
        }
    }
}

/// The proxy that the environment names for `https`, the only scheme that leaves this machine. An unusable one is an
/// error: a user who names a proxy does not expect requests to bypass it.
fn environment(
    base_url: &BaseUrl,
    variable: impl Fn(&str) -> Option<OsString>,
) -> Result<Option<reqwest::Proxy>, ConfigError> {
    // The first that is there counts, and an empty one names none, as for other programs that read them.
    let first = |names: [&'static str; 2]| {
        let mut found = names
            .into_iter()
            .filter_map(|name| Some((name, variable(name)?)));
        found.next().filter(|(_, value)| !value.is_empty())
    };
    let named = first(["HTTPS_PROXY", "https_proxy"]).or_else(|| first(["ALL_PROXY", "all_proxy"]));
    let Some((name, address)) = named else {
        return Ok(None);
    };
    let proxy = match address.to_str() {
        // A name without a scheme is one that speaks HTTP.
        Some(address) if !address.contains("://") => parse(&format!("http://{address}"), base_url),
        Some(address) => parse(address, base_url),
        None => Err(malformed()),
    };
    let proxy = proxy.map_err(|error| {
        let message = format!(
            "the environment variable {name}: {error}, or build the client with `no_proxy()`"
        );
        ConfigError::new(ConfigErrorKind::Proxy, message)
    })?;
    let spared = first(["NO_PROXY", "no_proxy"]);
    let spared = spared.and_then(|(_, hosts)| reqwest::NoProxy::from_string(hosts.to_str()?));
    Ok(Some(proxy.no_proxy(spared)))
}

// What is refused is not repeated: it may hold a password.
fn refused(message: &'static str) -> ConfigError {
    ConfigError::new(ConfigErrorKind::Proxy, message)
}

fn malformed() -> ConfigError {
    refused(
        "the proxy is not an address: write it as `http://host:port`, without quotes and blanks, and with `%` codes for \
         special characters of a password",
    )
}

fn parse(address: &str, base_url: &BaseUrl) -> Result<reqwest::Proxy, ConfigError> {
    // The parser of addresses drops some of these, and begins something else at others.
    let strange = |character: char| {
        character.is_whitespace() || character.is_control() || "\"'`\\#?<>^{|}".contains(character)
    };
    if address.contains(strange) {
        return Err(malformed());
    }
    let url = Url::parse(address).map_err(|_| malformed())?;
    let host = url.host_str().unwrap_or_default();
    let is_host = |byte: u8| byte.is_ascii_alphanumeric() || b"-._[]:".contains(&byte);
    if host.is_empty() || !host.bytes().all(is_host) || !matches!(url.path(), "" | "/") {
        return Err(malformed());
    }
    if !matches!(url.scheme(), "http" | "https") {
        return Err(refused(
            "the proxy is neither `http` nor `https`: others are not supported, unless by a transport of your own",
        ));
    }
    // To an `https` base URL there is a tunnel through the proxy; anything else it can read.
    if !base_url.is_https() && !is_loopback(host) {
        return Err(refused(
            "the base URL is `http`, and the proxy, on another machine, would be sent the key in the clear: use \
             `https`, or no proxy",
        ));
    }
    reqwest::Proxy::all(url).map_err(|_| malformed())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(proxy: &str, base_url: &str) -> Option<String> {
        let base_url = BaseUrl::parse(base_url).unwrap();
        let error = parse(proxy, &base_url).err()?;
        assert_eq!(error.kind(), ConfigErrorKind::Proxy);
        Some(error.to_string())
    }

    #[test]
    fn a_proxy_that_cannot_be_used_is_refused_and_not_shown() {
        let https = "https://stt.example";
        let table = [
            ("", https, "is not an address"),
            ("canary.example:3128", https, "is not an address"),
            ("http://", https, "is not an address"),
            ("socks5://u:canary@p.example", https, "neither `http` nor"),
            (
                "http://u:canary@p.example",
                "http://localhost",
                "in the clear",
            ),
        ];
        for (proxy, base_url, text) in table {
            let refusal = refusal(proxy, base_url).unwrap();
            assert!(refusal.contains(text), "{proxy}: {refusal}");
            assert!(!refusal.contains("canary"), "{refusal}");
        }
    }

    #[test]
    fn a_tunnel_may_lead_anywhere_and_plain_http_stays_here() {
        let table = [
            ("http://p.example:3128", "https://stt.example"),
            ("https://u:p@p.example", "https://stt.example"),
            ("http://[::1]:3128", "http://127.0.0.1:80"),
        ];
        for (proxy, base_url) in table {
            assert_eq!(refusal(proxy, base_url), None);
        }
    }

    /// What the environment comes to: a proxy, none, or why it is refused.
    fn outcome(variables: &[(&str, &str)], base_url: &str) -> Result<bool, String> {
        let base_url = BaseUrl::parse(base_url).unwrap();
        let variable = |name: &str| {
            let found = variables.iter().find(|(known, _)| *known == name);
            found.map(|(_, value)| OsString::from(value))
        };
        let found = ProxyChoice::Environment.resolve(&base_url, variable);
        found.map(|proxy| proxy.is_some()).map_err(|error| {
            assert_eq!(error.kind(), ConfigErrorKind::Proxy);
            error.to_string()
        })
    }

    #[test]
    fn the_environment_names_a_proxy_in_the_order_that_is_usual() {
        let good = "http://p.example:3128";
        let bad = "gopher://p.example";
        let table: [(&[(&str, &str)], bool); 10] = [
            (&[], false),
            (&[("HTTPS_PROXY", good)], true),
            (&[("https_proxy", "p.example:3128")], true),
            (&[("https_proxy", "u:p%23@p.example:3128/")], true),
            (&[("ALL_PROXY", good)], true),
            (
                &[
                    ("HTTPS_PROXY", good),
                    ("https_proxy", bad),
                    ("ALL_PROXY", bad),
                ],
                true,
            ),
            (&[("HTTPS_PROXY", ""), ("ALL_PROXY", good)], true),
            (&[("HTTPS_PROXY", "")], false),
            (&[("HTTP_PROXY", bad)], false),
            (&[("HTTPS_PROXY", good), ("NO_PROXY", "*")], true),
        ];
        for (variables, expected) in table {
            assert_eq!(
                outcome(variables, "https://stt.example"),
                Ok(expected),
                "{variables:?}"
            );
        }
        assert_eq!(
            outcome(&[("HTTPS_PROXY", bad)], "http://127.0.0.1"),
            Ok(false)
        );
    }

    #[test]
    fn an_address_in_the_environment_that_cannot_be_used_is_an_error_and_no_way_past_it() {
        let addresses = [
            "\"http://canary.example:3128\"",
            "'http://canary.example:3128'",
            " http://canary.example:3128",
            "http://canary.example:3128 ",
            "http://canary.example:3128\n",
            "http://canary\t.example:3128",
            "#http://canary.example:3128",
            "http://u:canary#1@p.example:3128",
            "http://canary.example:port",
            "http://canary.example:99999",
            "http://",
            "http//canary.example",
            "socks5://canary.example:1080",
            "sock5://canary.example",
            "htttp://canary.example:3128",
            "canary.example:3128 # the old one",
            "=http://canary.example",
            "$PROXY_canary",
        ];
        for address in addresses {
            for name in ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"] {
                let refusal = outcome(&[(name, address)], "https://stt.example");
                let refusal = refusal.expect_err(address);
                assert!(
                    refusal.contains(name) && refusal.contains("no_proxy()"),
                    "{refusal}"
                );
                assert!(!refusal.contains("canary"), "{refusal}");
            }
        }
    }
}
