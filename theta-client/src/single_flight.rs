//! Identical calls that are in flight at the same time share one.

use crate::attempts::Finished;
use crate::billing::Origin;
use crate::digest::{Digest, digest, glance};
use crate::ledger::End;
use crate::request::Request;
use futures_util::FutureExt;
use futures_util::future::{BoxFuture, Shared, WeakShared};
use std::collections::HashMap;
use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use tokio::sync::OnceCell;

/// The calls of a client that others may join.
///
/// A call is not run by whoever made it but by whoever waits for it: when one is cancelled the others go on with what
/// is under way, and only when all are gone is it dropped.
///
/// Calls are compared at a glance first. Uploads are read to their end only when two look alike, so that a call without
/// a twin costs next to nothing.
#[derive(Clone, Default)]
pub(crate) struct Flights(Arc<Inner>);

#[derive(Default)]
struct Inner {
    keys: RandomState,
    /// By what they look like.
    flights: Mutex<HashMap<u64, Vec<Flight>>>,
}

type Future = Shared<BoxFuture<'static, Finished>>;

struct Flight {
    /// Points to where the request is, which no other is while this is here.
    request: Weak<Request>,
    /// Computed when it is first compared; `None` when the upload could not be read again.
    digest: Arc<OnceCell<Option<Digest>>>,
    future: WeakShared<BoxFuture<'static, Finished>>,
}

enum Place {
    Begun(Future),
    /// One that looks the same.
    Beside(Weak<Request>, Arc<OnceCell<Option<Digest>>>, Future),
}

impl Flights {
    /// Joins a flight of an identical request, or begins one with `begin`.
    pub(crate) async fn join(
        &self,
        request: Arc<Request>,
        known: Option<Digest>,
        begin: impl Fn(Arc<Request>) -> BoxFuture<'static, Finished>,
    ) -> Finished {
        let look = self.look(&request);
        let own = Arc::new(known.map_or_else(OnceCell::new, |digest| {
            OnceCell::new_with(Some(Some(digest)))
        }));
        let mut others = Vec::new();
        loop {
            match self.place(look, &request, &own, &others, &begin) {
                Place::Begun(future) => return future.await,
                Place::Beside(theirs, digest, future) => {
                    // Who joins needs nothing open of its own.
                    request.close();
                    if same(&request, &own, &theirs, &digest).await {
                        let mut finished = future.await;
                        finished.spent.origin = Origin::Shared;
                        request.core.ledger().end(End::Shared);
                        return finished;
                    }
                    others.push(theirs);
                }
            }
        }
    }

    /// A flight that looks the same and is none of `others`; otherwise a new one.
    fn place(
        &self,
        look: u64,
        request: &Arc<Request>,
        digest: &Arc<OnceCell<Option<Digest>>>,
        others: &[Weak<Request>],
        begin: &impl Fn(Arc<Request>) -> BoxFuture<'static, Finished>,
    ) -> Place {
        let mut flights = self.lock();
        let alike = flights.entry(look).or_default();
        let mut unseen = alike
            .iter()
            .filter(|flight| !others.iter().any(|other| other.ptr_eq(&flight.request)));
        let beside = unseen.find_map(|flight| {
            let future = flight.future.upgrade()?;
            Some(Place::Beside(
                flight.request.clone(),
                flight.digest.clone(),
                future,
            ))
        });
        if let Some(beside) = beside {
            return beside;
        }
        let landing = Landing {
            flights: Arc::downgrade(&self.0),
            look,
            request: Arc::downgrade(request),
        };
        let call = begin(request.clone());
        let future = async move {
            let _landing = landing;
            call.await
        };
        let future = future.boxed().shared();
        if let Some(weak) = future.downgrade() {
            alike.push(Flight {
                request: Arc::downgrade(request),
                digest: digest.clone(),
                future: weak,
            });
        }
        Place::Begun(future)
    }

    fn look(&self, request: &Request) -> u64 {
        let mut hasher = self.0.keys.build_hasher();
        glance(request, &mut hasher);
        hasher.finish()
    }

    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Vec<Flight>>> {
        self.0.lock()
    }
}

impl Inner {
    fn lock(&self) -> MutexGuard<'_, HashMap<u64, Vec<Flight>>> {
        self.flights.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Whether two requests that look the same are the same.
async fn same(
    request: &Request,
    own: &OnceCell<Option<Digest>>,
    theirs: &Weak<Request>,
    digest_of_theirs: &OnceCell<Option<Digest>>,
) -> bool {
    let compute = async |request: &Request| digest(request).await.ok();
    let Some(theirs) = theirs.upgrade() else {
        return false;
    };
    let own = *own.get_or_init(|| compute(request)).await;
    let theirs = *digest_of_theirs.get_or_init(|| compute(&theirs)).await;
    own.is_some() && own == theirs
}

/// Takes a flight off the list when it ends or is dropped.
struct Landing {
    flights: Weak<Inner>,
    look: u64,
    request: Weak<Request>,
}

impl Drop for Landing {
    fn drop(&mut self) {
        if let Some(inner) = self.flights.upgrade() {
            let mut flights = inner.lock();
            if let Some(alike) = flights.get_mut(&self.look) {
                alike.retain(|flight| !flight.request.ptr_eq(&self.request));
                if alike.is_empty() {
                    flights.remove(&self.look);
                }
            }
        }
    }
}
