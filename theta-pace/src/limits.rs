//! Limits that hold together: each call counts for some of them.

use crate::clock::Clock;
use crate::count::Count;
use crate::window::Window;
use std::fmt;
use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// A limit.
#[derive(Clone, Debug, PartialEq)]
pub struct Limit {
    /// What is limited, and to how much.
    pub most: Most,
    /// How many kinds of calls count for it: a call waits for what it shares with few before it holds up many.
    pub breadth: usize,
    /// It in words, such as `20 requests in any 1 min`.
    pub words: String,
}

/// What is limited, and to how much.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Most {
    /// Requests at the same time.
    Concurrent(usize),
    /// Requests within a window.
    Requests {
        /// How many.
        most: u32,
        /// The window.
        window: Window,
        /// How many may come at once; few if it is not known.
        burst: Option<u32>,
    },
    /// Units within a window.
    Units {
        /// How many.
        most: f64,
        /// The window.
        window: Window,
    },
}

/// What a call needs of limits.
#[derive(Clone, Copy, Debug)]
pub struct Need<'a> {
    /// Indices of the limits that it counts for, in order.
    pub of: &'a [usize],
    /// How many units it costs, as far as that is known.
    pub units: Option<f64>,
}

/// Why a call cannot be sent in time.
#[derive(Clone, Debug, PartialEq)]
pub enum Full {
    /// The wait would be longer than the patience.
    Late {
        /// Index of the limit.
        limit: usize,
        /// How long the wait would be, as far as is known.
        wait: Duration,
    },
    /// The window is long and full.
    Reached {
        /// Index of the limit.
        limit: usize,
        /// When it lets such a call through; `None` for never.
        opens: Option<Duration>,
    },
    /// What the limits are shared through does not answer.
    Away,
}

/// The future that [`Shared::take`] returns.
pub type Taking<'a> = Pin<Box<dyn Future<Output = Result<Taken, Full>> + Send + 'a>>;

/// Counts that several machines share.
pub trait Shared: fmt::Debug + Send + Sync + 'static {
    /// Counts units for each of these limits if all of them let it through, and for none otherwise.
    fn take<'a>(&'a self, units: &'a [(usize, f64)], clock: &'a dyn Clock) -> Taking<'a>;

    /// Corrects what was counted.
    fn correct(&self, counted: &[Counted]);
}

/// The answer to a question for a turn.
#[derive(Clone, Debug)]
pub enum Taken {
    /// It was counted.
    Counted(Vec<Counted>),
    /// Nothing was counted: that limit lets it through after so long, or never.
    Wait(usize, Option<Duration>),
    /// What the counts are shared through does not answer: ask again after so long.
    Later(Duration),
    /// The same, and this machine goes on by itself meanwhile.
    Alone,
}

/// What was counted for one limit.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted {
    /// Index of the limit.
    pub limit: usize,
    /// Until when it counts, since 1970.
    pub until: Duration,
    /// How many units; of a correction, how many more.
    pub units: f64,
}

/// Limits of one key, and what was counted for them.
#[derive(Debug)]
pub struct Limits {
    kept: Vec<Kept>,
    state: Mutex<State>,
    shared: Option<Arc<dyn Shared>>,
}

#[derive(Debug)]
struct Kept {
    limit: Limit,
    /// The holder is next for the window. It is fair; leaving the line makes room.
    head: Semaphore,
    /// The length of the line, including the first.
    line: AtomicU32,
    places: Option<Arc<Semaphore>>,
}

#[derive(Debug)]
struct State {
    counts: Vec<Option<Count>>,
    /// A moment by both clocks: the first that there was.
    epoch: Option<(Instant, Duration)>,
    /// What a call cost last, for those of which nobody knows it before: one for each limit, since each is by its own
    /// unit.
    last: Vec<f64>,
}

impl Most {
    /// Returns the time between two requests, and how far they may be ahead of it; `None` where they are not spaced.
    #[must_use]
    pub fn pace(&self) -> Option<(Duration, Duration)> {
        let Self::Requests {
            most,
            window,
            burst,
        } = *self
        else {
            return None;
        };
        let (spacing, burst) = window.pace(most, burst)?;
        Some((spacing, spacing.saturating_mul(burst - 1)))
    }

