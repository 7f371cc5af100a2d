//! Identical calls: one upload for those in flight, none for those whose answer is kept.

use crate::support::{Act, KEY, Mini, Script, wav_of};
use futures_util::future::join_all;
use std::time::Duration;
use theta_runtime::{Billed, Builder, CallOptions, Ledger, Origin, Upload};

const OK: Act = Act::Reply(200, "[1]");

fn slow(act: Act) -> Act {
    Act::After(Duration::from_secs(10), Box::new(act))
}

fn builder(script: &Script) -> Builder<Mini> {
    Builder::new().key(KEY).transport(script.clone())
}

/// Its own copy each time.
fn audio() -> Upload {
    Upload::bytes(wav_of(1))
}

#[tokio::test(start_paused = true)]
async fn a_hundred_identical_calls_are_one_upload() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.wav");
    std::fs::write(&path, wav_of(1)).unwrap();
    let (script, ledger) = (Script::new([slow(OK)]), Ledger::new());
    let mini = builder(&script).ledger(ledger.clone()).build().unwrap();
    // The same content counts, wherever it is.
    let calls = (0..100).map(|id| {
        mini.score(if id % 2 == 0 {
            audio()
        } else {
            Upload::file(&path).with_file_name("audio.wav")
        })
    });
    let results = join_all(calls).await;
    assert_eq!(script.count(), 1);
    let origins: Vec<Origin> = results
        .into_iter()
        .map(|result| result.unwrap().spent().origin)
        .collect();
    assert_eq!(
        origins
            .iter()
            .filter(|origin| **origin == Origin::Sent)
            .count(),
        1
    );
    let totals = ledger.totals();
    assert_eq!(
        (totals.succeeded, totals.shared, totals.attempts()),
        (1, 99, 1)
    );
    assert_eq!(totals.billed.audio, Duration::from_secs(1));
}

#[tokio::test(start_paused = true)]
async fn cancelling_any_of_them_never_makes_a_second_upload() {
    for seed in 0..64_u64 {
        let script = Script::new([slow(OK)]);
        let mini: Mini = builder(&script).build().unwrap();
        let tasks: Vec<_> = (0..6)
            .map(|_| {
                let mini = mini.clone();
                tokio::spawn(async move { mini.score(audio()).await.is_ok() })
            })
            .collect();
        tokio::time::sleep(Duration::from_secs(1 + seed % 9)).await;
        for (id, task) in tasks.iter().enumerate() {
            if seed >> id & 1 == 1 {
                task.abort();
            }
        }
        let mut done = 0;
        for task in tasks {
            done += usize::from(task.await.is_ok_and(|ok| ok));
        }
        assert_eq!(done, 6 - seed.count_ones() as usize, "{seed:b}");
        assert_eq!(script.count(), 1, "{seed:b}");
    }
}

#[tokio::test(start_paused = true)]
async fn when_all_are_gone_the_call_is_too() {
    let (script, ledger) = (Script::new([slow(OK)]), Ledger::new());
    let mini: Mini = builder(&script).ledger(ledger.clone()).build().unwrap();
    let both = async { tokio::join!(mini.score(audio()), mini.score(audio())) };
    assert!(
        Box::pin(tokio::time::timeout(Duration::from_secs(1), both))
            .await
            .is_err()
    );
    assert_eq!(ledger.totals().cancelled, 1);
    mini.score(audio()).await.unwrap();
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn calls_that_differ_in_anything_do_not_share() {
    let script = Script::new([slow(OK)]);
    let mini: Mini = builder(&script).build().unwrap();
    let mut other = wav_of(1);
    *other.last_mut().unwrap() ^= 1;
    let short = CallOptions::new().timeout(Duration::from_secs(20));
    let results = tokio::join!(
        mini.score(audio()),
        mini.score(Upload::bytes(other)),
        mini.score(audio().with_file_name("b.wav")),
        mini.score_with(audio(), short),
    );
    assert!(results.0.is_ok() && results.1.is_ok() && results.2.is_ok() && results.3.is_ok());
    assert_eq!(script.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_failure_is_shared_too_and_those_that_come_later_begin_anew() {
    let script = Script::new([slow(Act::Reply(504, "")), OK]);
    let mini: Mini = builder(&script).build().unwrap();
    let (one, two) = tokio::join!(mini.score(audio()), mini.score(audio()));
    for error in [one.unwrap_err(), two.unwrap_err()] {
        assert_eq!((error.status(), error.billed()), (Some(504), Billed::Maybe));
    }
    assert_eq!(script.count(), 1);
    mini.score(audio()).await.unwrap();
    assert_eq!(script.count(), 2);
}

#[tokio::test(start_paused = true)]
async fn sharing_can_be_turned_off_for_a_client_or_a_call() {
    let script = Script::new([slow(OK)]);
    let mini: Mini = builder(&script).share(false).build().unwrap();
    let (one, two) = tokio::join!(mini.score(audio()), mini.score(audio()));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(script.count(), 2);
    let mini: Mini = builder(&script).build().unwrap();
    let alone = CallOptions::new().share(false);
    let (one, two) = tokio::join!(mini.score(audio()), mini.score_with(audio(), alone));
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(script.count(), 4);
}

#[tokio::test(start_paused = true)]
async fn an_answer_is_kept_only_when_asked_for_and_for_so_long() {
    let script = Script::new([OK]);
    let mini: Mini = builder(&script).build().unwrap();
    mini.score(audio()).await.unwrap();
    mini.score(audio()).await.unwrap();
    assert_eq!(script.count(), 2);
    let (script, ledger) = (Script::new([OK]), Ledger::new());
    let builder = builder(&script).ledger(ledger.clone());
    let mini: Mini = builder
        .cache(1 << 20, Duration::from_secs(60))
        .build()
        .unwrap();
    let first = mini.score(audio()).await.unwrap();
    let again = mini.score(audio()).await.unwrap();
    assert_eq!(
        (first.spent().origin, again.spent().origin),
        (Origin::Sent, Origin::Cached)
    );
    assert_eq!(
        (again.spent().billed, again.spent().attempts),
        (Billed::No, 0)
    );
    assert_eq!(first.value(), again.value());
    assert_eq!((script.count(), ledger.totals().cached), (1, 1));
    mini.score_with(audio(), CallOptions::new().cache(false))
        .await
        .unwrap();
    assert_eq!(script.count(), 2);
    tokio::time::sleep(Duration::from_secs(61)).await;
    mini.score(audio()).await.unwrap();
    assert_eq!(script.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn only_what_can_be_read_is_kept() {
    for act in [
        Act::Reply(400, "{}"),
        Act::Reply(200, "{"),
        Act::Truncate(200, "[1]"),
        Act::Reply(504, ""),
    ] {
        let script = Script::new([act, OK]);
        let mini: Mini = builder(&script)
            .cache(1 << 20, Duration::MAX)
            .build()
            .unwrap();
        mini.score(audio()).await.unwrap_err();
        mini.score(audio()).await.unwrap();
        assert_eq!(script.count(), 2);
    }
}
