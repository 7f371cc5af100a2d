//! An import into a contract that somebody has worked on.

mod edits;
mod names;

use super::{document, import, import_with};
use std::fmt::Write as _;
use theta_import::{Again, Options, again, imported};

/// A document with these operations (`name: method path parameters…`) and fields of its type.
fn api(operations: &[(&str, &str, &str, &[&str])], fields: &[&str]) -> String {
    let mut paths = String::new();
    let mut all: Vec<&str> = operations.iter().map(|(_, _, path, _)| *path).collect();
    all.sort_unstable();
    all.dedup();
    for path in all {
        let _ = writeln!(paths, "{path}:");
        for (id, method, _, params) in operations.iter().filter(|(_, _, other, _)| *other == path) {
            let _ = write!(
                paths,
                "  {method}:\n    operationId: {id}\n    summary: Does {id}.\n"
            );
            let params = params
                .iter()
                .map(|name| format!("{{name: {name}, in: query, schema: {{type: string}}}}"));
            let params = params.collect::<Vec<_>>().join(", ");
            let _ = writeln!(paths, "    parameters: [{params}]");
            paths.push_str("    responses:\n      '200': {description: It., content: {application/json: {schema: {$ref: '#/components/schemas/Voice'}}}}\n      '404': {description: There is none.}\n");
        }
    }
    let fields: Vec<String> = fields
        .iter()
        .map(|field| format!("    {field}\n"))
        .collect();
    document(
        &paths,
        &format!("Voice:\n  type: object\n  properties:\n{}", fields.concat()),
    )
}

/// A document whose operations fail with these statuses and schemas of bodies.
fn with_failures(document: &str, failures: &[(&str, &str)]) -> String {
    let responses = failures.iter().map(|(status, body)| {
        let content = match *body {
            "" => String::new(),
            body => format!(", content: {{application/json: {{schema: {{$ref: '#/components/schemas/{body}'}}}}}}"),
        };
        format!("        '{status}': {{description: It failed.{content}}}\n")
    });
    let responses: String = responses.collect();
    let mut document =
        document.replace("        '404': {description: There is none.}\n", &responses);
    document.push_str(
        "    Problem: {type: object, required: [message], properties: {message: {type: string}}}\n",
    );
    document.push_str("    Fault: {type: object, required: [error], properties: {error: {type: object, required: [code], properties: {code: {type: string}, message: {type: string}}}}}\n");
    document.push_str("    Other: {type: object, properties: {detail: {type: string}}}\n");
    document
}

const OPERATIONS: &[(&str, &str, &str, &[&str])] = &[
    ("listVoices", "get", "/voices", &["page"]),
    ("addVoice", "post", "/voices", &[]),
];
const FIELDS: &[&str] = &["id: {type: string}", "age: {type: integer}"];

/// Imports one document, has the contract worked on, and imports the next.
fn worked(first: &str, by_hand: impl Fn(String) -> String, next: &str) -> Again {
    let options = Options::default();
    let first = import(first);
    let contract = by_hand(first.contract.clone());
    let last = imported(&first, &options);
    let again = again(&import(next), &options, &contract, Some(&last)).unwrap();
    let loaded = theta_spec::load("spec.toml", again.contract.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert!(again.is_sound, "{report}\n{}", again.contract);
    let twice = theta_import::again(
        &import(next),
        &options,
        &again.contract,
        Some(&again.imported),
    );
    let twice = twice.unwrap();
    assert_eq!(
        twice.contract, again.contract,
        "importing twice changes something"
    );
    assert_eq!(twice.changes, [], "importing twice changes something");
    again
}

fn changes(again: &Again) -> Vec<String> {
    let one = |change: &theta_import::Change| format!("{} {}", change.kind.as_str(), change.path);
    again.changes.iter().map(one).collect()
}

fn same(contract: String) -> String {
    contract
}

#[test]
fn the_same_document_changes_no_byte() {
    let document = api(OPERATIONS, FIELDS);
    let by_hand = |contract: String| contract.replace("[api]", "# mine\r\n[api] # too");
    let again = worked(&document, by_hand, &document);
    assert_eq!(again.contract, by_hand(import(&document).contract));
    assert_eq!(again.changes, []);
}

#[test]
fn what_is_new_is_added_where_it_belongs() {
    let more = [
        OPERATIONS[0],
        ("getVoice", "get", "/voices/{id}", &[]),
        OPERATIONS[1],
    ];
    let next = api(
        &more,
        &[
            "id: {type: string}",
            "name: {type: string}",
            "age: {type: integer}",
        ],
    );
    let again = worked(
        &api(OPERATIONS, FIELDS),
        |contract| contract.replace("[types", "# Of mine.\n[types"),
        &next,
    );
    assert_eq!(
        changes(&again),
        ["added endpoints.get_voice", "added types.Voice.fields.name"]
    );
    insta::assert_snapshot!(again.contract);
}

#[test]
fn what_was_written_by_hand_stays() {
    let by_hand = |contract: String| {
        contract
            .replace(
                "summary = \"Does listVoices.\"",
                "summary = \"Lists all voices.\" # better",
            )
            .replace(
                "fields.age = { type = \"integer\", optional = true }",
                "fields.age = { type = \"integer\", optional = true, unit = \"years\" }",
            )
            .replace(
                "cause = \"There is none.\"",
                "cause = \"No voice has this id.\"\nfix = \"List them.\"",
            )
            + "\n[errors.busy]\nstatus = 409\ncause = \"Busy.\"\n"
    };
    let next = api(OPERATIONS, &["id: {type: integer}", "age: {type: number}"]);
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &next);
    for line in [
        "summary = \"Lists all voices.\" # better",
        "fields.age = { type = \"number\", optional = true, unit = \"years\" }",
        "fields.id = { type = \"integer\", optional = true }",
        "cause = \"No voice has this id.\"",
        "fix = \"List them.\"",
        "[errors.busy]",
    ] {
        assert!(
            again.contract.lines().any(|one| one == line),
            "{line}\n{}",
            again.contract
        );
    }
}

