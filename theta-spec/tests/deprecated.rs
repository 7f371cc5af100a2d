//! What should not be used any more: endpoints, fields and errors can say so, with or without a reason.

use theta_spec::Loaded;
use theta_spec::contract::{Contract, TypeKind};

const BASE: &str = r#"
theta = 1
api = { name = "Echo", base_url = "https://echo.example" }
shapes.detail.message = "/detail"

[types.Options]
doc = "What to do."
fields.speed = { type = "number", optional = true, doc = "How fast.", deprecated = FIELD }

[endpoints.say]
post       = "/say"
summary    = "Says it."
body       = { json = "Options", doc = "What to do." }
query.loud = { type = "boolean", optional = true, doc = "Whether to shout.", deprecated = PARAM }
deprecated = ENDPOINT

[errors.busy]
status     = 409
detail     = "busy"
cause      = "Others speak."
fix        = "Come again."
deprecated = ERROR
"#;

const PLACES: [&str; 4] = ["FIELD", "PARAM", "ENDPOINT", "ERROR"];

/// The contract with these values in place of those words.
fn loaded(values: [&str; 4]) -> Loaded {
    let text = PLACES
        .iter()
        .zip(values)
        .fold(BASE.to_owned(), |text, (place, value)| {
            text.replace(&format!("= {place}"), &format!("= {value}"))
        });
    theta_spec::load("spec.toml", text.as_bytes())
}

/// What the field, the parameter, the endpoint and the error say.
fn said(contract: &Contract) -> [Option<&str>; 4] {
    let TypeKind::Struct { fields, .. } = &contract.types[0].kind else {
        unreachable!("it is a struct")
    };
    let endpoint = &contract.endpoints[0];
    [
        &fields[0].deprecated,
        &endpoint.params[0].deprecated,
        &endpoint.deprecated,
        &contract.errors[0].deprecated,
    ]
    .map(Option::as_deref)
}

#[test]
fn a_reason_is_kept_and_true_has_none() {
    let loaded = loaded([r#"" Use `tempo`. ""#, "true", r#""Use `speak`.""#, "true"]);
    assert_eq!(loaded.report.diagnostics(), []);
    let contract = loaded.contract.expect("a good contract");
    let expected = [
        Some("Use `tempo`."),
        Some(""),
        Some("Use `speak`."),
        Some(""),
    ];
    assert_eq!(said(&contract), expected);
}

#[test]
fn what_is_not_deprecated_does_not_say_so() {
    for (at, place) in PLACES.iter().enumerate() {
        let mut values = ["true"; 4];
        values[at] = "false";
        let loaded = loaded(values);
        let [wrong] = loaded.report.diagnostics() else {
            panic!("{place}: {:?}", loaded.report.diagnostics())
        };
        assert_eq!(wrong.code, "T0102", "{place}");
        assert_eq!(
            wrong.message,
            "`deprecated` must be `true`, or a string that says what to use instead"
        );
        assert_eq!(wrong.help, ["remove the key"], "{place}");
        let written = &loaded.source.text()[wrong.span.start..wrong.span.end];
        assert_eq!(written, "false", "{place}");
    }
}
