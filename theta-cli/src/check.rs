//! `theta check`: every mistake in a contract.

mod todo;

use crate::exit::{Exit, Failure};
use crate::input::Spec;
use crate::output::Output;
use crate::report::{Place, github};
use crate::styles::{self, ERROR, GOOD, STRONG, WARNING};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use theta_spec::Loaded;
use theta_spec::codes;
use theta_spec::diagnostic::{Diagnostic, Severity};
use theta_spec::source::{SourceText, Span};
use theta_spec::text::count;
use todo::Todo;

/// Arguments of `theta check`.
#[derive(clap::Args)]
pub(crate) struct Args {
    #[command(flatten)]
    spec: Spec,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Which warnings to show; JSON output always has all
    #[arg(long, value_enum, default_value_t = Warnings::Few)]
    warnings: Warnings,
    /// Hide warnings
    #[arg(long)]
    quiet_warnings: bool,
    /// List facts that are missing and must be filled in by hand
    #[arg(long)]
    todo: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Warnings {
    /// The first three of each kind, and how many more there are
    Few,
    /// Every one
    All,
    /// How many there are of each kind
    Summary,
    /// None
    None,
}

impl Warnings {
    /// How many of a kind are shown.
    const fn most(self) -> usize {
        match self {
            Self::Few => 3,
            Self::All => usize::MAX,
            Self::Summary | Self::None => 0,
        }
    }
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// Human-readable text
    Human,
    /// JSON
    Json,
    /// As annotations of a GitHub workflow
    Github,
}

/// Reports what is wrong with the contract.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let mut loaded = args.spec.load()?;
    if args.quiet_warnings || args.warnings == Warnings::None {
        loaded.report.leave_out_warnings();
    }
    if let (true, Some(contract)) = (args.todo, &loaded.contract) {
        let todo = Todo::of(contract, &loaded.source);
        match args.format {
            Format::Human | Format::Github => output.text(todo.human())?,
            Format::Json => output.json(&todo)?,
        }
        return Ok(Exit::found(false));
    }
    match args.format {
        Format::Human => output.text(human(&loaded, args.warnings))?,
        Format::Json => output.json(&Report::of(&loaded))?,
        Format::Github => output.raw(&github::diagnostics(&loaded, loaded.source.name()))?,
    }
    Ok(Exit::found(loaded.report.has_errors()))
}

fn human(loaded: &Loaded, shown: Warnings) -> String {
    let mut out = String::new();
    let diagnostics = loaded.report.diagnostics();
    let mut seen: BTreeMap<&str, usize> = BTreeMap::new();
    for diagnostic in diagnostics {
        if diagnostic.severity == Severity::Warning {
            let seen = seen.entry(diagnostic.code).or_default();
            *seen += 1;
            if *seen > shown.most() {
                continue;
            }
        }
        out += &styles::diagnostic(&loaded.source, diagnostic);
        out += "\n\n";
    }
    let more = seen.iter().filter(|(_, seen)| **seen > shown.most());
    let mut is_cut = false;
    for (code, seen) in more {
        is_cut = true;
        let title = codes::find(code).map_or("", |info| info.title);
        let left = seen - shown.most();
        let more = if shown.most() == 0 { "" } else { " more" };
        let _ = writeln!(
            out,
            "{WARNING}warning[{code}]{WARNING:#}: {left}{more}: {title}"
        );
    }
    if is_cut {
        let _ = writeln!(
            out,
            "  {STRONG}help:{STRONG:#} `--warnings all` shows every warning\n"
        );
    }
    let (errors, warnings) = (loaded.report.error_count(), loaded.report.warning_count());
    let mut problems = Vec::new();
    for (number, noun, style) in [(errors, "error", ERROR), (warnings, "warning", WARNING)] {
        if number > 0 {
            problems.push(format!("{style}{}{style:#}", count(number, noun)));
        }
    }
    if problems.is_empty() {
        problems.push(format!("{GOOD}no problems{GOOD:#}"));
    }
    let _ = write!(out, "{}: {}", loaded.source.name(), problems.join(", "));
    if let (Some(contract), 0) = (&loaded.contract, warnings) {
        let endpoints = count(contract.endpoints.len(), "endpoint");
        let rows = count(contract.errors.len(), "documented error");
        let _ = write!(out, ": {endpoints}, {rows}");
    }
    out.push('\n');
    if let Some(worst) = diagnostics.iter().min_by_key(|one| one.severity) {
        let code = worst.code;
        let _ = writeln!(
            out,
            "  {STRONG}help:{STRONG:#} `theta explain-code {code}` explains {code}"
        );
    }
    out
}

/// The result for programs.
#[derive(Serialize)]
struct Report<'a> {
    format_version: u32,
    spec: &'a str,
    errors: usize,
    warnings: usize,
    diagnostics: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    code: &'static str,
    severity: &'static str,
    message: &'a str,
    label: &'a str,
    #[serde(flatten)]
    place: Range<'a>,
    help: &'a [String],
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Range<'a>,
}

/// The end is exclusive.
#[derive(Serialize)]
struct Range<'a> {
    #[serde(flatten)]
    start: Place<'a>,
    end_line: usize,
    end_column: usize,
}

impl<'a> Report<'a> {
    fn of(loaded: &'a Loaded) -> Self {
        let diagnostics = loaded.report.diagnostics().iter();
        Self {
            format_version: 1,
            spec: loaded.source.name(),
            errors: loaded.report.error_count(),
            warnings: loaded.report.warning_count(),
            diagnostics: diagnostics
                .map(|one| Entry::of(&loaded.source, one))
                .collect(),
        }
    }
}

impl<'a> Entry<'a> {
    fn of(source: &'a SourceText, diagnostic: &'a Diagnostic) -> Self {
        let related = |(span, message): &'a (Span, String)| Related {
            message,
            place: Range::of(source, *span),
        };
        Self {
            code: diagnostic.code,
            severity: diagnostic.severity.as_str(),
            message: &diagnostic.message,
            label: &diagnostic.label,
            place: Range::of(source, diagnostic.span),
            help: &diagnostic.help,
            related: diagnostic.related.iter().map(related).collect(),
        }
    }
}

impl<'a> Range<'a> {
    fn of(source: &'a SourceText, span: Span) -> Self {
        let end = source.position(span.end.max(span.start));
        Self {
            start: Place::of(source, span),
            end_line: end.line,
            end_column: end.column,
        }
    }
}
