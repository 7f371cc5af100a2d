//! A client that sends exactly what it is told and reads exactly what comes.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::time::Duration;
use theta_mock::{Mock, MockBuilder};
use theta_spec::contract::Contract;
use theta_spec::json::{self, Json};

pub(crate) const CONTRACT: &[u8] = include_bytes!("parrot.toml");
pub(crate) const KEY: &str = "Bearer pk-polly";

/// Long enough for a server that answers, short enough for a test that hangs.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

/// Silence: a format and eight samples.
pub(crate) const WAV: &[u8] = b"RIFF\x2c\0\0\0WAVEfmt \x10\0\0\0\x01\0\x01\0\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\x08\0\0\0\x80\x80\x80\x80\x80\x80\x80\x80";

pub(crate) fn contract() -> Contract {
    theta_spec::load("parrot.toml", CONTRACT).contract.unwrap()
}

pub(crate) fn builder() -> MockBuilder {
    Mock::builder_from_toml("parrot.toml", CONTRACT).unwrap()
}

pub(crate) fn mock() -> Mock {
    builder().start().unwrap()
}

/// A request in the making.
#[derive(Clone)]
pub(crate) struct Ask {
    method: String,
    path: String,
    headers: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Ask {
    pub(crate) fn new(method: &str, path: &str) -> Self {
        Self {
            method: method.to_owned(),
            path: path.to_owned(),
            headers: Vec::new(),
            body: Vec::new(),
        }
        .header("authorization", KEY)
    }

    /// A good request to `repeat`.
    pub(crate) fn repeat() -> Self {
        Self::form(&[
            ("file", Some("a.wav"), WAV),
            ("options", None, br#"{"phrase": "hello"}"#),
        ])
    }

    /// A multipart request to `repeat` with these parts: name, file name, content.
    pub(crate) fn form(parts: &[(&str, Option<&str>, &[u8])]) -> Self {
        let mut body = Vec::new();
        for (name, file, content) in parts {
            body.extend_from_slice(
                format!("--b\r\ncontent-disposition: form-data; name=\"{name}\"").as_bytes(),
            );
            if let Some(file) = file {
                body.extend_from_slice(
                    format!("; filename=\"{file}\"\r\ncontent-type: audio/wav").as_bytes(),
                );
            }
            body.extend_from_slice(b"\r\n\r\n");
            body.extend_from_slice(content);
            body.extend_from_slice(b"\r\n");
        }
        body.extend_from_slice(b"--b--\r\n");
        Self::new("POST", "/v1/repeat").body("multipart/form-data; boundary=b", &body)
    }

    /// A request to `teach` with this body.
    pub(crate) fn teach(body: &str) -> Self {
        Self::new("POST", "/v1/birds/polly/words?level=1").body("application/json", body.as_bytes())
    }

    /// Adds a header, or takes the place of the one of that name.
    pub(crate) fn header(mut self, name: &str, value: &str) -> Self {
        self = self.without(name);
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.headers.retain(|(key, _)| key != name);
        self
    }

    pub(crate) fn key(self, key: &str) -> Self {
        self.header("authorization", &format!("Bearer {key}"))
    }

    pub(crate) fn body(mut self, content_type: &str, body: &[u8]) -> Self {
        self.body = body.to_vec();
        self.header("content-type", content_type)
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let mut bytes = format!(
            "{} {} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n",
            self.method, self.path
        )
        .into_bytes();
        for (name, value) in &self.headers {
            bytes.extend_from_slice(format!("{name}: {value}\r\n").as_bytes());
        }
        if !self
            .headers
            .iter()
            .any(|(name, _)| name == "transfer-encoding")
        {
            bytes.extend_from_slice(format!("content-length: {}\r\n", self.body.len()).as_bytes());
        }
        bytes.extend_from_slice(b"\r\n");
        bytes.extend_from_slice(&self.body);
        bytes
    }

    pub(crate) fn send(&self, mock: &Mock) -> Answer {
        Answer::parse(&exchange(mock, &self.bytes()))
    }

    /// Sends and does not wait for the reply.
    pub(crate) fn begin(&self, mock: &Mock) -> TcpStream {
        let mut stream = connect(mock);
        stream.write_all(&self.bytes()).unwrap();
        stream
    }
}

/// What came back.
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Answer {
    pub(crate) fn parse(bytes: &[u8]) -> Self {
        let end = bytes
            .windows(4)
            .position(|window| window == b"\r\n\r\n")
            .expect("a whole head");
        let head = std::str::from_utf8(&bytes[..end]).unwrap();
        let mut lines = head.split("\r\n");
        let status = lines
            .next()
            .unwrap()
            .split(' ')
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        let headers = lines.map(|line| {
            let (name, value) = line.split_once(':').unwrap();
            (name.to_ascii_lowercase(), value.trim().to_owned())
        });
        Self {
            status,
            headers: headers.collect(),
            body: bytes[end + 4..].to_vec(),
        }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(key, _)| key == name)
            .map(|(_, value)| value.as_str())
    }

    /// The row that it says it is.
    pub(crate) fn row(&self) -> &str {
        self.header("x-theta-mock").unwrap_or("")
    }

    pub(crate) fn text(&self) -> &str {
        std::str::from_utf8(&self.body).unwrap()
    }

    pub(crate) fn json(&self) -> Json {
        json::parse(self.text()).unwrap()
    }

    /// The text in the error of the body.
    pub(crate) fn error(&self, member: &str) -> String {
        let json = self.json();
        match json.get("error").and_then(|error| error.get(member)) {
            Some(Json::String(text)) => text.clone(),
            Some(other) => other.to_string(),
            None => String::new(),
        }
    }
}

pub(crate) fn connect(mock: &Mock) -> TcpStream {
    let stream = TcpStream::connect(mock.address()).unwrap();
    stream.set_read_timeout(Some(PATIENCE)).unwrap();
    stream.set_write_timeout(Some(PATIENCE)).unwrap();
    stream
}

/// Sends these bytes and returns everything until the server closes the connection.
pub(crate) fn exchange(mock: &Mock, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(mock);
    stream.write_all(bytes).unwrap();
    rest(&mut stream)
}

/// Everything until the server closes the connection.
pub(crate) fn rest(stream: &mut TcpStream) -> Vec<u8> {
    let mut received = Vec::new();
    stream.read_to_end(&mut received).unwrap();
    received
}
