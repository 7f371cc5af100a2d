//! The reference classifier: whether a reply is a failure, and which row it is.
//!
//! Tests compare generated clients, the mock server and `theta explain` with it.

mod finder;
mod listed;

pub use finder::Finder;
pub use listed::Item;

use crate::contract::{
    CodeMatcher, Contract, DetailMatcher, Endpoint, ErrorId, ErrorRow, Pointer, Returns, Scalar,
    ShapeContent, ShapeId, success,
};
use crate::json::{self, Json, Received};
use crate::template::{CaptureKind, Template};
use crate::xml;
use std::borrow::Cow;
use std::cell::OnceCell;

/// What a reply is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// A success: its status says so, and its body has no shape that says otherwise on the endpoint.
    Success,
    /// This documented row.
    Row {
        /// The row.
        id: ErrorId,
        /// Captured texts, by the capture's name, sorted by it.
        captures: Vec<(String, String)>,
    },
    /// A failure that is not a documented row.
    Unknown(Unknown),
}

/// What is known of an undocumented reply.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// Whether some row of the endpoint has this status.
    pub known_status: bool,
    /// Whether some row of the endpoint has this status and this code.
    pub known_code: bool,
}

/// What an error body says.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    /// Its shape; `None` if it has none of the documented ones.
    pub shape: Option<ShapeId>,
    /// Its code.
    pub code: Option<String>,
    /// Its message.
    pub detail: Option<String>,
    /// Further texts that rows can match, by name.
    pub fields: Vec<(String, String)>,
    /// Its request id.
    pub request_id: Option<String>,
    /// Its retry delay, in milliseconds.
    pub retry_after_ms: Option<u64>,
    /// The headers that came with it, lower case.
    pub headers: Vec<(String, String)>,
    /// The failures of a list, the first of which has the texts above; empty where the shape is none of a list.
    pub items: Vec<Item>,
}

/// Which roles of a shape a body must have.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Roles {
    /// Those that are not optional.
    Required,
    /// None: its constants agree, and that says enough.
    None,
}

/// Reads an error body with the first shape that it has.
#[must_use]
pub fn read(contract: &Contract, body: &[u8]) -> Reading {
    let shapes = (0..contract.shapes.len()).map(ShapeId);
    read_by(shapes, Roles::Required, contract, body).unwrap_or_default()
}

/// Reads the body of a reply with this status from the endpoint. The body of a success is read only with the shapes
/// that say it failed.
///
/// If a success has none of these shapes wholly, the first one counts whose `constants` and `unless` say that it
/// failed, whatever roles it lacks.
#[must_use]
pub fn read_on(contract: &Contract, endpoint: &Endpoint, status: u16, body: &[u8]) -> Reading {
    if !endpoint.is_success(status) {
        return read(contract, body);
    }
    let failing = endpoint.failing.iter().copied();
    let says_failed = |id: &ShapeId| contract.shape(*id).content.says_failed();
    let told = failing.clone().filter(says_failed);
    read_by(failing, Roles::Required, contract, body)
        .or_else(|| read_by(told, Roles::None, contract, body))
        .unwrap_or_default()
}

/// Reads the body of a reply that came with headers, as a client does: of a failure, and of a success that is given as it
/// comes, one that is longer than 1 MiB says nothing, and the latter only where its headers do not say that it is no JSON.
#[must_use]
pub fn read_with(
    contract: &Contract,
    endpoint: &Endpoint,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
) -> Reading {
    const LONGEST: usize = 1024 * 1024;
    let headers: Vec<(String, String)> = headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.clone()))
        .collect();
    let is_success = endpoint.is_success(status);
    let is_stream = matches!(endpoint.returns, Returns::Bytes { stream: true, .. });
    let media_type = headers.iter().find(|(name, _)| name == "content-type");
    let may_be_json = media_type.is_none_or(|(_, value)| is_json(&success::essence(value)));
    let is_examined = match (is_success, is_stream) {
        (true, true) => body.len() <= LONGEST && may_be_json,
        (true, false) => true,
        (false, _) => body.len() <= LONGEST,
    };
    let reading = if is_examined {
        read_on(contract, endpoint, status, body)
    } else {
        Reading::default()
    };
    Reading { headers, ..reading }
}

fn is_json(media_type: &str) -> bool {
    matches!(media_type, "application/json" | "text/json") || media_type.ends_with("+json")
}

/// Returns whether the status is a status of success.
#[must_use]
pub fn is_success(status: u16) -> bool {
    (200..300).contains(&status)
}

