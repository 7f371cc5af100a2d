//! What every command prints with: streams, and whether they take colours.

use crate::exit::{Exit, Failure};
use crate::styles::{ERROR, STRONG, WARNING};
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
}

impl Output {
    /// Decides on colours as `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and the terminal say.
    pub(crate) fn new() -> Self {
        Self {
            out: AutoStream::choice(&io::stdout()),
            err: AutoStream::choice(&io::stderr()),
        }
    }

    /// Returns whether standard output takes colours; where it does not, other marks have to do.
    pub(crate) fn is_coloured(&self) -> bool {
        self.out != ColorChoice::Never
    }

    /// Writes text to standard output, without its styles where there are no colours.
    pub(crate) fn text(&mut self, text: impl Display) -> io::Result<()> {
        let stream = AutoStream::new(io::stdout(), self.out);
        write_to(stream, &text.to_string())
    }

    /// Writes a value as JSON, one line end at the end, never coloured.
    pub(crate) fn json(&mut self, value: &impl Serialize) -> Result<(), Failure> {
        let text = serde_json::to_string_pretty(value).map_err(|error| {
            Failure::failed(format!("could not write the result as JSON: {error}"))
        })?;
        Ok(self.raw(&(text::json(&text) + "\n"))?)
    }

    /// Writes text as it is to standard output.
    #[expect(clippy::unused_self, reason = "whoever writes has the output")]
    pub(crate) fn raw(&mut self, text: &str) -> io::Result<()> {
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
        let _ = write_to(AutoStream::new(io::stderr(), self.err), text);
    }
}

fn write_to(mut stream: impl Write, text: &str) -> io::Result<()> {
    stream.write_all(text.as_bytes())?;
    stream.flush()
}
