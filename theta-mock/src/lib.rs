//! A real HTTP server that behaves as a Theta contract says, including the documented failures.
//!
//! It serves any contract and knows nothing about vendors. Requests over a real socket are checked against the contract
//! and answered with the documented success, or with the documented body of the error that the request causes. Errors
//! that no request can cause are scripted. Begin with [`Mock`], the handle to a running server.
//!
//! ```
//! use std::io::{Read, Write};
//! use std::net::TcpStream;
//! use theta_mock::Mock;
//!
//! let contract = br#"
//!     theta = 1
//!
//!     [api]
//!     name     = "Parrot"
//!     summary  = "Says it again."
//!     base_url = "https://parrot.example"
//!
//!     [auth]
//!     header = "x-api-key"
//!     prefix = "pk-"
//!
//!     [shapes.problem]
//!     message = "/message"
//!
//!     [endpoints.motto]
//!     get     = "/motto"
//!     summary = "What all parrots say."
//!     returns = "text"
//!     example = "again!"
//!
//!     [errors.no_key]
//!     status = 401
//!     detail = "Send a key."
//!     when   = { key_missing = true }
//!
//!     [errors.tired]
//!     status = 503
//!     detail = "Back in {minutes:int} minutes."
//! "#;
//! let mock = Mock::from_toml("parrot.toml", contract)?;
//! let ask = |key: &str| -> std::io::Result<String> {
//!     let mut stream = TcpStream::connect(mock.address())?;
//!     write!(stream, "GET /motto HTTP/1.1\r\nhost: parrot\r\nconnection: close\r\n{key}\r\n")?;
//!     let mut reply = String::new();
//!     stream.read_to_string(&mut reply)?;
//!     Ok(reply)
//! };
//!
//! // A good request succeeds; a bad one gets the documented error.
//! assert!(ask("x-api-key: pk-polly\r\n")?.ends_with("again!"));
//! assert!(ask("")?.ends_with(r#"{"message":"Send a key."}"#));
//!
//! // Errors that no request can cause are scripted.
//! mock.next_with("tired", &[("minutes", "5")])?;
//! assert!(ask("x-api-key: pk-polly\r\n")?.ends_with(r#"{"message":"Back in 5 minutes."}"#));
//!
//! // Requests are recorded, without the key.
//! let requests = mock.requests();
//! assert_eq!(requests.len(), 3);
//! assert_eq!(requests[2].reply.row.as_deref(), Some("tired"));
//! assert_eq!(requests[2].header("x-api-key"), Some("pk-…"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a request gets
//!
//! The path of the contract's base URL is a prefix of every path; [`Mock::base_url`] includes it. Of several endpoints
//! with the same method and path, the one that accepts the request's media type is chosen. The request then gets the
//! first of these that applies:
//!
//! 1. a [scripted](Mock::script) reply, whatever the request;
//! 2. an error about the key (missing, malformed, unknown), the plan, or the requests per minute of key and plan, in every
//!    span of 60 seconds, without counting refused requests;
//! 3. an error about the size, the media type or the form of the body;
//! 4. an error about missing parameters and parts;
//! 5. an error about invalid JSON, missing fields, or values of another type;
//! 6. an error about audio that is empty, holds no sound or has no documented format, which the client would refuse;
//! 7. the documented example, or the smallest value of the returned type.
//!
//! Of the rows that the endpoint documents and whose `when` fits, a row that names the part, parameter or field is
//! preferred to one that means any. A missing required field that no row covers with `field_missing` counts as
//! `schema_invalid`. If a row captures exactly one text, that text says what is wrong, as long as a client still
//! recognises the reply as that row; all other captures are the documented examples.
//!
//! A documented reply has the header `x-theta-mock` with the name of its row. If the contract documents nothing for a
//! failure, the server invents nothing: the header is `undocumented`, and the message, in the API's first JSON shape if
//! it has one, begins with `theta-mock:`. A documented error need not say what is wrong with a request, so the header
//! `x-theta-mock-reason` and [`RecordedReply::reason`] do.
//!
//! # Keys
//!
//! Every key with the documented prefix is accepted, on the plan that includes the most endpoints and has no limit or
//! the highest. [`Mock::key`] puts a key on a plan; [`KeyPolicy::Registered`] makes every unregistered key unknown.
//!
//! # Time
//!
//! Limits and delays are measured by a [`Clock`]. With a [`ManualClock`], a minute passes in a test without waiting:
//! [`ManualClock::wait_for_sleepers`] returns when a reply is being delayed, and [`ManualClock::advance`] releases it.
//!
//! # Faults
//!
//! A [`Fault`] is a failure below the level of HTTP: a connection that is reset in the middle of an upload, a reply
//! that ends too early, an answer that never comes. [`Mock::fault`] schedules one for the next request;
//! [`MockBuilder::random_faults`] makes them happen at random, the same ones for the same seed. Bytes on a connection
//! are counted even if no request is complete: see [`Mock::connections`] and [`Mock::totals`].
//!
//! # Tokens
//!
//! An endpoint that gives the token of a scheme gives one of the server's own, which the other endpoints then take until
//! its `expires_in` is over by the server's clock; [`MockBuilder::token_lifetime`] sets another time. Any other token is
//! an unknown key, unless it was registered. A refresh token is refused once another one was given for it.
//! [`Mock::end_tokens`] ends all tokens, and [`Scripted::ended_tokens`] does it when a request arrives.
//!
//! # Bounds
//!
//! The server listens on a loopback address unless [`MockBuilder::expose`] allows another. Bodies, heads, parts,
//! connections and records are limited. A failure on one connection, including a panic in an observer, ends only that
//! connection.

mod audio;
mod checks;
mod clock;
mod connection;
mod control;
mod cors;
mod dates;
mod encoded;
mod error;
mod events;
mod exchange;
mod failure;
mod farewell;
mod fault;
mod keys;
mod limits;
mod line;
mod look;
mod mock;
mod play;
mod prefer;
mod random;
mod record;
mod reply;
mod request;
mod response;
mod route;
mod script;
mod sent;
mod server;
mod session;
mod spoil;
mod tokens;
mod value;
mod walks;
mod written;

pub use clock::{Clock, ManualClock, Sleep, SystemClock};
pub use connection::{Arrival, Connection, Totals};
pub use error::MockError;
pub use fault::{Fault, FaultInfo};
pub use keys::KeyPolicy;
pub use mock::{Mock, MockBuilder};
pub use record::{Recorded, RecordedPart, RecordedReply, ReplyKind, SentKey};
pub use script::{RawReply, Scripted};
pub use walks::{JobEnd, List};
