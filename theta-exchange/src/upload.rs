//! Uploads.

#[doc(hidden)]
pub mod body;
mod check;
#[doc(hidden)]
pub mod off_thread;
mod one_shot;
pub(crate) mod progress;
mod source;
pub mod split;

pub use one_shot::OneShot;
pub(crate) use source::{Piece, Samples, Source, file as open_file};

use crate::site::meta::UploadInfo;
use crate::site::refusal::Refusal;
use crate::upload::body::Segment;
use crate::upload::progress::{Callback, Progress};
use bytes::Bytes;
use http::HeaderValue;
use source::{Known, Wanted};
use std::borrow::Cow;
use std::fmt;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicU64;
use std::sync::{Arc, OnceLock};
use std::time::Duration;

/// Finds how long a recording plays, from its content rather than from what its header claims.
///
/// Every upload of audio is probed before a socket is opened, so that a recording that is too long costs nothing.
/// [`theta_audio::probe`] documents what is known of each format.
pub mod probe {
    #[doc(inline)]
    pub use theta_audio::probe::{Probe, bytes, file, reader};
}

/// An upload of audio; the same type as any other upload.
pub type Audio = Upload;

/// An upload: bytes in memory, a file, or a reader that a function opens.
///
/// All of these can be read again from the beginning, which a retry needs; use [`OneShot`] for a source that can be
/// read only once. No more than a chunk of the content is held in memory, unless it was there before, and its exact
/// length is stated: a source that turns out shorter or longer, or a file that is written to, fails the call.
///
/// Before a socket is opened, the content is checked against the contract. It must not be empty or larger than
/// documented (a documented MB counts as 1,000,000 bytes, the smaller and therefore safe reading, since vendors do not
/// say which one they mean). The content of audio must be in a documented format, and must not play longer than
/// documented according to its own [`probe`]. Audio of unknown duration is sent. A file name whose
/// extension belongs to another documented format than the content, such as `take.mp3` for a WAV, is refused; a
/// missing or unknown extension is accepted. The path of a file is never sent.
///
/// ```
/// use theta_runtime::Audio;
///
/// let from_disk = Audio::file("recordings/student.wav");
/// let from_memory = Audio::bytes(vec![0_u8; 4]).with_file_name("take-1.wav");
/// # drop((from_disk, from_memory));
/// ```
#[derive(Clone)]
#[must_use = "an upload does nothing until a request sends it"]
pub struct Upload {
    source: Source,
    file_name: Option<String>,
    content_type: Option<String>,
    unchecked: bool,
    duration: Option<Duration>,
    progress: Option<Callback>,
    /// What the attempts of one call have in common.
    call: Option<Arc<OneCall>>,
}

#[derive(Default)]
struct OneCall {
    known: OnceLock<Known>,
    /// How far the attempt that came furthest has come.
    highest: OnceLock<Arc<AtomicU64>>,
}

impl Upload {
    /// Creates an upload of a file. The file is opened again for each attempt and streamed without being held in
    /// memory. It must not change its length or be written to until the call is done.
    pub fn file(path: impl Into<PathBuf>) -> Self {
        Self::new(Source::File(path.into()))
    }

    /// Creates an upload of bytes in memory. Clones share them.
    pub fn bytes(bytes: impl Into<Bytes>) -> Self {
        Self::new(Source::Bytes(bytes.into()))
    }

    /// Creates an upload of a text: its content, never a path. A bare text is not taken for either of the two.
    pub fn text(text: impl Into<String>) -> Self {
        Self::bytes(text.into())
    }

    /// Creates an upload of whatever `open` returns. `open` is called for each attempt, and must return a reader of
    /// exactly `len` bytes, always the same.
    ///
    /// Opening and reading may block, and run on threads where that is allowed. A reader that ends early or continues
    /// after `len` bytes fails the call: limit it with [`take`](Read::take) if it may be longer. Because the content
    /// is not read ahead, the duration of an MP3 is unknown unless it is stated with
    /// [`with_duration`](Self::with_duration); the duration of a WAV is known.
    ///
    /// ```
    /// use std::io::Cursor;
    /// use theta_runtime::Upload;
    ///
    /// let sealed = vec![7_u8; 1000];
    /// let upload = Upload::factory(1000, move || {
    ///     let opened: Vec<u8> = sealed.iter().map(|byte| byte ^ 0x55).collect();
    ///     Ok(Cursor::new(opened))
    /// });
    /// # drop(upload);
    /// ```
    pub fn factory<R, F>(len: u64, open: F) -> Self
    where
        R: Read + Send + 'static,
        F: Fn() -> io::Result<R> + Send + Sync + 'static,
    {
        Self::new(Source::Factory {
            len,
            open: Arc::new(move || Ok(Box::new(open()?))),
        })
    }

