//! What a client reads is what the reference says, whatever the value.

use proptest::prelude::*;
use std::sync::LazyLock;
use theta_spec::contract::{Contract, Picked, TypeKind, pick};
use theta_spec::json::parse;
use theta_tests::unions::{Choice, Content, Filter, Ids, Input, Item, Mark, Scalar};

/// Any JSON that is about as large as values of the contract are, with their names and texts.
fn json() -> impl Strategy<Value = String> {
    let scalar = prop::sample::select(vec![
        "null",
        "true",
        "false",
        "0",
        "-1",
        "1.0",
        "2.5",
        "1e3",
        "1e999",
        "9223372036854775808",
        "\"\"",
        "\"auto\"",
        "\"text\"",
        "\"\\u0061uto\"",
    ]);
    let name = prop::sample::select(vec![
        "id",
        "name",
        "content",
        "note",
        "text",
        "field",
        "value",
        "left",
        "right",
        "n\\u0061me",
        "other",
    ]);
    scalar
        .prop_map(str::to_owned)
        .prop_recursive(3, 16, 4, move |inner| {
            let members = prop::collection::vec((name.clone(), inner.clone()), 0..4);
            prop_oneof![
                prop::collection::vec(inner, 0..3)
                    .prop_map(|items| format!("[{}]", items.join(","))),
                members.prop_map(|members| {
                    let members = members
                        .iter()
                        .map(|(name, value)| format!("\"{name}\":{value}"));
                    format!("{{{}}}", members.collect::<Vec<_>>().join(","))
                }),
            ]
        })
}

static CONTRACT: LazyLock<Contract> = LazyLock::new(super::contract);

/// The name of the variant in a debug text: `Text("…")`.
fn variant(debug: &str) -> &str {
    debug.split('(').next().unwrap()
}

macro_rules! agrees {
    ($($union:ident)*) => {
        proptest! {
            #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(10_000) })]

            #[test]
            fn client_and_reference_agree(text in json()) {
                let value = parse(&text).unwrap();
                $({
                    let mut types = CONTRACT.types.iter();
                    let kind = types.find(|def| def.ident == stringify!($union)).map(|def| &def.kind);
                    let Some(TypeKind::Any { variants, alternatives }) = kind else {
                        panic!("it is a union")
                    };
                    let picked = pick(alternatives, &value);
                    match ($union::from_json(&text), picked) {
                        (Ok(read), Picked::Variant(at)) => {
                            let read = format!("{read:?}");
                            prop_assert_eq!(variant(&read), &variants[at].variant, "{}", text);
                        }
                        (Ok(read), _) => {
                            prop_assert_eq!(read.to_json(), text.as_str());
                            let read = format!("{read:?}");
                            prop_assert_eq!(variant(&read), "Unlisted", "{}", text);
                        }
                        // It looks like a variant, and is wrong further inside.
                        (Err(_), picked) => prop_assert!(matches!(picked, Picked::Variant(_)), "{}", text),
                    }
                })*
            }
        }
    };
}

agrees! { Choice Content Filter Ids Input Item Mark Scalar }
