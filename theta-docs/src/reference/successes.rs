//! The successes of an endpoint that has several.

use super::markdown::{code, table, words};
use super::types;
use std::fmt::Write as _;
use theta_spec::contract::{Contract, Endpoint, Returns, Success, Successes};
use theta_spec::text::markdown::fence;

pub(super) fn list(contract: &Contract, several: &Successes, out: &mut String) {
    let rows: Vec<Vec<String>> = several
        .all
        .iter()
        .map(|success| {
            let media: Vec<String> = success.media.iter().map(|range| code(range)).collect();
            let variant = if success.variant.is_empty() {
                String::new()
            } else {
                code(&success.variant)
            };
            vec![
                success.status.to_string(),
                content(contract, success),
                media.join(" or "),
                variant,
                words(&success.doc),
            ]
        })
        .collect();
    table(
        out,
        &["status", "reply", "media type", "variant", ""],
        &rows,
    );
    for success in several
        .all
        .iter()
        .filter(|success| !success.example.is_empty())
    {
        let language = if matches!(success.content, Returns::Json(_)) {
            "json"
        } else if matches!(success.content, Returns::Xml { .. }) {
            "xml"
        } else {
            "text"
        };
        let _ = write!(out, "{}\n\n", fence(language, success.example.trim()));
    }
}

fn content(contract: &Contract, success: &Success) -> String {
    match &success.content {
        Returns::Json(ty) => format!("JSON: {}", types::name(contract, ty, "../")),
        Returns::Xml { ty, .. } => format!("XML: {}", types::name(contract, ty, "../")),
        Returns::Text => "text".to_owned(),
        Returns::Bytes { .. } => "bytes".to_owned(),
        Returns::Nothing | Returns::OneOf(_) | Returns::Socket { .. } => "nothing".to_owned(),
    }
}

/// The headers of replies that callers read.
pub(super) fn headers(contract: &Contract, endpoint: &Endpoint, out: &mut String) {
    if endpoint.response_headers.is_empty() {
        return;
    }
    out.push_str("## Headers of the reply\n\n");
    let rows: Vec<Vec<String>> = endpoint
        .response_headers
        .iter()
        .map(|header| {
            let unit = match header.unit.as_str() {
                "" => String::new(),
                unit => format!(", in {}", words(unit)),
            };
            vec![
                code(&header.header),
                format!("{}{unit}", types::name(contract, &header.ty, "../")),
                words(&header.doc),
            ]
        })
        .collect();
    table(out, &["header", "type", ""], &rows);
}
