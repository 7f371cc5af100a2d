//! What is sent from each kind of source, and what is refused before and while it is.

use crate::audio::{USUAL, Wav, frames, xing};
use crate::contract::{AUDIO, Mini, MiniError};
use crate::server::{Seen, Server, reply};
use std::io::{self, Cursor, Read};
use std::pin::Pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll};
use std::time::Duration;
use theta_runtime::meta::UploadInfo;
use theta_runtime::{Builder, CallOptions, Error, ErrorKind, OneShot, Sent, Upload, split};
use tokio::io::{AsyncRead, ReadBuf};

fn client(url: &str) -> Mini {
    Builder::new()
        .key("sk-mini-canary")
        .base_url(url)
        .randomness(|| 0xbbbb_bbbb_bbbb_bbbb_bbbb_bbbb_bbbb_bbbb)
        .build()
        .unwrap()
}

/// The content of the one part that a request has.
fn content(seen: &Seen) -> &[u8] {
    let start = seen
        .body
        .windows(4)
        .position(|window| window == b"\r\n\r\n")
        .unwrap();
    let end = seen.body.len() - "\r\n--bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb--\r\n".len();
    &seen.body[start + 4..end]
}

async fn send(upload: Upload, info: &'static UploadInfo) -> Seen {
    let server = Server::answering(reply(200, ""));
    let mut call = client(&server.url()).call(CallOptions::new());
    call.part_upload("file", upload, info);
    call.send_nothing::<MiniError>().await.unwrap();
    server.seen()
}

/// Why `upload` is refused; nothing listens where it would go.
async fn refusal(upload: Upload, info: &'static UploadInfo) -> String {
    let mut call = client("http://127.0.0.1:9").call(CallOptions::new());
    call.part_upload("file", upload, info);
    let error = call.send_nothing::<MiniError>().await.unwrap_err();
    let kind = (error.kind(), error.sent());
    assert_eq!(kind, (ErrorKind::InvalidInput, Sent::NotSent), "{error}");
    whole(&error)
}

/// What an error and those below it say.
fn whole(error: &dyn std::error::Error) -> String {
    match error.source() {
        Some(source) => format!("{error}: {}", whole(source)),
        None => error.to_string(),
    }
}

/// Yields little at a time, and is not ready every other time.
struct Trickle {
    left: Cursor<Vec<u8>>,
    is_ready: bool,
}

impl AsyncRead for Trickle {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        self.is_ready = !self.is_ready;
        if !self.is_ready {
            context.waker().wake_by_ref();
            return Poll::Pending;
        }
        let mut some = [0; 3001];
        let most = buffer.remaining().min(some.len());
        let read = self.left.read(&mut some[..most])?;
        buffer.put_slice(&some[..read]);
        Poll::Ready(Ok(()))
    }
}

fn trickle(bytes: Vec<u8>) -> Trickle {
    Trickle {
        left: Cursor::new(bytes),
        is_ready: true,
    }
}

/// A recording of some seconds that is no multiple of any chunk.
fn recording(seconds: usize) -> Vec<u8> {
    let data: Vec<u8> = (0..=250).cycle().take(seconds * 32_000).collect();
    Wav::new(data).build()
}

#[tokio::test]
async fn every_source_arrives_whole() {
    for seconds in [1, 2, 20] {
        let wav = recording(seconds);
        let len = wav.len() as u64;
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), &wav).unwrap();
        let again = wav.clone();
        let table: [(&str, Upload); 5] = [
            ("bytes", Upload::bytes(wav.clone())),
            ("file", Upload::file(file.path())),
            (
                "factory",
                Upload::factory(len, move || Ok(Cursor::new(again.clone()))),
            ),
            ("stream", OneShot::new(len, trickle(wav.clone())).into()),
            (
                "blocking stream",
                OneShot::blocking(len, Cursor::new(wav.clone())).into(),
            ),
        ];
        for (name, upload) in table {
            let seen = send(upload, &AUDIO).await;
            assert!(content(&seen) == wav, "{name}, {seconds} s");
            let length: usize = seen.header("content-length").unwrap().parse().unwrap();
            assert_eq!(length, seen.body.len(), "{name}");
            let head = String::from_utf8_lossy(&seen.body[..200]).into_owned();
            assert!(
                head.contains("audio.wav\"\r\nContent-Type: audio/wav"),
                "{head}"
            );
        }
    }
}

