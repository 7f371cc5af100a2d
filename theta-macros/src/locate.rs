//! Finds the contract.
//!
//! A path that begins with `./` or `../` is relative to the calling file, which suits tests and examples. Any other path
//! is relative to the package's directory, so that modules of a crate can move.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

/// The directories that paths are relative to.
#[derive(Clone, Debug)]
pub(crate) struct Bases {
    /// Directory of the package's `Cargo.toml`; unknown when rustc runs without cargo.
    pub(crate) package: Option<PathBuf>,
    /// Directory of the calling file; unknown to some editors.
    pub(crate) file: Option<PathBuf>,
    /// Directory in which the compiler runs: paths in messages are relative to it.
    pub(crate) working: Option<PathBuf>,
}

/// How `include_bytes!` finds the same file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Tracking {
    /// By the path as written.
    AsWritten,
    /// By the path below the package's directory.
    BelowPackage,
}

/// A contract that was found.
#[derive(Debug)]
pub(crate) struct Spec {
    /// Its path, for messages.
    pub(crate) name: String,
    /// What it holds.
    pub(crate) bytes: Vec<u8>,
    pub(crate) tracking: Tracking,
}

impl Bases {
    /// Reads the contract that `written` names. The error says why that is not possible.
    pub(crate) fn read(&self, written: &str) -> Result<Spec, String> {
        let (path, tracking) = self.resolve(written)?;
        let name = self.shown(&path);
        if path.is_dir() {
            let name = if name.is_empty() { "." } else { &name };
            return Err(format!(
                "`{name}` is a directory: name the file in it, such as \"{}/spec.toml\"",
                written.trim_end_matches('/')
            ));
        }
        match fs::read(&path) {
            Ok(bytes) => Ok(Spec {
                name,
                bytes,
                tracking,
            }),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(self.missing(written, &path)),
            Err(error) if error.kind() == ErrorKind::PermissionDenied => Err(format!(
                "`{name}` may not be read: give the user who compiles the permission to read it"
            )),
            Err(error) => Err(format!("`{name}` cannot be read: {error}")),
        }
    }

    fn resolve(&self, written: &str) -> Result<(PathBuf, Tracking), String> {
        if written.is_empty() {
            return Err("the path is empty: write `spec = \"spec.toml\"`".to_owned());
        }
        if Path::new(written).is_absolute() {
            return Ok((PathBuf::from(written), Tracking::AsWritten));
        }
        if let (true, Some(file)) = (is_file_relative(written), &self.file) {
            return Ok((file.join(written), Tracking::AsWritten));
        }
        match &self.package {
            Some(package) => Ok((package.join(written), Tracking::BelowPackage)),
            None => Err(format!(
                "`{written}` is relative to the package, and without cargo there is none: write a path that begins with \"./\", relative to this file"
            )),
        }
    }

    fn missing(&self, written: &str, tried: &Path) -> String {
        if Path::new(written).is_absolute() {
            return format!("there is no file `{}`", self.shown(tried));
        }
        let tried_from = if is_file_relative(written) {
            "this file"
        } else {
            "the package, as it does not begin with \"./\""
        };
        let message = format!(
            "there is no file `{}`: the path is relative to {tried_from}",
            self.shown(tried)
        );
        match self.elsewhere(written) {
            // One file can be reached by two paths, and is shown as one.
            Some((_, path)) if self.shown(&path) == self.shown(tried) => message,
            Some((place, path)) if path.is_file() => {
                format!(
                    "{message}; there is one at `{}`: write \"{place}\"",
                    self.shown(&path)
                )
            }
            Some((_, path)) => {
                format!("{message}; nor is there one at `{}`", self.shown(&path))
            }
            None => message,
        }
    }

    /// Returns the other place that the same path could mean, with the path as it would be written there.
    fn elsewhere(&self, written: &str) -> Option<(String, PathBuf)> {
        if is_file_relative(written) {
            let mut bare = written;
            while let Some(rest) = bare.strip_prefix("./").or_else(|| bare.strip_prefix("../")) {
                bare = rest;
            }
            Some((bare.to_owned(), self.package.as_ref()?.join(bare)))
        } else {
            Some((format!("./{written}"), self.file.as_ref()?.join(written)))
        }
    }

    /// Returns a path as a message shows it: relative where possible.
    fn shown(&self, path: &Path) -> String {
        let path = normalized(path);
        let bases = [&self.working, &self.package];
        let relative = bases
            .into_iter()
            .flatten()
            .find_map(|base| path.strip_prefix(normalized(base)).ok());
        relative.unwrap_or(&path).display().to_string()
    }
}

fn is_file_relative(written: &str) -> bool {
    written.starts_with("./") || written.starts_with("../")
}

