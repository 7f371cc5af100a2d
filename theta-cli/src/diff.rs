//! `theta diff`: what a change of a contract means to callers.

mod changelog;
mod document;
mod driver;
mod json;
mod report;
mod side;

use crate::day;
use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::Output;
use crate::report::github;
use crate::shown::shown;
use report::Report;
use side::Side;
use std::path::PathBuf;
use theta_diff::{Acknowledgements, Options, Version, compare};
use theta_spec::Loaded;
use theta_spec::day::Day;
use theta_spec::source::SourceText;

/// The usual file of acknowledgements, beside a contract.
const ACKNOWLEDGED: &str = "spec.changes.toml";

/// Arguments of `theta diff`.
#[derive(clap::Args)]
#[command(
    after_help = "OLD and NEW are files or REV:PATH of the git repository here, such as main:spec.toml; REV alone uses the path of the other side.\nA file whose name has a colon is written with `./` in front.\nExit code: 0 nothing at or above --fail-on that is not acknowledged, 1 findings, 2 wrong usage, 3 a side could not be read or is no valid contract."
)]
pub(crate) struct Args {
    /// The contract before
    #[arg(required = true, value_name = "OLD")]
    old: String,
    /// The contract after [default: spec.toml]
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// What git adds when it runs this as its diff driver
    #[arg(hide = true, num_args = 0..=7)]
    git: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Exit with 1 if an unacknowledged finding is at least this serious
    #[arg(long, value_enum, default_value_t = FailOn::Wire, value_name = "WHAT")]
    fail_on: FailOn,
    /// Findings that somebody has looked at [default: spec.changes.toml beside NEW, if it is there]
    #[arg(long, value_name = "FILE")]
    acknowledge: Option<PathBuf>,
    /// The day by which entries of that file expire, as YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DAY", value_parser = day::parse)]
    today: Option<Day>,
    /// The version that the old contract was released as: says which one the change needs
    #[arg(long, value_name = "VERSION")]
    released: Option<Version>,
    /// The version that the new contract is to be released as: exit with 1 if it is too low
    #[arg(long, value_name = "VERSION", requires = "released")]
    next: Option<Version>,
    /// Write changelog entries instead of a report
    #[arg(long, conflicts_with_all = ["format", "git_driver"])]
    changelog: bool,
    /// How many configurations one search for a reply may visit
    #[arg(long, default_value_t = Options::default().limit, value_name = "NUMBER")]
    limit: usize,
    /// Act as git's external diff driver: always exit with 0, and say in the output what went wrong
    #[arg(long)]
    git_driver: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// Human-readable text
    Human,
    /// For a comment on a pull request
    Markdown,
    /// JSON
    Json,
    /// As annotations of a GitHub workflow
    Github,
}

/// How serious a finding is, each with all before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum FailOn {
    /// Programs may not compile
    Source,
    /// The same program does something else
    Behaviour,
    /// The same program sends something else
    Wire,
    /// Texts changed, or something was added
    Docs,
    /// Never
    Never,
}

/// Compares and reports.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    if args.git_driver {
        return driver::run(args, output);
    }
    if let Some(more) = args.git.first() {
        return Err(Failure::usage(format!(
            "`{}` is one argument too many: two contracts are compared",
            shown(more)
        ))
        .help("write `theta diff OLD NEW`"));
    }
    let report = compared(args);
    // Whoever reads annotations sees no standard error.
    if let (Err(failure), Format::Github) = (&report, args.format) {
        output.raw(&github::stopped("diff", failure))?;
    }
    let report = report?;
    if args.changelog {
        output.raw(&changelog::write(&report))?;
        return Ok(Exit::Clean);
    }
    let document = report.document();
    match args.format {
        Format::Human => output.text(document.human(output.is_coloured()))?,
        Format::Markdown => output.raw(&document.markdown().to_string())?,
        Format::Json => output.json(&json::Report::of(&report))?,
        Format::Github => output.raw(&document.annotations().to_string())?,
    }
    Ok(Exit::found(report.fails(args.fail_on)))
}

fn compared(args: &Args) -> Result<Report, Failure> {
    let (old, new) = side::find(&args.old, args.new.as_deref())?;
    if args.new.is_none() && old.is_same_file(&new) {
        let message = format!("`{}` would be compared with itself", args.old);
        return Err(Failure::usage(message)
            .help("name what it was before: `theta diff main:spec.toml`, or `theta diff HEAD` for the last commit"));
    }
    let acknowledged = acknowledgements(args, &old, &new)?;
    report(args, old.load()?, new.load()?, acknowledged)
}

/// Shows what callers notice of a change that another command made.
pub(crate) fn show(old: Loaded, new: Loaded, output: &mut Output) -> Result<(), Failure> {
    // What the other command reports is enough where a side has mistakes.
    if let Ok(diff) = compare(&old, &new, &Options::default()) {
        let sources = (old.source, new.source);
        let report = Report::new(sources, diff, None, day::today(), None, None);
        output.text(report.document().human(output.is_coloured()))?;
    }
    Ok(())
}

fn report(
    args: &Args,
    old: Loaded,
    new: Loaded,
    acknowledged: Option<(SourceText, Acknowledgements)>,
) -> Result<Report, Failure> {
    let options = Options { limit: args.limit };
    let Ok(diff) = compare(&old, &new, &options) else {
        let sides = [old, new].into_iter();
        let broken = sides.filter(|side| side.contract.is_none()).collect();
        let what = "nothing was compared: ";
        return Err(Failure::broken(Exit::Failed, what, broken));
    };
    Ok(Report::new(
        (old.source, new.source),
        diff,
        acknowledged,
        args.today.unwrap_or_else(day::today),
        args.released.clone(),
        args.next.clone(),
    ))
}

/// The file that `--acknowledge` names, or the usual one when it is there; each entry with whether the change made it.
fn acknowledgements(
    args: &Args,
    old: &Side,
    new: &Side,
) -> Result<Option<(SourceText, Acknowledgements)>, Failure> {
    let found = match &args.acknowledge {
        Some(path) => Some((input::name(path), input::file(path)?)),
        None => new.beside(ACKNOWLEDGED)?,
    };
    let Some((name, content)) = found else {
        return Ok(None);
    };
    let text = String::from_utf8(content)
        .map_err(|_| Failure::failed(format!("could not read `{name}`: it is not UTF-8")))?;
    let source = SourceText::new(&name, text);
    let read = Acknowledgements::read(&source);
    let before = match (&args.acknowledge, old) {
        (Some(path), _) => old.at(path),
        // Two files of one directory share their acknowledgements: what was there before is not known.
        (None, Side::File(_)) if old.is_beside(new) => None,
        (None, Side::Stdin) => None,
        (None, Side::Revision { .. } | Side::File(_)) => {
            let beside = old.beside(ACKNOWLEDGED)?;
            Some(beside.map(|(_, content)| content).unwrap_or_default())
        }
    };
    let Some(before) = before else {
        return Ok(Some((source, read)));
    };
    let before = SourceText::new(&name, String::from_utf8_lossy(&before).into_owned());
    let before = Acknowledgements::read(&before);
    Ok(Some((source, read.compared_with(&before))))
}
