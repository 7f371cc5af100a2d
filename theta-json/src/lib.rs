//! JSON that is kept byte for byte: what the types of a Theta client are read from and written as.
//!
//! Reading borrows from the reply and keeps what it is told to keep byte for byte; writing never reorders.
//! What nobody reads may be anything that JSON can write: any depth, any number, half of a surrogate pair.
//! A value may nest [`MAX_DEPTH`] levels where it is decoded; a value that is only kept may nest as deep as it likes.
//!
//! ```
//! use theta_json::Json;
//!
//! let scores: Vec<f64> = theta_json::from_str("[1, 2.5]")?;
//! assert_eq!(theta_json::to_string(&scores), "[1.0,2.5]");
//!
//! let kept = Json::parse("{\"big\": 1e3}")?;
//! assert_eq!(kept.as_str(), "{\"big\": 1e3}");
//! # Ok::<(), theta_json::DecodeError>(())
//! ```
//!
//! - [`Json`] owns a value and [`Raw`] borrows one; [`Verbatim`] is one of a known type, [`Extra`] the fields of an
//!   object that nobody knows.
//! - [`Decode`] and [`Encode`] are what generated types implement, with an [`ObjectReader`] and a [`Writer`].
//!
//! # serde
//!
//! What implements [`Encode`] and [`Decode`] here, and every type and error of a generated client, implements serde's
//! `Serialize` and `Deserialize` too:
//!
//! - **JSON by `serde_json`** is what [`to_string`] writes: unknown fields, unlisted values and tags, the bytes of what is
//!   kept, `null` and what is absent come back. `serde_json::to_string_pretty` leaves the bytes of what is kept alone.
//! - **Formats that are not human-readable**, such as postcard and `MessagePack`, hold one string, the JSON text, and give
//!   it back byte for byte.
//! - **Other human-readable formats**, such as YAML and TOML, hold an ordinary tree: a number keeps its value and not its
//!   notation, a text its characters and not its escapes, and of several fields of one name the last stays. What they
//!   cannot hold is an error when it is written: an integer beyond 64 bits, a number beyond a double, half a surrogate
//!   pair, more than [`MAX_DEPTH`] levels, and in TOML `null`.
//! - **In `#[serde(flatten)]` and in tagged enums** a value keeps as much as in YAML, because serde reads into a tree of
//!   its own first. An untagged enum that holds one cannot be read from a format that is not human-readable.
//!
//! ```
//! use theta_json::Json;
//!
//! let json: Json = serde_json::from_str(r#"{"big": 1e3, "big": 2}"#)?;
//! assert_eq!(serde_json::to_string(&json)?, r#"{"big": 1e3, "big": 2}"#);
//! assert_eq!(serde_json::to_value(&json)?, serde_json::json!({ "big": 2 }));
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! Begin reading with `raw.rs`.

mod decode;
mod encode;
mod error;
mod extra;
mod number;
mod object;
mod raw;
mod scan;
#[doc(hidden)]
pub mod serde;
mod value;
mod verbatim;

#[doc(hidden)]
pub use decode::tag;
pub use decode::{Decode, from_str};
pub use encode::{Encode, ObjectWriter, Writer, to_string};
pub use error::DecodeError;
pub use extra::Extra;
#[doc(hidden)]
pub use number::canonical;
pub use object::ObjectReader;
pub use raw::{Kind, MAX_DEPTH, Raw};
#[doc(hidden)]
pub use raw::{text_of, utf16, without_mark};
pub use value::Json;
pub use verbatim::Verbatim;
