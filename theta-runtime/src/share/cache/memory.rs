//! A cache in the memory of this process.

use super::{Cache, Looking, Storing};
use crate::call::request::Digest;
use crate::wire::exchange::Received;
use std::collections::{BTreeMap, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// What an answer takes besides its body: headers, key and the entry itself, roughly.
const OVERHEAD: usize = 1024;

/// Answers by what was asked, bounded by bytes and age; the one that was longest not asked for goes first.
///
/// It is kept in memory only: answers are personal data.
pub(crate) struct MemoryCache {
    max_bytes: usize,
    max_age: Duration,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    entries: HashMap<Digest, Entry>,
    /// By when they were last asked for.
    order: BTreeMap<u64, Digest>,
    clock: u64,
    bytes: usize,
}

struct Entry {
    received: Received,
    since: Instant,
    used: u64,
}

impl MemoryCache {
    pub(crate) fn new(max_bytes: usize, max_age: Duration) -> Self {
        Self {
            max_bytes,
            max_age,
            state: Mutex::default(),
        }
    }

    /// The answer to what was asked before.
    fn look_up(&self, digest: &Digest, now: Instant) -> Option<Received> {
        let mut state = self.state();
        let tick = state.tick();
        let State { entries, order, .. } = &mut *state;
        let entry = entries.get_mut(digest)?;
        if now.saturating_duration_since(entry.since) > self.max_age {
            state.remove(digest);
            return None;
        }
        order.remove(&entry.used);
        order.insert(tick, *digest);
        entry.used = tick;
        Some(entry.received.clone())
    }

    /// Keeps an answer, if there is room for one that large at all.
    fn keep(&self, digest: Digest, received: &Received, now: Instant) {
        let size = size(received);
        if size > self.max_bytes {
            return;
        }
        let mut state = self.state();
        state.remove(&digest);
        while state.bytes + size > self.max_bytes {
            let Some((_, oldest)) = state.order.first_key_value() else {
                break;
            };
            let oldest = *oldest;
            state.remove(&oldest);
        }
        let tick = state.tick();
        state.bytes += size;
        state.order.insert(tick, digest);
        let received = Received {
            // A slice of a larger buffer would keep all of it.
            body: bytes::Bytes::copy_from_slice(&received.body),
            ..received.clone()
        };
        let entry = Entry {
            received,
            since: now,
            used: tick,
        };
        state.entries.insert(digest, entry);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Cache for MemoryCache {
    fn get<'a>(&'a self, digest: &'a Digest, now: Instant) -> Looking<'a> {
        Box::pin(std::future::ready(self.look_up(digest, now)))
    }

    fn put<'a>(&'a self, digest: Digest, received: &'a Received, now: Instant) -> Storing<'a> {
        self.keep(digest, received, now);
        Box::pin(std::future::ready(()))
    }
}

impl State {
    fn tick(&mut self) -> u64 {
        self.clock += 1;
        self.clock
    }

    fn remove(&mut self, digest: &Digest) {
        if let Some(entry) = self.entries.remove(digest) {
            self.order.remove(&entry.used);
            self.bytes -= size(&entry.received);
        }
    }
}

fn size(received: &Received) -> usize {
    received.body.len() + OVERHEAD
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(len: usize) -> Received {
        Received {
            status: 200,
            headers: http::HeaderMap::new(),
            body: vec![7; len].into(),
            truncated: false,
            rest: None,
        }
    }

    #[test]
    fn what_is_too_old_or_not_asked_for_goes() {
        let (start, age) = (Instant::now(), Duration::from_secs(60));
        let cache = MemoryCache::new(3 * (OVERHEAD + 10), age);
        for id in 0..3 {
            cache.keep([id; 32], &answer(10), start);
        }
        assert!(cache.look_up(&[0; 32], start).is_some());
        cache.keep([3; 32], &answer(10), start + Duration::from_secs(50));
        let held = |now| {
            (0..4)
                .map(|id| cache.look_up(&[id; 32], now).is_some())
                .collect::<Vec<_>>()
        };
        assert_eq!(held(start + age), [true, false, true, true]);
        let later = start + age + Duration::from_millis(1);
        assert_eq!(held(later), [false, false, false, true]);
        assert_eq!(cache.state().bytes, OVERHEAD + 10);
    }

    #[test]
    fn what_is_too_large_is_not_kept_and_nothing_else_goes() {
        let now = Instant::now();
        let cache = MemoryCache::new(OVERHEAD + 10, Duration::MAX);
        cache.keep([0; 32], &answer(10), now);
        cache.keep([1; 32], &answer(11), now);
        assert!(cache.look_up(&[0; 32], now).is_some() && cache.look_up(&[1; 32], now).is_none());
        // The same answer again takes no more room.
        cache.keep([0; 32], &answer(9), now);
        assert_eq!(cache.look_up(&[0; 32], now).unwrap().body.len(), 9);
    }
}
