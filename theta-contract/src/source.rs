//! The text of a contract and positions in it.

use std::fmt;

/// The size of the largest contract that is read, in bytes.
///
/// The largest real contract so far is under 40 kB. A larger file is probably not a contract, and its expansion would
/// take surprisingly long.
pub const MAX_BYTES: usize = 4 * 1024 * 1024;

/// A range of bytes in a contract's text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: usize,
    /// Offset after the last byte.
    pub end: usize,
}

impl Span {
    /// Creates a span from `start` up to `end`.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }
}

impl From<std::ops::Range<usize>> for Span {
    fn from(range: std::ops::Range<usize>) -> Self {
        Self {
            start: range.start,
            end: range.end,
        }
    }
}

/// A value and its place.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Spanned<T> {
    /// The value.
    pub value: T,
    /// The place.
    pub span: Span,
}

impl<T> Spanned<T> {
    /// Pairs a value with its place.
    pub const fn new(value: T, span: Span) -> Self {
        Self { value, span }
    }

    /// Maps the value and keeps the place.
    pub fn map<U>(self, f: impl FnOnce(T) -> U) -> Spanned<U> {
        Spanned {
            value: f(self.value),
            span: self.span,
        }
    }
}

/// A position in a text; line and column count from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// Line.
    pub line: usize,
    /// Column, in characters.
    pub column: usize,
}

impl fmt::Display for Position {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}", self.line, self.column)
    }
}

/// A contract's text with its name in diagnostics.
#[derive(Clone, Debug)]
pub struct SourceText {
    name: String,
    text: String,
    line_starts: Vec<usize>,
    /// How many characters begin before each [`STRIDE`]th byte: a line can be as long as the file.
    counted: Vec<usize>,
}

/// Bytes from one counted place to the next.
const STRIDE: usize = 4096;

/// U+FEFF, which takes no column in any editor.
const BYTE_ORDER_MARK: &[u8] = "\u{feff}".as_bytes();

impl SourceText {
    /// Creates a source with this name and indexes its lines. Invisible characters in the name are shown escaped.
    #[must_use]
    pub fn new(name: &str, text: String) -> Self {
        let mut line_starts = vec![0];
        line_starts.extend(text.match_indices('\n').map(|(offset, _)| offset + 1));
        let mut source = Self {
            name: crate::text::visible(name),
            text,
            line_starts,
            counted: vec![0],
        };
        for end in (STRIDE..=source.text.len()).step_by(STRIDE) {
            let counted =
                source.characters_before(end - STRIDE) + source.characters_in(end - STRIDE..end);
            source.counted.push(counted);
        }
        source
    }

    /// Returns the name that diagnostics show, such as `spec.toml`.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Returns the whole text, byte order mark and line ends as they are.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the position of an offset. Offsets past the end or inside a character give the nearest position before.
    ///
    /// ```
    /// let source = theta_spec::source::SourceText::new("spec.toml", "a = 1\r\nb = 2".to_owned());
    /// assert_eq!(source.position(7).to_string(), "2:1");
    /// ```
    #[must_use]
    pub fn position(&self, offset: usize) -> Position {
        let mut offset = offset.min(self.text.len());
        while !self.text.is_char_boundary(offset) {
            offset -= 1;
        }
        let line = self.line_starts.partition_point(|&start| start <= offset);
        let start = self.line_starts[line - 1];
        let before = if offset - start <= STRIDE {
            self.characters_in(start..offset)
        } else {
            self.characters_before(offset) - self.characters_before(start)
        };
        Position {
            line,
            column: before + 1,
        }
    }

    fn characters_before(&self, offset: usize) -> usize {
        let block = offset / STRIDE;
        self.counted[block] + self.characters_in(block * STRIDE..offset)
    }

    /// How many characters begin there, byte order marks left out.
    fn characters_in(&self, range: std::ops::Range<usize>) -> usize {
        let bytes = self.text.as_bytes();
        range
            .filter(|&at| {
                let continues = bytes[at] & 0xc0 == 0x80;
                !continues && !bytes[at..].starts_with(BYTE_ORDER_MARK)
            })
            .count()
    }

    /// Where the line begins in which an offset stands.
    #[must_use]
    pub fn line_start(&self, offset: usize) -> usize {
        let line = self.line_starts.partition_point(|&start| start <= offset);
        self.line_starts[line - 1]
    }

    /// Returns the text of a line, counted from 1, without its line end and without a byte order mark.
    #[must_use]
    pub fn line(&self, line: usize) -> &str {
        let Some(&start) = line
            .checked_sub(1)
            .and_then(|index| self.line_starts.get(index))
        else {
            return "";
        };
        let end = self
            .line_starts
            .get(line)
            .map_or(self.text.len(), |&next| next - 1);
        let text = self.text[start..end].trim_end_matches('\r');
        text.strip_prefix('\u{feff}').unwrap_or(text)
    }
}
