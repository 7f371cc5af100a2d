//! The client against the mock server, over real sockets.

#![allow(clippy::unwrap_used, reason = "helpers of tests fail as tests do")]

use std::time::Duration;
use theta_lmnt::{Client, SpeechError, VoiceError, VoiceOwner};
use theta_mock::{Fault, KeyPolicy, Mock};
use theta_runtime::{Bytes, ErrorKind, RetryPolicy, Upload};

const SPEC: &[u8] = include_bytes!("../spec.toml");

fn mock() -> Mock {
    Mock::from_toml("spec.toml", SPEC).unwrap()
}

fn client(mock: &Mock) -> Client {
    let builder = Client::builder().key("key").base_url(mock.base_url());
    builder.retry(RetryPolicy::off()).build().unwrap()
}

fn audio() -> Bytes {
    (0..=u8::MAX).cycle().take(100_000).collect()
}

#[tokio::test]
async fn speech_comes_as_it_is_made_and_ends() {
    let mock = mock();
    mock.reply_success("speech", audio()).unwrap();
    let mut speech = client(&mock).speech("Hello.", "leah").await.unwrap();
    assert!(speech.request_id().is_some());
    let mut all = Vec::new();
    while let Some(chunk) = speech.next_chunk().await {
        all.extend_from_slice(&chunk.unwrap());
    }
    assert_eq!(all, audio());
    assert!(speech.next_chunk().await.is_none(), "the end stays the end");
}

#[tokio::test]
async fn an_interrupted_speech_is_an_error_and_never_a_short_success() {
    for fault in [
        Fault::TruncatedBody,
        Fault::TruncatedChunked,
        Fault::GarbageChunk,
        Fault::ResetInReply,
    ] {
        let mock = mock();
        mock.reply_success("speech", audio()).unwrap();
        mock.script(fault.clone().times(1)).unwrap();
        let speech = client(&mock).speech("Hello.", "leah").await.unwrap();
        let request_id = speech.request_id().map(str::to_owned);
        let error = speech.collect().await.unwrap_err();
        assert_eq!(
            error.kind(),
            ErrorKind::Transport { timeout: false },
            "{fault}"
        );
        assert_eq!(error.status(), Some(200), "{fault}");
        assert!(error.request_id().is_some(), "{fault}");
        assert_eq!(error.request_id(), request_id.as_deref(), "{fault}");
        assert!(error.body_truncated(), "{fault}");
        assert!(
            audio().starts_with(error.body()),
            "{fault}: what came is kept"
        );
        println!("{fault}: {error}");
    }
}

#[tokio::test]
async fn a_speech_that_pauses_for_too_long_is_an_error() {
    let mock = mock();
    mock.reply_success("speech", audio()).unwrap();
    mock.script(Fault::StalledBody.times(1)).unwrap();
    let client = Client::builder().key("key").base_url(mock.base_url());
    let client = client
        .retry(RetryPolicy::off())
        .timeout(Duration::from_millis(200))
        .build()
        .unwrap();
    let error = client
        .speech("Hello.", "leah")
        .await
        .unwrap()
        .collect()
        .await
        .unwrap_err();
    assert!(error.is_timeout());
}

#[tokio::test]
async fn a_failure_before_the_first_byte_is_the_documented_error() {
    let mock = mock();
    mock.next_with("voice_not_found", &[("voice", "nobody")])
        .unwrap();
    let error = client(&mock).speech("Hello.", "nobody").await.unwrap_err();
    assert_eq!(
        error.api(),
        Some(&SpeechError::VoiceNotFound {
            voice: "nobody".into()
        })
    );
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn a_refused_key_is_typed_and_keeps_body_and_request_id() {
    let strict = Mock::builder_from_toml("spec.toml", SPEC)
        .unwrap()
        .key_policy(KeyPolicy::Registered);
    let mock = strict.known_key("other").start().unwrap();
    let error = client(&mock).voice("leah").await.unwrap_err();
    assert_eq!(error.api(), Some(&VoiceError::Authentication));
    assert_eq!(error.status(), Some(401));
    assert_eq!(error.code(), Some("authentication_error"));
    assert!(error.request_id().is_some());
}

#[tokio::test]
async fn voices_are_listed_described_and_made() {
    let mock = mock();
    let client = client(&mock);
    let voices = client
        .voices()
        .owner(VoiceOwner::System)
        .send_with_response()
        .await
        .unwrap();
    assert!(voices.request_id().is_some(), "on success too");
    assert_eq!(voices.value()[0].owner, VoiceOwner::System);
    assert_eq!(client.voice("leah").await.unwrap().id, "leah");
    let wav = include_bytes!("../../../theta-client/examples/audio/native.wav");
    let made = client
        .create_voice(Upload::bytes(&wav[..]), "Mine")
        .await
        .unwrap();
    assert_eq!(made.kind.as_deref(), Some("instant"));
    assert_eq!(
        mock.last_request().unwrap().header("lmnt-version"),
        Some("1.1")
    );
}
