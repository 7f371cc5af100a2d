//! From a resolved contract to Rust code.
//!
//! Pure: reads a [`Contract`] and nothing else, opens no file, does not panic, and gives the same code for the same
//! contract whatever the order in its file was. The macro, `theta expand` and a build script all call [`generate`].
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

mod answer;
mod classify;
mod client;
mod code;
mod docs;
mod endpoint;
mod errors;
mod example;
mod meta;
mod names;
mod plans;
mod row;
mod skeleton;
mod types;

use code::Code;
pub use docs::text;
use names::Context;
pub use skeleton::skeleton;

use row::Row;
use theta_spec::contract::Contract;

/// How the code is to be written.
#[derive(Clone, Debug)]
pub struct Options {
    /// Path to the runtime, `::theta_client` by default. It is written into the code as it stands.
    pub crate_path: String,
    /// Path under which users reach the generated items, such as `theta_client`. With it the examples in the
    /// documentation are compiled as tests; without it they are only shown.
    pub example_path: Option<String>,
    /// One `#[doc]` for each line, as a checked-in file shows it best, rather than one for each item, which costs a
    /// compiler less. The documentation is the same.
    pub doc_lines: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            crate_path: "::theta_client".to_owned(),
            example_path: None,
            doc_lines: false,
        }
    }
}

/// The whole client of a contract, as items of the module in which it stands. The text is Rust, and not formatted.
#[must_use]
pub fn generate(contract: &Contract, options: &Options) -> String {
    let cx = Context::new(contract, options);
    let mut out = Code::new();
    let rows = Row::all(&cx);
    client::generate(&cx, &rows, &mut out);
    for (index, endpoint) in contract.endpoints.iter().enumerate() {
        endpoint::generate(&cx, index, endpoint, &mut out);
        answer::generate(&cx, index, endpoint, &mut out);
    }
    errors::generate(&cx, &rows, &mut out);
    plans::generate(&cx, &mut out);
    types::generate(&cx, &mut out);
    meta::generate(&cx, &mut out);
    out.into_text()
}
