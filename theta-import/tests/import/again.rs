//! An import into a contract that somebody has worked on.

use super::{document, import, import_with};
use proptest::prelude::*;
use std::fmt::Write as _;
use theta_import::{Again, Kind, Options, again, imported};

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
fn a_name_by_hand_stays_when_the_document_gives_it_to_something_else() {
    let by_hand = |contract: String| {
        contract
            .replace("[endpoints.list_voices", "[endpoints.fetch")
            .replace("[types.Voice]", "[types.Bird]")
            .replace("\"Voice\"", "\"Bird\"")
    };
    let more = [OPERATIONS, &[("fetch", "get", "/other", &[])]].concat();
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &api(&more, FIELDS));
    let contract = again.contract;
    assert!(
        contract.contains("[endpoints.fetch]\nget = \"/voices\""),
        "{contract}"
    );
    assert!(contract.contains("get = \"/other\""), "{contract}");
}

#[test]
fn a_type_by_hand_keeps_its_name_when_the_document_gives_it_to_another_one() {
    let by_hand = |contract: String| {
        contract
            .replace("[types.Voice]", "[types.Bird]")
            .replace("\"Voice\"", "\"Bird\"")
    };
    let more = [OPERATIONS, &[("other", "get", "/other", &[])]].concat();
    let next = api(&more, FIELDS).replacen("schemas/Voice", "schemas/Bird", 1)
        + "    Bird:\n      type: object\n      properties:\n        wings: {type: integer}\n";
    let again = worked(&api(OPERATIONS, FIELDS), by_hand, &next);
    let contract = again.contract;
    assert!(contract.contains("[types.Bird]\nfields.id"), "{contract}");
    assert!(
        contract.contains("[types.Bird2]\nfields.wings"),
        "{contract}"
    );
    assert!(contract.contains("returns = \"Bird2\""), "{contract}");
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

/// A document as numbers: which operations, parameters and fields there are, and of which types.
fn documents() -> impl Strategy<Value = String> {
    let operation = (0..6_usize, 0..3_usize, 0..8_u8);
    let field = (0..5_usize, 0..4_usize);
    (
        prop::collection::btree_map(0..6_usize, operation, 1..6),
        prop::collection::btree_map(0..5_usize, field, 1..5),
    )
        .prop_map(|(operations, fields)| {
            let paths = ["/a", "/a/{id}", "/b", "/b/{id}/c", "/c", "/d"];
            let ids = ["list", "get", "listB", "makeC", "c", "dropD"];
            let params: [&[&str]; 8] = [
                &[],
                &["p"],
                &["q"],
                &["p", "q"],
                &["r"],
                &["p", "r"],
                &["q", "r"],
                &["p", "q", "r"],
            ];
            let operations: Vec<_> = operations
                .into_iter()
                .map(|(at, (id, method, given))| {
                    (
                        ids[id],
                        ["get", "post", "delete"][method],
                        paths[at],
                        params[usize::from(given)],
                    )
                })
                .collect();
            let types = [
                "{type: string}",
                "{type: integer}",
                "{type: array, items: {type: string}}",
                "{type: object, properties: {x: {type: string}}, required: [x]}",
            ];
            let fields: Vec<String> = fields
                .into_iter()
                .map(|(at, (_, of))| format!("f{at}: {}", types[of]))
                .collect();
            let fields: Vec<&str> = fields.iter().map(String::as_str).collect();
            api(&operations, &fields)
        })
}

/// Work on a contract, line by line: how, and on which.
fn work() -> impl Strategy<Value = Vec<(u8, usize)>> {
    prop::collection::vec((0..8_u8, any::<usize>()), 0..12)
}

/// A contract that was worked on, and lines that must stay in it.
fn by_hand(contract: &str, who: &str, work: &[(u8, usize)]) -> (String, Vec<String>) {
    let mut lines: Vec<String> = contract.lines().map(str::to_owned).collect();
    let mut own = Vec::new();
    for (turn, (how, at)) in work.iter().enumerate() {
        let at = at % lines.len();
        // What was written before is not written over.
        if own.contains(&lines[at]) || lines[at].contains("mine") {
            continue;
        }
        let is_key = |line: &str| line.contains(" = ") && !line.starts_with(['#', ' ']);
        match how {
            0 => {
                let line = format!("# mine {who}{turn}");
                lines.insert(at, line.clone());
                own.push(line);
            }
            1 if is_key(&lines[at]) && !lines[at].ends_with('[') => {
                let _ = write!(lines[at], " # mine {who}{turn}");
                own.push(format!("# mine {who}{turn}"));
            }
            2 if lines[at].starts_with("summary = ") => {
                lines[at] = format!("summary = \"mine {who}{turn}\"");
                own.push(lines[at].clone());
            }
            3 if lines[at].starts_with("fields.") && lines[at].ends_with(" }") => {
                lines[at] = lines[at].replace(" }", &format!(", doc = \"mine {who}{turn}\" }}"));
                own.push(format!("doc = \"mine {who}{turn}\""));
            }
            4 if lines[at].starts_with("[errors.") && !lines[at + 1].contains("note") => {
                let line = format!("note = \"mine {who}{turn}\"");
                lines.insert(at + 1, line.clone());
                own.push(line);
            }
            5 => {
                let row = format!("[errors.mine_{who}{turn}]");
                lines.extend([
                    String::new(),
                    row.clone(),
                    format!("status = {}", 410 + turn),
                    "cause = \"mine\"".to_owned(),
                ]);
                own.push(row);
            }
            6 if lines[at].starts_with("[endpoints.") && lines[at].matches('.').count() == 1 => {
                let name = lines[at]["[endpoints.".len()..lines[at].len() - 1].to_owned();
                let new = format!("mine_{who}{turn}");
                for line in &mut lines {
                    *line = line
                        .replace(
                            &format!("[endpoints.{name}]"),
                            &format!("[endpoints.{new}]"),
                        )
                        .replace(
                            &format!("[endpoints.{name}."),
                            &format!("[endpoints.{new}."),
                        )
                        .replace(&format!("\"{name}\""), &format!("\"{new}\""));
                }
                own.push(format!("[endpoints.{new}]"));
            }
            7 if lines[at].starts_with("returns = \"Voice\"") => {
                for line in &mut lines {
                    *line = line
                        .replace("\"Voice\"", "\"Mine\"")
                        .replace("[types.Voice]", "[types.Mine]");
                }
            }
            _ => {}
        }
    }
    (lines.join("\n") + "\n", own)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(if std::env::var_os("THETA_LONG").is_some() { 2000 } else { 60 }))]

    /// No line that a person wrote is lost, and importing twice changes nothing, whatever they wrote and the document became.
    #[test]
    fn nothing_is_lost_and_nothing_changes_twice(first in documents(), next in documents(), last in documents(), work in work(), later in work()) {
        let options = Options::default();
        let start = import(&first);
        let (contract, own) = by_hand(&start.contract, "a", &work);
        let one = again(&import(&next), &options, &contract, Some(&imported(&start, &options))).unwrap();
        let (worked, more) = by_hand(&one.contract, "b", &later);
        let two = again(&import(&last), &options, &worked, Some(&one.imported)).unwrap();
        for line in &own {
            prop_assert!(one.contract.contains(line.as_str()), "lost {line}\n{contract}\n-----\n{}", one.contract);
        }
        for line in &more {
            prop_assert!(two.contract.contains(line.as_str()), "lost {line}\n{worked}\n-----\n{}", two.contract);
        }
        let twice = again(&import(&last), &options, &two.contract, Some(&two.imported)).unwrap();
        prop_assert_eq!(&twice.contract, &two.contract);
        prop_assert_eq!(twice.changes, vec![]);
        let sound = |contract: &str| !theta_spec::load("spec.toml", contract.as_bytes()).report.has_errors();
        if sound(&contract) {
            prop_assert!(one.is_sound, "{contract}\n-----\n{}\n{:#?}", one.contract, one.changes);
        }
    }

    /// A contract on which nobody worked becomes what an import of the new document writes, but for what went.
    #[test]
    fn what_nobody_worked_on_follows_the_document(first in documents(), next in documents()) {
        let options = Options::default();
        let (start, end) = (import(&first), import(&next));
        let again = again(&end, &options, &start.contract, Some(&imported(&start, &options))).unwrap();
        let kept = again.changes.iter().filter(|change| change.kind == Kind::Kept);
        prop_assert_eq!(kept.count(), 0, "{:#?}\n{}", again.changes, start.contract);
        let back = theta_import::again(&start, &options, &again.contract, Some(&again.imported)).unwrap();
        let names = |contract: &str| {
            let loaded = theta_spec::load("spec.toml", contract.as_bytes());
            let contract = loaded.contract.unwrap();
            contract.endpoints.iter().filter(|one| one.deprecated.is_none()).map(|one| format!("{} {}", one.method.as_str(), one.path_template())).collect::<std::collections::BTreeSet<_>>()
        };
        prop_assert_eq!(names(&again.contract), names(&end.contract));
        prop_assert_eq!(names(&back.contract), names(&start.contract));
    }
}
