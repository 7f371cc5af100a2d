//! Other containers of samples that always take the same number of bytes: AIFF, AU, CAF and Wave64.

use crate::input::Input;
use crate::sound::{Sound, stated_time};
use crate::wav::{Encoding, u64_at};
use std::io;

/// How many chunks are looked at.
const MOST_CHUNKS: usize = 1024;

/// Bytes, a rate and channels, as far as a header tells them.
#[derive(Clone, Copy, Default)]
struct Header {
    /// Bytes of one sample of every channel; zero when samples differ in size or are not understood.
    frame: u64,
    rate: u32,
    channels: u16,
}

impl Header {
    fn sound(self, stated: Option<u64>, present: u64) -> Sound {
        let len = stated.map_or(present, |stated| stated.min(present));
        let lasts = |bytes: u64| stated_time(bytes.checked_div(self.frame)?, self.rate);
        Sound {
            duration: lasts(len),
            stated: stated.and_then(lasts),
            rate: Some(self.rate).filter(|rate| *rate > 0),
            channels: Some(self.channels).filter(|channels| *channels > 0),
            is_hollow: len == 0,
            is_dead: len == 0 || self.rate == 0,
        }
    }
}

/// AIFF and AIFF-C: big-endian chunks.
pub(crate) fn aiff(input: &mut dyn Input) -> io::Result<Sound> {
    let (mut header, mut at) = (None, 12);
    let mut samples = None;
    for _ in 0..MOST_CHUNKS {
        let head = input.at(at, 12)?;
        let (Some(id), Some(size)) = (head.first_chunk::<4>().copied(), u32_at(head, 4)) else {
            break;
        };
        let body = at + 8;
        match &id {
            b"COMM" if header.is_none() => {
                let chunk = input.at(body, 22)?;
                let most = usize::try_from(size).unwrap_or(usize::MAX);
                header = common(chunk.get(..most).unwrap_or(chunk));
            }
            b"SSND" if samples.is_none() => {
                // What the samples are set off by, and the two numbers that say so.
                let before = 8 + u64::from(u32_at(head, 8).unwrap_or(0));
                let stated = u64::from(size).saturating_sub(before);
                let present = input.len().saturating_sub(body.saturating_add(before));
                // What was written into a pipe never learned its size.
                samples = Some((Some(stated).filter(|stated| *stated > 0), present));
            }
            _ => {}
        }
        if let (Some(header), Some((stated, present))) = (header, samples) {
            return Ok(Header::sound(header, stated, present));
        }
        at = body + u64::from(size) + u64::from(size & 1);
    }
    Ok(Sound::default())
}

fn common(chunk: &[u8]) -> Option<Header> {
    let (channels, bits) = (u16_at(chunk, 0)?, u16_at(chunk, 6)?);
    let sample = match chunk.get(18..22) {
        None
        | Some(b"NONE" | b"twos" | b"sowt" | b"raw " | b"in24" | b"in32" | b"42ni" | b"23ni") => {
            bits.div_ceil(8)
        }
        Some(b"fl32" | b"FL32") => 4,
        Some(b"fl64" | b"FL64") => 8,
        Some(b"alaw" | b"ALAW" | b"ulaw" | b"ULAW") => 1,
        Some(_) => 0,
    };
    Some(Header {
        frame: u64::from(sample) * u64::from(channels),
        rate: extended(chunk.get(8..18)?)?,
        channels,
    })
}

/// A whole number in the extended format of IEEE 754: sixteen bits of sign and exponent, and 64 of mantissa.
fn extended(bytes: &[u8]) -> Option<u32> {
    let exponent = u16_at(bytes, 0)?;
    let mantissa = u64::from_be_bytes(*bytes.get(2..)?.first_chunk()?);
    let shift = 16_383_u16.checked_add(63)?.checked_sub(exponent)?;
    u32::try_from(mantissa.checked_shr(shift.into())?).ok()
}

