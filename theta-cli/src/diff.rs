//! `theta diff`: what a change of a contract means to callers.

mod changelog;
mod github;
mod human;
mod json;
pub(crate) mod markdown;
mod report;
mod side;
pub(crate) mod text;

use crate::exit::{Exit, Failure};
use crate::output::{Output, count};
use report::Report;
use std::path::PathBuf;
use std::time::{SystemTime, UNIX_EPOCH};
use theta_spec::diff::{Acknowledgements, Day, Options, Version, compare};
use theta_spec::source::SourceText;
use theta_spec::{Loaded, render};

/// Arguments of `theta diff`.
#[derive(clap::Args)]
#[command(
    after_help = "OLD and NEW are files or REV:PATH of the git repository here, such as main:spec.toml.\nExit code: 0 nothing at or above --fail-on, 1 findings, 2 wrong usage, 3 a side could not be read or is no valid contract."
)]
pub(crate) struct Args {
    /// The contract before
    #[arg(required = true, value_name = "OLD")]
    old: String,
    /// The contract after [default: spec.toml]
    #[arg(value_name = "NEW")]
    new: Option<String>,
    /// What git adds when it runs this as its diff driver
    #[arg(hide = true, num_args = 0..=7, requires = "git_driver")]
    git: Vec<String>,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Leave with 1 when a finding that nobody acknowledged is at least that serious
    #[arg(long, value_enum, default_value_t = FailOn::Wire, value_name = "WHAT")]
    fail_on: FailOn,
    /// Findings that somebody has looked at [default: spec.changes.toml, if it is there]
    #[arg(long, value_name = "FILE")]
    acknowledge: Option<PathBuf>,
    /// The day by which entries of that file expire, as YYYY-MM-DD [default: today, UTC]
    #[arg(long, value_name = "DAY", value_parser = day)]
    today: Option<Day>,
    /// The version that the old contract was released as: says which one the change needs
    #[arg(long, value_name = "VERSION")]
    released: Option<Version>,
    /// The version that the new contract is to be released as: leave with 1 when it is too low
    #[arg(long, value_name = "VERSION", requires = "released")]
    next: Option<Version>,
    /// Write a piece of a changelog instead of a report
    #[arg(long, conflicts_with_all = ["format", "git_driver"])]
    changelog: bool,
    /// How many configurations one search for a reply may visit
    #[arg(long, default_value_t = Options::default().limit, value_name = "NUMBER")]
    limit: usize,
    /// Act as git's external diff driver: always leave with 0, and say in the output what went wrong
    #[arg(long)]
    git_driver: bool,
}

pub(crate) fn day(text: &str) -> Result<Day, String> {
    Day::parse(text).ok_or_else(|| "write a day as 2027-01-31".to_owned())
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For a comment on a pull request
    Markdown,
    /// For programs
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
        return git_driver(args, output);
    }
    let old = side::load(&args.old)?;
    let new = side::load(args.new.as_deref().unwrap_or("spec.toml"))?;
    let acknowledged = acknowledgements(args)?;
    let report = report(args, old, new, acknowledged)?;
    if args.changelog {
        output.raw(&changelog::write(&report))?;
        return Ok(Exit::Clean);
    }
    match args.format {
        Format::Human => output.text(&human::write(&report, output.paint()))?,
        Format::Markdown => output.raw(&markdown::write(&report))?,
        Format::Json => output.json(&json::Report::of(&report))?,
        Format::Github => output.raw(&github::write(&report))?,
    }
    Ok(if report.fails(args.fail_on) {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn report(
    args: &Args,
    old: Loaded,
    new: Loaded,
    acknowledged: Option<(SourceText, Acknowledgements)>,
) -> Result<Report, Failure> {
    let options = Options { limit: args.limit };
    match compare(&old, &new, &options) {
        Ok(diff) => Ok(Report::new(
            (old.source, new.source),
            diff,
            acknowledged,
            args.today.unwrap_or_else(today),
            args.released.clone(),
            args.next.clone(),
        )),
        Err(_) => Err(invalid(&old, &new)),
    }
}

/// The diagnostics of every side that is no contract.
fn invalid(old: &Loaded, new: &Loaded) -> Failure {
    let broken: Vec<&Loaded> = [old, new]
        .into_iter()
        .filter(|side| side.contract.is_none())
        .collect();
    let reports: Vec<String> = broken
        .iter()
        .map(|side| render::report(&side.source, &side.report))
        .collect();
    let names: Vec<String> = broken
        .iter()
        .map(|side| {
            format!(
                "{} has {}",
                side.source.name(),
                count(side.report.error_count(), "error")
            )
        })
        .collect();
    let mut failure = Failure::failed(format!("nothing was compared: {}", names.join(", ")))
        .help("correct what is reported above, then try again");
    failure.report = reports.join("\n");
    failure
}

/// The file that `--acknowledge` names, or the usual one when it is there.
fn acknowledgements(args: &Args) -> Result<Option<(SourceText, Acknowledgements)>, Failure> {
    let usual = PathBuf::from("spec.changes.toml");
    let path = match &args.acknowledge {
        Some(path) => path,
        None if usual.is_file() => &usual,
        None => return Ok(None),
    };
    let text = std::fs::read_to_string(path).map_err(|error| {
        Failure::failed(format!("could not read `{}`: {error}", path.display()))
    })?;
    let source = SourceText::new(&crate::input::name(path), text);
    let read = Acknowledgements::read(&source);
    Ok(Some((source, read)))
}

pub(crate) fn today() -> Day {
    let seconds = SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .map_or(0, |since| since.as_secs());
    Day::from_unix_days(seconds / 86_400)
}

/// What git runs: path, old file, its hash and mode, new file, its hash and mode.
///
/// git takes another exit code than 0 for a crash and stops, so whatever goes wrong is told in the output.
fn git_driver(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let paint = output.paint();
    let title = |text: &str| paint.strong(&format!("theta diff {}\n", text::shown(text)));
    let (Some(old), [_, _, new, ..]) = (&args.new, args.git.as_slice()) else {
        output.text(&format!(
            "{}the file is unmerged, or this was not run by git\n",
            title(&args.old)
        ))?;
        return Ok(Exit::Clean);
    };
    let path = &args.old;
    let load = |file: &str, name: &str| side::file_as(file, name);
    let result = match (side::is_absent(old), side::is_absent(new)) {
        (true, _) => Ok("a new contract\n".to_owned()),
        (_, true) => Ok("the contract is gone\n".to_owned()),
        _ => load(old, &format!("a/{path}"))
            .and_then(|old| Ok((old, load(new, &format!("b/{path}"))?)))
            .and_then(|(old, new)| report(args, old, new, None))
            .map(|report| human::write(&report, paint)),
    };
    let said = match result {
        Ok(text) => text,
        Err(failure) => format!(
            "{}{}: {}\n",
            paint.report(&failure.report),
            paint.error("error"),
            text::shown(&failure.message)
        ),
    };
    output.text(&format!("{}{said}", title(path)))?;
    Ok(Exit::Clean)
}
