//! Faults below what HTTP can say, as a client sees them, and what is counted of them.

use crate::client::{Answer, Ask, PATIENCE, builder, connect, mock, rest};
use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use theta_mock::{Arrival, Fault, ManualClock, Mock, MockError, ReplyKind, Scripted};

const HOLD: Duration = Duration::from_secs(30);
/// More than all buffers between client and server hold.
const LARGE: usize = 16 * 1024 * 1024;

/// What came until the end, and whether the end was a reset.
pub(crate) struct Seen {
    pub(crate) bytes: Vec<u8>,
    pub(crate) reset: bool,
}

impl Seen {
    fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Writes as much as is taken and reads to the end.
pub(crate) fn ask(stream: &mut TcpStream, bytes: &[u8]) -> Seen {
    let cut = |error: std::io::Error| match error.kind() {
        ErrorKind::ConnectionReset | ErrorKind::BrokenPipe | ErrorKind::ConnectionAborted => true,
        kind => panic!("{kind}"),
    };
    let written = stream.write_all(bytes).err().is_some_and(cut);
    let mut received = Vec::new();
    let read = stream.read_to_end(&mut received).err().is_some_and(cut);
    Seen {
        bytes: received,
        reset: written || read,
    }
}

fn send(mock: &Mock, ask_for: &Ask) -> Seen {
    ask(&mut connect(mock), &ask_for.bytes())
}

/// The only request of the latest connection.
fn arrival(mock: &Mock) -> Arrival {
    mock.connections().last().unwrap().arrivals[0].clone()
}

fn large() -> Ask {
    Ask::form(&[("file", Some("a.wav"), &vec![7; LARGE])])
}

/// The server works on its own thread: what it counts is there soon, not at once.
pub(crate) fn soon(mut condition: impl FnMut() -> bool) {
    let start = Instant::now();
    while !condition() {
        assert!(start.elapsed() < PATIENCE, "it does not happen");
        std::thread::yield_now();
    }
}

const WHOLE: &str = "HTTP/1.1 200 OK\r\n";

/// The fault, whether it ends with a reset, what the reply begins with, what it ends with, and whether the upload was
/// read whole.
const ENDING: &[(&str, bool, &str, &str, bool)] = &[
    ("reset_at_accept", true, "", "", false),
    ("close_after_upload", false, "", "", true),
    ("reset_after_upload", true, "", "", true),
    (
        "garbage_status_line",
        false,
        "\x15\x03\x01",
        "\r\n\r\n",
        true,
    ),
    (
        "truncated_head",
        false,
        "HTTP/1.1 200 OK\r\ncontent-",
        "",
        true,
    ),
    ("many_headers", false, WHOLE, "}", true),
    ("large_header=1000", false, WHOLE, "}", true),
    (
        "informational=2",
        false,
        "HTTP/1.1 103 Early Hints\r\nlink: </docs>; rel=help\r\n\r\nHTTP/1.1 103 ",
        "}",
        true,
    ),
    ("bad_length", false, WHOLE, "}", true),
    ("truncated_body", false, WHOLE, "", true),
    ("truncated_chunked", false, WHOLE, "\r\n", true),
    ("garbage_chunk", false, WHOLE, "\r\nmany\r\n", true),
    ("reset_in_reply", true, WHOLE, "", true),
    ("close_after_reply", false, WHOLE, "}", true),
    ("close_after_reply=1", false, WHOLE, "}", true),
    (
        "html_page",
        false,
        "HTTP/1.1 502 Bad Gateway\r\n",
        "</html>\r\n",
        true,
    ),
    ("html_page=200", false, WHOLE, "</html>\r\n", true),
    (
        "non_utf8_body",
        false,
        "HTTP/1.1 500 ",
        "caf\u{fffd}\"}",
        true,
    ),
    (
        "detail_list",
        false,
        "HTTP/1.1 422 ",
        "\"input\":null}]}",
        true,
    ),
    ("empty_body", false, WHOLE, "\r\n\r\n", true),
    ("huge_body=200,100000", false, WHOLE, "aaa\"}", true),
    ("huge_body=200,3", false, WHOLE, "\r\n\r\naaa", true),
    (
        "redirect=302,http://elsewhere/",
        false,
        "HTTP/1.1 302 Found\r\n",
        "\r\n\r\n",
        true,
    ),
    (
        "redirect=308,",
        false,
        "HTTP/1.1 308 Permanent Redirect\r\n",
        "\r\n\r\n",
        true,
    ),
];

#[test]
fn every_fault_that_ends_shows_as_its_name_says() {
    let mock = mock();
    for &(name, reset, begins, ends, complete) in ENDING {
        let fault: Fault = name.parse().unwrap();
        mock.clear();
        mock.fault(fault.clone()).unwrap();
        let seen = send(&mock, &Ask::repeat());
        let text = seen.text();
        assert!(
            text.starts_with(begins) && text.ends_with(ends),
            "{name}: {text}"
        );
        assert_eq!(text.is_empty(), begins.is_empty(), "{name}: {text}");
        assert_eq!(seen.reset, reset, "{name}");

        let totals = mock.totals();
        assert_eq!((totals.connections, totals.faults), (1, 1), "{name}");
        assert_eq!(totals.complete, u64::from(complete), "{name}");
        let connections = mock.connections();
        let struck = match connections[0].arrivals.first() {
            Some(arrival) => &arrival.fault,
            None => &connections[0].fault,
        };
        assert_eq!(struck.as_ref(), Some(&fault));
        assert_eq!(mock.requests().len(), usize::from(complete), "{name}");
        if let Some(recorded) = mock.last_request() {
            assert_eq!(recorded.reply.kind, ReplyKind::Fault, "{name}");
            assert_eq!(recorded.reply.fault, Some(fault));
            assert_eq!(recorded.parts.len(), 2, "{name}");
            assert!(recorded.reply.scripted);
        }
        assert_eq!(mock.pending(), 0, "{name}");
        assert_eq!(Ask::repeat().send(&mock).status, 200, "after {name}");
    }
}

#[test]
fn a_connection_can_be_closed_when_it_is_accepted() {
    let mock = mock();
    mock.fault(Fault::CloseAtAccept).unwrap();
    let mut stream = connect(&mock);
    assert_eq!(rest(&mut stream), b"");
    assert_eq!(mock.connections()[0].fault, Some(Fault::CloseAtAccept));
}

#[test]
fn a_truncated_body_is_shorter_than_announced() {
    let mock = mock();
    let whole = Ask::repeat().send(&mock);
    for name in ["truncated_body", "reset_in_reply"] {
        mock.fault(name.parse().unwrap()).unwrap();
        let answer = Answer::parse(&send(&mock, &Ask::repeat()).bytes);
        let announced = whole.body.len().to_string();
        assert_eq!(answer.header("content-length"), Some(&announced[..]));
        assert_eq!(answer.body, whole.body[..whole.body.len() / 2], "{name}");
    }
}

#[test]
fn a_reply_can_have_more_or_larger_headers_than_a_client_takes() {
    let mock = mock();
    mock.fault(Fault::ManyHeaders { count: 300 }).unwrap();
    let answer = Answer::parse(&send(&mock, &Ask::repeat()).bytes);
    assert!(answer.headers.len() > 300);
    mock.fault(Fault::LargeHeader { bytes: 70_000 }).unwrap();
    let answer = Answer::parse(&send(&mock, &Ask::repeat()).bytes);
    assert_eq!(answer.header("x-large").unwrap().len(), 70_000);
}

#[test]
fn faults_that_wait_hold_the_connection_for_as_long_as_they_are_told() {
    let clock = ManualClock::new();
    let mock = builder().clock(clock.clone()).hold(HOLD).start().unwrap();
    // What came before the wait, and whether the upload was read whole.
    for (name, begins, complete) in [
        ("never_read", "", false),
        ("stop_reading=0", "", false),
        ("hang", "", true),
        ("stalled_head", "HTTP/1.1 200 OK\r\n", true),
        ("stalled_body", "HTTP/1.1 200 OK\r\n", true),
    ] {
        mock.clear();
        mock.fault(name.parse().unwrap()).unwrap();
        let mut stream = Ask::repeat().begin(&mock);
        assert!(clock.wait_for_sleepers(1, PATIENCE), "{name}");
        clock.advance(HOLD.checked_sub(Duration::from_millis(1)).unwrap());
        assert_eq!(clock.sleepers(), 1, "{name}");
        assert!(mock.connections()[0].open, "{name}");
        clock.advance(Duration::from_millis(1));
        let text = ask(&mut stream, b"").text();
        assert!(text.starts_with(begins), "{name}: {text}");
        assert_eq!(text.is_empty(), begins.is_empty(), "{name}: {text}");
        soon(|| !mock.connections()[0].open);
        assert_eq!(mock.totals().complete, u64::from(complete), "{name}");
    }
}

#[test]
fn a_fault_that_waits_ends_when_the_client_goes() {
    let clock = ManualClock::new();
    let mock = builder().clock(clock.clone()).start().unwrap();
    for name in [
        "hang",
        "stalled_head",
        "stalled_body",
        "half_close",
        "early_reply_drain",
    ] {
        mock.clear();
        mock.fault(name.parse().unwrap()).unwrap();
        let stream = Ask::repeat().begin(&mock);
        assert!(clock.wait_for_sleepers(1, PATIENCE), "{name}");
        drop(stream);
        soon(|| !mock.connections()[0].open && clock.sleepers() == 0);
    }
}

#[test]
fn a_slow_body_comes_byte_by_byte() {
    let clock = ManualClock::new();
    let mock = builder().clock(clock.clone()).start().unwrap();
    let every = Duration::from_secs(1);
    mock.fault(Fault::SlowBody { every }).unwrap();
    mock.reply_success("motto", "abc").unwrap();
    let mut stream = Ask::new("GET", "/v1/birds/motto").begin(&mock);
    let mut received = Vec::new();
    for expected in ["a", "b", "c"] {
        assert!(clock.wait_for_sleepers(1, PATIENCE));
        clock.advance(every);
        while !received.ends_with(expected.as_bytes()) {
            let mut byte = [0];
            assert_eq!(stream.read(&mut byte).unwrap(), 1);
            received.extend_from_slice(&byte);
        }
    }
    assert_eq!(rest(&mut stream), b"");
    assert!(received.ends_with(b"\r\n\r\nabc"));
}

#[test]
fn an_upload_can_be_reset_on_the_way() {
    let mock = mock();
    mock.fault(Fault::ResetDuringUpload { after: 100_000 })
        .unwrap();
    assert!(send(&mock, &large()).reset);
    let arrival = arrival(&mock);
    assert!(
        (100_000..LARGE as u64).contains(&arrival.body_bytes),
        "{arrival:?}"
    );
    assert!(!arrival.complete);
    assert!(arrival.content_length.unwrap() > LARGE as u64);
    assert_eq!(
        (&arrival.method[..], &arrival.path[..]),
        ("POST", "/v1/repeat")
    );
    assert!(mock.requests().is_empty(), "no request was read whole");
}

#[test]
fn an_upload_can_stop_being_read() {
    let clock = ManualClock::new();
    let mock = builder().clock(clock.clone()).start().unwrap();
    mock.fault(Fault::StopReading { after: 1000 }).unwrap();
    let mut stream = connect(&mock);
    stream
        .set_write_timeout(Some(Duration::from_millis(50)))
        .unwrap();
    let error = stream.write_all(&large().bytes()).unwrap_err();
    assert!(
        matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut),
        "{error}"
    );
    let arrival = arrival(&mock);
    assert!(
        (1000..LARGE as u64 / 2).contains(&arrival.body_bytes),
        "{arrival:?}"
    );
}

