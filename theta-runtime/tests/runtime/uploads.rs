//! What is uploaded, and what is refused before it is.

use crate::support::{
    AUDIO, Act, KEY, Mini, MiniError, Script, Seen, Server, client, read_head, reply, wav, wav_of,
};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::Path;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::time::Duration;
use theta_runtime::meta::UploadInfo;
use theta_runtime::{
    Billed, Builder, CallOptions, Error, ErrorKind, Exhausted, OneShot, Sent, Upload,
};
use tokio::sync::Notify;

/// Sends `upload` as `info` says and returns the part's headers, or why it was refused.
async fn part(upload: Upload, info: &'static UploadInfo) -> Result<String, Error<MiniError>> {
    let server = Server::answering(reply(200, ""));
    let mut call = client(&server).call(CallOptions::new());
    call.part_upload("file", upload, info);
    call.send_nothing::<MiniError>().await?;
    let body = String::from_utf8_lossy(&server.seen().body).into_owned();
    let headers = body.split("\r\n\r\n").next().unwrap();
    Ok(headers.split("form-data; ").nth(1).unwrap().to_owned())
}

/// Why `upload` is refused; nothing listens where it would go.
async fn refusal(upload: Upload, info: &'static UploadInfo) -> String {
    let mini: Mini = Builder::new()
        .key(KEY)
        .base_url("http://127.0.0.1:9")
        .build()
        .unwrap();
    let mut call = mini.call(CallOptions::new());
    call.part_upload("file", upload, info);
    let error = call.send_nothing::<MiniError>().await.unwrap_err();
    assert_eq!(
        (error.kind(), error.sent()),
        (ErrorKind::InvalidInput, Sent::NotSent),
        "{error}"
    );
    assert!(!error.is_retryable());
    error
        .to_string()
        .strip_prefix("score: ")
        .unwrap()
        .to_owned()
}

static ANY_AUDIO: UploadInfo = UploadInfo {
    formats: &[],
    max_size: None,
    content_type: "audio/*",
    ..AUDIO
};
static WITH_PCM: UploadInfo = UploadInfo {
    formats: &["pcm", "wav"],
    ..AUDIO
};
static NO_AUDIO: UploadInfo = UploadInfo {
    audio: false,
    content_type: "",
    ..ANY_AUDIO
};

#[tokio::test]
async fn name_and_media_type_follow_the_content() {
    let directory = tempfile::tempdir().unwrap();
    let private = directory.path().join("secret\r\nname.recording");
    fs::write(&private, wav(64)).unwrap();
    let table = [
        (
            Upload::file(&private),
            &AUDIO,
            "filename=\"audio.wav\"\r\nContent-Type: audio/wav",
        ),
        (
            Upload::bytes(&b"ID3\x04\0\0\0\0\0\0\xff\xfb\0\0"[..]),
            &AUDIO,
            "filename=\"audio.mp3\"\r\nContent-Type: audio/mpeg",
        ),
        (
            Upload::bytes(&b"\xff\xfb\x90\x64"[..]),
            &AUDIO,
            "filename=\"audio.mp3\"\r\nContent-Type: audio/mpeg",
        ),
        (
            Upload::bytes(&b"OggS"[..]),
            &ANY_AUDIO,
            "filename=\"audio.ogg\"\r\nContent-Type: audio/ogg",
        ),
        (
            Upload::bytes(&b"samples"[..]),
            &ANY_AUDIO,
            "filename=\"audio.bin\"\r\nContent-Type: audio/*",
        ),
        (
            Upload::bytes(&b"samples"[..]),
            &WITH_PCM,
            "filename=\"audio.bin\"\r\nContent-Type: application/octet-stream",
        ),
        (
            Upload::bytes(wav(64)),
            &NO_AUDIO,
            "filename=\"file.bin\"\r\nContent-Type: application/octet-stream",
        ),
        (
            Upload::bytes(wav(64))
                .with_file_name("a\"b c\\é.wav")
                .with_content_type("audio/x-wav; rate=16000"),
            &AUDIO,
            "filename=\"a%22b c\\é.wav\"\r\nContent-Type: audio/x-wav; rate=16000",
        ),
        (
            Upload::bytes(&b"OggS"[..]).unchecked(),
            &AUDIO,
            "filename=\"audio.ogg\"\r\nContent-Type: audio/ogg",
        ),
        (
            Upload::bytes(&b""[..]).unchecked(),
            &AUDIO,
            "filename=\"audio.bin\"\r\nContent-Type: application/octet-stream",
        ),
    ];
    for (upload, info, expected) in table {
        assert_eq!(
            part(upload, info).await.unwrap(),
            format!("name=\"file\"; {expected}")
        );
    }
}

