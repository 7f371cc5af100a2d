//! JSON as this runtime reads and writes it.
//!
//! Reading borrows from the reply and keeps what it is told to keep byte for byte; writing never reorders.
//! What nobody reads may be anything that JSON can write: any depth, any number, half of a surrogate pair.
//! A value may nest [`MAX_DEPTH`] levels where it is decoded; a value that is only kept may nest as deep as it likes.
//!
//! ```
//! use theta_runtime::json::{self, Json};
//!
//! let scores: Vec<f64> = json::from_str("[1, 2.5]")?;
//! assert_eq!(json::to_string(&scores), "[1.0,2.5]");
//!
//! let kept = Json::parse("{\"big\": 1e3}")?;
//! assert_eq!(kept.as_str(), "{\"big\": 1e3}");
//! # Ok::<(), theta_runtime::json::DecodeError>(())
//! ```
//!
//! # serde
//!
//! The types and errors of a generated client implement serde's `Serialize` and `Deserialize`, and so do [`Json`],
//! [`Verbatim`] and [`Extra`]: an answer can go into a log, a database or a reply of your own, and come back.
//!
//! ```
//! mod parrot {
//!     theta_runtime::api! { spec = "examples/parrot.toml" }
//! }
//!
//! #[derive(serde::Serialize, serde::Deserialize)]
//! struct Row {
//!     recording: u32,
//!     answer: Result<parrot::Transcript, parrot::TranscribeError>,
//! }
//!
//! let row = r#"{"recording":7,"answer":{"Ok":{"text":"hi"}}}"#;
//! let read: Row = serde_json::from_str(row)?;
//! assert_eq!(serde_json::to_string(&read)?, row);
//!
//! let failed = Row { recording: 8, answer: Err(parrot::TranscribeError::TooLong { limit: 60 }) };
//! let value = serde_json::to_value(failed)?;
//! assert_eq!(value["answer"]["Err"]["error"], "too_long");
//! assert_eq!(value["answer"]["Err"]["captures"]["limit"], "60");
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! - **JSON by `serde_json`** holds what [`to_string`] writes: unknown fields, unlisted values and tags, the bytes of what
//!   is kept, `null` and what is absent. [`to_string_pretty`](serde_json::to_string_pretty) leaves what is kept as it is.
//! - **Formats that are not human-readable** (postcard, `MessagePack`) hold one string, the JSON text, and give it back byte
//!   for byte.
//! - **Other human-readable formats** (YAML, TOML) hold an ordinary tree. Numbers and texts keep their value and not their
//!   notation, and of several fields of one name the last stays. An integer beyond 64 bits, a number beyond a double, half
//!   a surrogate pair and, in TOML, `null` are errors when they are written.
//! - **Within `#[serde(flatten)]` and tagged enums** values are told as in other human-readable formats, because serde
//!   reads into a tree of its own first. An untagged enum cannot be read from a format that is not human-readable.
//! - **A documented error** is an object: `error`, the name of its row; `status`; `detail`; and `captures`, texts by name,
//!   when it has any. Only the name and what the row leaves open are read; a name that the enum does not have is an error.
//! - **The values of an enum** are plain texts in every format, and can be keys of a map.

pub(crate) mod decode;
mod encode;
mod error;
mod extra;
mod number;
mod object;
mod raw;
mod scan;
pub(crate) mod serde;
mod value;
mod verbatim;

pub use decode::{Decode, from_str};
pub use encode::{Encode, ObjectWriter, Writer, to_string};
pub use error::DecodeError;
pub use extra::Extra;
pub(crate) use number::canonical;
pub use object::ObjectReader;
pub use raw::{Kind, MAX_DEPTH, Raw};
pub(crate) use raw::{text_of, utf16, without_mark};
pub use value::Json;
pub use verbatim::Verbatim;
