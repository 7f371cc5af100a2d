//! Comparing contracts: each rule on an edit of one contract, the whole as properties.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::unnecessary_debug_formatting,
    clippy::too_many_lines,
    reason = "helpers of tests fail as tests do, and put contracts together as text"
)]

mod compiler;
mod expansion;
mod otherwise;
mod random;
mod risk;
mod rules;
mod semver;
mod sentences;
mod theta_one;
