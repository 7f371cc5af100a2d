//! What is sent.

use crate::{assert_exact, assert_has, document, import, import_with, indented};
use theta_import::{Options, Verdict};

fn of_operation(operation: &str) -> theta_import::Import {
    let paths = format!(
        "/voices/{{id}}:\n  post:\n    operationId: do_it\n    responses: {{'200': {{description: Done.}}}}\n{}",
        indented(operation, 4)
    );
    import(&document(&paths, ""))
}

#[test]
fn parameters_stand_in_their_tables() {
    let import = of_operation(
        "
parameters:
  - {name: id, in: path, required: true, schema: {type: string}, description: Its id.}
  - {name: limit, in: query, schema: {type: integer, default: 20}}
  - {name: X-Trace, in: header, required: true, schema: {type: string}}
  - {name: Accept, in: header, schema: {type: string}}
",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "[endpoints.do_it]",
            "post = \"/voices/{id}\"",
            "id = { type = \"string\", doc = \"Its id.\" }",
            "limit = { type = \"integer\", optional = true, default = 20 }",
            "X-Trace = \"string\"",
        ],
    );
    assert!(!import.contract.contains("Accept"));
}

#[test]
fn a_list_is_written_as_the_document_says() {
    let import = of_operation(
        "
parameters:
  - {name: a, in: query, schema: {type: array, items: {type: string}}}
  - {name: b, in: query, explode: false, schema: {type: array, items: {type: string}}}
  - {name: c, in: query, style: pipeDelimited, explode: false, schema: {type: array, items: {type: string}}}
  - {name: d, in: query, style: deepObject, schema: {type: object, properties: {x: {type: string}}}}
",
    );
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "a = { type = \"[string]\", optional = true }",
            "b = { type = \"[string]\", optional = true, lists = \"comma\" }",
            "c = { type = \"[string]\", optional = true, lists = \"pipe\" }",
            "d = { type = \"DoItD\", optional = true, nested = \"brackets\" }",
        ],
    );
}

#[test]
fn a_parameter_of_the_operation_replaces_that_of_the_path() {
    let paths = "
/a:
  parameters: [{name: x, in: query, schema: {type: string}}, {name: y, in: query, schema: {type: string}}]
  get:
    operationId: a
    parameters: [{name: x, in: query, schema: {type: integer}}]
    responses: {'200': {description: Done.}}
";
    let import = import(&document(paths, ""));
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "x = { type = \"integer\", optional = true }",
            "y = { type = \"string\", optional = true }",
        ],
    );
}

#[test]
fn a_parameter_that_cannot_be_sent_is_said() {
    let import = of_operation("parameters: [{name: session, in: cookie, schema: {type: string}}]");
    let outcome = &import.operations[0];
    assert_eq!(outcome.verdict, Verdict::Usable);
    assert_eq!(
        outcome.losses[0].place,
        "/paths/~1voices~1{id}/post/parameters/0"
    );
    assert_eq!(
        outcome.losses[0].reason,
        "parameter `session` goes into the cookie: it is left out"
    );
}

#[test]
fn a_header_that_the_client_sends_itself_is_left_out_alone() {
    for header in [
        "Content-Length",
        "Host",
        "Expect",
        "Accept-Encoding",
        "Content-Encoding",
        "Transfer-Encoding",
        "Connection",
        "TE",
        "Upgrade",
        "Proxy-Authorization",
    ] {
        let import = of_operation(&format!(
            "parameters: [{{name: {header}, in: header, required: true, schema: {{type: integer}}}}, {{name: X-Trace, in: header, required: true, schema: {{type: string}}}}]"
        ));
        let outcome = &import.operations[0];
        assert_eq!(outcome.verdict, Verdict::Usable, "{header}");
        assert_has(&import, &["X-Trace = \"string\""]);
        let [loss] = &outcome.losses[..] else {
            panic!("{:?}", outcome.losses);
        };
        assert!(
            loss.reason.ends_with(": the parameter is left out"),
            "{}",
            loss.reason
        );
    }
}

#[test]
fn an_operation_that_needs_a_part_named_in_a_header_is_left_out() {
    for (required, verdict) in [(true, Verdict::LeftOut), (false, Verdict::Usable)] {
        let paths = format!(
            "/a: {{get: {{responses: {{'200': {{description: A.}}}}}}}}\n/part: {{get: {{parameters: [{{name: Range, in: header, required: {required}, schema: {{type: string}}}}], responses: {{'200': {{description: A.}}}}}}}}"
        );
        let import = import(&document(&paths, ""));
        assert_eq!(import.operations[1].verdict, verdict);
        assert_eq!(import.operations[0].verdict, Verdict::Exact);
    }
}

#[test]
fn what_a_path_has_behind_a_question_mark_is_always_sent() {
    let paths = "
/files?uploads:
  post: {operationId: begin, responses: {'200': {description: Done.}}}
/files#other:
  get: {operationId: other, responses: {'200': {description: Done.}}}
";
    let import = import(&document(paths, ""));
    assert_exact(&import);
    assert_has(
        &import,
        &[
            "post = \"/files\"",
            "uploads = { const = \"\" }",
            "get = \"/files\"",
        ],
    );
}

