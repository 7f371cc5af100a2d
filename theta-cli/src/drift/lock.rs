//! The folder of what was accepted: a file for each page, and the entries that people write.

use crate::exit::Failure;
use crate::files::{self, Link};
use crate::input;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use theta_drift::{Acknowledgement, Lock, PinnedPage, without};
use theta_spec::source::SourceText;
use theta_spec::text::file_name;

/// The usual folder, beside the contract.
const FOLDER: &str = "docs.lock";
/// What earlier versions wrote in its place.
const OLD: &str = "docs.lock.toml";
/// The file of entries in it.
const ENTRIES: &str = "acknowledged.toml";

/// A folder and what is in it.
pub(super) struct Folder {
    path: PathBuf,
    pub(super) lock: Lock,
    /// The file of entries, if there is one.
    pub(super) entries: Option<SourceText>,
    /// Whether a person named the folder.
    named: bool,
}

impl Folder {
    /// Reads the folder. One that is named must be there, unless it is about to be written.
    pub(super) fn read(
        spec: &Path,
        named: Option<&Path>,
        will_be_written: bool,
    ) -> Result<Self, Failure> {
        let beside = spec
            .parent()
            .filter(|_| !input::is_stdin(spec))
            .unwrap_or(Path::new(""));
        let path = named.map_or_else(|| beside.join(FOLDER), Path::to_owned);
        let empty = |path| Self {
            path,
            lock: Lock::default(),
            entries: None,
            named: named.is_some(),
        };
        match fs::metadata(&path) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => {
                return Err(
                    Failure::failed(format!("`{}` is not a folder", path.display()))
                        .help("name the folder of what was accepted; --pin writes one"),
                );
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {
                let old = beside.join(OLD);
                if named.is_none() && !will_be_written && old.exists() {
                    return Err(Failure::failed(format!(
                        "`{}` was written by an earlier version, which kept facts in the place of text",
                        old.display()
                    ))
                    .help(format!("accept the pages anew with `theta drift … --pin`, which writes `{}`", path.display()))
                    .help(format!("move entries that still hold to `{}`, then remove the old file", path.join(ENTRIES).display())));
                }
                if named.is_some() && !will_be_written {
                    return Err(Failure::file("read", &path, &error)
                        .help("name the folder, or write one with --pin"));
                }
                return Ok(empty(path));
            }
            Err(error) => return Err(Failure::file("read", &path, &error)),
        }
        let mut pages = Vec::new();
        for file in page_files(&path)? {
            let text =
                files::read_text(&file).map_err(|error| Failure::file("read", &file, &error))?;
            let page = PinnedPage::read(&text).map_err(|line| {
                Failure::failed(format!(
                    "{}:{line}: not what --pin writes",
                    input::name(&file)
                ))
                .help("restore the file, or remove it and accept the page again with --pin")
            })?;
            pages.push(page);
        }
        let entries = path.join(ENTRIES);
        let entries = match files::read_text(&entries) {
            Ok(text) => Some(SourceText::new(&input::name(&entries), text)),
            Err(error) if error.kind() == ErrorKind::NotFound => None,
            Err(error) => return Err(Failure::file("read", &entries, &error)),
        };
        let lock = Lock::new(pages, entries.as_ref());
        Ok(Self {
            lock,
            entries,
            ..empty(path)
        })
    }

    /// Its name in reports.
    pub(super) fn name(&self) -> String {
        input::name(&self.path)
    }

    /// Writes pages into it. Those of other pages stay.
    pub(super) fn write(&self, pages: &[PinnedPage]) -> Result<(), Failure> {
        let is_link = fs::symlink_metadata(&self.path).is_ok_and(|found| found.is_symlink());
        if is_link && !self.named {
            return Err(Failure::failed(format!(
                "nothing was written: `{}` is a link",
                self.path.display()
            ))
            .help("name it as --lock FOLDER to write where it leads"));
        }
        fs::create_dir_all(&self.path)
            .map_err(|error| Failure::file("create", &self.path, &error))?;
        for page in pages {
            let path = self.file(page)?;
            files::write(&path, &page.to_string(), Link::Replace)
                .map_err(|error| Failure::file("write", &path, &error))?;
        }
        Ok(())
    }

    /// The file of a page: the one that it has, or a new one.
    fn file(&self, page: &PinnedPage) -> Result<PathBuf, Failure> {
        let stem = file_name(&page.name.to_lowercase());
        for number in 1..100 {
            let name = if number == 1 {
                format!("{stem}.txt")
            } else {
                format!("{stem}-{number}.txt")
            };
            let path = self.path.join(name);
            match files::read_text(&path) {
                Ok(text) if PinnedPage::read(&text).is_ok_and(|old| old.name != page.name) => {}
                _ => return Ok(path),
            }
        }
        Err(
            Failure::failed(format!("there are too many pages called `{}`", page.name))
                .help("name them as sources of the contract"),
        )
    }

    /// Removes entries that are about nothing any more.
    pub(super) fn forget(&self, entries: &[&Acknowledgement]) -> Result<(), Failure> {
        let Some(file) = self.entries.as_ref().filter(|_| !entries.is_empty()) else {
            return Ok(());
        };
        let path = self.path.join(ENTRIES);
        files::write(&path, &without(file, entries), Link::Follow)
            .map_err(|error| Failure::file("write", &path, &error))
    }
}

/// The files of pages in the order of their names.
fn page_files(folder: &Path) -> Result<Vec<PathBuf>, Failure> {
    let wrong = |error| Failure::file("read", folder, &error);
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).map_err(wrong)? {
        let path = entry.map_err(wrong)?.path();
        if path.extension().is_some_and(|extension| extension == "txt") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}
