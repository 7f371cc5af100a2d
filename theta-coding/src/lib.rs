//! Decoding the content codings that a server, or a proxy in front of it, applies to a reply without being asked to.
//!
//! Only `gzip` and `deflate` are decoded. Theta's clients do not ask for them: requests say `accept-encoding:
//! identity`. The coding is detected from the first bytes, since a proxy that decodes the content may leave the header
//! unchanged.
//!
//! [`stated`] reads the headers, [`Codings::decode`] decodes a whole body, and a [`Decoder`] decodes a body as it
//! arrives.
//! Start reading there; `told.rs` detects the coding from the first bytes, `gzip.rs` reads the format.

mod gzip;
#[cfg(test)]
mod tests;
mod told;

pub use self::told::is_plain;

use self::told::Told;
use bytes::{Buf, Bytes, BytesMut};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING};
use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// What servers say there that names no coding: that there is none, how a request was carried to where the content lies, or
/// what a transfer of mail is. What names a charset or a media type is none either.
const NO_CODINGS: [&str; 10] = [
    "",
    "7bit",
    "8bit",
    "aws-chunked",
    "binary",
    "chunked",
    "identity",
    "none",
    "null",
    "undefined",
];

/// The beginnings of names of charsets.
const CHARSETS: [&str; 5] = ["ascii", "iso-8859-", "us-ascii", "utf", "windows-125"];

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

/// Why the content of a reply could not be decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CodingError {
    /// The coding is not supported.
    Unknown(Box<str>),
    /// There are more nested codings than supported.
    TooMany,
    /// The content of this coding is incomplete.
    Cut(&'static str),
    /// The content of this coding is invalid.
    Broken(&'static str),
}

impl CodingError {
    /// Returns whether the reply may be complete although it cannot be decoded.
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
    for header in [CONTENT_ENCODING, TRANSFER_ENCODING] {
        for value in headers.get_all(header) {
            for name in value.as_bytes().split(|byte| *byte == b',') {
                let name = String::from_utf8_lossy(name.trim_ascii());
                match &*name.to_ascii_lowercase() {
                    name if is_no_coding(name) => {}
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

/// Whether what is said, in lower case, is the name of no coding.
fn is_no_coding(name: &str) -> bool {
    NO_CODINGS.contains(&name)
        || CHARSETS.iter().any(|charset| name.starts_with(charset))
        || name.contains('/')
}

/// Removes the headers that describe the coded bytes.
pub fn forget(headers: &mut HeaderMap) {
    for header in [CONTENT_ENCODING, CONTENT_LENGTH, TRANSFER_ENCODING] {
        headers.remove(header);
    }
}

/// Returns the codings that the headers state. If they can be decoded, they are removed from the headers, together
/// with the length, which is the length of the coded bytes.
pub fn take(headers: &mut HeaderMap) -> Option<Result<Codings, CodingError>> {
    let codings = stated(headers);
    if matches!(codings, Some(Ok(_))) {
        forget(headers);
    }
    codings
}

/// The result of decoding a whole body.
pub struct Decoded {
    /// The decoded bytes, up to the limit.
    pub body: Bytes,
    /// Whether there were more bytes.
    pub truncated: bool,
    /// Why decoding stopped early.
    pub error: Option<CodingError>,
}

impl Codings {
    /// Decodes at most `limit` bytes of a body; `end` is whether the body is complete.
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

/// A decoder for a body that arrives in pieces.
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

/// The result of a decoding step.
pub enum Step {
    /// Decoded bytes.
    Data(Bytes),
    /// Nothing until more bytes are fed.
    More,
    /// The end of the content.
    End,
}

impl Decoder {
    /// Creates a decoder for these codings.
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

    /// Feeds the next bytes. The bytes fed before must have been used up.
    pub fn feed(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.is_empty = false;
            self.source().next = Some(bytes);
        }
    }

    /// Signals the end of the body.
    pub fn end(&mut self) {
        self.has_ended = true;
        self.source().ended = true;
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Source> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Decodes some bytes.
    ///
    /// # Errors
    ///
    /// Returns an error when the content is invalid or incomplete.
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
