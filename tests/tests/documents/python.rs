//! Programs in Python, with the packages of `tests/requirements.txt`.

use std::env;
use std::ffi::OsString;
use std::path::Path;
use std::process::{Command, Output};

/// The root of the repository.
pub(crate) const ROOT: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/..");

const INSTALL: &str = "`cargo xtask test` brings what is needed; or run `python3 -m pip install -r \
                       tests/requirements.txt`, or name a Python that has what it lists in THETA_TEST_PYTHON";

/// Whether this run does without Python, which `cargo xtask test` says at its end.
pub(crate) fn left_out() -> bool {
    env::var("THETA_WITHOUT").is_ok_and(|tools| tools.split(',').any(|tool| tool == "python3"))
}

/// The interpreter that has the packages. What they install as commands stands beside it.
pub(crate) fn interpreter() -> Command {
    let mut command = Command::new(named());
    command.env("PATH", path());
    command
}

fn named() -> OsString {
    env::var_os("THETA_TEST_PYTHON").unwrap_or_else(|| "python3".into())
}

fn path() -> OsString {
    let named = named();
    let beside = Path::new(&named).parent().map(Path::to_owned);
    let path = env::var_os("PATH").unwrap_or_default();
    let folders = beside
        .into_iter()
        .filter(|folder| folder.is_absolute())
        .chain(env::split_paths(&path));
    env::join_paths(folders).unwrap()
}

/// A command of a package.
pub(crate) fn tool(name: &str) -> Command {
    let named = named();
    let beside = Path::new(&named).with_file_name(name);
    let mut command = Command::new(if beside.is_file() {
        beside.as_os_str()
    } else {
        name.as_ref()
    });
    command.env("PATH", path());
    command
}

/// A program of `tests/python`.
pub(crate) fn program(name: &str) -> Command {
    let mut command = interpreter();
    command.arg(
        Path::new(env!("CARGO_MANIFEST_DIR"))
            .join("python")
            .join(name),
    );
    command
}

/// Runs it; fails with what to install when it is not there.
pub(crate) fn run(command: &mut Command) -> Output {
    match command.output() {
        Ok(output) => output,
        Err(error) => panic!(
            "{} does not run ({error}): {INSTALL}",
            command.get_program().display()
        ),
    }
}

/// What it prints; fails with what it complains of.
pub(crate) fn printed(command: &mut Command) -> String {
    let output = run(command);
    let printed = String::from_utf8(output.stdout).unwrap();
    let complaint = String::from_utf8_lossy(&output.stderr);
    let missing = if complaint.contains("ModuleNotFoundError") {
        INSTALL
    } else {
        ""
    };
    assert!(output.status.success(), "{printed}{complaint}{missing}");
    printed
}
