//! The key is nowhere but in its header.

#[cfg(feature = "testing")]
use crate::support::reply_with;
use crate::support::{Act, KEY, Mini, Script, Server, client, reply, wav_of};
use std::error::Error as _;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
#[cfg(feature = "testing")]
use theta_client::RetryPolicy;
use theta_client::http::Request;
use theta_client::{
    Builder, CallOptions, Ledger, LocalPacer, RequestBody, Transport, TransportError,
    TransportFuture, Upload,
};

const CANARY: &str = "canary";

#[tokio::test(start_paused = true)]
async fn no_failure_shows_the_key() {
    let acts = [
        Act::Refuse,
        Act::BreakEarly,
        Act::BreakLate,
        Act::Stall,
        Act::Silence,
        Act::Reply(200, "{"),
        Act::Reply(301, ""),
        Act::Reply(400, "{\"detail\": \"Invalid options: x\"}"),
        Act::Reply(429, "{}"),
        Act::Reply(500, "<html>"),
        Act::Truncate(200, "["),
        Act::Hang(200, "["),
    ];
    for act in acts {
        let script = Script::new([act]);
        let mini: Mini = Builder::new()
            .key(KEY)
            .transport(script)
            .rpm(100)
            .build()
            .unwrap();
        let error = mini.score(Upload::bytes(wav_of(1))).await.unwrap_err();
        let mut text = format!("{mini:?} {mini:#?} {error} {error:?} {error:#?}");
        let mut cause = error.source();
        while let Some(inner) = cause {
            write!(text, "{inner} {inner:?}").unwrap();
            cause = inner.source();
        }
        assert!(!text.contains(CANARY), "{text}");
    }
}

/// A transport that shows all it was given.
#[derive(Debug)]
struct Shows;

impl Transport for Shows {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        let text = format!("{request:?} {request:#?}");
        Box::pin(async { Err(TransportError::connect(text)) })
    }
}

#[tokio::test(start_paused = true)]
async fn nothing_that_can_be_printed_shows_the_key() {
    let builder: Builder<Mini> = Builder::new()
        .key(KEY)
        .transport(Shows)
        .pacer(std::sync::Arc::new(LocalPacer::new(5)))
        .ledger(Ledger::new())
        .cache(1 << 20, Duration::from_secs(1));
    let text = format!("{builder:?} {builder:#?}");
    assert!(!text.contains(CANARY), "{text}");
    let mini = builder.build().unwrap();
    let call = mini.call(CallOptions::new());
    let text = format!("{mini:?} {call:?} {call:#?}");
    assert!(!text.contains(CANARY), "{text}");
    let error = mini.score(Upload::bytes(wav_of(1))).await.unwrap_err();
    let shown = error.source().unwrap().source().unwrap().to_string();
    assert!(
        shown.contains("x-api-key") && !shown.contains(CANARY),
        "{shown}"
    );
}

#[tokio::test]
async fn the_key_is_in_its_header_and_in_nothing_that_comes_back() {
    let server = Server::answering(reply(200, "[1]"));
    let response = client(&server)
        .score(Upload::bytes(wav_of(1)))
        .await
        .unwrap();
    assert!(!format!("{response:?}").contains(CANARY));
    assert_eq!(server.seen().header("x-api-key"), Some(KEY));
}

/// A transport of somebody's own that gives up in the worst way.
#[derive(Debug)]
struct Panics;

#[allow(clippy::panic, reason = "it is what is tested")]
impl Transport for Panics {
    fn send(&self, request: Request<RequestBody>) -> TransportFuture {
        panic!("cannot send {request:?} {request:#?}");
    }
}

/// What every panic of this process says, to whoever looks: the hook and whoever waits for the task.
fn panics() -> Arc<Mutex<String>> {
    static TEXT: LazyLock<Arc<Mutex<String>>> = LazyLock::new(|| {
        let text = Arc::new(Mutex::new(String::new()));
        let (kept, before) = (text.clone(), std::panic::take_hook());
        std::panic::set_hook(Box::new(move |info| {
            writeln!(kept.lock().unwrap(), "{info} {info:?}").unwrap();
            before(info);
        }));
        text
    });
    TEXT.clone()
}

#[tokio::test]
async fn no_panic_shows_the_key() {
    let text = panics();
    let mini: Mini = Builder::new().key(KEY).transport(Panics).build().unwrap();
    let own = mini.clone();
    let call = async move { own.score(Upload::bytes(wav_of(1))).await };
    let panicked = tokio::spawn(call).await.unwrap_err();
    assert!(panicked.is_panic());
    let payload = format!("{panicked} {panicked:?}");

    let source = Upload::factory(1, || -> std::io::Result<std::io::Empty> {
        panic!("cannot open")
    });
    let error = mini.score(source).await.unwrap_err();

    let text = format!(
        "{payload} {error} {error:?} {mini:?} {}",
        text.lock().unwrap()
    );
    assert!(text.contains("cannot send") && text.contains("cannot open"));
    // The name of this file is in it.
    assert!(!text.contains(KEY), "{text}");
}

#[cfg(feature = "testing")]
#[tokio::test]
async fn no_recording_holds_the_key() {
    let directory = tempfile::tempdir().unwrap();
    let recorder = theta_client::testing::Recorder::new(directory.path());
    let replies = [
        format!("[1, \"{KEY}\"]"),
        format!("{{\"detail\": \"Invalid options: {KEY}\"}}"),
        KEY.to_owned(),
    ];
    for (status, body) in [200, 400, 500].into_iter().zip(replies) {
        let server = Server::answering(reply_with(status, &format!("x-echo: {KEY}\r\n"), body));
        let mini: Mini = Builder::new()
            .key(KEY)
            .base_url(server.url())
            .retry(RetryPolicy::off())
            .record(recorder.clone())
            .build()
            .unwrap();
        // What becomes of the call is not the question.
        let _ = mini
            .score(Upload::bytes(wav_of(1)).with_file_name(KEY))
            .await;
        assert_eq!(server.seen().header("x-api-key"), Some(KEY));
    }
    assert_eq!(recorder.finish().unwrap(), 3);
    for entry in std::fs::read_dir(directory.path()).unwrap() {
        let text = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        assert!(text.contains("x-echo") && !text.contains(CANARY), "{text}");
    }
}
