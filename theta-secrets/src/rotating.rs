//! Secrets of which some change.

use super::Secrets;
use std::collections::{BTreeMap, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// How many that were replaced are still removed: what was sent with one may be answered, shown or recorded later.
const KEPT: usize = 16;

/// The secrets of a client: those that it always has, those that it has now in a place of their own, and the latest of
/// those that were in such a place.
///
/// ```
/// use theta_secrets::{Rotating, Secrets};
///
/// let secrets = Rotating::new(&Secrets::of_key(Some("client-secret"), ""));
/// secrets.rotate("token", &Secrets::of_key(Some("first-token"), ""));
/// secrets.rotate("token", &Secrets::of_key(Some("second-token"), ""));
/// let shown = secrets.now();
/// assert_eq!(shown.remove_from_text("first-token, second-token"), "[removed], [removed]");
/// ```
#[derive(Debug, Default)]
pub struct Rotating(Mutex<State>);

#[derive(Debug, Default)]
struct State {
    fixed: Secrets,
    /// What is used now, by place.
    held: BTreeMap<String, Secrets>,
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

    /// Adds the secrets that take the place of those held in `place` before. Of all that were replaced the last 16 are
    /// kept; what a place holds is kept however often another one changes.
    pub fn rotate(&self, place: &str, secrets: &Secrets) {
        let mut state = self.state();
        let before = state.held.insert(place.to_owned(), secrets.clone());
        if before.as_ref() == Some(secrets) {
            return;
        }
        state.replaced.retain(|replaced| replaced != secrets);
        if let Some(before) = before {
            if state.replaced.len() == KEPT {
                state.replaced.pop_front();
            }
            state.replaced.push_back(before);
        }
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
        for secrets in self.held.values().chain(&self.replaced) {
            now.add_all(secrets);
        }
        self.now = Arc::new(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(text: &str) -> Secrets {
        Secrets::of_key(Some(text), "")
    }

    #[test]
    fn what_is_held_is_removed_however_often_something_else_changes() {
        let secrets = Rotating::default();
        secrets.rotate("refresh", &key("refresh-token"));
        for n in 0..100 {
            secrets.rotate("token", &key(&format!("access-token-{n}.")));
        }
        let shown = |text: &str| secrets.now().remove_from_text(text).into_owned();
        assert_eq!(shown("refresh-token"), "[removed]");
        assert_eq!(shown("access-token-99."), "[removed]");
        assert_eq!(shown("access-token-83."), "[removed]");
        assert_eq!(shown("access-token-82."), "access-token-82.");
    }

    #[test]
    fn the_same_again_takes_no_place_of_what_was_replaced() {
        let secrets = Rotating::default();
        secrets.rotate("token", &key("first-token"));
        for n in 0..100 {
            secrets.rotate("token", &key(["second-token", "third-token"][n % 2]));
            secrets.rotate("token", &key(["second-token", "third-token"][n % 2]));
        }
        assert_eq!(secrets.now().remove_from_text("first-token"), "[removed]");
    }
}
