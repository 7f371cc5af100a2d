//! How a command ends.

use crate::styles;
use std::fmt::Display;
use std::io;
use std::path::Path;
use theta_spec::Loaded;
use theta_spec::suggest::nearest;
use theta_spec::text::count;

/// What `--help` says about the exit code.
pub(crate) const TABLE: &str = "Exit code: 0 clean, 1 findings, 2 wrong usage, 3 the command failed.\nSPEC is ./spec.toml when it is left out and standard input when it is `-`.";

/// The exit code, the same for every command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// Nothing to report.
    Clean = 0,
    /// The command did its job and found something.
    Findings = 1,
    /// The command was called wrongly.
    Usage = 2,
    /// The command could not do its job.
    Failed = 3,
}

impl Exit {
    /// Returns the code of a command that did its job.
    pub(crate) fn found(anything: bool) -> Self {
        if anything {
            Self::Findings
        } else {
            Self::Clean
        }
    }
}

/// Why a command stopped early.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// Contracts with mistakes that led to it.
    pub(crate) broken: Vec<Loaded>,
    /// What is wrong; empty when nothing needs to be said.
    pub(crate) message: String,
    /// What to do, one step each.
    pub(crate) help: Vec<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            broken: Vec::new(),
            message: message.into(),
            help: Vec::new(),
        }
    }

    /// The command was called wrongly.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(Exit::Usage, message)
    }

    /// The command could not do its job.
    pub(crate) fn failed(message: impl Into<String>) -> Self {
        Self::new(Exit::Failed, message)
    }

    /// The command could not do that with a file.
    pub(crate) fn file(what: &str, path: &Path, error: &io::Error) -> Self {
        Self::failed(format!("could not {what} `{}`: {error}", path.display()))
    }

    /// A file could not be written.
    pub(crate) fn unwritten(path: &Path, error: &io::Error) -> Self {
        let failure = Self::file("write", path, error);
        match error.kind() {
            io::ErrorKind::NotFound => failure.help("create its directory first"),
            _ => failure,
        }
    }

    /// Contracts have mistakes; `what` begins the sentence that names them.
    pub(crate) fn broken(exit: Exit, what: &str, broken: Vec<Loaded>) -> Self {
        let names = broken.iter().map(|side| {
            let errors = count(side.report.error_count(), "error");
            format!("{} has {errors}", side.source.name())
        });
        let message = what.to_owned() + &names.collect::<Vec<_>>().join(", ");
        let failure =
            Self::new(exit, message).help("correct what is reported above, then try again");
        Self { broken, ..failure }
    }

    /// Adds a step to take.
    pub(crate) fn help(mut self, help: impl Display) -> Self {
        self.help.push(help.to_string());
        self
    }

    /// Adds what may have been meant by a word that is none of `names`, or another step.
    pub(crate) fn meant<'n>(
        self,
        word: &str,
        names: impl IntoIterator<Item = &'n str>,
        otherwise: impl Display,
    ) -> Self {
        match nearest(word, names) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None => self.help(otherwise),
        }
    }

    /// Returns the diagnostics that led to it, and an empty line behind them.
    pub(crate) fn diagnostics(&self) -> String {
        let sides = self.broken.iter().map(styles::diagnostics);
        match sides.collect::<Vec<_>>().join("\n") {
            none if none.is_empty() => none,
            text => text + "\n\n",
        }
    }
}

/// Errors of writing to the terminal or the pipe; files have their own messages.
impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        // `theta expand | head` has read what it wanted.
        if error.kind() == io::ErrorKind::BrokenPipe {
            return Self::new(Exit::Clean, "");
        }
        Self::failed(format!("could not write the output: {error}"))
    }
}
