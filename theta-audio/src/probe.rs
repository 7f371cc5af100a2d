//! The duration of a recording, from its content rather than from what its header claims.
//!
//! Every upload of audio is probed before a socket is opened, so that a recording that is too long costs nothing. This
//! crate walks through the content itself because headers are unreliable: a WAV written into a pipe states 4 GiB of
//! samples, a truncated one its former size, and an MP3 of variable bit rate without a frame count states nothing at
//! all, while a guess from its first frames is off by a factor of ten.
//!
//! - WAV (RIFF, RF64, BW64): the smaller of what the header states and what is present, computed from the sample rate
//!   and the number of bytes per sample of all channels, which may be more than its bits need (24 bits in 4 bytes).
//!   ADPCM and GSM are measured by their blocks, MPEG audio by its frames.
//! - MP3 (layers I to III of MPEG-1, 2 and 2.5): every frame is counted. A frame count written by an encoder is only
//!   reported, as [`Probe::stated`]. The result is exact to one frame (26 ms at 44.1 kHz), and includes the silence
//!   that an encoder adds.
//! - AIFF, AU, CAF and Wave64 with uncompressed samples: like WAV.
//! - Any other content has a format, detected from its first bytes, and an unknown duration. That is a result and not
//!   an error: such a recording is sent.
//!
//! The work is linear in the length of an MP3, and takes a few reads for a WAV of any length.
//!
//! ```
//! use std::time::Duration;
//!
//! // One second at 8 kHz, whose header was written before its length was known.
//! let mut wav = b"RIFF\xff\xff\xff\xffWAVEfmt \x10\0\0\0\x01\0\x01\0".to_vec();
//! wav.extend_from_slice(b"\x40\x1f\0\0\x40\x1f\0\0\x01\0\x08\0data\xff\xff\xff\xff");
//! wav.resize(wav.len() + 8000, 0x80);
//!
//! let probe = theta_audio::probe::bytes(&wav);
//! assert_eq!(probe.format, Some("wav"));
//! assert_eq!(probe.duration, Some(Duration::from_secs(1)));
//! ```

use crate::format::{Format, HEAD, is_text};
use crate::input::{Input, Part, Window};
use crate::sound::Sound;
use crate::{mpeg, plain, wav};
use std::fs::File;
use std::io::{self, Read, Seek};
use std::path::Path;
use std::time::Duration;

/// What is known about a recording.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Probe {
    /// The format as its usual file extension, such as `wav`; `None` when it is not detected.
    pub format: Option<&'static str>,
    /// The duration; `None` when it is unknown.
    pub duration: Option<Duration>,
    /// The duration that the header states; `None` when it states none. It may be wrong: do not rely on it.
    pub stated: Option<Duration>,
    /// Samples per second of each channel.
    pub sample_rate: Option<u32>,
    /// The number of channels.
    pub channels: Option<u16>,
}

/// Probes bytes in memory.
#[must_use]
pub fn bytes(mut bytes: &[u8]) -> Probe {
    // Nothing in memory fails to be read.
    inspect(&mut bytes).map_or_else(|_| Probe::default(), Look::probe)
}

/// Probes a reader from its beginning. Its position afterwards is unspecified.
///
/// # Errors
///
/// Returns an error when reading or seeking fails. The content itself never causes an error.
pub fn reader<R: Read + Seek>(reader: &mut R) -> io::Result<Probe> {
    Ok(inspect(&mut Window::new(reader)?)?.probe())
}

/// Probes a file.
///
/// # Errors
///
/// Returns an error when the file cannot be opened or read. The content itself never causes an error.
pub fn file(path: impl AsRef<Path>) -> io::Result<Probe> {
    reader(&mut File::open(path)?)
}

/// Why content is not the audio that an API documents.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Flaw {
    /// It is in none of the documented formats.
    Format,
    /// It is not audio at all, but a page or an answer in JSON.
    Text,
    /// It contains no sound. A recording of zero duration certainly has none; one of unknown duration may contain
    /// sound that is not understood here.
    Hollow,
}

/// The format and sound of some content.
#[derive(Clone, Copy, Debug, Default)]
pub struct Look {
    format: Option<&'static Format>,
    sound: Sound,
    is_text: bool,
}

impl Look {
    /// Creates the look of a WAV recording of a known duration.
    #[must_use]
    pub fn wav(duration: Duration) -> Self {
        Self {
            format: Format::by_extension("wav"),
            sound: lasting(duration),
            is_text: false,
        }
    }