    pub(crate) const fn new(source: Source) -> Self {
        Self {
            source,
            file_name: None,
            content_type: None,
            unchecked: false,
            duration: None,
            progress: None,
            call: None,
        }
    }

    /// Sets the file name to send, in place of a fixed one such as `audio.wav`. A `"` in it is sent as `%22`, as
    /// browsers do; a name with control characters, including line breaks, is refused before anything is sent.
    pub fn with_file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type to send, in place of the one detected from the content.
    pub fn with_content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Sets the duration of the audio, in place of the one found in the content, for formats and sources whose
    /// duration cannot be found. It is checked and accounted for like a duration that was found.
    pub fn with_duration(mut self, duration: Duration) -> Self {
        self.duration = Some(duration);
        self
    }

    /// Calls `progress` with the number of bytes handed to the connection so far, and the total number of bytes.
    ///
    /// The first number never decreases: a retry reports nothing until it has reached the point of the previous
    /// attempt. Bytes that were handed over have not necessarily been received; a few hundred kilobytes may be in
    /// transit. The function is called on the threads that send, at most once per 64 to 256 KiB, and must not block.
    /// It is not called when the call is answered without sending the content, for example because an identical call
    /// is in flight.
    ///
    /// ```
    /// use theta_runtime::Audio;
    ///
    /// let audio = Audio::file("lecture.wav").with_progress(|sent, total| eprintln!("{sent} of {total} bytes"));
    /// # drop(audio);
    /// ```
    pub fn with_progress(mut self, progress: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        self.progress = Some(Arc::new(progress));
        self
    }

    /// Disables the checks against the contract: size, emptiness, format and duration.
    pub fn unchecked(mut self) -> Self {
        self.unchecked = true;
        self
    }

    /// Whether it can be read again from its beginning.
    #[doc(hidden)]
    pub const fn is_repeatable(&self) -> bool {
        !matches!(self.source, Source::OneShot { .. })
    }

    /// Whether it is sent whatever the contract says of it.
    #[doc(hidden)]
    pub const fn is_unchecked(&self) -> bool {
        self.unchecked
    }

    /// The same with a memory of its own, for the attempts of one call.
    #[doc(hidden)]
    pub fn for_call(mut self) -> Self {
        self.call = Some(Arc::default());
        self
    }

    /// The file name that the user gave: the name to send, or else the name of the file.
    fn called(&self) -> Option<PathBuf> {
        match (&self.file_name, &self.source) {
            (Some(name), _) => Some(name.into()),
            (None, Source::File(path)) => path.file_name().map(PathBuf::from),
            (None, _) => None,
        }
    }

    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }

    /// The same settings with another content.
    pub(crate) fn with_source(&self, source: Source) -> Self {
        Self {
            source,
            duration: None,
            ..self.clone()
        }
    }

    /// Refuses what can be read once only for its stated length.
    #[doc(hidden)]
    pub fn check_size(&self, info: &'static UploadInfo) -> Result<(), Refusal> {
        match self.source {
            Source::OneShot { len, .. } if !self.unchecked => check::size(info, len),
            _ => Ok(()),
        }
    }

    /// Opens the content for one attempt, and refuses what the contract says the server refuses, and what is another
    /// content than that of an earlier attempt.
    #[doc(hidden)]
    pub async fn open(&self, info: &'static UploadInfo) -> Result<Opened, Refusal> {
        let part = info.name();
        if self
            .file_name
            .iter()
            .any(|name| name.contains(char::is_control))
        {
            return Err(Refusal::FileName { name: part });
        }
        let name = self.called();
        let call = self.call.clone().unwrap_or_default();
        let wanted = Wanted {
            info,
            unchecked: self.unchecked,
            duration: self.duration,
        };
        let (content, known) = self.source.open(wanted, call.known.get().cloned()).await?;
        let Known { look, head, .. } = call.known.get_or_init(|| known);
        if !self.unchecked {
            check::content(info, *look, head, name.as_deref(), self.duration.is_some())?;
        }
        let fixed = |text: &'static str| Bytes::from_static(text.as_bytes());
        let content_type = match (&self.content_type, look.format()) {
            (Some(content_type), _) => content_type.clone().into(),
            (None, Some(format)) => fixed(format.media_type()),
            (None, None) if info.content_type.is_empty() => fixed("application/octet-stream"),
            (None, None) => fixed(info.content_type),
        };
        let content_type = HeaderValue::from_maybe_shared(content_type)
            .ok()
            .filter(|value| value.to_str().is_ok_and(|text| !text.contains('\t')))
            .ok_or(Refusal::MediaType { name: part })?;
        let file_name = match (&self.file_name, info.audio, look.format()) {
            (Some(name), ..) => name.clone().into(),
            (None, true, Some(format)) => format.file_name().into(),
            (None, true, None) => "audio.bin".into(),
            (None, false, Some(format)) => format!("file.{}", format.extension()).into(),
            (None, false, None) => "file.bin".into(),
        };
        let total = content.len();
        let progress = self.progress.as_ref().map(|callback| {
            Progress::new(
                callback.clone(),
                total,
                call.highest.get_or_init(Arc::default).clone(),
            )
        });
        Ok(Opened {
            content: content.with_progress(progress).into_segment(),
            file_name,
            content_type,
            duration: look.duration(),
            head: head.clone(),
        })
    }
}

