//! Streams and WebSockets that were silent for too long.

use crate::site::refusal::count;
use std::fmt;
use std::time::Duration;

/// How long a stream of bytes or a WebSocket was silent, and what had been received until then.
///
/// ```
/// use theta_runtime::Error;
///
/// fn heard<E>(error: &Error<E>) -> u64 {
///     error.silence().map_or(0, |silence| silence.bytes)
/// }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Silence {
    /// The limit that was exceeded.
    pub limit: Duration,
    /// The messages received over a WebSocket, including those of bytes; 0 for a stream of bytes.
    pub messages: u64,
    /// The bytes received, including the text of messages.
    pub bytes: u64,
    pub(crate) waiting: Waiting,
}

impl Silence {
    /// What had been received when a wait took longer than its limit.
    #[doc(hidden)]
    #[must_use]
    pub fn new(waiting: Waiting, limit: Duration, messages: u64, bytes: u64) -> Self {
        Self {
            limit,
            messages,
            bytes,
            waiting,
        }
    }
}

/// What is waited for.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Waiting {
    /// For bytes.
    Bytes,
    /// For a message.
    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    Message,
    /// For a message, while there were signs of life.
    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    Data,
    /// For the server to take a message.
    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    Taken,
    /// For the server to close.
    #[cfg_attr(not(feature = "websocket"), allow(dead_code))]
    Closed,
}

impl fmt::Display for Silence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            limit,
            messages,
            bytes,
            waiting,
        } = self;
        f.write_str(match waiting {
            Waiting::Bytes | Waiting::Message => "nothing came for ",
            Waiting::Data => "no message came for ",
            Waiting::Taken => "the server took nothing of a message for ",
            Waiting::Closed => "the server did not agree to close within ",
        })?;
        write!(f, "{} s, after ", limit.as_secs_f64())?;
        if *waiting != Waiting::Bytes {
            write!(f, "{} of ", count(*messages, "message"))?;
        }
        f.write_str(&count(*bytes, "byte"))
    }
}

impl std::error::Error for Silence {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_says_what_was_waited_for_and_what_had_come() {
        let table = [
            (Waiting::Bytes, 0, 1, "nothing came for 2.5 s, after 1 byte"),
            (
                Waiting::Message,
                1,
                2,
                "nothing came for 2.5 s, after 1 message of 2 bytes",
            ),
            (
                Waiting::Data,
                1,
                2,
                "no message came for 2.5 s, after 1 message of 2 bytes",
            ),
            (
                Waiting::Taken,
                3,
                40,
                "the server took nothing of a message for 2.5 s, after 3 messages of 40 bytes",
            ),
            (
                Waiting::Closed,
                0,
                0,
                "the server did not agree to close within 2.5 s, after 0 messages of 0 bytes",
            ),
        ];
        for (waiting, messages, bytes, text) in table {
            let silence = Silence {
                limit: Duration::from_millis(2500),
                messages,
                bytes,
                waiting,
            };
            assert_eq!(silence.to_string(), text);
        }
    }
}
