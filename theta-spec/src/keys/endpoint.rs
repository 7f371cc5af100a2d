//! Endpoints: what is sent and what comes back.

use super::types::{FIELD_VALUE, FIELDS};
use super::{
    CONFIDENCE, DURATION, Expect, HEADER, NOTE, Names, Notation, RUST, Rule, SOURCE, TEXTS,
    TYPE_TEXT, Table, expect::names, opt, req,
};
use crate::contract::Method;

/// What stands where a type may stand and means bytes of audio.
pub(crate) const AUDIO: &str = "audio";

/// What stands where a type may stand and means bytes.
pub(crate) const BINARY: &str = "binary";

/// What means a body of text.
const TEXT: &str = "text";

/// What a body that is not JSON may be.
pub(crate) const BODY_TYPES: &[&str] = &[AUDIO, BINARY, TEXT];

const PATH: Expect = Expect::Notation(Notation::Path);
const SIZE: Expect = Expect::Notation(Notation::Size);
const RETURNED_WORDS: Expect = Expect::Word(&["bytes", TEXT, "nothing"]);
const METHODS: Rule = Rule::One(&names::<_, { Method::ALL.len() }>(Method::ALL));
const CONTENT: Rule = Rule::One(&["type", "json"]);
const OF_JSON: Rule = Rule::Beside(&["verbatim", "spread"], "json");
const OF_AUDIO: Rule = Rule::Where(&["max_duration"], "type", &[AUDIO]);

