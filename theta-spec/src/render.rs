//! Diagnostics as text, laid out as `rustc` lays out its own.

use crate::diagnostic::{Diagnostic, Report, Severity};
use crate::source::{Position, SourceText, Span};
use crate::text::is_hidden;

/// Longest piece of a source line that is shown, in characters.
const MAX_SNIPPET: usize = 160;

/// A part of a rendered diagnostic that a terminal may show in a style of its own.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Part {
    /// The severity and the code, or the marks below what is wrong and the words beside them.
    Severity(Severity),
    /// What is wrong, or the word before what to do.
    Strong,
    /// What stands around the lines of the file, or the marks below a related place.
    Frame,
}

/// Writes one part of a diagnostic.
type Write<'w> = &'w dyn Fn(Part, &str) -> String;

/// Returns one diagnostic as plain text, without a final line end.
///
/// The macro puts this text into `compile_error!` and `theta check` prints it, so both say the same.
#[must_use]
pub fn text(source: &SourceText, diagnostic: &Diagnostic) -> String {
    styled(source, diagnostic, &|_, text| text.to_owned())
}

/// Returns one diagnostic as [`text`] does, each part as `write` writes it.
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

/// Returns a whole report as plain text: each diagnostic, and an empty line between two.
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

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str, marked: &str) -> (SourceText, Span) {
        let start = text.find(marked).expect("the marked text is in the text");
        (
            SourceText::new("spec.toml", text.to_owned()),
            Span::new(start, start + marked.len()),
        )
    }

    #[test]
    fn a_diagnostic_shows_code_place_line_mark_and_help() {
        let (source, span) = at("theta = 1\n[api]\nnaem = \"x\"\n", "naem");
        let diagnostic = Diagnostic::error("T0101", span, "unknown key `naem`")
            .label("not a key of [api]")
            .help("did you mean `name`?");
        let expected = "error[T0101]: unknown key `naem`\n --> spec.toml:3:1\n  |\n3 | naem = \"x\"\n  | ^^^^ not a key of [api]\n  = help: did you mean `name`?";
        assert_eq!(text(&source, &diagnostic), expected);
    }

    #[test]
    fn styles_mark_severity_frame_and_marks_and_change_no_character() {
        let (source, span) = at("a = 1\nb = \"--> ^\"\n", "b");
        let diagnostic = Diagnostic::error("T0101", span, "twice")
            .label("not a key")
            .related(Span::new(0, 1), "first here")
            .help("leave it out");
        let mark = |part, text: &str| match part {
            Part::Severity(Severity::Error) => format!("<e>{text}</e>"),
            Part::Severity(Severity::Warning) => format!("<w>{text}</w>"),
            Part::Strong => format!("<b>{text}</b>"),
            Part::Frame => format!("<f>{text}</f>"),
        };
        let styled = styled(&source, &diagnostic, &mark);
        let expected = "<e>error[T0101]</e><b>: twice</b>\n <f>--> </f>spec.toml:2:1\n<f>  |</f>\n<f>2 |</f> b = \"--> ^\"\n<f>  |</f> <e>^ not a key</e>\n <f>::: </f>spec.toml:1:1\n<f>  |</f>\n<f>1 |</f> a = 1\n<f>  |</f> <f>- first here</f>\n  <f>=</f> <b>help:</b> leave it out";
        assert_eq!(styled, expected);
    }

    #[test]
    fn a_related_place_is_shown_below() {
        let (source, span) = at("a = 1\nb = 2\n", "b");
        let diagnostic =
            Diagnostic::warning("T0000", span, "twice").related(Span::new(0, 1), "first here");
        assert!(
            text(&source, &diagnostic)
                .ends_with(" ::: spec.toml:1:1\n  |\n1 | a = 1\n  | - first here")
        );
    }

    #[test]
    fn a_line_of_a_megabyte_is_cut_around_the_mark() {
        let long = format!("{}HERE{}", "x".repeat(500_000), "y".repeat(500_000));
        let (source, span) = at(&long, "HERE");
        let shown = text(&source, &Diagnostic::error("T0000", span, "long"));
        assert!(
            shown.len() < 1_000 && shown.contains("HERE") && shown.contains("^^^^"),
            "{shown}"
        );
    }

    #[test]
    fn a_span_over_several_lines_is_marked_to_the_end_of_the_first() {
        let (source, span) = at("a = [\n1,\n]", "[\n1,\n]");
        assert!(text(&source, &Diagnostic::error("T0000", span, "m")).contains("\n  |     ^"));
    }

    #[test]
    fn control_characters_in_a_quoted_name_do_not_reach_the_terminal() {
        let (source, span) = at("a = 1", "a");
        let diagnostic = Diagnostic::error("T0000", span, "unknown key `\u{1b}[31m\n`");
        assert!(
            text(&source, &diagnostic)
                .starts_with("error[T0000]: unknown key `\u{fffd}[31m\u{fffd}`\n")
        );
    }

    #[test]
    fn marks_that_reorder_text_do_not_reach_the_terminal() {
        let (source, span) = at("a = \"\u{202e}x\"", "a");
        let text = text(&source, &Diagnostic::error("T0000", span, "m\u{2066}"));
        assert!(!text.contains(['\u{202e}', '\u{2066}']));
    }

    #[test]
    fn no_line_is_a_command_of_a_workflow() {
        let (source, span) = at("a = \"##[error]x\"", "a");
        let diagnostic = Diagnostic::error("T0000", span, "m ##[group]").help("x\n::error::y");
        let text = text(&source, &diagnostic);
        assert!(!text.contains("##["), "{text}");
        assert!(
            !text.lines().any(|line| line.trim_start().starts_with("::")),
            "{text}"
        );
    }

    #[test]
    fn control_characters_do_not_reach_the_terminal() {
        let (source, span) = at("a = \u{1b}[31m", "a");
        assert!(!text(&source, &Diagnostic::error("T0000", span, "m")).contains('\u{1b}'));
    }
}
