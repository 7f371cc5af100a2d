//! Endpoints as types.

use crate::reply::documented::Classify;
use crate::site::generated::Generated;
use crate::site::meta::{ApiInfo, EndpointInfo};
use bytes::Bytes;
use theta_json::{Decode, Encode};

/// An endpoint, by the type of its request: what it answers, and how it fails.
///
/// Generated code implements it for every request but those of WebSockets, which are a [`SocketEndpoint`]. Code that
/// is about endpoints in general takes it as a bound, as the test kit does.
///
/// ```
/// # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
/// # fn main() {
/// use parrot::TranscribeRequest;
/// use theta_runtime::Endpoint;
///
/// fn path<R: Endpoint>() -> &'static str {
///     R::INFO.path_template
/// }
///
/// assert_eq!(path::<TranscribeRequest>(), "/transcribe");
/// # }
/// ```
pub trait Endpoint: Generated {
    /// The contract that it is in.
    const API: &'static ApiInfo;

    /// What the contract says of it.
    const INFO: &'static EndpointInfo;

    /// What a success says: a type of the contract, text, bytes, or nothing; an `Option` where both may be.
    type Answer;

    /// The documented failures.
    type Error: Classify + PartialEq;

    /// The body of a success that says `answer`.
    fn body(answer: &Self::Answer) -> Bytes;

    /// The status of a success that says `answer`.
    fn status(_answer: &Self::Answer) -> u16 {
        Self::INFO.success
    }
}

/// An endpoint that opens a WebSocket, by the type of its request: what is said over it, and how it fails.
///
/// ```
/// use theta_runtime::SocketEndpoint;
///
/// fn path<R: SocketEndpoint>() -> &'static str {
///     R::INFO.path_template
/// }
/// ```
pub trait SocketEndpoint: Generated {
    /// The contract that it is in.
    const API: &'static ApiInfo;

    /// What the contract says of it.
    const INFO: &'static EndpointInfo;

    /// What the client sends.
    type Sends: Encode;

    /// What the server sends, besides bytes.
    type Receives: Encode + Decode;

    /// The documented failures.
    type Error: Classify + PartialEq;
}
