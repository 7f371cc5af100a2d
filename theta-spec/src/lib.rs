//! The Theta contract language.
//!
//! A `spec.toml` writes down what a vendor's documentation says of an HTTP API:
//! endpoints, types, limits, and above all the errors with their exact texts.
//! This crate reads it, reports every mistake at once, and gives a
//! [`contract::Contract`] in which nothing is left to decide:
//!
//! text → [`source`] → parse → check → resolve → [`contract`] → any backend.
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

pub use load::{Loaded, load};
