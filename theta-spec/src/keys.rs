//! Every table and key of the language, as data.
//!
//! The parser knows a key only through these tables; "unknown key", "did you
//! mean", "missing key" and the reference of the language come from them.

/// A table of the language.
#[derive(Debug)]
pub struct Table {
    /// How it is written, with capitals for a name of the author's: `errors.NAME`.
    pub path: &'static str,
    /// What it holds.
    pub doc: &'static str,
    /// Its keys.
    pub keys: &'static [Key],
}

/// A key of a table.
#[derive(Debug)]
pub struct Key {
    /// The key.
    pub name: &'static str,
    /// What its value must be: `a string`.
    pub expects: &'static str,
    /// What it means.
    pub doc: &'static str,
    /// Whether the table is an error without it.
    pub required: bool,
}

const fn req(name: &'static str, expects: &'static str, doc: &'static str) -> Key {
    Key {
        name,
        expects,
        doc,
        required: true,
    }
}

const fn opt(name: &'static str, expects: &'static str, doc: &'static str) -> Key {
    Key {
        name,
        expects,
        doc,
        required: false,
    }
}

const SOURCE: Key = opt(
    "source",
    "a string or a list of strings",
    "pages it comes from, by their names in [sources]",
);
const CONFIDENCE: Key = opt(
    "confidence",
    "a string",
    "how sure it is: documented (the default), observed, inferred or disputed",
);
const NOTE: Key = opt(
    "note",
    "a string",
    "what is uncertain, or how the docs contradict themselves",
);
const RUST: Key = opt(
    "rust",
    "a string",
    "its name in Rust, when the one made from its name will not do",
);

/// The file itself.
pub const ROOT: Table = Table {
    path: "",
    doc: "A contract.",
    keys: &[
        req("theta", "an integer", "version of the language: 1"),
        req("api", "a table", "what the API as a whole says"),
        opt("auth", "a table", "how a request proves who sends it"),
        opt(
            "headers",
            "a table",
            "headers sent with every request, name = value",
        ),
        opt("request_id", "a table", "where replies carry a request id"),
        opt(
            "retry",
            "a table",
            "what the API as a whole says about trying again",
        ),
        opt("sources", "a table", "pages that facts come from"),
        opt("plans", "a table", "plans and what they allow"),
        opt(
            "groups",
            "a table",
            "names for sets of endpoints, name = list of endpoints",
        ),
        opt("shapes", "a table", "what error bodies look like"),
        opt("types", "a table", "types of requests and responses"),
        req("endpoints", "a table", "the operations"),
        opt("errors", "a table", "the documented failures"),
    ],
};

/// `[api]`
pub const API: Table = Table {
    path: "api",
    doc: "What the API as a whole says.",
    keys: &[
        req("name", "a string", "the vendor's name for it"),
        opt("summary", "a string", "one sentence on what it does"),
        opt("docs", "a string", "address of the documentation"),
        opt(
            "checked",
            "a date",
            "the day the documentation was last read",
        ),
        req(
            "base_url",
            "a string",
            "scheme and host, with a path prefix when there is one",
        ),
        opt(
            "timeout",
            "a duration",
            "how long one attempt may take; 60s when unwritten",
        ),
        opt(
            "support",
            "a string",
            "what to send to whom when an error persists",
        ),
    ],
};

/// `[auth]`
pub const AUTH: Table = Table {
    path: "auth",
    doc: "How a request proves who sends it.",
    keys: &[
        req("header", "a string", "header that carries the key"),
        opt(
            "scheme",
            "a string",
            "word before the key in the header, such as Bearer",
        ),
        opt("prefix", "a string", "what every key begins with"),
        opt(
            "env",
            "a string",
            "environment variable with the key; made from the API's name when unwritten",
        ),
    ],
};

/// `[request_id]`
pub const REQUEST_ID: Table = Table {
    path: "request_id",
    doc: "Where replies carry a request id.",
    keys: &[
        opt(
            "headers",
            "a string or a list of strings",
            "header names, the preferred one first",
        ),
        opt(
            "prefer",
            "a string",
            "which wins when both are there: body (the default) or header",
        ),
    ],
};