#[tokio::test]
async fn pieces_arrive_as_recordings_of_their_own() {
    let wav = recording(20);
    let file = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(file.path(), &wav).unwrap();
    let pieces = split::wav(file.path(), Duration::from_secs(8))
        .await
        .unwrap();
    assert_eq!(pieces.len(), 3);
    let mut samples = Vec::new();
    for piece in &pieces {
        let seen = send(piece.upload.clone(), &AUDIO).await;
        let sent = content(&seen);
        let probe = theta_runtime::probe::bytes(sent);
        assert_eq!(probe.duration, Some(piece.duration));
        samples.extend_from_slice(&sent[44..]);
    }
    assert!(samples == wav[44..]);
}

#[tokio::test]
async fn what_plays_too_long_is_refused_without_a_socket() {
    static TEN: UploadInfo = UploadInfo {
        max_duration_ms: Some(10_000),
        ..AUDIO
    };
    let lying = Wav {
        stated: Some(8),
        ..Wav::new(vec![0; 32_000])
    };
    // 10.03 s by its frames and one second by its count.
    let mp3 = [xing(Some(38)), frames(USUAL, 384)].concat();
    let long = recording(11);
    let len = long.len() as u64;
    let long_text = "`file` plays for 11 s, and the API documents at most 10 s: shorten it, cut it with `split`, or \
                     send it as it is with `Upload::unchecked`";
    let again = long.clone();
    let no_sound = "`file` holds no sound: check that the recording was written";
    let (header, tag) = (recording(1), b"ID3\x04\0\0\0\0\0\0");
    let still = Wav {
        rate: 0,
        ..Wav::second()
    };
    let table: [(&str, Upload, &str); 12] = [
        ("wav", long.clone().into(), long_text),
        (
            "factory",
            Upload::factory(len, move || Ok(Cursor::new(again.clone()))),
            long_text,
        ),
        (
            "stream",
            OneShot::new(len, trickle(long.clone())).into(),
            long_text,
        ),
        ("mp3", mp3.into(), "`file` plays for 10.032 s"),
        (
            "stated by the caller",
            Upload::bytes(lying.build()).with_duration(Duration::from_secs(11)),
            long_text,
        ),
        ("no samples", Wav::new([]).build().into(), no_sound),
        ("cut in its header", header[..30].to_vec().into(), no_sound),
        (
            "cut behind its header",
            header[..40].to_vec().into(),
            no_sound,
        ),
        ("a rate of zero", still.build().into(), no_sound),
        ("a tag alone", tag.to_vec().into(), no_sound),
        (
            "half a tag",
            b"ID3\x04\0\0\0\0\x01\0TIT2".to_vec().into(),
            no_sound,
        ),
        (
            "tags alone",
            [&tag[..], tag, b"\0"].concat().into(),
            no_sound,
        ),
    ];
    for (name, upload, text) in table {
        let refusal = refusal(upload, &TEN).await;
        assert!(refusal.contains(text), "{name}: {refusal}");
    }
    let ten = Upload::bytes(recording(10));
    send(ten, &TEN).await;
    send(Upload::bytes(long).unchecked(), &TEN).await;
}

#[tokio::test]
async fn an_unknown_duration_is_sent() {
    static SHORT: UploadInfo = UploadInfo {
        max_duration_ms: Some(1),
        formats: &[],
        ..AUDIO
    };
    for bytes in [
        b"OggS\0\x02\0\0".to_vec(),
        b"ID3\x04\0\0\0\0\0\0\xff\xfb\0\0".to_vec(),
    ] {
        send(bytes.into(), &SHORT).await;
    }
    // The rest of an MP3 that can be read once is not read before it is sent.
    let mp3 = frames(USUAL, 3000);
    let len = mp3.len() as u64;
    let upload = OneShot::blocking(len, Cursor::new(mp3));
    send(upload.into(), &SHORT).await;
}

/// Why a source is refused whose request was perhaps begun, and all that arrived of it.
async fn broken(upload: Upload) -> (Error<MiniError>, Vec<u8>) {
    let server = Server::new(|mut stream| {
        let mut body = Vec::new();
        // Whether the client closes or resets, what counts is what arrived.
        let _ = stream.read_to_end(&mut body);
        let head = Vec::new();
        Seen { head, body }
    });
    let url = server.url();
    let error = client(&url).score(upload).await.unwrap_err();
    // In case that it was refused before there was a connection.
    drop(std::net::TcpStream::connect(&url["http://".len()..]));
    (error, server.seen().body)
}

