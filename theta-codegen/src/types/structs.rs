//! Objects with known fields.

use super::{Parameter, Presence, Said};
use crate::code::{Code, Ident, quote};
use crate::docs::{self, Doc};
use crate::names::{Context, ident};
use theta_spec::contract::{Field, Type, TypeDef};

pub(super) fn generate(
    cx: &Context<'_>,
    def: &TypeDef,
    fields: &[Field],
    open: bool,
    out: &mut Code,
) {
    let name = ident(&def.ident);
    let rest = open.then(|| ident("extra"));
    out.extend(definition(cx, def, &name, fields, rest.as_ref()));
    let requests = if def.in_request {
        constructors(cx, &name, fields, rest.as_ref())
    } else {
        Code::new()
    };
    let json_text = super::json_text(cx, &name);
    out.extend(quote!(impl #name { #requests #json_text }));
    out.extend(super::json_traits(
        cx,
        &name,
        &decode(cx, fields, rest.as_ref()),
        &encode(fields, rest.as_ref()),
    ));
}

fn definition(
    cx: &Context<'_>,
    def: &TypeDef,
    name: &Ident,
    fields: &[Field],
    rest: Option<&Ident>,
) -> Code {
    let mut doc = Doc::of(&def.doc, &format!("The `{}` object.", def.ident));
    super::evidence(cx, &def.evidence, &mut doc);
    let (doc, aliases) = (
        doc.attributes(cx),
        docs::aliases(&def.ident, [def.name.as_str()]),
    );
    let mut members = Code::new();
    for field in fields {
        let doc = super::value_doc(cx, &Said::of_field(field)).attributes(cx);
        let alias = super::wire_alias(&field.ident, &field.name);
        let (name, ty) = (
            ident(&field.ident),
            super::rust_or_missing(cx, &field.ty, field.optional),
        );
        members.extend(quote!(#doc #alias pub #name: #ty,));
    }
    if let Some(rest) = rest {
        let root = &cx.root;
        members.extend(quote! {
            /// Fields that the contract does not know, as they came.
            pub #rest: #root::Extra,
        });
    }
    let default = default_derive(def, fields);
    let lints = lints(fields);
    quote! {
        #doc
        #aliases
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq #default)]
        #[non_exhaustive]
        #lints
        pub struct #name { #members }
    }
}

/// A request type that needs nothing has a default.
fn default_derive(def: &TypeDef, fields: &[Field]) -> Code {
    if def.in_request && required(fields).next().is_none() {
        quote!(, ::core::default::Default)
    } else {
        Code::new()
    }
}

/// The names and types are the vendor's; where clippy would have others, it is told so.
fn lints(fields: &[Field]) -> Code {
    let mut allowed = Code::new();
    if fields
        .iter()
        .filter(|field| field.ty == Type::Boolean && !field.optional)
        .count()
        > 3
    {
        allowed.extend(quote!(clippy::struct_excessive_bools,));
    }
    let first_words: Vec<&str> = fields
        .iter()
        .map(|field| field.ident.split('_').next().unwrap_or(""))
        .collect();
    let last_words: Vec<&str> = fields
        .iter()
        .map(|field| field.ident.rsplit('_').next().unwrap_or(""))
        .collect();
    let alike = |words: &[&str]| words.len() > 2 && words.windows(2).all(|pair| pair[0] == pair[1]);
    if alike(&first_words) || alike(&last_words) {
        allowed.extend(quote!(clippy::struct_field_names,));
    }
    if allowed.is_empty() {
        return allowed;
    }
    quote!(#[allow(#allowed reason = "the fields are the API's")])
}

/// What has to be given, sorted by Rust name.
pub(crate) fn required(fields: &[Field]) -> impl Iterator<Item = &Field> {
    let mut required: Vec<&Field> = fields.iter().filter(|field| !field.optional).collect();
    required.sort_by(|a, b| a.ident.cmp(&b.ident));
    required.into_iter()
}

fn constructors(cx: &Context<'_>, name: &Ident, fields: &[Field], rest: Option<&Ident>) -> Code {
    let mut out = new(cx, name, fields, rest);
    for field in fields.iter().filter(|field| field.optional) {
        out.extend(with(cx, field));
    }
    out
}

fn new(cx: &Context<'_>, name: &Ident, fields: &[Field], rest: Option<&Ident>) -> Code {
    let (mut parameters, mut values) = (Code::new(), Code::new());
    for field in required(fields) {
        let parameter = Parameter::new(cx, ident(&field.ident), &field.ty);
        let (declaration, member) = (parameter.declaration(), parameter.member());
        parameters.extend(quote!(#declaration,));
        values.extend(quote!(#member,));
    }
    if parameters.is_empty() {
        return quote! {
            /// One in which nothing is set.
            #[must_use]
            pub fn new() -> Self {
                <Self as ::core::default::Default>::default()
            }
        };
    }
    for field in fields.iter().filter(|field| field.optional) {
        let name = ident(&field.ident);
        values.extend(quote!(#name: ::core::option::Option::None,));
    }
    if let Some(rest) = rest {
        let root = &cx.root;
        values.extend(quote!(#rest: <#root::Extra as ::core::default::Default>::default(),));
    }
    let doc = Doc::new(&format!(
        "{} with what is required.",
        docs::link(&name.to_string())
    ))
    .attributes(cx);
    let lints = parameter_lints(fields);
    quote! {
        #doc
        #lints
        #[must_use]
        pub fn new(#parameters) -> Self {
            Self { #values }
        }
    }
}

fn parameter_lints(fields: &[Field]) -> Code {
    let count = required(fields).count();
    let bools = required(fields)
        .filter(|field| field.ty == Type::Boolean)
        .count();
    let mut allowed = Code::new();
    if count > 7 {
        allowed.extend(quote!(clippy::too_many_arguments,));
    }
    if bools > 3 {
        allowed.extend(quote!(clippy::fn_params_excessive_bools,));
    }
    if allowed.is_empty() {
        allowed
    } else {
        quote!(#[allow(#allowed reason = "the API requires each of them")])
    }
}

fn with(cx: &Context<'_>, field: &Field) -> Code {
    let doc = super::value_doc(cx, &Said::of_field(field)).attributes(cx);
    let (name, method) = (ident(&field.ident), ident(&format!("with_{}", field.ident)));
    let (inner, _) = super::presence(&field.ty, true);
    let parameter = Parameter::new(cx, name.clone(), inner);
    let (declaration, value) = (parameter.declaration(), parameter.value());
    quote! {
        #doc
        #[must_use]
        pub fn #method(mut self, #declaration) -> Self {
            self.#name = ::core::option::Option::Some(#value);
            self
        }
    }
}

fn decode(cx: &Context<'_>, fields: &[Field], rest: Option<&Ident>) -> Code {
    let root = &cx.root;
    if fields.is_empty() && rest.is_none() {
        return quote! {
            #root::json::ObjectReader::open(__value)?;
            ::core::result::Result::Ok(Self {})
        };
    }
    let mut members = Code::new();
    for field in fields {
        let (name, wire, method) = (ident(&field.ident), &field.name, presence_method(field));
        members.extend(quote!(#name: __object.#method(#wire)?,));
    }
    if let Some(rest) = rest {
        members.extend(quote!(#rest: __object.rest(),));
    }
    quote! {
        let mut __object = #root::json::ObjectReader::open(__value)?;
        ::core::result::Result::Ok(Self { #members })
    }
}

fn encode(fields: &[Field], rest: Option<&Ident>) -> Code {
    let mut members = Code::new();
    for field in fields {
        let (name, wire) = (ident(&field.ident), &field.name);
        let method = match super::presence(&field.ty, field.optional).1 {
            Presence::Required => ident("field"),
            Presence::Optional | Presence::Nullable => presence_method(field),
        };
        members.extend(quote!(__object.#method(#wire, &self.#name);));
    }
    if let Some(rest) = rest {
        members.extend(quote!(__object.rest(&self.#rest);));
    }
    let object = if members.is_empty() {
        quote!(let __object)
    } else {
        quote!(let mut __object)
    };
    quote! {
        #object = __out.object();
        #members
        __object.end();
    }
}

fn presence_method(field: &Field) -> Ident {
    match super::presence(&field.ty, field.optional).1 {
        Presence::Required => ident("required"),
        Presence::Optional => ident("optional"),
        Presence::Nullable => ident("nullable"),
    }
}
