//! A future that is polled by all who wait for it.

use futures_util::future::BoxFuture;
use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::task::{Context, Poll, Wake, Waker};

/// A handle of a shared future. Any handle can drive it, so that none depends on another one that is no longer polled;
/// the future is dropped with the last handle.
///
/// While there is only one handle, which is nearly always the case, it costs no more than the future itself: neither
/// an extra waker nor a copy of the output.
///
/// With the future goes a guard, which is dropped when that has its output or nobody waits for it any more.
pub struct Joint<T, G> {
    inner: Arc<Inner<T, G>>,
    number: u64,
}

/// A way to join, which keeps nothing alive.
pub struct WeakJoint<T, G>(Weak<Inner<T, G>>);

struct Inner<T, G> {
    state: Mutex<State<T, G>>,
    joined: AtomicU64,
}

struct State<T, G> {
    run: Run<T, G>,
    /// Who is woken while there is no crowd.
    alone: Option<Waker>,
    /// Made when a second one waits.
    crowd: Option<Arc<Crowd>>,
}

enum Run<T, G> {
    Going(BoxFuture<'static, T>, G),
    Done(T),
    /// The only one who waited has the output.
    Gone,
}

/// Wakes all who wait. It is apart from the future, which has it as its waker and would otherwise hold itself.
#[derive(Default)]
struct Crowd(Mutex<BTreeMap<u64, Waker>>);

impl<T: Clone, G> Joint<T, G> {
    pub fn new(future: BoxFuture<'static, T>, guard: G) -> Self {
        let state = State {
            run: Run::Going(future, guard),
            alone: None,
            crowd: None,
        };
        Self {
            inner: Arc::new(Inner {
                state: Mutex::new(state),
                joined: AtomicU64::new(1),
            }),
            number: 0,
        }
    }

