//! The JSON Schema (2020-12) of the contract language, for editors.
//!
//! It is generated from [`theta_spec::keys`], the tables of the parser. It checks less than `theta check`, which also
//! knows how the parts of a contract fit together: a contract that the schema refuses is wrong, but one that it accepts
//! may be wrong too.

mod notation;

use theta_spec::json::Json;
use theta_spec::keys::{self, Expect, Names, Notation, Rule, Table};

/// Returns the schema. It expects the dates of a contract as texts, `2026-11-22`.
///
/// ```
/// let schema = theta_docs::schema::document();
/// let required = schema.get("required").map(ToString::to_string);
/// assert_eq!(required.as_deref(), Some(r#"["theta","api","endpoints"]"#));
/// ```
#[must_use]
pub fn document() -> Json {
    let mut document = Json::object([
        (
            "$schema",
            Json::from("https://json-schema.org/draft/2020-12/schema"),
        ),
        ("title", Json::from("A contract in the Theta language")),
    ]);
    let definitions = keys::ALL
        .iter()
        .filter(|table| !table.path.is_empty())
        .map(|table| (table.path.to_owned(), object(table)));
    let notations = Notation::ALL.iter().map(|&notation| {
        (
            notation::name(notation).to_owned(),
            notation::schema(notation),
        )
    });
    let definitions = Json::object(definitions.chain(notations));
    if let Json::Object(root) = object(&keys::ROOT) {
        for (name, value) in root {
            document.set(name, value);
        }
    }
    document.set("$defs", definitions);
    document
}

/// A table with keys of the language.
fn object(table: &Table) -> Json {
    let properties = table.keys.iter().map(|key| {
        let mut property = value(&key.expects);
        property.set("description", key.doc);
        (key.name, property)
    });
    let mut schema = Json::object([
        ("type", Json::from("object")),
        ("description", Json::from(table.doc)),
        ("properties", Json::object(properties)),
        ("additionalProperties", Json::from(false)),
    ]);
    let required = table.keys.iter().filter(|key| key.required);
    let required = Json::array(required.map(|key| key.name));
    if !required.is_empty() {
        schema.set("required", required);
    }
    if !table.rules.is_empty() {
        schema.set("allOf", Json::array(table.rules.iter().map(rule)));
    }
    schema
}

fn rule(rule: &Rule) -> Json {
    let has = |key: &&str| Json::object([("required", Json::array([*key]))]);
    match rule {
        Rule::One(keys) => Json::object([("oneOf", Json::array(keys.iter().map(has)))]),
        Rule::Some(keys) => Json::object([("anyOf", Json::array(keys.iter().map(has)))]),
        Rule::Most(keys) => {
            let pairs = keys.iter().enumerate().flat_map(|(at, first)| {
                let pair = move |second: &&str| {
                    Json::object([("required", Json::array([*first, *second]))])
                };
                keys[at + 1..].iter().map(pair)
            });
            let any = Json::object([("anyOf", Json::array(pairs))]);
            Json::object([("not", any)])
        }
        Rule::With(key, other) => {
            let needs = Json::object([(*key, Json::array([*other]))]);
            Json::object([("dependentRequired", needs)])
        }
        Rule::Apart(keys, others) => {
            let any = |keys: &[&str]| Json::object([("anyOf", Json::array(keys.iter().map(has)))]);
            let both = Json::object([("allOf", Json::array([any(keys), any(others)]))]);
            Json::object([("not", both)])
        }
        Rule::Beside(keys, other) => {
            let needs = keys.iter().map(|key| (*key, Json::array([*other])));
            Json::object([("dependentRequired", Json::object(needs))])
        }
        Rule::Unless(keys, other, value) => {
            let any = Json::object([("anyOf", Json::array(keys.iter().map(has)))]);
            let is = Json::object([("const", Json::from(*value))]);
            let other = Json::object([(*other, Json::object([("not", is)]))]);
            let then = Json::object([("properties", other)]);
            Json::object([("if", any), ("then", then)])
        }
        Rule::Where(keys, other, values) => {
            let any = Json::object([("anyOf", Json::array(keys.iter().map(has)))]);
            let one = Json::object([("enum", Json::array(values.iter().copied()))]);
            let then = Json::object([
                ("required", Json::array([*other])),
                ("properties", Json::object([(*other, one)])),
            ]);
            Json::object([("if", any), ("then", then)])
        }
    }
}

fn value(expect: &Expect) -> Json {
    let kind = |kind: &str| Json::object([("type", Json::from(kind))]);
    match expect {
        Expect::Text => kind("string"),
        Expect::Integer => {
            Json::object([("type", Json::from("integer")), ("minimum", Json::from(0))])
        }
        Expect::Number => kind("number"),
        Expect::Boolean => kind("boolean"),
        Expect::True => Json::object([("const", Json::from(true))]),
        Expect::False => Json::object([("const", Json::from(false))]),
        Expect::Version(number) => Json::object([("const", Json::from(*number))]),
        Expect::Date => Json::object([
            ("type", Json::from("string")),
            ("format", Json::from("date")),
            ("pattern", Json::from("^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
        ]),
        Expect::Word(words) => Json::object([
            ("type", Json::from("string")),
            ("enum", Json::array(words.iter().copied())),
        ]),
        Expect::Notation(notation) => reference(notation::name(*notation)),
        Expect::Many(one) => {
            let list = Json::object([("type", Json::from("array")), ("items", value(one))]);
            Json::object([("anyOf", Json::Array(vec![value(one), list]))])
        }
        Expect::List(one) => Json::object([("type", Json::from("array")), ("items", value(one))]),
        Expect::Table(table) => reference(table.path),
        Expect::Map(names, one) => map(*names, value(one)),
        Expect::Any(choices) => Json::object([("anyOf", Json::array(choices.iter().map(value)))]),
    }
}

fn map(names: Names, one: Json) -> Json {
    let mut schema = Json::object([("type", Json::from("object"))]);
    let pattern = match names {
        Names::Wire => {
            schema.set("additionalProperties", one);
            return schema;
        }
        Names::Words(words) => {
            let properties = words.iter().map(|(word, doc)| {
                let mut property = one.clone();
                property.set("description", *doc);
                (*word, property)
            });
            schema.set("properties", Json::object(properties));
            schema.set("additionalProperties", false);
            return schema;
        }
        Names::Snake => "^[a-z][a-z0-9_]*$".to_owned(),
        Names::Pascal => "^[A-Z][A-Za-z0-9]*$".to_owned(),
        Names::Notation(notation) => notation::pattern(notation),
    };
    schema.set("patternProperties", Json::object([(pattern, one)]));
    schema.set("additionalProperties", false);
    schema
}

fn reference(name: &str) -> Json {
    Json::object([("$ref", Json::from(format!("#/$defs/{name}")))])
}
