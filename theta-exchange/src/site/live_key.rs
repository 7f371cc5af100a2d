//! A key that is asked for when it is needed, and asked for again when it has ended.

use super::given::Given;
use super::key_error::KeyError;
use super::key_source::{BoxError, Key, KeySource, TokenStore};
use super::meta::SchemeInfo;
use crate::joint::{Joint, WeakJoint};
use crate::wire::told;
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};
use theta_pace::{Alarm, Clock};
use theta_secrets::{Rotating, Secrets};
use tokio::runtime::{Handle, Id};

/// How long before its end a key is replaced, at most; of a short one it is a tenth of its time.
const MARGIN: Duration = Duration::from_secs(60);

/// How long a source of keys may take: those who wait have their own deadlines, and who comes later finds a way out.
const SOURCE: Duration = Duration::from_secs(150);

/// How long a store may take.
const STORE: Duration = Duration::from_secs(30);

/// A key that is asked for. Clones of a client share it, so that it is asked for once for all who wait.
#[derive(Clone)]
pub struct LiveKey(Arc<Inner>);

struct Inner {
    scheme: SchemeInfo,
    origin: Origin,
    secrets: Arc<Rotating>,
    state: Mutex<State>,
}

/// Where the key comes from.
pub(crate) enum Origin {
    Source(KeySource),
    Token {
        /// Which of the client's tokens it is.
        at: usize,
        /// What a caller gave for it.
        given: Vec<String>,
        /// Which of these is the refresh token.
        refresh: Option<usize>,
        store: Option<Arc<dyn TokenStore>>,
    },
}

#[derive(Default)]
struct State {
    held: Option<Arc<Held>>,
    /// The refresh token that took the place of what was given, and whether the store has it.
    refresh: Option<(String, bool)>,
    flight: Option<Flight>,
    begun: u64,
}

/// What is waited for by all who need the key.
type Landed = Result<Arc<Held>, KeyError>;

struct Flight {
    number: u64,
    /// The runtime that its connection and its clock belong to.
    runtime: Option<Id>,
    future: WeakJoint<Landed, ()>,
    /// One that is seen to its end even if nobody waits for it any more.
    _kept: Option<Joint<Landed, ()>>,
}

/// A key that is there.
pub struct Held {
    pub(crate) given: Given,
    /// When it is to be replaced, and when it ends; `None` for never.
    ends: Option<(Instant, Instant)>,
}

impl Held {
    /// Whether it is valid by the clock.
    pub fn is_valid(&self, now: Instant) -> bool {
        self.ends.is_none_or(|(_, end)| now < end)
    }

    fn is_fresh(&self, now: Instant) -> bool {
        self.ends.is_none_or(|(renewal, _)| now < renewal)
    }
}

/// What a server or a source gave.
pub struct Issued {
    pub key: Key,
    pub refresh: Option<String>,
    /// When it was asked for.
    pub at: Instant,
}

/// Fetches a token: which of the client's tokens it is, and what the arguments of its endpoint are.
pub type Fetch =
    Arc<dyn Fn(usize, &[String]) -> BoxFuture<'static, Result<Issued, KeyError>> + Send + Sync>;

impl LiveKey {
    pub(crate) fn new(scheme: SchemeInfo, origin: Origin, secrets: Arc<Rotating>) -> Self {
        Self(Arc::new(Inner {
            scheme,
            origin,
            secrets,
            state: Mutex::default(),
        }))
    }

    /// What is never shown, beside the keys that it was given later.
    pub(crate) fn secrets(&self) -> Secrets {
        let mut secrets = Secrets::default();
        if let Origin::Token { given, .. } = &self.0.origin {
            for text in given {
                secrets.add_all(&Secrets::of_key(Some(text), ""));
            }
        }
        secrets
    }

