//! Splits long recordings at pauses, into pieces that an API accepts.
//!
//! [`wav`] splits a recording, [`each`] processes the pieces, and [`join`] joins the resulting texts. Pieces are
//! uploads like any other and share only the source; of a file, no more than a chunk is held in memory, however long
//! the recording is.
//!
//! ```no_run
//! # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
//! use parrot::Client;
//! use theta_runtime::{ApiClient, Upload, split};
//!
//! # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
//! // As much as the contract allows.
//! let endpoint = Client::API.endpoints.iter().find(|endpoint| endpoint.name == "transcribe");
//! let limit = endpoint.and_then(|endpoint| endpoint.uploads.first()).ok_or("it takes no upload")?;
//! let pieces = split::wav(Upload::file("lecture.wav"), limit).await?;
//! let parts = split::each(pieces)
//!     .at_once(4)
//!     .progress(|progress| eprintln!("{:?} of {:?}", progress.audio, progress.audio_in_all))
//!     .run(async |piece| client.transcribe(piece.upload).await)
//!     .await?;
//! for part in &parts {
//!     println!("{:>8.2?}  {}", part.offset, part.value.text);
//! }
//! println!("{}", split::join(parts.iter().map(|part| &part.value.text)));
//! # Ok(())
//! # }
//! ```

mod each;
#[cfg(test)]
mod tests;

pub use each::{Each, Interrupted, Part, Progress, each};
#[doc(inline)]
pub use theta_audio::cut::Limit;

use crate::site::meta::UploadInfo;
use crate::upload::body::FileState;
use crate::upload::off_thread::off_thread;
use crate::upload::{self, Samples, Source, Upload};
use bytes::Bytes;
use std::borrow::Cow;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use std::{fmt, io};
use theta_audio::cut::{self, CutError};
use theta_audio::{Input, Window};

/// What a contract says that an endpoint takes.
impl From<&UploadInfo> for Limit {
    fn from(info: &UploadInfo) -> Self {
        let mut limit = Self::default();
        limit.duration = info.max_duration_ms.map(Duration::from_millis);
        limit.size = info.max_size;
        limit
    }
}

/// A piece of a recording.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Piece {
    /// The start of the piece in the recording.
    pub offset: Duration,
    /// The duration of the piece.
    pub duration: Duration,
    /// The piece as a WAV file.
    pub upload: Upload,
}

/// Splits a WAV recording into pieces within `limit`, each ending at the quietest point near its limit.
///
/// The search covers the last tenth of the limit, at least two seconds and at most half of it: it finds the quietest
/// fifth of a second, and within that the quietest 20 ms. Only this part of the source is read. Samples are neither
/// changed nor lost: the samples of the pieces, one after the other, are those of the recording, except for an
/// incomplete last sample, and each header describes them as the original header does. PCM of up to 64 bits in whole
/// bytes, also in larger containers than needed (24 bits in 32), floats of 32 and 64 bits, A-law and µ-law are
/// supported, at any rate and number of channels, and of any length, even if the header is wrong about it. ADPCM, GSM
/// and MPEG audio in a WAV file are stored in blocks and cannot be split.
///
/// The source is a file or bytes in memory. A file must not change until its last piece has been sent; writing to it
/// fails the calls. Each piece keeps the settings of the source. `limit` is a [`Limit`], a [`Duration`], or the
/// contract's data of an upload.
///
/// # Errors
///
/// Returns an error when the source cannot be read or is not a recording that can be split, or when the limit is too
/// small for any sound. See [`SplitError`].
pub async fn wav(
    source: impl Into<Upload>,
    limit: impl Into<Limit>,
) -> Result<Vec<Piece>, SplitError> {
    let (source, limit) = (source.into(), limit.into());
    off_thread(move || wav_blocking(source, limit))
        .await
        .unwrap_or_else(|error| {
            Err(SplitError {
                kind: SplitErrorKind::Io,
                message: "the runtime is shutting down: split earlier".into(),
                cause: Some(Arc::new(error.into())),
            })
        })
}

