//! The progress of an upload.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

/// Called with the number of bytes handed over, and their total number.
pub(crate) type Callback = Arc<dyn Fn(u64, u64) + Send + Sync>;

/// Tracks the content of one call over all its attempts. The reported number never decreases.
#[derive(Clone)]
pub(crate) struct Progress {
    callback: Callback,
    total: u64,
    highest: Arc<AtomicU64>,
}

impl Progress {
    pub(crate) fn new(callback: Callback, total: u64, highest: Arc<AtomicU64>) -> Self {
        Self {
            callback,
            total,
            highest,
        }
    }

    /// Reports that `sent` bytes were handed over.
    pub(crate) fn reach(&self, sent: u64) {
        if self.highest.fetch_max(sent, Ordering::AcqRel) < sent {
            (self.callback)(sent, self.total);
        }
    }
}

impl fmt::Debug for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Progress(of {})", self.total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_second_attempt_is_silent_until_it_has_come_as_far_as_the_first() {
        let told = Arc::new(Mutex::new(Vec::new()));
        let seen = told.clone();
        let callback: Callback = Arc::new(move |sent, total| {
            seen.lock().unwrap().push((sent, total));
        });
        let highest = Arc::<AtomicU64>::default();
        for attempt in [[1, 5, 6], [1, 6, 9]] {
            let progress = Progress::new(callback.clone(), 9, highest.clone());
            for sent in attempt {
                progress.reach(sent);
            }
        }
        assert_eq!(*told.lock().unwrap(), [(1, 9), (5, 9), (6, 9), (9, 9)]);
    }
}
