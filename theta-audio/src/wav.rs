//! WAV: the chunks of RIFF, RF64 and BW64.

use crate::input::{Input, Part};
use crate::mpeg;
use crate::sound::{Sound, believed, stated_time};
use std::io;
use std::time::Duration;

/// How many chunks are looked at. Real files have a handful; a file of zeros would have millions.
const MOST_CHUNKS: usize = 1024;

/// A size that was not known when the header was written.
const UNKNOWN: u32 = u32::MAX;

/// The shortest description of samples.
const SHORTEST: usize = 14;

/// The longest description of samples that always take the same number of bytes.
const LONGEST: usize = 40;

/// The longest chunk that is believed to describe samples.
const LONGEST_CHUNK: u32 = 1024;

/// The most bytes that a sample takes. What states more than that per sample states something else.
const WIDEST: u64 = 8;

/// How samples are stored: the content of the `fmt ` chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Encoding {
    tag: u16,
    channels: u16,
    rate: u32,
    byte_rate: u32,
    align: u16,
    bits: u16,
    chunk: [u8; LONGEST],
    len: usize,
}

/// The format tag of integers: unsigned up to 8 bits, signed beyond.
pub const PCM: u16 = 1;
/// The format tag of floating-point numbers.
pub const FLOAT: u16 = 3;
/// The format tag of G.711 A-law.
pub const A_LAW: u16 = 6;
/// The format tag of G.711 µ-law.
pub const MU_LAW: u16 = 7;
const MS_ADPCM: u16 = 2;
const IMA_ADPCM: u16 = 0x11;
const GSM: u16 = 0x31;
const LAYERS_1_2: u16 = 0x50;
const LAYER_3: u16 = 0x55;
const EXTENSIBLE: u16 = 0xfffe;

impl Encoding {
    pub(crate) fn read(bytes: &[u8]) -> Option<Self> {
        let tag = u16_at(bytes, 0)?;
        let mut chunk = [0; LONGEST];
        let len = bytes.len().min(LONGEST);
        chunk.get_mut(..len)?.copy_from_slice(bytes.get(..len)?);
        Some(Self {
            tag: match tag {
                // The sub-format is a GUID that begins with the tag.
                EXTENSIBLE => u16_at(bytes, 24).unwrap_or(EXTENSIBLE),
                tag => tag,
            },
            channels: u16_at(bytes, 2)?,
            rate: u32_at(bytes, 4)?,
            byte_rate: u32_at(bytes, 8)?,
            align: u16_at(bytes, 12)?,
            // The first header of all had no such field.
            bits: u16_at(bytes, 14).unwrap_or(0),
            chunk,
            len,
        })
    }

    /// Returns the format tag; for an extensible header, the tag of the sub-format.
    #[must_use]
    pub fn tag(&self) -> u16 {
        self.tag
    }

    /// Returns the number of channels.
    #[must_use]
    pub fn channels(&self) -> u16 {
        self.channels
    }

    /// Returns the samples per second of each channel.
    #[must_use]
    pub fn rate(&self) -> u32 {
        self.rate
    }

    /// Returns the sample rate, or `None` if it is implausible.
    #[must_use]
    pub fn believed_rate(&self) -> Option<u32> {
        believed(self.rate)
    }

    /// Returns the number of significant bits of a sample, which may be stored in more; see [`sample`](Self::sample).
    #[must_use]
    pub fn bits(&self) -> u16 {
        let valid = if u16_at(&self.chunk, 0) == Some(EXTENSIBLE) {
            u16_at(&self.chunk, 18).filter(|valid| (1..=self.bits).contains(valid))
        } else {
            None
        };
        valid.unwrap_or(self.bits)
    }

