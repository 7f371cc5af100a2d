//! Documents of several files, and what cannot be read.

use std::fmt::Write as _;
use theta_import::Options;

fn import(document: &str, files: &[(&str, &str)]) -> Result<theta_import::Import, String> {
    let mut beside = |name: &str| {
        let file = files.iter().find(|(known, _)| *known == name);
        file.map(|(_, text)| text.as_bytes().to_vec())
            .ok_or_else(|| "no such file".to_owned())
    };
    theta_import::import(document.as_bytes(), &mut beside, &Options::default())
        .map_err(|error| error.to_string())
}

const MAIN: &str = "
openapi: 3.0.3
info: {title: Parrot, version: '1'}
servers: [{url: 'https://parrot.example'}]
paths:
  /say: {$ref: 'paths/say.yaml'}
";
const SAY: &str = "
get:
  operationId: say
  responses: {'200': {description: It., content: {application/json: {schema: {$ref: '../schemas/all.json#/Reply'}}}}}
";

#[test]
fn references_lead_into_files_beside_the_document() {
    let schemas = r##"{"Reply": {"type": "object", "required": ["a"], "properties": {"a": {"$ref": "#/Inner~1x"}}}, "Inner/x": {"type": "string"}}"##;
    let import = import(
        MAIN,
        &[("paths/say.yaml", SAY), ("schemas/all.json", schemas)],
    )
    .unwrap();
    assert!(
        import.contract.contains("fields.a = \"string\""),
        "{}",
        import.contract
    );
    assert_eq!(import.operations[0].place, "paths/say.yaml#/get");
}

#[test]
fn a_file_that_is_missing_costs_what_it_holds() {
    let import = import(MAIN, &[("paths/say.yaml", SAY)]).unwrap();
    assert!(import.contract.contains("returns = \"json\""));
    let loss = &import.operations[0].losses[0];
    assert_eq!(
        loss.reason,
        "it refers to `schemas/all.json`: no such file: any JSON"
    );
}

#[test]
fn what_is_no_document_is_refused_with_the_reason() {
    for (document, reason) in [
        ("", "it is empty"),
        (
            "{\"a\": ",
            "it is not JSON: expected a JSON value at byte 6",
        ),
        (
            "a: 1",
            "it does not say that it is an OpenAPI document: it has neither `openapi` nor `swagger`",
        ),
        (
            "openapi: 4.0.0",
            "it is of version 4.0.0; 3.0, 3.1 and 2.0 are read",
        ),
        ("openapi: 3.0.0", "it has no operations"),
    ] {
        assert_eq!(import(document, &[]).unwrap_err(), reason);
    }
}

#[test]
fn an_operation_may_stand_in_a_file_of_its_own() {
    let main = MAIN.replace("{$ref: 'paths/say.yaml'}", "{get: {$ref: 'say.yaml'}}");
    let say = "{operationId: say, responses: {'200': {description: It., content: {application/json: {schema: {type: string}}}}}}";
    let found = import(&main, &[("say.yaml", say)]).unwrap();
    assert!(
        found.contract.contains("returns = \"string\""),
        "{}",
        found.contract
    );
    // The twin: what leads nowhere is no exact operation.
    let lost = import(&main, &[]).unwrap();
    assert_eq!(lost.count(theta_import::Verdict::Exact), 0);
}

#[test]
fn a_path_that_leads_nowhere_is_noted() {
    let main = format!("{MAIN}  /hear: {{$ref: 'paths/hear.yaml'}}\n");
    let say = [(
        "paths/say.yaml",
        "get: {responses: {'200': {description: It.}}}",
    )];
    let import = import(&main, &say).unwrap();
    let noted: Vec<&str> = import
        .notes
        .iter()
        .map(|note| note.reason.as_str())
        .collect();
    let lost = "the operations of `/hear` are left out: ";
    assert!(noted.iter().any(|why| why.starts_with(lost)), "{noted:?}");
    assert!(!noted.iter().any(|why| why.contains("`/say`")), "{noted:?}");
}

#[test]
fn a_document_may_be_thousands_of_files() {
    let names: Vec<String> = (0..2_000).map(|at| format!("paths/{at}.yaml")).collect();
    let mut main = MAIN.replace("  /say: {$ref: 'paths/say.yaml'}\n", "");
    for (at, name) in names.iter().enumerate() {
        let _ = writeln!(main, "  /say/{at}: {{$ref: '{name}'}}");
    }
    let text = "get: {responses: {'200': {description: It.}}}";
    let files: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), text)).collect();
    let import = import(&main, &files).unwrap();
    assert_eq!(import.operations.len(), names.len());
}
