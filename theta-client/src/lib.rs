#![cfg_attr(docsrs, feature(doc_cfg))]
#![doc = include_str!("front.md")]

theta_runtime::api! { spec = "spec.toml", examples = theta_client }

#[cfg(feature = "tower")]
#[doc(inline)]
pub use theta_runtime::TowerTransport;
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
    ApiClient, ApiPlan, AttemptEnd, AttemptStart, Audio, Billed, Builder, ByteStream, Bytes,
    CallFuture, CallOptions, CallSettings, Charge, Classify, Clock, ConfigError, ConfigErrorKind,
    DocumentedError, Endpoint, Error, ErrorKind, Exhausted, Extra, Failure, Json, Ledger,
    LocalPacer, NoTurn, OneShot, Origin, Pacer, Pattern, Piece, Refusal, Reply, RequestBody,
    Response, ResponseBody, RetryPolicy, Sent, Silence, Sleep, SocketEndpoint, Spent, TokioClock,
    Totals, Transport, TransportError, TransportFuture, Turn, Units, Upload, Verbatim, Widen, http,
    json, meta, probe, split,
};
#[cfg(feature = "websocket")]
#[doc(inline)]
pub use theta_runtime::{Frame, Socket};
#[cfg(feature = "reqwest-0-13")]
#[doc(inline)]
pub use theta_runtime::{Redirected, ReqwestTransport};

/// Tests the examples of the README.
#[cfg(doctest)]
#[doc = include_str!("../../README.md")]
struct Readme;

/// Tests the examples of the page about refusals.
#[cfg(doctest)]
#[doc = include_str!("../../docs/refusals.md")]
struct RefusalsPage;

/// Tests the examples of the page about Rust programs.
#[cfg(doctest)]
#[doc = include_str!("../../docs/rust.md")]
struct RustPage;

/// Tests the examples of the page about testing.
#[cfg(all(doctest, feature = "testing"))]
#[doc = include_str!("../../docs/testing.md")]
struct TestingPage;