#[test]
fn a_client_that_goes_away_leaves_a_count_of_what_came() {
    let mock = mock();
    let mut stream = connect(&mock);
    let bytes = Ask::repeat().bytes();
    stream.write_all(&bytes[..bytes.len() - 10]).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    rest(&mut stream);
    soon(|| !mock.connections()[0].open);
    let arrival = arrival(&mock);
    assert_eq!(arrival.body_bytes, arrival.content_length.unwrap() - 10);
    assert!(!arrival.complete && arrival.fault.is_none());
    assert_eq!((mock.totals().requests, mock.totals().complete), (1, 0));
}

#[test]
fn an_early_reply_comes_while_the_upload_goes_on() {
    let mock = mock();
    mock.fault(Fault::EarlyReplyDrain { status: 429 }).unwrap();
    let ask = large().bytes();
    let (head, tail) = ask.split_at(1000);
    let mut stream = connect(&mock);
    stream.write_all(head).unwrap();
    let mut start = [0; 12];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 429");
    stream.write_all(tail).unwrap();
    stream.shutdown(Shutdown::Write).unwrap();
    let reply = [&start[..], &rest(&mut stream)].concat();
    assert_eq!(
        Answer::parse(&reply).row(),
        "rate_limited",
        "a documented status has its documented body"
    );
    soon(|| arrival(&mock).complete);
}

