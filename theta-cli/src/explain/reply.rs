//! From a query to an explanation.

use super::explanation::{
    Asked, Explanation, Level, Match, Near, NoValue, Outcome, Read, Row, UnknownOn, statuses,
};
use super::nearest::{Alignment, align};
use super::texts as by_text;
use super::value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use theta_spec::classify::{self, Outcome as Classified, Reading};
use theta_spec::contract::{
    CodeMatcher, Contract, Endpoint, EndpointId, ErrorId, ErrorRow, ShapeContent, ShapeId,
};
use theta_spec::json::{self, Json, Received};
use theta_spec::suggest;

/// Most near rows that are shown.
const MAX_NEAR: usize = 3;

/// Most texts of a body without a documented shape that are compared.
const MAX_TEXTS: usize = 16;

pub(super) fn names(contract: &Contract, ids: &[EndpointId]) -> Vec<String> {
    ids.iter()
        .map(|id| contract.endpoints[id.0].name.clone())
        .collect()
}

fn empty(
    contract: &Contract,
    endpoints: &[EndpointId],
    spec: String,
    result: Outcome,
) -> Explanation {
    Explanation {
        format_version: 1,
        spec,
        asked: Asked {
            endpoints: names(contract, endpoints),
            narrowed: endpoints.len() < contract.endpoints.len(),
            ..Asked::default()
        },
        result,
        matches: Vec::new(),
        success: Vec::new(),
        no_value: Vec::new(),
        unknown: Vec::new(),
        read: None,
        nearest: Vec::new(),
        hints: Vec::new(),
    }
}

fn rows(contract: &Contract) -> impl Iterator<Item = (ErrorId, &ErrorRow)> {
    contract
        .errors
        .iter()
        .enumerate()
        .map(|(index, row)| (ErrorId(index), row))
}

/// Endpoints out of the selected ones that can return the row.
pub(super) fn on(row: &ErrorRow, endpoints: &[EndpointId]) -> Vec<EndpointId> {
    row.on
        .iter()
        .copied()
        .filter(|id| endpoints.contains(id))
        .collect()
}

fn documented(
    contract: &Contract,
    endpoints: &[EndpointId],
    is_meant: impl Fn(&ErrorRow) -> bool,
) -> Vec<Match> {
    rows(contract)
        .filter(|(_, row)| is_meant(row))
        .map(|(_, row)| (row, on(row, endpoints)))
        .filter(|(_, on)| !on.is_empty())
        .map(|(row, on)| Match {
            endpoints: names(contract, &on),
            captures: BTreeMap::new(),
            error: Row::of(contract, row),
        })
        .collect()
}

/// What an error is, by its name, its variant or an alias; whatever the case when nothing has exactly that name, and by
/// its texts when nothing has that name at all.
pub(super) fn by_name(
    contract: &Contract,
    endpoints: &[EndpointId],
    spec: String,
    name: &str,
) -> Explanation {
    // `PronunciationError::NotAllWordsSpoken`, as a program prints it.
    let (owner, short) = name.rsplit_once("::").unwrap_or(("", name));
    let candidates: Vec<EndpointId> = if owner.is_empty() || owner == "ApiError" {
        endpoints.to_vec()
    } else {
        endpoints
            .iter()
            .copied()
            .filter(|id| contract.endpoints[id.0].error_ident == owner)
            .collect()
    };
    let mut matches = documented(contract, &candidates, |row| {
        known_as(row).any(|known| known == short)
    });
    if matches.is_empty() {
        matches = documented(contract, &candidates, |row| {
            known_as(row).any(|known| known.eq_ignore_ascii_case(short))
        });
    }
    let result = if matches.is_empty() {
        Outcome::Unknown
    } else {
        Outcome::Match
    };
    let mut explanation = empty(contract, endpoints, spec, result);
    explanation.asked.name = Some(name.to_owned());
    if matches.is_empty() {
        let elsewhere = contract
            .errors
            .iter()
            .find(|row| known_as(row).any(|known| known.eq_ignore_ascii_case(short)));
        if let Some(row) = elsewhere {
            let hint = format!(
                "`{}` is documented on: {}",
                row.name,
                names(contract, &row.on).join(", ")
            );
            explanation.hints.push(hint);
            return explanation;
        }
        by_text::look_up(contract, endpoints, &mut explanation, name);
        let is_silent = explanation.matches.is_empty() && explanation.hints.is_empty();
        if let (true, Some(near)) = (
            is_silent,
            suggest::nearest(short, contract.errors.iter().flat_map(known_as)),
        ) {
            explanation.hints.push(format!("did you mean `{near}`?"));
            explanation.nearest.clear();
        }
        return explanation;
    }
    explanation.matches = matches;
    explanation
}