/// Splits a WAV recording as [`wav`] does, on the current thread.
///
/// # Errors
///
/// Returns the errors of [`wav`].
pub fn wav_blocking(
    source: impl Into<Upload>,
    limit: impl Into<Limit>,
) -> Result<Vec<Piece>, SplitError> {
    let (source, limit) = (source.into(), limit.into());
    match source.source() {
        Source::Bytes(bytes) => {
            let mut input = &bytes[..];
            let samples = |at: u64, len: u64| {
                let start = usize::try_from(at).ok()?;
                let end = start.checked_add(usize::try_from(len).ok()?)?;
                (end <= bytes.len()).then(|| Samples::Bytes(bytes.slice(start..end)))
            };
            pieces(&source, &mut input, limit, samples)
        }
        Source::File(path) => {
            let (mut file, state) = upload::open_file(path).map_err(|refusal| SplitError {
                kind: SplitErrorKind::Io,
                message: refusal.to_string().into(),
                cause: refusal.into_io(),
            })?;
            split_file(&source, path, &mut file, state, limit)
        }
        Source::Piece(_) | Source::Factory { .. } | Source::OneShot { .. } => Err(SplitError::new(
            SplitErrorKind::Source,
            "only a file or bytes can be split: write the recording to a file first",
        )),
    }
}

fn split_file(
    source: &Upload,
    path: &Path,
    file: &mut File,
    state: FileState,
    limit: Limit,
) -> Result<Vec<Piece>, SplitError> {
    let samples = |start: u64, len: u64| {
        Some(Samples::File {
            path: path.to_owned(),
            start,
            len,
            state,
        })
    };
    let pieces = pieces(source, &mut Window::new(file)?, limit, samples)?;
    match FileState::of(file)?.change_since(state) {
        None => Ok(pieces),
        Some(how) => Err(SplitError::new(
            SplitErrorKind::Io,
            format!(
                "`{}` {how} while it was split: split it once nobody writes to it",
                path.display()
            ),
        )),
    }
}

fn pieces(
    source: &Upload,
    input: &mut dyn Input,
    limit: Limit,
    samples: impl Fn(u64, u64) -> Option<Samples>,
) -> Result<Vec<Piece>, SplitError> {
    let cuts = cut::wav(input, limit)?.into_iter().map(|cut| {
        let gone = || SplitError::from(io::Error::from(io::ErrorKind::UnexpectedEof));
        let piece = upload::Piece {
            header: cut.header.into(),
            samples: samples(cut.start, cut.len).ok_or_else(gone)?,
            padding: Bytes::from_static(if cut.len % 2 == 1 { &[0] } else { &[] }),
            duration: cut.duration,
        };
        Ok(Piece {
            offset: cut.offset,
            duration: cut.duration,
            upload: source.with_source(Source::Piece(Arc::new(piece))),
        })
    });
    cuts.collect()
}

/// Joins texts with one space between them, trimmed and without empty ones.
///
/// ```
/// assert_eq!(theta_runtime::split::join([" Once upon", "", "a time. "]), "Once upon a time.");
/// ```
pub fn join<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let mut joined = String::new();
    for text in texts {
        let text = text.as_ref().trim();
        if !text.is_empty() {
            if !joined.is_empty() {
                joined.push(' ');
            }
            joined.push_str(text);
        }
    }
    joined
}

/// The error of splitting a recording.
#[derive(Debug)]
pub struct SplitError {
    kind: SplitErrorKind,
    message: Cow<'static, str>,
    cause: Option<Arc<io::Error>>,
}

/// The kind of a [`SplitError`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum SplitErrorKind {
    /// The source could not be read, or was written to meanwhile.
    Io,
    /// The source can only be read from its beginning.
    Source,
    /// The source is not a recording that can be split.
    Format,
    /// The limit is too small.
    Limit,
}

impl SplitError {
    fn new(kind: SplitErrorKind, message: impl Into<Cow<'static, str>>) -> Self {
        Self {
            kind,
            message: message.into(),
            cause: None,
        }
    }

    /// Returns the kind of the error.
    #[must_use]
    pub fn kind(&self) -> SplitErrorKind {
        self.kind
    }
}

impl From<io::Error> for SplitError {
    fn from(cause: io::Error) -> Self {
        Self {
            kind: SplitErrorKind::Io,
            message: "the recording cannot be read".into(),
            cause: Some(Arc::new(cause)),
        }
    }
}

impl From<CutError> for SplitError {
    fn from(error: CutError) -> Self {
        match error {
            CutError::Io(cause) => cause.into(),
            CutError::Format(message) => Self::new(SplitErrorKind::Format, message),
            CutError::Limit(message) => Self::new(SplitErrorKind::Limit, message),
        }
    }
}

impl fmt::Display for SplitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for SplitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        let cause: &(dyn std::error::Error + 'static) = self.cause.as_deref()?;
        Some(cause)
    }
}
