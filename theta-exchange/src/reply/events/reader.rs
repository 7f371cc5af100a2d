//! From bytes to events, however the bytes are cut.
//!
//! `text/event-stream` is read as the HTML standard says (9.2.6), with one more rule: an event that the end of the body
//! cuts off is known to be cut. Nothing is kept but the event that is coming.

use bytes::{Buf, Bytes};
use memchr::{memchr, memchr2};
use std::borrow::Cow;
use std::time::Duration;

/// UTF-8 of the byte order mark.
const MARK: &[u8] = b"\xef\xbb\xbf";

/// Reads events.
#[derive(Debug)]
#[allow(
    clippy::struct_excessive_bools,
    reason = "each is a fact of its own about what came"
)]
pub(crate) struct Reader {
    /// One JSON value a line.
    lines: bool,
    /// Most bytes of one event, with everything that comes before it.
    limit: usize,
    /// What has come and is not read yet.
    chunk: Bytes,
    /// The beginning of a line whose end has not come.
    line: Vec<u8>,
    /// Whether the line before ended with a CR, so that a LF is part of its end.
    after_cr: bool,
    /// Whether a line was read.
    begun: bool,
    /// How many bytes of the event have come.
    size: usize,
    event: Event,
    /// Whether the event was given.
    given: bool,
    last_id: String,
    id: String,
    retry: Option<Duration>,
}

/// The event that is coming.
#[derive(Debug, Default)]
struct Event {
    name: String,
    data: Vec<u8>,
    has_data: bool,
}

impl Event {
    fn clear(&mut self) {
        self.name.clear();
        self.data.clear();
        self.has_data = false;
    }
}

/// An event has more bytes than it may have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLarge;

impl Reader {
    pub(crate) fn new(lines: bool, limit: usize) -> Self {
        Self {
            lines,
            limit,
            chunk: Bytes::new(),
            line: Vec::new(),
            after_cr: false,
            begun: false,
            size: 0,
            event: Event::default(),
            given: false,
            last_id: String::new(),
            id: String::new(),
            retry: None,
        }
    }

    /// Takes more bytes; those that were taken before are read by then.
    pub(crate) fn feed(&mut self, chunk: Bytes) {
        self.chunk = chunk;
    }

    /// Reads on to the end of an event; false if more bytes are needed.
    pub(crate) fn read(&mut self) -> Result<bool, TooLarge> {
        if std::mem::take(&mut self.given) {
            self.event.clear();
        }
        // Taken out, so that a line of it can be read without a copy.
        let mut chunk = std::mem::take(&mut self.chunk);
        let (at, outcome) = self.read_in(&chunk);
        chunk.advance(at);
        self.chunk = chunk;
        outcome
    }

    /// How much of a chunk was read, and what that is.
    fn read_in(&mut self, chunk: &[u8]) -> (usize, Result<bool, TooLarge>) {
        let mut at = 0;
        while let Some(&first) = chunk.get(at) {
            if std::mem::take(&mut self.after_cr) && first == b'\n' {
                at += 1;
                continue;
            }
            let rest = &chunk[at..];
            let end = if self.lines {
                memchr(b'\n', rest)
            } else {
                memchr2(b'\n', b'\r', rest)
            };
            let piece = &rest[..end.unwrap_or(rest.len())];
            self.size += piece.len();
            if self.size > self.limit {
                return (chunk.len(), Err(TooLarge));
            }
            if end.is_none() {
                self.line.extend_from_slice(piece);
                return (chunk.len(), Ok(false));
            }
            self.after_cr = rest[piece.len()] == b'\r';
            self.size += 1;
            at += piece.len() + 1;
            if self.line(piece) {
                self.given = true;
                return (at, Ok(true));
            }
        }
        (at, Ok(false))
    }

    /// Reads what has come of a line that the end of the body cuts off; whether it is an event as it stands.
    ///
    /// A line of JSON is. In `text/event-stream` it is not, and what it would have been is then in [`data`](Self::data).
    pub(crate) fn end(&mut self) -> bool {
        if std::mem::take(&mut self.given) {
            self.event.clear();
        }
        self.given = !self.line.is_empty() && self.line(&[]);
        self.given
    }

