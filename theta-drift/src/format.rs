//! How pages are written.

theta_spec::worded_enum! {
    /// How a page is written.
    pub enum Format {
        /// Markdown, MDX, `reStructuredText` or `AsciiDoc`.
        Markdown = "markdown",
        /// HTML.
        Html = "html",
        /// JSON or YAML.
        Data = "data",
        /// Text that some tool took out of a page.
        Text = "text",
    }
}
