//! The client: one method for each endpoint.

use crate::context::Context;
use crate::docs::{Doc, address, aliases, code, deprecated, line};
use crate::names::{ident, result};
use crate::row::Row;
use crate::{access, endpoint, example, limits, plans};
use proc_macro2::TokenStream;
use quote::quote;
use theta_spec::contract::{Billing, Branch, Endpoint, Returns};
use theta_spec::wording;

/// Generates `Client`.
pub(crate) fn generate(cx: &Context<'_>, rows: &[Row<'_>]) -> TokenStream {
    let root = cx.root;
    let plan = plans::name(cx);
    let doc = client_doc(cx);
    let access = access::item(cx);
    let limits = limits::item(cx);
    let constructors = constructors(cx);
    let methods = methods(cx, &[], rows);
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        pub struct Client {
            __core: #root::__private::v1::Core,
        }

        #[automatically_derived]
        impl #root::__private::v1::Generated for Client {}

        #[automatically_derived]
        impl #root::ApiClient for Client {
            const API: &'static #root::meta::ApiInfo = &API;

            type Plan = #plan;

            #access

            #limits

            fn from_core(__core: #root::__private::v1::Core) -> Self {
                Self { __core }
            }
        }

        impl Client {
            #constructors

            /// Sums what the calls of this client and its clones cost.
            #[must_use]
            pub fn ledger(&self) -> #root::Ledger {
                ::core::clone::Clone::clone(#root::__private::v1::Core::ledger(&self.__core))
            }

            #methods
        }
    }
}

/// Generates the methods under these: those of endpoints, and those that lead to further ones.
fn methods(cx: &Context<'_>, under: &[String], rows: &[Row<'_>]) -> TokenStream {
    let endpoints = cx.contract.endpoints.iter();
    let own = endpoints.filter(|endpoint| endpoint.under == under);
    let own = own.map(|endpoint| method(cx, endpoint, rows));
    let branches = cx.contract.branches.iter().filter_map(|branch| {
        let (name, before) = branch.path.split_last()?;
        (before == under).then_some((name, branch))
    });
    let branches = branches.map(|(name, branch)| {
        let doc = Doc::new(cx, format!("Returns the calls under {}.", code(name)));
        let (name, ty) = (ident(name), ident(&branch.type_ident));
        quote! {
            #doc
            #[must_use]
            pub fn #name(&self) -> #ty {
                #ty { __core: ::core::clone::Clone::clone(&self.__core) }
            }
        }
    });
    quote!(#(#branches)* #(#own)*)
}

/// Generates a type for methods that are not on the client itself.
pub(crate) fn branch(cx: &Context<'_>, branch: &Branch, rows: &[Row<'_>]) -> TokenStream {
    let root = cx.root;
    let name = ident(&branch.type_ident);
    let steps = format!(".{}()", branch.path.join("()."));
    let doc = Doc::new(cx, format!("Calls of a [`Client`] under {}.", code(&steps)));
    let methods = methods(cx, &branch.path, rows);
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug)]
        pub struct #name {
            __core: #root::__private::v1::Core,
        }

        #[automatically_derived]
        impl #root::__private::v1::Generated for #name {}

        impl #name {
            #methods
        }
    }
}

fn client_doc<'c>(cx: &'c Context<'_>) -> Doc<'c> {
    let api = &cx.contract.api;
    let mut facts = vec![format!("Sends to {}.", address(&api.base_url))];
    match &cx.contract.auth[..] {
        [scheme] => facts.push(format!(
            "The {} goes {}.",
            access::what(scheme),
            access::place(scheme)
        )),
        several => facts.extend(several.iter().map(|scheme| {
            let (name, place) = (code(&scheme.name), access::place(scheme));
            format!("The {} {name} goes {place}.", access::what(scheme))
        })),
    }
    if let Some(docs) = &api.docs {
        let day = api.checked.as_ref();
        let read = day.map_or_else(String::new, |day| format!(", last read {day}"));
        facts.push(format!("Documented at {}{read}.", address(docs)));
    }
    for plan in &cx.contract.plans {
        let (name, rate, words) = (code(&plan.name), plans::rate(plan), line(&plan.doc));
        facts.push(
            format!("Plan {name}: {rate}. {words}")
                .trim_end()
                .to_owned(),
        );
    }
    facts.extend(limits::facts(cx, None));
    if !api.support.is_empty() {
        facts.push(format!("When an error persists: {}", line(&api.support)));
    }
    Doc::new(cx, format!("Client of {}.", line(&api.name)))
        .prose(&api.summary)
        .paragraph("Cheap to clone; clones share connections and limits.")
        .list(facts)
}

