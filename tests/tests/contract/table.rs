//! Every documented error on every endpoint.

use crate::support::{ALL_MATCHERS, Api, ONE, Row, ask};
use std::collections::BTreeSet;
use theta_mock::Mock;
use theta_spec::sample;

#[test]
fn each_documented_body_is_its_variant_on_exactly_its_endpoints() {
    let (documented, foreign) = on_its_endpoints_only(&ONE);
    let rows = &ONE.contract.errors;
    let details: BTreeSet<String> = rows
        .iter()
        .flat_map(|row| row.detail.iter().flat_map(|detail| &detail.templates))
        .map(ToString::to_string)
        .collect();
    let right: BTreeSet<String> = rows
        .iter()
        .filter(|row| !row.on.is_empty())
        .flat_map(|row| row.detail.iter().flat_map(|detail| &detail.templates))
        .map(ToString::to_string)
        .collect();
    println!(
        "{} of {} detail strings give their variant on exactly their endpoints: {documented} documented pairs of error \
         and endpoint, {foreign} undocumented ones that stay unknown",
        right.len(),
        details.len()
    );
    assert_eq!(details.len(), 13);
    assert_eq!(rows.len(), 17);
}

#[test]
fn the_same_holds_for_every_kind_of_matcher() {
    let (documented, foreign) = on_its_endpoints_only(&ALL_MATCHERS);
    println!("{documented} documented pairs of error and endpoint, {foreign} undocumented ones");
}

/// How many pairs of error and endpoint are documented and how many are not, each looked at.
fn on_its_endpoints_only(api: &Api) -> (usize, usize) {
    let (mut documented, mut foreign) = (0, 0);
    for row in &api.contract.errors {
        let reply = sample::error_reply(&api.contract, row);
        for (id, endpoint) in api.contract.endpoints.iter().enumerate() {
            let outcome = api.agreed(&endpoint.name, reply.status, reply.body.as_bytes());
            let name = outcome.map(|outcome| outcome.name);
            let expected = if row.on.iter().any(|on| on.0 == id) {
                documented += 1;
                Some(row.name.clone())
            } else {
                foreign += 1;
                None
            };
            assert_eq!(
                name, expected,
                "{} on {}: {}",
                row.name, endpoint.name, reply.body
            );
        }
    }
    (documented, foreign)
}

#[test]
fn the_mock_serves_what_the_classifiers_know() {
    for api in [&*ONE, &*ALL_MATCHERS] {
        let mock = Mock::start(api.contract.clone()).unwrap();
        for endpoint in &api.contract.endpoints {
            for row in &api.contract.errors {
                mock.next(&row.name).unwrap();
                let answer = ask(&mock, &endpoint.path_template());
                assert!(
                    answer.head.contains(&format!("x-theta-mock: {}", row.name)),
                    "{}",
                    answer.head
                );
                let name = api
                    .agreed(&endpoint.name, answer.status, &answer.body)
                    .map(|row| row.name);
                let documented = row
                    .on
                    .iter()
                    .any(|on| api.contract.endpoints[on.0].name == endpoint.name);
                assert_eq!(
                    name,
                    documented.then(|| row.name.clone()),
                    "{} on {}",
                    row.name,
                    endpoint.name
                );
            }
        }
    }
}

#[test]
fn a_number_that_no_integer_holds_is_no_guess() {
    let body =
        |limit: &str| format!(r#"{{"error": {{"message": "audio is over {limit} seconds"}}}}"#);
    let most = u64::MAX.to_string();
    let over = |limit: &str| ALL_MATCHERS.agreed("speak", 400, body(limit).as_bytes());
    let fits = Row {
        name: "over_seconds".to_owned(),
        captures: vec![("limit".to_owned(), most.clone())],
    };
    assert_eq!(over(&most), Some(fits));
    assert_eq!(over("18446744073709551616"), None);
    assert_eq!(
        over(&format!("000{most}")).map(|row| row.name),
        Some("over_seconds".to_owned())
    );
}

#[test]
fn a_code_is_exact_folded_or_like_a_template() {
    let table = [
        ("QUOTA_EXCEEDED", Some("quota_exact")),
        ("quota_exceeded", None),
        ("TOO_MANY_REQUESTS", Some("quota_folded")),
        ("too-many requests", Some("quota_folded")),
        ("toomanyrequests", None),
        ("rate_limit_key_60", Some("quota_like")),
        ("rate_limit_key_sixty", None),
    ];
    for (code, expected) in table {
        let body = format!(r#"{{"code": "{code}", "message": "slow down"}}"#);
        let row = ALL_MATCHERS.agreed("listen", 429, body.as_bytes());
        assert_eq!(row.map(|row| row.name).as_deref(), expected, "{code}");
    }
}
