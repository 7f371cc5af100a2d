//! Starting, stopping, and what a hostile client cannot do.

use crate::client::{Ask, CONTRACT, PATIENCE, builder, connect, exchange, mock};
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::time::Duration;
use theta_mock::{ManualClock, Mock, MockError};

#[test]
fn the_base_url_is_a_loopback_address_with_the_path_of_the_api() {
    let mock = mock();
    assert!(mock.address().ip().is_loopback());
    assert_eq!(
        mock.base_url(),
        format!("http://127.0.0.1:{}/v1", mock.address().port())
    );
    assert_eq!(mock.contract().api.name, "Parrot");
}

#[test]
fn a_contract_with_mistakes_is_refused_with_its_diagnostics() {
    let error = Mock::from_toml("bad.toml", b"theta = 1\nfoo = 2\n").unwrap_err();
    assert!(matches!(error, MockError::Contract { .. }));
    let text = error.to_string();
    assert!(
        text.contains("bad.toml:2:1") && text.contains("foo"),
        "{text}"
    );
}

#[test]
fn an_address_that_others_can_reach_must_be_allowed() {
    let everywhere = SocketAddr::from((Ipv4Addr::UNSPECIFIED, 0));
    let error = builder().listen(everywhere).start().unwrap_err();
    assert!(matches!(error, MockError::NotLoopback { .. }));
    let mock = builder().listen(everywhere).expose().start().unwrap();
    assert_eq!(
        mock.base_url(),
        format!("http://127.0.0.1:{}/v1", mock.address().port())
    );
}

#[test]
fn an_address_in_use_is_an_error() {
    let other = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = other.local_addr().unwrap();
    let error = builder().listen(address).start().unwrap_err().to_string();
    assert!(
        error.starts_with(&format!("cannot listen on {address}: ")),
        "{error}"
    );
}

#[test]
fn dropping_the_handle_closes_the_port() {
    // Where there is one, an address of its own: no other test may be given the port once it is free.
    let lonely = SocketAddr::from((Ipv4Addr::new(127, 0, 0, 7), 0));
    let mock = builder().listen(lonely).start().unwrap_or_else(|_| mock());
    let address = mock.address();
    assert_eq!(Ask::repeat().send(&mock).status, 200);
    drop(mock);
    assert!(TcpStream::connect(address).is_err());
    TcpListener::bind(address).unwrap();
}

#[test]
fn dropping_the_handle_ends_a_request_in_flight() {
    let clock = ManualClock::new();
    let mock = builder().clock(clock.clone()).start().unwrap();
    mock.delay_next(Duration::MAX);
    let mut waiting = Ask::repeat().begin(&mock);
    let mut idle = connect(&mock);
    let mut half = connect(&mock);
    half.write_all(&Ask::repeat().bytes()[..200]).unwrap();
    assert!(clock.wait_for_sleepers(1, PATIENCE));
    mock.stop();
    for stream in [&mut waiting, &mut idle, &mut half] {
        // A reset is as good as an end: there is no reply and no waiting.
        let mut received = Vec::new();
        let _ = stream.read_to_end(&mut received);
        assert_eq!(received, b"");
    }
}

#[test]
fn it_starts_and_stops_inside_any_runtime() {
    let current = tokio::runtime::Builder::new_current_thread()
        .build()
        .unwrap();
    current.block_on(async {
        let mock = mock();
        // Blocking the only thread of this runtime does not starve the server.
        assert_eq!(Ask::repeat().send(&mock).status, 200);
    });
}

#[test]
fn a_client_that_stalls_does_not_hold_up_others() {
    let mock = mock();
    let mut stalled = Vec::new();
    for length in [0, 10, 100, 250] {
        let mut stream = connect(&mock);
        stream.write_all(&Ask::repeat().bytes()[..length]).unwrap();
        stalled.push(stream);
    }
    assert_eq!(Ask::repeat().send(&mock).status, 200);
    assert_eq!(mock.requests().len(), 1);
}

#[test]
fn a_connection_serves_several_requests() {
    let mock = mock();
    let mut stream = connect(&mock);
    let ask = Ask::new("GET", "/v1/birds/motto").bytes();
    let keep_alive = String::from_utf8(ask.clone())
        .unwrap()
        .replace("connection: close\r\n", "");
    stream.write_all(keep_alive.as_bytes()).unwrap();
    stream.write_all(&ask).unwrap();
    let mut received = String::new();
    stream.read_to_string(&mut received).unwrap();
    assert_eq!(received.matches("HTTP/1.1 200 OK").count(), 2, "{received}");
}

