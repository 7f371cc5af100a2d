//! Generates Rust code from a resolved contract.
//!
//! This crate is internal to Theta: it is used by `theta-macros` and `theta-cli`, and its API comes with no promise of
//! stability.
//!
//! Generation is pure: it reads a [`Contract`] and nothing else, opens no file, does not panic, and returns the same
//! code for the same contract, whatever the order in its file. The macro, `theta expand` and build scripts all call
//! [`generate`], which is the place to begin reading.
//!
//! ```no_run
//! use theta_codegen::{Options, generate};
//!
//! let loaded = theta_spec::load("spec.toml", &std::fs::read("spec.toml")?);
//! if let Some(contract) = &loaded.contract {
//!     println!("{}", generate(contract, &Options::default()));
//! }
//! # Ok::<(), std::io::Error>(())
//! ```

mod access;
mod answer;
mod beginning;
mod call;
mod classify;
mod client;
mod context;
mod docs;
mod endpoint;
mod errors;
mod example;
mod limits;
mod meta;
mod names;
mod plans;
mod response_headers;
mod row;
mod skeleton;
mod spread;
mod token;
mod told;
mod types;
mod walks;
mod webhooks;
mod written;
mod xml;

pub use docs::text;
pub use skeleton::skeleton;

use context::Context;
use errors::Errors;
use proc_macro2::TokenStream;
use quote::quote;
use row::Row;
use theta_spec::contract::Contract;

/// Options for the generated code.
#[derive(Clone, Debug)]
pub struct Options {
    /// The path to the runtime, `::theta_runtime` by default. Its tokens keep their spans.
    pub crate_path: TokenStream,
    /// The path of the generated items for users, such as `my_crate`. With it, the examples in the documentation are
    /// compiled as tests; without it, they are only shown.
    pub example_path: Option<String>,
    /// Whether to write one `#[doc]` for each line, which reads best in a checked-in file, instead of one for each item,
    /// which compiles faster. The documentation is the same.
    pub doc_lines: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            crate_path: quote!(::theta_runtime),
            example_path: None,
            doc_lines: false,
        }
    }
}

/// Returns the whole client of a contract, as the items of a module.
#[must_use]
pub fn generate(contract: &Contract, options: &Options) -> TokenStream {
    let mut out = TokenStream::new();
    pieces(contract, options, |_, piece| out.extend(piece));
    out
}

/// Generates the client a few whole items at a time, so that formatting it needs memory for one piece only. Each comes with the part
/// of the client that it belongs to, a name in `snake_case`.
pub fn pieces(contract: &Contract, options: &Options, mut write: impl FnMut(&str, TokenStream)) {
    let cx = &Context::new(contract, options);
    let rows = Row::all(cx);
    let of = |what: &str, under: &[String]| match under.first() {
        None => what.to_owned(),
        Some(branch) => format!("{what}_{branch}"),
    };
    write("client", client::generate(cx, &rows));
    write("client", access::settings(cx));
    for branch in &contract.branches {
        let part = of("calls", &branch.path);
        write(&part, client::branch(cx, branch, &rows));
    }
    for (index, endpoint) in contract.endpoints.iter().enumerate() {
        let part = of("calls", &endpoint.under);
        write(&part, endpoint::generate(cx, index, endpoint));
        write(&part, answer::generate(cx, index, endpoint));
        write(&part, walks::generate(cx, index, endpoint));
    }
    let mut errors = Errors::new(cx, &rows);
    for endpoint in &contract.endpoints {
        write(&of("errors", &endpoint.under), errors.of_endpoint(endpoint));
    }
    write("errors", errors.of_all());
    write("client", response_headers::generate(cx));
    write("client", plans::generate(cx));
    for def in &contract.types {
        let first = def.ident.chars().next().unwrap_or('t');
        let part = format!("types_{}", first.to_ascii_lowercase());
        write(&part, types::generate(cx, def));
    }
    write("tables", access::table(cx));
    write("tables", meta::generate(cx));
    write("webhooks", webhooks::generate(cx));
    write("tables", xml::generate(cx));
}
