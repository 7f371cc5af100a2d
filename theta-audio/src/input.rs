//! Random access to content that need not be in memory.

use std::io::{self, Read, Seek, SeekFrom};

/// Content of a known length.
pub trait Input {
    /// Returns the number of bytes.
    fn len(&self) -> u64;

    /// Returns whether there are no bytes.
    fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the bytes from `offset`: at least `want`, unless the content ends before, and as many more as are
    /// available.
    ///
    /// # Errors
    ///
    /// Returns an error when the content cannot be read. [`io::ErrorKind::Unsupported`] means that it is out of reach,
    /// so that whatever it would show stays unknown.
    fn at(&mut self, offset: u64, want: usize) -> io::Result<&[u8]>;
}

/// Bytes in memory.
impl Input for &[u8] {
    fn len(&self) -> u64 {
        <[u8]>::len(self) as u64
    }

    fn at(&mut self, offset: u64, _: usize) -> io::Result<&[u8]> {
        Ok(usize::try_from(offset)
            .ok()
            .and_then(|offset| self.get(offset..))
            .unwrap_or_default())
    }
}

/// The first bytes of content whose rest can be read only once.
#[derive(Debug)]
pub struct Prefix<'a> {
    /// The first bytes.
    pub bytes: &'a [u8],
    /// The total number of bytes.
    pub len: u64,
}

impl Input for Prefix<'_> {
    fn len(&self) -> u64 {
        self.len
    }

    fn at(&mut self, offset: u64, want: usize) -> io::Result<&[u8]> {
        let there = self.bytes.at_most(offset);
        let due = self.len.saturating_sub(offset).min(want as u64);
        if (there.len() as u64) < due {
            return Err(io::ErrorKind::Unsupported.into());
        }
        Ok(there)
    }
}

trait AtMost {
    fn at_most(&self, offset: u64) -> &[u8];
}

impl AtMost for [u8] {
    fn at_most(&self, offset: u64) -> &[u8] {
        usize::try_from(offset)
            .ok()
            .and_then(|offset| self.get(offset..))
            .unwrap_or_default()
    }
}

/// The first read: enough for the header of most files.
const FIRST: usize = 4 * 1024;

/// The largest read.
const LARGEST: usize = 256 * 1024;

/// A reader with a buffer over the part in use.
#[derive(Debug)]
pub struct Window<'a, R> {
    reader: &'a mut R,
    len: u64,
    /// Where the buffer begins in the content.
    start: u64,
    buffer: Vec<u8>,
    /// How much the next read takes. It grows as long as reads follow each other, so that a jump from header to
    /// header costs little and a walk through everything few calls.
    next: usize,
}

impl<'a, R: Read + Seek> Window<'a, R> {
    /// Creates a window over the whole content of a reader.
    ///
    /// # Errors
    ///
    /// Returns an error when the reader cannot tell its length.
    pub fn new(reader: &'a mut R) -> io::Result<Self> {
        Ok(Self {
            len: reader.seek(SeekFrom::End(0))?,
            reader,
            start: 0,
            buffer: Vec::new(),
            next: FIRST,
        })
    }

    fn fill(&mut self, offset: u64, want: usize) -> io::Result<()> {
        let end = self.start + self.buffer.len() as u64;
        let follows = offset >= self.start && offset <= end;
        self.next = if follows {
            (self.next * 4).min(LARGEST)
        } else {
            FIRST
        };
        let left = self.len.saturating_sub(offset);
        let size = (self.next.max(want) as u64).min(left);
        self.start = offset;
        // Both fit: `size` is at most the larger of two that do.
        self.buffer.resize(usize::try_from(size).unwrap_or(want), 0);
        self.reader.seek(SeekFrom::Start(offset))?;
        let mut filled = 0;
        while let Some(rest) = self.buffer.get_mut(filled..)
            && !rest.is_empty()
        {
            match self.reader.read(rest) {
                // It became shorter since it was measured.
                Ok(0) => break,
                Ok(read) => filled += read,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) => {
                    self.buffer.clear();
                    return Err(error);
                }
            }
        }
        self.buffer.truncate(filled);
        Ok(())
    }
}

impl<R: Read + Seek> Input for Window<'_, R> {
    fn len(&self) -> u64 {
        self.len
    }

    fn at(&mut self, offset: u64, want: usize) -> io::Result<&[u8]> {
        let end = self.start + self.buffer.len() as u64;
        let has = offset >= self.start && offset.saturating_add(want as u64) <= end;
        let ends = end >= self.len && offset >= self.start;
        if !has && !ends {
            self.fill(offset, want)?;
        }
        Ok(self.buffer.at_most(offset.saturating_sub(self.start)))
    }
}

/// A part of a content.
pub(crate) struct Part<'a, I: ?Sized> {
    pub(crate) input: &'a mut I,
    pub(crate) start: u64,
    pub(crate) len: u64,
}

impl<I: Input + ?Sized> Input for Part<'_, I> {
    fn len(&self) -> u64 {
        self.len
    }

    fn at(&mut self, offset: u64, want: usize) -> io::Result<&[u8]> {
        let left = self.len.saturating_sub(offset);
        let want = want.min(usize::try_from(left).unwrap_or(want));
        let bytes = self.input.at(self.start.saturating_add(offset), want)?;
        let most = usize::try_from(left).unwrap_or(bytes.len());
        Ok(bytes.get(..most).unwrap_or(bytes))
    }
}
