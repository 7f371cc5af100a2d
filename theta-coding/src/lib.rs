//! Codings of a reply's content: what a server, or a proxy before it, wrapped the bytes in although nobody asked for it.
//!
//! Only `gzip` and `deflate` are undone. Nobody asks for them: a request of Theta's clients says
//! `accept-encoding: identity`. Which of them it is, and whether it is any, is told by the first bytes, since a proxy
//! that decodes may leave the header as it was.
//!
//! [`stated`] reads the headers, [`Codings::decode`] decodes a whole body, and a [`Decoder`] one that is still coming.
//! Begin reading there; `told.rs` looks at the first bytes, `gzip.rs` reads the format.

mod gzip;
#[cfg(test)]
mod tests;
mod told;

use self::told::Told;
use bytes::{Buf, Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// How many codings may lie in each other.
const MOST: usize = 4;

/// How many bytes are decoded at once, so that a small input never becomes a large piece of memory.
const STEP: usize = 32 * 1024;

/// The codings of one reply, in the order in which they were applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Codings(Vec<Coding>);

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Coding {
    Gzip,
    Deflate,
}

impl Coding {
    const fn name(self) -> &'static str {
        match self {
            Self::Gzip => "gzip",
            Self::Deflate => "deflate",
        }
    }
}

/// Why the content of a reply cannot be had.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodingError {
    /// A coding that is not undone here.
    Unknown(Box<str>),
    /// More codings in each other than are undone.
    TooMany,
    /// The content of that coding ends in the middle.
    Cut(&'static str),
    /// The content is not what that coding makes.
    Broken(&'static str),
}

impl CodingError {
    /// Returns whether all of the reply may be there, and still it cannot be read.
    #[must_use]
    pub fn is_unreadable(&self) -> bool {
        !matches!(self, Self::Cut(_))
    }
}

impl fmt::Display for CodingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unknown(name) => write!(
                f,
                "the reply is coded as `{name}`, which was not asked for; only gzip and deflate are decoded"
            ),
            Self::TooMany => write!(f, "the reply has more than {MOST} codings in each other"),
            Self::Cut(name) => write!(f, "the reply was cut: its {name} data ends in the middle"),
            Self::Broken(name) => write!(f, "the {name} data of the reply is broken"),
        }
    }
}

impl std::error::Error for CodingError {}

/// Returns the codings that the headers state; `None` when there are none.
#[must_use]
pub fn stated(headers: &HeaderMap) -> Option<Result<Codings, CodingError>> {
    let mut codings = Vec::new();
    // What the content is coded by, and then what it is carried in, which is almost always in chunks alone.
    for (header, plain) in [
        (CONTENT_ENCODING, "identity"),
        (TRANSFER_ENCODING, "chunked"),
    ] {
        for value in headers.get_all(header) {
            for name in value.as_bytes().split(|byte| *byte == b',') {
                let name = String::from_utf8_lossy(name.trim_ascii());
                match &*name.to_ascii_lowercase() {
                    "" | "identity" => {}
                    name if name == plain => {}
                    "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                    "deflate" => codings.push(Coding::Deflate),
                    // As a whole: it is cut where secrets are known, which are not found in pieces.
                    _ => return Some(Err(CodingError::Unknown(name.into()))),
                }
                if codings.len() > MOST {
                    return Some(Err(CodingError::TooMany));
                }
            }
        }
    }
    (!codings.is_empty()).then_some(Ok(Codings(codings)))
}

/// Takes out of the headers what is said of the coded bytes.
pub fn forget(headers: &mut HeaderMap) {
    for header in [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(header);
    }
}

/// Returns the codings that the headers state. What can be decoded is taken out of the headers, with the length, which is that
/// of the coded bytes.
pub fn take(headers: &mut HeaderMap) -> Option<Result<Codings, CodingError>> {
    let codings = stated(headers);
    if matches!(codings, Some(Ok(_))) {
        forget(headers);
    }
    codings
}

/// What was decoded of a whole body.
pub struct Decoded {
    /// What was decoded, up to the limit.
    pub body: Bytes,
    /// Whether there was more.
    pub truncated: bool,
    /// Why decoding ended early.
    pub error: Option<CodingError>,
}

