//! Running blocking work off the async threads.

use futures_util::future::{Either, Ready, ready};
use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle};

/// What [`off_thread`] returns.
pub(crate) type OffThread<T> = Either<JoinHandle<T>, Ready<Result<T, JoinError>>>;

/// Does blocking work on one of tokio's threads for it, or here and now where tokio is not: a client with a transport and
/// a clock of the caller's own may be called anywhere.
pub fn off_thread<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> OffThread<T> {
    match Handle::try_current() {
        Ok(runtime) => Either::Left(runtime.spawn_blocking(work)),
        Err(_) => Either::Right(ready(Ok(work()))),
    }
}

/// So many bytes are read here and now: that takes less time than passing them on does.
pub const LITTLE: usize = 64 * 1024;

/// Reads what is large where nobody waits for the thread.
pub async fn read_off_thread<A, T>(input: A, read: fn(&A) -> T) -> T
where
    A: Clone + Send + 'static,
    T: Send + 'static,
{
    let copy = input.clone();
    match off_thread(move || read(&copy)).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down, and what has come is paid for.
            Err(_) => read(&input),
        },
    }
}
