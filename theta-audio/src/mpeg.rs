//! MP3 and the other layers of MPEG audio: a walk from frame header to frame header.

use crate::input::Input;
use crate::sound::{Sound, time};
use std::io;
use std::time::Duration;

/// How many bytes the header of a frame takes.
const HEADER: u64 = 4;

/// The longest frame: layer II at 160 kbit/s and 8 kHz.
const LONGEST: usize = 2881;

/// What is asked for at once: a frame and the header after it.
const AHEAD: usize = LONGEST + 4;

/// How much of a file may be neither frames nor tags. Whoever finds more should not say how long it plays, and does
/// not need to look at all of it to know.
const MOST_LOST: u64 = 4 * 1024 * 1024;

/// How far into a file the first frame is searched for when nothing indicates that there is one.
const FIRST_WITHIN: u64 = 64 * 1024;

/// Sync, version, layer and sample rate: what does not change from frame to frame.
const CONSTANT: u32 = 0xfffe_0c00;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Frame {
    constant: u32,
    rate: u32,
    samples: u32,
    len: usize,
    /// Bytes between the header and the sound, where the first frame of a file may hold a count instead.
    side: Option<usize>,
    channels: u16,
}

/// Bit rates in kbit/s by index, for MPEG-1 layers I, II, III and MPEG-2 layers I, then II and III.
#[rustfmt::skip]
const KBITS: [[u16; 16]; 5] = [
    [0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448, 0],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384, 0],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256, 0],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0],
];

impl Frame {
    /// Reads `AAAAAAAA AAABBCCD EEEEFFGH IIxxxxxx`; `None` for what is reserved, and for frames of a free bit rate,
    /// whose length no header tells.
    fn read(bytes: &[u8]) -> Option<Self> {
        let header = u32::from_be_bytes(*bytes.first_chunk()?);
        if header >> 21 != 0x7ff {
            return None;
        }
        let (version, layer) = (header >> 19 & 3, header >> 17 & 3);
        // 0 is MPEG-2.5, 1 reserved, 2 MPEG-2, 3 MPEG-1; and 1 is layer III, 2 layer II, 3 layer I.
        let is_one = version == 3;
        let row = match (version, layer) {
            (1, _) | (_, 0) => return None,
            (3, layer) => 3 - layer,
            (_, 3) => 3,
            _ => 4,
        };
        let kbits = KBITS
            .get(usize::try_from(row).ok()?)?
            .get(usize::try_from(header >> 12 & 15).ok()?)?;
        let rate = [44_100_u32, 48_000, 32_000].get(usize::try_from(header >> 10 & 3).ok()?)?
            >> match version {
                3 => 0,
                2 => 1,
                _ => 2,
            };
        let samples = match (layer, is_one) {
            (3, _) => 384,
            (1, false) => 576,
            _ => 1152,
        };
        let padding = header >> 9 & 1;
        let bits = u32::from(*kbits) * 1000;
        let len = match layer {
            3 => (12 * bits / rate + padding) * 4,
            _ => samples / 8 * bits / rate + padding,
        };
        let is_mono = header >> 6 & 3 == 3;
        (bits > 0).then_some(Self {
            constant: header & CONSTANT,
            rate,
            samples,
            len: usize::try_from(len).ok()?,
            side: match (layer, is_one, is_mono) {
                (1, true, false) => Some(32),
                (1, true, true) | (1, false, false) => Some(17),
                (1, false, true) => Some(9),
                _ => None,
            },
            channels: if is_mono { 1 } else { 2 },
        })
    }

    fn is_like(self, other: Self) -> bool {
        self.constant == other.constant
    }

    /// Whether `count` frames like this one follow it in `bytes`, which begin with it and of which nothing is left
    /// out; fewer are enough when the content or a tag ends the run.
    fn is_followed(self, bytes: &[u8], count: usize, is_end: bool) -> bool {
        let mut frame = self;
        let mut rest = bytes;
        for _ in 0..count {
            let Some(after) = rest.get(frame.len..) else {
                return false;
            };
            rest = after;
            match Self::read(rest) {
                Some(next) if next.is_like(self) => frame = next,
                Some(_) => return false,
                None => return (is_end && rest.len() < 4) || Tag::read(rest).is_some(),
            }
        }
        true
    }
}

/// A tag in front of, between or behind frames.
struct Tag {
    len: u64,
}

impl Tag {
    fn read(bytes: &[u8]) -> Option<Self> {
        let len = match bytes {
            [b'I', b'D', b'3', _, _, flags, a, b, c, d, ..] if (a | b | c | d) & 0x80 == 0 => {
                let size = [a, b, c, d]
                    .into_iter()
                    .fold(0, |size, byte| size << 7 | u64::from(*byte));
                // A footer repeats the header.
                10 + size + if flags & 0x10 == 0 { 0 } else { 10 }
            }
            [b'T', b'A', b'G', ..] => 128,
            [b'A', b'P', b'E', b'T', b'A', b'G', b'E', b'X', ..] => {
                let size = bytes.get(12..)?.first_chunk()?;
                32 + u64::from(u32::from_le_bytes(*size))
            }
            _ => return None,
        };
        Some(Self { len })
    }
}

