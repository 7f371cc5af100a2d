//! Whether a value is what its type says.

#![allow(clippy::unwrap_used)] // helpers are tests too

use theta_spec::conform::mismatches;
use theta_spec::contract::{Contract, Type, TypeId};
use theta_spec::json::parse;

const GOOD: &str = include_str!("good.toml");

fn contract() -> Contract {
    let text = GOOD.replace(
        "fields.text = { type = \"string\", doc = \"It.\" }",
        "fields.text = { type = \"string\", doc = \"It.\" }\n\
         fields.count = { type = \"integer\", optional = true, doc = \"How many.\" }\n\
         fields.counts = { type = \"{integer}\", optional = true, doc = \"How many of each.\" }",
    );
    let loaded = theta_spec::load("good.toml", text.as_bytes());
    loaded.contract.expect("the contract is good")
}

/// Where a reply is not what the contract says.
fn wrong(contract: &Contract, name: &str, value: &str) -> Vec<String> {
    let id = contract.types.iter().position(|def| def.name == name);
    let ty = Type::Named(TypeId(id.unwrap()));
    let found = mismatches(contract, &ty, &parse(value).unwrap());
    found.into_iter().map(|mismatch| mismatch.path).collect()
}

#[test]
fn an_integer_is_one_by_its_value() {
    let contract = contract();
    let table: [(&str, &[&str]); 12] = [
        ("7", &[]),
        ("7.0", &[]),
        ("-0", &[]),
        ("1e3", &[]),
        ("100e-2", &[]),
        ("9007199254740993.0", &[]),
        ("null", &[]),
        ("1.5", &["/count"]),
        ("1e-1", &["/count"]),
        ("9223372036854775808.0", &["/count"]),
        ("1e99999999999999999999", &["/count"]),
        ("\"7\"", &["/count"]),
    ];
    for (count, places) in table {
        let reply = format!(r#"{{"text":"hi","count":{count}}}"#);
        assert_eq!(wrong(&contract, "Reply", &reply), places, "{count}");
    }
    let inside = r#"{"text":"hi","counts":{"a":2.0,"b":2.5},"next":[{"text":"","count":1.25}]}"#;
    assert_eq!(
        wrong(&contract, "Reply", inside),
        ["/counts/b", "/next/0/count"]
    );
}

#[test]
fn a_field_that_nobody_documents_fits_an_open_struct_alone() {
    let contract = contract();
    assert!(wrong(&contract, "Reply", r#"{"text":"hi","new":1}"#).is_empty());
    assert_eq!(
        wrong(&contract, "Options", r#"{"text":"hi","new":1}"#),
        ["/new"]
    );
}

#[test]
fn an_object_without_the_tag_of_its_union_is_kept_and_is_none() {
    let text = GOOD.replace(
        "[types.Reply]",
        "[types.Said]\ndoc = \"d\"\ntag = \"kind\"\nvariants.options = \"Options\"\n[types.Reply]",
    );
    let loaded = theta_spec::load("good.toml", text.as_bytes());
    let contract = loaded.contract.expect("the contract is good");
    for (value, places) in [
        (r#"{"kind":"options","text":"hi"}"#, &[][..]),
        (r#"{"kind":"later"}"#, &[]),
        (r#"{"text":"hi"}"#, &["/kind"]),
        (r#"{"kind":1}"#, &["/kind"]),
    ] {
        assert_eq!(wrong(&contract, "Said", value), places, "{value}");
    }
}

/// Of variants that hold their union again, each would ask for all that is inside.
#[test]
fn a_union_that_holds_itself_is_followed_once() {
    let source = r#"
        theta = 1
        api = { name = "Nest", summary = "Nests.", base_url = "https://nest.example" }
        types.Nest = { doc = "A nest.", any = ["Twig", "Branch"] }
        [types.Twig]
        doc = "A twig."
        fields.next = { type = "Nest", optional = true, doc = "Inside." }
        fields.leaf = { type = "string", optional = true, doc = "A leaf." }
        [types.Branch]
        doc = "A branch."
        fields.next = { type = "Nest", optional = true, doc = "Inside." }
        fields.leaf = { type = "string", optional = true, doc = "A leaf." }
        [endpoints.put]
        post = "/nest"
        summary = "Puts a nest."
        body = { json = "Nest" }
        billed = false
        returns = "text"
    "#;
    let loaded = theta_spec::load("nest.toml", source.as_bytes());
    let contract = loaded.contract.expect("the contract is good");
    let nested = |leaf: &str| {
        let depth = 60;
        format!(
            "{}{{\"leaf\":{leaf}}}{}",
            "{\"next\":".repeat(depth),
            "}".repeat(depth)
        )
    };
    assert_eq!(wrong(&contract, "Nest", &nested("\"a\"")), [""; 0]);
    let place = "/next".repeat(60) + "/leaf";
    assert_eq!(wrong(&contract, "Nest", &nested("1")), [place]);
}

#[test]
fn one_item_is_not_said_as_several() {
    let text = GOOD.replace(
        "fields.text = { type = \"string\", doc = \"It.\" }",
        "fields.text = { type = \"string\", doc = \"It.\" }\n\
         fields.pair = { type = \"(string, string)\", optional = true, doc = \"Two.\" }",
    );
    let loaded = theta_spec::load("good.toml", text.as_bytes());
    let contract = loaded.contract.expect("the contract is good");
    let id = contract.types.iter().position(|def| def.name == "Reply");
    let ty = Type::Named(TypeId(id.unwrap()));
    for (reply, expected) in [
        (r#"{"text":"hi","pair":["a"]}"#, "1 item"),
        (r#"{"text":"hi","pair":[]}"#, "0 items"),
    ] {
        let found = mismatches(&contract, &ty, &parse(reply).unwrap());
        assert_eq!(found[0].expected, "an array of 2 items");
        assert_eq!(found[0].found, expected);
    }
}
