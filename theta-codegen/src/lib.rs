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
    /// Path to the runtime, `::theta_runtime` by default. It is written into the code as it stands.
    pub crate_path: String,
    /// Path under which users reach the generated items, such as `my_crate`. With it the examples in the
    /// documentation are compiled as tests; without it they are only shown.
    pub example_path: Option<String>,
    /// One `#[doc]` for each line, as a checked-in file shows it best, rather than one for each item, which costs a
    /// compiler less. The documentation is the same.
    pub doc_lines: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            crate_path: "::theta_runtime".to_owned(),
            example_path: None,
            doc_lines: false,
        }
    }
}

/// The whole client of a contract, as items of the module in which it stands. The text is Rust, and not formatted.
#[must_use]
pub fn generate(contract: &Contract, options: &Options) -> String {
    let mut text = String::new();
    pieces(contract, options, |piece| text.push_str(&piece));
    text
}

/// [`generate`], a few whole items at a time: who formats them needs room for one piece only.
pub fn pieces(contract: &Contract, options: &Options, mut write: impl FnMut(String)) {
    let cx = Context::new(contract, options);
    let rows = Row::all(&cx);
    let mut piece = |make: &dyn Fn(&mut Code)| {
        let mut out = Code::new();
        make(&mut out);
        write(out.into_text());
    };
    piece(&|out| client::generate(&cx, &rows, out));
    for (index, endpoint) in contract.endpoints.iter().enumerate() {
        piece(&|out| {
            endpoint::generate(&cx, index, endpoint, out);
            answer::generate(&cx, index, endpoint, out);
        });
    }
    for endpoint in &contract.endpoints {
        piece(&|out| errors::of_endpoint(&cx, endpoint, &rows, out));
    }
    piece(&|out| errors::of_all(&cx, &rows, out));
    piece(&|out| plans::generate(&cx, out));
    for def in &contract.types {
        piece(&|out| types::generate(&cx, def, out));
    }
    piece(&|out| meta::generate(&cx, out));
}
