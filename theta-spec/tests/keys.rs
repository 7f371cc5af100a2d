//! The tables of keys say what the parser does: a value of each kind under each key.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

use theta_spec::diagnostic::Diagnostic;
use theta_spec::keys::{ALL, Expect, Notation, Table};

/// One value of each kind.
const VALUES: &[(Kind, &str)] = &[
    (Kind::Text, "\"5xx\""),
    (Kind::Integer, "400"),
    (Kind::Float, "1.5"),
    (Kind::True, "true"),
    (Kind::False, "false"),
    (Kind::Date, "2026-01-02"),
    (Kind::List, "[]"),
    (Kind::Table, "{}"),
];

#[derive(Clone, Copy, Debug, PartialEq)]
enum Kind {
    Text,
    Integer,
    Float,
    True,
    False,
    Date,
    List,
    Table,
}

/// Keys that are read only beside another: table, keys, the other.
const BESIDE: &[(&str, &[&str], &str)] = &[
    ("types.NAME", &["tag"], "types.T.variants = {}"),
    ("types.NAME", &["variants"], "types.T.tag = \"t\""),
    (
        "types.NAME.variants.TAG",
        &["type", "deprecated", "rust"],
        "types.T.tag = \"t\"",
    ),
    (
        "endpoints.NAME.returns",
        &["accept", "stream"],
        "endpoints.n.returns.type = \"bytes\"",
    ),
    (
        "endpoints.NAME.websocket",
        &["receives"],
        "endpoints.n.websocket.sends = \"json\"",
    ),
    (
        "endpoints.NAME.parts.NAME",
        &["verbatim", "spread"],
        "endpoints.n.parts.n.json = \"json\"",
    ),
    (
        "endpoints.NAME.parts.NAME",
        &["formats", "max_size", "max_duration", "content_type"],
        "endpoints.n.parts.n.type = \"audio\"",
    ),
    (
        "endpoints.NAME.body",
        &["verbatim", "spread"],
        "endpoints.n.body.json = \"json\"",
    ),
    (
        "endpoints.NAME.body",
        &["lists", "nested", "null"],
        "endpoints.n.body.form = \"json\"",
    ),
    (
        "endpoints.NAME.body",
        &["formats", "max_size", "max_duration", "content_type"],
        "endpoints.n.body.type = \"audio\"",
    ),
];

/// Tables that stand in a list.
const IN_LISTS: &[&str] = &["limits", "types.NAME.values", "types.NAME.any"];

/// Codes of "this is not a value of that kind".
const WRONG_KIND: &[&str] = &["T0102", "T0206", "T0210"];

fn admits(expect: &Expect, kind: Kind) -> bool {
    match expect {
        Expect::Integer | Expect::Version(_) => kind == Kind::Integer,
        Expect::Number => matches!(kind, Kind::Integer | Kind::Float),
        Expect::Boolean => matches!(kind, Kind::True | Kind::False),
        Expect::True => kind == Kind::True,
        Expect::False => kind == Kind::False,
        Expect::Date => kind == Kind::Date,
        Expect::Notation(Notation::Status) => matches!(kind, Kind::Integer | Kind::Text),
        Expect::Text | Expect::Word(_) | Expect::Notation(_) => kind == Kind::Text,
        Expect::Many(one) => kind == Kind::List || admits(one, kind),
        Expect::List(_) => kind == Kind::List,
        Expect::Table(_) | Expect::Map(..) => kind == Kind::Table,
        Expect::Any(choices) => choices.iter().any(|choice| admits(choice, kind)),
    }
}

/// Whether the parser takes the value as one of the right kind.
fn parser_admits(table: &Table, key: &str, value: &str) -> bool {
    let place = if table.path.is_empty() {
        String::new()
    } else {
        let path = table
            .path
            .replace("types.NAME", "types.T")
            .replace("NAME", "n")
            .replace("VALUE", "v")
            .replace("TAG", "t");
        if IN_LISTS.contains(&table.path) {
            format!("[[{path}]]\n")
        } else {
            format!("{path}.")
        }
    };
    let beside = BESIDE
        .iter()
        .find(|(path, keys, _)| *path == table.path && keys.contains(&key))
        .map(|(_, _, beside)| format!("{beside}\n"))
        .unwrap_or_default();
    let before = format!("{beside}{place}{key} = ");
    let text = format!("{before}{value}\n");
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let found = loaded.report.diagnostics();
    assert!(
        found.iter().all(|one| one.code != "T0003"),
        "not TOML: {text}"
    );
    let wrong = found
        .iter()
        .find(|one| WRONG_KIND.contains(&one.code) && one.span.start == before.len());
    if let Some(wrong) = wrong {
        says_what_to_write(wrong, key, &text);
    }
    wrong.is_none()
}