#[tokio::test]
async fn what_the_contract_rules_out_is_refused_without_a_socket() {
    static SMALL: UploadInfo = UploadInfo {
        max_size: Some(63),
        ..AUDIO
    };
    let directory = tempfile::tempdir().unwrap();
    let empty = directory.path().join("empty.wav");
    fs::write(&empty, "").unwrap();
    let missing = directory.path().join("missing.wav");
    let missing_text = format!("cannot read `{}`: there is no such file", missing.display());
    let folder_text = format!(
        "`{}` is not a file of a known length: read it into memory and send the bytes",
        directory.path().display()
    );
    let table = [
        (
            Upload::bytes(&b""[..]),
            &AUDIO,
            "`file` is empty: check that the recording was written",
        ),
        (
            Upload::file(&empty),
            &NO_AUDIO,
            "`file` is empty: check that the recording was written",
        ),
        (
            Upload::bytes(wav(64)),
            &SMALL,
            "`file` has 64 bytes, and the API documents at most 63: shorten or compress it, or send it as it is with \
             `Upload::unchecked`",
        ),
        (
            Upload::bytes(&b"OggS\0"[..]),
            &AUDIO,
            "`file` holds Ogg audio, and the API documents mp3, wav: convert it, or send it as it is with \
             `Upload::unchecked`",
        ),
        (
            Upload::bytes(&b"<html>"[..]),
            &AUDIO,
            "`file` holds no audio that is recognised (it begins with the bytes 3c 68 74 6d), and the API documents \
             mp3, wav: convert it, or send it as it is with `Upload::unchecked`",
        ),
        (
            Upload::bytes(&b"OggS\0"[..]),
            &WITH_PCM,
            "`file` holds Ogg audio, and the API documents pcm, wav: convert it, or send it as it is with \
             `Upload::unchecked`",
        ),
        (Upload::file(&missing), &AUDIO, missing_text.as_str()),
        (Upload::file(directory.path()), &AUDIO, folder_text.as_str()),
        (
            Upload::bytes(wav(64)).with_content_type("audio/wav\r\nx: y"),
            &AUDIO,
            "the media type of `file` cannot stand in a header: write one such as `audio/wav`",
        ),
    ];
    for (upload, info, expected) in table {
        assert_eq!(refusal(upload, info).await, expected);
    }
}

#[tokio::test]
async fn a_name_that_says_another_documented_format_is_refused() {
    const ID3: &[u8] = b"ID3\x04\0\0\0\0\0\0\xff\xfb\0\0";
    let directory = tempfile::tempdir().unwrap();
    let file = |name: &str, content: &[u8]| {
        let path = directory.path().join(name);
        fs::write(&path, content).unwrap();
        Upload::file(path)
    };
    let wav = wav(64);
    let says = |name: &str, holds: &str, says: &str| {
        Some(format!(
            "`file` is called `{name}` and holds {holds} audio, not {says}: check that it is the right recording, and \
             rename it or give it another name with `Upload::with_file_name`"
        ))
    };
    let table = [
        (file("a.mp3", &wav), says("a.mp3", "WAV", "MP3")),
        (file("a.MP3", &wav), says("a.MP3", "WAV", "MP3")),
        (file("a.wav", ID3), says("a.wav", "MP3", "WAV")),
        (file("b.wav", &wav), None),
        (file("b.mp3", ID3), None),
        (file("b.mpga", ID3), None),
        (file("b", &wav), None),
        (file("b.tmp", &wav), None),
        (file("mp3", &wav), None),
        // A format that this API does not document.
        (file("b.flac", &wav), None),
        (Upload::bytes(wav.clone()), None),
        (
            Upload::bytes(wav.clone()).with_file_name("c.mp3"),
            says("c.mp3", "WAV", "MP3"),
        ),
        (file("c.mp3", &wav).with_file_name("c.wav"), None),
        (file("c.mp3", &wav).unchecked(), None),
    ];
    for (upload, refused) in table {
        let shown = format!("{upload:?}");
        match refused {
            Some(text) => assert_eq!(refusal(upload, &AUDIO).await, text),
            None => assert!(part(upload, &AUDIO).await.is_ok(), "{shown}"),
        }
    }
    // Where formats are none of the contract's business, neither are names.
    let renamed = file("d.mp3", &wav);
    assert!(part(renamed.clone(), &ANY_AUDIO).await.is_ok());
    assert!(part(renamed, &NO_AUDIO).await.is_ok());
}

