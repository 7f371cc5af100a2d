//! Bill amplification: seconds that are or may be billed, over seconds of different speech.

use crate::support::{AfterUpload, alone, audio, client, run, server};
use std::sync::Arc;
use std::time::Duration;
use theta_mock::{Fault, Mock, Scripted};
use theta_runtime::Ledger;

/// Lengths of the recordings, each sent in one call.
const SECONDS: [u32; 3] = [1, 2, 3];

/// By the client's ledger, and by what the server read whole.
async fn amplification(mock: &Arc<Mock>, timeout: u64) -> (f64, f64) {
    let ledger = Ledger::new();
    let client = client(mock.base_url(), Duration::from_millis(timeout))
        .clock(AfterUpload::new(mock))
        .ledger(ledger.clone())
        .build()
        .unwrap();
    let unique = f64::from(SECONDS.iter().sum::<u32>());
    for seconds in SECONDS {
        client.transcribe(audio(seconds)).await.unwrap_err();
    }
    let billed = ledger.totals().audio_at_most().as_secs_f64();
    // 32,000 bytes a second; what is around the speech is far less than a hundredth of it.
    let read = Duration::from_millis(mock.totals().body_bytes / 32).as_secs_f64();
    (billed / unique, read / unique)
}

#[test]
fn what_nobody_can_know_is_not_paid_for_twice() {
    let _alone = alone();
    let scripts = [
        (
            "permanent 504",
            Scripted::row("gateway_timeout").always(),
            20_000,
        ),
        ("timeout after the full upload", Fault::Hang.always(), 300),
        ("truncated 200", Fault::TruncatedBody.always(), 20_000),
    ];
    println!(
        "{:<31} {:>9} {:>9}",
        "bill amplification", "by ledger", "by server"
    );
    for (name, script, timeout) in scripts {
        let mock = Arc::new(server().start().unwrap());
        mock.script(script).unwrap();
        let (billed, read) = run(amplification(&mock, timeout));
        println!("{name:<31} {billed:>9.2} {read:>9.2}");
        assert!((billed - 1.0).abs() < 0.001, "{name}: {billed}");
        assert!((read - 1.0).abs() < 0.05, "{name}: {read}");
    }
}
