//! Uploads of several files, and parts that say what they are.

use crate::shelf::AddError;
use crate::{received, served};
use std::time::Duration;
use theta_runtime::{Audio, Error, Refusal, Upload};

const NATIVE: &[u8] = include_bytes!("../../../theta-client/examples/audio/native.wav");

/// Name, file name, media type and content of each part.
type Part = (String, Option<String>, Option<String>, String);

fn part(name: &str, file: Option<&str>, media_type: Option<&str>, content: &str) -> Part {
    let owned = |text: Option<&str>| text.map(str::to_owned);
    (
        name.to_owned(),
        owned(file),
        owned(media_type),
        content.to_owned(),
    )
}

fn parts(mock: &theta_mock::Mock) -> Vec<Part> {
    let recorded = received(mock, "add");
    let parts = recorded.parts.iter().map(|one| {
        let text = String::from_utf8(one.bytes.to_vec()).unwrap();
        part(
            &one.name,
            one.file_name.as_deref(),
            one.content_type.as_deref(),
            &text,
        )
    });
    parts.collect()
}

#[tokio::test]
async fn each_file_of_a_list_is_a_part_of_the_same_name() {
    let (mock, client) = served();
    let files = [
        Upload::bytes("one").with_file_name("1.txt"),
        Upload::bytes("two"),
    ];
    let request = client.add(files, "Two");
    request
        .covers([Upload::bytes("cover")])
        .notes(["# A", "# B"])
        .await
        .unwrap();
    let (json, markdown) = (Some("application/json"), Some("text/markdown"));
    let bytes = Some("application/octet-stream");
    assert_eq!(
        parts(&mock),
        [
            part("meta", Some("meta.json"), json, r#"{"title":"Two"}"#),
            part("notes", None, markdown, "# A"),
            part("notes", None, markdown, "# B"),
            part("covers", Some("file.bin"), Some("image/png"), "cover"),
            part("files[]", Some("1.txt"), bytes, "one"),
            part("files[]", Some("file.bin"), bytes, "two"),
        ]
    );
}

#[tokio::test]
async fn more_files_than_documented_are_refused_before_anything_is_sent() {
    let (mock, client) = served();
    let files = |many: usize| vec![Upload::bytes("x"); many];
    client.add(files(3), "Three").await.unwrap();
    let before = mock.requests().len();
    let failed: Error<AddError> = client.add(files(4), "Four").await.unwrap_err();
    let refusal = failed.refusal().unwrap();
    assert!(
        matches!(
            refusal,
            Refusal::TooMany {
                name: "files[]",
                limit: 3,
                actual: 4
            }
        ),
        "{refusal:?}"
    );
    assert_eq!(mock.requests().len(), before);
}

#[tokio::test]
async fn the_server_refuses_more_files_than_documented() {
    let (_mock, client) = served();
    let files = vec![Upload::bytes("x").unchecked(); 4];
    let failed = client.add(files, "Four").await.unwrap_err();
    assert_eq!(failed.status(), Some(422));
}

#[tokio::test]
async fn each_file_of_a_list_is_checked() {
    let (_mock, client) = served();
    let files = [Upload::bytes("x"), Upload::bytes(vec![0; 1_000_001])];
    let failed = client.add(files, "Large").await.unwrap_err();
    assert!(matches!(
        failed.refusal(),
        Some(Refusal::TooLarge {
            name: "files[]",
            ..
        })
    ));
}

#[tokio::test]
async fn the_audio_of_a_list_is_billed_as_one() {
    let (_mock, client) = served();
    let one = client.transcribe([Audio::bytes(NATIVE)]);
    let one = one.send_with_response().await.unwrap().spent().audio_sent;
    let three = vec![Audio::bytes(NATIVE); 3];
    let three = client.transcribe(three).send_with_response().await.unwrap();
    assert!(one > Duration::ZERO);
    assert_eq!(three.spent().audio_sent, one * 3);
}
