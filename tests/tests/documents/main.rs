//! What is generated for other tools, held against tools that other people wrote.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

mod openapi;
mod python;
mod schema;
