//! What can be read only once.

use super::source::Stream;
use super::{Source, Upload};
use std::fmt;
use std::io::Read;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio::io::AsyncRead;

/// Something to upload that can be read only once, such as what is being received from somebody else.
///
/// It stands wherever an [`Upload`] does, and the call that takes it is never attempted twice. Whenever there is a
/// choice, upload something that can be opened again: a file, bytes, or an [`Upload::factory`].
///
/// The length must be known, because APIs refuse uploads that do not state it. A stream that ends early or goes on
/// behind its length fails the call; limit it with `take` if there is more. Its duration is known when it is WAV, or
/// stated.
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
    /// `len` bytes of an asynchronous reader.
    pub fn new(len: u64, reader: impl AsyncRead + Send + 'static) -> Self {
        Self::of(len, Stream::Async(Box::pin(reader)))
    }

    /// `len` bytes of a reader that blocks; it is read where that is allowed.
    pub fn blocking(len: u64, reader: impl Read + Send + 'static) -> Self {
        Self::of(len, Stream::Blocking(Box::new(reader)))
    }

    fn of(len: u64, stream: Stream) -> Self {
        let stream = Arc::new(Mutex::new(Some(stream)));
        Self(Upload::new(Source::OneShot { len, stream }))
    }

    /// See [`Upload::with_file_name`].
    pub fn with_file_name(self, name: impl Into<String>) -> Self {
        Self(self.0.with_file_name(name))
    }

    /// See [`Upload::with_content_type`].
    pub fn with_content_type(self, content_type: impl Into<String>) -> Self {
        Self(self.0.with_content_type(content_type))
    }

    /// See [`Upload::with_duration`].
    pub fn with_duration(self, duration: Duration) -> Self {
        Self(self.0.with_duration(duration))
    }

    /// See [`Upload::with_progress`].
    pub fn with_progress(self, progress: impl Fn(u64, u64) + Send + Sync + 'static) -> Self {
        Self(self.0.with_progress(progress))
    }

    /// See [`Upload::unchecked`].
    pub fn unchecked(self) -> Self {
        Self(self.0.unchecked())
    }
}

/// The stream as an upload. It still can be read only once: of several clones, the first that is sent has it.
impl From<OneShot> for Upload {
    fn from(stream: OneShot) -> Self {
        stream.0
    }
}

/// Leaves out the content.
impl fmt::Debug for OneShot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("OneShot").field(&self.0).finish()
    }
}