#[test]
fn what_document_and_hand_say_differently_is_reported_and_stays() {
    let by_hand = |contract: String| contract.replace("type = \"integer\"", "type = \"unsigned\"");
    let next = api(OPERATIONS, &["id: {type: string}", "age: {type: number}"]);
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &next);
    assert_eq!(changes(&again), ["kept types.Voice.fields.age.type"]);
    assert!(again.contract.contains("type = \"unsigned\""));
    // The twin: nobody wrote there.
    let again = worked(&api(OPERATIONS, FIELDS), same, &next);
    assert_eq!(changes(&again), ["changed types.Voice.fields.age.type"]);
}

#[test]
fn an_endpoint_that_went_is_marked_and_comes_back() {
    let first = api(OPERATIONS, FIELDS);
    let next = api(&OPERATIONS[..1], FIELDS);
    let gone = worked(&first, same, &next);
    assert_eq!(changes(&gone), ["marked endpoints.add_voice.deprecated"]);
    assert!(gone.contract.contains("[errors.not_found]"));
    assert!(gone.contract.contains(
        "summary = \"Does addVoice.\"\ndeprecated = \"The document does not have it any more.\""
    ));
    let options = Options::default();
    let back = again(
        &import(&first),
        &options,
        &gone.contract,
        Some(&gone.imported),
    )
    .unwrap();
    assert_eq!(back.contract, import(&first).contract);
}

#[test]
fn an_endpoint_that_went_fails_as_before() {
    let only_here =
        api(OPERATIONS, FIELDS).replacen("        '404': {description: There is none.}\n", "", 1);
    let next = api(&OPERATIONS[..1], FIELDS).replacen(
        "        '404': {description: There is none.}\n",
        "",
        1,
    );
    let failing = |contract: &str| {
        let loaded = theta_spec::load("spec.toml", contract.as_bytes());
        let contract = loaded.contract.unwrap();
        contract
            .endpoints
            .iter()
            .map(|one| (one.name.clone(), one.errors.len()))
            .collect::<Vec<_>>()
    };
    let gone = worked(&only_here, same, &next);
    assert_eq!(
        failing(&gone.contract),
        failing(&import(&only_here).contract)
    );
}

#[test]
fn a_field_that_went_goes_unless_somebody_worked_on_it() {
    let next = api(OPERATIONS, &FIELDS[..1]);
    let again = worked(&api(OPERATIONS, FIELDS), same, &next);
    assert_eq!(changes(&again), ["removed types.Voice.fields.age"]);
    for by_hand in [
        "fields.age = { type = \"integer\", optional = true, unit = \"years\" }",
        "fields.age = { type = \"integer\", optional = true } # years",
    ] {
        let work = |contract: String| {
            contract.replace(
                "fields.age = { type = \"integer\", optional = true }",
                by_hand,
            )
        };
        let again = worked(&api(OPERATIONS, FIELDS), work, &next);
        assert_eq!(changes(&again), ["kept types.Voice.fields.age"]);
        assert!(again.contract.contains(by_hand));
    }
}

