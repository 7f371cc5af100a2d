//! `theta import`: an OpenAPI document as a contract.

mod report;

use crate::exit::{Exit, Failure};
use crate::files;
use crate::input;
use crate::output::Output;
use report::Report;
use std::fs::OpenOptions;
use std::io::{self, Write as _};
use std::path::{Component, Path, PathBuf};
use theta_import::{Import, Options, Verdict};
use theta_spec::text::count;

/// Arguments of `theta import`.
#[derive(clap::Args)]
#[command(
    after_help = "WORD is a tag, a path (those below it included), an operation id, or a method and a path: \"GET /voices\".\nFiles that the document refers to are read if they are in its folder. Nothing is fetched.\nExit code: 0 every operation is exact, 1 some are not, 2 wrong usage, 3 the document could not be read, or nothing could be written."
)]
pub(crate) struct Args {
    /// The document: OpenAPI 3.0, 3.1 or 2.0, as JSON or YAML; `-` is standard input
    #[arg(value_name = "OPENAPI")]
    document: PathBuf,
    /// Write the contract to this file, never over another, and report on standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Import these operations alone; again for each further word
    #[arg(long, value_name = "WORD")]
    only: Vec<String>,
    /// Leave out these operations; again for each further word
    #[arg(long, value_name = "WORD")]
    except: Vec<String>,
    /// How to report what became of each operation; without --out, in place of the contract
    #[arg(long, value_enum, value_name = "FORMAT")]
    report: Option<Format>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
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
    let options = Options {
        only: args.only.clone(),
        except: args.except.clone(),
    };
    let folder = args.document.parent().unwrap_or(Path::new(""));
    let mut beside = |name: &str| beside(folder, name);
    let name = input::name(&args.document);
    let import = theta_import::import(&bytes, &mut beside, &options).map_err(|error| {
        Failure::failed(format!("could not import `{name}`: {error}"))
            .help("give an OpenAPI document of version 3.0, 3.1 or 2.0, as JSON or YAML")
    })?;
    if let Some(out) = &args.out {
        write(out, &import.contract)?;
    }
    let format = args.report.or(args.out.as_ref().map(|_| Format::Human));
    if let Some(format) = format {
        show(format, &import, &name, args.out.as_deref(), output)?;
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

fn show(
    format: Format,
    import: &Import,
    name: &str,
    out: Option<&Path>,
    output: &mut Output,
) -> Result<(), Failure> {
    let report = Report::new(import, name, out);
    match format {
        Format::Human => output.text(report.document().human(output.is_coloured()))?,
        Format::Markdown => output.raw(&report.document().markdown().to_string())?,
        Format::Json => output.json(&report.json())?,
    }
    Ok(())
}

/// A file in the folder of the document, or below it.
fn beside(folder: &Path, name: &str) -> Result<Vec<u8>, String> {
    if name.contains("://") {
        return Err("nothing is fetched".to_owned());
    }
    let inside = Path::new(name)
        .components()
        .all(|step| matches!(step, Component::Normal(_)));
    if !inside {
        return Err("it is not in the folder of the document".to_owned());
    }
    files::read(&folder.join(name)).map_err(|error| error.to_string())
}

/// Writes the contract, never over another: what was added to it by hand would be lost.
fn write(path: &Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().write(true).create_new(true).open(path);
    let written = file.and_then(|mut file| file.write_all(text.as_bytes()));
    match written {
        Ok(()) => Ok(()),
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(Failure::failed(
            format!("`{}` is there already", input::shown(path)),
        )
        .help("give another place with `--out FILE`, and compare the two with `theta diff`")),
        Err(error) => Err(Failure::unwritten(path, &error)),
    }
}
