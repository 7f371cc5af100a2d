//! Reading a stored reply.

use crate::support::{API, MiniError};
use std::time::Duration;
use theta_runtime::http::{HeaderMap, HeaderName, HeaderValue};
use theta_runtime::meta::{ApiInfo, Scalar, ShapeInfo};
use theta_runtime::{Classify, Pattern, Piece, Reply};

const SHAPE: ShapeInfo = ShapeInfo {
    name: "nested",
    text: false,
    code: &[&["error", "code"], &["code"]],
    message: &[&["error", "message"]],
    fields: &[("hint", &[&["error", "hint"]]), ("kind", &[&["kind"]])],
    request_id: &[&["id"]],
    retry_after: &[&["wait"]],
    retry_after_unit_ms: 1,
    constants: &[(&["status"], Scalar::Text("error"))],
    unless: &[],
    optional: &["code", "hint"],
};

static SHAPES: ApiInfo = ApiInfo {
    shapes: &[
        SHAPE,
        ShapeInfo {
            name: "first",
            message: &[&["0", "msg"]],
            code: &[],
            fields: &[],
            constants: &[],
            request_id: &[],
            retry_after: &[],
            ..SHAPE
        },
        ShapeInfo {
            name: "plain",
            text: true,
            ..SHAPE
        },
    ],
    request_id_prefer_body: true,
    ..API
};

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    let pair = |(name, value): &(&'static str, &'static str)| {
        (
            HeaderName::from_static(name),
            HeaderValue::from_static(value),
        )
    };
    pairs.iter().map(pair).collect()
}

type Row = (
    &'static str,
    Option<&'static str>,
    Option<&'static str>,
    Option<&'static str>,
);

