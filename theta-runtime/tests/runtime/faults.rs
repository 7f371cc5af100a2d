//! Faults on the wire: for each, how much was sent, how often, and whether it may be on the bill.

use crate::support::{KEY, Mini, read_head, read_request, reply_with, rich_wav_of, wav_of};
use futures_util::stream::{self, StreamExt};
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use theta_runtime::{Billed, Builder, CallOptions, Clock, Ledger, Sleep, TokioClock, Upload};
use tokio::sync::Notify;

/// What a server does with one connection.
#[derive(Clone, Debug)]
enum Step {
    /// Hangs up without reading.
    Hangup,
    /// Reads so much of the body, then hangs up with the rest unread.
    ResetAfter(usize),
    /// Reads the headers and no more, until the client gives up.
    StopReading,
    /// Answers after the headers, then reads on.
    Early(Vec<u8>),
    /// Reads the request, writes these bytes and hangs up.
    Answer(Vec<u8>),
    /// Reads the request, writes these bytes and waits until the client gives up.
    Stall(Vec<u8>),
    /// Reads the request and writes these bytes one after another.
    Drip(Vec<u8>),
}

use Step::{Answer, Drip, Early, Hangup, ResetAfter, Stall, StopReading};

/// Longer than anything waits in these tests but an attempt.
const ATTEMPT: Duration = Duration::from_secs(120);

/// A clock on which the time of an attempt is up when the server has stopped, and not before: how long the machine takes
/// until then says nothing of the client.
#[derive(Clone, Debug, Default)]
struct Bell(Arc<Notify>);

impl Bell {
    /// The server does nothing more.
    fn ring(&self) {
        self.0.notify_one();
    }
}

impl Clock for Bell {
    fn now(&self) -> Instant {
        TokioClock.now()
    }

    fn sleep(&self, duration: Duration) -> Sleep {
        if duration < ATTEMPT / 2 {
            return TokioClock.sleep(duration);
        }
        let bell = self.0.clone();
        Box::pin(async move {
            bell.notified().await;
            // What the server wrote before is here; each of these lets the client read on.
            for _ in 0..20 {
                TokioClock.sleep(Duration::from_millis(1)).await;
            }
        })
    }
}

fn play(step: Step, mut stream: TcpStream, bell: &Bell) {
    let wait = |stream: &mut TcpStream| {
        let _ = stream.read(&mut [0]);
    };
    match step {
        Hangup => {}
        ResetAfter(bytes) => {
            let _ = read_head(&mut stream);
            let _ = (&stream).take(bytes as u64).read_to_end(&mut Vec::new());
        }
        StopReading => {
            let _ = read_head(&mut stream);
            bell.ring();
            // It stays open until the process ends: to close it would be another fault.
            std::mem::forget(stream);
        }
        Early(bytes) => {
            let _ = read_head(&mut stream);
            let _ = stream.write_all(&bytes);
            // Reading on keeps the answer from being lost to a reset.
            let _ = stream.read_to_end(&mut Vec::new());
        }
        Answer(bytes) => {
            read_request(&mut stream);
            let _ = stream.write_all(&bytes);
            let _ = stream.shutdown(Shutdown::Write);
            wait(&mut stream);
        }
        Stall(bytes) => {
            read_request(&mut stream);
            let _ = stream.write_all(&bytes);
            bell.ring();
            wait(&mut stream);
        }
        Drip(bytes) => {
            read_request(&mut stream);
            for byte in bytes {
                let _ = stream.write_all(&[byte]);
                std::thread::sleep(Duration::from_millis(1));
            }
        }
    }
}

/// A server that takes connections in turn, the last step again and again, and counts them.
fn serve(steps: Vec<Step>, bell: &Bell) -> (String, Arc<AtomicUsize>) {
    let bell = bell.clone();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let count = Arc::new(AtomicUsize::new(0));
    let counter = count.clone();
    std::thread::spawn(move || {
        let mut steps = steps.into_iter().peekable();
        while let Ok((stream, _)) = listener.accept() {
            counter.fetch_add(1, Ordering::SeqCst);
            let Some(step) = steps.peek().cloned() else {
                return;
            };
            if steps.len() > 1 {
                steps.next();
            }
            let bell = bell.clone();
            std::thread::spawn(move || play(step, stream, &bell));
        }
    });
    (url, count)
}

