//! Names in the OpenAPI document.

use std::collections::BTreeSet;
use theta_spec::json::Json;

/// Two endpoints with one method and path, told apart by their bodies, and others that have the names which could be
/// made of theirs.
const SPEC: &str = r#"theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
[types.Asked]
fields.words = "string"
[types.Streamed]
fields.words = "string"
fields.stream = { const = true }
[endpoints.a]
post = "/q"
body = { json = "Asked" }
[endpoints.b]
post = "/q"
body = { json = "Streamed" }
[endpoints.a_or_b]
get = "/other"
[endpoints.a_webhook]
get = "/fourth"
[webhooks.a]
event = "json"
signature = { header = "x-s" }
"#;

fn ids(value: &Json, found: &mut Vec<String>) {
    match value {
        Json::Object(members) => {
            for (name, member) in members {
                match member {
                    Json::String(id) if name == "operationId" => found.push(id.clone()),
                    member => ids(member, found),
                }
            }
        }
        Json::Array(items) => items.iter().for_each(|item| ids(item, found)),
        _ => {}
    }
}

#[test]
fn no_two_operations_have_one_id() {
    let loaded = theta_spec::load("spec.toml", SPEC.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    let contract = loaded.contract.expect(&report);
    let mut found = Vec::new();
    ids(&theta_docs::openapi::document(&contract), &mut found);
    let different: BTreeSet<&String> = found.iter().collect();
    assert_eq!(different.len(), found.len(), "{found:?}");
    assert!(found.len() == 4, "{found:?}");
    for id in ["a_or_b", "a_webhook"] {
        assert!(different.contains(&id.to_owned()), "{found:?}");
    }
}
