//! Rows that look at headers.

use theta_spec::classify::{Outcome, classify_with};

#[test]
fn of_a_header_that_is_there_twice_the_first_counts() {
    let text = r#"theta = 1
api = { name = "A", base_url = "https://a.example" }
endpoints.a.get = "/a"
[shapes.e]
message = "/message"
[errors.none]
status = 403
headers = { x-left = "0" }
cause = "c"
fix = "f"
[errors.some]
status = 403
headers = { x-left = "1" }
cause = "c"
fix = "f"
"#;
    let loaded = theta_spec::load("spec.toml", text.as_bytes());
    let contract = loaded.contract.expect("a good contract");
    for (values, expected) in [
        (&["0", "1"][..], Some("none")),
        (&["1", "0"], Some("some")),
        (&["2", "0"], None),
    ] {
        let headers = values
            .iter()
            .map(|value| ("X-Left".to_owned(), (*value).to_owned()));
        let headers: Vec<_> = headers.collect();
        let outcome = classify_with(&contract, &contract.endpoints[0], 403, &headers, b"{}");
        let row = match outcome {
            Outcome::Row { id, .. } => Some(contract.error(id).name.as_str()),
            _ => None,
        };
        assert_eq!(row, expected, "{values:?}");
    }
}
