//! Days of the calendar, as contracts and acknowledgements name them.

use std::fmt;
use toml::de::DeValue;

/// A day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Day {
    /// Year.
    pub year: u16,
    /// Month, from 1.
    pub month: u8,
    /// Day of the month, from 1.
    pub day: u8,
}

impl Day {
    /// Reads `YYYY-MM-DD`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let parts: Vec<&str> = text.split('-').collect();
        let [year, month, day] = parts.as_slice() else {
            return None;
        };
        let sized = [(year, 4), (month, 2), (day, 2)].iter().all(|(part, len)| {
            part.len() == *len && part.bytes().all(|byte| byte.is_ascii_digit())
        });
        let date = Self {
            year: year.parse().ok()?,
            month: month.parse().ok()?,
            day: day.parse().ok()?,
        };
        (sized && (1..=12).contains(&date.month) && (1..=date.days_in_month()).contains(&date.day))
            .then_some(date)
    }

    /// Returns the day this many days after 1970-01-01, in the proleptic Gregorian calendar.
    #[must_use]
    pub fn from_unix_days(days: u64) -> Self {
        let mut date = Self {
            year: 1970,
            month: 1,
            day: 1,
        };
        let mut left = days;
        while left >= date.days_in_year() && date.year < u16::MAX {
            left -= date.days_in_year();
            date.year += 1;
        }
        while left >= u64::from(date.days_in_month()) && date.month < 12 {
            left -= u64::from(date.days_in_month());
            date.month += 1;
        }
        date.day += u8::try_from(left).unwrap_or(0);
        date
    }

    fn is_leap(self) -> bool {
        self.year.is_multiple_of(4)
            && (!self.year.is_multiple_of(100) || self.year.is_multiple_of(400))
    }

    fn days_in_year(self) -> u64 {
        if self.is_leap() { 366 } else { 365 }
    }

    fn days_in_month(self) -> u8 {
        match self.month {
            2 if self.is_leap() => 29,
            2 => 28,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        }
    }
}

impl fmt::Display for Day {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}-{:02}-{:02}", self.year, self.month, self.day)
    }
}

/// Returns the day of a TOML date, if it is one.
#[must_use]
pub fn date(value: &DeValue<'_>) -> Option<Day> {
    match value {
        DeValue::Datetime(when) => Day::parse(&when.to_string()),
        _ => None,
    }
}
