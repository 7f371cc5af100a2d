//! What a client is given: the names of its settings, and of the types beside them.

use crate::{assert_exact, assert_has, document, import, losses};
use theta_import::{Import, Verdict};

const PATHS: &str = "/a: {get: {operationId: a, responses: {'200': {description: A.}}}}";

/// What becomes of a document with these security schemes, each needed in a way of its own.
fn with_schemes(schemes: &[(&str, &str)]) -> Import {
    let mut text = document(PATHS, "");
    text.push_str("components:\n  securitySchemes:\n");
    let mut needed = Vec::new();
    for (name, scheme) in schemes {
        text.extend(["    ", name, ": ", scheme, "\n"]);
        needed.push(format!("{{{name}: []}}"));
    }
    text.extend(["security: [", &needed.join(", "), "]\n"]);
    import(&text)
}

fn with_server(server: &str) -> Import {
    let usual = "{url: 'https://parrot.example'}";
    import(&document(PATHS, "").replace(usual, server))
}

#[test]
fn a_scheme_called_like_a_setting_of_every_client_has_a_name_of_its_own() {
    let import = with_schemes(&[
        ("key", "{type: apiKey, in: query, name: key}"),
        ("proxy", "{type: apiKey, in: header, name: X-Proxy-Token}"),
        ("other", "{type: http, scheme: bearer}"),
    ]);
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "default = [\"key\", \"proxy\", \"other\"]",
            "[auth.schemes.key]",
            "rust = \"own_key\"",
            "[auth.schemes.proxy]",
            "rust = \"proxy_key\"",
            "[auth.schemes.other]",
        ],
    );
    assert_eq!(import.contract.matches("rust = ").count(), 2);
}

#[test]
fn the_only_scheme_keeps_its_name_whatever_that_is() {
    let import = with_schemes(&[("key", "{type: apiKey, in: query, name: key}")]);
    assert_exact(&import);
    assert_has(&import, &["[auth]", "query = \"key\""]);
    assert!(!import.contract.contains("rust = "), "{}", import.contract);
}

#[test]
fn a_variable_called_like_a_setting_of_every_client_has_a_name_of_its_own() {
    let import = with_server(
        "{url: 'https://{region}.{key}.{timeout}.parrot.example', variables: {region: {default: eu}, key: {default: k, enum: [k, l]}, timeout: {default: t}}}",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "base_url = \"https://{region}.{key}.{timeout}.parrot.example\"",
            "variables.region = { default = \"eu\" }",
            "variables.key = { rust = \"key_value\", values = [\"k\", \"l\"], default = \"k\" }",
            "variables.timeout = { rust = \"timeout_value\", default = \"t\" }",
        ],
    );
}

#[test]
fn variables_and_schemes_of_one_name_are_two_settings() {
    let mut text = document(PATHS, "").replace(
        "{url: 'https://parrot.example'}",
        "{url: 'https://{team}.{user}.parrot.example'}",
    );
    text.push_str("components:\n  securitySchemes:\n    team: {type: http, scheme: basic}\nsecurity: [{team: []}, {}]\n");
    let import = import(&text);
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "[auth.schemes.team]",
            "variables.team = { rust = \"team_value\" }",
            "variables.user = { rust = \"user_value\" }",
        ],
    );
}

#[test]
fn values_that_make_one_variant_are_any_text_and_the_variable_stays() {
    let import = with_server(
        "{url: 'https://{region}.parrot.example', variables: {region: {default: eu, enum: [eu, EU]}}}",
    );
    assert_exact(&import);
    assert_has(&import, &["variables.region = { default = \"eu\" }"]);
    let reasons: Vec<&str> = import.notes.iter().map(|note| &*note.reason).collect();
    assert!(
        reasons.len() == 1 && reasons[0].ends_with("the variable `region` is any text"),
        "{reasons:?}"
    );
}

#[test]
fn a_schema_called_like_the_trait_of_the_settings_has_a_name_of_its_own() {
    for (schema, name) in [
        ("ClientSettings", "ClientSettingsSchema"),
        ("ClientOptions", "ClientOptions"),
    ] {
        let paths = format!(
            "/a: {{get: {{operationId: a, responses: {{'200': {{description: A., content: {{application/json: {{schema: {{$ref: '#/components/schemas/{schema}'}}}}}}}}}}}}}}"
        );
        let schemas = format!("{schema}: {{type: object, properties: {{id: {{type: string}}}}}}");
        let text = document(&paths, &schemas).replace(
            "{url: 'https://parrot.example'}",
            "{url: 'https://{region}.parrot.example'}",
        );
        let import = import(&text);
        assert_exact(&import);
        assert_has(
            &import,
            &[
                &*format!("[types.{name}]"),
                &*format!("returns = \"{name}\""),
            ],
        );
    }
}

#[test]
fn without_its_keys_no_operation_is_exact() {
    let scheme = "{type: apiKey, in: header, name: Host}";
    let import = with_schemes(&[("key", scheme)]);
    assert_eq!(import.operations[0].verdict, Verdict::Usable);
    let losses = losses(&import);
    assert!(
        losses.len() == 1 && losses[0].ends_with("keys are left out"),
        "{losses:?}"
    );
}