#[test]
fn no_bytes_on_the_wire_stop_the_server() {
    let head = "POST /v1/repeat HTTP/1.1\r\nhost: x\r\nconnection: close\r\nauthorization: Bearer pk-a\r\n";
    let form = |body: &str| {
        let length = body.len();
        format!(
            "{head}content-type: multipart/form-data; boundary=b\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    let with_type = |content_type: &str| {
        format!("{head}content-type: {content_type}\r\ncontent-length: 3\r\n\r\nabc")
    };
    let mut table: Vec<Vec<u8>> = [
        String::new(),
        "\r\n\r\n".to_owned(),
        "\0\0\0\0\r\n\r\n".to_owned(),
        "GET\r\n\r\n".to_owned(),
        "GET / HTTP/9.9\r\n\r\n".to_owned(),
        "GET /v1/%zz%ff%00?%=%&&=%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
        "GET * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
        "OPTIONS * HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
        "CONNECT a:1 HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
        "GET http://a/v1/repeat HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n".to_owned(),
        format!("{head}content-length: -1\r\n\r\n"),
        format!("{head}content-length: 1\r\ncontent-length: 2\r\n\r\nab"),
        format!("{head}content-length: 99999999999999999999999\r\n\r\n"),
        format!("{head}transfer-encoding: chunked\r\n\r\nzz\r\n"),
        format!("{head}transfer-encoding: chunked\r\n\r\nffffffffffffffff\r\n"),
        format!("{head}x: {}\r\n\r\n", "a".repeat(100_000)),
        form(""),
        form("--b"),
        form("--b\r\n"),
        form("--b--"),
        form("--b--\r\n"),
        form("--b\r\n\r\n\r\n--b--\r\n"),
        form("--b\r\nfoo\r\n\r\nx\r\n--b--\r\n"),
        form("--b\r\ncontent-disposition: form-data; name=\"file\r\n\r\nx\r\n--b--\r\n"),
        form("--b\r\ncontent-disposition: form-data\r\n\r\nx\r\n--b--\r\n"),
        form("--b\r\ncontent-disposition: form-data; name=file; filename*=utf-8''%ff\r\n\r\nx\r\n--b--\r\n"),
        form("--b\r\ncontent-disposition: form-data; name=\"options\"\r\ncontent-type: \u{1}\r\n\r\nx\r\n--b--\r\n"),
        form("--c\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nx\r\n--c--\r\n"),
        form(&"--b\r\ncontent-disposition: form-data; name=\"a\"\r\n\r\n\r\n".repeat(2000)),
        form(&format!("--b\r\ncontent-disposition: form-data; name=\"options\"\r\n\r\n{}\r\n--b\r\ncontent-disposition: form-data; name=\"file\"\r\n\r\nx\r\n--b--\r\n", "[".repeat(50_000))),
        with_type("multipart/form-data"),
        with_type("multipart/form-data; boundary="),
        with_type("multipart/form-data; boundary=\"\""),
        with_type("multipart/form-data; boundary=\"a"),
        with_type("multipart/form-data; boundary=é"),
        with_type("multipart"),
        with_type("\u{7f}"),
    ]
    .into_iter()
    .map(String::into_bytes)
    .collect();
    let good = Ask::repeat().bytes();
    table.extend(
        (0..good.len())
            .step_by(7)
            .map(|length| good[..length].to_vec()),
    );
    table.extend((0..good.len()).step_by(5).map(|index| {
        let mut changed = good.clone();
        changed[index] ^= 0x80;
        changed
    }));

    let mock = mock();
    for bytes in &table {
        let mut stream = connect(&mock);
        // The server may refuse before everything is sent: what it makes of it is its own affair.
        let _ = stream.write_all(bytes);
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
    assert_eq!(Ask::repeat().send(&mock).status, 200);
}

#[test]
fn a_panicking_observer_takes_only_its_own_connection() {
    let mock = builder()
        .on_request(|recorded| {
            assert_ne!(recorded.path, "/panic", "this panic is part of the test");
        })
        .start()
        .unwrap();
    assert_eq!(exchange(&mock, &Ask::new("GET", "/panic").bytes()), b"");
    assert_eq!(Ask::repeat().send(&mock).status, 200);
}

#[test]
fn a_handle_can_be_shared_by_threads() {
    let mock = mock();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| assert_eq!(Ask::repeat().send(&mock).status, 200));
        }
    });
    let mut numbers: Vec<u64> = mock
        .requests()
        .iter()
        .map(|recorded| recorded.number)
        .collect();
    numbers.sort_unstable();
    assert_eq!(numbers, [1, 2, 3, 4, 5, 6, 7, 8]);
}

#[test]
fn many_servers_live_side_by_side() {
    let mocks: Vec<Mock> = (0..8)
        .map(|_| Mock::from_toml("parrot.toml", CONTRACT).unwrap())
        .collect();
    for mock in &mocks {
        assert_eq!(Ask::repeat().send(mock).status, 200);
    }
    assert!(mocks.iter().all(|mock| mock.requests().len() == 1));
}