/// Content that is ready to be sent.
#[doc(hidden)]
#[derive(Debug)]
pub struct Opened {
    pub content: Segment,
    pub file_name: Cow<'static, str>,
    pub content_type: HeaderValue,
    /// How long audio plays; `None` when that is unknown.
    pub duration: Option<Duration>,
    /// The first bytes.
    pub head: Bytes,
}

impl From<&Self> for Upload {
    fn from(upload: &Self) -> Self {
        upload.clone()
    }
}

impl From<PathBuf> for Upload {
    fn from(path: PathBuf) -> Self {
        Self::file(path)
    }
}

impl From<&Path> for Upload {
    fn from(path: &Path) -> Self {
        Self::file(path)
    }
}

impl From<&PathBuf> for Upload {
    fn from(path: &PathBuf) -> Self {
        Self::file(path)
    }
}

impl From<Bytes> for Upload {
    fn from(bytes: Bytes) -> Self {
        Self::bytes(bytes)
    }
}

impl From<Vec<u8>> for Upload {
    fn from(bytes: Vec<u8>) -> Self {
        Self::bytes(bytes)
    }
}

impl From<&'static [u8]> for Upload {
    fn from(bytes: &'static [u8]) -> Self {
        Self::bytes(bytes)
    }
}

/// Omits the content.
#[allow(clippy::missing_fields_in_debug)] // what is not shown says nothing of what is sent
impl fmt::Debug for Upload {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut out = f.debug_struct("Upload");
        match &self.source {
            Source::Bytes(bytes) => out.field("bytes", &bytes.len()),
            Source::File(path) => out.field("file", path),
            Source::Piece(piece) => out.field("piece", &piece.duration),
            Source::Factory { len, .. } => out.field("factory", len),
            Source::OneShot { len, .. } => out.field("one_shot", len),
        };
        out.field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("unchecked", &self.unchecked)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write as _;

    static ANY: UploadInfo = UploadInfo {
        part: "file",
        audio: true,
        formats: &[],
        max_size: None,
        max_duration_ms: None,
        content_type: "",
    };

    #[tokio::test]
    async fn attempts_of_one_call_send_the_same_file_and_calls_of_one_upload_need_not() {
        let mut file = tempfile::NamedTempFile::new().unwrap();
        file.write_all(b"first").unwrap();
        let upload = Upload::file(file.path());
        let call = upload.clone().for_call();
        for _ in 0..2 {
            let opened = call.open(&ANY).await.unwrap();
            assert_eq!((&opened.head[..], opened.content.len()), (&b"first"[..], 5));
        }
        file.write_all(b" and more").unwrap();
        let refusal = call.open(&ANY).await.unwrap_err().to_string();
        assert!(
            refusal.contains("became longer between two attempts"),
            "{refusal}"
        );
        let opened = upload.for_call().open(&ANY).await.unwrap();
        assert_eq!(&opened.head[..], b"first and more");
    }

    #[test]
    fn only_a_stream_cannot_be_read_again() {
        assert!(Upload::bytes("x").is_repeatable());
        assert!(Upload::factory(1, || Ok(io::empty())).is_repeatable());
        assert!(!Upload::from(OneShot::new(1, tokio::io::empty())).is_repeatable());
    }
}
