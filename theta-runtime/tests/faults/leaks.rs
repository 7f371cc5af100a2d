//! Failing calls leave nothing behind.

#![cfg(target_os = "linux")]

use crate::support::{PATIENCE, alone, audio, client, run, server};
use std::time::{Duration, Instant};
use theta_mock::Fault;
use theta_runtime::{Ledger, RetryPolicy};

/// Calls of the everyday test; `THETA_LONG=1` makes ten times as many.
const CALLS: usize = 1000;

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

#[test]
fn a_thousand_failing_calls_leave_no_descriptor_open() {
    let _alone = alone();
    let long = std::env::var_os("THETA_LONG").is_some_and(|value| value == "1");
    let calls = if long { 10 * CALLS } else { CALLS };
    let faults = [
        "reset_at_accept",
        "reset_during_upload=1000",
        "close_after_upload",
        "reset_after_upload",
        "garbage_status_line",
        "truncated_head",
        "truncated_body",
        "truncated_chunked",
        "reset_in_reply",
        "html_page=403",
        "detail_list",
        "empty_body",
    ];
    let faults = faults.map(|name| name.parse::<Fault>().unwrap());
    let before = descriptors();
    let mock = server()
        .random_faults(1.0, 7)
        .choose_faults_from(faults)
        .start()
        .unwrap();
    let most = run(async {
        let ledger = Ledger::new();
        let client = client(mock.base_url(), Duration::from_secs(20))
            .retry(RetryPolicy::off())
            .ledger(ledger.clone())
            .build()
            .unwrap();
        let mut most = 0;
        for call in 0..calls {
            client.transcribe(audio(1)).await.unwrap_err();
            if call % 100 == 0 {
                most = most.max(descriptors());
            }
        }
        assert_eq!(ledger.totals().attempts(), calls as u64);
        most
    });
    let totals = mock.totals();
    drop(mock);
    // The last sockets may be on their way out.
    let waiting = Instant::now();
    while descriptors() > before && waiting.elapsed() < PATIENCE {
        std::thread::yield_now();
    }
    println!(
        "{calls} failing calls over {} connections: {before} descriptors before, at most {most} meanwhile, {} after",
        totals.connections,
        descriptors()
    );
    assert!(descriptors() <= before);
    // Runtimes, the server and one connection at a time.
    assert!(most < before + 40, "{most}");
}
