//! The sources of uploads.

use super::check;
use crate::site::meta::UploadInfo;
use crate::site::refusal::Refusal;
use crate::upload::body::{AsyncReader, CHUNK, Content, FileState, Reader, Rest};
use crate::upload::off_thread::off_thread;
use bytes::Bytes;
use futures_util::FutureExt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;
use theta_audio::{Input, Look, Prefix, Window, inspect, inspect_lasting};
use tokio::io::AsyncRead;

/// How much of a content in memory is walked through without leaving the async threads.
const INLINE: usize = 1024 * 1024;

/// How many of the first bytes are remembered.
const HEAD: usize = 4 * 1024;

/// How many of the first bytes of what is read once are looked at.
const PEEK: usize = 64 * 1024;

#[derive(Clone)]
pub(crate) enum Source {
    Bytes(Bytes),
    File(PathBuf),
    Piece(Arc<Piece>),
    Factory { len: u64, open: Factory },
    OneShot { len: u64, stream: OneShotCell },
}

pub(crate) type Factory = Arc<dyn Fn() -> io::Result<Box<dyn Read + Send>> + Send + Sync>;
pub(crate) type OneShotCell = Arc<Mutex<Option<Stream>>>;

pub(crate) enum Stream {
    Blocking(Box<dyn Read + Send>),
    Async(Pin<Box<dyn AsyncRead + Send>>),
}

/// A part of a WAV file, with a header of its own.
pub(crate) struct Piece {
    pub(crate) header: Bytes,
    pub(crate) samples: Samples,
    pub(crate) padding: Bytes,
    pub(crate) duration: Duration,
}

pub(crate) enum Samples {
    Bytes(Bytes),
    File {
        path: PathBuf,
        start: u64,
        len: u64,
        state: FileState,
    },
}

impl Piece {
    fn len(&self) -> u64 {
        let samples = match &self.samples {
            Samples::Bytes(bytes) => bytes.len() as u64,
            Samples::File { len, .. } => *len,
        };
        (self.header.len() + self.padding.len()) as u64 + samples
    }
}

/// What stays the same from attempt to attempt.
#[derive(Clone, Debug)]
pub(super) struct Known {
    pub(super) look: Look,
    pub(super) head: Bytes,
    state: Option<FileState>,
}

/// What to look for, and what to refuse on the way.
#[derive(Clone, Copy)]
pub(super) struct Wanted {
    pub(super) info: &'static UploadInfo,
    pub(super) unchecked: bool,
    pub(super) duration: Option<Duration>,
}

impl Wanted {
    fn check(&self, len: u64) -> Result<(), Refusal> {
        if self.unchecked {
            Ok(())
        } else {
            check::size(self.info, len)
        }
    }

    fn look(&self, input: &mut dyn Input) -> io::Result<Look> {
        match (self.info.audio, self.duration) {
            (true, Some(duration)) => inspect_lasting(input, duration),
            (true, None) => inspect(input),
            // It may be sound nevertheless, and be billed by it.
            (false, Some(duration)) => Ok(Look::lasting(duration)),
            (false, None) => Ok(Look::default()),
        }
    }
}

impl Source {
    /// Opens the content. What is already known of it is not looked for again.
    pub(super) async fn open(
        &self,
        wanted: Wanted,
        known: Option<Known>,
    ) -> Result<(Content, Known), Refusal> {
        // All but the first are boxed: they wait for a disk anyway, and a call of bytes would have room for them.
        match self {
            Self::Bytes(bytes) => open_bytes(bytes, wanted, known).await,
            Self::File(path) => {
                let path = path.clone();
                open_off_thread(move || open_file(path, wanted, known))
                    .boxed()
                    .await
            }
            Self::Piece(piece) => open_piece(piece, wanted).boxed().await,
            Self::Factory { len, open } => open_factory(*len, open, wanted, known).boxed().await,
            Self::OneShot { len, stream } => open_stream(*len, stream, wanted, known).boxed().await,
        }
    }
}

async fn open_off_thread<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    off_thread(work).await.unwrap_or_else(|error| {
        Err(Refusal::source(if error.is_panic() {
            "the source panicked while it was opened: correct it"
        } else {
            "the runtime is shutting down: send the request earlier"
        }))
    })
}

async fn open_bytes(
    bytes: &Bytes,
    wanted: Wanted,
    known: Option<Known>,
) -> Result<(Content, Known), Refusal> {
    let len = bytes.len() as u64;
    wanted.check(len)?;
    let known = match known {
        Some(known) => known,
        // Walking through the chunks of a WAV file takes no time, however long it is.
        None if bytes.len() <= INLINE || bytes.starts_with(b"RIFF") => {
            look_at_bytes(bytes, wanted)?
        }
        None => {
            let bytes = bytes.clone();
            let look = open_off_thread(move || look_at_bytes(&bytes, wanted));
            look.boxed().await?
        }
    };
    let rest = Rest::Bytes(bytes.clone());
    Ok((Content::new(Bytes::new(), rest, len, Bytes::new()), known))
}

fn look_at_bytes(bytes: &Bytes, wanted: Wanted) -> Result<Known, Refusal> {
    let look = wanted
        .look(&mut &bytes[..])
        .map_err(|error| Refusal::io("the content cannot be read", error))?;
    Ok(Known {
        look,
        head: bytes.slice(..bytes.len().min(HEAD)),
        state: None,
    })
}

