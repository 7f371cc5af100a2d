//! One page of a vendor's documentation.

use super::blocks;
use theta_spec::source::SourceText;

/// One page of a vendor's documentation.
#[derive(Clone, Debug)]
pub struct Page {
    /// Its text under the name that reports show.
    pub source: SourceText,
    /// How it is written.
    pub format: Format,
    /// The contract's `[sources]` name of the page, when it is known: then only what the contract takes from there is
    /// expected on it.
    pub role: Option<String>,
}

/// How a page is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Format {
    /// Markdown that a parser reads as it was meant.
    Markdown,
    /// HTML.
    Html,
    /// Text that some tool took out of a page; tables and lists may be damaged.
    Text,
}

impl Format {
    /// Every format with its word on the command line.
    pub const ALL: &'static [(&'static str, Self)] = &[
        ("markdown", Self::Markdown),
        ("html", Self::Html),
        ("text", Self::Text),
    ];

    /// Its word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, format)| *format == self)
            .map_or("", |(word, _)| word)
    }
}

/// Lines without blank ones that are looked at for the marks of Markdown.
const FIRST_LINES: usize = 5;

/// Tags of which a page of HTML has at least one.
const HTML_TAGS: &[&str] = &[
    "<!doctype html",
    "<html",
    "<head>",
    "<head ",
    "<body",
    "<table",
    "<h1",
    "<h2",
    "<p>",
    "<p ",
    "<div",
    "<article",
    "<main",
];

impl Page {
    /// A page as it was fetched; bytes that are no UTF-8 are replaced. The format is told from the content, and from the
    /// name where the content leaves it open.
    ///
    /// ```
    /// use theta_drift::{Format, Page};
    ///
    /// let format = |name, text: &str| Page::new(name, text.as_bytes()).format;
    /// assert_eq!(format("errors.md", "# Errors\n\n| a | b |\n|---|---|\n| c | d |\n"), Format::Markdown);
    /// // A parser sees no table in these lines: something took them out of a page.
    /// assert_eq!(format("errors.md", "# Errors\nall of them\na | b |\n|---|---|\nc | d |\n"), Format::Text);
    /// assert_eq!(format("errors.txt", "<!DOCTYPE html><h1>Errors</h1>"), Format::Html);
    /// assert_eq!(format("errors.html", "# Errors\n\n| a | b |\n|---|---|\n| c | d |\n"), Format::Markdown);
    /// ```
    #[must_use]
    pub fn new(name: &str, bytes: &[u8]) -> Self {
        let text = String::from_utf8_lossy(bytes).into_owned();
        let format = sniff(name, &text);
        Self {
            source: SourceText::new(name, text),
            format,
            role: None,
        }
    }

    /// The same page read in that format.
    #[must_use]
    pub fn with_format(mut self, format: Format) -> Self {
        self.format = format;
        self
    }

    /// The same page as the contract's source of that name.
    #[must_use]
    pub fn with_role(mut self, role: &str) -> Self {
        self.role = Some(role.to_owned());
        self
    }
}

fn sniff(name: &str, text: &str) -> Format {
    let (_, extension) = name.rsplit_once('.').unwrap_or_default();
    let extension = extension.to_ascii_lowercase();
    let start = text.trim_start_matches(blocks::is_blank);
    // A name is no more than a hint: Markdown without a single tag was not written as HTML.
    let named = matches!(extension.as_str(), "html" | "htm" | "xhtml")
        && (text.contains("</") || !is_marked_up(start));
    if named || is_html(start, extension == "md") {
        return Format::Html;
    }
    if !is_marked_up(start) {
        return Format::Text;
    }
    if blocks::delimiter_rows(text) > blocks::markdown_tables(text) {
        Format::Text
    } else {
        Format::Markdown
    }
}

fn is_html(start: &str, markdown: bool) -> bool {
    let mut end = start.len().min(4096);
    while !start.is_char_boundary(end) {
        end -= 1;
    }
    let lower = start[..end].to_ascii_lowercase();
    if markdown || !lower.starts_with('<') {
        return lower.starts_with("<!doctype html") || lower.starts_with("<html");
    }
    HTML_TAGS.iter().any(|tag| lower.contains(tag))
}

/// Whether the first lines or fences show that the page is Markdown as it was written.
fn is_marked_up(start: &str) -> bool {
    let lines = || start.lines().map(str::trim).filter(|line| !line.is_empty());
    let heading = |line: &str| {
        let level = line.bytes().take_while(|&byte| byte == b'#').count();
        (1..=6).contains(&level) && line[level..].starts_with(' ')
    };
    let begins = start
        .lines()
        .scan(true, |blank, line| {
            Some((
                std::mem::replace(blank, line.trim().is_empty()),
                line.trim(),
            ))
        })
        .filter(|(_, line)| !line.is_empty())
        .take(FIRST_LINES)
        .any(|(after_blank, line)| after_blank && heading(line));
    let front =
        start.starts_with("---\n") || start.starts_with("---\r\n") || start.starts_with("<!--");
    let underlined = lines().take(FIRST_LINES).any(|line| {
        line.len() > 2 && (line.bytes().all(|b| b == b'=') || line.bytes().all(|b| b == b'-'))
    });
    let fences = lines()
        .filter(|line| line.starts_with("```"))
        .take(2)
        .count();
    begins || front || underlined || fences == 2
}
