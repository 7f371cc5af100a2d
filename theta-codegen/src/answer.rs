//! What an endpoint answers and how it fails, as types.

use crate::context::Context;
use crate::names::{ident, option};
use crate::types;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{Endpoint, Returns};

/// Implements `Endpoint` for the request of an endpoint; `SocketEndpoint` for a WebSocket, which has no one answer.
pub(crate) fn generate(cx: &Context<'_>, index: usize, endpoint: &Endpoint) -> TokenStream {
    let root = cx.root;
    let (request, error) = (ident(&endpoint.request_ident), ident(&endpoint.error_ident));
    let index = Literal::usize_unsuffixed(index);
    let facts = quote! {
        const API: &'static #root::meta::ApiInfo = &API;

        const INFO: &'static #root::meta::EndpointInfo = &ENDPOINTS[#index];
    };
    let (mut answer, mut body) = match &endpoint.returns {
        Returns::Nothing => (quote!(()), quote!(#root::Bytes::new())),
        Returns::Json(ty) => {
            let json = quote!(#root::json::to_string(__answer));
            let body = quote!(<#root::Bytes as ::core::convert::From<_>>::from(#json));
            (types::rust(cx, ty), body)
        }
        Returns::Text => {
            let bytes = quote!(::core::convert::AsRef::as_ref(__answer));
            let body = quote!(#root::Bytes::copy_from_slice(#bytes));
            (quote!(::std::string::String), body)
        }
        Returns::Bytes { .. } => {
            let body = quote!(::core::clone::Clone::clone(__answer));
            (quote!(#root::Bytes), body)
        }
        Returns::Socket {
            sends, receives, ..
        } => {
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
    };
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
