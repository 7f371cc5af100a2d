//! Testing code that uses a client, without a server and without cost.
//!
//! A [`Stub`] answers with values of the contract's own types, plays the server's end of WebSockets (feature
//! `websocket`), and records the calls it receives. A [`Recorder`] saves the replies of a real server to files,
//! without the key, and a [`Replay`] plays them back. For a server on a real socket, which checks requests against the
//! contract and can inject faults of every kind, use the crate `theta-mock`.
//!
//! ```
//! # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use parrot::{Client, TranscribeError, TranscribeRequest, Transcript};
//! use theta_runtime::Audio;
//! use theta_runtime::testing::{Fault, Stub};
//!
//! // What is tested: it takes the first recording in which somebody speaks.
//! async fn heard(client: &Client, takes: &[Audio]) -> Option<Transcript> {
//!     for take in takes {
//!         match client.transcribe(take).await {
//!             Ok(transcript) => return Some(transcript),
//!             Err(error) if error.api() == Some(&TranscribeError::NoSpeech) => {}
//!             Err(_) => return None,
//!         }
//!     }
//!     None
//! }
//!
//! let transcript = Transcript::from_json(r#"{"text": "Hello!"}"#)?;
//! let stub = Stub::new();
//! stub.on::<TranscribeRequest>()
//!     .fails(TranscribeError::NoSpeech)
//!     .breaks(Fault::NoConnection)
//!     .returns(transcript.clone());
//! let client: Client = stub.client()?;
//!
//! # let audio = |byte| { let mut wav = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x08\0\0\0".to_vec(); wav.resize(52, byte); Audio::bytes(wav) };
//! # let (first, second) = (audio(1), audio(2));
//! assert_eq!(heard(&client, &[first, second]).await, Some(transcript));
//! // The connection that was not made was tried again by the client.
//! let calls = stub.calls();
//! assert_eq!(calls.len(), 2);
//! assert_eq!(calls[1].part("file").map(|part| part.bytes().len()), Some(52));
//! # Ok(())
//! # }
//! ```

mod built_in;
mod documented;
mod form;
mod marked;
mod plan;
#[cfg(feature = "websocket")]
mod played;
mod recorder;
mod recording;
mod replay;
#[cfg(feature = "websocket")]
mod session;
mod stub;
mod template;
#[cfg(feature = "webhooks")]
mod webhook;

pub use form::Part;
pub use plan::Fault;
pub use recorder::Recorder;
pub use replay::Replay;
#[cfg(feature = "websocket")]
pub use session::{Script, Sessions};
pub use stub::{Answers, Call, NotAsPlanned, Stub};
#[cfg(feature = "webhooks")]
pub use webhook::{SignedWebhook, sign_webhook};

use crate::client::builder::{ApiClient, Builder};
use crate::wire::transport::Transport;

/// A builder with a fake key and retries that do not wait.
fn builder<C: ApiClient>(transport: impl Transport) -> Builder<C> {
    let builder = Builder::new().transport(transport).randomness(|| 0);
    if let Some(access) = C::ACCESS {
        return builder.fake(access);
    }
    match C::API.auth {
        Some(auth) => builder.key(format!("{}test", auth.prefix)),
        None => builder,
    }
}
