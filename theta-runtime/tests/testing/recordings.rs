//! What a server said, kept and said again.

use crate::small::{self, BytesRequest, NumberRequest};
use crate::theta_one::{Client, PronunciationError, SpeechComponent};
use crate::{audio, audio_bytes};
use std::fs;
use std::path::Path;
use theta_mock::{Mock, RawReply};
use theta_runtime::testing::{Fault, Recorder, Replay, Stub};
use theta_runtime::{Billed, Builder, ErrorKind, Verbatim};

const KEY: &str = "sk-theta-canary/\"";

fn mock() -> Mock {
    Mock::from_toml("spec.toml", include_bytes!("../../../spec.toml")).unwrap()
}

fn recording(mock: &Mock, recorder: &Recorder) -> Client {
    Client::builder()
        .key(KEY)
        .base_url(mock.base_url())
        .record(recorder.clone())
        .build()
        .unwrap()
}

fn nothing() -> Verbatim<Vec<SpeechComponent>> {
    Verbatim::from(Vec::new())
}

/// The names of the files in a directory, and all that is in them.
fn files(directory: &Path) -> (Vec<String>, String) {
    let mut names: Vec<String> = fs::read_dir(directory)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    let all = names
        .iter()
        .map(|name| fs::read_to_string(directory.join(name)).unwrap());
    let all = all.collect();
    (names, all)
}

#[tokio::test]
async fn what_is_recorded_is_replayed_without_a_server() {
    let directory = tempfile::tempdir().unwrap();
    let recorder = Recorder::new(directory.path().join("new/one"));
    let (said, refused) = {
        let mock = mock();
        let theta = recording(&mock, &recorder);
        let said = theta.transcribe(audio(1)).await.unwrap();
        mock.next_on("pronunciation", "not_all_words_spoken")
            .unwrap();
        let call = theta.pronunciation(audio(1), "Wow!", nothing());
        (said, call.await.unwrap_err())
    };
    assert_eq!(recorder.finish().unwrap(), 2);
    let (names, _) = files(&directory.path().join("new/one"));
    assert_eq!(names, ["0001-transcribe.json", "0002-pronunciation.json"]);

    let replay = Replay::open(directory.path().join("new/one")).unwrap();
    let theta: Client = replay.client().unwrap();
    assert_eq!(theta.transcribe(audio(1)).await.unwrap(), said);
    let call = theta.pronunciation(audio(1), "Wow!", nothing());
    let error = call.await.unwrap_err();
    assert_eq!(error.api(), Some(&PronunciationError::NotAllWordsSpoken));
    assert_eq!(
        (error.status(), error.detail(), error.body()),
        (refused.status(), refused.detail(), refused.body())
    );
}

#[tokio::test]
async fn a_recording_holds_what_tells_requests_apart_and_no_audio() {
    let directory = tempfile::tempdir().unwrap();
    let mock = mock();
    let theta = recording(&mock, &Recorder::new(directory.path()));
    mock.next_raw(RawReply::new(200).header("x-request-id", "r1").body("{}"))
        .unwrap();
    let call = theta.pronunciation(audio(b'~'), "Wow!", nothing());
    call.await.unwrap();
    let (_, text) = files(directory.path());
    let file: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(file["format_version"], 1);
    assert_eq!(file["endpoint"], "pronunciation");
    let request = &file["request"];
    assert_eq!(
        (&request["method"], &request["path"]),
        (&"POST".into(), &"/pronunciation".into())
    );
    let parts = request["parts"].as_array().unwrap();
    let upload = parts.iter().find(|part| part["name"] == "file").unwrap();
    assert_eq!(upload["bytes"], 844);
    assert!(upload["digest"].as_str().unwrap().starts_with("blake3:"));
    assert!(upload.get("text").is_none() && !text.contains("~~~"));
    let options = parts.iter().find(|part| part["name"] == "options").unwrap();
    assert_eq!(options["text"], "{\"gold_text\":\"Wow!\"}");
    assert_eq!(file["reply"]["status"], 200);
    assert_eq!(file["reply"]["body"], "{}");
    let headers = file["reply"]["headers"].as_array().unwrap();
    assert!(headers.contains(&serde_json::json!(["x-request-id", "r1"])));
}

