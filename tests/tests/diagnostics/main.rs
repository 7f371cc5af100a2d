//! What a compiler says of contracts that are wrong, and of programs that use a client wrongly.

#![deny(warnings, clippy::pedantic)]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails stops")]

mod compile_fail;
mod documentation;
mod fixture;
mod rebuild;
mod same_text;
