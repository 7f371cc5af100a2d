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

/// How long a call that has a valid key waits for the one that takes its place.
const PATIENCE: Duration = Duration::from_secs(2);

/// How long what another runtime has begun is waited for: that one may not be driven any more.
const ELSEWHERE: Duration = Duration::from_secs(10);

/// How many refresh tokens that were replaced are known while the store does not take the later ones.
const SPENT: usize = 64;

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
    /// The refresh token that took the place of what was given.
    refresh: Option<Refresh>,
    flight: Option<Flight>,
    begun: u64,
}

/// A refresh token that a server gave in place of another one.
struct Refresh {
    token: String,
    is_saved: bool,
    /// Those that it replaced, the latest last: what a store still gives, although it is of no use any more.
    spent: Vec<String>,
}

/// What is waited for by all who need the key.
type Landed = Result<Arc<Held>, KeyError>;

/// The same, or `None` if the runtime ended first that it was fetched in.
type Flown = Joint<Option<Landed>, ()>;

struct Flight {
    number: u64,
    /// The runtime that its connection and its clock belong to.
    runtime: Option<Id>,
    future: WeakJoint<Option<Landed>, ()>,
    /// One that is seen to its end even if nobody waits for it any more.
    kept: Option<Flown>,
}

/// What a call waits for.
struct Ticket {
    number: u64,
    flown: Flown,
    /// Whether it began in this runtime.
    is_here: bool,
    /// How long it waits; `None` for as long as it takes.
    patience: Option<Duration>,
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
        let scheme = self.0.scheme.name;
        let mut joins_all = true;
        loop {
            let ticket = match self.board(clock, fetch, joins_all) {
                Ok(held) => return Ok(held),
                Err(ticket) => ticket,
            };
            let Ticket { flown, is_here, .. } = ticket;
            let landed = match ticket.patience {
                None => Some(flown.await),
                Some(patience) => Alarm::after(&**clock, patience).guard(flown).await,
            };
            if landed.is_some() {
                // One that broke off did not do it itself.
                self.0.over(ticket.number);
            }
            let now = clock.now();
            let landed = landed.flatten();
            if let Some(Ok(held)) = &landed
                && held.is_valid(now)
            {
                return Ok(held.clone());
            }
            // It is replaced before it ends, so that neither a failure nor a wait need be one of the call.
            let held = self.0.state().held.clone();
            if let Some(held) = held.filter(|held| held.is_valid(now)) {
                return Ok(held);
            }
            let (is_retryable, cause) = match landed {
                Some(Err(error)) => return Err(error),
                Some(Ok(_)) => (true, "what was given had ended before it arrived"),
                None if !is_here => {
                    joins_all = false;
                    continue;
                }
                None => (true, "what fetches the key was ended early"),
            };
            return Err(KeyError::new(scheme, is_retryable, None, cause));
        }
    }

    /// The key that is there, or else the flight that brings one. What begins in another runtime is joined only
    /// if it `joins_all`.
    fn board(
        &self,
        clock: &Arc<dyn Clock>,
        fetch: &Fetch,
        joins_all: bool,
    ) -> Result<Arc<Held>, Ticket> {
        let here = Handle::try_current().ok();
        let runtime = here.as_ref().map(Handle::id);
        let mut state = self.0.state();
        let now = clock.now();
        let held = state.held.as_ref();
        if let Some(held) = held.filter(|held| held.is_fresh(now)) {
            return Ok(held.clone());
        }
        let is_valid = held.is_some_and(|held| held.is_valid(now));
        // What nobody keeps ends with those who wait for it, so they wait.
        let patience = |is_kept: bool, is_here: bool| match (is_kept, is_valid, is_here) {
            (false, ..) | (true, false, true) => None,
            (true, true, _) => Some(PATIENCE),
            (true, false, false) => Some(ELSEWHERE),
        };
        let joined = state.flight.as_ref().and_then(|flight| {
            let (is_kept, is_here) = (flight.kept.is_some(), flight.runtime == runtime);
            let flown = flight.future.upgrade()?;
            (is_here || (is_kept && joins_all)).then(|| Ticket {
                number: flight.number,
                flown,
                is_here,
                patience: patience(is_kept, is_here),
            })
        });
        if let Some(ticket) = joined {
            return Err(ticket);
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
            None => (asked.map(Some).boxed(), false),
            Some(here) => (here.spawn(asked).map(Result::ok).boxed(), true),
        };
        let flown = Joint::new(future, ());
        let flight = Flight {
            number,
            runtime,
            future: flown.downgrade(),
            kept: is_kept.then(|| flown.downgrade().upgrade()).flatten(),
        };
        let replaced = state.flight.replace(flight);
        drop(state);
        drop(replaced);
        Err(Ticket {
            number,
            flown,
            is_here: true,
            patience: patience(is_kept, true),
        })
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
                let Some(own) = refresh.and_then(|at| given.get_mut(at)) else {
                    return fetch(*at, &given).await;
                };
                if let Some(later) = &self.state().refresh {
                    own.clone_from(&later.token);
                }
                if let Some(store) = store {
                    let mut alarm = Alarm::after(&**clock, STORE);
                    let kept = alarm.guard(store.load(self.scheme.name)).await.flatten();
                    if let Some(kept) = kept.filter(|kept| !kept.is_empty())
                        && self.is_news(&kept, own)
                    {
                        self.hold_refresh(&kept);
                        *own = kept;
                    } else {
                        self.save(clock).await;
                    }
                }
                let used = own.clone();
                let issued = fetch(*at, &given).await?;
                if let Some(token) = issued.refresh.as_ref().filter(|token| **token != used) {
                    self.replace(used, token.clone());
                }
                Ok(issued)
            }
        }
    }

    /// Keeps what was given. Nothing shows it from here on.
    fn keep(&self, issued: Issued) -> Landed {
        let Issued { key, at, .. } = issued;
        let mut secrets = Secrets::default();
        for text in &key.secrets {
            secrets.add_all(&Secrets::of_key(Some(text), self.scheme.prefix));
        }
        self.secrets.rotate(self.scheme.name, &secrets);
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
        self.state().held = Some(held.clone());
        Ok(held)
    }

    /// Keeps a refresh token that took the place of the one that was used, whatever is wrong with what came with it.
    fn replace(&self, used: String, token: String) {
        self.hold_refresh(&token);
        let mut state = self.state();
        let earlier = state.refresh.take().map(|earlier| earlier.spent);
        let mut spent = earlier.unwrap_or_default();
        if spent.len() == SPENT {
            // The first two are what the store had and has.
            spent.remove(2);
        }
        spent.push(used);
        state.refresh = Some(Refresh {
            token,
            is_saved: false,
            spent,
        });
    }

    /// Whether what a store gives is to be used in place of the client's own: not if that replaced it.
    fn is_news(&self, kept: &String, own: &String) -> bool {
        let mut state = self.state();
        let Some(refresh) = state.refresh.as_mut() else {
            return kept != own;
        };
        if kept == own {
            // It has the latest, and what came before will not be given again.
            let earlier = refresh.spent.len().saturating_sub(1);
            refresh.spent.drain(..earlier);
            return false;
        }
        let is_spent = refresh.spent.contains(kept);
        // It did not take the later one, whatever it said.
        refresh.is_saved &= !is_spent;
        !is_spent
    }

    /// Nothing shows the refresh token from here on.
    fn hold_refresh(&self, token: &str) {
        let secrets = Secrets::of_key(Some(token), self.scheme.prefix);
        self.secrets
            .rotate(&format!("{} refresh", self.scheme.name), &secrets);
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
            Some(refresh) if !refresh.is_saved => refresh.token.clone(),
            _ => return,
        };
        let mut alarm = Alarm::after(&**clock, STORE);
        let saved = alarm.guard(store.save(self.scheme.name, &unsaved)).await;
        let mut state = self.state();
        if let (Some(()), Some(refresh)) = (saved, &mut state.refresh)
            && refresh.token == unsaved
        {
            refresh.is_saved = true;
        }
    }
}
