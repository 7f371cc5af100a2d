//! What comes back.

use crate::{assert_exact, assert_has, document, import, indented};

fn of_responses(responses: &str) -> theta_import::Import {
    let paths = format!(
        "/x:\n  get:\n    operationId: look\n    responses:\n{}",
        indented(responses, 6)
    );
    import(&document(&paths, ""))
}

#[test]
fn an_answer_is_json_text_bytes_or_nothing() {
    for (content, line) in [
        (
            "content: {application/json: {schema: {type: object, required: [a], properties: {a: {type: string}}}}}",
            "returns = \"LookResponse\"",
        ),
        (
            "content: {application/json: {schema: {type: array, items: {type: string}}}}",
            "returns = \"[string]\"",
        ),
        ("content: {application/json: {}}", "returns = \"json\""),
        (
            "content: {text/plain: {schema: {type: string}}}",
            "returns = \"text\"",
        ),
        (
            "content: {application/octet-stream: {schema: {type: string, format: binary}}}",
            "returns = \"bytes\"",
        ),
        (
            "content: {audio/mpeg: {schema: {type: string, format: binary}}}",
            "returns = { type = \"bytes\", accept = \"audio/mpeg\" }",
        ),
        (
            "content: {application/json: {schema: {type: string, format: binary}}}",
            "returns = { type = \"bytes\", accept = \"application/json\" }",
        ),
    ] {
        let import = of_responses(&format!("'200': {{description: It., {content}}}"));
        assert_exact(&import);
        assert_has(&import, &[line]);
    }
    let nothing = of_responses("'204': {description: Gone.}");
    assert_exact(&nothing);
    assert_has(
        &nothing,
        &["returns = { status = 204, type = \"nothing\" }"],
    );
}

#[test]
fn answers_differ_by_status() {
    let schema = |name: &str| {
        format!("{{type: object, required: [{name}], properties: {{{name}: {{type: string}}}}}}")
    };
    let (a, b) = (schema("a"), schema("b"));
    let import = of_responses(&format!(
        "
200: {{description: It., content: {{application/json: {{schema: {a}}}}}}}
202: {{description: Soon., content: {{application/json: {{schema: {b}}}}}}}
204: {{description: Nothing.}}
"
    ));
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "    { status = 200, type = \"LookResponse200\" },",
            "    { status = 202, type = \"LookResponse202\" },",
            "    { status = 204, type = \"nothing\" },",
        ],
    );
}

#[test]
fn headers_of_an_answer_are_said() {
    let import = of_responses(
        "'200': {description: It., headers: {X-RateLimit-Remaining: {schema: {type: integer}, description: What is left.}}}",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "rate_limit_remaining = { header = \"x-ratelimit-remaining\", type = \"integer\", doc = \"What is left.\" }",
        ],
    );
}

#[test]
fn a_redirect_beside_a_success_is_a_failure_and_alone_the_answer() {
    let beside = of_responses("'200': {description: It.}\n'304': {description: Not modified.}");
    assert_exact(&beside);
    assert_has(&beside, &["[errors.not_modified]", "status = 304"]);
    let alone = of_responses("'302': {description: Elsewhere.}");
    assert_exact(&alone);
    assert_has(&alone, &["returns = { status = 302, type = \"nothing\" }"]);
}

#[test]
fn events_are_of_a_type() {
    let schema = "{type: object, required: [a], properties: {a: {type: string}}}";
    for (media_type, returns) in [
        ("text/event-stream", "{ events = \"LookResponse\" }"),
        (
            "application/x-ndjson",
            "{ events = \"LookResponse\", as = \"lines\" }",
        ),
    ] {
        let import = of_responses(&format!(
            "'200': {{description: It., content: {{{media_type}: {{schema: {schema}}}}}}}"
        ));
        assert_exact(&import);
        assert_has(&import, &[&format!("returns = {returns}")]);
    }
}

#[test]
fn a_field_that_asks_for_events_makes_two_endpoints_of_an_operation() {
    let import = crate::import(&crate::document(
        "
/ask:
  post:
    operationId: ask
    description: 'It ends with `data: [DONE]`.'
    requestBody: {required: true, content: {application/json: {schema: {$ref: '#/components/schemas/Question'}}}}
    responses:
      '200':
        description: It.
        content:
          application/json: {schema: {$ref: '#/components/schemas/Answer'}}
          text/event-stream: {schema: {$ref: '#/components/schemas/Piece'}}
",
        "
Question: {type: object, required: [text], properties: {text: {type: string}, stream: {type: boolean}}}
Answer: {type: object, required: [all], properties: {all: {type: string}}}
Piece: {type: object, required: [some], properties: {some: {type: string}}}
",
    ));
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "[endpoints.ask]",
            "body = { json = \"Question\" }",
            "returns = \"Answer\"",
            "[endpoints.ask_events]",
            "body = { json = \"QuestionEvents\" }",
            "returns = { events = \"Piece\", end = \"[DONE]\" }",
        ],
    );
    let asks = import.contract.matches("stream").count();
    assert_eq!(asks, 1, "{}", import.contract);
}