/// The message names the key as the author wrote it, and no word of the language's own tables stands for a name.
fn says_what_to_write(wrong: &Diagnostic, key: &str, text: &str) {
    let said = format!("{} {} {}", wrong.message, wrong.label, wrong.help.join(" "));
    assert!(wrong.message.contains(&format!("{key}`")), "{text}{said}");
    for word in ["NAME", "TAG", "VALUE"] {
        assert!(!said.contains(word), "{text}{said}");
    }
    assert!(
        wrong.message.contains(" must be ") || !wrong.help.is_empty(),
        "{text}{said}"
    );
}

/// `the text`, the message, a step to take.
const MESSAGES: &[(&str, &str, &str)] = &[
    (
        "errors.busy.code = 2.5",
        "`code` must be a string, a whole number, or a table such as `{ fold = \"…\" }`",
        "write it as text: `\"2.5\"`",
    ),
    ("errors.busy = 7", "`errors.busy` must be a table", ""),
    (
        "types.\"a b\".fields.x.doc = true",
        "`doc` must be a string",
        "write it as text: `\"true\"`",
    ),
    (
        "retry.attempts = \"3\"",
        "`attempts` must be a whole number that is not negative",
        "write it without quotes: `3`",
    ),
    (
        "endpoints.say.repeatable = \"true\"",
        "`repeatable` must be `true` or `false`",
        "write it without quotes: `true`",
    ),
    (
        "types.Word.fields.text = 7",
        "`types.Word.fields.text` must be a string or a table",
        "write it as text: `\"7\"`",
    ),
    (
        "errors.busy.captures.x = 7",
        "`errors.busy.captures.x` must be a string or a table",
        "write it as text: `\"7\"`",
    ),
    (
        "errors.busy.when.missing = 1",
        "`missing` must be `true`, or a list of parts, parameters or fields",
        "",
    ),
];

#[test]
fn a_value_of_another_kind_is_named_with_what_to_write_in_its_place() {
    for &(text, message, help) in MESSAGES {
        let loaded = theta_spec::load("spec.toml", text.as_bytes());
        let found = loaded.report.diagnostics();
        let wrong = found.iter().find(|one| one.code == "T0102").expect(text);
        assert_eq!(wrong.message, message);
        assert_eq!(wrong.help.join(""), help, "{text}");
    }
}

#[test]
fn a_table_is_called_what_the_author_called_it() {
    let text = "errors.busy = { stauts = 503 }\ntypes.T.fields.x = { doc = \"d\" }\n";
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let said: Vec<String> = loaded
        .report
        .diagnostics()
        .iter()
        .map(|one| format!("{} {}", one.message, one.label))
        .collect();
    for expected in [
        "unknown key `stauts` not a key of [errors.busy]",
        "[types.T.fields.x] has no `type` ",
    ] {
        assert!(said.iter().any(|one| one == expected), "{said:#?}");
    }
}

#[test]
fn the_parser_takes_the_kinds_of_values_that_the_tables_name() {
    let mut wrong = Vec::new();
    for table in ALL {
        for key in table.keys {
            for &(kind, value) in VALUES {
                if parser_admits(table, key.name, value) != admits(&key.expects, kind) {
                    wrong.push(format!(
                        "{} {} = {value}: the table says {}",
                        table.path, key.name, key.expects
                    ));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_keys_of_every_rule_are_keys_of_its_table() {
    use theta_spec::keys::Rule;
    for table in ALL {
        for rule in table.rules {
            let named: Vec<&str> = match *rule {
                Rule::One(keys) | Rule::Some(keys) | Rule::Most(keys) => keys.to_vec(),
                Rule::With(key, other) => vec![key, other],
                Rule::Apart(keys, others) => [keys, others].concat(),
                Rule::Beside(keys, other)
                | Rule::Unless(keys, other, _)
                | Rule::Where(keys, other, _) => [keys, &[other]].concat(),
            };
            for name in named {
                assert!(
                    table.keys.iter().any(|key| key.name == name),
                    "{} {name}",
                    table.path
                );
            }
        }
    }
}
