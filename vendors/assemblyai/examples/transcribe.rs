//! A recording from its upload to its transcript, against the mock server: `cargo run -p theta-assemblyai --example transcribe`.

use std::error::Error;
use std::time::Duration;
use theta_assemblyai::{Client, TranscriptError};
use theta_mock::Mock;
use theta_runtime::{RetryPolicy, Upload};

const RECORDING: &[u8] = include_bytes!("../../../theta-client/examples/audio/native.wav");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let client = Client::builder()
        .key("key")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let uploaded = client.upload(Upload::bytes(RECORDING)).await?;
    let models = ["universal-3-pro".to_owned(), "universal-2".to_owned()];
    let job = client
        .submit(uploaded.upload_url, models)
        .speaker_labels(true)
        .start()
        .await?;
    println!("submitted: {}", job.id());

    // A server that is not on this machine takes longer: by default it is asked every three seconds, and then less often.
    let job = job.every(Duration::from_millis(50));
    let transcript = job.wait().await?.into_value();
    println!(
        "{}: {}",
        transcript.status,
        transcript.text.unwrap_or_default()
    );

    mock.next_with("no_audio", &[("kind", "text/html")])?;
    if let Err(error) = client.transcript(job.id().to_string()).await {
        match error.api() {
            Some(TranscriptError::NoAudio { kind }) => println!("not a recording, but {kind}"),
            _ => println!("{error}"),
        }
    }
    Ok(())
}