#[test]
fn names_that_a_person_gave_are_kept_and_followed() {
    let by_hand = |contract: String| {
        contract
            .replace("Voice\"", "Speaker\"")
            .replace("types.Voice", "types.Speaker")
            .replace("endpoints.list_voices", "endpoints.voices")
    };
    let more = [
        OPERATIONS[0],
        OPERATIONS[1],
        ("getVoice", "get", "/voices/{id}", &[]),
    ];
    let next = api(
        &more,
        &[
            "id: {type: string}",
            "age: {type: integer}",
            "name: {type: string}",
        ],
    );
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &next);
    assert_eq!(
        changes(&again),
        [
            "added endpoints.get_voice",
            "added types.Speaker.fields.name"
        ]
    );
    assert!(!again.contract.contains("Voice\""), "{}", again.contract);
}

#[test]
fn names_stay_when_operations_are_added() {
    let first = api(&[("list", "get", "/voices", &[])], FIELDS);
    let next = api(
        &[
            ("list", "get", "/voices", &[]),
            ("list", "get", "/models", &[]),
        ],
        FIELDS,
    );
    let again = worked(&first, same, &next);
    assert_eq!(changes(&again), ["added endpoints.list_models"]);
    assert!(again.contract.contains("[endpoints.list]"));
}

#[test]
fn what_was_removed_by_hand_does_not_come_back() {
    let by_hand = |contract: String| {
        contract.replace(
            "\n[endpoints.list_voices.query]\npage = { type = \"string\", optional = true }\n",
            "",
        )
    };
    let more = [
        ("listVoices", "get", "/voices", &["page", "size"] as &[&str]),
        OPERATIONS[1],
    ];
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &api(&more, FIELDS));
    assert_eq!(changes(&again), [""; 0]);
}

#[test]
fn an_endpoint_that_a_person_wrote_first_is_not_written_twice() {
    let by_hand = |contract: String| {
        contract
            + "\n[endpoints.one_voice]\nget = \"/voices/{id}\"\nsummary = \"Mine.\"\nreturns = \"Voice\"\n"
    };
    let more = [
        OPERATIONS[0],
        OPERATIONS[1],
        ("getVoice", "get", "/voices/{id}", &[]),
    ];
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &api(&more, FIELDS));
    assert_eq!(changes(&again), ["kept endpoints.one_voice.summary"]);
    assert!(!again.contract.contains("get_voice"));
}

/// An identifier goes over to another operation, and comes back, while a person holds on to the first one.
#[test]
fn an_identifier_that_moves_between_operations_gives_no_name_twice() {
    let options = Options::default();
    let first = import(&api(&[("list", "delete", "/b/{id}", &[])], FIELDS));
    let contract = first
        .contract
        .replace("[endpoints.list]\n", "[endpoints.list]\n# mine\n");
    let moved = import(&api(&[("list", "get", "/a", &[])], FIELDS));
    let one = again(
        &moved,
        &options,
        &contract,
        Some(&imported(&first, &options)),
    );
    let one = one.unwrap();
    let both = [
        ("all", "get", "/a", &[][..]),
        ("gone", "delete", "/b/{id}", &[]),
    ];
    let both = import(&api(&both, FIELDS));
    let two = again(&both, &options, &one.contract, Some(&one.imported)).unwrap();
    assert!(
        two.is_sound && two.contract.contains("# mine"),
        "{}",
        two.contract
    );
    let twice = again(&both, &options, &two.contract, Some(&two.imported)).unwrap();
    assert_eq!(twice.contract, two.contract);
}

#[test]
fn operations_that_are_not_asked_for_this_time_are_as_they_were() {
    let document = api(OPERATIONS, FIELDS);
    let options = Options::default();
    let first = import(&document);
    let one = Options {
        only: vec!["listVoices".to_owned()],
        except: Vec::new(),
        branches: None,
    };
    let part = again(
        &import_with(&document, &one),
        &one,
        &first.contract,
        Some(&imported(&first, &options)),
    )
    .unwrap();
    assert_eq!(
        (part.contract, part.changes),
        (first.contract.clone(), Vec::new())
    );
    let all = again(
        &import(&document),
        &options,
        &first.contract,
        Some(&part.imported),
    )
    .unwrap();
    assert_eq!(all.contract, first.contract);
}

#[test]
fn without_a_past_only_what_is_missing_is_added() {
    let first = import(&api(&OPERATIONS[..1], FIELDS));
    let by_hand = first
        .contract
        .replace("type = \"integer\"", "type = \"unsigned\"");
    let again = again(
        &import(&api(OPERATIONS, FIELDS)),
        &Options::default(),
        &by_hand,
        None,
    )
    .unwrap();
    assert_eq!(
        changes(&again),
        [
            "added endpoints.add_voice",
            "kept types.Voice.fields.age.type"
        ]
    );
}
