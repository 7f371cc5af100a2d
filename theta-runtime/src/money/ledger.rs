//! The total cost of calls.

use crate::money::{Billed, Spent};
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// Adds up the cost of calls. Clones share the same ledger; several clients can share one.
///
/// Dropped calls are included, with whatever they had sent by then.
///
/// ```
/// use theta_runtime::{ApiClient, Builder, ConfigError, Ledger};
///
/// fn connect<C: ApiClient>(key: &str, ledger: &Ledger) -> Result<C, ConfigError> {
///     Builder::new().key(key).ledger(ledger.clone()).build()
/// }
///
/// let ledger = Ledger::new();
/// assert_eq!(ledger.totals().attempts(), 0);
/// ```
#[derive(Clone, Default)]
pub struct Ledger(Arc<Mutex<Book>>);

#[derive(Default)]
struct Book {
    totals: Totals,
    /// Audio of attempts that are not counted yet: they may all be billed.
    reserved: Duration,
}

/// A snapshot of a ledger.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Totals {
    /// Calls that were answered with success. This includes calls whose answer could not be read, since they were
    /// billed.
    pub succeeded: u64,
    /// Calls that ended in any other way.
    pub failed: u64,
    /// Calls that were dropped before they ended.
    pub cancelled: u64,
    /// Calls that took the answer of an identical call; they are not counted anywhere else.
    pub shared: u64,
    /// Calls that were answered from the cache; they are not counted anywhere else.
    pub cached: u64,
    /// Attempts that were not billed.
    pub not_billed: Charge,
    /// Attempts that may have been billed.
    pub maybe_billed: Charge,
    /// Attempts that were billed.
    pub billed: Charge,
}

/// A number of attempts and what they sent.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Charge {
    /// The number of requests begun.
    pub attempts: u64,
    /// The duration of the audio that was sent completely, or answered with success before that.
    pub audio: Duration,
    /// The bytes of bodies that were handed to the transport.
    pub bytes: u64,
}

impl Totals {
    /// Returns the total number of attempts.
    #[must_use]
    pub fn attempts(&self) -> u64 {
        self.not_billed.attempts + self.maybe_billed.attempts + self.billed.attempts
    }

    /// Returns the maximum amount of audio that may have been billed.
    #[must_use]
    pub fn audio_at_most(&self) -> Duration {
        self.maybe_billed.audio.saturating_add(self.billed.audio)
    }
}

/// How a call ended.
#[derive(Clone, Copy, Debug)]
pub(crate) enum End {
    Succeeded,
    Failed,
    Cancelled,
    Shared,
    Cached,
}

impl Ledger {
    /// Creates an empty ledger.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Returns the current totals.
    #[must_use]
    pub fn totals(&self) -> Totals {
        self.book().totals
    }

    /// Sets the audio of one attempt aside, unless that could take what may be billed above `cap`.
    ///
    /// # Errors
    ///
    /// What is left under the cap.
    pub(crate) fn reserve(&self, audio: Duration, cap: Duration) -> Result<Reservation, Duration> {
        let mut book = self.book();
        let taken = book.totals.audio_at_most().saturating_add(book.reserved);
        let left = cap.saturating_sub(taken);
        if audio > left {
            return Err(left);
        }
        book.reserved = book.reserved.saturating_add(audio);
        Ok(Reservation {
            ledger: self.clone(),
            audio,
        })
    }

    /// Counts one attempt in place of what was set aside for it.
    pub(crate) fn attempt(&self, reservation: Option<Reservation>, billed: Billed, made: Charge) {
        let mut book = self.book();
        if let Some(mut reservation) = reservation {
            let reserved = std::mem::take(&mut reservation.audio);
            book.reserved = book.reserved.saturating_sub(reserved);
        }
        let totals = &mut book.totals;
        let charge = match billed {
            Billed::No => &mut totals.not_billed,
            Billed::Maybe => &mut totals.maybe_billed,
            Billed::Yes => &mut totals.billed,
        };
        charge.attempts += made.attempts;
        charge.audio = charge.audio.saturating_add(made.audio);
        charge.bytes += made.bytes;
    }

    pub(crate) fn end(&self, end: End) {
        let totals = &mut self.book().totals;
        *match end {
            End::Succeeded => &mut totals.succeeded,
            End::Failed => &mut totals.failed,
            End::Cancelled => &mut totals.cancelled,
            End::Shared => &mut totals.shared,
            End::Cached => &mut totals.cached,
        } += 1;
    }

    fn book(&self) -> MutexGuard<'_, Book> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Audio that is set aside for one attempt, and given back when the attempt is not made.
#[derive(Debug)]
pub(crate) struct Reservation {
    ledger: Ledger,
    audio: Duration,
}

impl Drop for Reservation {
    fn drop(&mut self) {
        // What was counted is nothing by now, and the book may be open.
        if !self.audio.is_zero() {
            let mut book = self.ledger.book();
            book.reserved = book.reserved.saturating_sub(self.audio);
        }
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ledger").field(&self.totals()).finish()
    }
}

/// What one call has spent so far, put into the ledger as it happens and when the call is dropped.
#[derive(Debug)]
pub(crate) struct Tally {
    ledger: Ledger,
    pub(crate) spent: Spent,
    ended: bool,
}

impl Tally {
    pub(crate) fn new(ledger: Ledger) -> Self {
        Self {
            ledger,
            spent: Spent::NOTHING,
            ended: false,
        }
    }

    /// Counts one attempt.
    pub(crate) fn attempt(
        &mut self,
        reservation: Option<Reservation>,
        billed: Billed,
        made: Charge,
    ) {
        self.spent.attempts += 1;
        self.spent.billed = self.spent.billed.max(billed);
        self.ledger.attempt(reservation, billed, made);
    }

    /// Counts the call.
    pub(crate) fn end(&mut self, success: bool) {
        self.ended = true;
        self.ledger
            .end(if success { End::Succeeded } else { End::Failed });
    }
}

impl Drop for Tally {
    fn drop(&mut self) {
        if !self.ended {
            self.ledger.end(End::Cancelled);
        }
    }
}
