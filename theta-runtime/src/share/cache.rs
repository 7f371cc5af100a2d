//! Caches of answers.

#[cfg(feature = "redis")]
mod entry;
mod memory;
#[cfg(feature = "redis")]
mod shared;

pub(crate) use memory::MemoryCache;
#[cfg(feature = "redis")]
pub(crate) use shared::SharedCache;

use crate::call::request::Digest;
use crate::wire::exchange::Received;
use std::pin::Pin;
use std::time::Instant;

/// What [`Cache::get`] returns.
pub(crate) type Looking<'a> = Pin<Box<dyn Future<Output = Option<Received>> + Send + 'a>>;

/// What [`Cache::put`] returns.
pub(crate) type Storing<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// Successful answers by what was asked.
///
/// A cache that fails does not fail a call: what it cannot find or keep is asked for again.
pub(crate) trait Cache: Send + Sync {
    /// The answer to what was asked before.
    fn get<'a>(&'a self, digest: &'a Digest, now: Instant) -> Looking<'a>;

    /// Keeps an answer, if there is room for one that large at all.
    fn put<'a>(&'a self, digest: Digest, received: &'a Received, now: Instant) -> Storing<'a>;
}
