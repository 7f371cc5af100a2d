//! One of several types that no field tells apart.

use crate::context::Context;
use crate::docs::Doc;
use crate::names::ident;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{
    Alternative, AnyVariant, Form, JsonKind, Kinds, Scalar, Type, TypeDef, TypeKind,
};

pub(super) fn generate(
    cx: &Context<'_>,
    def: &TypeDef,
    variants: &[AnyVariant],
    alternatives: &[Alternative],
) -> TokenStream {
    let (root, name) = (cx.root, ident(&def.ident));
    let attributes = super::attributes(cx, def, "One of several types.");
    let (mut members, mut decoded, mut encoded) = (Vec::new(), Vec::new(), Vec::new());
    let plain: Vec<Type> = variants.iter().map(|one| cx.plain(&one.ty)).collect();
    let mut conversions = TokenStream::new();
    for (at, variant) in variants.iter().enumerate() {
        let (member, ty) = (ident(&variant.variant), super::rust(cx, &variant.ty));
        let otherwise = format!("{}.", super::capitalized(&super::words(cx, &variant.ty)));
        let doc = Doc::of(cx, &variant.doc, &otherwise);
        members.push(quote!(#doc #member(#ty)));
        let index = Literal::usize_unsuffixed(at);
        decoded.push(quote! {
            ::core::option::Option::Some(#index) => #root::json::Decode::decode(__value).map(Self::#member)
        });
        encoded
            .push(quote!(Self::#member(__held) => { #root::json::Encode::encode(__held, __out); }));
        if plain.iter().filter(|other| **other == plain[at]).count() == 1 {
            conversions.extend(conversion(&name, &member, &ty, &plain[at]));
        }
    }
    let json_text = super::json_text(cx, &name);
    let alternatives = alternatives.iter().map(|one| alternative(cx, one));
    let decode = quote! {
        match #root::__private::v1::forms::pick(__value, &[#(#alternatives),*]) {
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
    let param = is_param(cx, def, variants).then(|| param(cx, &name, variants));

    quote! {
        #attributes
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "a documented object is the usual case")]
        pub enum #name {
            #(#members,)*
            /// A value that is none of them, or could be several, byte for byte as it came.
            Unlisted(#root::Json),
        }

        impl #name {
            #json_text
        }

        #conversions
        #json_traits
        #param
    }
}

/// Returns what makes the union of one of its variants.
fn conversion(
    name: &proc_macro2::Ident,
    member: &proc_macro2::Ident,
    ty: &TokenStream,
    plain: &Type,
) -> TokenStream {
    let of_str = (*plain == Type::String).then(|| {
        quote! {
            #[automatically_derived]
            impl ::core::convert::From<&str> for #name {
                fn from(__held: &str) -> Self {
                    Self::#member(::core::convert::From::from(__held))
                }
            }
        }
    });
    quote! {
        #[automatically_derived]
        impl ::core::convert::From<#ty> for #name {
            fn from(__held: #ty) -> Self {
                Self::#member(__held)
            }
        }
        #of_str
    }
}

/// Returns whether every variant can be sent as text.
fn is_param(cx: &Context<'_>, def: &TypeDef, variants: &[AnyVariant]) -> bool {
    fn is_text(cx: &Context<'_>, ty: &Type) -> bool {
        match cx.plain(ty) {
            Type::String | Type::Boolean | Type::Number(_) | Type::Format(_) => true,
            Type::Array(item) => is_text(cx, &item),
            Type::Named(id) => matches!(cx.contract.type_def(id).kind, TypeKind::Enum { .. }),
            _ => false,
        }
    }
    def.in_request && variants.iter().all(|variant| is_text(cx, &variant.ty))
}

fn param(cx: &Context<'_>, name: &proc_macro2::Ident, variants: &[AnyVariant]) -> TokenStream {
    let root = cx.root;
    let members = variants.iter().map(|variant| ident(&variant.variant));
    quote! {
        #[automatically_derived]
        impl #root::__private::v1::Param for #name {
            fn param(&self, __out: &mut #root::__private::v1::Values) {
                match self {
                    #(Self::#members(__held) => { #root::__private::v1::Param::param(__held, __out); })*
                    Self::Unlisted(__held) => { #root::__private::v1::Param::param(__held, __out); }
                }
            }
        }
    }
}

fn alternative(cx: &Context<'_>, alternative: &Alternative) -> TokenStream {
    let root = cx.root;
    let variant = Literal::usize_unsuffixed(alternative.variant);
    let over = alternative
        .over
        .iter()
        .map(|at| Literal::usize_unsuffixed(*at));
    let form = form(cx, &alternative.form);
    quote! {
        #root::__private::v1::forms::Alternative { variant: #variant, form: #form, over: &[#(#over),*] }
    }
}

fn form(cx: &Context<'_>, form: &Form) -> TokenStream {
    let root = cx.root;
    let path = quote!(#root::__private::v1::forms::Form);
    match form {
        Form::Null => quote!(#path::Null),
        Form::Boolean => quote!(#path::Boolean),
        Form::Integer => quote!(#path::Integer),
        Form::Unsigned => quote!(#path::Unsigned),
        Form::Number => quote!(#path::Number),
        Form::String => quote!(#path::String),
        Form::Is(scalar) => {
            let constant = constant(cx, scalar);
            quote!(#path::Is(#constant))
        }
        Form::Array(kinds) => {
            let kinds = self::kinds(cx, kinds);
            quote!(#path::Array(#kinds))
        }
        Form::Tuple(items) => {
            let items = items.iter().map(|kinds| self::kinds(cx, kinds));
            quote!(#path::Tuple(&[#(#items),*]))
        }
        Form::Object(required) => {
            let fields = required.iter().map(|(name, kinds)| {
                let kinds = self::kinds(cx, kinds);
                quote!((#name, #kinds))
            });
            quote!(#path::Object(&[#(#fields),*]))
        }
    }
}

fn constant(cx: &Context<'_>, scalar: &Scalar) -> TokenStream {
    let root = cx.root;
    let path = quote!(#root::__private::v1::forms::Constant);
    match scalar {
        Scalar::Text(text) => quote!(#path::Text(#text)),
        Scalar::Boolean(flag) => quote!(#path::Boolean(#flag)),
        Scalar::Number(number) => quote!(#path::Number(#number)),
    }
}

fn kinds(cx: &Context<'_>, kinds: &Kinds) -> TokenStream {
    let root = cx.root;
    let names = kinds.kinds().map(|kind| {
        let name = ident(match kind {
            JsonKind::Null => "Null",
            JsonKind::Boolean => "Boolean",
            JsonKind::Number => "Number",
            JsonKind::String => "String",
            JsonKind::Array => "Array",
            JsonKind::Object => "Object",
        });
        quote!(#root::__private::v1::forms::Kind::#name)
    });
    let values = kinds.values().map(|value| constant(cx, value));
    quote!(#root::__private::v1::forms::Kinds(&[#(#names),*], &[#(#values),*]))
}
