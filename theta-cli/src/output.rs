//! What every command prints with: streams, and whether they take colours.

use crate::exit::{Exit, Failure};
use crate::styles::{ERROR, STRONG, WARNING};
use crate::working::Working;
use crate::wrapped;
use anstream::{AutoStream, ColorChoice};
use serde::Serialize;
use std::fmt::{Display, Write as _};
use std::io::{self, Write};
use theta_spec::text;

/// Standard output and standard error, and whether each takes colours.
///
/// Whoever writes text made the texts of others data before, by the functions of [`theta_spec::text`]; of finished text
/// nobody could tell what is whose.
pub(crate) struct Output {
    out: ColorChoice,
    err: ColorChoice,
    /// How wide lines may be.
    width: Option<usize>,
    err_width: Option<usize>,
    /// Until the first line of the result.
    working: Option<Working>,
}

impl Output {
    /// Decides on colours as `--color`, `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and the terminal say.
    pub(crate) fn new() -> Self {
        Self {
            out: AutoStream::choice(&io::stdout()),
            err: AutoStream::choice(&io::stderr()),
            width: wrapped::width(&io::stdout()),
            err_width: wrapped::width(&io::stderr()),
            working: None,
        }
    }

    /// Shows a sign of life until something is written.
    pub(crate) fn working(&mut self, what: &'static str) {
        self.working = Some(Working::on(what));
    }

    /// Returns whether standard output takes colours; where it does not, other marks have to do.
    pub(crate) fn is_coloured(&self) -> bool {
        self.out != ColorChoice::Never
    }

    /// Writes text to standard output, without its styles where there are no colours.
    pub(crate) fn text(&mut self, text: impl Display) -> io::Result<()> {
        self.working = None;
        let stream = AutoStream::new(io::stdout(), self.out);
        write_to(stream, &fitted(&text.to_string(), self.width))
    }

    /// Writes a value as JSON, one line end at the end, never coloured.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|error| {
            Failure::failed(format!("could not write the result as JSON: {error}"))
        })?;
        Ok(self.raw(&(text::json(&text) + "\n"))?)
    }

    /// Writes text as it is to standard output.
    pub(crate) fn raw(&mut self, text: &str) -> io::Result<()> {
        self.working = None;
        write_to(io::stdout(), text)
    }

    /// Writes a note that is not part of the result to standard error.
    pub(crate) fn note(&mut self, text: &str) {
        let text = text::visible(text);
        self.complain(&format!("{WARNING}warning:{WARNING:#} {text}\n"));
    }

    /// Says why a command stopped, and returns its exit code.
    pub(crate) fn failure(&mut self, failure: &Failure) -> Exit {
        let mut out = failure.diagnostics();
        if !failure.message.is_empty() {
            let message = text::visible(&failure.message);
            let _ = writeln!(out, "{ERROR}error:{ERROR:#} {message}");
        }
        for help in &failure.help {
            let help = text::visible(help);
            let _ = writeln!(out, "  {STRONG}help:{STRONG:#} {help}");
        }
        self.complain(&out);
        failure.exit
    }

    /// Nobody can be told that standard error is closed.
    fn complain(&mut self, text: &str) {
        self.working = None;
        let text = fitted(text, self.err_width);
        let _ = write_to(AutoStream::new(io::stderr(), self.err), &text);
    }
}

/// No wider than the window.
fn fitted(text: &str, width: Option<usize>) -> String {
    match width {
        Some(width) => wrapped::wrapped(text, width),
        None => wrapped::unmarked(text),
    }
}

fn write_to(mut stream: impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}
