//! What is left of a client whose contract does not hold.

use crate::code::quote;

/// The names that every client has, as types of which nothing is known.
///
/// The macro writes it next to its errors. A path into a module with a failed macro is not an error of its own to rustc,
/// and neither is anything that is done with a type it could not resolve: whoever uses the client sees the mistakes of
/// the contract and no consequence of them. Types with members would be taken at their word, and each call of an
/// endpoint would be an error.
#[must_use]
pub fn skeleton() -> String {
    let code = quote! {
        /// The client of a contract that has errors.
        pub type Client = self::TheContractHasErrors;

        /// The errors of a contract that has errors.
        pub type ApiError = self::TheContractHasErrors;
    };
    code.into_text()
}
