//! The types of requests and responses.

mod enums;
pub(crate) mod structs;
mod unions;

use crate::code::{Code, Ident, quote};
use crate::docs::{self, Doc, code, line};
use crate::names::{Context, ident, option, result};
use theta_spec::contract::{Confidence, Evidence, Field, Number, Type, TypeDef, TypeKind};

/// Writes a named type.
pub(crate) fn generate(cx: &Context<'_>, def: &TypeDef, out: &mut Code) {
    match &def.kind {
        TypeKind::Struct { fields, open } => structs::generate(cx, def, fields, *open, out),
        TypeKind::Enum { values } => enums::generate(cx, def, values, out),
        TypeKind::Union { tag, variants } => unions::generate(cx, def, tag, variants, out),
        TypeKind::Alias(target) => out.extend(alias(cx, def, target)),
    }
}

fn alias(cx: &Context<'_>, def: &TypeDef, target: &Type) -> Code {
    let mut doc = Doc::of(&def.doc, &capitalized(&words(cx, target)));
    evidence(cx, &def.evidence, &mut doc);
    let (attributes, name, target) = (doc.attributes(cx), ident(&def.ident), rust(cx, target));
    let aliases = docs::aliases(&def.ident, [def.name.as_str()]);
    quote!(#attributes #aliases pub type #name = #target;)
}

/// How a type is written in Rust.
pub(crate) fn rust(cx: &Context<'_>, ty: &Type) -> Code {
    let root = &cx.root;
    match ty {
        Type::String => quote!(::std::string::String),
        Type::Boolean => quote!(bool),
        Type::Number(Number::Integer) => quote!(i64),
        Type::Number(Number::Float) => quote!(f64),
        Type::Json => quote!(#root::Json),
        Type::Named(id) => {
            let name = ident(&cx.contract.type_def(*id).ident);
            quote!(#name)
        }
        Type::Array(item) => {
            let item = rust(cx, item);
            quote!(::std::vec::Vec<#item>)
        }
        Type::Map(value) => {
            let value = rust(cx, value);
            quote!(::std::collections::BTreeMap<::std::string::String, #value>)
        }
        Type::Nullable(inner) => option(&rust(cx, inner)),
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

/// The type below [`Type::Nullable`], and how the value can be missing.
pub(crate) fn presence(ty: &Type, optional: bool) -> (&Type, Presence) {
    match (ty, optional) {
        (Type::Nullable(inner), true) => (inner, Presence::Optional),
        (Type::Nullable(inner), false) => (inner, Presence::Nullable),
        (ty, true) => (ty, Presence::Optional),
        (ty, false) => (ty, Presence::Required),
    }
}

/// How a field or an argument that may be missing is written in Rust.
pub(crate) fn rust_or_missing(cx: &Context<'_>, ty: &Type, optional: bool) -> Code {
    let (inner, presence) = presence(ty, optional);
    let inner = rust(cx, inner);
    if presence == Presence::Required {
        inner
    } else {
        option(&inner)
    }
}

/// What a caller writes as an argument.
pub(crate) struct Parameter {
    name: Ident,
    ty: Code,
    /// How the argument becomes the value; `None` when it is the value.
    conversion: Option<Code>,
}

impl Parameter {
    /// Takes everything that converts into a value of that type, item by item for a list.
    pub(crate) fn new(cx: &Context<'_>, name: Ident, ty: &Type) -> Self {
        match ty {
            Type::Boolean => Self {
                name,
                ty: quote!(bool),
                conversion: None,
            },
            Type::Array(item) => {
                let item = rust(cx, item);
                let conversion = quote!(::core::iter::Iterator::collect(::core::iter::Iterator::map(
                    ::core::iter::IntoIterator::into_iter(#name),
                    ::core::convert::Into::into,
                )));
                let ty = quote!(impl ::core::iter::IntoIterator<Item = impl ::core::convert::Into<#item>>);
                Self {
                    name,
                    ty,
                    conversion: Some(conversion),
                }
            }
            ty => Self::into(name, &rust(cx, ty)),
        }
    }

    /// Takes everything that converts into `ty`.
    pub(crate) fn into(name: Ident, ty: &Code) -> Self {
        let conversion = Some(quote!(::core::convert::Into::into(#name)));
        Self {
            name,
            ty: quote!(impl ::core::convert::Into<#ty>),
            conversion,
        }
    }

    /// `name: type`, as it stands in a signature.
    pub(crate) fn declaration(&self) -> Code {
        let (name, ty) = (&self.name, &self.ty);
        quote!(#name: #ty)
    }

    /// The value.
    pub(crate) fn value(&self) -> Code {
        let name = &self.name;
        self.conversion.clone().unwrap_or_else(|| quote!(#name))
    }

    /// `name: value`, as it stands in a struct expression whose field has the same name.
    pub(crate) fn member(&self) -> Code {
        let name = &self.name;
        self.conversion
            .as_ref()
            .map_or_else(|| quote!(#name), |value| quote!(#name: #value))
    }
}

/// What a type is, for a reader; Markdown.
pub(crate) fn words(cx: &Context<'_>, ty: &Type) -> String {
    match ty {
        Type::String => "text".to_owned(),
        Type::Boolean => "`true` or `false`".to_owned(),
        Type::Number(Number::Integer) => "an integer".to_owned(),
        Type::Number(Number::Float) => "a number".to_owned(),
        Type::Json => "any JSON".to_owned(),
        Type::Named(id) => docs::link(&cx.contract.type_def(*id).ident),
        Type::Array(item) => format!("a list, each item {}", words(cx, item)),
        Type::Map(value) => format!("a map from text, each value {}", words(cx, value)),
        Type::Nullable(inner) => format!("{} or `null`", words(cx, inner)),
        Type::Verbatim(inner) => format!("{}, kept byte for byte", words(cx, inner)),
    }
}

/// The documentation of a value: what it is, its unit, what happens without it, how sure we are.
pub(crate) fn value_doc(cx: &Context<'_>, said: &Said<'_>) -> Doc {
    let mut doc = Doc::of(said.doc, &format!("{}.", capitalized(&words(cx, said.ty))));
    let mut facts = Vec::new();
    if !said.unit.is_empty() {
        facts.push(format!("Unit: {}.", code(said.unit)));
    }
    if said.optional && !said.default.is_empty() {
        facts.push(format!(
            "Without it the server takes {}.",
            code(said.default)
        ));
    }
    doc.paragraph(&facts.join(" "));
    evidence(cx, said.evidence, &mut doc);
    doc
}

/// What a contract says of a value.
pub(crate) struct Said<'c> {
    pub(crate) doc: &'c str,
    pub(crate) ty: &'c Type,
    pub(crate) unit: &'c str,
    pub(crate) default: &'c str,
    pub(crate) optional: bool,
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
            evidence: &field.evidence,
        }
    }
}

/// Where a fact comes from and how sure we are; nothing when a page plainly says so.
pub(crate) fn evidence(cx: &Context<'_>, evidence: &Evidence, doc: &mut Doc) {
    let certain = match evidence.confidence {
        Confidence::Documented => "",
        Confidence::Observed => "Not documented: seen in a reply.",
        Confidence::Inferred => "Not documented: inferred.",
        Confidence::Disputed => "The documentation contradicts itself here.",
    };
    let note = line(&evidence.note);
    let gap = if certain.is_empty() || note.is_empty() {
        ""
    } else {
        " "
    };
    doc.paragraph(&format!("{certain}{gap}{note}"));
    let sources: Vec<String> = evidence
        .sources
        .iter()
        .map(|name| source(cx, name))
        .collect();
    if !sources.is_empty() {
        doc.paragraph(&format!("Source: {}.", sources.join(", ")));
    }
}

fn source(cx: &Context<'_>, name: &str) -> String {
    match cx
        .contract
        .sources
        .iter()
        .find(|source| source.name == name)
    {
        Some(source) if !source.url.is_empty() => {
            format!("{} ({})", code(name), docs::address(&source.url))
        }
        _ => code(name),
    }
}

fn capitalized(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

/// `from_json` and `to_json`.
fn json_text(cx: &Context<'_>, name: &Ident) -> Code {
    let root = &cx.root;
    let decoded = result(&quote!(Self), &quote!(#root::json::DecodeError));
    let errors = format!(
        " When `json` is not JSON, or is not {}.",
        docs::link(&name.to_string())
    );
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

/// An `impl` of the two JSON traits.
fn json_traits(cx: &Context<'_>, name: &Ident, decode: &Code, encode: &Code) -> Code {
    let root = &cx.root;
    let decoded = result(&quote!(Self), &quote!(#root::json::DecodeError));
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

/// The alias of a member whose wire name is not its Rust name; a search tells no capitals apart.
fn wire_alias(rust_name: &str, wire_name: &str) -> Code {
    let renamed = !rust_name.eq_ignore_ascii_case(wire_name);
    docs::aliases(rust_name, renamed.then_some(wire_name))
}
