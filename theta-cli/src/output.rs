//! What every command prints with: streams, and whether they take colours.

use crate::exit::{Exit, Failure};
use crate::styles::Styles;
use anstream::stream::{AsLockedWrite, RawStream};
use anstream::{AutoStream, ColorChoice};
use serde::Serialize;
use std::fmt::{Display, Write as _};
use std::io::{self, Write};
use theta_spec::text;

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

    /// Returns the styles for standard output.
    pub(crate) fn styles(&self) -> Styles {
        styles(self.out)
    }

    /// Writes text with its colours to standard output.
    pub(crate) fn text(&mut self, text: impl Display) -> io::Result<()> {
        write_to(io::stdout(), self.out, &text.to_string())
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
        write_to(io::stdout(), ColorChoice::Never, text)
    }

    /// Writes a note that is not part of the result to standard error.
    pub(crate) fn note(&mut self, text: &str) {
        let Styles { warning, .. } = styles(self.err);
        let text = text::visible(text);
        self.complain(&format!("{warning}warning:{warning:#} {text}\n"));
    }

    /// Says why a command stopped, and returns its exit code.
    pub(crate) fn failure(&mut self, failure: &Failure) -> Exit {
        let styles = styles(self.err);
        let Styles { error, strong, .. } = styles;
        let mut out = failure.diagnostics(styles);
        if !failure.message.is_empty() {
            let message = text::visible(&failure.message);
            let _ = writeln!(out, "{error}error:{error:#} {message}");
        }
        for help in &failure.help {
            let help = text::visible(help);
            let _ = writeln!(out, "  {strong}help:{strong:#} {help}");
        }
        self.complain(&out);
        failure.exit
    }

    /// Nobody can be told that standard error is closed.
    fn complain(&mut self, text: &str) {
        let _ = write_to(io::stderr(), self.err, text);
    }
}

fn styles(choice: ColorChoice) -> Styles {
    match choice {
        ColorChoice::Never => Styles::default(),
        _ => Styles::coloured(),
    }
}

fn write_to<S>(stream: S, choice: ColorChoice, text: &str) -> io::Result<()>
where
    S: RawStream + AsLockedWrite + 'static,
{
    let mut stream: Box<dyn Write> = match choice {
        ColorChoice::Never => Box::new(stream),
        _ => Box::new(AutoStream::new(stream, choice)),
    };
    stream.write_all(text.as_bytes())?;
    stream.flush()
}
