//! Where keys come from that a client is not given when it is built.

use super::key::line;
use std::error::Error as StdError;
use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

/// A key from a source of keys: a vault, a file that is rotated, another service.
///
/// It is never printed.
///
/// ```
/// use std::time::Duration;
/// use theta_runtime::Key;
///
/// let key = Key::new("sk-1234567890").valid_for(Duration::from_secs(900));
/// assert!(!format!("{key:?}").contains("1234567890"));
/// ```
#[derive(Clone)]
#[must_use = "a key does nothing until a source returns it"]
pub struct Key {
    pub(crate) secrets: Vec<String>,
    #[doc(hidden)]
    pub valid_for: Option<Duration>,
}

impl Key {
    /// Creates a key. Without a time it is valid until a server refuses it with `401`.
    pub fn new(key: impl Into<String>) -> Self {
        Self {
            secrets: vec![key.into()],
            valid_for: None,
        }
    }

    /// Creates a user and a password, for a scheme of basic authentication that takes both.
    pub fn basic(user: impl Into<String>, password: impl Into<String>) -> Self {
        Self {
            secrets: vec![user.into(), password.into()],
            valid_for: None,
        }
    }

    /// Sets how long the key is valid, counted from when the source was asked. The source is asked again shortly before:
    /// a tenth of the time, and at most a minute.
    pub fn valid_for(mut self, time: Duration) -> Self {
        self.valid_for = Some(time);
        self
    }
}

impl From<String> for Key {
    fn from(key: String) -> Self {
        Self::new(key)
    }
}

impl From<&str> for Key {
    fn from(key: &str) -> Self {
        Self::new(key)
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Key(..)")
    }
}

pub(crate) type BoxError = Box<dyn StdError + Send + Sync>;

type KeyFuture = Pin<Box<dyn Future<Output = Result<Key, BoxError>> + Send>>;

/// Asks for a key.
#[doc(hidden)]
#[derive(Clone)]
pub struct KeySource(Arc<dyn Fn() -> KeyFuture + Send + Sync>);

#[doc(hidden)]
impl KeySource {
    pub fn new<F, R, K, E>(ask: F) -> Self
    where
        F: Fn() -> R + Send + Sync + 'static,
        R: Future<Output = Result<K, E>> + Send + 'static,
        K: Into<Key>,
        E: Into<BoxError>,
    {
        Self(Arc::new(move || {
            let asked = ask();
            Box::pin(async move {
                let mut key: Key = asked.await.map_err(Into::into)?.into();
                key.secrets = key.secrets.into_iter().map(line).collect();
                Ok(key)
            })
        }))
    }

    pub(crate) fn ask(&self) -> KeyFuture {
        (self.0)()
    }
}

/// The future that a [`TokenStore`] returns.
pub type TokenStoreFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Keeps the refresh tokens of a client beyond its life.
///
/// A server may answer a refresh token with a new one and refuse the old one from then on. The client uses the new one
/// itself; a program that is started again needs it from here. What fails in a store is for the store to report, since
/// no call can do anything about it: the client goes on with what it has. Each wait ends after 30 seconds.
///
/// ```
/// use std::sync::Mutex;
/// use theta_runtime::{TokenStore, TokenStoreFuture};
///
/// /// One refresh token, in memory.
/// #[derive(Default)]
/// struct Memory(Mutex<Option<String>>);
///
/// impl TokenStore for Memory {
///     fn load<'a>(&'a self, _scheme: &'a str) -> TokenStoreFuture<'a, Option<String>> {
///         Box::pin(async { self.0.lock().ok()?.clone() })
///     }
///
///     fn save<'a>(&'a self, _scheme: &'a str, refresh_token: &'a str) -> TokenStoreFuture<'a, ()> {
///         Box::pin(async move {
///             if let Ok(mut kept) = self.0.lock() {
///                 *kept = Some(refresh_token.to_owned());
///             }
///         })
///     }
/// }
/// ```
pub trait TokenStore: Send + Sync + 'static {
    /// Returns the refresh token to use next for the scheme with this name in the contract, or `None` for the one that
    /// the client has. It is called before each use of a refresh token, so that several processes can share one.
    fn load<'a>(&'a self, scheme: &'a str) -> TokenStoreFuture<'a, Option<String>>;

    /// Keeps the refresh token that takes the place of the last one. It is awaited before any call goes on with the new
    /// token, and called again at the next renewal if it did not end.
    fn save<'a>(&'a self, scheme: &'a str, refresh_token: &'a str) -> TokenStoreFuture<'a, ()>;
}
