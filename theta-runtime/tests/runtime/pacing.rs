//! Keeping to the pace of a key.

use crate::support::{Act, KEY, Mini, MiniPlan, Script, wav_of};
use futures_util::future::join_all;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use theta_runtime::http::{Request, Response, StatusCode};
use theta_runtime::{
    Builder, CallOptions, ConfigErrorKind, ErrorKind, LocalPacer, RequestBody, ResponseBody,
    Transport, TransportFuture, Upload,
};
use tokio::time::Instant;

const OK: Act = Act::Reply(200, "[1]");

/// Audio that no other call has.
fn distinct(id: usize) -> Upload {
    let mut bytes = wav_of(1);
    let at = bytes.len() - 8;
    bytes[at..].copy_from_slice(&(id as u64).to_le_bytes());
    Upload::bytes(bytes)
}

/// How a server may count to a hundred a minute.
#[derive(Clone, Copy, Debug)]
enum Window {
    Fixed,
    Sliding,
    Bucket,
}

#[derive(Clone, Debug)]
struct Limited(Arc<Mutex<State>>);

#[derive(Debug)]
struct State {
    window: Window,
    start: Instant,
    taken: VecDeque<f64>,
    refused: usize,
    /// Of the bucket.
    tokens: f64,
    last: f64,
}

impl Limited {
    fn new(window: Window) -> Self {
        Self(Arc::new(Mutex::new(State {
            window,
            start: Instant::now(),
            taken: VecDeque::new(),
            refused: 0,
            tokens: 10.0,
            last: 0.0,
        })))
    }
}

impl State {
    fn takes(&mut self) -> bool {
        let now = self.start.elapsed().as_secs_f64();
        let takes = match self.window {
            Window::Fixed => {
                let minute = now - now % 60.0;
                self.taken.iter().filter(|time| **time >= minute).count() < 100
            }
            Window::Sliding => self.taken.iter().filter(|time| now - **time < 60.0).count() < 100,
            Window::Bucket => {
                self.tokens = (self.tokens + (now - self.last) * 100.0 / 60.0).min(10.0);
                self.last = now;
                let takes = self.tokens >= 1.0;
                self.tokens -= if takes { 1.0 } else { 0.0 };
                takes
            }
        };
        if takes {
            self.taken.push_back(now);
        } else {
            self.refused += 1;
        }
        takes
    }
}

impl Transport for Limited {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let takes = self.0.lock().unwrap().takes();
        Box::pin(async move {
            request.into_body().collect().await?;
            let mut response = Response::new(ResponseBody::from("[1]"));
            if !takes {
                *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
            }
            Ok(response)
        })
    }
}

#[tokio::test(start_paused = true)]
async fn a_burst_of_150_calls_loses_none_however_the_server_counts() {
    for window in [Window::Fixed, Window::Sliding, Window::Bucket] {
        let server = Limited::new(window);
        let mini: Mini = Builder::new()
            .key(KEY)
            .transport(server.clone())
            .plan(MiniPlan::STARTER)
            .build()
            .unwrap();
        let start = Instant::now();
        let results = join_all((0..150).map(|id| mini.score(distinct(id)))).await;
        let lost = results.iter().filter(|result| result.is_err()).count();
        let state = server.0.lock().unwrap();
        assert_eq!(
            (lost, state.refused, state.taken.len()),
            (0, 0, 150),
            "{window:?}"
        );
        assert!(
            start.elapsed() < Duration::from_secs(100),
            "{window:?}: {:?}",
            start.elapsed()
        );
    }
}