#[test]
fn an_early_reply_that_is_not_documented_is_a_proxys_page() {
    let mock = mock();
    mock.fault(Fault::EarlyReplyClose { status: 418 }).unwrap();
    let mut stream = connect(&mock);
    stream.write_all(&Ask::repeat().bytes()[..300]).unwrap();
    let answer = Answer::parse(&rest(&mut stream));
    assert_eq!(
        (answer.status, answer.header("content-type")),
        (418, Some("text/html"))
    );
    assert!(!arrival(&mock).complete);
}

#[test]
fn a_half_closed_connection_still_takes_the_upload() {
    let mock = mock();
    mock.fault(Fault::HalfClose).unwrap();
    let ask = large().bytes();
    let mut stream = connect(&mock);
    stream.write_all(&ask[..1000]).unwrap();
    assert_eq!(rest(&mut stream), b"", "the other half is closed");
    stream.write_all(&ask[1000..]).unwrap();
    soon(|| arrival(&mock).complete);
    assert_eq!(
        arrival(&mock).content_length,
        Some(arrival(&mock).body_bytes)
    );
}

#[test]
fn a_connection_that_is_already_open_is_struck_too() {
    for (name, reset) in [
        ("reset_at_accept", true),
        ("close_at_accept", false),
        ("hang", false),
    ] {
        let clock = ManualClock::new();
        let mock = builder().clock(clock.clone()).hold(HOLD).start().unwrap();
        mock.reply_success("motto", "again!").unwrap();
        let mut stream = connect(&mock);
        let motto = Ask::new("GET", "/v1/birds/motto").bytes();
        let kept = String::from_utf8(motto.clone())
            .unwrap()
            .replace("connection: close\r\n", "");
        stream.write_all(kept.as_bytes()).unwrap();
        let mut received = Vec::new();
        while !received.ends_with(b"again!") {
            let mut byte = [0];
            stream.read_exact(&mut byte).unwrap();
            received.push(byte[0]);
        }
        mock.fault(name.parse().unwrap()).unwrap();
        stream.write_all(&motto).unwrap();
        if name == "hang" {
            assert!(clock.wait_for_sleepers(1, PATIENCE));
            clock.advance(HOLD);
        }
        let seen = ask(&mut stream, b"");
        assert_eq!((seen.text().as_str(), seen.reset), ("", reset), "{name}");
        let connections = mock.connections();
        assert_eq!((connections.len(), connections[0].arrivals.len()), (1, 2));
        assert_eq!(
            connections[0].arrivals[1].fault,
            Some(name.parse().unwrap())
        );
    }
}

