//! The connection to a Redis server.

use crate::config_error::{ConfigError, ConfigErrorKind};
use ::redis::aio::MultiplexedConnection;
use ::redis::io::tcp::TcpSettings;
use ::redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, IntoConnectionInfo};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::Handle;

/// How long Redis is left alone after it did not answer in time: a call that waits for it would gain nothing.
const REST: Duration = Duration::from_millis(300);

/// A Redis server that machines share a pace or a cache through. A clone shares its connection.
///
/// There is one connection, made when it is first needed and again when it broke. It belongs to the tokio runtime that
/// made it; another one makes its own when that is gone.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    connection: Arc<Connection>,
    timeout: Duration,
    prefix: Arc<str>,
}

#[derive(Default)]
struct Connection {
    link: Mutex<Link>,
    /// Held by the one who connects.
    connecting: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Link {
    /// Which one it is of all there have been.
    number: u64,
    connection: Option<MultiplexedConnection>,
    rests_until: Option<Instant>,
}

impl Redis {
    /// The server at an address such as `redis://user:password@host:6379/0`, or `rediss://…` for TLS, which needs the
    /// feature `rustls` and trusts whom the system trusts. No socket is opened.
    ///
    /// # Errors
    ///
    /// When the address cannot be read, or needs TLS and this build has none. The address, which may hold a password,
    /// is not repeated.
    pub fn new(address: &str) -> Result<Self, ConfigError> {
        let refuse = |message| ConfigError::new(ConfigErrorKind::Redis, message);
        if address.starts_with("rediss:") && !cfg!(feature = "rustls") {
            return Err(refuse(
                "the address of Redis is `rediss` and this build has no TLS for it: enable the feature `rustls`",
            ));
        }
        let unreadable = "the address of Redis cannot be read: write it as `redis://host:6379`";
        let info = address
            .into_connection_info()
            .map_err(|_| refuse(unreadable))?
            .set_tcp_settings(TcpSettings::default().set_nodelay(true));
        let client = Client::open(info).map_err(|_| refuse(unreadable))?;
        Ok(Self {
            client,
            connection: Arc::default(),
            timeout: Duration::from_secs(1),
            prefix: "theta".into(),
        })
    }

    /// How long one question to Redis may take, connecting included: one second unless set. What takes longer
    /// counts as an outage.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// What the names of all keys begin with that are kept in Redis: `theta` unless set. Machines that share have the
    /// same one.
    #[must_use]
    pub fn prefix(mut self, prefix: impl AsRef<str>) -> Self {
        self.prefix = prefix.as_ref().into();
        self
    }

    /// Asks the server whether it is there: for the start of a program, because later an outage is lived with.
    ///
    /// # Errors
    ///
    /// When it does not answer in time, or refuses.
    pub async fn check(&self) -> Result<(), RedisError> {
        self.query::<String>(&::redis::cmd("PING")).await.map(drop)
    }

    /// The name under which something is kept.
    pub(crate) fn key(&self, kind: &str, name: &str) -> String {
        format!("{}:{kind}:{name}", self.prefix)
    }

    /// Sends a command and reads its reply, in no more than the timeout.
    pub(crate) async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        if Handle::try_current().is_err() {
            return Err(RedisError(Cause::NoRuntime));
        }
        if self.connection.rests() {
            return Err(RedisError(Cause::Rests));
        }
        let reply = tokio::time::timeout(self.timeout, self.ask(command)).await;
        reply.unwrap_or_else(|_| {
            let mut link = self.connection.link();
            // It may be one whose other end is gone without a word.
            link.connection = None;
            link.rests_until = Some(Instant::now() + REST);
            Err(RedisError(Cause::Late(self.timeout)))
        })
    }

