//! Speaks a text into a file, of which nothing is there unless all of it is.
//!
//! ```text
//! LMNT_API_KEY=… cargo run -p theta-examples --bin speech_to_disk -- leah hello.mp3 "Hello, world."
//! ```

use anyhow::{Context as _, bail};
use std::env;
use std::ffi::OsString;
use std::path::Path;
use tempfile::NamedTempFile;
use theta_lmnt::Client;
use tokio::fs::File;

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = env::args_os().skip(1).map(OsString::into_string);
    let arguments: Result<Vec<String>, OsString> = arguments.collect();
    let Ok([voice, file, text]) = arguments.as_deref() else {
        bail!("usage: speech_to_disk VOICE FILE TEXT");
    };
    let bytes = speak(&Client::from_env()?, text, voice, file.as_ref())
        .await
        .with_context(|| format!("{file} was not written"))?;
    println!("{file}: {bytes} bytes");
    Ok(())
}

/// Streams the speech into a file beside the one that is wanted, and gives it that name once it is whole.
async fn speak(client: &Client, text: &str, voice: &str, file: &Path) -> anyhow::Result<u64> {
    let mut speech = client.speech(text, voice).await?;
    // A rename is one step only within a folder. What is dropped without one is removed.
    let folder = file
        .parent()
        .filter(|folder| !folder.as_os_str().is_empty());
    let beside = NamedTempFile::new_in(folder.unwrap_or(Path::new(".")))?;
    let mut out = File::from_std(beside.reopen()?);
    // A stream that breaks off ends with an error, never as if it were all.
    let bytes = tokio::io::copy(&mut speech, &mut out).await?;
    out.sync_all().await?;
    beside.persist(file)?;
    Ok(bytes)
}
