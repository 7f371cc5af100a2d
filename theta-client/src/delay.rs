//! Reading the delay that a server asks for.

use http::HeaderMap;
use http::header::DATE;
use std::time::{Duration, SystemTime};

/// The delay in a header: seconds, milliseconds when the header's name ends with `-ms`, or an HTTP date, which counts
/// from the reply's own `date` so that a wrong clock here does no harm.
pub(crate) fn in_header(name: &str, headers: &HeaderMap) -> Option<Duration> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    if let Ok(units) = value.parse() {
        return of_units(units, if name.ends_with("-ms") { 1 } else { 1000 });
    }
    let date = |text| seconds_of_date(text).map(Duration::from_secs);
    let now = match headers
        .get(DATE)
        .and_then(|value| date(value.to_str().ok()?))
    {
        Some(now) => now,
        None => SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .ok()?,
    };
    Some(date(value)?.saturating_sub(now))
}

/// So many units of so many milliseconds, to the millisecond; `None` when that is no time to wait.
pub(crate) fn of_units(units: f64, unit_ms: u32) -> Option<Duration> {
    /// A year; a longer delay is a mistake of the server.
    const LONGEST_MS: f64 = 31_536_000_000.0;
    let ms = units * f64::from(unit_ms);
    if !(0.0..=LONGEST_MS).contains(&ms) {
        return None;
    }
    Duration::try_from_secs_f64(ms.round() / 1000.0).ok()
}

/// Seconds since 1970 of an IMF-fixdate: `Sun, 06 Nov 1994 08:49:37 GMT`.
fn seconds_of_date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let words: Vec<&str> = text.split_once(", ")?.1.split(' ').collect();
    let [day, month, year, time, "GMT"] = words[..] else {
        return None;
    };
    let number = |text: &str, range: std::ops::RangeInclusive<u64>| {
        let digits = text.bytes().all(|byte| byte.is_ascii_digit());
        text.parse()
            .ok()
            .filter(|number| digits && range.contains(number))
    };
    let day = number(day, 1..=31)?;
    let month = MONTHS
        .iter()
        .zip(1_u64..)
        .find(|(name, _)| **name == month)?
        .1;
    let year = number(year, 1970..=9999)?;
    let clock: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = clock[..] else {
        return None;
    };
    let seconds =
        number(hour, 0..=23)? * 3600 + number(minute, 0..=59)? * 60 + number(second, 0..=60)?;
    // Years begin in March here, so that the leap day is the last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    Some((days - 719_469) * 86_400 + seconds)
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    #[test]
    fn dates_count_from_1970() {
        let table = [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sun, 06 Nov 1994 08:49:37 GMT", Some(784_111_777)),
            ("Thu, 29 Feb 2024 23:59:59 GMT", Some(1_709_251_199)),
            ("Fri, 01 Mar 2024 00:00:00 GMT", Some(1_709_251_200)),
            ("Sun, 06 Nov 1994 08:49:37 UTC", None),
            ("Sun, 32 Nov 1994 08:49:37 GMT", None),
            ("Sun, 06 Nov 1994 24:49:37 GMT", None),
            ("Sun, 06 Nov 0000 08:49:37 GMT", None),
            ("Sun, +6 Nov 1994 08:49:37 GMT", None),
            ("soon", None),
        ];
        for (text, expected) in table {
            assert_eq!(seconds_of_date(text), expected, "{text}");
        }
    }

    #[test]
    fn every_form_of_delay_is_read() {
        let table = [
            ("retry-after", "2", Some(Duration::from_secs(2))),
            ("retry-after", " 1.5 ", Some(Duration::from_millis(1500))),
            ("retry-after", "0", Some(Duration::ZERO)),
            (
                "retry-after",
                "Sun, 06 Nov 1994 08:50:07 GMT",
                Some(Duration::from_secs(30)),
            ),
            (
                "retry-after",
                "Sun, 06 Nov 1994 08:00:00 GMT",
                Some(Duration::ZERO),
            ),
            ("retry-after-ms", "250", Some(Duration::from_millis(250))),
            ("retry-after", "-1", None),
            ("retry-after", "NaN", None),
            ("retry-after", "31536001", None),
            ("retry-after", "soon", None),
            ("retry-after", "", None),
        ];
        for (name, value, expected) in table {
            let headers: HeaderMap = [
                (
                    DATE,
                    HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT"),
                ),
                (
                    HeaderName::from_static(name),
                    HeaderValue::from_static(value),
                ),
            ]
            .into_iter()
            .collect();
            assert_eq!(in_header(name, &headers), expected, "{name}: {value}");
        }
    }
}
