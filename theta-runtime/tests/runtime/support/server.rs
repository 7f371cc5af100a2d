//! A server on this machine that takes one connection and does with it what a test says.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::thread::JoinHandle;

/// What a server received.
#[derive(Debug)]
pub(crate) struct Seen {
    /// Request line and headers, lower case but for the request line.
    pub(crate) head: Vec<String>,
    pub(crate) body: Vec<u8>,
}

impl Seen {
    /// The value of a header.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut headers = self.head.iter().skip(1);
        headers
            .find_map(|line| line.split_once(": ").filter(|(known, _)| *known == name))
            .map(|(_, value)| value)
    }

    fn length(&self) -> usize {
        self.header("content-length")
            .map_or(0, |length| length.parse().unwrap())
    }
}

pub(crate) struct Server {
    address: SocketAddr,
    thread: JoinHandle<Seen>,
}

impl Server {
    /// Takes one connection and hands it to `script`.
    pub(crate) fn new(script: impl FnOnce(TcpStream) -> Seen + Send + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let thread = std::thread::spawn(move || script(listener.accept().unwrap().0));
        Self { address, thread }
    }

    /// Reads one request and answers with these bytes.
    pub(crate) fn answering(bytes: impl Into<Vec<u8>>) -> Self {
        let bytes = bytes.into();
        Self::new(move |mut stream| {
            let seen = read_request(&mut stream);
            // A client may stop reading before the end.
            let _ = stream.write_all(&bytes);
            seen
        })
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it received, once it is done.
    pub(crate) fn seen(self) -> Seen {
        self.thread.join().unwrap()
    }
}

/// A server that takes any number of connections, keeps them, and answers every request with `[1]`.
pub(crate) struct Keeping {
    address: SocketAddr,
}

impl Keeping {
    pub(crate) fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                std::thread::spawn(move || keep(stream.unwrap()));
            }
        });
        Self { address }
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

/// Answers until the client closes.
fn keep(mut stream: TcpStream) {
    let mut first = [0];
    while stream.peek(&mut first).is_ok_and(|read| read > 0) {
        read_request(&mut stream);
        stream.write_all(&reply(200, "[1]")).unwrap();
    }
}

/// A reply with a length.
pub(crate) fn reply(status: u16, body: impl AsRef<[u8]>) -> Vec<u8> {
    reply_with(status, "", body)
}

/// A reply with a length and further header lines, each ended.
pub(crate) fn reply_with(status: u16, headers: &str, body: impl AsRef<[u8]>) -> Vec<u8> {
    let body = body.as_ref();
    let mut bytes = format!(
        "HTTP/1.1 {status} Some Reason\r\ncontent-length: {}\r\n{headers}\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    bytes
}

/// Reads one request to its end.
pub(crate) fn read_request(stream: &mut TcpStream) -> Seen {
    let mut seen = read_head(stream);
    let length = seen.length();
    let mut rest = vec![0; length - seen.body.len()];
    stream.read_exact(&mut rest).unwrap();
    seen.body.append(&mut rest);
    seen
}

/// Reads one request until its headers have ended.
pub(crate) fn read_head(stream: &mut TcpStream) -> Seen {
    let mut bytes = Vec::new();
    let mut buffer = [0; 4096];
    let end = loop {
        if let Some(end) = bytes.windows(4).position(|window| window == b"\r\n\r\n") {
            break end;
        }
        let read = stream.read(&mut buffer).unwrap();
        assert!(read > 0, "the request ended in its headers");
        bytes.extend_from_slice(&buffer[..read]);
    };
    let head = String::from_utf8(bytes[..end].to_vec()).unwrap();
    Seen {
        head: head.split("\r\n").map(str::to_owned).collect(),
        body: bytes[end + 4..].to_vec(),
    }
}
