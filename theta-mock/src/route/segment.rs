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
        let ranges = matches(pieces, &self.text)?;
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

/// What the parameters hold, each as little as it can. The first place where the text behind a parameter stands is the right
/// one: whatever fits behind a later place fits behind it too, as more of the next parameter.
fn matches(pieces: &[Piece], text: &str) -> Option<Vec<(usize, Range<usize>)>> {
    let mut found = Vec::new();
    let mut at = 0;
    let mut open: Option<(usize, usize)> = None;
    for (index, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Literal(literal) => match open.take() {
                None => {
                    text.get(at..)?.strip_prefix(literal.as_str())?;
                    at += literal.len();
                }
                Some((param, begin)) => {
                    let least = begin + text.get(begin..)?.chars().next()?.len_utf8();
                    let end = if index + 1 == pieces.len() {
                        text.strip_suffix(literal.as_str())?.len()
                    } else {
                        least + text.get(least..)?.find(literal.as_str())?
                    };
                    found.push((param, begin..end));
                    (end >= least).then_some(())?;
                    at = end + literal.len();
                }
            },
            Piece::Param(param) => {
                if let Some((before, begin)) = open.replace((*param, at)) {
                    at = begin + text.get(begin..)?.chars().next()?.len_utf8();
                    found.push((before, begin..at));
                    open = Some((*param, at));
                }
            }
        }
    }
    if let Some((param, begin)) = open {
        found.push((param, begin..text.len()));
        return (begin < text.len()).then_some(found);
    }
    (at == text.len()).then_some(found)
}
