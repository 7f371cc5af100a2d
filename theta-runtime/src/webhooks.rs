//! Events that a vendor sends: who sent them, and what they say.
//!
//! For each `[webhooks.NAME]` of a contract there is a type that holds the secrets and verifies what was received. It
//! is independent of any web framework: it takes the headers and the bytes of the body, which must be those that were
//! received, not JSON that was read and written again.
//!
//! ```
//! # mod parrot {
//! #     theta_runtime::api! { spec = "examples/squawks.toml" }
//! # }
//! use std::time::{Duration, SystemTime};
//! use parrot::SquawksWebhook;
//! use theta_runtime::webhooks::WebhookError;
//!
//! // In a program: `SquawksWebhook::from_env()?` and `webhook.verify(&headers, &body)`.
//! let webhook = SquawksWebhook::new("whsec_c2VjcmV0")?;
//! let headers = [
//!     ("Parrot-Time", "1700000000"),
//!     ("Parrot-Signature", "v1=3faa2bca5c7db6ec1e2c902e4fff366f29195773bc416d35bc30ec92fa391d30"),
//! ];
//! let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_700_000_030);
//! let delivery = webhook.verify_at(&headers, br#"{"text": "hi"}"#, now)?;
//! assert_eq!(delivery.event.text, "hi");
//!
//! let forged = webhook.verify_at(&headers, br#"{"text": "ho"}"#, now);
//! assert!(matches!(forged, Err(WebhookError::NoMatch)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Signatures are compared in constant time. [`WebhookError::is_authentic`] tells a webhook that the vendor sent, but that is
//! not what the contract documents, from one that somebody else sent: the first should be kept and acknowledged.
//! A webhook that is sent again within the window is accepted again; remember the [id](Delivery::id) to do its work once.

mod error;
mod form;
mod headers;
mod receiver;
mod scheme;
#[cfg(feature = "testing")]
mod sign;

pub use error::WebhookError;
pub use headers::Headers;
pub use receiver::{Delivery, Receiver};

#[doc(hidden)]
pub use receiver::{Received, WEBHOOKS, form_event, json_event};
#[doc(hidden)]
pub use scheme::{Encoding, Hash, Scheme, Signed, Time};
#[cfg(feature = "testing")]
pub(crate) use sign::SignedParts;
