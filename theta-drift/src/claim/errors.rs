//! What each error row says.

use super::{Claims, Says};
use crate::Kind;
use crate::fact::Limited;
use std::collections::BTreeMap;
use theta_spec::contract::{CodeMatcher, Contract, ErrorId, ErrorRow, Evidence, Retry, Status};
use theta_spec::template::Template;

pub(super) fn claims(out: &mut Claims<'_, '_>) {
    let contract = out.contract;
    statuses(out);
    for (at, row) in contract.errors.iter().enumerate() {
        let from = out.list.len();
        claims_of(out, row);
        let endpoints = scope(contract, row);
        for claim in &mut out.list[from..] {
            claim.row = Some(ErrorId(at));
            claim.statuses.clone_from(&row.status.members);
            claim.endpoints.clone_from(&endpoints);
        }
    }
}

/// One claim for each status, whatever the number of its rows.
fn statuses(out: &mut Claims<'_, '_>) {
    let contract = out.contract;
    let mut rows: BTreeMap<Status, Vec<&ErrorRow>> = BTreeMap::new();
    for row in &contract.errors {
        for status in &row.status.members {
            rows.entry(*status).or_default().push(row);
        }
    }
    for (status, rows) in rows {
        let Some(first) = rows.first() else { continue };
        let path = ["errors", &first.name, "status"];
        let mut evidence = first.evidence.clone();
        for row in &rows[1..] {
            evidence
                .sources
                .extend(row.evidence.sources.iter().cloned());
        }
        evidence.sources.sort();
        evidence.sources.dedup();
        let value = written(status);
        let claim = out.add(&path, Says::Status(status), value.clone(), &evidence);
        claim.subject = format!("errors.{value}");
        claim.statuses = vec![status];
        claim.main = rows.iter().all(|row| row.is_status_only());
    }
}

fn claims_of(out: &mut Claims<'_, '_>, row: &ErrorRow) {
    let name = row.name.as_str();
    let evidence = &row.evidence;
    if let Some(detail) = &row.detail {
        let path = ["errors", name, "detail"];
        let written = out.spelled.texts(&path);
        let value = written
            .first()
            .map_or_else(|| detail.templates[0].to_string(), Clone::clone);
        // A page may print a text alone that stands inside another one on the wire.
        let mut templates: Vec<Template> = written
            .iter()
            .filter_map(|text| Template::parse(text).ok())
            .collect();
        for template in &detail.templates {
            if !templates.contains(template) {
                templates.push(template.clone());
            }
        }
        out.add(&path, Says::Detail(templates), value, evidence)
            .main = true;
    }
    if let Some(code) = row.code.as_ref().filter(|_| row.within.is_none()) {
        let value = match code {
            CodeMatcher::Exact(text)
            | CodeMatcher::Number(text)
            | CodeMatcher::Folded { written: text, .. } => text.clone(),
            CodeMatcher::Template(template) => template.to_string(),
        };
        let path = ["errors", name, "code"];
        out.add(&path, Says::Code(code.clone()), value, evidence)
            .main = row.detail.is_none();
    }
    for field in &row.fields {
        let says = Says::Field(field.field.clone(), field.matcher.templates.clone());
        let value = field.matcher.templates[0].to_string();
        out.add(
            &["errors", name, "match", &field.field],
            says,
            value,
            evidence,
        );
    }
    for alias in &row.aliases {
        let says = Says::Alias(alias.clone());
        out.add(&["errors", name, "aliases"], says, alias.clone(), evidence);
    }
    out.add(
        &["errors", name, "retry"],
        Says::Retry(row.retry),
        retried(row.retry),
        evidence,
    );
    for (key, kind, texts) in [
        ("cause", Kind::Cause, &row.causes),
        ("fix", Kind::Fix, &row.fixes),
    ] {
        for text in texts {
            out.add(
                &["errors", name, key],
                Says::Words(kind),
                text.clone(),
                evidence,
            );
        }
    }
    for capture in &row.captures {
        let path = ["errors", name, "captures", &capture.name, "example"];
        if !out.spelled.has(&path) {
            continue;
        }
        let counts_characters = capture.name.contains("char");
        if let Some((of, amount)) = shown_limit(&capture.example, counts_characters) {
            let says = Says::Shown(of, amount);
            out.add(&path, says, capture.example.clone(), &Evidence::default());
        }
    }
}

/// The limit that the value of a capture shows: `2 MB`, or a bare number of characters.
pub(crate) fn shown_limit(example: &str, counts_characters: bool) -> Option<(Limited, u64)> {
    const UNITS: &[(&str, Limited, u64)] = &[
        ("KB", Limited::Size, 1_000),
        ("MB", Limited::Size, 1_000_000),
        ("GB", Limited::Size, 1_000_000_000),
        ("KiB", Limited::Size, 1 << 10),
        ("MiB", Limited::Size, 1 << 20),
        ("GiB", Limited::Size, 1 << 30),
    ];
    let digits = example
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(example.len());
    let number: u64 = example[..digits].parse().ok()?;
    match example[digits..].trim() {
        "" => counts_characters.then_some((Limited::Characters, number)),
        unit => UNITS
            .iter()
            .find(|(name, ..)| name.eq_ignore_ascii_case(unit))
            .and_then(|(_, of, scale)| Some((*of, number.checked_mul(*scale)?))),
    }
}

/// Paths of the endpoints that can return it; empty when all can.
fn scope(contract: &Contract, row: &ErrorRow) -> Vec<String> {
    if row.on.len() == contract.endpoints.len() {
        return Vec::new();
    }
    let mut paths: Vec<String> = row
        .on
        .iter()
        .map(|id| contract.endpoints[id.0].path_template())
        .collect();
    paths.sort();
    paths.dedup();
    paths
}

pub(crate) fn written(status: Status) -> String {
    match status {
        Status::Exact(status) => status.to_string(),
        Status::Class(class) => format!("{class}xx"),
        Status::Default => "default".to_owned(),
    }
}

fn retried(retry: Retry) -> String {
    match retry {
        Retry::Never => "never".to_owned(),
        Retry::AfterUser => "after_user".to_owned(),
        Retry::Backoff { at_most: None } => "backoff".to_owned(),
        Retry::Backoff {
            at_most: Some(most),
        } => format!("backoff, at most {most} times"),
        Retry::Unstated => "unstated".to_owned(),
    }
}
