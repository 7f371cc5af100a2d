//! As annotations of a GitHub workflow: ranked, and cut before GitHub cuts them.

use super::Stopped;
use super::report::{Report, verdicts};
use std::fmt::Write as _;
use theta_diff::{Finding, Location};
use theta_spec::source::SourceText;
use theta_spec::text::{annotation, annotation_property as property};

/// GitHub shows ten annotations of a level for one step and drops the rest without a word; the tenth is the count.
const MOST: usize = 9;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Error,
    Warning,
    Notice,
}

impl Level {
    fn as_str(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Notice => "notice",
        }
    }

    fn of(finding: &Finding) -> Self {
        match finding.rule.rank() {
            0..=2 => Self::Error,
            3..=4 => Self::Warning,
            _ => Self::Notice,
        }
    }
}

pub(super) fn write(report: &Report) -> String {
    let mut out = String::new();
    for problem in &report.problems {
        if let Some(file) = &report.file {
            let position = file.position(problem.span.start);
            let _ = writeln!(
                out,
                "::error file={},line={},col={},title=acknowledgement::{}",
                property(file.name()),
                position.line,
                position.column,
                annotation([problem.message.as_str()])
            );
        }
    }
    for level in [Level::Error, Level::Warning, Level::Notice] {
        let open: Vec<_> = report
            .open()
            .filter(|(finding, _)| Level::of(finding) == level)
            .collect();
        for (finding, acknowledged) in open.iter().take(MOST) {
            let mut message = vec![format!(
                "{} ({}; {})",
                finding.sees,
                verdicts(finding),
                finding.fingerprint
            )];
            if let Some(change) = finding.replies.first() {
                let (status, body, _) = super::report::reply(change);
                let (was, is) = super::report::outcomes(change);
                message.push(format!("{status} {body}: was {was}, becomes {is}"));
            }
            if let Some(entry) = acknowledged {
                let words = super::report::acknowledgement(entry);
                message.push(format!("{words}: {}", entry.note));
            }
            let _ = writeln!(
                out,
                "::{} file={}{},title={}::{}",
                level.as_str(),
                property(path(&report.new)),
                line(&finding.new_at),
                property(finding.rule.id),
                annotation(message.iter().map(String::as_str))
            );
        }
        if open.len() > MOST {
            let _ = writeln!(
                out,
                "::{} title=theta diff::and {} more; the whole list is in the output of theta diff",
                level.as_str(),
                open.len() - MOST
            );
        }
    }
    let _ = writeln!(
        out,
        "::notice title=theta diff::{}",
        annotation([report.headline().as_str(), &report.proof()])
    );
    out
}

/// Why nothing was compared: each mistake of the contracts at its place, and a last line for what it means.
pub(super) fn stopped(stopped: &Stopped) -> String {
    let mut out = String::new();
    for side in &stopped.broken {
        out.push_str(&crate::check::annotations(side, path(&side.source)));
    }
    let _ = writeln!(
        out,
        "::error title=theta diff::{}",
        annotation([stopped.failure.message.as_str()])
    );
    out
}

/// GitHub knows files of the checkout, not of a revision.
fn path(source: &SourceText) -> &str {
    let name = source.name();
    // The name of a file that has a colon itself begins with a dot.
    if let Some(file) = name.strip_prefix("./") {
        return file;
    }
    name.split_once(':')
        .map_or(name, |(_, path)| path.trim_start_matches("./"))
}

fn line(location: &Location) -> String {
    location.position.map_or_else(String::new, |position| {
        format!(",line={},col={}", position.line, position.column)
    })
}
