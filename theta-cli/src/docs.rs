//! `theta docs`: the reference documentation of a contract.

use crate::artifact;
use crate::exit::{Exit, Failure};
use crate::files::{self, Link};
use crate::input::{self, Spec};
use crate::output::Output;
use crate::styles::{ERROR, STRONG};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::io::{self, Read as _};
use std::path::{Path, PathBuf};
use theta_docs::reference::MARK;
use theta_spec::text::count;

/// Arguments of `theta docs`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    spec: Spec,
    /// Directory of the pages; generated pages in it that are no longer of the contract are removed
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Write nothing; say which pages are not up to date
    #[arg(long)]
    check: bool,
}

/// Writes the pages, or compares them.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let contract = args.spec.contract(Exit::Findings)?;
    let files = theta_docs::reference::files(&contract);
    let stray = stray(&args.out, &files);
    let stray = stray.map_err(|error| Failure::file("read", &args.out, &error))?;
    if args.check {
        return check(args, &files, &stray, output);
    }
    for (name, text) in &files {
        let path = args.out.join(name);
        if read(&args.out, name)?.as_deref() != Some(text.as_bytes()) {
            if let Some(parent) = path.parent() {
                create(&args.out, parent)
                    .map_err(|error| Failure::file("create", parent, &error))?;
            }
            files::write(&path, text, Link::Replace)
                .map_err(|error| Failure::file("write", &path, &error))?;
        }
    }
    for path in &stray {
        fs::remove_file(path).map_err(|error| Failure::file("remove", path, &error))?;
    }
    let (pages, shown) = (count(files.len(), "page"), input::shown(&args.out));
    output.text(format!("{pages} in {shown}\n"))?;
    Ok(Exit::Clean)
}

fn check(
    args: &Args,
    files: &BTreeMap<String, String>,
    stray: &[PathBuf],
    output: &mut Output,
) -> Result<Exit, Failure> {
    let mut out = String::new();
    for (name, text) in files {
        if artifact::difference(read(&args.out, name)?.as_deref(), text).is_some() {
            let shown = input::shown(&args.out.join(name));
            let _ = writeln!(out, "{ERROR}stale:{ERROR:#} {shown}");
        }
    }
    for path in stray {
        let _ = writeln!(out, "{ERROR}no page of it:{ERROR:#} {}", input::shown(path));
    }
    if out.is_empty() {
        return artifact::up_to_date(&args.out, output);
    }
    let (spec, folder) = (args.spec.argument(), input::argument(&args.out));
    output.text(format!(
        "{out}  {STRONG}help:{STRONG:#} run `theta docs {spec} --out {folder}`\n"
    ))?;
    Ok(Exit::Findings)
}

/// Generated pages that are no longer of the contract, such as the page of a removed endpoint.
fn stray(out: &Path, files: &BTreeMap<String, String>) -> io::Result<Vec<PathBuf>> {
    let mut stray = Vec::new();
    for folder in ["", "endpoints"] {
        if !folder.is_empty() && is_link(&out.join(folder)) {
            continue;
        }
        let entries = match fs::read_dir(out.join(folder)) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(error),
        };
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().to_string_lossy().into_owned();
            let page = if folder.is_empty() {
                name.clone()
            } else {
                format!("{folder}/{name}")
            };
            let generated = || -> io::Result<bool> {
                let mut start = Vec::new();
                fs::File::open(entry.path())?
                    .take(MARK.len() as u64)
                    .read_to_end(&mut start)?;
                Ok(start == MARK.as_bytes())
            };
            let is_page = Path::new(&name).extension().is_some_and(|end| end == "md");
            if is_page && entry.file_type()?.is_file() && !files.contains_key(&page) && generated()?
            {
                stray.push(entry.path());
            }
        }
    }
    stray.sort();
    Ok(stray)
}

/// What a page holds; a link in the folder is no page, whatever it leads to.
fn read(out: &Path, page: &str) -> Result<Option<Vec<u8>>, Failure> {
    let path = out.join(page);
    if path
        .parent()
        .is_some_and(|parent| parent != out && is_link(parent))
    {
        return Ok(None);
    }
    files::existing(&path, Link::Replace).map_err(|error| Failure::file("read", &path, &error))
}

/// Makes a directory for pages; a link that is in its place is removed, and what it leads to is left alone.
fn create(out: &Path, directory: &Path) -> io::Result<()> {
    if directory != out && is_link(directory) {
        // Windows has links of two kinds.
        fs::remove_file(directory).or_else(|_| fs::remove_dir(directory))?;
    }
    fs::create_dir_all(directory)
}

fn is_link(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|metadata| metadata.is_symlink())
}