    async fn ask<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        loop {
            let (number, mut connection, is_new) = self.connect().await?;
            let error = match command.query_async(&mut connection).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if error.is_io_error() || error.is_unrecoverable_error() {
                let mut link = self.connection.link();
                if link.number == number {
                    link.connection = None;
                }
                drop(link);
                // One that was there before may have broken long ago: Redis was started again in between.
                if !is_new {
                    continue;
                }
            }
            return Err(RedisError(Cause::Said(error)));
        }
    }

    /// The connection, its number, and whether it was made just now.
    async fn connect(&self) -> Result<(u64, MultiplexedConnection, bool), RedisError> {
        if let Some((number, connection)) = self.connection.current() {
            return Ok((number, connection, false));
        }
        let _one = self.connection.connecting.lock().await;
        if let Some((number, connection)) = self.connection.current() {
            return Ok((number, connection, false));
        }
        if self.connection.rests() {
            return Err(RedisError(Cause::Rests));
        }
        // Bounded from outside, both in one.
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(None)
            .set_response_timeout(None);
        let made = self
            .client
            .get_multiplexed_async_connection_with_config(&config)
            .await
            .map_err(|error| RedisError(Cause::Said(error)))?;
        let mut link = self.connection.link();
        link.number += 1;
        link.connection = Some(made.clone());
        link.rests_until = None;
        Ok((link.number, made, true))
    }
}

impl Connection {
    fn link(&self) -> MutexGuard<'_, Link> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current(&self) -> Option<(u64, MultiplexedConnection)> {
        let link = self.link();
        Some((link.number, link.connection.clone()?))
    }

    fn rests(&self) -> bool {
        let until = self.link().rests_until;
        until.is_some_and(|until| Instant::now() < until)
    }
}

/// Leaves out the address, which may hold a password.
impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis")
            .field("timeout", &self.timeout)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

/// Why Redis could not be asked.
#[derive(Debug)]
pub struct RedisError(Cause);

#[derive(Debug)]
enum Cause {
    Said(::redis::RedisError),
    Late(Duration),
    Rests,
    NoRuntime,
}

impl RedisError {
    /// Whether the server does not know a script, which it does not once it has been started again.
    pub(crate) fn is_no_script(&self) -> bool {
        use ::redis::{ErrorKind, ServerErrorKind};
        matches!(&self.0, Cause::Said(error) if error.kind() == ErrorKind::Server(ServerErrorKind::NoScript))
    }
}

impl fmt::Display for RedisError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Cause::Said(error) => write!(f, "redis cannot be used: {error}"),
            Cause::Late(timeout) => write!(
                f,
                "redis did not answer within {timeout:?}: check its address and load, or raise the timeout"
            ),
            Cause::NoRuntime => {
                f.write_str("redis can be asked on a tokio runtime only: call from one")
            }
            Cause::Rests => {
                f.write_str("redis did not answer a moment ago and is not asked again yet")
            }
        }
    }
}

impl std::error::Error for RedisError {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_read_and_never_repeated() {
        for address in [
            "redis://127.0.0.1",
            "redis://:canary@127.0.0.1:6380/2",
            "redis://user:canary@redis.example:6379",
            "unix:///run/redis.sock",
        ] {
            let redis = Redis::new(address).unwrap();
            let text = format!("{redis:?}");
            assert!(!text.contains("canary"), "{text}");
        }
        for address in [
            "",
            "canary",
            "http://canary",
            "redis://canary:x:y",
            "redis://canary/no-number",
        ] {
            let error = Redis::new(address).unwrap_err();
            assert_eq!(error.kind(), ConfigErrorKind::Redis, "{address}");
            assert!(!format!("{error} {error:?}").contains("canary"), "{error}");
        }
    }

    #[test]
    fn names_begin_with_the_prefix() {
        let redis = Redis::new("redis://127.0.0.1").unwrap();
        assert_eq!(redis.key("pace", "7f"), "theta:pace:7f");
        assert_eq!(redis.prefix("mine").key("pace", "7f"), "mine:pace:7f");
    }
}
