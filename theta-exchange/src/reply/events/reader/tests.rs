//! The cases of the HTML standard, and any cut.

use super::{Reader, TooLarge};
use bytes::Bytes;
use proptest::prelude::*;

/// Name, data and the id that was given last.
type Read = (String, String, String);

const LIMIT: usize = 1024;

/// The events of a body that comes in these pieces, and whether one was cut off.
fn events_of(lines: bool, pieces: &[&[u8]]) -> (Vec<Read>, bool) {
    let mut reader = Reader::new(lines, LIMIT);
    let mut all = Vec::new();
    let mut take = |reader: &Reader| {
        all.push((
            reader.name().to_owned(),
            reader.data().into_owned(),
            reader.last_id().to_owned(),
        ));
    };
    for piece in pieces {
        reader.feed(Bytes::copy_from_slice(piece));
        while reader.read().unwrap() {
            take(&reader);
        }
    }
    if reader.end() {
        take(&reader);
    }
    let is_cut = !lines && reader.is_cut();
    (all, is_cut)
}

fn sse(text: &[u8]) -> Vec<Read> {
    events_of(false, &[text]).0
}

fn event(name: &str, data: &str, id: &str) -> Read {
    (name.to_owned(), data.to_owned(), id.to_owned())
}

fn messages(data: &[&str]) -> Vec<Read> {
    data.iter().map(|data| event("message", data, "")).collect()
}

/// The examples of the standard (9.2.6), and what the tests of browsers hold (web-platform-tests, `eventsource/format-*`).
#[test]
fn the_cases_of_the_standard_are_read_as_it_says() {
    let table: &[(&str, &[u8], Vec<Read>)] = &[
        ("one", b"data: a\n\n", messages(&["a"])),
        ("several lines", b"data: YHOO\ndata: +2\ndata: 10\n\n", messages(&["YHOO\n+2\n10"])),
        (
            "the standard's second example",
            b": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n",
            vec![
                event("message", "first event", "1"),
                event("message", "second event", ""),
                event("message", " third event", ""),
            ],
        ),
        ("the third, the end cut off", b"data\n\ndata\ndata\n\ndata:", messages(&["", "\n"])),
        ("the fourth: one space", b"data:test\n\ndata: test\n\n", messages(&["test", "test"])),
        ("two spaces", b"data:  test\n\n", messages(&[" test"])),
        ("a tab", b"data:\ttest\n\n", messages(&["\ttest"])),
        ("CR", b"data: a\r\rdata: b\r\r", messages(&["a", "b"])),
        ("CRLF", b"data: a\r\n\r\ndata: b\r\n\r\n", messages(&["a", "b"])),
        ("all ends", b"data: a\r\ndata: b\rdata: c\n\n", messages(&["a\nb\nc"])),
        ("LF CR is two ends", b"data: a\n\rdata: b\n\n", messages(&["a", "b"])),
        ("a mark", b"\xef\xbb\xbfdata: a\n\n", messages(&["a"])),
        ("a second mark is part of a name", b"\xef\xbb\xbf\xef\xbb\xbfdata: a\n\ndata: b\n\n", messages(&["b"])),
        ("a mark in data", b"data: \xef\xbb\xbfa\n\n", messages(&["\u{feff}a"])),
        ("comments", b":\n: a\n:data: b\ndata: c\n:\n\n", messages(&["c"])),
        ("a comment of every byte", b":\x00\xff\ndata: a\n\n", messages(&["a"])),
        ("an unknown field", b"datas: a\nDATA: b\n data: c\ndata : d\ndata: e\n\n", messages(&["e"])),
        ("a colon in data", b"data: a:b\n\n", messages(&["a:b"])),
        ("NUL in data", b"data: \x00a\n\n", messages(&["\0a"])),
        ("not UTF-8", b"data: \xff\xe9a\n\n", messages(&["\u{fffd}\u{fffd}a"])),
        ("a cut character", b"data: \xe2\x82\n\n", messages(&["\u{fffd}"])),
        ("a name", b"event: n\ndata: a\n\ndata: b\n\n", vec![event("n", "a", ""), event("message", "b", "")]),
        ("the last name", b"event: n\nevent: m\ndata: a\n\n", vec![event("m", "a", "")]),
        ("an empty name", b"event: n\nevent:\ndata: a\n\n", messages(&["a"])),
        ("a name without data", b"event: n\n\ndata: a\n\n", messages(&["a"])),
        ("nothing", b"", Vec::new()),
        ("blank lines", b"\n\r\n\r\r\n", Vec::new()),
        ("an id stays", b"id: 1\ndata: a\n\ndata: b\n\n", vec![event("message", "a", "1"), event("message", "b", "1")]),
        ("an id alone", b"id: 1\n\ndata: a\n\n", vec![event("message", "a", "1")]),
        ("NUL in an id", b"id: 1\nid: 2\x00\ndata: a\n\n", vec![event("message", "a", "1")]),
        ("an empty id", b"id: 1\nid\ndata: a\n\n", vec![event("message", "a", "")]),
        ("cut before its end", b"data: a\n\ndata: b\n", messages(&["a"])),
        ("cut in a line", b"data: a\n\ndata: b", messages(&["a"])),
    ];
    for (what, text, expected) in table {
        assert_eq!(&sse(text), expected, "{what}");
        let bytes: Vec<&[u8]> = text.chunks(1).collect();
        assert_eq!(
            &events_of(false, &bytes).0,
            expected,
            "{what}, byte by byte"
        );
    }
}