impl Codings {
    /// Decodes at most `limit` bytes of a body, or of the beginning of one that did not come to its `end`.
    pub fn decode(&self, coded: &Bytes, end: bool, limit: usize) -> Decoded {
        let mut decoder = Decoder::new(self);
        decoder.feed(coded.clone());
        if end {
            decoder.end();
        }
        let mut body = BytesMut::new();
        let (truncated, error) = loop {
            match decoder.step() {
                Ok(Step::Data(data)) => {
                    let room = limit - body.len();
                    body.extend_from_slice(data.get(..room).unwrap_or(&data));
                    if data.len() > room {
                        break (true, None);
                    }
                }
                Ok(Step::More) => break (true, None),
                Ok(Step::End) => break (false, None),
                Err(error) => break (matches!(error, CodingError::Cut(_)), Some(error)),
            }
        };
        Decoded {
            body: body.freeze(),
            truncated,
            error,
        }
    }
}

/// Decodes a body as it comes.
pub struct Decoder {
    /// The last coding outermost.
    chain: Box<dyn Read + Send>,
    /// Of the outermost, for messages.
    name: &'static str,
    source: Arc<Mutex<Source>>,
    room: BytesMut,
    is_empty: bool,
    has_ended: bool,
}

/// What comes of decoding for a moment.
pub enum Step {
    /// Decoded bytes.
    Data(Bytes),
    /// Nothing, until more is fed.
    More,
    /// The end of the content.
    End,
}

impl Decoder {
    /// Creates a decoder that undoes these codings.
    #[must_use]
    pub fn new(codings: &Codings) -> Self {
        let source = Arc::<Mutex<Source>>::default();
        let mut chain: Box<dyn BufRead + Send> = Box::new(Feed {
            bytes: Bytes::new(),
            source: source.clone(),
        });
        let mut name = Coding::Gzip.name();
        for coding in codings.0.iter().rev() {
            name = coding.name();
            chain = Box::new(BufReader::new(Told::new(*coding, chain)));
        }
        Self {
            chain: Box::new(chain),
            name,
            source,
            room: BytesMut::new(),
            is_empty: true,
            has_ended: false,
        }
    }

    /// Takes what came. What was fed before must have been used up.
    pub fn feed(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.is_empty = false;
            self.source().next = Some(bytes);
        }
    }

    /// Says that nothing more will come.
    pub fn end(&mut self) {
        self.has_ended = true;
        self.source().ended = true;
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Source> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decodes a little.
    ///
    /// # Errors
    ///
    /// When the content is broken, or ended in the middle.
    pub fn step(&mut self) -> Result<Step, CodingError> {
        // A body of no bytes at all has nothing in it that could be coded.
        if self.is_empty && self.has_ended {
            return Ok(Step::End);
        }
        self.room.resize(STEP, 0);
        match self.chain.read(&mut self.room) {
            Ok(0) => Ok(Step::End),
            Ok(read) => Ok(Step::Data(self.room.split_to(read).freeze())),
            Err(error) => match error.kind() {
                ErrorKind::WouldBlock => Ok(Step::More),
                ErrorKind::UnexpectedEof => Err(CodingError::Cut(self.name)),
                _ => Err(CodingError::Broken(self.name)),
            },
        }
    }
}

#[derive(Default)]
struct Source {
    next: Option<Bytes>,
    ended: bool,
}

/// What was fed; "would block" where there will be more.
struct Feed {
    bytes: Bytes,
    source: Arc<Mutex<Source>>,
}

impl BufRead for Feed {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        if self.bytes.is_empty() {
            let mut source = self.source.lock().unwrap_or_else(PoisonError::into_inner);
            match source.next.take() {
                Some(bytes) => self.bytes = bytes,
                None if source.ended => {}
                None => return Err(ErrorKind::WouldBlock.into()),
            }
        }
        Ok(&self.bytes)
    }

    fn consume(&mut self, amount: usize) {
        self.bytes.advance(amount);
    }
}

impl Read for Feed {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let read = self.fill_buf()?.read(out)?;
        self.consume(read);
        Ok(read)
    }
}
