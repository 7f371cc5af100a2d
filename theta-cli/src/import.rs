//! `theta import`: an OpenAPI document as a contract.

mod report;

use crate::diff;
use crate::exit::{Exit, Failure};
use crate::files::{self, Link};
use crate::generated;
use crate::input;
use crate::output::Output;
use report::Report;
use std::fs::{self, OpenOptions};
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use theta_import::{Import, Kind, Options, Verdict};
use theta_spec::text::count;

/// Arguments of `theta import`.
#[derive(clap::Args)]
#[command(
    after_help = "WORD is a tag, a path (those below it included), an operation id, or a method and a path: \"GET /voices\".\nFiles that the document refers to are read if they are in its folder. Nothing is fetched.\nWith --into, what the document changed since the last import is changed in the contract, unless somebody wrote something else there. FILE.imported.toml beside it has what the last import wrote.\nExit code: 0 every operation is exact (with --into: nothing is left to decide), 1 some are not, 2 wrong usage, 3 the document could not be read, or nothing could be written."
)]
pub(crate) struct Args {
    /// The document: OpenAPI 3.0, 3.1 or 2.0, as JSON or YAML; `-` is standard input
    #[arg(value_name = "OPENAPI")]
    document: PathBuf,
    /// Write the contract to this file, never over another, and report on standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Import into this contract again: what was written by hand stays
    #[arg(long, value_name = "FILE", conflicts_with = "out")]
    into: Option<PathBuf>,
    /// Import only these operations; repeatable. With --into, defaults to those of the last import
    #[arg(long, value_name = "WORD")]
    only: Vec<String>,
    /// Leave out these operations; repeatable
    #[arg(long, value_name = "WORD")]
    except: Vec<String>,
    /// Put all methods on the client itself, even if there are many
    #[arg(long)]
    flat: bool,
    /// How to report what became of each operation; without --out, in place of the contract
    #[arg(long, value_enum, value_name = "FORMAT")]
    report: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Human-readable text
    Human,
    /// JSON
    Json,
    /// For an issue or a pull request
    Markdown,
}

/// Imports the document, writes the contract and reports.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let bytes = if input::is_stdin(&args.document) {
        input::stdin()?
    } else {
        files::read(&args.document)
            .map_err(|error| Failure::file("read", &args.document, &error))?
    };
    let mut options = Options {
        only: args.only.clone(),
        except: args.except.clone(),
        branches: args.flat.then_some(false),
    };
    let before = args.into.as_deref().map(Before::read).transpose()?;
    if let Some(last) = before.as_ref().and_then(|before| before.last.as_ref()) {
        let last = theta_import::selection(last);
        if options.only.is_empty() && options.except.is_empty() {
            (options.only, options.except) = (last.only, last.except);
        }
        options.branches = options.branches.or(last.branches);
    }
    let folder = args.document.parent().unwrap_or(Path::new(""));
    let mut beside = |name: &str| beside(folder, name);
    let name = input::name(&args.document);
    let import = match theta_import::import(&bytes, &mut beside, &options) {
        Ok(import) => import,
        Err(error) => {
            let message = format!("could not import `{name}`: {error}");
            let all = theta_import::import(&bytes, &mut beside, &Options::default());
            return Err(match all {
                Ok(all) => none_of(message, &all),
                Err(_) => Failure::failed(message)
                    .help("give an OpenAPI document of version 3.0, 3.1 or 2.0, as JSON or YAML"),
            });
        }
    };
    if let Some(before) = before {
        return before.import(&import, &options, args.report, &name, output);
    }
    if let Some(out) = &args.out {
        let kept = imported_beside(out);
        generated::refuse_other(&kept, Link::Replace, generated::IMPORTED)?;
        write(out, &import.contract)?;
        let text = theta_import::imported(&import, &options);
        files::write(&kept, &text, Link::Replace)
            .map_err(|error| Failure::unwritten(&kept, &error))?;
    }
    let format = args.report.or(args.out.as_ref().map(|_| Format::Human));
    if let Some(format) = format {
        let report = Report::new(&import, &name, args.out.as_deref());
        show(format, &report, output)?;
    } else {
        output.raw(&import.contract)?;
        let lost = import.operations.len() - import.count(Verdict::Exact);
        if lost > 0 {
            let verb = if lost == 1 { "is" } else { "are" };
            let operations = count(lost, "operation");
            output.note(&format!(
                "{operations} {verb} not exact; `--report human` says why"
            ));
        }
    }
    let lost = import
        .operations
        .iter()
        .any(|one| one.verdict != Verdict::Exact);
    Ok(Exit::found(lost || !import.is_sound))
}

