//! `theta explain` of what comes with headers: media types and charsets.

use crate::project::Project;

/// Answers of every kind, and failures that come as any of them.
const KINDS: &str = r#"
theta = 1
api = { name = "Kinds", base_url = "https://kinds.example" }
shapes.problem.message = "/detail"
shapes.not_ok = { closed = true, code = "/error", constants = { "/ok" = false } }
types.Said.fields.text = "string"
endpoints.say = { get = "/say", returns = "Said" }
endpoints.note = { get = "/note", returns = "text" }
endpoints.file = { get = "/file", returns = "bytes" }
endpoints.speech = { get = "/speech", returns = { type = "bytes", stream = true } }
[endpoints.several]
get = "/several"
returns = [
    { status = 200, type = "Said" },
    { status = 202, type = "text", media = "text/csv" },
    { status = 303, type = "nothing" },
]
[endpoints.nothing]
get = "/nothing"
returns = [{ status = [204, 205], type = "nothing" }]
[errors.limited]
status = 429
detail = "café {..}"
"#;

/// Explains what comes through standard input: the exit code, and all that is said.
fn piped(endpoint: &str, status: &str, content_type: &str, body: &[u8]) -> (Option<i32>, String) {
    let mut args = vec!["explain", status, "-", "--endpoint", endpoint];
    let header = format!("content-type={content_type}");
    if !content_type.is_empty() {
        args.extend(["--header", &header]);
    }
    let run = Project::with(KINDS).theta_reading(&args, body);
    (run.exit, run.to_string())
}

#[test]
fn a_success_whose_status_is_not_documented_is_one_that_has_a_body() {
    for (endpoint, status, content_type, body, exit, expected) in [
        (
            "several",
            "206",
            "application/json",
            "[]",
            1,
            "206, but no `Said`: the body is an array",
        ),
        (
            "several",
            "206",
            "application/json",
            "{",
            1,
            "it is not JSON",
        ),
        ("several", "206", "", r#"{"text":"a"}"#, 0, "success: 206"),
        (
            "several",
            "206",
            "application/json",
            r#"{"text":"a"}"#,
            0,
            "success: 206",
        ),
        (
            "several",
            "206",
            "",
            "",
            1,
            "206 is not documented and has no body",
        ),
        ("several", "206", "text/csv", "a;b", 0, "success: 206"),
        (
            "several",
            "206",
            "image/png",
            "a;b",
            1,
            "206 with `image/png` is none of its documented answers",
        ),
        ("several", "303", "", "", 0, "success: 303"),
        ("several", "303", "", "see", 0, "success: 303"),
        ("nothing", "204", "", "a", 0, "success: 204"),
        (
            "nothing",
            "200",
            "",
            "a",
            1,
            "200 is not documented, and no answer has a body",
        ),
    ] {
        let (code, said) = piped(endpoint, status, content_type, body.as_bytes());
        assert_eq!(code, Some(exit), "{status} {content_type} {body}: {said}");
        assert!(
            said.contains(expected),
            "{status} {content_type} {body}: {said}"
        );
    }
}

#[test]
fn a_reply_is_read_in_the_charset_that_it_says_it_has() {
    let utf16 = |text: &str| -> Vec<u8> {
        let units = text.encode_utf16().flat_map(u16::to_le_bytes);
        [0xff, 0xfe].into_iter().chain(units).collect()
    };
    let limited = r#"{"detail":"café zu"}"#;
    let western: Vec<u8> = b"{\"detail\":\"caf\xe9 zu\"}".to_vec();
    for (endpoint, status, content_type, body, expected) in [
        ("note", "429", "", utf16(limited), "limited"),
        (
            "note",
            "429",
            "text/plain; charset=iso-8859-1",
            western.clone(),
            "limited",
        ),
        ("note", "429", "", western, "unknown: no documented error"),
        (
            "note",
            "200",
            "",
            utf16(r#"{"ok":false,"error":"x"}"#),
            "unknown: no documented error",
        ),
        ("say", "200", "", utf16(r#"{"text":"a"}"#), "success: 200"),
        (
            "note",
            "200",
            "text/plain; charset=iso-8859-1",
            b"caf\xe9".to_vec(),
            "success: 200",
        ),
        (
            "note",
            "200",
            "text/plain; charset=Shift_JIS",
            b"\x82\xa0".to_vec(),
            "the feature `charsets`",
        ),
        (
            "note",
            "200",
            "text/plain; charset=x-none",
            b"a".to_vec(),
            "its charset `x-none` is not known",
        ),
        (
            "note",
            "200",
            "text/plain",
            b"caf\xe9".to_vec(),
            "it is not UTF-8",
        ),
    ] {
        let (_, said) = piped(endpoint, status, content_type, &body);
        assert!(
            said.contains(expected),
            "{status} {content_type} {body:?}: {said}"
        );
    }
}

#[test]
fn of_a_stream_a_body_is_examined_that_says_it_is_json_and_is_not_long() {
    let failed = r#"{"ok":false,"error":"x"}"#;
    let long = format!("{}{failed}", " ".repeat(1024 * 1024));
    for (endpoint, content_type, body, is_success) in [
        ("speech", "application/json", failed, false),
        (
            "speech",
            "application/problem+json; charset=utf-8",
            failed,
            false,
        ),
        ("speech", "", failed, false),
        ("speech", "audio/mpeg", failed, true),
        ("speech", "text/plain", failed, true),
        ("speech", "application/json", &long, true),
        ("file", "audio/mpeg", failed, false),
        ("file", "application/json", &long, false),
    ] {
        let (code, said) = piped(endpoint, "200", content_type, body.as_bytes());
        let expected = if is_success { Some(0) } else { Some(1) };
        assert_eq!(code, expected, "{endpoint} {content_type}: {said}");
    }
}
