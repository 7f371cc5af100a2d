#![cfg_attr(docsrs, feature(doc_cfg))]
//! JSON that is preserved byte for byte, for the types of Theta clients.
//!
//! Reading borrows from the text, and preserves values byte for byte where a type asks for it; writing never reorders.
//! Parts that no type reads may be anything that JSON can express: any depth, any number, half of a surrogate pair. A
//! value may nest [`MAX_DEPTH`] levels where it is decoded, and to any depth where it is only preserved. The items of all
//! lists and maps of one value may take 1 GiB of memory, apart from what they point to.
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
//! - [`Json`] owns a value and [`Raw`] borrows one; [`Verbatim`] preserves a value of a known type, and [`Extra`] the
//!   unknown fields of an object.
//! - [`Decode`] and [`Encode`] are implemented by generated types, with an [`ObjectReader`] and a [`Writer`].
//! - [`DateTime`], [`Date`], [`Time`], [`Uuid`] and [`Uri`] are texts of a documented form, kept as they came.
//!
//! # serde
//!
//! Everything that implements [`Encode`] and [`Decode`] here, and every type and error of a generated client, also
//! implements serde's `Serialize` and `Deserialize`:
//!
//! - **JSON with `serde_json`** equals the output of [`to_string`]: unknown fields, unlisted values and tags,
//!   preserved bytes, and the difference between `null` and absent survive a round trip.
//!   `serde_json::to_string_pretty` does not change preserved bytes.
//! - **Formats that are not human-readable**, such as postcard and `MessagePack`, store one string, the JSON text, and
//!   return it byte for byte.
//! - **Other human-readable formats**, such as YAML and TOML, store an ordinary tree: a number keeps its value but not
//!   its notation, a text its characters but not its escapes, and of several fields with the same name only the last
//!   is kept. A value that the format cannot hold is an error on writing: an integer beyond 64 bits, a number beyond a
//!   double, half a surrogate pair, more than [`MAX_DEPTH`] levels, and in TOML `null`.
//! - **In `#[serde(flatten)]` and in tagged enums** a value keeps as much as in YAML, because serde reads into its own
//!   tree first. In a format that is not human-readable, a [`Json`], [`Verbatim`] or [`Extra`] there is read back as a
//!   string, its JSON text; generated types are read back as they were.
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
//! # Features
//!
//! - `jiff`, `time`: views of [`DateTime`], [`Date`] and [`Time`] as types of these libraries.
//! - `uuid`: views of [`Uuid`].
//!
//! Start reading with `raw.rs`.

mod decode;
mod encode;
mod error;
mod extra;
#[doc(hidden)]
pub mod forms;
mod number;
mod object;
mod raw;
mod room;
mod scan;
#[doc(hidden)]
pub mod serde;
mod text;
mod tuple;
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
pub use text::{Date, DateTime, Time, Uri, Uuid};
pub use value::Json;
pub use verbatim::Verbatim;
