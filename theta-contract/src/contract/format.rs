//! Texts of a documented form: dates, times, identifiers.

/// The form of a text. A client keeps the text as it came: only a view of it asks whether it has that form.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Format {
    /// A date and a time of day with an offset (RFC 3339).
    DateTime,
    /// A date (RFC 3339).
    Date,
    /// A time of day.
    Time,
    /// A UUID (RFC 9562).
    Uuid,
    /// An address (RFC 3986).
    Uri,
}

/// What is known of a form.
struct Row {
    format: Format,
    word: &'static str,
    name: &'static str,
    rust: &'static str,
    doc: &'static str,
    example: &'static str,
}

/// Every form, in the order of [`Format`].
const ROWS: &[Row] = &[
    Row {
        format: Format::DateTime,
        word: "datetime",
        name: "date-time",
        rust: "DateTime",
        doc: "a date and time (RFC 3339)",
        example: "2026-01-02T03:04:05Z",
    },
    Row {
        format: Format::Date,
        word: "date",
        name: "date",
        rust: "Date",
        doc: "a date (RFC 3339)",
        example: "2026-01-02",
    },
    Row {
        format: Format::Time,
        word: "time",
        name: "time",
        rust: "Time",
        doc: "a time of day",
        example: "03:04:05Z",
    },
    Row {
        format: Format::Uuid,
        word: "uuid",
        name: "uuid",
        rust: "Uuid",
        doc: "a UUID",
        example: "0b6a6e4c-3f0e-4d0a-9b1e-8f4a2d6c7e10",
    },
    Row {
        format: Format::Uri,
        word: "uri",
        name: "uri",
        rust: "Uri",
        doc: "a URI",
        example: "https://example.com/a",
    },
];

impl Format {
    /// Every form.
    pub const ALL: &'static [Self] = &[
        Self::DateTime,
        Self::Date,
        Self::Time,
        Self::Uuid,
        Self::Uri,
    ];

    fn row(self) -> &'static Row {
        let mut rows = ROWS.iter();
        // A test finds each.
        rows.find(|row| row.format == self).unwrap_or(&ROWS[0])
    }

    /// Returns the word of the contract language: `datetime`.
    #[must_use]
    pub fn word(self) -> &'static str {
        self.row().word
    }

    /// Returns the name in JSON Schema: `date-time`.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns the name of the type in Rust: `DateTime`.
    #[must_use]
    pub fn rust(self) -> &'static str {
        self.row().rust
    }

    /// Returns what it is in words: `a date (RFC 3339)`.
    #[must_use]
    pub fn doc(self) -> &'static str {
        self.row().doc
    }

    /// Returns a text of that form.
    #[must_use]
    pub fn example(self) -> &'static str {
        self.row().example
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_form_has_its_row() {
        let rows: Vec<Format> = ROWS.iter().map(|row| row.format).collect();
        assert_eq!(rows, Format::ALL);
        for format in Format::ALL {
            assert_eq!(format.row().format, *format);
        }
    }
}