#[test]
fn faults_keep_their_place_among_scripted_replies() {
    let mock = mock();
    mock.script(Scripted::row("tired")).unwrap();
    mock.script(Fault::HtmlPage { status: 502 }.times(2))
        .unwrap();
    mock.script(Scripted::normal()).unwrap();
    mock.script(Scripted::fault(Fault::EmptyBody { status: 204 }).on("motto"))
        .unwrap();
    assert_eq!(mock.pending(), 5);
    let statuses: Vec<u16> = (0..5).map(|_| Ask::repeat().send(&mock).status).collect();
    assert_eq!(statuses, [500, 502, 502, 200, 200]);
    assert_eq!(Ask::new("GET", "/v1/birds/motto").send(&mock).status, 204);
    mock.script(Fault::ResetAtAccept.always()).unwrap();
    for _ in 0..3 {
        assert!(send(&mock, &Ask::repeat()).reset);
    }
    mock.clear_script();
    assert_eq!(Ask::repeat().send(&mock).status, 200);
}

#[test]
fn a_fault_is_delayed_and_decorated_like_a_reply() {
    let clock = ManualClock::new();
    let mock = builder().clock(clock.clone()).start().unwrap();
    let page = Scripted::fault(Fault::HtmlPage { status: 503 })
        .header("retry-after", "7")
        .delay(Duration::from_secs(1));
    mock.script(page).unwrap();
    let mut stream = Ask::repeat().begin(&mock);
    assert!(clock.wait_for_sleepers(1, PATIENCE));
    clock.advance(Duration::from_secs(1));
    let answer = Answer::parse(&rest(&mut stream));
    assert_eq!(
        (answer.status, answer.header("retry-after")),
        (503, Some("7"))
    );
}

