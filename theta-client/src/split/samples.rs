//! Samples as numbers, and headers for them.

use crate::probe::riff::{self, Encoding};
use bytes::Bytes;

/// How samples that can be told apart are stored.
#[derive(Clone, Copy, Debug)]
pub(super) struct Format {
    tag: u16,
    pub(super) channels: u16,
    bits: u16,
    read: fn(&[u8]) -> f64,
}

impl Format {
    /// `None` when the samples cannot be read.
    pub(super) fn of(encoding: Encoding) -> Option<Self> {
        let Encoding {
            tag,
            channels,
            bits,
            ..
        } = encoding;
        // What is stored in fewer bits than its bytes have stands in the upper ones, so whole bytes are read.
        let bytes = bits.div_ceil(8);
        let read: fn(&[u8]) -> f64 = match (tag, bytes) {
            (riff::PCM, 1) => |bytes| bytes.first().map_or(0.0, |byte| f64::from(*byte) - 128.0),
            (riff::PCM, 2) => |bytes| number(bytes, i16::from_le_bytes).map_or(0.0, f64::from),
            (riff::PCM, 3) => |bytes| match *bytes {
                [a, b, c, ..] => f64::from(i32::from_le_bytes([0, a, b, c])),
                _ => 0.0,
            },
            (riff::PCM, 4) => |bytes| number(bytes, i32::from_le_bytes).map_or(0.0, f64::from),
            (riff::FLOAT, 4) => |bytes| finite(number(bytes, f32::from_le_bytes).map(f64::from)),
            (riff::FLOAT, 8) => |bytes| finite(number(bytes, f64::from_le_bytes)),
            _ => return None,
        };
        (channels > 0).then_some(Self {
            tag,
            channels,
            bits,
            read,
        })
    }

    /// Bytes of a sample of one channel.
    pub(super) fn sample(self) -> usize {
        usize::from(self.bits.div_ceil(8))
    }

    /// Bytes of a sample of every channel.
    pub(super) fn frame(self) -> u64 {
        self.sample() as u64 * u64::from(self.channels)
    }

    pub(super) fn read(self, sample: &[u8]) -> f64 {
        (self.read)(sample)
    }

    /// A header for so many bytes of samples, in the form that every decoder knows.
    pub(super) fn header(self, rate: u32, len: u64) -> Bytes {
        // The caller keeps both below what 32 bits hold.
        let size = |len: u64| u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes();
        let frame = self.frame();
        let mut header = Vec::with_capacity(44);
        header.extend(b"RIFF");
        header.extend(size(36 + len + len % 2));
        header.extend(b"WAVEfmt \x10\0\0\0");
        header.extend(self.tag.to_le_bytes());
        header.extend(self.channels.to_le_bytes());
        header.extend(rate.to_le_bytes());
        header.extend(size(u64::from(rate) * frame));
        header.extend(u16::try_from(frame).unwrap_or(u16::MAX).to_le_bytes());
        header.extend(self.bits.to_le_bytes());
        header.extend(b"data");
        header.extend(size(len));
        header.into()
    }
}

fn number<const N: usize, T>(bytes: &[u8], read: fn([u8; N]) -> T) -> Option<T> {
    bytes.first_chunk().map(|bytes| read(*bytes))
}

/// What is no number must not make a whole stretch one.
fn finite(sample: Option<f64>) -> f64 {
    const LOUDEST: f64 = 1e6;
    sample
        .filter(|sample| sample.is_finite())
        .map_or(0.0, |sample| sample.clamp(-LOUDEST, LOUDEST))
}
