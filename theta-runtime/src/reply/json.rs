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

mod decode;
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

pub(crate) use decode::tag;
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