    /// What tells its owner apart from others; `None` if that is not known before it is asked for.
    #[cfg(feature = "redis")]
    pub(crate) fn identity(&self) -> Option<String> {
        match &self.0.origin {
            Origin::Source(_) => None,
            Origin::Token { given, .. } => Some(given.join("\0")),
        }
    }

    /// The key that is there, valid or not.
    #[cfg(feature = "websocket")]
    pub(crate) fn held(&self) -> Option<Arc<Held>> {
        self.0.state().held.clone()
    }

    /// Forgets a key that a server refused, unless it was replaced already.
    pub fn refuse(&self, refused: &Arc<Held>) {
        let mut state = self.0.state();
        if state
            .held
            .as_ref()
            .is_some_and(|held| Arc::ptr_eq(held, refused))
        {
            state.held = None;
        }
    }

    /// Returns a key that is valid by the clock, and asks for one if there is none. All who wait at the same time wait for
    /// the same one. A failure is told to all of them, and the next call asks again.
    pub async fn get(&self, clock: &Arc<dyn Clock>, fetch: &Fetch) -> Landed {
        let (number, flight) = match self.board(clock, fetch) {
            Ok(held) => return Ok(held),
            Err(flight) => flight,
        };
        let landed = flight.await;
        // One that broke off did not do it itself.
        self.0.over(number);
        let now = clock.now();
        match landed {
            Ok(held) if held.is_valid(now) => Ok(held),
            Ok(_) => {
                let cause = "what was given had ended before it arrived";
                Err(KeyError::new(self.0.scheme.name, true, None, cause))
            }
            // It is replaced before it ends, so that a failure need not be one of the call.
            Err(error) => {
                let held = self.0.state().held.clone();
                held.filter(|held| held.is_valid(now)).ok_or(error)
            }
        }
    }

    /// The key that is there, or else the flight that brings one.
    fn board(
        &self,
        clock: &Arc<dyn Clock>,
        fetch: &Fetch,
    ) -> Result<Arc<Held>, (u64, Joint<Landed, ()>)> {
        let here = Handle::try_current().ok();
        let runtime = here.as_ref().map(Handle::id);
        let mut state = self.0.state();
        if let Some(held) = state
            .held
            .as_ref()
            .filter(|held| held.is_fresh(clock.now()))
        {
            return Ok(held.clone());
        }
        let flight = state
            .flight
            .as_ref()
            .filter(|flight| flight.runtime == runtime);
        let joined = flight.and_then(|flight| Some((flight.number, flight.future.upgrade()?)));
        if let Some(joined) = joined {
            return Err(joined);
        }
        state.begun += 1;
        let number = state.begun;
        let asked = Inner::ask(
            Arc::downgrade(&self.0),
            number,
            clock.clone(),
            fetch.clone(),
        );
        // A refresh token can be used once, so what was sent with one is seen to its end, whoever still waits.
        let (future, is_kept) = match here {
            None => (asked.boxed(), false),
            Some(here) => {
                let (task, scheme) = (here.spawn(asked), self.0.scheme.name);
                let future = async move {
                    let ended = "what fetches the key was ended early";
                    let ended = |_| Err(KeyError::new(scheme, true, None, ended));
                    task.await.unwrap_or_else(ended)
                };
                (future.boxed(), true)
            }
        };
        let future = Joint::new(future, ());
        let flight = Flight {
            number,
            runtime,
            future: future.downgrade(),
            _kept: is_kept.then(|| future.downgrade().upgrade()).flatten(),
        };
        let replaced = state.flight.replace(flight);
        drop(state);
        drop(replaced);
        Err((number, future))
    }
}

impl Inner {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks for a key and keeps it. It does not keep alive the client that it is for.
    async fn ask(weak: Weak<Self>, number: u64, clock: Arc<dyn Clock>, fetch: Fetch) -> Landed {
        let gone = || KeyError::new("", false, None, "the client is gone");
        let inner = weak.upgrade().ok_or_else(gone)?;
        let issued = inner.issued(&clock, &fetch).await;
        let landed = issued.and_then(|issued| inner.keep(issued));
        if landed.is_ok() {
            inner.save(&clock).await;
        }
        inner.over(number);
        landed
    }

