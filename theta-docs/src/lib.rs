//! What a contract says, for readers: reference pages in Markdown, an OpenAPI document, and the JSON Schema of the
//! contract language for editors.
//!
//! Each is a pure function: [`reference::files`] and [`openapi::document`] of a resolved
//! [`Contract`](theta_spec::contract::Contract), [`schema::document`] of the tables of keys in [`theta_spec::keys`].

pub mod openapi;
pub mod reference;
pub mod schema;
mod told;
