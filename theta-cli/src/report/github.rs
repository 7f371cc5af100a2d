//! As annotations of a GitHub workflow: ranked, and cut before GitHub cuts them.

use super::document::{Document, Finding, Level, Place, Problem};
use crate::exit::Failure;
use crate::shown::clipped;
use std::fmt::{self, Formatter, Write as _};
use theta_spec::Loaded;
use theta_spec::text::{annotation, annotation_property as property};

/// GitHub shows ten annotations of a level for one step and drops the rest without a word; the tenth is the count.
const MOST: usize = 9;

/// Longest sentence, in characters: the runner cuts a message of more than 4096.
const SENTENCE: usize = 400;

/// A report as annotations.
pub(crate) struct Annotations<'d>(&'d Document<'d>);

impl<'d> Document<'d> {
    /// Returns the report as annotations of a workflow.
    pub(crate) fn annotations(&'d self) -> Annotations<'d> {
        Annotations(self)
    }
}

impl fmt::Display for Annotations<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let document = self.0;
        let title = format!("title=theta {}", document.command);
        for level in [Level::Error, Level::Warning, Level::Notice] {
            let open = |finding: &&Finding<'_>| finding.level == level && !finding.settled;
            let open = document.findings.iter().filter(open);
            let (high, others): (Vec<_>, Vec<_>) = open.partition(|finding| finding.is_high());
            let (high_lines, other_lines) = (
                high.iter().copied().map(line),
                others.iter().copied().map(line),
            );
            let problems = document.problems.iter().filter(|_| level == Level::Error);
            let lines = high_lines.chain(problems.map(problem)).chain(other_lines);
            let lines: Vec<String> = lines.collect();
            // The verdict is a notice as well.
            let most = MOST - usize::from(level == Level::Notice);
            for line in lines.iter().take(most) {
                f.write_str(line)?;
            }
            if let more @ 1.. = lines.len().saturating_sub(most) {
                let rest = rest(document.command, more, high.get(most..).unwrap_or_default());
                writeln!(f, "::{level} {title}::{rest}")?;
            }
        }
        let verdict = annotation([document.headline.as_str(), &document.proof, &document.tally]);
        writeln!(f, "::notice {title}::{verdict}")
    }
}

impl fmt::Display for Level {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        })
    }
}

fn line(finding: &Finding<'_>) -> String {
    let place = finding.places.as_ref();
    let place = place.map(|[_, new]| at(path(new.file), new));
    let (place, rule) = (place.unwrap_or_default(), property(finding.kind));
    let (level, message) = (finding.level, message(finding));
    format!("::{level} {place},title={rule}::{message}\n")
}

fn problem(problem: &Problem<'_>) -> String {
    let place = at(problem.place.file, &problem.place);
    let message = annotation([problem.message]);
    format!("::error {place},title=acknowledgement::{message}\n")
}

/// How many there are beyond those that are shown, with a line for each that is about the key or money.
fn rest(command: &str, more: usize, high: &[&Finding<'_>]) -> String {
    let about = match high.len() {
        0 => String::new(),
        high => format!(", {high} of them about the key or money"),
    };
    let first =
        format!("and {more} more{about}; the whole list is in the output of theta {command}");
    let high = high.iter().map(|finding| clipped(finding.says, SENTENCE));
    let lines: Vec<String> = std::iter::once(first).chain(high).collect();
    annotation(lines.iter().map(String::as_str))
}

fn message(finding: &Finding<'_>) -> String {
    let Finding {
        verdicts,
        fingerprint,
        ..
    } = finding;
    let says = clipped(finding.says, SENTENCE);
    let mut lines = vec![format!("{says} ({verdicts}; {fingerprint})")];
    lines.extend(finding.risk.map(|(risk, _)| format!("risk: {risk}")));
    lines.extend(finding.told.iter().map(|fact| clipped(fact, SENTENCE)));
    let also = finding.also.iter();
    lines.extend(
        also.map(|(says, fingerprint)| format!("also {} ({fingerprint})", clipped(says, SENTENCE))),
    );
    if let Some(reply) = finding.replies.first() {
        let (status, body) = (&reply.status, clipped(&reply.sent, SENTENCE));
        lines.push(format!(
            "{status} {body}: was {}, becomes {}",
            reply.was, reply.becomes
        ));
    }
    if let Some((by, note)) = &finding.acknowledged {
        lines.push(format!("{by}: {note}"));
    }
    annotation(lines.iter().map(String::as_str))
}

/// Returns why a command stopped: each mistake of a contract at its place, and a last line for what it means.
pub(crate) fn stopped(command: &str, failure: &Failure) -> String {
    let sides = failure.broken.iter();
    let mut out: String = sides
        .map(|side| diagnostics(side, path(side.source.name())))
        .collect();
    let message = annotation([failure.message.as_str()]);
    let _ = writeln!(out, "::error title=theta {command}::{message}");
    out
}

/// Returns one annotation for each diagnostic, about a file of the checkout.
pub(crate) fn diagnostics(loaded: &Loaded, file: &str) -> String {
    let mut out = String::new();
    for diagnostic in loaded.report.diagnostics() {
        let place = at(file, &Place::of(&loaded.source, diagnostic.span));
        let help = diagnostic.help.iter().map(|help| format!("help: {help}"));
        let help: Vec<String> = help.collect();
        let lines = std::iter::once(diagnostic.message.as_str());
        let message = annotation(lines.chain(help.iter().flat_map(|help| help.lines())));
        let (severity, code) = (diagnostic.severity.as_str(), diagnostic.code);
        let _ = writeln!(out, "::{severity} {place},title={code}::{message}");
    }
    out
}

/// The properties of an annotation that say where.
fn at(file: &str, place: &Place<'_>) -> String {
    let file = property(file);
    match (place.line, place.column) {
        (Some(line), Some(column)) => format!("file={file},line={line},col={column}"),
        _ => format!("file={file}"),
    }
}

/// GitHub knows files of the checkout, not of a revision.
fn path(name: &str) -> &str {
    // The name of a file that has a colon itself begins with a dot.
    if let Some(file) = name.strip_prefix("./") {
        return file;
    }
    name.split_once(':')
        .map_or(name, |(_, path)| path.trim_start_matches("./"))
}
