//! Limits: how much a key may do.

use super::{Contract, Endpoint, EndpointId};
use crate::named_enum;
use crate::source::Span;
use std::fmt;
use std::time::Duration;

/// How much a key may do, as the vendor states it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limit {
    /// Name of the plan that it belongs to; `None` if it holds for every key.
    pub plan: Option<String>,
    /// What is limited, and to how much.
    pub most: Most,
    /// Endpoints that count together, sorted; empty if every endpoint does.
    pub on: Vec<EndpointId>,
    /// Further words; empty when unwritten.
    pub doc: String,
    /// The place of the limit.
    pub span: Span,
}

/// What is limited, and to how much.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Most {
    /// Requests at the same time.
    Concurrent(u64),
    /// Requests within a window.
    Requests {
        /// How many.
        most: u64,
        /// The window.
        window: Window,
        /// How many may come at once; `None` if the vendor does not say.
        burst: Option<u64>,
    },
    /// Units that calls are billed by, within a window.
    Units {
        /// How many.
        most: u64,
        /// The unit, as `billed` names it.
        unit: String,
        /// The window.
        window: Window,
    },
}

/// The time that a limit counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Window {
    /// Any stretch of this length.
    Sliding(Duration),
    /// A period of the calendar.
    Calendar {
        /// The period.
        period: Period,
        /// Minutes that the calendar is ahead of UTC.
        zone: i32,
    },
}

named_enum! {
    /// A period of the calendar.
    pub enum Period {
        /// A second.
        Second = "second",
        /// A minute.
        Minute = "minute",
        /// An hour.
        Hour = "hour",
        /// A day.
        Day = "day",
        /// A month.
        Month = "month",
    }
}

impl Period {
    const fn seconds(self) -> [u64; 2] {
        const DAY: u64 = 24 * 3600;
        match self {
            Self::Second => [1, 1],
            Self::Minute => [60, 60],
            Self::Hour => [3600, 3600],
            Self::Day => [DAY, DAY],
            Self::Month => [28 * DAY, 31 * DAY],
        }
    }
}

impl Window {
    /// Returns how long it is at least.
    #[must_use]
    pub const fn shortest(self) -> Duration {
        match self {
            Self::Sliding(length) => length,
            Self::Calendar { period, .. } => Duration::from_secs(period.seconds()[0]),
        }
    }

    /// Returns how long it is at most.
    #[must_use]
    pub const fn longest(self) -> Duration {
        match self {
            Self::Sliding(length) => length,
            Self::Calendar { period, .. } => Duration::from_secs(period.seconds()[1]),
        }
    }

    /// Returns how many windows of another kind a window of this one can overlap at most, such that together they
    /// contain all of it.
    #[must_use]
    pub fn covered_by(self, other: Self) -> u64 {
        let (long, short) = (self.longest().as_nanos(), other.shortest().as_nanos());
        let whole = u64::try_from(long.div_ceil(short.max(1))).unwrap_or(u64::MAX);
        match (self, other) {
            // What slides begins anywhere.
            (_, Self::Sliding(_)) => whole,
            // An hour of a calendar is made of whole minutes.
            (Self::Calendar { zone, .. }, Self::Calendar { zone: same, .. })
                if zone == same && self >= other =>
            {
                whole
            }
            _ => whole.saturating_add(1),
        }
    }
}

impl Limit {
    /// Returns whether calls of the endpoint count.
    #[must_use]
    pub fn is_on(&self, endpoint: EndpointId) -> bool {
        self.on.is_empty() || self.on.contains(&endpoint)
    }

    /// Returns whether everything that counts for another limit counts for this one too.
    #[must_use]
    pub fn is_as_wide_as(&self, other: &Self) -> bool {
        let has = |id: &EndpointId| self.on.contains(id);
        self.on.is_empty() || (!other.on.is_empty() && other.on.iter().all(has))
    }
}

impl Most {
    /// Returns the number.
    #[must_use]
    pub const fn number(&self) -> u64 {
        match self {
            Self::Concurrent(most) | Self::Requests { most, .. } | Self::Units { most, .. } => {
                *most
            }
        }
    }

    /// Returns the window, unless it is about what runs at the same time.
    #[must_use]
    pub const fn window(&self) -> Option<Window> {
        match self {
            Self::Concurrent(_) => None,
            Self::Requests { window, .. } | Self::Units { window, .. } => Some(*window),
        }
    }

    /// Returns whether the other one limits the same, to whatever number.
    #[must_use]
    pub fn is_same_kind(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Concurrent(_), Self::Concurrent(_))
            | (Self::Requests { .. }, Self::Requests { .. }) => true,
            (Self::Units { unit, .. }, Self::Units { unit: other, .. }) => unit == other,
            _ => false,
        }
    }
}

impl Contract {
    /// Returns the limits that calls of an endpoint count for, whatever the plan.
    pub fn limits_on(&self, endpoint: &Endpoint) -> impl Iterator<Item = &Limit> {
        let mut endpoints = self.endpoints.iter();
        let at = endpoints.position(|other| other.name == endpoint.name);
        let limits = self.limits.iter();
        limits.filter(move |limit| at.is_some_and(|at| limit.is_on(EndpointId(at))))
    }
}

/// `in any 60 s`, or `in each day`
impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {
            Self::Sliding(length) => {
                let ms = length.as_millis();
                let units = [
                    (86_400_000, "d"),
                    (3_600_000, "h"),
                    (60_000, "min"),
                    (1000, "s"),
                ];
                let unit = units.iter().find(|(unit, _)| ms.is_multiple_of(*unit));
                let (unit, name) = unit.copied().unwrap_or((1, "ms"));
                write!(f, "in any {} {name}", ms / unit)
            }
            Self::Calendar { period, zone } => {
                write!(f, "in each {}", period.as_str())?;
                match zone {
                    0 => f.write_str(" of UTC"),
                    _ => write!(f, " of UTC{}", offset(zone)),
                }
            }
        }
    }
}

/// `5 requests at the same time`, `20 requests in any 1 min`; the unit is as the contract writes it.
impl fmt::Display for Most {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Concurrent(most) => write!(f, "{most} {} at the same time", requests(*most)),
            Self::Requests {
                most,
                window,
                burst,
            } => {
                write!(f, "{most} {} {window}", requests(*most))?;
                match burst {
                    Some(burst) => write!(f, ", at most {burst} at once"),
                    None => Ok(()),
                }
            }
            Self::Units { most, unit, window } => write!(f, "{most} by the unit {unit} {window}"),
        }
    }
}

const fn requests(count: u64) -> &'static str {
    if count == 1 { "request" } else { "requests" }
}

/// An offset from UTC as it is written: `-08:00`.
#[must_use]
pub fn offset(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}
