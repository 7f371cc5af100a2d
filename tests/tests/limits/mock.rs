//! The mock keeps to the limits that the contract states, each for itself and exactly.

use std::sync::LazyLock;
use std::time::Duration;
use theta_mock::{ManualClock, Mock};
use theta_runtime::RetryPolicy;
use theta_spec::contract::Contract;
use theta_tests::limits::{Client, DrawError, SpeakError, StatusHeaders, WriteError};

static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let bytes = include_bytes!("../../contracts/limits.toml");
    theta_spec::load("limits.toml", bytes).contract.unwrap()
});

fn start() -> (Mock, ManualClock, Client) {
    let clock = ManualClock::new();
    let mock = Mock::builder(CONTRACT.clone())
        .clock(clock.clone())
        .key("sk-1", "trial")
        .start()
        .unwrap();
    let client = client_of(&mock);
    (mock, clock, client)
}

/// One that keeps to no limit by itself.
fn client_of(mock: &Mock) -> Client {
    let client = Client::builder().key("sk-1").base_url(mock.base_url());
    client.retry(RetryPolicy::off()).build().unwrap()
}

#[tokio::test]
async fn requests_beyond_a_window_get_the_documented_row_and_when_to_come_back() {
    let (mock, clock, client) = start();
    for _ in 0..20 {
        client.write("a").await.unwrap();
    }
    clock.advance(Duration::from_secs(15));
    let error = client.write("a").await.unwrap_err();
    assert_eq!(error.api(), Some(&WriteError::TooMany));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(45)));
    let headers = error.headers().unwrap();
    assert_eq!(headers["x-left"], "0");
    assert_eq!(headers["ratelimit"], "\"default\";r=0;t=45");
    // That client would wait for what it was told.
    let other = client_of(&mock);
    // Other endpoints have a window of their own.
    other.look().await.unwrap();
    clock.advance(Duration::from_secs(45));
    other.write("a").await.unwrap();
}

#[tokio::test]
async fn a_sample_never_says_that_nothing_is_left() {
    let (_mock, _clock, client) = start();
    let response = client.status().send_with_response().await.unwrap();
    let headers = StatusHeaders::of(response.headers());
    assert_eq!(headers.left, None);
    assert!(headers.build.is_some());
}

#[tokio::test]
async fn a_window_of_a_month_is_counted_too() {
    let (_mock, clock, client) = start();
    for _ in 0..3 {
        client.draw().await.unwrap();
    }
    clock.advance(Duration::from_secs(29 * 24 * 3600));
    let error = client.draw().await.unwrap_err();
    assert_eq!(error.api(), Some(&DrawError::TooMany));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(24 * 3600)));
    clock.advance(Duration::from_secs(24 * 3600));
}

#[tokio::test]
async fn units_are_counted_as_the_request_says() {
    let (_mock, _clock, client) = start();
    client.speak("fifteen letters").await.unwrap();
    client.speak("five5").await.unwrap();
    let error = client.speak("a").await.unwrap_err();
    assert_eq!(error.api(), Some(&SpeakError::TooMany));
}
