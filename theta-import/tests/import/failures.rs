//! Documented failures.

use crate::{assert_exact, assert_has, document, import, indented};
use theta_import::Import;

const SCHEMAS: &str = "
Problem: {type: object, required: [code, message], properties: {code: {type: string}, message: {type: string}}}
Wrapped: {type: object, required: [error], properties: {error: {$ref: '#/components/schemas/Problem'}}}
";

fn of_responses(responses: &str) -> Import {
    let paths = format!(
        "/x:\n  get:\n    operationId: look\n    responses:\n      '200': {{description: It.}}\n{}",
        indented(responses, 6)
    );
    import(&document(&paths, SCHEMAS))
}

#[test]
fn a_status_is_a_row_with_the_shape_of_its_body() {
    let import = of_responses(
        "'404': {description: No such voice., content: {application/json: {schema: {$ref: '#/components/schemas/Problem'}}}}",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "[shapes.problem]",
            "code = \"/code\"",
            "message = \"/message\"",
            "[errors.not_found]",
            "status = 404",
            "shape = \"problem\"",
            "category = \"not_found\"",
            "cause = \"No such voice.\"",
            "confidence = \"inferred\"",
        ],
    );
}

#[test]
fn what_an_error_holds_is_found_inside_it() {
    let import = of_responses(
        "'429': {description: Slower., content: {application/json: {schema: {$ref: '#/components/schemas/Wrapped'}}}}",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &["code = \"/error/code\"", "message = \"/error/message\""],
    );
}

#[test]
fn default_is_every_other_status_and_classes_are_classes() {
    let import =
        of_responses("5XX: {description: Broken.}\ndefault: {description: Anything else.}");
    assert_exact(&import);
    assert_has(&import, &["status = \"5xx\"", "status = \"default\""]);
}

#[test]
fn two_shapes_of_one_weight_are_put_in_order() {
    let import = of_responses(
        "
'400': {description: One., content: {application/json: {schema: {type: object, required: [message], properties: {message: {type: string}}}}}}
'409': {description: Other., content: {application/json: {schema: {type: object, required: [detail], properties: {detail: {type: string}}}}}}
",
    );
    assert_exact(&import);
    assert!(
        import.contract.contains("before = [\"failure_2\"]"),
        "{}",
        import.contract
    );
}

#[test]
fn codes_of_a_schema_are_rows_unless_they_say_nothing() {
    let schema = "{type: object, required: [code, message], properties: {code: {type: string, enum: [too_long, not found, '404', string]}, message: {type: string}}}";
    let import = of_responses(&format!(
        "'400': {{description: One., content: {{application/json: {{schema: {schema}}}}}}}"
    ));
    assert_exact(&import);
    let rows = errors(&import);
    let codes = rows.iter().filter(|row| row.contains("\ncode = "));
    assert_eq!(codes.count(), 2, "{}", import.contract);
    assert_has(
        &import,
        &[
            "[errors.too_long]",
            "code = \"too_long\"",
            "code = \"not found\"",
        ],
    );
}

#[test]
fn a_shared_code_is_one_row_of_several_statuses() {
    let body = "content: {application/json: {schema: {$ref: '#/components/schemas/Coded'}}}";
    let schemas = "Coded: {type: object, required: [code], properties: {code: {type: string, enum: [busy, gone]}}}";
    let paths = format!(
        "/x:\n  get:\n    operationId: look\n    responses:\n      '200': {{description: It.}}\n      '400': {{description: A., {body}}}\n      '409': {{description: B., {body}}}\n"
    );
    let import = import(&document(&paths, schemas));
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "[errors.busy]",
            "status = [400, 409]",
            "code = \"busy\"",
            "[errors.gone]",
        ],
    );
}

#[test]
fn a_list_of_codes_that_is_too_long_for_its_endpoints_is_a_note() {
    let codes: Vec<String> = (0..1_200).map(|code| format!("c{code}")).collect();
    let import = of_responses(&format!(
        "'400': {{description: One., content: {{application/json: {{schema: {{type: object, required: [code], properties: {{code: {{type: string, enum: [{}]}}}}}}}}}}}}",
        codes.join(", ")
    ));
    assert_exact(&import);
    assert!(!import.contract.contains("code = \"c1\""));
    let noted = import
        .notes
        .iter()
        .find(|note| note.place.ends_with("/enum") || note.place.ends_with("/code"));
    assert!(
        noted.is_some_and(|note| note.reason.starts_with("1200 codes on 1 endpoint")),
        "{:?}",
        import.notes
    );
}

#[test]
fn an_example_with_a_code_is_a_row_with_the_example() {
    let import = of_responses(
        "
'404':
  description: Missing.
  content:
    application/json:
      schema: {$ref: '#/components/schemas/Problem'}
      examples:
        default: {summary: There is no voice., value: {code: voice_missing, message: No voice 7}}
        second: {value: {code: page_missing, message: No page}}
",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "[errors.not_found]",
            "[errors.voice_missing]",
            "code = \"voice_missing\"",
            "cause = \"There is no voice.\"",
            "examples = [\"{\\\"code\\\":\\\"voice_missing\\\",\\\"message\\\":\\\"No voice 7\\\"}\"]",
            "[errors.page_missing]",
        ],
    );
}

