//! `theta docs`: the reference documentation of a contract.

use crate::exit::{Exit, Failure};
use crate::files::{self, Link};
use crate::folder::Folder;
use crate::generated::Mark;
use crate::input::Spec;
use crate::output::Output;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use theta_docs::{book, reference};

/// Arguments of `theta docs`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    spec: Spec,
    /// Directory of the pages; generated pages that the contract no longer needs are removed
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Make DIR a book: `mdbook build DIR` turns it into a site with a search. A book.toml of your own is kept
    #[arg(long)]
    book: bool,
    /// Write nothing; say which pages are not up to date
    #[arg(long)]
    check: bool,
}

/// Writes the pages, or compares them.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let contract = args.spec.contract(Exit::Findings)?;
    let mut files = if args.book {
        book::files(&contract)
    } else {
        reference::files(&contract)
    };
    for (name, mark) in book::OWN {
        if args.book && is_of_ones_own(&args.out.join(name), Mark::Begins(mark))? {
            files.remove(*name);
        }
    }
    let endings = book::OWN.iter().map(|(name, mark)| {
        let ending = Path::new(name).extension().and_then(OsStr::to_str);
        (ending.unwrap_or_default(), Mark::Begins(mark))
    });
    let marks: Vec<(&str, Mark)> = endings.collect();
    let folder = Folder {
        out: &args.out,
        files,
        inside: &["endpoints", "src", "src/endpoints"],
        marks: &marks,
        what: "page",
    };
    let book = if args.book { " --book" } else { "" };
    let command = format!("theta docs {}{book}", args.spec.argument());
    folder.deliver(args.check, &command, output)
}

/// Whether somebody has put a file there that was not generated.
fn is_of_ones_own(path: &Path, mark: Mark) -> Result<bool, Failure> {
    let is_marked = !files::is_regular(path, Link::Replace) || {
        let is_marked = mark.is_on(path);
        is_marked.map_err(|error| Failure::file("read", path, &error))?
    };
    Ok(!is_marked)
}