fn constructors(cx: &Context<'_>) -> TokenStream {
    let root = cx.root;
    let built = result(quote!(Self), quote!(#root::ConfigError));
    let builder = quote! {
        /// Begins a client with settings of its own.
        pub fn builder() -> #root::Builder<Self> {
            #root::Builder::new()
        }
    };
    if !cx.contract.is_plain() {
        return access::constructors(cx, &built, &builder);
    }
    let Some(auth) = cx.contract.main_scheme() else {
        return quote! {
            /// A client with the usual settings.
            ///
            /// # Errors
            ///
            /// When the HTTP client cannot be set up.
            pub fn new() -> #built {
                Self::builder().build()
            }

            #builder
        };
    };
    let base_url = &cx.contract.api.base_url_env;
    let what = format!(
        "the key in the environment variable {}. {} may name another base URL.",
        code(auth.secrets.first().map_or("", |secret| &secret.env)),
        code(base_url)
    );
    let from_env = format!(" A client with the usual settings and {what}");
    let builder_from_env = format!(" Begins a client with settings of its own and {what}");
    quote! {
        /// A client with the usual settings and this key.
        ///
        /// # Errors
        ///
        /// When the key cannot be one, or the HTTP client cannot be set up.
        pub fn new(key: impl ::core::convert::Into<::std::string::String>) -> #built {
            Self::builder().key(key).build()
        }

        #[doc = #from_env]
        ///
        /// # Errors
        ///
        /// When the variable is not set, holds no key, or the HTTP client cannot be set up.
        pub fn from_env() -> #built {
            Self::builder_from_env().build()
        }

        #builder

        #[doc = #builder_from_env]
        pub fn builder_from_env() -> #root::Builder<Self> {
            Self::builder().key_from_env().base_url_from_env(#base_url)
        }
    }
}

fn method(cx: &Context<'_>, endpoint: &Endpoint, rows: &[Row<'_>]) -> TokenStream {
    let doc = method_doc(cx, endpoint, rows);
    let alias = aliases(&endpoint.method_ident, [endpoint.name.as_str()]);
    let deprecated = deprecated(endpoint.deprecated.as_deref());
    let name = ident(&endpoint.method_ident);
    let request = ident(&endpoint.request_ident);
    let slots = endpoint::slots(cx, endpoint, &endpoint.arguments);
    let parameters = slots.iter().map(|slot| slot.parameter(cx).declaration());
    let lints = (slots.len() > 6).then(
        || quote!(#[allow(clippy::too_many_arguments, reason = "the API requires each of them")]),
    );
    let begin = endpoint::begin(cx, endpoint);
    quote! {
        #doc
        #alias
        #deprecated
        #lints
        pub fn #name(&self, #(#parameters),*) -> #request {
            #begin
        }
    }
}

fn method_doc<'c>(cx: &'c Context<'_>, endpoint: &Endpoint, rows: &[Row<'_>]) -> Doc<'c> {
    let method = endpoint.method.as_str();
    let wire = code(&format!("{method} {}", endpoint.path_template()));
    let summaries = |arguments| {
        let slots = endpoint::slots(cx, endpoint, arguments);
        let lines: Vec<String> = slots.iter().map(|slot| slot.summary(cx)).collect();
        lines
    };
    let mut doc = Doc::of(cx, &endpoint.summary, &format!("Calls {wire}."))
        .prose(&endpoint.doc)
        .paragraph(&facts(endpoint, &wire));
    if !endpoint.arguments.is_empty() {
        doc = doc
            .paragraph("# Arguments")
            .list(summaries(&endpoint.arguments));
    }
    if !endpoint.setters.is_empty() {
        let request = &endpoint.request_ident;
        doc = doc
            .paragraph(&format!("May be set on the [`{request}`]:"))
            .list(summaries(&endpoint.setters));
    }
    let rows = endpoint.errors.iter().filter_map(|id| rows.get(id.0));
    doc.evidence(&endpoint.evidence)
        .paragraph("# Errors")
        .paragraph(&format!(
            "`{}::Error` with a [`{}`] when the reply is a documented one:",
            cx.root_text, endpoint.error_ident
        ))
        .list(rows.map(|row| row.summary(endpoint)))
        .paragraph("# Example")
        .paragraph(&example::call(cx, endpoint))
}

/// Describes method and path, billing, plans and how long a call may take.
fn facts(endpoint: &Endpoint, wire: &str) -> String {
    let seconds = endpoint.timeout.as_secs_f64();
    let mut facts = vec![format!("{wire}, at most {seconds} s for one attempt.")];
    match &endpoint.billing {
        Billing::Unstated => {}
        Billing::Free => facts.push("Not billed.".to_owned()),
        Billing::Per(bill) => {
            let counted = wording::counted(bill, code);
            facts.push(format!("Billed per {}{counted}.", line(&bill.unit)));
        }
    }
    if let Returns::Events(events) = &endpoint.returns {
        facts.push(format!(
            "Gives events until {}.",
            wording::end_of(events, code)
        ));
    }
    if endpoint.repeatable {
        facts.push("The same request gives the same answer and changes nothing.".to_owned());
    }
    if endpoint.pages.is_some() {
        let request = &endpoint.request_ident;
        facts.push(format!(
            "Its list goes on page by page: see [`{request}::items`] and [`{request}::pages`]."
        ));
    }
    if endpoint.job.is_some() {
        let request = &endpoint.request_ident;
        facts.push(format!(
            "It begins a job that can be waited for: see [`{request}::start`]."
        ));
    }
    if !endpoint.plans.is_empty() {
        let plans: Vec<String> = endpoint.plans.iter().map(|plan| code(plan)).collect();
        facts.push(format!("Part of the plans {}.", plans.join(", ")));
    }
    facts.join(" ")
}
