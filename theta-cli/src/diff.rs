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
use crate::files;
use crate::output::{Output, Paint, count};
use report::Report;
use side::Side;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};
use theta_diff::{Acknowledgements, Options, Version, compare};
use theta_spec::day::Day;
use theta_spec::source::SourceText;
use theta_spec::{Loaded, render};

/// The usual file of acknowledgements, beside a contract.
const ACKNOWLEDGED: &str = "spec.changes.toml";

/// Arguments of `theta diff`.
#[derive(clap::Args)]
#[command(
    after_help = "OLD and NEW are files or REV:PATH of the git repository here, such as main:spec.toml; REV alone has the contract where the other side has it.\nA file whose name has a colon is written with `./` in front.\nExit code: 0 nothing at or above --fail-on that is not acknowledged, 1 findings, 2 wrong usage, 3 a side could not be read or is no valid contract."
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
    /// Findings that somebody has looked at [default: spec.changes.toml beside NEW, if it is there]
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
    let compared = compared(args);
    // Whoever reads annotations sees no standard error.
    if let (Err(failure), Format::Github) = (&compared, args.format) {
        output.raw(&github::stopped(failure))?;
    }
    let report = compared.map_err(|stopped| stopped.failure)?;
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

/// Why nothing was compared.
struct Stopped {
    failure: Failure,
    /// The sides that are no contracts; empty when one could not be read.
    broken: Vec<Loaded>,
}

impl From<Failure> for Stopped {
    fn from(failure: Failure) -> Self {
        Self {
            failure,
            broken: Vec::new(),
        }
    }
}

fn compared(args: &Args) -> Result<Report, Stopped> {
    let (old, new) = side::find(&args.old, args.new.as_deref())?;
    if args.new.is_none() && old.is_same_file(&new) {
        return Err(Failure::usage(format!(
            "`{}` would be compared with itself",
            args.old
        ))
        .help("name what it was before: `theta diff main:spec.toml`, or `theta diff HEAD` for the last commit")
        .into());
    }
    let acknowledged = acknowledgements(args, &old, &new)?;
    report(args, old.load()?, new.load()?, acknowledged)
}

fn report(
    args: &Args,
    old: Loaded,
    new: Loaded,
    acknowledged: Option<(SourceText, Acknowledgements)>,
) -> Result<Report, Stopped> {
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
        Err(_) => Err(invalid(old, new)),
    }
}

/// The diagnostics of every side that is no contract.
fn invalid(old: Loaded, new: Loaded) -> Stopped {
    let broken: Vec<Loaded> = [old, new]
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
    Stopped { failure, broken }
}

/// The file that `--acknowledge` names, or the usual one when it is there; each entry with whether the change made it.
fn acknowledgements(
    args: &Args,
    old: &Side,
    new: &Side,
) -> Result<Option<(SourceText, Acknowledgements)>, Failure> {
    let found = match &args.acknowledge {
        Some(path) => {
            let content = files::read(path).map_err(|error| {
                Failure::failed(format!("could not read `{}`: {error}", path.display()))
            })?;
            Some((crate::input::name(path), content))
        }
        None => new.beside(ACKNOWLEDGED)?,
    };
    let Some((name, content)) = found else {
        return Ok(None);
    };
    let text = String::from_utf8(content)
        .map_err(|_| Failure::failed(format!("could not read `{name}`: it is not UTF-8")))?;
    let source = SourceText::new(&name, text);
    let read = Acknowledgements::read(&source);
    // Two files of one directory share their acknowledgements: what was there before is not known.
    let before = match (&args.acknowledge, old) {
        (Some(path), _) => old.at(path),
        (None, Side::Revision { .. }) => Some(beside(old)?),
        (None, Side::File(_)) if !old.is_beside(new) => Some(beside(old)?),
        (None, Side::File(_) | Side::Stdin) => None,
    };
    let Some(before) = before else {
        return Ok(Some((source, read)));
    };
    let before = SourceText::new(&name, String::from_utf8_lossy(&before).into_owned());
    let before = Acknowledgements::read(&before);
    Ok(Some((source, read.compared_with(&before))))
}

/// The acknowledgements beside a contract; nothing when there are none.
fn beside(side: &Side) -> Result<Vec<u8>, Failure> {
    Ok(side
        .beside(ACKNOWLEDGED)?
        .map(|(_, content)| content)
        .unwrap_or_default())
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
    let absent = [old, new].map(|file| side::is_absent(file));
    let read = |file: &str, side: &str, absent: bool| {
        let name = format!("{side}/{path}");
        let content = if absent {
            Ok(Vec::new())
        } else {
            files::read(Path::new(file))
        };
        let content = content
            .map_err(|error| Failure::failed(format!("could not read `{name}`: {error}")))?;
        Ok::<_, Failure>((name, content))
    };
    let sides = read(old, "a", absent[0]).and_then(|old| Ok((old, read(new, "b", absent[1])?)));
    let findings = match (&sides, absent) {
        (Err(failure), _) => Err(failure_text(failure, paint)),
        (_, [true, _]) => Ok("a new contract\n".to_owned()),
        (_, [_, true]) => Ok("the contract is gone\n".to_owned()),
        (Ok((old, new)), _) => report(
            args,
            theta_spec::load(&old.0, &old.1),
            theta_spec::load(&new.0, &new.1),
            None,
        )
        .map(|report| human::write(&report, paint))
        .map_err(|stopped| failure_text(&stopped.failure, paint)),
    };
    // What people edit is more than what callers notice: comments, order, and a contract with mistakes.
    let lines = sides.as_ref().map_or_else(
        |_| String::new(),
        |(old, new)| {
            let text = |side: &(String, Vec<u8>)| String::from_utf8_lossy(&side.1).into_owned();
            text::unified((&old.0, &text(old)), (&new.0, &text(new)), paint)
        },
    );
    let findings = findings.unwrap_or_else(|failure| failure);
    let gap = if lines.is_empty() { "" } else { "\n" };
    output.text(&format!("{}{findings}{gap}{lines}", title(path)))?;
    Ok(Exit::Clean)
}

fn failure_text(failure: &Failure, paint: Paint) -> String {
    let mut out = String::new();
    if !failure.report.is_empty() {
        out.push_str(&paint.report(&failure.report));
        out.push_str("\n\n");
    }
    let _ = writeln!(
        out,
        "{}: {}",
        paint.error("error"),
        text::shown(&failure.message)
    );
    out
}
