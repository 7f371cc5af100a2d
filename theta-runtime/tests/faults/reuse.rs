//! A second call on a connection that the server has given up: of all ambiguous outcomes the most frequent one, as
//! servers close idle connections whenever they like.

use crate::support::{PATIENCE, alone, client, counted, distinct_audio, server};
use crate::theta_one::Client;
use std::sync::Arc;
use std::time::Duration;
use theta_mock::{Fault, ManualClock, Mock};
use theta_runtime::{Billed, Ledger, Sent};
use tokio::sync::Notify;

/// No client of these tests waits for that long, and the server's clock stands still.
const WHILE: Duration = Duration::from_secs(3600);

fn mock(fault: Fault, clock: &ManualClock) -> Mock {
    let mock = server().clock(clock.clone()).start().unwrap();
    mock.fault(fault).unwrap();
    mock
}

/// A first call that succeeds, and a second one that does not; `handed_over` is told when its upload was.
async fn two_calls(mock: &Mock, ledger: &Ledger, handed_over: &Arc<Notify>) {
    let client: Client = client(mock.base_url(), Duration::from_secs(20))
        .ledger(ledger.clone())
        .build()
        .unwrap();
    client.transcribe(distinct_audio(1)).await.unwrap();
    // The connection goes back to the others in a task of its own.
    for _ in 0..16 {
        tokio::task::yield_now().await;
    }
    let handed_over = handed_over.clone();
    let second = distinct_audio(2).with_progress(move |sent, total| {
        if sent == total {
            handed_over.notify_one();
        }
    });
    let error = client.transcribe(second).await.unwrap_err();
    let spent = error.spent();
    assert_eq!(
        (error.status(), error.sent(), spent.attempts, spent.billed),
        (None, Sent::Complete, 1, Billed::Maybe)
    );
    assert!(!error.is_timeout());
}

/// On one thread, where what was handed over has been sent when somebody else gets to run.
fn run<F: Future>(future: F) -> F::Output {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(future)
}

#[test]
fn a_request_that_crosses_the_end_of_its_connection_is_not_sent_again_and_is_in_both_accounts() {
    let _alone = alone();
    let (clock, ledger) = (ManualClock::new(), Ledger::new());
    let mock = mock(Fault::CloseAfterReply { after: WHILE }, &clock);
    let handed_over = Arc::default();
    run(async {
        let close = async {
            Notify::notified(&handed_over).await;
            assert!(clock.wait_for_sleepers(1, PATIENCE));
            clock.advance(WHILE);
        };
        tokio::join!(two_calls(&mock, &ledger, &handed_over), close);
    });
    let (client, server) = (ledger.totals(), counted(&mock));
    assert_eq!((server.connections, server.late), (1, 1));
    assert_eq!((server.requests, server.complete), (2, 2));
    assert_eq!(client.attempts(), server.requests);
    assert_eq!(
        client.billed.bytes + client.maybe_billed.bytes,
        server.body_bytes
    );
}

#[test]
fn a_request_that_is_answered_with_a_reset_is_not_sent_again_although_nobody_read_it() {
    let _alone = alone();
    let (clock, ledger) = (ManualClock::new(), Ledger::new());
    let mock = mock(Fault::ResetOnReuse, &clock);
    run(two_calls(&mock, &ledger, &Arc::default()));
    let (client, server) = (ledger.totals(), counted(&mock));
    assert_eq!((server.connections, server.requests), (1, 1));
    assert_eq!((client.attempts(), client.maybe_billed.attempts), (2, 1));
}
