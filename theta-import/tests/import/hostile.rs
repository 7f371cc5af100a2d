//! Documents that nobody should write: no panic, and an end.

use crate::any_document::check as any;
use crate::{document, import};
use proptest::prelude::*;
use std::fmt::Write as _;
use theta_import::Options;
use theta_spec::json::Json;

const GET: &str = "
/x: {get: {operationId: x, responses: {'200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}}}
";

#[test]
fn references_in_circles_end() {
    for schemas in [
        "A: {$ref: '#/components/schemas/A'}",
        "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}",
        "A: {allOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {allOf: [{$ref: '#/components/schemas/B'}, {properties: {a: {type: string}}}]}\nB: {allOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {anyOf: [{$ref: '#/components/schemas/A'}, {type: string}]}",
        "A: {oneOf: [{$ref: '#/components/schemas/B'}]}\nB: {oneOf: [{$ref: '#/components/schemas/A'}]}",
        "A: {items: {$ref: '#/components/schemas/A'}}",
        "A: {additionalProperties: {$ref: '#/components/schemas/A'}}",
        "A: {type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}",
        "A: {$ref: '#/components/schemas/A/properties/a'}",
        "A: {prefixItems: [{$ref: '#/components/schemas/A'}]}",
        "A: {properties: {a: {type: string}}, oneOf: [{$ref: '#/components/schemas/A'}]}",
    ] {
        let import = import(&document(GET, schemas));
        assert!(
            import.contract.contains("endpoints.x"),
            "{schemas}\n{}",
            import.contract
        );
    }
}

#[test]
fn more_operations_than_a_contract_holds_are_an_error_that_says_what_to_do() {
    let document = |count: usize| {
        let path = |at: usize| {
            format!("  /p{at}: {{get: {{responses: {{'200': {{description: x}}}}}}}}\n")
        };
        let paths: String = (0..count).map(path).collect();
        format!("openapi: 3.1.0\ninfo: {{title: Big, version: '1'}}\npaths:\n{paths}")
    };
    let options = theta_import::Options::default();
    let import =
        |text: &str| theta_import::import(text.as_bytes(), &mut |_| Err(String::new()), &options);
    let error = import(&document(10_001)).unwrap_err();
    assert_eq!(
        error.message,
        "it has 10001 operations, and a contract holds at most 10000: choose some of them"
    );
    assert!(import(&document(3)).is_ok());
}

#[test]
fn deep_schemas_end() {
    let mut schema = "{type: string}".to_owned();
    for _ in 0..60 {
        schema = format!("{{properties: {{a: {schema}}}}}");
    }
    let import = import(&document(GET, &format!("A: {schema}")));
    assert!(import.contract.contains("endpoints.x"));
    let long = (0..3000).map(|at| {
        format!(
            "S{at}: {{properties: {{a: {{$ref: '#/components/schemas/S{}'}}}}}}\n",
            at + 1
        )
    });
    let long = long.collect::<Vec<_>>().concat();
    let document = document(
        GET,
        &format!("A: {{$ref: '#/components/schemas/S0'}}\n{long}"),
    );
    any(document.as_bytes());
}

const EVERYTHING: &str = r##"{"openapi": "3.1.0", "info": {"title": "P"}, "servers": [{"url": "https://{a}.example", "variables": {"a": {"default": "b"}}}],
"security": [{"k": []}], "paths": {"/x/{id}": {"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}], "post": {
"operationId": "x", "tags": ["t"], "parameters": [{"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}}],
"requestBody": {"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}, "multipart/form-data": {"schema": {"properties":
{"f": {"type": "string", "format": "binary"}}}}}}, "responses": {"200": {"description": "It.", "headers": {"a": {"schema": {"type": "string"}}},
"content": {"application/json": {"schema": {"$ref": "#/components/schemas/A"}}}}, "400": {"content": {"application/json": {"schema": {"properties":
{"error": {"properties": {"message": {"type": "string"}}}}}}}}}}}}, "components": {"securitySchemes": {"k": {"type": "http", "scheme": "bearer"}},
"schemas": {"A": {"oneOf": [{"properties": {"a": {"const": 1}}}, {"properties": {"b": {"enum": ["a", "b"]}}, "required": ["b"]}],
"discriminator": {"propertyName": "a", "mapping": {"a": "b"}}}}}}"##;

