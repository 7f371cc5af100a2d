//! When to try again, as headers and bodies say it.

use crate::support::CONTRACT;
use std::time::Duration;
use theta_mock::{Mock, RawReply, Scripted};
use theta_runtime::http::header::DATE;
use theta_runtime::http::{HeaderMap, HeaderValue};
use theta_runtime::{ApiClient as _, Reply, RetryPolicy};
use theta_tests::failures::Client;

const NOW: &str = "Sun, 06 Nov 1994 08:49:37 GMT";

fn headers(said: &[(&'static str, &str)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(DATE, HeaderValue::from_static(NOW));
    for (name, value) in said {
        headers.insert(*name, HeaderValue::from_str(value).unwrap());
    }
    headers
}

fn wait(status: u16, said: &[(&'static str, &str)], body: &str) -> Option<Duration> {
    Reply::new(Client::API, status, &headers(said), body.as_bytes()).retry_after()
}

#[test]
fn the_wait_lasts_until_the_last_limit_ends() {
    let seconds = |seconds| Some(Duration::from_secs(seconds));
    let reset = ("x-reset", "784111807");
    assert_eq!(wait(429, &[reset], ""), seconds(30));
    assert_eq!(
        wait(429, &[reset, ("x-reset-tokens", "6m0s")], ""),
        seconds(360)
    );
    assert_eq!(wait(429, &[("x-reset", "784111000")], ""), seconds(0));
    // Whoever says how long to wait is believed first.
    assert_eq!(wait(429, &[reset, ("retry-after", "2")], ""), seconds(2));
    // The headers are those of every reply: other failures do not wait for them.
    assert_eq!(wait(500, &[reset], ""), None);
    assert_eq!(wait(429, &[("x-reset", "soon")], ""), None);
}

#[test]
fn a_body_may_say_until_when() {
    let body = r#"{"code": 42, "message": "x", "until": 784111807}"#;
    assert_eq!(wait(403, &[], body), Some(Duration::from_secs(30)));
}

fn client(mock: &Mock, retry: RetryPolicy) -> Client {
    let builder = Client::builder().base_url(mock.base_url());
    builder.retry(retry).build().unwrap()
}

#[tokio::test]
async fn a_row_that_is_a_limit_waits_for_its_end() {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let client = client(&mock, RetryPolicy::off());
    // The mock says the end in every form of the contract.
    let limited = Scripted::row("limited").retry_after(Duration::from_secs(30));
    mock.script(limited).unwrap();
    let wait = client.send().await.unwrap_err().retry_after().unwrap();
    assert!(wait.as_secs().abs_diff(30) < 3, "{wait:?}");
    let reset = |row: &str| Scripted::row(row).header("x-reset-tokens", "6m0s");
    mock.script(reset("limited")).unwrap();
    let error = client.send().await.unwrap_err();
    assert_eq!(error.retry_after(), Some(Duration::from_secs(360)));
    mock.script(reset("channel_not_found")).unwrap();
    let error = client.send().await.unwrap_err();
    assert_eq!(error.retry_after(), None);
}

#[tokio::test]
async fn the_server_has_the_last_word_on_trying_again() {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let client = client(&mock, RetryPolicy::new());
    for (row, said, attempts, is_retryable) in [
        ("channel_not_found", None, 1, false),
        ("channel_not_found", Some("true"), 3, true),
        ("internal", None, 3, true),
        ("internal", Some("false"), 1, false),
        ("internal", Some("maybe"), 3, true),
    ] {
        let before = mock.requests().len();
        let mut reply = RawReply::new(if row == "internal" { 500 } else { 400 });
        if let Some(said) = said {
            reply = reply.header("x-should-retry", said);
        }
        let body = format!(r#"{{"error": {{"code": "{row}", "message": "x"}}}}"#);
        mock.script(Scripted::raw(reply.body(body)).times(attempts))
            .unwrap();
        let error = client.send().await.unwrap_err();
        assert_eq!(mock.requests().len() - before, attempts, "{row} {said:?}");
        assert_eq!(error.is_retryable(), is_retryable, "{row} {said:?}");
    }
}

#[tokio::test]
async fn the_mock_says_what_the_row_does() {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let client = client(&mock, RetryPolicy::off());
    for (row, said) in [
        ("internal", Some("true")),
        ("channel_not_found", Some("false")),
        ("limited", None),
    ] {
        mock.next(row).unwrap();
        let error = client.send().await.unwrap_err();
        let header = error.headers().unwrap().get("x-should-retry");
        assert_eq!(header.map(|said| said.to_str().unwrap()), said, "{row}");
    }
}

#[test]
fn a_header_says_whether_to_try_again() {
    for (said, expected) in [
        (Some("true"), Some(true)),
        (Some("False"), Some(false)),
        (Some("perhaps"), None),
        (None, None),
    ] {
        let said: Vec<(&'static str, &str)> = said
            .map(|said| ("x-should-retry", said))
            .into_iter()
            .collect();
        let headers = headers(&said);
        let reply = Reply::new(Client::API, 500, &headers, b"");
        assert_eq!(reply.should_retry(), expected);
    }
}
