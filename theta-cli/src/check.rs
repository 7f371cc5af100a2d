//! `theta check`: every mistake in a contract.

use crate::exit::{Exit, Failure};
use crate::input;
use crate::output::{Output, Paint, count};
use serde::Serialize;
use std::fmt::Write as _;
use std::path::PathBuf;
use theta_spec::Loaded;
use theta_spec::diagnostic::{Diagnostic, Severity};
use theta_spec::render;
use theta_spec::source::{SourceText, Span};
use theta_spec::text::{annotation, annotation_property};

/// Arguments of `theta check`.
#[derive(clap::Args)]
pub(crate) struct Args {
    /// The contract
    #[arg(default_value = "spec.toml")]
    spec: PathBuf,
    /// How to write the result
    #[arg(long, value_enum, default_value_t = Format::Human)]
    format: Format,
    /// Leave out warnings, which refuse nothing
    #[arg(long)]
    quiet_warnings: bool,
}

#[derive(Clone, Copy, Debug, clap::ValueEnum)]
enum Format {
    /// For people
    Human,
    /// For programs
    Json,
    /// As annotations of a GitHub workflow
    Github,
}

/// Reports what is wrong with the contract.
pub(crate) fn run(args: &Args, output: &mut Output) -> Result<Exit, Failure> {
    let mut loaded = input::load(&args.spec)?;
    if args.quiet_warnings {
        loaded.report.leave_out_warnings();
    }
    match args.format {
        Format::Human => output.text(&human(&loaded, output.paint()))?,
        Format::Json => output.json(&Report::of(&loaded))?,
        Format::Github => output.raw(&annotations(&loaded, loaded.source.name()))?,
    }
    Ok(if loaded.report.has_errors() {
        Exit::Findings
    } else {
        Exit::Clean
    })
}

fn human(loaded: &Loaded, paint: Paint) -> String {
    let mut out = String::new();
    for diagnostic in loaded.report.diagnostics() {
        let _ = writeln!(
            out,
            "{}\n",
            paint.report(&render::text(&loaded.source, diagnostic))
        );
    }
    let name = loaded.source.name();
    let (errors, warnings) = (loaded.report.error_count(), loaded.report.warning_count());
    let mut problems = Vec::new();
    if errors > 0 {
        problems.push(paint.error(&count(errors, "error")));
    }
    if warnings > 0 {
        problems.push(paint.warning(&count(warnings, "warning")));
    }
    if problems.is_empty() {
        problems.push(paint.good("no problems"));
    }
    let _ = write!(out, "{name}: {}", problems.join(", "));
    if let (Some(contract), 0) = (&loaded.contract, warnings) {
        let (endpoints, rows) = (contract.endpoints.len(), contract.errors.len());
        let _ = write!(
            out,
            ": {}, {}",
            count(endpoints, "endpoint"),
            count(rows, "documented error")
        );
    }
    out.push('\n');
    let worst = loaded
        .report
        .diagnostics()
        .iter()
        .min_by_key(|diagnostic| diagnostic.severity);
    if let Some(worst) = worst {
        let _ = writeln!(
            out,
            "  {} `theta explain-code {}` explains {}",
            paint.strong("help:"),
            worst.code,
            worst.code
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
    place: Place<'a>,
    help: &'a [String],
    related: Vec<Related<'a>>,
}

#[derive(Serialize)]
struct Related<'a> {
    message: &'a str,
    #[serde(flatten)]
    place: Place<'a>,
}

/// Lines and columns count from 1, columns in characters; the end is exclusive.
#[derive(Serialize)]
struct Place<'a> {
    file: &'a str,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl<'a> Report<'a> {
    fn of(loaded: &'a Loaded) -> Self {
        Self {
            format_version: 1,
            spec: loaded.source.name(),
            errors: loaded.report.error_count(),
            warnings: loaded.report.warning_count(),
            diagnostics: loaded
                .report
                .diagnostics()
                .iter()
                .map(|diagnostic| Entry::of(&loaded.source, diagnostic))
                .collect(),
        }
    }
}

impl<'a> Entry<'a> {
    fn of(source: &'a SourceText, diagnostic: &'a Diagnostic) -> Self {
        let related = |(span, message): &'a (Span, String)| Related {
            message,
            place: Place::of(source, *span),
        };
        Self {
            code: diagnostic.code,
            severity: diagnostic.severity.as_str(),
            message: &diagnostic.message,
            label: &diagnostic.label,
            place: Place::of(source, diagnostic.span),
            help: &diagnostic.help,
            related: diagnostic.related.iter().map(related).collect(),
        }
    }
}

impl<'a> Place<'a> {
    fn of(source: &'a SourceText, span: Span) -> Self {
        let (start, end) = (
            source.position(span.start),
            source.position(span.end.max(span.start)),
        );
        Self {
            file: source.name(),
            line: start.line,
            column: start.column,
            end_line: end.line,
            end_column: end.column,
        }
    }
}

/// One workflow command per diagnostic, about a file of the checkout.
pub(crate) fn annotations(loaded: &Loaded, file: &str) -> String {
    let mut out = String::new();
    for diagnostic in loaded.report.diagnostics() {
        let command = match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        };
        let position = loaded.source.position(diagnostic.span.start);
        let help: Vec<String> = diagnostic
            .help
            .iter()
            .map(|help| format!("help: {help}"))
            .collect();
        let lines = std::iter::once(diagnostic.message.as_str());
        let lines = lines.chain(help.iter().flat_map(|help| help.lines()));
        let _ = writeln!(
            out,
            "::{command} file={},line={},col={},title={}::{}",
            annotation_property(file),
            position.line,
            position.column,
            diagnostic.code,
            annotation(lines),
        );
    }
    out
}
