//! Calling without `async`.
//!
//! A generated request is awaited; [`wait`] does that for code that has nothing to await with. Everything else, from
//! settings to errors, is the same.
//!
//! ```no_run
//! # #[cfg(feature = "theta-one")]
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! use theta_client::{Audio, Client, blocking};
//!
//! let theta = Client::from_env()?;
//! let transcript = blocking::wait(theta.transcribe(Audio::file("speech.wav")))??;
//! println!("{}", transcript.text);
//! # Ok(())
//! # }
//! # #[cfg(not(feature = "theta-one"))]
//! # fn main() {}
//! ```

use std::fmt;
use std::io;
use std::sync::{Mutex, PoisonError};
use tokio::runtime::{Builder, Handle, Runtime};

/// Waits for a call, or anything else that can be awaited, on the thread that asks.
///
/// All such calls of a process share one background thread, so that connections, paces and calls in flight are shared
/// between threads as they are between tasks.
///
/// # Errors
///
/// In code that runs on tokio already, where waiting would hold up everything else: await the call there, or move to
/// a thread of your own first. And when the background thread cannot be started. Nothing was sent then.
pub fn wait<F: IntoFuture>(call: F) -> Result<F::Output, WaitError> {
    if Handle::try_current().is_ok() {
        return Err(WaitError(Why::Inside));
    }
    Ok(handle()?.block_on(call.into_future()))
}

/// Why a call could not be waited for.
#[derive(Debug)]
pub struct WaitError(Why);

#[derive(Debug)]
enum Why {
    Inside,
    Thread(io::Error),
}

impl fmt::Display for WaitError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Why::Inside => f.write_str(
                "this thread runs async code, which waiting would hold up: await the call instead, or wait on a plain \
                 thread of its own",
            ),
            Why::Thread(error) => write!(f, "the background thread cannot be started: {error}"),
        }
    }
}

impl std::error::Error for WaitError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Why::Inside => None,
            Why::Thread(error) => Some(error),
        }
    }
}

/// The runtime of all blocking calls. Its own thread goes on while nobody waits, so that connections are kept well.
fn handle() -> Result<Handle, WaitError> {
    static RUNTIME: Mutex<Option<Runtime>> = Mutex::new(None);
    let mut runtime = RUNTIME.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(runtime) = &*runtime {
        return Ok(runtime.handle().clone());
    }
    let started = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("theta-client")
        .enable_all()
        .build()
        .map_err(|error| WaitError(Why::Thread(error)))?;
    Ok(runtime.insert(started).handle().clone())
}