#[test]
fn an_event_that_the_end_cuts_off_is_known_to_be_cut() {
    let table: &[(&[u8], bool)] = &[
        (b"data: a\n\n", false),
        (b"data: a\n\n: bye", false),
        (b"data: a\n\nevent: n\n", false),
        (b"data: a\n\ndata: b\n", true),
        (b"data: a\n\ndata: b", true),
        (b"data: a\n\ndata", true),
    ];
    for (text, cut) in table {
        assert_eq!(events_of(false, &[text]).1, *cut, "{text:?}");
    }
}

#[test]
fn a_wait_is_milliseconds_in_digits() {
    let retry = |text: &str| {
        let mut reader = Reader::new(false, LIMIT);
        reader.feed(Bytes::copy_from_slice(text.as_bytes()));
        assert_eq!(reader.read(), Ok(false));
        reader.retry().map(|wait| wait.as_millis())
    };
    assert_eq!(retry("retry: 1500\n"), Some(1500));
    assert_eq!(retry("retry: 10\nretry: 1s\nretry\nretry: -1\n"), Some(10));
    assert_eq!(retry("retry: 99999999999999999999\n"), None);
}

#[test]
fn lines_are_values_and_the_last_needs_no_end() {
    let text = b"\xef\xbb\xbf{\"a\":1}\r\n\n  \n{\"a\":2}\n{\"a\":3}";
    let expected = messages(&["{\"a\":1}", "{\"a\":2}", "{\"a\":3}"]);
    assert_eq!(events_of(true, &[text]).0, expected);
    let bytes: Vec<&[u8]> = text.chunks(1).collect();
    assert_eq!(events_of(true, &bytes).0, expected);
}

#[test]
fn an_event_over_the_limit_is_none_however_it_comes() {
    let limit = 16;
    for (text, fits) in [
        ("data: 123456789\n\n", true),
        ("data: 1234567890\n\n", false),
        (": 1\n: 2\n: 3\n: 4\n: 5\n\n", false),
        (": 1\n\n: 2\n\n: 3\n\n: 4\n\n: 5\n\n", true),
    ] {
        for size in [1, 7, 100] {
            let mut reader = Reader::new(false, limit);
            let mut all = text.as_bytes().chunks(size);
            let ended = all.try_for_each(|piece| {
                reader.feed(Bytes::copy_from_slice(piece));
                while reader.read()? {}
                Ok::<(), TooLarge>(())
            });
            assert_eq!(ended.is_ok(), fits, "{text:?} by {size}");
        }
    }
}

/// The same by the letter of the standard, for a whole body.
fn by_the_letter(body: &[u8]) -> Vec<Read> {
    let text = String::from_utf8_lossy(body);
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let Some((text, _)) = text.rsplit_once('\n') else {
        return Vec::new();
    };
    let (mut all, mut data, mut name, mut id) =
        (Vec::new(), String::new(), String::new(), String::new());
    for line in text.split('\n') {
        if line.is_empty() {
            if !data.is_empty() {
                data.pop();
                let name = if name.is_empty() { "message" } else { &name };
                all.push((name.to_owned(), data.clone(), id.clone()));
            }
            data.clear();
            name.clear();
            continue;
        }
        let (field, value) = match line.split_once(':') {
            Some((field, value)) => (field, value.strip_prefix(' ').unwrap_or(value)),
            None => (line, ""),
        };
        match field {
            "data" => {
                data.push_str(value);
                data.push('\n');
            }
            "event" => value.clone_into(&mut name),
            "id" if !value.contains('\0') => value.clone_into(&mut id),
            _ => {}
        }
    }
    all
}

/// What streams are made of, good and bad.
fn body() -> impl Strategy<Value = Vec<u8>> {
    let piece = prop_oneof![
        4 => Just(b"data: ".to_vec()),
        1 => Just(b"data".to_vec()),
        1 => Just(b"event: n".to_vec()),
        1 => Just(b"id: 7".to_vec()),
        1 => Just(b":".to_vec()),
        1 => Just(b" ".to_vec()),
        2 => "[a-z{}\":é€𝄞\0]{0,6}".prop_map(String::into_bytes),
        1 => proptest::collection::vec(any::<u8>(), 0..4),
        1 => Just(b"\xef\xbb\xbf".to_vec()),
        3 => Just(b"\n".to_vec()),
        2 => Just(b"\r".to_vec()),
        3 => Just(b"\r\n".to_vec()),
        3 => Just(b"\n\n".to_vec()),
    ];
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Ten thousand streams with `THETA_LONG=1`.
fn cases() -> u32 {
    if std::env::var_os("THETA_LONG").is_some() {
        10_000
    } else {
        1_000
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: cases(), failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn any_stream_cut_anywhere_gives_the_events_of_the_standard(
        body in body(),
        cuts in proptest::collection::vec(0..400_usize, 0..12),
    ) {
        let mut cuts: Vec<usize> = cuts.into_iter().filter(|cut| *cut <= body.len()).collect();
        cuts.sort_unstable();
        let ends = cuts.iter().copied().chain([body.len()]);
        let mut start = 0;
        let pieces: Vec<&[u8]> = ends
            .map(|end| {
                let piece = &body[start..end];
                start = end;
                piece
            })
            .collect();
        prop_assert_eq!(events_of(false, &pieces).0, by_the_letter(&body));
    }
}

#[test]
fn bytes_that_are_no_text_are_in_a_line_what_they_are_in_json() {
    let body = b"{\"text\":\"caf\xe9\"}\n";
    let (lines, _) = events_of(true, &[body]);
    assert_eq!(lines, messages(&[r#"{"text":"caf\udce9"}"#]));
    // Where there are names of events, the standard says otherwise.
    let events = sse(b"data: caf\xe9\n\n");
    assert_eq!(events, messages(&["caf\u{fffd}"]));
}
