//! Diagnostics as text, in the layout of `rustc`.

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::{Position, SourceText, Span};
use crate::text::is_hidden;

/// Longest piece of a source line that is shown, in characters.
const MAX_SNIPPET: usize = 160;

/// A part of a rendered diagnostic, which a terminal may show in its own style.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The severity and the code, or the marks below the mistake and their label.
    Severity(Severity),
    /// The message, or the word before a step to take.
    Strong,
    /// The frame around the lines of the file, or the marks below a related place.
    Frame,
}

/// Writes one part of a diagnostic.
type Write<'w> = &'w dyn Fn(Part, &str) -> String;

/// Returns one diagnostic as plain text, without a final line end.
///
/// The macro puts this text into `compile_error!`, and `theta check` prints it, so that both show the same.
#[must_use]
pub fn text(source: &SourceText, diagnostic: &Diagnostic) -> String {
    styled(source, diagnostic, &|_, text| text.to_owned())
}

/// Returns one diagnostic like [`text`], with each part written by `write`.
#[must_use]
pub fn styled(source: &SourceText, diagnostic: &Diagnostic, write: Write<'_>) -> String {
    let severity = Part::Severity(diagnostic.severity);
    let head = format!("{}[{}]", diagnostic.severity.as_str(), diagnostic.code);
    let message = format!(": {}", shown(&diagnostic.message));
    let mut lines = vec![write(severity, &head) + &write(Part::Strong, &message)];
    let places =
        std::iter::once(diagnostic.span).chain(diagnostic.related.iter().map(|(span, _)| *span));
    let width = places
        .map(|span| source.position(span.start).line.to_string().len())
        .max()
        .unwrap_or(1);
    let mut snippet = |span, label: &str, arrow: &str, (part, mark)| {
        let snippet = Snippet::new(source, span);
        let Snippet { position, line, .. } = &snippet;
        let frame = |number: &str| write(Part::Frame, &format!("{number:>width$} |"));
        let arrow = write(Part::Frame, arrow);
        let marks = snippet.marks(mark, &shown(label));
        lines.push(format!("{:width$}{arrow}{}:{position}", "", source.name()));
        lines.push(frame(""));
        lines.push(format!("{} {line}", frame(&position.line.to_string())));
        let indent = " ".repeat(snippet.indent);
        lines.push(format!("{} {indent}{}", frame(""), write(part, &marks)));
    };
    snippet(diagnostic.span, &diagnostic.label, "--> ", (severity, '^'));
    for (span, what) in &diagnostic.related {
        snippet(*span, what, "::: ", (Part::Frame, '-'));
    }
    for help in &diagnostic.help {
        let mut words = help.lines();
        let first = shown(words.next().unwrap_or_default());
        let (equals, help) = (write(Part::Frame, "="), write(Part::Strong, "help:"));
        lines.push(format!("{:width$} {equals} {help} {first}", ""));
        lines.extend(words.map(|line| format!("{:width$}         {}", "", shown(line))));
    }
    lines.join("\n").trim_end_matches('\n').to_owned()
}

/// Returns a whole report as plain text, with an empty line between two diagnostics.
#[must_use]
pub fn report(source: &SourceText, report: &Report) -> String {
    let texts = report.diagnostics().iter();
    let texts = texts.map(|diagnostic| text(source, diagnostic));
    texts.collect::<Vec<_>>().join("\n\n")
}

/// A line of the file with a place in it.
struct Snippet {
    position: Position,
    /// The line, or the piece of a long one around the place.
    line: String,
    /// How many characters of it are before the place, and how many the place has.
    indent: usize,
    marked: usize,
}

impl Snippet {
    fn new(source: &SourceText, span: Span) -> Self {
        let start = source.position(span.start);
        let line = source.line(start.line);
        // Only as much of the line is read as is shown: it can be as long as the file.
        let at = place_in(source, span.start, line);
        let is_long = line.chars().nth(MAX_SNIPPET).is_some();
        let first = if is_long {
            let before = line[..at].char_indices().rev().take(MAX_SNIPPET / 4);
            before.last().map_or(at, |(first, _)| first)
        } else {
            0
        };
        let mut rest = line[first..].chars();
        let shown = harmless(rest.by_ref().take(MAX_SNIPPET));
        let end = source.position(span.end.max(span.start));
        let marked = if end.line == start.line {
            end.column - start.column
        } else {
            line[at..].chars().take(MAX_SNIPPET).count()
        };
        let before = if first > 0 { "…" } else { "" };
        let after = if rest.next().is_some() { "…" } else { "" };
        Self {
            position: start,
            line: format!("{before}{shown}{after}"),
            indent: line[first..at].chars().count() + before.chars().count(),
            marked: marked.clamp(1, MAX_SNIPPET),
        }
    }

    /// The marks that stand below the place, and the words beside them.
    fn marks(&self, mark: char, label: &str) -> String {
        let marks: String = std::iter::repeat_n(mark, self.marked).collect();
        format!("{marks} {label}").trim_end().to_owned()
    }
}

/// Where an offset stands in the text of its line.
fn place_in(source: &SourceText, offset: usize, line: &str) -> usize {
    let begins = source.line_start(offset);
    let mark = if source.text()[begins..].starts_with('\u{feff}') {
        '\u{feff}'.len_utf8()
    } else {
        0
    };
    let mut at = offset.saturating_sub(begins + mark).min(line.len());
    while !line.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Longest text that is quoted or said, in characters.
const MAX_WORDS: usize = 1_000;

/// Words that may quote the contract, on one line.
fn shown(words: &str) -> String {
    let mut rest = words.chars();
    let mut shown = harmless(rest.by_ref().take(MAX_WORDS));
    if rest.next().is_some() {
        shown.push('…');
    }
    shown
}

/// Characters keep their columns, so that marks stand below them; one that cannot be shown is replaced, and so is what
/// would make a command of GitHub's runner.
fn harmless(words: impl Iterator<Item = char>) -> String {
    let mut out = String::new();
    let mut seen = 0_usize;
    for c in words {
        let command =
            (c == '[' && out.ends_with("##")) || (c == ':' && seen == 1 && out.ends_with(':'));
        seen += usize::from(!c.is_whitespace());
        out.push(match c {
            '\t' => ' ',
            c if command || is_hidden(c) => '\u{fffd}',
            c => c,
        });
    }
    out
}
