//! Splitting long WAV recordings into pieces at pauses.
//!
//! [`wav()`] returns the positions and the header of each piece; the samples are not copied.

mod quiet;
mod samples;

use crate::format::Format as Container;
use crate::input::Input;
use crate::sound::time;
use crate::wav;
use quiet::Cutter;
use samples::Format;
use std::fmt;
use std::io;
use std::time::Duration;

/// How many of the first bytes tell a format.
const HEAD: usize = 16;

/// The maximum size of a piece.
///
/// ```
/// use std::time::Duration;
/// use theta_audio::cut::Limit;
///
/// let limit = Limit::duration(Duration::from_secs(300)).size(25_000_000);
/// # drop(limit);
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
#[must_use = "a limit does nothing until something is split by it"]
pub struct Limit {
    /// The maximum duration.
    pub duration: Option<Duration>,
    /// The maximum number of bytes, including the header.
    pub size: Option<u64>,
}

impl Limit {
    /// Creates a limit on the duration of a piece.
    pub const fn duration(duration: Duration) -> Self {
        Self {
            duration: Some(duration),
            size: None,
        }
    }

    /// Also limits the number of bytes of a piece, including its header.
    pub const fn size(self, bytes: u64) -> Self {
        Self {
            duration: self.duration,
            size: Some(bytes),
        }
    }
}

impl From<Duration> for Limit {
    fn from(duration: Duration) -> Self {
        Self::duration(duration)
    }
}

/// A piece of a recording: a header, a range of the recording's bytes, and a byte of padding if their number is odd.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Cut {
    /// The start of the piece in the recording.
    pub offset: Duration,
    /// The duration of the piece.
    pub duration: Duration,
    /// The header of the piece as a WAV file, which describes the samples as the header of the recording does.
    pub header: Vec<u8>,
    /// The byte offset of its samples in the recording.
    pub start: u64,
    /// The number of bytes of its samples.
    pub len: u64,
}

/// Why a recording was not split.
#[derive(Debug)]
pub enum CutError {
    /// It could not be read.
    Io(io::Error),
    /// It is not a recording that can be split. The text says what to do.
    Format(&'static str),
    /// The limit is too small. The text says what to do.
    Limit(&'static str),
}

impl From<io::Error> for CutError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

impl fmt::Display for CutError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Io(_) => f.write_str("the recording cannot be read"),
            Self::Format(message) | Self::Limit(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for CutError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Io(error) => Some(error),
            Self::Format(_) | Self::Limit(_) => None,
        }
    }
}

/// Splits a WAV recording into pieces within a limit, each ending at the quietest point near its limit.
///
/// The search covers the last tenth of the limit, at least two seconds and at most half of it: it finds the quietest
/// fifth of a second, and within that the quietest 20 ms. Only this part of the input is read.
///
/// # Errors
///
/// Returns an error when the input cannot be read or is not a recording that can be split, or when the limit is too
/// small for any sound.
pub fn wav(input: &mut dyn Input, limit: Limit) -> Result<Vec<Cut>, CutError> {
    let is_wav = Container::by_content(input.at(0, HEAD)?) == Container::by_extension("wav");
    let layout = if is_wav { wav::layout(input)? } else { None };
    let layout = layout.ok_or(CutError::Format(
        "this is no WAV recording: convert it to WAV, which can be cut exactly",
    ))?;
    let mut format = Format::of(&layout.encoding).ok_or(CutError::Format(
            "the samples of this WAV recording are neither PCM nor floats of 32 or 64 bits, A-law or \u{b5}-law: \
             convert it",
        ))?;
    let frames = layout.len / format.frame();
    let rate = layout.encoding.rate();
    if frames == 0 || rate == 0 {
        return Err(CutError::Format(
            "this WAV recording holds no sound: check that it was written",
        ));
    }
    if layout.encoding.believed_rate().is_none() {
        return Err(CutError::Format(
            "this WAV recording states a sample rate that none has: check that it was written",
        ));
    }
    let most = most_frames(limit, &format, rate)?;
    if frames > most {
        format.settle(input, &layout)?;
    }
    let mut cutter = Cutter::new(input, &format, layout.start, rate);
    let (mut cuts, mut at) = (Vec::new(), 0);
    while at < frames {
        let end = if frames - at <= most {
            frames
        } else {
            cutter.cut(at, most)?
        };
        let (start, len) = (
            layout.start + at * format.frame(),
            (end - at) * format.frame(),
        );
        cuts.push(Cut {
            offset: time(at, rate).unwrap_or_default(),
            duration: time(end - at, rate).unwrap_or_default(),
            header: format.header(len),
            start,
            len,
        });
        at = end;
    }
    Ok(cuts)
}

/// How many frames a piece may have.
fn most_frames(limit: Limit, format: &Format, rate: u32) -> Result<u64, CutError> {
    // What the sizes in a header can express, less the header itself.
    let most_bytes = u64::from(u32::MAX) - 1024;
    let by_size = limit
        .size
        .map_or(most_bytes, |size| {
            // The header, and a byte of padding.
            size.saturating_sub(format.header(0).len() as u64 + 1)
        })
        .min(most_bytes)
        / format.frame();
    let by_duration = limit.duration.map_or(u64::MAX, |duration| {
        let whole = duration.as_secs().saturating_mul(u64::from(rate));
        let rest = u64::from(duration.subsec_nanos()) * u64::from(rate) / 1_000_000_000;
        whole.saturating_add(rest)
    });
    match by_size.min(by_duration) {
        0 => Err(CutError::Limit(
            "the limit leaves no room for any sound: raise it",
        )),
        most => Ok(most),
    }
}
