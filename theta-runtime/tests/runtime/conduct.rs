//! How a client behaves towards a server in trouble, in the scenarios of a public league table of SDKs that need neither a
//! second provider nor a stream of tokens. A scenario is passed when the caller has the whole answer, safe when it has
//! one clear error in bounded time; the server must never be hammered, nor an answer that is cut short look whole.

use crate::support::{Act, KEY, Mini, Script, wav_of};
use std::time::Duration;
use theta_runtime::{Billed, Builder, Upload};
use tokio::time::Instant;

const OK: Act = Act::Reply(200, "[1]");

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Pass,
    Safe,
}

struct Scenario {
    name: &'static str,
    acts: Vec<Act>,
    verdict: Verdict,
    /// Requests that the server sees.
    attempts: usize,
    /// From the first request to the second at least, in seconds; 0 when there is one.
    gap: u64,
    /// How long the call may take, in seconds.
    within: u64,
    billed: Billed,
}

#[allow(clippy::too_many_lines, reason = "one row for each scenario")]
fn scenarios() -> Vec<Scenario> {
    use Verdict::{Pass, Safe};
    let told = |seconds: &str| {
        Act::ReplyWith(
            429,
            "retry-after",
            seconds.to_owned(),
            "{\"code\": \"rate_limited\"}",
        )
    };
    let invalid = "{\"detail\": \"Invalid options: too long\"}";
    let person = "{\"detail\": \"Not all words are spoken.\"}";
    let row = |name, acts: Vec<Act>, verdict, attempts, gap, within, billed| Scenario {
        name,
        acts,
        verdict,
        attempts,
        gap,
        within,
        billed,
    };
    vec![
        row(
            "429 with Retry-After",
            vec![told("2"), OK],
            Pass,
            2,
            2,
            20,
            Billed::Yes,
        ),
        row(
            "429 for ever",
            vec![Act::Reply(429, "{}")],
            Safe,
            3,
            0,
            40,
            Billed::No,
        ),
        row(
            "429 for longer than there is time",
            vec![told("600")],
            Safe,
            1,
            0,
            1,
            Billed::No,
        ),
        row(
            "500 once",
            vec![Act::Reply(500, ""), OK],
            Pass,
            2,
            0,
            20,
            Billed::Yes,
        ),
        row(
            "503 for ever",
            vec![Act::Reply(503, "")],
            Safe,
            3,
            0,
            40,
            Billed::Maybe,
        ),
        row(
            "reset before the request is read",
            vec![Act::BreakEarly, OK],
            Pass,
            2,
            0,
            20,
            Billed::Yes,
        ),
        row(
            "reset before the answer",
            vec![Act::BreakLate, OK],
            Safe,
            1,
            0,
            20,
            Billed::Maybe,
        ),
        row(
            "no response at all",
            vec![Act::Silence],
            Safe,
            1,
            0,
            36,
            Billed::Maybe,
        ),
        row(
            "a slow answer",
            vec![Act::After(Duration::from_secs(20), Box::new(OK))],
            Pass,
            1,
            0,
            21,
            Billed::Yes,
        ),
        row(
            "an answer that is cut",
            vec![Act::Truncate(200, "[1"), OK],
            Safe,
            1,
            0,
            1,
            Billed::Yes,
        ),
        row(
            "an answer that stalls",
            vec![Act::Hang(200, "[1"), OK],
            Safe,
            1,
            0,
            36,
            Billed::Yes,
        ),
        row(
            "an answer that is malformed",
            vec![Act::Reply(200, "[1,"), OK],
            Safe,
            1,
            0,
            1,
            Billed::Yes,
        ),
        row(
            "a request that is wrong",
            vec![Act::Reply(400, invalid), OK],
            Safe,
            1,
            0,
            1,
            Billed::No,
        ),
        row(
            "a refusal that only a person can mend",
            vec![Act::Reply(400, person), OK],
            Safe,
            1,
            0,
            1,
            Billed::No,
        ),
    ]
}

#[tokio::test(start_paused = true)]
async fn a_server_in_trouble_is_not_hammered_and_the_caller_is_not_misled() {
    for scenario in scenarios() {
        let name = scenario.name;
        let script = Script::new(scenario.acts);
        let mini: Mini = Builder::new()
            .key(KEY)
            .transport(script.clone())
            .build()
            .unwrap();
        let start = Instant::now();
        let result = mini.score(Upload::bytes(wav_of(5))).await;
        let took = start.elapsed();
        let (verdict, billed) = match &result {
            Ok(response) => (Verdict::Pass, response.spent().billed),
            Err(error) => (Verdict::Safe, error.billed()),
        };
        assert_eq!(
            (verdict, script.count()),
            (scenario.verdict, scenario.attempts),
            "{name}"
        );
        assert_eq!(billed, scenario.billed, "{name}");
        assert!(
            took <= Duration::from_secs(scenario.within),
            "{name}: {took:?}"
        );
        let times = script.times();
        if let [first, second, ..] = times[..] {
            let gap = second - first;
            assert!(gap >= Duration::from_secs(scenario.gap), "{name}: {gap:?}");
        }
        // Whatever happened, later calls are not affected; the longest time that a server asked for has passed.
        script.then(OK);
        tokio::time::sleep(Duration::from_secs(600)).await;
        mini.score(Upload::bytes(wav_of(5))).await.unwrap();
    }
}

#[tokio::test(start_paused = true)]
async fn a_server_that_comes_back_is_used_again_at_the_next_call() {
    let down = Duration::from_secs(60);
    let start = Instant::now();
    let script = Script::new([Act::Reply(503, "")]);
    let sick: Mini = Builder::new()
        .key(KEY)
        .transport(script.clone())
        .build()
        .unwrap();
    let mut calls = 0;
    while start.elapsed() < down {
        sick.score(Upload::bytes(wav_of(1))).await.unwrap_err();
        calls += 1;
        tokio::time::sleep(Duration::from_secs(4)).await;
    }
    assert!(
        script.count() <= 3 * calls,
        "{} in {calls} calls",
        script.count()
    );
    script.then(OK);
    sick.score(Upload::bytes(wav_of(1))).await.unwrap();
}
