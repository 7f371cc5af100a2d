//! What calls are billed by.

use super::Pointer;

/// Whether and how a call is billed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Billing {
    /// The contract says nothing.
    Unstated,
    /// Not billed.
    Free,
    /// Billed by this unit, such as `audio second`.
    Per(&'static str),
    /// Billed by a unit that can be counted.
    Metered(&'static MeterInfo),
}

/// A unit, and where it is said how many of them a call costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeterInfo {
    /// The unit, such as `token`.
    pub unit: &'static str,
    /// How many units every call costs.
    pub each: Option<u64>,
    /// Places in the request that say how many units it costs, added up: a text counts its characters, a number its
    /// value, a list all that is in it. A multipart body is an object of its parts.
    pub sent: &'static [Pointer],
    /// Places in a JSON answer that say how many units were used, added up.
    pub used: &'static [Pointer],
}

impl Billing {
    /// Returns the unit, if a call is billed by one.
    #[must_use]
    pub const fn unit(self) -> Option<&'static str> {
        match self {
            Self::Unstated | Self::Free => None,
            Self::Per(unit) => Some(unit),
            Self::Metered(meter) => Some(meter.unit),
        }
    }

    /// Returns where it is said how many units a call costs.
    #[must_use]
    pub const fn meter(self) -> Option<&'static MeterInfo> {
        match self {
            Self::Metered(meter) => Some(meter),
            Self::Unstated | Self::Free | Self::Per(_) => None,
        }
    }
}