/// AU: one header, big-endian, or little-endian as DEC wrote it.
pub(crate) fn au(input: &mut dyn Input) -> io::Result<Sound> {
    let head = input.at(0, 24)?;
    let is_little = head.starts_with(b"dns.");
    let field =
        |at| u32_at(head, at).map(|field| if is_little { field.swap_bytes() } else { field });
    let (Some(start), Some(size), Some(encoding), Some(rate), Some(channels)) =
        (field(4), field(8), field(12), field(16), field(20))
    else {
        return Ok(Sound::default());
    };
    let sample = match encoding {
        1 | 2 | 27 => 1,
        3 => 2,
        4 => 3,
        5 | 6 => 4,
        7 => 8,
        _ => 0,
    };
    let header = Header {
        frame: sample * u64::from(channels),
        rate,
        channels: u16::try_from(channels).unwrap_or(0),
    };
    let stated = Some(u64::from(size)).filter(|_| size != u32::MAX && size > 0);
    Ok(header.sound(stated, input.len().saturating_sub(start.into())))
}

/// CAF: big-endian chunks with long sizes, of which the last may be unknown.
pub(crate) fn caf(input: &mut dyn Input) -> io::Result<Sound> {
    let (mut header, mut at) = (None, 8_u64);
    for _ in 0..MOST_CHUNKS {
        let head = input.at(at, 12)?;
        let (Some(id), Some(size)) = (
            head.first_chunk::<4>().copied(),
            head.get(4..12).and_then(<[u8]>::first_chunk),
        ) else {
            break;
        };
        let (size, body) = (i64::from_be_bytes(*size), at.saturating_add(12));
        match (&id, header) {
            (b"desc", None) => header = format_of_packets(input.at(body, 32)?),
            (b"data", Some(header)) => {
                // The samples follow a count of edits.
                let stated = u64::try_from(size).ok().map(|size| size.saturating_sub(4));
                let present = input.len().saturating_sub(body.saturating_add(4));
                return Ok(Header::sound(header, stated, present));
            }
            _ => {}
        }
        let Some(next) = u64::try_from(size)
            .ok()
            .and_then(|size| body.checked_add(size))
        else {
            break;
        };
        at = next;
    }
    Ok(Sound::default())
}

fn format_of_packets(chunk: &[u8]) -> Option<Header> {
    let rate = f64::from_be_bytes(*chunk.first_chunk()?);
    let (packet, samples) = (u32_at(chunk, 16)?, u32_at(chunk, 20)?);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // a whole number in range
    let rate = (rate.fract() == 0.0 && (1.0..=4e9).contains(&rate)).then_some(rate as u32)?;
    Some(Header {
        frame: if samples == 1 { packet.into() } else { 0 },
        rate,
        channels: u16::try_from(u32_at(chunk, 24)?).unwrap_or(0),
    })
}

/// Wave64: the chunks of WAV, with long names and sizes that count themselves, at every eighth byte.
pub(crate) fn wave64(input: &mut dyn Input) -> io::Result<Sound> {
    /// What the short names of chunks are followed by.
    const END: &[u8] = b"\xf3\xac\xd3\x11\x8c\xd1\x00\xc0\x4f\x8e\xdb\x8a";
    const HEAD: u64 = 24;
    let (mut encoding, mut at) = (None, 40_u64);
    for _ in 0..MOST_CHUNKS {
        let head = input.at(at, 24)?;
        let (Some(id), Some(size)) = (head.first_chunk::<4>().copied(), u64_at(head, 16)) else {
            break;
        };
        let is_known = head.get(4..16) == Some(END);
        let body = at.saturating_add(HEAD);
        let len = size.saturating_sub(HEAD);
        match (&id, encoding) {
            (b"fmt ", None) if is_known => {
                let chunk = input.at(body, 40)?;
                let most = usize::try_from(len).unwrap_or(usize::MAX);
                encoding = Encoding::read(chunk.get(..most).unwrap_or(chunk));
            }
            (b"data", Some(encoding)) if is_known => {
                let present = input.len().saturating_sub(body);
                let stated = Some(len).filter(|len| *len > 0);
                let header = Header {
                    frame: if encoding.is_plain() {
                        encoding.frame()
                    } else {
                        0
                    },
                    rate: encoding.rate(),
                    channels: encoding.channels(),
                };
                return Ok(header.sound(stated, present));
            }
            _ => {}
        }
        let Some(next) = at
            .checked_add(size.max(HEAD))
            .and_then(|end| end.checked_next_multiple_of(8))
        else {
            break;
        };
        at = next;
    }
    Ok(Sound::default())
}

fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_be_bytes(*bytes))
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::Duration;

    fn seconds(bytes: &[u8], walk: fn(&mut dyn Input) -> io::Result<Sound>) -> Option<f64> {
        let sound = walk(&mut &bytes[..]).unwrap();
        sound.duration.as_ref().map(Duration::as_secs_f64)
    }

    #[test]
    fn rates_of_aiff_are_extended_numbers() {
        let table: [(&[u8; 10], Option<u32>); 5] = [
            (b"\x40\x0e\xac\x44\0\0\0\0\0\0", Some(44_100)),
            (b"\x40\x0b\xfa\0\0\0\0\0\0\0", Some(8000)),
            (b"\x3f\xff\x80\0\0\0\0\0\0\0", Some(1)),
            (b"\xc0\x0e\xac\x44\0\0\0\0\0\0", None),
            (b"\x7f\xff\xff\xff\xff\xff\xff\xff\xff\xff", None),
        ];
        for (bytes, expected) in table {
            assert_eq!(extended(bytes), expected, "{bytes:?}");
        }
    }

    #[test]
    fn au_plays_what_is_there_in_either_order_of_bytes() {
        let au = |magic: &[u8], size: u32, to: fn(u32) -> [u8; 4]| {
            let header = [24, size, 3, 8000, 1].map(to).concat();
            [magic, &header, &[0; 16_000]].concat()
        };
        let table = [
            (au(b".snd", 16_000, u32::to_be_bytes), Some(1.0)),
            (au(b"dns.", 16_000, u32::to_le_bytes), Some(1.0)),
            (au(b".snd", u32::MAX, u32::to_be_bytes), Some(1.0)),
            (au(b".snd", 0, u32::to_be_bytes), Some(1.0)),
            (au(b".snd", 8000, u32::to_be_bytes), Some(0.5)),
            (au(b".snd", 99_999, u32::to_be_bytes), Some(1.0)),
            (b".snd\0\0".to_vec(), None),
        ];
        for (bytes, expected) in table {
            assert_eq!(seconds(&bytes, super::au), expected);
        }
    }

    #[test]
    fn caf_may_be_written_into_a_pipe() {
        let caf = |size: i64, packet: u32, samples: u32| {
            let mut bytes = b"caff\0\x01\0\0desc\0\0\0\0\0\0\0\x20".to_vec();
            bytes.extend(8000_f64.to_be_bytes());
            bytes.extend(b"lpcm\0\0\0\0");
            for field in [packet, samples, 1, 16] {
                bytes.extend(field.to_be_bytes());
            }
            bytes.extend(b"data");
            bytes.extend(size.to_be_bytes());
            bytes.extend([0; 4 + 16_000]);
            bytes
        };
        let table = [
            (caf(16_004, 2, 1), Some(1.0)),
            (caf(-1, 2, 1), Some(1.0)),
            (caf(8004, 2, 1), Some(0.5)),
            (caf(i64::MAX, 2, 1), Some(1.0)),
            // Packets of compressed samples.
            (caf(16_004, 0, 1024), None),
            (caf(16_004, 34, 64), None),
        ];
        for (bytes, expected) in table {
            assert_eq!(seconds(&bytes, super::caf), expected);
        }
    }

    #[test]
    fn what_ends_early_has_no_duration() {
        let walks: [fn(&mut dyn Input) -> io::Result<Sound>; 4] = [aiff, au, caf, wave64];
        for walk in walks {
            for len in 0..64 {
                assert_eq!(
                    seconds(&vec![0xff; len], walk).filter(|found| *found > 0.0),
                    None
                );
            }
        }
    }
}
