//! How values are written as text.

use crate::context::Context;
use crate::names::ident;
use proc_macro2::TokenStream;
use quote::{format_ident, quote};
use theta_spec::contract::{Endpoint, Layout, Lists, Nested, Param, ParamPlace, Written};

/// Returns the statement that puts a parameter into a call.
pub(crate) fn param(cx: &Context<'_>, endpoint: &Endpoint, param: &Param) -> TokenStream {
    let (name, wire) = (ident(&param.ident), &param.name);
    if let Some(constant) = param.constant() {
        let text = constant.text();
        return match param.place {
            ParamPlace::Header => quote!(__call.header(#wire, #text);),
            ParamPlace::Path | ParamPlace::Query => quote!(__call.query(#wire, #text);),
        };
    }
    let (method, wire) = match param.place {
        ParamPlace::Path if endpoint.address.is_some() => ("address", None),
        ParamPlace::Path => ("path", None),
        ParamPlace::Query => ("query", Some(quote!(#wire,))),
        ParamPlace::Header => ("header", Some(quote!(#wire,))),
    };
    let (end, layout) = match &param.written {
        Written::Plain => {
            let end = if param.slashes { "_slashes" } else { "" };
            let method = format_ident!("{method}{end}");
            let added = quote!(__call.#method(#wire &self.#name));
            return required(cx, param, &added);
        }
        Written::Json => ("_json", None),
        Written::Pairs(written) => {
            let layout = layout(cx, written);
            ("_as", Some(quote!(, &#layout)))
        }
    };
    let method = format_ident!("{method}{end}");
    if param.optional {
        quote! {
            if let ::core::option::Option::Some(__value) = &self.#name {
                __call.#method(#wire __value #layout);
            }
        }
    } else {
        required(
            cx,
            param,
            &quote!(__call.#method(#wire &self.#name #layout)),
        )
    }
}

/// Returns the statement that adds a parameter, which an empty list cannot be if it is required.
fn required(cx: &Context<'_>, param: &Param, added: &TokenStream) -> TokenStream {
    let is_there = param.optional
        || param.place == ParamPlace::Path
        || !param.written.may_be_nothing(&cx.contract.types, &param.ty);
    demanded(&param.name, added, !is_there)
}

/// Returns the statement that adds a part or parameter, which may be nothing although it is required.
pub(crate) fn demanded(wire: &str, added: &TokenStream, is_demanded: bool) -> TokenStream {
    if is_demanded {
        quote!(if !#added { __call.lacks(#wire); })
    } else {
        quote!(#added;)
    }
}

/// Returns a layout as an expression.
pub(crate) fn layout(cx: &Context<'_>, layout: &Layout) -> TokenStream {
    let root = cx.root;
    let lists = ident(match layout.lists {
        Lists::Repeat => "Repeat",
        Lists::Comma => "Comma",
        Lists::Pipe => "Pipe",
        Lists::Space => "Space",
        Lists::Brackets => "Brackets",
        Lists::Indices => "Indices",
        Lists::Json => "Json",
    });
    let nested = ident(match layout.nested {
        Some(Nested::Brackets) => "Brackets",
        Some(Nested::Dots) => "Dots",
        Some(Nested::Fields) => "Fields",
        Some(Nested::Comma) => "Comma",
        Some(Nested::Pairs) => "Pairs",
        // Where nothing is said there is no object.
        Some(Nested::Json) | None => "Json",
    });
    let null = match &layout.null {
        None => quote!(::core::option::Option::None),
        Some(text) => quote!(::core::option::Option::Some(#text)),
    };
    quote!(#root::__private::v1::Layout {
        lists: #root::__private::v1::Lists::#lists,
        nested: #root::__private::v1::Nested::#nested,
        null: #null,
    })
}
