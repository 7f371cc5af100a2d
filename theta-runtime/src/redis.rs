//! Sharing one rate limit and one cache between machines, through Redis.
//!
//! The number of requests per minute belongs to an API key, and so to all machines that use it. With
//! [`Builder::shared_pace`](crate::Builder::shared_pace) they share the rate, and what is counted for the limits of the
//! contract, through one Redis server, and with
//! [`Builder::shared_cache`](crate::Builder::shared_cache) they share the answers that any of them has paid for.
//!
//! ```
//! # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
//! # fn main() -> Result<(), theta_runtime::ConfigError> {
//! use parrot::{Client, Plan};
//! use std::time::Duration;
//! use theta_runtime::redis::{Outage, Redis};
//!
//! let redis = Redis::new("redis://127.0.0.1:6379")?;
//! let client = Client::builder()
//!     .key("sk-parrot-example")
//!     .plan(Plan::Starter)
//!     .shared_pace(&redis, Outage::Open { machines: 4 })
//!     .shared_cache(&redis, 1 << 20, Duration::from_secs(3600))
//!     .build()?;
//! # drop(client);
//! # Ok(())
//! # }
//! ```
//!
//! Redis 5 or newer, or a compatible server, is required, as a single server: for a cluster or a sentinel, give the
//! address under which the primary is always reached. The API key is never sent to Redis: data of a key is stored
//! under a hash of it. Answers are sent there as they were received: see
//! [`Builder::shared_cache`](crate::Builder::shared_cache).

mod identity;
mod limits;
mod outage;
mod pacer;
mod script;
mod server;

pub use outage::Outage;
pub use pacer::{Rate, RedisPacer};
pub use server::{Redis, RedisError};

pub(crate) use identity::Identity;
pub(crate) use limits::RedisLimits;