#[tokio::test]
async fn a_limit_is_inclusive() {
    static EXACT: UploadInfo = UploadInfo {
        max_size: Some(64),
        ..AUDIO
    };
    part(Upload::bytes(wav(64)), &EXACT).await.unwrap();
}

#[tokio::test]
async fn a_file_arrives_whole_whatever_its_size() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.wav");
    for len in [16, 262_143, 262_144, 262_145, 1_000_000] {
        fs::write(&path, wav(len)).unwrap();
        let server = Server::answering(reply(200, "[]"));
        client(&server).score(Upload::file(&path)).await.unwrap();
        let seen = server.seen();
        let start = seen
            .body
            .windows(4)
            .position(|window| window == b"RIFF")
            .unwrap();
        assert!(seen.body[start..start + len] == wav(len)[..], "{len}");
        assert!(seen.body[start + len..].starts_with(b"\r\n--bbbb"), "{len}");
    }
}

#[tokio::test]
async fn an_empty_file_can_be_sent_unchecked() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("a.wav");
    fs::write(&path, "").unwrap();
    part(Upload::file(&path).unchecked(), &AUDIO).await.unwrap();
}

const LEN: u64 = 32_000_000;

type Change = fn(&Path);

fn writer(path: &Path) -> File {
    File::options().write(true).open(path).unwrap()
}

/// Uploads a file of 32 MB to a server that changes it once the upload has begun, and then reads on.
async fn upload_of_changing_file(change: Change) -> (Error<MiniError>, Seen) {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("changing.wav");
    let mut file = File::create(&path).unwrap();
    file.write_all(&wav(16)).unwrap();
    file.set_len(LEN).unwrap();
    // The change must show in the modification time whatever its resolution.
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .unwrap();
    drop(file);
    let target = path.clone();
    let server = Server::new(move |mut stream| {
        let mut seen = read_head(&mut stream);
        change(&target);
        // Whether the client closes or resets, what counts is what arrived.
        let _ = stream.read_to_end(&mut seen.body);
        seen
    });
    let error = client(&server)
        .score(Upload::file(&path))
        .await
        .unwrap_err();
    (error, server.seen())
}

#[tokio::test]
async fn a_file_that_changes_during_the_upload_is_an_error_and_never_a_wrong_body() {
    let table: [(Change, &str); 3] = [
        (
            |path| writer(path).set_len(LEN + 4).unwrap(),
            "became longer",
        ),
        (|path| writer(path).set_len(1000).unwrap(), "became shorter"),
        (
            |path| writer(path).write_all(b"RIFF").unwrap(),
            "was written to",
        ),
    ];
    for (change, text) in table {
        let (error, seen) = upload_of_changing_file(change).await;
        assert_eq!(
            (error.kind(), error.sent()),
            (ErrorKind::InvalidInput, Sent::Partial),
            "{error}"
        );
        assert!(error.to_string().contains(text), "{error}");
        let length: usize = seen.header("content-length").unwrap().parse().unwrap();
        assert!(
            seen.body.len() < length,
            "{text}: {} of {length}",
            seen.body.len()
        );
        assert!(!seen.body.ends_with(b"--\r\n"), "{text}");
    }
}

#[test]
fn debug_leaves_out_the_content() {
    let shown = format!("{:?}", Upload::bytes(&b"canary"[..]).with_file_name("x"));
    assert_eq!(
        shown,
        "Upload { bytes: 6, file_name: Some(\"x\"), content_type: None, unchecked: false }"
    );
}

#[tokio::test(start_paused = true)]
async fn a_source_that_is_never_ready_ends_at_the_deadline_and_nothing_is_sent() {
    let script = Script::new([Act::Reply(200, "[1]")]);
    let builder = Builder::<Mini>::new().key(KEY);
    let mini = builder.transport(script.clone()).build().unwrap();
    // The other end says nothing.
    let (_silent, reader) = tokio::io::duplex(64);
    let options = CallOptions::new().deadline(Duration::from_secs(5));
    let upload: Upload = OneShot::new(100, reader).into();
    let error = mini.score_with(upload, options).await.unwrap_err();
    assert_eq!(
        (error.kind(), error.sent()),
        (ErrorKind::Deadline, Sent::NotSent)
    );
    assert_eq!((error.billed(), script.count()), (Billed::No, 0));
}

