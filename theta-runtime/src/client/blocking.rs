//! Calls without `async`.
//!
//! A request is normally awaited; [`wait`] does that for code that is not async. Everything else, from settings to
//! errors, is the same.
//!
//! ```no_run
//! # mod parrot { theta_runtime::api! { spec = "examples/parrot.toml" } }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use parrot::Client;
//! use theta_runtime::{Audio, blocking};
//!
//! let client = Client::from_env()?;
//! let transcript = blocking::wait(client.transcribe(Audio::file("speech.wav")))??;
//! println!("{}", transcript.text);
//! # Ok(())
//! # }
//! ```

use futures_util::Stream;
use std::future::poll_fn;
use std::pin::{Pin, pin};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::task::{Context, Poll, Wake, Waker};
use std::{fmt, io, mem, process};
use tokio::runtime::{Builder, Handle, Runtime};

/// Blocks the current thread until a call, or any other future, is done.
///
/// All blocking calls of a process share one background thread, so that connections, rates and calls in flight are
/// shared between threads as they are between tasks. A forked process has its own thread and connections.
///
/// Any thread may wait, including that of a blocking task of tokio. In async code it would block the executor: await
/// the call instead.
///
/// # Errors
///
/// Returns an error when the background thread cannot be started. Nothing was sent in that case.
pub fn wait<F: IntoFuture>(call: F) -> Result<F::Output, WaitError> {
    let runtime = handle()?;
    // Its timers and connections are what the call finds; the call itself is polled here.
    let _entered = runtime.enter();
    Ok(poll_here(call.into_future()))
}

/// Returns the items of a stream, such as the events or the bytes of an answer, without `async`.
///
/// # Errors
///
/// Returns an error when the background thread cannot be started.
///
/// ```no_run
/// use theta_runtime::{Classify, Error, EventStream, blocking};
///
/// fn print<T: std::fmt::Debug, E: Classify>(events: EventStream<T, E>) -> Result<(), Box<dyn std::error::Error>>
/// where
///     Error<E>: std::error::Error + 'static,
/// {
///     for event in blocking::iter(events)? {
///         println!("{:?}", event?);
///     }
///     Ok(())
/// }
/// ```
pub fn iter<S: Stream + Unpin>(stream: S) -> Result<Iter<S>, WaitError> {
    Ok(Iter {
        runtime: handle()?,
        stream,
    })
}

/// The iterator of [`iter`].
#[derive(Debug)]
pub struct Iter<S> {
    runtime: Handle,
    stream: S,
}

impl<S> Iter<S> {
    /// Returns a reference to the stream, such as to read its cursor.
    pub fn get_ref(&self) -> &S {
        &self.stream
    }

    /// Returns the stream.
    pub fn into_inner(self) -> S {
        self.stream
    }
}

impl<S: Stream + Unpin> Iterator for Iter<S> {
    type Item = S::Item;

    fn next(&mut self) -> Option<S::Item> {
        let _entered = self.runtime.enter();
        poll_here(poll_fn(|context| {
            Pin::new(&mut self.stream).poll_next(context)
        }))
    }
}

fn poll_here<F: Future>(future: F) -> F::Output {
    let bell = Arc::new(Bell::default());
    let waker = Waker::from(bell.clone());
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut context) {
            return output;
        }
        bell.wait();
    }
}

/// Wakes the waiting thread. `thread::park` is not used, because polled code may consume the thread's token.
#[derive(Default)]
struct Bell {
    rung: Mutex<bool>,
    ring: Condvar,
}

impl Bell {
    fn wait(&self) {
        let mut rung = self.rung.lock().unwrap_or_else(PoisonError::into_inner);
        while !mem::take(&mut *rung) {
            rung = self.ring.wait(rung).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        *self.rung.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.ring.notify_one();
    }
}

/// The error of [`wait`]: the background thread cannot be started.
#[derive(Debug)]
pub struct WaitError(io::Error);

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the background thread cannot be started")
    }
}

impl std::error::Error for WaitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0)
    }
}

/// The runtime of all blocking calls, and the process that it runs in.
#[derive(Default)]
struct Background(Option<(u32, Runtime)>);

impl Background {
    /// The runtime of this process. The copy in a forked process has no thread, so nothing in it would run.
    fn handle(&mut self, process: u32) -> io::Result<Handle> {
        if let Some((theirs, runtime)) = &self.0
            && *theirs == process
        {
            return Ok(runtime.handle().clone());
        }
        // Its own thread goes on while nobody waits, so that connections are kept well.
        let started = Builder::new_multi_thread()
            .worker_threads(1)
            .thread_name("theta-client")
            .enable_all()
            .build()?;
        let handle = started.handle().clone();
        // To drop the copy would be to wait for the thread that is not there.
        mem::forget(self.0.replace((process, started)));
        Ok(handle)
    }
}

fn handle() -> Result<Handle, WaitError> {
    static BACKGROUND: Mutex<Background> = Mutex::new(Background(None));
    let mut background = BACKGROUND.lock().unwrap_or_else(PoisonError::into_inner);
    background.handle(process::id()).map_err(WaitError)
}

#[cfg(test)]
mod tests {
    use super::Background;

    #[test]
    fn a_forked_process_has_a_runtime_of_its_own() {
        let mut background = Background::default();
        let mut id = |process| background.handle(process).unwrap().id();
        let parent = id(1);
        assert_eq!(id(1), parent);
        let child = id(2);
        assert_ne!(child, parent);
        assert_eq!(id(2), child);
    }
}
