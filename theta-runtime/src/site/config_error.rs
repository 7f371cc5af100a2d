//! Why a client could not be built.

use std::borrow::Cow;
use std::fmt;

/// Why a client could not be built: something is wrong with its settings. No socket was opened.
///
/// The text never holds the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    kind: ConfigErrorKind,
    message: Cow<'static, str>,
}

/// Which setting is wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ConfigErrorKind {
    /// The key is missing or cannot be one.
    Key,
    /// The base URL is not one that a key may be sent to.
    BaseUrl,
    /// The timeout or deadline is zero.
    Timeout,
    /// The plan is unknown, or the pace lets no call begin.
    Pace,
    /// The address of Redis cannot be used.
    Redis,
    /// The proxy cannot be used, or would be sent the key in the clear.
    Proxy,
    /// The suffix of the user agent holds what a header cannot.
    UserAgent,
    /// The contract names a header that cannot be sent.
    Contract,
    /// The transport or its TLS could not be set up.
    Transport,
}

impl ConfigError {
    pub(crate) fn new(kind: ConfigErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            message: message.into(),
        }
    }

    /// Returns which setting is wrong.
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
