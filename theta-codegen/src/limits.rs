//! The limits that the contract states.

use crate::context::Context;
use crate::docs::{code, line};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{EndpointId, Limit, Most, Period, Window};

/// Generates the limits for the implementation of `ApiClient`; nothing when there are none.
pub(crate) fn item(cx: &Context<'_>) -> TokenStream {
    let limits = &cx.contract.limits;
    if limits.is_empty() {
        return TokenStream::new();
    }
    let root = cx.root;
    let rows = limits.iter().map(|limit| row(cx, limit));
    quote! {
        const LIMITS: &'static [#root::meta::LimitInfo] = &[#(#rows),*];
    }
}

/// The limits of a plan, or those of every key, as sentences.
pub(crate) fn facts(cx: &Context<'_>, plan: Option<&str>) -> Vec<String> {
    let limits = cx.contract.limits.iter();
    let limits = limits.filter(|limit| limit.plan.as_deref() == plan);
    let fact = |limit: &Limit| {
        let on: Vec<String> = limit.on.iter().map(|id| code(name(cx, *id))).collect();
        let on = match on.as_slice() {
            [] => String::new(),
            on => format!(" for calls of {}", on.join(", ")),
        };
        let words = match limit.doc.trim() {
            "" => String::new(),
            doc => format!(" {}", line(doc)),
        };
        format!("At most {}{on}.{words}", line(&limit.most.to_string()))
    };
    limits.map(fact).collect()
}

fn name<'c>(cx: &'c Context<'_>, id: EndpointId) -> &'c str {
    &cx.contract.endpoints[id.0].name
}

fn row(cx: &Context<'_>, limit: &Limit) -> TokenStream {
    let root = cx.root;
    let plan = limit.plan.as_deref().unwrap_or_default();
    let most = Literal::u64_unsuffixed(limit.most.number());
    let words = limit.most.to_string();
    let on = limit.on.iter().map(|id| name(cx, *id));
    let of = match &limit.most {
        Most::Concurrent(_) => quote!(Concurrent),
        Most::Requests {
            window: at, burst, ..
        } => {
            let window = window(cx, *at);
            let burst = if let Some(burst) = burst {
                let burst = Literal::u64_unsuffixed(*burst);
                quote!(::core::option::Option::Some(#burst))
            } else {
                quote!(::core::option::Option::None)
            };
            quote!(Requests { window: #window, burst: #burst })
        }
        Most::Units {
            unit, window: at, ..
        } => {
            let window = window(cx, *at);
            quote!(Units { unit: #unit, window: #window })
        }
    };
    quote!(#root::meta::LimitInfo {
        plan: #plan, most: #most, of: #root::meta::LimitOf::#of, on: &[#(#on),*], words: #words,
    })
}

fn window(cx: &Context<'_>, window: Window) -> TokenStream {
    let root = cx.root;
    let window = match window {
        Window::Sliding(length) => {
            let ms = u64::try_from(length.as_millis()).unwrap_or(u64::MAX);
            let ms = Literal::u64_unsuffixed(ms);
            quote!(Sliding(#ms))
        }
        Window::Calendar { period, zone } => {
            let zone = Literal::i32_unsuffixed(zone);
            match period {
                Period::Second => quote!(Second(#zone)),
                Period::Minute => quote!(Minute(#zone)),
                Period::Hour => quote!(Hour(#zone)),
                Period::Day => quote!(Day(#zone)),
                Period::Month => quote!(Month(#zone)),
            }
        }
    };
    quote!(#root::meta::LimitWindow::#window)
}
