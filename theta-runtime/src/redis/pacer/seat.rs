//! The queue of one process, and the slot that its first call has booked.

use super::Inner;
use crate::redis::script::Ticket;
use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Instant;
use tokio::sync::OwnedMutexGuard;

/// The seat at the head of the line. A ticket belongs to the seat: when one who sits there leaves, the next has it.
#[derive(Default)]
pub(super) struct Seat {
    pub(super) ticket: Option<Ticket>,
    /// When to ask again; `None` for at once.
    pub(super) due: Option<Instant>,
}

/// A place in the line, left when dropped.
pub(super) struct Place {
    inner: Arc<Inner>,
    /// How many stood in line before.
    pub(super) before: u32,
}

impl Place {
    pub(super) fn new(inner: &Arc<Inner>) -> Self {
        let before = inner.line.fetch_add(1, Ordering::AcqRel);
        Self {
            inner: inner.clone(),
            before,
        }
    }

    fn is_last(&self) -> bool {
        self.inner.line.load(Ordering::Acquire) == 1
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        self.inner.line.fetch_sub(1, Ordering::AcqRel);
    }
}

/// Who sits at the head of the line.
pub(super) struct Seated {
    pub(super) seat: OwnedMutexGuard<Seat>,
    place: Place,
}

impl Seated {
    pub(super) fn new(seat: OwnedMutexGuard<Seat>, place: Place) -> Self {
        Self { seat, place }
    }
}

impl Drop for Seated {
    /// What was booked and nobody here can use goes back.
    fn drop(&mut self) {
        if self.place.is_last()
            && let Some(ticket) = self.seat.ticket.take()
        {
            self.seat.due = None;
            self.place.inner.give_back(ticket);
        }
    }
}
