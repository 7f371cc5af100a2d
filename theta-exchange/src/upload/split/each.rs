//! Processing the pieces of a recording.

use super::Piece;
use crate::site::refusal::count;
use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::Poll;
use std::time::Duration;

/// Creates a job that processes pieces in order, for example by sending them: see [`Each::run`].
///
/// ```no_run
/// # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
/// use parrot::Client;
/// use std::time::Duration;
/// use theta_runtime::{Upload, split};
///
/// # async fn run(client: Client) -> Result<(), Box<dyn std::error::Error>> {
/// let pieces = split::wav(Upload::file("lecture.wav"), Duration::from_secs(300)).await?;
/// let mut sent = split::each(pieces).run(async |piece| client.transcribe(piece.upload).await).await;
/// // What was transcribed is billed: keep it, and go on where it stopped.
/// if let Err(split::Interrupted { done, todo, .. }) = sent {
///     let rest = split::each(todo).run(async |piece| client.transcribe(piece.upload).await).await?;
///     sent = Ok(done.into_iter().chain(rest).collect());
/// }
/// # drop(sent);
/// # Ok(())
/// # }
/// ```
pub fn each(pieces: impl IntoIterator<Item = Piece>) -> Each {
    Each {
        pieces: pieces.into_iter().collect(),
        at_once: 1,
        progress: None,
    }
}

/// A job over pieces. Created by [`each`].
#[must_use = "nothing is done before `run`"]
pub struct Each {
    pieces: VecDeque<Piece>,
    at_once: usize,
    progress: Option<Callback>,
}

type Callback = Box<dyn FnMut(Progress) + Send>;

/// The progress of a job.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// The number of pieces that are done.
    pub pieces: usize,
    /// The total number of pieces.
    pub pieces_in_all: usize,
    /// The duration of the pieces that are done.
    pub audio: Duration,
    /// The duration of all pieces.
    pub audio_in_all: Duration,
}

/// The result for one piece.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Part<T> {
    /// The start of the piece in the recording.
    pub offset: Duration,
    /// The duration of the piece.
    pub duration: Duration,
    /// The value that `work` returned.
    pub value: T,
}

/// The error when a piece fails. It keeps all finished results, which may have been paid for. It displays how far the job
/// came; the error of the piece is its [`source`](std::error::Error::source).
#[derive(Debug)]
pub struct Interrupted<T, E> {
    /// The results of the finished pieces, in order; there may be gaps when several pieces were processed at once.
    pub done: Vec<Part<T>>,
    /// The unfinished pieces, in order: those that failed and those that were not begun.
    pub todo: Vec<Piece>,
    /// The error of the first piece that failed.
    pub error: E,
}

impl<T, E> fmt::Display for Interrupted<T, E> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (done, all) = (self.done.len(), self.done.len() + self.todo.len());
        let are = if all == 1 { "is" } else { "are" };
        write!(f, "{done} of {} {are} done", count(all, "piece"))
    }
}

impl<T: fmt::Debug, E: std::error::Error + 'static> std::error::Error for Interrupted<T, E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.error)
    }
}

type Running<F> = (Piece, Pin<Box<F>>);

impl Each {
    /// Sets how many pieces are processed at once. The default is 1, and 0 counts as 1. The rate and concurrency
    /// limits of the client still apply.
    pub fn at_once(mut self, pieces: usize) -> Self {
        self.at_once = pieces.max(1);
        self
    }

    /// Calls `progress` after each finished piece.
    pub fn progress(mut self, progress: impl FnMut(Progress) + Send + 'static) -> Self {
        self.progress = Some(Box::new(progress));
        self
    }

    /// Calls `work` with each piece, and returns the results in order.
    ///
    /// # Errors
    ///
    /// Returns an error when a piece fails. No further piece is begun, and those in progress are completed first.
    pub async fn run<T, E, F: Future<Output = Result<T, E>>>(
        mut self,
        mut work: impl FnMut(Piece) -> F,
    ) -> Result<Vec<Part<T>>, Interrupted<T, E>> {
        let mut now = Progress {
            pieces: 0,
            pieces_in_all: self.pieces.len(),
            audio: Duration::ZERO,
            audio_in_all: self.pieces.iter().map(|piece| piece.duration).sum(),
        };
        let mut running: Vec<Running<F>> = Vec::new();
        let (mut done, mut failed, mut first) = (Vec::new(), Vec::new(), None);
        loop {
            while first.is_none()
                && running.len() < self.at_once
                && let Some(piece) = self.pieces.pop_front()
            {
                let future = Box::pin(work(piece.clone()));
                running.push((piece, future));
            }
            if running.is_empty() {
                break;
            }
            let (piece, result) = next(&mut running).await;
            match result {
                Ok(value) => {
                    now.pieces += 1;
                    now.audio += piece.duration;
                    let Piece {
                        offset, duration, ..
                    } = piece;
                    done.push(Part {
                        offset,
                        duration,
                        value,
                    });
                    if let Some(progress) = &mut self.progress {
                        progress(now);
                    }
                }
                Err(error) => {
                    failed.push(piece);
                    first.get_or_insert(error);
                }
            }
        }
        done.sort_by_key(|part| part.offset);
        match first {
            None => Ok(done),
            Some(error) => {
                failed.sort_by_key(|piece| piece.offset);
                failed.extend(self.pieces);
                Err(Interrupted {
                    done,
                    todo: failed,
                    error,
                })
            }
        }
    }
}

/// Waits for whichever is done first.
async fn next<F: Future>(running: &mut Vec<Running<F>>) -> (Piece, F::Output) {
    poll_fn(|context| {
        for index in 0..running.len() {
            let polled = running
                .get_mut(index)
                .map_or(Poll::Pending, |(_, future)| future.as_mut().poll(context));
            if let Poll::Ready(output) = polled {
                let (piece, _) = running.remove(index);
                return Poll::Ready((piece, output));
            }
        }
        Poll::Pending
    })
    .await
}

impl fmt::Debug for Each {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Each")
            .field("pieces", &self.pieces)
            .field("at_once", &self.at_once)
            .finish_non_exhaustive()
    }
}
