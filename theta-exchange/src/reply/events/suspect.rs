//! Which events are worth a second look: most are neither failures nor the last, and say nothing of the bill; a search
//! for bytes tells.

use crate::reply::events::info::EventsInfo;
use crate::site::meta::{ApiInfo, EndpointInfo, Pointer, Scalar, ShapeInfo};
use memchr::memchr_iter;
use memchr::memmem::Finder;

/// Bytes of which one is in the data of every event that may be a failure, or the last, or say what is billed.
#[derive(Debug, Default)]
pub(crate) struct Suspects {
    failures: Vec<Finder<'static>>,
    ends: Vec<Finder<'static>>,
    bills: Vec<Finder<'static>>,
}

impl Suspects {
    pub(crate) fn of(api: &'static ApiInfo, endpoint: &EndpointInfo, info: &EventsInfo) -> Self {
        let shapes = endpoint.failing.iter().filter_map(|at| api.shapes.get(*at));
        let mut suspects = Self::default();
        for shape in shapes {
            suspects.failures.extend(finders(marks(shape)));
        }
        // Of what all must hold, the first will do.
        if let Some((pointer, values)) = info.end.constants.first() {
            let marks = values.iter().map(|value| mark(pointer, *value));
            suspects.ends.extend(finders(marks.collect()));
        }
        let used = endpoint.billing.meter().map_or(&[][..], |meter| meter.used);
        let marks = used.iter().map(key);
        suspects.bills.extend(finders(marks.collect()));
        suspects
    }

    /// Whether data may be a failure.
    pub(crate) fn may_fail(&self, data: &[u8]) -> bool {
        Self::may_have(&self.failures, data)
    }

    /// Whether data may be that of the last event.
    pub(crate) fn may_end(&self, data: &[u8]) -> bool {
        Self::may_have(&self.ends, data)
    }

    /// Whether data may say what is billed.
    pub(crate) fn may_bill(&self, data: &[u8]) -> bool {
        Self::may_have(&self.bills, data)
    }

    fn may_have(marks: &[Finder<'static>], data: &[u8]) -> bool {
        !marks.is_empty()
            && (marks.iter().any(|mark| mark.find(data).is_some()) || has_escape(data))
    }
}

/// Whether a text may be written in other bytes than its own.
fn has_escape(data: &[u8]) -> bool {
    memchr_iter(b'\\', data).any(|at| data.get(at + 1) == Some(&b'u'))
}

fn finders(marks: Vec<String>) -> impl Iterator<Item = Finder<'static>> {
    marks
        .into_iter()
        .map(|mark| Finder::new(mark.as_bytes()).into_owned())
}

/// What a body of the shape holds, one of these.
fn marks(shape: &ShapeInfo) -> Vec<String> {
    let text = |(_, value): &&(Pointer, Scalar)| matches!(value, Scalar::Text(_));
    let constants = shape.constants;
    if let Some((pointer, value)) = constants.iter().find(text).or(constants.first()) {
        return vec![mark(pointer, *value)];
    }
    if let Some((pointer, _)) = shape.unless.first() {
        return vec![key(pointer)];
    }
    let is_optional = |role: &str| shape.optional.contains(&role);
    let roles = [("code", shape.code), ("message", shape.message)];
    let fields = shape.fields.iter().copied();
    let mut roles = roles.into_iter().chain(fields);
    let required = roles.find(|(role, places)| !places.is_empty() && !is_optional(role));
    match required {
        Some((_, places)) => places.iter().map(key).collect(),
        // Any body may have it.
        None => vec![String::new()],
    }
}

/// What a body holds that has the value there.
fn mark(pointer: &Pointer, value: Scalar) -> String {
    match value {
        Scalar::Text(text) if is_plain(text) => format!("\"{text}\""),
        _ => key(pointer),
    }
}

/// What a body holds that has something there.
fn key(pointer: &Pointer) -> String {
    let mut keys = pointer.iter().filter(|key| {
        // An item of a list has a number in place of a key.
        is_plain(key) && !key.bytes().all(|byte| byte.is_ascii_digit())
    });
    keys.next_back()
        .map_or_else(String::new, |key| format!("\"{key}\""))
}

/// Whether a text is written in JSON as it is, unless by `\u`.
fn is_plain(text: &str) -> bool {
    !text.contains(['"', '\\', '/']) && !text.contains(char::is_control)
}