async fn open_piece(piece: &Arc<Piece>, wanted: Wanted) -> Result<(Content, Known), Refusal> {
    wanted.check(piece.len())?;
    let known = Known {
        look: Look::wav(piece.duration),
        head: piece.header.clone(),
        state: None,
    };
    let (rest, len) = match &piece.samples {
        Samples::Bytes(bytes) => (Rest::Bytes(bytes.clone()), bytes.len() as u64),
        Samples::File { len, .. } => {
            let piece = piece.clone();
            (open_off_thread(move || reopen(&piece)).await?, *len)
        }
    };
    let (header, padding) = (piece.header.clone(), piece.padding.clone());
    Ok((Content::new(header, rest, len, padding), known))
}

async fn open_factory(
    len: u64,
    open: &Factory,
    wanted: Wanted,
    known: Option<Known>,
) -> Result<(Content, Known), Refusal> {
    wanted.check(len)?;
    let open = open.clone();
    let reader = open_off_thread(move || {
        open().map_err(|error| Refusal::io("the source cannot be opened", error))
    });
    let rest = Rest::Blocking(Reader::Any(Mutex::new(reader.await?)));
    peek(rest, len, wanted, known).await
}

async fn open_stream(
    len: u64,
    stream: &OneShotCell,
    wanted: Wanted,
    known: Option<Known>,
) -> Result<(Content, Known), Refusal> {
    // Before it is taken: what is refused can still be read by its owner.
    wanted.check(len)?;
    let stream = stream.lock().unwrap_or_else(PoisonError::into_inner).take();
    let rest = match stream {
        Some(Stream::Blocking(reader)) => Rest::Blocking(Reader::Any(Mutex::new(reader))),
        Some(Stream::Async(reader)) => Rest::Async(AsyncReader::new(reader)),
        None => {
            return Err(Refusal::source(format!(
                "`{}` is a stream that was read already: give each call a stream of its own",
                wanted.info.name()
            )));
        }
    };
    peek(rest, len, wanted, known).await
}

fn cannot_read(path: &Path) -> impl Fn(io::Error) -> Refusal {
    move |error| Refusal::unreadable(path, error)
}

/// Opens a file of a known length.
pub(crate) fn file(path: &Path) -> Result<(File, FileState), Refusal> {
    let cannot = cannot_read(path);
    // Asked first because opening a pipe waits for its writer.
    if !std::fs::metadata(path).map_err(&cannot)?.is_file() {
        return Err(Refusal::source(format!(
            "`{}` is not a file of a known length: read it into memory and send the bytes",
            path.display()
        )));
    }
    let file = File::open(path).map_err(&cannot)?;
    let state = FileState::of(&file).map_err(&cannot)?;
    Ok((file, state))
}

fn open_file(
    path: PathBuf,
    wanted: Wanted,
    known: Option<Known>,
) -> Result<(Content, Known), Refusal> {
    let (mut file, state) = file(&path)?;
    wanted.check(state.len)?;
    let known = match known {
        Some(known) => {
            let before = known.state.unwrap_or(state);
            if let Some(how) = state.change_since(before) {
                return Err(Refusal::source(format!(
                    "`{}` {how} between two attempts: send it again once nobody writes to it",
                    path.display()
                )));
            }
            known
        }
        None => look_at_file(&mut file, state, wanted).map_err(cannot_read(&path))?,
    };
    let mut reader = Reader::File { file, path, state };
    let rest = match usize::try_from(state.len) {
        // Leaving the async threads once more would cost more than to read it here.
        Ok(len) if len <= CHUNK => Rest::Bytes(reader.read(len, true)?),
        _ => Rest::Blocking(reader),
    };
    Ok((
        Content::new(Bytes::new(), rest, state.len, Bytes::new()),
        known,
    ))
}

fn look_at_file(file: &mut File, state: FileState, wanted: Wanted) -> io::Result<Known> {
    let mut window = Window::new(file)?;
    let head = window.at(0, HEAD)?;
    let head = Bytes::copy_from_slice(head.get(..HEAD).unwrap_or(head));
    let look = wanted.look(&mut window)?;
    file.rewind()?;
    Ok(Known {
        look,
        head,
        state: Some(state),
    })
}

/// Opens the file that a piece is a part of.
fn reopen(piece: &Piece) -> Result<Rest, Refusal> {
    let Samples::File {
        path, start, state, ..
    } = &piece.samples
    else {
        return Ok(Rest::Nothing);
    };
    let (mut file, now) = file(path)?;
    if let Some(how) = now.change_since(*state) {
        return Err(Refusal::source(format!(
            "`{}` {how} since it was split: split it again",
            path.display()
        )));
    }
    file.seek(SeekFrom::Start(*start))
        .map_err(cannot_read(path))?;
    Ok(Rest::Blocking(Reader::File {
        file,
        path: path.clone(),
        state: *state,
    }))
}

/// Looks at the beginning of what can be read forward only.
async fn peek(
    rest: Rest,
    len: u64,
    wanted: Wanted,
    known: Option<Known>,
) -> Result<(Content, Known), Refusal> {
    let mut content = Content::new(Bytes::new(), rest, len, Bytes::new());
    let known = if let Some(known) = known {
        known
    } else {
        let head = content.peek(PEEK).await?;
        let look = wanted
            .look(&mut Prefix { bytes: &head, len })
            .map_err(crate::upload::body::unreadable)?;
        Known {
            look,
            head: head.slice(..head.len().min(PEEK)),
            state: None,
        }
    };
    Ok((content, known))
}
