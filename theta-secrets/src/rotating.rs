//! Secrets of which some change.

use super::Secrets;
use std::collections::VecDeque;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many that were replaced are still removed: what was sent with one may be answered, shown or recorded later.
const KEPT: usize = 16;

/// The secrets of a client: those that it always has, and the latest of those that are replaced while it runs.
///
/// ```
/// use theta_secrets::{Rotating, Secrets};
///
/// let secrets = Rotating::new(&Secrets::of_key(Some("client-secret"), ""));
/// secrets.rotate(&Secrets::of_key(Some("first-token"), ""));
/// secrets.rotate(&Secrets::of_key(Some("second-token"), ""));
/// let shown = secrets.now();
/// assert_eq!(shown.remove_from_text("first-token, second-token"), "[removed], [removed]");
/// ```
#[derive(Debug, Default)]
pub struct Rotating(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    fixed: Secrets,
    replaced: VecDeque<Secrets>,
    /// All of them.
    now: Arc<Secrets>,
}

impl Rotating {
    /// Creates a set of secrets that do not change.
    #[must_use]
    pub fn new(fixed: &Secrets) -> Self {
        let secrets = Self::default();
        secrets.fix(fixed);
        secrets
    }

    /// Adds secrets that do not change.
    pub fn fix(&self, secrets: &Secrets) {
        let mut state = self.state();
        state.fixed.add_all(secrets);
        state.renew();
    }

    /// Adds the secrets that take the place of earlier ones. The last 16 are kept.
    pub fn rotate(&self, secrets: &Secrets) {
        let mut state = self.state();
        if state.replaced.len() == KEPT {
            state.replaced.pop_front();
        }
        state.replaced.push_back(secrets.clone());
        state.renew();
    }

    /// Returns the secrets as of now, those that were replaced included.
    #[must_use]
    pub fn now(&self) -> Arc<Secrets> {
        self.state().now.clone()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn renew(&mut self) {
        let mut now = self.fixed.clone();
        for secrets in &self.replaced {
            now.add_all(secrets);
        }
        self.now = Arc::new(now);
    }
}
