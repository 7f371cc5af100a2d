//! The macro of Theta: finds the contract, generates its client, and tells the compiler which file it was.
//!
//! Use it as `theta_runtime::api!`; the code it writes needs that crate.

mod args;
mod expand;
mod locate;

use args::Args;

/// Writes the client of a contract into the module in which it stands.
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
/// Every mistake in the contract is an error of its own with line, column and what to do. A change of the file is a
/// reason to compile again.
#[proc_macro]
pub fn api(input: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let code = match syn::parse::<Args>(input) {
        Ok(args) => expand::client(&args),
        Err(error) => expand::failed(error.span(), [error.to_string()]),
    };
    code.into()
}
