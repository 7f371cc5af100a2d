//! The settings of keys.

use super::{ApiClient, Builder};
#[cfg(feature = "redis")]
use crate::site::access::Access;
use crate::site::config_error::{ConfigError, ConfigErrorKind};
use crate::site::key::{ApiKey, line};
use crate::site::key_source::{Key, KeySource, TokenStore};
use crate::site::live_key::LiveKey;
use crate::site::meta::{AccessInfo, AuthInfo};
use crate::site::settings::Settings;
use std::sync::Arc;
use theta_secrets::Rotating;

impl<C: ApiClient> Builder<C> {
    /// Sets the API key. It is never printed.
    pub fn key(mut self, key: impl Into<String>) -> Self {
        self.key = Some(Ok(key.into()));
        self
    }

    /// Sets the API key from the environment variable that the contract names, without line ends behind it. Of an API with
    /// several keys, or with settings that the contract names variables for, it reads each variable and leaves out those
    /// that are not set.
    pub fn key_from_env(mut self) -> Self {
        if let Some(access) = C::ACCESS {
            self.settings.read(access, |name| std::env::var(name).ok());
            return self;
        }
        self.key_from_env_with(|name| std::env::var(name).ok())
    }

    /// Sets the API key to what `lookup` returns for the name of the environment variable that the contract names. Of
    /// an API with several keys, it is the one of the setting `key`.
    pub fn key_from_env_with(mut self, lookup: impl FnOnce(&str) -> Option<String>) -> Self {
        let of_several = C::ACCESS.and_then(|access| {
            let mut schemes = access.schemes.iter();
            schemes
                .find(|scheme| scheme.setting == "key")?
                .env
                .first()
                .copied()
        });
        if let Some(env) = of_several.or(C::API.auth.map(|auth| auth.env)) {
            self.key = Some(lookup(env).map(line).ok_or_else(|| {
                let message =
                    format!("the environment variable `{env}` is not set: set it to the API key");
                ConfigError::new(ConfigErrorKind::Key, message)
            }));
        }
        self
    }

    /// Sets the source of the API key, for a key that is rotated or comes from a vault. It is asked when a call first
    /// needs the key, once for all calls that wait; again shortly before the time that it gave is over
    /// ([`Key::valid_for`]); and once more when a server refuses the key with `401`, after which the call is sent again.
    /// It has until the deadline of the call. Line ends behind the key, as a file has one, are left out. If it fails,
    /// nothing is sent, and the calls that waited fail with [`ErrorKind::NoKey`](crate::ErrorKind::NoKey).
    ///
    /// Of an API with several keys, it is the one of the setting `key`; see [`key_source_of`](Self::key_source_of).
    ///
    /// ```
    /// use theta_runtime::{ApiClient, Builder, ConfigError};
    ///
    /// fn with_rotated_key<C: ApiClient>() -> Result<C, ConfigError> {
    ///     Builder::new()
    ///         .key_source(|| async { std::fs::read_to_string("/run/secrets/api-key") })
    ///         .build()
    /// }
    /// ```
    pub fn key_source<F, R, K, E>(self, source: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<K, E>> + Send + 'static,
        K: Into<Key>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        self.key_source_of("key", source)
    }

    /// Sets the source of what the builder's setting `setting` is given otherwise, as [`key_source`](Self::key_source)
    /// does. For user and password it returns [`Key::basic`]; for a token that the client would fetch, the token.
    pub fn key_source_of<F, R, K, E>(mut self, setting: &'static str, source: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<K, E>> + Send + 'static,
        K: Into<Key>,
        E: Into<Box<dyn std::error::Error + Send + Sync>>,
    {
        let source = KeySource::new(source);
        self.settings.sources.insert(setting, source);
        self
    }

    /// Sets the store that keeps refresh tokens, for an API whose tokens are given for one.
    pub fn token_store(mut self, store: impl TokenStore) -> Self {
        self.settings.token_store = Some(Arc::new(store));
        self
    }
}

/// Whose pace and answers are shared through Redis: those of all who have the same key.
#[cfg(feature = "redis")]
pub(super) fn identity(
    access: Option<&Access>,
    key: Option<&(AuthInfo, ApiKey)>,
    has_source: bool,
    shares: bool,
) -> Result<Option<String>, ConfigError> {
    let identity = match (access, key) {
        (Some(access), _) => access.identity(),
        (None, Some((_, key))) => Some(key.expose().to_owned()),
        // The empty one is that of all who give nothing.
        (None, None) => (!has_source).then(String::new),
    };
    if identity.is_none() && shares {
        return Err(ConfigError::new(
            ConfigErrorKind::Key,
            "what is shared through Redis is shared by those who have the same key, and a source gives it too late: give \
             the key itself, or leave out what is shared",
        ));
    }
    Ok(identity)
}

/// The key of an API with one key in one header, and where it comes from if a source gives it.
type PlainKey = (Option<(AuthInfo, ApiKey)>, Option<LiveKey>);

/// Decides which of the two there is.
pub(super) fn plain_key(
    settings: &mut Settings,
    access: Option<&AccessInfo>,
    (auth, key): (Option<AuthInfo>, Option<Result<String, ConfigError>>),
    secrets: &Arc<Rotating>,
) -> Result<PlainKey, ConfigError> {
    let live = match auth {
        Some(auth) => settings.plain_source(&auth, key.is_some(), secrets)?,
        None => None,
    };
    settings.check_sources(access, live.is_some())?;
    if live.is_some() && key.is_none() {
        return Ok((None, live));
    }
    Ok((only_key(auth, key)?, live))
}

/// The key of an API with one key in one header.
fn only_key(
    auth: Option<AuthInfo>,
    key: Option<Result<String, ConfigError>>,
) -> Result<Option<(AuthInfo, ApiKey)>, ConfigError> {
    match (auth, key) {
        (Some(auth), Some(key)) => Ok(Some((auth, ApiKey::new(key?, &auth)?))),
        (Some(auth), None) => {
            let message = format!(
                "no API key was given: call `key`, or `key_from_env` to read `{}`",
                auth.env
            );
            Err(ConfigError::new(ConfigErrorKind::Key, message))
        }
        (None, None) => Ok(None),
        (None, Some(_)) => Err(ConfigError::new(
            ConfigErrorKind::Key,
            "this API takes no key: leave it out",
        )),
    }
}
