//! The skeleton of a client whose contract has errors.

use proc_macro2::TokenStream;
use quote::quote;

/// Returns the names that every client has, as unresolved types.
///
/// The macro emits it next to its errors. To rustc, neither a path into a module with a failed macro nor any use of an
/// unresolved type is an error of its own, so that users of the client see the mistakes of the contract and none of
/// their consequences. With resolved types, each call of an endpoint would be another error.
#[must_use]
pub fn skeleton() -> TokenStream {
    quote! {
        /// The client of a contract that has errors.
        pub type Client = self::TheContractHasErrors;

        /// The errors of a contract that has errors.
        pub type ApiError = self::TheContractHasErrors;
    }
}
