//! One side of a comparison: a file, or a file of a git revision.

use crate::exit::Failure;
use crate::input;
use std::path::Path;
use std::process::Command;
use theta_spec::Loaded;

/// Reads a side; a file that is there wins over a revision of the same spelling.
pub(super) fn load(side: &str) -> Result<Loaded, Failure> {
    let path = Path::new(side);
    match side.split_once(':') {
        Some((revision, inside))
            if !path.exists() && !revision.is_empty() && !inside.is_empty() =>
        {
            from_git(side)
        }
        // What cannot be read is not a finding, here as for any other command.
        _ => input::load(path),
    }
}

/// Reads a file that is to be reported under another name.
pub(super) fn file_as(file: &str, name: &str) -> Result<Loaded, Failure> {
    let bytes = std::fs::read(file)
        .map_err(|error| Failure::failed(format!("could not read `{name}`: {error}")))?;
    Ok(theta_spec::load(name, &bytes))
}

/// Whether git says that there is no such file.
pub(super) fn is_absent(file: &str) -> bool {
    file == "/dev/null" || file == "nul"
}

fn from_git(side: &str) -> Result<Loaded, Failure> {
    // A revision that begins with a hyphen must not become an option.
    let run = Command::new("git")
        .args(["show", "--no-textconv", "--end-of-options", side])
        .output();
    let shown = run.map_err(|error| {
        Failure::failed(format!("could not run git for `{side}`: {error}"))
            .help("install git, or name a file")
    })?;
    if !shown.status.success() {
        let said = String::from_utf8_lossy(&shown.stderr);
        let said = said
            .lines()
            .next()
            .unwrap_or("git gave no reason")
            .trim_start_matches("fatal: ");
        return Err(Failure::failed(format!("could not read `{side}` from git: {said}"))
            .help("a path after the colon counts from the root of the repository; from here it is `REV:./PATH`"));
    }
    Ok(theta_spec::load(side, &shown.stdout))
}
