//! Types of requests and responses, and everything that is a name with a type.

use super::{CONFIDENCE, Expect, NOTE, Names, RUST, Rule, SOURCE, TYPE_TEXT, Table, opt, req};

/// What stands behind the name of a field or a parameter.
pub(super) const FIELD_VALUE: Expect = Expect::Any(&[TYPE_TEXT, Expect::Table(&FIELD)]);

/// Names with types.
pub(super) const FIELDS: Expect = Expect::Map(Names::Wire, &FIELD_VALUE);

/// `[types.NAME]`
pub const TYPE: Table = Table {
    path: "types.NAME",
    doc: "A type: a struct (fields), a string enum (values), a tagged union (tag and variants) or another name (is).",
    keys: &[
        opt("doc", Expect::Text, "what it is"),
        opt("fields", FIELDS, "fields of a struct"),
        opt(
            "open",
            Expect::Boolean,
            "true: unknown fields are kept; only of a struct",
        ),
        opt(
            "values",
            Expect::Any(&[
                Expect::List(&Expect::Text),
                Expect::Map(
                    Names::Wire,
                    &Expect::Any(&[Expect::Text, Expect::Table(&ENUM_VALUE)]),
                ),
            ]),
            "values of a string enum, or value = what it means",
        ),
        opt(
            "tag",
            Expect::Text,
            "field that tells the variants of a union apart",
        ),
        opt(
            "variants",
            Expect::Map(
                Names::Wire,
                &Expect::Any(&[Expect::Text, Expect::Table(&VARIANT)]),
            ),
            "variants of a union, tag text = struct type",
        ),
        opt("is", TYPE_TEXT, "the type this is another name for"),
        RUST,
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
    rules: &[
        Rule::Some(&["fields", "values", "variants", "is", "open"]),
        Rule::Most(&["fields", "values", "variants", "is"]),
        Rule::With("variants", "tag"),
        Rule::Beside(&["tag"], "variants"),
        Rule::Apart(&["open"], &["values", "variants", "is"]),
    ],
};

/// `[types.NAME.fields]`, one entry; the same for path, query and header parameters.
pub const FIELD: Table = Table {
    path: "types.NAME.fields.NAME",
    doc: "A field or a parameter; `NAME = \"type\"` for short.",
    keys: &[
        req(
            "type",
            TYPE_TEXT,
            "string, boolean, integer, number, json, a name in [types], [T], {T} or T?",
        ),
        opt("optional", Expect::Boolean, "true: it may be left out"),
        opt(
            "verbatim",
            Expect::Boolean,
            "true: its JSON is kept byte for byte, to be passed back",
        ),
        opt("doc", Expect::Text, "what it is"),
        opt("unit", Expect::Text, "unit of the number, such as s or Hz"),
        opt(
            "default",
            Expect::Any(&[Expect::Text, Expect::Boolean, Expect::Number]),
            "what the server takes when it is left out; only of what is optional",
        ),
        RUST,
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
    rules: &[],
};

/// One value of a string enum, written long.
pub const ENUM_VALUE: Table = Table {
    path: "types.NAME.values.VALUE",
    doc: "A value of a string enum; `VALUE = \"what it means\"` for short.",
    keys: &[opt("doc", Expect::Text, "what it means"), RUST],
    rules: &[],
};

/// One variant of a union, written long.
pub const VARIANT: Table = Table {
    path: "types.NAME.variants.TAG",
    doc: "A variant of a union; `TAG = \"Type\"` for short.",
    keys: &[req("type", Expect::Text, "the struct it holds"), RUST],
    rules: &[],
};
