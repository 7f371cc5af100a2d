//! Work that would keep an async thread too long.

use tokio::runtime::Handle;

/// How many bytes are read here and now; it takes less time than passing them on does.
pub(crate) const LITTLE: usize = 64 * 1024;

/// Does what takes long off the async threads; here, where there is no runtime that has others.
pub(crate) async fn offload<A, T>(input: A, work: fn(&A) -> T) -> T
where
    A: Clone + Send + 'static,
    T: Send + 'static,
{
    let Ok(runtime) = Handle::try_current() else {
        return work(&input);
    };
    let copy = input.clone();
    match runtime.spawn_blocking(move || work(&copy)).await {
        Ok(done) => done,
        Err(error) => match error.try_into_panic() {
            Ok(panic) => std::panic::resume_unwind(panic),
            // The runtime is shutting down.
            Err(_) => work(&input),
        },
    }
}
