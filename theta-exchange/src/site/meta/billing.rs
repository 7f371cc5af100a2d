//! What calls are billed by.

use super::Pointer;
use std::time::Duration;

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

    /// Returns whether a call is billed by the audio that it sends: by a unit that is called so, and, if its uploads are
    /// audio, by one of time or by none.
    #[must_use]
    pub fn is_by_audio(self, sends_audio: bool) -> bool {
        match (self, self.unit()) {
            (Self::Free, _) => false,
            (_, None) => sends_audio,
            (_, Some(unit)) => {
                unit.to_ascii_lowercase().contains("audio")
                    || (sends_audio && self.unit_of_time().is_some())
            }
        }
    }

    /// Returns how long one unit is, if its last word is one of time: `audio second`, `minute`, `hours`.
    #[must_use]
    pub fn unit_of_time(self) -> Option<Duration> {
        let last = self.unit()?.split_whitespace().next_back()?;
        let last = last.to_ascii_lowercase();
        Some(Duration::from_secs(match last.trim_end_matches('s') {
            "second" | "sec" => 1,
            "minute" | "min" => 60,
            "hour" => 3600,
            _ => return None,
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_billed_by_audio_is_known_by_the_unit_and_by_what_is_sent() {
        let table = [
            (Billing::Free, false, false),
            (Billing::Unstated, true, false),
            (Billing::Per("audio second"), true, true),
            (Billing::Per("Audio token"), true, true),
            (Billing::Per("minute"), true, false),
            (Billing::Per("started Minutes"), true, false),
            (Billing::Per("hour"), true, false),
            (Billing::Per("character"), false, false),
            (Billing::Per("request"), false, false),
        ];
        for (billing, with_audio, without) in table {
            assert_eq!(billing.is_by_audio(true), with_audio, "{billing:?}");
            assert_eq!(billing.is_by_audio(false), without, "{billing:?}");
        }
    }
}