    /// Returns whether a sample always takes the same number of bytes.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        matches!(self.tag, PCM | FLOAT | A_LAW | MU_LAW)
    }

    /// Returns the number of bytes of one sample of every channel: the block size that the header states, such as 4
    /// for 24 bits in 32, or, if that does not hold the bits of all channels evenly, as many whole bytes as they need.
    #[must_use]
    pub fn frame(&self) -> u64 {
        let (channels, align) = (u64::from(self.channels), u64::from(self.align));
        let least = u64::from(self.bits.div_ceil(8));
        match align.checked_div(channels) {
            Some(sample)
                if sample * channels == align && (least.max(1)..=WIDEST).contains(&sample) =>
            {
                align
            }
            Some(_) if least > 0 => least * channels,
            _ => align,
        }
    }

    /// Returns the number of bytes of one sample of one channel; zero without channels.
    #[must_use]
    pub fn sample(&self) -> u64 {
        self.frame()
            .checked_div(u64::from(self.channels))
            .unwrap_or(0)
    }

    /// Returns the content of a `fmt ` chunk for the same samples: the original one, except for the sizes of a frame
    /// and of a second where they contradict the rest. `None` when samples differ in size.
    #[must_use]
    pub fn chunk(&self) -> Option<Vec<u8>> {
        let frame = self.frame();
        let (frame, byte_rate) = self.is_plain().then(|| {
            let per_second = u32::try_from(frame * u64::from(self.rate)).unwrap_or(u32::MAX);
            Some((u16::try_from(frame).ok()?, per_second))
        })??;
        let mut chunk = self.chunk.get(..self.len)?.to_vec();
        chunk
            .get_mut(8..12)?
            .copy_from_slice(&byte_rate.to_le_bytes());
        chunk.get_mut(12..14)?.copy_from_slice(&frame.to_le_bytes());
        if let Some(size) = chunk.get_mut(16..18) {
            // What follows may have been longer than is kept.
            let most = u16::try_from(self.len - 18).unwrap_or(0);
            let stated = u16::from_le_bytes([size[0], size[1]]);
            size.copy_from_slice(&stated.min(most).to_le_bytes());
        }
        Some(chunk)
    }

    /// The duration of `bytes`. Decoders use the sample rate and the sample size, so the byte rate counts only where
    /// those are missing.
    pub(crate) fn duration(&self, bytes: u64) -> Option<Duration> {
        if self.rate > 0 {
            let frame = self.frame();
            if self.is_plain() && frame > 0 {
                return stated_time(bytes / frame, self.rate);
            }
            if let Some(samples) = self.samples_in_blocks(bytes) {
                return stated_time(samples, self.rate);
            }
        }
        stated_time(bytes, self.byte_rate)
    }

    /// The number of samples per channel in `bytes` of blocks, each of which starts with its own state.
    fn samples_in_blocks(&self, bytes: u64) -> Option<u64> {
        let (channels, align) = (u64::from(self.channels), u64::from(self.align));
        // Bytes of the state of a channel, samples in it, and further samples in so many bytes of all channels.
        let (state, first) = match self.tag {
            MS_ADPCM => (7, 2),
            IMA_ADPCM => (4, 1),
            GSM if align == 65 => return Some(bytes / align * 320),
            _ => return None,
        };
        let most = |block: u64| Some(block.checked_sub(state * channels)? * 2 / channels + first);
        if channels == 0 || self.bits != 4 {
            return None;
        }
        let whole = most(align)?;
        let stated = u16_at(&self.chunk, 18).map_or(0, u64::from);
        let whole = if stated == 0 {
            whole
        } else {
            stated.min(whole)
        };
        let rest = most(bytes % align).unwrap_or(0).min(whole);
        Some((bytes / align).checked_mul(whole)? + rest)
    }
}

/// The layout of a file.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Layout {
    /// How samples are stored.
    pub encoding: Encoding,
    /// The byte offset of the samples.
    pub start: u64,
    /// The number of bytes of samples.
    pub len: u64,
    /// The number of bytes that the header states; `None` when it states none.
    pub stated: Option<u64>,
}

/// Finds the encoding and the samples; `None` when one of them is missing.
///
/// # Errors
///
/// Returns an error when the content cannot be read.
pub fn layout(input: &mut dyn Input) -> io::Result<Option<Layout>> {
    Ok(walk(input)?.layout())
}

/// Duration, and what the header claims.
pub(crate) fn probe(input: &mut dyn Input) -> io::Result<Sound> {
    let walk = walk(input)?;
    let Some(layout) = walk.layout() else {
        return Ok(Sound {
            is_hollow: walk.is_hollow(),
            is_dead: walk.is_cut_in_header,
            ..Sound::default()
        });
    };
    layout.sound(input)
}

impl Layout {
    pub(crate) fn sound(self, input: &mut dyn Input) -> io::Result<Sound> {
        let Self {
            encoding,
            start,
            len,
            stated,
        } = self;
        let mut sound = if has_frames_of_its_own(encoding.tag) {
            mpeg::probe(&mut Part { input, start, len })?
        } else {
            Sound {
                duration: encoding.duration(len),
                ..Sound::default()
            }
        };
        sound.stated = stated.and_then(|stated| encoding.duration(stated));
        sound.rate = Some(encoding.rate).filter(|rate| *rate > 0);
        sound.channels = Some(encoding.channels).filter(|channels| *channels > 0);
        sound.is_hollow |= len == 0;
        sound.is_dead |= len == 0 || (encoding.rate == 0 && !has_frames_of_its_own(encoding.tag));
        Ok(sound)
    }
}

/// Whether the sound says itself what its rate is.
fn has_frames_of_its_own(tag: u16) -> bool {
    matches!(tag, LAYERS_1_2 | LAYER_3)
}

