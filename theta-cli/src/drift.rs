//! `theta drift`: what a vendor's pages say now that the contract does not.

mod document;
mod json;
mod pages;
mod report;
mod write;

use crate::day;
use crate::exit::{Exit, Failure};
use crate::files;
use crate::input;
use crate::output::Output;
use report::{Outcome, Report};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use theta_drift::{DriftOptions, Format as PageFormat, Lock};
use theta_spec::contract::Contract;
use theta_spec::day::Day;
use theta_spec::source::SourceText;

/// The usual contract.
const SPEC: &str = "spec.toml";
/// The usual lock file.
const LOCK: &str = "docs.lock.toml";

/// Arguments of `theta drift`.
#[derive(clap::Args)]
#[command(
    after_help = "PAGE is a file, or NAME=FILE where NAME is one of the contract's [sources]; `-` is standard input. Nothing is fetched:\n  curl -sSfL ADDRESS -o errors.html && theta drift --docs errors=errors.html\nExit code: 0 nothing new, 1 news, 2 wrong usage, 3 a page or the contract could not be read, or nothing could be written."
)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Args {
    /// The contract [default: spec.toml]
    spec: Option<PathBuf>,
    /// A page of the vendor's; again for each further one
    #[arg(long, required = true, value_name = "[NAME=]PAGE")]
    docs: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write what the pages support into the contract
    #[arg(long)]
    apply: bool,
    /// Accept what the pages say now: write it to the lock file
    #[arg(long)]
    pin: bool,
    /// What was accepted [default: docs.lock.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    lock: Option<PathBuf>,
    /// The day by which acknowledgements expire, as YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DAY", value_parser = day::parse)]
    today: Option<Day>,
    /// How the pages are written: markdown, html or text [default: told from each page]
    #[arg(long = "as", value_name = "FORMAT", value_parser = page_format)]
    written_as: Option<PageFormat>,
    /// Write an entry for the lock file for each finding, to be filled in, instead of a report
    #[arg(long, conflicts_with_all = ["format", "apply", "pin", "ledger"])]
    entries: bool,
    /// List what looks like a fact and was understood as none
    #[arg(long)]
    ledger: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For an issue or a pull request
    Markdown,
    /// For programs
    Json,
}

fn page_format(text: &str) -> Result<PageFormat, String> {
    PageFormat::ALL
        .iter()
        .find(|(word, _)| *word == text)
        .map(|(_, format)| *format)
        .ok_or_else(|| {
            let words: Vec<&str> = PageFormat::ALL.iter().map(|(word, _)| *word).collect();
            format!("write one of {}", words.join(", "))
        })
}

/// Compares, writes what it is asked to, and reports.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let spec = args.spec.as_deref().unwrap_or(Path::new(SPEC));
    if args.apply && input::is_stdin(spec) {
        return Err(Failure::usage("standard input cannot be written")
            .help("name the contract: `theta drift spec.toml --docs PAGE --apply`"));
    }
    let loaded = input::load(spec)?;
    let Some(contract) = &loaded.contract else {
        let what = "nothing was compared: the contract ";
        return Err(Failure::broken(Exit::Failed, what, vec![loaded]));
    };
    let pages = pages::read(&args.docs, args.written_as, contract)?;
    let lock = lock(args)?;
    let today = args.today.unwrap_or_else(day::today);
    let compare = |contract: &Contract, source: &SourceText| {
        let lock = lock.as_ref().map(|(_, lock)| lock);
        theta_drift::compare(
            contract,
            source,
            &pages,
            lock,
            &DriftOptions::default(),
            today,
        )
    };
    let found = compare(contract, &loaded.source);
    let mut report = Report::new(&loaded.source, &found, lock.as_ref());
    if report.verdict() == Outcome::Unreadable {
        show(args, &report, output)?;
        if args.apply || args.pin {
            return Err(
                Failure::failed("nothing was written: a page could not be read")
                    .help("fetch the page again"),
            );
        }
        return Ok(Exit::Failed);
    }
    if args.entries {
        let entries = report.news().map(|entry| entry.finding.acknowledgement());
        output.raw(&entries.collect::<Vec<_>>().join("\n"))?;
        return Ok(exit(&report));
    }
    if args.pin {
        write::may_pin(&report.problems())?;
    }
    let (new, applied, left);
    if args.apply && report.writable() > 0 {
        write::may_write(spec, args.spec.is_some(), "SPEC")?;
        let changes = report
            .news()
            .filter_map(|entry| entry.finding.change.as_ref());
        (new, applied) = write::write(spec, &loaded, &changes.collect::<Vec<_>>())?;
        left = compare(new.contract.as_ref().unwrap_or(contract), &new.source);
        report = Report::new(&new.source, &left, lock.as_ref());
        report.applied = Some(&applied);
    }
    if args.pin {
        let (old, before) = lock.as_ref().map(|(source, lock)| (source, lock)).unzip();
        let path = args.lock.as_deref().unwrap_or(Path::new(LOCK));
        write::may_write(path, args.lock.is_some(), "--lock FILE")?;
        write::pin(path, old, &report.drift.pin(before, today))?;
        report.pinned = Some(input::name(path));
    }
    show(args, &report, output)?;
    Ok(exit(&report))
}

fn exit(report: &Report<'_>) -> Exit {
    match report.verdict() {
        Outcome::Clean => Exit::Clean,
        Outcome::News => Exit::Findings,
        Outcome::Unreadable => Exit::Failed,
    }
}

/// What was accepted before, when there is a file. One that is named must be there, unless it is about to be written.
fn lock(args: &Args) -> Result<Option<(SourceText, Lock)>, Failure> {
    let path = args.lock.as_deref().unwrap_or(Path::new(LOCK));
    let text = match files::read_text(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound && (args.lock.is_none() || args.pin) => {
            return Ok(None);
        }
        Err(error) => {
            return Err(Failure::file("read", path, &error)
                .help("name the lock file, or write one with --pin"));
        }
    };
    let source = SourceText::new(&input::name(path), text);
    let lock = Lock::read(&source);
    Ok(Some((source, lock)))
}

fn show(args: &Args, report: &Report<'_>, output: &mut Output) -> Result<(), Failure> {
    let document = report.document(args.ledger);
    match args.format {
        Format::Human => output.text(document.human(output.is_coloured()))?,
        Format::Markdown => output.raw(&document.markdown().to_string())?,
        Format::Json => output.json(&json::Report::of(report))?,
    }
    Ok(())
}
