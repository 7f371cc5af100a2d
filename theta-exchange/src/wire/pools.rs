//! One pool of connections for each tokio runtime.

use crate::site::config_error::ConfigError;
use crate::wire::transport::TransportError;
use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};
use tokio::runtime::{Handle, Id};

/// How many runtimes besides the first keep their connections; the one that began longest ago gives its pool up.
const OTHERS: usize = 16;

/// The built-in HTTP client, once for each runtime that calls.
///
/// A connection is driven by a task of the runtime that made it. Another runtime that took it over would be at the mercy
/// of the first: a request would fail, or hang, when that one is busy, blocked or gone, and nobody could say whether it
/// had been sent.
#[derive(Clone)]
pub struct Pools(Arc<Inner>);

struct Inner {
    make: Make,
    /// Made with the client, for the first runtime that calls.
    first: reqwest::Client,
    owner: OnceLock<Id>,
    others: Mutex<VecDeque<(Id, reqwest::Client)>>,
}

type Make = Box<dyn Fn() -> Result<reqwest::Client, ConfigError> + Send + Sync>;

impl Pools {
    pub(crate) fn new(
        make: impl Fn() -> Result<reqwest::Client, ConfigError> + Send + Sync + 'static,
    ) -> Result<Self, ConfigError> {
        Ok(Self(Arc::new(Inner {
            first: make()?,
            make: Box::new(make),
            owner: OnceLock::new(),
            others: Mutex::default(),
        })))
    }

    /// The pool of the current runtime.
    pub fn here(&self) -> Result<reqwest::Client, TransportError> {
        let here = Handle::try_current().map_err(TransportError::connect)?.id();
        if *self.0.owner.get_or_init(|| here) == here {
            return Ok(self.0.first.clone());
        }
        let mut others = self.0.others.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, http)) = others.iter().find(|(id, _)| *id == here) {
            return Ok(http.clone());
        }
        let http = (self.0.make)().map_err(TransportError::connect)?;
        if others.len() >= OTHERS {
            others.pop_front();
        }
        others.push_back((here, http.clone()));
        Ok(http)
    }
}

impl fmt::Debug for Pools {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pools(..)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use tokio::runtime::Builder;

    #[test]
    fn each_runtime_has_its_own_and_keeps_it() {
        let made = Arc::new(AtomicUsize::new(0));
        let count = made.clone();
        let pools = Pools::new(move || {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(reqwest::Client::new())
        })
        .unwrap();
        let runtimes: Vec<_> = (0..3)
            .map(|_| Builder::new_current_thread().build().unwrap())
            .collect();
        for _ in 0..2 {
            for runtime in &runtimes {
                runtime.block_on(async { pools.here().unwrap() });
            }
        }
        assert_eq!(made.load(Ordering::Relaxed), 3);
        for _ in 0..2 * OTHERS {
            let runtime = Builder::new_current_thread().build().unwrap();
            runtime.block_on(async { pools.here().unwrap() });
        }
        assert_eq!(pools.0.others.lock().unwrap().len(), OTHERS);
    }

    #[test]
    fn without_a_runtime_there_is_none() {
        let pools = Pools::new(|| Ok(reqwest::Client::new())).unwrap();
        assert!(pools.here().unwrap_err().connect);
    }
}
