//! What stands on the wire.

use crate::support::{KEY, Mini, Server, client, reply, reply_with, wav};
use std::net::TcpListener;
use std::time::Duration;
use theta_runtime::http::{HeaderName, HeaderValue};
use theta_runtime::{Builder, CallOptions, ErrorKind, Upload};

#[tokio::test]
async fn a_form_is_sent_byte_for_byte_with_its_length() {
    let server = Server::answering(reply(200, "[1, 2.5]"));
    let response = client(&server).score(Upload::bytes(wav(20))).await.unwrap();
    assert_eq!(response.value(), &[1.0, 2.5]);

    let seen = server.seen();
    let boundary = "b".repeat(32);
    let mut expected = format!(
        "--{boundary}\r\nContent-Disposition: form-data; name=\"options\"\r\n\r\n[1.0]\r\n\
         --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"audio.wav\"\r\n\
         Content-Type: audio/wav\r\n\r\n"
    )
    .into_bytes();
    expected.extend(wav(20));
    expected.extend(format!("\r\n--{boundary}--\r\n").into_bytes());
    assert_eq!(
        String::from_utf8(seen.body.clone()).unwrap(),
        String::from_utf8(expected).unwrap()
    );
    assert_eq!(seen.head[0], "POST /score HTTP/1.1");
    let content_type = format!("multipart/form-data; boundary={boundary}");
    let table = [
        ("content-type", Some(content_type.as_str())),
        ("content-length", Some(&*seen.body.len().to_string())),
        ("transfer-encoding", None),
        ("x-api-key", Some(KEY)),
        ("x-version", Some("2")),
        ("accept", Some("application/json")),
        (
            "user-agent",
            Some(concat!(
                "theta-client/",
                env!("CARGO_PKG_VERSION"),
                " (mini-api)"
            )),
        ),
    ];
    for (name, value) in table {
        assert_eq!(seen.header(name), value, "{name}");
    }
}

#[tokio::test]
async fn boundaries_differ_without_a_source() {
    let mut boundaries = Vec::new();
    for _ in 0..2 {
        let server = Server::answering(reply(200, "[]"));
        let mini: Mini = Builder::new()
            .key(KEY)
            .base_url(server.url())
            .build()
            .unwrap();
        mini.score(Upload::bytes(wav(20))).await.unwrap();
        boundaries.push(server.seen().header("content-type").unwrap().to_owned());
    }
    assert_ne!(boundaries[0], boundaries[1]);
}

#[tokio::test]
async fn parameters_are_encoded_in_their_place() {
    let server = Server::answering(reply(200, "ID3"));
    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url(server.url() + "/prefix/")
        .build()
        .unwrap();
    let response = mini
        .voice("a/b?c é%..", vec![1.0, 0.5], Some("en&x=1"))
        .await
        .unwrap();
    assert_eq!(&response.into_value()[..], b"ID3");
    let seen = server.seen();
    assert_eq!(
        seen.head[0],
        "GET /prefix/v1/voices/a%2Fb%3Fc%20%C3%A9%25../sample?speed=1&speed=0.5&lang%20code=en%26x%3D1 HTTP/1.1"
    );
    assert_eq!(
        (seen.header("x-trace"), seen.header("accept")),
        (Some("true"), Some("audio/mpeg"))
    );
    assert_eq!((seen.header("content-type"), seen.body.len()), (None, 0));
}

#[tokio::test]
async fn a_parameter_that_is_left_out_leaves_nothing() {
    let server = Server::answering(reply(200, ""));
    client(&server).voice("x", vec![], None).await.unwrap();
    assert_eq!(server.seen().head[0], "GET /v1/voices/x/sample HTTP/1.1");
}

#[tokio::test]
async fn parameters_that_cannot_be_sent_are_refused() {
    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap();
    for id in ["", ".", ".."] {
        let error = mini.voice(id, vec![], None).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{id:?}");
    }
    let error = mini.voice("x", vec![f64::NAN], None).await.unwrap_err();
    assert_eq!(
        error.to_string(),
        "voice: `speed` holds a number that is infinite or not a number: send a finite one"
    );
    let mut call = mini.call(CallOptions::new());
    call.json(&vec![f64::INFINITY]);
    let error = call
        .send_nothing::<crate::support::MiniError>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    let mut call = mini.call(CallOptions::new());
    call.header("x-note", "a\r\nx-api-key: b");
    let error = call
        .send_nothing::<crate::support::MiniError>()
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
}

