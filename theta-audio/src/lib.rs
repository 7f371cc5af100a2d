//! Detecting the format and the duration of recordings from their content.
//!
//! Theta's client probes uploads before a socket is opened, its mock server accepts the same audio as the client, and
//! its documents name media types. All of them use the one table of formats in this crate, which needs nothing but the
//! standard library.
//!
//! - [`Format`] is a row of the table: names, file extensions, media types, and the first bytes.
//! - [`probe`] detects the format and duration of bytes, readers and files.
//! - [`inspect`] does the same for any [`Input`], such as the beginning of a stream; the resulting [`Look`] also says
//!   whether the content is the audio that an API documents.
//! - [`wav`] finds the samples of a WAV recording, and [`cut`] says where to split it, between words.
//!
//! Start reading with `format.rs` and `probe.rs`; each other file covers one family of containers.

pub mod cut;
mod format;
mod input;
mod mpeg;
mod plain;
pub mod probe;
mod sound;
pub mod wav;

pub use format::Format;
pub use input::{Input, Prefix, Window};
pub use probe::{Flaw, Look, Probe, inspect, inspect_lasting};
pub use sound::time;
