//! Sharing one upload between identical calls in flight.

use crate::call::outcome::Finished;
use crate::call::request::{Digest, Request};
use crate::money::Origin;
use crate::share::digest::{digest, glance};
use futures_util::FutureExt;
use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::time::Instant;
use theta_exchange::joint::{Joint, WeakJoint};
use theta_pace::Alarm;
use tokio::runtime::{Handle, Id};

/// The calls of a client that others may join.
///
/// A call is run by all who wait for it, not by the one that started it: when one is cancelled the others continue it,
/// and it is dropped only with the last of them.
///
/// Only calls of one tokio runtime are shared, because a shared call ends with the runtime that started it.
///
/// Calls are first compared cheaply. Uploads are read completely only when two calls look alike, so that a call
/// without a twin costs next to nothing.
#[derive(Clone, Default)]
pub(crate) struct Flights(Arc<Mutex<List>>);

#[derive(Default)]
struct List {
    flights: BTreeMap<Key, Flight>,
    /// How many were ever begun.
    begun: u64,
}

/// What a flight looks like, and its number.
type Key = (u64, u64);

struct Flight {
    /// The runtime that its connection and its clock belong to.
    runtime: Option<Id>,
    request: Weak<Request>,
    future: WeakJoint<Finished, Landing>,
}

enum Place {
    Begun(Joint<Finished, Landing>),
    /// One that looks the same, and its number.
    Beside(u64, Weak<Request>, Joint<Finished, Landing>),
}

impl Flights {
    /// Joins a flight of an identical request, or begins one with `begin`; `None` if it is not known by `until` whether
    /// one is identical.
    pub(crate) async fn join(
        &self,
        request: Arc<Request>,
        until: Instant,
        begin: impl Fn(Arc<Request>) -> BoxFuture<'static, Finished>,
    ) -> Option<Finished> {
        let look = glance(&request);
        let mut first = 0;
        loop {
            match self.place(look, first, &request, &begin) {
                Place::Begun(future) => return Some(future.await),
                Place::Beside(number, theirs, future) => {
                    // Who joins needs nothing open of its own.
                    request.close();
                    // What is uploaded is read, and may stall.
                    let mut alarm = Alarm::new(request.site.clock(), until);
                    if alarm.guard(same(&request, &theirs)).await? {
                        let mut finished = future.await;
                        finished.spent.origin = Origin::Shared;
                        return Some(finished);
                    }
                    first = number + 1;
                }
            }
        }
    }

    /// A flight that looks the same and was begun as number `first` or later; otherwise a new one.
    fn place(
        &self,
        look: u64,
        first: u64,
        request: &Arc<Request>,
        begin: &impl Fn(Arc<Request>) -> BoxFuture<'static, Finished>,
    ) -> Place {
        let here = Handle::try_current().ok().map(|handle| handle.id());
        let mut list = lock(&self.0);
        let mut alike = list.flights.range((look, first)..=(look, u64::MAX));
        let beside = alike.find_map(|((_, number), flight)| {
            // One that is joined and left again would be dropped under the lock, which what it guards wants too.
            let future = (flight.runtime == here).then(|| flight.future.upgrade())??;
            Some(Place::Beside(*number, flight.request.clone(), future))
        });
        if let Some(beside) = beside {
            return beside;
        }
        let key = (look, list.begun);
        list.begun += 1;
        let landing = Landing {
            flights: Arc::downgrade(&self.0),
            key,
        };
        let future = Joint::new(begin(request.clone()), landing);
        let flight = Flight {
            runtime: here,
            request: Arc::downgrade(request),
            future: future.downgrade(),
        };
        list.flights.insert(key, flight);
        Place::Begun(future)
    }
}

fn lock(list: &Mutex<List>) -> MutexGuard<'_, List> {
    list.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Whether two requests that look the same are the same.
async fn same(own: &Request, theirs: &Weak<Request>) -> bool {
    let Some(theirs) = theirs.upgrade() else {
        return false;
    };
    // Those who share a call share its settings.
    let settings = |request: &Request| (request.timeout, request.deadline, request.options.retry);
    if settings(own) != settings(&theirs) {
        return false;
    }
    let own = content(own).await;
    own.is_some() && own == content(&theirs).await
}

async fn content(request: &Request) -> Option<Digest> {
    // Boxed because few calls come to it, and all of them would have room for it.
    let compute = || digest(request).map(Result::ok).boxed();
    *request.digest.get_or_init(compute).await
}

/// Takes a flight off the list when it ends or is dropped.
struct Landing {
    flights: Weak<Mutex<List>>,
    key: Key,
}

impl Drop for Landing {
    fn drop(&mut self) {
        if let Some(list) = self.flights.upgrade() {
            lock(&list).flights.remove(&self.key);
        }
    }
}
