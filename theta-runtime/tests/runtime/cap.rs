//! A cap on what may be billed.

use crate::support::{Act, KEY, Mini, MiniError, Script, wav_of};
use futures_util::future::join_all;
use std::time::Duration;
use theta_runtime::{
    Billed, Builder, Error, ErrorKind, Exhausted, Ledger, OneShot, RetryPolicy, Sent, Upload,
};

const OK: Act = Act::Reply(200, "[1]");
const FAILED: Act = Act::Reply(503, "");
const INVALID: Act = Act::Reply(400, "{\"detail\": \"Invalid options: x\"}");

const fn seconds(seconds: u64) -> Duration {
    Duration::from_secs(seconds)
}

fn capped(cap: u64, script: &Script) -> Builder<Mini> {
    Builder::new()
        .key(KEY)
        .transport(script.clone())
        .max_billed_audio(seconds(cap))
}

/// Five seconds that no other call has.
fn audio(id: u8) -> Upload {
    let mut bytes = wav_of(5);
    bytes[60] = id;
    Upload::bytes(bytes)
}

fn left(error: &Error<MiniError>) -> Option<Duration> {
    match error.kind() {
        ErrorKind::OverCap { left } => Some(left),
        _ => None,
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_could_go_beyond_the_cap_is_not_sent() {
    let script = Script::new([OK]);
    let mini = capped(14, &script).build().unwrap();
    mini.score(audio(0)).await.unwrap();
    mini.score(audio(1)).await.unwrap();
    let error = mini.score(audio(2)).await.unwrap_err();
    assert_eq!(left(&error), Some(seconds(4)));
    assert_eq!((error.sent(), error.attempts()), (Sent::NotSent, 0));
    assert!(!error.is_retryable());
    assert_eq!(
        error.to_string(),
        "score: 5 s of audio may be billed, and 4 s are left under the client's cap: send less, or raise \
         `max_billed_audio`"
    );
    // What still fits is sent, up to the last second.
    mini.score(Upload::bytes(wav_of(4))).await.unwrap();
    assert_eq!(script.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn calls_at_once_set_aside_what_they_may_be_billed() {
    let script = Script::new([Act::After(seconds(1), Box::new(OK))]);
    let mini = capped(27, &script).build().unwrap();
    let results = join_all((0..100).map(|id| mini.score(audio(id)))).await;
    let lefts: Vec<_> = results
        .iter()
        .filter_map(|result| left(result.as_ref().err()?))
        .collect();
    assert_eq!((lefts.len(), script.count()), (95, 5));
    assert!(lefts.iter().all(|left| *left == seconds(2)));
}

#[tokio::test(start_paused = true)]
async fn what_was_not_billed_is_given_back() {
    let acts = [INVALID, Act::Refuse, Act::BreakEarly, OK];
    let script = Script::new(acts);
    let mini = capped(5, &script)
        .retry(RetryPolicy::off())
        .build()
        .unwrap();
    for _ in 0..3 {
        let error = mini.score(audio(0)).await.unwrap_err();
        assert_eq!((left(&error), error.billed()), (None, Billed::No));
    }
    mini.score(audio(0)).await.unwrap();
    let error = mini.score(audio(1)).await.unwrap_err();
    assert_eq!(left(&error), Some(seconds(0)));
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_billed_counts_and_ends_retries() {
    let script = Script::new([FAILED]);
    let mini = capped(9, &script).build().unwrap();
    let error = mini.score(audio(0)).await.unwrap_err();
    assert_eq!((error.status(), error.attempts()), (Some(503), 1));
    assert_eq!(error.exhausted(), Some(Exhausted::Cap));
    assert_eq!(
        left(&mini.score(audio(0)).await.unwrap_err()),
        Some(seconds(4))
    );
    let script = Script::new([FAILED, OK]);
    let mini = capped(10, &script).build().unwrap();
    mini.score(audio(0)).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_counts_only_if_it_was_sent() {
    for (act, left_after) in [(Act::Silence, 0), (Act::Stall, 5)] {
        let script = Script::new([act]);
        let mini = capped(5, &script).build().unwrap();
        let call = mini.score(audio(0));
        assert!(tokio::time::timeout(seconds(1), call).await.is_err());
        let error = mini.score(Upload::bytes(wav_of(6))).await.unwrap_err();
        assert_eq!(left(&error), Some(seconds(left_after)));
    }
}

#[tokio::test(start_paused = true)]
async fn clients_with_one_ledger_share_what_is_left() {
    let (script, ledger) = (Script::new([OK]), Ledger::new());
    let client = || capped(5, &script).ledger(ledger.clone()).build().unwrap();
    let (one, other) = (client(), client());
    one.score(audio(0)).await.unwrap();
    let error = other.score(audio(0)).await.unwrap_err();
    assert_eq!(left(&error), Some(seconds(0)));
}

#[tokio::test(start_paused = true)]
async fn audio_of_unknown_length_is_refused_until_its_length_is_stated() {
    let mp3 = || OneShot::blocking(14, &b"ID3\x04\0\0\0\0\0\0\xff\xfb\0\0"[..]);
    let script = Script::new([OK]);
    let mini = capped(5, &script).build().unwrap();
    let error = mini.score(mp3().into()).await.unwrap_err();
    assert_eq!(left(&error), Some(seconds(5)));
    let text = error.to_string();
    assert!(text.contains("state the length"), "{text}");
    let stated = Upload::from(mp3()).with_duration(seconds(5));
    mini.score(stated).await.unwrap();
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_is_free_is_not_counted() {
    let script = Script::new([OK]);
    let mini = capped(0, &script).build().unwrap();
    for _ in 0..3 {
        mini.voice("a", Vec::new(), None).await.unwrap();
    }
    assert_eq!(script.count(), 3);
}
