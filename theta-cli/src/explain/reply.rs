//! Errors by a reply.

use super::charset;
use super::explanation::{
    Asked, Explanation, Level, Near, NoValue, Outcome, Read, ReadItem, UnknownOn, statuses,
};
use super::nearest::align;
use super::scope::{Scope, written_code};
use super::value;
use std::borrow::Cow;
use std::collections::BTreeMap;
use theta_spec::classify::{self, Outcome as Classified, Reading};
use theta_spec::contract::{Contract, Endpoint, EndpointId, ErrorId, ShapeContent, ShapeId};
use theta_spec::json::{self, Json, Received};
use theta_spec::suggest;

/// Most near rows that are shown.
const MAX_NEAR: usize = 3;

/// Most texts of a body without a documented shape that are compared.
const MAX_TEXTS: usize = 16;

/// Explains which error a reply is, on each endpoint.
pub(super) fn by_reply(
    scope: &Scope<'_>,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
) -> Explanation {
    let contract = scope.contract;
    let examined = charset::examined(headers, body);
    let mut found: Vec<(ErrorId, BTreeMap<String, String>, Vec<EndpointId>)> = Vec::new();
    let mut unknown: BTreeMap<Level, Vec<EndpointId>> = BTreeMap::new();
    let mut success: Vec<EndpointId> = Vec::new();
    let mut no_value: BTreeMap<String, Vec<EndpointId>> = BTreeMap::new();
    for &id in &scope.endpoints {
        let endpoint = scope.endpoint(id);
        match classify::classify_with(contract, endpoint, status, headers, &examined) {
            Classified::Row { id: row, captures } => {
                let captures: BTreeMap<String, String> = captures.into_iter().collect();
                let mut others = found.iter_mut();
                match others.find(|(other, texts, _)| *other == row && *texts == captures) {
                    Some((_, _, on)) => on.push(id),
                    None => found.push((row, captures, vec![id])),
                }
            }
            Classified::Success => {
                match value::refusal(contract, endpoint, status, headers, body) {
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
    let mut explanation = scope.explanation(Asked {
        status: Some(status),
        body: Some(charset::shown(headers, body)),
        ..Asked::default()
    });
    explanation.hints.extend(charset::needs(headers, body));
    let body = &*examined;
    // On a success only shapes that fail are read, and only where they do.
    let failing = unknown.values().flatten().next();
    let one = found.first().and_then(|(_, _, on)| on.first()).or(failing);
    let reading = match one.or(scope.endpoints.first()) {
        Some(id) => classify::read_with(contract, scope.endpoint(*id), status, headers, body),
        None => classify::read(contract, body),
    };
    if !found.is_empty() {
        explanation.result = Outcome::Match;
    } else if unknown.is_empty() && !success.is_empty() {
        explanation.result = Outcome::Success;
    } else {
        let texts = received(&reading, body);
        explanation.nearest = near(scope, Some(status), &texts);
        explanation
            .hints
            .extend(hints(scope, status, body, &reading, &texts));
    }
    let matches = found.into_iter();
    let matches =
        matches.map(|(row, captures, on)| scope.found(contract.error(row), &on, captures));
    explanation.matches = matches.collect();
    let mut undocumented = success.clone();
    undocumented.retain(|id| !value::documents(scope.endpoint(*id), status));
    if !undocumented.is_empty() {
        let on = scope.listed(&undocumented);
        explanation.hints.push(format!(
            "{status} is not documented on: {on}; the client reads it as any success"
        ));
    }
    explanation.success = scope.names(&success);
    let no_value = no_value.into_iter().map(|(why, on)| NoValue {
        why,
        endpoints: scope.names(&on),
    });
    explanation.no_value = no_value.collect();
    let unknown = unknown.into_iter().map(|(level, on)| UnknownOn {
        level,
        endpoints: scope.names(&on),
    });
    explanation.unknown = unknown.collect();
    let items = items(scope, status, &reading);
    explanation.read = Some(Read {
        items,
        body: kind(body),
        shape: reading.shape.map(|id| contract.shape(id).name.clone()),
        code: reading.code,
        detail: reading.detail,
        fields: reading.fields.into_iter().collect(),
        request_id: reading.request_id,
        retry_after_ms: reading.retry_after_ms,
    });
    explanation
}

/// Each failure of a list, with the errors that it is where it stands alone.
fn items(scope: &Scope<'_>, status: u16, reading: &Reading) -> Vec<ReadItem> {
    if reading.items.is_empty() {
        return Vec::new();
    }
    let items = reading.each().map(|item| {
        let mut errors: Vec<String> = Vec::new();
        for id in &scope.endpoints {
            let endpoint = scope.endpoint(*id);
            if let Classified::Row { id, .. } =
                classify::classify_reading(scope.contract, endpoint, status, &item)
            {
                let name = &scope.contract.error(id).name;
                errors.extend((!errors.contains(name)).then(|| name.clone()));
            }
        }
        let item = item.into_owned();
        ReadItem {
            code: item.code,
            detail: item.detail,
            fields: item.fields.into_iter().collect(),
            errors,
        }
    });
    items.collect()
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
pub(super) fn near(scope: &Scope<'_>, status: Option<u16>, texts: &[String]) -> Vec<Near> {
    let mut candidates: Vec<(bool, usize, ErrorId, Near)> = Vec::new();
    for (id, row) in scope.rows() {
        let on = scope.on(row);
        let templates = row.detail.iter().flat_map(|detail| &detail.templates);
        let pairs = templates.flat_map(|template| texts.iter().map(move |text| (template, text)));
        let aligned =
            pairs.filter_map(|(template, text)| Some((align(template, text)?, template, text)));
        let best = aligned.min_by_key(|(alignment, _, _)| alignment.distance);
        let Some((alignment, template, text)) = best.filter(|_| !on.is_empty()) else {
            continue;
        };
        let near = Near {
            name: row.name.clone(),
            variant: row.variant.clone(),
            statuses: statuses(row),
            endpoints: scope.names(&on),
            documented: template.to_string(),
            received: text.clone(),
            distance: alignment.distance,
            difference: alignment.difference,
        };
        let other_status = status.is_some_and(|status| !row.status.contains(status));
        candidates.push((other_status, near.distance, id, near));
    }
    candidates.sort_by_key(|(other_status, distance, id, _)| (*other_status, *distance, *id));
    let nearest = candidates.into_iter().map(|(_, _, _, near)| near);
    nearest.take(MAX_NEAR).collect()
}

fn hints(
    scope: &Scope<'_>,
    status: u16,
    body: &[u8],
    reading: &Reading,
    texts: &[String],
) -> Vec<String> {
    let contract = scope.contract;
    let mut hints = Vec::new();
    if let Some(code) = &reading.code {
        let codes = contract.errors.iter().filter_map(written_code);
        if let Some(near) = suggest::nearest(code, codes).filter(|near| near != code) {
            hints.push(format!("the nearest documented code is `{near}`"));
        }
    }
    if let (None, Some(text)) = (reading.shape, bare(body)) {
        let mut rows: Vec<ErrorId> = Vec::new();
        for id in &scope.endpoints {
            let row = as_detail(contract, scope.endpoint(*id), status, &text);
            rows.extend(row.filter(|row| !rows.contains(row)));
        }
        for row in rows {
            let name = &contract.error(row).name;
            hints.push(format!("the body is bare text, not the documented JSON; as a detail string it would be `{name}`"));
        }
    }
    // Texts that the docs use as names of errors are not what the API is documented to send.
    for row in &contract.errors {
        for alias in row.aliases.iter().filter(|alias| texts.contains(alias)) {
            let name = &row.name;
            hints.push(format!(
                "`{alias}` is a name that the docs give to `{name}`: theta explain {name}"
            ));
        }
    }
    // Endpoints that were not asked for may document the reply.
    let others = (0..contract.endpoints.len()).map(EndpointId);
    let known = others.filter(|id| {
        let outcome = classify::classify(contract, scope.endpoint(*id), status, body);
        !scope.endpoints.contains(id) && matches!(outcome, Classified::Row { .. })
    });
    let known: Vec<EndpointId> = known.collect();
    if !known.is_empty() {
        hints.push(format!(
            "the reply is documented on: {}",
            scope.listed(&known)
        ));
    }
    hints
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
