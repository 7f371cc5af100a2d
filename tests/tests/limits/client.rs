//! A client keeps to the limits of its plan.

use crate::support::Server;
use futures_util::future::join_all;
use std::time::Duration;
use theta_runtime::{Builder, CallOptions, DocumentedError, Error, ErrorKind, RetryPolicy};
use theta_tests::limits::{Client, Plan};
use tokio::time::Instant;

const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);
const DAY: Duration = Duration::from_secs(24 * 3600);

const WRITTEN: (u16, &str) = (
    200,
    r#"{"text": "a", "usage": {"read": 10, "written": 2.5}}"#,
);
const PLAIN: (u16, &str) = (200, r#"{"text": "a"}"#);

fn trial(server: &Server) -> Builder<Client> {
    server.client().plan(Plan::Trial).deadline(10 * MINUTE)
}

/// When the limit that a call has reached opens.
#[track_caller]
fn opens_in<E: DocumentedError>(error: &Error<E>) -> Option<Duration> {
    match error.kind() {
        ErrorKind::LimitReached { opens_in } => opens_in,
        _ => panic!("{error}"),
    }
}

#[tokio::test(start_paused = true)]
async fn calls_wait_for_a_short_window_and_others_do_not() {
    let server = Server::new([PLAIN]);
    let client = trial(&server).build().unwrap();
    let start = Instant::now();
    for _ in 0..21 {
        client.write("a").await.unwrap();
    }
    assert!(start.elapsed() >= MINUTE, "{:?}", start.elapsed());
    let start = Instant::now();
    client.look().await.unwrap();
    assert_eq!(start.elapsed(), Duration::ZERO);
}

#[tokio::test(start_paused = true)]
async fn a_wait_beyond_the_deadline_fails_at_once() {
    let server = Server::new([PLAIN]);
    let client = trial(&server).deadline(2 * SECOND).build().unwrap();
    client.write("a").await.unwrap();
    let start = Instant::now();
    let error = client.write("a").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    assert_eq!((start.elapsed(), server.count()), (Duration::ZERO, 1));
    assert_eq!(
        error.to_string(),
        "write: the limit of 20 requests in any 1 min lets the next call through in about 3.1 s, which is after the \
         deadline: raise it, call less often, or use a larger plan"
    );
}

#[tokio::test(start_paused = true)]
async fn a_long_window_that_is_full_says_when_it_opens_and_nothing_is_sent() {
    let server = Server::new([(200, "picture")]);
    let client = trial(&server).build().unwrap();
    for _ in 0..3 {
        client.draw().await.unwrap();
    }
    let start = Instant::now();
    let error = client.draw().await.unwrap_err();
    assert_eq!((start.elapsed(), server.count()), (Duration::ZERO, 3));
    let opens = opens_in(&error).unwrap();
    assert!((30 * DAY..31 * DAY).contains(&opens), "{opens:?}");
    let text = error.to_string();
    let (begins, ends) = (
        "draw: the limit of 3 requests in any 30 d is reached",
        "or use a larger plan",
    );
    assert!(text.starts_with(begins) && text.ends_with(ends), "{text}");
    tokio::time::sleep(opens).await;
    client.draw().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_day_of_the_calendar_begins_anew_at_midnight_of_its_zone() {
    let server = Server::new([(200, "well")]);
    let client = trial(&server).build().unwrap();
    let mut opened = Vec::new();
    for _ in 0..3 {
        loop {
            match client.status().await {
                Ok(_) => {}
                Err(error) => {
                    let opens = opens_in(&error).unwrap();
                    assert!(opens <= DAY + 4 * SECOND, "{opens:?}");
                    tokio::time::sleep(opens).await;
                    opened.push(server.count());
                    break;
                }
            }
        }
    }
    assert_eq!(opened, [5, 10, 15]);
}

#[tokio::test(start_paused = true)]
async fn tokens_count_as_the_answers_say() {
    let server = Server::new([WRITTEN]);
    let client = trial(&server).build().unwrap();
    // Eight of 12.5 tokens fit, which is fewer than there may be requests.
    let start = Instant::now();
    for _ in 0..8 {
        client.write("a").await.unwrap();
    }
    assert!(start.elapsed() < 30 * SECOND, "{:?}", start.elapsed());
    client.write("a").await.unwrap();
    assert!(start.elapsed() >= MINUTE, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn what_costs_more_than_a_limit_lets_through_is_never_sent() {
    let server = Server::new([(200, "sound")]);
    let client = trial(&server).build().unwrap();
    let error = client
        .speak("more than twenty characters")
        .await
        .unwrap_err();
    assert_eq!(opens_in(&error), None);
    assert_eq!(
        error.to_string(),
        "speak: the limit of 20 by the unit character in any 1 d never lets a call through that costs so much: send \
         less, or use a larger plan"
    );
    client.speak("twenty characters...").await.unwrap();
    let error = client.speak("a").await.unwrap_err();
    assert!(opens_in(&error).is_some());
    assert_eq!(server.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn so_many_run_at_the_same_time() {
    let server = Server::new([PLAIN]).takes(SECOND);
    let client = trial(&server).build().unwrap();
    let start = Instant::now();
    let calls = (0..6).map(|_| client.look().into_future());
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    assert_eq!(start.elapsed(), 3 * SECOND);
}

#[tokio::test(start_paused = true)]
async fn a_stream_counts_until_it_is_dropped() {
    let server = Server::new([(200, "sound")]);
    let client = trial(&server).deadline(5 * SECOND).build().unwrap();
    let stream = client.listen().await.unwrap();
    let error = client.listen().await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Deadline);
    drop(stream);
    drop(client.listen().await.unwrap());
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_while_it_waits_leaves_its_turn_to_the_next() {
    let server = Server::new([PLAIN]);
    let client = trial(&server).build().unwrap();
    client.write("a").await.unwrap();
    let start = Instant::now();
    for _ in 0..5 {
        let dropped = tokio::time::timeout(SECOND / 10, client.write("a").into_future());
        assert!(dropped.await.is_err());
    }
    client.write("a").await.unwrap();
    assert!(start.elapsed() < 4 * SECOND, "{:?}", start.elapsed());
}

#[tokio::test(start_paused = true)]
async fn when_nothing_is_left_calls_of_that_endpoint_wait_for_the_end() {
    let server = Server::new([PLAIN]);
    let client = server.client().deadline(MINUTE).build().unwrap();
    for headers in [
        [("x-left", "0"), ("x-reset", "30")],
        [("x-left", "5"), ("ratelimit", "\"default\";r=0;t=30")],
    ] {
        server.with(&headers);
        client.write("a").await.unwrap();
        server.with(&[("x-left", "5"), ("x-reset", "30")]);
        let start = Instant::now();
        client.look().await.unwrap();
        assert_eq!(start.elapsed(), Duration::ZERO);
        client.write("a").await.unwrap();
        assert!((30 * SECOND..31 * SECOND).contains(&start.elapsed()));
        client.write("a").await.unwrap();
        assert!(start.elapsed() < 31 * SECOND);
    }
    // A wait beyond the deadline is not begun.
    server.with(&[("x-left", "0"), ("x-reset", "3600")]);
    client.write("a").await.unwrap();
    let start = Instant::now();
    let error = client.write("a").await.unwrap_err();
    assert_eq!(
        (error.kind(), start.elapsed()),
        (ErrorKind::Deadline, Duration::ZERO)
    );
}

#[tokio::test(start_paused = true)]
async fn each_attempt_counts_and_a_full_window_ends_them() {
    let server = Server::new([(503, "")]);
    let client = trial(&server).build().unwrap();
    let retry = CallOptions::new().retry(RetryPolicy::new().attempts(5));
    let error = client.draw().with_options(retry).await.unwrap_err();
    assert!(server.count() <= 3, "{error}");
    let off = CallOptions::new().retry(RetryPolicy::off());
    while server.count() < 3 {
        client.draw().with_options(off.clone()).await.unwrap_err();
    }
    let error = client.draw().await.unwrap_err();
    assert!(opens_in(&error).is_some(), "{error}");
}

#[tokio::test(start_paused = true)]
async fn limits_are_those_of_the_plan_and_may_be_left_out() {
    let server = Server::new([PLAIN]);
    for client in [
        server.client().build().unwrap(),
        trial(&server).no_limits().build().unwrap(),
        server
            .client()
            .plan(Plan::Paid)
            .no_limits()
            .rpm(60_000)
            .build()
            .unwrap(),
    ] {
        let start = Instant::now();
        for _ in 0..25 {
            client.write("a").await.unwrap();
        }
        assert!(start.elapsed() < SECOND, "{:?}", start.elapsed());
    }
    // A burst is let through, and no second has more.
    let paid = server
        .client()
        .plan(Plan::Paid)
        .rpm(60_000)
        .build()
        .unwrap();
    let start = Instant::now();
    for _ in 0..10 {
        paid.write("a").await.unwrap();
    }
    assert!(start.elapsed() < SECOND / 10, "{:?}", start.elapsed());
    paid.write("a").await.unwrap();
    assert!(start.elapsed() >= SECOND / 10);
}
