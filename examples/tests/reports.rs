//! `anyhow` and `eyre` show the chain of an error, and no fact in it twice.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

use std::error::Error as StdError;
use theta_client::testing::{Fault, Stub};
use theta_client::{
    Audio, Client, Error, Failure, RetryPolicy, TranscribeError, TranscribeRequest,
};

const WAV: &str = concat!(
    env!("CARGO_MANIFEST_DIR"),
    "/../theta-client/examples/audio/native.wav"
);

/// An error of each kind that a call has.
async fn errors() -> Vec<Error<TranscribeError>> {
    let stub = Stub::new();
    stub.on::<TranscribeRequest>()
        .fails(TranscribeError::InsufficientCredits)
        .fails(TranscribeError::InvalidOptions {
            reason: "language".to_owned(),
        })
        .fails(TranscribeError::GatewayTimeout)
        .replies(418, "<b>teapot</b>")
        .replies(301, "")
        .replies(200, "[1]")
        .replies(200, "{\"text\": 7}")
        .breaks(Fault::NoConnection)
        .breaks(Fault::CutRequest)
        .breaks(Fault::NoReply)
        .breaks(Fault::CutReply);
    let client: Client = stub.builder().retry(RetryPolicy::off()).build().unwrap();
    let mut errors = Vec::new();
    for _ in 0..11 {
        errors.push(client.transcribe(Audio::file(WAV)).await.unwrap_err());
    }
    for refused in [
        Audio::file("/nowhere/at/all.wav"),
        Audio::bytes("<html>"),
        Audio::bytes(""),
    ] {
        errors.push(client.transcribe(refused).await.unwrap_err());
    }
    errors
}

/// No text is a part of another, nor empty.
fn assert_apart(texts: &[String]) {
    for (at, text) in texts.iter().enumerate() {
        assert!(!text.is_empty(), "{texts:?}");
        for other in &texts[..at] {
            assert!(!other.contains(text) && !text.contains(other), "{texts:?}");
        }
    }
}

/// Every text of a chain is in a report once.
fn assert_shown(report: &str, texts: &[String]) {
    for text in texts {
        assert_eq!(report.matches(text.as_str()).count(), 1, "{text}: {report}");
    }
}

fn texts<'e>(chain: impl Iterator<Item = &'e (dyn StdError + 'static)>) -> Vec<String> {
    chain.map(ToString::to_string).collect()
}

#[tokio::test]
async fn anyhow_shows_each_fact_once() {
    for error in errors().await {
        let error = anyhow::Error::from(error).context("talk.wav has no transcript");
        let texts = texts(error.chain());
        assert_apart(&texts);
        assert_shown(&format!("{error:#}"), &texts);
        assert_shown(&format!("{error:?}"), &texts);
    }
}

#[tokio::test]
async fn eyre_shows_each_fact_once() {
    for error in errors().await {
        let error = eyre::Report::from(error).wrap_err("talk.wav has no transcript");
        let texts = texts(error.chain());
        assert_apart(&texts);
        assert_shown(&format!("{error:#}"), &texts);
        assert_shown(&format!("{error:?}"), &texts);
    }
}

/// A failure of any endpoint goes on into a report with a question mark, as does an error.
#[tokio::test]
async fn a_boxed_failure_goes_into_a_report_and_can_be_taken_out_of_it() {
    fn boxed(error: Error<TranscribeError>) -> Result<(), Box<dyn Failure>> {
        Err(error)?
    }
    fn anyhow(error: Error<TranscribeError>) -> anyhow::Result<()> {
        Ok(boxed(error)?)
    }
    fn eyre(error: Error<TranscribeError>) -> eyre::Result<()> {
        Ok(boxed(error)?)
    }
    fn std(error: Error<TranscribeError>) -> Result<(), Box<dyn StdError + Send + Sync>> {
        Ok(boxed(error)?)
    }
    for error in errors().await {
        let line = error.to_string();
        let report = anyhow(error.clone()).unwrap_err();
        let texts = texts(report.chain());
        assert_eq!(texts[0], line);
        assert_apart(&texts);
        let failure = report.downcast_ref::<Box<dyn Failure>>().unwrap();
        assert_eq!(failure.kind(), error.kind());
        assert_eq!(eyre(error.clone()).unwrap_err().to_string(), line);
        assert_eq!(std(error.clone()).unwrap_err().to_string(), line);
    }
}
