//! The key is nowhere but in its header.

use crate::support::{Act, KEY, Mini, Script, Server, client, reply, reply_with, wav_of};
use std::error::Error as _;
use std::fmt::Write;
use std::sync::{Arc, LazyLock, Mutex};
use std::time::Duration;
#[cfg(feature = "testing")]
use theta_runtime::RetryPolicy;
use theta_runtime::http::Request;
use theta_runtime::{
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

/// The key in ways in which a server may say it again.
fn echoes() -> Vec<String> {
    let hex: String = KEY.bytes().fold(String::new(), |mut hex, byte| {
        write!(hex, "{byte:02X}").unwrap();
        hex
    });
    vec![
        KEY.to_owned(),
        KEY.to_ascii_uppercase(),
        KEY.replace('-', "%2d"),
        KEY.replace('s', "&#115;"),
        // `user:sk-mini-canary`
        "dXNlcjpzay1taW5pLWNhbmFyeQ==".to_owned(),
        "dXNlcjpzay1taW5pLWNhbmFyeQ".to_owned(),
        hex,
    ]
}

/// Everything that an error shows.
fn shown(error: &theta_runtime::Error<crate::support::MiniError>) -> String {
    let mut text = format!("{error} {error:?} {error:#?}");
    let mut cause = error.source();
    while let Some(inner) = cause {
        write!(text, "{inner} {inner:?}").unwrap();
        cause = inner.source();
    }
    text
}

#[tokio::test]
async fn a_key_that_the_server_repeats_is_not_shown() {
    for echo in echoes() {
        for (status, body) in [
            (400, format!("{{\"detail\": \"Invalid options: {echo}\"}}")),
            (
                418,
                format!("{{\"detail\": \"no {echo}\", \"code\": \"{echo}\"}}"),
            ),
            (500, echo.clone()),
            (200, format!("[\"{echo}\"]")),
        ] {
            let headers = format!("x-request-id: {echo}\r\ncontent-type: text/{echo}\r\n");
            let server = Server::answering(crate::support::reply_with(status, &headers, &body));
            let error = client(&server)
                .score(Upload::bytes(wav_of(1)))
                .await
                .unwrap_err();
            let text = shown(&error);
            assert!(!text.contains(&echo), "{text}");
            // As it came: whoever asks for it gets it.
            assert_eq!(error.body(), body.as_bytes());
            assert_eq!(error.request_id(), Some(echo.as_str()));
            if status == 400 {
                assert_eq!(
                    error.detail(),
                    Some(format!("Invalid options: {echo}").as_str())
                );
                let api = format!("{:?}", error.api().unwrap());
                assert!(api.contains(&echo), "{api}");
                assert!(text.contains("[removed]"), "{text}");
            }
        }
    }
}

/// A client with another key, which is of 41 characters.
fn of_long_key(server: &Server) -> Mini {
    Builder::new()
        .key(LONG_KEY)
        .base_url(server.url())
        .retry(theta_runtime::RetryPolicy::off())
        .build()
        .unwrap()
}

const LONG_KEY: &str = "sk-mini-canary-0123456789-abcdefghijklmno";

#[tokio::test]
async fn a_key_across_the_end_of_what_is_shown_is_not_shown() {
    let replies = (150..220).step_by(10).map(|before| {
        let before = ".".repeat(before);
        let body = format!("{{\"detail\": \"{before}{LONG_KEY} and more of it\"}}");
        reply_with(418, "", body)
    });
    let documented = (910..1010).step_by(20).map(|before| {
        let before = ".".repeat(before);
        let body = format!("{{\"detail\": \"Invalid options: {before}{LONG_KEY}, and more\"}}");
        reply_with(400, "", body)
    });
    let coded = [200, 418].map(|status| {
        let headers = format!("content-encoding: {LONG_KEY}\r\n");
        // What could be read would be taken, whatever it is said to be coded as.
        reply_with(status, &headers, "{")
    });
    for reply in replies.chain(documented).chain(coded) {
        let server = Server::answering(reply);
        let error = of_long_key(&server)
            .score(Upload::bytes(wav_of(1)))
            .await
            .unwrap_err();
        let text = shown(&error);
        assert!(!text.contains("sk-mini"), "{text}");
        assert!(!text.contains(CANARY), "{text}");
    }
}

#[tokio::test]
async fn of_a_long_message_the_beginning_is_shown_and_all_is_kept() {
    let said = |len| format!("Invalid options: {}", "x".repeat(len));
    for (len, is_cut) in [(980, false), (60_000, true)] {
        let body = format!("{{\"detail\": \"{}\"}}", said(len));
        let server = Server::answering(reply_with(400, "", body));
        let error = client(&server)
            .score(Upload::bytes(wav_of(1)))
            .await
            .unwrap_err();
        let text = error.to_string();
        assert!(text.contains(&said(980)), "{text}");
        assert_eq!(text.contains("x…"), is_cut, "{text}");
        assert!(text.len() < 1500, "{text}");
        assert_eq!(error.detail(), Some(said(len).as_str()));
        let debug = format!("{error:?}");
        assert_eq!(debug.ends_with('…'), is_cut, "{debug}");
        assert!(debug.len() < 20_000 && debug.contains("attempts: 1"));
    }
}

#[tokio::test]
async fn a_short_key_is_not_looked_for() {
    // `sk-mini-` and no more is no key of this API; one of another is.
    let body = "{\"detail\": \"Invalid options: sk-mini-\"}";
    let server = Server::answering(reply(400, body));
    let error = client(&server)
        .score(Upload::bytes(wav_of(1)))
        .await
        .unwrap_err();
    assert!(error.to_string().contains("sk-mini-"), "{error}");
}

#[tokio::test]
async fn a_success_that_repeats_the_key_does_not_show_it() {
    let headers = format!("x-request-id: {KEY}\r\nx-echo: {KEY}\r\n");
    let server = Server::answering(crate::support::reply_with(200, &headers, "[1]"));
    let response = client(&server)
        .score(Upload::bytes(wav_of(1)))
        .await
        .unwrap();
    let text = format!("{response:?} {response:#?}");
    assert!(text.contains("x-echo") && !text.contains(CANARY), "{text}");
    assert_eq!(response.request_id(), Some(KEY));
}

#[tokio::test(start_paused = true)]
async fn a_transport_that_repeats_the_key_does_not_show_it() {
    /// Says what it was given.
    #[derive(Debug)]
    struct Tells(fn(String) -> TransportError);

    impl Transport for Tells {
        fn send(&self, request: Request<RequestBody>) -> TransportFuture {
            let key = request.headers()["x-api-key"].to_str().unwrap().to_owned();
            let error = self.0(format!("cannot send `{key}`"));
            Box::pin(async { Err(error) })
        }
    }

    let wrapped =
        |text: String| TransportError::new(std::io::Error::other(std::io::Error::other(text)));
    for error in [TransportError::connect, TransportError::refused, wrapped] {
        let mini: Mini = Builder::new()
            .key(KEY)
            .transport(Tells(error))
            .build()
            .unwrap();
        let error = mini.score(Upload::bytes(wav_of(1))).await.unwrap_err();
        let text = shown(&error);
        assert!(text.contains("cannot send `[removed]`"), "{text}");
        assert!(!text.contains(CANARY), "{text}");
    }
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
    let recorder = theta_runtime::testing::Recorder::new(directory.path());
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
