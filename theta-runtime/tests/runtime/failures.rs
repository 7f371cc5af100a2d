//! Every way a call can fail, and what the error says of it.

use crate::support::{
    KEY, Mini, MiniError, Seen, Server, client, failure, read_head, read_request, reply,
    reply_with, wav,
};
use std::error::Error as _;
use std::io::{Read, Write};
use std::net::{Shutdown, TcpListener};
use std::time::Duration;
use theta_runtime::meta::Retry;
use theta_runtime::{Builder, CallOptions, Error, ErrorKind, RetryPolicy, Sent, Upload};

const fn unknown(known_status: bool, known_code: bool) -> ErrorKind {
    ErrorKind::Unknown {
        known_status,
        known_code,
    }
}

#[tokio::test]
async fn every_reply_is_an_outcome_that_keeps_what_came() {
    let html = "<html><head><title>502 Bad Gateway</title></head></html>";
    let list = "{\"detail\": [{\"loc\": [\"body\", \"file\"], \"msg\": \"field required\"}]}";
    let deep = "[".repeat(30_000) + &"]".repeat(30_000);
    let table: [(u16, &[u8], ErrorKind); 13] = [
        (
            400,
            b"{\"detail\": \"Not all words are spoken.\"}",
            ErrorKind::Documented,
        ),
        (
            400,
            b"{\"detail\": \"Not all words are spoken\"}",
            unknown(true, false),
        ),
        (
            401,
            b"{\"detail\": \"Not all words are spoken.\"}",
            unknown(false, false),
        ),
        (400, b"{\"detail\": null}", unknown(true, false)),
        (413, b"<html>", ErrorKind::Documented),
        (
            429,
            b"{\"code\": \"Rate Limited\", \"detail\": \"x\"}",
            ErrorKind::Documented,
        ),
        (
            429,
            b"{\"code\": 7, \"detail\": \"x\"}",
            unknown(true, false),
        ),
        (422, list.as_bytes(), unknown(false, false)),
        (502, html.as_bytes(), unknown(false, false)),
        (504, b"", unknown(false, false)),
        (500, b"\xff\xfe{\"detail\": 1}", unknown(false, false)),
        (500, deep.as_bytes(), unknown(false, false)),
        (599, b"{\"detail\": \"\\ud800\"}", unknown(false, false)),
    ];
    for (status, body, kind) in table {
        let error = failure(&Server::answering(reply_with(
            status,
            "x-request-id: r1\r\n",
            body,
        )))
        .await;
        let shown = String::from_utf8_lossy(&body[..body.len().min(60)]);
        assert_eq!(
            (error.kind(), error.status()),
            (kind, Some(status)),
            "{status} {shown}"
        );
        assert_eq!(
            (error.body(), error.body_truncated()),
            (body, false),
            "{status} {shown}"
        );
        assert_eq!(
            (error.request_id(), error.sent()),
            (Some("r1"), Sent::Complete),
            "{status} {shown}"
        );
        assert_eq!(error.headers().unwrap().get("x-request-id").unwrap(), "r1");
        assert!(!error.to_string().contains(['\n', '\r']), "{error}");
    }
}

#[tokio::test]
async fn a_known_code_with_an_unknown_message_is_told() {
    let error = failure(&Server::answering(reply(
        429,
        "{\"code\": \"rate-limited\", \"detail\": []}",
    )))
    .await;
    assert_eq!(error.kind(), unknown(true, false));
    assert_eq!((error.code(), error.detail()), (None, None));
    let error = failure(&Server::answering(reply(
        500,
        "{\"code\": \"x\", \"detail\": \"y\"}",
    )))
    .await;
    assert_eq!((error.code(), error.detail()), (Some("x"), Some("y")));
}

#[tokio::test]
async fn a_large_failure_is_cut_and_says_so() {
    let body = vec![b'x'; 1_000_000];
    for status in [413, 500] {
        let error = failure(&Server::answering(reply(status, &body))).await;
        assert_eq!(
            (error.body().len(), error.body_truncated()),
            (64 * 1024, true)
        );
        assert_eq!(error.kind() == ErrorKind::Documented, status == 413);
    }
    let error = failure(&Server::answering(reply(500, &body[..64 * 1024]))).await;
    assert_eq!(
        (error.body().len(), error.body_truncated()),
        (64 * 1024, false)
    );
}

