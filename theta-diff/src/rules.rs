//! The table of rules, in one file for each part of a contract.

mod access;
mod any;
mod api;
pub(super) mod errors;
pub(super) mod requests;
mod response_headers;
pub(super) mod types;
mod walks;
mod webhooks;

use super::rule::Rule;

/// Every rule.
const ALL: &[&[Rule]] = &[
    api::RULES,
    access::RULES,
    requests::RULES,
    types::RULES,
    any::RULES,
    response_headers::RULES,
    walks::RULES,
    webhooks::RULES,
    errors::RULES,
];

/// Returns every rule, in the order of the tables.
pub fn rules() -> impl Iterator<Item = &'static Rule> {
    ALL.iter().copied().flatten()
}

/// Returns the rule of that id.
///
/// ```
/// assert_eq!(theta_diff::find_rule("error-removed").map(|rule| rule.title), Some("an error is gone"));
/// ```
#[must_use]
pub fn find_rule(id: &str) -> Option<&'static Rule> {
    rules().find(|rule| rule.id == id)
}