fn read_by(
    mut shapes: impl Iterator<Item = ShapeId>,
    roles: Roles,
    contract: &Contract,
    body: &[u8],
) -> Option<Reading> {
    let whole = json::text_of(body);
    let text = json::without_mark(&whole);
    let value = Received::parse(text)
        .ok()
        .filter(|value| value.is_container());
    // Bytes that are not UTF-8 may stand where nobody reads, and a plain text is read.
    let plain = match whole {
        Cow::Borrowed(_) if value.is_none() => Some(text),
        _ => None,
    };
    let document = OnceCell::new();
    shapes.find_map(|id| {
        let content = &contract.shape(id).content;
        if content.xml_root().is_none() {
            return read_as(id, content, roles, plain, value);
        }
        let document = document.get_or_init(|| xml::document(plain?));
        let document = Received::parse(document.as_deref()?).ok()?;
        read_as(id, content, roles, None, Some(document))
    })
}

fn read_as(
    id: ShapeId,
    content: &ShapeContent,
    roles: Roles,
    plain: Option<&str>,
    value: Option<Received<'_>>,
) -> Option<Reading> {
    match (content, value) {
        (ShapeContent::Text, None) => plain.map(|text| Reading {
            shape: Some(id),
            detail: Some(text.to_owned()),
            ..Reading::default()
        }),
        (
            ShapeContent::Json {
                each,
                code,
                message,
                fields,
                request_id,
                retry_after,
                retry_after_unit_ms,
                constants,
                unless,
                optional,
            },
            Some(value),
        ) => {
            let found = |pointer: &Pointer, scalar: &Scalar| {
                let found = value.pointer(pointer).and_then(Received::scalar);
                found.is_some_and(|found| scalar.is(&found))
            };
            let constant = |(pointer, wanted): &(Pointer, Scalar)| found(pointer, wanted);
            let other = |(pointer, not): &(Pointer, Vec<Scalar>)| {
                value.pointer(pointer).is_some() && !not.iter().any(|not| found(pointer, not))
            };
            if !constants.iter().all(constant) || !unless.iter().all(other) {
                return None;
            }
            let roles = listed::Places {
                code,
                message,
                fields,
                optional,
                all_optional: roles == Roles::None,
            };
            let (first, items) = match each {
                None => (roles.read(value, 0)?, Vec::new()),
                Some(each) => {
                    let items = roles.items(value, each)?;
                    (items.first().cloned().unwrap_or_default(), items)
                }
            };
            let delay =
                retry_after
                    .iter()
                    .find_map(|pointer| match &value.pointer(pointer)?.scalar()? {
                        Json::Number(text) | Json::String(text) => {
                            // How long it is until a time is not said by the body.
                            (*retry_after_unit_ms > 0)
                                .then(|| delay_ms(text, *retry_after_unit_ms))
                                .flatten()
                        }
                        _ => None,
                    });
            Some(Reading {
                shape: Some(id),
                code: first.code,
                detail: first.detail,
                fields: first.fields,
                request_id: request_id
                    .iter()
                    .find_map(|pointer| scalar(value.pointer(pointer)?)),
                retry_after_ms: delay,
                headers: Vec::new(),
                items,
            })
        }
        _ => None,
    }
}

/// A code may be a number or a boolean.
fn scalar(value: Received<'_>) -> Option<String> {
    match value.scalar()? {
        Json::String(text) | Json::Number(text) => Some(text),
        Json::Bool(flag) => Some(flag.to_string()),
        Json::Null | Json::Array(_) | Json::Object(_) => None,
    }
}

/// A delay as milliseconds: not negative, and a longer one than a year, which is a mistake of the server, as a year.
fn delay_ms(text: &str, unit_ms: u32) -> Option<u64> {
    const LONGEST_MS: f64 = 31_536_000_000.0;
    let text = text.trim();
    // There are other texts that a double can be read from.
    let is_number = text
        .bytes()
        .all(|byte| byte.is_ascii_digit() || b".eE+-".contains(&byte));
    let ms = text.parse::<f64>().ok().filter(|_| is_number)? * f64::from(unit_ms);
    #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss)] // the range is checked
    (ms >= 0.0).then(|| ms.min(LONGEST_MS).round() as u64)
}

/// Classifies a reply of the endpoint that came without headers.
///
/// A success with a shape that means failure on the endpoint is a failure, whatever its text.
#[must_use]
pub fn classify(contract: &Contract, endpoint: &Endpoint, status: u16, body: &[u8]) -> Outcome {
    let reading = read_on(contract, endpoint, status, body);
    classify_reading(contract, endpoint, status, &reading)
}

/// Classifies a reply of the endpoint that came with headers.
#[must_use]
pub fn classify_with(
    contract: &Contract,
    endpoint: &Endpoint,
    status: u16,
    headers: &[(String, String)],
    body: &[u8],
) -> Outcome {
    let reading = read_with(contract, endpoint, status, headers, body);
    classify_reading(contract, endpoint, status, &reading)
}

