//! Replies that report several failures at once.

use crate::support::{CONTRACT, told};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use std::time::Duration;
use theta_mock::{Mock, MockError, RawReply, Scripted};
use theta_runtime::meta::Retry;
use theta_runtime::testing::Stub;
use theta_runtime::{ErrorKind, RetryPolicy};
use theta_tests::failures::{ApiError, CheckError, CheckRequest, Client};

type CheckFailure = theta_runtime::Error<CheckError>;

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

async fn failure(status: u16, body: &str) -> CheckFailure {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let reply = RawReply::new(status).header("content-type", "application/json");
    mock.next_raw(reply.body(body.to_owned())).unwrap();
    client(&mock).check().await.unwrap_err()
}

fn invalid(codes: &[&str]) -> String {
    let items = codes.iter().map(|code| format!(r#"{{"code":"{code}"}}"#));
    let items: Vec<String> = items.collect();
    format!(r#"{{"message":"no","errors":[{}]}}"#, items.join(","))
}

#[test]
fn a_list_is_the_first_of_its_failures_that_a_row_knows() {
    for (body, expected) in [
        (invalid(&["already_exists"]), Some("taken")),
        (
            invalid(&["what", "already_exists", "locked"]),
            Some("taken"),
        ),
        (invalid(&["locked", "already_exists"]), Some("locked")),
        (invalid(&["what"]), None),
    ] {
        assert_eq!(told("check", 422, &body), expected, "{body}");
    }
}

#[test]
fn what_is_no_list_of_failures_has_another_shape_or_none() {
    for body in [
        r#"{"errors": []}"#,
        r#"{"errors": {"code": "already_exists"}}"#,
        r#"{"errors": [{"text": "x"}, 1, null]}"#,
        r#"{"errors": "already_exists"}"#,
        r#"{"detail": [{"type": "string_too_long", "msg": "at most 3 characters", "loc": ["body", "text"]}]}"#,
        "[]",
    ] {
        assert_eq!(told("check", 422, body), None, "{body}");
    }
}

#[test]
fn an_item_that_is_no_failure_hides_no_other() {
    let body = r#"{"errors": [1, null, [], {"code": null}, {"code": "already_exists"}]}"#;
    assert_eq!(told("check", 422, body), Some("taken"));
}

#[test]
fn the_whole_body_may_be_the_list() {
    assert_eq!(
        told("check", 500, r#"[{"text": "x"}, {"text": "too late"}]"#),
        Some("late")
    );
}

#[tokio::test]
async fn a_failure_of_a_list_may_be_a_text() {
    let body = r#"{"problems": [{"text": "x"}, "too long", "unknown word theta"]}"#;
    assert_eq!(told("check", 422, body), Some("unknown_word"));
    assert_eq!(told("check", 422, r#"{"problems": [7, {}]}"#), None);
    let error = failure(422, body).await;
    assert!(matches!(error.api(), Some(CheckError::UnknownWord { word }) if word == "theta"));
    let texts: Vec<_> = error
        .all()
        .iter()
        .map(|one| one.detail().map(str::to_owned))
        .collect();
    let said = ["too long", "unknown word theta"].map(|text| Some(text.to_owned()));
    assert_eq!(texts[0], None);
    assert_eq!(texts[1..], said);
}

#[tokio::test]
async fn a_row_of_a_status_alone_is_every_failure_of_a_list() {
    let error = failure(409, r#"{"problems": ["one", "two"]}"#).await;
    assert_eq!(error.api(), Some(&CheckError::Conflict));
    assert_eq!(error.detail(), Some("one"));
    let known = error
        .all()
        .iter()
        .all(|one| one.api() == Some(&CheckError::Conflict));
    assert!(known && error.all().len() == 2);
}

#[test]
fn a_success_with_a_list_of_failures_is_a_failure() {
    let of = |items: &str| format!(r#"{{"ok": false, "detail": [{items}], "text": "x"}}"#);
    let long =
        r#"{"type": "string_too_long", "msg": "at most 3 characters", "loc": ["body", "text"]}"#;
    let other = r#"{"type": "other", "msg": "x", "loc": ["body", "text"]}"#;
    assert_eq!(told("check", 200, &of(long)), Some("wrong_text"));
    assert_eq!(
        told("check", 200, &of(&format!("{other}, {long}"))),
        Some("wrong_text")
    );
    assert_eq!(told("check", 200, &of(other)), None);
}

#[test]
fn of_a_long_list_a_hundred_failures_are_read() {
    let among = |before: usize| {
        let mut codes = vec!["what"; before];
        codes.push("already_exists");
        told("check", 422, &invalid(&codes))
    };
    assert_eq!(among(99), Some("taken"));
    assert_eq!(among(100), None);
}

#[tokio::test]
async fn every_failure_is_told_known_or_not() {
    let body = r#"{"errors": [
        {"code": "what", "message": "Nobody knows.", "field": "title"},
        {"code": "missing_field", "field": "name"},
        7
    ]}"#;
    let error = failure(422, body).await;
    assert!(matches!(error.api(), Some(CheckError::MissingField { field }) if field == "name"));
    assert_eq!(
        (error.code(), error.detail()),
        (Some("missing_field"), None)
    );
    let all = error.all();
    let known: Vec<_> = all.iter().map(|one| one.api().is_some()).collect();
    assert_eq!(known, [false, true, false]);
    assert_eq!(all[0].code(), Some("what"));
    assert_eq!(all[0].detail(), Some("Nobody knows."));
    assert_eq!(all[0].field("field"), Some("title"));
    assert_eq!((all[2].code(), all[2].detail()), (None, None));
    let shown = format!("{all:?}");
    assert!(
        !shown.contains("Nobody") && !shown.contains("title"),
        "{shown}"
    );
    drop(all);
    // The error of the whole API has them too.
    let wide: theta_runtime::Error<ApiError> = error.widen();
    assert_eq!(wide.all().len(), 3);
}

#[tokio::test]
async fn a_list_without_a_known_failure_is_unknown_and_tells_its_texts() {
    let error = failure(422, &invalid(&["what", "who"])).await;
    let known = ErrorKind::Unknown {
        known_status: true,
        known_code: false,
    };
    assert_eq!(error.kind(), known);
    assert_eq!(error.code(), Some("what"));
    let all = error.all();
    let codes: Vec<_> = all
        .iter()
        .filter_map(theta_runtime::Reported::code)
        .collect();
    assert_eq!(codes, ["what", "who"]);
}

#[tokio::test]
async fn a_reply_of_one_failure_tells_that_one() {
    let error = failure(500, r#"{"error": {"code": "x", "message": "y"}}"#).await;
    let all = error.all();
    assert_eq!(all.len(), 1);
    assert_eq!(all[0].code(), Some("x"));
    assert!(all[0].api().is_some());
}

#[tokio::test]
async fn the_strictest_advice_counts() {
    for (codes, retry, attempts) in [
        (&["locked"][..], Retry::Backoff { at_most: None }, 2),
        (&["locked", "what"], Retry::Backoff { at_most: None }, 2),
        (&["locked", "blocked"], Retry::Never, 1),
    ] {
        let mock = Mock::start(CONTRACT.clone()).unwrap();
        let builder = Client::builder().base_url(mock.base_url());
        let retries = RetryPolicy::new().attempts(2);
        let client = builder.retry(retries).build().unwrap();
        for _ in 0..2 {
            let reply = RawReply::new(429).header("content-type", "application/json");
            mock.next_raw(reply.body(invalid(codes))).unwrap();
        }
        let error = client.check().await.unwrap_err();
        assert_eq!(error.retry(), retry, "{codes:?}");
        assert_eq!(error.attempts(), attempts, "{codes:?}");
        assert_eq!(error.is_retryable(), attempts == 2, "{codes:?}");
        assert!(matches!(error.api(), Some(CheckError::Locked { .. })));
        assert!(error.elapsed() < Duration::from_secs(60));
    }
}

#[tokio::test]
async fn the_mock_and_a_stub_send_lists() {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    for row in [
        "missing_field",
        "taken",
        "locked",
        "blocked",
        "wrong_text",
        "late",
    ] {
        mock.next(row).unwrap();
        let error = client(&mock).check().await.unwrap_err();
        assert_eq!(error.info().map(|info| info.name), Some(row));
        assert_eq!(error.all().len(), 1, "{row}");
    }
    let stub = Stub::new();
    stub.on::<CheckRequest>()
        .fails(CheckError::Taken)
        .fails(CheckError::Late);
    let builder = stub.builder::<Client>().retry(RetryPolicy::off());
    let client = builder.build().unwrap();
    assert_eq!(
        client.check().await.unwrap_err().into_api().ok(),
        Some(CheckError::Taken)
    );
    assert_eq!(
        client.check().await.unwrap_err().into_api().ok(),
        Some(CheckError::Late)
    );
}

#[tokio::test]
async fn the_mock_sends_several_failures_of_one_shape() {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let several = Scripted::row("taken").and("missing_field").and("locked");
    mock.script(several).unwrap();
    let error = client(&mock).check().await.unwrap_err();
    let all = error.all();
    let names = all.iter().map(|one| one.code().unwrap_or_default());
    let names: Vec<&str> = names.collect();
    assert_eq!(names, ["already_exists", "missing_field", "locked"]);
    assert!(all.iter().all(|one| one.api().is_some()));
    let refused = mock.script(Scripted::row("taken").and("late"));
    assert!(matches!(refused, Err(MockError::NotOneList { .. })));
}

fn item() -> impl Strategy<Value = String> {
    let code = select(vec![
        "\"missing_field\"",
        "\"already_exists\"",
        "\"locked\"",
        "\"blocked\"",
        "\"what\"",
        "null",
        "1",
    ]);
    let field = select(vec!["\"name\"", "\"\"", "{}"]);
    let invalid =
        (code, field).prop_map(|(code, field)| format!(r#"{{"code": {code}, "field": {field}}}"#));
    let kind = select(vec!["\"string_too_long\"", "\"other\"", "null"]);
    let says = select(vec![
        "\"at most 3 characters\"",
        "\"at most 99999999999999999999 characters\"",
        "\"x\"",
        "2",
    ]);
    let checked = (kind, says).prop_map(|(kind, says)| {
        format!(r#"{{"type": {kind}, "msg": {says}, "loc": ["body", "text"]}}"#)
    });
    let text = select(vec![
        r#"{"text": "too late"}"#,
        r#"{"text": "x"}"#,
        "1",
        "null",
        "[]",
        "{}",
    ]);
    prop_oneof![invalid, checked, text.prop_map(str::to_owned)]
}

proptest! {
    #[test]
    fn the_client_and_the_reference_agree_on_every_list(
        status in select(vec![200, 400, 422, 429, 500]),
        ok in select(vec!["true", "false"]),
        place in select(vec!["errors", "detail", "error", ""]),
        items in vec(item(), 0..6),
    ) {
        let list = format!("[{}]", items.join(", "));
        let body = match place {
            "" => list,
            place => format!(r#"{{"ok": {ok}, "{place}": {list}, "code": "locked", "message": "x"}}"#),
        };
        told("check", status, &body);
    }
}
