//! A transcription, a chat and a key that is refused, against the mock server: `cargo run -p theta-openai --example talk`.

use std::error::Error;
use theta_mock::Mock;
use theta_openai::{ChatMessage, Client, UserMessage};
use theta_runtime::{RetryPolicy, Upload};

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let mock = Mock::from_toml("spec.toml", include_bytes!("../spec.toml"))?;
    let client = Client::builder()
        .key("key")
        .base_url(mock.base_url())
        .retry(RetryPolicy::off())
        .build()?;

    let audio = include_bytes!("../../../theta-client/examples/audio/native.wav");
    let said = client
        .transcribe_verbose(Upload::bytes(&audio[..]), "whisper-1")
        .timestamp_granularities(["word"])
        .await?;
    println!("{} s in {}: {}", said.duration, said.language, said.text);

    let question = ChatMessage::User(UserMessage::new("Hello!"));
    let answer = client.chat("gpt-5.4", [question]).await?;
    for choice in answer.choices {
        println!("{}", choice.message.content.unwrap_or_default());
    }

    mock.next("credit_balance_exhausted")?;
    if let Err(error) = client.respond("gpt-5.4", "Tell me a joke.").await {
        println!("{:?}: {error}", error.api());
    }
    Ok(())
}
