//! One side of a comparison: a file, or a file of a git revision.
//!
//! A name with a colon is a file of a revision, and one without may be a file or a revision. Where both are there
//! neither is taken: a change could put the one in the place of the other. A path that begins as paths do is a file.

use crate::exit::Failure;
use crate::git::{self, Object};
use crate::input;
use std::path::{Path, PathBuf};
use theta_spec::Loaded;

/// The usual name of a contract.
const USUAL: &str = "spec.toml";

/// One side, found.
#[derive(Debug)]
pub(super) enum Side {
    /// Standard input.
    Stdin,
    /// A file.
    File(PathBuf),
    /// A file of a revision.
    Revision {
        /// The revision.
        revision: String,
        /// Its path as git takes it.
        path: String,
        /// The name that output shows.
        name: String,
        /// What it holds.
        content: Vec<u8>,
    },
}

/// Finds both sides. A revision without a path has the contract where the other side has it.
pub(super) fn find(old: &str, new: Option<&str>) -> Result<(Side, Side), Failure> {
    let new = match new {
        Some(new) => one(new, || path_of(old))?,
        None => Side::File(PathBuf::from(USUAL)),
    };
    let old = one(old, || match &new {
        Side::Stdin => PathBuf::from(USUAL),
        Side::File(path) => path.clone(),
        Side::Revision { path, .. } => PathBuf::from(path),
    })?;
    Ok((old, new))
}

/// The path in an argument, for the side that has none.
fn path_of(side: &str) -> PathBuf {
    let path = match split(side) {
        Some((_, path)) if !is_path(side) => path,
        _ if is_path(side) || Path::new(side).exists() => side,
        _ => USUAL,
    };
    PathBuf::from(path)
}

fn one(side: &str, elsewhere: impl FnOnce() -> PathBuf) -> Result<Side, Failure> {
    if input::is_stdin(Path::new(side)) {
        return Ok(Side::Stdin);
    }
    if is_path(side) {
        return Ok(Side::File(PathBuf::from(side)));
    }
    let is_file = std::fs::symlink_metadata(side).is_ok();
    if let Some((revision, path)) = split(side) {
        return of_a_revision(side, revision, path, is_file);
    }
    // Where there is no git, or no repository, there is no revision.
    let found = git::object(Path::new(""), &format!("{side}^{{tree}}"));
    let is_revision = matches!(found, Ok(Object::Tree | Object::Ambiguous(_)));
    match (is_revision, is_file) {
        (true, true) => Err(
            Failure::usage(format!("`{side}` is a file and a git revision")).help(format!(
                "write `./{side}` for the file, or `{side}:PATH` for a file of the revision"
            )),
        ),
        (true, false) => match found {
            Ok(Object::Ambiguous(called)) => Err(ambiguous(side, &called)),
            _ => at(side, &elsewhere()),
        },
        (false, true) => Ok(Side::File(PathBuf::from(side))),
        (false, false) => Err(Failure::failed(match found {
            Err(reason) => {
                format!("there is no file `{side}`, and no git revision can be read: {reason}")
            }
            Ok(_) => format!(
                "there is no file `{side}`, and no revision of that name in the git repository here"
            ),
        })
        .help("name a file, a revision, or a file of a revision: `theta diff main:spec.toml`")),
    }
}

fn of_a_revision(side: &str, revision: &str, path: &str, is_file: bool) -> Result<Side, Failure> {
    let found = git::object(Path::new(""), side);
    let reason = match found {
        Ok(Object::File(_)) if is_file => {
            return Err(Failure::usage(format!(
                "`{side}` is a file, and `{path}` in the git revision `{revision}` is one too"
            ))
            .help(format!(
                "write `./{side}` for the file; remove or rename it to read the revision"
            )));
        }
        Ok(Object::File(content)) => {
            return Ok(Side::Revision {
                revision: revision.to_owned(),
                path: path.to_owned(),
                name: side.to_owned(),
                content,
            });
        }
        Ok(Object::Ambiguous(called)) => return Err(ambiguous(side, &called)),
        Ok(other) => not_a_file(revision, path, &other),
        Err(reason) => reason,
    };
    if is_file {
        return Err(Failure::usage(format!(
            "`{side}` reads as a file of a git revision, and there is none: {reason}"
        ))
        .help(format!("write `./{side}` for the file of that name")));
    }
    Err(Failure::failed(format!(
        "could not read `{side}` from git: {reason}"
    ))
    .help("a path after the colon counts from the root of the repository; from here it is `REV:./PATH`"))
}