#[tokio::test]
async fn json_text_and_bytes_are_sent_as_they_are() {
    type Fill = fn(&mut theta_runtime::__private::v1::Call);
    let table: [(Fill, &str, &[u8]); 4] = [
        (
            |call| call.json("a\"\u{1}é"),
            "application/json",
            b"\"a\\\"\\u0001\xc3\xa9\"",
        ),
        (
            |call| call.text("hi", "text/plain; charset=utf-8"),
            "text/plain; charset=utf-8",
            b"hi",
        ),
        (
            |call| call.binary(Upload::bytes(wav(0)), &crate::support::AUDIO),
            "audio/wav",
            b"RIFF\x24\0\0\0WAVEfmt ",
        ),
        (|call| call.text("", "text/plain"), "text/plain", b""),
    ];
    for (fill, content_type, body) in table {
        let server = Server::answering(reply(204, ""));
        let mut call = client(&server).call(CallOptions::new());
        fill(&mut call);
        call.send_nothing::<crate::support::MiniError>()
            .await
            .unwrap();
        let seen = server.seen();
        assert_eq!(seen.header("content-type"), Some(content_type));
        assert_eq!(
            seen.header("content-length"),
            Some(&*body.len().to_string())
        );
        assert_eq!(seen.body, body);
    }
}

#[tokio::test]
async fn a_request_that_could_have_a_body_states_that_it_has_none() {
    let server = Server::answering(reply(200, ""));
    client(&server)
        .call(CallOptions::new())
        .send_nothing::<crate::support::MiniError>()
        .await
        .unwrap();
    let seen = server.seen();
    assert_eq!(
        (seen.header("content-length"), seen.header("content-type")),
        (Some("0"), None)
    );
}

#[tokio::test]
async fn optional_parts_that_are_left_out_leave_a_form() {
    let server = Server::answering(reply(200, "ok"));
    let mut call = client(&server).call(CallOptions::new());
    call.part_json_opt("options", &None::<String>);
    call.part_upload_opt("file", None, &crate::support::AUDIO);
    call.part_text("tags", &vec!["a", "b"]);
    let text = call.send_text::<crate::support::MiniError>().await.unwrap();
    assert_eq!(text.value(), "ok");
    let body = String::from_utf8(server.seen().body).unwrap();
    assert_eq!(body.matches("name=\"tags\"").count(), 2);
    assert!(!body.contains("options") && !body.contains("\"file\""));
}

#[tokio::test]
async fn a_call_can_have_its_own_headers_but_not_the_client_s() {
    let server = Server::answering(reply(200, "[]"));
    let options = CallOptions::new().header(
        HeaderName::from_static("x-trace"),
        HeaderValue::from_static("canary-trace"),
    );
    assert!(!format!("{options:?}").contains("canary"));
    client(&server)
        .score_with(Upload::bytes(wav(20)), options)
        .await
        .unwrap();
    assert_eq!(server.seen().header("x-trace"), Some("canary-trace"));

    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap();
    for name in [
        "x-api-key",
        "content-type",
        "content-length",
        "transfer-encoding",
        "host",
    ] {
        let options =
            CallOptions::new().header(HeaderName::from_static(name), HeaderValue::from_static("1"));
        let error = mini
            .score_with(Upload::bytes(wav(20)), options)
            .await
            .unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}");
    }
}

#[tokio::test]
async fn redirects_are_not_followed_and_the_key_stays() {
    for status in [301, 302, 303, 307, 308] {
        let other = TcpListener::bind("127.0.0.1:0").unwrap();
        other.set_nonblocking(true).unwrap();
        let location = format!("location: http://{}/score\r\n", other.local_addr().unwrap());
        let server = Server::answering(reply_with(status, &location, ""));
        let error = client(&server)
            .score(Upload::bytes(wav(20)))
            .await
            .unwrap_err();
        assert_eq!(error.status(), Some(status));
        assert_eq!(
            error.kind(),
            ErrorKind::Unknown {
                known_status: false,
                known_code: false
            }
        );
        assert!(
            error.to_string().contains("redirects are not followed"),
            "{error}"
        );
        assert_eq!(
            other.accept().unwrap_err().kind(),
            std::io::ErrorKind::WouldBlock
        );
    }
}

#[tokio::test]
async fn a_response_says_what_came_with_the_value() {
    let server = Server::answering(reply_with(
        201,
        "x-request-id: req-7\r\nx-other: 1\r\n",
        "[]",
    ));
    let response = client(&server).score(Upload::bytes(wav(20))).await.unwrap();
    assert_eq!(
        (response.status(), response.request_id()),
        (201, Some("req-7"))
    );
    assert_eq!(response.headers().get("x-other").unwrap(), "1");
    assert!(response.elapsed() < Duration::from_secs(30));
    assert_eq!(response.map(|list| list.len()).into_value(), 0);
}
