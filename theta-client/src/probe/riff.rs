//! WAV: a walk over the chunks of RIFF, RF64 and BW64.

use super::input::{Input, Part};
use super::{Sound, mpeg, time};
use std::io;
use std::time::Duration;

/// How many chunks are looked at. Real files have a handful; a file of zeros would have millions.
const MOST_CHUNKS: usize = 1024;

/// A size that was not known when the header was written.
const UNKNOWN: u32 = u32::MAX;

/// How samples are stored.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Encoding {
    /// The format tag, that of the sub-format when the header is an extensible one.
    pub(crate) tag: u16,
    pub(crate) channels: u16,
    pub(crate) rate: u32,
    byte_rate: u32,
    align: u16,
    /// Bits in which a sample is stored.
    pub(crate) bits: u16,
}

pub(crate) const PCM: u16 = 1;
pub(crate) const FLOAT: u16 = 3;
const A_LAW: u16 = 6;
const MU_LAW: u16 = 7;
const LAYER_3: u16 = 0x55;
const EXTENSIBLE: u16 = 0xfffe;

impl Encoding {
    fn read(chunk: &[u8]) -> Option<Self> {
        let tag = u16_at(chunk, 0)?;
        Some(Self {
            tag: if tag == EXTENSIBLE {
                // The sub-format is a GUID that begins with the tag.
                u16_at(chunk, 24)?
            } else {
                tag
            },
            channels: u16_at(chunk, 2)?,
            rate: u32_at(chunk, 4)?,
            byte_rate: u32_at(chunk, 8)?,
            align: u16_at(chunk, 12)?,
            // The first header of all had no such field.
            bits: u16_at(chunk, 14).unwrap_or(0),
        })
    }

    /// Whether a sample always takes the same number of bytes.
    fn is_plain(self) -> bool {
        matches!(self.tag, PCM | FLOAT | A_LAW | MU_LAW)
    }

    /// Bytes of one sample of every channel.
    pub(crate) fn frame(self) -> u64 {
        let sample = u64::from(self.bits.div_ceil(8));
        match sample * u64::from(self.channels) {
            0 => u64::from(self.align),
            frame => frame,
        }
    }

    /// How long so many bytes last. A decoder goes by rate and sample size, so the byte rate counts only where they
    /// do not tell.
    fn duration(self, bytes: u64) -> Option<Duration> {
        if self.is_plain() && self.frame() > 0 && self.rate > 0 {
            time(bytes / self.frame(), self.rate)
        } else {
            time(bytes, self.byte_rate)
        }
    }
}

/// What stands where in a file.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Layout {
    pub(crate) encoding: Encoding,
    /// Where the samples begin.
    pub(crate) start: u64,
    /// How many bytes of them there are.
    pub(crate) len: u64,
    /// How many there are by the header; `None` when it does not say.
    stated: Option<u64>,
}

/// Duration, and what the header claims.
pub(super) fn probe(input: &mut dyn Input) -> io::Result<Sound> {
    let Some(layout) = layout(input)? else {
        return Ok(Sound::default());
    };
    let Layout {
        encoding,
        start,
        len,
        ..
    } = layout;
    let mut sound = if encoding.tag == LAYER_3 {
        mpeg::probe(&mut Part { input, start, len })?
    } else {
        Sound {
            duration: encoding.duration(len),
            stated: None,
            rate: None,
            channels: None,
        }
    };
    sound.stated = layout.stated.and_then(|stated| encoding.duration(stated));
    sound.rate = Some(encoding.rate).filter(|rate| *rate > 0);
    sound.channels = Some(encoding.channels).filter(|channels| *channels > 0);
    Ok(sound)
}

/// Finds format and samples; `None` when one of them is not there.
pub(crate) fn layout(input: &mut dyn Input) -> io::Result<Option<Layout>> {
    let (mut format, mut data) = (None, None);
    // The size that an RF64 file keeps apart because 32 bits are too few.
    let mut long = None;
    let mut at = 12;
    for _ in 0..MOST_CHUNKS {
        let head = input.at(at, 8)?;
        let (Some(id), Some(size)) = (head.first_chunk::<4>().copied(), u32_at(head, 4)) else {
            break;
        };
        let body = at + 8;
        match &id {
            b"fmt " if format.is_none() => {
                let chunk = input.at(body, 40)?;
                let chunk = chunk
                    .get(..usize::try_from(size).unwrap_or(usize::MAX))
                    .unwrap_or(chunk);
                format = Encoding::read(chunk);
            }
            b"ds64" => long = u64_at(input.at(body, 16)?, 8),
            b"data" if data.is_none() => {
                let (stated, len) = samples(input, body, size, long)?;
                data = Some((body, stated, len));
                if size == 0 && len > 0 {
                    // Whatever follows was taken for samples.
                    break;
                }
            }
            _ => {}
        }
        if format.is_some() && data.is_some() {
            break;
        }
        let size = match (&id, long) {
            (b"data", Some(long)) if size == UNKNOWN => long,
            _ => u64::from(size),
        };
        let Some(next) = body.checked_add(size) else {
            break;
        };
        at = after(input, next, size)?;
    }
    Ok(format
        .zip(data)
        .map(|(encoding, (start, stated, len))| Layout {
            encoding,
            start,
            len,
            stated,
        }))
}

/// Bytes of samples that the header states, and those that are there.
fn samples(
    input: &mut dyn Input,
    start: u64,
    size: u32,
    long: Option<u64>,
) -> io::Result<(Option<u64>, u64)> {
    let present = input.len().saturating_sub(start);
    let stated = match size {
        UNKNOWN => long,
        // What was written into a pipe never learned its size; what has none is followed by chunks or nothing.
        0 => (present == 0 || are_chunks(input, start)?).then_some(0),
        size => Some(u64::from(size)),
    };
    Ok((stated, stated.map_or(present, |stated| stated.min(present))))
}

/// Whether chunks stand from `at` to the end of the content.
fn are_chunks(input: &mut dyn Input, mut at: u64) -> io::Result<bool> {
    for _ in 0..MOST_CHUNKS {
        if at >= input.len() {
            return Ok(true);
        }
        let head = input.at(at, 8)?;
        let (true, Some(size)) = (is_id(head), u32_at(head, 4)) else {
            return Ok(false);
        };
        let end = at + 8 + u64::from(size);
        if end > input.len() {
            return Ok(false);
        }
        at = after(input, end, u64::from(size))?;
    }
    Ok(false)
}

/// Where the next chunk begins: an odd one is padded, except by writers who forget it.
fn after(input: &mut dyn Input, end: u64, size: u64) -> io::Result<u64> {
    let padded = end.saturating_add(size & 1);
    let forgot = padded != end && !is_id(input.at(padded, 4)?) && is_id(input.at(end, 4)?);
    Ok(if forgot { end } else { padded })
}

fn is_id(bytes: &[u8]) -> bool {
    bytes
        .get(..4)
        .is_some_and(|id| id.iter().all(|byte| (b' '..=b'~').contains(byte)))
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}
