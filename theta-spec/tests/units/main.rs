//! The small parts of the language, each by itself.

#![allow(clippy::unwrap_used, reason = "a test that fails stops")]

mod algebra;
mod forms;
mod markdown;
mod render;
mod source;
mod template;
