//! Values out of a list that are not all texts.

use super::{constant, rust};
use crate::context::Context;
use crate::docs::{self, Doc, code, wire_alias};
use crate::names::{ident, result};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use theta_spec::contract::{EnumValue, Number, Scalar, Type, TypeDef, type_of, unlisted};

pub(super) fn generate(cx: &Context<'_>, def: &TypeDef, values: &[EnumValue]) -> TokenStream {
    let (root, name) = (cx.root, ident(&def.ident));
    let attributes = super::attributes(cx, def, &format!("The values of `{}`.", def.ident));
    let definitions = values.iter().map(|value| definition(cx, value));
    let kind = unlisted(values);
    let other = rust(cx, kind);
    // A double has no total order.
    let derives = match kind {
        Type::Number(Number::Float) => quote!(::core::cmp::PartialOrd),
        Type::Json => quote!(::core::cmp::Eq, ::core::hash::Hash),
        _ => quote! {
            ::core::cmp::Eq, ::core::hash::Hash, ::core::cmp::PartialOrd, ::core::cmp::Ord
        },
    };
    let allow = docs::allow_deprecated(values.iter().any(|value| value.deprecated.is_some()));
    let all = super::all_values(values);
    let traits = if *kind == Type::Json {
        of_several_kinds(cx, &name, values, allow.as_ref())
    } else {
        of_one_kind(cx, &name, kind, values, allow.as_ref())
    };
    quote! {
        #attributes
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq, #derives)]
        #[non_exhaustive]
        pub enum #name {
            #(#definitions)*
            /// A value that the contract does not list, as it came.
            Unlisted(#other),
        }

        impl #name {
            #all
        }

        #traits

        #root::__private::v1::impl_serde!(#name as json);
    }
}

/// Defines the variant of a value.
pub(super) fn definition(cx: &Context<'_>, value: &EnumValue) -> TokenStream {
    let (variant, wire) = (ident(&value.variant), value.value.as_text());
    let sent = format!("Sent as {}.", code(wire));
    let doc = Doc::of(cx, &value.doc, "").paragraph(&sent);
    let alias = wire_alias(&value.variant, wire);
    let deprecated = docs::deprecated(value.deprecated.as_deref());
    quote!(#doc #alias #deprecated #variant,)
}

fn of_one_kind(
    cx: &Context<'_>,
    name: &Ident,
    kind: &Type,
    values: &[EnumValue],
    allow: Option<&TokenStream>,
) -> TokenStream {
    let root = cx.root;
    let other = rust(cx, kind);
    let variants: Vec<_> = values.iter().map(|value| ident(&value.variant)).collect();
    let literals: Vec<_> = values.iter().map(|value| literal(kind, value)).collect();
    let json_text = super::json_text(cx, name);
    let decode = quote! {
        let __value = <#other as #root::json::Decode>::decode(__value)?;
        ::core::result::Result::Ok(::core::convert::From::from(__value))
    };
    let encode = quote!(#root::json::Encode::encode(&self.value(), __out););
    let encode_decode = super::encode_decode(cx, name, &decode, &encode);
    let from = if let (Type::Boolean, [one]) = (kind, values) {
        let variant = ident(&one.variant);
        let negated = (one.value == Scalar::Boolean(false)).then(|| quote!(!));
        quote!(if #negated __value { Self::#variant } else { Self::Unlisted(__value) })
    } else {
        quote! {
            match __value {
                #(#literals => Self::#variants,)*
                _ => Self::Unlisted(__value),
            }
        }
    };
    // `Self::Err` may be a variant.
    let parsed = result(quote!(Self), quote!(<#other as ::core::str::FromStr>::Err));
    quote! {
        impl #name {
            /// The value on the wire.
            #allow
            #[must_use]
            pub fn value(&self) -> #other {
                match self {
                    #(Self::#variants => #literals,)*
                    Self::Unlisted(__value) => *__value,
                }
            }

            #json_text
        }

        #[automatically_derived]
        impl ::core::convert::From<#other> for #name {
            #allow
            fn from(__value: #other) -> Self {
                #from
            }
        }

        #[automatically_derived]
        impl ::core::str::FromStr for #name {
            type Err = <#other as ::core::str::FromStr>::Err;

            fn from_str(__text: &str) -> #parsed {
                <#other as ::core::str::FromStr>::from_str(__text).map(::core::convert::From::from)
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                ::core::fmt::Display::fmt(&self.value(), __f)
            }
        }

        #encode_decode

        #[automatically_derived]
        impl #root::__private::v1::Param for #name {
            fn param(&self, __out: &mut #root::__private::v1::Values) {
                #root::__private::v1::Param::param(&self.value(), __out);
            }
        }
    }
}

