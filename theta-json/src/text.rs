//! Texts of a documented form, kept as they came.
//!
//! Reading one never fails because of its content, so that an answer that was paid for is not lost to an unusual date. A
//! view of it says whether it has the form: each library's views are behind a feature of the library's name.

#[cfg(feature = "jiff")]
mod jiff;
#[cfg(feature = "time")]
mod time;
#[cfg(feature = "uuid")]
mod uuid;

use super::{Decode, DecodeError, Encode, Raw, Writer};
use std::fmt;

/// Declares a text of a form.
macro_rules! text {
    ($(#[doc = $doc:literal])+ $Name:ident) => {
        $(#[doc = $doc])+
        ///
        /// Two are equal if their texts are equal.
        #[derive(Clone, Debug, PartialEq, Eq, Hash)]
        pub struct $Name {
            text: String,
        }

        impl $Name {
            /// Returns the text, as it came.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.text
            }

            /// Returns the text, as it came.
            #[must_use]
            pub fn into_string(self) -> String {
                self.text
            }
        }

        impl From<String> for $Name {
            fn from(text: String) -> Self {
                Self { text }
            }
        }

        impl From<&str> for $Name {
            fn from(text: &str) -> Self {
                Self { text: text.to_owned() }
            }
        }

        impl From<$Name> for String {
            fn from(text: $Name) -> Self {
                text.text
            }
        }

        impl AsRef<str> for $Name {
            fn as_ref(&self) -> &str {
                &self.text
            }
        }

        impl PartialEq<str> for $Name {
            fn eq(&self, other: &str) -> bool {
                self.text == other
            }
        }

        impl PartialEq<&str> for $Name {
            fn eq(&self, other: &&str) -> bool {
                self.text == *other
            }
        }

        impl fmt::Display for $Name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.text)
            }
        }

        impl Decode for $Name {
            fn decode(value: Raw<'_>) -> Result<Self, DecodeError> {
                String::decode(value).map(Self::from)
            }
        }

        impl Encode for $Name {
            fn encode(&self, out: &mut Writer) {
                out.string(&self.text);
            }
        }

        crate::__impl_serde!($Name as text);
    };
}

text! {
    /// A date and a time of day with an offset, such as `2026-01-02T03:04:05Z` (RFC 3339).
    DateTime
}

text! {
    /// A date, such as `2026-01-02` (RFC 3339).
    Date
}

text! {
    /// A time of day, such as `03:04:05Z`.
    Time
}

text! {
    /// A UUID, such as `0b6a6e4c-3f0e-4d0a-9b1e-8f4a2d6c7e10` (RFC 9562).
    Uuid
}

text! {
    /// A URI, such as `https://example.com/a` (RFC 3986).
    Uri
}
