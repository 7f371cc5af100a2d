//! Failures told in the ways in which vendors tell them: client, reference classifier and mock give one verdict.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

mod headers;
mod listed;
mod lists;
mod support;
mod waits;
