//! Many calls at a server that fails at random: nothing hangs, nothing leaks, and the ledger is what the server saw.

use crate::support::{KEY, Mini, read_head, read_request, reply, reply_with, rich_wav_of, wav_of};
use futures_util::future::join_all;
use std::io::Write;
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};
use theta_runtime::{Builder, CallOptions, Ledger, Upload};

/// Without it a client may send its next request into a connection that is being closed: it cannot know then that nobody
/// read it.
const LAST: &str = "connection: close\r\n";

/// What a server worked on.
#[derive(Default)]
struct Seen {
    whole: AtomicU64,
    answered: AtomicU64,
    faults: AtomicU64,
}

fn serve(seen: Arc<Seen>) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let next = Arc::new(AtomicU64::new(0x50a4));
    std::thread::spawn(move || {
        while let Ok((stream, _)) = listener.accept() {
            let (seen, next) = (seen.clone(), next.clone());
            std::thread::spawn(move || keep(&stream, &seen, &next));
        }
    });
    url
}

/// Answers one request after another, every twentieth with a fault.
fn keep(mut stream: &TcpStream, seen: &Seen, next: &AtomicU64) {
    let mut owned = stream.try_clone().unwrap();
    while owned.peek(&mut [0]).is_ok_and(|read| read > 0) {
        let mut random = next.fetch_add(0x9e37_79b9_7f4a_7c15, Ordering::Relaxed);
        random = (random ^ (random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        random ^= random >> 31;
        let fault = random % 100 < 5;
        seen.faults.fetch_add(u64::from(fault), Ordering::Relaxed);
        if fault && random >> 32 & 1 == 1 {
            // Hangs up in the middle of a large body, or after a small one.
            let seen_head = read_head(&mut owned);
            let length: usize = seen_head.header("content-length").unwrap().parse().unwrap();
            if seen_head.body.len() >= length {
                seen.whole.fetch_add(1, Ordering::Relaxed);
            } else if length < 1_000_000 {
                let mut rest = vec![0; length - seen_head.body.len()];
                std::io::Read::read_exact(&mut owned, &mut rest).unwrap();
                seen.whole.fetch_add(1, Ordering::Relaxed);
            }
            return;
        }
        read_request(&mut owned);
        seen.whole.fetch_add(1, Ordering::Relaxed);
        let bytes = match random >> 40 & 3 {
            0 if fault => reply_with(503, LAST, "{}"),
            1 if fault => reply_with(504, LAST, "{}"),
            2 if fault => b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[".to_vec(),
            _ if fault => b"\xff\xff\r\n\r\n".to_vec(),
            _ => reply(200, "[1]"),
        };
        seen.answered.fetch_add(1, Ordering::Relaxed);
        if stream.write_all(&bytes).is_err() || fault {
            return;
        }
    }
}

fn descriptors() -> Option<usize> {
    std::fs::read_dir("/proc/self/fd").ok().map(Iterator::count)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn under_random_faults_nothing_hangs_and_the_ledger_is_what_the_server_saw() {
    // The long form takes a minute: THETA_LONG=1.
    let long = std::env::var_os("THETA_LONG").is_some();
    let time = Duration::from_millis(if long { 60_000 } else { 1500 });
    let seen = Arc::new(Seen::default());
    let ledger = Ledger::new();
    let before = descriptors();
    let url = serve(seen.clone());
    let builder = Builder::new().key(KEY).base_url(url).ledger(ledger.clone());
    let mini: Mini = builder.randomness(|| 0).share(false).build().unwrap();
    let (small, large) = (wav_of(1), rich_wav_of(100));
    let end = Instant::now() + time;
    let tasks = (0..16).map(|id| {
        let (mini, small, large) = (
            mini.clone(),
            Upload::bytes(small.clone()),
            Upload::bytes(large.clone()),
        );
        tokio::spawn(async move {
            let mut calls = 0_u64;
            while Instant::now() < end {
                let upload = if id == 0 {
                    large.clone()
                } else {
                    small.clone()
                };
                let options = CallOptions::new().timeout(Duration::from_secs(20));
                let call = mini.score_with(upload, options);
                let done = tokio::time::timeout(Duration::from_secs(60), call).await;
                assert!(done.is_ok(), "a call hangs");
                calls += 1;
            }
            calls
        })
    });
    let calls: u64 = join_all(tasks).await.into_iter().map(Result::unwrap).sum();
    let totals = ledger.totals();
    let whole = seen.whole.load(Ordering::SeqCst);
    assert!(seen.faults.load(Ordering::SeqCst) > 0);
    assert_eq!(totals.succeeded + totals.failed, calls, "{totals:?}");
    assert_eq!(
        totals.billed.attempts + totals.maybe_billed.attempts,
        whole,
        "{totals:?} after {calls}"
    );
    drop(mini);
    if long {
        tokio::time::sleep(Duration::from_secs(2)).await;
        let after = descriptors();
        assert!(
            after <= before.map(|count| count + 40),
            "{before:?} {after:?}"
        );
    }
}
