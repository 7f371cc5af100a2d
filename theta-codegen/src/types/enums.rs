//! Strings out of a list.

use super::scalars;
use crate::context::Context;
use crate::docs;
use crate::names::{ident, result, string};
use proc_macro2::TokenStream;
use quote::quote;
use theta_spec::contract::{EnumValue, TypeDef};

pub(super) fn generate(cx: &Context<'_>, def: &TypeDef, values: &[EnumValue]) -> TokenStream {
    let (root, name) = (cx.root, ident(&def.ident));
    let attributes = super::attributes(cx, def, &format!("The values of `{}`.", def.ident));
    let definitions = values.iter().map(|value| scalars::definition(cx, value));
    let variants: Vec<_> = values.iter().map(|value| ident(&value.variant)).collect();
    let texts: Vec<_> = values.iter().map(|value| value.value.as_text()).collect();
    let allow = docs::allow_deprecated(values.iter().any(|value| value.deprecated.is_some()));
    let all = super::all_values(values);
    let text = string(quote!(__text));
    // `Self::Err` may be a variant.
    let parsed = result(quote!(Self), quote!(::core::convert::Infallible));
    let json_text = super::json_text(cx, &name);
    let decode = quote! {
        let __text = <::std::string::String as #root::json::Decode>::decode(__value)?;
        ::core::result::Result::Ok(::core::convert::From::from(__text))
    };
    let encode = quote!(#root::json::Encode::encode(self.as_str(), __out););
    let encode_decode = super::encode_decode(cx, &name, &decode, &encode);

    quote! {
        #attributes
        #[derive(
            ::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq, ::core::hash::Hash,
            ::core::cmp::PartialOrd, ::core::cmp::Ord
        )]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            /// A value that the contract does not list, as it came.
            Unlisted(::std::string::String),
        }

        impl #name {
            #all

            /// The text on the wire.
            #allow
            #[must_use]
            pub fn as_str(&self) -> &str {
                match self {
                    #(Self::#variants => #texts,)*
                    Self::Unlisted(__text) => __text,
                }
            }

            #json_text
        }

        #[automatically_derived]
        impl ::core::convert::From<::std::string::String> for #name {
            #allow
            fn from(__text: ::std::string::String) -> Self {
                match __text.as_str() {
                    #(#texts => Self::#variants,)*
                    _ => Self::Unlisted(__text),
                }
            }
        }

        #[automatically_derived]
        impl ::core::convert::From<&str> for #name {
            fn from(__text: &str) -> Self {
                ::core::convert::From::from(#text)
            }
        }

        /// Never fails: a text that the contract does not list is kept.
        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = ::core::convert::Infallible;

            fn from_str(__text: &str) -> #parsed {
                ::core::result::Result::Ok(::core::convert::From::from(__text))
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __f.write_str(self.as_str())
            }
        }

        #encode_decode

        #root::__private::v1::impl_serde!(#name as text);

        #[automatically_derived]
        impl #root::__private::v1::Param for #name {
            fn param(&self, __out: &mut #root::__private::v1::Values) {
                __out.push(self.as_str());
            }
        }
    }
}
