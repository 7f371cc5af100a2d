//! A cache in Redis.

use super::{Cache, Looking, Storing, entry};
use crate::call::request::Digest;
use crate::redis::{Identity, Redis};
use crate::wire::exchange::Received;
use bytes::Bytes;
use std::time::{Duration, Instant};

/// Longer than any answer is good for, and not longer than Redis can count.
const LONGEST: Duration = Duration::from_secs(100 * 365 * 24 * 3600);

/// Redis holds nothing larger.
const LARGEST: usize = 512 << 20;

/// What an entry takes besides its body, at most: nothing larger is read.
const OVERHEAD: usize = 64 * 1024;

/// Purposes of hashes.
const NAME: u8 = 0;
const SEAL: u8 = 1;

/// Answers that all machines with the same key find.
///
/// Names and seals are made with the key, so that who does not have it can neither find an answer nor make one up.
pub(crate) struct SharedCache {
    redis: Redis,
    identity: Identity,
    max_bytes: usize,
    max_age: Duration,
}

impl SharedCache {
    pub(crate) fn new(
        redis: &Redis,
        identity: Identity,
        max_bytes: usize,
        max_age: Duration,
    ) -> Self {
        Self {
            redis: redis.of_answers(),
            identity,
            max_bytes: max_bytes.min(LARGEST - OVERHEAD),
            max_age: max_age.min(LONGEST),
        }
    }

    fn key(&self, digest: &Digest) -> String {
        let name = self.identity.sign(NAME, &[digest]);
        self.redis.key("answer", &name.to_hex())
    }

    /// An answer is sealed together with what was asked, so that it answers nothing else.
    fn seal(&self, digest: &Digest, content: &[u8]) -> [u8; 32] {
        self.identity.sign(SEAL, &[digest, content]).into()
    }

    async fn look_up(&self, digest: &Digest) -> Option<Received> {
        let mut command = ::redis::cmd("GETRANGE");
        command
            .arg(self.key(digest))
            .arg(0)
            .arg(self.max_bytes + OVERHEAD);
        let entry = self.redis.query::<Vec<u8>>(&command).await.ok()?;
        entry::read(&Bytes::from(entry), |content| self.seal(digest, content))
    }

    async fn keep(&self, digest: &Digest, received: &Received) {
        let millis = u64::try_from(self.max_age.as_millis()).unwrap_or(u64::MAX);
        let overhead = entry::len(received) - received.body.len();
        if received.body.len() > self.max_bytes || overhead > OVERHEAD || millis == 0 {
            return;
        }
        let entry = entry::write(received, |content| self.seal(digest, content));
        let mut command = ::redis::cmd("SET");
        command
            .arg(self.key(digest))
            .arg(entry)
            .arg("PX")
            .arg(millis);
        // What is not kept is asked for again.
        self.redis.query::<String>(&command).await.ok();
    }
}

impl Cache for SharedCache {
    fn get<'a>(&'a self, digest: &'a Digest, _: Instant) -> Looking<'a> {
        Box::pin(self.look_up(digest))
    }

    fn put<'a>(&'a self, digest: Digest, received: &'a Received, _: Instant) -> Storing<'a> {
        Box::pin(async move { self.keep(&digest, received).await })
    }
}
