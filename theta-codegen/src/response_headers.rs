//! Headers of replies, as a struct that is read out of them.

use crate::context::Context;
use crate::docs::{Doc, code};
use crate::names::{ident, option};
use crate::types;
use proc_macro2::TokenStream;
use quote::quote;
use theta_spec::contract::{ResponseHeader, Scalar, Type, TypeKind};

/// The headers of the API as a whole, and those of each endpoint that has its own.
pub(crate) fn generate(cx: &Context<'_>) -> TokenStream {
    let contract = cx.contract;
    let all = (!contract.response_headers.is_empty()).then(|| {
        let doc = "Headers of any reply, read by `of`.".to_owned();
        one(
            cx,
            theta_spec::names::RESPONSE_HEADERS,
            doc,
            &contract.response_headers,
        )
    });
    let own = contract
        .endpoints
        .iter()
        .filter(|endpoint| !endpoint.headers_ident.is_empty());
    let own = own.map(|endpoint| {
        let method = cx.method(endpoint);
        let doc = format!("Headers of a reply to [`{method}`], read by `of`.");
        one(cx, &endpoint.headers_ident, doc, &endpoint.response_headers)
    });
    quote!(#all #(#own)*)
}

fn one(cx: &Context<'_>, name: &str, doc: String, headers: &[ResponseHeader]) -> TokenStream {
    let root = cx.root;
    let name = ident(name);
    let doc = Doc::new(cx, doc);
    let fields = headers.iter().map(|header| {
        let said = format!(
            "{}: {}.",
            code(&header.header),
            types::words(cx, &header.ty)
        );
        let mut doc = Doc::of(cx, &header.doc, "").paragraph(&said);
        if !header.unit.is_empty() {
            doc = doc.paragraph(&format!("Unit: {}.", code(&header.unit)));
        }
        let (field, ty) = (ident(&header.ident), option(types::rust(cx, &header.ty)));
        quote!(#doc pub #field: #ty,)
    });
    let values = headers.iter().map(|header| {
        let (field, wire) = (ident(&header.ident), &header.header);
        let read = ident(if is_text(cx, &header.ty) {
            "header_text"
        } else {
            "header_value"
        });
        quote!(#field: #root::__private::v1::#read(__headers, #wire),)
    });
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        pub struct #name { #(#fields)* }

        impl #name {
            /// Reads them out of the headers of a response or of an error. One that is absent, or not what is documented, is
            /// `None`.
            #[must_use]
            pub fn of(__headers: &#root::http::HeaderMap) -> Self {
                Self { #(#values)* }
            }
        }
    }
}

/// Whether every value of the type is a text, so that a header is never taken for a number.
fn is_text(cx: &Context<'_>, ty: &Type) -> bool {
    match ty {
        Type::String | Type::Format(_) => true,
        Type::Named(id) => match &cx.contract.type_def(*id).kind {
            TypeKind::Enum { values, .. } => values
                .iter()
                .all(|value| matches!(value.value, Scalar::Text(_))),
            TypeKind::Alias(inner) => is_text(cx, inner),
            _ => false,
        },
        _ => false,
    }
}
