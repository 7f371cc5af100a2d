//! The other side of every call: takes what is sent and answers the same text, below [`FAILING`] that of a documented
//! error. A process of its own, so that what it costs is not counted.

use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;

const CHUNK: usize = 256 * 1024;

const TRANSCRIPT: &str = r#"{"text": "Welcome to Theta One AI!", "text_type": "en", "metadata": {}, "response_time_in_sec": 0.42}"#;

/// The path below which every call fails.
pub(crate) const FAILING: &str = "/failing";

/// What it says then.
pub(crate) const DETAIL: &str = "Invalid audio format";

/// A server that runs until it is dropped.
pub(crate) struct Server {
    process: Child,
    pub(crate) url: String,
}

impl Server {
    /// Starts this program again, to serve.
    pub(crate) fn start() -> io::Result<Self> {
        let mut process = Command::new(std::env::current_exe()?)
            .arg("serve")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let mut url = String::new();
        if let Some(out) = process.stdout.take() {
            BufReader::new(out).read_line(&mut url)?;
        }
        Ok(Self {
            process,
            url: url.trim().to_owned(),
        })
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Prints its address and serves until standard input is closed, as it is when whoever started it has gone.
pub(crate) fn serve() -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let reply = |status: &str, body: &str| {
        let length = body.len();
        format!(
            "HTTP/1.1 {status}\r\ncontent-type: application/json\r\ncontent-length: {length}\r\n\r\n{body}"
        )
    };
    let replies = Arc::new(Replies {
        good: reply("200 OK", TRANSCRIPT),
        bad: reply("400 Bad Request", &format!(r#"{{"detail": "{DETAIL}"}}"#)),
    });
    println!("http://{}", listener.local_addr()?);
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            let replies = replies.clone();
            // A client that has gone is no failure.
            std::thread::spawn(move || answer(stream, &replies));
        }
    });
    io::copy(&mut io::stdin(), &mut io::sink()).map(|_| ())
}

struct Replies {
    good: String,
    bad: String,
}

fn answer(mut stream: TcpStream, replies: &Replies) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut buffer = vec![0; CHUNK];
    let mut filled = 0;
    loop {
        let end = loop {
            if let Some(end) = find(&buffer[..filled], b"\r\n\r\n") {
                break end + 4;
            }
            let read = stream.read(&mut buffer[filled..])?;
            if read == 0 {
                return Ok(());
            }
            filled += read;
        };
        let fails = find(&buffer[..end], FAILING.as_bytes()).is_some();
        let mut left = length(&buffer[..end])?;
        // Who sends one request after the other sends nothing behind a body.
        left = left.saturating_sub(filled - end);
        while left > 0 {
            let read = stream.read(&mut buffer)?;
            if read == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
            left = left.saturating_sub(read);
        }
        filled = 0;
        let reply = if fails { &replies.bad } else { &replies.good };
        stream.write_all(reply.as_bytes())?;
    }
}

fn find(bytes: &[u8], what: &[u8]) -> Option<usize> {
    bytes.windows(what.len()).position(|window| window == what)
}

/// What the head states: without a length there is nothing to compare.
fn length(head: &[u8]) -> io::Result<usize> {
    let head = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = head
        .lines()
        .find_map(|line| line.strip_prefix("content-length:"));
    length
        .and_then(|length| length.trim().parse().ok())
        .ok_or_else(|| io::Error::other("a request without a length"))
}
