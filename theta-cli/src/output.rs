//! What every command prints with: streams, colours, and texts made safe for a terminal.

use crate::exit::{Exit, Failure};
use anstream::{AutoStream, ColorChoice};
use anstyle::{AnsiColor, Style};
use serde::Serialize;
use std::fmt::Write as _;
use std::io::{self, Write};
use theta_spec::text;

pub(crate) use theta_spec::text::count;

const BOLD: Style = Style::new().bold();
const RED: Style = AnsiColor::BrightRed.on_default().bold();
const YELLOW: Style = AnsiColor::BrightYellow.on_default().bold();
const BLUE: Style = AnsiColor::BrightBlue.on_default().bold();
const GREEN: Style = AnsiColor::BrightGreen.on_default().bold();

/// How the result is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Human,
    /// For programs
    Json,
}

/// Standard output and standard error, and whether each takes colours.
///
/// Text goes out byte for byte when colour is off. Whoever writes it made the texts of others data before, by the
/// functions of [`theta_spec::text`]; of finished text nobody could tell what is whose.
pub(crate) struct Output {
    out: ColorChoice,
    err: ColorChoice,
}

impl Output {
    /// Decides on colours as `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and the terminal say.
    pub(crate) fn new() -> Self {
        Self {
            out: AutoStream::choice(&io::stdout()),
            err: AutoStream::choice(&io::stderr()),
        }
    }

    /// Colours for standard output.
    pub(crate) fn paint(&self) -> Paint {
        Paint {
            on: self.out != ColorChoice::Never,
        }
    }

    /// Writes text with its colours to standard output.
    pub(crate) fn text(&mut self, text: &str) -> io::Result<()> {
        write_to(
            AutoStream::new(io::stdout(), self.out),
            self.out,
            io::stdout(),
            text,
        )
    }

    /// Writes a value as JSON, one line end at the end, never coloured.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let mut text = serde_json::to_string_pretty(value).map_err(|error| {
            Failure::failed(format!("could not write the result as JSON: {error}"))
        })?;
        text.push('\n');
        Ok(self.raw(&text::json(&text))?)
    }

    /// Writes text as it is to standard output.
    #[expect(clippy::unused_self, reason = "whoever writes has the output")]
    pub(crate) fn raw(&mut self, text: &str) -> io::Result<()> {
        write_to(io::sink(), ColorChoice::Never, io::stdout(), text)
    }

    /// Writes a note that is not part of the result to standard error.
    pub(crate) fn note(&mut self, text: &str) {
        let paint = Paint {
            on: self.err != ColorChoice::Never,
        };
        let text = text::visible(text);
        self.complain(&format!("{} {text}\n", paint.warning("warning:")));
    }

    /// Says why a command stopped, and with which code.
    pub(crate) fn failure(&mut self, failure: &Failure) -> Exit {
        let paint = Paint {
            on: self.err != ColorChoice::Never,
        };
        let mut out = String::new();
        if !failure.report.is_empty() {
            out.push_str(&paint.report(&failure.report));
            out.push_str("\n\n");
        }
        if !failure.message.is_empty() {
            let message = text::visible(&failure.message);
            let _ = writeln!(out, "{} {message}", paint.error("error:"));
        }
        for help in &failure.help {
            let help = text::visible(help);
            let _ = writeln!(out, "  {} {help}", paint.strong("help:"));
        }
        self.complain(&out);
        failure.exit
    }

    /// Nobody can be told that standard error is closed.
    fn complain(&mut self, text: &str) {
        let _ = write_to(
            AutoStream::new(io::stderr(), self.err),
            self.err,
            io::stderr(),
            text,
        );
    }
}

fn write_to(
    mut coloured: impl Write,
    choice: ColorChoice,
    mut plain: impl Write,
    text: &str,
) -> io::Result<()> {
    if choice == ColorChoice::Never {
        plain.write_all(text.as_bytes())?;
        plain.flush()
    } else {
        coloured.write_all(text.as_bytes())?;
        coloured.flush()
    }
}

/// Puts colours on text, or leaves it alone.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Paint {
    on: bool,
}

impl Paint {
    /// No colours, for tests.
    #[cfg(test)]
    pub(crate) fn plain() -> Self {
        Self { on: false }
    }

    /// Whether there are colours; where there are none, other marks have to do.
    pub(crate) fn is_on(self) -> bool {
        self.on
    }