/// Refuses a revision that is several: who adds a ref would decide what is compared.
fn ambiguous(side: &str, called: &[String]) -> Failure {
    let called = called.join(" and from ");
    Failure::usage(format!("`{side}` can be read from {called}")).help(
        "write the full name of the one that is meant, beginning with `refs/`, or a whole hash",
    )
}

/// Why a name of a revision's file is none.
fn not_a_file(revision: &str, path: &str, found: &Object) -> String {
    let known = || {
        revision.is_empty()
            || matches!(
                git::object(Path::new(""), &format!("{revision}^{{tree}}")),
                Ok(Object::Tree)
            )
    };
    match found {
        Object::File(_) => String::new(),
        Object::Tree if path.is_empty() => "no path stands after the colon".to_owned(),
        Object::Tree => format!("`{path}` is a directory in it"),
        Object::Other(what) => format!("`{path}` is {what}"),
        Object::Ambiguous(called) => format!("`{revision}` is {}", called.join(" and ")),
        Object::Missing if known() => format!("`{path}` does not exist in `{revision}`"),
        Object::Missing => format!("there is no revision `{revision}`"),
    }
}

/// The file of a revision that lies where a path says.
fn at(revision: &str, path: &Path) -> Result<Side, Failure> {
    let name = format!("{revision}:{}", input::name(path));
    let reason = match git_file(revision, path) {
        Ok((path, Object::File(content))) => {
            return Ok(Side::Revision {
                revision: revision.to_owned(),
                path,
                name,
                content,
            });
        }
        Ok((path, other)) => not_a_file(revision, &path, &other),
        Err(reason) => reason,
    };
    Err(
        Failure::failed(format!("could not read `{name}` from git: {reason}"))
            .help(format!("name its path: `{revision}:PATH`")),
    )
}

/// What a revision has at a path of the file system, and that path as git takes it.
fn git_file(revision: &str, path: &Path) -> Result<(String, Object), String> {
    let here = std::env::current_dir().unwrap_or_default();
    let (directory, relative) = match path.strip_prefix(&here) {
        Ok(relative) => (Path::new(""), relative),
        Err(_) if path.is_absolute() => (
            path.parent().unwrap_or(path),
            Path::new(path.file_name().unwrap_or_default()),
        ),
        Err(_) => (Path::new(""), path),
    };
    let parts: Vec<String> = relative
        .components()
        .map(|part| part.as_os_str().to_string_lossy().into_owned())
        .filter(|part| part != ".")
        .collect();
    // Git takes what begins with a dot from where it runs.
    let inside = format!("./{}", parts.join("/"));
    let found = git::object(directory, &format!("{revision}:{inside}"))?;
    Ok((inside, found))
}

/// The revision and the path; a colon inside of braces belongs to the revision.
fn split(side: &str) -> Option<(&str, &str)> {
    let mut depth = 0_usize;
    let colon = side.char_indices().find(|(_, c)| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *c == ':' && depth == 0
    });
    let (at, _) = colon?;
    Some((&side[..at], &side[at + 1..]))
}

/// Whether an argument is written as a path: absolute, relative to a directory, or with a drive of Windows.
fn is_path(side: &str) -> bool {
    let mut drive = side.chars();
    let has_drive = drive.next().is_some_and(|c| c.is_ascii_alphabetic())
        && drive.next() == Some(':')
        && matches!(drive.next(), Some('\\' | '/'));
    let begins = ["./", "../", ".\\", "..\\", "/", "\\"];
    has_drive
        || matches!(side, "." | "..")
        || Path::new(side).is_absolute()
        || begins.iter().any(|start| side.starts_with(start))
}

