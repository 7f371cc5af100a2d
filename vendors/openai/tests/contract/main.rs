//! The contract against what the vendor shows: requests are what its reference sends, replies are read, failures are told
//! apart.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "helpers of tests fail as tests do"
)]

mod calls;
mod errors;
mod shown;

const SPEC: &str = include_str!("../../spec.toml");

#[test]
fn the_contract_has_no_mistakes_and_no_warnings() {
    let loaded = theta_spec::load("spec.toml", SPEC.as_bytes());
    let report = theta_spec::render::report(&loaded.source, &loaded.report);
    assert!(loaded.contract.is_some(), "{report}");
    assert_eq!(report.trim(), "", "each warning would need a reason");
}
