//! The key is nowhere but in its header.

use crate::support::{Act, KEY, Mini, Script, Server, client, reply, wav_of};
use std::error::Error as _;
use std::fmt::Write;
use std::time::Duration;
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
