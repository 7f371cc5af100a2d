//! The content of an upload while it is read: exact length, large reads off the async threads.

use super::{CHUNK, Segment};
use crate::site::refusal::Refusal;
use crate::upload::off_thread::{OffThread, off_thread};
use crate::upload::progress::Progress;
use bytes::{Bytes, BytesMut};
use std::fmt;
use std::fs::File;
use std::future::poll_fn;
use std::io::{self, Read};
use std::path::PathBuf;
use std::pin::Pin;
use std::sync::{Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::SystemTime;
use tokio::io::{AsyncRead, ReadBuf};

/// An asynchronous reader. The lock is never taken: it only makes the body shareable, as the transport demands.
pub(crate) type AsyncReader = Mutex<Pin<Box<dyn AsyncRead + Send>>>;

/// How much of an asynchronous reader is collected into one chunk.
const ASYNC_CHUNK: usize = 64 * 1024;

/// What identifies a file's content without reading it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileState {
    pub(crate) len: u64,
    pub(crate) modified: Option<SystemTime>,
}

impl FileState {
    pub(crate) fn of(file: &File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        Ok(Self {
            len: metadata.len(),
            modified: metadata.modified().ok(),
        })
    }

    /// What happened to a file that was `before`.
    pub(crate) fn change_since(self, before: Self) -> Option<&'static str> {
        match self.len.cmp(&before.len) {
            std::cmp::Ordering::Less => Some("became shorter"),
            std::cmp::Ordering::Greater => Some("became longer"),
            std::cmp::Ordering::Equal => {
                (self.modified != before.modified).then_some("was written to")
            }
        }
    }
}

/// What is read with blocking calls.
pub(crate) enum Reader {
    /// A file that must stay as it was, standing where the reading begins.
    File {
        file: File,
        path: PathBuf,
        state: FileState,
    },
    /// Anything, of which exactly so much must come.
    Any(Mutex<Box<dyn Read + Send>>),
}

impl Reader {
    /// Reads exactly `len` bytes. With `is_last`, they are returned only if the content ends there and a file is
    /// unchanged: the server never receives a body that is complete and wrong.
    pub(crate) fn read(&mut self, len: usize, is_last: bool) -> Result<Bytes, Refusal> {
        let mut chunk = vec![0; len];
        match self {
            Self::File { file, path, state } => {
                let changed = |how: &str| {
                    Refusal::source(format!(
                        "`{}` {how} while it was sent: send it again once nobody writes to it",
                        path.display()
                    ))
                };
                let cannot = |error: io::Error| {
                    Refusal::io(format!("cannot read `{}` further", path.display()), error)
                };
                match file.read_exact(&mut chunk) {
                    Ok(()) => {}
                    Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => {
                        return Err(changed("became shorter"));
                    }
                    Err(error) => return Err(cannot(error)),
                }
                if is_last {
                    let now = FileState::of(file).map_err(cannot)?;
                    if let Some(how) = now.change_since(*state) {
                        return Err(changed(how));
                    }
                }
            }
            Self::Any(reader) => {
                let reader = reader.get_mut().unwrap_or_else(PoisonError::into_inner);
                reader.read_exact(&mut chunk).map_err(unreadable)?;
                if is_last && read_once(reader, &mut [0]).map_err(unreadable)? > 0 {
                    return Err(too_long());
                }
            }
        }
        Ok(chunk.into())
    }
}

fn read_once(reader: &mut dyn Read, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            done => return done,
        }
    }
}

pub(crate) fn unreadable(error: io::Error) -> Refusal {
    if error.kind() == io::ErrorKind::UnexpectedEof {
        return too_short();
    }
    Refusal::io("the source cannot be read", error)
}

fn too_short() -> Refusal {
    Refusal::source(
        "the source ended before the length that was stated for it: state its exact length",
    )
}

fn too_long() -> Refusal {
    Refusal::source(
        "the source goes on behind the length that was stated for it: state its exact length, or limit it with `take`",
    )
}

/// Where the bytes between lead and tail come from.
pub(crate) enum Rest {
    Nothing,
    Bytes(Bytes),
    Blocking(Reader),
    Async(AsyncReader),
}

/// Content that is ready to be read, once.
pub struct Content {
    lead: Bytes,
    rest: Running,
    rest_left: u64,
    tail: Bytes,
    done: u64,
    progress: Option<Progress>,
}

enum Running {
    Nothing,
    Bytes(Bytes),
    Blocking(Reader),
    Reading(OffThread<(Reader, Result<Bytes, Refusal>)>),
    /// With the last chunk, once it was read, until the reader says that it has ended.
    Async(AsyncReader, Bytes),
}

impl Content {
    /// `lead`, then `rest_len` bytes of `rest`, then `tail`.
    pub(crate) fn new(lead: Bytes, rest: Rest, rest_len: u64, tail: Bytes) -> Self {
        Self {
            lead,
            rest: match rest {
                Rest::Nothing => Running::Nothing,
                Rest::Bytes(bytes) => Running::Bytes(bytes),
                Rest::Blocking(reader) => Running::Blocking(reader),
                Rest::Async(reader) => Running::Async(reader, Bytes::new()),
            },
            rest_left: rest_len,
            tail,
            done: 0,
            progress: None,
        }
    }

    pub(crate) fn with_progress(mut self, progress: Option<Progress>) -> Self {
        self.progress = progress;
        self
    }

