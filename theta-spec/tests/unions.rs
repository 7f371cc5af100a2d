//! Unions without a tag: what can be told apart, and what each value is.

#![allow(clippy::unwrap_used)] // helpers are tests too

use proptest::prelude::*;
use theta_spec::contract::{Alternative, Contract, Picked, TypeKind, pick};
use theta_spec::json::{Json, parse};

/// A contract whose one endpoint returns the union `U`; `types` are lines of `[types]`.
fn text(any: &str, types: &str) -> String {
    format!(
        "theta = 1\napi = {{ name = \"One\", base_url = \"https://one.example\" }}\n\
         [types]\nU = {{ doc = \"x\", any = {any} }}\n{types}\n\
         [endpoints.get_u]\nget = \"/u\"\nsummary = \"Gets it.\"\nreturns = \"U\"\n"
    )
}

fn contract(any: &str, types: &str) -> Contract {
    let loaded = theta_spec::load("spec.toml", text(any, types).as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    loaded.contract.expect(&report)
}

/// What is said of two variants that could be confused, with the value.
fn refusal(text: &str) -> Option<(String, String)> {
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let mut found = loaded.report.diagnostics().iter();
    let found = found.find(|one| one.code == "T0414")?;
    Some((found.message.clone(), found.label.clone()))
}

fn union(contract: &Contract) -> (Vec<&str>, &[Alternative]) {
    let def = contract.types.iter().find(|def| def.name == "U").unwrap();
    let TypeKind::Any {
        variants,
        alternatives,
    } = &def.kind
    else {
        unreachable!("`U` is a union")
    };
    let names = variants.iter().map(|one| one.variant.as_str());
    (names.collect(), alternatives)
}

/// The variant that a value is read as; `-` when it is kept.
fn read(contract: &Contract, value: &str) -> String {
    let (names, alternatives) = union(contract);
    match pick(alternatives, &parse(value).unwrap()) {
        Picked::Variant(at) => names[at].to_owned(),
        Picked::Nothing | Picked::Several(_) => "-".to_owned(),
    }
}

const STRUCTS: &str = r#"
A = { doc = "x", fields = { a = "string" } }
AB = { doc = "x", fields = { a = "string", b = "string" } }
AN = { doc = "x", fields = { a = "number" } }
AMaybeB = { doc = "x", fields = { a = "string", b = { type = "string", optional = true } } }
C = { doc = "x", fields = { c = "boolean" } }
Empty = { doc = "x", fields = { d = { type = "string", optional = true } } }
Level = { doc = "x", values = ["low", "high"] }
Event = { doc = "x", tag = "a", variants = { c = "C" } }
Rest = { doc = "x", fields = { a = "string", more = { type = "{string}", rest = true } } }
"#;

#[test]
fn a_value_is_the_narrowest_variant_that_it_fits() {
    let table: [(&str, &[(&str, &str)]); 9] = [
        (
            r#"["string", "integer", "number", "boolean"]"#,
            &[
                (r#""""#, "String"),
                ("1", "Integer"),
                ("1.0", "Integer"),
                ("1e3", "Integer"),
                ("1.5", "Number"),
                ("9223372036854775808", "Number"),
                ("1e999", "-"),
                ("true", "Boolean"),
                ("null", "-"),
                ("[]", "-"),
                ("{}", "-"),
            ],
        ),
        (
            r#"["string", "[AB]"]"#,
            &[("[]", "ABs"), (r#"[{"a":""}]"#, "ABs"), ("[1]", "-")],
        ),
        (
            r#"["A", "AB"]"#,
            &[
                (r#"{"a":""}"#, "A"),
                (r#"{"a":"","b":""}"#, "AB"),
                (r#"{"a":"","b":1}"#, "A"),
                (r#"{"b":""}"#, "-"),
            ],
        ),
        (
            r#"["A", "AN"]"#,
            &[
                (r#"{"a":""}"#, "A"),
                (r#"{"a":1}"#, "AN"),
                (r#"{"a":null}"#, "-"),
            ],
        ),
        // Each needs what the other does not know, so that nobody knows what both are.
        (
            r#"["A", "C"]"#,
            &[
                (r#"{"a":""}"#, "A"),
                (r#"{"c":true}"#, "C"),
                (r#"{"a":"","c":true}"#, "-"),
            ],
        ),
        (
            r#"["A", "{string}"]"#,
            &[(r#"{"a":""}"#, "A"), (r#"{"b":""}"#, "StringMap")],
        ),
        (
            r#"["Level", "[Level]", "A"]"#,
            &[(r#""odd""#, "Level"), (r#"["odd"]"#, "Levels")],
        ),
        (
            r#"["Event", "AN"]"#,
            &[
                (r#"{"a":"c","c":true}"#, "Event"),
                (r#"{"a":"new"}"#, "Event"),
                (r#"{"a":1}"#, "AN"),
            ],
        ),
        (
            r#"["A", "json"]"#,
            &[(r#"{"a":""}"#, "A"), ("{}", "Json"), ("null", "Json")],
        ),
    ];
    for (any, values) in table {
        let contract = contract(any, STRUCTS);
        for (value, variant) in values {
            assert_eq!(read(&contract, value), *variant, "{value} of {any}");
        }
    }
}

#[test]
fn variants_that_could_be_confused_are_refused_with_a_shortest_value() {
    let table = [
        (r#"["string", "Level"]"#, "such as \"\""),
        (r#"["[string]", "[integer]"]"#, "such as []"),
        (r#"["A", "AMaybeB"]"#, "such as {\"a\":\"\"}"),
        (r#"["Empty", "{string}"]"#, "such as {}"),
        (r#"["A", "Rest"]"#, "such as {\"a\":\"\"}"),
        // `C` needs what the rest may hold.
        (r#"["C", "Rest"]"#, "such as {\"a\":\"\",\"c\":true}"),
        (r#"["A", "Event"]"#, "such as {\"a\":\"\"}"),
        (r#"["json", "Empty"]"#, "such as {}"),
        (
            r#"["integer", { type = "integer", rust = "Count" }]"#,
            "such as 0",
        ),
    ];
    for (any, label) in table {
        let (_, found) = refusal(&text(any, STRUCTS)).unwrap_or_else(|| panic!("{any} is refused"));
        assert_eq!(found, label, "{any}");
    }
}

#[test]
fn a_union_that_is_only_sent_may_hold_anything() {
    let any = r#"["string", "[string]", "[integer]", "[[integer]]"]"#;
    let returned = text(any, STRUCTS);
    assert!(refusal(&returned).is_some());
    let sent = returned.replace(
        "get = \"/u\"\nsummary = \"Gets it.\"\nreturns = \"U\"",
        "post = \"/u\"\nsummary = \"Sends it.\"\nbody = { json = \"U\", doc = \"x\" }",
    );
    assert_eq!(refusal(&sent), None);
    let loaded = theta_spec::load("spec.toml", sent.as_bytes());
    let contract = loaded.contract.unwrap();
    for (value, variant) in [
        (r#""""#, "String"),
        (r#"[""]"#, "Strings"),
        ("[1]", "Integers"),
        ("[[1]]", "IntegersList"),
        ("[]", "-"),
    ] {
        assert_eq!(read(&contract, value), variant, "{value}");
    }
}

#[test]
fn null_among_the_variants_makes_every_use_one_that_may_be_null() {
    use theta_spec::contract::{Returns, Type};
    for any in [
        r#"["string", "integer", "null"]"#,
        r#"["string?", "integer"]"#,
        r#"["Inner", "boolean"]"#,
    ] {
        let contract = contract(any, r#"Inner = { doc = "x", any = ["string", "null"] }"#);
        let Returns::Json(ty) = &contract.endpoints[0].returns else {
            panic!("it returns JSON")
        };
        assert!(matches!(ty, Type::Nullable(_)), "{any}");
        assert_eq!(union(&contract).0.len(), 2, "{any}");
    }
}

#[test]
fn two_variants_of_one_name_are_refused() {
    let text = text(
        r#"["Strings", "[string]"]"#,
        r#"Strings = { doc = "x", fields = { a = "string" } }"#,
    );
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    assert!(
        loaded
            .report
            .diagnostics()
            .iter()
            .any(|one| one.code == "T0310")
    );
}

#[test]
fn the_example_of_the_guide_is_good() {
    let guide = include_str!("../../docs/language.md");
    let (_, chapter) = guide.split_once("## Unions and fields in common").unwrap();
    let example = chapter.split("```toml\n").nth(1).unwrap();
    let example = example.split("```").next().unwrap();
    let text = format!(
        "theta = 1\napi = {{ name = \"One\", summary = \"It.\", base_url = \"https://one.example\" }}\n{example}"
    );
    let loaded = theta_spec::load("docs/language.md", text.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert_eq!(report, "");
}

#[test]
fn a_struct_has_the_fields_that_it_includes_once() {
    let contract = contract(
        r#"["Child", "string"]"#,
        r#"
Root = { doc = "x", fields = { id = "string" } }
Left = { doc = "x", include = "Root", fields = { left = "string" } }
Right = { doc = "x", include = "Root", fields = { right = "string" } }
Child = { doc = "x", include = ["Right", "Left"], fields = { a = "string" } }
"#,
    );
    let child = contract.types.iter().find(|def| def.name == "Child");
    let TypeKind::Struct { fields, .. } = &child.unwrap().kind else {
        panic!("it is a struct")
    };
    let names: Vec<&str> = fields.iter().map(|field| field.name.as_str()).collect();
    assert_eq!(names, ["a", "id", "left", "right"]);
}

#[test]
fn a_type_is_refused_only_if_no_value_of_it_ends() {
    let table = [
        (
            r#"U2 = { doc = "x", fields = { a = { type = "U2", optional = true } } }"#,
            true,
        ),
        (r#"U2 = { doc = "x", fields = { a = "U2?" } }"#, true),
        (r#"U2 = { doc = "x", fields = { a = "[U2]" } }"#, true),
        (r#"U2 = { doc = "x", any = ["string", "[U2]"] }"#, true),
        (
            r#"U2 = { doc = "x", any = ["string", "V"] }
V = { doc = "x", fields = { a = "U2" } }"#,
            true,
        ),
        (r#"U2 = { doc = "x", fields = { a = "U2" } }"#, false),
        (
            r#"U2 = { doc = "x", fields = { a = "(string, U2)" } }"#,
            false,
        ),
        (r#"U2 = { doc = "x", any = ["string", "U2"] }"#, false),
        (
            r#"U2 = { doc = "x", any = ["V", "W"] }
V = { doc = "x", fields = { a = "U2" } }
W = { doc = "x", fields = { b = "U2" } }"#,
            false,
        ),
        (r#"U2 = { doc = "x", is = "[U2]" }"#, false),
        (
            r#"U2 = { doc = "x", is = "[V]" }
V = { doc = "x", any = ["string", "U2"] }"#,
            true,
        ),
    ];
    for (types, is_good) in table {
        let loaded = theta_spec::load(
            "spec.toml",
            text(r#"["boolean", "[U2]"]"#, types).as_bytes(),
        );
        let codes = loaded.report.diagnostics().iter().map(|one| one.code);
        let errors: Vec<&str> = codes
            .filter(|code| !["T0801", "T0405"].contains(code))
            .collect();
        assert_eq!(errors.is_empty(), is_good, "{types}: {errors:?}");
        assert!(
            is_good || errors.iter().all(|code| *code == "T0401"),
            "{types}: {errors:?}"
        );
    }
}

/// Types that unions are made of.
const TYPES: [&str; 12] = [
    "string",
    "boolean",
    "integer",
    "number",
    "json",
    "[string]",
    "[integer]",
    "{string}",
    "T0",
    "T1",
    "T2",
    "T3",
];

/// Types of their fields.
const FIELDS: [&str; 4] = ["string", "integer", "boolean", "string?"];

/// Every small value: scalars, lists of at most one, and objects with some of three fields.
fn small_values() -> Vec<Json> {
    let scalars = ["null", "true", "0", "0.5", "\"\"", "\"t\""];
    let mut all: Vec<String> = scalars.iter().map(ToString::to_string).collect();
    all.push("[]".to_owned());
    all.extend(scalars.iter().map(|item| format!("[{item}]")));
    let fields = [""].iter().chain(&scalars);
    for a in fields.clone() {
        for b in fields.clone() {
            for c in fields.clone() {
                let members = [("a", a), ("b", b), ("c", c)];
                let members = members.iter().filter(|(_, value)| !value.is_empty());
                let members = members.map(|(name, value)| format!("\"{name}\":{value}"));
                all.push(format!("{{{}}}", members.collect::<Vec<_>>().join(",")));
            }
        }
    }
    all.iter().map(|text| parse(text).unwrap()).collect()
}

/// Fields of a struct: for each of three names whether it is there, may be left out, and of which type.
type Fields = [(bool, bool, usize); 3];

fn structure(name: usize, fields: &Fields) -> String {
    let fields = ["a", "b", "c"]
        .iter()
        .zip(fields)
        .filter(|(_, (is, ..))| *is);
    let fields = fields.map(|(name, (_, optional, ty))| {
        format!(
            "{name} = {{ type = \"{}\", optional = {optional} }}",
            FIELDS[*ty]
        )
    });
    let fields = fields.collect::<Vec<_>>().join(", ");
    format!("T{name} = {{ doc = \"x\", open = true, fields = {{ {fields} }} }}")
}

/// Whether each of the variants is a struct that needs a field which the other does not have.
fn stand_together(structs: &[Fields; 4], a: &str, b: &str) -> bool {
    let of = |name: &str| {
        name.strip_prefix('T')
            .and_then(|at| structs.get(at.parse::<usize>().ok()?))
    };
    let (Some(a), Some(b)) = (of(a), of(b)) else {
        return false;
    };
    let needs = |one: &Fields, other: &Fields| {
        let mut pairs = one.iter().zip(other);
        pairs.any(|((is, optional, _), (other_is, ..))| *is && !optional && !other_is)
    };
    needs(a, b) && needs(b, a)
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(400) })]

    #[test]
    fn the_check_agrees_with_brute_force(
        structs in prop::array::uniform4(prop::array::uniform3((any::<bool>(), any::<bool>(), 0..FIELDS.len()))),
        picked in prop::collection::btree_set(0..TYPES.len(), 2..5),
    ) {
        let variants: Vec<&str> = picked.iter().map(|at| TYPES[*at]).collect();
        let quoted: Vec<String> = variants.iter().map(|ty| format!("\"{ty}\"")).collect();
        let any = format!("[{}]", quoted.join(", "));
        let types: Vec<String> = structs.iter().enumerate().map(|(at, fields)| structure(at, fields)).collect();
        let returned = text(&any, &types.join("\n"));
        // The same without the rule: a union that is sent.
        let sent = returned.replace("get = \"/u\"\nsummary = \"Gets it.\"\nreturns = \"U\"", "post = \"/u\"\nsummary = \"x\"\nbody = { json = \"U\", doc = \"x\" }");
        let loaded = theta_spec::load("spec.toml", sent.as_bytes());
        let report = theta_spec::render::report(&loaded.source, &loaded.report);
        let contract = loaded.contract.expect(&report);
        let (names, alternatives) = union(&contract);
        let is_open = |value: &Json| match pick(alternatives, value) {
            Picked::Several(several) => several.iter().any(|a| several.iter().any(|b| a < b && !stand_together(&structs, names[*a], names[*b]))),
            _ => false,
        };
        let shortest = small_values().iter().filter(|value| is_open(value)).map(|value| value.to_string().len()).min();
        match refusal(&returned) {
            None => prop_assert_eq!(shortest, None, "{} {:?}", any, types),
            Some((_, label)) => {
                let witness = parse(label.strip_prefix("such as ").unwrap()).unwrap();
                prop_assert!(is_open(&witness), "{} {:?}: {}", any, types, witness);
                prop_assert!(shortest.is_some(), "{} {:?}: {}", any, types, witness);
            }
        }
    }
}
