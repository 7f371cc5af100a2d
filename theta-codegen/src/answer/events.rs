//! The events of an endpoint.

use crate::context::Context;
use crate::docs::{Doc, code, wire_alias};
use crate::meta;
use crate::names::{ident, result};
use crate::types;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{
    Endpoint, EventData, EventItems, Events, Framing, MAX_EVENT, MESSAGE, NamedEvent,
};

/// Returns the type of an event.
pub(crate) fn item(cx: &Context<'_>, events: &Events) -> TokenStream {
    match &events.items {
        EventItems::One(data) => data_type(cx, data),
        EventItems::Named { ident: name, .. } => {
            let name = ident(name);
            quote!(#name)
        }
    }
}

fn data_type(cx: &Context<'_>, data: &EventData) -> TokenStream {
    match data {
        EventData::Json(ty) => types::rust(cx, ty),
        EventData::Text => quote!(::std::string::String),
        EventData::Nothing => quote!(()),
    }
}

/// Generates the enum, if there is one, and how events are read and written.
pub(super) fn generate(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    events: &Events,
    facts: &TokenStream,
) -> TokenStream {
    let root = cx.root;
    let (request, error) = (ident(&endpoint.request_ident), ident(&endpoint.error_ident));
    let item = item(cx, events);
    let info = info(events);
    let declaration = match &events.items {
        EventItems::One(_) => None,
        EventItems::Named { ident, all } => Some(declare(cx, endpoint, ident, all)),
    };
    let (read, write) = match &events.items {
        EventItems::One(data) => {
            let read = read(data);
            let read = read.unwrap_or_else(|| quote!(::core::result::Result::Ok(())));
            let write = write(MESSAGE, data, &quote!(__event));
            (read, write)
        }
        EventItems::Named { ident: name, all } => named(&ident(name), all),
    };
    let decoded = result(quote!(Self::Event), quote!(#root::json::DecodeError));
    // An import that nothing uses is a warning in the user's crate.
    let has_values = events
        .end
        .as_ref()
        .is_some_and(|end| !end.constants.is_empty());
    let scalar = has_values.then(|| quote!(use #root::meta::Scalar;));
    quote! {
        #declaration

        #[automatically_derived]
        impl #root::__private::v1::Generated for #request {}

        #[automatically_derived]
        impl #root::Endpoint for #request {
            #facts

            type Answer = ::std::vec::Vec<#item>;

            type Error = #error;

            fn body(__answer: &::std::vec::Vec<#item>) -> #root::Bytes {
                #root::__private::v1::event_body::<Self>(__answer)
            }
        }

        #[automatically_derived]
        impl #root::__private::v1::Events for #request {
            type Event = #item;

            const EVENTS: #root::__private::v1::EventsInfo = {
                #scalar
                use #root::__private::v1::EventsInfo;
                #info
            };

            fn read(__event: &#root::__private::v1::RawEvent<'_>) -> #decoded {
                #read
            }

            fn write(__event: &#item, __to: &mut #root::__private::v1::EventWriter) {
                #write
            }
        }
    }
}

/// Returns what is known of how they are written, and of their end.
fn info(events: &Events) -> TokenStream {
    let media = &events.media;
    let mut info = match events.framing {
        Framing::Sse => quote!(EventsInfo::sse(&[#(#media),*])),
        Framing::Lines => quote!(EventsInfo::lines(&[#(#media),*])),
    };
    if events.max_event != MAX_EVENT {
        let bytes = Literal::u64_unsuffixed(events.max_event);
        info.extend(quote!(.max_event(#bytes)));
    }
    if events.resumes {
        info.extend(quote!(.resumes()));
    }
    let Some(end) = &events.end else {
        return info;
    };
    if let Some(text) = &end.text {
        info.extend(quote!(.ends_with(#text)));
    }
    if !end.names.is_empty() {
        let names = &end.names;
        info.extend(quote!(.ends_by(&[#(#names),*])));
    }
    if !end.constants.is_empty() {
        let constants = end.constants.iter().map(|(pointer, values)| {
            let (pointer, values) = (meta::pointer(pointer), values.iter().map(meta::scalar));
            quote!((#pointer, &[#(#values),*]))
        });
        info.extend(quote!(.ends_at(&[#(#constants),*])));
    }
    info
}

/// Returns the expression that reads the data of `__event`; `None` if it is not read.
fn read(data: &EventData) -> Option<TokenStream> {
    match data {
        EventData::Json(_) => Some(quote!(__event.json())),
        EventData::Text => Some(quote!(::core::result::Result::Ok(__event.text()))),
        EventData::Nothing => None,
    }
}

/// Returns the statement that writes an event with what is in `held`.
fn write(name: &str, data: &EventData, held: &TokenStream) -> TokenStream {
    match data {
        EventData::Json(_) => quote!(__to.json(#name, #held);),
        EventData::Text => quote!(__to.text(#name, #held);),
        EventData::Nothing => quote!(__to.text(#name, "{}");),
    }
}

/// Returns how events that are told by their names are read and written.
fn named(name: &Ident, all: &[NamedEvent]) -> (TokenStream, TokenStream) {
    let reads = all.iter().map(|event| {
        let (wire, variant) = (&event.name, ident(&event.variant));
        if let Some(read) = read(&event.data) {
            quote!(#wire => #read.map(#name::#variant),)
        } else {
            quote!(#wire => ::core::result::Result::Ok(#name::#variant),)
        }
    });
    let writes = all.iter().map(|event| {
        let variant = ident(&event.variant);
        let held = (event.data != EventData::Nothing).then(|| quote!((__held)));
        let write = write(&event.name, &event.data, &quote!(__held));
        quote!(#name::#variant #held => { #write })
    });
    let read = quote! {
        match __event.name() {
            #(#reads)*
            _ => ::core::result::Result::Ok(#name::Unlisted(__event.unlisted())),
        }
    };
    let write = quote! {
        match __event {
            #(#writes)*
            #name::Unlisted(__held) => { __to.text(&__held.name, &__held.data); }
        }
    };
    (read, write)
}

/// Declares the enum of events that are told by their names.
fn declare(cx: &Context<'_>, endpoint: &Endpoint, name: &str, all: &[NamedEvent]) -> TokenStream {
    let root = cx.root;
    let name = ident(name);
    let doc = Doc::new(
        cx,
        format!("An event of [`Client::{}`].", endpoint.method_ident),
    );
    let variants = all.iter().map(|event| {
        let variant = ident(&event.variant);
        let alias = wire_alias(&event.variant, &event.name);
        let doc = Doc::of(cx, &event.doc, &format!("Named {}.", code(&event.name)));
        let held = (event.data != EventData::Nothing).then(|| {
            let held = data_type(cx, &event.data);
            quote!((#held))
        });
        quote!(#doc #alias #variant #held,)
    });
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        #[allow(clippy::large_enum_variant, reason = "a documented event is the usual case")]
        pub enum #name {
            #(#variants)*
            /// An event whose name the contract does not list, as it came.
            Unlisted(#root::UnlistedEvent),
        }
    }
}
