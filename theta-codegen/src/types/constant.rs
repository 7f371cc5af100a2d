//! Values that are always the same.

use crate::names::string;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{Number, Scalar};

/// Returns the expression of the value.
pub(crate) fn expression(value: &Scalar) -> TokenStream {
    match value {
        Scalar::Text(text) => string(text),
        Scalar::Boolean(flag) => quote!(#flag),
        Scalar::Number(number) => literal(number),
    }
}

/// Returns a number as Rust writes it.
pub(crate) fn literal(number: &str) -> TokenStream {
    let literal = match Number::of_constant(number) {
        Number::Integer => Literal::i64_unsuffixed(number.parse().unwrap_or_default()),
        Number::Unsigned => Literal::u64_unsuffixed(number.parse().unwrap_or_default()),
        Number::Float => return double(number),
    };
    quote!(#literal)
}

/// Returns a number as Rust writes a double.
pub(crate) fn double(number: &str) -> TokenStream {
    let number: Option<f64> = number.parse().ok();
    // The check refuses one that a double cannot hold.
    let number = number.filter(|number| number.is_finite());
    let literal = Literal::f64_unsuffixed(number.unwrap_or_default());
    quote!(#literal)
}
