//! `sqlite`

use crate::support::{Folder, HEARD, Run, run, theta_one, wav};
use rusqlite::Connection;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use theta_client::{TranscribeError, Transcript};
use theta_mock::Mock;

fn transcribe(database: &Path, recordings: &[PathBuf], mock: &Mock) -> Run {
    let mut arguments: Vec<&OsStr> = vec![database.as_ref()];
    arguments.extend(recordings.iter().map(AsRef::<OsStr>::as_ref));
    run(env!("CARGO_BIN_EXE_sqlite"), &arguments, mock)
}

/// What the table has of a recording, as it is written and as it is read.
fn stored(database: &Path, recording: &Path) -> (String, Result<Transcript, TranscribeError>) {
    let query = "SELECT outcome FROM calls WHERE recording = ?1";
    let recording = [recording.to_str().unwrap()];
    let text: String = Connection::open(database)
        .unwrap()
        .query_row(query, recording, |row| row.get(0))
        .unwrap();
    let outcome = serde_json::from_str(&text).unwrap();
    (text, outcome)
}

#[test]
fn answers_and_failures_come_back_as_the_values_that_they_were() {
    let (mock, folder) = (theta_one(), Folder::new());
    let database = folder.path().join("calls.db");
    let recordings: Vec<PathBuf> = (0..3)
        .map(|voice| folder.with(&format!("{voice}.wav"), wav(1, voice)))
        .collect();
    // A member that the contract does not know, a value that it does not list, and a number that is no `f64`.
    let body = r#"{"text":"hi","text_type":"fr","metadata":{"n":1.10e400},"response_time_in_sec":0.50,"more":[1.0]}"#;
    mock.reply_success("transcribe", body).unwrap();
    let ran = transcribe(&database, &recordings[..1], &mock);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    mock.next("insufficient_credits").unwrap();
    transcribe(&database, &recordings[1..2], &mock);
    let reason = "language: \"x\" \u{1f600}";
    mock.next_with("invalid_options", &[("reason", reason)])
        .unwrap();
    let ran = transcribe(&database, &recordings[2..], &mock);
    assert!(
        ran.stdout.contains("2.wav: failed, 400 Invalid options: "),
        "{ran:?}"
    );

    let expected = [
        Ok(Transcript::from_json(body).unwrap()),
        Err(TranscribeError::InsufficientCredits),
        Err(TranscribeError::InvalidOptions {
            reason: reason.to_owned(),
        }),
    ];
    for (recording, expected) in recordings.iter().zip(expected) {
        let (text, outcome) = stored(&database, recording);
        assert_eq!(outcome, expected);
        assert_eq!(serde_json::to_string(&outcome).unwrap(), text);
    }
}

#[test]
fn what_has_its_answer_is_not_sent_again_and_what_failed_is() {
    let (mock, folder) = (theta_one(), Folder::new());
    let database = folder.path().join("calls.db");
    let recordings = [
        folder.with("a.wav", wav(1, 0)),
        folder.with("b.wav", wav(1, 1)),
    ];
    transcribe(&database, &recordings[..1], &mock);
    mock.next("insufficient_credits").unwrap();
    let ran = transcribe(&database, &recordings, &mock);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert!(
        ran.stdout
            .contains("b.wav: failed, 402 Insufficient credits"),
        "{ran:?}"
    );
    assert_eq!(mock.requests().len(), 2);
    let ran = transcribe(&database, &recordings, &mock);
    assert_eq!(ran.stdout.matches(HEARD).count(), 2, "{ran:?}");
    assert_eq!(mock.requests().len(), 3);
}

#[test]
fn what_is_not_documented_is_kept_out_of_the_table() {
    let (mock, folder) = (theta_one(), Folder::new());
    let database = folder.path().join("calls.db");
    let ran = transcribe(&database, &[folder.path().join("none.wav")], &mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("there is no such file"), "{ran:?}");
    let rows = "SELECT count(*) FROM calls";
    let count: i64 = Connection::open(&database)
        .unwrap()
        .query_row(rows, [], |row| row.get(0))
        .unwrap();
    assert_eq!(count, 0);
}