#[test]
fn bodies_are_json_forms_parts_or_bytes() {
    for (content, lines) in [
        (
            "application/json: {schema: {type: object, required: [text], properties: {text: {type: string}}}}",
            vec![
                "body = { json = \"DoItParams\" }",
                "fields.text = \"string\"",
            ],
        ),
        (
            "application/x-www-form-urlencoded: {schema: {type: object, required: [text], properties: {text: {type: string}}}}",
            vec!["body = { form = \"DoItParams\" }"],
        ),
        (
            "audio/wav: {schema: {type: string, format: binary}}",
            vec!["body = { type = \"binary\", content_type = \"audio/wav\" }"],
        ),
        (
            "text/plain: {schema: {type: string}}",
            vec!["body = { type = \"text\" }"],
        ),
        (
            "multipart/form-data: {schema: {type: object, required: [file], properties: {file: {type: string, format: binary}, files: {type: array, items: {type: string, format: binary}}, name: {type: string}, options: {type: object, properties: {a: {type: string}}}}}}",
            vec![
                "file = { type = \"binary\" }",
                "files = { type = \"[binary]\", optional = true }",
                "name = { type = \"string\", optional = true }",
                "options = { json = \"DoItParamsOptions\", optional = true }",
            ],
        ),
    ] {
        let import = of_operation(&format!(
            "requestBody:\n  required: true\n  content:\n    {content}"
        ));
        assert_exact(&import);
        assert_has(&import, &lines);
    }
}

#[test]
fn the_same_content_in_another_notation_is_said_once() {
    let schema = "{schema: {type: object, required: [text], properties: {text: {type: string}}}}";
    let import = of_operation(&format!(
        "requestBody:\n  required: true\n  content:\n    application/xml: {schema}\n    application/json: {schema}"
    ));
    assert_exact(&import);
    assert_eq!(import.operations[0].endpoints, ["do_it"]);
    assert_has(&import, &["body = { json = \"DoItParams\" }"]);
}

#[test]
fn another_content_in_another_notation_is_another_endpoint() {
    let import = of_operation(
        "
requestBody:
  required: true
  content:
    application/json: {schema: {type: object, required: [url], properties: {url: {type: string}}}}
    multipart/form-data: {schema: {type: object, required: [file], properties: {file: {type: string, format: binary}}}}
",
    );
    assert_exact(&import);
    assert_eq!(import.operations[0].endpoints, ["do_it", "do_it_multipart"]);
}

#[test]
fn a_body_may_be_left_out_if_the_document_says_so() {
    let body = |required: &str| {
        of_operation(&format!(
            "requestBody:\n  {required}content:\n    application/json: {{schema: {{type: object, required: [text], properties: {{text: {{type: string}}}}}}}}"
        ))
    };
    assert_has(
        &body("required: false\n  "),
        &["body = { json = \"DoItParams\", optional = true }"],
    );
    // Forgotten more often than meant, where the body has what must be there.
    assert_has(&body(""), &["body = { json = \"DoItParams\" }"]);
}

#[test]
fn only_some_operations_are_imported() {
    let paths = "
/voices: {get: {operationId: list, tags: [Voices], responses: {'200': {description: Done.}}}}
/voices/{id}: {get: {operationId: get, tags: [Voices], parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: Done.}}}}
/keys: {get: {operationId: keys, tags: [Keys], responses: {'200': {description: Done.}}}}
";
    let names = |only: &[&str], except: &[&str]| {
        let words = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        let options = Options {
            only: words(only),
            except: words(except),
            branches: None,
        };
        let import = import_with(&document(paths, ""), &options);
        import
            .operations
            .iter()
            .map(|one| one.operation.clone())
            .collect::<Vec<_>>()
    };
    assert_eq!(names(&["Voices"], &[]), ["GET /voices", "GET /voices/{id}"]);
    assert_eq!(names(&["/voices"], &["get"]), ["GET /voices"]);
    assert_eq!(names(&[], &["/voices"]), ["GET /keys"]);
    assert_eq!(names(&["GET /keys"], &[]), ["GET /keys"]);
}

#[test]
fn a_word_that_selects_nothing_is_an_error() {
    let document = document(
        "/keys: {get: {responses: {'200': {description: Done.}}}}",
        "",
    );
    let options = Options {
        only: vec!["Voices".to_owned()],
        except: Vec::new(),
        branches: None,
    };
    let error = theta_import::import(document.as_bytes(), &mut |_| Err(String::new()), &options)
        .unwrap_err();
    assert_eq!(
        error.to_string(),
        "no operation has the tag, path or id `Voices`"
    );
}

fn with_flow(flow: &str, token_url: &str) -> theta_import::Import {
    let security = format!(
        "components:\n  securitySchemes:\n    account:\n      type: oauth2\n      flows: {{{flow}: {{tokenUrl: '{token_url}', scopes: {{}}}}}}\nsecurity: [{{account: []}}]\n"
    );
    let paths =
        "/voices:\n  get:\n    operationId: voices\n    responses: {'200': {description: Done.}}\n";
    import(&(document(paths, "") + &security))
}

#[test]
fn a_token_that_an_app_gets_for_itself_has_an_endpoint() {
    let import = with_flow("clientCredentials", "https://accounts.example/oauth/token");
    assert_has(
        &import,
        &[
            "hosts.accounts = \"https://accounts.example\"",
            "oauth2 = { token = \"token\" }",
            "[endpoints.token]",
            "post = \"/oauth/token\"",
            "auth = \"app\"",
        ],
    );
    // What a person agrees to is a key.
    let import = with_flow("password", "https://accounts.example/oauth/token");
    assert_has(&import, &["scheme = \"Bearer\""]);
    assert!(!import.contract.contains("oauth2"));
    // An address that cannot be one is no endpoint.
    let import = with_flow("clientCredentials", "javascript:alert(1)");
    assert_has(&import, &["scheme = \"Bearer\""]);
}
