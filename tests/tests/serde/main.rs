//! Generated types and errors go through serde into other formats, and come back.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

mod everything;
mod formats;
mod maker;
mod programs;
