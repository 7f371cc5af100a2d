//! Detecting the coding of content from its first bytes; what the headers state is a hint.

use super::Coding;
use super::gzip::{Deflated, Gunzip};
use std::io::{self, BufRead, Chain, Cursor, Read};
use theta_audio::Format;

/// How many bytes tell.
const HEAD: usize = 16;

/// So many tell what is no text, so that a short line does not wait for the next one.
const LEAST: usize = 4;

/// The first bytes of gzip, with the only method that there is.
const MAGIC: [u8; 3] = [0x1f, 0x8b, 8];

/// What the first bytes say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Gzip,
    Deflate,
    /// It is not coded, whatever is said of it.
    Plain,
}

impl Kind {
    /// What content is that is said to be coded so; `None` as long as more of it may tell.
    fn of(hint: Coding, head: &[u8], is_whole: bool) -> Option<Self> {
        let is_enough = is_whole || head.len() >= HEAD;
        // One byte may be what is left of a stream; the only JSON that is so short is a digit.
        let is_cut = matches!((hint, head), (Coding::Deflate, [byte]) if !byte.is_ascii_digit());
        if is_text(head) && !(is_whole && is_cut) {
            return is_enough.then_some(Self::Plain);
        }
        if head.len() < MAGIC.len() && !is_whole {
            return None;
        }
        let alike = head
            .iter()
            .zip(MAGIC)
            .filter(|(byte, magic)| **byte == *magic);
        // What gzip should be may be gzip with a broken byte.
        let least = match hint {
            Coding::Gzip => (MAGIC.len() - 1).min(head.len()),
            Coding::Deflate => MAGIC.len(),
        };
        if alike.count() >= least {
            return Some(Self::Gzip);
        }
        if is_zlib(head) {
            return Some(Self::Deflate);
        }
        Some(match hint {
            Coding::Deflate if Format::by_content(head).is_none() => Self::Deflate,
            _ => Self::Plain,
        })
    }
}

/// Method 8 with a window of at most 32 KiB, and the check of both bytes.
fn is_zlib(head: &[u8]) -> bool {
    matches!(head, [first, second, ..]
        if first & 0x8f == 8 && u16::from_be_bytes([*first, *second]) % 31 == 0)
}

/// Whether there is nothing but text, the last character of which may be cut. No coding gives that for long.
fn is_text(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => {
            let valid = head.get(..error.valid_up_to()).unwrap_or_default();
            std::str::from_utf8(valid).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let is_blank = |character| matches!(character, '\t' | '\n' | '\r');
    text.chars()
        .all(|character| is_blank(character) || !character.is_control())
}

/// Returns whether content that should be text is that already, by its first bytes, whatever it is said to be coded as;
/// `None` as long as more of it may tell.
#[must_use]
pub fn is_plain(head: &[u8], is_whole: bool) -> Option<bool> {
    let is_enough = is_whole || head.len() >= LEAST;
    is_enough.then(|| is_text(head.get(..HEAD).unwrap_or(head)))
}

/// Content without its coding, if it has one.
pub(super) enum Told<R> {
    /// The first bytes are still to come.
    Waiting {
        hint: Coding,
        head: Vec<u8>,
        from: Option<R>,
    },
    Gzip(Gunzip<Chain<Cursor<Vec<u8>>, R>>),
    Deflate(Deflated<Chain<Cursor<Vec<u8>>, R>>),
    Plain(Chain<Cursor<Vec<u8>>, R>),
}

impl<R: BufRead> Told<R> {
    pub(super) fn new(hint: Coding, from: R) -> Self {
        Self::Waiting {
            hint,
            head: Vec::with_capacity(HEAD),
            from: Some(from),
        }
    }
}

impl<R: BufRead> Read for Told<R> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        if let Self::Waiting { hint, head, from } = self {
            let Some(source) = from else {
                return Ok(0);
            };
            let kind = loop {
                let bytes = source.fill_buf()?;
                let is_whole = bytes.is_empty();
                let taken = bytes.len().min(HEAD - head.len());
                head.extend_from_slice(bytes.get(..taken).unwrap_or_default());
                source.consume(taken);
                if let Some(kind) = Kind::of(*hint, head, is_whole) {
                    break kind;
                }
            };
            let head = Cursor::new(std::mem::take(head));
            if let Some(source) = from.take() {
                let all = head.chain(source);
                *self = match kind {
                    Kind::Gzip => Self::Gzip(Gunzip::new(all)),
                    Kind::Deflate => Self::Deflate(Deflated::new(all)),
                    Kind::Plain => Self::Plain(all),
                };
            }
        }
        match self {
            Self::Waiting { .. } => Ok(0),
            Self::Gzip(from) => from.read(out),
            Self::Deflate(from) => from.read(out),
            Self::Plain(from) => from.read(out),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    type Row = (&'static [u8], bool, Option<Kind>, Option<Kind>);

    #[test]
    fn the_first_bytes_tell_and_the_hint_only_what_they_leave_open() {
        let (gzip, deflate, plain) = (Some(Kind::Gzip), Some(Kind::Deflate), Some(Kind::Plain));
        // Bytes, and what they are when gzip and when deflate is said.
        let table: [Row; 14] = [
            (b"\x1f\x8b\x08", false, gzip, gzip),
            (b"\x1f", true, gzip, deflate),
            (b"\x1f\x8b\xff", false, gzip, deflate),
            (b"\x78\x9c\x8b", false, deflate, deflate),
            (b"\x8b\x36\x8c", false, plain, deflate),
            (b"\x8b\x36", false, None, None),
            (b"[1]", true, plain, plain),
            (b"[1]", false, None, None),
            (b"{\"detail\": \"no\"}", false, plain, plain),
            ("\u{feff}[\"\u{e9}\"]".as_bytes(), true, plain, plain),
            (b"hello", true, plain, plain),
            (b"x^ is how zlib may begin", false, plain, plain),
            (b"RIFF\x24\x03\0\0WAVEfmt ", false, plain, plain),
            (b"\xff\xfe[\0", true, plain, deflate),
        ];
        for (head, is_whole, as_gzip, as_deflate) in table {
            let of = |hint| Kind::of(hint, head, is_whole);
            assert_eq!(
                (of(Coding::Gzip), of(Coding::Deflate)),
                (as_gzip, as_deflate),
                "{head:?}"
            );
        }
    }

    #[test]
    fn text_is_told_from_what_is_coded_by_its_first_bytes() {
        let table: [(&[u8], bool, Option<bool>); 8] = [
            (b"", true, Some(true)),
            (b":\n", false, None),
            (b":\n", true, Some(true)),
            (b"data", false, Some(true)),
            ("data: fifteen.\u{e9}".as_bytes(), false, Some(true)),
            (b"\x0b\x02\x80[1]\x03", false, Some(false)),
            (b"\x28\xb5\x2f\xfd", false, Some(false)),
            (b"\x1f", true, Some(false)),
        ];
        for (head, is_whole, expected) in table {
            assert_eq!(is_plain(head, is_whole), expected, "{head:?}");
        }
    }
}