    /// Bytes in memory without progress are sent as they are.
    pub(crate) fn into_segment(self) -> Segment {
        match self {
            Self {
                lead,
                rest: Running::Bytes(bytes),
                tail,
                progress: None,
                ..
            } if lead.is_empty() && tail.is_empty() => Segment::Bytes(bytes),
            content => Segment::Content(Box::new(content)),
        }
    }

    /// Calls nobody any more.
    pub(super) fn silence(&mut self) {
        self.progress = None;
    }

    pub(crate) fn len(&self) -> u64 {
        (self.lead.len() as u64)
            .saturating_add(self.rest_left)
            .saturating_add(self.tail.len() as u64)
    }

    /// The first bytes, at least so many unless there are fewer. They are still to be read.
    pub(crate) async fn peek(&mut self, at_least: usize) -> Result<Bytes, Refusal> {
        let mut head = BytesMut::new();
        while head.len() < at_least
            && let Some(chunk) = poll_fn(|context| self.poll_bytes(context)).await
        {
            head.extend_from_slice(&chunk?);
        }
        self.lead = head.freeze();
        Ok(self.lead.clone())
    }

    /// The next bytes; `None` after the last.
    pub(super) fn poll_chunk(
        &mut self,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Bytes, Refusal>>> {
        let chunk = ready!(self.poll_bytes(context));
        if let Some(Ok(bytes)) = &chunk {
            self.done += bytes.len() as u64;
            if let Some(progress) = &self.progress {
                progress.reach(self.done);
            }
        }
        Poll::Ready(chunk)
    }

    fn poll_bytes(&mut self, context: &mut Context<'_>) -> Poll<Option<Result<Bytes, Refusal>>> {
        if let Some(bytes) = cut(&mut self.lead) {
            return Poll::Ready(Some(Ok(bytes)));
        }
        while self.rest_left > 0 {
            let left = usize::try_from(self.rest_left).unwrap_or(usize::MAX);
            let chunk = match std::mem::replace(&mut self.rest, Running::Nothing) {
                // Nothing states a length and then has less.
                Running::Nothing => Err(too_short()),
                Running::Bytes(mut bytes) => {
                    let chunk = cut(&mut bytes).ok_or_else(too_short);
                    self.rest = Running::Bytes(bytes);
                    chunk
                }
                Running::Blocking(mut reader) => {
                    let len = left.min(CHUNK);
                    self.rest = Running::Reading(off_thread(move || {
                        let chunk = reader.read(len, len == left);
                        (reader, chunk)
                    }));
                    continue;
                }
                Running::Reading(mut reading) => match Pin::new(&mut reading).poll(context) {
                    Poll::Pending => {
                        self.rest = Running::Reading(reading);
                        return Poll::Pending;
                    }
                    Poll::Ready(Ok((reader, chunk))) => {
                        self.rest = Running::Blocking(reader);
                        chunk
                    }
                    Poll::Ready(Err(error)) => {
                        Err(Refusal::io("the source cannot be read", error.into()))
                    }
                },
                Running::Async(mut reader, mut held) => {
                    let polled = poll_async(&mut reader, &mut held, left, context);
                    self.rest = Running::Async(reader, held);
                    ready!(polled)
                }
            };
            return Poll::Ready(Some(match chunk {
                Ok(chunk) => {
                    self.rest_left = self.rest_left.saturating_sub(chunk.len() as u64);
                    Ok(chunk)
                }
                Err(refusal) => {
                    // Nothing more comes, whoever asks.
                    self.rest_left = 0;
                    self.tail = Bytes::new();
                    Err(refusal)
                }
            }));
        }
        Poll::Ready(cut(&mut self.tail).map(Ok))
    }
}

/// Cut so that the account of what was sent does not run far ahead of the socket.
fn cut(bytes: &mut Bytes) -> Option<Bytes> {
    (!bytes.is_empty()).then(|| bytes.split_to(bytes.len().min(CHUNK)))
}

/// Reads what there is, up to a chunk. The last chunk is held until the reader says that it has ended.
fn poll_async(
    reader: &mut AsyncReader,
    held: &mut Bytes,
    left: usize,
    context: &mut Context<'_>,
) -> Poll<Result<Bytes, Refusal>> {
    let reader = reader.get_mut().unwrap_or_else(PoisonError::into_inner);
    if held.is_empty() {
        let mut chunk = vec![0; left.min(ASYNC_CHUNK)];
        let mut buffer = ReadBuf::new(&mut chunk);
        ready!(reader.as_mut().poll_read(context, &mut buffer)).map_err(unreadable)?;
        let read = buffer.filled().len();
        chunk.truncate(read);
        if read == 0 {
            return Poll::Ready(Err(too_short()));
        }
        if read < left {
            return Poll::Ready(Ok(chunk.into()));
        }
        *held = chunk.into();
    }
    let mut more = [0];
    let mut buffer = ReadBuf::new(&mut more);
    ready!(reader.as_mut().poll_read(context, &mut buffer)).map_err(unreadable)?;
    Poll::Ready(if buffer.filled().is_empty() {
        Ok(std::mem::take(held))
    } else {
        Err(too_long())
    })
}

impl fmt::Debug for Content {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Content")
            .field("len", &self.len())
            .field("progress", &self.progress)
            .finish_non_exhaustive()
    }
}
