//! What --apply does.

use super::report::{Report, Written, WrittenEdit, place};
use crate::exit::Failure;
use crate::files::{self, Link};
use crate::input;
use std::path::Path;
use theta_diff::{Options, compare};
use theta_drift::{Applied, Change, Lock, LockProblem, LockProblemKind, apply};
use theta_spec::source::SourceText;
use theta_spec::{Loaded, render};

/// Most findings of `theta diff` that are listed.
const FINDINGS: usize = 10;

/// Writes what the docs support into the contract. Gives the contract as it is then, and what was written.
pub(super) fn write(
    path: &Path,
    old: &Loaded,
    report: &Report,
) -> Result<(Loaded, Written), Failure> {
    let changes: Vec<&Change> = report
        .news()
        .filter_map(|entry| entry.finding.change.as_ref())
        .collect();
    let applied = apply(&old.source, &changes).map_err(|error| {
        Failure::failed(format!("nothing was written: {error}"))
            .help("edit the contract yourself, then run `theta drift` again")
    })?;
    let name = old.source.name();
    let new = theta_spec::load(name, applied.text.as_bytes());
    if new.contract.is_none() {
        let mut failure = Failure::failed("nothing was written: the contract would have mistakes")
            .help("edit the contract yourself, then run `theta drift` again");
        failure.report = render::report(&new.source, &new.report);
        return Err(failure);
    }
    let unchanged = input::load(path)?;
    if unchanged.source.text() != old.source.text() {
        return Err(Failure::failed(format!(
            "nothing was written: {name} changed while it was compared"
        ))
        .help("run it again"));
    }
    if !changes.is_empty() {
        files::write(path, &applied.text, Link::Follow).map_err(|error| {
            Failure::failed(format!("could not write `{}`: {error}", path.display()))
        })?;
    }
    let written = described(old, &new, &applied);
    Ok((new, written))
}

fn described(old: &Loaded, new: &Loaded, applied: &Applied) -> Written {
    let edits = applied
        .written
        .iter()
        .map(|one| WrittenEdit {
            path: one.path.join("."),
            position: new
                .source
                .position(first_word(&applied.text, one.span.start)),
            page: one.place.page,
            span: one.place.span,
        })
        .collect();
    let (headline, rules) = match compare(old, new, &Options::default()) {
        Err(_) => (
            "one of the two contracts has mistakes".to_owned(),
            Vec::new(),
        ),
        Ok(diff) => {
            let headline = diff.bump().map_or_else(
                || "nothing changes for callers".to_owned(),
                |bump| format!("needs a {} release", bump.as_str()),
            );
            let mut rules: Vec<String> = diff
                .findings
                .iter()
                .take(FINDINGS)
                .map(|finding| {
                    format!(
                        "{}[{}]: {}",
                        finding.rule.bump().as_str(),
                        finding.rule.id,
                        finding.sees
                    )
                })
                .collect();
            if diff.findings.len() > FINDINGS {
                rules.push(format!("and {} more", diff.findings.len() - FINDINGS));
            }
            (headline, rules)
        }
    };
    Written {
        edits,
        headline,
        rules,
    }
}

/// Refuses to write through a link that nobody named: it may lead anywhere.
pub(super) fn may_write(path: &Path, named: bool, argument: &str) -> Result<(), Failure> {
    let is_link = std::fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
    if named || !is_link {
        return Ok(());
    }
    Err(Failure::failed(format!(
        "nothing was written: `{}` is a link, and leads to another file",
        path.display()
    ))
    .help(format!("name it as {argument} to write where it leads")))
}

/// Refuses to replace a lock file that could not be read whole: what somebody wrote in it would be lost.
pub(super) fn may_pin(report: &Report) -> Result<(), Failure> {
    let malformed = |problem: &&LockProblem| problem.kind == LockProblemKind::Malformed;
    let Some(problem) = report.problems.iter().find(malformed) else {
        return Ok(());
    };
    let at = report
        .lock
        .as_ref()
        .map_or_else(String::new, |source| place(source, problem.span));
    Err(
        Failure::failed(format!("nothing was written: {at}: {}", problem.message))
            .help("correct the lock file first; its entries would be lost"),
    )
}

/// Writes the lock file; into the old one, when there is one.
pub(super) fn pin(path: &Path, old: Option<&SourceText>, lock: &Lock) -> Result<(), Failure> {
    let text = match old {
        None => lock.to_string(),
        Some(old) => lock.written_into(old).ok_or_else(|| {
            Failure::failed(format!(
                "nothing was written: `{}` cannot take the pins without losing what somebody wrote",
                path.display()
            ))
            .help("write each page as a table of its own, [[page]], with one key a line")
        })?,
    };
    files::write(path, &text, Link::Follow)
        .map_err(|error| Failure::failed(format!("could not write `{}`: {error}", path.display())))
}

/// Where the first word of an insertion stands, which may begin with line ends.
fn first_word(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    start + (rest.len() - rest.trim_start().len())
}