    /// Creates the look of what nobody looked at, and which is said to play for this long.
    #[must_use]
    pub fn lasting(duration: Duration) -> Self {
        Self {
            sound: lasting(duration),
            ..Self::default()
        }
    }

    /// Returns the format; `None` when it is not detected.
    #[must_use]
    pub fn format(&self) -> Option<&'static Format> {
        self.format
    }

    /// Returns the duration; `None` when it is unknown.
    #[must_use]
    pub fn duration(&self) -> Option<Duration> {
        self.sound.duration
    }

    /// Returns whether there is certainly no sound: no samples, or a header that is truncated or that no decoder
    /// accepts.
    #[must_use]
    pub fn is_soundless(&self) -> bool {
        self.sound.is_dead || self.sound.duration == Some(Duration::ZERO)
    }

    /// Returns why the content is not audio in one of the `documented` formats, given as file extensions; an empty
    /// list allows any format.
    ///
    /// Content that is not recognised is accepted when one of the formats, such as `pcm`, cannot be detected: it may
    /// be that one.
    #[must_use]
    pub fn flaw<'f>(&self, documented: impl IntoIterator<Item = &'f str>) -> Option<Flaw> {
        // What is not known of another format needs no table of all of them.
        let is_this = |extension| match self.format {
            Some(format) => format.has_extension(extension),
            None => Format::by_extension(extension).is_none(),
        };
        let mut documented = documented.into_iter().peekable();
        if documented.peek().is_some() && !documented.any(is_this) {
            return Some(Flaw::Format);
        }
        if self.is_text {
            return Some(Flaw::Text);
        }
        (self.sound.is_hollow || self.is_soundless()).then_some(Flaw::Hollow)
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

fn lasting(duration: Duration) -> Sound {
    Sound {
        duration: Some(duration),
        ..Sound::default()
    }
}

/// Inspects some content.
///
/// # Errors
///
/// Returns an error when the content cannot be read.
pub fn inspect(input: &mut dyn Input) -> io::Result<Look> {
    let (look, start) = begins(input)?;
    let len = input.len().saturating_sub(start);
    let input = &mut Part { input, start, len };
    let sound = match look.format.map(Format::extension) {
        Some("wav") => unless_out_of_reach(wav::probe(input))?,
        Some("mp3") => unless_out_of_reach(mpeg::probe(input))?,
        Some("aiff") => unless_out_of_reach(plain::aiff(input))?,
        Some("au") => unless_out_of_reach(plain::au(input))?,
        Some("caf") => unless_out_of_reach(plain::caf(input))?,
        Some("w64") => unless_out_of_reach(plain::wave64(input))?,
        _ => Sound::default(),
    };
    Ok(Look { sound, ..look })
}

/// Inspects only as much as is needed to detect the format of content whose duration is known.
///
/// # Errors
///
/// Returns an error when the content cannot be read.
pub fn inspect_lasting(input: &mut dyn Input, duration: Duration) -> io::Result<Look> {
    let (look, _) = begins(input)?;
    let sound = lasting(duration);
    Ok(Look { sound, ..look })
}

/// What cannot be looked at stays unknown.
fn unless_out_of_reach<T: Default>(found: io::Result<T>) -> io::Result<T> {
    match found {
        Err(error) if error.kind() == io::ErrorKind::Unsupported => Ok(T::default()),
        found => found,
    }
}

/// A content without its sound, and where that begins: behind tags, unless they are part of the format.
fn begins(input: &mut dyn Input) -> io::Result<(Look, u64)> {
    let is_text = unless_out_of_reach(input.at(0, HEAD).map(is_text))?;
    let (format, start) = unless_out_of_reach(format(input))?;
    let look = Look {
        format,
        sound: Sound::default(),
        is_text,
    };
    Ok((look, start))
}

fn format(input: &mut dyn Input) -> io::Result<(Option<&'static Format>, u64)> {
    let head = input.at(0, HEAD)?;
    let found = Format::by_content(head);
    match (found, mpeg::tag_len(head)) {
        (None, _) => {
            let is_there = mpeg::is_there(input)?;
            Ok((is_there.then(|| Format::by_extension("mp3")).flatten(), 0))
        }
        (found, 0) => Ok((found, 0)),
        // The tag of MP3 also stands before other formats.
        (found, tag) => match unless_out_of_reach(input.at(tag, HEAD).map(Format::by_content))? {
            Some(format) if Some(format) != found => Ok((Some(format), tag)),
            _ => Ok((found, 0)),
        },
    }
}
