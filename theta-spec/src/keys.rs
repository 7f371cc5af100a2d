//! Every table and key of the language, as data.
//!
//! The parser knows a key only through these tables; "unknown key", "did you
//! mean", "missing key", the reference of the language and its JSON Schema come
//! from them.

mod api;
mod endpoint;
mod error_row;
mod expect;
mod shape;
mod types;

pub use api::{API, AUTH, PLAN, REQUEST_ID, RETRY, ROOT, SOURCE_TABLE};
pub use endpoint::{BODY, ENDPOINT, PART, RETURNS, WEBSOCKET};
pub use error_row::{CAPTURE, CODE, ERROR, ROW_RETRY};
pub use expect::{Expect, Names, Notation};
pub use shape::SHAPE;
pub use types::{ENUM_VALUE, FIELD, TYPE, VARIANT};

pub(crate) use api::{LANGUAGE, PREFER};
pub(crate) use endpoint::{AUDIO, BINARY, BODY_TYPES};
pub(crate) use shape::{DELAY_UNITS, SCALAR};

use crate::contract::{Confidence, Retry};

/// A table of the language.
#[derive(Debug)]
pub struct Table {
    /// How it is written, with capitals for a name of the author's: `errors.NAME`.
    pub path: &'static str,
    /// What it holds.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
    /// Which of them go together.
    pub rules: &'static [Rule],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What its value must be.
    pub expects: Expect,
    /// What it means.
    pub doc: &'static str,
    /// Whether the table is an error without it.
    pub required: bool,
}

/// Which keys of a table go together.
///
/// The parser has a diagnostic of its own for each of the first four; the other three are about keys that would mean
/// nothing where they stand, and are read from here.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// Exactly one of these is there.
    One(&'static [&'static str]),
    /// At least one of these is there.
    Some(&'static [&'static str]),
    /// At most one of these is there.
    Most(&'static [&'static str]),
    /// With the first, the second is there too.
    With(&'static str, &'static str),
    /// The first mean nothing beside any of the second.
    Apart(&'static [&'static str], &'static [&'static str]),
    /// The first mean something only beside the second.
    Beside(&'static [&'static str], &'static str),
    /// The first mean something only where the second is one of the third.
    Where(
        &'static [&'static str],
        &'static str,
        &'static [&'static str],
    ),
}

const fn req(name: &'static str, expects: Expect, doc: &'static str) -> Key {
    Key {
        name,
        expects,
        doc,
        required: true,
    }
}

const fn opt(name: &'static str, expects: Expect, doc: &'static str) -> Key {
    Key {
        name,
        expects,
        doc,
        required: false,
    }
}

const TEXTS: Expect = Expect::Many(&Expect::Text);
const DURATION: Expect = Expect::Notation(Notation::Duration);
const HEADER: Expect = Expect::Notation(Notation::Header);
const HEADERS: Expect = Expect::Many(&HEADER);
const TEMPLATE: Expect = Expect::Notation(Notation::Template);
const TYPE_TEXT: Expect = Expect::Notation(Notation::Type);
const POINTERS: Expect = Expect::Many(&Expect::Notation(Notation::Pointer));

/// What a retry may be: a word, or a table with a limit.
const RETRY_VALUE: Expect = Expect::Any(&[
    Expect::Word(&expect::names::<_, { Retry::ALL.len() }>(Retry::ALL)),
    Expect::Table(&ROW_RETRY),
]);

const SOURCE: Key = opt(
    "source",
    TEXTS,
    "pages it comes from, by their names in [sources]",
);
const CONFIDENCE: Key = opt(
    "confidence",
    Expect::Word(&expect::names::<_, { Confidence::ALL.len() }>(
        Confidence::ALL,
    )),
    "how sure it is; documented when unwritten",
);
const NOTE: Key = opt(
    "note",
    Expect::Text,
    "what is uncertain, or how the docs contradict themselves",
);
const RUST: Key = opt(
    "rust",
    Expect::Text,
    "its name in Rust, when the one made from its name will not do",
);

/// Returns the types that are a word, as an expression of a type begins with them.
pub fn type_words() -> impl Iterator<Item = &'static str> {
    crate::parse::TYPES.iter().map(|(word, _)| *word)
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
    &VARIANT,
    &ENDPOINT,
    &RETURNS,
    &WEBSOCKET,
    &PART,
    &BODY,
    &ERROR,
    &CAPTURE,
    &CODE,
    &ROW_RETRY,
];
