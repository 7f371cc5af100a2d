//! Real speech through all four endpoints.

use crate::page::labelled;
use std::error::Error;
use std::io::Write;
use theta_client::{Audio, Client, Language};

const SENTENCE: &str = "Wow, check out this castle.";
/// Synthesised speech: 16 kHz mono WAV and 22.05 kHz mono MP3, 2.4 s each.
const NATIVE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/audio/native.wav");
const STUDENT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/examples/audio/student.mp3");

pub(crate) async fn tour(client: &Client, out: &mut dyn Write) -> Result<(), Box<dyn Error>> {
    let transcript = client
        .transcribe(Audio::file(NATIVE))
        .suppress_korean(true)
        .send_with_response()
        .await?;
    let took = format!("{} in {:.1?}", transcript.status(), transcript.elapsed());
    labelled(out, "transcribe", &took)?;
    let text = format!(
        "{:?}, {}",
        transcript.value().text,
        transcript.value().text_type
    );
    labelled(out, "", &text)?;

    let native = client.analyze_native(Audio::file(NATIVE), SENTENCE).await?;
    let components = native.speech_components.decode()?.len();
    labelled(out, "analyze_native", &format!("components: {components}"))?;

    // What `analyze_native` returned goes on byte for byte.
    let feedback = client
        .pronunciation(Audio::file(STUDENT), SENTENCE, &native.speech_components)
        .language(Language::En)
        .await?;
    labelled(out, "pronunciation", &feedback.to_json())?;

    let feedback = client
        .pronunciation_simple(Audio::file(STUDENT), SENTENCE)
        .await?;
    labelled(out, "pronunciation_simple", &feedback.to_json())?;
    Ok(())
}
