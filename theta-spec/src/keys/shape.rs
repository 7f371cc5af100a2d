//! The shapes of error bodies.

use super::{Expect, Names, Notation, POINTERS, Rule, TEXTS, Table, expect::names, opt};

/// Units of a retry delay with their milliseconds.
pub(crate) const DELAY_UNITS: &[(&str, u32)] = &[("s", 1_000), ("ms", 1)];

/// What stands at a place of a body.
pub(crate) const SCALAR: Expect = Expect::Any(&[Expect::Text, Expect::Boolean, Expect::Number]);

/// `[shapes.NAME]`
pub const SHAPE: Table = Table {
    path: "shapes.NAME",
    doc: "What error bodies look like.",
    keys: &[
        opt("doc", Expect::Text, "what it is"),
        opt(
            "text",
            Expect::Boolean,
            "true: the body is plain text and all of it is the message",
        ),
        opt(
            "code",
            POINTERS,
            "where the code is; a list is a fallback order",
        ),
        opt(
            "message",
            POINTERS,
            "where the text is that `detail` matches",
        ),
        opt(
            "fields",
            Expect::Map(Names::Snake, &POINTERS),
            "further texts that rows can match, name = pointer or list of them",
        ),
        opt("request_id", POINTERS, "where the request id is"),
        opt("retry_after", POINTERS, "where the retry delay is"),
        opt(
            "retry_after_unit",
            Expect::Word(&names::<_, { DELAY_UNITS.len() }>(DELAY_UNITS)),
            "unit of the delay; s when unwritten",
        ),
        opt(
            "constants",
            Expect::Map(Names::Notation(Notation::Pointer), &SCALAR),
            "what is always there, pointer = value; numbers are compared by value",
        ),
        opt(
            "unless",
            Expect::Map(Names::Notation(Notation::Pointer), &Expect::Many(&SCALAR)),
            "places that hold something other than these, pointer = value or list of them",
        ),
        opt(
            "closed",
            Expect::Boolean,
            "true: a success of this shape is a failure, in whatever row or in none",
        ),
        opt(
            "optional",
            TEXTS,
            "roles a body may lack: code, message, or a name in fields",
        ),
        opt(
            "before",
            TEXTS,
            "shapes that this one wins over when a body has both",
        ),
    ],
    rules: &[Rule::Beside(&["retry_after_unit"], "retry_after")],
};