#[test]
fn what_is_of_another_kind_than_it_should_be_is_no_panic() {
    let tree = theta_spec::json::parse(EVERYTHING).unwrap();
    let mut count = 0;
    places(&tree, &mut Vec::new(), &mut |path| {
        let words = ["#/x", "default", "2XX"].map(|text| Json::String(text.to_owned()));
        let wrong = [
            Json::Null,
            Json::Number("1e999".to_owned()),
            Json::Array(Vec::new()),
            Json::Object(Vec::new()),
            Json::Bool(true),
        ];
        for wrong in wrong.iter().chain(&words) {
            any(replaced(&tree, path, wrong).to_string().as_bytes());
            count += 1;
        }
    });
    assert!(count > 300, "{count}");
}

fn places(value: &Json, path: &mut Vec<usize>, each: &mut impl FnMut(&[usize])) {
    each(path);
    let children: Vec<&Json> = match value {
        Json::Array(items) => items.iter().collect(),
        Json::Object(members) => members.iter().map(|(_, value)| value).collect(),
        _ => Vec::new(),
    };
    for (at, child) in children.into_iter().enumerate() {
        path.push(at);
        places(child, path, each);
        path.pop();
    }
}

fn replaced(value: &Json, path: &[usize], with: &Json) -> Json {
    let Some((&first, rest)) = path.split_first() else {
        return with.clone();
    };
    let mut value = value.clone();
    let child = match &mut value {
        Json::Array(items) => items.get_mut(first),
        Json::Object(members) => members.get_mut(first).map(|(_, value)| value),
        _ => None,
    };
    if let Some(child) = child {
        *child = replaced(child, rest, with);
    }
    value
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn random_bytes_are_no_panic(bytes in proptest::collection::vec(proptest::num::u8::ANY, 0..300)) {
        any(&bytes);
    }

    #[test]
    fn any_name_is_data(name in "\\PC{0,20}", words in "\\PC{0,40}") {
        let quoted = Json::String(name).to_string();
        let words = Json::String(words).to_string();
        let schemas = format!("A: {{type: object, properties: {{{quoted}: {{type: string, enum: [{quoted}], description: {words}}}}}}}");
        let import = import(&document(GET, &schemas));
        prop_assert!(import.is_sound);
    }
}

#[test]
fn a_document_of_more_than_a_contract_may_say_says_so() {
    let words = "w".repeat(250);
    let document = |operations: usize| {
        let mut text = "openapi: 3.1.0\ninfo: {title: Parrot, version: '1'}\nservers: [{url: 'https://parrot.example'}]\npaths:\n".to_owned();
        for at in 0..operations {
            let _ = write!(
                text,
                "  /a{at}:\n    get:\n      responses: {{'204': {{description: ok}}}}\n      parameters:\n"
            );
            for of in 0..100 {
                let _ = writeln!(
                    text,
                    "        - {{in: query, name: q{of}, description: {words}, schema: {{type: string}}}}"
                );
            }
        }
        text
    };
    for (operations, expected) in [
        (2, None),
        (150, Some("the contract does not pass `theta check`")),
    ] {
        let mut none = |_: &str| Err("there are no files".to_owned());
        let text = document(operations);
        let import = theta_import::import(text.as_bytes(), &mut none, &Options::default()).unwrap();
        assert_eq!(import.is_sound, expected.is_none());
        let note = import.notes.first().map(|note| &*note.reason);
        assert_eq!(note.map(|note| &note[..40]), expected, "{:?}", import.notes);
        assert!(
            note.is_none_or(|note| note.contains("`--only`")),
            "{note:?}"
        );
    }
}
