//! Objects with known fields.

use super::{Parameter, Presence, Said, constant};
use crate::context::Context;
use crate::docs::{self, Doc, wire_alias};
use crate::names::ident;
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use std::collections::BTreeSet;
use theta_spec::contract::{Field, Scalar, Type, TypeDef, TypeKind};

/// What becomes of the fields that the contract does not name.
#[derive(Clone, Copy)]
pub(super) enum Others<'c> {
    /// They are dropped.
    Dropped,
    /// They are kept as they came.
    Kept,
    /// They are in this map.
    Rest(&'c Field),
}

impl<'c> Others<'c> {
    pub(super) fn of(open: bool, rest: Option<&'c Field>) -> Self {
        match rest {
            Some(rest) => Self::Rest(rest),
            None if open => Self::Kept,
            None => Self::Dropped,
        }
    }

    /// Returns the field that holds them.
    fn name(self) -> Option<Ident> {
        match self {
            Self::Dropped => None,
            Self::Kept => Some(ident("extra")),
            Self::Rest(rest) => Some(ident(&rest.ident)),
        }
    }

    /// Returns the type of that field.
    fn ty(self, cx: &Context<'_>) -> Option<TokenStream> {
        let root = cx.root;
        match self {
            Self::Dropped => None,
            Self::Kept => Some(quote!(#root::Extra)),
            Self::Rest(rest) => Some(super::rust(cx, &rest.ty)),
        }
    }
}

pub(super) fn generate(
    cx: &Context<'_>,
    def: &TypeDef,
    fields: &[Field],
    others: Others<'_>,
) -> TokenStream {
    let name = ident(&def.ident);
    let definition = definition(cx, def, &name, fields, others);
    let requests = def.in_request.then(|| {
        let new = new(cx, &name, fields, others);
        let setters = optional(fields).map(|field| with(cx, field, false));
        let rest = match others {
            Others::Rest(rest) => Some(with(cx, rest, true)),
            _ => None,
        };
        quote!(#new #(#setters)* #rest)
    });
    let default = default(def, &name, fields);
    let json_text = super::json_text(cx, &name);
    let (decode, encode) = (decode(cx, def, fields, others), encode(fields, others));
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
    others: Others<'_>,
) -> TokenStream {
    let attributes = super::attributes(cx, def, &format!("The `{}` object.", def.ident));
    let members = fields.iter().map(|field| {
        let doc = super::value_doc(cx, &Said::of_field(field));
        let alias = wire_alias(&field.ident, &field.name);
        let deprecated = docs::deprecated(field.deprecated.as_deref());
        let (name, ty) = (ident(&field.ident), super::rust_or_missing(cx, field));
        quote!(#doc #alias #deprecated pub #name: #ty,)
    });
    let (rest, ty) = (others.name(), others.ty(cx));
    let rest = match others {
        Others::Dropped => None,
        Others::Kept => Some(quote! {
            /// Fields that the contract does not know, as they came.
            pub #rest: #ty,
        }),
        Others::Rest(field) => {
            let doc = super::value_doc(cx, &Said::of_field(field))
                .paragraph("All fields of the object that have no name here.");
            let deprecated = docs::deprecated(field.deprecated.as_deref());
            Some(quote!(#doc #deprecated pub #rest: #ty,))
        }
    };
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

fn new(cx: &Context<'_>, name: &Ident, fields: &[Field], others: Others<'_>) -> TokenStream {
    let parameters: Vec<Parameter> = required(fields)
        .map(|field| Parameter::of_field(cx, field, &field.ty))
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
    let unset = optional(fields).map(|field| {
        let (allow, name) = (allow(field), ident(&field.ident));
        quote!(#allow #name)
    });
    let allow_rest = allow_rest(others);
    let rest = others
        .name()
        .zip(others.ty(cx))
        .map(|(rest, ty)| quote!(#allow_rest #rest: <#ty as ::core::default::Default>::default(),));
    let link = docs::link(&name.to_string());
    let doc = Doc::new(cx, format!("{link} with what is required."));
    let lints = parameter_lints(fields);
    quote! {
        #doc
        #lints
        #[must_use]
        pub fn new(#(#declarations,)*) -> Self {
            Self { #(#members,)* #(#constants)* #(#unset: ::core::option::Option::None,)* #rest }
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

fn with(cx: &Context<'_>, field: &Field, is_rest: bool) -> TokenStream {
    let doc = super::value_doc(cx, &Said::of_field(field));
    let (name, method) = (ident(&field.ident), ident(&format!("with_{}", field.ident)));
    let (inner, _) = super::presence(&field.ty, true);
    let parameter = Parameter::of_field(cx, field, inner);
    let (declaration, mut value) = (parameter.declaration(), parameter.value());
    if !is_rest {
        value = quote!(::core::option::Option::Some(#value));
    }
    let (deprecated, allow) = (docs::deprecated(field.deprecated.as_deref()), allow(field));
    quote! {
        #doc
        #deprecated
        #allow
        #[must_use]
        pub fn #method(mut self, #declaration) -> Self {
            self.#name = #value;
            self
        }
    }
}

fn decode(cx: &Context<'_>, def: &TypeDef, fields: &[Field], others: Others<'_>) -> TokenStream {
    let root = cx.root;
    let rest = others.name();
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
    let (mut skipped, allow_rest) = (TokenStream::new(), allow_rest(others));
    let rest = match others {
        Others::Dropped => None,
        Others::Kept => Some(quote!(#rest: __object.rest(),)),
        Others::Rest(_) => {
            for tag in tags(cx, def, fields) {
                skipped.extend(quote!(__object.skip(#tag);));
            }
            Some(quote!(#allow_rest #rest: __object.rest_of()?,))
        }
    };
    quote! {
        let mut __object = #root::json::ObjectReader::open(__value)?;
        #skipped
        ::core::result::Result::Ok(Self { #(#members)* #rest })
    }
}

/// Returns the tags of the unions that the struct is in, which are no other fields of it.
fn tags<'c>(cx: &Context<'c>, def: &TypeDef, fields: &[Field]) -> BTreeSet<&'c str> {
    let types = cx.contract.types.iter();
    let tags = types.filter_map(|union| match &union.kind {
        TypeKind::Union { tag, variants } => {
            let mut held = variants.iter();
            held.any(|variant| cx.contract.type_def(variant.ty).ident == def.ident)
                .then_some(tag.as_str())
        }
        _ => None,
    });
    tags.filter(|tag| fields.iter().all(|field| field.name != *tag))
        .collect()
}

fn allow_rest(others: Others<'_>) -> Option<TokenStream> {
    match others {
        Others::Rest(rest) => allow(rest),
        _ => None,
    }
}

fn encode(fields: &[Field], others: Others<'_>) -> TokenStream {
    let members = fields.iter().map(|field| {
        let (name, wire) = (ident(&field.ident), &field.name);
        let (method, allow) = (presence_method(field, "field"), allow(field));
        quote!(#allow __object.#method(#wire, &self.#name);)
    });
    let rest = others.name();
    let mutable = (!fields.is_empty() || rest.is_some()).then(|| quote!(mut));
    let rest = match others {
        Others::Dropped => None,
        Others::Kept => Some(quote!(__object.rest(&self.#rest);)),
        Others::Rest(field) => {
            let (known, allow) = (fields.iter().map(|field| &field.name), allow(field));
            Some(quote!(#allow __object.rest_of(&self.#rest, &[#(#known),*]);))
        }
    };
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