#[tokio::test]
async fn a_documented_failure_has_everything_its_row_says() {
    let bytes = reply_with(
        400,
        "retry-after: 3\r\n",
        "{\"detail\": \"Invalid options: no\\ngold\", \"request_id\": 9}",
    );
    let error = failure(&Server::answering(bytes)).await;
    let expected = MiniError::InvalidOptions {
        reason: "no\ngold".to_owned(),
    };
    assert_eq!(error.api(), Some(&expected));
    assert_eq!(error.info().unwrap().name, "invalid_options");
    assert_eq!((error.retry(), error.is_retryable()), (Retry::Never, false));
    assert_eq!(error.detail(), Some("Invalid options: no\ngold"));
    assert_eq!(
        (error.request_id(), error.retry_after()),
        (Some("9"), Some(Duration::from_secs(3)))
    );
    assert_eq!(error.to_string(), "score: 400 Invalid options: no gold");
    assert_eq!(error.operation(), "score");
    assert_eq!(error.into_api().unwrap(), expected);
}

#[tokio::test]
async fn an_error_displays_as_one_line_that_says_what_to_do() {
    let long = format!("{{\"detail\": \"{}\"}}", "é".repeat(300));
    let shown = "é".repeat(200);
    let table = [
        (
            reply(400, "{\"detail\": \"Not all words are spoken.\"}"),
            "score: 400 Not all words are spoken. - Record again and say every word.".to_owned(),
        ),
        (reply(413, ""), "score: 413 too_large - Send less.".to_owned()),
        (
            reply_with(502, "content-type: text/html\r\n", "<html>"),
            "score: 502 text/html, 6 bytes (not documented for this operation) - try again later (may be billed)".to_owned(),
        ),
        (
            reply(504, ""),
            "score: 504 without a body (not documented for this operation) - the server took too \
             long (may be billed)"
                .to_owned(),
        ),
        (
            reply(500, "{\"detail\": \"a\\r\\n\\u001b[31mb\"}"),
            "score: 500 a [31mb (not documented for this operation) - try again later (may be billed)".to_owned(),
        ),
        (reply(404, long), format!("score: 404 {shown}… (not documented for this operation) - see `body()` for what is wrong with the request")),
        (
            reply(200, "[1, \"2\"]"),
            "score: 200 with a body that is not as documented - the body is kept in `body()`; do not send the request \
             again, it succeeded (is billed)"
                .to_owned(),
        ),
    ];
    for (bytes, expected) in table {
        assert_eq!(
            failure(&Server::answering(bytes)).await.to_string(),
            expected
        );
    }
}

#[tokio::test]
async fn a_success_that_does_not_decode_keeps_its_body() {
    let bodies: [&[u8]; 5] = [b"", b"{", b"[\"a\"]", b"\xff", b"<html>"];
    for body in bodies {
        let error = failure(&Server::answering(reply(200, body))).await;
        assert_eq!(
            (error.kind(), error.status(), error.body()),
            (ErrorKind::Decode, Some(200), body)
        );
        assert!(!error.is_retryable() && error.source().is_some());
    }
    let long = format!("[\"{}\"]", "x".repeat(200_000));
    let error = failure(&Server::answering(reply(200, &long))).await;
    assert_eq!(
        (error.body(), error.body_truncated()),
        (long.as_bytes(), false)
    );
}

#[tokio::test]
async fn a_reply_that_is_cut_short_is_told_from_a_wrong_one() {
    for (status, retryable) in [(200, false), (400, false), (503, true)] {
        let mut bytes = reply(status, "[1, 2, 3, 4, 5, 6, 7, 8, 9, 10]");
        bytes.truncate(bytes.len() - 10);
        let error = failure(&Server::answering(bytes)).await;
        assert_eq!(
            error.kind(),
            ErrorKind::Transport { timeout: false },
            "{error}"
        );
        assert_eq!(
            (error.status(), error.sent()),
            (Some(status), Sent::Complete)
        );
        assert_eq!(error.is_retryable(), retryable);
        assert!(error.body().starts_with(b"[1, 2") && error.body_truncated());
        assert!(
            error
                .to_string()
                .contains("with a body that was cut short after"),
            "{error}"
        );
    }
}

#[tokio::test]
async fn no_connection_means_nothing_was_sent() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    drop(listener);
    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url(url)
        .retry(RetryPolicy::off())
        .build()
        .unwrap();
    for error in [
        mini.score(Upload::bytes(wav(64))).await.unwrap_err(),
        mini.voice("x", vec![], None).await.unwrap_err(),
    ] {
        assert_eq!(error.kind(), ErrorKind::Transport { timeout: false });
        assert_eq!(
            (error.sent(), error.sent_bytes(), error.status()),
            (Sent::NotSent, 0, None)
        );
        assert!(error.is_connect() && error.is_retryable());
        assert!(
            error.to_string().ends_with("nothing was sent: try again"),
            "{error}"
        );
        assert!(error.source().is_some());
    }
}

