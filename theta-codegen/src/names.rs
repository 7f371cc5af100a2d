//! Names as generated code writes them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, format_ident, quote};

/// Returns the identifier of that name.
///
/// A resolved contract holds identifiers only. Should one not be, a character that does not belong there becomes `_`, so
/// that rustc points at a name and nothing panics.
pub(crate) fn ident(name: &str) -> Ident {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if name.starts_with(|first: char| !first.is_ascii_digit()) && name.chars().all(fits) {
        return Ident::new(name, Span::call_site());
    }
    let clean: String = name
        .chars()
        .map(|c| if fits(c) { c } else { '_' })
        .collect();
    format_ident!("_{clean}")
}

/// Returns a local variable for a name of the contract: no variable of generated code itself begins so.
pub(crate) fn local(name: &str) -> Ident {
    format_ident!("__of_{}", ident(name))
}

/// Returns `::core::option::Option<…>`.
pub(crate) fn option(inner: impl ToTokens) -> TokenStream {
    quote!(::core::option::Option<#inner>)
}

/// Returns the expression of a `String` of this text. No trait may be in scope where generated code stands, so that it is
/// named.
pub(crate) fn string(text: impl ToTokens) -> TokenStream {
    quote!(<::std::string::String as ::core::convert::From<_>>::from(#text))
}

/// Returns `::core::result::Result<…, …>`.
pub(crate) fn result(ok: impl ToTokens, error: impl ToTokens) -> TokenStream {
    quote!(::core::result::Result<#ok, #error>)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_identifier_becomes_one() {
        let table = [
            ("plain_1", "plain_1"),
            ("1st", "_1st"),
            ("a-b", "_a_b"),
            ("", "_"),
            ("é", "__"),
        ];
        for (name, expected) in table {
            assert_eq!(ident(name).to_string(), expected);
        }
    }
}