#[tokio::test]
async fn neither_the_key_nor_a_secret_is_kept_even_when_the_server_says_it() {
    let directory = tempfile::tempdir().unwrap();
    let recorder = Recorder::new(directory.path()).without("canary-session");
    let mock = mock();
    let theta = recording(&mock, &recorder);
    let quoted = serde_json::to_string(KEY).unwrap();
    let body = format!(
        r#"{{"detail": "Invalid options: {}", "k": {quoted}, "s": "canary-session"}}"#,
        KEY.replace('"', "'")
    );
    let reply = RawReply::new(400)
        .header("x-echo", KEY)
        .header("set-cookie", "id=canary")
        .body(body.replace("canary/'", "canary/\\\""));
    mock.next_raw(reply).unwrap();
    let call = theta.pronunciation(audio(1), format!("say {KEY}"), nothing());
    let error = call.await.unwrap_err();
    // Who called still has it all.
    assert!(error.detail().unwrap().contains("canary"), "{error}");

    assert_eq!(recorder.finish().unwrap(), 1);
    let (_, text) = files(directory.path());
    assert!(!text.contains("canary"), "{text}");
    assert!(text.contains("say [removed]") && text.contains("[removed]\\\""));
    assert!(!format!("{recorder:?} {theta:?}").contains("canary"));
    let replay = Replay::open(directory.path()).unwrap();
    assert!(!format!("{replay:?}").contains("canary"));
}

/// A client of the small contract whose exchanges are recorded.
fn small(mock: &Mock, recorder: &Recorder) -> small::Client {
    small::Client::builder()
        .base_url(mock.base_url())
        .record(recorder.clone())
        .build()
        .unwrap()
}

#[tokio::test]
async fn a_form_is_a_text_of_which_nothing_secret_is_kept_and_not_its_digest_either() {
    let toml = include_bytes!("small.toml");
    let mock = Mock::from_toml("small.toml", toml).unwrap();
    let directory = tempfile::tempdir().unwrap();
    let recorder = Recorder::new(directory.path()).without("canary/word");
    let client = small(&mock, &recorder);
    client.login("canary/word", "ann").await.unwrap();
    client
        .login("open", "bob")
        .device("of canary/word")
        .await
        .unwrap();
    assert_eq!(recorder.finish().unwrap(), 2);
    let (_, all) = files(directory.path());
    let sent = mock.requests();
    let body = String::from_utf8_lossy(&sent[0].body).into_owned();
    assert!(body.contains("canary%2Fword"), "{body}");
    let digest = blake3::hash(body.as_bytes()).to_hex();
    assert!(
        !all.contains("canary") && !all.contains(digest.as_str()),
        "{all}"
    );
    assert!(
        all.contains("password=[removed]&user=ann") || all.contains("user=ann&password=[removed]"),
        "{all}"
    );
    // What is not secret is told apart, and what was is whatever stands in its place.
    let replayed: small::Client = Replay::open(directory.path()).unwrap().client().unwrap();
    replayed.login("[removed]", "ann").await.unwrap();
    let call = replayed.login("open", "bob").device("of [removed]");
    call.await.unwrap();
    let error = replayed.login("shut", "bob").await.unwrap_err();
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    // Who knows the secret finds it by it.
    let recorder = Recorder::new(directory.path()).without("canary/word");
    let client = small(&mock, &recorder.clone().only_missing().unwrap());
    client.login("canary/word", "ann").await.unwrap();
    assert_eq!((recorder.finish().unwrap(), mock.requests().len()), (0, 2));
}

#[tokio::test]
async fn no_digest_of_a_file_tells_a_secret_in_it() {
    let mock = mock();
    let directory = tempfile::tempdir().unwrap();
    let recorder = Recorder::new(directory.path()).without("canary-session");
    let theta = recording(&mock, &recorder);
    let mut wav = audio_bytes(1);
    let at = wav.len() - 14;
    wav[at..].copy_from_slice(b"canary-session");
    let digest = blake3::hash(&wav).to_hex();
    theta
        .transcribe(theta_runtime::Audio::bytes(wav))
        .await
        .unwrap();
    let (_, all) = files(directory.path());
    assert!(!all.contains(digest.as_str()), "{all}");
}

