//! What is left of a client whose contract has errors.

use proc_macro2::TokenStream;
use quote::quote;

/// Returns the names that every client has, as types of which nothing is known.
///
/// The macro writes it next to its errors. A path into a module with a failed macro is not an error of its own to rustc,
/// and neither is anything that is done with a type it could not resolve: whoever uses the client sees the mistakes of
/// the contract and no consequence of them. Types with members would be taken at their word, and each call of an
/// endpoint would be an error.
#[must_use]
pub fn skeleton() -> TokenStream {
    quote! {
        /// The client of a contract that has errors.
        pub type Client = self::TheContractHasErrors;

        /// The errors of a contract that has errors.
        pub type ApiError = self::TheContractHasErrors;
    }
}
