//! A second call on a connection that the server has given up: of all ambiguous outcomes the most frequent one, as
//! servers close idle connections whenever they like.

use crate::support::{alone, audio, client, counted, distinct_audio, run, server};
use std::sync::Arc;
use std::time::Duration;
use theta_client::{Billed, Client, Ledger, Sent};
use theta_mock::{Fault, ManualClock, Mock};
use tokio::sync::Notify;

/// No client of these tests waits for that long, and the server's clock stands still.
const WHILE: Duration = Duration::from_secs(3600);

fn mock(fault: Fault, clock: &ManualClock) -> Mock {
    let mock = server().clock(clock.clone()).start().unwrap();
    mock.fault(fault).unwrap();
    mock
}

/// A first call that succeeds, and a second one that does not; `handed_over` is told when its upload was.
async fn two_calls(mock: &Mock, ledger: &Ledger, handed_over: Arc<Notify>) {
    let client: Client = client(mock.base_url(), Duration::from_secs(20))
        .ledger(ledger.clone())
        .build()
        .unwrap();
    client.transcribe(distinct_audio(1)).await.unwrap();
    let second = audio(1).with_progress(move |sent, total| {
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
}

#[test]
fn a_request_that_crosses_the_end_of_its_connection_is_not_sent_again_and_is_in_both_accounts() {
    let _alone = alone();
    let (clock, ledger) = (ManualClock::new(), Ledger::new());
    let mock = mock(Fault::CloseAfterReply { after: WHILE }, &clock);
    let handed_over = Arc::new(Notify::new());
    run(async {
        let close = async {
            handed_over.notified().await;
            clock.advance(WHILE);
        };
        tokio::join!(two_calls(&mock, &ledger, handed_over.clone()), close);
    });
    let (client, server) = (ledger.totals(), counted(&mock));
    assert_eq!(
        (
            server.connections,
            server.requests,
            server.complete,
            server.late
        ),
        (1, 2, 2, 1)
    );
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
    run(two_calls(&mock, &ledger, Arc::new(Notify::new())));
    let (client, server) = (ledger.totals(), counted(&mock));
    assert_eq!((server.connections, server.requests), (1, 1));
    assert_eq!((client.attempts(), client.maybe_billed.attempts), (2, 1));
}