#[tokio::test(start_paused = true)]
async fn calls_go_in_the_order_in_which_they_came_and_who_leaves_delays_nobody() {
    let script = Script::new([OK]);
    let mini: Mini = Builder::new()
        .key(KEY)
        .transport(script.clone())
        .rpm(30)
        .build()
        .unwrap();
    let done = Arc::new(Mutex::new(Vec::new()));
    let mut tasks = Vec::new();
    for id in 0..9 {
        let (mini, done) = (mini.clone(), done.clone());
        tasks.push(tokio::spawn(async move {
            mini.score(distinct(id)).await.unwrap();
            done.lock().unwrap().push(id);
        }));
        // So that it stands in the line.
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    for id in [1, 4, 5, 6] {
        tasks[id].abort();
    }
    let start = Instant::now();
    for task in tasks {
        let _ = task.await;
    }
    assert_eq!(*done.lock().unwrap(), [0, 2, 3, 7, 8]);
    assert_eq!(script.count(), 5);
    // Four spacings.
    assert!(
        start.elapsed() < Duration::from_secs(9),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn clones_and_clients_with_the_same_pacer_share_the_pace() {
    let script = Script::new([OK]);
    let pacer = Arc::new(LocalPacer::new(30));
    let build = || -> Mini {
        Builder::new()
            .key(KEY)
            .transport(script.clone())
            .pacer(pacer.clone())
            .build()
            .unwrap()
    };
    let (one, two) = (build(), build());
    let start = Instant::now();
    one.score(distinct(0)).await.unwrap();
    one.clone().score(distinct(1)).await.unwrap();
    two.score(distinct(2)).await.unwrap();
    assert!(
        start.elapsed() > Duration::from_secs(4),
        "{:?}",
        start.elapsed()
    );
}

#[tokio::test(start_paused = true)]
async fn who_cannot_have_a_turn_before_the_deadline_is_told_at_once() {
    let script = Script::new([OK]);
    let mini: Mini = Builder::new()
        .key(KEY)
        .transport(script.clone())
        .rpm(1)
        .build()
        .unwrap();
    mini.score(distinct(0)).await.unwrap();
    let start = Instant::now();
    let options = CallOptions::new().deadline(Duration::from_secs(30));
    let error = mini.score_with(distinct(1), options).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.attempts(), script.count()),
        (ErrorKind::Deadline, 0, 1)
    );
    assert!(error.is_retryable() && start.elapsed() < Duration::from_millis(50));
    let text = error.to_string();
    assert!(
        text.starts_with("score: the next request of this key may be sent in about 61.2 s"),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn retries_take_turns_too() {
    let script = Script::new([Act::Reply(500, ""), Act::Reply(500, ""), OK]);
    let mini: Mini = Builder::new()
        .key(KEY)
        .transport(script.clone())
        .rpm(30)
        .randomness(|| 0)
        .build()
        .unwrap();
    mini.score(distinct(0)).await.unwrap();
    let times = script.times();
    assert!(
        times[1] - times[0] > Duration::from_secs(2)
            && times[2] - times[1] > Duration::from_secs(2)
    );
}

#[tokio::test(start_paused = true)]
async fn a_pause_that_the_server_asks_for_holds_for_every_call_of_the_key() {
    let pause = Act::ReplyWith(429, "retry-after", "20".to_owned(), "{}");
    for rpm in [None, Some(500)] {
        let script = Script::new([pause.clone(), OK]);
        let builder = Builder::new().key(KEY).transport(script.clone());
        let mini: Mini = match rpm {
            Some(rpm) => builder.rpm(rpm),
            None => builder,
        }
        .build()
        .unwrap();
        let other = async {
            tokio::time::sleep(Duration::from_secs(1)).await;
            mini.score(distinct(1)).await.unwrap();
        };
        let (first, ()) = tokio::join!(mini.score(distinct(0)), other);
        first.unwrap();
        let times = script.times();
        assert!(times[1] - times[0] >= Duration::from_secs(20), "{times:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn no_more_requests_are_on_their_way_than_allowed() {
    let slow = Act::After(Duration::from_secs(1), Box::new(OK));
    let script = Script::new([slow]);
    let mini: Mini = Builder::new()
        .key(KEY)
        .transport(script.clone())
        .concurrency(3)
        .build()
        .unwrap();
    let start = Instant::now();
    let mut calls: Vec<_> = (0..12)
        .map(|id| Box::pin(mini.score(distinct(id))))
        .collect();
    // One that is dropped gives its place back.
    let dropped = calls.pop();
    join_all(calls).await;
    drop(dropped);
    let seconds = start.elapsed().as_secs_f64();
    assert!((3.9..4.1).contains(&seconds), "{seconds}");
}

#[test]
fn a_pace_that_lets_nothing_through_is_refused() {
    let build = |builder: Builder<Mini>| builder.key(KEY).build().unwrap_err();
    let table = [
        (build(Builder::new().rpm(0)), "a pace of zero"),
        (
            build(Builder::new().concurrency(0)),
            "a concurrency of zero",
        ),
    ];
    for (error, text) in table {
        assert_eq!(error.kind(), ConfigErrorKind::Pace);
        assert!(error.to_string().contains(text), "{error}");
    }
}

/// When so many calls at once are sent, in whole seconds.
async fn sent_at(calls: usize, builder: Builder<Mini>) -> Vec<u64> {
    let (script, start) = (Script::new([OK]), Instant::now());
    let mini = builder.key(KEY).transport(script.clone()).build().unwrap();
    join_all((0..calls).map(|id| mini.score(distinct(id)))).await;
    let times = script.times().into_iter();
    times.map(|time| (time - start).as_secs()).collect()
}

#[tokio::test(start_paused = true)]
async fn a_burst_is_followed_by_a_spacing_that_keeps_the_rate() {
    let times = sent_at(6, Builder::new().rpm(6).burst(4)).await;
    // What is left of six a minute, and a margin of a fiftieth.
    assert_eq!(times, [0, 0, 0, 0, 20, 40]);
}

#[tokio::test(start_paused = true)]
async fn a_spacing_alone_spaces_evenly() {
    let spaced = Builder::new().spacing(Duration::from_secs(7));
    assert_eq!(sent_at(4, spaced).await, [0, 7, 14, 21]);
    let both = Builder::new().spacing(Duration::from_secs(7)).burst(2);
    assert_eq!(sent_at(4, both).await, [0, 0, 7, 14]);
}

#[test]
fn a_burst_without_a_rate_or_above_it_is_refused() {
    let shared = || Builder::<Mini>::new().pacer(Arc::new(LocalPacer::new(10)));
    let builders = [
        Builder::<Mini>::new().burst(2),
        Builder::<Mini>::new().rpm(6).burst(7),
        shared().burst(2),
        shared().spacing(Duration::from_secs(1)),
    ];
    for builder in builders {
        let error = builder.key(KEY).build().unwrap_err();
        assert_eq!(error.kind(), ConfigErrorKind::Pace, "{error}");
    }
}
