//! The same API in three versions gives the same contract.

use crate::import;

const TWO: &str = "
swagger: '2.0'
info: {title: Parrot, version: '1', description: Says it again.}
host: parrot.example
basePath: /v1
schemes: [https]
consumes: [application/json]
produces: [application/json]
securityDefinitions: {key: {type: apiKey, in: header, name: X-Api-Key}}
security: [{key: []}]
paths:
  /voices:
    get:
      operationId: listVoices
      summary: Lists the voices.
      parameters:
        - {name: tags, in: query, type: array, items: {type: string}, collectionFormat: multi}
        - {name: limit, in: query, type: integer, default: 20}
      responses:
        200: {description: The voices., schema: {type: array, items: {$ref: '#/definitions/Voice'}}}
        401: {description: No key., schema: {$ref: '#/definitions/Problem'}}
    post:
      operationId: createVoice
      summary: Makes a voice.
      consumes: [multipart/form-data]
      parameters:
        - {name: file, in: formData, type: file, required: true, description: The recording.}
        - {name: name, in: formData, type: string}
      responses:
        201: {description: The voice., schema: {$ref: '#/definitions/Voice'}}
        401: {description: No key., schema: {$ref: '#/definitions/Problem'}}
  /voices/{id}:
    put:
      operationId: renameVoice
      summary: Renames a voice.
      parameters:
        - {name: id, in: path, required: true, type: string}
        - {name: body, in: body, required: true, schema: {$ref: '#/definitions/Voice'}}
      responses:
        204: {description: Done.}
        401: {description: No key., schema: {$ref: '#/definitions/Problem'}}
definitions:
  Voice:
    type: object
    required: [name]
    properties: {name: {type: string}, note: {type: string, x-nullable: true}}
  Problem: {type: object, required: [message], properties: {message: {type: string}}}
";

const THREE: &str = "
openapi: VERSION
info: {title: Parrot, version: '1', description: Says it again.}
servers: [{url: 'https://parrot.example/v1/'}]
security: [{key: []}]
paths:
  /voices:
    get:
      operationId: listVoices
      summary: Lists the voices.
      parameters:
        - {name: tags, in: query, schema: {type: array, items: {type: string}}}
        - {name: limit, in: query, schema: {type: integer, default: 20}}
      responses:
        '200': {description: The voices., content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/Voice'}}}}}
        '401': {$ref: '#/components/responses/NoKey'}
    post:
      operationId: createVoice
      summary: Makes a voice.
      requestBody:
        required: true
        content:
          multipart/form-data:
            schema: {type: object, required: [file], properties: {file: {type: string, FILE, description: The recording.}, name: {type: string}}}
      responses:
        '201': {description: The voice., content: {application/json: {schema: {$ref: '#/components/schemas/Voice'}}}}
        '401': {$ref: '#/components/responses/NoKey'}
  /voices/{id}:
    parameters: [{name: id, in: path, required: true, schema: {type: string}}]
    put:
      operationId: renameVoice
      summary: Renames a voice.
      requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Voice'}}}}
      responses:
        '204': {description: Done.}
        '401': {$ref: '#/components/responses/NoKey'}
components:
  securitySchemes: {key: {type: apiKey, in: header, name: X-Api-Key}}
  responses:
    NoKey: {description: No key., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}
  schemas:
    Voice:
      type: object
      required: [name]
      properties: {name: {type: string}, note: {NULLABLE}}
    Problem: {type: object, required: [message], properties: {message: {type: string}}}
";

fn three(version: &str, file: &str, nullable: &str) -> String {
    THREE
        .replace("VERSION", version)
        .replace("FILE", file)
        .replace("NULLABLE", nullable)
}

#[test]
fn a_document_becomes_this_contract() {
    let import = import(&three(
        "3.0.3",
        "format: binary",
        "type: string, nullable: true",
    ));
    insta::assert_snapshot!(import.contract);
}

#[test]
fn three_versions_of_one_document_are_one_contract() {
    let old = import(&three(
        "3.0.3",
        "format: binary",
        "type: string, nullable: true",
    ));
    let new = import(&three(
        "3.1.0",
        "contentMediaType: application/octet-stream",
        "type: [string, 'null']",
    ));
    assert_eq!(old.contract, new.contract);
    let oldest = import(TWO);
    assert_eq!(old.contract, oldest.contract);
}

#[test]
fn json_and_yaml_are_one_contract() {
    let yaml = three("3.0.3", "format: binary", "type: string, nullable: true");
    let json = r#"{"openapi": "3.0.3", "info": {"title": "P", "version": "1"}, "servers": [{"url": "https://p.example"}], "paths": {"/a": {"get": {"operationId": "a", "responses": {"200": {"description": "A."}}}}}}"#;
    let as_yaml = "openapi: 3.0.3\ninfo: {title: P, version: '1'}\nservers: [{url: https://p.example}]\npaths: {/a: {get: {operationId: a, responses: {200: {description: A.}}}}}";
    assert_eq!(import(json).contract, import(as_yaml).contract);
    assert!(import(&yaml).contract.len() > 100);
}

#[test]
fn places_of_version_two_are_those_of_its_text() {
    let document = TWO.replace("{name: limit, in: query, type: integer, default: 20}", "{name: limit, in: query, type: array, items: {type: string}, collectionFormat: csv}\n        - {name: x, in: cookie, type: string}");
    let import = import(&document);
    let places: Vec<&str> = import
        .operations
        .iter()
        .flat_map(|one| &one.losses)
        .map(|loss| loss.place.as_str())
        .collect();
    assert_eq!(places, ["/paths/~1voices/get/parameters/2"]);
}
