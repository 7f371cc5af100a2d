//! What is deprecated is said to be so on the pages of the reference and in OpenAPI.

#![allow(clippy::panic, reason = "helpers of tests fail as tests do")]

use theta_spec::contract::Contract;
use theta_spec::json::{self, Json};

const SPEC: &str = r#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
shapes.detail.message = "/detail"

[types.Options]
doc = "What to do."
fields.speed = { type = "number", optional = true, doc = "How fast.", deprecated = "Use `tempo`." }

[endpoints.say]
post       = "/say"
summary    = "Says it."
body       = { json = "Options", doc = "What to do." }
query.loud = { type = "boolean", optional = true, doc = "Whether to shout.", deprecated = true }
deprecated = "Call *speak*."

[errors.busy]
status     = 409
detail     = "busy"
cause      = "Others speak."
fix        = "Come again."
deprecated = "It is not sent any more."
"#;

fn contract() -> Contract {
    let loaded = theta_spec::load("spec.toml", SPEC.as_bytes());
    loaded.contract.expect("a good contract")
}

fn at<'j>(value: &'j Json, steps: &[&str]) -> &'j Json {
    steps.iter().fold(value, |value, step| {
        let item = step.parse().ok().and_then(|at: usize| match value {
            Json::Array(items) => items.get(at),
            _ => None,
        });
        item.or_else(|| value.get(step))
            .unwrap_or_else(|| panic!("no {step} in {value}"))
    })
}

#[test]
fn the_reference_says_what_not_to_use() {
    let files = theta_docs::reference::files(&contract());
    let all: String = files.into_values().collect();
    for said in [
        r"How fast. **Deprecated:** Use `tempo`.",
        r"Whether to shout. **Deprecated.**",
        r"**Deprecated:** Call \*speak\*.",
        r"| Deprecated | It is not sent any more. |",
    ] {
        assert!(all.contains(said), "{said}\n{all}");
    }
}

#[test]
fn openapi_marks_what_not_to_use_and_keeps_the_reason() {
    let document = theta_docs::openapi::document(&contract());
    let document = json::parse(&document.pretty()).expect("JSON");
    let operation = at(&document, &["paths", "/say", "post"]);
    let field = ["components", "schemas", "Options", "properties", "speed"];
    for (thing, why) in [
        (operation, Some("Call *speak*.")),
        (at(operation, &["parameters", "0"]), None),
        (at(&document, &field), Some("Use `tempo`.")),
    ] {
        assert_eq!(at(thing, &["deprecated"]), &Json::Bool(true), "{thing}");
        if let Some(why) = why {
            assert_eq!(at(thing, &["x-theta", "deprecated"]).as_str(), Some(why));
        }
    }
    let loud = at(operation, &["parameters", "0", "schema"]);
    assert_eq!(at(loud, &["x-theta", "deprecated"]), &Json::Bool(true));
    let error = at(&document, &["components", "schemas"]).to_string();
    assert!(
        error.contains(r#""deprecated":"It is not sent any more.""#),
        "{error}"
    );

    let spec = SPEC.replace("\"It is not sent any more.\"", "true");
    let loaded = theta_spec::load("spec.toml", spec.as_bytes());
    let document = theta_docs::openapi::document(&loaded.contract.expect("a good contract"));
    let errors = at(&document, &["components", "schemas"]).to_string();
    assert!(
        errors.contains(r#""deprecated":true"#) && !errors.contains("yes"),
        "{errors}"
    );
}