#[tokio::test]
async fn the_same_request_is_answered_in_the_order_of_the_recordings() {
    let directory = tempfile::tempdir().unwrap();
    let stub = Stub::new();
    stub.on::<NumberRequest>().returns(1).returns(2).returns(3);
    let record = || {
        let recorder = Recorder::new(directory.path());
        let builder: Builder<small::Client> = stub.builder();
        builder.record(recorder).build().unwrap()
    };
    let (one, other) = (record(), record());
    one.number("a").await.unwrap();
    one.number("b").await.unwrap();
    // Another recorder goes on behind what is there.
    other.number("a").await.unwrap();

    let replay = Replay::open(directory.path()).unwrap();
    let small: small::Client = replay.client().unwrap();
    for (question, number) in [("a", 1), ("a", 3), ("b", 2), ("a", 3), ("b", 2)] {
        assert_eq!(small.number(question).await.unwrap(), number);
    }
}

#[tokio::test]
async fn bytes_that_are_no_text_are_replayed_as_they_were() {
    let directory = tempfile::tempdir().unwrap();
    let stub = Stub::new();
    stub.on::<BytesRequest>().returns(&b"\xff\0\x01"[..]);
    let builder: Builder<small::Client> = stub.builder();
    let small = builder.record(Recorder::new(directory.path())).build();
    small.unwrap().bytes().await.unwrap();
    let replay = Replay::open(directory.path()).unwrap();
    let small: small::Client = replay.client().unwrap();
    assert_eq!(small.bytes().await.unwrap(), &b"\xff\0\x01"[..]);
}

#[tokio::test]
async fn a_request_that_is_not_recorded_names_the_nearest_and_costs_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let mock = mock();
    let theta = recording(&mock, &Recorder::new(directory.path()));
    for text in ["one", "two"] {
        mock.next_raw(RawReply::new(200).body("{}")).unwrap();
        let call = theta.pronunciation(audio(1), text, nothing());
        call.await.unwrap();
    }
    let replay = Replay::open(directory.path()).unwrap();
    let theta: Client = replay.client().unwrap();
    let other_text = theta.pronunciation(audio(1), "three", nothing());
    let other_audio = theta.pronunciation(audio(2), "two", nothing());
    let table = [
        (
            other_text.await.unwrap_err(),
            "this request of `POST /pronunciation` is not recorded; the nearest is `0001-pronunciation.json`: `options` \
             is {\"gold_text\":\"three\"} and was {\"gold_text\":\"one\"}. Record it",
        ),
        (
            other_audio.await.unwrap_err(),
            "the nearest is `0002-pronunciation.json`: `file` is 844 bytes (blake3:",
        ),
    ];
    for (error, text) in table {
        assert!(error.to_string().contains(text), "{error}");
        assert_eq!(
            (error.kind(), error.attempts(), error.billed()),
            (ErrorKind::InvalidInput, 1, Billed::No)
        );
    }
    let error = theta.transcribe(audio(1)).await.unwrap_err().to_string();
    assert!(
        error.contains("nothing is recorded of `POST /transcribe`, only of `POST /pronunciation`"),
        "{error}"
    );
}

#[tokio::test]
async fn an_exchange_that_broke_off_is_not_kept_and_breaks_as_it_did() {
    let directory = tempfile::tempdir().unwrap();
    for fault in [
        Fault::NoConnection,
        Fault::CutRequest,
        Fault::NoReply,
        Fault::CutReply,
    ] {
        let errors = [false, true].map(async |records| {
            let stub = Stub::new();
            stub.on::<NumberRequest>().breaks(fault);
            let mut builder: Builder<small::Client> = stub.builder();
            if records {
                builder = builder.record(Recorder::new(directory.path()));
            }
            builder.build().unwrap().number("a").await.unwrap_err()
        });
        let [without, with] = errors;
        let (without, with) = (without.await, with.await);
        assert_eq!(
            (
                with.kind(),
                with.sent(),
                with.sent_bytes(),
                with.attempts(),
                with.body()
            ),
            (
                without.kind(),
                without.sent(),
                without.sent_bytes(),
                without.attempts(),
                without.body()
            ),
            "{fault:?}"
        );
    }
    assert_eq!(files(directory.path()).0.len(), 0);
}

