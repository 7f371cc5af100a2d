//! `theta drift`: what a vendor's pages say now that the contract does not.

mod human;
mod json;
mod markdown;
mod pages;
mod report;
mod write;

use crate::exit::{Exit, Failure};
use crate::files;
use crate::input;
use crate::output::{Output, count};
use report::{Outcome, Report};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use theta_drift::{Drift, DriftOptions, Format as PageFormat, Lock, Page};
use theta_spec::day::Day;
use theta_spec::source::SourceText;
use theta_spec::{Loaded, render};

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
    #[arg(long, value_name = "DAY", value_parser = crate::diff::day)]
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
        return Err(invalid(&loaded));
    };
    let against = Against {
        pages: pages::read(&args.docs, args.written_as, contract)?,
        lock: lock(args)?,
        today: args.today.unwrap_or_else(crate::diff::today),
    };
    let (mut report, mut drift) = against.compare(&loaded)?;
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
        let entries: Vec<String> = report
            .news()
            .map(|entry| entry.finding.acknowledgement())
            .collect();
        output.raw(&entries.join("\n"))?;
        return Ok(exit(&report));
    }
    if args.pin {
        write::may_pin(&report)?;
    }
    if args.apply && report.writable() > 0 {
        write::may_write(spec, args.spec.is_some(), "SPEC")?;
        let (new, written) = write::write(spec, &loaded, &report)?;
        (report, drift) = against.compare(&new)?;
        report.written = Some(written);
    }
    if args.pin {
        let (old, before) = match &against.lock {
            Some((source, lock)) => (Some(source), Some(lock)),
            None => (None, None),
        };
        let path = args.lock.as_deref().unwrap_or(Path::new(LOCK));
        write::may_write(path, args.lock.is_some(), "--lock FILE")?;
        write::pin(path, old, &drift.pin(before, against.today))?;
        report.pinned = Some(input::name(path));
    }
    show(args, &report, output)?;
    Ok(exit(&report))
}

fn exit(report: &Report) -> Exit {
    match report.verdict() {
        Outcome::Clean => Exit::Clean,
        Outcome::News => Exit::Findings,
        Outcome::Unreadable => Exit::Failed,
    }
}

/// What a contract is held against.
struct Against {
    pages: Vec<Page>,
    lock: Option<(SourceText, Lock)>,
    today: Day,
}

impl Against {
    fn compare(&self, loaded: &Loaded) -> Result<(Report, Drift), Failure> {
        let Some(contract) = &loaded.contract else {
            return Err(invalid(loaded));
        };
        let drift = theta_drift::compare(
            contract,
            &loaded.source,
            &self.pages,
            self.lock.as_ref().map(|(_, lock)| lock),
            &DriftOptions::default(),
            self.today,
        );
        let report = Report::new(&loaded.source, &drift, self.lock.as_ref());
        Ok((report, drift))
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
            return Err(
                Failure::failed(format!("could not read `{}`: {error}", path.display()))
                    .help("name the lock file, or write one with --pin"),
            );
        }
    };
    let source = SourceText::new(&input::name(path), text);
    let lock = Lock::read(&source);
    Ok(Some((source, lock)))
}

fn show(args: &Args, report: &Report, output: &mut Output) -> Result<(), Failure> {
    match args.format {
        Format::Human => output.text(&human::write(report, args.ledger, output.paint()))?,
        Format::Markdown => output.raw(&markdown::write(report, args.ledger))?,
        Format::Json => output.json(&json::Report::of(report))?,
    }
    Ok(())
}

/// The mistakes of a contract.
fn invalid(loaded: &Loaded) -> Failure {
    let mut failure = Failure::failed(format!(
        "nothing was compared: the contract {} has {}",
        loaded.source.name(),
        count(loaded.report.error_count(), "error")
    ))
    .help("correct what is reported above, then try again");
    failure.report = render::report(&loaded.source, &loaded.report);
    failure
}
