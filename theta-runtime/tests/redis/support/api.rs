//! An API that notes when requests come, and may refuse those above a rate.

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A server on this machine that transcribes everything alike. It goes on until the tests end.
#[derive(Clone)]
pub(crate) struct Api {
    address: SocketAddr,
    seen: Arc<Mutex<Seen>>,
}

#[derive(Default)]
struct Seen {
    times: Vec<Instant>,
    /// Statuses of the next replies; success when there are none.
    statuses: VecDeque<u16>,
}

impl Api {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let api = Self {
            address: listener.local_addr().unwrap(),
            seen: Arc::default(),
        };
        let server = api.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                let server = server.clone();
                std::thread::spawn(move || server.serve(&connection));
            }
        });
        api
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// When requests came.
    pub(crate) fn times(&self) -> Vec<Instant> {
        self.seen.lock().unwrap().times.clone()
    }

    pub(crate) fn count(&self) -> usize {
        self.seen.lock().unwrap().times.len()
    }

    /// Answers the next requests so.
    pub(crate) fn next(&self, statuses: impl IntoIterator<Item = u16>) {
        self.seen.lock().unwrap().statuses.extend(statuses);
    }

    /// Serves one connection until it is closed.
    fn serve(&self, mut stream: &TcpStream) {
        let mut reader = BufReader::new(stream);
        loop {
            let (mut length, mut line) = (0, String::new());
            loop {
                line.clear();
                if reader.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
                }
                if let Some(value) = line.to_ascii_lowercase().strip_prefix("content-length:") {
                    length = value.trim().parse().unwrap();
                }
                if line == "\r\n" {
                    break;
                }
            }
            let status = {
                let mut seen = self.seen.lock().unwrap();
                seen.times.push(Instant::now());
                seen.statuses.pop_front().unwrap_or(200)
            };
            let mut body = vec![0; length];
            if reader.read_exact(&mut body).is_err() {
                return;
            }
            let text = match status {
                200 => {
                    r#"{"text": "hi", "text_type": "en", "metadata": {}, "response_time_in_sec": 0.1}"#
                }
                _ => "{}",
            };
            let reply = format!(
                "HTTP/1.1 {status} x\r\ncontent-length: {}\r\nx-request-id: r1\r\nx-request-id: r2\r\n\r\n{text}",
                text.len()
            );
            if stream.write_all(reply.as_bytes()).is_err() {
                return;
            }
        }
    }
}

/// The most requests that came within any window of that length; they are in order.
pub(crate) fn most_within(times: &[Instant], window: Duration) -> usize {
    let within = |first: &usize| {
        let end = times[*first] + window;
        times[*first..].partition_point(|time| *time < end)
    };
    (0..times.len())
        .map(|first| within(&first))
        .max()
        .unwrap_or(0)
}