    /// Returns the share of one of so many machines.
    #[must_use]
    pub fn share(self, machines: u32) -> Self {
        let machines = machines.max(1);
        match self {
            Self::Concurrent(most) => Self::Concurrent(most),
            Self::Requests {
                most,
                window,
                burst,
            } => Self::Requests {
                most: (most / machines).max(1),
                window,
                burst,
            },
            Self::Units { most, window } => Self::Units {
                most: most / f64::from(machines),
                window,
            },
        }
    }
}

impl Limits {
    /// Creates limits; `None` if there are none. The index of a limit is its place here.
    #[must_use]
    pub fn new(limits: Vec<Limit>) -> Option<Self> {
        let counts = limits.iter().map(|limit| match limit.most {
            Most::Concurrent(_) => None,
            Most::Requests {
                most,
                window,
                burst,
            } => Some(Count::requests(most, window, burst)),
            Most::Units { most, window } => Some(Count::units(most, window)),
        });
        let counts = counts.collect();
        let kept = limits.into_iter().map(|limit| Kept {
            places: match limit.most {
                Most::Concurrent(most) => {
                    Some(Arc::new(Semaphore::new(most.min(Semaphore::MAX_PERMITS))))
                }
                _ => None,
            },
            limit,
            head: Semaphore::new(1),
            line: AtomicU32::new(0),
        });
        let kept: Vec<Kept> = kept.collect();
        (!kept.is_empty()).then(|| Self {
            state: Mutex::new(State {
                counts,
                epoch: None,
                last: vec![0.0; kept.len()],
            }),
            kept,
            shared: None,
        })
    }

    /// Shares the counts with other machines. What runs at the same time is limited for each machine.
    #[must_use]
    pub fn sharing(mut self, shared: Arc<dyn Shared>) -> Self {
        self.shared = Some(shared);
        self
    }

    /// Returns a limit in words.
    #[must_use]
    pub fn words(&self, limit: usize) -> &str {
        self.kept.get(limit).map_or("", |kept| &kept.limit.words)
    }

