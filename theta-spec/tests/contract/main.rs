//! What the crate `theta-contract` says of contracts that are read from files.

#![allow(clippy::expect_used, reason = "a test that fails stops")]

mod body;
mod finder;
mod headers;
