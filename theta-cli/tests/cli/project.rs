//! A directory with a contract in it, and the command run there.

use std::fmt;
use std::io::Write as _;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use tempfile::TempDir;

pub(crate) const SPEECH: &str = include_str!("../fixtures/speech.toml");
pub(crate) const BROKEN: &str = include_str!("../fixtures/broken.toml");

/// Whether this run does without git, which `cargo xtask test` says at its end.
pub(crate) fn without_git() -> bool {
    std::env::var("THETA_WITHOUT").is_ok_and(|tools| tools.split(',').any(|tool| tool == "git"))
}

/// A directory in which `spec.toml` lies.
pub(crate) struct Project {
    dir: TempDir,
}

/// What a run of the command did.
pub(crate) struct Run {
    pub(crate) exit: Option<i32>,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Project {
    pub(crate) fn with(spec: impl AsRef<[u8]>) -> Self {
        let project = Self::empty();
        project.write("spec.toml", spec);
        project
    }

    pub(crate) fn empty() -> Self {
        Self {
            dir: TempDir::new().unwrap(),
        }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, content: impl AsRef<[u8]>) {
        std::fs::write(self.path(name), content).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path(name)).unwrap()
    }

    /// The command, with nothing in its environment that decides on colours or widths.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_theta"));
        command.args(args).current_dir(self.dir.path());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "COLUMNS"] {
            command.env_remove(name);
        }
        command
    }

    pub(crate) fn theta(&self, args: &[&str]) -> Run {
        self.theta_reading(args, b"")
    }

    pub(crate) fn theta_reading(&self, args: &[&str], stdin: &[u8]) -> Run {
        Run::of(self.command(args), stdin)
    }
}

impl Run {
    pub(crate) fn of(mut command: Command, stdin: &[u8]) -> Self {
        let mut child = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        // A command that does not read closes the pipe.
        let _ = child.stdin.take().unwrap().write_all(stdin);
        let output = child.wait_with_output().unwrap();
        Self {
            exit: output.status.code(),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }
}

impl fmt::Display for Run {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.exit {
            Some(exit) => writeln!(f, "exit {exit}")?,
            None => writeln!(f, "killed")?,
        }
        for (name, text) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !text.is_empty() {
                write!(f, "--- {name}\n{text}")?;
            }
        }
        Ok(())
    }
}