    /// A flight has ended: who comes now begins another one.
    fn over(&self, number: u64) {
        let mut state = self.state();
        let over = state.flight.take_if(|flight| flight.number == number);
        drop(state);
        drop(over);
    }

    async fn issued(&self, clock: &Arc<dyn Clock>, fetch: &Fetch) -> Result<Issued, KeyError> {
        match &self.origin {
            Origin::Source(source) => {
                let at = clock.now();
                let mut alarm = Alarm::after(&**clock, SOURCE);
                let key = alarm.guard(source.ask()).await;
                let failed = |cause| {
                    let cause = told::boxed(cause, &self.secrets.now());
                    Err(KeyError::new(self.scheme.name, true, None, cause))
                };
                match key {
                    None => {
                        failed(format!("the source gave none within {} s", SOURCE.as_secs()).into())
                    }
                    Some(Err(cause)) => failed(cause),
                    Some(Ok(key)) => Ok(Issued {
                        key,
                        refresh: None,
                        at,
                    }),
                }
            }
            Origin::Token {
                at,
                given,
                refresh,
                store,
            } => {
                let mut given = given.clone();
                if let Some(own) = refresh.and_then(|at| given.get_mut(at)) {
                    if let Some((later, _)) = &self.state().refresh {
                        own.clone_from(later);
                    }
                    if let Some(store) = store {
                        let mut alarm = Alarm::after(&**clock, STORE);
                        let kept = alarm.guard(store.load(self.scheme.name)).await.flatten();
                        if let Some(kept) = kept.filter(|kept| !kept.is_empty() && kept != own) {
                            self.secrets.rotate(&Secrets::of_key(Some(&kept), ""));
                            *own = kept;
                        }
                    }
                }
                fetch(*at, &given).await
            }
        }
    }

    /// Keeps what was given. Nothing shows it from here on.
    fn keep(&self, issued: Issued) -> Landed {
        let Issued { key, refresh, at } = issued;
        let mut secrets = Secrets::default();
        for text in key.secrets.iter().chain(&refresh) {
            secrets.add_all(&Secrets::of_key(Some(text), self.scheme.prefix));
        }
        self.secrets.rotate(&secrets);
        let mut state = self.state();
        // What took the place of the refresh token is kept whatever is wrong with the token.
        if let Some(refresh) = refresh {
            state.refresh = Some((refresh, false));
        }
        let failed = |cause: BoxError| KeyError::new(self.scheme.name, false, None, cause);
        if key.secrets.len() != self.scheme.roles().len() {
            return Err(failed(
                "a user and a password belong to a scheme that takes both, and only to it".into(),
            ));
        }
        let given = Given::new(&self.scheme, &key.secrets).map_err(|error| failed(error.into()))?;
        let ends = key.valid_for.and_then(|time| {
            let margin = MARGIN.min(time / 10);
            Some((
                at.checked_add(time.saturating_sub(margin))?,
                at.checked_add(time)?,
            ))
        });
        let held = Arc::new(Held { given, ends });
        state.held = Some(held.clone());
        Ok(held)
    }

    /// Gives the store a refresh token that it does not have.
    async fn save(&self, clock: &Arc<dyn Clock>) {
        let Origin::Token {
            store: Some(store), ..
        } = &self.origin
        else {
            return;
        };
        let unsaved = match &self.state().refresh {
            Some((refresh, false)) => refresh.clone(),
            _ => return,
        };
        let mut alarm = Alarm::after(&**clock, STORE);
        let saved = alarm.guard(store.save(self.scheme.name, &unsaved)).await;
        let mut state = self.state();
        if let (Some(()), Some((refresh, is_saved))) = (saved, &mut state.refresh) {
            *is_saved = *refresh == unsaved;
        }
    }
}