impl Side {
    /// Reads the contract of it.
    pub(super) fn load(&self) -> Result<Loaded, Failure> {
        match self {
            Self::Stdin => input::load(Path::new("-")),
            Self::File(path) => {
                let loaded = input::load(path)?;
                // Without the dot it would read as a file of a revision.
                let name = input::name(path);
                if name.contains(':') {
                    return Ok(theta_spec::load(
                        &format!("./{name}"),
                        loaded.source.text().as_bytes(),
                    ));
                }
                Ok(loaded)
            }
            Self::Revision { name, content, .. } => Ok(theta_spec::load(name, content)),
        }
    }

    /// Whether both are one file.
    pub(super) fn is_same_file(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(a), Self::File(b)) => {
                match (std::fs::canonicalize(a), std::fs::canonicalize(b)) {
                    (Ok(a), Ok(b)) => a == b,
                    _ => false,
                }
            }
            _ => false,
        }
    }

    /// The file of that name beside it: its name for output and what it holds. `None` when there is none.
    pub(super) fn beside(&self, file: &str) -> Result<Option<(String, Vec<u8>)>, Failure> {
        let path = match self {
            Self::Stdin => PathBuf::from(file),
            Self::File(path) => path.with_file_name(file),
            Self::Revision {
                revision,
                path,
                name,
                ..
            } => {
                let beside = |path: &str| match path.rsplit_once('/') {
                    Some((directory, _)) => format!("{directory}/{file}"),
                    None => file.to_owned(),
                };
                let found = git::object(Path::new(""), &format!("{revision}:{}", beside(path)));
                let shown = split(name).map_or_else(
                    || file.to_owned(),
                    |(_, path)| format!("{revision}:{}", beside(path)),
                );
                return Ok(match found {
                    Ok(Object::File(content)) => Some((shown, content)),
                    _ => None,
                });
            }
        };
        // What is there and cannot be read must not pass as not there.
        if std::fs::symlink_metadata(&path).is_err() {
            return Ok(None);
        }
        Ok(Some((input::name(&path), input::file(&path)?)))
    }

    /// What the revision of this side has where a path says; `None` when that cannot be told.
    pub(super) fn at(&self, path: &Path) -> Option<Vec<u8>> {
        let Self::Revision { revision, .. } = self else {
            return None;
        };
        match git_file(revision, path) {
            Ok((_, Object::File(content))) => Some(content),
            Ok(_) => Some(Vec::new()),
            Err(_) => None,
        }
    }

    /// Whether two files lie in one directory.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        let directory = |side: &Self| match side {
            Self::File(path) => path.parent().map(|parent| {
                let parent = if parent.as_os_str().is_empty() {
                    Path::new(".")
                } else {
                    parent
                };
                std::fs::canonicalize(parent).unwrap_or_else(|_| parent.to_owned())
            }),
            _ => Some(std::fs::canonicalize(".").unwrap_or_default()),
        };
        directory(self) == directory(other)
    }
}

/// Whether git says that there is no such file.
pub(super) fn is_absent(file: &str) -> bool {
    file == "/dev/null" || file == "nul"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_as_a_path_is_a_file() {
        for (side, expected) in [
            ("./origin/main:spec.toml", true),
            ("../a:b", true),
            ("/tmp/a:b", true),
            ("C:\\work\\spec.toml", true),
            ("C:/here/spec.toml", true),
            (".\\spec.toml", true),
            ("origin/main:spec.toml", false),
            ("main:./spec.toml", false),
            ("HEAD~1:spec.toml", false),
            ("c:spec.toml", false),
            ("spec.toml", false),
            (":spec.toml", false),
        ] {
            assert_eq!(is_path(side), expected, "{side}");
        }
    }

    #[test]
    fn a_colon_inside_of_braces_belongs_to_the_revision() {
        for (side, expected) in [
            ("main:spec.toml", Some(("main", "spec.toml"))),
            ("HEAD^{/fix: it}:a:b", Some(("HEAD^{/fix: it}", "a:b"))),
            ("main@{yesterday 12:00}", None),
            (":spec.toml", Some(("", "spec.toml"))),
            ("main", None),
        ] {
            assert_eq!(split(side), expected, "{side}");
        }
    }
}