#[tokio::test]
async fn a_request_without_a_body_may_have_arrived_once_there_was_a_connection() {
    let server = Server::new(|mut stream| read_request(&mut stream));
    let error = client(&server).voice("x", vec![], None).await.unwrap_err();
    assert_eq!((error.sent(), error.is_connect()), (Sent::Complete, false));
    // The endpoint is free and repeatable.
    assert!(error.is_retryable());
}

#[tokio::test]
async fn silence_after_the_whole_request_may_be_billed() {
    let error = failure(&Server::new(|mut stream| read_request(&mut stream))).await;
    assert_eq!(
        (error.kind(), error.sent()),
        (ErrorKind::Transport { timeout: false }, Sent::Complete)
    );
    assert!(!error.is_retryable() && !error.is_connect());
    assert!(error.sent_bytes() > 64);
    assert!(
        error
            .to_string()
            .ends_with("the whole request was sent: think before trying again (may be billed)"),
        "{error}"
    );
}

#[tokio::test]
async fn a_request_that_was_not_sent_to_its_end_cannot_be_billed() {
    let server = Server::new(|mut stream| {
        let seen = read_head(&mut stream);
        // Closing with unread bytes resets the connection.
        stream.shutdown(Shutdown::Write).unwrap();
        seen
    });
    let error = client(&server)
        .score(Upload::bytes(wav(32_000_000)))
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Transport { timeout: false },
        "{error}"
    );
    assert_eq!(error.sent(), Sent::Partial);
    assert!(error.is_retryable());
    assert!((1..32_000_000).contains(&error.sent_bytes()));
}

#[tokio::test]
async fn an_answer_before_the_end_of_the_upload_is_an_answer() {
    let server = Server::new(|mut stream| {
        let seen = read_head(&mut stream);
        stream.write_all(&reply(413, "")).unwrap();
        // Reading on keeps the answer from being lost to a reset.
        let _ = stream.read_to_end(&mut Vec::new());
        seen
    });
    let error = client(&server)
        .score(Upload::bytes(wav(32_000_000)))
        .await
        .unwrap_err();
    assert_eq!(error.api(), Some(&MiniError::TooLarge));
}

/// A server that reads one request and then waits for the client to hang up.
fn silent() -> Server {
    Server::new(|mut stream| {
        let seen: Seen = read_request(&mut stream);
        let _ = stream.write_all(b"");
        let _ = stream.read(&mut [0]);
        seen
    })
}

#[tokio::test]
async fn the_time_for_a_call_comes_from_the_call_then_the_client() {
    let short = Duration::from_millis(300);
    let server = silent();
    let options = CallOptions::new().timeout(short);
    let by_call = client(&server)
        .score_with(Upload::bytes(wav(64)), options)
        .await
        .unwrap_err();
    let server = silent();
    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url(server.url())
        .timeout(short)
        .build()
        .unwrap();
    let by_client = mini.score(Upload::bytes(wav(64))).await.unwrap_err();
    for error in [by_call, by_client] {
        assert_eq!(
            (error.kind(), error.sent()),
            (ErrorKind::Transport { timeout: true }, Sent::Complete)
        );
        assert!(error.is_timeout() && !error.is_retryable());
        assert!(error.elapsed() >= short);
        assert!(
            error
                .to_string()
                .starts_with("score: no reply in time after 0."),
            "{error}"
        );
    }
    let options = CallOptions::new().timeout(Duration::ZERO);
    let error = mini
        .score_with(Upload::bytes(wav(64)), options)
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[derive(Clone, Debug, PartialEq)]
enum Whole {
    Mini(MiniError),
}

impl From<MiniError> for Whole {
    fn from(error: MiniError) -> Self {
        Self::Mini(error)
    }
}

#[tokio::test]
async fn widening_keeps_everything() {
    let error = failure(&Server::answering(reply(413, "x"))).await;
    let wide: Error<Whole> = error.widen();
    assert_eq!(wide.api(), Some(&Whole::Mini(MiniError::TooLarge)));
    assert_eq!(
        (wide.kind(), wide.status(), wide.body()),
        (ErrorKind::Documented, Some(413), &b"x"[..])
    );
    let error = failure(&Server::answering(reply(500, "x"))).await;
    let unknown = error.widen::<Whole>().into_api().unwrap_err();
    assert_eq!((unknown.status(), unknown.body()), (Some(500), &b"x"[..]));
}