/// `[retry]`
pub const RETRY: Table = Table {
    path: "retry",
    doc: "What the API as a whole says about trying again.",
    keys: &[
        opt(
            "default",
            "a string or a table",
            "for rows without a retry of their own; unstated when unwritten",
        ),
        opt(
            "attempts",
            "an integer",
            "attempts in all, the first included; 3 when unwritten",
        ),
        opt("base", "a duration", "the first wait; 1s when unwritten"),
        opt(
            "factor",
            "a number",
            "what each further wait is multiplied by; 2 when unwritten",
        ),
        opt("cap", "a duration", "the longest wait; 20s when unwritten"),
        opt(
            "headers",
            "a string or a list of strings",
            "headers that carry a delay; retry-after when unwritten",
        ),
    ],
};

/// `[sources.NAME]`
pub const SOURCE_TABLE: Table = Table {
    path: "sources.NAME",
    doc: "A page that facts come from; `NAME = \"address\"` for short.",
    keys: &[
        req("url", "a string", "its address"),
        opt("doc", "a string", "what kind of page it is"),
    ],
};

/// `[plans.NAME]`
pub const PLAN: Table = Table {
    path: "plans.NAME",
    doc: "A plan and what it allows.",
    keys: &[
        opt(
            "rpm",
            "an integer",
            "requests per minute; no limit stated when unwritten",
        ),
        opt("doc", "a string", "further words"),
        RUST,
    ],
};

/// `[shapes.NAME]`
pub const SHAPE: Table = Table {
    path: "shapes.NAME",
    doc: "What error bodies look like.",
    keys: &[
        opt("doc", "a string", "what it is"),
        opt(
            "text",
            "a boolean",
            "true: the body is plain text and all of it is the message",
        ),
        opt(
            "code",
            "a JSON pointer or a list of them",
            "where the code is; a list is a fallback order",
        ),
        opt(
            "message",
            "a JSON pointer or a list of them",
            "where the text is that `detail` matches",
        ),
        opt(
            "fields",
            "a table",
            "further texts that rows can match, name = pointer or list of them",
        ),
        opt(
            "request_id",
            "a JSON pointer or a list of them",
            "where the request id is",
        ),
        opt(
            "retry_after",
            "a JSON pointer or a list of them",
            "where the retry delay is",
        ),
        opt(
            "retry_after_unit",
            "a string",
            "unit of the delay: s (the default) or ms",
        ),
        opt(
            "constants",
            "a table",
            "texts that are always there, pointer = text",
        ),
        opt(
            "optional",
            "a list of strings",
            "roles a body may lack: code, message, or a name in fields",
        ),
        opt(
            "before",
            "a string or a list of strings",
            "shapes that this one wins over when a body has both",
        ),
    ],
};