#[tokio::test]
async fn recording_changes_nothing_that_a_server_sees() {
    let directory = tempfile::tempdir().unwrap();
    let mock = mock();
    let plain = Client::builder().key(KEY).base_url(mock.base_url());
    let plain = plain.randomness(|| 7).build().unwrap();
    plain.transcribe(audio(1)).await.unwrap();
    let recorded = Client::builder().key(KEY).base_url(mock.base_url());
    let recorder = Recorder::new(directory.path());
    let recorded = recorded.randomness(|| 7).record(recorder).build().unwrap();
    recorded.transcribe(audio(1)).await.unwrap();
    let [one, other] = &mock.requests()[..] else {
        unreachable!("two requests were sent")
    };
    assert_eq!(one.body, other.body);
    let headers = |request: &theta_mock::Recorded| {
        let mut headers = request.headers.clone();
        headers.sort();
        headers
    };
    assert_eq!(headers(one), headers(other));
}

#[tokio::test]
async fn a_call_has_its_answer_even_if_it_cannot_be_kept() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("file");
    fs::write(&file, "").unwrap();
    let recorder = Recorder::new(&file);
    let mock = mock();
    recording(&mock, &recorder)
        .transcribe(audio(1))
        .await
        .unwrap();
    let error = recorder.finish().unwrap_err().to_string();
    assert!(error.contains("cannot write into `"), "{error}");
    assert_eq!(recorder.finish().unwrap(), 0);
}

#[test]
fn a_directory_that_cannot_be_replayed_says_why() {
    let directory = tempfile::tempdir().unwrap();
    let open = |path: &Path| Replay::open(path).unwrap_err().to_string();
    assert!(open(&directory.path().join("missing")).contains("missing"));
    assert!(open(directory.path()).contains("no recording is there"));
    fs::write(directory.path().join("notes.txt"), "x").unwrap();
    assert!(open(directory.path()).contains("no recording is there"));
    fs::write(directory.path().join("1.json"), "{}").unwrap();
    let error = open(directory.path());
    assert!(
        error.contains("1.json`: format_version is missing"),
        "{error}"
    );
}

#[tokio::test]
async fn a_key_is_removed_however_the_server_writes_it() {
    // The key is `sk-theta-canary/"`.
    let echoes: [&[u8]; 14] = [
        br#""\u0073k-theta-\u0063anary\/\u0022""#,
        b"?key=%73k%2dtheta%2Dcanary%2f%22",
        b"Basic dXNlcjpzay10aGV0YS1jYW5hcnkvIg==",
        b"c2stdGhldGEtY2FuYXJ5LyI",
        b"736B2D74686574612D63616E6172792f22",
        b"SK-THETA-CANARY/\"",
        b"s\0k\0-\0t\0h\0e\0t\0a\0-\0c\0a\0n\0a\0r\0y\0/\0\"\0",
        b"<p>&#115;k-theta-canary/&quot;</p>",
        b"[115, 107, 45, 116, 104, 101, 116, 97, 45, 99, 97, 110, 97, 114, 121, 47, 34]",
        b"c2stdGhl\r\ndGEtY2FuYXJ5LyI=",
        br#"{"k": "c2stdGhl\ndGEtY2FuYXJ5LyI="}"#,
        b"the key canary/\" of yours",
        b"=73=6B-theta-=63anary/=22",
        b"sk-the\x1b[1mta-can\xc2\xadary/\"",
    ];
    for echo in echoes {
        let directory = tempfile::tempdir().unwrap();
        let (mock, recorder) = (mock(), Recorder::new(directory.path()));
        let theta = recording(&mock, &recorder);
        // A status that is not tried again.
        mock.next_raw(RawReply::new(418).body(echo.to_vec()))
            .unwrap();
        let error = theta.transcribe(audio(1)).await.unwrap_err();
        assert_eq!(error.body(), echo);
        assert_eq!(recorder.finish().unwrap(), 1);
        let (_, all) = files(directory.path());
        assert!(all.contains("[removed]"), "{all}");
        for part in ["canary", "CANARY", "63616E6172792f22", "dGhldGEt"] {
            assert!(!all.contains(part), "{all}");
        }
    }
}

