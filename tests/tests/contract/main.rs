//! The generated clients say of every reply what their contracts say.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

mod answers;
mod any_language;
mod docs_style;
mod foreseen;
mod near_misses;
mod order;
mod random_replies;
mod required;
mod successes;
mod support;
mod table;
mod told;
mod written;
