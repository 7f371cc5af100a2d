//! Folders of files that are generated and checked in.

use crate::artifact;
use crate::exit::{Exit, Failure};
use crate::files::{self, Link};
use crate::generated::{self, Mark};
use crate::input;
use crate::output::Output;
use crate::styles::{ERROR, STRONG};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use theta_spec::text::count;

/// Generated files and the folder that they belong in.
pub(crate) struct Folder<'f> {
    pub(crate) out: &'f Path,
    /// By path in the folder.
    pub(crate) files: BTreeMap<String, String>,
    /// Folders inside that files of ours may be in.
    pub(crate) inside: &'static [&'static str],
    /// What the names of our files end in, and what tells those files.
    pub(crate) marks: &'f [(&'static str, Mark)],
    /// What one is called.
    pub(crate) what: &'static str,
}

impl Folder<'_> {
    /// Writes the files and removes those that are no longer among them, or compares; `command` makes a stale folder new.
    pub(crate) fn deliver(
        &self,
        check: bool,
        command: &str,
        output: &mut Output,
    ) -> Result<Exit, Failure> {
        // A `/` at the end of a file's name hides that the file is there.
        let out: PathBuf = self.out.components().collect();
        if out.exists() && !out.is_dir() {
            let shown = input::shown(self.out);
            return Err(
                Failure::failed(format!("`{shown}` is not a directory")).help(format!(
                    "name the directory that the {}s belong in",
                    self.what
                )),
            );
        }
        let stray = self
            .stray()
            .map_err(|error| Failure::file("read", self.out, &error))?;
        if check {
            return self.check(&stray, command, output);
        }
        let mut stale = Vec::new();
        for (name, text) in &self.files {
            let path = self.out.join(name);
            if self.read(name)?.as_deref() != Some(text.as_bytes()) {
                let leads_away = path.parent().is_some_and(|parent| self.leads_away(parent));
                if let (false, Some(mark)) = (leads_away, self.mark(&path)) {
                    generated::refuse_other(&path, Link::Replace, mark)?;
                }
                stale.push((path, text));
            }
        }
        for (path, text) in &stale {
            if let Some(parent) = path.parent() {
                self.create(parent)
                    .map_err(|error| Failure::file("create", parent, &error))?;
            }
            files::write(path, text, Link::Replace)
                .map_err(|error| Failure::file("write", path, &error))?;
        }
        for path in &stray {
            fs::remove_file(path).map_err(|error| Failure::file("remove", path, &error))?;
        }
        let (files, shown) = (count(self.files.len(), self.what), input::shown(self.out));
        output.text(format!("{files} in {shown}\n"))?;
        Ok(Exit::Clean)
    }

    fn check(
        &self,
        stray: &[PathBuf],
        command: &str,
        output: &mut Output,
    ) -> Result<Exit, Failure> {
        let mut out = String::new();
        for (name, text) in &self.files {
            if artifact::difference(self.read(name)?.as_deref(), text).is_some() {
                let shown = input::shown(&self.out.join(name));
                let _ = writeln!(out, "{ERROR}stale:{ERROR:#} {shown}");
            }
        }
        for path in stray {
            let (what, shown) = (self.what, input::shown(path));
            let _ = writeln!(out, "{ERROR}no {what} of it:{ERROR:#} {shown}");
        }
        if out.is_empty() {
            return artifact::up_to_date(self.out, output);
        }
        let folder = input::argument(self.out);
        output.text(format!(
            "{out}  {STRONG}help:{STRONG:#} run `{command} --out {folder}`\n"
        ))?;
        Ok(Exit::Findings)
    }

    /// Generated files that no longer belong here, such as the page of a removed endpoint.
    fn stray(&self) -> io::Result<Vec<PathBuf>> {
        let mut stray = Vec::new();
        for folder in std::iter::once(&"").chain(self.inside) {
            if self.leads_away(&self.out.join(folder)) {
                continue;
            }
            let entries = match fs::read_dir(self.out.join(folder)) {
                Ok(entries) => entries,
                Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
                Err(error) => return Err(error),
            };
            for entry in entries {
                let entry = entry?;
                let name = entry.file_name().to_string_lossy().into_owned();
                let file = if folder.is_empty() {
                    name.clone()
                } else {
                    format!("{folder}/{name}")
                };
                if entry.file_type()?.is_file()
                    && !self.files.contains_key(&file)
                    && self.is_ours(&entry.path())?
                {
                    stray.push(entry.path());
                }
            }
        }
        stray.sort();
        Ok(stray)
    }

    /// Whether a file was generated, by its name and its beginning.
    fn is_ours(&self, path: &Path) -> io::Result<bool> {
        match self.mark(path) {
            Some(mark) => mark.is_on(path),
            None => Ok(false),
        }
    }

    fn mark(&self, path: &Path) -> Option<Mark> {
        let ending = path.extension().unwrap_or_default();
        let mut marks = self.marks.iter();
        marks
            .find(|(ours, _)| ending == *ours)
            .map(|(_, mark)| *mark)
    }

    /// What a file holds; a link in the folder is none of ours, whatever it leads to.
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Failure> {
        let path = self.out.join(name);
        if path.parent().is_some_and(|parent| self.leads_away(parent)) {
            return Ok(None);
        }
        files::existing(&path, Link::Replace).map_err(|error| Failure::file("read", &path, &error))
    }

    /// Makes a directory; a link that is on the way to it is removed, and what it leads to is left alone.
    fn create(&self, directory: &Path) -> io::Result<()> {
        for link in self.way_to(directory).filter(|path| is_link(path)) {
            // Windows has links of two kinds.
            fs::remove_file(link).or_else(|_| fs::remove_dir(link))?;
        }
        fs::create_dir_all(directory)
    }

    /// Whether a directory is outside, behind a link.
    fn leads_away(&self, directory: &Path) -> bool {
        self.way_to(directory).any(is_link)
    }

    /// The directory and those that it is in, as far as they are in the folder.
    fn way_to<'p>(&self, directory: &'p Path) -> impl Iterator<Item = &'p Path> {
        let ancestors = directory.ancestors();
        ancestors.take_while(|path| *path != self.out)
    }
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}
