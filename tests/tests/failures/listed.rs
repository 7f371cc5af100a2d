//! Several codes or messages in one row, codes that are numbers, and every other status.

use crate::support::{CONTRACT, told};
use theta_mock::Mock;
use theta_runtime::RetryPolicy;
use theta_runtime::testing::Stub;
use theta_spec::contract::{ErrorRow, Status};
use theta_tests::failures::{Client, SendError, SendRequest};

fn coded(code: &str, message: &str) -> String {
    format!(r#"{{"error": {{"code": "{code}", "message": "{message}"}}}}"#)
}

#[test]
fn each_code_of_a_list_is_a_row_of_its_own() {
    for (status, code, expected) in [
        (400, "channel_not_found", Some("channel_not_found")),
        (404, "channel_not_found", Some("channel_not_found")),
        (409, "is_archived", Some("is_archived")),
        (500, "internal", Some("internal")),
        // The entry has a status of its own.
        (400, "is_archived", None),
        (400, "Channel_Not_Found", None),
    ] {
        assert_eq!(told("send", status, &coded(code, "x")), expected, "{code}");
        assert_eq!(
            told("look", status, &coded(code, "x")),
            (status == 409)
                .then_some("other")
                .or((status == 500).then_some("unavailable")),
            "{code}"
        );
    }
    assert_eq!(
        told("send", 400, &coded("not-in/channel", "join x first")),
        Some("not_member")
    );
    assert_eq!(told("send", 400, &coded("not-in/channel", "x")), None);
}

#[test]
fn an_entry_takes_over_what_it_does_not_say() {
    let row = |name: &str| CONTRACT.errors.iter().find(|row| row.name == name).unwrap();
    let (shared, own) = (row("channel_not_found"), row("is_archived"));
    assert_eq!(shared.fixes, ["Name another channel."]);
    assert_eq!(own.fixes, ["Open it again."]);
    assert_eq!(own.variant, "Archived");
    assert_eq!(
        shared.status.members,
        [Status::Exact(400), Status::Exact(404)]
    );
    assert_eq!(row("text_empty").causes, ["There is no text."]);
    assert_eq!(row("text_too_long").causes, ["The text is not taken."]);
}

#[test]
fn each_message_of_a_list_is_a_row_of_its_own() {
    assert_eq!(
        told("look", 400, &coded("text", "at most 7 characters")),
        Some("text_too_long")
    );
    assert_eq!(
        told("look", 400, &coded("text", "the text is empty")),
        Some("text_empty")
    );
    assert_eq!(told("look", 400, &coded("text", "the text")), None);
}

#[test]
fn a_code_that_is_a_number_is_told_by_its_value() {
    for (code, expected) in [
        ("21211", Some("number")),
        ("21211.0", Some("number")),
        ("2.1211e4", Some("number")),
        ("\"21211\"", Some("number")),
        ("\"021211\"", None),
        ("\"21211 \"", Some("number")),
        ("21212", None),
        ("\"\"", None),
    ] {
        let body = format!(r#"{{"code": {code}, "message": "no phone"}}"#);
        assert_eq!(told("send", 400, &body), expected, "{code}");
    }
    assert_eq!(
        told("send", 404, r#"{"code": 20405, "message": ""}"#),
        Some("twenty_20405")
    );
}

#[test]
fn every_other_status_is_one_that_no_row_of_the_endpoint_lists() {
    let body = coded("new", "x");
    for (status, on_send, on_look) in [
        (418, Some("other"), Some("other")),
        (301, Some("other"), Some("other")),
        // Listed on one of them only.
        (409, None, Some("other")),
        (400, None, None),
        (502, Some("unavailable"), Some("unavailable")),
        (200, None, None),
    ] {
        assert_eq!(told("send", status, &body), on_send, "{status}");
        assert_eq!(told("look", status, &body), on_look, "{status}");
    }
    assert_eq!(told("send", 418, "{}"), None);
}

#[test]
fn the_mock_sends_what_the_client_knows() {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let by_body = |row: &&ErrorRow| row.on.len() == 2 && row.headers.is_empty();
    for row in CONTRACT.errors.iter().filter(by_body) {
        mock.next(&row.name).unwrap();
        let answer = crate::support::ask(&mock, "GET", "/look");
        assert_eq!(told("look", answer.0, &answer.1), Some(row.name.as_str()));
    }
    mock.next("twenty_20404").unwrap();
    let (_, body) = crate::support::ask(&mock, "GET", "/look");
    assert!(body.contains(r#""code":20404"#), "{body}");
}

#[tokio::test]
async fn a_stub_answers_with_a_row_of_a_list() {
    let stub = Stub::new();
    stub.on::<SendRequest>()
        .fails(SendError::Archived)
        .fails(SendError::Twenty20404)
        .fails(SendError::Other { status: 418 });
    let builder = stub.builder::<Client>().retry(RetryPolicy::off());
    let client = builder.build().unwrap();
    for name in ["is_archived", "twenty_20404", "other"] {
        let error = client.send().await.unwrap_err();
        assert_eq!(error.api().unwrap().info().name, name);
    }
}
