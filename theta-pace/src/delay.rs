//! Reading the delays that servers ask for.

mod quota;

use http::HeaderMap;
use http::header::DATE;
use std::time::{Duration, SystemTime};

/// The longest delay: what is longer, however it is written, is a mistake of the server, and is as good as for ever.
const LONGEST_MS: f64 = 31_536_000_000.0;

/// Returns the delay in a header: seconds, milliseconds when the name of the header ends with `-ms`, or an HTTP date.
/// A date is relative to the reply's own `date`, so that a wrong local clock does no harm, or to `now` if there is
/// none.
#[must_use]
pub fn in_header(
    name: &str,
    headers: &HeaderMap,
    now: impl FnOnce() -> SystemTime,
) -> Option<Duration> {
    let value = headers.get(name)?.to_str().ok()?;
    let unit_ms = if name.ends_with("-ms") { 1 } else { 1000 };
    of_text(value, unit_ms).or_else(|| {
        let now = now().duration_since(SystemTime::UNIX_EPOCH).ok()?.as_secs();
        let date = headers.get(DATE).and_then(|date| date.to_str().ok());
        let now = date
            .and_then(|date| seconds_of_date(date, now))
            .unwrap_or(now);
        // What is over is over now.
        let left = Duration::from_secs(seconds_of_date(value, now)?.saturating_sub(now));
        of_units(left.as_secs_f64(), 1000)
    })
}

/// Returns the delay in a header of a form: `epoch`, `epoch_ms`, `seconds`, `ms`, `duration`, `http_date` or
/// `timestamp`, in the words of contracts. A time is relative to the reply's own `date`, or to `now` if there is none.
#[must_use]
pub fn of_form(
    form: &str,
    name: &str,
    headers: &HeaderMap,
    now: impl FnOnce() -> SystemTime,
) -> Option<Duration> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    let at_ms = match form {
        "seconds" => return of_text(value, 1000),
        "ms" => return of_text(value, 1),
        "duration" => return of_duration(value),
        "ratelimit" => return quota::wait(value),
        "epoch" => of_text_ms(value, 1000)?,
        "epoch_ms" => of_text_ms(value, 1)?,
        "timestamp" => timestamp_ms(value)?,
        "http_date" => {
            let now_s = since_1970(now())?.as_secs();
            let now_s = date_of(headers, now_s).unwrap_or(now_s);
            #[allow(clippy::cast_precision_loss)] // seconds since 1970 are far below 2^53
            return left(
                (seconds_of_date(value, now_s)? as f64) * 1000.0,
                now_s as f64 * 1000.0,
            );
        }
        _ => return None,
    };
    left(at_ms, now_ms(headers, now)?)
}

/// Returns how long nothing is left of a limit, as the header `ratelimit` of the IETF's drafts says; `None` if something
/// is left.
#[must_use]
pub fn exhausted(name: &str, headers: &HeaderMap) -> Option<Duration> {
    let values = headers.get_all(name).into_iter();
    let values = values.filter_map(|value| value.to_str().ok());
    values.filter_map(quota::exhausted).max()
}

/// Returns whether a header says that nothing is left.
#[must_use]
pub fn is_nothing(name: &str, headers: &HeaderMap) -> bool {
    let value = headers.get(name).and_then(|value| value.to_str().ok());
    let left: Option<f64> = value.and_then(|value| value.trim().parse().ok());
    left.is_some_and(|left| left <= 0.0)
}

/// Returns the delay until a time in seconds since 1970, relative to the reply's own `date`, or to `now` if there is
/// none.
#[must_use]
pub fn until_epoch(
    text: &str,
    headers: &HeaderMap,
    now: impl FnOnce() -> SystemTime,
) -> Option<Duration> {
    left(of_text_ms(text.trim(), 1000)?, now_ms(headers, now)?)
}

/// What is left until a time; what is over is over now.
fn left(at_ms: f64, now_ms: f64) -> Option<Duration> {
    of_units((at_ms - now_ms).max(0.0), 1)
}

fn since_1970(now: SystemTime) -> Option<Duration> {
    now.duration_since(SystemTime::UNIX_EPOCH).ok()
}

