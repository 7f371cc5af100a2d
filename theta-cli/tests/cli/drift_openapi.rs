//! `theta drift` with an OpenAPI document in the place of a page.

use crate::project::{Project, Run};

const SPEC: &str = r#"
theta = 1
api = { name = "Parrot", base_url = "https://parrot.example/v1" }
sources.openapi = "https://parrot.example/openapi.json"
shapes.error = { code = "/code" }
endpoints.say = { post = "/say/{cage}", body = { json = "Words" }, returns = "Sound", query.loud = { type = "boolean", optional = true } }
endpoints.list = { get = "/parrots", returns = "[string]" }
types.Words = { fields.text = "string", fields.voice = { type = "string", optional = true } }
types.Sound = { fields.id = "string", fields.length = "number" }
errors.no_seed = { status = 400, code = "no_seed" }
"#;

const DOCUMENT: &str = r#"{
  "openapi": "3.1.0",
  "info": {"title": "Parrot", "version": "1"},
  "servers": [{"url": "https://parrot.example/v1"}],
  "paths": {
    "/say/{name}": {
      "post": {
        "operationId": "speak",
        "parameters": [
          {"name": "name", "in": "path", "required": true, "schema": {"type": "string"}},
          {"name": "loud", "in": "query", "schema": {"type": "boolean"}}
        ],
        "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object", "required": ["text"],
          "properties": {"text": {"type": "string"}, "voice": {"type": "string"}}}}}},
        "responses": {
          "200": {"description": "What it said.", "content": {"application/json": {"schema": {"type": "object", "required": ["id", "length"],
            "properties": {"id": {"type": "string"}, "length": {"type": "number"}, "more": {"type": "string"}}}}}},
          "400": {"description": "No seed."}
        }
      }
    },
    "/parrots": {
      "get": {
        "operationId": "parrots",
        "responses": {"200": {"description": "All.", "content": {"application/json": {"schema": {"type": "array", "items": {"type": "string"}}}}}}
      }
    }
  }
}
"#;

fn project(document: &str) -> Project {
    let project = Project::with(SPEC);
    project.write("openapi.json", document);
    project
}

fn drift(project: &Project, more: &[&str]) -> Run {
    let docs = ["drift", "--docs", "openapi=openapi.json"];
    project.theta(&[&docs, more].concat())
}

#[test]
fn a_document_that_says_what_the_contract_does_is_quiet() {
    let run = drift(&project(DOCUMENT), &[]);
    assert_eq!(run.exit, Some(0), "{run}");
    assert!(run.stdout.contains("nothing new in the docs"), "{run}");
}

#[test]
fn a_difference_of_a_document_is_one_finding() {
    for (from, to, says) in [
        (
            "\"/parrots\"",
            "\"/birds\"",
            "the document has no `GET /parrots`",
        ),
        (
            "\"/parrots\"",
            "\"/birds\"",
            "the document has `GET /birds`",
        ),
        ("\"get\"", "\"put\"", "the document has no `GET /parrots`"),
        (
            "\"name\": \"loud\", \"in\"",
            "\"name\": \"loud\", \"required\": true, \"in\"",
            "`required`, where the contract says `optional`",
        ),
        (
            "\"name\": \"loud\"",
            "\"name\": \"noise\"",
            "the document has `noise`, the contract does not",
        ),
        (
            "[\"text\"]",
            "[\"text\", \"voice\"]",
            "types.Words.fields.voice.optional",
        ),
        (
            "\"voice\": {\"type\": \"string\"}",
            "\"voice\": {\"type\": \"integer\"}",
            "`a number`, where the contract says `text`",
        ),
        (
            "[\"id\", \"length\"]",
            "[\"id\"]",
            "`optional`, where the contract says `required`",
        ),
        (
            "\"400\": {",
            "\"404\": {\"description\": \"No parrot.\"}, \"400\": {",
            "the document lists `404` for `POST /say/{cage}`",
        ),
        (
            "\"200\": {\"description\": \"What",
            "\"201\": {\"description\": \"What",
            "`201`, where the contract says `200`",
        ),
        (
            "\"application/json\": {\"schema\": {\"type\": \"object\", \"required\": [\"text\"]",
            "\"application/x-www-form-urlencoded\": {\"schema\": {\"type\": \"object\", \"required\": [\"text\"]",
            "`a form`, where the contract says `JSON`",
        ),
    ] {
        assert_eq!(DOCUMENT.matches(from).count(), 1, "{from}");
        let project = project(&DOCUMENT.replace(from, to));
        let run = drift(&project, &["--format", "json"]);
        assert_eq!(run.exit, Some(1), "{run}");
        assert!(run.stdout.contains(says), "{says}: {run}");
    }
}

#[test]
fn an_accepted_document_is_news_again_when_it_changes() {
    let project = project(&DOCUMENT.replace("\"/parrots\"", "\"/birds\""));
    let run = drift(&project, &["--pin"]);
    assert_eq!(run.exit, Some(0), "{run}");
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(0), "{run}");
    assert!(run.stdout.contains("2 known"), "{run}");
    project.write(
        "openapi.json",
        DOCUMENT.replace("[\"text\"]", "[\"text\", \"voice\"]"),
    );
    let run = drift(&project, &[]);
    assert_eq!(run.exit, Some(1), "{run}");
    assert!(
        run.stdout.contains("types.Words.fields.voice.optional"),
        "{run}"
    );
}

#[test]
fn a_document_is_told_by_its_content_in_yaml_as_well() {
    let yaml = "openapi: 3.1.0\ninfo: {title: Parrot, version: '1'}\npaths:\n  /parrots:\n    get:\n      operationId: parrots\n      responses:\n        '200': {description: All.}\n";
    let project = Project::with(SPEC);
    project.write("page", yaml);
    let run = project.theta(&["drift", "--docs", "openapi=page"]);
    assert!(
        run.stdout
            .contains("the document has no `POST /say/{cage}`"),
        "{run}"
    );
}

#[test]
fn a_document_that_cannot_be_read_is_no_news() {
    let run = drift(&project(&DOCUMENT.replace("3.1.0", "9.0.0")), &[]);
    assert_eq!(run.exit, Some(3), "{run}");
    assert!(run.stderr.contains("it is of version 9.0.0"), "{run}");
}
