//! As annotations of a GitHub workflow: ranked, and cut before GitHub cuts them.

use super::document::{Document, Finding, Level, Place};
use crate::exit::Failure;
use std::fmt::{self, Formatter, Write as _};
use theta_spec::Loaded;
use theta_spec::text::{annotation, annotation_property as property};

/// GitHub shows ten annotations of a level for one step and drops the rest without a word; the tenth is the count.
const MOST: usize = 9;

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
        for problem in &document.problems {
            let place = at(problem.place.file, &problem.place);
            let message = annotation([problem.message]);
            writeln!(f, "::error {place},title=acknowledgement::{message}")?;
        }
        for level in [Level::Error, Level::Warning, Level::Notice] {
            let open = |finding: &&Finding<'_>| finding.level == level && !finding.settled;
            let open: Vec<_> = document.findings.iter().filter(open).collect();
            for finding in open.iter().take(MOST) {
                let place = finding
                    .places
                    .as_ref()
                    .map(|[_, new]| at(path(new.file), new));
                let (place, rule) = (place.unwrap_or_default(), property(finding.kind));
                writeln!(f, "::{level} {place},title={rule}::{}", message(finding))?;
            }
            if let more @ 1.. = open.len().saturating_sub(MOST) {
                writeln!(
                    f,
                    "::{level} {title}::and {more} more; the whole list is in the output of theta {}",
                    document.command
                )?;
            }
        }
        let verdict = annotation([document.headline.as_str(), &document.proof]);
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

fn message(finding: &Finding<'_>) -> String {
    let Finding {
        says,
        verdicts,
        fingerprint,
        ..
    } = finding;
    let mut lines = vec![format!("{says} ({verdicts}; {fingerprint})")];
    lines.extend(finding.risk.map(|(risk, _)| format!("risk: {risk}")));
    lines.extend(finding.told.iter().cloned());
    let also = finding.also.iter();
    lines.extend(also.map(|(says, fingerprint)| format!("also {says} ({fingerprint})")));
    if let Some(reply) = finding.replies.first() {
        let (status, body) = (&reply.status, crate::shown::shown(&reply.sent));
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
