//! The types of requests and responses.

mod any;
pub(crate) mod constant;
mod enums;
mod scalars;
pub(crate) mod structs;
mod unions;

use crate::context::Context;
use crate::docs::{self, Doc, code};
use crate::names::{ident, option, result};
use proc_macro2::{Ident, TokenStream};
use quote::quote;
use theta_spec::contract::{
    EnumValue, Evidence, Field, Number, Param, Scalar, Type, TypeDef, TypeKind, type_of, unlisted,
};

/// Generates a named type.
pub(crate) fn generate(cx: &Context<'_>, def: &TypeDef) -> TokenStream {
    match &def.kind {
        TypeKind::Struct { fields, open, rest } => {
            let others = structs::Others::of(*open, rest.as_deref());
            structs::generate(cx, def, fields, others)
        }
        TypeKind::Any {
            variants,
            alternatives,
        } => any::generate(cx, def, variants, alternatives),
        TypeKind::Enum { values } if *unlisted(values) == Type::String => {
            enums::generate(cx, def, values)
        }
        TypeKind::Enum { values } => scalars::generate(cx, def, values),
        TypeKind::Union { tag, variants } => unions::generate(cx, def, tag, variants),
        TypeKind::Alias(target) => {
            let attributes = attributes(cx, def, &capitalized(&words(cx, target)));
            let (name, target) = (ident(&def.ident), rust(cx, target));
            quote!(#attributes pub type #name = #target;)
        }
    }
}

/// Returns documentation and aliases of a type; `otherwise`, Markdown, says what it is when the contract does not.
fn attributes(cx: &Context<'_>, def: &TypeDef, otherwise: &str) -> TokenStream {
    let doc = Doc::of(cx, &def.doc, otherwise).evidence(&def.evidence);
    let aliases = docs::aliases(&def.ident, [def.name.as_str()]);
    quote!(#doc #aliases)
}

/// Returns how a type is written in Rust.
pub(crate) fn rust(cx: &Context<'_>, ty: &Type) -> TokenStream {
    let root = cx.root;
    match ty {
        Type::String => quote!(::std::string::String),
        Type::Boolean => quote!(bool),
        Type::Number(Number::Integer) => quote!(i64),
        Type::Number(Number::Unsigned) => quote!(u64),
        Type::Number(Number::Float) => quote!(f64),
        Type::Format(format) => {
            let name = ident(format.rust());
            quote!(#root::json::#name)
        }
        Type::Constant(value) => rust(cx, type_of(value)),
        Type::Json => quote!(#root::Json),
        Type::Named(id) => {
            let name = ident(&cx.contract.type_def(*id).ident);
            quote!(#name)
        }
        Type::Array(item) => {
            let item = rust(cx, item);
            quote!(::std::vec::Vec<#item>)
        }
        Type::Tuple(items) => {
            let items = items.iter().map(|item| rust(cx, item));
            quote!((#(#items),*))
        }
        Type::Map(value) => {
            let value = rust(cx, value);
            quote!(::std::collections::BTreeMap<::std::string::String, #value>)
        }
        Type::Nullable(inner) => option(rust(cx, inner)),
        Type::Verbatim(inner) => {
            let inner = rust(cx, inner);
            quote!(#root::Verbatim<#inner>)
        }
    }
}

/// Whether a value can be missing, and how it is missing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Always there.
    Required,
    /// Absent, or `null`.
    Optional,
    /// There, but it can be `null`.
    Nullable,
}

/// Returns the type below [`Type::Nullable`], and how the value can be missing.
pub(crate) fn presence(ty: &Type, optional: bool) -> (&Type, Presence) {
    match (ty, optional) {
        (Type::Nullable(inner), true) => (inner, Presence::Optional),
        (Type::Nullable(inner), false) => (inner, Presence::Nullable),
        (ty, true) => (ty, Presence::Optional),
        (ty, false) => (ty, Presence::Required),
    }
}

/// Returns how a field that may be missing is written in Rust.
pub(crate) fn rust_or_missing(cx: &Context<'_>, field: &Field) -> TokenStream {
    let (inner, presence) = presence(&field.ty, field.optional);
    let inner = boxed(rust(cx, inner), field.boxed);
    if presence == Presence::Required {
        inner
    } else {
        option(inner)
    }
}

fn boxed(ty: TokenStream, boxed: bool) -> TokenStream {
    if boxed {
        quote!(::std::boxed::Box<#ty>)
    } else {
        ty
    }
}

/// What a caller writes as an argument.
pub(crate) struct Parameter {
    name: Ident,
    ty: TokenStream,
    /// How the argument becomes the value; `None` when it is the value.
    conversion: Option<TokenStream>,
}

impl Parameter {
    /// Creates one that takes everything that converts into a value of that type, item by item for a list.
    pub(crate) fn new(cx: &Context<'_>, name: Ident, ty: &Type) -> Self {
        match ty {
            Type::Boolean | Type::Constant(Scalar::Boolean(_)) => Self {
                name,
                ty: quote!(bool),
                conversion: None,
            },
            Type::Array(item) => Self::each_into(name, &rust(cx, item)),
            ty => Self::into(name, &rust(cx, ty)),
        }
    }

    /// Creates that of a field. What is boxed there is given without a box.
    pub(crate) fn of_field(cx: &Context<'_>, field: &Field, ty: &Type) -> Self {
        let name = ident(&field.ident);
        if !field.boxed {
            return Self::new(cx, name, ty);
        }
        let (inner, held) = match presence(ty, false) {
            (inner, Presence::Nullable) => {
                let inner = rust(cx, inner);
                let held = quote!(::core::option::Option::map(
                    ::core::convert::Into::<::core::option::Option<#inner>>::into(#name),
                    ::std::boxed::Box::new,
                ));
                (option(inner), held)
            }
            (inner, _) => {
                let held = quote!(::std::boxed::Box::new(::core::convert::Into::into(#name)));
                (rust(cx, inner), held)
            }
        };
        Self {
            conversion: Some(held),
            ..Self::into(name, &inner)
        }
    }

    /// Creates one that takes a list of everything that converts into `item`.
    pub(crate) fn each_into(name: Ident, item: &TokenStream) -> Self {
        let conversion = quote!(::core::iter::Iterator::collect(::core::iter::Iterator::map(
            ::core::iter::IntoIterator::into_iter(#name),
            ::core::convert::Into::into,
        )));
        Self {
            name,
            ty: quote!(impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<#item>>),
            conversion: Some(conversion),
        }
    }

    /// Creates one that takes everything that converts into `ty`.
    pub(crate) fn into(name: Ident, ty: &TokenStream) -> Self {
        let conversion = Some(quote!(::core::convert::Into::into(#name)));
        Self {
            name,
            ty: quote!(impl ::core::convert::Into<#ty>),
            conversion,
        }
    }

    /// Returns `name: type`, as it stands in a signature.
    pub(crate) fn declaration(&self) -> TokenStream {
        let Self { name, ty, .. } = self;
        quote!(#name: #ty)
    }

    /// Returns the value.
    pub(crate) fn value(&self) -> TokenStream {
        let Self {
            name, conversion, ..
        } = self;
        conversion.clone().unwrap_or_else(|| quote!(#name))
    }

    /// Returns `name: value`, as it stands in a struct expression whose field has the same name.
    pub(crate) fn member(&self) -> TokenStream {
        let Self {
            name, conversion, ..
        } = self;
        let value = conversion.as_ref().map(|value| quote!(: #value));
        quote!(#name #value)
    }
}

/// Describes a type to a reader, as Markdown.
pub(crate) fn words(cx: &Context<'_>, ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Number(Number::Integer) => "an integer".to_owned(),
        Type::Number(Number::Unsigned) => "an integer that is not negative".to_owned(),
        Type::Number(Number::Float) => "a number".to_owned(),
        Type::Format(format) => format.doc().to_owned(),
        Type::Constant(value) => format!("always {}", code(&value.to_string())),
        Type::Json => "any JSON".to_owned(),
        Type::Named(id) => docs::link(&cx.contract.type_def(*id).ident),
        Type::Array(item) => format!("a list, each item {}", words(cx, item)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| words(cx, item)).collect();
            format!("a list of {}: {}", items.len(), items.join(", "))
        }
        Type::Map(value) => format!("a map from text, each value {}", words(cx, value)),
        Type::Nullable(inner) => format!("{} or `null`", words(cx, inner)),
        Type::Verbatim(inner) => format!("{}, kept byte for byte", words(cx, inner)),
    }
}

/// Documents a value: what it is, its unit, what happens without it, how sure we are.
pub(crate) fn value_doc<'d>(cx: &'d Context<'_>, said: &Said<'_>) -> Doc<'d> {
    let mut facts = Vec::new();
    if !said.unit.is_empty() {
        facts.push(format!("Unit: {}.", code(said.unit)));
    }
    if said.optional && !said.default.is_empty() {
        let default = code(said.default);
        facts.push(format!("Without it the server takes {default}."));
    }
    Doc::of(
        cx,
        said.doc,
        &format!("{}.", capitalized(&words(cx, said.ty))),
    )
    .paragraph(&facts.join(" "))
    .evidence(said.evidence)
}

/// What a contract says of a value.
pub(crate) struct Said<'c> {
    pub(crate) doc: &'c str,
    pub(crate) ty: &'c Type,
    pub(crate) unit: &'c str,
    pub(crate) default: &'c str,
    pub(crate) optional: bool,
    pub(crate) deprecated: Option<&'c str>,
    pub(crate) evidence: &'c Evidence,
}

impl<'c> Said<'c> {
    pub(crate) fn of_field(field: &'c Field) -> Self {
        Self {
            doc: &field.doc,
            ty: &field.ty,
            unit: &field.unit,
            default: &field.default,
            optional: field.optional,
            deprecated: field.deprecated.as_deref(),
            evidence: &field.evidence,
        }
    }

    pub(crate) fn of_param(param: &'c Param) -> Self {
        Self {
            doc: &param.doc,
            ty: &param.ty,
            unit: &param.unit,
            default: &param.default,
            optional: param.optional,
            deprecated: param.deprecated.as_deref(),
            evidence: &param.evidence,
        }
    }
}

fn capitalized(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// Returns the constant with every value that the contract lists.
fn all_values(values: &[EnumValue]) -> TokenStream {
    let variants = values.iter().map(|value| ident(&value.variant));
    let allow = docs::allow_deprecated(values.iter().any(|value| value.deprecated.is_some()));
    quote! {
        /// The values that the contract lists.
        #allow
        pub const ALL: &'static [Self] = &[#(Self::#variants),*];
    }
}

/// Returns `from_json` and `to_json`.
fn json_text(cx: &Context<'_>, name: &Ident) -> TokenStream {
    let root = cx.root;
    let decoded = result(quote!(Self), quote!(#root::json::DecodeError));
    let link = docs::link(&name.to_string());
    let errors = format!(" When `json` is not JSON, or is not {link}.");
    quote! {
        /// Reads it from JSON text.
        ///
        /// # Errors
        ///
        #[doc = #errors]
        pub fn from_json(json: &str) -> #decoded {
            #root::json::from_str(json)
        }

        /// Writes it as JSON text.
        #[must_use]
        pub fn to_json(&self) -> ::std::string::String {
            #root::json::to_string(self)
        }
    }
}

/// Implements the two JSON traits, and serde's by them.
pub(crate) fn json_traits(
    cx: &Context<'_>,
    name: &Ident,
    decode: &TokenStream,
    encode: &TokenStream,
) -> TokenStream {
    let root = cx.root;
    let encode_decode = encode_decode(cx, name, decode, encode);
    quote!(#encode_decode #root::__private::v1::impl_serde!(#name as json);)
}

/// Implements the two JSON traits.
fn encode_decode(
    cx: &Context<'_>,
    name: &Ident,
    decode: &TokenStream,
    encode: &TokenStream,
) -> TokenStream {
    let root = cx.root;
    let decoded = result(quote!(Self), quote!(#root::json::DecodeError));
    quote! {
        #[automatically_derived]
        impl #root::json::Decode for #name {
            fn decode(__value: #root::json::Raw<'_>) -> #decoded {
                #decode
            }
        }

        #[automatically_derived]
        impl #root::json::Encode for #name {
            fn encode(&self, __out: &mut #root::json::Writer) {
                #encode
            }
        }
    }
}
