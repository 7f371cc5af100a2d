//! Text and tables that read the same before and after rendering.

use std::fmt::Write as _;
use theta_spec::contract::{Confidence, Contract, Evidence, Retry};
use theta_spec::text::markdown::{cell, link};

pub(super) use theta_spec::text::markdown::{code, prose as words};

/// A table; nothing when it has no rows.
pub(super) fn table(out: &mut String, head: &[&str], rows: &[Vec<String>]) {
    if rows.is_empty() {
        return;
    }
    let _ = writeln!(out, "| {} |", head.join(" | "));
    let _ = writeln!(out, "|{}", " --- |".repeat(head.len()));
    for row in rows {
        let cells: Vec<String> = row.iter().map(|markdown| cell(markdown)).collect();
        let _ = writeln!(out, "| {} |", cells.join(" | "));
    }
    out.push('\n');
}

/// A paragraph; nothing when the text is empty.
pub(super) fn paragraph(out: &mut String, text: &str) {
    if !text.is_empty() {
        let _ = write!(out, "{text}\n\n");
    }
}

/// Several causes or fixes as one text.
pub(super) fn alternatives(texts: &[String]) -> String {
    texts
        .iter()
        .map(|text| words(text))
        .collect::<Vec<_>>()
        .join(" Or: ")
}

/// What to do about trying again.
pub(super) fn retry(retry: Retry) -> String {
    theta_spec::wording::retry(retry).answer
}

/// That something is deprecated, after other words about it; empty when it is not.
pub(super) fn deprecated(why: Option<&str>) -> String {
    match why {
        None => String::new(),
        Some("") => " **Deprecated.**".to_owned(),
        Some(why) => format!(" **Deprecated:** {}", words(why)),
    }
}

/// Where a fact comes from and what is uncertain; empty for a plainly documented fact without a page.
pub(super) fn evidence(contract: &Contract, evidence: &Evidence) -> String {
    let mut said = Vec::new();
    match evidence.confidence {
        Confidence::Documented => {}
        Confidence::Observed => said.push("*Observed, not documented.*".to_owned()),
        Confidence::Inferred => said.push("*Inferred, not documented.*".to_owned()),
        Confidence::Disputed => said.push("*The documentation contradicts itself.*".to_owned()),
    }
    if !evidence.note.is_empty() {
        said.push(words(&evidence.note));
    }
    let links: Vec<String> = evidence
        .sources
        .iter()
        .map(|name| source(contract, name))
        .collect();
    if !links.is_empty() {
        said.push(format!("Source: {}.", links.join(", ")));
    }
    said.join(" ")
}

fn source(contract: &Contract, name: &str) -> String {
    match contract.sources.iter().find(|source| source.name == name) {
        Some(source) => link(name, &source.url),
        None => words(name),
    }
}
