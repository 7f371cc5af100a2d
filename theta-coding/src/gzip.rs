//! The decompressors, as readers whose input may not be there yet.

use flate2::{Crc, Decompress, FlushDecompress, Status};
use std::io::{self, BufRead, ErrorKind, Read};

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
pub(super) struct Deflated<R> {
    from: R,
    /// `None` until the first byte is there.
    inflate: Option<Inflate>,
    padding: Padding,
}

impl<R: BufRead> Deflated<R> {
    pub(super) fn new(from: R) -> Self {
        Self {
            from,
            inflate: None,
            padding: Padding::default(),
        }
    }
}

impl<R: BufRead> Read for Deflated<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if self.inflate.is_none() {
            // Method 8 with a window of at most 32 KiB. A bare stream does not begin so: it would be a stored block whose
            // padding is not zero.
            let first = self.from.fill_buf()?.first();
            let is_zlib = first.is_some_and(|byte| byte & 0x8f == 8);
            self.inflate = Some(Inflate::new(is_zlib));
        }
        let Some(inflate) = &mut self.inflate else {
            return Ok(0);
        };
        match inflate.read(&mut self.from, out)? {
            0 => self.padding.skip(&mut self.from),
            read => Ok(read),
        }
    }
}

/// Members of gzip (RFC 1952), one after the other; what follows them and is no member is padding.
pub(super) struct Gunzip<R> {
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
    /// After this many bytes of the fixed part of the head.
    Head(usize),
    /// Before the length of what follows it, the lower byte of which is known or not.
    Length(Option<u8>),
    Skipped(usize),
    /// In a text that ends with a zero.
    Text,
    Data,
    /// After this many bytes of checksum and length.
    Tail([u8; 8], usize),
    Padding,
}

impl<R: BufRead> Gunzip<R> {
    const LENGTH: u8 = 4;
    const TEXTS: [u8; 2] = [8, 16];
    const SUM: u8 = 2;

    pub(super) fn new(from: R) -> Self {
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
