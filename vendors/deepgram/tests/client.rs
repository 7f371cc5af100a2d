//! The client against the mock server, over real sockets.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use theta_deepgram::{Client, Encoding, ListenError, ListenUrlError, SpeakError, SpeakTextError};
use theta_mock::{Fault, Mock, RawReply};
use theta_runtime::{ErrorKind, RetryPolicy, Upload};

fn mock() -> Mock {
    Mock::from_toml("spec.toml", include_bytes!("../spec.toml")).unwrap()
}

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().key("key").base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

#[tokio::test]
async fn audio_and_addresses_are_transcribed() {
    let mock = mock();
    let client = client(&mock);
    let audio = include_bytes!("../../../theta-client/examples/audio/native.wav");
    let said = client
        .listen(Upload::bytes(&audio[..]))
        .model("nova-3")
        .keyterm(vec!["a".to_owned(), "b".to_owned()])
        .await
        .unwrap();
    assert_eq!(
        said.results.unwrap().channels[0].alternatives[0].transcript,
        "hello"
    );
    let sent = mock.last_request().unwrap();
    assert_eq!(
        sent.header("authorization")
            .map(|value| value.starts_with("Token ")),
        Some(true)
    );
    let said = client
        .listen_url("https://example.com/a.wav")
        .send_with_response()
        .await
        .unwrap();
    assert!(said.request_id().is_some());
}

#[tokio::test]
async fn texts_are_spoken() {
    let mock = mock();
    let client = client(&mock);
    let audio = client
        .speak_text("Hello.")
        .encoding(Encoding::Mp3)
        .await
        .unwrap()
        .collect()
        .await
        .unwrap();
    assert!(!audio.is_empty());
    let audio = client.speak().text("Hello.").await.unwrap();
    assert!(audio.request_id().is_some());
    drop(audio);
}

#[tokio::test]
async fn an_interrupted_audio_is_an_error_with_a_request_id() {
    for fault in [
        Fault::TruncatedBody,
        Fault::TruncatedChunked,
        Fault::ResetInReply,
    ] {
        let mock = mock();
        mock.reply_success("speak_text", vec![7; 50_000]).unwrap();
        mock.script(fault.clone().times(1)).unwrap();
        let error = client(&mock)
            .speak_text("Hello.")
            .await
            .unwrap()
            .collect()
            .await
            .unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Transport { timeout: false },
            "{fault}"
        );
        assert!(error.request_id().is_some(), "{fault}");
    }
}

#[tokio::test]
async fn every_row_comes_through_the_sockets_as_itself() {
    let mock = mock();
    let client = client(&mock);
    let mut seen = 0;
    for row in &mock.contract().errors {
        let on = |name: &str| {
            row.on
                .iter()
                .any(|id| mock.contract().endpoints[id.0].name == name)
        };
        mock.next(&row.name).unwrap();
        let (found, request_id) = if on("speak_text") {
            let error = client.speak_text("Hello.").await.unwrap_err();
            (
                error.api().map(|error| SpeakTextError::info(error).name),
                error.request_id().is_some(),
            )
        } else if on("speak") {
            let error = client.speak().text("Hello.").await.unwrap_err();
            (
                error.api().map(|error| SpeakError::info(error).name),
                error.request_id().is_some(),
            )
        } else if on("listen") {
            let error = client
                .listen(Upload::bytes(&b"RIFF"[..]))
                .await
                .unwrap_err();
            (
                error.api().map(|error| ListenError::info(error).name),
                error.request_id().is_some(),
            )
        } else {
            let error = client.listen_url("https://example.com").await.unwrap_err();
            (
                error.api().map(|error| ListenUrlError::info(error).name),
                error.request_id().is_some(),
            )
        };
        assert_eq!(found, Some(row.name.as_str()));
        assert!(request_id, "{}", row.name);
        seen += 1;
    }
    println!(
        "Deepgram: {seen} of {} rows over sockets",
        mock.contract().errors.len()
    );
    assert_eq!(seen, mock.contract().errors.len());
}

#[tokio::test]
async fn a_message_nobody_documented_under_a_known_code_keeps_everything() {
    let mock = mock();
    let body = r#"{"err_code": "Bad Request", "err_msg": "Bad Request: something new.", "request_id": "id-1"}"#;
    mock.next_raw(
        RawReply::new(400)
            .header("dg-request-id", "id-0")
            .header("dg-error", "x")
            .body(body),
    )
    .unwrap();
    let error = client(&mock)
        .listen_url("https://example.com/a.wav")
        .await
        .unwrap_err();
    assert_eq!(
        error.kind(),
        ErrorKind::Unknown {
            known_status: true,
            known_code: true
        }
    );
    assert_eq!(
        (error.code(), error.detail()),
        (Some("Bad Request"), Some("Bad Request: something new."))
    );
    assert_eq!(
        (error.status(), error.request_id()),
        (Some(400), Some("id-1"))
    );
    assert_eq!(error.body(), body.as_bytes());
    assert_eq!(error.headers().unwrap().get("dg-error").unwrap(), "x");
    println!("{error}");
}