#[test]
fn a_body_has_the_first_shape_whose_roles_it_fills() {
    let table: [Row; 17] = [
        (
            r#"{"status":"error","kind":"k","error":{"code":"c","message":"m"}}"#,
            Some("nested"),
            Some("c"),
            Some("m"),
        ),
        (
            r#"{"status":"error","kind":"k","error":{"code":12,"message":"m"}}"#,
            Some("nested"),
            Some("12"),
            Some("m"),
        ),
        (
            r#"{"status":"error","kind":"k","error":{"code":true,"message":"m"}}"#,
            Some("nested"),
            Some("true"),
            Some("m"),
        ),
        (
            r#"{"status":"error","kind":"k","error":{"code":1.0,"message":"m"}}"#,
            Some("nested"),
            Some("1.0"),
            Some("m"),
        ),
        // The next pointer, when the first leads to nothing that can be a code.
        (
            r#"{"status":"error","kind":"k","error":{"code":{},"message":"m"},"code":"d"}"#,
            Some("nested"),
            Some("d"),
            Some("m"),
        ),
        // Optional.
        (
            r#"{"status":"error","kind":"k","error":{"message":"m"}}"#,
            Some("nested"),
            None,
            Some("m"),
        ),
        // The last of several.
        (
            r#"{"status":"error","kind":"k","error":{"message":"m","message":"n"}}"#,
            Some("nested"),
            None,
            Some("n"),
        ),
        (
            r#"{"status":"error","kind":"k","error":{"message":"\u00e9\n"}}"#,
            Some("nested"),
            None,
            Some("é\n"),
        ),
        // A constant disagrees, a role is absent, a role is not a text.
        (
            r#"{"status":"ok","kind":"k","error":{"message":"m"}}"#,
            None,
            None,
            None,
        ),
        (
            r#"{"status":"error","error":{"message":"m"}}"#,
            None,
            None,
            None,
        ),
        (
            r#"{"status":"error","kind":"k","error":{"message":7}}"#,
            None,
            None,
            None,
        ),
        (r#"[{"msg":"m"}]"#, Some("first"), None, Some("m")),
        ("[]", None, None, None),
        ("Not Found\n", Some("plain"), None, Some("Not Found\n")),
        ("\"text\"", Some("plain"), None, Some("\"text\"")),
        ("{\"status\":", Some("plain"), None, Some("{\"status\":")),
        ("", Some("plain"), None, Some("")),
    ];
    let none = HeaderMap::new();
    for (body, shape, code, detail) in table {
        let reply = Reply::new(&SHAPES, 400, &none, body.as_bytes());
        assert_eq!(
            (reply.shape(), reply.code(), reply.detail()),
            (shape, code, detail),
            "{body}"
        );
        assert_eq!(
            reply.has_shape(&[0, 2]),
            matches!(shape, Some("nested" | "plain")),
            "{body}"
        );
        assert!(!reply.has_shape(&[]));
    }
}

#[test]
fn a_body_that_is_no_text_has_no_shape_and_a_deep_one_that_of_what_is_read() {
    let none = HeaderMap::new();
    let deep = "[".repeat(100_000) + &"]".repeat(100_000);
    let shape = |body: &[u8]| Reply::new(&SHAPES, 400, &none, body).shape();
    assert_eq!(shape(deep.as_bytes()), None);
    let deep = format!("[{{\"msg\":\"m\"}},{deep}]");
    assert_eq!(shape(deep.as_bytes()), Some("first"));
    assert_eq!(shape(b"\xff"), None);
    assert_eq!(shape(b"[{\"msg\":\"m\"},\"\xff\"]"), Some("first"));
    assert_eq!(shape(b"[{\"msg\":\"\xff\"}]"), None);
}

static MESSAGE: Pattern = Pattern::new(&[
    Piece::Text("E "),
    Piece::Digits,
    Piece::Text(": "),
    Piece::Capture,
]);
static KIND: Pattern = Pattern::new(&[Piece::Text("k-"), Piece::Digits]);
static CODE: Pattern = Pattern::new(&[Piece::Capture, Piece::Text(" Many"), Piece::Tail]);

#[test]
fn fields_and_captures_are_read() {
    let body = br#"{"status":"error","kind":"k-7","error":{"code":"Too Many--Calls","message":"E 12: no"}}"#;
    let none = HeaderMap::new();
    let reply = Reply::new(&SHAPES, 429, &none, body);
    assert_eq!(
        (
            reply.field("kind"),
            reply.field("hint"),
            reply.field("other")
        ),
        (Some("k-7"), None, None)
    );
    assert_eq!(reply.capture(&MESSAGE), Some(["12", "no"]));
    assert_eq!(reply.capture::<1>(&MESSAGE), None);
    assert_eq!(reply.capture_field("kind", &KIND), Some(["7"]));
    assert_eq!(reply.capture_field::<1>("hint", &KIND), None);
    assert_eq!(reply.capture_code(&CODE), Some(["Too"]));
    assert!(
        reply.code_matches(&CODE)
            && reply.code_folded("too_many_calls")
            && !reply.code_folded("too_many")
    );
}

#[test]
fn ids_and_delays_come_from_where_the_contract_says() {
    let body =
        br#"{"status":"error","kind":"k","error":{"message":"m"},"id":"in-body","wait":"1500"}"#;
    let both = headers(&[("x-request-id", "in-header"), ("retry-after", "2")]);
    let none = HeaderMap::new();
    let id = |api, headers, body| {
        Reply::new(api, 429, headers, body)
            .request_id()
            .map(str::to_owned)
    };
    assert_eq!(id(&SHAPES, &both, body).as_deref(), Some("in-body"));
    assert_eq!(id(&SHAPES, &both, b"{}").as_deref(), Some("in-header"));
    assert_eq!(
        id(&API, &both, br#"{"detail":"x","request_id":"in-body"}"#).as_deref(),
        Some("in-header")
    );
    assert_eq!(
        id(&API, &none, br#"{"detail":"x","request_id":"in-body"}"#).as_deref(),
        Some("in-body")
    );
    assert_eq!(id(&API, &none, b"{}"), None);
    assert_eq!(
        Reply::new(&SHAPES, 429, &both, body).retry_after(),
        Some(Duration::from_secs(2))
    );
    assert_eq!(
        Reply::new(&SHAPES, 429, &none, body).retry_after(),
        Some(Duration::from_millis(1500))
    );
    assert_eq!(Reply::new(&SHAPES, 429, &none, b"{}").retry_after(), None);
}

#[test]
fn a_stored_reply_can_be_classified() {
    let none = HeaderMap::new();
    let reply = Reply::new(&API, 400, &none, br#"{"detail":"Invalid options: x"}"#);
    assert_eq!(
        MiniError::classify(&reply),
        Some(MiniError::InvalidOptions {
            reason: "x".to_owned()
        })
    );
    assert_eq!(
        MiniError::classify(&Reply::new(&API, 418, &none, b"")),
        None
    );
}
