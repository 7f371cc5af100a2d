//! The total cost of calls.

use crate::money::{Billed, OverCap, Sent, Spent};
use std::collections::BTreeMap;
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
    /// Other units, each with what is set aside of it.
    units: BTreeMap<&'static str, (Units, f64)>,
}

/// How many units of one kind were billed.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Units {
    /// Units of attempts that may have been billed.
    pub maybe_billed: f64,
    /// Units of attempts that were billed.
    pub billed: f64,
}

impl Units {
    /// Returns the maximum number of units that may have been billed.
    #[must_use]
    pub fn at_most(&self) -> f64 {
        self.maybe_billed + self.billed
    }
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

impl Charge {
    /// What one attempt was, with a body of such audio.
    #[doc(hidden)]
    #[must_use]
    pub fn of(sent: Sent, billed: Billed, audio: Duration, bytes: u64) -> Self {
        // A server that answers with success before it has all bills all, for all that is known.
        let all = sent == Sent::Complete || billed != Billed::No;
        Self {
            attempts: 1,
            audio: if all { audio } else { Duration::ZERO },
            bytes,
        }
    }
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
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub enum End {
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

    /// Returns how many units of this kind were billed: the unit as the contract names it, such as `token`. Only what the
    /// contract says how to count is counted.
    #[must_use]
    pub fn units(&self, unit: &str) -> Units {
        self.book()
            .units
            .get(unit)
            .map(|(units, _)| *units)
            .unwrap_or_default()
    }

    /// Sets aside what one attempt may be billed, unless that could take the total above its cap.
    #[doc(hidden)]
    pub fn reserve(
        &self,
        audio: Option<Capped<Duration>>,
        units: Option<(&'static str, Capped<f64>)>,
    ) -> Result<Reservation, OverCap> {
        let mut book = self.book();
        let audio = match audio {
            None => Duration::ZERO,
            Some(Capped { price, cap }) => {
                let taken = book.totals.audio_at_most().saturating_add(book.reserved);
                let left = cap.saturating_sub(taken);
                let price_within = price.filter(|price| *price <= left);
                price_within.ok_or(OverCap::Audio { price, left })?
            }
        };
        let units = match units {
            None => None,
            Some((unit, Capped { price, cap })) => {
                let (billed, reserved) = book.units.entry(unit).or_default();
                let left = (cap - billed.at_most() - *reserved).max(0.0);
                let price_within = price.filter(|price| *price <= left);
                let price = price_within.ok_or(OverCap::Units { unit, price, left })?;
                *reserved += price;
                Some((unit, price))
            }
        };
        book.reserved = book.reserved.saturating_add(audio);
        // Made last: one that is dropped opens the book.
        Ok(Reservation {
            ledger: self.clone(),
            audio,
            units,
        })
    }

    /// Counts units; fewer than none where too many were counted.
    pub(crate) fn count_units(&self, unit: &'static str, billed: Billed, more: f64) {
        self.book().count_units(unit, billed, more);
    }

    /// Counts one attempt in place of what was set aside for it.
    pub(crate) fn attempt(
        &self,
        reservation: Option<Reservation>,
        billed: Billed,
        made: Charge,
        units: Option<(&'static str, f64)>,
    ) {
        let mut book = self.book();
        if let Some(mut reservation) = reservation {
            reservation.give_back(&mut book);
        }
        if let Some((unit, units)) = units {
            book.count_units(unit, billed, units);
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

    #[doc(hidden)]
    pub fn end(&self, end: End) {
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

impl Book {
    fn count_units(&mut self, unit: &'static str, billed: Billed, more: f64) {
        let (units, _) = self.units.entry(unit).or_default();
        let count = match billed {
            Billed::No => return,
            Billed::Maybe => &mut units.maybe_billed,
            Billed::Yes => &mut units.billed,
        };
        *count = (*count + more).max(0.0);
    }
}

/// What one attempt may be billed, as far as it is known, and what all may be billed together.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct Capped<T> {
    pub price: Option<T>,
    pub cap: T,
}

/// What is set aside for one attempt, and given back when the attempt is not made.
#[doc(hidden)]
#[derive(Debug)]
pub struct Reservation {
    ledger: Ledger,
    audio: Duration,
    units: Option<(&'static str, f64)>,
}

impl Reservation {
    fn give_back(&mut self, book: &mut Book) {
        let audio = std::mem::take(&mut self.audio);
        book.reserved = book.reserved.saturating_sub(audio);
        if let Some((unit, units)) = self.units.take()
            && let Some((_, reserved)) = book.units.get_mut(unit)
        {
            *reserved = (*reserved - units).max(0.0);
        }
    }
}

impl Drop for Reservation {
    fn drop(&mut self) {
        // What was counted is nothing by now, and the book may be open.
        if !self.audio.is_zero() || self.units.is_some() {
            let ledger = self.ledger.clone();
            self.give_back(&mut ledger.book());
        }
    }
}

impl fmt::Debug for Ledger {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Ledger").field(&self.totals()).finish()
    }
}

/// What one call has spent so far, put into the ledger as it happens and when the call is dropped.
#[doc(hidden)]
#[derive(Debug)]
pub struct Tally {
    ledger: Ledger,
    pub spent: Spent,
    ended: bool,
}

#[doc(hidden)]
impl Tally {
    #[must_use]
    pub fn new(ledger: Ledger) -> Self {
        Self {
            ledger,
            spent: Spent::NOTHING,
            ended: false,
        }
    }

    /// Counts one attempt.
    pub fn attempt(
        &mut self,
        reservation: Option<Reservation>,
        billed: Billed,
        made: Charge,
        units: Option<(&'static str, f64)>,
    ) {
        self.spent.attempts += 1;
        self.spent.billed = self.spent.billed.max(billed);
        self.ledger.attempt(reservation, billed, made, units);
    }

    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// Counts the call.
    pub fn end(&mut self, success: bool) {
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

#[cfg(test)]
mod tests {
    use super::*;

    /// Sets aside the only second of audio, and so many tokens of ten.
    fn attempt(ledger: &Ledger, tokens: f64) -> Result<Reservation, OverCap> {
        let audio = Capped {
            price: Some(Duration::from_secs(1)),
            cap: Duration::from_secs(1),
        };
        let tokens = Capped {
            price: Some(tokens),
            cap: 10.0,
        };
        ledger.reserve(Some(audio), Some(("token", tokens)))
    }

    #[test]
    fn what_one_cap_refuses_sets_nothing_aside_of_the_other() {
        let ledger = Ledger::new();
        assert!(matches!(attempt(&ledger, 11.0), Err(OverCap::Units { .. })));
        let reservation = attempt(&ledger, 10.0);
        assert!(reservation.is_ok());
        assert!(matches!(attempt(&ledger, 10.0), Err(OverCap::Audio { .. })));
        drop(reservation);
        assert!(attempt(&ledger, 10.0).is_ok());
    }
}
