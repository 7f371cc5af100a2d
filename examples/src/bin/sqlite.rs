//! Keeps what calls returned in SQLite: answers and documented failures, as the values that they are.
//!
//! ```text
//! THETA_ONE_API_KEY=… cargo run -p theta-examples --bin sqlite -- calls.db a.wav b.wav
//! ```
//!
//! A recording that has its answer is not sent again, one that failed is.

use anyhow::{Context as _, bail};
use rusqlite::{Connection, OptionalExtension as _};
use std::env;
use std::ffi::OsString;
use theta_client::{Audio, Client, TranscribeError, Transcript, blocking};

/// What a call came to. Serde writes it with everything that the server said, and reads it back unchanged.
type Outcome = Result<Transcript, TranscribeError>;

fn main() -> anyhow::Result<()> {
    let arguments = env::args_os().skip(1).map(OsString::into_string);
    let arguments: Result<Vec<String>, OsString> = arguments.collect();
    let Ok([database, recordings @ ..]) = arguments.as_deref() else {
        bail!("usage: sqlite DATABASE RECORDING...");
    };
    let client = Client::from_env()?;
    let calls = Calls::open(database).with_context(|| format!("cannot open {database}"))?;
    for recording in recordings {
        let outcome = if let Some(answered @ Ok(_)) = calls.get(recording)? {
            answered
        } else {
            let outcome = transcribe(&client, recording).with_context(|| recording.clone())?;
            calls.put(recording, &outcome)?;
            outcome
        };
        match outcome {
            Ok(transcript) => println!("{recording}: {}", transcript.text),
            Err(error) => println!("{recording}: failed, {error}"),
        }
    }
    Ok(())
}

/// Transcribes a recording. What the API does not document is an error of this program: it says nothing that could be
/// kept of the recording.
fn transcribe(client: &Client, recording: &str) -> anyhow::Result<Outcome> {
    match blocking::wait(client.transcribe(Audio::file(recording)))? {
        Ok(transcript) => Ok(Ok(transcript)),
        Err(error) => Ok(Err(error.into_api()?)),
    }
}

/// The table of calls.
struct Calls(Connection);

impl Calls {
    fn open(path: &str) -> rusqlite::Result<Self> {
        let connection = Connection::open(path)?;
        connection.execute_batch(
            "CREATE TABLE IF NOT EXISTS calls (recording TEXT PRIMARY KEY, outcome TEXT NOT NULL) STRICT",
        )?;
        Ok(Self(connection))
    }

    fn get(&self, recording: &str) -> anyhow::Result<Option<Outcome>> {
        let query = "SELECT outcome FROM calls WHERE recording = ?1";
        let row = |row: &rusqlite::Row<'_>| row.get::<_, String>(0);
        let text = self.0.query_row(query, [recording], row).optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    fn put(&self, recording: &str, outcome: &Outcome) -> anyhow::Result<()> {
        let text = serde_json::to_string(outcome)?;
        let statement = "INSERT OR REPLACE INTO calls VALUES (?1, ?2)";
        self.0.execute(statement, [recording, &text])?;
        Ok(())
    }
}
