//! serde for generated types, on top of [`Encode`](super::Encode) and [`Decode`](super::Decode).
//!
//! A value becomes JSON text first, and a serializer gets that text in the form that it can take; a deserializer gives
//! JSON text, and `Decode` reads it. So a value is read and written in one way only.

mod read;
mod write;

use super::{Extra, Json, Verbatim};
pub use read::{deserialize, deserialize_text};
pub use serde_core::{Deserialize, Deserializer, Serialize, Serializer};
pub use write::{serialize, serialize_text};

/// Implements serde's traits: `as json` by `Encode` and `Decode`, `as text` by `Display` and `From<String>`.
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
