//! Work that would hold up async code.

use futures_util::future::{Either, Ready, ready};
use tokio::runtime::Handle;
use tokio::task::{JoinError, JoinHandle};

/// What [`off_thread`] returns.
pub(crate) type OffThread<T> = Either<JoinHandle<T>, Ready<Result<T, JoinError>>>;

/// Does blocking work on one of tokio's threads for it, or here and now where tokio is not: a client with a transport and
/// a clock of the caller's own may be called anywhere.
pub(crate) fn off_thread<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> OffThread<T> {
    match Handle::try_current() {
        Ok(runtime) => Either::Left(runtime.spawn_blocking(work)),
        Err(_) => Either::Right(ready(Ok(work()))),
    }
}
