//! Documented failures.

use crate::{assert_exact, assert_has, document, import, indented};

const SCHEMAS: &str = "
Problem: {type: object, required: [code, message], properties: {code: {type: string}, message: {type: string}}}
Wrapped: {type: object, required: [error], properties: {error: {$ref: '#/components/schemas/Problem'}}}
";

fn of_responses(responses: &str) -> theta_import::Import {
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
