//! Reading a contract.

use crate::exit::{Exit, Failure};
use crate::files;
use std::io::{self, ErrorKind};
use std::path::{Component, Path, PathBuf};
use theta_spec::contract::Contract;
use theta_spec::{Loaded, text};

/// The contract that a command is about.
#[derive(clap::Args)]
pub(crate) struct Spec {
    /// The contract
    #[arg(default_value = "spec.toml")]
    spec: PathBuf,
}

impl Spec {
    /// Reads and checks it.
    pub(crate) fn load(&self) -> Result<Loaded, Failure> {
        load(&self.spec)
    }

    /// Returns it, or every mistake in it and `exit`.
    pub(crate) fn contract(&self, exit: Exit) -> Result<Contract, Failure> {
        contract(&self.spec, exit)
    }

    /// Returns the file, which can be looked at again.
    pub(crate) fn watched(&self) -> Result<PathBuf, Failure> {
        if is_stdin(&self.spec) {
            let failure = Failure::usage("standard input cannot be watched");
            return Err(failure.help("name the file of the contract"));
        }
        Ok(self.spec.clone())
    }

    /// Returns the name that output shows.
    pub(crate) fn name(&self) -> String {
        name(&self.spec)
    }

    /// Returns it as an argument of a command that somebody may paste.
    pub(crate) fn argument(&self) -> String {
        if is_stdin(&self.spec) {
            "-".to_owned()
        } else {
            text::shell(&self.name())
        }
    }
}

/// Reads and checks a contract; `-` is standard input.
pub(crate) fn load(path: &Path) -> Result<Loaded, Failure> {
    let bytes = if is_stdin(path) {
        stdin()?
    } else {
        files::read(path).map_err(|error| missing(path, &error))?
    };
    let loaded = theta_spec::load(&name(path), &bytes);
    if loaded.report.has_errors() && theta_import::is_document(&bytes) {
        let failure = Failure::usage(format!(
            "`{}` is an OpenAPI document, not a contract",
            shown(path)
        ));
        return Err(failure.help(format!(
            "make a contract of it: `theta import {} --out spec.toml`",
            argument(path)
        )));
    }
    Ok(loaded)
}

/// Returns the contract, or every mistake in it and `exit`.
pub(crate) fn contract(path: &Path, exit: Exit) -> Result<Contract, Failure> {
    let mut loaded = load(path)?;
    match loaded.contract.take() {
        Some(contract) => Ok(contract),
        None => Err(Failure::broken(exit, "the contract ", vec![loaded])),
    }
}

/// Returns whether a path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Reads everything on standard input.
pub(crate) fn stdin() -> Result<Vec<u8>, Failure> {
    files::stdin()
        .map_err(|error| Failure::failed(format!("could not read standard input: {error}")))
}

/// Reads a file that is no contract.
pub(crate) fn file(path: &Path) -> Result<Vec<u8>, Failure> {
    files::read(path).map_err(|error| Failure::file("read", path, &error))
}

/// Why there is no contract.
fn missing(path: &Path, error: &io::Error) -> Failure {
    let shown = path.display();
    match error.kind() {
        ErrorKind::IsADirectory => {
            let inside = argument(&path.join("spec.toml"));
            Failure::failed(format!("`{shown}` is a directory"))
                .help(format!("name the contract in it, such as {inside}"))
        }
        ErrorKind::NotFound => Failure::failed(format!("there is no file `{shown}`"))
            .help("go to the directory of your contract, or name its file"),
        _ => Failure::file("read", path, error),
    }
}

/// Returns the name that output shows: relative, with `/` between parts, never an absolute path, and as anybody may see it.
pub(crate) fn name(path: &Path) -> String {
    if is_stdin(path) {
        return "<stdin>".to_owned();
    }
    let here = std::env::current_dir().unwrap_or_default();
    let relative = match path.strip_prefix(&here) {
        Ok(relative) => relative,
        Err(_) if path.is_absolute() => Path::new(path.file_name().unwrap_or_default()),
        Err(_) => path,
    };
    let parts: Vec<String> = relative
        .components()
        .filter(|component| !matches!(component, Component::CurDir))
        .map(|component| component.as_os_str().to_string_lossy().into_owned())
        .collect();
    text::visible(&parts.join("/"))
}

/// Returns a path as output shows it where nothing is to be left out of it.
pub(crate) fn shown(path: &Path) -> String {
    text::visible(&path.to_string_lossy())
}

/// Returns a path as an argument of a command that somebody may paste.
pub(crate) fn argument(path: &Path) -> String {
    text::shell(&path.to_string_lossy())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_is_relative_whatever_path_was_given() {
        let here = std::env::current_dir().unwrap();
        for (path, expected) in [
            (Path::new("spec.toml").to_owned(), "spec.toml"),
            (Path::new("./spec.toml").to_owned(), "spec.toml"),
            (Path::new("../a/spec.toml").to_owned(), "../a/spec.toml"),
            (here.join("sub/spec.toml"), "sub/spec.toml"),
            (
                here.parent().unwrap().join("elsewhere.toml"),
                "elsewhere.toml",
            ),
            (Path::new("-").to_owned(), "<stdin>"),
        ] {
            assert_eq!(name(&path), expected, "{}", path.display());
        }
    }
}
