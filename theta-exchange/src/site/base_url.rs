//! The base URL of requests.

use crate::site::config_error::{ConfigError, ConfigErrorKind};
use http::HeaderValue;
use reqwest::Url;
use std::fmt;
use std::net::{Ipv4Addr, Ipv6Addr};

/// Scheme, host and optional path prefix, without a final slash.
#[derive(Clone, PartialEq, Eq)]
pub struct BaseUrl {
    text: String,
    url: Url,
    loopback: bool,
}

impl BaseUrl {
    /// Takes `https` anywhere and `http` on this machine only: a key never travels in the clear.
    pub fn parse(text: &str) -> Result<Self, ConfigError> {
        // What is refused is not repeated: it may hold a password.
        let refuse =
            |message: &'static str| Err(ConfigError::new(ConfigErrorKind::BaseUrl, message));
        let Ok(url) = Url::parse(text) else {
            return refuse("the base URL is not an absolute URL: write it as `https://host`");
        };
        let host = url.host_str().unwrap_or_default();
        let loopback = is_loopback(host);
        match url.scheme() {
            "https" => {}
            "http" if loopback => {}
            "http" => {
                return refuse(
                    "the base URL is `http` to another machine, which would send the key in the clear: use `https`",
                );
            }
            _ => {
                return refuse(
                    "the base URL is neither `https` nor `http`: write it as `https://host`",
                );
            }
        }
        if !url.username().is_empty() || url.password().is_some() {
            return refuse("the base URL holds a user name or password: leave them out");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return refuse(
                "the base URL holds a query or fragment: leave out everything from `?` or `#` on",
            );
        }
        Ok(Self {
            text: url.as_str().trim_end_matches('/').to_owned(),
            url,
            loopback,
        })
    }

    /// The text that paths are appended to.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// It as a URL.
    #[cfg(feature = "tracing")]
    #[must_use]
    pub fn url(&self) -> &Url {
        &self.url
    }

    /// What every path begins with.
    #[must_use]
    pub fn path(&self) -> &str {
        self.url.path().trim_end_matches('/')
    }

    /// The URL of a path, which begins with [`path`](Self::path), and a query, which begins with `?` or is empty.
    #[must_use]
    pub fn at(&self, path: &str, query: &str) -> Url {
        let mut url = self.url.clone();
        url.set_path(path);
        url.set_query(query.strip_prefix('?'));
        url
    }

    /// The value of the `host` header: with the port, unless that is the scheme's own.
    #[must_use]
    pub fn host(&self) -> Option<HeaderValue> {
        let host = self.url.host_str()?;
        let value = match self.url.port() {
            Some(port) => HeaderValue::from_str(&format!("{host}:{port}")),
            None => HeaderValue::from_str(host),
        };
        value.ok()
    }

    /// Whether requests stay on this machine.
    #[must_use]
    pub fn is_loopback(&self) -> bool {
        self.loopback
    }

    /// Whether requests need TLS.
    pub(crate) fn is_https(&self) -> bool {
        self.text.starts_with("https:")
    }
}

impl fmt::Debug for BaseUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Whether a host may be this machine by any name: what must not be sent to it is refused by this.
#[must_use]
pub fn may_be_here(host: &str) -> bool {
    let name = host.strip_suffix('.').unwrap_or(host);
    let (_, last) = name.rsplit_once('.').unwrap_or(("", name));
    last.eq_ignore_ascii_case("localhost") || is_loopback(host)
}

/// Whether a host is this machine for certain: what may be sent to it alone is allowed by this.
#[must_use]
pub fn is_loopback(host: &str) -> bool {
    let bare = host
        .strip_prefix('[')
        .and_then(|host| host.strip_suffix(']'))
        .unwrap_or(host);
    host == "localhost"
        || bare
            .parse()
            .is_ok_and(|address: Ipv4Addr| address.is_loopback())
        || bare
            .parse()
            .is_ok_and(|address: Ipv6Addr| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted_and_normalised() {
        let table = [
            (
                "https://stt.thetaone-ai.com",
                "https://stt.thetaone-ai.com",
                false,
            ),
            ("https://Example.com/", "https://example.com", false),
            (
                "https://example.com:8443/v1/",
                "https://example.com:8443/v1",
                false,
            ),
            (
                "https://example.com/a/b//",
                "https://example.com/a/b",
                false,
            ),
            ("http://localhost:8080", "http://localhost:8080", true),
            ("http://127.0.0.1:1/x", "http://127.0.0.1:1/x", true),
            ("http://127.8.9.10", "http://127.8.9.10", true),
            ("http://[::1]:3000/", "http://[::1]:3000", true),
        ];
        for (text, expected, loopback) in table {
            let url = BaseUrl::parse(text).unwrap();
            assert_eq!(
                (url.as_str(), url.is_loopback()),
                (expected, loopback),
                "{text}"
            );
        }
    }

    #[test]
    fn refused_without_repeating_it() {
        let table = [
            ("", "not an absolute URL"),
            ("example.com", "not an absolute URL"),
            ("/path", "not an absolute URL"),
            ("ftp://canary.example", "neither `https` nor `http`"),
            ("file:///canary", "neither `https` nor `http`"),
            ("http://canary.example", "in the clear"),
            ("http://localhost.canary.example", "in the clear"),
            ("http://128.0.0.1", "in the clear"),
            ("http://[::2]", "in the clear"),
            ("http://0.0.0.0", "in the clear"),
            ("https://canary@example.com", "user name or password"),
            ("https://u:canary@example.com", "user name or password"),
            ("https://example.com?canary=1", "query or fragment"),
            ("https://example.com/#canary", "query or fragment"),
        ];
        for (text, expected) in table {
            let error = BaseUrl::parse(text).unwrap_err();
            assert_eq!(error.kind(), ConfigErrorKind::BaseUrl, "{text}");
            assert!(error.to_string().contains(expected), "{text}: {error}");
            assert!(!error.to_string().contains("canary"), "{text}: {error}");
        }
    }
}
