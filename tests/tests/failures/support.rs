//! One question to whoever tells failures apart.

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::sync::LazyLock;
use theta_mock::Mock;
use theta_runtime::http::{HeaderMap, HeaderName, HeaderValue};
use theta_runtime::{ApiClient as _, Classify as _, Reply};
use theta_spec::classify::{self, Outcome};
use theta_spec::contract::Contract;
use theta_tests::failures::{CheckError, Client, LookError, SendError};

pub(crate) static CONTRACT: LazyLock<Contract> = LazyLock::new(|| {
    let bytes = include_bytes!("../../contracts/failures.toml");
    theta_spec::load("failures.toml", bytes).contract.unwrap()
});

/// The row that the reply is to the generated client, after a look that the reference says the same.
pub(crate) fn told(endpoint: &str, status: u16, body: &str) -> Option<&'static str> {
    told_with(endpoint, status, &[], body)
}

/// The same of a reply with headers.
pub(crate) fn told_with(
    endpoint: &str,
    status: u16,
    said: &[(&str, &str)],
    body: &str,
) -> Option<&'static str> {
    let owned = said.iter();
    let owned: Vec<(String, String)> = owned
        .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
        .collect();
    let mut headers = HeaderMap::new();
    for (name, value) in &owned {
        let name: HeaderName = name.parse().unwrap();
        headers.append(name, HeaderValue::from_bytes(value.as_bytes()).unwrap());
    }
    let reply = Reply::new(Client::API, status, &headers, body.as_bytes());
    let generated = match endpoint {
        "send" => SendError::first(&reply).map(|error| error.info().name),
        "check" => CheckError::first(&reply).map(|error| error.info().name),
        _ => LookError::first(&reply).map(|error| error.info().name),
    };
    let known = CONTRACT.endpoint(endpoint).unwrap();
    let outcome = classify::classify_with(&CONTRACT, known, status, &owned, body.as_bytes());
    let reference = match outcome {
        Outcome::Row { id, .. } => Some(CONTRACT.error(id).name.as_str()),
        Outcome::Unknown(_) | Outcome::Success => None,
    };
    assert_eq!(generated, reference, "{endpoint} {status} {said:?} {body}");
    generated
}

/// Sends a request without a body, and returns status and body of the answer.
pub(crate) fn ask(mock: &Mock, method: &str, path: &str) -> (u16, String) {
    let mut stream = TcpStream::connect(mock.address()).unwrap();
    write!(
        stream,
        "{method} {path} HTTP/1.1\r\nhost: mock\r\nconnection: close\r\ncontent-length: 0\r\n\r\n"
    )
    .unwrap();
    let mut reply = String::new();
    stream.read_to_string(&mut reply).unwrap();
    let (head, body) = reply.split_once("\r\n\r\n").unwrap();
    let status = head.split(' ').nth(1).unwrap().parse().unwrap();
    (status, body.to_owned())
}