/// Returns a value as Rust writes it for values of that kind.
fn literal(kind: &Type, value: &EnumValue) -> TokenStream {
    match (&value.value, kind) {
        (Scalar::Number(number), Type::Number(Number::Float)) => constant::double(number),
        (Scalar::Number(number), _) => constant::literal(number),
        (Scalar::Boolean(flag), _) => quote!(#flag),
        (Scalar::Text(text), _) => quote!(#text),
    }
}

/// The kinds of a list's values, in the order in which a value is compared with them.
struct Kind {
    of: &'static Type,
    values: Vec<(Ident, TokenStream)>,
}

fn kinds(values: &[EnumValue]) -> Vec<Kind> {
    let mut kinds: Vec<Kind> = Vec::new();
    for value in values {
        let of = type_of(&value.value);
        let entry = (ident(&value.variant), literal(of, value));
        match kinds.iter_mut().find(|kind| kind.of == of) {
            Some(kind) => kind.values.push(entry),
            None => kinds.push(Kind {
                of,
                values: vec![entry],
            }),
        }
    }
    kinds
}

fn of_several_kinds(
    cx: &Context<'_>,
    name: &Ident,
    values: &[EnumValue],
    allow: Option<&TokenStream>,
) -> TokenStream {
    let root = cx.root;
    let kinds = kinds(values);
    let decoded = kinds.iter().map(|kind| {
        let ty = rust(cx, kind.of);
        let borrowed = (*kind.of == Type::String).then(|| quote!(.as_deref()));
        quote!(__value.decode::<#ty>() #borrowed)
    });
    let arms = kinds.iter().enumerate().flat_map(|(at, kind)| {
        let count = kinds.len();
        kind.values.iter().map(move |(variant, literal)| {
            let places = (0..count).map(|place| {
                if place == at {
                    quote!(::core::result::Result::Ok(#literal))
                } else {
                    quote!(_)
                }
            });
            quote!((#(#places),*) => Self::#variant,)
        })
    });
    // A double may be one that JSON cannot hold.
    let converted = kinds
        .iter()
        .filter(|kind| *kind.of != Type::Number(Number::Float));
    let conversions = converted.flat_map(|kind| {
        let owned = rust(cx, kind.of);
        let borrowed = (*kind.of == Type::String).then(|| quote!(&str));
        std::iter::once(owned).chain(borrowed)
    });
    let conversions = conversions.map(|ty| {
        quote! {
            #[automatically_derived]
            impl ::core::convert::From<#ty> for #name {
                fn from(__value: #ty) -> Self {
                    ::core::convert::From::from(#root::Json::of(&__value))
                }
            }
        }
    });
    let variants: Vec<_> = values.iter().map(|value| ident(&value.variant)).collect();
    let texts = values.iter().map(|value| value.value.as_text());
    let encoded = values.iter().map(|value| {
        let of = type_of(&value.value);
        let literal = literal(of, value);
        match of {
            Type::String => literal,
            of => {
                let ty = rust(cx, of);
                quote!(&{ let __value: #ty = #literal; __value })
            }
        }
    });
    let json_text = super::json_text(cx, name);
    let decode = quote! {
        let __value = <#root::Json as #root::json::Decode>::decode(__value)?;
        ::core::result::Result::Ok(::core::convert::From::from(__value))
    };
    let encode = quote! {
        match self {
            #(Self::#variants => #root::json::Encode::encode(#encoded, __out),)*
            Self::Unlisted(__value) => #root::json::Encode::encode(__value, __out),
        }
    };
    let encode_decode = super::encode_decode(cx, name, &decode, &encode);
    quote! {
        impl #name {
            #json_text
        }

        #[automatically_derived]
        impl ::core::convert::From<#root::Json> for #name {
            #allow
            fn from(__value: #root::Json) -> Self {
                match (#(#decoded),*) {
                    #(#arms)*
                    _ => Self::Unlisted(__value),
                }
            }
        }

        #(#conversions)*

        /// The value as a parameter is sent: a text without quotes.
        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            #allow
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                match self {
                    #(Self::#variants => __f.write_str(#texts),)*
                    Self::Unlisted(__value) => match __value.raw().as_str() {
                        ::core::option::Option::Some(__text) => __f.write_str(&__text),
                        ::core::option::Option::None => __f.write_str(__value.as_str()),
                    },
                }
            }
        }

        #allow
        const _: () = { #encode_decode };

        #[automatically_derived]
        impl #root::__private::v1::Param for #name {
            fn param(&self, __out: &mut #root::__private::v1::Values) {
                __out.push(&::std::string::ToString::to_string(self));
            }
        }
    }
}