    /// Waits until all of these limits have room, first for those that few kinds of calls count for. While it is held,
    /// nobody else of this process takes that room.
    ///
    /// # Errors
    ///
    /// Fails as soon as it is known that the wait would go beyond the deadline, and at once where a window is full that
    /// is longer than a minute. It does not end by itself at the deadline.
    pub(crate) async fn room<'a>(
        &'a self,
        need: Need<'_>,
        clock: &dyn Clock,
        deadline: Instant,
    ) -> Result<Room<'a>, Full> {
        let mut room = Room {
            limits: self,
            heads: Vec::new(),
            places: Vec::new(),
        };
        // Nobody stands in line for what is full for long.
        for &at in need.of.iter().filter(|at| !self.waits(**at)) {
            self.look(at, need, clock)?;
        }
        for at in self.narrow_first(need.of) {
            let Some(kept) = self.kept.get(at) else {
                continue;
            };
            if let Some(places) = &kept.places {
                // It is never closed.
                room.places.extend(Arc::clone(places).acquire_owned().await);
                continue;
            }
            if !self.waits(at) {
                continue;
            }
            let place = InLine::new(&kept.line);
            let spacing = match self.shared {
                Some(_) => Duration::ZERO,
                None => self.state().spacing(at),
            };
            let line = spacing.saturating_mul(place.before);
            let left = |clock: &dyn Clock| deadline.saturating_duration_since(clock.now());
            if line > left(clock) {
                return Err(Full::Late {
                    limit: at,
                    wait: line,
                });
            }
            room.heads.extend(kept.head.acquire().await);
            drop(place);
            loop {
                let wait = self.look(at, need, clock)?;
                if wait.is_zero() {
                    break;
                }
                if wait > left(clock) {
                    return Err(Full::Late { limit: at, wait });
                }
                clock.sleep(wait).await;
            }
        }
        Ok(room)
    }

    /// What is limited; an index of no limit limits nothing.
    fn most(&self, at: usize) -> Most {
        let kept = self.kept.get(at);
        kept.map_or(Most::Concurrent(usize::MAX), |kept| kept.limit.most)
    }

    /// Whether calls wait for it.
    fn waits(&self, at: usize) -> bool {
        match self.most(at) {
            Most::Concurrent(_) => true,
            Most::Requests { window, .. } | Most::Units { window, .. } => window.is_short(),
        }
    }

    fn narrow_first(&self, of: &[usize]) -> Vec<usize> {
        let mut of = of.to_vec();
        // A place is taken before a turn, because a turn that is not used at once would cause a burst later.
        of.sort_by_key(|at| {
            let kept = self.kept.get(*at);
            kept.map(|kept| (kept.limit.breadth, kept.places.is_none(), *at))
        });
        of
    }

    /// How long a limit is full; it may have room somewhere else.
    fn look(&self, at: usize, need: Need<'_>, clock: &dyn Clock) -> Result<Duration, Full> {
        if self.shared.is_some() {
            return Ok(Duration::ZERO);
        }
        let mut state = self.state();
        let now = state.since_1970(clock.now());
        let units = self.units(at, need, &state);
        let Some(Some(count)) = state.counts.get_mut(at) else {
            return Ok(Duration::ZERO);
        };
        let wait = count.wait(now, units);
        match wait {
            Some(wait) if wait.is_zero() || self.waits(at) => Ok(wait),
            opens => Err(Full::Reached { limit: at, opens }),
        }
    }

    fn units(&self, at: usize, need: Need<'_>, state: &State) -> f64 {
        match self.most(at) {
            Most::Units { most, .. } => need.units.unwrap_or_else(|| {
                let last = state.last.get(at).copied();
                last.unwrap_or_default().min(most)
            }),
            Most::Concurrent(_) | Most::Requests { .. } => 1.0,
        }
    }

    /// What a call is counted with.
    fn counted(&self, need: Need<'_>) -> Vec<(usize, f64)> {
        let state = self.state();
        let is_counted = |at: &&usize| {
            let kept = self.kept.get(**at);
            kept.is_some_and(|kept| kept.places.is_none())
        };
        let counted = need.of.iter().filter(is_counted);
        counted
            .map(|at| (*at, self.units(*at, need, &state)))
            .collect()
    }

    /// Counts units for each of these limits if all of them let it through, and for none otherwise.
    fn take_here(&self, units: &[(usize, f64)], clock: &dyn Clock) -> Taken {
        let mut state = self.state();
        let now = state.since_1970(clock.now());
        for (at, units) in units {
            if let Some(Some(count)) = state.counts.get_mut(*at) {
                match count.wait(now, *units) {
                    Some(wait) if wait.is_zero() => {}
                    wait => return Taken::Wait(*at, wait),
                }
            }
        }
        Taken::Counted(state.count(now, units))
    }

    /// Counts here what was counted for all machines, for a time when they cannot ask each other.
    fn count_here(&self, units: &[(usize, f64)], clock: &dyn Clock) {
        let mut state = self.state();
        let now = state.since_1970(clock.now());
        state.count(now, units);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Corrects what was counted for one call.
    fn correct(&self, counted: &[Counted]) {
        if let Some(shared) = &self.shared {
            return shared.correct(counted);
        }
        let mut state = self.state();
        for one in counted {
            if let Some(Some(count)) = state.counts.get_mut(one.limit) {
                count.correct(one.until, one.units);
            }
        }
    }
}

impl State {
    /// The time by the calendar, which does not jump when somebody sets the clock.
    fn since_1970(&mut self, now: Instant) -> Duration {
        let (epoch, at) = *self.epoch.get_or_insert_with(|| {
            let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
            (now, since.unwrap_or_default())
        });
        at.saturating_add(now.saturating_duration_since(epoch))
    }