#[tokio::test]
async fn what_is_compressed_without_a_word_is_not_recorded_and_says_so() {
    let gzip = b"\x1f\x8b\x08\0\0\0\0\0\0\xff\x03\0\0\0\0\0\0\0\0\0".to_vec();
    for (body, is_kept) in [(b"{}".to_vec(), true), (gzip, false)] {
        let directory = tempfile::tempdir().unwrap();
        let (mock, recorder) = (mock(), Recorder::new(directory.path()));
        mock.next_raw(RawReply::new(400).body(body)).unwrap();
        let theta = recording(&mock, &recorder);
        theta.transcribe(audio(1)).await.unwrap_err();
        let finished = recorder.finish();
        assert_eq!(finished.is_ok(), is_kept, "{finished:?}");
        assert_eq!(files(directory.path()).0.len(), usize::from(is_kept));
        if let Err(error) = finished {
            assert!(error.to_string().contains("is compressed"), "{error}");
        }
    }
}

#[tokio::test]
async fn a_compressed_reply_is_kept_as_what_it_says() {
    let gzip = |text: &str| {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
        std::io::Write::write_all(&mut encoder, text.as_bytes()).unwrap();
        encoder.finish().unwrap()
    };
    let directory = tempfile::tempdir().unwrap();
    let mock = mock();
    let recorder = Recorder::new(directory.path());
    let theta = recording(&mock, &recorder);
    let body = format!("{{\"detail\": {}}}", serde_json::Value::from(KEY));
    for coding in ["gzip", "br"] {
        let reply = RawReply::new(418)
            .header("content-encoding", coding)
            .body(gzip(&body));
        mock.next_raw(reply).unwrap();
        let error = theta.transcribe(audio(1)).await.unwrap_err();
        let detail = (coding == "gzip").then_some(KEY);
        assert_eq!(error.detail(), detail, "{coding}");
    }
    // What cannot be read cannot be searched for the key.
    assert_eq!(recorder.finish().unwrap(), 1);
    let (_, text) = files(directory.path());
    assert!(text.contains("418") && !text.contains("canary"), "{text}");
    let replay = Replay::open(directory.path()).unwrap();
    let theta: Client = replay.client().unwrap();
    let error = theta.transcribe(audio(1)).await.unwrap_err();
    assert!(
        error
            .detail()
            .is_some_and(|detail| !detail.contains("canary"))
    );
}

#[tokio::test]
async fn what_is_recorded_already_is_not_sent_and_the_rest_is_recorded() {
    let directory = tempfile::tempdir().unwrap();
    let mock = mock();
    let theta = recording(&mock, &Recorder::new(directory.path().join("new")));
    let first = theta.transcribe(audio(1)).await.unwrap();
    let recorder = Recorder::new(directory.path().join("new"));
    let recorder = recorder.only_missing().unwrap();
    let theta = recording(&mock, &recorder);
    let sent = mock.requests().len();
    assert_eq!(theta.transcribe(audio(1)).await.unwrap(), first);
    assert_eq!(
        (mock.requests().len(), recorder.finish().unwrap()),
        (sent, 0)
    );
    theta.transcribe(audio(2)).await.unwrap();
    let (names, _) = files(&directory.path().join("new"));
    assert_eq!(names, ["0001-transcribe.json", "0002-transcribe.json"]);
    assert_eq!(recorder.finish().unwrap(), 1);
    let replay = Replay::open(directory.path().join("new")).unwrap();
    let theta: Client = replay.client().unwrap();
    for number in [1, 2] {
        theta.transcribe(audio(number)).await.unwrap();
    }
}

#[tokio::test]
async fn all_is_missing_where_there_is_no_directory_yet_and_a_foreign_file_is_an_error() {
    let directory = tempfile::tempdir().unwrap();
    let mock = mock();
    let recorder = Recorder::new(directory.path().join("new"));
    let recorder = recorder.only_missing().unwrap();
    let theta = recording(&mock, &recorder);
    theta.transcribe(audio(1)).await.unwrap();
    assert_eq!(recorder.finish().unwrap(), 1);
    fs::write(directory.path().join("other.json"), "{}").unwrap();
    let other = Recorder::new(directory.path()).only_missing();
    assert!(other.unwrap_err().to_string().contains("other.json"));
}