fn date_of(headers: &HeaderMap, now: u64) -> Option<u64> {
    let date = headers.get(DATE).and_then(|date| date.to_str().ok())?;
    seconds_of_date(date, now)
}

/// The time of the reply in milliseconds since 1970.
fn now_ms(headers: &HeaderMap, now: impl FnOnce() -> SystemTime) -> Option<f64> {
    let now = since_1970(now())?;
    #[allow(clippy::cast_precision_loss)] // seconds since 1970 are far below 2^53
    Some(match date_of(headers, now.as_secs()) {
        Some(date) => date as f64 * 1000.0,
        None => now.as_secs_f64() * 1000.0,
    })
}

fn of_text_ms(text: &str, unit_ms: u32) -> Option<f64> {
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    let number: f64 = text.parse().ok().filter(|_| is_number)?;
    (number.is_finite() && number >= 0.0).then_some(number * f64::from(unit_ms))
}

/// A delay with units, such as `1h2m3.5s` and `250ms`.
fn of_duration(text: &str) -> Option<Duration> {
    const UNITS: [(&str, f64); 8] = [
        ("ns", 1e-6),
        ("us", 1e-3),
        ("\u{b5}s", 1e-3),
        ("ms", 1.0),
        ("s", 1e3),
        ("m", 6e4),
        ("h", 3.6e6),
        ("d", 8.64e7),
    ];
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let (mut rest, mut ms) = (text, 0.0);
    while !rest.is_empty() {
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.')?;
        let number: f64 = rest[..end].parse().ok()?;
        rest = &rest[end..];
        let end = rest
            .find(|c: char| c.is_ascii_digit())
            .unwrap_or(rest.len());
        let (_, unit) = UNITS.iter().find(|(name, _)| *name == &rest[..end])?;
        ms += number * unit;
        rest = &rest[end..];
    }
    (!text.is_empty()).then(|| of_units(ms, 1)).flatten()
}

/// Returns the milliseconds since 1970 of a time in RFC 3339's form, which may have a fraction; `None` when the text is
/// none.
#[must_use]
pub fn timestamp_ms(text: &str) -> Option<f64> {
    let (date, time) = text.split_once(['T', 't', ' '])?;
    let [year, month, day] = numbers(date, '-')?;
    let zone = time.find(['Z', 'z', '+', '-'])?;
    let (clock, zone) = time.split_at(zone);
    let (clock, fraction) = clock.split_once('.').unwrap_or((clock, "0"));
    let [hour, minute, second] = numbers(clock, ':')?;
    let offset = match zone.split_at(1) {
        ("Z" | "z", "") => 0.0,
        (sign, zone) => {
            let (hours, minutes) = zone.split_once(':')?;
            let [hours, minutes] = [hours, minutes].map(|text| text.parse::<u8>().ok());
            let minutes = f64::from(hours?) * 60.0 + f64::from(minutes?);
            if sign == "-" { -minutes } else { minutes }
        }
    };
    let days = fraction.bytes().all(|byte| byte.is_ascii_digit());
    let fraction: f64 = format!("0.{fraction}").parse().ok().filter(|_| days)?;
    let in_range = (1970..=9999).contains(&year)
        && (1..=12).contains(&month)
        && (1..=31).contains(&day)
        && hour <= 23
        && minute <= 59
        && second <= 60;
    let days = in_range.then(|| days_since_1970(year, month, day))??;
    #[allow(clippy::cast_precision_loss)] // far below 2^53
    let seconds = (days * 86_400 + hour * 3600 + minute * 60 + second) as f64;
    Some((seconds + fraction - offset * 60.0) * 1000.0)
}

fn numbers(text: &str, between: char) -> Option<[u64; 3]> {
    let is_plain = |piece: &str| piece.bytes().all(|byte| byte.is_ascii_digit());
    let mut pieces = text.split(between);
    let mut next = || pieces.next().filter(|piece| is_plain(piece))?.parse().ok();
    let found = [next()?, next()?, next()?];
    pieces.next().is_none().then_some(found)
}

/// Returns the delay of a number of units of `unit_ms` milliseconds, which may have a fraction; `None` when the text
/// is not a valid delay.
#[must_use]
pub fn of_text(text: &str, unit_ms: u32) -> Option<Duration> {
    let text = text.trim();
    // There are other texts that a double can be read from.
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    of_units(text.parse().ok().filter(|_| is_number)?, unit_ms)
}

