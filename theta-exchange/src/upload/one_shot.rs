//! Uploads that can be read only once.

use super::source::Stream;
use super::{Source, Upload};
use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::AsyncRead;

/// An upload that can be read only once, such as a stream that is being received.
///
/// It can be used in place of an [`Upload`], but a call that takes it is never retried. Where possible, use an upload
/// that can be opened again: a file, bytes, or an [`Upload::factory`].
///
/// The length must be known, because APIs refuse uploads that do not state it. A stream that ends early or continues
/// after its length fails the call; limit it with `take` if it may be longer. The duration is known for WAV, or when
/// it is stated.
///
/// ```
/// use std::time::Duration;
/// use theta_runtime::OneShot;
///
/// let received: &[u8] = b"what another server is sending";
/// let upload = OneShot::new(received.len() as u64, received).with_duration(Duration::from_secs(3));
/// # drop(upload);
/// ```
#[must_use = "an upload does nothing until a request sends it"]
pub struct OneShot(Upload);

impl OneShot {
    /// Creates an upload of `len` bytes from an asynchronous reader.
    pub fn new(len: u64, reader: impl AsyncRead + Send + 'static) -> Self {
        Self::of(len, Stream::Async(Box::pin(reader)))
    }

    /// Creates an upload of `len` bytes from a blocking reader, which is read on a thread where blocking is allowed.
    pub fn blocking(len: u64, reader: impl Read + Send + 'static) -> Self {
        Self::of(len, Stream::Blocking(Box::new(reader)))
    }

    fn of(len: u64, stream: Stream) -> Self {
        let stream = Arc::new(Mutex::new(Some(stream)));
        Self(Upload::new(Source::OneShot { len, stream }))
    }

    /// Sets the file name to send; see [`Upload::with_file_name`].
    pub fn with_file_name(self, name: impl Into<String>) -> Self {
        Self(self.0.with_file_name(name))
    }

    /// Sets the media type to send; see [`Upload::with_content_type`].
    pub fn with_content_type(self, content_type: impl Into<String>) -> Self {
        Self(self.0.with_content_type(content_type))
    }

    /// Sets the duration of the audio; see [`Upload::with_duration`].
    pub fn with_duration(self, duration: Duration) -> Self {
        Self(self.0.with_duration(duration))
    }

    /// Reports the progress of the upload; see [`Upload::with_progress`].
    pub fn with_progress(self, progress: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self(self.0.with_progress(progress))
    }

    /// Disables the checks against the contract; see [`Upload::unchecked`].
    pub fn unchecked(self) -> Self {
        Self(self.0.unchecked())
    }
}

/// Converts the stream into an upload. It can still be read only once: of several clones, only the first one sent gets
/// the content.
impl From<OneShot> for Upload {
    fn from(stream: OneShot) -> Self {
        stream.0
    }
}

/// Omits the content.
impl fmt::Debug for OneShot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OneShot").field(&self.0).finish()
    }
}