    /// Whether an event was cut off by the end of the body.
    pub(crate) fn is_cut(&self) -> bool {
        self.event.has_data
    }

    /// Reads a line whose end has come; whether it ends an event.
    fn line(&mut self, rest: &[u8]) -> bool {
        let is_event = if self.line.is_empty() {
            self.whole_line(rest)
        } else {
            let mut whole = std::mem::take(&mut self.line);
            whole.extend_from_slice(rest);
            let is_event = self.whole_line(&whole);
            whole.clear();
            // Its room is kept for the next one, unless that is much.
            if whole.capacity() <= ROOM {
                self.line = whole;
            }
            is_event
        };
        if self.event.data.capacity() > ROOM && !self.event.has_data {
            self.event.data = Vec::new();
        }
        is_event
    }

    fn whole_line(&mut self, line: &[u8]) -> bool {
        let mark = if self.begun {
            None
        } else {
            line.strip_prefix(MARK)
        };
        let line = mark.unwrap_or(line);
        self.begun = true;
        if self.lines {
            let line = line.trim_ascii();
            self.size = 0;
            if line.is_empty() {
                return false;
            }
            self.event.data.extend_from_slice(line);
            self.event.has_data = true;
            return true;
        }
        if line.is_empty() {
            self.size = 0;
            self.last_id.clone_from(&self.id);
            if self.event.has_data {
                return true;
            }
            self.event.clear();
            return false;
        }
        let (field, value) = match memchr(b':', line) {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &[][..]),
        };
        let value = value.strip_prefix(b" ").unwrap_or(value);
        match field {
            b"data" => {
                if self.event.has_data {
                    self.event.data.push(b'\n');
                }
                self.event.has_data = true;
                self.event.data.extend_from_slice(value);
            }
            b"event" => {
                self.event.name.clear();
                self.event.name.push_str(&text(value));
            }
            b"id" if !value.contains(&0) => {
                self.id = String::from_utf8_lossy(value).into_owned();
            }
            b"retry" if !value.is_empty() && value.iter().all(u8::is_ascii_digit) => {
                let time = std::str::from_utf8(value).ok();
                let time = time.and_then(|time| time.parse().ok());
                self.retry = time.map(Duration::from_millis).or(self.retry);
            }
            // Comments, and fields that mean nothing.
            _ => {}
        }
        false
    }

    /// Most bytes of one event.
    pub(crate) fn limit(&self) -> usize {
        self.limit
    }

    /// The name of the event that was read last; `message` if it names none.
    pub(crate) fn name(&self) -> &str {
        match self.event.name.as_str() {
            "" => "message",
            name => name,
        }
    }

    /// The data of the event that was read last. What is no UTF-8 is U+FFFD, as the standard says; of a line it is what it
    /// is in any other JSON.
    pub(crate) fn data(&self) -> Cow<'_, str> {
        if self.lines {
            theta_json::text_of(&self.event.data)
        } else {
            text(&self.event.data)
        }
    }

    /// The id that an event gave last; empty before that.
    pub(crate) fn last_id(&self) -> &str {
        &self.last_id
    }

    /// Knows what another one knew that broke off.
    pub(crate) fn go_on_from(&mut self, other: Self) {
        self.id.clone_from(&other.last_id);
        self.last_id = other.last_id;
        self.retry = other.retry;
    }

    /// How long the server asks to wait before the stream is opened again.
    pub(crate) fn retry(&self) -> Option<Duration> {
        self.retry
    }
}

/// Bytes as text, in which what is no UTF-8 is U+FFFD. That all of them are is found out much faster than which are.
fn text(bytes: &[u8]) -> Cow<'_, str> {
    std::str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes), Cow::Borrowed)
}

/// So much room is kept from one event to the next.
const ROOM: usize = 64 * 1024;

#[cfg(test)]
mod tests;
