//! Transcribes the recordings of a folder, of which at most so many minutes may be billed.
//!
//! ```text
//! THETA_ONE_API_KEY=… cargo run -p theta-examples --bin transcribe_folder -- FOLDER MINUTES
//! ```
//!
//! What is said in `talk.wav` is written beside it, into `talk.wav.txt`. A recording with such a file is passed over, so
//! the program can be run again after a failure without paying for anything twice.

use anyhow::{Context as _, bail};
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::Duration;
use std::{env, fmt, fs, io};
use theta_client::{Client, Error, ErrorKind, Failure as _, TranscribeError};
use tokio::task::JoinSet;

/// How many recordings are sent at once.
const AT_ONCE: usize = 4;

/// Why a recording has no transcript.
enum Problem {
    Call(Error<TranscribeError>),
    Write(io::Error),
}

impl Problem {
    /// Whether every other call would fail for the same reason.
    fn is_of_the_account(&self) -> bool {
        use TranscribeError::{InactiveApiKey, InsufficientCredits, InvalidApiKey};
        let Self::Call(error) = self else {
            return false;
        };
        matches!(
            error.api(),
            Some(InvalidApiKey | InactiveApiKey | InsufficientCredits)
        )
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let error = match self {
            Self::Call(error) => error,
            Self::Write(error) => return write!(f, "the transcript cannot be written: {error}"),
        };
        match (error.kind(), error.api(), error.tell_user()) {
            (ErrorKind::OverCap { left }, ..) => {
                write!(f, "not sent, {left:.1?} of the budget are left")
            }
            // Whoever recorded it can help, and the contract has a sentence for them.
            (_, Some(TranscribeError::InvalidAudioFormat), Some(sentence)) => f.write_str(sentence),
            _ => error.fmt(f),
        }
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<ExitCode> {
    let arguments = env::args_os().skip(1).map(OsString::into_string);
    let arguments: Result<Vec<String>, OsString> = arguments.collect();
    let Ok([folder, minutes]) = arguments.as_deref() else {
        bail!("usage: transcribe_folder FOLDER MINUTES");
    };
    let minutes: f64 = minutes.parse().context("MINUTES must be a number")?;
    let budget = Duration::try_from_secs_f64(60.0 * minutes).context("MINUTES must be a time")?;
    let client = Client::builder_from_env()
        .max_billed_audio(budget)
        .build()?;

    let recordings =
        recordings(folder.as_ref()).with_context(|| format!("cannot list {folder}"))?;
    let all = recordings.len();
    let (mut tried, mut transcribed, mut stopped) = (0, 0, false);
    let mut waiting = recordings.into_iter();
    let mut calls = JoinSet::new();
    loop {
        while !stopped
            && calls.len() < AT_ONCE
            && let Some(recording) = waiting.next()
        {
            calls.spawn(transcribe(client.clone(), recording));
        }
        let Some(ended) = calls.join_next().await else {
            break;
        };
        let (recording, outcome) = ended?;
        tried += 1;
        let said = match outcome {
            Ok(()) => {
                transcribed += 1;
                "transcribed".to_owned()
            }
            Err(problem) => {
                stopped |= problem.is_of_the_account();
                problem.to_string()
            }
        };
        eprintln!("[{tried}/{all}] {}: {said}", recording.display());
    }
    let billed = client.ledger().totals().audio_at_most();
    println!("{transcribed} of {all} transcribed, at most {billed:.1?} of audio billed");
    Ok(ExitCode::from(u8::from(transcribed < all)))
}

/// Transcribes one recording, whose name comes back with the outcome.
async fn transcribe(client: Client, recording: PathBuf) -> (PathBuf, Result<(), Problem>) {
    let outcome = async {
        let transcript = client.transcribe(&recording).await.map_err(Problem::Call)?;
        let written = tokio::fs::write(transcript_of(&recording), transcript.text).await;
        written.map_err(Problem::Write)
    };
    let outcome = outcome.await;
    (recording, outcome)
}

/// The recordings of a folder that have no transcript yet, in the order of their names.
fn recordings(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let ending = path.extension().unwrap_or_default();
        let is_audio = ["mp3", "wav"]
            .iter()
            .any(|audio| ending.eq_ignore_ascii_case(audio));
        if is_audio && !transcript_of(&path).exists() {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// Where the transcript of a recording is.
fn transcript_of(recording: &Path) -> PathBuf {
    let mut name = recording.as_os_str().to_owned();
    name.push(".txt");
    name.into()
}
