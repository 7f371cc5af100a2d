//! Documented replies of a contract, for the mock server, the docs and the tests.

mod events;
mod success;
mod value;

pub use crate::body::other_than;
pub use events::events;
pub use success::{Success, failed_but_not, success, success_of, with_shape, with_values};

use crate::body::{self, Role, Said};
use crate::contract::{CodeMatcher, Contract, ErrorRow, Shape, ShapeContent, ShapeId};
use crate::template::{Capture, Template};

/// Returns a value of a type as a header holds it; empty if the type has none.
#[must_use]
pub fn header(contract: &Contract, ty: &crate::contract::Type) -> String {
    match value::value(contract, ty, &[], "text") {
        Some(crate::json::Json::String(text)) => text,
        Some(value) => value.to_string(),
        None => String::new(),
    }
}

/// A reply that is classified as a documented row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SampleReply {
    /// Its status.
    pub status: u16,
    /// Its media type; empty if the body is.
    pub content_type: &'static str,
    /// Its body; empty if the docs say nothing about it.
    pub body: String,
    /// The headers that the row is told by.
    pub headers: Vec<(String, String)>,
}

/// Returns the documented reply of a row: the first body in the docs, or one built from its shape, code and detail.
#[must_use]
pub fn error_reply(contract: &Contract, row: &ErrorRow) -> SampleReply {
    match row.examples.first() {
        Some(body) => {
            let content_type = if crate::json::parse(body).is_ok() {
                "application/json"
            } else if row.shapes.iter().any(|&id| is_xml(contract, id)) && body.starts_with('<') {
                "application/xml"
            } else {
                "text/plain"
            };
            SampleReply {
                status: row.status.example(),
                content_type,
                body: body.clone(),
                headers: headers(row),
            }
        }
        None => error_reply_with(contract, row, &[]),
    }
}

/// Returns the reply of a row with these captured texts, and documented examples for the others.
///
/// Names that the row does not capture are ignored.
#[must_use]
pub fn error_reply_with(
    contract: &Contract,
    row: &ErrorRow,
    values: &[(&str, &str)],
) -> SampleReply {
    let status = row.status.example();
    let Some(shape) = shape(contract, row) else {
        return SampleReply {
            status,
            content_type: "",
            body: String::new(),
            headers: headers(row),
        };
    };
    let fill = |template: &Template| template.render(|capture| value(row, capture, values));
    let detail = row
        .detail
        .as_ref()
        .and_then(|detail| detail.templates.first())
        .map(fill);
    match &shape.content {
        ShapeContent::Text => SampleReply {
            status,
            content_type: "text/plain",
            body: detail.unwrap_or_else(|| "message".to_owned()),
            headers: headers(row),
        },
        content @ ShapeContent::Json { .. } => {
            let text = |role: Role<'_>| match role {
                Role::Code => match row.code.as_ref()? {
                    CodeMatcher::Exact(text)
                    | CodeMatcher::Number(text)
                    | CodeMatcher::Folded { written: text, .. } => Some(text.clone()),
                    CodeMatcher::Template(template) => Some(fill(template)),
                },
                Role::Message => detail.clone(),
                Role::Field(name) => row.field(name)?.templates.first().map(fill),
                Role::RequestId => None,
            };
            let body = body::of_shape(content, |role| match (role, &row.code) {
                (Role::Code, Some(CodeMatcher::Number(number))) => Said::Number(number.clone()),
                _ => text(role).map_or(Said::Any("example"), Said::Text),
            });
            let (content_type, body) = body.map_or(("application/json", String::new()), |body| {
                body::written(&body)
            });
            SampleReply {
                status,
                content_type,
                body,
                headers: headers(row),
            }
        }
    }
}

fn is_xml(contract: &Contract, shape: ShapeId) -> bool {
    contract.shape(shape).content.xml_root().is_some()
}

fn headers(row: &ErrorRow) -> Vec<(String, String)> {
    let headers = row.headers.iter();
    headers
        .filter_map(|header| Some((header.name.clone(), header.example()?)))
        .collect()
}

/// The shape a reply of the row has: the first it names; none when the docs say nothing of the body.
fn shape<'c>(contract: &'c Contract, row: &ErrorRow) -> Option<&'c Shape> {
    row.shapes.first().map(|&id| contract.shape(id))
}

fn value(row: &ErrorRow, capture: &Capture, values: &[(&str, &str)]) -> String {
    let given = values
        .iter()
        .find(|(name, _)| *name == capture.name)
        .map(|(_, value)| (*value).to_owned());
    let shown = || {
        row.captures
            .iter()
            .find(|known| known.name == capture.name)
            .map(|known| known.example.clone())
    };
    given.or_else(shown).unwrap_or_default()
}
