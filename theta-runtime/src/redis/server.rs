//! Connections to a Redis server.

use crate::site::config_error::{ConfigError, ConfigErrorKind};
use ::redis::aio::MultiplexedConnection;
use ::redis::io::tcp::TcpSettings;
use ::redis::{AsyncConnectionConfig, Client, Cmd, FromRedisValue, IntoConnectionInfo};
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use tokio::runtime::{Handle, Id};

/// How long Redis is left alone after it did not answer in time: a call that waits for it would gain nothing.
const REST: Duration = Duration::from_millis(300);

/// How many runtimes keep a connection.
const RUNTIMES: usize = 16;

/// A Redis server through which machines share a rate or a cache. Clones share its connections.
///
/// There are two connections per tokio runtime, one for the pace and the limits and one for answers, made when they are
/// first needed and again after they broke.
#[derive(Clone)]
pub struct Redis {
    client: Client,
    connection: Arc<Connection>,
    /// That of answers: one that is slow to read must neither delay the turn of a call nor be an outage of the pace.
    answers: Arc<Connection>,
    timeout: Duration,
    prefix: Arc<str>,
}

#[derive(Default)]
struct Connection {
    link: Mutex<Link>,
    /// Held while connecting.
    connecting: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct Link {
    /// How many connections there have been.
    made: u64,
    /// What drives a connection is a task of the runtime that made it.
    connections: VecDeque<Made>,
    rests_until: Option<Instant>,
}

struct Made {
    /// Which one it is of all there have been.
    number: u64,
    runtime: Id,
    connection: MultiplexedConnection,
}

impl Redis {
    /// Creates a server from an address such as `redis://user:password@host:6379/0`, or `rediss://…` for TLS, which
    /// needs the feature `rustls` and trusts the certificates that the system trusts. No socket is opened.
    ///
    /// # Errors
    ///
    /// Returns an error when the address is invalid, or needs TLS and this build has none. The address, which may
    /// contain a password, is not repeated.
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
            answers: Arc::default(),
            timeout: Duration::from_secs(1),
            prefix: "theta".into(),
        })
    }

    /// Sets the timeout of one query to Redis, including connecting. The default is one second. A query that takes
    /// longer counts as an outage.
    #[must_use]
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = timeout;
        self
    }

    /// Sets the prefix of all keys stored in Redis. The default is `theta`. Machines that share must use the same
    /// prefix.
    #[must_use]
    pub fn prefix(mut self, prefix: impl AsRef<str>) -> Self {
        self.prefix = prefix.as_ref().into();
        self
    }

    /// Checks that the server answers. Meant for the start of a program, because later outages are tolerated.
    ///
    /// # Errors
    ///
    /// Returns an error when the server does not answer in time, or refuses.
    pub async fn check(&self) -> Result<(), RedisError> {
        self.query::<String>(&::redis::cmd("PING")).await.map(drop)
    }

    /// The same server, by the connection of answers.
    pub(crate) fn of_answers(&self) -> Self {
        Self {
            connection: self.answers.clone(),
            ..self.clone()
        }
    }

    /// The name under which something is kept.
    pub(crate) fn key(&self, kind: &str, name: &str) -> String {
        format!("{}:{kind}:{name}", self.prefix)
    }

    /// Sends a command and reads its reply, in no more than the timeout.
    pub(crate) async fn query<T: FromRedisValue>(&self, command: &Cmd) -> Result<T, RedisError> {
        let runtime = Handle::try_current()
            .map_err(|_| RedisError(Cause::NoRuntime))?
            .id();
        if self.connection.rests() {
            return Err(RedisError(Cause::Rests));
        }
        let reply = tokio::time::timeout(self.timeout, self.ask(runtime, command)).await;
        reply.unwrap_or_else(|_| {
            let mut link = self.connection.link();
            // It may be one whose other end is gone without a word.
            link.connections.retain(|made| made.runtime != runtime);
            link.rests_until = Some(Instant::now() + REST);
            Err(RedisError(Cause::Late(self.timeout)))
        })
    }

    async fn ask<T: FromRedisValue>(&self, runtime: Id, command: &Cmd) -> Result<T, RedisError> {
        loop {
            let (number, mut connection, is_new) = self.connect(runtime).await?;
            let error = match command.query_async(&mut connection).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            if error.is_io_error() || error.is_unrecoverable_error() {
                let mut link = self.connection.link();
                link.connections.retain(|made| made.number != number);
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
    async fn connect(&self, runtime: Id) -> Result<(u64, MultiplexedConnection, bool), RedisError> {
        if let Some((number, connection)) = self.connection.current(runtime) {
            return Ok((number, connection, false));
        }
        let _one = self.connection.connecting.lock().await;
        if let Some((number, connection)) = self.connection.current(runtime) {
            return Ok((number, connection, false));
        }
        if self.connection.rests() {
            return Err(RedisError(Cause::Rests));
        }
        settle_tls();
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
        link.made += 1;
        link.rests_until = None;
        if link.connections.len() >= RUNTIMES {
            link.connections.pop_front();
        }
        let number = link.made;
        link.connections.push_back(Made {
            number,
            runtime,
            connection: made.clone(),
        });
        Ok((number, made, true))
    }
}

/// Settles which of several implementations of TLS is used, as the HTTP client does for itself: where a program has more
/// than one, and has not chosen, the library that connects to Redis panics.
fn settle_tls() {
    #[cfg(feature = "rustls")]
    if rustls::crypto::CryptoProvider::get_default().is_none() {
        // Somebody else may have been quicker, which is as well.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    }
}

impl Connection {
    fn link(&self) -> MutexGuard<'_, Link> {
        self.link.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn current(&self, runtime: Id) -> Option<(u64, MultiplexedConnection)> {
        let link = self.link();
        let made = link
            .connections
            .iter()
            .find(|made| made.runtime == runtime)?;
        Some((made.number, made.connection.clone()))
    }

    fn rests(&self) -> bool {
        let until = self.link().rests_until;
        until.is_some_and(|until| Instant::now() < until)
    }
}

/// Omits the address, which may hold a password.
impl fmt::Debug for Redis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Redis")
            .field("timeout", &self.timeout)
            .field("prefix", &self.prefix)
            .finish_non_exhaustive()
    }
}

/// The error of a query to Redis.
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

    #[cfg(feature = "rustls")]
    #[tokio::test]
    async fn several_implementations_of_tls_in_a_program_are_no_panic() {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("rediss://{}", listener.local_addr().unwrap());
        // It hangs up before the handshake is over.
        let server = std::thread::spawn(move || listener.accept().map(drop));
        assert!(Redis::new(&address).unwrap().check().await.is_err());
        server.join().unwrap().unwrap();
    }

    #[test]
    fn names_begin_with_the_prefix() {
        let redis = Redis::new("redis://127.0.0.1").unwrap();
        assert_eq!(redis.key("pace", "7f"), "theta:pace:7f");
        assert_eq!(redis.prefix("mine").key("pace", "7f"), "mine:pace:7f");
    }
}