fn known_as(row: &ErrorRow) -> impl Iterator<Item = &str> {
    let code = match &row.code {
        Some(CodeMatcher::Exact(code) | CodeMatcher::Folded { written: code, .. }) => {
            Some(code.as_str())
        }
        Some(CodeMatcher::Template(_)) | None => None,
    };
    [row.name.as_str(), row.variant.as_str()]
        .into_iter()
        .chain(row.aliases.iter().map(String::as_str))
        .chain(code)
}

/// Which errors come with a status.
pub(super) fn by_status(
    contract: &Contract,
    endpoints: &[EndpointId],
    spec: String,
    status: u16,
) -> Explanation {
    let matches = documented(contract, endpoints, |row| row.status.contains(status));
    let success = endpoints.iter().copied();
    let success: Vec<EndpointId> = success
        .filter(|id| value::documents(&contract.endpoints[id.0], status))
        .collect();
    let result = match (matches.is_empty(), success.is_empty()) {
        (false, _) => Outcome::Candidates,
        (true, false) => Outcome::Success,
        (true, true) => Outcome::Unknown,
    };
    let mut explanation = empty(contract, endpoints, spec, result);
    explanation.asked.status = Some(status);
    explanation.success = names(contract, &success);
    if result == Outcome::Unknown {
        explanation.unknown = vec![UnknownOn {
            level: Level::UnknownStatus,
            endpoints: names(contract, endpoints),
        }];
    }
    explanation.matches = matches;
    explanation
}

/// Which error a reply is, on each endpoint.
pub(super) fn by_reply(
    contract: &Contract,
    endpoints: &[EndpointId],
    spec: String,
    status: u16,
    body: &[u8],
) -> Explanation {
    let mut found: Vec<(ErrorId, BTreeMap<String, String>, Vec<EndpointId>)> = Vec::new();
    let mut unknown: BTreeMap<Level, Vec<EndpointId>> = BTreeMap::new();
    let mut success: Vec<EndpointId> = Vec::new();
    let mut no_value: BTreeMap<String, Vec<EndpointId>> = BTreeMap::new();
    for &id in endpoints {
        match classify::classify(contract, &contract.endpoints[id.0], status, body) {
            Classified::Row { id: row, captures } => {
                let captures: BTreeMap<String, String> = captures.into_iter().collect();
                match found
                    .iter_mut()
                    .find(|(other, texts, _)| *other == row && *texts == captures)
                {
                    Some((_, _, on)) => on.push(id),
                    None => found.push((row, captures, vec![id])),
                }
            }
            Classified::Success => {
                match value::refusal(contract, &contract.endpoints[id.0], status, body) {
                    Some(why) => no_value.entry(why).or_default().push(id),
                    None => success.push(id),
                }
            }
            Classified::Unknown(how) => {
                let level = match (how.known_code, how.known_status) {
                    (true, _) => Level::KnownCode,
                    (false, true) => Level::KnownStatus,
                    (false, false) => Level::UnknownStatus,
                };
                unknown.entry(level).or_default().push(id);
            }
        }
    }
    let result = if !found.is_empty() {
        Outcome::Match
    } else if unknown.is_empty() && !success.is_empty() {
        Outcome::Success
    } else {
        Outcome::Unknown
    };
    let mut explanation = empty(contract, endpoints, spec, result);
    // On a success only shapes that fail are read, and only where they do.
    let failing = unknown.values().flatten().next();
    let one = found.first().and_then(|(_, _, on)| on.first()).or(failing);
    let reading = match one.or(endpoints.first()) {
        Some(id) => classify::read_on(contract, &contract.endpoints[id.0], status, body),
        None => classify::read(contract, body),
    };
    if result == Outcome::Unknown {
        let texts = received(&reading, body);
        explanation.nearest = near(contract, endpoints, Some(status), &texts);
        explanation.hints = hints(contract, endpoints, status, body, &reading);
        explanation.hints.extend(documented_names(contract, &texts));
        explanation
            .hints
            .extend(elsewhere(contract, endpoints, status, body));
    }
    explanation.asked.status = Some(status);
    explanation.asked.body = Some(String::from_utf8_lossy(body).into_owned());
    explanation.matches = found
        .into_iter()
        .map(|(row, captures, on)| Match {
            endpoints: names(contract, &on),
            captures,
            error: Row::of(contract, contract.error(row)),
        })
        .collect();
    let mut undocumented = success.clone();
    undocumented.retain(|id| !value::documents(&contract.endpoints[id.0], status));
    if !undocumented.is_empty() {
        explanation.hints.push(format!(
            "{status} is not documented on: {}; the client reads it as any success",
            names(contract, &undocumented).join(", ")
        ));
    }
    explanation.success = names(contract, &success);
    explanation.no_value = no_value
        .into_iter()
        .map(|(why, on)| NoValue {
            why,
            endpoints: names(contract, &on),
        })
        .collect();
    explanation.unknown = unknown
        .into_iter()
        .map(|(level, on)| UnknownOn {
            level,
            endpoints: names(contract, &on),
        })
        .collect();
    explanation.read = Some(read(contract, reading, body));
    explanation
}

