//! Documentation from a contract: reference pages in Markdown, an OpenAPI document, and the JSON Schema of the contract
//! language for editors.
//!
//! Each is a pure function: [`reference::files`], [`book::files`] and [`openapi::document`] take a resolved
//! [`Contract`](theta_spec::contract::Contract), and [`schema::document`] reads the tables of keys in
//! [`theta_spec::keys`]. These functions are the place to begin reading.

pub mod book;
pub mod openapi;
pub mod reference;
pub mod schema;
mod told;
