//! One row for each thing that can go wrong: what the client makes of it, what the server saw, what may be billed.

use crate::support::{AfterUpload, PATIENCE, alone, audio, client, large_audio, run, server};
use crate::theta_one::TranscribeError;
use std::fmt::Write as _;
use std::net::TcpListener;
use std::ops::RangeInclusive;
use std::sync::Arc;
use std::time::{Duration, Instant};
use theta_mock::{Mock, Scripted};
use theta_runtime::{Billed, Error, ErrorKind, Ledger, Sent};
use tokio::sync::Semaphore;

/// For rows that do not end by a timeout.
const PATIENT: u64 = 20_000;
/// For rows that do whatever was handed over by then.
const SHORT: u64 = 300;
/// Rows that run at once.
const AT_ONCE: usize = 3;

/// Where the call goes, and what befalls it there.
#[derive(Clone, Copy)]
enum Against {
    /// A fault, by its name, for every request.
    Fault(&'static str),
    /// A documented reply, for every request.
    Reply(&'static str),
    /// A port where nobody listens.
    Refused,
    /// A host that does not exist.
    NoHost,
    /// A server that does not speak TLS.
    NoTls,
}

use Against::{Fault, NoHost, NoTls, Refused, Reply};
use Billed::{Maybe, No, Yes};
use Sent::{Complete, NotSent, Partial};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Is {
    Success,
    Cut,
    Timeout,
    Documented,
    Unknown,
    Decode,
    Other,
}

struct Row {
    against: Against,
    /// Whether the speech is more than all buffers hold; one second otherwise.
    large: bool,
    timeout: u64,
    /// Whether it begins when the server has the whole upload.
    after_upload: bool,
    kinds: &'static [Is],
    statuses: &'static [u16],
    sent: &'static [Sent],
    attempts: RangeInclusive<u32>,
    uploads: RangeInclusive<u64>,
    billed: Billed,
}

/// A call with one second of speech, which the server holds whole before anything goes wrong.
const fn short(
    against: Against,
    kinds: &'static [Is],
    statuses: &'static [u16],
    attempts: u32,
    billed: Billed,
) -> Row {
    Row {
        against,
        large: false,
        timeout: PATIENT,
        after_upload: false,
        kinds,
        statuses,
        sent: &[Complete],
        attempts: attempts..=attempts,
        uploads: attempts as u64..=attempts as u64,
        billed,
    }
}

/// A call that ends by a timeout after its upload.
const fn late(against: Against, statuses: &'static [u16], billed: Billed) -> Row {
    let mut row = short(against, &[Is::Timeout], statuses, 1, billed);
    row.timeout = SHORT;
    row.after_upload = true;
    row
}

/// A call with more speech than all buffers hold, of which the server never holds the whole.
const fn long(
    against: Against,
    kinds: &'static [Is],
    sent: &'static [Sent],
    attempts: RangeInclusive<u32>,
) -> Row {
    Row {
        against,
        large: true,
        timeout: PATIENT,
        after_upload: false,
        kinds,
        statuses: &[],
        sent,
        attempts,
        uploads: 0..=0,
        billed: No,
    }
}

const fn long_and_late(against: Against) -> Row {
    let mut row = long(against, &[Is::Timeout], &[NotSent, Partial], 2..=3);
    row.timeout = SHORT;
    row
}

const fn unsent(against: Against) -> Row {
    let mut row = short(against, &[Is::Cut], &[], 3, No);
    row.sent = &[NotSent];
    row.uploads = 0..=0;
    row
}

#[rustfmt::skip]
fn rows() -> Vec<Row> {
    vec![
        // No connection: tried again as often as any call is.
        unsent(Refused),
        unsent(NoHost),
        unsent(NoTls),
        // A connection that breaks before the upload is whole: tried again once, never billed. How much of it was
        // handed over by then is a race that makes no difference.
        long(Fault("reset_at_accept"), &[Is::Cut], &[NotSent, Partial], 2..=3),
        long(Fault("close_at_accept"), &[Is::Cut], &[NotSent, Partial], 2..=3),
        long(Fault("reset_during_upload=0"), &[Is::Cut], &[Partial], 2..=2),
        long(Fault("reset_during_upload"), &[Is::Cut], &[Partial], 2..=2),
        long(Fault("reset_during_upload=4000000"), &[Is::Cut], &[Partial], 2..=2),
        long(Fault("half_close"), &[Is::Cut], &[Partial], 2..=2),
        long_and_late(Fault("never_read")),
        long_and_late(Fault("stop_reading")),
        // An answer before the upload is whole. One that comes with a reset may be lost on the way.
        Row { statuses: &[413], ..long(Fault("early_reply_close"), &[Is::Documented, Is::Cut], &[Partial], 1..=2) },
        Row { statuses: &[413], uploads: 0..=1, ..long(Fault("early_reply_drain"), &[Is::Documented], &[Partial, Complete], 1..=1) },
        Row { statuses: &[401], uploads: 0..=1, ..long(Fault("early_reply_drain=401"), &[Is::Documented], &[Partial, Complete], 1..=1) },
        // No answer after the whole upload: may be billed, not tried again.
        late(Fault("hang"), &[], Maybe),
        late(Fault("stalled_head"), &[], Maybe),
        short(Fault("close_after_upload"), &[Is::Cut], &[], 1, Maybe),
        short(Fault("reset_after_upload"), &[Is::Cut], &[], 1, Maybe),
        short(Fault("garbage_status_line"), &[Is::Cut], &[], 1, Maybe),
        short(Fault("truncated_head"), &[Is::Cut], &[], 1, Maybe),
        short(Fault("bad_length"), &[Is::Cut], &[], 1, Maybe),
        short(Fault("large_header"), &[Is::Cut], &[], 1, Maybe),
        // A success that cannot be read: billed, not tried again.
        late(Fault("stalled_body"), &[200], Yes),
        late(Fault("slow_body=20"), &[200], Yes),
        short(Fault("truncated_body"), &[Is::Cut], &[200], 1, Yes),
        short(Fault("truncated_chunked"), &[Is::Cut], &[200], 1, Yes),
        short(Fault("garbage_chunk"), &[Is::Cut], &[200], 1, Yes),
        short(Fault("reset_in_reply"), &[Is::Cut], &[200], 1, Yes),
        short(Fault("html_page=200"), &[Is::Decode], &[200], 1, Yes),
        short(Fault("non_utf8_body=200"), &[Is::Decode], &[200], 1, Yes),
        short(Fault("empty_body"), &[Is::Decode], &[200], 1, Yes),
        short(Fault("empty_body=204"), &[Is::Decode], &[204], 1, Yes),
        short(Fault("huge_body=200,100000000"), &[Is::Decode], &[200], 1, Yes),
        // Peculiar, and a success all the same.
        short(Fault("many_headers"), &[Is::Success], &[200], 1, Yes),
        short(Fault("informational=3"), &[Is::Success], &[200], 1, Yes),
        short(Fault("close_after_reply"), &[Is::Success], &[200], 1, Yes),
        short(Fault("reset_on_reuse"), &[Is::Success], &[200], 1, Yes),
        short(Fault("slow_body=0"), &[Is::Success], &[200], 1, Yes),
        // What befalls events alone.
        short(Fault("events_without_end"), &[Is::Success], &[200], 1, Yes),
        short(Fault("events_torn"), &[Is::Success], &[200], 1, Yes),
        short(Fault("error_event"), &[Is::Success], &[200], 1, Yes),
        short(Fault("event_pause=0"), &[Is::Success], &[200], 1, Yes),
        // What befalls lists and jobs alone.
        short(Fault("pages_repeat"), &[Is::Success], &[200], 1, Yes),
        short(Fault("job_goes_on"), &[Is::Success], &[200], 1, Yes),
        short(Fault("job_fails"), &[Is::Success], &[200], 1, Yes),
        // Answers that nobody documented, or that only look documented.
        short(Fault("detail_list"), &[Is::Unknown], &[422], 1, No),
        short(Fault("detail_list=400"), &[Is::Unknown], &[400], 1, No),
        short(Fault("html_page=403"), &[Is::Unknown], &[403], 1, No),
        short(Fault("non_utf8_body=400"), &[Is::Unknown], &[400], 1, No),
        short(Fault("non_utf8_body=500"), &[Is::Unknown], &[500], 3, Maybe),
        short(Fault("empty_body=500"), &[Is::Unknown], &[500], 3, Maybe),
        short(Fault("huge_body=500,1000000"), &[Is::Unknown], &[500], 3, Maybe),
        short(Fault("redirect"), &[Is::Unknown], &[307], 1, No),
        short(Fault("html_page=408"), &[Is::Unknown], &[408], 1, Maybe),
        // A proxy's page under a status that is documented without a body.
        short(Fault("html_page=502"), &[Is::Documented], &[502], 3, Maybe),
        short(Fault("html_page=503"), &[Is::Documented], &[503], 3, Maybe),
        short(Fault("html_page=504"), &[Is::Documented], &[504], 1, Maybe),
        // What is documented.
        short(Reply("invalid_audio_format"), &[Is::Documented], &[400], 1, No),
        short(Reply("invalid_api_key"), &[Is::Documented], &[401], 1, No),
        short(Reply("insufficient_credits"), &[Is::Documented], &[402], 1, No),
        short(Reply("payload_too_large"), &[Is::Documented], &[413], 1, No),
        short(Reply("rate_limited"), &[Is::Documented], &[429], 3, No),
        short(Reply("internal_server_error"), &[Is::Documented], &[500], 3, Maybe),
        short(Reply("gateway_timeout"), &[Is::Documented], &[504], 1, Maybe),
    ]
}

impl Row {
    fn name(&self) -> String {
        match self.against {
            Fault(name) => name.to_owned(),
            Reply(row) => format!("reply {row}"),
            Refused => "connection refused".to_owned(),
            NoHost => "no such host".to_owned(),
            NoTls => "TLS to a plain port".to_owned(),
        }
    }

    /// Plays the row; the line that is printed, and what is not as expected.
    async fn play(self) -> (String, Vec<String>) {
        let mock = Arc::new(server().start().unwrap());
        let base_url = match self.against {
            Fault(name) => {
                let fault: theta_mock::Fault = name.parse().unwrap();
                mock.script(fault.always()).unwrap();
                mock.base_url()
            }
            Reply(row) => {
                mock.script(Scripted::row(row).always()).unwrap();
                mock.base_url()
            }
            Refused => {
                let closed = TcpListener::bind("127.0.0.1:0").unwrap();
                format!("http://{}", closed.local_addr().unwrap())
            }
            NoHost => "https://nowhere.invalid".to_owned(),
            NoTls => mock.base_url().replace("http:", "https:"),
        };
        let ledger = Ledger::new();
        let mut builder = client(base_url, Duration::from_millis(self.timeout));
        if self.after_upload {
            builder = builder.clock(AfterUpload::new(&mock));
        }
        let client = builder.ledger(ledger.clone()).build().unwrap();
        let started = Instant::now();
        let speech = if self.large { large_audio() } else { audio(1) };
        let outcome = client.transcribe(speech).send_with_response().await;
        let took = started.elapsed();
        let (kind, status, sent, spent) = match &outcome {
            Ok(reply) => (Is::Success, Some(reply.status()), Complete, reply.spent()),
            Err(error) => (kind(error), error.status(), error.sent(), error.spent()),
        };
        let uploads = mock.totals().complete;
        self.judge(&Judged {
            kind,
            status,
            sent,
            attempts: spent.attempts,
            billed: spent.billed,
            uploads,
            ledger: ledger.totals().attempts(),
            took,
            mock: &mock,
        })
    }

    fn judge(&self, seen: &Judged<'_>) -> (String, Vec<String>) {
        let name = self.name();
        let mut wrong = Vec::new();
        let mut check = |right: bool, what: String| {
            if !right {
                wrong.push(format!("{name}: {what}"));
            }
        };
        let Judged {
            kind,
            status,
            sent,
            attempts,
            billed,
            uploads,
            ledger,
            took,
            mock,
        } = *seen;
        check(self.kinds.contains(&kind), format!("kind {kind:?}"));
        let is_status = match status {
            Some(status) => self.statuses.contains(&status),
            None => self.statuses.is_empty() || kind == Is::Cut,
        };
        check(is_status, format!("status {status:?}"));
        check(self.sent.contains(&sent), format!("sent {sent:?}"));
        check(
            self.attempts.contains(&attempts),
            format!("{attempts} attempts"),
        );
        check(
            self.uploads.contains(&uploads),
            format!("{uploads} uploads"),
        );
        check(billed == self.billed, format!("billed {billed:?}"));
        check(
            ledger == u64::from(attempts),
            format!("{ledger} attempts in the ledger"),
        );
        let limit = Duration::from_millis(self.timeout) * attempts.max(1) + PATIENCE;
        check(took < limit, format!("took {took:?}"));
        // The server never took more for whole than the client sent.
        let arrived: usize = mock
            .connections()
            .iter()
            .map(|connection| connection.arrivals.len())
            .sum();
        check(
            arrived <= attempts as usize,
            format!("{arrived} requests arrived"),
        );
        let mut line = String::new();
        let status = status.map_or("-".to_owned(), |status| status.to_string());
        let _ = write!(
            line,
            "{name:<29} {:<10} {status:<6} {:<8} {attempts:>8} {uploads:>7} {:<6} {:>5} ms",
            format!("{kind:?}").to_lowercase(),
            format!("{sent:?}").to_lowercase(),
            format!("{billed:?}").to_lowercase(),
            took.as_millis(),
        );
        (line, wrong)
    }
}

/// What a row came to.
#[derive(Clone, Copy)]
struct Judged<'m> {
    kind: Is,
    status: Option<u16>,
    sent: Sent,
    attempts: u32,
    billed: Billed,
    uploads: u64,
    ledger: u64,
    took: Duration,
    mock: &'m Mock,
}

fn kind(error: &Error<TranscribeError>) -> Is {
    match error.kind() {
        ErrorKind::Transport { timeout: true } => Is::Timeout,
        ErrorKind::Transport { timeout: false } => Is::Cut,
        ErrorKind::Documented => Is::Documented,
        ErrorKind::Unknown { .. } => Is::Unknown,
        ErrorKind::Decode => Is::Decode,
        _ => Is::Other,
    }
}

#[test]
fn every_fault_has_the_right_verdict_the_right_uploads_and_the_right_bill() {
    let _alone = alone();
    let started = Instant::now();
    let results = run(async {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let tasks: Vec<_> = rows()
            .into_iter()
            .map(|row| {
                let places = Arc::clone(&places);
                tokio::spawn(async move {
                    let _place = places.acquire_owned().await;
                    row.play().await
                })
            })
            .collect();
        let mut results = Vec::new();
        for task in tasks {
            results.push(task.await.unwrap());
        }
        results
    });
    println!(
        "{:<29} {:<10} {:<6} {:<8} {:>8} {:>7} {:<6} {:>8}",
        "fault", "kind", "status", "sent", "attempts", "uploads", "billed", "took"
    );
    for (line, _) in &results {
        println!("{line}");
    }
    println!("{} rows in {:?}", results.len(), started.elapsed());
    let wrong: Vec<&String> = results.iter().flat_map(|(_, wrong)| wrong).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(results.len() >= 30);
}
