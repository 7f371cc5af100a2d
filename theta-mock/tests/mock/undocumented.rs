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
            "theta-mock: a body with text/plain is not what `upload` takes",
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
