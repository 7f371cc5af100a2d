//! What a Theta contract says, and what follows from it.
//!
//! This crate is internal to Theta: it is used by `theta-spec`, which reads and checks a `spec.toml` and re-exports
//! all of it, and its API comes with no promise of stability.
//!
//! Begin with [`contract::Contract`], which every backend reads, then [`classify`], which says what error a reply is.
//! The other modules are about one thing each:
//!
//! - matchers: [`template`] and [`algebra`], which proves that two of them cannot be confused, [`candidates`], [`apart`];
//! - bodies: [`json`], [`xml`], [`body`], [`conform`], [`sample`], [`written`];
//! - words: [`names`], [`wording`], and [`text`], which writes texts of others as data;
//! - the file: [`source`], [`diagnostic`], [`codes`], [`render`], [`suggest`].

#![cfg_attr(docsrs, feature(doc_cfg))]

pub mod algebra;
pub mod apart;
pub mod body;
pub mod candidates;
pub mod classify;
pub mod codes;
pub mod conform;
pub mod contract;
pub mod diagnostic;
pub mod events;
pub mod json;
pub mod names;
pub mod render;
pub mod sample;
pub mod source;
pub mod suggest;
pub mod template;
pub mod text;
pub mod wording;
pub mod written;
pub mod xml;
