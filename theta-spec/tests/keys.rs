//! The tables of keys say what the parser does: a value of each kind under each key.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

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
        &["type", "rust"],
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
        &["formats", "max_size", "max_duration", "content_type"],
        "endpoints.n.body.type = \"audio\"",
    ),
];

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
        format!("{path}.")
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
    !found
        .iter()
        .any(|one| WRONG_KIND.contains(&one.code) && one.span.start == before.len())
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
                Rule::Beside(keys, other) | Rule::Where(keys, other, _) => {
                    [keys, &[other]].concat()
                }
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
