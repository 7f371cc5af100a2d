//! `blocking_script`, `own_stack` and `speech_to_disk`

use crate::support::{Folder, HEARD, Run, lmnt, run, theta_one, wav};
use std::fs;
use theta_mock::{Fault, Mock, Scripted};

fn score(mock: &Mock) -> Run {
    let folder = Folder::new();
    let native = folder.with("native.wav", wav(1, 0));
    let student = folder.with("student.wav", wav(1, 1));
    let program = env!("CARGO_BIN_EXE_blocking_script");
    let sentence = "Wow, a castle.".as_ref();
    run(
        program,
        &[native.as_ref(), student.as_ref(), sentence],
        mock,
    )
}

#[test]
fn a_script_without_async_scores_a_sentence() {
    let mock = theta_one();
    let ran = score(&mock);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert_eq!(ran.stdout, "{\"user_speech_components\":[]}\n");
    let asked = mock.last_request().unwrap();
    assert_eq!(
        asked.part("options").unwrap().text(),
        r#"{"gold_text":"Wow, a castle.","language":"en"}"#
    );
}

#[test]
fn a_script_without_async_tells_failures_apart() {
    let mock = theta_one();
    mock.next_on("pronunciation", "not_all_words_spoken")
        .unwrap();
    let ran = score(&mock);
    assert_eq!(
        (ran.exit, ran.stdout.as_str()),
        (Some(0), "Please say the whole sentence once more.\n"),
        "{ran:?}"
    );

    mock.next_on("analyze_native", "plan_too_low").unwrap();
    let ran = score(&mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    let said = "Error: analyze_native: 402 This feature requires a Starter plan or higher";
    assert!(ran.stderr.starts_with(said), "{ran:?}");
    assert!(
        ran.stderr.ends_with(
            "\n\nCaused by:\n    Pronunciation endpoints are not part of the Free plan.\n"
        ),
        "{ran:?}"
    );
}

fn through_a_stack(mock: &Mock) -> Run {
    let folder = Folder::new();
    let recording = folder.with("talk.wav", wav(1, 0));
    run(env!("CARGO_BIN_EXE_own_stack"), &[recording.as_ref()], mock)
}

#[test]
fn a_stack_of_the_program_carries_calls() {
    let mock = theta_one();
    let ran = through_a_stack(&mock);
    assert_eq!(
        (ran.exit, ran.stdout.trim_end()),
        (Some(0), HEARD),
        "{ran:?}"
    );
    assert_eq!(ran.stderr, "POST /transcribe\n200 OK\n");
    assert_eq!(
        mock.last_request().unwrap().header("x-called-by"),
        Some("own_stack")
    );
}

#[test]
fn a_failure_behind_a_stack_is_as_typed_as_any() {
    let mock = theta_one();
    mock.next("insufficient_credits").unwrap();
    let ran = through_a_stack(&mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    let said =
        "POST /transcribe\n402 Payment Required\nError: transcribe: 402 Insufficient credits";
    assert!(ran.stderr.starts_with(said), "{ran:?}");

    mock.fault(Fault::CloseAfterUpload).unwrap();
    let ran = through_a_stack(&mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert_eq!(
        ran.stderr.matches("POST /transcribe\n").count(),
        1,
        "what may be billed is not sent again: {ran:?}"
    );
    assert!(ran.stderr.contains("(may be billed)"), "{ran:?}");
}

fn speak(folder: &Folder, mock: &Mock) -> Run {
    let file = folder.path().join("hello.mp3");
    let program = env!("CARGO_BIN_EXE_speech_to_disk");
    run(
        program,
        &["leah".as_ref(), file.as_ref(), "Hello.".as_ref()],
        mock,
    )
}

#[test]
fn speech_is_written_as_it_comes() {
    let (mock, folder) = (lmnt(), Folder::new());
    let audio: Vec<u8> = (0..=u8::MAX).cycle().take(300_000).collect();
    mock.reply_success("speech", audio.clone()).unwrap();
    let ran = speak(&folder, &mock);
    assert_eq!(ran.exit, Some(0), "{ran:?}");
    assert!(ran.stdout.ends_with("hello.mp3: 300000 bytes\n"), "{ran:?}");
    assert_eq!(fs::read(folder.path().join("hello.mp3")).unwrap(), audio);
    assert_eq!(folder.names(), ["hello.mp3"]);
}

#[test]
fn a_stream_that_breaks_off_leaves_no_half_file() {
    for (fault, said) in [
        (
            Fault::TruncatedChunked,
            "200 with a body that was cut short",
        ),
        (Fault::ResetInReply, "200 with a body that was cut short"),
    ] {
        let (mock, folder) = (lmnt(), Folder::new());
        mock.reply_success("speech", vec![0; 300_000]).unwrap();
        mock.script(fault.times(1)).unwrap();
        let ran = speak(&folder, &mock);
        assert_eq!(ran.exit, Some(1), "{ran:?}");
        assert!(
            ran.stderr.contains("hello.mp3 was not written\n"),
            "{ran:?}"
        );
        assert!(ran.stderr.contains(said), "{ran:?}");
        assert_eq!(folder.names(), [""; 0]);
    }
}

#[test]
fn a_speech_that_fails_leaves_the_file_of_an_earlier_one() {
    let (mock, folder) = (lmnt(), Folder::new());
    folder.with("hello.mp3", "earlier");
    mock.script(Scripted::row("voice_not_found").capture("voice", "leah"))
        .unwrap();
    let ran = speak(&folder, &mock);
    assert_eq!(ran.exit, Some(1), "{ran:?}");
    assert!(
        ran.stderr.contains("speech: 404 Voice 'leah' not found."),
        "{ran:?}"
    );
    assert_eq!(
        fs::read_to_string(folder.path().join("hello.mp3")).unwrap(),
        "earlier"
    );
    assert_eq!(folder.names(), ["hello.mp3"]);
}
