//! The keys of a call that have to be asked for.

use crate::call::request::Request;
use crate::client::{Core, Shared};
use crate::site::key_error::KeyError;
use crate::site::live_key::{Fetch, Held};
use crate::wire::exchange::Outcome;
use futures_util::FutureExt;
use std::sync::Arc;
use std::time::Instant;
use theta_pace::{Alarm, Clock};

/// Why a call ended before it had its keys.
const LATE: &str =
    "its key did not come before the deadline: see to what gives it, or raise the deadline";

/// The keys that an attempt is sent with.
pub(crate) struct Keys(Vec<Arc<Held>>);

impl Keys {
    /// Asks for them until the deadline.
    pub(crate) async fn of(
        core: &Arc<Shared>,
        request: &Request,
        deadline: Instant,
    ) -> Result<Self, Outcome> {
        let live = request.site.live(request.endpoint);
        // Elsewhere no key is sent.
        if live.is_empty() || request.elsewhere {
            return Ok(Self(Vec::new()));
        }
        let shared = core.clone();
        let fetch: Fetch = Arc::new(move |at, given| match shared.tokens.get(at) {
            Some(token) => (token.fetch)(Core(shared.clone()), given),
            None => async {
                Err(KeyError::new(
                    "",
                    false,
                    None,
                    "the contract has no such token",
                ))
            }
            .boxed(),
        });
        let clock = request.site.shared_clock();
        let mut alarm = Alarm::new(&**clock, deadline);
        loop {
            let mut keys = Self(Vec::with_capacity(live.len()));
            for live in &live {
                // Boxed because few calls wait for it.
                match alarm.guard(live.get(clock, &fetch).boxed()).await {
                    Some(Ok(held)) => keys.0.push(held),
                    Some(Err(error)) => return Err(Outcome::NoKey(error)),
                    None => return Err(Outcome::Late(LATE.into())),
                }
            }
            // One may end while another one is waited for.
            if keys.are_valid(&**clock) {
                return Ok(keys);
            }
        }
    }

    pub(crate) fn all(&self) -> &[Arc<Held>] {
        &self.0
    }

    /// Whether all of them are valid by the clock.
    pub(crate) fn are_valid(&self, clock: &dyn Clock) -> bool {
        self.0.is_empty() || {
            let now = clock.now();
            self.0.iter().all(|held| held.is_valid(now))
        }
    }

    /// Forgets those that a server refused. Returns whether there are any that can be asked for again.
    pub(crate) fn refuse(&self, request: &Request) -> bool {
        for live in request.site.live(request.endpoint) {
            self.0.iter().for_each(|held| live.refuse(held));
        }
        !self.0.is_empty()
    }
}
