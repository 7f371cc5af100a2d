//! What a request can cause, it causes.

use crate::client::{Ask, WAV, builder, contract, mock};
use std::time::Duration;
use theta_mock::{KeyPolicy, ManualClock, Mock, ReplyKind};

/// What is wrong, the request, and the row and its message.
type Case = (&'static str, Ask, u16, &'static str, &'static str);

const OPTIONS: &[u8] = br#"{"phrase": "hello"}"#;

fn causes(table: Vec<Case>) {
    let mock = mock();
    for (case, ask, status, row, detail) in table {
        let answer = ask.send(&mock);
        assert_eq!(
            (answer.status, answer.row()),
            (status, row),
            "{case}: {}",
            answer.text()
        );
        assert_eq!(answer.error("message"), detail, "{case}");
        let recorded = mock.last_request().unwrap();
        assert_eq!(recorded.reply.row.as_deref(), Some(row), "{case}");
        assert_eq!(recorded.reply.kind, ReplyKind::Documented, "{case}");
    }
}

/// A request to `repeat` with this file and these options.
fn repeat(file: &[u8], options: &[u8]) -> Ask {
    Ask::form(&[("file", Some("a.wav"), file), ("options", None, options)])
}

#[test]
fn a_bad_key_gets_its_row() {
    let key = |value: &str| Ask::repeat().header("authorization", value);
    let (missing, malformed) = ("Send a key.", "That is no key.");
    causes(vec![
        (
            "none",
            Ask::repeat().without("authorization"),
            401,
            "key_missing",
            missing,
        ),
        ("empty", key(""), 401, "key_missing", missing),
        (
            "other scheme",
            key("Basic pk-a"),
            401,
            "key_malformed",
            malformed,
        ),
        ("no scheme", key("pk-a"), 401, "key_malformed", malformed),
        (
            "other prefix",
            key("Bearer sk-a"),
            401,
            "key_malformed",
            malformed,
        ),
        (
            "nothing but the prefix",
            key("Bearer pk-"),
            401,
            "key_malformed",
            malformed,
        ),
    ]);
}

#[test]
fn what_is_missing_gets_its_row() {
    let no_file = Ask::form(&[("options", None, OPTIONS)]);
    let no_options = Ask::form(&[("file", None, WAV)]);
    let no_level = Ask::new("POST", "/v1/birds/polly/words");
    let file = "Where is the recording?";
    let field = "The field phrase is missing.";
    causes(vec![
        ("a part", no_file, 422, "file_missing", file),
        (
            "another part",
            no_options,
            422,
            "part_missing",
            "options is required",
        ),
        (
            "the body, and with it the first part",
            Ask::new("POST", "/v1/repeat"),
            422,
            "part_missing",
            "options is required",
        ),
        (
            "a parameter",
            no_level,
            422,
            "level_missing",
            "Which level?",
        ),
        (
            "a field in a part",
            repeat(WAV, b"{}"),
            422,
            "phrase_missing",
            field,
        ),
        (
            "a field in the body",
            Ask::teach("{}"),
            422,
            "phrase_missing",
            field,
        ),
    ]);
}

#[test]
fn what_is_of_another_kind_gets_its_row() {
    let json = "That is not JSON.";
    let high =
        Ask::new("POST", "/v1/birds/polly/words?level=high").body("application/json", OPTIONS);
    let form_for_json = Ask::teach("{}").header("content-type", "multipart/form-data; boundary=b");
    let json_for_form = Ask::repeat().body("application/json", b"{}");
    causes(vec![
        (
            "broken JSON in a part",
            repeat(WAV, b"{"),
            400,
            "not_json",
            json,
        ),
        (
            "broken JSON in the body",
            Ask::teach("{\"phrase\""),
            400,
            "not_json",
            json,
        ),
        (
            "JSON that is not UTF-8",
            repeat(WAV, b"\"\xff\""),
            400,
            "not_json",
            json,
        ),
        (
            "a parameter",
            high,
            422,
            "level_invalid",
            "A level is a number.",
        ),
        (
            "JSON for a form",
            json_for_form,
            415,
            "media_type",
            "Not in that form.",
        ),
        (
            "a form for JSON",
            form_for_json,
            415,
            "media_type",
            "Not in that form.",
        ),
    ]);
}

#[test]
fn a_bad_recording_gets_its_row() {
    let put = Ask::new("PUT", "/v1/birds/polly/voice").body("audio/wav", b"hello");
    let detail = "That is no recording.";
    causes(vec![
        ("empty", repeat(b"", OPTIONS), 415, "audio_invalid", detail),
        (
            "something else",
            repeat(b"hello", OPTIONS),
            415,
            "audio_invalid",
            detail,
        ),
        ("as the body", put, 415, "audio_invalid", detail),
        (
            "no body",
            Ask::new("PUT", "/v1/birds/polly/voice"),
            415,
            "audio_invalid",
            detail,
        ),
        (
            "too large",
            repeat(&[0x80; 2001], OPTIONS),
            413,
            "too_large",
            "At most 2000 bytes.",
        ),
    ]);
    assert_eq!(
        repeat(b"\xff\xfb\x90\0", OPTIONS).send(&mock()).status,
        200,
        "an mp3 is taken too"
    );
}

#[test]
fn a_value_of_another_type_is_named_in_the_row_that_captures_a_reason() {
    let mock = mock();
    let table = [
        Ask::form(&[("file", None, WAV), ("options", None, b"[]")]),
        Ask::form(&[("file", None, WAV), ("options", None, br#"{"phrase": 1}"#)]),
        Ask::form(&[
            ("file", None, WAV),
            ("options", None, br#"{"phrase": "a", "times": "b"}"#),
        ]),
        Ask::form(&[
            ("file", None, WAV),
            ("options", None, br#"{"phrase": "a"}"#),
            ("mood", None, b"good"),
        ]),
        Ask::teach(r#"{"phrase": null}"#),
    ];
    for ask in table {
        let answer = ask.send(&mock);
        assert_eq!(
            (answer.status, answer.row()),
            (422, "options_invalid"),
            "{}",
            answer.text()
        );
        let message = answer.error("message");
        assert!(
            message.starts_with("Invalid options: ") && message.contains("expected"),
            "{message}"
        );
    }
}

#[test]
fn a_missing_field_that_no_row_means_is_a_value_of_another_type() {
    let options = br#"{"phrase": "a", "tune": [{"pitch": 1}, {}]}"#;
    let answer = repeat(WAV, options).send(&mock());
    assert_eq!(answer.row(), "options_invalid");
    assert_eq!(
        answer.error("message"),
        "Invalid options: tune.1.pitch: expected a value, found nothing"
    );
}

#[test]
fn words_that_would_make_another_row_of_the_reply_are_not_used() {
    let mut contract = contract();
    // A client now takes every text that names the field for the missing one.
    let reason = contract
        .errors
        .iter()
        .position(|row| row.name == "options_invalid")
        .unwrap();
    let narrower = contract
        .errors
        .iter()
        .position(|row| row.name == "level_invalid")
        .unwrap();
    contract.errors[narrower].detail = contract.errors[reason].detail.clone();
    contract.errors[narrower].captures = contract.errors[reason].captures.clone();
    for endpoint in &mut contract.endpoints {
        for arm in &mut endpoint.classifier.arms {
            for group in &mut arm.groups {
                group.rows.sort_by_key(|id| id.0 != narrower);
            }
        }
    }
    let example = contract.errors[reason].captures[0].example.clone();
    let mock = Mock::start(contract).unwrap();
    let answer = Ask::teach(r#"{"phrase": 1}"#).send(&mock);
    assert_eq!(answer.row(), "options_invalid");
    assert_eq!(
        answer.error("message"),
        format!("Invalid options: {example}")
    );
}

#[test]
fn mistakes_are_noticed_in_the_order_of_a_server() {
    let mock = builder().key("pk-free", "free").start().unwrap();
    let bad_everything = Ask::form(&[("options", None, b"{")]);
    assert_eq!(
        bad_everything
            .clone()
            .without("authorization")
            .send(&mock)
            .row(),
        "key_missing"
    );
    assert_eq!(bad_everything.send(&mock).row(), "file_missing");
    let bad_json_and_audio = Ask::form(&[("file", None, b"x"), ("options", None, b"{")]);
    assert_eq!(bad_json_and_audio.send(&mock).row(), "not_json");
    let bad_field_and_audio = Ask::form(&[("file", None, b"x"), ("options", None, b"{}")]);
    assert_eq!(bad_field_and_audio.send(&mock).row(), "phrase_missing");
    assert_eq!(
        Ask::teach("{").key("pk-free").send(&mock).row(),
        "plan_too_low"
    );
}

#[test]
fn any_key_with_the_prefix_is_known_and_on_the_plan_that_allows_most() {
    let mock = mock();
    for _ in 0..5 {
        assert_eq!(
            Ask::teach(r#"{"phrase": "a"}"#)
                .key("pk-whoever")
                .send(&mock)
                .status,
            200
        );
    }
}

#[test]
fn only_registered_keys_are_known_when_told_so() {
    let mock = builder()
        .key_policy(KeyPolicy::Registered)
        .known_key("pk-polly")
        .start()
        .unwrap();
    assert_eq!(Ask::repeat().key("pk-polly").send(&mock).status, 200);
    assert_eq!(
        Ask::repeat().key("pk-other").send(&mock).row(),
        "key_unknown"
    );
    mock.known_key("pk-other").unwrap();
    assert_eq!(Ask::repeat().key("pk-other").send(&mock).status, 200);
}

#[test]
fn a_plan_includes_the_endpoints_that_the_contract_says() {
    let mock = mock();
    mock.key("pk-free", "free").unwrap();
    assert_eq!(
        Ask::teach(r#"{"phrase": "a"}"#)
            .key("pk-free")
            .send(&mock)
            .row(),
        "plan_too_low"
    );
    assert_eq!(Ask::repeat().key("pk-free").send(&mock).status, 200);
    mock.key("pk-free", "paid").unwrap();
    assert_eq!(
        Ask::teach(r#"{"phrase": "a"}"#)
            .key("pk-free")
            .send(&mock)
            .status,
        200
    );
}

#[test]
fn a_key_has_the_requests_per_minute_of_its_plan_in_every_minute() {
    let clock = ManualClock::new();
    let mock = builder()
        .clock(clock.clone())
        .key("pk-a", "free")
        .key("pk-b", "free")
        .start()
        .unwrap();
    let ask = |key: &str| Ask::repeat().key(key).send(&mock).row().to_owned();
    assert_eq!(ask("pk-a"), "");
    clock.advance(Duration::from_secs(30));
    assert_eq!(ask("pk-a"), "");
    assert_eq!(ask("pk-a"), "rate_limited");
    assert_eq!(ask("pk-b"), "", "each key is counted for itself");
    clock.advance(Duration::from_millis(29_999));
    assert_eq!(ask("pk-a"), "rate_limited");
    clock.advance(Duration::from_millis(1));
    assert_eq!(
        ask("pk-a"),
        "",
        "the first one is a minute old, refused ones do not count"
    );
    assert_eq!(ask("pk-a"), "rate_limited");
    clock.advance(Duration::from_secs(60));
    assert_eq!(ask("pk-a"), "");
}

#[test]
fn a_key_can_be_given_a_limit_of_its_own() {
    let mock = builder().clock(ManualClock::new()).start().unwrap();
    mock.limit_key("pk-slow", 1).unwrap();
    assert_eq!(Ask::repeat().key("pk-slow").send(&mock).status, 200);
    assert_eq!(
        Ask::repeat().key("pk-slow").send(&mock).row(),
        "rate_limited"
    );
    mock.limit_key("pk-slow", 0).unwrap();
    assert_eq!(
        Ask::repeat().key("pk-slow").send(&mock).row(),
        "rate_limited"
    );
}

#[test]
fn a_body_beyond_the_limit_of_the_server_is_too_large_for_the_api() {
    let mock = builder().body_limit(100).start().unwrap();
    let answer = Ask::repeat().send(&mock);
    assert_eq!((answer.status, answer.row()), (413, "too_large"));
    assert_eq!(mock.last_request().unwrap().body.len(), 100);
}

#[test]
fn a_key_that_cannot_be_one_is_not_registered() {
    let mock = mock();
    for key in ["", "pk-", "sk-a"] {
        let error = mock.key(key, "free").unwrap_err().to_string();
        assert_eq!(
            error,
            "a key of this API begins with `pk-`, and something must follow it"
        );
    }
    let error = mock.key("pk-a", "fre").unwrap_err().to_string();
    assert_eq!(
        error,
        "the contract has no plan `fre`: did you mean `free`?"
    );
}

#[test]
fn a_header_of_every_request_is_demanded_with_its_value() {
    let loaded = theta_spec::load(
        "spec.toml",
        br#"
theta = 1
api = { name = "Notes", base_url = "https://notes.example" }
headers.Notes-Version = "2022-06-28"
headers.notes-team = { env = "NOTES_TEAM", doc = "The team." }
headers.accept = "application/vnd.notes+json"
headers.notes-trace = { optional = true, doc = "A trace." }
shapes.error = { code = "/code", message = "/message" }
errors.no_version = { status = 400, code = "missing_version", when = { missing = ["Notes-Version"] } }
endpoints.read = { get = "/notes", returns = "text" }
"#,
    );
    let contract = loaded
        .contract
        .unwrap_or_else(|| panic!("{:?}", loaded.report));
    let mock = Mock::builder(contract).start().unwrap();
    let ask = Ask::new("GET", "/notes").header("notes-team", "a");
    let good = ask.clone().header("notes-version", "2022-06-28");
    for (ask, status, row, reason) in [
        (good.clone(), 200, "", None),
        (
            ask.clone(),
            400,
            "no_version",
            Some("the header `notes-version` is missing"),
        ),
        (
            ask.header("notes-version", "1"),
            422,
            "undocumented",
            Some(
                "the header `notes-version` has another value: expected \"2022-06-28\", found \"1\"",
            ),
        ),
        (
            good.without("notes-team"),
            422,
            "undocumented",
            Some("the header `notes-team` is missing"),
        ),
    ] {
        let answer = ask.send(&mock);
        assert_eq!((answer.status, answer.row()), (status, row));
        assert_eq!(answer.header("x-theta-mock-reason"), reason);
    }
}