fn read(contract: &Contract, reading: Reading, body: &[u8]) -> Read {
    Read {
        body: kind(body),
        shape: reading.shape.map(|id| contract.shape(id).name.clone()),
        code: reading.code,
        detail: reading.detail,
        fields: reading.fields.into_iter().collect(),
        request_id: reading.request_id,
        retry_after_ms: reading.retry_after_ms,
    }
}

fn kind(body: &[u8]) -> String {
    let text = json::text_of(body);
    if json::without_mark(&text).trim().is_empty() {
        return "empty".to_owned();
    }
    match (Received::parse(&text), &text) {
        (Ok(value), _) => format!("JSON, {}", value.kind()),
        (Err(_), Cow::Owned(_)) => "not UTF-8".to_owned(),
        (Err(error), Cow::Borrowed(_)) => format!("not JSON ({error})"),
    }
}

/// The texts of a body that may be meant as its message.
fn received(reading: &Reading, body: &[u8]) -> Vec<String> {
    if let Some(detail) = &reading.detail {
        return vec![detail.clone()];
    }
    texts(body)
}

/// Every text of what may be JSON.
pub(super) fn texts(body: &[u8]) -> Vec<String> {
    match Received::parse(&json::text_of(body)) {
        Ok(value) => value.texts().take(MAX_TEXTS).collect(),
        Err(_) => vec![String::from_utf8_lossy(body).trim().to_owned()],
    }
}

/// Rows whose detail is nearly one of the texts: of the same status first, then by distance, then in the contract's order.
pub(super) fn near(
    contract: &Contract,
    endpoints: &[EndpointId],
    status: Option<u16>,
    texts: &[String],
) -> Vec<Near> {
    let mut candidates: Vec<(bool, usize, ErrorId, Near)> = Vec::new();
    for (id, row) in rows(contract) {
        let on = on(row, endpoints);
        let templates = row.detail.iter().flat_map(|detail| &detail.templates);
        let best = templates
            .flat_map(|template| texts.iter().map(move |text| (template, text)))
            .filter_map(|(template, text)| {
                align(template, text).map(|alignment| (alignment, template, text))
            })
            .min_by_key(|(alignment, _, _)| alignment.distance);
        let Some((
            Alignment {
                distance,
                difference,
            },
            template,
            text,
        )) = best.filter(|_| !on.is_empty())
        else {
            continue;
        };
        let near = Near {
            name: row.name.clone(),
            variant: row.variant.clone(),
            statuses: statuses(row),
            endpoints: names(contract, &on),
            documented: template.to_string(),
            received: text.clone(),
            distance,
            difference,
        };
        let other_status = status.is_some_and(|status| !row.status.contains(status));
        candidates.push((other_status, distance, id, near));
    }
    candidates.sort_by_key(|(other_status, distance, id, _)| (*other_status, *distance, *id));
    candidates
        .into_iter()
        .map(|(_, _, _, near)| near)
        .take(MAX_NEAR)
        .collect()
}