    #[must_use]
    pub fn downgrade(&self) -> WeakJoint<T, G> {
        WeakJoint(Arc::downgrade(&self.inner))
    }
}

impl<T, G> WeakJoint<T, G> {
    /// Joins, unless nobody waits any more.
    #[must_use]
    pub fn upgrade(&self) -> Option<Joint<T, G>> {
        let inner = self.0.upgrade()?;
        let number = inner.joined.fetch_add(1, Ordering::Relaxed);
        Some(Joint { inner, number })
    }
}

impl<T: Clone, G> Future for Joint<T, G> {
    type Output = T;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<T> {
        // Dropped after the lock is given back, because wakers and futures may hold others of these.
        let (_replaced, _over);
        let mut guard = self.inner.lock();
        let state = &mut *guard;
        let Run::Going(future, _) = &mut state.run else {
            return match &state.run {
                Run::Done(output) => Poll::Ready(output.clone()),
                Run::Going(..) | Run::Gone => Poll::Pending,
            };
        };
        let waker = context.waker();
        let polled = if self.number == 0 && state.crowd.is_none() {
            let known = state.alone.as_ref();
            if !known.is_some_and(|known| known.will_wake(waker)) {
                _replaced = state.alone.replace(waker.clone());
            }
            future.as_mut().poll(context)
        } else {
            let alone = &mut state.alone;
            let crowd = state.crowd.get_or_insert_with(|| Crowd::with(alone.take()));
            // Before the future is polled, which may call for all of them.
            _replaced = crowd.lock().insert(self.number, waker.clone());
            let waker = Waker::from(crowd.clone());
            future.as_mut().poll(&mut Context::from_waker(&waker))
        };
        let Poll::Ready(output) = polled else {
            return Poll::Pending;
        };
        // The guard goes first: it may be what others find the way here by. Then, in this order: once there is no way to
        // join, there are never more than there are.
        if let Run::Going(future, guard) = std::mem::replace(&mut state.run, Run::Gone) {
            _over = future;
            drop(guard);
        }
        let is_last = Arc::weak_count(&self.inner) == 0 && Arc::strong_count(&self.inner) == 1;
        if !is_last {
            state.run = Run::Done(output.clone());
        }
        let crowd = state.crowd.take();
        drop(guard);
        if let Some(crowd) = crowd {
            crowd.wake();
        }
        Poll::Ready(output)
    }
}

impl<T, G> Drop for Joint<T, G> {
    fn drop(&mut self) {
        let crowd = self.inner.lock().crowd.clone();
        if let Some(crowd) = crowd {
            let waker = crowd.lock().remove(&self.number);
            drop(waker);
        }
    }
}

impl<T, G> Inner<T, G> {
    fn lock(&self) -> MutexGuard<'_, State<T, G>> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Crowd {
    fn with(first: Option<Waker>) -> Arc<Self> {
        let first = first.map(|waker| (0, waker));
        Arc::new(Self(Mutex::new(first.into_iter().collect())))
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<u64, Waker>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Wake for Crowd {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        let wakers = std::mem::take(&mut *self.lock());
        for waker in wakers.into_values() {
            waker.wake();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use futures_util::FutureExt;
    use tokio::sync::oneshot;
    use tokio::task::JoinSet;

    fn channel() -> (oneshot::Sender<u32>, Joint<Option<u32>, ()>) {
        let (sender, receiver) = oneshot::channel();
        (sender, Joint::new(receiver.map(Result::ok).boxed(), ()))
    }

    /// Polls once.
    fn is_pending(joint: &mut Joint<Option<u32>, ()>) -> bool {
        joint.now_or_never().is_none()
    }

    #[tokio::test]
    async fn one_alone_gets_the_output() {
        let (sender, mut joint) = channel();
        assert!(is_pending(&mut joint));
        sender.send(1).unwrap();
        assert_eq!(joint.await, Some(1));
    }

    #[tokio::test]
    async fn all_who_joined_get_the_output_whoever_polled_last() {
        let (sender, first) = channel();
        let weak = first.downgrade();
        let mut waiting = JoinSet::new();
        waiting.spawn(first);
        for _ in 0..9 {
            waiting.spawn(weak.upgrade().unwrap());
            tokio::task::yield_now().await;
        }
        let late = weak.upgrade().unwrap();
        sender.send(1).unwrap();
        assert_eq!(waiting.join_all().await, [Some(1); 10]);
        assert_eq!(late.await, Some(1));
        assert!(weak.upgrade().is_none());
    }

    #[tokio::test]
    async fn one_who_is_not_polled_any_more_holds_nobody_up() {
        let (sender, mut first) = channel();
        let mut second = first.downgrade().upgrade().unwrap();
        assert!(is_pending(&mut first) && is_pending(&mut second));
        assert!(is_pending(&mut first));
        let second = tokio::spawn(second);
        sender.send(1).unwrap();
        assert_eq!(second.await.unwrap(), Some(1));
        assert_eq!(first.await, Some(1));
    }

    #[tokio::test]
    async fn the_others_go_on_when_one_is_dropped() {
        for dropped in 0..3 {
            let (sender, first) = channel();
            let weak = first.downgrade();
            let mut all = vec![first, weak.upgrade().unwrap(), weak.upgrade().unwrap()];
            for joint in &mut all {
                assert!(is_pending(joint));
            }
            let mut waiting: Vec<_> = all.into_iter().map(tokio::spawn).collect();
            tokio::task::yield_now().await;
            let gone = waiting.remove(dropped);
            gone.abort();
            assert!(gone.await.unwrap_err().is_cancelled());
            sender.send(1).unwrap();
            for joint in waiting {
                assert_eq!(joint.await.unwrap(), Some(1));
            }
        }
    }

    #[tokio::test]
    async fn the_future_is_dropped_with_the_last_who_waits() {
        let (sender, mut first) = channel();
        let mut second = first.downgrade().upgrade().unwrap();
        assert!(is_pending(&mut first) && is_pending(&mut second));
        drop(first);
        assert!(!sender.is_closed());
        drop(second);
        assert!(sender.is_closed());
    }

    #[tokio::test(flavor = "multi_thread", worker_threads = 4)]
    async fn nobody_is_forgotten_on_several_threads() {
        for round in 0..500 {
            let steps = async move {
                for _ in 0..round % 7 {
                    tokio::task::yield_now().await;
                }
                round
            };
            let first = Joint::new(steps.boxed(), ());
            let weak = first.downgrade();
            let mut waiting = JoinSet::new();
            let joined: Vec<_> = (0..8).filter_map(|_| weak.upgrade()).collect();
            waiting.spawn(first);
            for joint in joined {
                waiting.spawn(joint);
            }
            assert_eq!(waiting.join_all().await, [round; 9]);
        }
    }
}
