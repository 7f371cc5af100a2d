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

pub mod algebra;
pub mod apart;
pub mod body;
pub mod candidates;
mod check;
pub mod classify;
pub mod codes;
pub mod conform;
pub mod contract;
pub mod day;
pub mod diagnostic;
pub mod entries;
mod expand;
pub mod json;
pub mod keys;
mod load;
pub mod names;
mod parse;
pub mod render;
mod resolve;
pub mod sample;
pub mod source;
pub mod suggest;
pub mod template;
pub mod text;
pub mod wording;
pub mod written;
pub mod xml;

pub use load::{Loaded, load};
