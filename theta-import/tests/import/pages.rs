//! How lists go on.

use crate::{assert_exact, document, import};

/// The line of the pages of a list with these parameters, which answers with this schema and these headers.
fn pages(parameters: &[(&str, &str)], headers: &str, schema: &str) -> Option<String> {
    let parameters: Vec<String> = parameters
        .iter()
        .map(|(name, kind)| format!("{{name: {name}, in: query, schema: {{type: {kind}}}}}"))
        .collect();
    let paths = format!(
        "/voices:\n  get:\n    operationId: voices\n    parameters: [{}]\n    responses: {{'200': {{description: They., headers: {{{headers}}}, content: {{application/json: {{schema: {schema}}}}}}}}}",
        parameters.join(", ")
    );
    let import = import(&document(&paths, VOICE));
    assert_exact(&import);
    let line = import
        .contract
        .lines()
        .find(|line| line.starts_with("pages = "));
    let said = import
        .contract
        .contains("How its list goes on is inferred from");
    let noted = import
        .notes
        .iter()
        .any(|note| note.reason.contains("inferred"));
    assert_eq!(
        (line.is_some(), line.is_some()),
        (said, noted),
        "{}",
        import.contract
    );
    line.map(str::to_owned)
}

const VOICE: &str = "Voice: {type: object, required: [id], properties: {id: {type: string}}}";

/// A body with voices and these other fields.
fn with(fields: &str) -> String {
    format!(
        "{{type: object, properties: {{data: {{type: array, items: {{$ref: '#/components/schemas/Voice'}}}}, {fields}}}}}"
    )
}

#[test]
fn a_list_goes_on_as_the_names_of_parameters_and_fields_tell() {
    let list = "{type: array, items: {$ref: '#/components/schemas/Voice'}}";
    let text = |name: &str| with(&format!("{name}: {{type: string}}"));
    for (parameters, headers, schema, line) in [
        (
            &[("cursor", "string")][..],
            "",
            &*text("next_cursor"),
            "pages = { items = \"/data\", next = \"/next_cursor\", into = \"cursor\" }",
        ),
        (
            &[("cursor", "string")],
            "",
            &with("meta: {type: object, properties: {next_cursor: {type: [string, 'null']}}}"),
            "pages = { items = \"/data\", next = \"/meta/next_cursor\", into = \"cursor\" }",
        ),
        (
            &[],
            "",
            &text("next_page_url"),
            "pages = { items = \"/data\", url = \"/next_page_url\" }",
        ),
        (
            &[("page", "integer")],
            "Link: {schema: {type: string}}",
            list,
            "pages = { items = \"\", link = \"next\" }",
        ),
        (
            &[("after", "string")],
            "",
            &with("has_more: {type: boolean}"),
            "pages = { items = \"/data\", last = \"/data/-1/id\", into = \"after\", more = \"/has_more\" }",
        ),
        (
            &[("page", "integer")],
            "",
            &with("total_pages: {type: integer}"),
            "pages = { items = \"/data\", page = \"page\", total = \"/total_pages\" }",
        ),
        (
            &[("page", "integer")],
            "",
            list,
            "pages = { items = \"\", page = \"page\" }",
        ),
        (
            &[("offset", "integer")],
            "",
            &with("total: {type: integer}"),
            "pages = { items = \"/data\", offset = \"offset\", total = \"/total\" }",
        ),
    ] {
        let found = pages(parameters, headers, schema);
        assert_eq!(found.as_deref(), Some(line));
    }
}

#[test]
fn where_one_half_is_missing_nothing_is_inferred() {
    let none: &[(&str, &str)] = &[];
    // A cursor that nothing takes, one that nothing gives, a number that is a text, and what is no list.
    assert_eq!(pages(none, "", &with("next_cursor: {type: string}")), None);
    assert_eq!(
        pages(&[("cursor", "string")], "", &with("more: {type: string}")),
        None
    );
    assert_eq!(
        pages(&[("page", "string")], "", &with("a: {type: string}")),
        None
    );
    assert_eq!(
        pages(
            &[("cursor", "string")],
            "",
            "{type: object, properties: {next_cursor: {type: string}}}"
        ),
        None
    );
}

#[test]
fn a_setter_with_the_name_of_a_method_of_pages_leaves_them_out() {
    let found = pages(
        &[("cursor", "string"), ("items", "string")],
        "",
        &with("next_cursor: {type: string}"),
    );
    assert_eq!(found, None);
}
