//! The web services: every failure has a status and a sentence.

use crate::support::{HEARD, KEY, Service, theta_one, wav};
use std::time::Duration;
use theta_mock::{Fault, RawReply, Scripted};

const BUSY: &str = "We are busy. Please try again in a minute.";
const OURS: &str = "This did not work, and we are looking into it. Please try again later.";
const RECORD_AGAIN: &str =
    "The recording is empty or not one that we can use. Please record again, as WAV or MP3.";

/// What a user sends, how the API fails, and what the user is told.
struct Case {
    name: &'static str,
    sent: Vec<u8>,
    fails: Option<Scripted>,
    status: u16,
    sentence: &'static str,
    /// Whether the API is asked at all.
    is_asked: bool,
}

impl Case {
    /// A good recording, and a failure of the API.
    fn fails(name: &'static str, how: Scripted, status: u16, sentence: &'static str) -> Self {
        Self {
            name,
            sent: wav(1, 0),
            fails: Some(how),
            status,
            sentence,
            is_asked: true,
        }
    }

    /// A recording that the API does not take.
    fn refused(name: &'static str, sent: Vec<u8>, status: u16, sentence: &'static str) -> Self {
        Self {
            name,
            sent,
            fails: None,
            status,
            sentence,
            is_asked: false,
        }
    }
}

fn cases() -> Vec<Case> {
    let row = |name: &str| Scripted::row(name).always();
    vec![
        Case::refused("no audio", b"<html>".to_vec(), 422, RECORD_AGAIN),
        Case::refused("nothing", Vec::new(), 422, RECORD_AGAIN),
        Case::refused(
            "too long",
            wav(301, 0),
            422,
            "Please send at most 300 seconds.",
        ),
        Case::refused(
            "too large",
            vec![0; 26_000_000],
            413,
            "Please send at most 25 MB.",
        ),
        Case::fails(
            "of the recording",
            row("invalid_audio_format"),
            422,
            RECORD_AGAIN,
        ),
        Case::fails(
            "too large for the server",
            row("payload_too_large"),
            413,
            "The recording is too large. Please send a shorter one.",
        ),
        Case::fails("of the key", row("invalid_api_key"), 502, OURS),
        Case::fails("of the program", row("invalid_options_format"), 502, OURS),
        Case::fails(
            "of the account",
            row("insufficient_credits"),
            503,
            "The account has run out of credits.",
        ),
        Case::fails(
            "of time",
            row("gateway_timeout"),
            504,
            "This took too long. Please try a shorter recording.",
        ),
        Case::fails(
            "that nobody documents",
            Scripted::raw(RawReply::new(418).body("<b>teapot</b>")).always(),
            502,
            OURS,
        ),
        Case::fails(
            "of the connection",
            Fault::CloseAfterUpload.always(),
            502,
            OURS,
        ),
    ]
}

fn every_failure_has_a_status_and_a_sentence(program: &str) {
    let mock = theta_one();
    let service = Service::start(program, &mock);
    for case in cases() {
        let name = case.name;
        mock.clear();
        if let Some(script) = case.fails {
            mock.script(script).unwrap();
        }
        let reply = service.post("/transcribe", &case.sent);
        assert_eq!(
            (reply.status, reply.body.as_str()),
            (case.status, case.sentence),
            "{name}"
        );
        assert_eq!(!mock.requests().is_empty(), case.is_asked, "{name}");
        mock.clear_script();
    }
    let reply = service.post("/transcribe", &wav(1, 0));
    assert_eq!((reply.status, reply.body.as_str()), (200, HEARD));

    let log = service.stop();
    // What users are not told is there for those who look into it, and the key is for nobody.
    for said in [
        "transcribe: `file` holds no audio",
        "transcribe: 401 Invalid API key",
        "the connection broke",
    ] {
        assert!(log.contains(said), "{said}: {log}");
    }
    assert_eq!(log.lines().count(), cases().len(), "{log}");
    assert!(!log.contains(KEY), "{log}");
}

fn how_long_to_wait_is_passed_on(program: &str) {
    // Longer than the service waits for a call.
    let minutes = Duration::from_secs(120);
    for row in ["rate_limited", "internal_server_error"] {
        let mock = theta_one();
        let service = Service::start(program, &mock);
        let script = Scripted::row(row).retry_after(minutes);
        mock.script(script).unwrap();
        let reply = service.post("/transcribe", &wav(1, 0));
        assert_eq!((reply.status, reply.body.as_str()), (503, BUSY), "{row}");
        assert!(
            reply.head.contains("\r\nretry-after: 120"),
            "{row}: {reply:?}"
        );
        assert_eq!(mock.requests().len(), 1, "{row}");
    }
}

#[test]
fn axum_tells_its_users_of_every_failure() {
    every_failure_has_a_status_and_a_sentence(env!("CARGO_BIN_EXE_axum"));
}

#[test]
fn actix_tells_its_users_of_every_failure() {
    every_failure_has_a_status_and_a_sentence(env!("CARGO_BIN_EXE_actix"));
}

#[test]
fn axum_says_how_long_to_wait() {
    how_long_to_wait_is_passed_on(env!("CARGO_BIN_EXE_axum"));
}

#[test]
fn actix_says_how_long_to_wait() {
    how_long_to_wait_is_passed_on(env!("CARGO_BIN_EXE_actix"));
}
