//! What a caller gets wrong is said before anything is sent.

use super::{KEY, started};
use std::fs;
use std::path::Path;
use theta_runtime::{Audio, ConfigErrorKind, ErrorKind, Sent};
use theta_tests::theta_one::Client;

/// Samples of one byte, 8000 of them a second.
fn wav(samples: u32) -> Vec<u8> {
    let mut bytes = b"RIFF".to_vec();
    bytes.extend((36 + samples).to_le_bytes());
    bytes.extend(b"WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data");
    bytes.extend(samples.to_le_bytes());
    bytes.resize(44 + samples as usize, 0x80);
    bytes
}

/// A file that cannot be read whoever asks: following it never ends.
#[cfg(unix)]
fn unreadable(path: &Path) {
    std::os::unix::fs::symlink(path, path).unwrap();
}

#[cfg(not(unix))]
fn unreadable(_: &Path) {}

#[tokio::test]
async fn audio_that_cannot_succeed_is_refused_and_the_server_hears_nothing() {
    let (mock, client) = started();
    let directory = tempfile::tempdir().unwrap();
    let path = |name: &str| directory.path().join(name);
    fs::write(path("empty.wav"), "").unwrap();
    unreadable(&path("unreadable.wav"));
    fs::write(path("renamed.mp3"), wav(8000)).unwrap();
    fs::write(path("large.wav"), wav(25_999_956)).unwrap();
    fs::write(path("long.wav"), wav(301 * 8000)).unwrap();
    fs::write(path("page.wav"), "<html>").unwrap();
    let table = [
        (path("empty.wav"), "`file` is empty"),
        (directory.path().to_owned(), "is not a file"),
        (path("unreadable.wav"), "cannot read"),
        (path("missing.wav"), "cannot read"),
        (
            path("renamed.mp3"),
            "is called `renamed.mp3` and holds WAV audio, not MP3",
        ),
        (path("large.wav"), "has 26000000 bytes"),
        (path("long.wav"), "plays for 301 s"),
        (path("page.wav"), "holds no audio that is recognised"),
    ];
    for (path, text) in table {
        let error = client.transcribe(Audio::file(path)).await.unwrap_err();
        assert!(error.to_string().contains(text), "{error}");
        assert_eq!(
            (error.kind(), error.sent(), error.attempts()),
            (ErrorKind::InvalidInput, Sent::NotSent, 0),
            "{error}"
        );
    }
    assert_eq!(mock.totals().connections, 0);

    fs::write(path("good.wav"), wav(8000)).unwrap();
    client
        .transcribe(Audio::file(path("good.wav")))
        .await
        .unwrap();
    assert_eq!(mock.totals().requests, 1);
}

#[test]
fn settings_that_would_give_the_key_away_or_cannot_work_make_no_client() {
    let build = |key: &str, url: &str| Client::builder().key(key).base_url(url).build();
    let here = "http://127.0.0.1:1";
    let table = [
        ("sk-theta-consumer\n", here, ConfigErrorKind::Key),
        ("", here, ConfigErrorKind::Key),
        (KEY, "http://stt.thetaone-ai.com", ConfigErrorKind::BaseUrl),
    ];
    for (key, url, kind) in table {
        let error = build(key, url).unwrap_err();
        assert_eq!(error.kind(), kind, "{error}");
    }
    assert!(build(KEY, here).is_ok());
}
