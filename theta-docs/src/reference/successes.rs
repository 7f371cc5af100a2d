//! The successes of an endpoint that has several.

use super::markdown::{code, table, words};
use super::types;
use std::fmt::Write as _;
use theta_spec::contract::{
    Contract, Endpoint, EventData, EventItems, Events, Framing, Returns, Success, Successes,
};
use theta_spec::text::count;
use theta_spec::text::markdown::fence;
use theta_spec::wording::{RESUMES, end_of};

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
        &["status", "reply", "media type", "variant", "meaning"],
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
        Returns::Nothing | Returns::OneOf(_) | Returns::Socket { .. } | Returns::Events(_) => {
            "nothing".to_owned()
        }
    }
}

/// The events that come back.
pub(super) fn events(contract: &Contract, events: &Events, out: &mut String) {
    let how = match events.framing {
        Framing::Sse => "Events",
        Framing::Lines => "Lines of JSON",
    };
    let asked: Vec<String> = events.accept.iter().map(|media| code(media)).collect();
    let _ = write!(
        out,
        "{how}, asked for as {}, until {}. One has at most {}.{}{}\n\n",
        asked.join(" or "),
        end_of(events, code),
        code(&count(events.max_event, "byte")),
        if events.resumes { " " } else { "" },
        if events.resumes { RESUMES } else { "" }
    );
    match &events.items {
        EventItems::One(data) => {
            let _ = write!(out, "Each is {}.\n\n", event_data(contract, data));
        }
        EventItems::Named { all, .. } => {
            let rows = all.iter().map(|event| {
                vec![
                    code(&event.name),
                    event_data(contract, &event.data),
                    code(&event.variant),
                    words(&event.doc),
                ]
            });
            let rows: Vec<Vec<String>> = rows.collect();
            table(out, &["event", "data", "variant", "meaning"], &rows);
        }
    }
}

fn event_data(contract: &Contract, data: &EventData) -> String {
    match data {
        EventData::Json(ty) => format!("JSON: {}", types::name(contract, ty, "../")),
        EventData::Text => "text".to_owned(),
        EventData::Nothing => "nothing that is read".to_owned(),
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
    table(out, &["header", "type", "meaning"], &rows);
}
