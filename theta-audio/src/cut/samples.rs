//! Reading samples as numbers, and writing headers for them.

use crate::input::Input;
use crate::wav::{A_LAW, Encoding, FLOAT, Layout, MU_LAW, PCM};
use std::io;

/// How many places of a recording tell where the bits of its samples stand, and how many bytes of each are looked at.
const PLACES: u64 = 16;
const PLACE: u64 = 4096;

/// How samples are stored that can be separated.
#[derive(Clone, Debug)]
pub(super) struct Format {
    /// The content of the chunk `fmt `.
    chunk: Vec<u8>,
    pub(super) channels: u16,
    sample: usize,
    kind: Kind,
}

/// What a sample says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    /// Up to 8 bits, with silence in the middle.
    Unsigned,
    /// All bytes of the sample, of which the lowest may be unused: a number of more bits has its own in the upper ones.
    Signed,
    /// So many of the lowest bits: what the standard does not know and recorders write, as in 24 bits of 32.
    Low(u16),
    Single,
    Double,
    ALaw,
    MuLaw,
}

impl Format {
    /// `None` when the samples cannot be read: blocks of compressed ones cannot be cut between any two of them.
    pub(super) fn of(encoding: &Encoding) -> Option<Self> {
        let sample = usize::try_from(encoding.sample()).ok()?;
        let kind = match (encoding.tag(), sample) {
            _ if encoding.bits() == 0 => return None,
            (PCM, 1) => Kind::Unsigned,
            (PCM, 2..=8) => Kind::Signed,
            (FLOAT, 4) => Kind::Single,
            (FLOAT, 8) => Kind::Double,
            (A_LAW, 1) => Kind::ALaw,
            (MU_LAW, 1) => Kind::MuLaw,
            _ => return None,
        };
        Some(Self {
            chunk: encoding.chunk()?,
            channels: encoding.channels(),
            sample,
            kind,
        })
    }

    /// Looks at samples to see which bits they use when they take more bytes than they need. It decides where a
    /// recording is cut, and nothing else: the samples stay as they are.
    pub(super) fn settle(&mut self, input: &mut dyn Input, layout: &Layout) -> io::Result<()> {
        let bits = layout.encoding.bits();
        let unused = self.sample - usize::from(bits.div_ceil(8)).min(self.sample);
        if self.kind != Kind::Signed || unused == 0 {
            return Ok(());
        }
        let frames = layout.len / self.frame();
        let mut is_low = false;
        for place in 0..PLACES {
            let at = layout.start + frames / PLACES * place * self.frame();
            let most = (layout.start + layout.len).saturating_sub(at).min(PLACE);
            let most = usize::try_from(most).unwrap_or(0);
            let bytes = input.at(at, most)?;
            let bytes = bytes.get(..most).unwrap_or(bytes);
            for sample in bytes.chunks_exact(self.sample) {
                let mut above = sample.iter().rev().take(unused);
                if above.any(|byte| !matches!(byte, 0 | 0xff)) {
                    return Ok(());
                }
                is_low |= sample.iter().take(unused).any(|byte| *byte != 0);
            }
        }
        if is_low {
            self.kind = Kind::Low(bits);
        }
        Ok(())
    }

    /// Bytes of a sample of one channel.
    pub(super) fn sample(&self) -> usize {
        self.sample
    }

    /// Bytes of a sample of every channel.
    pub(super) fn frame(&self) -> u64 {
        self.sample as u64 * u64::from(self.channels)
    }

    pub(super) fn read(&self, sample: &[u8]) -> f64 {
        match self.kind {
            Kind::Unsigned => sample.first().map_or(0.0, |byte| f64::from(*byte) - 128.0),
            Kind::Signed => integer(sample, 0),
            Kind::Low(bits) => integer(sample, 64 - u32::from(bits).min(64)),
            Kind::Single => finite(number(sample, f32::from_le_bytes).map(f64::from)),
            Kind::Double => finite(number(sample, f64::from_le_bytes)),
            Kind::ALaw => sample.first().map_or(0.0, |byte| a_law(*byte)),
            Kind::MuLaw => sample.first().map_or(0.0, |byte| mu_law(*byte)),
        }
    }

