//! Endpoints as types.

use crate::reply::documented::Classify;
use crate::site::generated::Generated;
use crate::site::meta::{ApiInfo, EndpointInfo};
use bytes::Bytes;
use theta_json::{Decode, Encode};

/// An endpoint, represented by the type of its request.
///
/// Generated code implements this trait for every request except those of WebSockets, which implement
/// [`SocketEndpoint`]. Use it as a bound in code that is generic over endpoints, as the test kit does.
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
    /// The contract's data of the API.
    const API: &'static ApiInfo;

    /// The contract's data of the endpoint.
    const INFO: &'static EndpointInfo;

    /// The answer of a success: a type of the contract, text, bytes, or nothing; an `Option` where both are possible, an
    /// enum where there are several types of answers.
    type Answer;

    /// The documented failures.
    type Error: Classify + PartialEq;

    /// Returns the body of a success with this answer.
    fn body(answer: &Self::Answer) -> Bytes;

    /// Returns the status of a success with this answer.
    fn status(_answer: &Self::Answer) -> u16 {
        Self::INFO.success
    }

    /// Returns the media type of a success with this answer; empty where it has no body.
    fn media_type(_answer: &Self::Answer) -> &'static str {
        Self::INFO.accept
    }
}

/// An endpoint that opens a WebSocket, represented by the type of its request.
///
/// ```
/// use theta_runtime::SocketEndpoint;
///
/// fn path<R: SocketEndpoint>() -> &'static str {
///     R::INFO.path_template
/// }
/// ```
pub trait SocketEndpoint: Generated {
    /// The contract's data of the API.
    const API: &'static ApiInfo;

    /// The contract's data of the endpoint.
    const INFO: &'static EndpointInfo;

    /// The messages that the client sends.
    type Sends: Encode;

    /// The messages that the server sends; it may also send bytes.
    type Receives: Encode + Decode;

    /// The documented failures.
    type Error: Classify + PartialEq;
}
