//! Whether requests go through a proxy.

use crate::base_url::{BaseUrl, is_loopback};
use crate::config_error::{ConfigError, ConfigErrorKind};
use reqwest::{ClientBuilder, Url};

/// Which proxy the built-in HTTP client uses. Nothing prints it: an address may hold a password.
#[derive(Default)]
pub(crate) enum ProxyChoice {
    /// The one that the environment names.
    #[default]
    Environment,
    None,
    At(String),
}

impl ProxyChoice {
    pub(crate) fn is_explicit(&self) -> bool {
        matches!(self, Self::At(_))
    }

    pub(crate) fn apply(
        &self,
        builder: ClientBuilder,
        base_url: &BaseUrl,
    ) -> Result<ClientBuilder, ConfigError> {
        match self {
            // A proxy would take what was promised to stay on this machine elsewhere.
            Self::Environment if base_url.is_loopback() => Ok(builder.no_proxy()),
            Self::Environment => Ok(builder),
            Self::None => Ok(builder.no_proxy()),
            Self::At(address) => Ok(builder.proxy(parse(address, base_url)?)),
        }
    }
}

fn parse(address: &str, base_url: &BaseUrl) -> Result<reqwest::Proxy, ConfigError> {
    // What is refused is not repeated: it may hold a password.
    let error = |message: &'static str| ConfigError::new(ConfigErrorKind::Proxy, message);
    let malformed = || error("the proxy is not an address: write it as `http://host:port`");
    let url = Url::parse(address).map_err(|_| malformed())?;
    let host = url.host_str().filter(|host| !host.is_empty());
    let host = host.ok_or_else(malformed)?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(error(
            "the proxy is neither `http` nor `https`: others are not supported, unless by a transport of your own",
        ));
    }
    // To an `https` base URL there is a tunnel through the proxy; anything else it can read.
    if !base_url.is_https() && !is_loopback(host) {
        return Err(error(
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
}
