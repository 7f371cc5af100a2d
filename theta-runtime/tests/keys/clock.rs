//! No request is sent with a token that has ended by the clock, whatever happens.

use crate::builder;
use crate::server::{Gives, Server};
use futures_util::future::join_all;
use proptest::prelude::*;
use std::time::Duration;
use theta_runtime::ErrorKind;
use tokio::time::{Instant, sleep, timeout};

#[derive(Clone, Debug)]
struct Plan {
    gives: Vec<Gives>,
    slow: u64,
    rpm: Option<u32>,
    /// When each call begins, in milliseconds after the one before.
    calls: Vec<u64>,
    /// Calls that are given up after so many milliseconds.
    given_up: Vec<Option<u64>>,
    forgets: Vec<bool>,
}

fn plan() -> impl Strategy<Value = Plan> {
    let gives = prop_oneof![
        4 => (0_u64..90).prop_map(|secs| Gives::Token(Some(Duration::from_secs(secs)))),
        1 => Just(Gives::Token(None)),
        1 => Just(Gives::Fails(503, "{}")),
        1 => Just(Gives::Fails(401, r#"{"error": "invalid_client"}"#)),
        1 => Just(Gives::Fails(200, "{}")),
        1 => Just(Gives::Breaks),
        1 => Just(Gives::Hangs),
    ];
    (
        prop::collection::vec(gives, 0..12),
        0_u64..3000,
        prop::option::of(1_u32..60),
        prop::collection::vec(0_u64..20_000, 1..25),
        prop::collection::vec(prop::option::weighted(0.2, 0_u64..20_000), 25),
        prop::collection::vec(prop::bool::weighted(0.1), 25),
    )
        .prop_map(|(gives, slow, rpm, calls, given_up, forgets)| Plan {
            gives,
            slow,
            rpm,
            calls,
            given_up,
            forgets,
        })
}

async fn run(plan: Plan) {
    let server = Server::new().lifetime(30).then(plan.gives);
    server.state().slow = Duration::from_millis(plan.slow);
    let mut builder = builder(&server);
    if let Some(rpm) = plan.rpm {
        builder = builder.rpm(rpm);
    }
    let client = builder.build().unwrap();
    let begun = Instant::now();
    let mut calls = Vec::new();
    for (at, pause) in plan.calls.into_iter().enumerate() {
        sleep(Duration::from_millis(pause)).await;
        if plan.forgets[at] {
            server.forget();
        }
        let call = client.read().into_future();
        let patience = plan.given_up[at].map_or(Duration::MAX, Duration::from_millis);
        calls.push(tokio::spawn(timeout(
            patience.min(Duration::from_secs(100_000)),
            call,
        )));
    }
    let last = begun.elapsed();
    for ended in join_all(calls).await {
        // A call ends as one of these, or was given up.
        if let Ok(Err(error)) = ended.unwrap() {
            let kind = error.kind();
            let is_known = matches!(
                kind,
                ErrorKind::NoKey | ErrorKind::Deadline | ErrorKind::Documented
            );
            assert!(is_known, "{kind:?}: {error}");
        }
    }
    // Every wait has an end: a call's deadline.
    assert!(
        begun.elapsed().saturating_sub(last) <= Duration::from_secs(151),
        "{:?}",
        begun.elapsed().saturating_sub(last)
    );
    let state = server.state();
    for (_, key, is_valid) in &state.seen {
        // A token that the server forgot is not one that ended.
        let token = key.trim_start_matches("Bearer ");
        assert!(
            *is_valid || !state.valid.contains_key(token),
            "{key} had ended"
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("THETA_LONG").is_some() { 5000 } else { 100 }))]

    #[test]
    fn no_request_is_sent_with_a_token_that_has_ended(plan in plan()) {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
        runtime.block_on(run(plan));
    }
}