#[test]
fn an_example_with_a_name_is_a_row_with_its_message_and_others_are_none() {
    let example = |name: &str| {
        let schema = "{type: object, required: [message], properties: {message: {type: string}}}";
        of_responses(&format!(
            "'403': {{description: No., content: {{application/json: {{schema: {schema}, examples: {{{name}: {{value: {{message: 'Not {{yours}}'}}}}}}}}}}}}"
        ))
    };
    let named = example("not-the-owner");
    assert_exact(&named);
    assert_has(
        &named,
        &["[errors.not_the_owner]", "detail = \"Not {{yours}}\""],
    );
    let plain = example("default");
    assert_exact(&plain);
    assert_eq!(errors(&plain).len(), 1, "{}", plain.contract);
}

#[test]
fn a_failure_that_says_when_to_ask_again_may_be_sent_again() {
    let import = of_responses(
        "'429': {description: Slower., headers: {Retry-After: {schema: {type: integer}}}}\n'500': {description: Broken., headers: {Retry-After: {schema: {type: integer}}}}",
    );
    assert_exact(&import);
    // After a 500 the work may have been done.
    assert_eq!(
        import.contract.matches("retry = \"backoff\"").count(),
        1,
        "{}",
        import.contract
    );
}

/// The tables of failures.
fn errors(import: &Import) -> Vec<&str> {
    import.contract.split("\n[errors.").skip(1).collect()
}

#[test]
fn a_body_without_what_the_document_does_not_require_is_of_the_row_as_well() {
    let of = |required: &str| {
        of_responses(&format!(
            "'404': {{description: None., content: {{application/json: {{schema: {{type: object, {required} properties: {{message: {{type: string}}}}}}}}}}}}"
        ))
    };
    let free = of("");
    assert_exact(&free);
    assert_has(
        &free,
        &[
            "[shapes.other]",
            "optional = [\"message\"]",
            "shape = [\"failure\", \"other\"]",
        ],
    );
    let strict = of("required: [message],");
    assert_has(&strict, &["shape = \"failure\""]);
    assert!(!strict.contract.contains("other"), "{}", strict.contract);
}

#[test]
fn a_failure_that_may_be_a_text_has_the_shape_of_texts() {
    let import = of_responses(
        "'400': {description: No., content: {application/json: {schema: {oneOf: [{type: string}, {$ref: '#/components/schemas/Problem'}]}}}}",
    );
    assert_exact(&import);
    assert_has(&import, &["text = true", "shape = [\"problem\", \"text\"]"]);
}

#[test]
fn an_event_is_no_failure_for_want_of_everything() {
    let of = |media: &str| {
        let json = "{type: object, properties: {message: {type: string}}}";
        let paths = format!(
            "
/x:
  get:
    operationId: look
    responses:
      '200': {{description: It., content: {{{media}: {{schema: {{type: object, properties: {{text: {{type: string}}}}}}}}}}}}
      '400': {{description: No., content: {{application/json: {{schema: {json}}}}}}}
"
        );
        let import = crate::import(&document(&paths, SCHEMAS));
        import.contract.contains("[shapes.other]")
    };
    assert!(of("application/json"));
    assert!(!of("text/event-stream"));
}

/// What is written of a header beside a 429, with these words and this example.
fn resets(name: &str, said: &str) -> Import {
    let header = format!(
        "{{description: Slower., headers: {{{name}: {{schema: {{type: integer}}, {said}}}}}}}"
    );
    of_responses(&format!("'429': {header}"))
}

#[test]
fn a_header_that_says_when_a_limit_ends_is_read_as_it_says() {
    for (said, form) in [
        ("example: 1590701888", "epoch"),
        ("description: In Unix epoch time.", "epoch"),
        (
            "description: Milliseconds since the epoch., example: 1590701888000",
            "epoch_ms",
        ),
        ("description: Number of seconds until it resets.", "seconds"),
    ] {
        let import = resets("X-RateLimit-Reset", said);
        assert_exact(&import);
        assert_has(
            &import,
            &["[retry]", &format!("resets.x-ratelimit-reset = \"{form}\"")],
        );
        assert!(import.notes[0].reason.contains(form));
    }
    // The twins: nothing says what the number is, or two things do, or it is no limit.
    for (name, said) in [
        ("X-RateLimit-Reset", "description: When it ends."),
        (
            "X-RateLimit-Reset",
            "description: UTC time in seconds until which it lasts.",
        ),
        (
            "X-RateLimit-Reset",
            "description: Seconds until it resets., example: 1590701888",
        ),
        ("X-Password-Reset", "example: 1590701888"),
    ] {
        let import = resets(name, said);
        assert!(!import.contract.contains("[retry]"), "{}", import.contract);
        assert_eq!(import.notes.len(), 0);
    }
}
