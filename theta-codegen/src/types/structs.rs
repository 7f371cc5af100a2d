//! Objects with known fields.

use super::{Parameter, Presence, Said, constant};
use crate::context::Context;
use crate::docs::{self, Doc, wire_alias};
use crate::names::ident;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use theta_spec::contract::{Field, Scalar, Type, TypeDef};

pub(super) fn generate(
    cx: &Context<'_>,
    def: &TypeDef,
    fields: &[Field],
    open: bool,
) -> TokenStream {
    let name = ident(&def.ident);
    let rest = open.then(|| ident("extra"));
    let definition = definition(cx, def, &name, fields, rest.as_ref());
    let requests = def.in_request.then(|| {
        let new = new(cx, &name, fields, rest.as_ref());
        let setters = optional(fields).map(|field| with(cx, field));
        quote!(#new #(#setters)*)
    });
    let default = default(def, &name, fields);
    let json_text = super::json_text(cx, &name);
    let (decode, encode) = (
        decode(cx, fields, rest.as_ref()),
        encode(fields, rest.as_ref()),
    );
    let json_traits = super::json_traits(cx, &name, &decode, &encode);
    quote! {
        #definition
        impl #name { #requests #json_text }
        #default
        #json_traits
    }
}

fn definition(
    cx: &Context<'_>,
    def: &TypeDef,
    name: &Ident,
    fields: &[Field],
    rest: Option<&Ident>,
) -> TokenStream {
    let root = cx.root;
    let attributes = super::attributes(cx, def, &format!("The `{}` object.", def.ident));
    let members = fields.iter().map(|field| {
        let doc = super::value_doc(cx, &Said::of_field(field));
        let alias = wire_alias(&field.ident, &field.name);
        let deprecated = docs::deprecated(field.deprecated.as_deref());
        let (name, ty) = (ident(&field.ident), super::rust_or_missing(cx, field));
        quote!(#doc #alias #deprecated pub #name: #ty,)
    });
    let rest = rest.map(|rest| {
        quote! {
            /// Fields that the contract does not know, as they came.
            pub #rest: #root::Extra,
        }
    });
    // A request type that needs nothing has a default; one with constants is written out.
    let has_default = def.in_request && required(fields).next().is_none();
    let is_derived = has_default && constants(fields).next().is_none();
    let default = is_derived.then(|| quote!(, ::core::default::Default));
    let lints = lints(fields);
    quote! {
        #attributes
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #default)]
        #[non_exhaustive]
        #lints
        pub struct #name { #(#members)* #rest }
    }
}

/// Allows what clippy would have otherwise: the names and types are the vendor's.
fn lints(fields: &[Field]) -> Option<TokenStream> {
    let bools = fields
        .iter()
        .filter(|field| is_boolean(field) && !field.optional);
    let bools = (bools.count() > 3).then(|| quote!(clippy::struct_excessive_bools,));
    let alike = |word: fn(&str) -> Option<&str>| {
        let mut words = fields.iter().map(|field| word(&field.ident));
        let first = words.next();
        fields.len() > 2 && words.all(|word| Some(word) == first)
    };
    let names = alike(|name| name.split('_').next()) || alike(|name| name.rsplit('_').next());
    let names = names.then(|| quote!(clippy::struct_field_names,));
    if bools.is_none() && names.is_none() {
        return None;
    }
    Some(quote!(#[allow(#bools #names reason = "the fields are the API's")]))
}

fn is_boolean(field: &Field) -> bool {
    matches!(field.ty, Type::Boolean | Type::Constant(Scalar::Boolean(_)))
}

/// Returns what has to be given, sorted by Rust name.
pub(crate) fn required(fields: &[Field]) -> impl Iterator<Item = &Field> {
    let mut required: Vec<&Field> = fields.iter().filter(|field| field.is_given()).collect();
    required.sort_by_key(|field| &field.ident);
    required.into_iter()
}

fn optional(fields: &[Field]) -> impl Iterator<Item = &Field> {
    fields.iter().filter(|field| field.optional)
}

/// Implements `Default` where it cannot be derived.
fn default(def: &TypeDef, name: &Ident, fields: &[Field]) -> Option<TokenStream> {
    let is_written =
        def.in_request && required(fields).next().is_none() && constants(fields).next().is_some();
    is_written.then(|| {
        quote! {
            #[automatically_derived]
            impl ::core::default::Default for #name {
                fn default() -> Self {
                    Self::new()
                }
            }
        }
    })
}

/// Returns what is always there, each with its value as an expression.
fn constants(fields: &[Field]) -> impl Iterator<Item = (&Field, TokenStream)> {
    let fields = fields.iter().filter(|field| !field.optional);
    fields.filter_map(|field| Some((field, constant::expression(field.constant()?))))
}

fn new(cx: &Context<'_>, name: &Ident, fields: &[Field], rest: Option<&Ident>) -> TokenStream {
    let root = cx.root;
    let parameters: Vec<Parameter> = required(fields)
        .map(|field| Parameter::new(cx, ident(&field.ident), &field.ty))
        .collect();
    let constants: Vec<TokenStream> = constants(fields)
        .map(|(field, value)| {
            let (allow, name) = (allow(field), ident(&field.ident));
            quote!(#allow #name: #value,)
        })
        .collect();
    if parameters.is_empty() && constants.is_empty() {
        return quote! {
            /// One in which nothing is set.
            #[must_use]
            pub fn new() -> Self {
                <Self as ::core::default::Default>::default()
            }
        };
    }
    let declarations = parameters.iter().map(Parameter::declaration);
    let members = required(fields).zip(&parameters).map(|(field, parameter)| {
        let (allow, member) = (allow(field), parameter.member());
        quote!(#allow #member)
    });
    let others = optional(fields).map(|field| {
        let (allow, name) = (allow(field), ident(&field.ident));
        quote!(#allow #name)
    });
    let rest =
        rest.map(|rest| quote!(#rest: <#root::Extra as ::core::default::Default>::default(),));
    let link = docs::link(&name.to_string());
    let doc = Doc::new(cx, format!("{link} with what is required."));
    let lints = parameter_lints(fields);
    quote! {
        #doc
        #lints
        #[must_use]
        pub fn new(#(#declarations,)*) -> Self {
            Self { #(#members,)* #(#constants)* #(#others: ::core::option::Option::None,)* #rest }
        }
    }
}

fn parameter_lints(fields: &[Field]) -> Option<TokenStream> {
    let bools = required(fields).filter(|field| is_boolean(field)).count();
    let many = (required(fields).count() > 7).then(|| quote!(clippy::too_many_arguments,));
    let bools = (bools > 3).then(|| quote!(clippy::fn_params_excessive_bools,));
    if many.is_none() && bools.is_none() {
        return None;
    }
    Some(quote!(#[allow(#many #bools reason = "the API requires each of them")]))
}

fn with(cx: &Context<'_>, field: &Field) -> TokenStream {
    let doc = super::value_doc(cx, &Said::of_field(field));
    let (name, method) = (ident(&field.ident), ident(&format!("with_{}", field.ident)));
    let (inner, _) = super::presence(&field.ty, true);
    let parameter = Parameter::new(cx, name.clone(), inner);
    let (declaration, value) = (parameter.declaration(), parameter.value());
    let (deprecated, allow) = (docs::deprecated(field.deprecated.as_deref()), allow(field));
    quote! {
        #doc
        #deprecated
        #allow
        #[must_use]
        pub fn #method(mut self, #declaration) -> Self {
            self.#name = ::core::option::Option::Some(#value);
            self
        }
    }
}

fn decode(cx: &Context<'_>, fields: &[Field], rest: Option<&Ident>) -> TokenStream {
    let root = cx.root;
    if fields.is_empty() && rest.is_none() {
        return quote! {
            #root::json::ObjectReader::open(__value)?;
            ::core::result::Result::Ok(Self {})
        };
    }
    let members = fields.iter().map(|field| {
        let (name, wire) = (ident(&field.ident), &field.name);
        let (method, allow) = (presence_method(field, "required"), allow(field));
        quote!(#allow #name: __object.#method(#wire)?,)
    });
    let rest = rest.map(|rest| quote!(#rest: __object.rest(),));
    quote! {
        let mut __object = #root::json::ObjectReader::open(__value)?;
        ::core::result::Result::Ok(Self { #(#members)* #rest })
    }
}

fn encode(fields: &[Field], rest: Option<&Ident>) -> TokenStream {
    let members = fields.iter().map(|field| {
        let (name, wire) = (ident(&field.ident), &field.name);
        let (method, allow) = (presence_method(field, "field"), allow(field));
        quote!(#allow __object.#method(#wire, &self.#name);)
    });
    let mutable = (!fields.is_empty() || rest.is_some()).then(|| quote!(mut));
    let rest = rest.map(|rest| quote!(__object.rest(&self.#rest);));
    quote! {
        let #mutable __object = __out.object();
        #(#members)*
        #rest
        __object.end();
    }
}

fn allow(field: &Field) -> Option<TokenStream> {
    docs::allow_deprecated(field.deprecated.is_some())
}

fn presence_method(field: &Field, required: &str) -> Ident {
    ident(match super::presence(&field.ty, field.optional).1 {
        Presence::Required => required,
        Presence::Optional => "optional",
        Presence::Nullable => "nullable",
    })
}
