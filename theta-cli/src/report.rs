//! Reports of findings: one model, which a command fills once, and a writer for each form.

mod document;
pub(crate) mod github;
mod human;
mod markdown;
mod pieces;

pub(crate) use document::{
    Document, Edit, Finding, Level, Page, Piece, Place, Problem, Reply, Section, Tone, Untold,
    Written,
};
pub(crate) use markdown::prose;
