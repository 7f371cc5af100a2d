//! What a recording is: which format it has, by its content, and how long it plays, by what is there.
//!
//! Theta's client probes what it uploads before a socket is opened, its mock server takes as audio what the client
//! takes, and its documents name media types. All of them read one table of formats, which is here. This crate needs
//! nothing but the standard library.
//!
//! - [`Format`] is the table: names, file extensions, media types, and the first bytes of each.
//! - [`probe`] tells format and duration of bytes, readers and files.
//! - [`inspect`] does the same on any [`Input`], such as the beginning of a stream, and its [`Look`] also says whether
//!   a content is the audio that docs ask for.
//! - [`wav`] finds the samples of a WAV recording, and [`cut`] says where to cut it, between words.
//!
//! Begin reading with `format.rs` and `probe.rs`; each further file is one family of containers.

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
