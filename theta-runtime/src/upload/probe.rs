//! How long a recording plays, by what is there and not by what its header claims.
//!
//! Every upload of audio is probed before a socket is opened, so that a recording that is too long costs nothing. What
//! is known of each format stands in [`theta_audio::probe`], whose items these are.
//!
//! ```
//! use std::time::Duration;
//!
//! // One second at 8 kHz, whose header was written before its length was known.
//! let mut wav = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
//! wav.extend_from_slice(b"\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\xff\xff\xff\xff");
//! wav.resize(wav.len() + 8000, 0x80);
//!
//! let probe = theta_runtime::probe::bytes(&wav);
//! assert_eq!(probe.format, Some("wav"));
//! assert_eq!(probe.duration, Some(Duration::from_secs(1)));
//! ```

#[doc(inline)]
pub use theta_audio::probe::{Probe, bytes, file, reader};
