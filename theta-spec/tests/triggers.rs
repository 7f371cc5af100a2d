//! What `when` says of a request: each trigger is one that a request can be, on an endpoint that the error is on.

mod codes;

use codes::errors;

/// A contract with an endpoint of these lines, and an error with this `when`.
fn contract(endpoint: &str, when: &str) -> String {
    format!(
        r#"theta = 1
api = {{ name = "Echo", base_url = "https://echo.example" }}
shapes.plain = {{ message = "/message" }}
types.Free = {{ doc = "d", fields.a = {{ type = "string", optional = true, doc = "d" }}, fields.in = {{ type = "Strict", optional = true, doc = "d" }} }}
types.Loose = {{ doc = "d", fields.a = {{ type = "string", optional = true, doc = "d" }} }}
types.Strict = {{ doc = "d", fields.a = {{ type = "string", doc = "d" }} }}
[errors.bad]
status = 400
shape = "plain"
detail = "no"
cause = "c"
fix = "f"
when = {when}
[endpoints.say]
post = "/say"
summary = "s"
{endpoint}
"#
    )
}

const KEY: &str = "[auth]\nheader = \"x-key\"\n";

/// What `when` says, an endpoint of which no request does so, and one of which some do.
const ROWS: &[(&str, &str, &str)] = &[
    (
        "{ missing = true }",
        "query.q = { type = \"string\", optional = true, doc = \"d\" }",
        "query.q = { type = \"string\", doc = \"d\" }",
    ),
    ("{ missing = true }", "", "body = { json = \"json\" }"),
    (
        "{ missing = [\"body\"] }",
        "body = { json = \"Strict\", optional = true }",
        "body = { json = \"Strict\" }",
    ),
    (
        "{ missing = [\"body\"] }",
        "body = { type = \"text\", optional = true }",
        "body = { type = \"text\" }",
    ),
    (
        "{ missing = [\"body\"] }",
        "body = { type = \"binary\", optional = true }",
        "body = { type = \"binary\" }",
    ),
    ("{ missing = [\"body\"] }", "", "body = { type = \"text\" }"),
    (
        "{ missing = [\"body\"] }",
        "parts.a = { type = \"string\", doc = \"d\" }",
        "body = { json = \"Strict\" }",
    ),
    (
        "{ field_missing = true }",
        "body = { json = \"Loose\" }",
        "body = { json = \"Strict\" }",
    ),
    (
        "{ field_missing = true }",
        "body = { json = \"{json}\" }",
        "body = { json = \"{Strict}\" }",
    ),
    (
        "{ field_missing = [\"body\"] }",
        "body = { json = \"Loose\" }",
        "body = { json = \"Free\" }",
    ),
    (
        "{ json_invalid = true }",
        "body = { type = \"text\" }",
        "body = { json = \"json\" }",
    ),
    (
        "{ schema_invalid = true }",
        "body = { json = \"json\" }",
        "query.q = { type = \"integer\", optional = true, doc = \"d\" }",
    ),
    (
        "{ audio_invalid = true }",
        "parts.a = { type = \"binary\", doc = \"d\" }",
        "parts.a = { type = \"audio\", formats = [\"wav\"], doc = \"d\" }",
    ),
    ("{ too_large = true }", "", "body = { type = \"text\" }"),
    (
        "{ media_type_invalid = true }",
        "query.q = { type = \"string\", doc = \"d\" }",
        "body = { type = \"text\", optional = true }",
    ),
    (
        "{ media_type_invalid = [\"body\"] }",
        "",
        "body = { form = \"Loose\" }",
    ),
];

#[test]
fn a_trigger_that_no_request_can_be_is_refused() {
    for (when, idle, _) in ROWS {
        assert_eq!(errors(&contract(idle, when)), ["T0308"], "{when} of {idle}");
    }
}

#[test]
fn a_trigger_that_a_request_can_be_is_taken() {
    for (when, _, fires) in ROWS {
        assert_eq!(errors(&contract(fires, when)), [""; 0], "{when} of {fires}");
    }
}

#[test]
fn a_key_is_missing_only_where_one_is_needed() {
    let of = |auth: &str| contract(&format!("auth = {auth}\n{KEY}"), "{ key_missing = true }");
    assert_eq!(errors(&of("[\"key\", false]")), ["T0308"]);
    assert_eq!(errors(&of("\"key\"")), [""; 0]);
}

#[test]
fn a_key_is_malformed_only_where_it_has_a_form() {
    let of = |more: &str| contract(&format!("{KEY}{more}"), "{ key_malformed = true }");
    assert_eq!(errors(&of("")), ["T0308"]);
    assert_eq!(errors(&of("prefix = \"sk-\"")), [""; 0]);
    assert_eq!(errors(&of("scheme = \"Bearer\"")), [""; 0]);
    let basic = "[auth]\nbasic = { user = \"ECHO_USER\", password = \"ECHO_PASSWORD\" }\n";
    assert_eq!(
        errors(&contract(basic, "{ key_malformed = true }")),
        [""; 0]
    );
}

#[test]
fn a_constant_that_leads_to_another_endpoint_of_the_path_is_not_missing() {
    for kind in ["field_missing", "schema_invalid"] {
        let when = format!("{{ {kind} = [\"stream\"] }}");
        let events = "body = { json = \"Strict\" }\nreturns = \"Strict\"\nevents = { when = { stream = true }, type = \"Strict\" }\n";
        assert_eq!(errors(&contract(events, &when)), ["T0308"], "{kind}");
        // Each asks for a value of its own, so that one of them gives the error.
        let both = "query.stream = { const = \"a\", doc = \"d\" }\n[endpoints.tell]\npost = \"/say\"\nsummary = \"s\"\nquery.stream = { const = \"b\", doc = \"d\" }\n";
        let when = when.replace("field_missing", "missing");
        assert_eq!(errors(&contract(both, &when)), [""; 0], "{kind}");
    }
}
