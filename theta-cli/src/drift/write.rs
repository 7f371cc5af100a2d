//! What --apply does.

use crate::exit::Failure;
use crate::files::{self, Link};
use crate::input;
use crate::report::Problem;
use std::path::Path;
use theta_diff::{Options, compare};
use theta_drift::{Proposal, apply};
use theta_spec::Loaded;
use theta_spec::source::{Position, Span};

/// Most findings of `theta diff` that are listed.
const FINDINGS: usize = 10;

/// What --apply wrote, and what that means.
pub(super) struct Applied {
    pub(super) edits: Vec<Edit>,
    /// What `theta diff` says of it in one line.
    pub(super) headline: String,
    /// Its findings, one line each.
    pub(super) rules: Vec<String>,
}

/// One edit that --apply made.
pub(super) struct Edit {
    /// What it wrote, by its path in the contract.
    pub(super) path: String,
    /// Where it stands now.
    pub(super) position: Position,
    /// Where the page supports it: index of the page and the bytes.
    pub(super) page: usize,
    pub(super) span: Span,
}

/// Writes changes that the docs support into the contract. Returns the contract as it is then, and what was written.
pub(super) fn write(
    path: &Path,
    old: &Loaded,
    changes: &[&Proposal],
) -> Result<(Loaded, Applied), Failure> {
    let applied = apply(&old.source, changes)
        .map_err(|error| by_hand(Failure::failed(format!("nothing was written: {error}"))))?;
    let name = old.source.name();
    let new = theta_spec::load(name, applied.text.as_bytes());
    if new.contract.is_none() {
        let failure = Failure::failed("nothing was written: the contract would have mistakes");
        let broken = vec![new];
        return Err(by_hand(Failure { broken, ..failure }));
    }
    let unchanged = input::load(path)?;
    if unchanged.source.text() != old.source.text() {
        return Err(Failure::failed(format!(
            "nothing was written: {name} changed while it was compared"
        ))
        .help("run it again"));
    }
    files::write(path, &applied.text, Link::Follow)
        .map_err(|error| Failure::file("write", path, &error))?;
    let (headline, rules) = meaning(old, &new);
    let edits = applied.written.iter().map(|one| Edit {
        path: one.path.join("."),
        position: new
            .source
            .position(first_word(&applied.text, one.span.start)),
        page: one.page,
        span: one.support,
    });
    let applied = Applied {
        edits: edits.collect(),
        headline,
        rules,
    };
    Ok((new, applied))
}

fn by_hand(failure: Failure) -> Failure {
    failure.help("edit the contract yourself, then run `theta drift` again")
}

/// What `theta diff` says of the change: in one line, and its first findings.
fn meaning(old: &Loaded, new: &Loaded) -> (String, Vec<String>) {
    let Ok(diff) = compare(old, new, &Options::default()) else {
        let broken = "one of the two contracts has mistakes";
        return (broken.to_owned(), Vec::new());
    };
    let headline = match diff.bump() {
        None => "nothing changes for callers".to_owned(),
        Some(bump) => format!("needs a {} release", bump.as_str()),
    };
    let first = diff.findings.iter().take(FINDINGS);
    let mut rules: Vec<String> = first
        .map(|finding| {
            let (bump, rule) = (finding.rule.bump().as_str(), finding.rule.id);
            format!("{bump}[{rule}]: {}", finding.sees)
        })
        .collect();
    if let more @ 1.. = diff.findings.len().saturating_sub(FINDINGS) {
        rules.push(format!("and {more} more"));
    }
    (headline, rules)
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

/// Refuses to accept pages beside entries that could not be read: what they silence would be known for ever.
pub(super) fn may_pin(problems: &[Problem<'_>]) -> Result<(), Failure> {
    let Some(problem) = problems.iter().find(|problem| problem.kind == "malformed") else {
        return Ok(());
    };
    let (place, message) = (problem.place, problem.message);
    Err(
        Failure::failed(format!("nothing was written: {place}: {message}"))
            .help("correct the entries first"),
    )
}

/// Where the first word of an insertion stands, which may begin with line ends.
fn first_word(text: &str, start: usize) -> usize {
    let rest = &text[start..];
    start + (rest.len() - rest.trim_start().len())
}
