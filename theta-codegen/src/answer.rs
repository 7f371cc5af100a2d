//! What an endpoint answers and how it fails, as types.

use crate::code::{Code, quote};
use crate::names::{Context, ident, option};
use crate::types;
use theta_spec::contract::{Endpoint, Returns};

/// Writes `Endpoint` for the request of an endpoint; `SocketEndpoint` for a WebSocket, which has no one answer.
pub(crate) fn generate(cx: &Context<'_>, index: usize, endpoint: &Endpoint, out: &mut Code) {
    let root = &cx.root;
    let (request, error) = (ident(&endpoint.request_ident), ident(&endpoint.error_ident));
    let index = Code::number(index);
    let facts = quote! {
        const API: &'static #root::meta::ApiInfo = &API;

        const INFO: &'static #root::meta::EndpointInfo = &ENDPOINTS[#index];
    };
    let (answer, parameter, body) = match &endpoint.returns {
        Returns::Nothing => (quote!(()), quote!((): &()), quote!(#root::Bytes::new())),
        Returns::Json(ty) => {
            let json = quote!(#root::json::to_string(__answer));
            given(
                types::rust(cx, ty),
                quote!(<#root::Bytes as ::core::convert::From<_>>::from(#json)),
            )
        }
        Returns::Text => {
            let bytes = quote!(::core::convert::AsRef::as_ref(__answer));
            given(
                quote!(::std::string::String),
                quote!(#root::Bytes::copy_from_slice(#bytes)),
            )
        }
        Returns::Bytes { .. } => given(
            quote!(#root::Bytes),
            quote!(::core::clone::Clone::clone(__answer)),
        ),
        Returns::Socket {
            sends, receives, ..
        } => {
            let (sends, receives) = (types::rust(cx, sends), types::rust(cx, receives));
            out.extend(quote! {
                #[automatically_derived]
                impl #root::__private::v1::Generated for #request {}

                #[automatically_derived]
                impl #root::SocketEndpoint for #request {
                    #facts

                    type Sends = #sends;

                    type Receives = #receives;

                    type Error = #error;
                }
            });
            return;
        }
    };
    let (answer, parameter, body, status) = match endpoint.empty.first() {
        Some(empty) if endpoint.may_be_empty() => {
            let (answer, empty) = (option(&answer), Code::number(empty));
            let or_else = quote!(::core::option::Option::map_or_else);
            (
                answer.clone(),
                quote!(__answer: &#answer),
                quote!(#or_else(__answer.as_ref(), #root::Bytes::new, |__answer| #body)),
                quote! {
                    fn status(__answer: &#answer) -> u16 {
                        if __answer.is_some() { Self::INFO.success } else { #empty }
                    }
                },
            )
        }
        _ => (answer, parameter, body, Code::new()),
    };
    out.extend(quote! {
        #[automatically_derived]
        impl #root::__private::v1::Generated for #request {}

        #[automatically_derived]
        impl #root::Endpoint for #request {
            #facts

            type Answer = #answer;

            type Error = #error;

            fn body(#parameter) -> #root::Bytes {
                #body
            }

            #status
        }
    });
}

/// The type of an answer, the parameter that holds one, and the body that says it.
fn given(answer: Code, body: Code) -> (Code, Code, Code) {
    let parameter = quote!(__answer: &#answer);
    (answer, parameter, body)
}
