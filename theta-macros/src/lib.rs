//! The procedural macro of Theta. It finds the contract, generates its client, and makes the compiler track the file.
//!
//! Use it as `theta_runtime::api!`; the generated code needs that crate.

mod args;
mod expand;
mod locate;

use args::Args;

/// Generates the client of a contract in the current module.
///
/// ```ignore
/// theta_runtime::api! { spec = "spec.toml" }
/// ```
///
/// - `spec`: the file. A path that begins with `./` or `../` is relative to the calling file, any other to the
///   directory of the package's `Cargo.toml`.
/// - `crate`, optional: where the runtime is reached when it is not `::theta_runtime`, such as `crate = my_crate::theta_runtime`.
/// - `examples`, optional: where users reach the generated items, such as `examples = my_crate`. With it the examples in
///   the documentation are compiled by `cargo test --doc`; without it they are only shown.
///
/// Every mistake in the contract is reported as a separate error with line, column and remedy. A change of the file
/// causes a rebuild.
#[proc_macro]
pub fn api(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let code = match syn::parse::<Args>(input) {
        Ok(args) => expand::client(&args),
        Err(error) => expand::failed(error.span(), [error.to_string()]),
    };
    code.into()
}