/// Classifies a reply of the endpoint by its [reading](read_on): a list of failures is the first of them that a
/// row knows by what it says, or else the first that is a row.
#[must_use]
pub fn classify_reading(
    contract: &Contract,
    endpoint: &Endpoint,
    status: u16,
    reading: &Reading,
) -> Outcome {
    listed::first(contract, reading, |reading| {
        one(contract, endpoint, status, reading)
    })
}

fn one(contract: &Contract, endpoint: &Endpoint, status: u16, reading: &Reading) -> Outcome {
    let mut unknown = Unknown {
        known_status: false,
        known_code: false,
    };
    for arm in endpoint.classifier.arms_of(status) {
        unknown.known_status = true;
        for group in &arm.groups {
            let shape_fits = group.shapes.is_empty()
                || reading
                    .shape
                    .is_some_and(|shape| group.shapes.contains(&shape));
            if !shape_fits
                || !group
                    .code
                    .as_ref()
                    .is_none_or(|code| code_fits(code, reading.code.as_deref()))
            {
                continue;
            }
            unknown.known_code |= group.code.is_some();
            for &id in &group.rows {
                match captures(contract.error(id), reading) {
                    Match::No => {}
                    Match::Unparsable => return Outcome::Unknown(unknown),
                    Match::Yes(captures) => return Outcome::Row { id, captures },
                }
            }
        }
    }
    let fails = |shape: ShapeId| endpoint.failing.contains(&shape);
    if endpoint.is_success(status) && !reading.shape.is_some_and(fails) {
        return Outcome::Success;
    }
    Outcome::Unknown(unknown)
}

/// Returns whether a code is as a row says; none is not.
#[must_use]
pub fn code_fits(matcher: &CodeMatcher, code: Option<&str>) -> bool {
    let Some(code) = code else { return false };
    match matcher {
        CodeMatcher::Exact(text) => text == code,
        CodeMatcher::Number(number) => number_of(code).is_some_and(|code| code == *number),
        CodeMatcher::Folded { folded, .. } => *folded == fold(code),
        CodeMatcher::Template(template) => template.accepts(code),
    }
}

/// Returns the canonical form of a code that is a number; `None` if it is none.
#[must_use]
pub fn number_of(code: &str) -> Option<String> {
    let is_number = matches!(json::parse(code), Ok(Json::Number(_)));
    is_number.then(|| json::canonical(code.trim()))
}

/// Folds a code: lower case, with one `_` for each run of `-`, `_` and spaces.
///
/// ```
/// assert_eq!(theta_spec::classify::fold("Too Many--Requests"), "too_many_requests");
/// ```
#[must_use]
pub fn fold(code: &str) -> String {
    let mut out = String::with_capacity(code.len());
    for c in code.chars() {
        if !matches!(c, '-' | '_' | ' ') {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with('_') {
            out.push('_');
        }
    }
    out
}

enum Match {
    No,
    /// The text fits and a number in it is too large: no guess is made.
    Unparsable,
    Yes(Vec<(String, String)>),
}

fn captures(row: &ErrorRow, reading: &Reading) -> Match {
    if !row
        .headers
        .iter()
        .all(|header| header.fits(&reading.headers))
    {
        return Match::No;
    }
    let mut captured = Vec::new();
    if let Some(CodeMatcher::Template(template)) = &row.code {
        collect(
            template,
            reading.code.as_deref().unwrap_or_default(),
            &mut captured,
        );
    }
    if let Some(detail) = &row.detail
        && !reading
            .detail
            .as_deref()
            .is_some_and(|text| alternative(detail, text, &mut captured))
    {
        return Match::No;
    }
    for field in &row.fields {
        let text = reading
            .fields
            .iter()
            .find(|(name, _)| *name == field.field)
            .map(|(_, text)| text.as_str());
        if !text.is_some_and(|text| alternative(&field.matcher, text, &mut captured)) {
            return Match::No;
        }
    }
    if captured
        .iter()
        .any(|(_, kind, text)| *kind == CaptureKind::Int && text.parse::<u64>().is_err())
    {
        return Match::Unparsable;
    }
    let mut captures: Vec<(String, String)> = captured
        .into_iter()
        .map(|(name, _, text)| (name, text))
        .collect();
    captures.sort();
    Match::Yes(captures)
}

type Captured = (String, CaptureKind, String);

fn alternative(matcher: &DetailMatcher, text: &str, captured: &mut Vec<Captured>) -> bool {
    matcher
        .templates
        .iter()
        .any(|template| collect(template, text, captured))
}

fn collect(template: &Template, text: &str, captured: &mut Vec<Captured>) -> bool {
    let Some(values) = template.matches(text) else {
        return false;
    };
    let values = template.captures().zip(values);
    captured.extend(
        values.map(|(capture, value)| (capture.name.clone(), capture.kind, value.to_owned())),
    );
    true
}