/// A source that is opened well once, and then gives nothing for as long as this is kept.
struct Stalling {
    /// Told when somebody waits for it.
    waits: Arc<Notify>,
    _ends: mpsc::Sender<()>,
    upload: Upload,
}

impl Stalling {
    /// It stalls when it is opened, or when it is read.
    fn new(when_opened: bool) -> Self {
        let waits = Arc::new(Notify::new());
        let (ends, silence) = mpsc::channel();
        let (told, silence) = (waits.clone(), Arc::new(Mutex::new(silence)));
        let (opened, bytes) = (AtomicU32::new(0), wav_of(1));
        let len = bytes.len() as u64;
        let upload = Upload::factory(len, move || -> std::io::Result<Box<dyn Read + Send>> {
            if opened.fetch_add(1, Ordering::Relaxed) == 0 {
                return Ok(Box::new(std::io::Cursor::new(bytes.clone())));
            }
            let mut stalled = Silence(told.clone(), silence.clone());
            if when_opened {
                stalled.read_exact(&mut [0])?;
            }
            Ok(Box::new(stalled))
        });
        Self {
            waits,
            _ends: ends,
            upload,
        }
    }

    /// What a call comes to; the time goes on once the source is waited for, beyond every deadline.
    async fn outlast<T>(&self, call: impl Future<Output = T>) -> T {
        let end = async {
            self.waits.notified().await;
            tokio::time::advance(Duration::from_secs(3600)).await;
            std::future::pending::<()>().await;
        };
        tokio::select! {
            answer = call => answer,
            () = end => unreachable!(),
        }
    }
}

struct Silence(Arc<Notify>, Arc<Mutex<mpsc::Receiver<()>>>);

impl Read for Silence {
    fn read(&mut self, _: &mut [u8]) -> std::io::Result<usize> {
        self.0.notify_one();
        let _ = self.1.lock().unwrap().recv();
        Ok(0)
    }
}

/// Where a source is read a second time.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Again {
    Cache,
    Sharing,
    Turn,
}

#[tokio::test(start_paused = true)]
async fn a_source_that_stalls_when_it_is_read_again_ends_at_the_deadline_wherever_that_is() {
    for again in [Again::Cache, Again::Sharing, Again::Turn] {
        // The other call is answered while this one waits for its turn, or long after this one has ended.
        let takes = Duration::from_secs(if again == Again::Turn { 2 } else { 20 });
        let answer = Box::new(Act::Reply(200, "[1]"));
        let script = Script::new([Act::After(takes, answer)]);
        let builder = Builder::<Mini>::new().key(KEY).transport(script.clone());
        let builder = match again {
            Again::Cache => builder.cache(1 << 20, Duration::from_secs(60)),
            Again::Sharing => builder,
            Again::Turn => builder.share(false).concurrency(1),
        };
        let mini = builder.build().unwrap();
        let options = CallOptions::new().deadline(Duration::from_secs(30));
        let first = async {
            if again != Again::Cache {
                let bytes = wav_of(1);
                let read = move || Ok(std::io::Cursor::new(bytes.clone()));
                let upload = Upload::factory(wav_of(1).len() as u64, read);
                let _ = mini.score_with(upload, options.clone()).await;
            }
        };
        let source = Stalling::new(again == Again::Turn);
        let stalls = async {
            while again != Again::Cache && script.count() == 0 {
                tokio::task::yield_now().await;
            }
            let stalls = mini.score_with(source.upload.clone(), options.clone());
            source.outlast(stalls).await
        };
        let ((), error) = tokio::join!(first, stalls);
        let error = error.unwrap_err();
        assert_eq!(
            (error.kind(), error.sent(), error.billed()),
            (ErrorKind::Deadline, Sent::NotSent, Billed::No),
            "{again:?}: {error}"
        );
    }
}

#[tokio::test(start_paused = true)]
async fn a_source_that_stalls_gives_its_place_back() {
    let script = Script::new([Act::Reply(503, ""), Act::Reply(200, "[1]")]);
    let builder = Builder::<Mini>::new().key(KEY).transport(script.clone());
    let mini = builder.concurrency(1).randomness(|| 0).build().unwrap();
    // The second attempt finds a source that says nothing, and holds the only place.
    let source = Stalling::new(true);
    let stalls = mini.score(source.upload.clone());
    let error = source.outlast(stalls).await.unwrap_err();
    assert_eq!(
        (error.status(), error.exhausted(), error.attempts()),
        (Some(503), Some(Exhausted::Deadline), 1)
    );
    mini.score(Upload::bytes(wav_of(1))).await.unwrap();
    assert_eq!(script.count(), 2);
}