    fn with(self, style: Style, text: &str) -> String {
        if self.on && !text.is_empty() {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }

    pub(crate) fn strong(self, text: &str) -> String {
        self.with(BOLD, text)
    }

    pub(crate) fn error(self, text: &str) -> String {
        self.with(RED, text)
    }

    pub(crate) fn warning(self, text: &str) -> String {
        self.with(YELLOW, text)
    }

    pub(crate) fn good(self, text: &str) -> String {
        self.with(GREEN, text)
    }

    pub(crate) fn faint(self, text: &str) -> String {
        self.with(BLUE, text)
    }

    /// Colours diagnostics that [`theta_spec::render`] laid out; the characters stay the same.
    pub(crate) fn report(self, text: &str) -> String {
        if !self.on {
            return text.to_owned();
        }
        let mut severity = RED;
        let lines: Vec<String> = text
            .lines()
            .map(|line| self.report_line(line, &mut severity))
            .collect();
        lines.join("\n")
    }

    fn report_line(self, line: &str, severity: &mut Style) -> String {
        for (word, style) in [("error[", RED), ("warning[", YELLOW)] {
            if let Some(end) = line.find("]: ").filter(|_| line.starts_with(word)) {
                *severity = style;
                return self.with(style, &line[..=end]) + &self.with(BOLD, &line[end + 1..]);
            }
        }
        let body = line.trim_start_matches(' ');
        let indent = &line[..line.len() - body.len()];
        for arrow in ["--> ", "::: "] {
            if let Some(place) = body.strip_prefix(arrow) {
                return format!("{indent}{}{place}", self.with(BLUE, arrow));
            }
        }
        if let Some(help) = body.strip_prefix("= help:") {
            return format!(
                "{indent}{} {}{help}",
                self.with(BLUE, "="),
                self.with(BOLD, "help:")
            );
        }
        let number = body.len() - body.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (digits, rest) = body.split_at(number);
        let Some(rest) = rest.trim_start_matches(' ').strip_prefix('|') else {
            return line.to_owned();
        };
        let gutter = self.with(BLUE, &line[..line.len() - rest.len()]);
        let marks = rest.trim_start_matches(' ');
        let style = match marks.chars().next() {
            Some('^') if digits.is_empty() => *severity,
            Some('-') if digits.is_empty() => BLUE,
            _ => return gutter + rest,
        };
        format!(
            "{gutter}{}{}",
            &rest[..rest.len() - marks.len()],
            self.with(style, marks)
        )
    }
}

/// Text from a server or a contract on one line, as [`text::visible`] has it; a long text is cut.
pub(crate) fn visible(text: &str, limit: usize) -> String {
    let length = text.chars().count();
    if length <= limit {
        return text::visible(text);
    }
    let end = text
        .char_indices()
        .nth(limit)
        .map_or(text.len(), |(at, _)| at);
    format!("{}… ({length} characters)", text::visible(&text[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    const REPORT: &str = "error[T0101]: unknown key `naem`\n --> spec.toml:3:1\n  |\n3 | naem = \"--> ^\"\n  | ^^^^ not a key\n ::: spec.toml:1:1\n  |\n1 | a = 1\n  | - first here\n  = help: did you mean `name`?";

    #[test]
    fn colour_adds_escapes_and_changes_no_character() {
        let coloured = Paint { on: true }.report(REPORT);
        assert_ne!(coloured, REPORT);
        assert_eq!(anstream::adapter::strip_str(&coloured).to_string(), REPORT);
    }

    #[test]
    fn without_colour_a_report_is_untouched() {
        assert_eq!(Paint { on: false }.report(REPORT), REPORT);
    }

    #[test]
    fn colour_marks_severity_place_and_carets() {
        let coloured = Paint { on: true }.report(REPORT);
        let red = RED.render();
        let blue = BLUE.render();
        assert!(
            coloured.starts_with(&format!("{red}error[T0101]")),
            "{coloured:?}"
        );
        assert!(coloured.contains(&format!("{blue}--> ")), "{coloured:?}");
        assert!(
            coloured.contains(&format!("{red}^^^^ not a key")),
            "{coloured:?}"
        );
        assert!(
            coloured.contains(&format!("{blue}- first here")),
            "{coloured:?}"
        );
    }

    #[test]
    fn control_and_direction_characters_are_shown_escaped() {
        assert_eq!(
            visible("a\u{1b}[31m\n\u{202e}é", 100),
            "a\\u{1b}[31m\\n\\u{202e}é"
        );
    }

    #[test]
    fn a_long_text_is_cut_and_says_how_long_it_was() {
        assert_eq!(visible("abcdef", 3), "abc… (6 characters)");
    }
}
