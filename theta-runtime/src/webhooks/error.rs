//! Why a webhook is not accepted.

use std::fmt;
use std::time::{Duration, SystemTime};
use theta_json::DecodeError;

/// The error when a webhook is not accepted. It contains no secret, no signature and nothing of the body but what
/// differs from its type.
#[derive(Debug)]
#[non_exhaustive]
pub enum WebhookError {
    /// A header that the contract names is not there.
    MissingHeader {
        /// The header, lower case.
        header: &'static str,
    },
    /// A header is not of the form that the contract says.
    Malformed {
        /// The header, lower case.
        header: &'static str,
        /// What it should be.
        expected: &'static str,
    },
    /// The digest that the signed address holds is that of another body, or the address has none.
    OtherBody,
    /// No signature was made with any of the secrets for what was received.
    NoMatch,
    /// The signature is right, but the time of sending is further from now than the window: the webhook may be sent
    /// again by somebody who has seen it, or one of the clocks is wrong.
    OutsideWindow {
        /// How far outside of the window it is.
        by: Duration,
        /// Whether it is ahead of the clock instead of behind it.
        ahead: bool,
    },
    /// The vendor sent it, and it is recent, but the body is not what the contract documents.
    Unreadable {
        /// The id of the delivery, if the contract names its header.
        id: Option<String>,
        /// The time of sending, if the contract says where it stands.
        sent: Option<SystemTime>,
        /// How the body differs.
        source: DecodeError,
    },
}

impl WebhookError {
    /// Returns whether the vendor sent it, so that only the reading of its body failed.
    #[must_use]
    pub fn is_authentic(&self) -> bool {
        matches!(self, Self::Unreadable { .. })
    }
}

impl fmt::Display for WebhookError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::MissingHeader { header } => {
                write!(f, "the webhook has no header `{header}`: it is not from the vendor, or a proxy removed it")
            }
            Self::Malformed { header, expected } => {
                write!(f, "the header `{header}` of the webhook is not {expected}")
            }
            Self::OtherBody => f.write_str(
                "the address of the webhook was signed with the digest of another body: pass address and body as they were received",
            ),
            Self::NoMatch => f.write_str(
                "no signature of the webhook matches: it is not from the vendor, the secret is another one, or the body is not the bytes that were received",
            ),
            Self::OutsideWindow { by, ahead } => {
                let (by, which) = (by.as_secs_f64(), if *ahead { "ahead" } else { "old" });
                write!(f, "the webhook is {by} s too {which}: it may be sent again by somebody else, or a clock is wrong")
            }
            Self::Unreadable { .. } => {
                f.write_str("the webhook is from the vendor, but its body is not what is documented")
            }
        }
    }
}

impl std::error::Error for WebhookError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Unreadable { source, .. } => Some(source),
            _ => None,
        }
    }
}
