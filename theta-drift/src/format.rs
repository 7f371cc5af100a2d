//! How pages are written.

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown, MDX, `reStructuredText` or `AsciiDoc`.
    Markdown,
    /// HTML.
    Html,
    /// JSON or YAML.
    Data,
    /// Text that some tool took out of a page.
    Text,
}

impl Format {
    /// Every format with its word on the command line.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("markdown", Self::Markdown),
        ("html", Self::Html),
        ("data", Self::Data),
        ("text", Self::Text),
    ];

    /// Returns its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, format)| *format == self)
            .map_or("", |(word, _)| word)
    }
}
