//! Why a client could not be built.

use std::borrow::Cow;
use std::fmt;

/// The error when a client cannot be built: one of its settings is invalid. No socket was opened.
///
/// The text never contains the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    kind: ConfigErrorKind,
    message: Cow<'static, str>,
}

/// The setting that is invalid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// The key is missing or cannot be a key.
    Key,
    /// The base URL is invalid, or a key may not be sent to it.
    BaseUrl,
    /// A header of every request was given no value, or one that a header cannot carry.
    Header,
    /// The timeout or deadline is zero.
    Timeout,
    /// The plan is unknown, or the rate does not let any call begin.
    Pace,
    /// A cap on what may be billed cannot be kept.
    Budget,
    /// The address of Redis cannot be used.
    Redis,
    /// The proxy cannot be used, or the key would be sent to it in the clear.
    Proxy,
    /// The suffix of the user agent contains characters that a header cannot carry.
    UserAgent,
    /// The contract names a header that cannot be sent.
    Contract,
    /// The transport or its TLS could not be set up.
    Transport,
}

impl ConfigError {
    #[doc(hidden)]
    pub fn new(kind: ConfigErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// Returns which setting is invalid.
    #[must_use]
    pub fn kind(&self) -> ConfigErrorKind {
        self.kind
    }
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for ConfigError {}
