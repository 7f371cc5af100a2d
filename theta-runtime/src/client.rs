//! The core of every generated client.

#[cfg(feature = "blocking")]
pub mod blocking;
pub(crate) mod builder;
mod caps;
pub(crate) mod limits;
mod pace;
pub(crate) mod tokens;

use crate::attempt::hooks::Hooks;
use crate::call::options::CallOptions;
use crate::client::limits::KeyLimits;
use crate::money::ledger::Ledger;
use crate::share::cache::Cache;
use crate::share::single_flight::Flights;
use crate::site::Site;
use crate::wire::Wire;
use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;
use theta_pace::{RetryBudget, Turns};
use tokens::TokenSource;

/// The settings and connections of a client. Clones share them.
#[derive(Clone)]
pub struct Core(pub(crate) Arc<Shared>);

/// What a client and its clones share.
pub(crate) struct Shared {
    pub(crate) site: Arc<Site>,
    /// What holds for a call unless it says otherwise.
    pub(crate) defaults: CallOptions,
    /// Whether calls can be made only where tokio runs: with a transport and a clock of the caller's own they can be
    /// made anywhere.
    pub(crate) needs_tokio: bool,
    pub(crate) wire: Wire,
    pub(crate) hooks: Hooks,
    pub(crate) retry_budget: RetryBudget,
    pub(crate) turns: Turns,
    pub(crate) limits: Option<KeyLimits>,
    pub(crate) ledger: Ledger,
    pub(crate) max_billed_audio: Option<Duration>,
    /// Caps on other units, by their names.
    pub(crate) max_billed: BTreeMap<&'static str, f64>,
    pub(crate) cache: Option<Box<dyn Cache>>,
    pub(crate) flights: Flights,
    pub(crate) tokens: &'static [TokenSource],
}

impl Core {
    /// Returns the ledger that adds up the cost of the client's calls.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.0.ledger
    }
}

impl fmt::Debug for Core {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Core")
            .field("api", &self.0.site.api.name)
            .field("base_url", &self.0.site.base_url)
            .field("timeout", &self.0.defaults.timeout)
            .finish_non_exhaustive()
    }
}
