//! Caps on what may be billed, by the unit of the contract.

use crate::support::Server;
use futures_util::future::join_all;
use std::time::Duration;
use theta_runtime::http::{HeaderName, HeaderValue};
use theta_runtime::{
    CallOptions, ConfigErrorKind, Error, ErrorKind, Ledger, RetryPolicy, Units, Upload,
};

const WRITTEN: (u16, &str) = (
    200,
    r#"{"text": "a", "usage": {"read": 10, "written": 2.5}}"#,
);

fn left<E>(error: &Error<E>) -> Option<(&'static str, u64)> {
    match error.kind() {
        ErrorKind::OverBudget { unit, left } => Some((unit, left)),
        _ => None,
    }
}

fn is(units: Units, maybe: f64, billed: f64) -> bool {
    (units.maybe_billed - maybe).abs() < 1e-9 && (units.billed - billed).abs() < 1e-9
}

#[tokio::test(start_paused = true)]
async fn what_is_known_to_exceed_the_cap_is_not_sent() {
    let server = Server::new([(200, "sound")]);
    let client = server.client().max_billed("character", 12.0);
    let client = client.build().unwrap();
    client.speak("sieben \u{1f600}").await.unwrap();
    let error = client.speak("hello").await.unwrap_err();
    assert_eq!(left(&error), Some(("character", 4)));
    assert_eq!(server.count(), 1);
    assert_eq!(
        error.to_string(),
        "speak: a call for 5 may be billed, and 4 are left under the client's cap, both by the unit `character`: \
         send less, or raise `max_billed`"
    );
    // What still fits is sent, to the last one.
    client.speak("hell").await.unwrap();
    assert!(is(client.ledger().units("character"), 0.0, 12.0));
}

