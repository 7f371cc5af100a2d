#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("front.md")]

theta_runtime::api! { spec = "spec.toml", examples = theta_client }

#[cfg(feature = "blocking")]
#[doc(inline)]
pub use theta_runtime::blocking;
#[cfg(feature = "redis")]
#[doc(inline)]
pub use theta_runtime::redis;
#[cfg(feature = "testing")]
#[doc(inline)]
pub use theta_runtime::testing;
#[doc(inline)]
pub use theta_runtime::{
    ApiClient, ApiPlan, Audio, Billed, Builder, ByteStream, Bytes, CallFuture, CallOptions, Charge,
    Classify, Clock, ConfigError, ConfigErrorKind, DocumentedError, Endpoint, Error, ErrorKind,
    Exhausted, Extra, Json, Ledger, LocalPacer, NoTurn, OneShot, Origin, Pacer, Pattern, Piece,
    Refusal, Reply, RequestBody, Response, ResponseBody, RetryPolicy, Sent, Silence, Sleep,
    SocketEndpoint, Spent, TokioClock, Totals, Transport, TransportError, TransportFuture, Turn,
    Upload, Verbatim, http, json, meta, probe, split,
};
#[cfg(feature = "websocket")]
#[doc(inline)]
pub use theta_runtime::{Frame, Socket};

/// Tests the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Tests the examples of the page about refusals.
#[cfg(doctest)]
#[doc = include_str!("../../docs/refusals.md")]
struct RefusalsPage;

/// Tests the examples of the page about testing.
#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../../docs/testing.md")]
struct TestingPage;
