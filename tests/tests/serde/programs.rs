//! What programs do with answers and errors: a row of a table, a line of a log, a reply of their own.

use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use theta_runtime::json;
use theta_runtime::{Extra, Json};
use theta_tests::theta_one::{ApiError, Language, SpeechComponent, Transcript};

const ANSWER: &str = r#"{"text":"caf\u00e9","text_type":"en","metadata":{ },"response_time_in_sec":1.5,"new":{"b" : 1.50}}"#;

fn answer() -> Transcript {
    Transcript::from_json(ANSWER).unwrap()
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Row {
    id: i64,
    answer: Transcript,
    note: Option<Transcript>,
}

#[test]
fn a_row_with_an_answer() {
    let row = Row {
        id: 7,
        answer: answer(),
        note: None,
    };
    let text = serde_json::to_string(&row).unwrap();
    assert_eq!(
        text,
        format!(r#"{{"id":7,"answer":{},"note":null}}"#, answer().to_json())
    );
    assert_eq!(serde_json::from_str::<Row>(&text).unwrap(), row);
    let postcard = postcard::to_stdvec(&row).unwrap();
    assert_eq!(postcard::from_bytes::<Row>(&postcard).unwrap(), row);
    let toml = toml::to_string(&row).unwrap();
    assert_eq!(
        toml::from_str::<Row>(&toml).unwrap().answer.text,
        row.answer.text
    );
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
struct Flat {
    id: i64,
    #[serde(flatten)]
    answer: Transcript,
}

#[test]
fn an_answer_among_the_fields_of_a_row() {
    let flat = Flat {
        id: 7,
        answer: answer(),
    };
    let text = serde_json::to_string(&flat).unwrap();
    assert_eq!(
        text,
        r#"{"id":7,"metadata":{ },"response_time_in_sec":1.5,"text":"café","text_type":"en","new":{"b" : 1.50}}"#
    );
    // serde reads into a tree of its own first: the value comes back, its bytes need not.
    let read: Flat = serde_json::from_str(&text).unwrap();
    assert_eq!((read.id, read.answer.text.as_str()), (7, "café"));
    assert_eq!(
        read.answer.extra.get("new").map(Json::as_str),
        Some(r#"{"b":1.5}"#)
    );

    let msgpack = rmp_serde::to_vec(&flat).unwrap();
    assert_eq!(rmp_serde::from_slice::<Flat>(&msgpack).unwrap(), read);
    // No format without names can hold it.
    assert!(postcard::to_stdvec(&flat).is_err());
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Event {
    Answered(Transcript),
    Failed(ApiError),
}

#[derive(Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
enum Either {
    Answered(Transcript),
    Failed(ApiError),
}

#[test]
fn an_event_of_a_log() {
    let events = [
        Event::Answered(answer()),
        Event::Failed(ApiError::InvalidApiKey),
    ];
    let lines: Vec<_> = events
        .iter()
        .map(|event| serde_json::to_string(event).unwrap())
        .collect();
    assert_eq!(
        lines[0],
        r#"{"kind":"answered","metadata":{ },"response_time_in_sec":1.5,"text":"café","text_type":"en","new":{"b" : 1.50}}"#
    );
    for (event, line) in events.iter().zip(&lines) {
        let read = serde_json::from_str::<Event>(line).unwrap();
        assert_eq!(
            serde_json::to_value(&read).unwrap(),
            serde_json::to_value(event).unwrap()
        );
    }
    let yaml = serde_saphyr::to_string(&events[1]).unwrap();
    assert_eq!(serde_saphyr::from_str::<Event>(&yaml).unwrap(), events[1]);

    let either = Either::Failed(ApiError::InvalidApiKey);
    let text = serde_json::to_string(&either).unwrap();
    assert_eq!(serde_json::from_str::<Either>(&text).unwrap(), either);
    // serde does not say to what is untagged that a format is not human-readable: the text of the value is found.
    let msgpack = rmp_serde::to_vec(&either).unwrap();
    assert_eq!(rmp_serde::from_slice::<Either>(&msgpack).unwrap(), either);
}

#[test]
fn an_error_is_an_object_that_people_can_read() {
    let error = ApiError::InvalidOptions {
        reason: "not a \"language\"".to_owned(),
    };
    let text = r#"{"error":"invalid_options","status":400,"detail":"Invalid options: not a \"language\"","captures":{"reason":"not a \"language\""}}"#;
    assert_eq!(serde_json::to_string(&error).unwrap(), text);
    assert_eq!(serde_json::from_str::<ApiError>(text).unwrap(), error);
    let value = serde_json::to_value(ApiError::InvalidApiKey).unwrap();
    assert_eq!(value["error"], "invalid_api_key");
    assert_eq!(value["status"], 401);
    assert!(value.get("captures").is_none());
}

#[test]
fn an_error_that_nobody_documents_is_refused() {
    let refused = |text: &str| {
        serde_json::from_str::<ApiError>(text)
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        refused(r#"{"error":"unheard_of"}"#),
        "expected the name of a documented error at `/error`, found another"
    );
    assert_eq!(refused("{}"), "expected a value at `/error`, found nothing");
    assert_eq!(
        refused(r#"{"error":"invalid_options"}"#),
        "expected what the error captures at `/captures/reason`, found nothing"
    );
}

#[test]
fn a_language_is_a_key_and_a_text() {
    let counts = BTreeMap::from([(Language::Ko, 2), (Language::from("fr"), 1)]);
    let text = serde_json::to_string(&counts).unwrap();
    assert_eq!(text, r#"{"ko":2,"fr":1}"#);
    let read: BTreeMap<Language, i32> = serde_json::from_str(&text).unwrap();
    assert_eq!(read, counts);
    assert_eq!(
        toml::from_str::<BTreeMap<Language, i32>>("ko = 2\nfr = 1").unwrap(),
        counts
    );
}

#[test]
fn a_file_is_written_and_read() {
    let mut file = tempfile::tempfile().unwrap();
    serde_json::to_writer(&file, &answer()).unwrap();
    std::io::Seek::rewind(&mut file).unwrap();
    let read: Transcript = serde_json::from_reader(&file).unwrap();
    assert_eq!(read, answer());
}

/// What a reply type of a web framework asks for.
fn reply<T: Serialize>(value: T) -> Vec<u8> {
    serde_json::to_vec(&value).unwrap()
}

#[test]
fn an_answer_is_a_reply_of_a_server() {
    assert_eq!(reply(answer()), answer().to_json().into_bytes());
    let components: Vec<SpeechComponent> = json::from_str("[{\"type\": \"pause\"}]").unwrap();
    assert_eq!(reply(&components), b"[{\"type\": \"pause\"}]");
    assert_eq!(reply(Extra::new()), b"{}");
}
