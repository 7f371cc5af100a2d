//! What stands between two slashes of a path.

use super::{Held, Piece};
use crate::encoded::decode;
use std::ops::Range;

/// A segment: its text, and the text as it came.
pub(super) struct Segment {
    text: String,
    raw: String,
    /// Where the bytes of the text begin as they came, and where the last one ends; empty for a text that is not UTF-8.
    starts: Vec<usize>,
}

impl Segment {
    pub(super) fn new(raw: &str) -> Self {
        let (mut bytes, mut starts) = (Vec::new(), Vec::new());
        let mut at = 0;
        while let Some(byte) = raw.as_bytes().get(at) {
            starts.push(at);
            let hex = raw
                .get(at + 1..at + 3)
                .filter(|hex| *byte == b'%' && hex.bytes().all(|digit| digit.is_ascii_hexdigit()));
            let encoded = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok());
            bytes.push(encoded.unwrap_or(*byte));
            at += if encoded.is_some() { 3 } else { 1 };
        }
        starts.push(at);
        let (text, starts) = match String::from_utf8(bytes) {
            Ok(text) => (text, starts),
            Err(_) => (decode(raw), Vec::new()),
        };
        let raw = raw.to_owned();
        Self { text, raw, starts }
    }

    /// Several with the slashes between them.
    pub(super) fn joined(segments: &[Self]) -> Self {
        let raw: Vec<&str> = segments
            .iter()
            .map(|segment| segment.raw.as_str())
            .collect();
        Self::new(&raw.join("/"))
    }

    /// Whether it is these pieces; a parameter holds at least one character and as few as possible.
    pub(super) fn holds(&self, pieces: &[Piece], params: &mut Vec<Held>) -> Option<()> {
        let mut ranges = Vec::new();
        matches(pieces, &self.text, 0, &mut ranges)?;
        params.extend(ranges.into_iter().map(|(param, range)| Held {
            param,
            text: self.text[range.clone()].to_owned(),
            raw: self.as_it_came(&range).to_owned(),
        }));
        Some(())
    }

    fn as_it_came(&self, range: &Range<usize>) -> &str {
        let ends = self.starts.get(range.start).zip(self.starts.get(range.end));
        let raw = ends.and_then(|(&start, &end)| self.raw.get(start..end));
        raw.unwrap_or(&self.text[range.clone()])
    }
}

fn matches(
    pieces: &[Piece],
    text: &str,
    at: usize,
    found: &mut Vec<(usize, Range<usize>)>,
) -> Option<()> {
    let rest = text.get(at..)?;
    match pieces.split_first() {
        None => rest.is_empty().then_some(()),
        Some((Piece::Literal(literal), pieces)) => {
            rest.strip_prefix(literal.as_str())?;
            matches(pieces, text, at + literal.len(), found)
        }
        Some((Piece::Param(param), [])) => {
            found.push((*param, at..text.len()));
            (!rest.is_empty()).then_some(())
        }
        Some((Piece::Param(param), pieces)) => {
            let kept = found.len();
            let ends = rest
                .char_indices()
                .map(|(index, character)| at + index + character.len_utf8());
            for end in ends {
                found.push((*param, at..end));
                if matches(pieces, text, end, found).is_some() {
                    return Some(());
                }
                found.truncate(kept);
            }
            None
        }
    }
}