/// The operations that were asked for are none of the document's.
fn none_of(message: String, all: &Import) -> Failure {
    const SHOWN: usize = 30;
    let names = all.operations.iter().take(SHOWN);
    let names = names.map(|one| {
        one.id
            .clone()
            .unwrap_or_else(|| format!("\"{}\"", one.operation))
    });
    let more = match all.operations.len().saturating_sub(SHOWN) {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let names = names.collect::<Vec<_>>().join(", ");
    Failure::usage(message).help(format!("the operations are: {names}{more}"))
}

/// A contract that is there already.
struct Before<'a> {
    path: &'a Path,
    contract: String,
    /// What the last import wrote, if that is known.
    last: Option<String>,
}

impl<'a> Before<'a> {
    fn read(path: &'a Path) -> Result<Self, Failure> {
        let contract =
            files::read_text(path).map_err(|error| Failure::file("read", path, &error))?;
        let kept = imported_beside(path);
        generated::refuse_other(&kept, Link::Replace, generated::IMPORTED)?;
        let last = files::existing(&kept, Link::Replace)
            .map_err(|error| Failure::file("read", &kept, &error))?;
        // Taken as absent, it would bring back what was changed by hand.
        if last.is_none() && fs::symlink_metadata(&kept).is_ok() {
            return Err(Failure::failed(format!(
                "nothing was written: `{}` is a link, or no file that can be read",
                input::shown(&kept)
            ))
            .help(
                "put the file itself there; without one the contract counts as written by hand",
            ));
        }
        let last = last.map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
        Ok(Self {
            path,
            contract,
            last,
        })
    }

    /// Imports into it, and reports what changed and what callers notice.
    fn import(
        &self,
        import: &Import,
        options: &Options,
        format: Option<Format>,
        name: &str,
        output: &mut Output,
    ) -> Result<Exit, Failure> {
        let again = theta_import::again(import, options, &self.contract, self.last.as_deref())
            .map_err(|error| {
                Failure::failed(format!(
                    "could not import into `{}`: {error}",
                    input::shown(self.path)
                ))
            })?;
        if again.contract != self.contract {
            files::write(self.path, &again.contract, Link::Follow)
                .map_err(|error| Failure::unwritten(self.path, &error))?;
        }
        let kept = imported_beside(self.path);
        files::write(&kept, &again.imported, Link::Replace)
            .map_err(|error| Failure::unwritten(&kept, &error))?;
        let report = Report::new(import, name, Some(self.path)).again(&again);
        let format = format.unwrap_or(Format::Human);
        show(format, &report, output)?;
        if format == Format::Human && again.contract != self.contract {
            let shown = input::name(self.path);
            let [old, new] = [&self.contract, &again.contract]
                .map(|text| theta_spec::load(&shown, text.as_bytes()));
            output.text("\n")?;
            diff::show(old, new, output)?;
        }
        let open = again.changes.iter().any(|change| change.kind == Kind::Kept);
        Ok(Exit::found(open || !again.is_sound))
    }
}

/// Where what an import wrote is kept: `spec.imported.toml` beside `spec.toml`.
fn imported_beside(path: &Path) -> PathBuf {
    path.with_extension("imported.toml")
}

fn show(format: Format, report: &Report<'_>, output: &mut Output) -> Result<(), Failure> {
    match format {
        Format::Human => output.text(report.document().human(output.is_coloured()))?,
        Format::Markdown => output.raw(&report.document().markdown().to_string())?,
        Format::Json => output.json(&report.json())?,
    }
    Ok(())
}

/// A file in the folder of the document, or below it, wherever links lead.
pub(crate) fn beside(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    if name.contains("://") {
        return Err("nothing is fetched".to_owned());
    }
    let inside = Path::new(name)
        .components()
        .all(|step| matches!(step, Component::Normal(_)));
    let told = |error: io::Error| error.to_string();
    let folder = fs::canonicalize(Path::new(".").join(folder)).map_err(told)?;
    let file = folder.join(name);
    let file = if inside {
        fs::canonicalize(file).map_err(told)?
    } else {
        file
    };
    if !inside || !file.starts_with(&folder) {
        return Err("it is not in the folder of the document".to_owned());
    }
    files::read(&file).map_err(told)
}

/// Writes the contract, never over another: what was added to it by hand would be lost.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::failed(
            format!("`{}` already exists", input::shown(path)),
        )
        .help("import into it with `--into FILE`, which keeps what was written by hand, or give another place with `--out FILE`")),
        Err(error) => Err(Failure::unwritten(path, &error)),
    }
}
