//! Speech as it is made, and one that is cut off, against the mock server: `cargo run -p theta-lmnt --example speak`.

use std::error::Error;
use theta_lmnt::Client;
use theta_mock::{Fault, Mock};
use theta_runtime::RetryPolicy;

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    mock.reply_success("speech", vec![0; 100_000])?;
    let client = Client::builder()
        .key("key")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let voices = client.voices().send_with_response().await?;
    println!(
        "voices: {} (request {})",
        voices.value().len(),
        voices.request_id().unwrap_or("without an id")
    );

    let mut speech = client.speech("Hello.", "leah").await?;
    while let Some(chunk) = speech.next_chunk().await {
        chunk?;
    }
    println!("speech: {} bytes", speech.received());

    mock.script(Fault::TruncatedChunked.times(1))?;
    let speech = client.speech("Hello.", "leah").await?;
    match speech.collect().await {
        Ok(audio) => println!("complete: {} bytes", audio.len()),
        Err(error) => println!("cut off after {} bytes: {error}", error.body().len()),
    }

    mock.next_with("voice_not_found", &[("voice", "nobody")])?;
    if let Err(error) = client.voice("nobody").await {
        println!("{:?}: {error}", error.api());
    }
    Ok(())
}
