//! Contracts of any size.

use std::fmt::Write as _;

/// Whose the errors of a generated contract are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Errors {
    /// Each endpoint has rows that no other one has.
    Own,
    /// All endpoints have the same rows.
    Shared,
}

/// A contract of `endpoints` endpoints with `errors` rows each, four in five of them exact and the others with a capture.
#[must_use]
pub fn contract(endpoints: usize, errors: usize, whose: Errors) -> String {
    let mut text = String::from(
        r#"theta = 1
api = { name = "Large", base_url = "https://large.example", summary = "Does much." }
shapes.detail = { message = "/detail" }

[types.Reply]
doc = "What was done."
open = true
fields.text = { type = "string", doc = "In words." }
fields.score = { type = "number?", doc = "How well." }
"#,
    );
    for endpoint in 0..endpoints {
        let _ = write!(
            text,
            r#"
[endpoints.operation_{endpoint}]
post = "/operation/{endpoint}"
summary = "Does number {endpoint}."
returns = "Reply"
example = '{{"text": "done", "score": 1.5}}'
query.name = {{ type = "string", doc = "Whose." }}
query.size = {{ type = "integer", optional = true, doc = "How much." }}
"#
        );
        if whose == Errors::Own {
            for error in 0..errors {
                row(&mut text, Some(endpoint), error);
            }
        }
    }
    if whose == Errors::Shared {
        for error in 0..errors {
            row(&mut text, None, error);
        }
    }
    text
}

fn row(text: &mut String, endpoint: Option<usize>, error: usize) {
    let (name, on) = endpoint.map_or_else(
        || (format!("failed_{error}"), String::new()),
        |endpoint| {
            (
                format!("failed_{endpoint}_{error}"),
                format!("on = [\"operation_{endpoint}\"]\n"),
            )
        },
    );
    let detail = if error % 5 == 4 {
        format!(
            "{name}: {{reason}}\"\ncaptures = {{ reason = {{ doc = \"Why.\", example = \"no luck\" }} }}"
        )
    } else {
        format!("{name} is required\"")
    };
    let status = if error < 5 { 400 } else { 422 };
    let _ = write!(
        text,
        r#"
[errors.{name}]
status = {status}
detail = "{detail}
{on}retry = "never"
cause = "Bad luck."
fix = "Try something else."
"#
    );
}
