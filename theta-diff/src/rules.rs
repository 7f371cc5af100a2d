//! The table of rules, in one file for each part of a contract.

mod api;
pub(super) mod errors;
pub(super) mod requests;
pub(super) mod types;

use super::rule::Rule;

/// Every rule.
pub(super) const ALL: &[&[Rule]] = &[api::RULES, requests::RULES, types::RULES, errors::RULES];
