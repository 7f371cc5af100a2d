#![cfg_attr(docsrs, feature(doc_cfg))]
//! Typed clients for HTTP APIs that are documented in prose.
//!
//! A contract writes down what a vendor documents:
//!
//! ```toml
#![doc = include_str!("../examples/parrot.toml")]
//! ```
//!
//! [`api!`] turns it into a client with one method per endpoint and one error enum per endpoint; this crate is the
//! runtime under it:
//!
//! ```no_run
//! mod parrot {
//!     theta_runtime::api! { spec = "examples/parrot.toml" }
//! }
//!
//! use parrot::{Client, TranscribeError};
//! use theta_runtime::Audio;
//!
//! # async fn run() -> Result<(), Box<dyn std::error::Error>> {
//! let client = Client::from_env()?; // PARROT_API_KEY
//! match client.transcribe(Audio::file("speech.wav")).await {
//!     Ok(transcript) => println!("{}", transcript.text),
//!     Err(error) => match error.api() {
//!         Some(TranscribeError::NoSpeech) => println!("please speak up"),
//!         Some(TranscribeError::TooLong { limit }) => println!("at most {limit} seconds, please"),
//!         _ => return Err(error.into()), // one line: operation, status, detail, what to do
//!     },
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The arguments of the macro are described at [`api!`], the contract language in `docs/language.md` of the
//! repository.
//!
//! # Calls
//!
//! Every call may be billed, so a request that is known to fail is not sent: keys, base URLs, uploads and parameters
//! are checked before a socket is opened. Uploads state their length, stream from disk and are never truncated
//! silently. Redirects are not followed, because they would carry the key to another host. An [`Error`] distinguishes
//! documented failures from undocumented replies, keeps whatever the server sent, and says how much of the request was
//! [`Sent`].
//!
//! A call is retried when a retry cannot cost anything, and within a budget when it may: see [`RetryPolicy`]. Every
//! attempt respects the rate of the key ([`Builder::plan`], [`Builder::rpm`]). Identical calls in flight share one
//! upload. Both [`Response`] and [`Error`] report what a call took, and whether it may have been billed, as [`Spent`];
//! a [`Ledger`] adds this up. Dropping a call cancels it and releases its place in every queue.
//!
//! A [`Builder`] holds the settings of a client; [`CallOptions`] override them for one call:
//!
//! ```
//! use std::time::Duration;
//! use theta_runtime::{ApiClient, Builder, ConfigError};
//!
//! fn connect<C: ApiClient>(key: &str) -> Result<C, ConfigError> {
//!     Builder::new().key(key).timeout(Duration::from_secs(65)).user_agent_suffix("my-app/1.2").build()
//! }
//! ```
//!
//! # Serializing answers and errors
//!
//! The types of a contract and its errors implement serde's `Serialize` and `Deserialize`, so that they can be written
//! to a log, a database or another reply, and read back with everything that the server said; [`json`] describes what
//! each format preserves. A documented error is serialized as an object: `error`, its name in the contract; `status`;
//! `detail`; and `captures`, a map from names to texts, when it captures anything. Reading a name that the enum does
//! not have is an error.
//!
//! ```
//! mod parrot {
//!     theta_runtime::api! { spec = "examples/parrot.toml" }
//! }
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Row {
//!     recording: u32,
//!     answer: Result<parrot::Transcript, parrot::TranscribeError>,
//! }
//!
//! let row = r#"{"recording":7,"answer":{"Ok":{"text":"hi"}}}"#;
//! let read: Row = serde_json::from_str(row)?;
//! assert_eq!(serde_json::to_string(&read)?, row);
//!
//! let failed = Row { recording: 8, answer: Err(parrot::TranscribeError::TooLong { limit: 60 }) };
//! let value = serde_json::to_value(failed)?;
//! assert_eq!(value["answer"]["Err"]["error"], "too_long");
//! assert_eq!(value["answer"]["Err"]["captures"]["limit"], "60");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! # Runtimes
//!
//! Calls run on tokio, with its timers and IO enabled: a runtime without one of them panics, as tokio documents. One
//! client can be used from any number of runtimes at once; each runtime has its own connections, and identical calls
//! in flight are shared within one runtime. Without a runtime, a call is refused before anything is sent, unless both
//! transport and clock are custom ones ([`Builder::transport`], [`Builder::clock`]), which need no runtime.
//!
//! # Features
//!
//! - `blocking`: calls without `async`.
//! - `tracing`: spans that follow the OpenTelemetry conventions and contain no private data.
//! - `xml`: answers and failures in XML.
//! - `charsets`: text in all charsets of browsers, not in UTF-8, UTF-16, Latin-1 and windows-1252 alone.
//! - `testing`: a stub, and a recorder with replay, for testing code that uses a client.
//! - `websocket`: endpoints that open a WebSocket.
//! - `webhooks`: events that the vendor sends, with their signature checked.
//! - `tower`: any `tower` service as the transport (`TowerTransport`).
//! - `reqwest-0-13`: a reqwest client of your program as the transport (`ReqwestTransport`).
//! - `redis`: one rate limit and one cache shared by many machines, through Redis.
//! - `jiff`, `time`, `uuid`: views of dates, times and UUIDs ([`json::DateTime`], [`json::Date`], [`json::Time`],
//!   [`json::Uuid`]) as types of these libraries.
//! - `rustls` (default) or `native-tls`: TLS. Without either, only `http` to this machine can be called.

mod attempt;
mod call;
mod client;
#[cfg(feature = "redis")]
pub mod redis;
mod share;
#[cfg(feature = "testing")]
pub mod testing;
mod walk;
#[cfg(feature = "webhooks")]
pub mod webhooks;

use theta_exchange::{money, reply, site, upload, wire};

pub use attempt::hooks::{AttemptEnd, AttemptStart};
pub use attempt::retry::RetryPolicy;
pub use bytes::Bytes;
pub use call::options::CallOptions;
pub use call::settings::CallSettings;
#[cfg(feature = "websocket")]
pub use call::socket::{Frame, Socket};
#[cfg(feature = "blocking")]
pub use client::blocking;
pub use client::builder::{ApiClient, Builder};
pub use http;
#[cfg(feature = "reqwest-0-13")]
#[doc(inline)]
pub use theta_exchange::wire::existing::{Redirected, ReqwestTransport};
#[cfg(feature = "tower")]
#[doc(inline)]
pub use theta_exchange::wire::service::TowerTransport;
#[doc(inline)]
pub use theta_exchange::{
    money::ledger::{Charge, Ledger, Totals, Units},
    money::{Billed, Exhausted, Origin, Sent, Spent},
    reply::Reply,
    reply::documented::{Classify, DocumentedError},
    reply::endpoint::{Endpoint, SocketEndpoint},
    reply::error::{Error, ErrorKind},
    reply::events::EventStream,
    reply::events::info::UnlistedEvent,
    reply::failure::Failure,
    reply::listed::Reported,
    reply::pattern::{Pattern, Piece},
    reply::response::Response,
    reply::stream::ByteStream,
    reply::widen::Widen,
    site::config_error::{ConfigError, ConfigErrorKind},
    site::key_source::{Key, TokenStore, TokenStoreFuture},
    site::meta,
    site::plan::ApiPlan,
    site::refusal::Refusal,
    upload::{Audio, OneShot, Upload, probe, split},
    wire::silence::Silence,
    wire::transport::{RequestBody, ResponseBody, Transport, TransportError, TransportFuture},
};
#[doc(inline)]
pub use theta_json::{self as json, Extra, Json, Verbatim};
pub use theta_macros::api;
#[doc(inline)]
pub use theta_pace::{Clock, LocalPacer, NoTurn, Pacer, Sleep, TokioClock, Turn};
pub use walk::{Cursor, Items, Job, JobError, JobId, JobState, Paged, Pages, Polled, Submit};

/// The future of a call.
pub type CallFuture<T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'static>>;

#[doc(hidden)]
pub mod __private;
