//! `transcribe_folder`

use crate::support::{Folder, HEARD, Run, run, theta_one, wav};
use std::fs;
use theta_mock::{Mock, Scripted};

fn transcribe(folder: &Folder, minutes: &str, mock: &Mock) -> Run {
    let program = env!("CARGO_BIN_EXE_transcribe_folder");
    run(program, &[folder.path().as_ref(), minutes.as_ref()], mock)
}

/// A folder with so many recordings of two seconds.
fn recordings(count: u8) -> Folder {
    let folder = Folder::new();
    for voice in 0..count {
        folder.with(&format!("{voice}.wav"), wav(2, voice));
    }
    folder
}

#[test]
fn transcripts_are_written_beside_the_recordings() {
    let (mock, folder) = (theta_one(), recordings(3));
    folder.with("notes.md", "no recording");
    let ran = transcribe(&folder, "1", &mock);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(
        ran.stdout,
        "3 of 3 transcribed, at most 6.0s of audio billed\n"
    );
    assert_eq!(ran.stderr.matches(": transcribed\n").count(), 3, "{ran:?}");
    assert!(ran.stderr.contains("\n[3/3] "), "{ran:?}");
    for voice in 0..3 {
        let transcript = folder.path().join(format!("{voice}.wav.txt"));
        assert_eq!(fs::read_to_string(transcript).unwrap(), HEARD);
    }
}

#[test]
fn what_has_a_transcript_is_not_paid_for_again() {
    let (mock, folder) = (theta_one(), recordings(2));
    folder.with("0.wav.txt", "mine");
    let ran = transcribe(&folder, "1", &mock);
    assert_eq!(
        ran.stdout,
        "1 of 1 transcribed, at most 2.0s of audio billed\n"
    );
    assert_eq!(mock.requests().len(), 1);
    let again = transcribe(&folder, "1", &mock);
    assert_eq!(again.exit, Some(0), "{again:?}");
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn a_recording_that_cannot_be_used_says_what_to_do_and_holds_up_no_other() {
    let (mock, folder) = (theta_one(), recordings(2));
    folder.with("page.mp3", "<html>");
    let ran = transcribe(&folder, "1", &mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    let said = "page.mp3: The recording is empty or not one that we can use. Please record again, as WAV or MP3.\n";
    assert!(ran.stderr.contains(said), "{ran:?}");
    assert_eq!(
        ran.stdout,
        "2 of 3 transcribed, at most 4.0s of audio billed\n"
    );
}

#[test]
fn no_more_is_billed_than_the_budget() {
    let (mock, folder) = (theta_one(), recordings(6));
    // Five seconds are enough for two of them.
    let ran = transcribe(&folder, "0.084", &mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert_eq!(
        ran.stdout,
        "2 of 6 transcribed, at most 4.0s of audio billed\n"
    );
    assert_eq!(
        ran.stderr.matches("of the budget are left").count(),
        4,
        "{ran:?}"
    );
    assert_eq!(mock.requests().len(), 2);
}

#[test]
fn a_failure_of_the_account_is_asked_about_no_further() {
    let (mock, folder) = (theta_one(), recordings(20));
    mock.script(Scripted::row("insufficient_credits").always())
        .unwrap();
    let ran = transcribe(&folder, "10", &mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert!(ran.stderr.contains("402 Insufficient credits"), "{ran:?}");
    assert_eq!(
        mock.requests().len(),
        4,
        "only what was on its way: {ran:?}"
    );
}

#[test]
fn wrong_arguments_are_named() {
    let mock = theta_one();
    let ran = transcribe(&Folder::new(), "soon", &mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert!(
        ran.stderr.starts_with("Error: MINUTES must be a number\n"),
        "{ran:?}"
    );
}
