//! How long a recording plays, by what is there and not by what its header claims.
//!
//! Every upload of audio is probed before a socket is opened, so that a recording that is too long costs nothing.
//! The walk is this crate's own because headers lie: a WAV written into a pipe states 4 GiB of samples, a truncated one
//! what it once had, and an MP3 of variable bit rate without a count says nothing at all, where a guess from its first
//! frames is off by a factor of ten.
//!
//! - WAV (RIFF, RF64, BW64): the smaller of what the header states and what is there, by rate and sample size.
//! - MP3 (layers I to III of MPEG-1, 2 and 2.5): every frame is counted. The count that an encoder may have written is
//!   only reported, as [`Probe::stated`]. Exact to one frame (26 ms at 44.1 kHz); the silence that an encoder adds is
//!   part of it.
//! - Anything else has a format by its first bytes, and an unknown duration. Unknown is a result and no failure: such
//!   a recording is sent.
//!
//! The work is linear in the length of an MP3, and a few reads for a WAV of any length.
//!
//! ```
//! use std::time::Duration;
//!
//! // One second at 8 kHz, whose header was written before its length was known.
//! let mut wav = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
//! wav.extend_from_slice(b"\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\xff\xff\xff\xff");
//! wav.resize(wav.len() + 8000, 0x80);
//!
//! let probe = theta_client::probe::bytes(&wav);
//! assert_eq!(probe.format, Some("wav"));
//! assert_eq!(probe.duration, Some(Duration::from_secs(1)));
//! ```

mod input;
mod mpeg;
pub(crate) mod riff;

pub(crate) use input::{Input, Prefix, Window};

use crate::sniff::{self, Format};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::time::Duration;

/// What is known of a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Probe {
    /// The format as its usual file extension, such as `wav`; `None` when it is not recognised.
    pub format: Option<&'static str>,
    /// How long it plays; `None` when that is unknown.
    pub duration: Option<Duration>,
    /// How long it plays by its header; `None` when that says nothing. It may be anything: do not go by it.
    pub stated: Option<Duration>,
    /// Samples per second of each channel.
    pub sample_rate: Option<u32>,
    /// Channels.
    pub channels: Option<u16>,
}

/// Probes bytes in memory.
#[must_use]
pub fn bytes(mut bytes: &[u8]) -> Probe {
    // Nothing in memory fails to be read.
    inspect(&mut bytes).map_or_else(|_| Probe::default(), Look::probe)
}

/// Probes whatever can be read and sought, from its beginning. Where the reader then stands is unspecified.
///
/// # Errors
///
/// When reading or seeking fails. What is in the content is never an error.
pub fn reader<R: Read + Seek>(reader: &mut R) -> io::Result<Probe> {
    Ok(inspect(&mut Window::new(reader)?)?.probe())
}

/// Probes a file.
///
/// # Errors
///
/// When the file cannot be opened or read. What is in it is never an error.
pub fn file(path: impl AsRef<Path>) -> io::Result<Probe> {
    reader(&mut File::open(path)?)
}

/// What a walk over a recording finds.
#[derive(Clone, Copy, Debug, Default)]
struct Sound {
    duration: Option<Duration>,
    stated: Option<Duration>,
    rate: Option<u32>,
    channels: Option<u16>,
}

/// Format and sound of a content.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Look {
    pub(crate) format: Option<&'static Format>,
    sound: Sound,
}

impl Look {
    /// A WAV file of a known length.
    pub(crate) fn wav(duration: Duration) -> Self {
        Self {
            format: sniff::by_extension("wav"),
            sound: Sound {
                duration: Some(duration),
                ..Sound::default()
            },
        }
    }

    pub(crate) fn duration(self) -> Option<Duration> {
        self.sound.duration
    }

    fn probe(self) -> Probe {
        Probe {
            format: self.format.map(Format::extension),
            duration: self.sound.duration,
            stated: self.sound.stated,
            sample_rate: self.sound.rate,
            channels: self.sound.channels,
        }
    }
}

/// Looks at a content.
pub(crate) fn inspect(input: &mut dyn Input) -> io::Result<Look> {
    let format = unless_out_of_reach(format(input))?;
    let sound = match format.map(Format::extension) {
        Some("wav") => unless_out_of_reach(riff::probe(input))?,
        Some("mp3") => unless_out_of_reach(mpeg::probe(input))?,
        _ => Sound::default(),
    };
    Ok(Look { format, sound })
}

/// Looks at no more than what tells the format; the duration is known otherwise.
pub(crate) fn inspect_lasting(input: &mut dyn Input, duration: Duration) -> io::Result<Look> {
    let sound = Sound {
        duration: Some(duration),
        ..Sound::default()
    };
    let format = unless_out_of_reach(format(input))?;
    Ok(Look { format, sound })
}

/// What cannot be looked at stays unknown.
fn unless_out_of_reach<T: Default>(found: io::Result<T>) -> io::Result<T> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(T::default()),
        found => found,
    }
}

fn format(input: &mut dyn Input) -> io::Result<Option<&'static Format>> {
    let head = input.at(0, sniff::HEAD)?;
    let found = sniff::sniff(head);
    match (found, mpeg::tag_len(head)) {
        (None, _) => Ok(mpeg::is_there(input)?
            .then(|| sniff::by_extension("mp3"))
            .flatten()),
        (found, 0) => Ok(found),
        // The tag of MP3 also stands before other formats.
        (found, tag) => match input.at(tag, sniff::HEAD) {
            Ok(head) => Ok(sniff::sniff(head).or(found)),
            Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(found),
            Err(error) => Err(error),
        },
    }
}

/// How long so many samples last; `None` without a rate.
pub(crate) fn time(samples: u64, rate: u32) -> Option<Duration> {
    let per_second = u64::from(rate);
    let seconds = samples.checked_div(per_second)?;
    let nanos = samples % per_second * 1_000_000_000 / per_second;
    Some(Duration::new(seconds, u32::try_from(nanos).ok()?))
}
