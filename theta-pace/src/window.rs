//! The windows that limits count in.

use crate::gcra::Gcra;
use std::time::Duration;

/// What is not even between two clocks, at most: part of a window, up to this long.
const MARGIN: Duration = Duration::from_secs(2);

/// How many slots a window is cut into: what is counted is forgotten by the slot, later and never earlier.
const SLOTS: u32 = 128;

const DAY: u64 = 24 * 3600;

/// The time that a limit counts in. Times are since 1970.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
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

/// A period of the calendar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Period {
    /// A second.
    Second,
    /// A minute.
    Minute,
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A month.
    Month,
}

impl Window {
    /// Returns how long it is; a month counts as 30 days.
    #[must_use]
    pub const fn length(self) -> Duration {
        match self {
            Self::Sliding(length) => length,
            Self::Calendar { period, .. } => Duration::from_secs(period.seconds()),
        }
    }

    /// Returns whether calls wait for a window that is full, instead of failing.
    #[must_use]
    pub const fn is_short(self) -> bool {
        self.length().as_secs() <= 60
    }

    /// Returns the margin for clocks and latencies that are not even.
    #[must_use]
    pub fn margin(self) -> Duration {
        (self.length() / 50).min(MARGIN)
    }

    /// Returns the time between two requests of so many, and how many may come at once, few if it is not known; `None`
    /// where they are not spaced.
    #[must_use]
    pub(crate) fn pace(self, most: u32, burst: Option<u32>) -> Option<(Duration, u32)> {
        let most = most.max(1);
        let (_, few) = Gcra::evenly(most, self.length());
        let spacing = self.length().saturating_add(self.margin()) / most;
        self.is_short()
            .then(|| (spacing, burst.unwrap_or(few).clamp(1, most)))
    }

    /// Returns until when a request that is sent `at` this time counts.
    #[must_use]
    pub fn until(self, at: Duration) -> Duration {
        let margin = self.margin();
        match self {
            Self::Sliding(length) => {
                let slot = (length / SLOTS).as_nanos().max(1);
                let until = at.saturating_add(length).saturating_add(margin);
                nanos(until.as_nanos().div_ceil(slot).saturating_mul(slot))
            }
            // What is sent near the end may count in the next period too.
            Self::Calendar { period, zone } => {
                let end = period.end(at.saturating_add(margin), zone);
                end.saturating_add(margin)
            }
        }
    }
}

impl Period {
    const fn seconds(self) -> u64 {
        match self {
            Self::Second => 1,
            Self::Minute => 60,
            Self::Hour => 3600,
            Self::Day => DAY,
            Self::Month => 30 * DAY,
        }
    }

    /// The end of the period that contains a time.
    fn end(self, at: Duration, zone: i32) -> Duration {
        let ahead = i64::from(zone) * 60;
        let local = at.as_secs().saturating_add_signed(ahead);
        let end = if self == Self::Month {
            next_month(local / DAY).saturating_mul(DAY)
        } else {
            let next = (local / self.seconds()).saturating_add(1);
            next.saturating_mul(self.seconds())
        };
        Duration::from_secs(end.saturating_add_signed(-ahead))
    }
}

/// The first day of the month after that of a day; both in days since 1970.
fn next_month(day: u64) -> u64 {
    // Years of the Gregorian calendar that begin in March, in eras of 400.
    const TO_1970: u64 = 719_468;
    const ERA: u64 = 146_097;
    let day = day + TO_1970;
    let (era, of_era) = (day / ERA, day % ERA);
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    // After February comes the year's end.
    let (year, month) = if month == 11 {
        (year + 1, 0)
    } else {
        (year, month + 1)
    };
    era * ERA + 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 - TO_1970
}

fn nanos(nanos: u128) -> Duration {
    const SECOND: u128 = 1_000_000_000;
    let seconds = u64::try_from(nanos / SECOND).unwrap_or(u64::MAX);
    #[allow(clippy::cast_possible_truncation)] // less than a second
    Duration::new(seconds, (nanos % SECOND) as u32)
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn at(day: u64, second: u64) -> Duration {
        Duration::from_secs(day * DAY + second)
    }

    #[test]
    fn months_end_as_the_calendar_says() {
        // A count of its own, from the lengths of the months.
        let (mut day, mut year, mut month) = (0, 1970, 0);
        while year < 2405 {
            let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
            let lengths = [
                31,
                28 + u64::from(leap),
                31,
                30,
                31,
                30,
                31,
                31,
                30,
                31,
                30,
                31,
            ];
            let next = day + lengths[month];
            for within in [day, day + 14, next - 1] {
                assert_eq!(next_month(within), next, "{year} {month}");
            }
            day = next;
            month = (month + 1) % 12;
            year += u64::from(month == 0);
        }
    }

    #[test]
    fn a_period_ends_where_it_does_in_its_zone() {
        let pacific = |period| Window::Calendar { period, zone: -480 };
        let margin = Duration::from_secs(2);
        for (period, sent, until) in [
            (Period::Day, at(100, 0), at(100, 8 * 3600)),
            (Period::Day, at(100, 9 * 3600), at(101, 8 * 3600)),
            (Period::Hour, at(100, 1800), at(100, 3600)),
            // 1970-04-11 is in April, which ends on its thirtieth.
            (Period::Month, at(100, 0), at(120, 8 * 3600)),
        ] {
            assert_eq!(pacific(period).until(sent), until + margin, "{period:?}");
        }
    }

    #[test]
    fn what_is_sent_near_an_end_counts_on_both_sides_of_it() {
        let window = Window::Calendar {
            period: Period::Day,
            zone: 0,
        };
        assert_eq!(window.until(at(3, DAY - 3)), at(4, 2));
        assert_eq!(window.until(at(3, DAY - 2)), at(5, 2));
        assert_eq!(window.until(at(4, 1)), at(5, 2));
    }

    #[test]
    fn a_slot_is_never_forgotten_early() {
        let length = Duration::from_secs(60);
        for ms in (0..200_000).step_by(37) {
            let sent = Duration::from_millis(ms);
            let kept = Window::Sliding(length).until(sent).saturating_sub(sent);
            let least = length + Duration::from_millis(1200);
            assert!((least..least + length / SLOTS).contains(&kept), "{kept:?}");
        }
    }
}