    fn count(&mut self, now: Duration, units: &[(usize, f64)]) -> Vec<Counted> {
        let counts = units.iter().filter_map(|&(limit, units)| {
            let count = self.counts.get_mut(limit)?.as_mut()?;
            let until = count.take(now, units);
            Some(Counted {
                limit,
                until,
                units,
            })
        });
        counts.collect()
    }

    fn spacing(&self, at: usize) -> Duration {
        let count = self.counts.get(at).and_then(Option::as_ref);
        count.map_or(Duration::ZERO, Count::spacing)
    }
}

/// Room in all limits that a call counts for.
pub(crate) struct Room<'a> {
    limits: &'a Limits,
    heads: Vec<SemaphorePermit<'a>>,
    places: Vec<OwnedSemaphorePermit>,
}

impl Room<'_> {
    /// Counts the call; `None` if there was no room after all, and it has waited for it.
    pub(crate) async fn take(
        &mut self,
        need: Need<'_>,
        clock: &dyn Clock,
        deadline: Instant,
    ) -> Result<Option<Vec<Counted>>, Full> {
        let limits = self.limits;
        let left = || deadline.saturating_duration_since(clock.now());
        let units = limits.counted(need);
        let taken = match &limits.shared {
            Some(shared) => shared.take(&units, clock).await?,
            None => Taken::Alone,
        };
        let taken = match taken {
            Taken::Alone => limits.take_here(&units, clock),
            Taken::Counted(_) => {
                limits.count_here(&units, clock);
                taken
            }
            _ => taken,
        };
        match taken {
            Taken::Counted(counted) => Ok(Some(counted)),
            Taken::Later(wait) => {
                clock.sleep(wait.min(left())).await;
                Ok(None)
            }
            Taken::Alone => Ok(None),
            Taken::Wait(limit, Some(wait)) if limits.waits(limit) => {
                if wait > left() {
                    return Err(Full::Late { limit, wait });
                }
                clock.sleep(wait).await;
                Ok(None)
            }
            Taken::Wait(limit, opens) => Err(Full::Reached { limit, opens }),
        }
    }

    /// The places among those that run at the same time; the line moves on.
    pub(crate) fn leave(self) -> Vec<OwnedSemaphorePermit> {
        self.places
    }
}

/// A place in a line, left when dropped.
struct InLine<'a> {
    line: &'a AtomicU32,
    before: u32,
}

impl<'a> InLine<'a> {
    fn new(line: &'a AtomicU32) -> Self {
        let before = line.fetch_add(1, Ordering::AcqRel);
        Self { line, before }
    }
}

impl Drop for InLine<'_> {
    fn drop(&mut self) {
        self.line.fetch_sub(1, Ordering::AcqRel);
    }
}

/// What a call was counted with, and its places among those that run at the same time until it is dropped.
#[derive(Debug)]
pub struct Held {
    limits: Arc<Limits>,
    counted: Mutex<Vec<Counted>>,
    _places: Vec<OwnedSemaphorePermit>,
}

impl Held {
    pub(crate) fn new(
        limits: Arc<Limits>,
        counted: Vec<Counted>,
        places: Vec<OwnedSemaphorePermit>,
    ) -> Self {
        Self {
            limits,
            counted: Mutex::new(counted),
            _places: places,
        }
    }

    /// Says how many units the call did use. It can be said again.
    pub fn used(&self, units: f64) {
        self.change(|one| match self.limits.most(one.limit) {
            Most::Units { .. } => {
                if let Some(last) = self.limits.state().last.get_mut(one.limit) {
                    *last = units;
                }
                units
            }
            _ => one.units,
        });
    }

    /// Says that nothing of the call was sent, so that it counts for nothing.
    pub fn unsent(&self) {
        self.change(|_| 0.0);
    }

    fn change(&self, to: impl Fn(&Counted) -> f64) {
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        let mut more = Vec::new();
        for one in counted.iter_mut() {
            let units = to(one);
            let difference = units - one.units;
            if difference != 0.0 {
                more.push(Counted {
                    units: difference,
                    ..*one
                });
                one.units = units;
            }
        }
        drop(counted);
        if !more.is_empty() {
            self.limits.correct(&more);
        }
    }
}
