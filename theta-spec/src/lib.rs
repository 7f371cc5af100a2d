//! The Theta contract language: reads a `spec.toml` and resolves it into a contract.
//!
//! This crate is internal to Theta: it is used by `theta-macros` and the `theta` command, and its API comes with no
//! promise of stability.
//!
//! A `spec.toml` records what a vendor's documentation says about an HTTP API: endpoints, types, limits, and above all
//! the errors with their exact texts. This crate reads it, reports all mistakes at once, and returns a
//! [`contract::Contract`] in which nothing is left to decide:
//!
//! text → [`source`] → parse → check → resolve → [`contract`] → any backend.
//!
//! What a contract is, and what follows from it, is the crate `theta-contract`, whose modules are re-exported here.
//!
//! Begin with [`load()`], which does all of these steps, and [`contract::Contract`], which backends read.
//!
//! ```
//! let loaded = theta_spec::load("spec.toml", br#"
//! theta = 1
//! api = { name = "Echo", base_url = "https://echo.example" }
//! shapes.detail = { message = "/detail" }
//! endpoints.echo = { post = "/echo", body = { type = "text" }, returns = "text" }
//! errors.too_long = { status = 400, detail = "at most {limit:int} characters" }
//! "#);
//! let contract = loaded.contract.expect("no errors in it");
//! let echo = contract.endpoint("echo").expect("it is there");
//! let body = br#"{"detail": "at most 80 characters"}"#;
//! let outcome = theta_spec::classify::classify(&contract, echo, 400, body);
//! assert!(matches!(outcome, theta_spec::classify::Outcome::Row { captures, .. } if captures[0].1 == "80"));
//! ```

#![cfg_attr(docsrs, feature(doc_cfg))]

mod check;
pub mod day;
pub mod entries;
mod expand;
pub mod keys;
mod load;
mod parse;
mod resolve;

pub use load::{Loaded, load};
pub use theta_contract::{
    algebra, apart, body, candidates, classify, codes, conform, contract, diagnostic, events, json,
    names, render, sample, source, suggest, template, text, worded_enum, wording, written, xml,
};