/// `[endpoints.NAME]`
pub const ENDPOINT: Table = Table {
    path: "endpoints.NAME",
    doc: "An operation.",
    keys: &[
        opt(
            "get",
            PATH,
            "GET this path; exactly one of get, post, put, patch and delete",
        ),
        opt("post", PATH, "POST to this path"),
        opt("put", PATH, "PUT to this path"),
        opt("patch", PATH, "PATCH this path"),
        opt("delete", PATH, "DELETE this path"),
        opt("summary", Expect::Text, "one sentence on what it does"),
        opt("doc", Expect::Text, "further words"),
        RUST,
        opt(
            "path",
            FIELDS,
            "types and words for the {parameters} of the path; text when unwritten",
        ),
        opt("query", FIELDS, "query parameters"),
        opt(
            "headers",
            Expect::Map(Names::Notation(Notation::Header), &FIELD_VALUE),
            "header parameters",
        ),
        opt(
            "parts",
            Expect::Map(Names::Wire, &Expect::Table(&PART)),
            "parts of a multipart/form-data body",
        ),
        opt("body", Expect::Table(&BODY), "a body that is not multipart"),
        opt(
            "returns",
            Expect::Any(&[
                TYPE_TEXT,
                RETURNED_WORDS,
                Expect::Table(&RETURNS),
                Expect::List(&Expect::Table(&RETURNS)),
            ]),
            "what comes back; nothing when unwritten. A list has one entry for each status: those with `nothing` have no body",
        ),
        opt(
            "websocket",
            Expect::Table(&WEBSOCKET),
            "the GET opens a WebSocket; `body` is then its first message, and there is no `returns`",
        ),
        opt(
            "args",
            TEXTS,
            "the required arguments in the order of the Rust method",
        ),
        opt(
            "billed",
            Expect::Any(&[Expect::Text, Expect::False]),
            "what a call is billed by, or false",
        ),
        opt(
            "repeatable",
            Expect::Boolean,
            "true: the same request gives the same answer and changes nothing",
        ),
        opt(
            "idempotency_key",
            HEADER,
            "header that takes an idempotency key",
        ),
        opt("plans", TEXTS, "plans that include it; all when unwritten"),
        opt(
            "timeout",
            DURATION,
            "how long one attempt may take; the API's when unwritten",
        ),
        opt("example", Expect::Text, "a successful body, as JSON"),
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
    rules: &[
        METHODS,
        Rule::Most(&["parts", "body"]),
        Rule::Most(&["returns", "websocket"]),
        Rule::With("websocket", "get"),
    ],
};

/// `returns = { … }`
pub const RETURNS: Table = Table {
    path: "endpoints.NAME.returns",
    doc: "What comes back, written long.",
    keys: &[
        req(
            "type",
            Expect::Any(&[TYPE_TEXT, RETURNED_WORDS]),
            "what comes back",
        ),
        opt(
            "status",
            Expect::Integer,
            "status that it comes with, from 200 to 299; 200 when unwritten",
        ),
        opt(
            "accept",
            Expect::Text,
            "media type to ask for; only with bytes",
        ),
        opt(
            "stream",
            Expect::Boolean,
            "true: bytes that are given as they come; one that ends early is an error",
        ),
    ],
    rules: &[],
};

/// `websocket = { … }`
pub const WEBSOCKET: Table = Table {
    path: "endpoints.NAME.websocket",
    doc: "What goes over a WebSocket after its first message.",
    keys: &[
        req("sends", TYPE_TEXT, "JSON messages of the client"),
        req("receives", TYPE_TEXT, "JSON messages of the server"),
        opt(
            "key_field",
            Expect::Text,
            "field of the first message that carries the key",
        ),
    ],
    rules: &[],
};

/// `[endpoints.NAME.parts]`, one entry.
pub const PART: Table = Table {
    path: "endpoints.NAME.parts.NAME",
    doc: "A part of a multipart body.",
    keys: &[
        opt(
            "type",
            Expect::Any(&[Expect::Word(&[AUDIO, BINARY]), TYPE_TEXT]),
            "bytes, or the type of a plain form field",
        ),
        opt(
            "json",
            TYPE_TEXT,
            "type of the JSON text in the field; exactly one of type and json",
        ),
        opt(
            "verbatim",
            Expect::Boolean,
            "true: takes the bytes of a verbatim value unchanged",
        ),
        opt(
            "spread",
            Expect::Boolean,
            "false: pass the struct whole instead of its fields as arguments",
        ),
        opt("optional", Expect::Boolean, "true: it may be left out"),
        opt("doc", Expect::Text, "what it is"),
        opt("formats", TEXTS, "documented formats as file extensions"),
        opt("max_size", SIZE, "largest size, such as 25 MB"),
        opt("max_duration", DURATION, "longest audio; only of audio"),
        opt(
            "content_type",
            Expect::Text,
            "media type sent when the content does not tell",
        ),
        RUST,
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
    rules: &[
        CONTENT,
        OF_JSON,
        OF_AUDIO,
        Rule::Where(
            &["formats", "max_size", "content_type"],
            "type",
            &[AUDIO, BINARY],
        ),
    ],
};

/// `[endpoints.NAME.body]`
pub const BODY: Table = Table {
    path: "endpoints.NAME.body",
    doc: "A body that is not multipart.",
    keys: &[
        opt("type", Expect::Word(BODY_TYPES), "bytes or text"),
        opt(
            "json",
            TYPE_TEXT,
            "type of a JSON body; exactly one of type and json",
        ),
        opt(
            "verbatim",
            Expect::Boolean,
            "true: takes the bytes of a verbatim value unchanged",
        ),
        opt(
            "spread",
            Expect::Boolean,
            "false: pass the struct whole instead of its fields as arguments",
        ),
        opt("doc", Expect::Text, "what it is"),
        opt("formats", TEXTS, "documented formats as file extensions"),
        opt("max_size", SIZE, "largest size, such as 2 MB"),
        opt("max_duration", DURATION, "longest audio; only of audio"),
        opt(
            "content_type",
            Expect::Text,
            "media type sent when the content does not tell",
        ),
        RUST,
    ],
    rules: &[
        CONTENT,
        OF_JSON,
        OF_AUDIO,
        Rule::Where(&["formats", "max_size"], "type", &[AUDIO, BINARY]),
        Rule::Where(&["content_type"], "type", BODY_TYPES),
    ],
};
