//! The tables about the API as a whole.

use super::{
    DURATION, ENDPOINT, ERROR, Expect, HEADER, HEADERS, Names, Notation, RETRY_VALUE, RUST, Rule,
    SHAPE, TEXTS, TYPE, Table, expect::names, opt, req,
};

/// The only version of the language there is.
pub(crate) const LANGUAGE: u64 = 1;

/// Which request id wins, and whether that is the header's.
pub(crate) const PREFER: &[(&str, bool)] = &[("body", false), ("header", true)];

/// The file itself.
pub const ROOT: Table = Table {
    path: "",
    doc: "A contract.",
    keys: &[
        req(
            "theta",
            Expect::Version(LANGUAGE),
            "version of the language: 1",
        ),
        req("api", Expect::Table(&API), "what the API as a whole says"),
        opt(
            "auth",
            Expect::Table(&AUTH),
            "how a request proves who sends it",
        ),
        opt(
            "headers",
            Expect::Map(Names::Notation(Notation::Header), &Expect::Text),
            "headers sent with every request, name = value",
        ),
        opt(
            "request_id",
            Expect::Table(&REQUEST_ID),
            "where replies carry a request id",
        ),
        opt(
            "retry",
            Expect::Table(&RETRY),
            "what the API as a whole says about trying again",
        ),
        opt(
            "sources",
            Expect::Map(
                Names::Snake,
                &Expect::Any(&[Expect::Text, Expect::Table(&SOURCE_TABLE)]),
            ),
            "pages that facts come from",
        ),
        opt(
            "plans",
            Expect::Map(Names::Snake, &Expect::Table(&PLAN)),
            "plans and what they allow",
        ),
        opt(
            "groups",
            Expect::Map(Names::Snake, &TEXTS),
            "names for sets of endpoints, name = list of endpoints",
        ),
        opt(
            "shapes",
            Expect::Map(Names::Snake, &Expect::Table(&SHAPE)),
            "what error bodies look like",
        ),
        opt(
            "types",
            Expect::Map(Names::Pascal, &Expect::Table(&TYPE)),
            "types of requests and responses",
        ),
        req(
            "endpoints",
            Expect::Map(Names::Snake, &Expect::Table(&ENDPOINT)),
            "the operations",
        ),
        opt(
            "errors",
            Expect::Map(Names::Snake, &Expect::Table(&ERROR)),
            "the documented failures",
        ),
    ],
    rules: &[],
};

/// `[api]`
pub const API: Table = Table {
    path: "api",
    doc: "What the API as a whole says.",
    keys: &[
        req("name", Expect::Text, "the vendor's name for it"),
        opt("summary", Expect::Text, "one sentence on what it does"),
        opt("docs", Expect::Text, "address of the documentation"),
        opt(
            "checked",
            Expect::Date,
            "the day the documentation was last read",
        ),
        req(
            "base_url",
            Expect::Text,
            "scheme and host, with a path prefix when there is one",
        ),
        opt(
            "timeout",
            DURATION,
            "how long one attempt may take; 60s when unwritten",
        ),
        opt(
            "support",
            Expect::Text,
            "what to send to whom when an error persists",
        ),
    ],
    rules: &[],
};

/// `[auth]`
pub const AUTH: Table = Table {
    path: "auth",
    doc: "How a request proves who sends it.",
    keys: &[
        req("header", HEADER, "header that carries the key"),
        opt(
            "scheme",
            Expect::Text,
            "word before the key in the header, such as Bearer",
        ),
        opt("prefix", Expect::Text, "what every key begins with"),
        opt(
            "env",
            Expect::Text,
            "environment variable with the key; made from the API's name when unwritten",
        ),
    ],
    rules: &[],
};

/// `[request_id]`
pub const REQUEST_ID: Table = Table {
    path: "request_id",
    doc: "Where replies carry a request id.",
    keys: &[
        opt("headers", HEADERS, "header names, the preferred one first"),
        opt(
            "prefer",
            Expect::Word(&names::<_, { PREFER.len() }>(PREFER)),
            "which wins when both are there; body when unwritten",
        ),
    ],
    rules: &[Rule::Beside(&["prefer"], "headers")],
};

/// `[retry]`
pub const RETRY: Table = Table {
    path: "retry",
    doc: "What the API as a whole says about trying again.",
    keys: &[
        opt(
            "default",
            RETRY_VALUE,
            "for rows without a retry of their own; unstated when unwritten",
        ),
        opt(
            "attempts",
            Expect::Integer,
            "attempts in all, the first included; 3 when unwritten",
        ),
        opt("base", DURATION, "the first wait; 1s when unwritten"),
        opt(
            "factor",
            Expect::Number,
            "what each further wait is multiplied by; 2 when unwritten",
        ),
        opt("cap", DURATION, "the longest wait; 20s when unwritten"),
        opt(
            "headers",
            HEADERS,
            "headers that carry a delay; retry-after when unwritten",
        ),
    ],
    rules: &[],
};

/// `[sources.NAME]`
pub const SOURCE_TABLE: Table = Table {
    path: "sources.NAME",
    doc: "A page that facts come from; `NAME = \"address\"` for short.",
    keys: &[
        req("url", Expect::Text, "its address"),
        opt("doc", Expect::Text, "what kind of page it is"),
    ],
    rules: &[],
};

/// `[plans.NAME]`
pub const PLAN: Table = Table {
    path: "plans.NAME",
    doc: "A plan and what it allows.",
    keys: &[
        opt(
            "rpm",
            Expect::Integer,
            "requests per minute; no limit stated when unwritten",
        ),
        opt("doc", Expect::Text, "further words"),
        RUST,
    ],
    rules: &[],
};