/// What a walk over chunks finds.
#[derive(Default)]
struct Walk {
    has_format: bool,
    encoding: Option<Encoding>,
    samples: Option<Samples>,
    /// Whether it came to the end of the content.
    is_whole: bool,
    /// Whether that was in or right behind the description of the samples.
    is_cut_in_header: bool,
}

#[derive(Clone, Copy)]
struct Samples {
    start: u64,
    len: u64,
    stated: Option<u64>,
}

impl Walk {
    fn layout(&self) -> Option<Layout> {
        let Samples { start, len, stated } = self.samples?;
        Some(Layout {
            encoding: self.encoding?,
            start,
            len,
            stated,
        })
    }

    /// Whether there is certainly no sound, or none that could be read.
    fn is_hollow(&self) -> bool {
        match self.samples {
            Some(samples) => samples.len == 0 || (self.is_whole && !self.has_format),
            None => self.is_whole,
        }
    }
}

fn walk(input: &mut dyn Input) -> io::Result<Walk> {
    let mut walk = Walk::default();
    // The size that an RF64 file keeps apart because 32 bits are too few.
    let mut long = None;
    let (mut at, mut is_in_header) = (12, false);
    for _ in 0..MOST_CHUNKS {
        let head = input.at(at, 8)?;
        let (Some(id), Some(size)) = (head.first_chunk::<4>().copied(), u32_at(head, 4)) else {
            walk.is_whole = true;
            walk.is_cut_in_header = is_in_header && walk.samples.is_none();
            break;
        };
        let body = at + 8;
        is_in_header = id == *b"fmt " && size <= LONGEST_CHUNK;
        match &id {
            b"fmt " if !walk.has_format => {
                let chunk = input.at(body, LONGEST)?;
                let size = usize::try_from(size).unwrap_or(usize::MAX);
                walk.encoding = Encoding::read(chunk.get(..size).unwrap_or(chunk));
                walk.has_format = chunk.len().min(size) >= SHORTEST;
            }
            b"ds64" => long = u64_at(input.at(body, 16)?, 8),
            b"data" if walk.samples.is_none() => {
                let samples = samples(input, body, size, long)?;
                walk.samples = Some(samples);
                if size == 0 && samples.len > 0 {
                    // Whatever follows was taken for samples.
                    walk.is_whole = true;
                    break;
                }
            }
            _ => {}
        }
        if walk.has_format && walk.samples.is_some() {
            break;
        }
        let size = match (&id, long) {
            (b"data", Some(long)) if size == UNKNOWN => long,
            _ => u64::from(size),
        };
        let Some(next) = body.checked_add(size) else {
            walk.is_whole = true;
            break;
        };
        at = after(input, next, size)?;
    }
    Ok(walk)
}

/// Bytes of samples that the header states, and those that are there.
fn samples(input: &mut dyn Input, start: u64, size: u32, long: Option<u64>) -> io::Result<Samples> {
    let present = input.len().saturating_sub(start);
    let stated = match size {
        UNKNOWN => long,
        size => Some(u64::from(size)),
    };
    let stated = match stated {
        // What was written into a pipe never learned its size; what has none is followed by chunks or nothing.
        Some(0) => (present == 0 || are_chunks(input, start)?).then_some(0),
        stated => stated,
    };
    Ok(Samples {
        start,
        len: stated.map_or(present, |stated| stated.min(present)),
        stated,
    })
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

/// Where the next chunk starts: an odd one is padded, except by incorrect writers.
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

pub(crate) fn u16_at(bytes: &[u8], at: usize) -> Option<u16> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u16::from_le_bytes(*bytes))
}

pub(crate) fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_le_bytes(*bytes))
}

