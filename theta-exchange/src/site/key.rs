//! The API key.

use crate::site::config_error::{ConfigError, ConfigErrorKind};
use crate::site::meta::AuthInfo;
use http::HeaderValue;
use std::fmt;

/// What a file, an environment variable or a source of keys gives, without the ends of its lines: nearly every file of
/// one line has one.
#[must_use]
pub fn line(mut text: String) -> String {
    text.truncate(text.trim_end_matches(['\r', '\n']).len());
    text
}

/// An API key that can be sent. Nothing prints it.
#[derive(Clone)]
pub struct ApiKey(String);

impl ApiKey {
    /// Checks what every key has: the documented prefix, something after it, and only characters that a header
    /// carries. The length is nobody's promise and is not looked at.
    pub fn new(key: String, auth: &AuthInfo) -> Result<Self, ConfigError> {
        let error = |message: String| Err(ConfigError::new(ConfigErrorKind::Key, message));
        if key.is_empty() {
            return error("the API key is empty: pass the key as the vendor shows it".to_owned());
        }
        if key.contains(char::is_whitespace) {
            return error("the API key contains white space: trim it".to_owned());
        }
        if !key.bytes().all(|byte| byte.is_ascii_graphic()) {
            return error(
                "the API key contains characters other than visible ASCII: copy it again"
                    .to_owned(),
            );
        }
        match key.strip_prefix(auth.prefix) {
            None => error(format!(
                "the API key does not begin with `{}`: check which key this is",
                auth.prefix
            )),
            Some("") => error(format!(
                "the API key ends after `{}`: pass the whole key",
                auth.prefix
            )),
            Some(_) => Ok(Self(key)),
        }
    }

    /// The key itself, for a hash of it and to know it again.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// The header value, marked so that transports neither print nor index it.
    pub(crate) fn header_value(&self, auth: &AuthInfo) -> Result<HeaderValue, ConfigError> {
        let value = match auth.scheme {
            "" => HeaderValue::from_str(&self.0),
            scheme => HeaderValue::from_str(&format!("{scheme} {}", self.0)),
        };
        let mut value = value.map_err(|_| {
            ConfigError::new(
                ConfigErrorKind::Contract,
                "the contract's auth scheme cannot stand in a header",
            )
        })?;
        value.set_sensitive(true);
        Ok(value)
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const AUTH: AuthInfo = AuthInfo {
        header: "x-api-key",
        scheme: "",
        prefix: "sk-theta-",
        env: "THETA_ONE_API_KEY",
    };
    const BEARER: AuthInfo = AuthInfo {
        header: "authorization",
        scheme: "Bearer",
        prefix: "",
        env: "KEY",
    };

    #[test]
    fn keys_that_cannot_be_one_are_refused_and_not_shown() {
        let table = [
            ("", "is empty"),
            ("sk-theta-", "ends after"),
            ("sk-other-canary", "does not begin with `sk-theta-`"),
            ("SK-THETA-canary", "does not begin with `sk-theta-`"),
            ("sk-theta-canary\n", "white space"),
            (" sk-theta-canary", "white space"),
            ("sk-theta-canary key", "white space"),
            ("sk-theta-canary\u{7f}", "visible ASCII"),
            ("sk-theta-canaryé", "visible ASCII"),
        ];
        for (key, expected) in table {
            let error = ApiKey::new(key.to_owned(), &AUTH).unwrap_err();
            assert_eq!(error.kind(), ConfigErrorKind::Key);
            assert!(error.to_string().contains(expected), "{key:?}: {error}");
            assert!(!format!("{error} {error:?}").contains("canary"));
        }
    }

    #[test]
    fn a_key_of_any_length_passes() {
        for key in [
            "sk-theta-x".to_owned(),
            format!("sk-theta-{}", "x".repeat(4000)),
        ] {
            assert!(ApiKey::new(key, &AUTH).is_ok());
        }
        assert!(ApiKey::new("anything".to_owned(), &BEARER).is_ok());
    }

    #[test]
    fn the_header_is_sensitive_and_carries_the_scheme() {
        let bare = ApiKey::new("sk-theta-canary".to_owned(), &AUTH).unwrap();
        assert_eq!(bare.header_value(&AUTH).unwrap(), "sk-theta-canary");
        let bearer = ApiKey::new("canary".to_owned(), &BEARER).unwrap();
        let value = bearer.header_value(&BEARER).unwrap();
        assert_eq!(value, "Bearer canary");
        assert!(value.is_sensitive());
        assert!(!format!("{bare:?} {bearer:?} {value:?}").contains("canary"));
    }
}