/// The duration of `units` of `unit_ms` milliseconds, to the millisecond; `None` when it is not a valid delay.
fn of_units(units: f64, unit_ms: u32) -> Option<Duration> {
    let ms = units * f64::from(unit_ms);
    if ms.is_nan() || ms < 0.0 {
        return None;
    }
    Duration::try_from_secs_f64(ms.min(LONGEST_MS).round() / 1000.0).ok()
}

/// Seconds since 1970 of a date in any of the three forms that HTTP has (RFC 9110, 5.6.7), the two of the past included:
/// `Sun, 06 Nov 1994 08:49:37 GMT`, `Sunday, 06-Nov-94 08:49:37 GMT` and `Sun Nov  6 08:49:37 1994`. `now` tells the
/// century of a year of two digits.
fn seconds_of_date(text: &str, now: u64) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    let words: Vec<&str> = text
        .split([' ', '\t', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let (weekday, day, month, year, time) = match words[..] {
        [weekday, day, month, year, time, "GMT"] | [weekday, month, day, time, year] => {
            (weekday, day, month, year, time)
        }
        [weekday, date, time, "GMT"] => {
            let (day, date) = date.split_once('-')?;
            let (month, year) = date.split_once('-')?;
            (weekday, day, month, year, time)
        }
        _ => return None,
    };
    if !weekday.bytes().all(|byte| byte.is_ascii_alphabetic()) {
        return None;
    }
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
        .find(|(name, _)| name.eq_ignore_ascii_case(month))?
        .1;
    let year = match year.len() {
        2 => near(number(year, 0..=99)?, year_of(now)),
        _ => number(year, 1970..=9999)?,
    };
    let clock: Vec<&str> = time.split(':').collect();
    let [hour, minute, second] = clock[..] else {
        return None;
    };
    let seconds =
        number(hour, 0..=23)? * 3600 + number(minute, 0..=59)? * 60 + number(second, 0..=60)?;
    Some(days_since_1970(year, month, day)? * 86_400 + seconds)
}

fn days_since_1970(year: u64, month: u64, day: u64) -> Option<u64> {
    // Years begin in March here, so that the leap day is the last.
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year.checked_sub(1)?, month + 9)
    };
    let days = year * 365 + year / 4 - year / 100 + year / 400 + (month * 153 + 2) / 5 + day;
    // A year of two digits may be before 1970.
    Some(days.saturating_sub(719_469))
}

/// The year with these two last digits that is at most half a century away.
fn near(digits: u64, now: u64) -> u64 {
    let year = now / 100 * 100 + digits;
    if year > now + 50 {
        year - 100
    } else if year + 50 < now {
        year + 100
    } else {
        year
    }
}

