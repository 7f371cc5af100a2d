//! An error and those below it say each fact once.

use crate::support::{Act, KEY, Mini, Script, Server, client, reply, wav_of};
use std::error::Error as StdError;
use std::io;
use std::net::TcpListener;
use theta_runtime::meta::ErrorInfo;
use theta_runtime::{Builder, RetryPolicy, Upload};

fn texts(error: &(dyn StdError + 'static)) -> Vec<String> {
    let (mut texts, mut next) = (Vec::new(), Some(error));
    while let Some(error) = next {
        texts.push(error.to_string());
        next = error.source();
    }
    texts
}

/// No text is a part of another, nor empty.
fn assert_apart(error: &(dyn StdError + 'static)) {
    let texts = texts(error);
    for (at, text) in texts.iter().enumerate() {
        for other in texts.iter().take(at) {
            assert!(!text.is_empty() && !other.contains(text), "{texts:?}");
            assert!(!text.contains(other), "{texts:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn every_kind_of_failure_says_each_fact_once() {
    let acts = [
        Act::Refuse,
        Act::BreakEarly,
        Act::BreakLate,
        Act::Stall,
        Act::Silence,
        Act::Reply(200, "{"),
        Act::Reply(200, "[1, \"2\"]"),
        Act::Reply(301, ""),
        Act::Reply(400, "{\"detail\": \"Not all words are spoken.\"}"),
        Act::Reply(400, "{\"detail\": \"Invalid options: x\"}"),
        Act::Reply(413, ""),
        Act::Reply(429, "{}"),
        Act::Reply(500, "<html>"),
        Act::Truncate(200, "["),
        Act::Hang(200, "["),
    ];
    for act in acts {
        let mini: Mini = Builder::new()
            .key(KEY)
            .transport(Script::new([act]))
            .rpm(1000)
            .build()
            .unwrap();
        assert_apart(&mini.score(Upload::bytes(wav_of(1))).await.unwrap_err());
    }
}

#[tokio::test]
async fn so_does_what_is_refused() {
    let mini = || -> Mini {
        Builder::new()
            .key(KEY)
            .base_url("http://127.0.0.1:9")
            .build()
            .unwrap()
    };
    let uploads = [
        Upload::bytes(""),
        Upload::bytes("junk"),
        Upload::file("/nowhere/at/all.wav"),
        Upload::file("/"),
        Upload::factory(9, || Err::<io::Empty, _>(io::Error::other("vault is shut"))),
        Upload::factory(9, || {
            Err::<io::Empty, _>(io::ErrorKind::PermissionDenied.into())
        }),
        Upload::bytes(wav_of(1)).with_file_name("\n"),
    ];
    for upload in uploads {
        let error = mini().score(upload).await.unwrap_err();
        assert!(error.refusal().is_some(), "{error}");
        assert_apart(&error);
    }
    let error = mini()
        .score(Upload::file("/nowhere/at/all.wav"))
        .await
        .unwrap_err();
    let cause = error.source().unwrap().downcast_ref::<io::Error>();
    assert_eq!(cause.unwrap().kind(), io::ErrorKind::NotFound);
}

#[tokio::test]
async fn so_do_connections_that_fail() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let closed = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    for url in [closed.as_str(), "https://no-such-host.invalid"] {
        let mini: Mini = Builder::new()
            .key(KEY)
            .base_url(url)
            .retry(RetryPolicy::off())
            .build()
            .unwrap();
        let error = mini.score(Upload::bytes(wav_of(1))).await.unwrap_err();
        assert!(error.source().is_some());
        assert_apart(&error);
    }
    let server = Server::answering(b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\n[".to_vec());
    assert_apart(
        &client(&server)
            .score(Upload::bytes(wav_of(1)))
            .await
            .unwrap_err(),
    );
    let server = Server::answering(b"SSH-2.0-OpenSSH_9.2\r\n".to_vec());
    assert_apart(
        &client(&server)
            .score(Upload::bytes(wav_of(1)))
            .await
            .unwrap_err(),
    );
}

#[tokio::test]
async fn the_row_of_a_documented_failure_lies_below_it() {
    let body = "{\"code\": \"rate_limited\", \"detail\": \"x\"}";
    let server = Server::answering(reply(429, body));
    let error = client(&server)
        .score(Upload::bytes(wav_of(1)))
        .await
        .unwrap_err();
    let row = error.source().unwrap().downcast_ref::<ErrorInfo>().unwrap();
    assert_eq!(row.name, "rate_limited");
    assert_eq!(texts(&error)[1], "Too many requests came.");
}
