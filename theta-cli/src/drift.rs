//! `theta drift`: what a vendor's pages say now that the contract does not.

mod document;
mod json;
mod lock;
mod openapi;
mod pages;
mod report;
mod write;

use crate::day;
use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::Output;
use lock::Folder;
use report::{Outcome, Report};
use std::path::{Path, PathBuf};
use theta_drift::{Acknowledgement, Drift, DriftOptions, Format as PageFormat, PageStanding};
use theta_spec::contract::Contract;
use theta_spec::day::Day;
use theta_spec::source::SourceText;

/// The usual contract.
const SPEC: &str = "spec.toml";

/// Arguments of `theta drift`.
#[derive(clap::Args)]
#[command(
    after_help = "PAGE is a file, or NAME=FILE where NAME is one of the contract's [sources]; `-` is standard input. Nothing is fetched:\n  curl -sSfL ADDRESS -o errors.html && theta drift --docs errors=errors.html\nExit code: 0 nothing new, 1 something new, 2 wrong usage, 3 a page or the contract could not be read, or nothing could be written."
)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a flag of the command line"
)]
pub(crate) struct Args {
    /// The contract [default: spec.toml]
    spec: Option<PathBuf>,
    /// A page of the vendor's docs; repeatable
    #[arg(long, required = true, value_name = "[NAME=]PAGE")]
    docs: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Write what the pages support into the contract
    #[arg(long)]
    apply: bool,
    /// Accept what the pages say now: write it to the lock
    #[arg(long)]
    pin: bool,
    /// Also accept pages that state too little of the contract, and drop entries that no longer apply
    #[arg(long)]
    accept_rewrite: bool,
    /// The share of its codes and texts, in percent, that a page must state to be taken for the right one
    #[arg(long, value_name = "PERCENT", default_value_t = 60, value_parser = clap::value_parser!(u8).range(1..=100))]
    min_stated: u8,
    /// The folder of what was accepted [default: docs.lock beside the contract, if it is there]
    #[arg(long, value_name = "FOLDER")]
    lock: Option<PathBuf>,
    /// The day by which acknowledgements expire, as YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DAY", value_parser = day::parse)]
    today: Option<Day>,
    /// How the pages are written: markdown, html, data or text [default: detected from each page]
    #[arg(long = "as", value_name = "FORMAT", value_parser = page_format)]
    written_as: Option<PageFormat>,
    /// Write an entry for acknowledged.toml for each finding, to be filled in, instead of a report
    #[arg(long, conflicts_with_all = ["format", "apply", "pin", "accept_rewrite", "all"])]
    entries: bool,
    /// Also show known findings and changes of wording
    #[arg(long)]
    all: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Human-readable text
    Human,
    /// For an issue or a pull request
    Markdown,
    /// JSON
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
    let pins = args.pin || args.accept_rewrite;
    let folder = Folder::read(spec, args.lock.as_deref(), pins)?;
    let today = args.today.unwrap_or_else(day::today);
    let options = DriftOptions {
        min_stated: f64::from(args.min_stated) / 100.0,
    };
    let compare = |contract: &Contract, source: &SourceText| {
        theta_drift::compare(
            contract,
            source,
            &pages,
            Some(&folder.lock),
            &options,
            today,
        )
    };
    let found = compare(contract, &loaded.source);
    let mut report = Report {
        spec: &loaded.source,
        drift: &found,
        lock: &folder.lock,
        entries: folder.entries.as_ref(),
        all: args.all,
        applied: None,
        pinned: None,
    };
    if report.verdict() == Outcome::Unreadable {
        show(args, &report, output)?;
        if args.apply || pins {
            return Err(
                Failure::failed("nothing was written: a page could not be read")
                    .help("fetch the page again"),
            );
        }
        return Ok(Exit::Failed);
    }
    if args.entries {
        let entries = report.news().map(|(_, finding)| finding.acknowledgement());
        output.raw(&entries.collect::<Vec<_>>().join("\n"))?;
        return Ok(exit(&report));
    }
    if pins {
        write::may_pin(&report.problems())?;
        if !args.accept_rewrite {
            may_accept(&found)?;
        }
    }
    let mut now = contract;
    let (new, applied, left);
    if args.apply && report.writable() > 0 {
        write::may_write(spec, args.spec.is_some(), "SPEC")?;
        let proposals = report
            .news()
            .filter_map(|(_, finding)| finding.proposal.as_ref());
        (new, applied) = write::write(spec, &loaded, &proposals.collect::<Vec<_>>())?;
        now = new.contract.as_ref().unwrap_or(contract);
        left = compare(now, &new.source);
        report = Report {
            spec: &new.source,
            drift: &left,
            applied: Some(&applied),
            ..report
        };
    }
    if pins {
        let before = Some(&folder.lock);
        folder.write(&report.drift.pin(now, report.spec, before, today))?;
        if args.accept_rewrite {
            folder.forget(&stale(&folder, report.drift))?;
        }
        report.pinned = Some(folder.name());
    }
    show(args, &report, output)?;
    Ok(exit(&report))
}

/// Refuses to accept a page that states too little of the contract: it may be another page.
fn may_accept(drift: &Drift) -> Result<(), Failure> {
    let mut states = drift.pages.iter();
    let Some(state) = states.find(|state| {
        matches!(
            state.standing,
            PageStanding::Partly | PageStanding::Rewritten
        )
    }) else {
        return Ok(());
    };
    let (file, stated, of) = (state.page.source.name(), state.stated, state.of);
    Err(Failure::failed(format!(
        "nothing was written: {file} states {stated} of the {of} codes and texts that the contract takes from it"
    ))
    .help("look at the page; if it is the right one, accept it with `--accept-rewrite`"))
}

/// The entries that are about nothing any more.
fn stale<'f>(folder: &'f Folder, drift: &Drift) -> Vec<&'f Acknowledgement> {
    let entries = folder.lock.acknowledged.iter();
    let stands = |entry: &&Acknowledgement| {
        !drift
            .problems
            .iter()
            .any(|problem| problem.span == entry.span)
    };
    entries.filter(|entry| !stands(entry)).collect()
}

fn exit(report: &Report<'_>) -> Exit {
    match report.verdict() {
        Outcome::Clean => Exit::Clean,
        Outcome::News => Exit::Findings,
        Outcome::Unreadable => Exit::Failed,
    }
}

fn show(args: &Args, report: &Report<'_>, output: &mut Output) -> Result<(), Failure> {
    let document = report.document();
    match args.format {
        Format::Human => output.text(document.human(output.is_coloured()))?,
        Format::Markdown => output.raw(&document.markdown().to_string())?,
        Format::Json => output.json(&json::Report::of(report))?,
    }
    Ok(())
}
