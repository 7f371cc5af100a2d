//! Objects told apart by a field.

use crate::context::Context;
use crate::docs::{Doc, code, link, wire_alias};
use crate::names::ident;
use proc_macro2::TokenStream;
use quote::quote;
use theta_spec::contract::{TypeDef, UnionVariant};

pub(super) fn generate(
    cx: &Context<'_>,
    def: &TypeDef,
    tag: &str,
    variants: &[UnionVariant],
) -> TokenStream {
    let (root, name) = (cx.root, ident(&def.ident));
    let told = format!("One of several objects, told apart by {}.", code(tag));
    let attributes = super::attributes(cx, def, &told);

    let (mut members, mut decoded, mut encoded) = (Vec::new(), Vec::new(), Vec::new());
    let mut conversions = TokenStream::new();
    for variant in variants {
        let (member, wire) = (ident(&variant.variant), &variant.tag);
        let held = &cx.contract.type_def(variant.ty).ident;
        let doc = Doc::new(cx, format!("{}, tagged {}.", link(held), code(wire)));
        let alias = wire_alias(&variant.variant, wire);
        let ty = ident(held);
        members.push(quote!(#doc #alias #member(#ty)));
        decoded.push(quote! {
            ::core::option::Option::Some(#wire) => #root::json::Decode::decode(__value).map(Self::#member)
        });
        let mut fields = cx.fields(variant.ty).into_iter().flatten();
        encoded.push(if fields.any(|field| field.name == tag) {
            quote!(Self::#member(__held) => { #root::json::Encode::encode(__held, __out); })
        } else {
            quote!(Self::#member(__held) => { __out.tagged(#tag, #wire, __held); })
        });
        let held_by = variants.iter().filter(|other| other.ty == variant.ty);
        if held_by.count() == 1 {
            conversions.extend(quote! {
                #[automatically_derived]
                impl ::core::convert::From<#ty> for #name {
                    fn from(__held: #ty) -> Self {
                        Self::#member(__held)
                    }
                }
            });
        }
    }
    let json_text = super::json_text(cx, &name);
    let decode = quote! {
        match #root::__private::v1::tag(__value, #tag)?.as_deref() {
            #(#decoded,)*
            _ => #root::json::Decode::decode(__value).map(Self::Unlisted),
        }
    };
    let encode = quote! {
        match self {
            #(#encoded)*
            Self::Unlisted(__held) => { #root::json::Encode::encode(__held, __out); }
        }
    };
    let json_traits = super::json_traits(cx, &name, &decode, &encode);

    quote! {
        #attributes
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "a documented object is the usual case")]
        pub enum #name {
            #(#members,)*
            /// An object whose tag the contract does not list, byte for byte as it came.
            Unlisted(#root::Json),
        }

        impl #name {
            #json_text
        }

        #conversions
        #json_traits
    }
}
