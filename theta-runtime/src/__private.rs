//! The interface of generated code, by the number of its format. It is for generated code only.
//!
//! Output of `theta expand` that is checked in names the format that it was written for, and compiles as long as that
//! format exists. A new number is introduced only when such output would break, together with a new version of this
//! crate; additions in between belong to the existing format.

/// The first format.
pub mod v1 {
    use crate::DocumentedError;
    pub use crate::call::Call;
    pub use crate::call::param::{Param, Values};
    pub use crate::client::Core;
    pub use crate::reply::alternatives::{Alternative, Alternatives, Content};
    pub use crate::reply::documented::kept::{KeptError, encode_error};
    pub use crate::reply::header::{header_text, header_value};
    pub use crate::site::generated::Generated;
    pub use crate::site::meta::StatusInfo;
    pub use crate::site::plan::no_plan;
    use std::fmt;
    pub use theta_json::{__impl_serde as impl_serde, tag};

    /// Displays a documented failure.
    ///
    /// # Errors
    ///
    /// When the formatter fails.
    pub fn fmt_documented<E: DocumentedError>(
        error: &E,
        f: &mut fmt::Formatter<'_>,
    ) -> fmt::Result {
        crate::reply::documented::fmt_documented(error, None, str::to_owned, f)
    }
}
