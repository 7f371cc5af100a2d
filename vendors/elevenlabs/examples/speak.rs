//! A voice out of two recordings, and what it says, against the mock server: `cargo run -p theta-elevenlabs --example speak`.

use std::error::Error;
use theta_elevenlabs::{Client, Transcription};
use theta_mock::Mock;
use theta_runtime::{Audio, RetryPolicy, Upload};

const RECORDING: &[u8] = include_bytes!("../../../theta-client/examples/audio/native.wav");

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    mock.reply_success("speech_stream", vec![0; 100_000])?;
    let client = Client::builder()
        .key("key")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let recordings = [Audio::bytes(RECORDING), Audio::bytes(RECORDING)];
    let voice = client.add_voice("Mine", recordings).await?.voice_id;
    println!("voice: {voice}");

    let speech = client.speech_stream(&voice, "Hello.").await?;
    println!("speech: {} bytes", speech.collect().await?.len());

    match client
        .transcribe(Upload::bytes(RECORDING), "scribe_v1")
        .await?
    {
        Transcription::Transcript(transcript) => println!("said: {}", transcript.text),
        other => println!("said: {other:?}"),
    }

    mock.next("concurrent_limit_exceeded")?;
    if let Err(error) = client.voice(&voice).await {
        println!("{:?}: {error}", error.api());
    }
    Ok(())
}
