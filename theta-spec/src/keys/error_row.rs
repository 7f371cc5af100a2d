//! Error rows: one documented failure each.

use super::{
    CONFIDENCE, Expect, NOTE, Names, Notation, RETRY_VALUE, RUST, Rule, SOURCE, TEMPLATE, TEXTS,
    Table, expect::names, opt, req,
};
use crate::contract::{Category, TriggerKind};

/// Each trigger and what it says of the request.
const TRIGGERS: [(&str, &str); TriggerKind::ALL.len()] = {
    let mut triggers = [("", ""); TriggerKind::ALL.len()];
    let mut at = 0;
    while at < triggers.len() {
        let (name, kind) = TriggerKind::ALL[at];
        triggers[at] = (name, kind.doc());
        at += 1;
    }
    triggers
};

const TEMPLATES: Expect = Expect::Many(&TEMPLATE);

/// `[errors.NAME]`
pub const ERROR: Table = Table {
    path: "errors.NAME",
    doc: "A documented failure.",
    keys: &[
        opt(
            "status",
            Expect::Many(&Expect::Notation(Notation::Status)),
            "what it comes with; needed unless `within`",
        ),
        opt(
            "code",
            Expect::Any(&[Expect::Text, Expect::Table(&CODE)]),
            "what the code is: exact, { fold = text } or { like = template }",
        ),
        opt("detail", TEMPLATES, "what the message is"),
        opt(
            "match",
            Expect::Map(Names::Wire, &TEMPLATES),
            "what further texts of the shape are, field = template or list of them",
        ),
        opt(
            "shape",
            TEXTS,
            "shapes its body has; every shape that fits when unwritten",
        ),
        opt(
            "on",
            TEXTS,
            "endpoints and groups that can return it; all when unwritten",
        ),
        opt(
            "within",
            Expect::Text,
            "row whose open end this detail fills; status, code, shape and on come from it",
        ),
        opt(
            "before",
            TEXTS,
            "rows that this one wins over when a reply matches both",
        ),
        opt(
            "retry",
            RETRY_VALUE,
            "whether the same request may be sent again; { backoff = 2 } for at most two retries",
        ),
        opt(
            "category",
            Expect::Word(&names::<_, { Category::ALL.len() }>(Category::ALL)),
            "vendor-neutral kind of failure",
        ),
        opt(
            "aliases",
            TEXTS,
            "names in the docs that are not on the wire",
        ),
        opt("cause", TEXTS, "why it happens"),
        opt("fix", TEXTS, "what to do about it"),
        opt("tell_user", Expect::Text, "what to tell an end user"),
        opt(
            "when",
            Expect::Map(
                Names::Words(&TRIGGERS),
                &Expect::Any(&[Expect::True, TEXTS]),
            ),
            "what a request must do to cause it, trigger = true or list of parts and fields",
        ),
        opt("examples", TEXTS, "complete bodies that the docs show"),
        opt(
            "captures",
            Expect::Map(
                Names::Wire,
                &Expect::Any(&[Expect::Text, Expect::Table(&CAPTURE)]),
            ),
            "words about the holes of the templates, name = what it holds",
        ),
        RUST,
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
    rules: &[Rule::Some(&["status", "within"])],
};

/// One capture, written long.
pub const CAPTURE: Table = Table {
    path: "errors.NAME.captures.NAME",
    doc: "Words about a hole of a template; `NAME = \"what it holds\"` for short.",
    keys: &[
        opt("doc", Expect::Text, "what it holds"),
        opt("example", Expect::Text, "a value that the docs show"),
    ],
    rules: &[],
};

/// `code = { … }`
pub const CODE: Table = Table {
    path: "errors.NAME.code",
    doc: "A code that is not matched exactly.",
    keys: &[
        opt(
            "fold",
            Expect::Text,
            "this text but for case and for -, _ and spaces",
        ),
        opt("like", TEMPLATE, "a text of this form"),
    ],
    rules: &[Rule::One(&["fold", "like"])],
};

/// `retry = { … }`
pub const ROW_RETRY: Table = Table {
    path: "errors.NAME.retry",
    doc: "A limited retry.",
    keys: &[req(
        "backoff",
        Expect::Integer,
        "most retries after the first attempt",
    )],
    rules: &[],
};
