//! Codings of a reply's content: what a server, or a proxy before it, wrapped the bytes in although nobody asked for it.
//!
//! Only `gzip` and `deflate` are undone. They are asked for by nobody: a request says `accept-encoding: identity`.

use crate::json::DecodeError;
use bytes::{Buf, Bytes, BytesMut};
use flate2::{Crc, Decompress, FlushDecompress, Status};
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};
use std::fmt;
use std::io::{self, BufRead, BufReader, ErrorKind, Read};
use std::sync::{Arc, Mutex, PoisonError};

/// How many codings may lie in each other.
const MOST: usize = 4;

/// How many bytes are decoded at once, so that a small input never becomes a large piece of memory.
const STEP: usize = 32 * 1024;

/// The codings of one reply, in the order in which they were applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Codings(Vec<Coding>);

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
pub(crate) enum CodingError {
    /// A coding that is not undone here.
    Unknown(Box<str>),
    TooMany,
    /// The content ends in the middle.
    Cut(&'static str),
    Broken(&'static str),
}

impl CodingError {
    /// Whether all of the reply may be there, and still it cannot be read.
    pub(crate) fn is_unreadable(&self) -> bool {
        !matches!(self, Self::Cut(_))
    }

    /// The same as what a body is and should have been.
    pub(crate) fn mismatch(&self) -> DecodeError {
        let found = match self {
            Self::Unknown(name) => format!("one that is coded as `{name}`"),
            Self::TooMany => "one with more codings in each other".to_owned(),
            Self::Cut(name) => format!("{name} data that ends in the middle"),
            Self::Broken(name) => format!("broken {name} data"),
        };
        DecodeError::new("a body that is not coded, or by gzip or deflate", found)
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

/// The codings that the headers state, `None` when there are none. What can be decoded is taken out of the headers,
/// with the length, which is that of the coded bytes.
pub(crate) fn take(headers: &mut HeaderMap) -> Option<Result<Codings, CodingError>> {
    if !headers.contains_key(CONTENT_ENCODING) {
        return None;
    }
    let mut codings = Vec::new();
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in value.as_bytes().split(|byte| *byte == b',') {
            let name = String::from_utf8_lossy(name.trim_ascii());
            match &*name.to_ascii_lowercase() {
                "" | "identity" => {}
                "gzip" | "x-gzip" => codings.push(Coding::Gzip),
                "deflate" => codings.push(Coding::Deflate),
                _ => {
                    let name = name.chars().take(40).collect::<String>();
                    return Some(Err(CodingError::Unknown(name.into())));
                }
            }
            if codings.len() > MOST {
                return Some(Err(CodingError::TooMany));
            }
        }
    }
    if codings.is_empty() {
        return None;
    }
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    Some(Ok(Codings(codings)))
}

/// What was decoded of a whole body.
pub(crate) struct Decoded {
    pub(crate) body: Bytes,
    /// Whether there was more.
    pub(crate) truncated: bool,
    pub(crate) error: Option<CodingError>,
}

impl Codings {
    /// Decodes at most `limit` bytes of a body, or of the beginning of one that did not come to its `end`.
    pub(crate) fn decode(&self, coded: &Bytes, end: bool, limit: usize) -> Decoded {
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
pub(crate) struct Decoder {
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
pub(crate) enum Step {
    Data(Bytes),
    /// Nothing, until more is fed.
    More,
    End,
}

impl Decoder {
    pub(crate) fn new(codings: &Codings) -> Self {
        let source = Arc::<Mutex<Source>>::default();
        let mut chain: Box<dyn BufRead + Send> = Box::new(Feed {
            bytes: Bytes::new(),
            source: source.clone(),
        });
        let mut name = Coding::Gzip.name();
        for coding in codings.0.iter().rev() {
            name = coding.name();
            chain = match coding {
                Coding::Gzip => Box::new(BufReader::new(Gunzip::new(chain))),
                Coding::Deflate => Box::new(BufReader::new(Deflated {
                    from: chain,
                    inflate: None,
                    padding: Padding::default(),
                })),
            };
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
    pub(crate) fn feed(&mut self, bytes: Bytes) {
        if !bytes.is_empty() {
            self.is_empty = false;
            self.source().next = Some(bytes);
        }
    }

    /// Nothing more will come.
    pub(crate) fn end(&mut self) {
        self.has_ended = true;
        self.source().ended = true;
    }

    fn source(&self) -> std::sync::MutexGuard<'_, Source> {
        self.source.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn step(&mut self) -> Result<Step, CodingError> {
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

/// Undoes the compression itself.
struct Inflate {
    state: Decompress,
    has_ended: bool,
}

impl Inflate {
    fn new(is_zlib: bool) -> Self {
        Self {
            state: Decompress::new(is_zlib),
            has_ended: false,
        }
    }

    /// The next bytes; none at the end of the compressed data.
    fn read(&mut self, from: &mut impl BufRead, out: &mut [u8]) -> io::Result<usize> {
        while !self.has_ended {
            let (input, is_late) = match from.fill_buf() {
                // What was taken before may still give something.
                Err(error) if error.kind() == ErrorKind::WouldBlock => (&[][..], true),
                input => (input?, false),
            };
            let is_end = input.is_empty();
            let before = (self.state.total_in(), self.state.total_out());
            let status = self
                .state
                .decompress(input, out, FlushDecompress::None)
                .map_err(|_| ErrorKind::InvalidData)?;
            let moved = |from: u64, to: u64| usize::try_from(to - from).unwrap_or(usize::MAX);
            let taken = moved(before.0, self.state.total_in());
            let given = moved(before.1, self.state.total_out());
            from.consume(taken);
            self.has_ended = status == Status::StreamEnd;
            if given > 0 {
                return Ok(given);
            }
            if taken == 0 && !self.has_ended {
                return Err(match (is_end, is_late) {
                    (true, true) => ErrorKind::WouldBlock,
                    (true, false) => ErrorKind::UnexpectedEof,
                    (false, _) => ErrorKind::InvalidData,
                }
                .into());
            }
        }
        Ok(0)
    }
}

/// How much may follow the compressed data.
const PADDING: usize = 64 * 1024;

/// Goes over what follows the compressed data: it says nothing, but what it came through must come to its own end.
#[derive(Default)]
struct Padding(usize);

impl Padding {
    fn skip(&mut self, from: &mut impl BufRead) -> io::Result<usize> {
        loop {
            let len = from.fill_buf()?.len();
            if len == 0 {
                return Ok(0);
            }
            from.consume(len);
            self.0 += len;
            if self.0 > PADDING {
                return Err(ErrorKind::InvalidData.into());
            }
        }
    }
}

/// `deflate`: by the letter a zlib stream, and by some servers a bare one.
struct Deflated<R> {
    from: R,
    /// `None` until the first byte is there.
    inflate: Option<Inflate>,
    padding: Padding,
}

impl<R: BufRead> Read for Deflated<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let inflate = match &mut self.inflate {
            Some(inflate) => inflate,
            None => {
                // Method 8 with a window of at most 32 KiB. A bare stream does not begin so: it would be a stored block
                // whose padding is not zero.
                let first = self.from.fill_buf()?.first();
                let is_zlib = first.is_some_and(|byte| byte & 0x8f == 8);
                self.inflate.insert(Inflate::new(is_zlib))
            }
        };
        match inflate.read(&mut self.from, out)? {
            0 => self.padding.skip(&mut self.from),
            read => Ok(read),
        }
    }
}

/// Members of gzip (RFC 1952), one after the other; what follows them and is no member is padding.
struct Gunzip<R> {
    from: R,
    at: At,
    /// What is still to come of the member's head.
    flags: u8,
    inflate: Inflate,
    sum: Crc,
    has_one: bool,
    padding: Padding,
}

/// Where in a member the next byte is.
#[derive(Clone, Copy)]
enum At {
    /// At so many bytes of the part of its head that is always there.
    Head(usize),
    /// Before the length of what follows it, the lower byte of which is known or not.
    Length(Option<u8>),
    Skipped(usize),
    /// In a text that ends with a zero.
    Text,
    Data,
    /// After so many bytes of sum and length.
    Tail([u8; 8], usize),
    Padding,
}

impl<R: BufRead> Gunzip<R> {
    const LENGTH: u8 = 4;
    const TEXTS: [u8; 2] = [8, 16];
    const SUM: u8 = 2;

    fn new(from: R) -> Self {
        Self {
            from,
            at: At::Head(0),
            flags: 0,
            inflate: Inflate::new(false),
            sum: Crc::new(),
            has_one: false,
            padding: Padding::default(),
        }
    }

    /// What comes next in a head.
    fn field(&mut self) -> At {
        let fields = [
            (Self::LENGTH, At::Length(None)),
            (Self::TEXTS[0], At::Text),
            (Self::TEXTS[1], At::Text),
            (Self::SUM, At::Skipped(2)),
        ];
        for (flag, field) in fields {
            if self.flags & flag != 0 {
                self.flags &= !flag;
                return field;
            }
        }
        self.inflate = Inflate::new(false);
        self.sum.reset();
        At::Data
    }

    /// Where it is after a byte of a head or a tail; `None` as byte is the end.
    fn after(&mut self, byte: Option<u8>) -> io::Result<At> {
        let is_padding = |at: usize| self.has_one && at < 2;
        let byte = match (self.at, byte) {
            (At::Head(at), None) if is_padding(at) => return Ok(At::Padding),
            (_, byte) => byte.ok_or(ErrorKind::UnexpectedEof)?,
        };
        Ok(match self.at {
            At::Head(at) => match (at, byte) {
                (0, 0x1f) | (1, 0x8b) | (2, 8) | (4..=8, _) => At::Head(at + 1),
                (3, flags) if flags & 0xe0 == 0 => {
                    self.flags = flags;
                    At::Head(4)
                }
                (9, _) => self.field(),
                (at, _) if is_padding(at) => At::Padding,
                _ => return Err(ErrorKind::InvalidData.into()),
            },
            At::Length(None) => At::Length(Some(byte)),
            At::Length(Some(low)) => match u16::from_le_bytes([low, byte]) {
                0 => self.field(),
                length => At::Skipped(length.into()),
            },
            At::Skipped(1) => self.field(),
            At::Skipped(left) => At::Skipped(left - 1),
            At::Text if byte == 0 => self.field(),
            At::Tail(mut tail, at) => {
                tail[at] = byte;
                match at {
                    7 if tail != self.tail() => return Err(ErrorKind::InvalidData.into()),
                    7 => {
                        self.has_one = true;
                        At::Head(0)
                    }
                    _ => At::Tail(tail, at + 1),
                }
            }
            at @ (At::Text | At::Data | At::Padding) => at,
        })
    }

    fn tail(&self) -> [u8; 8] {
        let words = [self.sum.sum(), self.sum.amount()];
        u64::to_le_bytes(u64::from(words[0]) | u64::from(words[1]) << 32)
    }
}

impl<R: BufRead> Read for Gunzip<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        loop {
            match self.at {
                At::Padding => return self.padding.skip(&mut self.from),
                At::Data => {
                    let read = self.inflate.read(&mut self.from, out)?;
                    if read > 0 {
                        self.sum.update(&out[..read]);
                        return Ok(read);
                    }
                    self.at = At::Tail([0; 8], 0);
                }
                _ => {
                    let byte = self.from.fill_buf()?.first().copied();
                    self.from.consume(byte.is_some().into());
                    self.at = self.after(byte)?;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use flate2::Compression;
    use flate2::write::{DeflateEncoder, GzEncoder, ZlibEncoder};
    use http::HeaderValue;
    use proptest::prelude::*;
    use std::io::Write;

    const LIMIT: usize = 64 * 1024 * 1024;

    fn gzip(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn zlib(content: &[u8]) -> Vec<u8> {
        let mut encoder = ZlibEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn bare(content: &[u8]) -> Vec<u8> {
        let mut encoder = DeflateEncoder::new(Vec::new(), Compression::default());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    /// A member whose head has everything that a head can have.
    fn ornate(content: &[u8]) -> Vec<u8> {
        let plain = gzip(content);
        let mut bytes = plain[..10].to_vec();
        bytes[3] = 0x1f;
        bytes.extend(b"\x03\0abc");
        bytes.extend(b"name\0comment\0");
        bytes.extend([0, 0]);
        bytes.extend(&plain[10..]);
        bytes
    }

    fn codings(header: &'static str) -> Option<Result<Codings, CodingError>> {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(header));
        take(&mut headers)
    }

    fn decoded(header: &'static str, coded: impl Into<Bytes>) -> Decoded {
        let codings = codings(header).unwrap().unwrap();
        codings.decode(&coded.into(), true, LIMIT)
    }

    #[test]
    fn content_comes_out_as_it_went_in() {
        let text = b"{\"detail\": \"gold_text is required\"}".repeat(9000);
        let padded = |mut bytes: Vec<u8>, padding: &[u8]| {
            bytes.extend(padding);
            bytes
        };
        let two = [gzip(&text[..100]), gzip(&text[100..])].concat();
        let table: [(&str, Vec<u8>); 17] = [
            ("gzip", gzip(&text)),
            ("x-gzip", gzip(&text)),
            (" GZip ", gzip(&text)),
            ("gzip", ornate(&text)),
            ("gzip", two),
            ("gzip", padded(gzip(&text), b"\0\0\0\0")),
            ("gzip", padded(gzip(&text), b"garbage")),
            ("deflate, gzip", gzip(&padded(bare(&text), b"garbage"))),
            ("gzip", padded(gzip(&text), b"\x1f")),
            ("gzip", padded(gzip(&text), b"\x1fgarbage")),
            ("deflate", zlib(&text)),
            ("deflate", bare(&text)),
            ("deflate", padded(zlib(&text), b"garbage")),
            ("deflate", padded(bare(&text), b"garbage")),
            ("identity, gzip", gzip(&text)),
            ("deflate, gzip", gzip(&zlib(&text))),
            ("gzip,gzip , deflate,gzip", gzip(&bare(&gzip(&gzip(&text))))),
        ];
        for (header, coded) in table {
            let decoded = decoded(header, coded);
            assert_eq!(decoded.error, None, "{header}");
            assert!(decoded.body == text && !decoded.truncated, "{header}");
        }
    }

    #[test]
    fn an_empty_body_is_empty_whatever_it_is_said_to_be() {
        for header in ["gzip", "deflate", "gzip, deflate"] {
            let decoded = decoded(header, "");
            assert_eq!((decoded.body.len(), decoded.error), (0, None), "{header}");
        }
        for (header, coded) in [
            ("gzip", gzip(b"")),
            ("deflate", zlib(b"")),
            ("deflate", bare(b"")),
        ] {
            let decoded = decoded(header, coded);
            assert_eq!((decoded.body.len(), decoded.error), (0, None), "{header}");
        }
    }

    #[test]
    fn what_is_cut_anywhere_is_an_error_and_never_a_shorter_body() {
        let text: Vec<u8> = (0..2000_u32).flat_map(|n| (n * n).to_be_bytes()).collect();
        let table = [
            ("gzip", gzip(&text)),
            ("gzip", ornate(&text)),
            ("deflate", zlib(&text)),
            ("deflate", bare(&text)),
            ("deflate, gzip", gzip(&bare(&text))),
        ];
        for (header, coded) in table {
            // The sum at the end of zlib is not missed by everybody, but its data is.
            for len in (1..coded.len()).filter(|len| len % 7 == 1 || len + 12 > coded.len()) {
                let decoded = decoded(header, coded[..len].to_vec());
                let error = decoded
                    .error
                    .unwrap_or_else(|| panic!("{header} cut to {len}"));
                assert!(
                    matches!(error, CodingError::Cut(_)),
                    "{header} cut to {len}: {error}"
                );
                assert!(
                    decoded.truncated && text.starts_with(&decoded.body),
                    "{header} {len}"
                );
            }
        }
    }

    #[test]
    fn what_is_broken_is_an_error() {
        let text = b"some text, some text, some text";
        let flipped = |mut bytes: Vec<u8>, at: usize| {
            let at = if at > 100 {
                bytes.len() + at - 1000
            } else {
                at
            };
            bytes[at] ^= 0xff;
            bytes
        };
        let table = [
            ("gzip", b"plain text".to_vec()),
            ("gzip", flipped(gzip(text), 0)),
            ("gzip", flipped(gzip(text), 2)),
            ("gzip", flipped(gzip(text), 3)),
            ("gzip", flipped(gzip(text), 10)),
            ("gzip", flipped(gzip(text), 1000 - 8)),
            ("gzip", flipped(gzip(text), 1000 - 1)),
            ("deflate", flipped(zlib(text), 1000 - 1)),
            ("deflate", b"\xff\xff\xff".to_vec()),
        ];
        for (header, coded) in table {
            let error = decoded(header, coded.clone()).error.unwrap();
            assert!(
                matches!(error, CodingError::Broken(_)),
                "{header} {coded:?}: {error}"
            );
        }
    }

    #[test]
    fn a_bomb_ends_at_the_limit() {
        let zeros = vec![0; 8 * 1024 * 1024];
        let table = [
            ("gzip", gzip(&zeros)),
            ("gzip, gzip", gzip(&gzip(&zeros))),
            ("deflate", bare(&zeros)),
        ];
        for (header, coded) in table {
            let codings = codings(header).unwrap().unwrap();
            let decoded = codings.decode(&coded.into(), true, 100_000);
            assert_eq!(
                (decoded.body.len(), decoded.truncated, decoded.error),
                (100_000, true, None),
                "{header}"
            );
        }
    }

    #[test]
    fn only_what_can_be_decoded_leaves_the_headers() {
        let table = [
            ("br", Some(Err(CodingError::Unknown("br".into())))),
            ("gzip, zstd", Some(Err(CodingError::Unknown("zstd".into())))),
            (
                "gzip, gzip, gzip, gzip, gzip",
                Some(Err(CodingError::TooMany)),
            ),
            ("", None),
            ("identity", None),
            ("gzip", Some(Ok(Codings(vec![Coding::Gzip])))),
        ];
        for (header, expected) in table {
            let mut headers = HeaderMap::new();
            headers.insert(CONTENT_ENCODING, HeaderValue::from_static(header));
            headers.insert(CONTENT_LENGTH, HeaderValue::from_static("7"));
            let taken = take(&mut headers);
            assert_eq!(taken, expected, "{header}");
            let is_decoded = matches!(taken, Some(Ok(_)));
            assert_eq!(headers.is_empty(), is_decoded, "{header}");
        }
        let mut twice = HeaderMap::new();
        twice.append(CONTENT_ENCODING, HeaderValue::from_static("deflate"));
        twice.append(CONTENT_ENCODING, HeaderValue::from_static("gzip"));
        let both = Codings(vec![Coding::Deflate, Coding::Gzip]);
        assert_eq!(take(&mut twice), Some(Ok(both)));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 48, failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn pieces_of_any_size_give_at_once_all_that_is_in_them(
            content in prop::collection::vec(0..4_u8, 0..200), repeats in 0..400_usize,
            size in 1..5000_usize,
            header in prop::sample::select(vec!["gzip", "deflate", "deflate, gzip"]),
        ) {
            let content = content.repeat(repeats);
            let coded = match header {
                "gzip" => gzip(&content),
                "deflate" => bare(&content),
                _ => gzip(&zlib(&content)),
            };
            let mut decoder = Decoder::new(&codings(header).unwrap().unwrap());
            let mut out = Vec::new();
            let mut pieces = coded.chunks(size);
            loop {
                match decoder.step().unwrap() {
                    Step::Data(data) => out.extend_from_slice(&data),
                    Step::End => break,
                    Step::More => match pieces.next() {
                        Some(piece) => decoder.feed(Bytes::copy_from_slice(piece)),
                        None => {
                            // All was fed, so all is out.
                            prop_assert_eq!(out.len(), content.len());
                            decoder.end();
                        }
                    },
                }
            }
            prop_assert_eq!(out, content);
        }
    }
}
