//! Headers of replies that callers read.

use super::declare::table;
use super::form::{Required, Words};
use super::name::{HeaderName, RustValue};
use super::notation::TypeText;

table! {
    /// A header of replies; `NAME = "header"` for short.
    RESPONSE_HEADER at "response_headers.NAME" => RawResponseHeader short for "header": HeaderName {
        /// its name in a reply
        header: Required<HeaderName>,
        /// string, boolean, integer, number or an enum; string when unwritten
        ty("type"): TypeText,
        /// what it is
        doc: Words,
        /// unit of the number, such as s
        unit: Words,
        rust: RustValue,
    }
}