/// Returns the path without `.`, and without `..` as far as that needs no look at the file system.
fn normalized(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for component in path.components() {
        let ends_in_name = matches!(out.components().next_back(), Some(Component::Normal(_)));
        match component {
            Component::CurDir => {}
            Component::ParentDir if ends_in_name => {
                out.pop();
            }
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A package `demo` in a workspace, called from `demo/src/lib.rs`, with these files.
    fn workspace(files: &[&str]) -> (tempfile::TempDir, Bases) {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir_all(root.path().join("demo/src")).unwrap();
        for file in files {
            fs::write(root.path().join(file), "theta = 1").unwrap();
        }
        let bases = Bases {
            package: Some(root.path().join("demo")),
            file: Some(root.path().join("demo/src")),
            working: Some(root.path().to_owned()),
        };
        (root, bases)
    }

    fn message(files: &[&str], written: &str) -> String {
        workspace(files).1.read(written).unwrap_err()
    }

    #[test]
    fn a_plain_path_is_relative_to_the_package() {
        let (_root, bases) = workspace(&["demo/spec.toml", "demo/src/spec.toml"]);
        let spec = bases.read("spec.toml").unwrap();
        assert_eq!(
            (spec.name.as_str(), spec.tracking),
            ("demo/spec.toml", Tracking::BelowPackage)
        );
        assert_eq!(spec.bytes, b"theta = 1");
    }

    #[test]
    fn a_path_with_a_dot_is_relative_to_the_calling_file() {
        let (_root, bases) = workspace(&["demo/spec.toml", "demo/src/spec.toml"]);
        let spec = bases.read("./spec.toml").unwrap();
        assert_eq!(
            (spec.name.as_str(), spec.tracking),
            ("demo/src/spec.toml", Tracking::AsWritten)
        );
        assert_eq!(bases.read("../spec.toml").unwrap().name, "demo/spec.toml");
    }

    #[test]
    fn a_path_with_a_dot_falls_back_to_the_package_where_the_calling_file_is_unknown() {
        let (_root, bases) = workspace(&["demo/spec.toml"]);
        let spec = Bases {
            file: None,
            ..bases
        }
        .read("./spec.toml")
        .unwrap();
        assert_eq!(
            (spec.name.as_str(), spec.tracking),
            ("demo/spec.toml", Tracking::BelowPackage)
        );
    }

    #[test]
    fn a_missing_file_is_pointed_to_where_it_is() {
        assert_eq!(
            message(&["demo/src/spec.toml"], "spec.toml"),
            "there is no file `demo/spec.toml`: the path is relative to the package, as it does not begin with \"./\"; \
             there is one at `demo/src/spec.toml`: write \"./spec.toml\""
        );
        assert_eq!(
            message(&["demo/spec.toml"], "./spec.toml"),
            "there is no file `demo/src/spec.toml`: the path is relative to this file; there is one at `demo/spec.toml`: \
             write \"spec.toml\""
        );
    }

    #[test]
    fn a_file_that_is_nowhere_names_both_places() {
        assert_eq!(
            message(&[], "spec.toml"),
            "there is no file `demo/spec.toml`: the path is relative to the package, as it does not begin with \"./\"; \
             nor is there one at `demo/src/spec.toml`"
        );
        assert_eq!(
            message(&[], "../spec.toml"),
            "there is no file `demo/spec.toml`: the path is relative to this file"
        );
    }

    #[test]
    fn a_directory_is_not_a_contract() {
        assert_eq!(
            message(&[], "src/"),
            "`demo/src` is a directory: name the file in it, such as \"src/spec.toml\""
        );
    }

    #[test]
    fn the_directory_of_the_package_itself_has_a_name() {
        let (_root, bases) = workspace(&[]);
        let bases = Bases {
            working: bases.package.clone(),
            ..bases
        };
        assert_eq!(
            bases.read(".").unwrap_err(),
            "`.` is a directory: name the file in it, such as \"./spec.toml\""
        );
    }

    #[test]
    fn a_path_from_the_root_is_relative_to_nothing() {
        assert_eq!(
            message(&["demo/spec.toml"], "/nowhere/spec.toml"),
            "there is no file `/nowhere/spec.toml`"
        );
    }

    #[test]
    fn an_empty_path_and_a_missing_package_say_what_to_write() {
        assert_eq!(
            message(&[], ""),
            "the path is empty: write `spec = \"spec.toml\"`"
        );
        let (_root, bases) = workspace(&[]);
        assert_eq!(
            Bases {
                package: None,
                ..bases
            }
            .read("spec.toml")
            .unwrap_err(),
            "`spec.toml` is relative to the package, and without cargo there is none: write a path that begins with \
             \"./\", relative to this file"
        );
    }

    #[test]
    fn a_path_is_normalized_as_far_as_words_go() {
        for (path, expected) in [
            ("a/./b", "a/b"),
            ("a/../b", "b"),
            ("../a", "../a"),
            ("/a/b/../c", "/a/c"),
        ] {
            assert_eq!(normalized(Path::new(path)), Path::new(expected));
        }
    }
}
