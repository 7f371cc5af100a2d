//! serde support for generated types, based on [`Encode`](super::Encode) and [`Decode`](super::Decode).
//!
//! A value is first encoded as JSON text, which is then passed to a serializer in the form that its format can hold; a
//! deserializer provides JSON text, which `Decode` reads. So there is only one way in which a value is read and
//! written.

mod read;
mod write;

use super::{Extra, Json, Verbatim};
pub use read::{deserialize, deserialize_text};
pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
pub use write::{serialize, serialize_text};

/// Implements serde's traits: `as json` through `Encode` and `Decode`, `as text` through `Display` and `From<String>`.
#[doc(hidden)]
#[macro_export]
macro_rules! __impl_serde {
    ($type:ty as json) => {
        $crate::__impl_serde!($type, serialize, deserialize);
    };
    ($type:ty as text) => {
        $crate::__impl_serde!($type, serialize_text, deserialize_text);
    };
    ($type:ty, $serialize:ident, $deserialize:ident) => {
        #[automatically_derived]
        impl $crate::serde::Serialize for $type {
            fn serialize<S: $crate::serde::Serializer>(
                &self,
                serializer: S,
            ) -> ::core::result::Result<S::Ok, S::Error> {
                $crate::serde::$serialize(self, serializer)
            }
        }

        #[automatically_derived]
        impl<'de> $crate::serde::Deserialize<'de> for $type {
            fn deserialize<D: $crate::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::core::result::Result<Self, D::Error> {
                $crate::serde::$deserialize(deserializer)
            }
        }
    };
}

__impl_serde!(Json as json);
__impl_serde!(Extra as json);

impl<T> Serialize for Verbatim<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serialize(self, serializer)
    }
}

impl<'de, T> Deserialize<'de> for Verbatim<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserialize(deserializer)
    }
}
