//! Real speech through all four endpoints.

use std::error::Error;
use theta_client::{Audio, Client, Language};

const SENTENCE: &str = "Wow, check out this castle.";
/// Synthesised speech: 16 kHz mono WAV and 22.05 kHz mono MP3, 2.4 s each.
const NATIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/audio/native.wav");
const STUDENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/audio/student.mp3");

pub(crate) async fn tour(client: &Client) -> Result<(), Box<dyn Error>> {
    let transcript = client
        .transcribe(Audio::file(NATIVE))
        .suppress_korean(true)
        .send_with_response()
        .await?;
    println!(
        "transcribe            {} in {:?}",
        transcript.status(),
        transcript.elapsed()
    );
    println!(
        "                      {:?}, {}",
        transcript.value().text,
        transcript.value().text_type
    );

    let native = client.analyze_native(Audio::file(NATIVE), SENTENCE).await?;
    println!(
        "analyze_native        {} components",
        native.speech_components.decode()?.len()
    );

    // What `analyze_native` returned goes on byte for byte.
    let feedback = client
        .pronunciation(Audio::file(STUDENT), SENTENCE, &native.speech_components)
        .language(Language::En)
        .await?;
    println!("pronunciation         {}", feedback.to_json());

    let feedback = client
        .pronunciation_simple(Audio::file(STUDENT), SENTENCE)
        .await?;
    println!("pronunciation_simple  {}", feedback.to_json());
    Ok(())
}
