//! Whether, when and how often a call is sent again, and what it may cost.

use crate::support::{Act, KEY, Mini, MiniError, Script, wav_of};
use std::time::Duration;
use theta_runtime::{
    Billed, Builder, CallOptions, ErrorKind, Exhausted, Ledger, RetryPolicy, Sent, Upload,
};
use tokio::time::Instant;

const OK: Act = Act::Reply(200, "[1]");
const BUSY: Act = Act::Reply(429, "{\"code\": \"rate_limited\", \"detail\": \"x\"}");

fn builder(script: &Script) -> Builder<Mini> {
    Builder::new().key(KEY).transport(script.clone())
}

fn client(script: &Script) -> Mini {
    builder(script).build().unwrap()
}

/// Five seconds of audio.
fn audio() -> Upload {
    Upload::bytes(wav_of(5))
}

/// What happens, uploads, the bill, the status, and why it was given up.
type Row = (Vec<Act>, usize, Billed, Option<u16>, Option<Exhausted>);

#[tokio::test(start_paused = true)]
async fn every_fault_has_its_number_of_uploads_and_its_bill() {
    use Act::{BreakEarly, BreakLate, Hang, Refuse, Reply, Silence, Stall, Truncate};
    use Billed::{Maybe, No, Yes};
    use Exhausted::Attempts;
    let after_user = "{\"detail\": \"Not all words are spoken.\"}";
    let never = "{\"detail\": \"Invalid options: x\"}";
    let table: Vec<Row> = vec![
        (vec![OK], 1, Yes, Some(200), None),
        // Not sent: again and again.
        (vec![Refuse], 3, No, None, Some(Attempts)),
        (vec![Refuse, OK], 2, Yes, Some(200), None),
        (vec![Refuse, Refuse, OK], 3, Yes, Some(200), None),
        // Partly sent: once more.
        (vec![BreakEarly], 2, No, None, Some(Attempts)),
        (vec![BreakEarly, OK], 2, Yes, Some(200), None),
        (vec![Stall], 2, No, None, Some(Attempts)),
        (vec![Stall, OK], 2, Yes, Some(200), None),
        (vec![BreakEarly, Refuse], 3, No, None, Some(Attempts)),
        // Wholly sent and not answered: never again.
        (vec![BreakLate], 1, Maybe, None, None),
        (vec![Silence], 1, Maybe, None, None),
        (vec![Refuse, Silence], 2, Maybe, None, None),
        // Answered with success: never again, whatever became of it.
        (vec![Truncate(200, "[1")], 1, Yes, Some(200), None),
        (vec![Hang(200, "[1")], 1, Yes, Some(200), None),
        (vec![Reply(200, "{")], 1, Yes, Some(200), None),
        (vec![Reply(200, "<html>")], 1, Yes, Some(200), None),
        (vec![Reply(204, "")], 1, Yes, Some(204), None),
        // Too often.
        (vec![BUSY], 3, No, Some(429), Some(Attempts)),
        (vec![BUSY, OK], 2, Yes, Some(200), None),
        (vec![Reply(429, "<html>"), OK], 2, Yes, Some(200), None),
        // The server failed.
        (vec![Reply(500, "")], 3, Maybe, Some(500), Some(Attempts)),
        (vec![Reply(500, "{}"), OK], 2, Yes, Some(200), None),
        (
            vec![Reply(502, "<html>")],
            3,
            Maybe,
            Some(502),
            Some(Attempts),
        ),
        (
            vec![Reply(503, ""), Reply(502, ""), OK],
            3,
            Yes,
            Some(200),
            None,
        ),
        (vec![Truncate(503, "{"), OK], 2, Yes, Some(200), None),
        (vec![Hang(500, "{")], 3, Maybe, Some(500), Some(Attempts)),
        // It took too long, or nobody knows.
        (vec![Reply(504, "")], 1, Maybe, Some(504), None),
        (vec![Reply(501, "")], 1, Maybe, Some(501), None),
        (vec![Reply(599, "{")], 1, Maybe, Some(599), None),
        // The request is wrong.
        (vec![Reply(400, after_user)], 1, No, Some(400), None),
        (vec![Reply(400, never)], 1, No, Some(400), None),
        (vec![Reply(400, "")], 1, No, Some(400), None),
        (vec![Reply(401, "{}")], 1, No, Some(401), None),
        (vec![Reply(402, "{}")], 1, No, Some(402), None),
        (vec![Reply(408, "")], 1, Maybe, Some(408), None),
        (vec![Reply(413, "")], 1, No, Some(413), None),
        (vec![Reply(422, "{\"detail\": []}")], 1, No, Some(422), None),
        (vec![Truncate(400, "{")], 1, No, Some(400), None),
        // Another address.
        (vec![Reply(301, "")], 1, No, Some(301), None),
        (vec![Reply(307, "")], 1, No, Some(307), None),
        // One after another.
        (vec![BUSY, Reply(500, ""), OK], 3, Yes, Some(200), None),
        (vec![Reply(500, ""), BreakLate], 2, Maybe, None, None),
        (
            vec![Reply(500, ""), Reply(400, never)],
            2,
            Maybe,
            Some(400),
            None,
        ),
    ];
    assert!(table.len() >= 30);
    for (acts, uploads, bill, status, exhausted) in table {
        let (script, ledger) = (Script::new(acts.clone()), Ledger::new());
        let mini = builder(&script).ledger(ledger.clone()).build().unwrap();
        let (spent, seen, gave_up) = match mini.score(audio()).await {
            Ok(response) => (response.spent(), Some(response.status()), None),
            Err(error) => (error.spent(), error.status(), error.exhausted()),
        };
        assert_eq!((script.count(), spent.billed), (uploads, bill), "{acts:?}");
        assert_eq!(spent.attempts as usize, uploads, "{acts:?}");
        assert_eq!((seen, gave_up), (status, exhausted), "{acts:?}");
        let totals = ledger.totals();
        assert_eq!(totals.attempts(), uploads as u64, "{acts:?}");
        assert!(totals.audio_at_most() <= spent.audio_sent, "{acts:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn what_may_have_been_worked_on_is_billed_once() {
    for act in [
        Act::Reply(504, ""),
        Act::Silence,
        Act::BreakLate,
        Act::Truncate(200, "[1"),
        Act::Hang(200, "["),
        Act::Reply(200, "{"),
    ] {
        let (script, ledger) = (Script::new([act.clone()]), Ledger::new());
        let mini = builder(&script).ledger(ledger.clone()).build().unwrap();
        mini.score(audio()).await.unwrap_err();
        assert_eq!(
            ledger.totals().audio_at_most(),
            Duration::from_secs(5),
            "{act:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn an_attempt_may_take_a_little_longer_than_the_server_allows_itself() {
    let script = Script::new([Act::Silence]);
    let start = Instant::now();
    let error = client(&script).score(audio()).await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Transport { timeout: true });
    // The contract says 30 seconds.
    assert_within(start.elapsed(), 35.0);
    assert_within(error.elapsed(), 35.0);
    assert_eq!((error.sent(), error.attempts()), (Sent::Complete, 1));
    let late = Act::After(Duration::from_secs(32), Box::new(Act::Reply(504, "")));
    let error = client(&Script::new([late]))
        .score(audio())
        .await
        .unwrap_err();
    assert_eq!(error.status(), Some(504));
}

fn assert_within(time: Duration, seconds: f64) {
    let difference = (time.as_secs_f64() - seconds).abs();
    assert!(difference < 0.05, "{time:?} is not {seconds} s");
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_the_server_asks_for_is_kept_in_every_form() {
    let date = "Sun, 06 Nov 1994 08:49:37 GMT";
    let header = |name, value: &str| Act::ReplyWith(429, name, value.to_owned(), "{}");
    let table = [
        (header("retry-after", "7"), 7.0),
        (header("retry-after", date), 0.0),
        (
            Act::Reply(429, "{\"code\": \"x\", \"detail\": \"y\", \"retry_in\": 9}"),
            9.0,
        ),
        (
            Act::Reply(503, "{\"code\": \"x\", \"detail\": \"y\", \"retry_in\": 4}"),
            4.0,
        ),
        (header("retry-after", "soon"), 0.0),
    ];
    for (act, seconds) in table {
        let script = Script::new([act.clone(), OK]);
        let mini: Mini = builder(&script).randomness(|| 0).build().unwrap();
        mini.score(audio()).await.unwrap();
        let times = script.times();
        assert_within(times[1] - times[0], seconds);
    }
}

#[tokio::test(start_paused = true)]
async fn a_delay_that_does_not_fit_is_not_waited_for() {
    let long = Act::ReplyWith(
        429,
        "retry-after",
        "149".to_owned(),
        "{\"code\": \"rate_limited\", \"detail\": \"x\"}",
    );
    let script = Script::new([long]);
    let start = Instant::now();
    let error = client(&script).score(audio()).await.unwrap_err();
    assert_within(start.elapsed(), 0.0);
    assert_eq!(
        (error.api(), script.count()),
        (Some(&MiniError::RateLimited), 1)
    );
    assert_eq!(error.exhausted(), Some(Exhausted::Deadline));
    assert_eq!(error.retry_after(), Some(Duration::from_secs(149)));
    assert!(error.is_retryable());
}

#[tokio::test(start_paused = true)]
async fn waits_have_full_jitter_from_the_contract_s_base() {
    // 0.75 of one second, then of two.
    let script = Script::new([Act::Reply(500, "")]);
    let mini: Mini = builder(&script).randomness(|| 3 << 126).build().unwrap();
    mini.score(audio()).await.unwrap_err();
    let times = script.times();
    assert_within(times[1] - times[0], 0.75);
    assert_within(times[2] - times[1], 1.5);
    // And of a tenth of it when there was no connection.
    let script = Script::new([Act::Refuse]);
    let mini: Mini = builder(&script).randomness(|| 3 << 126).build().unwrap();
    mini.score(audio()).await.unwrap_err();
    let times = script.times();
    assert_within(times[1] - times[0], 0.075);
    assert_within(times[2] - times[1], 0.15);
}

#[tokio::test(start_paused = true)]
async fn one_setting_turns_retries_off_for_a_client_or_a_call() {
    for act in [BUSY, Act::Refuse, Act::Reply(500, ""), Act::BreakEarly] {
        let script = Script::new([act]);
        let mini: Mini = builder(&script).retry(RetryPolicy::off()).build().unwrap();
        mini.score(audio()).await.unwrap_err();
        assert_eq!(script.count(), 1);
        let options = CallOptions::new().retry(RetryPolicy::off());
        client(&script)
            .score_with(audio(), options)
            .await
            .unwrap_err();
        assert_eq!(script.count(), 2);
    }
}

#[tokio::test(start_paused = true)]
async fn the_number_of_attempts_can_be_set_and_the_row_bounds_it() {
    let options = CallOptions::new().retry(RetryPolicy::new().attempts(9));
    let table = [
        (Act::Refuse, 9),
        (BUSY, 3),
        (Act::Reply(500, ""), 3),
        (Act::BreakEarly, 2),
    ];
    for (act, uploads) in table {
        let script = Script::new([act.clone()]);
        client(&script)
            .score_with(audio(), options.clone())
            .await
            .unwrap_err();
        assert_eq!(script.count(), uploads, "{act:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_ambiguous_outcome_is_tried_again_only_when_asked() {
    let options = CallOptions::new().retry(RetryPolicy::new().ambiguous(1));
    for act in [Act::BreakLate, Act::Silence, Act::Reply(504, "")] {
        let script = Script::new([act.clone(), OK]);
        client(&script)
            .score_with(audio(), options.clone())
            .await
            .unwrap();
        assert_eq!(script.count(), 2);
        let script = Script::new([act]);
        let error = client(&script)
            .score_with(audio(), options.clone())
            .await
            .unwrap_err();
        assert_eq!(
            (script.count(), error.exhausted()),
            (2, Some(Exhausted::Attempts))
        );
    }
    let script = Script::new([Act::Truncate(200, "[")]);
    client(&script)
        .score_with(audio(), options)
        .await
        .unwrap_err();
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_success_that_says_it_failed_is_tried_again_as_its_row_and_the_server_say() {
    const BUSY: &str = "{\"code\": \"busy\", \"detail\": \"later\"}";
    const OVER: &str = "{\"code\": \"over\", \"detail\": \"no\"}";
    const OTHER: &str = "{\"code\": \"other\", \"detail\": \"what\"}";
    let told = |word: &str, body| Act::ReplyWith(200, "x-should-retry", word.to_owned(), body);
    let attempts = Some(Exhausted::Attempts);
    // What happens, whether it costs nothing, the length of the audio, uploads, why it was given up, and whether it may
    // pass.
    let table = [
        (vec![Act::Reply(200, BUSY)], true, 5, 3, attempts, true),
        // What may be billed has the budget that a failed server has.
        (vec![Act::Reply(200, BUSY)], false, 5, 3, attempts, true),
        (
            vec![Act::Reply(200, BUSY)],
            false,
            30,
            2,
            Some(Exhausted::Budget),
            true,
        ),
        (vec![Act::Reply(200, OVER)], true, 5, 1, None, false),
        (vec![told("true", OVER)], true, 5, 3, attempts, true),
        (vec![told("false", BUSY)], true, 5, 1, None, false),
        (vec![Act::Reply(200, OTHER)], true, 5, 1, None, false),
        (vec![told("true", OTHER)], true, 5, 3, attempts, true),
        // No failure that it is known to be.
        (vec![Act::Truncate(200, BUSY)], true, 5, 1, None, false),
    ];
    for (acts, is_free, seconds, uploads, exhausted, may_pass) in table {
        let shown = format!("{acts:?} {is_free} {seconds}");
        let (script, ledger) = (Script::new(acts), Ledger::new());
        let mini = builder(&script).ledger(ledger.clone()).build().unwrap();
        let upload = Upload::bytes(wav_of(seconds));
        let error = mini.judge(upload, is_free).await.unwrap_err();
        assert_eq!(
            (script.count(), error.exhausted(), error.is_retryable()),
            (uploads, exhausted, may_pass),
            "{shown}"
        );
        let billed = if is_free { Billed::No } else { Billed::Maybe };
        assert_eq!(error.billed(), billed, "{shown}");
    }
    for is_free in [true, false] {
        let later = Act::ReplyWith(200, "retry-after", "7".to_owned(), BUSY);
        let script = Script::new([later, OK]);
        client(&script).judge(audio(), is_free).await.unwrap();
        let times = script.times();
        assert_eq!((times[1] - times[0]).as_secs(), 7);
    }
    // A success is a success, whatever the server says of trying again.
    let script = Script::new([told("true", "[1]")]);
    client(&script).judge(audio(), true).await.unwrap();
    assert_eq!(script.count(), 1);
}

#[tokio::test(start_paused = true)]
async fn a_free_and_repeatable_call_is_tried_again_whatever_happened() {
    let script = Script::new([Act::BreakLate, Act::Silence, Act::Reply(200, "x")]);
    let response = client(&script).voice("a", vec![], None).await.unwrap();
    assert_eq!((script.count(), response.spent().billed), (3, Billed::No));
}

#[tokio::test(start_paused = true)]
async fn retries_that_may_be_billed_have_a_budget_for_the_call_and_for_the_client() {
    // Longer audio once more only.
    let script = Script::new([Act::Reply(500, "")]);
    let error = client(&script)
        .score(Upload::bytes(wav_of(20)))
        .await
        .unwrap_err();
    assert_eq!(
        (script.count(), error.exhausted()),
        (2, Some(Exhausted::Budget))
    );
    assert_eq!(error.spent().audio_sent, Duration::from_secs(40));
    // Sixty seconds for all calls: three retries of twenty.
    let (script, ledger) = (Script::new([Act::Reply(500, "")]), Ledger::new());
    let mini = builder(&script).ledger(ledger.clone()).build().unwrap();
    for _ in 0..20 {
        mini.score(Upload::bytes(wav_of(20))).await.unwrap_err();
    }
    assert_eq!(script.count(), 23);
    assert_eq!(ledger.totals().audio_at_most(), Duration::from_secs(460));
    // What is not billed has none.
    let script = Script::new([BUSY]);
    let mini = builder(&script)
        .retry_budget(Duration::ZERO)
        .build()
        .unwrap();
    mini.score(audio()).await.unwrap_err();
    assert_eq!(script.count(), 3);
}

#[tokio::test(start_paused = true)]
async fn only_a_success_that_is_billed_pays_for_retries() {
    let script = Script::new([Act::Reply(500, "")]);
    let budget = Duration::from_secs(5);
    let mini = builder(&script).retry_budget(budget).build().unwrap();
    let uploads = async || {
        script.then(Act::Reply(500, ""));
        let before = script.count();
        mini.score(audio()).await.unwrap_err();
        script.count() - before
    };
    assert_eq!((uploads().await, uploads().await), (2, 1));
    script.then(Act::Reply(200, "x"));
    for _ in 0..50 {
        mini.voice("a", vec![], None).await.unwrap();
    }
    assert_eq!(uploads().await, 1);
    script.then(OK);
    mini.score(audio()).await.unwrap();
    assert_eq!(uploads().await, 2);
}

#[tokio::test(start_paused = true)]
async fn a_success_that_was_cut_short_is_not_sent_again_whatever_its_header_says() {
    let told = |status, body| Act::ReplyWith(status, "x-should-retry", "true".to_owned(), body);
    let cut = Act::Cut(Box::new(told(200, "{")));
    for (act, uploads, may_pass) in [(cut, 1, false), (told(500, "{"), 3, true)] {
        let script = Script::new([act]);
        let error = client(&script).judge(audio(), true).await.unwrap_err();
        assert_eq!(
            (script.count(), error.is_retryable()),
            (uploads, may_pass),
            "{error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn the_deadline_bounds_everything() {
    let slow = Act::After(Duration::from_secs(4), Box::new(Act::Reply(500, "")));
    let script = Script::new([slow]);
    let options = CallOptions::new().deadline(Duration::from_secs(6));
    let start = Instant::now();
    let error = client(&script)
        .score_with(audio(), options)
        .await
        .unwrap_err();
    assert!(
        start.elapsed() <= Duration::from_millis(6050),
        "{:?}",
        start.elapsed()
    );
    assert!(error.attempts() <= 2);
    // It bounds the attempt too.
    let options = CallOptions::new().deadline(Duration::from_secs(2));
    let start = Instant::now();
    let script = Script::new([Act::Silence]);
    let error = client(&script)
        .score_with(audio(), options)
        .await
        .unwrap_err();
    assert_within(start.elapsed(), 2.0);
    assert!(error.is_timeout());
}

#[tokio::test(start_paused = true)]
async fn no_trace_oversleeps_the_deadline() {
    // The long form has a hundred thousand traces: THETA_LONG=1.
    let traces = if std::env::var_os("THETA_LONG").is_some() {
        100_000
    } else {
        2_000
    };
    let random = std::sync::Arc::new(std::sync::Mutex::new(0x5eed_u64));
    let next = move || {
        let mut state = random.lock().unwrap();
        *state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        *state >> 33
    };
    for trace in 0..traces {
        let acts: Vec<Act> = (0..6)
            .map(|_| {
                let after = Duration::from_millis(next() % 40_000);
                let act = match next() % 9 {
                    0 => Act::Refuse,
                    1 => Act::BreakEarly,
                    2 => Act::Stall,
                    3 => Act::Reply(500, ""),
                    4 => BUSY,
                    5 => Act::ReplyWith(429, "retry-after", (next() % 60).to_string(), "{}"),
                    6 => Act::Silence,
                    7 => Act::Hang(503, "{"),
                    _ => Act::Reply(502, ""),
                };
                if next() % 2 == 0 {
                    act
                } else {
                    Act::After(after, Box::new(act))
                }
            })
            .collect();
        let script = Script::new(acts.clone());
        let deadline = Duration::from_millis(1 + next() % 200_000);
        let policy = RetryPolicy::new()
            .attempts(u32::try_from(next() % 8).unwrap())
            .ambiguous(2);
        let options = CallOptions::new().deadline(deadline).retry(policy);
        let jitter = u128::from(next()) << 97;
        let mini = builder(&script)
            .rpm(20)
            .randomness(move || jitter)
            .build()
            .unwrap();
        let start = Instant::now();
        mini.score_with(Upload::bytes(wav_of(1)), options)
            .await
            .unwrap_err();
        let over = start.elapsed().saturating_sub(deadline);
        assert!(
            over <= Duration::from_millis(50),
            "{trace}: {over:?} over {deadline:?}: {acts:?}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_call_that_is_dropped_is_in_the_ledger_with_what_it_sent() {
    for (act, maybe, not) in [(Act::Silence, 1, 0), (Act::Stall, 0, 1)] {
        let (script, ledger) = (Script::new([act]), Ledger::new());
        let mini: Mini = builder(&script).ledger(ledger.clone()).build().unwrap();
        let call = tokio::time::timeout(Duration::from_secs(1), mini.score(audio()));
        assert!(call.await.is_err());
        let totals = ledger.totals();
        assert_eq!((totals.cancelled, totals.failed), (1, 0));
        assert_eq!(
            (totals.maybe_billed.attempts, totals.not_billed.attempts),
            (maybe, not)
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_file_is_opened_again_for_every_attempt_and_must_be_the_same() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.wav");
    std::fs::write(&path, wav_of(1)).unwrap();
    let script = Script::new([Act::BreakEarly, BUSY, OK]);
    client(&script).score(Upload::file(&path)).await.unwrap();
    assert_eq!(script.count(), 3);
    let script = Script::new([Act::After(Duration::from_secs(3), Box::new(BUSY)), OK]);
    let change = async {
        tokio::time::sleep(Duration::from_secs(1)).await;
        std::fs::write(&path, wav_of(2)).unwrap();
    };
    let mini = client(&script);
    let (result, ()) = tokio::join!(mini.score(Upload::file(&path)), change);
    let error = result.unwrap_err();
    assert_eq!((error.kind(), script.count()), (ErrorKind::InvalidInput, 1));
}

#[tokio::test(start_paused = true)]
async fn an_error_says_how_often_it_was_tried() {
    let script = Script::new([Act::Reply(500, "")]);
    let mini: Mini = builder(&script).randomness(|| 0).build().unwrap();
    let error = mini.score(audio()).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.ends_with("try again later (may be billed; 3 attempts in 0.0 s)"),
        "{text}"
    );
}
