//! Whole classifiers against the meaning of their tables, by enumeration.

mod bodies;

use bodies::rows::{Table, check};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::TestRunner;
use std::cell::Cell;

const CASES: u32 = 300;

#[test]
fn a_classifier_is_the_meaning_of_its_table_whatever_the_rows_are_called() {
    let accepted = Cell::new(0_u32);
    let config = ProptestConfig {
        cases: CASES,
        failure_persistence: None,
        max_shrink_iters: 20_000,
        ..ProptestConfig::default()
    };
    let table = vec(any::<u8>(), 0..100).prop_map(|bytes| Table::from_bytes(&bytes));
    TestRunner::new(config)
        .run(&table, |table| {
            accepted.set(accepted.get() + u32::from(check(&table)));
            Ok(())
        })
        .unwrap();
    // The property says nothing about a table that is refused.
    assert!(
        accepted.get() > CASES / 5,
        "only {} of {CASES} tables were accepted",
        accepted.get()
    );
}

/// A contract of two rows, `a` and `b`, each given as its keys.
fn two_rows(first: (&str, &str), second: (&str, &str)) -> String {
    format!(
        "theta = 1\napi = {{ name = \"T\", base_url = \"https://t.example\" }}\nendpoints.go = {{ post = \"/go\", returns = \"text\" }}\n\
         shapes.main = {{ code = \"/c\", message = \"/m\", fields = {{ extra = \"/e\" }}, optional = [\"code\", \"extra\"] }}\n\
         [errors.{}]\nstatus = 400\n{}\n[errors.{}]\nstatus = 400\n{}\n",
        first.0, first.1, second.0, second.1
    )
}

#[test]
fn a_narrower_row_wins_whatever_it_and_its_holes_are_called() {
    let table = [
        ("code = { like = \"{z:int}\" }", "code = { like = \"{a}\" }"),
        ("match = { extra = \"ab\" }", "match = { extra = \"{x}\" }"),
        ("detail = \"{n}b\"", "detail = [\"{n}b\", \"c{n}a\"]"),
        ("detail = \"{z}b\"", "detail = [\"{a}b\", \"c{a}a\"]"),
        ("detail = \"{z:int}\"", "detail = \"{a}\""),
        ("detail = \"{z}\"", "detail = \"{..}\""),
    ];
    for (narrow, wide) in table {
        for names in [("a", "b"), ("b", "a")] {
            let text = two_rows((names.0, narrow), (names.1, wide));
            let loaded = theta_spec::load("spec.toml", text.as_bytes());
            let report = theta_spec::render::report(&loaded.source, &loaded.report);
            let contract = loaded
                .contract
                .unwrap_or_else(|| panic!("{narrow} and {wide}:\n{report}"));
            let tried = &contract.endpoints[0].classifier.arms[0].groups;
            let first = contract.error(tried[0].rows[0]);
            assert_eq!(first.name, names.0, "{narrow} and {wide}");
        }
    }
}
