//! A real HTTP server that behaves as a Theta contract says, documented failures included.
//!
//! It speaks for any contract and knows no vendor. What a client sends over a real socket is checked as the contract
//! describes the API, and answered with the documented success or with the documented body of the error that the
//! request causes. Errors that no request can cause are scripted.
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
//! // A good request succeeds, a bad one gets what the contract documents.
//! assert!(ask("x-api-key: pk-polly\r\n")?.ends_with("again!"));
//! assert!(ask("")?.ends_with(r#"{"message":"Send a key."}"#));
//!
//! // What no request can cause is scripted.
//! mock.next_with("tired", &[("minutes", "5")])?;
//! assert!(ask("x-api-key: pk-polly\r\n")?.ends_with(r#"{"message":"Back in 5 minutes."}"#));
//!
//! // What was received is there to be looked at; the key is not.
//! let requests = mock.requests();
//! assert_eq!(requests.len(), 3);
//! assert_eq!(requests[2].reply.row.as_deref(), Some("tired"));
//! assert_eq!(requests[2].header("x-api-key"), Some("pk-…"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What a request gets
//!
//! The path that the contract's base URL ends with belongs to every path; [`Mock::base_url`] has it. Of several
//! endpoints on one method and path the one that takes the request's media type is meant. Then, in this order:
//!
//! 1. a [scripted](Mock::script) reply, whatever the request;
//! 2. the key: missing, malformed, unknown; the plan; the requests per minute of key and plan, in every span of 60
//!    seconds, refused requests not counted;
//! 3. the size, the media type, the form of the body;
//! 4. parameters and parts that are missing;
//! 5. JSON that is none, fields that are missing, values of another type;
//! 6. audio that is empty, holds no sound or is none of the documented formats: what the client would refuse;
//! 7. otherwise the documented example, or the smallest value of the type that is returned.
//!
//! Of the rows that the endpoint documents and whose `when` means what happened, the one that names the part,
//! parameter or field goes before one that means any. A required field that is missing and that no row means by
//! `field_missing` counts as `schema_invalid`. When a row captures exactly one text, that text says what is wrong, as
//! long as the reply still is that row for a client; all other captures are the documented examples.
//!
//! A documented reply has the header `x-theta-mock` with the name of its row. When the contract documents nothing for
//! what happened, the server does not make anything up: the header says `undocumented`, and the message, in the API's
//! first JSON shape if it has one, begins with `theta-mock:`.
//!
//! # Keys
//!
//! Every key that begins as the contract says is accepted, on the plan that includes most endpoints and has no limit
//! or the highest. [`Mock::key`] puts a key on a plan; [`KeyPolicy::Registered`] makes every other key unknown.
//!
//! # Time
//!
//! Limits and delays go by a [`Clock`]. With a [`ManualClock`] a test sees a minute pass without waiting:
//! [`ManualClock::wait_for_sleepers`] returns when a reply is being kept back, [`ManualClock::advance`] lets it go.
//!
//! # Faults
//!
//! A [`Fault`] goes wrong below what HTTP can say: a connection that is reset in the middle of an upload, a reply that
//! ends too early, an answer that never comes. [`Mock::fault`] orders one for the next request,
//! [`MockBuilder::random_faults`] lets them happen by chance, the same ones for the same seed. What came over a
//! connection is counted even when no request ever was whole: [`Mock::connections`] and [`Mock::totals`].
//!
//! # Bounds
//!
//! The server listens on a loopback address unless [`MockBuilder::expose`] allows another. Bodies, heads, parts,
//! connections and records are limited. What goes wrong on one connection, a panic in an observer included, ends that
//! connection only.

mod audio;
mod checks;
mod clock;
mod connection;
mod error;
mod exchange;
mod failure;
mod farewell;
mod fault;
mod keys;
mod line;
mod mock;
mod play;
mod random;
mod record;
mod reply;
mod request;
mod response;
mod route;
mod script;
mod server;
mod session;
mod value;

pub use clock::{Clock, ManualClock, Sleep, SystemClock};
pub use connection::{Arrival, Connection, Totals};
pub use error::MockError;
pub use fault::{Fault, FaultInfo};
pub use keys::KeyPolicy;
pub use mock::{Mock, MockBuilder};
pub use record::{Recorded, RecordedPart, RecordedReply, ReplyKind, SentKey};
pub use script::{RawReply, Scripted};