#[tokio::test(start_paused = true)]
async fn what_only_the_answer_says_counts_until_the_cap_is_reached() {
    let server = Server::new([WRITTEN]);
    let client = server.client().max_billed("token", 20.0).build().unwrap();
    for _ in 0..2 {
        client.write("a").await.unwrap();
    }
    let error = client.write("a").await.unwrap_err();
    assert_eq!(left(&error), Some(("token", 0)));
    assert!(is(client.ledger().units("token"), 0.0, 25.0));
    // Other units have caps of their own, or none.
    client.look().await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_caller_may_say_what_a_call_costs_at_most() {
    let server = Server::new([WRITTEN]);
    let client = server.client().max_billed("token", 30.0).build().unwrap();
    let most = |units| CallOptions::new().units(units);
    client.write("a").with_options(most(20.0)).await.unwrap();
    // The answer counts in its place.
    assert!(is(client.ledger().units("token"), 0.0, 12.5));
    let error = client
        .write("a")
        .with_options(most(18.0))
        .await
        .unwrap_err();
    assert_eq!(left(&error), Some(("token", 17)));
    client.write("a").with_options(most(17.5)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn calls_at_once_set_aside_what_they_cost() {
    let server = Server::new([(200, "{\"text\": \"a\"}")]).takes(Duration::from_secs(1));
    let client = server.client().max_billed("request", 5.0).build().unwrap();
    let calls = (0..50).map(|_| client.look().into_future());
    let results = join_all(calls).await;
    assert_eq!(results.iter().filter(|result| result.is_ok()).count(), 5);
    assert_eq!(server.count(), 5);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_billed_is_given_back_and_what_may_be_is_kept() {
    let server = Server::new([(400, ""), (503, ""), (200, "sound")]);
    let client = server.client().max_billed("character", 10.0);
    let client = client.retry(RetryPolicy::off()).build().unwrap();
    client.speak("aaaaaaaaaa").await.unwrap_err();
    client.speak("aaaaaa").await.unwrap_err();
    assert!(is(client.ledger().units("character"), 6.0, 0.0));
    let error = client.speak("aaaaa").await.unwrap_err();
    assert_eq!(left(&error), Some(("character", 4)));
    client.speak("aaaa").await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_call_that_may_cost_any_amount_is_refused() {
    let server = Server::new([(200, "picture")]);
    let client = server.client().max_billed("pixel", 100.0).build().unwrap();
    let error = client.draw().await.unwrap_err();
    assert_eq!(left(&error), Some(("pixel", 100)));
    assert!(
        error.to_string().contains("`CallOptions::units`"),
        "{error}"
    );
    let said = CallOptions::new().units(64.0);
    client.draw().with_options(said).await.unwrap();
    assert!(is(client.ledger().units("pixel"), 0.0, 64.0));
}

#[tokio::test(start_paused = true)]
async fn the_length_of_sound_counts_whatever_it_is_sent_as() {
    const MINUTE: Duration = Duration::from_secs(60);
    let server = Server::new([(200, "{\"text\": \"a\"}")]);
    let client = server.client().max_billed_audio(4 * MINUTE);
    let client = client.build().unwrap();
    let sound = || Upload::bytes("sound");
    let speech = || Upload::bytes(&b"ID3\x04\0\0\0\0\0\0\xff\xfb\0\0"[..]);
    let unknown =
        |error: ErrorKind| matches!(error, ErrorKind::OverCap { left } if left == 4 * MINUTE);
    assert!(unknown(client.hear(sound()).await.unwrap_err().kind()));
    assert!(unknown(client.dictate(speech()).await.unwrap_err().kind()));
    let error = client.hear_at("https://a.example/").await.unwrap_err();
    assert!(unknown(error.kind()));
    assert!(
        error.to_string().contains("`CallOptions::units`"),
        "{error}"
    );
    assert_eq!(server.count(), 0);

    client.hear(sound().with_duration(MINUTE)).await.unwrap();
    client
        .dictate(speech().with_duration(MINUTE))
        .await
        .unwrap();
    let said = CallOptions::new().units(1.5);
    let call = client.hear_at("https://a.example/");
    call.with_options(said).await.unwrap();
    assert_eq!(client.ledger().totals().billed.audio, MINUTE * 7 / 2);
    let error = client
        .hear(sound().with_duration(MINUTE))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::OverCap { left: MINUTE / 2 });
}

#[tokio::test(start_paused = true)]
async fn a_key_that_was_made_up_makes_no_two_calls_of_one() {
    let server = Server::new([(200, "{\"text\": \"a\"}")]).takes(Duration::from_secs(1));
    let client = server
        .client()
        .cache(1024 * 1024, Duration::from_secs(600))
        .build()
        .unwrap();
    let speech = || {
        Upload::text("sound")
            .with_duration(Duration::from_secs(1))
            .unchecked()
    };
    let calls = (0..9).map(|_| client.dictate(speech()).into_future());
    assert!(join_all(calls).await.iter().all(Result::is_ok));
    client.dictate(speech()).await.unwrap();
    assert_eq!(server.count(), 1);
    // A caller's own is part of what is asked for.
    let (name, own) = (
        HeaderName::from_static("idempotency-key"),
        HeaderValue::from_static("mine"),
    );
    let own = CallOptions::new().header(name, own);
    client.dictate(speech()).with_options(own).await.unwrap();
    assert_eq!(server.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn one_ledger_counts_for_several_clients_with_or_without_a_cap() {
    let (server, ledger) = (Server::new([WRITTEN]), Ledger::new());
    let free = server.client().ledger(ledger.clone()).build().unwrap();
    free.write("a").await.unwrap();
    free.status().await.unwrap();
    let capped = server.client().ledger(ledger.clone());
    let capped = capped.max_billed("token", 12.0).build().unwrap();
    let error = capped.write("a").await.unwrap_err();
    assert_eq!(left(&error), Some(("token", 0)));
    assert!(is(ledger.units("token"), 0.0, 12.5));
    assert!(is(ledger.units("no such unit"), 0.0, 0.0));
}

#[test]
fn a_cap_needs_a_unit_of_the_contract_and_a_number() {
    let server = Server::new([WRITTEN]);
    for (unit, cap, said) in [
        (
            "tokens",
            1.0,
            "its units are audio minute, audio second, character, minute, pixel, request, token",
        ),
        ("token", -1.0, "cannot be kept"),
        ("token", f64::NAN, "cannot be kept"),
    ] {
        let error = server.client().max_billed(unit, cap).build().unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::Budget);
        assert!(error.to_string().contains(said), "{error}");
    }
    assert!(server.client().max_billed("token", 0.0).build().is_ok());
}