    /// A header for `len` bytes of samples, which describes them as the header of the recording does.
    pub(super) fn header(&self, len: u64) -> Vec<u8> {
        // The caller keeps both below what 32 bits hold.
        let size = |len: u64| u32::try_from(len).unwrap_or(u32::MAX).to_le_bytes();
        let chunk = self.chunk.len() as u64;
        let padding = chunk % 2;
        let mut header = Vec::with_capacity(28 + LONGEST);
        header.extend(b"RIFF");
        header.extend(size(20 + chunk + padding + len + len % 2));
        header.extend(b"WAVEfmt ");
        header.extend(size(chunk));
        header.extend(&self.chunk);
        header.extend((padding == 1).then_some(0));
        header.extend(b"data");
        header.extend(size(len));
        header
    }
}

/// The longest chunk `fmt ` that is kept.
const LONGEST: usize = 40;

fn number<const N: usize, T>(bytes: &[u8], read: fn([u8; N]) -> T) -> Option<T> {
    bytes.first_chunk().map(|bytes| read(*bytes))
}

/// A signed integer of up to eight bytes without its `above` highest bits of 64; with none of them, its own sign counts.
fn integer(sample: &[u8], above: u32) -> f64 {
    let bits = sample.len().min(8) * 8;
    let value = sample
        .iter()
        .take(8)
        .rev()
        .fold(0_i64, |value, byte| value << 8 | i64::from(*byte));
    let above = above.max(64 - u32::try_from(bits).unwrap_or(64)).min(63);
    #[allow(clippy::cast_precision_loss)] // how loud it is, not what it says
    let value = (value << above >> above) as f64;
    value
}

/// G.711: the sign, the exponent and the mantissa of a sample.
fn a_law(byte: u8) -> f64 {
    let byte = byte ^ 0x55;
    let (exponent, mantissa) = (i32::from(byte >> 4 & 7), i32::from(byte & 15) * 2 + 1);
    let value = match exponent {
        0 => mantissa,
        exponent => (mantissa + 32) << (exponent - 1),
    };
    f64::from(if byte & 0x80 == 0 { -value } else { value })
}

fn mu_law(byte: u8) -> f64 {
    let byte = !byte;
    let (exponent, mantissa) = (i32::from(byte >> 4 & 7), i32::from(byte & 15) * 2 + 33);
    let value = (mantissa << exponent) - 33;
    f64::from(if byte & 0x80 == 0 { value } else { -value })
}

/// What is no number must not make a whole stretch one.
fn finite(sample: Option<f64>) -> f64 {
    const LOUDEST: f64 = 1e6;
    sample
        .filter(|sample| sample.is_finite())
        .map_or(0.0, |sample| sample.clamp(-LOUDEST, LOUDEST))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn integers_have_the_sign_of_their_own_bits() {
        let table: &[(&[u8], u32, f64)] = &[
            (&[0xff, 0xff], 0, -1.0),
            (&[0, 0, 0x80], 0, -8_388_608.0),
            (&[1, 0, 0, 0], 0, 1.0),
            // 24 bits of 32, whose upper byte is a copy of the sign, or is not.
            (&[0xff, 0xff, 0xff, 0xff], 40, -1.0),
            (&[0xff, 0xff, 0xff, 0], 40, -1.0),
            (&[0xff, 0xff, 0x7f, 0], 40, 8_388_607.0),
            (&[0, 0, 8, 0], 44, -524_288.0),
            (&[0xff; 8], 0, -1.0),
        ];
        for (bytes, above, expected) in table {
            let found = integer(bytes, *above);
            assert!((found - expected).abs() < 0.5, "{bytes:?}: {found}");
        }
    }

    #[test]
    fn companded_samples_have_the_values_of_the_standard() {
        let table = [
            (a_law as fn(u8) -> f64, 0xd5, 1.0),
            (a_law, 0x55, -1.0),
            (a_law, 0xaa, 4032.0),
            (a_law, 0x2a, -4032.0),
            (mu_law, 0xff, 0.0),
            (mu_law, 0x80, 8031.0),
            (mu_law, 0x00, -8031.0),
            (mu_law, 0xfe, 2.0),
        ];
        for (law, byte, expected) in table {
            let found = law(byte);
            assert!((found - expected).abs() < 0.5, "{byte:#04x}: {found}");
        }
    }
}