pub(crate) fn u64_at(bytes: &[u8], at: usize) -> Option<u64> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u64::from_le_bytes(*bytes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sound::time;

    /// A tag, channels, a rate of 8 kHz, a second of so many bytes, a block and bits, and what follows them.
    fn encoding(tag: u16, channels: u16, align: u16, bits: u16, extra: &[u8]) -> Encoding {
        let mut chunk = Vec::new();
        for half in [tag, channels, 8000, 0, 100, 0, align, bits] {
            chunk.extend(half.to_le_bytes());
        }
        chunk.extend(extra);
        Encoding::read(&chunk).unwrap()
    }

    fn extension(valid: u16, tag: u16) -> Vec<u8> {
        let mut extra = [22, 0].to_vec();
        extra.extend(valid.to_le_bytes());
        extra.extend([4, 0, 0, 0]);
        extra.extend(tag.to_le_bytes());
        extra.extend(*b"\0\0\0\0\x10\0\x80\0\0\xaa\0\x38\x9b\x71");
        extra
    }

    #[test]
    fn a_frame_is_the_stated_block_where_it_holds_the_bits_of_all_channels() {
        // Tag, channels, block and bits; bytes of a frame.
        let table = [
            ((PCM, 1, 2, 16), 2),
            ((PCM, 1, 4, 24), 4),
            ((PCM, 2, 8, 24), 8),
            ((PCM, 6, 24, 24), 24),
            ((PCM, 1, 4, 20), 4),
            ((PCM, 1, 3, 20), 3),
            ((PCM, 1, 2, 12), 2),
            ((PCM, 2, 16, 32), 16),
            ((PCM, 1, 8, 32), 8),
            ((FLOAT, 1, 4, 32), 4),
            ((FLOAT, 2, 16, 64), 16),
            ((A_LAW, 1, 1, 8), 1),
            // None, too few bytes, no multiple of the channels, and more than any sample takes.
            ((PCM, 2, 0, 16), 4),
            ((PCM, 1, 2, 24), 3),
            ((PCM, 2, 2, 16), 4),
            ((PCM, 2, 7, 24), 6),
            ((PCM, 1, 4096, 16), 2),
            // A header that does not say the bits.
            ((PCM, 2, 4, 0), 4),
        ];
        for ((tag, channels, align, bits), frame) in table {
            let found = encoding(tag, channels, align, bits, &[]);
            assert_eq!(found.frame(), frame, "{tag} {channels} {align} {bits}");
        }
    }

    #[test]
    fn an_extensible_header_says_how_many_bits_count() {
        let table = [
            (32, 24, 24),
            (32, 20, 20),
            (32, 32, 32),
            (32, 0, 32),
            (32, 40, 32),
        ];
        for (bits, valid, expected) in table {
            let found = encoding(EXTENSIBLE, 1, 4, bits, &extension(valid, PCM));
            assert_eq!(
                (found.bits(), found.tag(), found.frame()),
                (expected, PCM, 4)
            );
        }
        let cut = encoding(EXTENSIBLE, 1, 4, 32, &[0, 0]);
        assert_eq!((cut.tag(), cut.is_plain()), (EXTENSIBLE, false));
    }

    #[test]
    fn the_description_of_samples_stays_but_for_sizes_that_contradict_it() {
        let extra = extension(24, PCM);
        let found = encoding(EXTENSIBLE, 2, 8, 32, &extra).chunk().unwrap();
        assert_eq!(found[..8], *b"\xfe\xff\x02\0\x40\x1f\0\0");
        assert_eq!(found[8..16], *b"\0\xfa\0\0\x08\0\x20\0");
        assert_eq!(found[16..], extra);
        let mended = encoding(PCM, 2, 3, 16, &[]).chunk().unwrap();
        assert_eq!(mended[8..], *b"\0\x7d\0\0\x04\0\x10\0");
        let long = encoding(PCM, 1, 2, 16, &[[30, 0].as_slice(), &[7; 30]].concat());
        assert_eq!(
            long.chunk().unwrap()[14..],
            [[16, 0, 22, 0].as_slice(), &[7; 22]].concat()
        );
        for tag in [MS_ADPCM, IMA_ADPCM, GSM, LAYER_3, 0xff] {
            assert_eq!(encoding(tag, 1, 256, 4, &[]).chunk(), None);
        }
    }

    #[test]
    fn blocks_of_compressed_samples_are_counted() {
        let states = |samples: u16| [[2, 0], samples.to_le_bytes()].concat();
        // Tag, channels, block, what follows, bytes, samples.
        let table = [
            (IMA_ADPCM, 1, 256, states(505), 512, 1010),
            (IMA_ADPCM, 2, 512, states(505), 512, 505),
            (IMA_ADPCM, 1, 256, states(0), 512, 1010),
            (IMA_ADPCM, 1, 256, Vec::new(), 256 + 8, 505 + 9),
            (IMA_ADPCM, 1, 256, states(505), 3, 0),
            (MS_ADPCM, 1, 256, states(500), 512, 1000),
            (MS_ADPCM, 2, 256, Vec::new(), 256, 244),
        ];
        for (tag, channels, align, extra, bytes, samples) in table {
            let found = encoding(tag, channels, align, 4, &extra);
            assert_eq!(found.duration(bytes), time(samples, 8000), "{tag} {bytes}");
        }
        let gsm = encoding(GSM, 1, 65, 0, &states(320));
        assert_eq!(gsm.duration(130), time(640, 8000));
        // What is not understood goes by the bytes of a second.
        assert_eq!(
            encoding(0xff, 1, 2, 0, &[]).duration(200),
            Some(Duration::from_secs(2))
        );
        assert_eq!(
            encoding(IMA_ADPCM, 1, 0, 4, &[]).duration(200),
            Some(Duration::from_secs(2))
        );
    }
}
