//! The page of all errors.

use super::markdown::{alternatives, code, evidence, paragraph, retry, table, words};
use crate::told::{Fact, OF_ERROR};
use std::fmt::Write as _;
use theta_spec::contract::{CodeMatcher, Contract, ErrorRow};
use theta_spec::sample;
use theta_spec::text::markdown::fence;

pub(super) fn page(contract: &Contract) -> String {
    // No name has a space, so no section shares the anchor of the page.
    let mut out = String::from("# All errors\n\n");
    if contract.errors.is_empty() {
        out.push_str("None is documented.\n");
        return out;
    }
    let rows: Vec<Vec<String>> = contract
        .errors
        .iter()
        .map(|row| {
            vec![
                row.status.to_string(),
                text(row),
                format!("[{}](#{})", row.name, row.name),
                retry(row.retry),
            ]
        })
        .collect();
    table(&mut out, &["status", "reply", "error", "try again"], &rows);
    for row in &contract.errors {
        section(contract, row, &mut out);
    }
    out.truncate(out.trim_end().len());
    out.push('\n');
    out
}

/// What tells the row apart besides its status.
pub(super) fn text(row: &ErrorRow) -> String {
    let mut parts = Vec::new();
    match &row.code {
        Some(
            CodeMatcher::Exact(text)
            | CodeMatcher::Number(text)
            | CodeMatcher::Folded { written: text, .. },
        ) => {
            parts.push(format!("code {}", code(text)));
        }
        Some(CodeMatcher::Template(template)) => {
            parts.push(format!("code {}", code(&template.to_string())));
        }
        None => {}
    }
    let templates = |templates: &[theta_spec::template::Template]| {
        templates
            .iter()
            .map(|template| code(&template.to_string()))
            .collect::<Vec<_>>()
            .join(" or ")
    };
    if let Some(detail) = &row.detail {
        parts.push(templates(&detail.templates));
    }
    for field in &row.fields {
        parts.push(format!(
            "{} {}",
            words(&field.field),
            templates(&field.matcher.templates)
        ));
    }
    parts.extend(
        row.headers
            .iter()
            .map(|header| format!("header {}", code(&header.to_string()))),
    );
    if parts.is_empty() {
        "any other reply".to_owned()
    } else {
        parts.join(", ")
    }
}

fn section(contract: &Contract, row: &ErrorRow, out: &mut String) {
    let _ = write!(out, "## {}\n\n{} {}\n\n", row.name, row.status, text(row));
    let on: Vec<String> = row
        .on
        .iter()
        .map(|id| super::linked(&contract.endpoints[id.0]))
        .collect();
    let everywhere = on.len() == contract.endpoints.len();
    let mut rows = vec![vec![
        "Endpoints".to_owned(),
        if everywhere {
            "all".to_owned()
        } else {
            on.join(", ")
        },
    ]];
    let mut add = |what: &str, said: String| {
        if !said.is_empty() {
            rows.push(vec![what.to_owned(), said]);
        }
    };
    add("Variant in Rust", code(&row.variant));
    for told in OF_ERROR {
        let said = match (told.fact)(row) {
            Fact::Text(text) => words(text),
            Fact::Said(text) => text,
            Fact::Alternatives(texts) => alternatives(texts),
            Fact::Names(names) => {
                let names: Vec<String> = names.iter().map(|name| code(name)).collect();
                names.join(", ")
            }
        };
        add(told.label, said);
    }
    for capture in &row.captures {
        add(&code(&format!("{{{}}}", capture.name)), words(&capture.doc));
    }
    table(out, &["fact", "value"], &rows);
    let reply = sample::error_reply(contract, row);
    if !reply.body.is_empty() {
        let language = if reply.content_type == "application/json" {
            "json"
        } else {
            "text"
        };
        let _ = write!(out, "{}\n\n", fence(language, reply.body.trim()));
    }
    paragraph(out, &evidence(contract, &row.evidence));
}
