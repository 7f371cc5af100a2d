//! Limits that a contract states, and what calls are billed by: client and mock agree.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails stops")]

mod budgets;
mod client;
mod mock;
mod support;
