//! How a command ends.

use std::fmt::Display;
use std::io;

/// What `--help` says about the exit code.
pub(crate) const TABLE: &str = "Exit code: 0 clean, 1 findings, 2 wrong usage, 3 could not do the job.\nSPEC is ./spec.toml when it is left out and standard input when it is `-`.";

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

/// Why a command stopped early.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    /// Diagnostics that led to it, as plain text; empty when there are none.
    pub(crate) report: String,
    /// What is wrong; empty when nothing needs to be said.
    pub(crate) message: String,
    /// What to do, one step each.
    pub(crate) help: Vec<String>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, message: impl Into<String>) -> Self {
        Self {
            exit,
            report: String::new(),
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

    /// Adds a step to take.
    pub(crate) fn help(mut self, help: impl Display) -> Self {
        self.help.push(help.to_string());
        self
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
