//! What the client gives of a reply that is a success.

use super::charset;
use theta_spec::classify;
use theta_spec::conform::{Mismatch, mismatches};
use theta_spec::contract::{
    Contract, Endpoint, EventData, Events, Number, Returns, Success, Successes, Type,
};
use theta_spec::json::{self, Json, Received};
use theta_spec::xml;

/// Whether the contract has the status among those of the endpoint's successes.
pub(super) fn documents(endpoint: &Endpoint, status: u16) -> bool {
    // Where nothing is read and no status is written, each is one.
    let any = matches!(endpoint.returns, Returns::Nothing) && !endpoint.says_status;
    let one_of = match &endpoint.returns {
        Returns::OneOf(several) => several.all.iter().any(|one| one.status.contains(status)),
        _ => false,
    };
    one_of
        || status == endpoint.success
        || endpoint.empty.contains(&status)
        || (any && classify::is_success(status))
}

/// Why the client gives no value of a success; `None` when it gives one.
pub(super) fn refusal(
    contract: &Contract,
    endpoint: &Endpoint,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
) -> Option<String> {
    if endpoint.empty.contains(&status) {
        return None;
    }
    if let Returns::OneOf(several) = &endpoint.returns {
        return of_several(contract, several, status, headers, body);
    }
    let wanted = match &endpoint.returns {
        Returns::Nothing | Returns::OneOf(_) | Returns::Bytes { stream: true, .. } => return None,
        Returns::Events(events) => return of_event(contract, events, body),
        Returns::Json(ty) | Returns::Xml { ty, .. } | Returns::Socket { receives: ty, .. } => {
            name(contract, ty)
        }
        Returns::Text => "text".to_owned(),
        Returns::Bytes { stream: false, .. } => "bytes".to_owned(),
    };
    if body.is_empty() && !documents(endpoint, status) {
        return Some(format!(
            "{status} is not documented and has no body: no `{wanted}`"
        ));
    }
    let why = match &endpoint.returns {
        Returns::Json(ty) | Returns::Socket { receives: ty, .. } => {
            departs(contract, ty, &json::text_of(body))?
        }
        Returns::Text => charset::text(headers, body).err()?,
        _ => return None,
    };
    Some(format!("{status}, but no `{wanted}`: {why}"))
}

/// Why the client gives no value of the data of an event; `None` if it is fine for one of them, or none that it reads.
fn of_event(contract: &Contract, events: &Events, body: &[u8]) -> Option<String> {
    let text = json::text_of(body);
    let is_end = events.end.as_ref().and_then(|end| end.text.as_deref()) == Some(text.trim());
    if is_end
        || events
            .datas()
            .any(|data| !matches!(data, EventData::Json(_)))
    {
        return None;
    }
    let mut why = None;
    for ty in events.types() {
        let departs = departs(contract, ty, &text)?;
        why = why.or(Some(format!(
            "no event `{}`: {departs}",
            name(contract, ty)
        )));
    }
    why
}

/// The same of several successes. A reply that is explained need not say its media type: then it is none only if it is none
/// of those that its status leaves.
fn of_several(
    contract: &Contract,
    several: &Successes,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
) -> Option<String> {
    let with_status = several.with_status(status);
    let left: Vec<&Success> = match (with_status.as_slice(), charset::content_type(headers)) {
        ([], _) if body.is_empty() => {
            return Some(format!("{status} is not documented and has no body"));
        }
        ([], None) => several.all.iter().filter(|one| one.has_body()).collect(),
        (left, None) => {
            let may_be_empty = left.iter().any(|one| !one.has_body());
            let bodies = left.iter().copied().filter(|one| one.has_body());
            let bodies: Vec<&Success> = bodies.collect();
            if may_be_empty && (body.is_empty() || bodies.is_empty()) {
                return None;
            }
            bodies
        }
        (_, content_type) => match several.of(status, content_type, body.is_empty()) {
            Some(one) => vec![one],
            None => Vec::new(),
        },
    };
    if left.is_empty() {
        return Some(match charset::content_type(headers) {
            Some(media) => format!("{status} with `{media}` is none of its documented answers"),
            None => format!("{status} is not documented, and no answer has a body"),
        });
    }
    let mut why = None;
    for success in left {
        let departs = match &success.content {
            Returns::Json(ty) => departs(contract, ty, &json::text_of(body))
                .map(|why| format!("{status}, but no `{}`: {why}", name(contract, ty))),
            Returns::Xml { ty, .. } => document(contract, ty, headers, body)
                .map(|why| format!("{status}, but no `{}`: {why}", name(contract, ty))),
            Returns::Text => charset::text(headers, body)
                .err()
                .map(|why| format!("{status}, but no `text`: {why}")),
            _ => None,
        };
        departs.as_ref()?;
        why = why.or(departs);
    }
    why
}

/// Where a body first is no XML of the type.
fn document(
    contract: &Contract,
    ty: &Type,
    headers: &[(String, String)],
    body: &[u8],
) -> Option<String> {
    let text = match charset::document(headers, body) {
        Ok(text) => text,
        Err(why) => return Some(why),
    };
    match xml::read(contract, ty, &text) {
        Ok(value) => departs_at(contract, ty, &value),
        Err(error) => Some(format!("it is {error}")),
    }
}

/// Where a text first is no JSON of the type.
fn departs(contract: &Contract, ty: &Type, text: &str) -> Option<String> {
    if json::without_mark(text).trim().is_empty() {
        return Some("there is no body".to_owned());
    }
    if let Err(error) = Received::parse(text) {
        return Some(format!("it is not JSON ({error})"));
    }
    // What is JSON to a client and not to this parser has half a surrogate pair, which does harm only where it is read.
    let value = json::parse(json::without_mark(text)).ok()?;
    departs_at(contract, ty, &value)
}

fn departs_at(contract: &Contract, ty: &Type, value: &Json) -> Option<String> {
    let matters = |mismatch: &Mismatch| !mismatch.kept;
    let mismatch = mismatches(contract, ty, value).into_iter().find(matters)?;
    let place = match mismatch.path.as_str() {
        "" => "the body".to_owned(),
        path => format!("`{path}`"),
    };
    Some(format!(
        "{place} is {}, not {}",
        mismatch.found, mismatch.expected
    ))
}

fn name(contract: &Contract, ty: &Type) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Number(Number::Integer) => "integer".to_owned(),
        Type::Number(Number::Unsigned) => "unsigned".to_owned(),
        Type::Number(Number::Float) => "number".to_owned(),
        Type::Format(format) => format.word().to_owned(),
        Type::Constant(value) => value.to_string(),
        Type::Json => "json".to_owned(),
        Type::Named(id) => contract.type_def(*id).name.clone(),
        Type::Array(inner) => format!("[{}]", name(contract, inner)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| name(contract, item)).collect();
            format!("({})", items.join(", "))
        }
        Type::Map(inner) => format!("{{{}}}", name(contract, inner)),
        Type::Nullable(inner) | Type::Verbatim(inner) => name(contract, inner),
    }
}