#[test]
fn what_cannot_be_played_is_refused_when_it_is_ordered() {
    let mock = mock();
    for (scripted, expected) in [
        (
            Scripted::fault(Fault::ResetAtAccept).on("motto"),
            "the fault `reset_at_accept` cannot wait for an endpoint: it sets in before a request is read",
        ),
        (
            Scripted::fault(Fault::HtmlPage { status: 99 }),
            "the fault `html_page` cannot have the value `99`: it takes a status from 200 to 999",
        ),
    ] {
        assert_eq!(mock.script(scripted).unwrap_err().to_string(), expected);
    }
    let error = builder().random_faults(2.0, 0).start().unwrap_err();
    assert!(matches!(error, MockError::FaultRate(_)), "{error}");
}

#[test]
fn faults_by_chance_are_the_same_for_the_same_seed_and_all_are_counted() {
    let faults = || {
        [
            "html_page",
            "close_after_upload",
            "reset_after_upload",
            "truncated_body",
        ]
        .map(|name| name.parse::<Fault>().unwrap())
    };
    let run = |seed: u64| {
        let mock = builder()
            .random_faults(0.3, seed)
            .choose_faults_from(faults())
            .start()
            .unwrap();
        for _ in 0..60 {
            send(&mock, &Ask::repeat());
        }
        let struck: Vec<Option<Fault>> = mock
            .requests()
            .into_iter()
            .map(|recorded| recorded.reply.fault)
            .collect();
        let hit = struck.iter().flatten().count();
        assert_eq!(mock.totals().faults, hit as u64);
        assert!((5..40).contains(&hit), "{hit}");
        struck
    };
    assert_eq!(run(7), run(7));
    assert_ne!(run(7), run(8));
}

#[test]
fn what_is_scripted_is_not_left_to_chance() {
    let mock = builder()
        .random_faults(1.0, 0)
        .choose_faults_from([Fault::HtmlPage { status: 502 }])
        .start()
        .unwrap();
    mock.next("tired").unwrap();
    let rows: Vec<u16> = (0..2).map(|_| Ask::repeat().send(&mock).status).collect();
    assert_eq!(rows, [500, 502]);
    let nowhere = Ask::new("GET", "/v1/nowhere").send(&mock).status;
    assert_eq!(nowhere, 404, "only requests to endpoints are struck");
}

#[test]
fn an_observer_sees_the_faults_that_no_request_shows() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mock = builder()
        .on_fault({
            let seen = Arc::clone(&seen);
            move |fault, arrival| {
                let path = arrival.map(|arrival| arrival.path.clone());
                seen.lock().unwrap().push((fault.name(), path));
            }
        })
        .start()
        .unwrap();
    for name in ["reset_at_accept", "reset_during_upload=0", "html_page"] {
        mock.fault(name.parse().unwrap()).unwrap();
        send(&mock, &Ask::repeat());
    }
    let expected = [
        ("reset_at_accept", None),
        ("reset_during_upload", Some("/v1/repeat".to_owned())),
    ];
    assert_eq!(*seen.lock().unwrap(), expected);
}

#[test]
fn dropping_the_handle_ends_faults_in_flight() {
    let mock = mock();
    mock.script(Fault::Hang.times(2)).unwrap();
    mock.fault(Fault::NeverRead).unwrap();
    let mut waiting: Vec<TcpStream> = (0..3).map(|_| Ask::repeat().begin(&mock)).collect();
    soon(|| mock.totals().faults == 3);
    drop(mock);
    for stream in &mut waiting {
        assert_eq!(ask(stream, b"").text(), "");
    }
}