fn hints(
    contract: &Contract,
    endpoints: &[EndpointId],
    status: u16,
    body: &[u8],
    reading: &Reading,
) -> Vec<String> {
    let mut hints = Vec::new();
    if let Some(code) = &reading.code {
        let codes = contract.errors.iter().filter_map(|row| match &row.code {
            Some(CodeMatcher::Exact(code) | CodeMatcher::Folded { written: code, .. }) => {
                Some(code.as_str())
            }
            Some(CodeMatcher::Template(_)) | None => None,
        });
        if let Some(near) = suggest::nearest(code, codes).filter(|near| near != code) {
            hints.push(format!("the nearest documented code is `{near}`"));
        }
    }
    if let (None, Some(text)) = (reading.shape, bare(body)) {
        let mut rows: Vec<ErrorId> = Vec::new();
        for id in endpoints {
            rows.extend(
                as_detail(contract, &contract.endpoints[id.0], status, &text)
                    .filter(|row| !rows.contains(row)),
            );
        }
        for row in rows {
            let row = contract.error(row);
            hints.push(format!("the body is bare text, not the documented JSON; as a detail string it would be `{}`", row.name));
        }
    }
    hints
}

/// Texts that the docs use as names of errors: not what the API is documented to send.
fn documented_names(contract: &Contract, texts: &[String]) -> Vec<String> {
    let named = contract
        .errors
        .iter()
        .flat_map(|row| row.aliases.iter().map(move |alias| (row, alias)));
    named
        .filter(|(_, alias)| texts.contains(alias))
        .map(|(row, alias)| {
            format!(
                "`{alias}` is a name that the docs give to `{}`: theta explain {}",
                row.name, row.name
            )
        })
        .collect()
}

/// Endpoints out of those that were not asked for on which the reply is documented.
fn elsewhere(
    contract: &Contract,
    endpoints: &[EndpointId],
    status: u16,
    body: &[u8],
) -> Option<String> {
    let others = (0..contract.endpoints.len())
        .map(EndpointId)
        .filter(|id| !endpoints.contains(id));
    let known = others.filter(|id| {
        let outcome = classify::classify(contract, &contract.endpoints[id.0], status, body);
        matches!(outcome, Classified::Row { .. })
    });
    let known: Vec<EndpointId> = known.collect();
    (!known.is_empty()).then(|| {
        format!(
            "the reply is documented on: {}",
            names(contract, &known).join(", ")
        )
    })
}

/// The text of a body that is text alone: no JSON, or a JSON string.
fn bare(body: &[u8]) -> Option<String> {
    let text = json::without_mark(std::str::from_utf8(body).ok()?);
    match Received::parse(text) {
        Ok(value) => match value.scalar()? {
            Json::String(text) => Some(text),
            _ => None,
        },
        Err(_) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
    }
}

/// The row that a reply would be whose message, in one of the documented JSON shapes, is this text.
fn as_detail(contract: &Contract, endpoint: &Endpoint, status: u16, text: &str) -> Option<ErrorId> {
    let shapes = contract.shapes.iter().enumerate();
    shapes
        .filter(|(_, shape)| matches!(shape.content, ShapeContent::Json { .. }))
        .find_map(|(index, _)| {
            let reading = Reading {
                shape: Some(ShapeId(index)),
                detail: Some(text.to_owned()),
                ..Reading::default()
            };
            match classify::classify_reading(contract, endpoint, status, &reading) {
                Classified::Row { id, .. } => Some(id),
                Classified::Unknown(_) | Classified::Success => None,
            }
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_bare_text_when_it_is_no_json_or_a_json_string() {
        for (body, expected) in [
            ("gold_text is required\n", Some("gold_text is required")),
            ("\"gold_text is required\"", Some("gold_text is required")),
            ("{\"detail\":1}", None),
            ("  ", None),
        ] {
            assert_eq!(bare(body.as_bytes()).as_deref(), expected, "{body}");
        }
        assert_eq!(bare(&[0xff]), None);
    }

    #[test]
    fn the_kind_of_a_body_says_where_json_ends() {
        assert_eq!(kind(b"[1]"), "JSON, an array");
        assert_eq!(
            kind(b"<html>"),
            "not JSON (expected a JSON value at byte 0)"
        );
        assert_eq!(kind(b" \n"), "empty");
        assert_eq!(kind(&[0xff]), "not UTF-8");
    }
}
