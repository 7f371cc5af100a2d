//! Where a client is called from: several runtimes, and none.

use crate::support::{Act, KEY, Keeping, Mini, Script, client_of, wav};
use futures_util::future::join_all;
use std::task::{Context, Waker};
use std::time::{Duration, Instant};
use theta_runtime::{Billed, Builder, Clock, ErrorKind, RetryPolicy, Sleep, Upload};
use tokio::runtime::{self, Runtime};

fn runtime() -> Runtime {
    runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap()
}

#[test]
fn a_client_outlives_the_runtimes_that_call() {
    let server = Keeping::new();
    let mini = client_of(&server);
    for _ in 0..30 {
        // Its connections end with it.
        runtime().block_on(async { mini.score(Upload::bytes(wav(64))).await.unwrap() });
    }
}

#[test]
fn runtimes_that_call_at_the_same_time_do_not_use_each_others_connections() {
    let server = Keeping::new();
    let mini = client_of(&server);
    let first = runtime();
    first.block_on(async { mini.score(Upload::bytes(wav(64))).await.unwrap() });
    // The first one stands still from here on.
    runtime().block_on(async { mini.score(Upload::bytes(wav(64))).await.unwrap() });
    let threads: Vec<_> = (0..4_usize)
        .map(|thread| {
            let mini = mini.clone();
            std::thread::spawn(move || {
                for call in 0..10 {
                    let upload = |n: usize| Upload::bytes(wav(64 + n));
                    let calls = (0..3).map(|n| mini.score(upload(n + 3 * call + 100 * thread)));
                    for result in runtime().block_on(join_all(calls)) {
                        result.unwrap();
                    }
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn identical_calls_share_within_a_runtime_and_not_between_two() {
    let script = Script::new([Act::Silence]);
    let mini: Mini = Builder::new()
        .key(KEY)
        .transport(script.clone())
        .build()
        .unwrap();
    let call = || Box::pin(mini.score(Upload::bytes(wav(64))));
    let (one, other) = (runtime(), runtime());
    let mut context = Context::from_waker(Waker::noop());
    // None of them ends.
    let mut calls = Vec::new();
    for (runtime, expected) in [(&one, 1), (&one, 1), (&other, 2), (&other, 2)] {
        let _here = runtime.enter();
        let mut call = call();
        assert!(call.as_mut().poll(&mut context).is_pending());
        assert_eq!(script.count(), expected);
        calls.push(call);
    }
}

#[test]
fn calls_that_look_alike_on_two_runtimes_do_not_wait_for_each_other() {
    let script = Script::new([Act::Reply(200, "[1]")]);
    let mini: Mini = Builder::new()
        .key(KEY)
        .transport(script)
        .retry(RetryPolicy::off())
        .build()
        .unwrap();
    let (done, waiting) = std::sync::mpsc::channel();
    for _ in 0..4 {
        let (mini, done) = (mini.clone(), done.clone());
        std::thread::spawn(move || {
            let runtime = runtime();
            for _ in 0..300 {
                let call = || mini.score(Upload::bytes(wav(64)));
                for result in runtime.block_on(join_all([call(), call()])) {
                    result.unwrap();
                }
            }
            done.send(()).unwrap();
        });
    }
    for _ in 0..4 {
        // Nobody waits so long but for ever.
        waiting.recv_timeout(Duration::from_secs(120)).unwrap();
    }
}

#[test]
fn without_tokio_a_call_is_refused_and_does_not_panic() {
    let server = Keeping::new();
    let mini = client_of(&server);
    let error = futures_util::FutureExt::now_or_never(mini.score(Upload::bytes(wav(64))));
    let error = error.unwrap().unwrap_err();
    assert_eq!(
        (error.kind(), error.billed()),
        (ErrorKind::InvalidInput, Billed::No)
    );
    assert!(error.to_string().contains("no tokio runtime"), "{error}");
}

/// A clock without a runtime.
#[derive(Debug)]
struct Wall;

impl Clock for Wall {
    fn now(&self) -> Instant {
        Instant::now()
    }

    fn sleep(&self, _: Duration) -> Sleep {
        Box::pin(std::future::pending())
    }
}

#[test]
fn with_a_transport_and_a_clock_of_its_own_a_client_needs_no_tokio() {
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), wav(2_000_000)).unwrap();
    let builder = Builder::<Mini>::new()
        .key(KEY)
        .retry(RetryPolicy::off())
        .clock(Wall);
    let mini = builder
        .transport(Script::new([Act::Reply(200, "[1]")]))
        .build()
        .unwrap();
    let call = mini.score(Upload::file(file.path()));
    let result = futures_util::FutureExt::now_or_never(call);
    assert_eq!(result.unwrap().unwrap().value(), &[1.0]);
}