/// `[types.NAME]`
pub const TYPE: Table = Table {
    path: "types.NAME",
    doc: "A type: a struct (fields), a string enum (values), a tagged union (tag and variants) or another name (is).",
    keys: &[
        opt("doc", "a string", "what it is"),
        opt("fields", "a table", "fields of a struct"),
        opt("open", "a boolean", "true: unknown fields are kept"),
        opt(
            "values",
            "a list of strings or a table",
            "values of a string enum, or value = what it means",
        ),
        opt(
            "tag",
            "a string",
            "field that tells the variants of a union apart",
        ),
        opt(
            "variants",
            "a table",
            "variants of a union, tag text = struct type",
        ),
        opt("is", "a type", "the type this is another name for"),
        RUST,
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
};

/// `[types.NAME.fields]`, one entry; the same for path, query and header parameters.
pub const FIELD: Table = Table {
    path: "types.NAME.fields.NAME",
    doc: "A field or a parameter; `NAME = \"type\"` for short.",
    keys: &[
        req(
            "type",
            "a type",
            "string, boolean, integer, number, json, a name in [types], [T], {T} or T?",
        ),
        opt("optional", "a boolean", "true: it may be left out"),
        opt(
            "verbatim",
            "a boolean",
            "true: its JSON is kept byte for byte, to be passed back",
        ),
        opt("doc", "a string", "what it is"),
        opt("unit", "a string", "unit of the number, such as s or Hz"),
        opt(
            "default",
            "a string, a boolean or a number",
            "what the server takes when it is left out",
        ),
        RUST,
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
};

/// One value of a string enum, written long.
pub const ENUM_VALUE: Table = Table {
    path: "types.NAME.values.VALUE",
    doc: "A value of a string enum; `VALUE = \"what it means\"` for short.",
    keys: &[opt("doc", "a string", "what it means"), RUST],
};

/// One variant of a union, written long.
pub const VARIANT: Table = Table {
    path: "types.NAME.variants.TAG",
    doc: "A variant of a union; `TAG = \"Type\"` for short.",
    keys: &[req("type", "a string", "the struct it holds"), RUST],
};

/// `[endpoints.NAME]`
pub const ENDPOINT: Table = Table {
    path: "endpoints.NAME",
    doc: "An operation.",
    keys: &[
        opt(
            "get",
            "a path",
            "GET this path; exactly one of get, post, put, patch and delete",
        ),
        opt("post", "a path", "POST to this path"),
        opt("put", "a path", "PUT to this path"),
        opt("patch", "a path", "PATCH this path"),
        opt("delete", "a path", "DELETE this path"),
        opt("summary", "a string", "one sentence on what it does"),
        opt("doc", "a string", "further words"),
        RUST,
        opt(
            "path",
            "a table",
            "types and words for the {parameters} of the path; text when unwritten",
        ),
        opt("query", "a table", "query parameters"),
        opt("headers", "a table", "header parameters"),
        opt("parts", "a table", "parts of a multipart/form-data body"),
        opt("body", "a table", "a body that is not multipart"),
        opt(
            "returns",
            "a type, `bytes`, `text`, `nothing` or a table",
            "what comes back; nothing when unwritten",
        ),
        opt(
            "websocket",
            "a table",
            "the GET opens a WebSocket; `body` is then its first message, and there is no `returns`",
        ),
        opt(
            "args",
            "a list of strings",
            "the required arguments in the order of the Rust method",
        ),
        opt(
            "billed",
            "a string or `false`",
            "what a call is billed by, or false",
        ),
        opt(
            "repeatable",
            "a boolean",
            "true: the same request gives the same answer and changes nothing",
        ),
        opt(
            "idempotency_key",
            "a string",
            "header that takes an idempotency key",
        ),
        opt(
            "plans",
            "a list of strings",
            "plans that include it; all when unwritten",
        ),
        opt(
            "timeout",
            "a duration",
            "how long one attempt may take; the API's when unwritten",
        ),
        opt("example", "a string", "a successful body, as JSON"),
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
};

/// `websocket = { … }`
pub const WEBSOCKET: Table = Table {
    path: "endpoints.NAME.websocket",
    doc: "What goes over a WebSocket after its first message.",
    keys: &[
        req("sends", "a type", "JSON messages of the client"),
        req("receives", "a type", "JSON messages of the server"),
        opt(
            "key_field",
            "a string",
            "field of the first message that carries the key",
        ),
    ],
};

/// `returns = { … }`
pub const RETURNS: Table = Table {
    path: "endpoints.NAME.returns",
    doc: "What comes back, written long.",
    keys: &[
        req(
            "type",
            "a type, `bytes`, `text` or `nothing`",
            "what comes back",
        ),
        opt(
            "accept",
            "a string",
            "media type to ask for; only with bytes",
        ),
        opt(
            "stream",
            "a boolean",
            "true: bytes that are given as they come; one that ends early is an error",
        ),
    ],
};

/// `[endpoints.NAME.parts]`, one entry.
pub const PART: Table = Table {
    path: "endpoints.NAME.parts.NAME",
    doc: "A part of a multipart body.",
    keys: &[
        opt(
            "type",
            "`audio`, `binary` or a type",
            "bytes, or the type of a plain form field",
        ),
        opt(
            "json",
            "a type",
            "type of the JSON text in the field; exactly one of type and json",
        ),
        opt(
            "verbatim",
            "a boolean",
            "true: takes the bytes of a verbatim value unchanged",
        ),
        opt(
            "spread",
            "a boolean",
            "false: pass the struct whole instead of its fields as arguments",
        ),
        opt("optional", "a boolean", "true: it may be left out"),
        opt("doc", "a string", "what it is"),
        opt(
            "formats",
            "a list of strings",
            "documented formats as file extensions",
        ),
        opt("max_size", "a size", "largest size, such as 25 MB"),
        opt("max_duration", "a duration", "longest audio"),
        opt(
            "content_type",
            "a string",
            "media type sent when the content does not tell",
        ),
        RUST,
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
};

/// `[endpoints.NAME.body]`
pub const BODY: Table = Table {
    path: "endpoints.NAME.body",
    doc: "A body that is not multipart.",
    keys: &[
        opt("type", "`audio`, `binary` or `text`", "bytes or text"),
        opt(
            "json",
            "a type",
            "type of a JSON body; exactly one of type and json",
        ),
        opt(
            "verbatim",
            "a boolean",
            "true: takes the bytes of a verbatim value unchanged",
        ),
        opt(
            "spread",
            "a boolean",
            "false: pass the struct whole instead of its fields as arguments",
        ),
        opt("doc", "a string", "what it is"),
        opt(
            "formats",
            "a list of strings",
            "documented formats as file extensions",
        ),
        opt("max_size", "a size", "largest size, such as 2 MB"),
        opt("max_duration", "a duration", "longest audio"),
        opt(
            "content_type",
            "a string",
            "media type sent when the content does not tell",
        ),
        RUST,
    ],
};

/// `[errors.NAME]`
pub const ERROR: Table = Table {
    path: "errors.NAME",
    doc: "A documented failure.",
    keys: &[
        opt(
            "status",
            "a status, a class such as `5xx`, or a list of them",
            "what it comes with; needed unless `within`",
        ),
        opt(
            "code",
            "a string or a table",
            "what the code is: exact, { fold = text } or { like = template }",
        ),
        opt(
            "detail",
            "a template or a list of them",
            "what the message is",
        ),
        opt(
            "match",
            "a table",
            "what further texts of the shape are, field = template or list of them",
        ),
        opt(
            "shape",
            "a string or a list of strings",
            "shapes its body has; every shape that fits when unwritten",
        ),
        opt(
            "on",
            "a list of strings",
            "endpoints and groups that can return it; all when unwritten",
        ),
        opt(
            "within",
            "a string",
            "row whose open end this detail fills; status, code, shape and on come from it",
        ),
        opt(
            "before",
            "a string or a list of strings",
            "rows that this one wins over when a reply matches both",
        ),
        opt(
            "retry",
            "a string or a table",
            "never, after_user, backoff, unstated, or { backoff = most retries }",
        ),
        opt("category", "a string", "vendor-neutral kind of failure"),
        opt(
            "aliases",
            "a list of strings",
            "names in the docs that are not on the wire",
        ),
        opt("cause", "a string or a list of strings", "why it happens"),
        opt(
            "fix",
            "a string or a list of strings",
            "what to do about it",
        ),
        opt("tell_user", "a string", "what to tell an end user"),
        opt(
            "when",
            "a table",
            "what a request must do to cause it, trigger = true or list of parts and fields",
        ),
        opt(
            "examples",
            "a string or a list of strings",
            "complete bodies that the docs show",
        ),
        opt(
            "captures",
            "a table",
            "words about the holes of the templates, name = what it holds",
        ),
        RUST,
        SOURCE,
        CONFIDENCE,
        NOTE,
    ],
};

/// One capture, written long.
pub const CAPTURE: Table = Table {
    path: "errors.NAME.captures.NAME",
    doc: "Words about a hole of a template; `NAME = \"what it holds\"` for short.",
    keys: &[
        opt("doc", "a string", "what it holds"),
        opt("example", "a string", "a value that the docs show"),
    ],
};

/// `code = { … }`
pub const CODE: Table = Table {
    path: "errors.NAME.code",
    doc: "A code that is not matched exactly.",
    keys: &[
        opt(
            "fold",
            "a string",
            "this text but for case and for -, _ and spaces",
        ),
        opt("like", "a template", "a text of this form"),
    ],
};

/// `retry = { … }`
pub const ROW_RETRY: Table = Table {
    path: "errors.NAME.retry",
    doc: "A limited retry.",
    keys: &[req(
        "backoff",
        "an integer",
        "most retries after the first attempt",
    )],
};

/// Every table, for the reference of the language.
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
