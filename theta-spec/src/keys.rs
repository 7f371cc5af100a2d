//! The language: every table and key, declared once.
//!
//! A declaration states the meaning of each key and the form of its value. The tables here, the raw model and the
//! reader are derived from it; "unknown key", "did you mean", "missing key", the reference of the language and its JSON
//! Schema are derived from the tables.

mod answer;
mod any;
mod api;
mod auth;
mod billed;
mod content;
mod declare;
mod endpoint;
mod enum_value;
mod error_row;
mod events;
mod evidence;
mod form;
mod header_value;
mod job;
mod limit;
mod listed;
mod name;
mod notation;
mod pages;
mod reader;
mod response_header;
mod root;
mod row_value;
mod shape;
mod shared;
mod table;
mod types;
mod webhook;
mod writing;

pub use answer::{RETURNS, WEBSOCKET};
pub use any::ANY;
pub use api::{API, HEADER, PLAN, REQUEST_ID, RETRY, SOURCE_TABLE, VARIABLE};
pub use auth::{AUTH, BASIC, OAUTH2, SCHEME};
pub use billed::BILLED;
pub use content::{BODY, PART};
pub use endpoint::{ADDRESS, ENDPOINT};
pub use enum_value::{ENUM_VALUE, LISTED_VALUE};
pub use error_row::{CAPTURE, CODE, ERROR};
pub use events::{EVENT, EVENT_END, EVENTS};
pub use job::JOB;
pub use limit::LIMIT;
pub use listed::{CODED, DETAILED};
pub use pages::PAGES;
pub use response_header::RESPONSE_HEADER;
pub use root::ROOT;
pub use row_value::ROW_RETRY;
pub use shape::SHAPE;
pub use shared::{DEFAULTS, ENDPOINT_DEFAULTS, ERROR_DEFAULTS, PARAM_SET};
pub use table::{Expect, Key, Names, Notation, Rule, Table};
pub use types::{FIELD, TYPE, VARIANT};
pub use webhook::{HOOK_EVENT, HOOK_SECRET, SIGNATURE, STAMP, WEBHOOK};

pub(crate) use answer::{RawAnswer, RawReturns, RawSuccess};
pub(crate) use any::RawAny;
pub(crate) use api::{Prefer, RawPlan, RawSource, RawVariable};
pub(crate) use auth::{RawAlternative, RawAuth, RawKey, RawOauth2};
pub(crate) use billed::RawBilling;
pub(crate) use content::{RawBody, RawContent, RawPart, RawUpload};
pub(crate) use endpoint::{RawEndpoint, parts_and_body};
pub(crate) use enum_value::RawEnumValue;
pub(crate) use error_row::{RawCapture, RawCode, RawError};
pub(crate) use events::{
    RawEventData, RawEventEnd, RawEventForm, RawEventItems, RawEvents, event_form,
};
pub(crate) use evidence::RawEvidence;
pub(crate) use form::{HasName, Named};
pub(crate) use header_value::RawHeaderValue;
pub(crate) use job::{RawJob, RawState};
pub(crate) use limit::RawLimit;
pub(crate) use listed::{RawCoded, RawDetailed, RawListed, RawSaid};
pub(crate) use name::MAX_NAME;
pub(crate) use notation::{RawSegment, RawType, STEPS, has_steps};
pub(crate) use pages::RawPages;
pub(crate) use reader::Reader;
pub(crate) use response_header::RawResponseHeader;
pub(crate) use root::RawContract;
pub(crate) use shape::{DelayUnit, RawShape};
pub(crate) use shared::RawParamSet;
pub(crate) use types::{RawField, RawTypeDef, RawTypeKind};
pub(crate) use webhook::{RawHookEvent, RawSignature, RawWebhook};
pub(crate) use writing::RawWriting;

/// Returns the words with which a type expression can begin.
pub fn type_words() -> impl Iterator<Item = &'static str> {
    notation::TYPES.iter().map(|(word, _)| *word)
}

/// Every table, for the reference of the language and its schema.
pub const ALL: &[&Table] = &[
    &ROOT,
    &API,
    &VARIABLE,
    &AUTH,
    &BASIC,
    &OAUTH2,
    &SCHEME,
    &HEADER,
    &REQUEST_ID,
    &RETRY,
    &SOURCE_TABLE,
    &PLAN,
    &LIMIT,
    &PARAM_SET,
    &DEFAULTS,
    &ENDPOINT_DEFAULTS,
    &ERROR_DEFAULTS,
    &SHAPE,
    &TYPE,
    &FIELD,
    &ENUM_VALUE,
    &LISTED_VALUE,
    &VARIANT,
    &ANY,
    &ENDPOINT,
    &RETURNS,
    &EVENT,
    &EVENT_END,
    &EVENTS,
    &RESPONSE_HEADER,
    &WEBSOCKET,
    &PAGES,
    &JOB,
    &ADDRESS,
    &BILLED,
    &PART,
    &BODY,
    &ERROR,
    &CAPTURE,
    &CODE,
    &CODED,
    &DETAILED,
    &ROW_RETRY,
    &WEBHOOK,
    &HOOK_EVENT,
    &SIGNATURE,
    &STAMP,
    &HOOK_SECRET,
];
