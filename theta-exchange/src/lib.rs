#![cfg_attr(docsrs, feature(doc_cfg))]
//! One exchange with a server, for the clients of Theta: whom to ask, what is sent, how it travels, what comes back and
//! what it costs.
//!
//! **This crate is internal to `theta-runtime`**, which shows users what they need of it, decides about turns, retries
//! and what calls share, and says what the features are for. The rest is hidden, and changes with any version.
//!
//! - [`site`]: whom a client calls, with which keys; the contract as static data in [`site::meta`].
//! - [`upload`]: what is sent, checked before there is a socket, and never cut short.
//! - [`wire`]: how a request travels, and its reply; any transport.
//! - [`reply`]: what a reply means by the contract, and the error of a call.
//! - [`money`]: what an exchange may cost, and the ledger.
//!
//! Start reading with `site.rs` and `wire/exchange.rs`, then `reply.rs` and `reply/error.rs`.

#[doc(hidden)]
pub mod joint;
pub mod money;
pub mod reply;
pub mod site;
pub mod upload;
pub mod wire;
