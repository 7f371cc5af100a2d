//! What the server remembers.

use crate::client::{Ask, WAV, builder, exchange, mock};
use std::sync::{Arc, Mutex};
use theta_mock::{ReplyKind, SentKey};

#[test]
fn parts_are_recorded_byte_for_byte() {
    let mock = mock();
    let bytes: Vec<u8> = (0..=255).chain(*b"\r\n--b\r\n--").collect();
    let noise = [WAV, &bytes].concat();
    Ask::form(&[
        ("file", Some("ä \\\"b.wav"), &noise),
        ("options", None, b" {\"phrase\" :\"a\"}\n"),
        ("more", None, b""),
    ])
    .send(&mock);
    let recorded = mock.last_request().unwrap();
    assert_eq!(
        recorded.reply.kind,
        ReplyKind::Undocumented,
        "the noise holds a boundary"
    );

    let noise: Vec<u8> = WAV.iter().copied().chain(0..=255).collect();
    let ask = Ask::form(&[
        ("file", Some("b.wav"), &noise),
        ("options", None, b" {\"phrase\" :\"a\"}\n"),
        ("more", None, b""),
    ]);
    assert_eq!(ask.send(&mock).status, 200);
    let recorded = mock.last_request().unwrap();
    let file = recorded.part("file").unwrap();
    assert_eq!(
        (file.file_name.as_deref(), file.content_type.as_deref()),
        (Some("b.wav"), Some("audio/wav"))
    );
    assert_eq!(file.bytes, noise);
    let options = recorded.part("options").unwrap();
    assert_eq!(
        (options.text(), options.file_name.as_deref()),
        (" {\"phrase\" :\"a\"}\n", None)
    );
    assert_eq!(recorded.part("more").unwrap().bytes, "");
    assert_eq!(recorded.parts.len(), 3);
    assert!(ask.bytes().ends_with(&recorded.body));
}

#[test]
fn a_request_is_recorded_with_all_it_carried() {
    let mock = mock();
    Ask::new("POST", "/v1/birds/p%20olly/words?level=1&tag=a+b&tag=%26")
        .body("application/json", br#"{"phrase": "a"}"#)
        .header("x-more", "1")
        .send(&mock);
    let recorded = mock.last_request().unwrap();
    assert_eq!((recorded.number, recorded.method.as_str()), (1, "POST"));
    assert_eq!(recorded.path, "/v1/birds/p%20olly/words");
    assert_eq!(recorded.endpoint.as_deref(), Some("teach"));
    let query: Vec<(&str, &str)> = recorded
        .query
        .iter()
        .map(|(name, value)| (&name[..], &value[..]))
        .collect();
    assert_eq!(query, [("level", "1"), ("tag", "a b"), ("tag", "&")]);
    assert_eq!(
        (recorded.header("X-More"), recorded.text()),
        (Some("1"), r#"{"phrase": "a"}"#)
    );
    assert_eq!(
        (recorded.content_length, recorded.chunked),
        (Some(15), false)
    );
    assert_eq!(
        (recorded.reply.status, recorded.reply.kind),
        (200, ReplyKind::Success)
    );
}

#[test]
fn a_chunked_body_is_read_and_told_apart() {
    let mock = mock();
    let head = "POST /v1/birds/p/words?level=1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer pk-a\r\n\
                content-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n";
    let body = "5\r\n{\"phr\r\na\r\nase\": \"a\"}\r\n0\r\n\r\n";
    let answer = exchange(&mock, format!("{head}{body}").as_bytes());
    assert!(
        answer.starts_with(b"HTTP/1.1 200"),
        "{}",
        String::from_utf8_lossy(&answer)
    );
    let recorded = mock.last_request().unwrap();
    assert_eq!((recorded.content_length, recorded.chunked), (None, true));
    assert_eq!(recorded.text(), r#"{"phrase": "a"}"#);
}

#[test]
fn a_key_is_never_shown_and_can_be_compared() {
    let mock = mock();
    let table = [
        (
            "Bearer pk-secret",
            SentKey::WellFormed,
            "Bearer pk-…",
            "pk-secret",
        ),
        (
            "bearer pk-secret",
            SentKey::WellFormed,
            "Bearer pk-…",
            "pk-secret",
        ),
        ("Bearer secret", SentKey::Malformed, "Bearer …", "secret"),
        ("secret", SentKey::Malformed, "…", ""),
    ];
    for (header, key, shown, compared) in table {
        Ask::repeat()
            .header("authorization", header)
            .header("cookie", "secret")
            .send(&mock);
        let recorded = mock.last_request().unwrap();
        assert_eq!(recorded.key, key, "{header}");
        assert_eq!(recorded.header("authorization"), Some(shown), "{header}");
        assert_eq!(recorded.key_is(compared), !compared.is_empty(), "{header}");
        assert!(!recorded.key_is("pk-other"));
        assert!(
            !format!("{recorded:?} {mock:?}").contains("secret"),
            "{recorded:?}"
        );
    }
    Ask::repeat().without("authorization").send(&mock);
    assert_eq!(mock.last_request().unwrap().key, SentKey::Absent);
}

#[test]
fn clearing_forgets_requests_and_goes_on_counting() {
    let mock = mock();
    Ask::repeat().send(&mock);
    mock.clear();
    assert!(mock.requests().is_empty());
    Ask::repeat().send(&mock);
    assert_eq!(
        mock.requests()
            .iter()
            .map(|recorded| recorded.number)
            .collect::<Vec<_>>(),
        [2]
    );
}

#[test]
fn the_oldest_requests_are_forgotten_when_they_are_too_much() {
    let mock = builder().record_limit(1).start().unwrap();
    for _ in 0..3 {
        Ask::repeat().send(&mock);
    }
    assert_eq!(
        mock.requests()
            .iter()
            .map(|recorded| recorded.number)
            .collect::<Vec<_>>(),
        [3]
    );
}

#[test]
fn an_observer_sees_every_request() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mock = builder()
        .on_request({
            let seen = Arc::clone(&seen);
            move |recorded| {
                seen.lock()
                    .unwrap()
                    .push((recorded.number, recorded.reply.status));
            }
        })
        .start()
        .unwrap();
    Ask::repeat().send(&mock);
    Ask::new("GET", "/").send(&mock);
    assert_eq!(*seen.lock().unwrap(), [(1, 200), (2, 404)]);
}
