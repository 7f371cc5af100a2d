//! Many calls at once while one request in twenty goes wrong at random.

use crate::support::{alone, client, counted, distinct_audio, run, server};
use std::time::{Duration, Instant};
use theta_mock::Fault;
use theta_runtime::Ledger;
use tokio::task::JoinSet;

/// Calls that are made at the same time.
const AT_ONCE: u64 = 16;
/// Calls of each of them; `THETA_LONG=1` goes on for a minute instead.
const CALLS: u64 = 25;

/// Faults that end, and of which both sides know in the same way whether the upload was whole.
const FAULTS: [&str; 15] = [
    "close_after_upload",
    "reset_after_upload",
    "garbage_status_line",
    "truncated_head",
    "many_headers",
    "truncated_body",
    "truncated_chunked",
    "garbage_chunk",
    "reset_in_reply",
    "informational",
    "close_after_reply",
    // Time enough to begin another call on the connection: that one is lost.
    "close_after_reply=5",
    "html_page=503",
    "html_page=504",
    "detail_list",
];

#[test]
fn under_random_faults_the_ledger_is_what_the_server_counted() {
    let _alone = alone();
    let long = std::env::var_os("THETA_LONG").is_some_and(|value| value == "1");
    let minute = Duration::from_secs(60);
    let mock = server()
        .random_faults(0.05, 7)
        .choose_faults_from(FAULTS.map(|name| name.parse::<Fault>().unwrap()))
        .record_limit(0)
        .start()
        .unwrap();
    let ledger = Ledger::new();
    let started = Instant::now();
    let slowest = run(async {
        let client = client(mock.base_url(), Duration::from_secs(20))
            .ledger(ledger.clone())
            .build()
            .unwrap();
        let mut tasks = JoinSet::new();
        for task in 0..AT_ONCE {
            let client = client.clone();
            tasks.spawn(async move {
                let mut slowest = Duration::ZERO;
                for call in 0.. {
                    if (!long && call == CALLS) || started.elapsed() > minute {
                        break;
                    }
                    let called = Instant::now();
                    // Whether it fails is a matter of chance.
                    let _ = client.transcribe(distinct_audio((task << 32) + call)).await;
                    slowest = slowest.max(called.elapsed());
                }
                slowest
            });
        }
        tasks.join_all().await.into_iter().max()
    });
    let (client, server) = (ledger.totals(), counted(&mock));
    println!(
        "{} calls in {:?}: {} attempts by the client, {} uploads ({} late) and {} faults by the server, slowest {slowest:?}",
        client.succeeded + client.failed,
        started.elapsed(),
        client.attempts(),
        server.complete,
        server.late,
        server.faults
    );
    assert_eq!(client.attempts(), server.requests);
    assert_eq!(client.attempts(), server.complete);
    let bytes = client.billed.bytes + client.maybe_billed.bytes + client.not_billed.bytes;
    assert_eq!(bytes, server.body_bytes);
    assert!(server.faults > 0);
}
