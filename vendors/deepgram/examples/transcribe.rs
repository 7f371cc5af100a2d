//! Transcription and speech against the mock server, with a failure of each: `cargo run -p theta-deepgram --example transcribe`.

use std::error::Error;
use theta_deepgram::{Client, SpeakTextError};
use theta_mock::Mock;
use theta_runtime::{ErrorKind, RetryPolicy, Upload};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let client = Client::builder()
        .key("key")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let audio = concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../theta-client/examples/audio/native.wav"
    );
    let said = client
        .listen(Upload::file(audio))
        .model("nova-3")
        .smart_format(true)
        .await?;
    for channel in said.results.iter().flat_map(|results| &results.channels) {
        println!("transcript: {}", channel.alternatives[0].transcript);
    }

    let speech = client
        .speak_text("Hello.")
        .model("aura-2-thalia-en")
        .await?
        .collect()
        .await?;
    println!("speech: {} bytes", speech.len());

    // One of the ten messages that share a code: its own variant, with the status that the remote server gave.
    mock.next_with(
        "invalid_sample_rate",
        &[
            ("valid_sample_rates", "8000 or 16000"),
            ("encoding", "mulaw"),
        ],
    )?;
    match client.speak_text("Hello.").sample_rate(48_000_i64).await {
        Err(error) => match error.api() {
            Some(SpeakTextError::InvalidSampleRate {
                valid_sample_rates,
                encoding,
            }) => {
                println!(
                    "{encoding} takes {valid_sample_rates}; request {}",
                    error.request_id().unwrap_or("without an id")
                );
            }
            _ => return Err(error.into()),
        },
        Ok(_) => println!("no failure"),
    }

    // A message that is on no page: nothing is guessed, everything is kept.
    mock.next_raw(
        theta_mock::RawReply::new(400)
            .body(r#"{"err_code": "Bad Request", "err_msg": "Brand new."}"#),
    )?;
    if let Err(error) = client.listen_url("https://example.com/a.wav").await {
        println!(
            "unknown message: {}; kept: {:?}",
            matches!(
                error.kind(),
                ErrorKind::Unknown {
                    known_code: true,
                    ..
                }
            ),
            error.detail()
        );
    }
    Ok(())
}
