//! Comparing contracts: each rule on an edit of one contract, the whole as properties.
#![cfg(feature = "diff")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::format_push_string,
    clippy::format_collect,
    clippy::unnecessary_debug_formatting,
    clippy::too_many_lines,
    reason = "helpers of tests fail as tests do, and put contracts together as text"
)]

#[path = "diff/compiler.rs"]
mod compiler;
#[path = "diff/random.rs"]
mod random;
#[path = "diff/rules.rs"]
mod rules;
#[path = "diff/semver.rs"]
mod semver;
#[path = "diff/sentences.rs"]
mod sentences;
#[path = "diff/theta_one.rs"]
mod theta_one;
