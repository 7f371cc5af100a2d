//! What a call is billed by.

use super::Pointer;

/// Whether and by what a call is billed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Billing {
    /// The contract does not say.
    Unstated,
    /// Not billed.
    Free,
    /// Billed per unit.
    Per(Bill),
}

/// What a call is billed by, and how many units it costs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Bill {
    /// The unit, such as `audio second`.
    pub unit: String,
    /// How many units every call costs.
    pub each: Option<u64>,
    /// Places in the request that say how many units it costs, added up: a text counts its characters, a number its
    /// value, a list all that is in it.
    pub sent: Vec<Pointer>,
    /// Places in the answer that say how many units were used, added up.
    pub used: Vec<Pointer>,
}

impl Bill {
    /// Returns whether the contract says more than the unit.
    #[must_use]
    pub fn is_counted(&self) -> bool {
        self.each.is_some() || !self.sent.is_empty() || !self.used.is_empty()
    }
}