/// Length of the tag that `bytes` begin with, or zero.
pub(crate) fn tag_len(bytes: &[u8]) -> u64 {
    Tag::read(bytes).map_or(0, |tag| tag.len)
}

/// Whether frames begin somewhere near the start of a content that nothing else tells about.
pub(crate) fn is_there(input: &mut dyn Input) -> io::Result<bool> {
    const RUN: usize = 3;
    let mut at = 0;
    while at < input.len().min(FIRST_WITHIN) {
        let len = input.len();
        let bytes = input.at(at, RUN * AHEAD)?;
        let is_end = at.saturating_add(bytes.len() as u64) >= len;
        if Frame::read(bytes).is_some_and(|frame| frame.is_followed(bytes, RUN, is_end)) {
            return Ok(true);
        }
        match next_sync(bytes) {
            0 => break,
            skipped => at += skipped,
        }
    }
    Ok(false)
}

/// How far the next byte is that may begin a frame; zero when there are no bytes.
fn next_sync(bytes: &[u8]) -> u64 {
    let found = bytes
        .windows(2)
        .skip(1)
        .position(|pair| matches!(pair, [0xff, second] if second & 0xe0 == 0xe0));
    // The last byte may be the first half of a sync, unless it was the only one.
    let none = bytes.len().saturating_sub(1).max(bytes.len().min(1));
    found.map_or(none, |found| found + 1) as u64
}

/// Duration by the frames that are there, and by the count that the first one may hold.
pub(crate) fn probe(input: &mut dyn Input) -> io::Result<Sound> {
    let end = input.len();
    let mut sound = Sound::default();
    let mut clock = Clock::default();
    let mut last: Option<Frame> = None;
    let (mut at, mut lost, mut in_step, mut has_header) = (0_u64, 0_u64, true, false);
    // Where the last tag ends that stands where a frame could.
    let mut tagged = 0;
    while at < end {
        let bytes = input.at(at, AHEAD)?;
        let is_end = at.saturating_add(bytes.len() as u64) >= end;
        let header = Frame::read(bytes);
        has_header |= header.is_some();
        let frame = header.filter(|frame| {
            (in_step && last.is_some_and(|last| frame.is_like(last)))
                || frame.is_followed(bytes, 1, is_end)
        });
        if let Some(frame) = frame {
            if bytes.len() < frame.len {
                // The last frame is cut off, and a decoder drops it.
                break;
            }
            let count = Count::read(bytes, frame).filter(|_| last.is_none());
            match count {
                Some(count) => sound.stated = count.0.and_then(|frames| frame.times(frames)),
                None => clock.add(frame),
            }
            if last.is_none() {
                sound.rate = Some(frame.rate);
                sound.channels = Some(frame.channels);
            }
            last = Some(frame);
            in_step = true;
            at += frame.len as u64;
            continue;
        }
        if let Some(tag) = Tag::read(bytes).filter(|_| in_step) {
            tagged = at.saturating_add(tag.len);
            if tag.len <= end - at {
                at += tag.len;
                continue;
            }
        }
        let skipped = next_sync(bytes);
        in_step = false;
        lost += skipped;
        at += skipped;
        if skipped == 0 {
            // It became shorter since it was measured.
            break;
        }
        if lost > MOST_LOST {
            return Ok(sound);
        }
    }
    sound.duration = clock.read();
    sound.is_hollow = !has_header;
    // Tags, and too little for a header even of a kind that is not read here.
    sound.is_dead = !has_header && end.saturating_sub(tagged) < HEADER;
    Ok(sound)
}

impl Frame {
    /// The duration of this many frames.
    fn times(self, frames: u32) -> Option<Duration> {
        time(u64::from(frames) * u64::from(self.samples), self.rate)
    }
}

/// The frame that encoders put first so that players need not walk: no sound, and perhaps a number of frames.
struct Count(Option<u32>);

impl Count {
    fn read(bytes: &[u8], frame: Frame) -> Option<Self> {
        let side = frame.side?;
        // A checksum, if there is one, stands before the side information, and some writers forget it.
        for at in [4 + side, 6 + side] {
            let tag = bytes.get(at..)?;
            if tag.starts_with(b"Xing") || tag.starts_with(b"Info") {
                let has_frames = u32_at(tag, 4)? & 1 == 1;
                return Some(Self(u32_at(tag, 8).filter(|_| has_frames)));
            }
        }
        let tag = bytes.get(36..)?;
        tag.starts_with(b"VBRI").then(|| Self(u32_at(tag, 14)))
    }
}

/// Adds up frames without a rounding error for each.
#[derive(Default)]
struct Clock {
    before: Duration,
    samples: u64,
    rate: u32,
}

impl Clock {
    fn add(&mut self, frame: Frame) {
        if frame.rate != self.rate {
            self.before = self.read().unwrap_or_default();
            (self.samples, self.rate) = (0, frame.rate);
        }
        self.samples += u64::from(frame.samples);
    }

    /// `None` when there was no frame.
    fn read(&self) -> Option<Duration> {
        time(self.samples, self.rate).map(|since| self.before.saturating_add(since))
    }
}

fn u32_at(bytes: &[u8], at: usize) -> Option<u32> {
    let bytes = bytes.get(at..)?.first_chunk()?;
    Some(u32::from_be_bytes(*bytes))
}
