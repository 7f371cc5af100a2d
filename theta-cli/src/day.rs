//! Days of the command line.

use std::time::{SystemTime, UNIX_EPOCH};
use theta_spec::day::Day;

/// Reads a day that is an argument.
pub(crate) fn parse(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day as 2027-01-31".to_owned())
}

/// Returns the day that it is, by UTC.
pub(crate) fn today() -> Day {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Day::from_unix_days(seconds / 86_400)
}
