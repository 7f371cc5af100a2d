//! Keys that an endpoint gives out: the calls with which a client fetches them.

use crate::context::Context;
use crate::docs::allow_deprecated;
use crate::endpoint::{self, Slot};
use crate::names::ident;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::token::REFRESH_TOKEN;
use theta_spec::contract::{Argument, Endpoint, Fill, Scheme, Token};

/// The schemes whose keys are tokens.
fn tokens<'c>(cx: &Context<'c>) -> impl Iterator<Item = (usize, &'c Scheme, &'c Token)> {
    let schemes = cx.contract.auth.iter().enumerate();
    schemes.filter_map(|(at, scheme)| Some((at, scheme, scheme.token.as_ref()?)))
}

/// Returns the item of the client's trait that names the calls; nothing where there is none.
pub(crate) fn item(cx: &Context<'_>) -> TokenStream {
    if tokens(cx).next().is_none() {
        return TokenStream::new();
    }
    let root = cx.root;
    let called = tokens(cx).filter_map(|(at, scheme, token)| {
        let endpoint = cx.contract.endpoints.get(token.endpoint.0)?;
        Some((at, scheme, token, endpoint))
    });
    let called: Vec<_> = called.collect();
    let is_old = called.iter().any(|(.., endpoint)| {
        let setters = endpoint::slots(cx, endpoint, &endpoint.setters);
        endpoint.deprecated.is_some() || setters.iter().any(Slot::is_deprecated)
    });
    let allow = allow_deprecated(is_old);
    let sources = called.into_iter();
    let sources =
        sources.map(|(at, scheme, token, endpoint)| source(cx, at, scheme, token, endpoint));
    quote!(#allow const TOKENS: &'static [#root::__private::v1::TokenSource] = &[#(#sources),*];)
}

fn source(
    cx: &Context<'_>,
    at: usize,
    scheme: &Scheme,
    token: &Token,
    endpoint: &Endpoint,
) -> TokenStream {
    let root = cx.root;
    let index = Literal::usize_unsuffixed(token.endpoint.0);
    let refresh = token.given.iter().position(|name| name == REFRESH_TOKEN);
    let refresh = match refresh.map(Literal::usize_unsuffixed) {
        None => quote!(::core::option::Option::None),
        Some(at) => quote!(::core::option::Option::Some(#at)),
    };
    let filled = |argument: &Argument| {
        let (name, _) = cx.contract.plain_argument(endpoint, argument)?;
        Some(match token.fill(name)? {
            Fill::Given(at) => {
                let at = Literal::usize_unsuffixed(at);
                quote!(::std::string::String::as_str(&__given[#at]))
            }
            Fill::Scopes => {
                let scopes = token.scopes.join(" ");
                quote!(#scopes)
            }
            Fill::Grant => {
                let grant = token.grant.as_str();
                quote!(#grant)
            }
        })
    };
    let arguments = endpoint.arguments.iter().filter_map(filled);
    let setters = endpoint::slots(cx, endpoint, &endpoint.setters);
    let setters = endpoint
        .setters
        .iter()
        .zip(setters)
        .filter_map(|(argument, slot)| {
            let (name, value) = (ident(slot.ident), filled(argument)?);
            Some(quote!(.#name(#value)))
        });
    let under = endpoint.under.iter().map(|step| ident(step));
    let method = ident(&endpoint.method_ident);
    let (error, name) = (ident(&endpoint.error_ident), &scheme.name);
    let at = Literal::usize_unsuffixed(at);
    quote! {
        #root::__private::v1::TokenSource {
            info: #root::meta::TokenInfo { scheme: #at, endpoint: #index, refresh: #refresh },
            fetch: |__core, __given| Self { __core }
                #(.#under())*
                .#method(#(#arguments),*)
                #(#setters)*
                .__into_call()
                .fetch_token::<#error>(#name),
        }
    }
}
