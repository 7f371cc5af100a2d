//! The language: every table and key, declared once.
//!
//! A declaration states the meaning of each key and the form of its value. The tables here, the raw model and the
//! reader are derived from it; "unknown key", "did you mean", "missing key", the reference of the language and its JSON
//! Schema are derived from the tables.

mod answer;
mod api;
mod content;
mod declare;
mod endpoint;
mod enum_value;
mod error_row;
mod evidence;
mod form;
mod name;
mod notation;
mod reader;
mod response_header;
mod root;
mod shape;
mod table;
mod types;

pub use answer::{RETURNS, WEBSOCKET};
pub use api::{API, AUTH, PLAN, REQUEST_ID, RETRY, SOURCE_TABLE};
pub use content::{BODY, PART};
pub use endpoint::ENDPOINT;
pub use enum_value::{ENUM_VALUE, LISTED_VALUE};
pub use error_row::{CAPTURE, CODE, ERROR, ROW_RETRY};
pub use response_header::RESPONSE_HEADER;
pub use root::ROOT;
pub use shape::SHAPE;
pub use table::{Expect, Key, Names, Notation, Rule, Table};
pub use types::{FIELD, TYPE, VARIANT};

pub(crate) use answer::{RawAnswer, RawReturns, RawSuccess};
pub(crate) use api::{Prefer, RawPlan, RawSource};
pub(crate) use content::{RawBody, RawContent, RawPart, RawUpload};
pub(crate) use endpoint::{RawBilling, RawEndpoint};
pub(crate) use enum_value::RawEnumValue;
pub(crate) use error_row::{RawCapture, RawCode, RawError};
pub(crate) use evidence::RawEvidence;
pub(crate) use form::{HasName, Named};
pub(crate) use notation::{RawSegment, RawType};
pub(crate) use reader::Reader;
pub(crate) use response_header::RawResponseHeader;
pub(crate) use root::RawContract;
pub(crate) use shape::{DelayUnit, RawShape};
pub(crate) use types::{RawField, RawTypeDef, RawTypeKind};

/// Returns the words with which a type expression can begin.
pub fn type_words() -> impl Iterator<Item = &'static str> {
    notation::TYPES.iter().map(|(word, _)| *word)
}

/// Every table, for the reference of the language and its schema.
pub const ALL: &[&Table] = &[
    &ROOT,
    &API,
    &AUTH,
    &REQUEST_ID,
    &RETRY,
    &SOURCE_TABLE,
    &PLAN,
    &SHAPE,
    &TYPE,
    &FIELD,
    &ENUM_VALUE,
    &LISTED_VALUE,
    &VARIANT,
    &ENDPOINT,
    &RETURNS,
    &RESPONSE_HEADER,
    &WEBSOCKET,
    &PART,
    &BODY,
    &ERROR,
    &CAPTURE,
    &CODE,
    &ROW_RETRY,
];
