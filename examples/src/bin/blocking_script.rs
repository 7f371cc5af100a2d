//! Scores how a student says a sentence against a native speaker's recording of it, without `async`.
//!
//! ```text
//! THETA_ONE_API_KEY=… cargo run -p theta-examples --bin blocking_script -- native.wav student.mp3 "Wow, a castle."
//! ```

use anyhow::bail;
use std::env;
use std::ffi::OsString;
use theta_client::{Audio, Client, Failure as _, Language, PronunciationError, blocking};

fn main() -> anyhow::Result<()> {
    let arguments = env::args_os().skip(1).map(OsString::into_string);
    let arguments: Result<Vec<String>, OsString> = arguments.collect();
    let Ok([native, student, sentence]) = arguments.as_deref() else {
        bail!("usage: blocking_script NATIVE STUDENT SENTENCE");
    };
    let client = Client::from_env()?;
    // One question mark is for the wait, the other for the call.
    let reference = blocking::wait(client.analyze_native(Audio::file(native), sentence))??;
    let request = client
        .pronunciation(Audio::file(student), sentence, &reference.speech_components)
        .language(Language::En);
    match blocking::wait(request)? {
        Ok(feedback) => println!("{}", feedback.to_json()),
        Err(error) if error.api() == Some(&PronunciationError::NotAllWordsSpoken) => {
            println!(
                "{}",
                error
                    .tell_user()
                    .unwrap_or("Please record the whole sentence.")
            );
        }
        Err(error) => return Err(error.into()),
    }
    Ok(())
}