/// The year of so many seconds since 1970, give or take a day.
fn year_of(seconds: u64) -> u64 {
    1970 + seconds / 31_556_952
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::{HeaderName, HeaderValue};

    const YEAR: Duration = Duration::from_secs(31_536_000);

    #[test]
    fn dates_count_from_1970() {
        let table = [
            ("Thu, 01 Jan 1970 00:00:00 GMT", Some(0)),
            ("Sunday, 06-Nov-94 08:49:37 GMT", Some(784_111_777)),
            ("Sunday, 06-Nov-1994 08:49:37 GMT", Some(784_111_777)),
            ("Sun Nov  6 08:49:37 1994", Some(784_111_777)),
            ("Sun Nov 16 08:49:37 1994", Some(784_975_777)),
            ("Thu Feb 29 23:59:59 2024", Some(1_709_251_199)),
            ("Thursday, 29-Feb-24 23:59:59 GMT", Some(1_709_251_199)),
            ("Sunday, 06-Nov-94 08:49:37", None),
            ("Sun Nov 6 08:49:37 94 UTC", None),
            ("Sun Nob  6 08:49:37 1994", None),
            ("6 Nov 1994 08:49:37 GMT", None),
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
            assert_eq!(seconds_of_date(text, 1_000_000_000), expected, "{text}");
        }
    }

    #[test]
    fn a_year_of_two_digits_is_the_nearest() {
        let table = [
            (94, 2001, 1994),
            (24, 2001, 2024),
            (51, 2001, 2051),
            (52, 2001, 1952),
            (1, 2099, 2101),
            (99, 2099, 2099),
        ];
        for (digits, now, year) in table {
            assert_eq!(near(digits, now), year, "{digits} in {now}");
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
            (
                "retry-after",
                "Sunday, 06-Nov-94 08:50:07 GMT",
                Some(Duration::from_secs(30)),
            ),
            (
                "retry-after",
                " Sun Nov  6 08:50:07 1994\t",
                Some(Duration::from_secs(30)),
            ),
            ("retry-after", "31536001", Some(YEAR)),
            ("retry-after", "1000000000000", Some(YEAR)),
            ("retry-after", "1000000000000000000000000000000", Some(YEAR)),
            ("retry-after", "1e400", Some(YEAR)),
            ("retry-after-ms", "1000000000000000", Some(YEAR)),
            ("retry-after", "Fri, 06 Nov 2094 08:50:07 GMT", Some(YEAR)),
            ("retry-after", "Sat Nov  6 08:50:07 2094", Some(YEAR)),
            ("retry-after", "\t2", Some(Duration::from_secs(2))),
            ("retry-after", "-0", Some(Duration::ZERO)),
            ("retry-after", "-1e30", None),
            ("retry-after", "inf", None),
            ("retry-after", "infinity", None),
            ("retry-after", "2 s", None),
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
            let wrong = || SystemTime::UNIX_EPOCH;
            assert_eq!(
                in_header(name, &headers, wrong),
                expected,
                "{name}: {value}"
            );
        }
    }

    #[test]
    fn a_reset_is_read_in_its_form() {
        let table = [
            ("epoch", "784111807", Some(30_000)),
            ("epoch", "784111807.5", Some(30_500)),
            ("epoch", "784111700", Some(0)),
            ("epoch", "soon", None),
            ("epoch_ms", "784111807250", Some(30_250)),
            ("seconds", "1.5", Some(1_500)),
            ("ms", "1500", Some(1_500)),
            ("duration", "6m0s", Some(360_000)),
            ("duration", "1h2m3.5s", Some(3_723_500)),
            ("duration", "250ms", Some(250)),
            ("duration", "0", Some(0)),
            ("duration", "6", None),
            ("duration", "6x", None),
            ("duration", "", None),
            ("http_date", "Sun, 06 Nov 1994 08:50:07 GMT", Some(30_000)),
            ("http_date", "30", None),
            ("timestamp", "1994-11-06T08:50:07Z", Some(30_000)),
            ("timestamp", "1994-11-06T09:50:07.25+01:00", Some(30_250)),
            ("timestamp", "1994-11-06T08:50:07", None),
            ("timestamp", "99999999999999999-11-06T08:50:07Z", None),
            ("timestamp", "1994-11-06T08:50:07+2000:00", None),
            ("timestamp", "1994-13-06T08:50:07Z", None),
            ("timestamp", "9999-11-06T08:50:07Z", Some(31_536_000_000)),
            ("fortnights", "1", None),
        ];
        for (form, value, ms) in table {
            let date = HeaderValue::from_static("Sun, 06 Nov 1994 08:49:37 GMT");
            let name = HeaderName::from_static("x-reset");
            let headers: HeaderMap = [(DATE, date), (name, HeaderValue::from_static(value))]
                .into_iter()
                .collect();
            let found = of_form(form, "x-reset", &headers, || SystemTime::UNIX_EPOCH);
            assert_eq!(found, ms.map(Duration::from_millis), "{form}: {value}");
        }
    }

    #[test]
    fn a_date_counts_from_the_clock_where_the_reply_does_not_say_when_it_is() {
        let now = SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777);
        let value = HeaderValue::from_static("Sun, 06 Nov 1994 08:50:07 GMT");
        let headers: HeaderMap = [(HeaderName::from_static("retry-after"), value)]
            .into_iter()
            .collect();
        let delay = in_header("retry-after", &headers, || now);
        assert_eq!(delay, Some(Duration::from_secs(30)));
    }
}
