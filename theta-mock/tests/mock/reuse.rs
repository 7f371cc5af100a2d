//! A connection that is used once more when the server has given it up.

use crate::client::{Ask, connect, mock, rest};
use crate::faults::{ask, soon};
use std::io::{Read, Write};
use theta_mock::Fault;

#[test]
fn what_comes_after_the_end_is_counted_and_not_answered() {
    let mock = mock();
    mock.fault("close_after_reply".parse().unwrap()).unwrap();
    let mut stream = connect(&mock);
    let bytes = Ask::repeat().bytes();
    // Both at once, so that the second is there before the client can know of the end.
    let half = [&bytes[..], &bytes[..bytes.len() - 1]].concat();
    stream.write_all(&half).unwrap();
    let replies = rest(&mut stream);
    assert_eq!(
        replies.windows(5).filter(|&five| five == b"HTTP/").count(),
        1
    );
    let counts = || {
        let totals = mock.totals();
        (totals.requests, totals.late, totals.complete)
    };
    soon(|| counts() == (2, 1, 1));
    stream.write_all(&bytes[bytes.len() - 1..]).unwrap();
    soon(|| counts() == (2, 1, 2));
    assert!(mock.connections()[0].arrivals[1].late);
    assert_eq!(mock.requests().len(), 1);
    drop(stream);
    soon(|| !mock.connections()[0].open);
}

#[test]
fn a_connection_can_be_reset_when_it_is_used_again() {
    let mock = mock();
    mock.fault(Fault::ResetOnReuse).unwrap();
    let mut stream = connect(&mock);
    let bytes = Ask::repeat().bytes();
    stream.write_all(&bytes).unwrap();
    let mut reply = Vec::new();
    while !reply.ends_with(b"}") {
        let mut byte = [0];
        assert_eq!(stream.read(&mut byte).unwrap(), 1);
        reply.push(byte[0]);
    }
    assert!(mock.connections()[0].open);
    let seen = ask(&mut stream, &bytes);
    assert!(seen.reset && seen.bytes.is_empty());
    assert_eq!(mock.totals().requests, 1);
}
