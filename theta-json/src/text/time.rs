//! Views as types of time.

use super::{Date, DateTime};
use time::OffsetDateTime;
use time::error::{Format, Parse};
use time::format_description::well_known::{Iso8601, Rfc3339};

impl DateTime {
    /// Returns the instant that it names, with its offset.
    ///
    /// # Errors
    ///
    /// Returns an error when the text is no date and time as RFC 3339 writes them.
    #[cfg_attr(docsrs, doc(cfg(feature = "time")))]
    pub fn to_time(&self) -> Result<OffsetDateTime, Parse> {
        OffsetDateTime::parse(self.as_str(), &Rfc3339)
    }
}

/// Fails for a year that RFC 3339 cannot write.
#[cfg_attr(docsrs, doc(cfg(feature = "time")))]
impl TryFrom<OffsetDateTime> for DateTime {
    type Error = Format;

    fn try_from(instant: OffsetDateTime) -> Result<Self, Format> {
        instant.format(&Rfc3339).map(Self::from)
    }
}

impl Date {
    /// Returns the day that it names.
    ///
    /// # Errors
    ///
    /// Returns an error when the text is no date.
    #[cfg_attr(docsrs, doc(cfg(feature = "time")))]
    pub fn to_time(&self) -> Result<time::Date, Parse> {
        time::Date::parse(self.as_str(), &Iso8601::DATE)
    }
}

/// Fails for a year that RFC 3339 cannot write.
#[cfg_attr(docsrs, doc(cfg(feature = "time")))]
impl TryFrom<time::Date> for Date {
    type Error = Format;

    fn try_from(day: time::Date) -> Result<Self, Format> {
        day.format(&Iso8601::DATE).map(Self::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_seen_as_what_it_names_and_written_back() {
        let at = DateTime::from("2026-01-02T03:04:05+01:00");
        assert_eq!(DateTime::try_from(at.to_time().unwrap()).unwrap(), at);
        let day = Date::from("2026-01-02");
        assert_eq!(day.to_time().unwrap().ordinal(), 2);
        assert_eq!(Date::try_from(day.to_time().unwrap()).unwrap(), day);
    }

    #[test]
    fn a_text_that_is_none_is_an_error_of_the_view() {
        assert!(DateTime::from("2026-01-02").to_time().is_err());
        assert!(Date::from("2026-02-30").to_time().is_err());
    }
}