/// A reply after which the connection ends.
fn last(status: u16, body: impl AsRef<[u8]>) -> Vec<u8> {
    reply_with(status, "connection: close\r\n", body)
}

fn answer(status: u16, body: &str) -> Step {
    Answer(last(status, body))
}

fn cut(mut bytes: Vec<u8>, missing: usize) -> Vec<u8> {
    bytes.truncate(bytes.len() - missing);
    bytes
}

struct Row {
    name: &'static str,
    steps: Vec<Step>,
    /// Seconds of audio.
    audio: u32,
    /// Whether they are more than the buffers of a connection hold.
    large: bool,
    uploads: usize,
    billed: Billed,
    status: Option<u16>,
}

fn row(
    name: &'static str,
    steps: impl IntoIterator<Item = Step>,
    uploads: usize,
    billed: Billed,
    status: impl Into<Option<u16>>,
) -> Row {
    Row {
        name,
        steps: steps.into_iter().collect(),
        audio: 2,
        large: false,
        uploads,
        billed,
        status: status.into(),
    }
}

fn large(row: Row) -> Row {
    Row {
        audio: 100,
        large: true,
        ..row
    }
}

fn rows() -> Vec<Row> {
    use Billed::{Maybe, No, Yes};
    let ok = || answer(200, "[1]");
    let html = "<html><title>502 Bad Gateway</title></html>";
    let busy = || answer(429, "{\"code\": \"rate_limited\", \"detail\": \"x\"}");
    let moved = |status| {
        Answer(reply_with(
            status,
            "location: http://localhost:9/\r\nconnection: close\r\n",
            "",
        ))
    };
    let raw = |bytes: &[u8]| Answer(bytes.to_vec());
    let big = vec![b'x'; 1_000_000];
    vec![
        row("success", [ok()], 1, Yes, 200),
        row("no content, where a value is documented", [answer(204, "")], 1, Yes, 204),
        row("a reply in chunks", [raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\nconnection: close\r\n\r\n3\r\n[1]\r\n0\r\n\r\n")], 1, Yes, 200),
        row("a reply that ends with the connection", [raw(b"HTTP/1.0 200 OK\r\n\r\n[1]")], 1, Yes, 200),
        row("an interim reply first", [raw(b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 3\r\nconnection: close\r\n\r\n[1]")], 1, Yes, 200),
        row("a slow reply", [Drip(last(200, "[1]"))], 1, Yes, 200),
        large(row("reset before anything is read", [ResetAfter(0)], 2, No, None)),
        large(row("reset in the middle of the upload", [ResetAfter(100_000)], 2, No, None)),
        large(row("reset in the middle, then success", [ResetAfter(100_000), ok()], 2, Yes, 200)),
        large(row("the server stops reading", [StopReading], 2, No, None)),
        large(row("the server stops reading, then success", [StopReading, ok()], 2, Yes, 200)),
        large(row("an early 413", [Early(last(413, ""))], 1, No, 413)),
        large(row("an early 503, then success", [Early(last(503, "")), ok()], 2, Yes, 200)),
        row("hung up after the whole body", [Answer(vec![])], 1, Maybe, None),
        row("silence after the whole body", [Stall(vec![])], 1, Maybe, None),
        row("a garbled status line", [raw(b"HTTQ 200\r\n\r\n")], 1, Maybe, None),
        row("bytes that are no reply", [raw(b"\x00\xff\x00\xff")], 1, Maybe, None),
        row("a reply cut in its headers", [raw(b"HTTP/1.1 200 OK\r\ncontent-le")], 1, Maybe, None),
        row("a reply stalled in its headers", [Stall(b"HTTP/1.1 200 OK\r\ncontent-le".to_vec())], 1, Maybe, None),
        row("a success cut in its body", [Answer(cut(last(200, "[1, 2]"), 3))], 1, Yes, 200),
        row("a success cut in its chunks", [raw(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n3\r\n[1]\r\n")], 1, Yes, 200),
        row("a success stalled in its body", [Stall(cut(last(200, "[1, 2]"), 3))], 1, Yes, 200),
        row("a success that is no JSON", [answer(200, "{")], 1, Yes, 200),
        row("a success that is empty", [answer(200, "")], 1, Yes, 200),
        row("a success that is a page", [answer(200, html)], 1, Yes, 200),
        row("moved to another host", [moved(301)], 1, No, 301),
        row("moved with its body", [moved(307)], 1, No, 307),
        row("a documented refusal", [answer(400, "{\"detail\": \"Not all words are spoken.\"}")], 1, No, 400),
        row("an undocumented refusal", [answer(400, html)], 1, No, 400),
        row("a wrong key", [answer(401, "{}")], 1, No, 401),
        row("no credit", [answer(402, "{}")], 1, No, 402),
        row("a list as detail", [answer(422, "{\"detail\": [{\"msg\": \"x\"}]}")], 1, No, 422),
        row("too often", [busy()], 3, No, 429),
        row("too often, then success", [busy(), ok()], 2, Yes, 200),
        row("the server fails", [answer(500, "{\"detail\": \"x\"}")], 3, Maybe, 500),
        row("the server fails, then success", [answer(500, ""), ok()], 2, Yes, 200),
        row("a failure that is not UTF-8", [Answer(last(500, b"\xff\xfe"))], 3, Maybe, 500),
        row("a failure of a megabyte", [Answer(last(500, &big))], 3, Maybe, 500),
        row("a failure cut in its body", [Answer(cut(last(503, "{\"detail\": 1}"), 4)), ok()], 2, Yes, 200),
        row("a gateway's page", [answer(502, html), answer(503, html), ok()], 3, Yes, 200),
        row("a gateway's timeout", [answer(504, html)], 1, Maybe, 504),
        row("a failure and then silence", [answer(500, ""), Stall(vec![])], 2, Maybe, None),
    ]
}

#[tokio::test]
async fn every_fault_on_the_wire_has_its_verdict() {
    let rows = rows();
    assert!(rows.len() >= 30);
    // Not all at once, for the uploads are large.
    let checks = rows.into_iter().map(async |row| {
        let name = row.name;
        check(row)
            .await
            .map_err(|problem| format!("{name}: {problem}"))
    });
    let results: Vec<_> = stream::iter(checks).buffer_unordered(10).collect().await;
    let failed: Vec<_> = results.into_iter().filter_map(Result::err).collect();
    assert!(failed.is_empty(), "{failed:#?}");
}

async fn check(row: Row) -> Result<(), String> {
    let bell = Bell::default();
    let (url, count) = serve(row.steps, &bell);
    let ledger = Ledger::new();
    let builder = Builder::new().key(KEY).base_url(url).ledger(ledger.clone());
    let mini: Mini = builder.randomness(|| 0).clock(bell).build().unwrap();
    let options = CallOptions::new().timeout(ATTEMPT);
    let upload = Upload::bytes(if row.large {
        rich_wav_of(row.audio)
    } else {
        wav_of(row.audio)
    });
    let (spent, status) = match mini.score_with(upload, options).await {
        Ok(response) => (response.spent(), Some(response.status())),
        Err(error) => (error.spent(), error.status()),
    };
    let totals = ledger.totals();
    let seen = (count.load(Ordering::SeqCst), spent.billed, status);
    if seen != (row.uploads, row.billed, row.status) {
        return Err(format!(
            "{seen:?}, not {:?}",
            (row.uploads, row.billed, row.status)
        ));
    }
    // A bill for one upload, whatever happened, unless the server said that it failed.
    let audio = Duration::from_secs(row.audio.into());
    let amplified = totals.audio_at_most() > audio && row.uploads == 1;
    if amplified || totals.attempts() != row.uploads as u64 {
        return Err(format!("{totals:?}"));
    }
    Ok(())
}

#[tokio::test]
async fn no_connection_is_tried_again_and_never_billed() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url(url)
        .randomness(|| 0)
        .build()
        .unwrap();
    let error = mini.score(Upload::bytes(wav_of(1))).await.unwrap_err();
    assert_eq!((error.attempts(), error.billed()), (3, Billed::No));
    // Hung up before a byte: the body may not have begun, and cannot have ended.
    let (url, _) = serve(vec![Hangup], &Bell::default());
    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url(url)
        .randomness(|| 0)
        .build()
        .unwrap();
    let error = mini
        .score(Upload::bytes(rich_wav_of(100)))
        .await
        .unwrap_err();
    assert!((2..=3).contains(&error.attempts()));
    assert_eq!(error.billed(), Billed::No);
}
