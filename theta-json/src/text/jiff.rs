//! Views as types of jiff.

use super::{Date, DateTime, Time};
use jiff::{Error, Timestamp, civil};

impl DateTime {
    /// Returns the instant that it names.
    ///
    /// # Errors
    ///
    /// Returns an error when the text is no date and time with an offset.
    #[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
    pub fn to_jiff(&self) -> Result<Timestamp, Error> {
        self.as_str().parse()
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
impl From<Timestamp> for DateTime {
    fn from(instant: Timestamp) -> Self {
        Self::from(instant.to_string())
    }
}

impl Date {
    /// Returns the day that it names.
    ///
    /// # Errors
    ///
    /// Returns an error when the text is no date.
    #[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
    pub fn to_jiff(&self) -> Result<civil::Date, Error> {
        self.as_str().parse()
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
impl From<civil::Date> for Date {
    fn from(day: civil::Date) -> Self {
        Self::from(day.to_string())
    }
}

impl Time {
    /// Returns the time of day that it names, without its offset if it has one.
    ///
    /// # Errors
    ///
    /// Returns an error when the text is no time of day.
    #[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
    pub fn to_jiff(&self) -> Result<civil::Time, Error> {
        // jiff takes no `Z` that stands behind a time alone.
        self.as_str().trim_end_matches(['Z', 'z']).parse()
    }
}

#[cfg_attr(docsrs, doc(cfg(feature = "jiff")))]
impl From<civil::Time> for Time {
    fn from(time: civil::Time) -> Self {
        Self::from(time.to_string())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_seen_as_what_it_names() {
        let at = DateTime::from("2026-01-02T03:04:05+01:00");
        assert_eq!(at.to_jiff().unwrap().to_string(), "2026-01-02T02:04:05Z");
        let day = Date::from("2026-01-02").to_jiff().unwrap();
        assert_eq!(day, civil::date(2026, 1, 2));
        let time = civil::time(3, 4, 5, 0);
        for text in ["03:04:05", "03:04:05Z"] {
            assert_eq!(Time::from(text).to_jiff().unwrap(), time);
        }
    }

    #[test]
    fn a_text_that_is_none_is_an_error_of_the_view() {
        assert!(DateTime::from("yesterday").to_jiff().is_err());
        assert!(Date::from("2026-02-30").to_jiff().is_err());
        assert!(Time::from("25:00").to_jiff().is_err());
    }

    #[test]
    fn what_jiff_has_is_written_as_the_text() {
        assert_eq!(
            DateTime::from(Timestamp::UNIX_EPOCH),
            "1970-01-01T00:00:00Z"
        );
        assert_eq!(Date::from(civil::date(2026, 1, 2)), "2026-01-02");
        assert_eq!(Time::from(civil::time(3, 4, 5, 0)), "03:04:05");
    }
}