#[tokio::test]
async fn a_source_of_another_length_is_never_a_complete_body() {
    let wav = recording(20);
    let len = wav.len() as u64;
    let failing = |wav: Vec<u8>| {
        let rest = FailingReader(io::ErrorKind::TimedOut);
        Cursor::new(wav).take(300_000).chain(rest)
    };
    let short = wav.clone();
    let table: Vec<(&str, Upload, &str)> = vec![
        (
            "ends early",
            Upload::factory(len + 1, move || Ok(Cursor::new(short.clone()))),
            "ended before the length",
        ),
        (
            "goes on",
            OneShot::blocking(len - 1, Cursor::new(wav.clone())).into(),
            "goes on behind the length",
        ),
        (
            "async, ends early",
            OneShot::new(len + 1, trickle(wav.clone())).into(),
            "ended before the length",
        ),
        (
            "async, goes on",
            OneShot::new(len - 1, trickle(wav.clone())).into(),
            "goes on behind the length",
        ),
        (
            "fails",
            OneShot::blocking(len, failing(wav.clone())).into(),
            "cannot be read: timed out",
        ),
    ];
    for (name, upload, text) in table {
        let (error, arrived) = broken(upload).await;
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{name}: {error}");
        assert!(whole(&error).contains(text), "{name}: {error}");
        assert!(!arrived.ends_with(b"--\r\n"), "{name}");
    }
}

struct FailingReader(io::ErrorKind);

impl Read for FailingReader {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(self.0.into())
    }
}

#[tokio::test]
async fn a_factory_that_fails_or_panics_is_a_refusal() {
    let fails = Upload::factory(100, || {
        Err::<io::Empty, _>(io::Error::other("vault is shut"))
    });
    let refused = refusal(fails, &AUDIO).await;
    assert!(
        refused.contains("the source cannot be opened: vault is shut"),
        "{refused}"
    );
    let panics = Upload::factory(100, || -> io::Result<io::Empty> { panic!("a test's own") });
    let refused = refusal(panics, &AUDIO).await;
    assert!(
        refused.contains("panicked while it was opened"),
        "{refused}"
    );
}

#[tokio::test]
async fn a_stream_is_sent_once_and_kept_when_it_is_refused_for_its_length() {
    static SMALL: UploadInfo = UploadInfo {
        max_size: Some(1000),
        ..AUDIO
    };
    let wav = recording(1);
    let upload = Upload::from(OneShot::blocking(
        wav.len() as u64,
        Cursor::new(wav.clone()),
    ));
    let refused = refusal(upload.clone(), &SMALL).await;
    assert!(refused.contains("has 32044 bytes"), "{refused}");
    let seen = send(upload.clone(), &AUDIO).await;
    assert!(content(&seen) == wav);
    let refused = refusal(upload, &AUDIO).await;
    assert!(
        refused.contains("a stream that was read already"),
        "{refused}"
    );
}

#[tokio::test]
async fn progress_grows_to_the_total() {
    let wav = recording(30);
    let (told, reached) = (
        Arc::new(Mutex::new(Vec::new())),
        Arc::new(AtomicUsize::new(0)),
    );
    let (seen, last) = (told.clone(), reached.clone());
    let upload = Upload::bytes(wav.clone()).with_progress(move |sent, total| {
        seen.lock().unwrap().push(sent);
        last.store(usize::try_from(total).unwrap(), Ordering::Relaxed);
    });
    for _ in 0..2 {
        told.lock().unwrap().clear();
        send(upload.clone(), &AUDIO).await;
        let told = told.lock().unwrap();
        assert!(told.is_sorted_by(|one, next| one < next), "{told:?}");
        assert!(told.len() >= 4, "{told:?}");
        assert_eq!(told.last(), Some(&(wav.len() as u64)));
        assert_eq!(reached.load(Ordering::Relaxed), wav.len());
    }
}

#[tokio::test]
async fn an_mp3_behind_silence_is_an_mp3() {
    let mp3 = [vec![0; 500], frames(USUAL, 100)].concat();
    let seen = send(mp3.into(), &AUDIO).await;
    let head = String::from_utf8_lossy(&seen.body[..200]).into_owned();
    assert!(
        head.contains("audio.mp3\"\r\nContent-Type: audio/mpeg"),
        "{head}"
    );
}
