//! What proves who sends a request.

use super::basic::base64;
use super::config_error::{ConfigError, ConfigErrorKind};
use super::encoded::push_encoded;
use super::key::ApiKey;
use super::meta::{AuthInfo, KeyPlace, SchemeInfo};
use http::header::AUTHORIZATION;
use http::{HeaderMap, HeaderName, HeaderValue};
use theta_secrets::Secrets;

fn wrong(scheme: &SchemeInfo, what: &str, why: &str) -> ConfigError {
    let (name, setting) = (scheme.name, scheme.setting);
    let message = format!("the {what} of `{name}` {why}: look at what is given to `{setting}`");
    ConfigError::new(ConfigErrorKind::Key, message)
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
    pub(super) whole: String,
}

enum Proof {
    Header(HeaderName, HeaderValue),
    /// Name and value, encoded.
    Query(String),
}

impl Given {
    /// Checks that what was given for a scheme is something.
    pub(crate) fn check(scheme: &SchemeInfo, secrets: &[String]) -> Result<(), ConfigError> {
        // What a token is given for has names of its own.
        let roles = scheme.roles().iter().chain(std::iter::repeat(&"value"));
        for (what, text) in roles.zip(secrets) {
            if text.is_empty() {
                return Err(wrong(scheme, what, "is missing or empty"));
            }
            if text.chars().any(|c| {
                c.is_control()
                    || (c.is_whitespace() && !matches!(scheme.place, KeyPlace::Basic { .. }))
            }) {
                return Err(wrong(
                    scheme,
                    what,
                    "holds white space or control characters",
                ));
            }
        }
        Ok(())
    }

    /// Checks what was given for a scheme.
    pub(crate) fn new(scheme: &SchemeInfo, secrets: &[String]) -> Result<Self, ConfigError> {
        let unusable = || {
            let message = format!("the contract's scheme `{}` cannot be sent", scheme.name);
            ConfigError::new(ConfigErrorKind::Contract, message)
        };
        Self::check(scheme, secrets)?;
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
                        scheme,
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

    /// What is never shown.
    pub(crate) fn secrets(&self) -> Secrets {
        Secrets::of_key(Some(&self.key), self.prefix)
    }

    /// The key, or the password where there is a user too.
    #[cfg(feature = "websocket")]
    pub(crate) fn key(&self) -> &str {
        &self.key
    }

    /// Adds it to a request.
    pub(crate) fn prove(&self, headers: &mut HeaderMap, query: &mut String) {
        match &self.proof {
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
