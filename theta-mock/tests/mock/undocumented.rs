//! What the contract does not document is said to be undocumented.

use crate::client::{Ask, mock};
use theta_mock::{Mock, ReplyKind};

#[test]
fn a_failure_without_a_row_is_answered_honestly_in_the_shape_of_the_api() {
    let table = [
        (
            Ask::new("GET", "/v1/nowhere"),
            404,
            "theta-mock: the contract has no endpoint at GET /v1/nowhere",
        ),
        (
            Ask::new("GET", "/repeat"),
            404,
            "theta-mock: the contract has no endpoint at GET /repeat",
        ),
        (
            Ask::new("DELETE", "/v1/birds/"),
            404,
            "theta-mock: the contract has no endpoint at DELETE /v1/birds/",
        ),
        (
            Ask::new("GET", "/v1/repeat"),
            405,
            "theta-mock: /v1/repeat takes POST, not GET",
        ),
        (
            Ask::new("PUT", "/v1/birds/a/voice").body("text/plain", b"a"),
            415,
            "theta-mock: a body with text/plain is not what `upload` takes: wav",
        ),
        (
            Ask::form(&[]).body("multipart/form-data; boundary=b", b"--c"),
            400,
            "theta-mock: the multipart body cannot be read: incomplete multipart stream",
        ),
        (
            Ask::new("POST", "/v1/birds/a/words?level=1")
                .header("content-type", "application/json"),
            422,
            "theta-mock: the body `body` is missing",
        ),
    ];
    let mock = mock();
    for (ask, status, message) in table {
        let answer = ask.send(&mock);
        assert_eq!(
            (answer.status, answer.row()),
            (status, "undocumented"),
            "{}",
            answer.text()
        );
        assert_eq!(answer.error("message"), message);
        assert_eq!(answer.error("code"), "theta-mock");
        assert_eq!(
            mock.last_request().unwrap().reply.kind,
            ReplyKind::Undocumented
        );
    }
}

#[test]
fn a_method_that_is_not_taken_is_told_which_are() {
    let answer = Ask::new("POST", "/v1/birds/polly/voice").send(&mock());
    assert_eq!(
        (answer.status, answer.header("allow")),
        (405, Some("GET, PUT"))
    );
}

#[test]
fn an_api_without_a_shape_gets_plain_text() {
    let contract = b"theta = 1\n[api]\nname = \"Bare\"\nbase_url = \"https://bare.example\"\n[endpoints.ping]\nget = \"/ping\"\nsummary = \"Pings.\"\n";
    let mock = Mock::from_toml("bare.toml", contract).unwrap();
    let answer = Ask::new("GET", "/pong").send(&mock);
    assert_eq!(
        answer.text(),
        "theta-mock: the contract has no endpoint at GET /pong"
    );
    assert_eq!(
        answer.header("content-type"),
        Some("text/plain; charset=utf-8")
    );
    assert_eq!(
        Ask::new("GET", "/ping")
            .without("authorization")
            .send(&mock)
            .status,
        200
    );
}

/// What asks for events may be said with another value: then it asks for what there is without them.
#[test]
fn no_to_the_events_of_an_endpoint_asks_for_its_other_answer() {
    let loaded = theta_spec::load(
        "spec.toml",
        br#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
shapes.error = { code = "/code" }
errors.bad = { status = 400, code = "bad", when = { schema_invalid = ["body"] } }
types.Ask.fields.text = { type = "string" }
[endpoints.chat]
post    = "/chat"
body    = { json = "Ask" }
returns = "text"
events  = { type = "string", when = { stream = true } }
"#,
    );
    let contract = loaded
        .contract
        .unwrap_or_else(|| panic!("{:?}", loaded.report));
    let mock = Mock::builder(contract).start().unwrap();
    let reason = "`body` has another type: stream: expected ";
    for (body, status, content_type, why) in [
        (r#"{"text": "a"}"#, 200, "text/plain", None),
        (r#"{"text": "a", "stream": false}"#, 200, "text/plain", None),
        (
            r#"{"text": "a", "stream": true}"#,
            200,
            "text/event-stream",
            None,
        ),
        (
            r#"{"text": "a", "stream": "no"}"#,
            400,
            "application/json",
            Some(reason),
        ),
        (
            r#"{"text": "a", "steam": false}"#,
            400,
            "application/json",
            Some("`body` has another type: steam: "),
        ),
    ] {
        let answer = Ask::new("POST", "/chat")
            .body("application/json", body.as_bytes())
            .send(&mock);
        assert_eq!(answer.status, status, "{body}: {}", answer.text());
        let found = answer.header("content-type").unwrap();
        assert!(found.starts_with(content_type), "{body}: {found}");
        // A documented error need not say what is wrong with a request, so the mock does.
        let said = answer.header("x-theta-mock-reason");
        assert_eq!(said.is_some(), why.is_some(), "{body}: {said:?}");
        assert!(
            said.unwrap_or("").starts_with(why.unwrap_or("")),
            "{body}: {said:?}"
        );
        assert_eq!(
            mock.last_request().unwrap().reply.reason.as_deref(),
            said,
            "{body}"
        );
    }
}
