//! Failures that only their headers tell apart.

use crate::support::{CONTRACT, told_with};
use proptest::prelude::*;
use proptest::sample::select;
use theta_mock::Mock;
use theta_runtime::RetryPolicy;
use theta_runtime::testing::Stub;
use theta_tests::failures::{Client, LookError, LookRequest};

#[test]
fn a_header_narrows_a_row() {
    for (status, headers, expected) in [
        (403, &[][..], Some("forbidden")),
        (403, &[("x-left", "0")], Some("spent")),
        (403, &[("x-left", "1")], Some("forbidden")),
        (403, &[("x-left", "0"), ("x-pause", "")], Some("slow_down")),
        (429, &[("x-load", "high")], Some("busy")),
        (429, &[("x-load", "over 9")], Some("busy")),
        (429, &[("x-load", "over \u{e9}")], Some("busy")),
        (429, &[("x-load", "ober")], None),
        (429, &[("x-load", "high"), ("x-load", "low")], Some("busy")),
        (429, &[("x-load", "low"), ("x-load", "high")], None),
        (429, &[("x-load", "low")], None),
        (429, &[("x-load", "high"), ("x-left", "2")], None),
        (429, &[("X-Left", "0")], Some("spent")),
    ] {
        assert_eq!(
            told_with("look", status, headers, ""),
            expected,
            "{status} {headers:?}"
        );
    }
}

#[tokio::test]
async fn the_mock_and_a_stub_send_the_headers() {
    let mock = Mock::start(CONTRACT.clone()).unwrap();
    let builder = Client::builder().base_url(mock.base_url());
    let client = builder.retry(RetryPolicy::off()).build().unwrap();
    for row in ["spent", "slow_down", "busy", "forbidden"] {
        mock.next(row).unwrap();
        let error = client.look().await.unwrap_err();
        assert_eq!(error.info().map(|info| info.name), Some(row));
    }
    let stub = Stub::new();
    stub.on::<LookRequest>()
        .fails(LookError::Spent { status: 403 })
        .fails(LookError::SlowDown { status: 429 })
        .fails(LookError::Busy)
        .fails(LookError::Forbidden);
    let builder = stub.builder::<Client>().retry(RetryPolicy::off());
    let client = builder.build().unwrap();
    for row in ["spent", "slow_down", "busy", "forbidden"] {
        let error = client.look().await.unwrap_err();
        assert_eq!(error.info().map(|info| info.name), Some(row));
    }
}

proptest! {
    #[test]
    fn the_client_and_the_reference_agree_on_every_reply(
        endpoint in select(vec!["look", "send"]),
        status in select(vec![200, 301, 400, 403, 404, 409, 418, 422, 429, 500, 503]),
        left in select(vec![None, Some("0"), Some("1"), Some("")]),
        pause in select(vec![None, Some("1")]),
        load in select(vec![None, Some("high"), Some("over "), Some("ove")]),
        more in select(vec![None, Some("high"), Some("low")]),
        code in select(vec!["42", "42.0", "\"42\"", "20404", "\"text\"", "\"is_archived\"", "null", "{}"]),
        message in select(vec!["the text is empty", "at most 3 characters", "x"]),
        is_nested in any::<bool>(),
    ) {
        let headers = [("x-left", left), ("x-pause", pause), ("x-load", load), ("x-load", more)];
        let headers = headers.into_iter().filter_map(|(name, value)| Some((name, value?)));
        let headers: Vec<(&str, &str)> = headers.collect();
        let error = format!(r#"{{"code": {code}, "message": "{message}"}}"#);
        let body = if is_nested { format!(r#"{{"error": {error}}}"#) } else { error };
        told_with(endpoint, status, &headers, &body);
    }
}
