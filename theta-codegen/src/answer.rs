//! What an endpoint answers and how it fails, as types.

use crate::context::Context;
use crate::names::{ident, option};
use crate::types;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{Endpoint, Returns};

mod events;
mod several;

pub(crate) use events::item as event;
pub(crate) use several::answer as several_answer;

/// Returns the type of what is in an answer.
fn rust(cx: &Context<'_>, content: &Returns) -> TokenStream {
    let root = cx.root;
    match content {
        Returns::Nothing | Returns::Socket { .. } | Returns::OneOf(_) | Returns::Events(_) => {
            quote!(())
        }
        Returns::Json(ty) | Returns::Xml { ty, .. } => types::rust(cx, ty),
        Returns::Text => quote!(::std::string::String),
        Returns::Bytes { .. } => quote!(#root::Bytes),
    }
}

/// Returns the expression that makes a body out of `__answer`.
fn body(cx: &Context<'_>, content: &Returns) -> TokenStream {
    let root = cx.root;
    match content {
        Returns::Nothing | Returns::Socket { .. } | Returns::OneOf(_) | Returns::Events(_) => {
            quote!(#root::Bytes::new())
        }
        Returns::Json(_) => {
            let json = quote!(#root::json::to_string(__answer));
            quote!(<#root::Bytes as ::core::convert::From<_>>::from(#json))
        }
        Returns::Xml { root: name, .. } => {
            let json = quote!(#root::json::to_string(__answer));
            quote!(#root::__private::v1::xml_body(#name, &#json))
        }
        Returns::Text => {
            let bytes = quote!(::core::convert::AsRef::as_ref(__answer));
            quote!(#root::Bytes::copy_from_slice(#bytes))
        }
        Returns::Bytes { .. } => quote!(::core::clone::Clone::clone(__answer)),
    }
}

/// Implements `Endpoint` for the request of an endpoint; `SocketEndpoint` for a WebSocket, which has no one answer.
pub(crate) fn generate(cx: &Context<'_>, index: usize, endpoint: &Endpoint) -> TokenStream {
    let root = cx.root;
    let (request, error) = (ident(&endpoint.request_ident), ident(&endpoint.error_ident));
    let index = Literal::usize_unsuffixed(index);
    let facts = quote! {
        const API: &'static #root::meta::ApiInfo = &API;

        const INFO: &'static #root::meta::EndpointInfo = &ENDPOINTS[#index];
    };
    if let Returns::Socket {
        sends, receives, ..
    } = &endpoint.returns
    {
        let (sends, receives) = (types::rust(cx, sends), types::rust(cx, receives));
        return quote! {
            #[automatically_derived]
            impl #root::__private::v1::Generated for #request {}

            #[automatically_derived]
            impl #root::SocketEndpoint for #request {
                #facts

                type Sends = #sends;

                type Receives = #receives;

                type Error = #error;
            }
        };
    }
    if let Returns::OneOf(several) = &endpoint.returns {
        return several::generate(cx, endpoint, several, &facts);
    }
    if let Returns::Events(events) = &endpoint.returns {
        return events::generate(cx, endpoint, events, &facts);
    }
    let mut answer = rust(cx, &endpoint.returns);
    let mut body = body(cx, &endpoint.returns);
    let mut status = None;
    if let (true, Some(empty)) = (endpoint.may_be_empty(), endpoint.empty.first()) {
        let empty = Literal::u16_unsuffixed(*empty);
        let or_else = quote!(::core::option::Option::map_or_else);
        answer = option(answer);
        body = quote!(#or_else(__answer.as_ref(), #root::Bytes::new, |__answer| #body));
        status = Some(quote! {
            fn status(__answer: &#answer) -> u16 {
                if __answer.is_some() { Self::INFO.success } else { #empty }
            }
        });
    }
    let parameter = if matches!(endpoint.returns, Returns::Nothing) {
        quote!(())
    } else {
        quote!(__answer)
    };
    quote! {
        #[automatically_derived]
        impl #root::__private::v1::Generated for #request {}

        #[automatically_derived]
        impl #root::Endpoint for #request {
            #facts

            type Answer = #answer;

            type Error = #error;

            fn body(#parameter: &#answer) -> #root::Bytes {
                #body
            }

            #status
        }
    }
}
