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
//! Begin reading with `raw.rs`.

mod decode;
mod encode;
mod error;
mod extra;
mod number;
mod object;
mod raw;
mod scan;
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
