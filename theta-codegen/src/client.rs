//! The client: one method for each endpoint.

use crate::code::{Code, quote};
use crate::docs::{Doc, address, code, line};
use crate::names::{Context, ident, result};
use crate::row::Row;
use crate::{endpoint, example, plans};
use theta_spec::contract::{Billing, Endpoint};

/// Writes `Client`.
pub(crate) fn generate(cx: &Context<'_>, rows: &[Row<'_>], out: &mut Code) {
    let root = &cx.root;
    let plan = plans::name(cx);
    let doc = client_doc(cx).attributes(cx);
    let constructors = constructors(cx);
    let methods: Code = cx
        .contract
        .endpoints
        .iter()
        .map(|endpoint| method(cx, endpoint, rows))
        .collect();
    out.extend(quote! {
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
    });
}

fn client_doc(cx: &Context<'_>) -> Doc {
    let api = &cx.contract.api;
    let mut doc = Doc::new(&format!("Client of {}.", line(&api.name)));
    doc.prose(&api.summary);
    doc.paragraph("Cheap to clone; clones share connections and limits.");
    let mut facts = vec![format!("Sends to {}.", address(&api.base_url))];
    if let Some(auth) = &cx.contract.auth {
        facts.push(format!(
            "The key goes into the header {}.",
            code(&auth.header)
        ));
    }
    if let Some(docs) = &api.docs {
        let read = api
            .checked
            .as_ref()
            .map(|day| format!(", last read {day}"))
            .unwrap_or_default();
        facts.push(format!("Documented at {}{read}.", address(docs)));
    }
    for plan in &cx.contract.plans {
        let words = line(&plan.doc);
        let gap = if words.is_empty() { "" } else { " " };
        let rate = plans::rate(plan);
        facts.push(format!("Plan {}: {rate}.{gap}{words}", code(&plan.name)));
    }
    if !api.support.is_empty() {
        facts.push(format!("When an error persists: {}", line(&api.support)));
    }
    doc.list(&facts);
    doc
}

fn constructors(cx: &Context<'_>) -> Code {
    let root = &cx.root;
    let built = result(&quote!(Self), &quote!(#root::ConfigError));
    let builder = quote! {
        /// Begins a client with settings of its own.
        pub fn builder() -> #root::Builder<Self> {
            #root::Builder::new()
        }
    };
    let Some(auth) = &cx.contract.auth else {
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
    let from_env = format!(
        " A client with the usual settings and the key in the environment variable {}.",
        code(&auth.env)
    );
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
            Self::builder().key_from_env().build()
        }

        #builder
    }
}

fn method(cx: &Context<'_>, endpoint: &Endpoint, rows: &[Row<'_>]) -> Code {
    let doc = method_doc(cx, endpoint, rows).attributes(cx);
    let alias = crate::docs::aliases(&endpoint.method_ident, [endpoint.name.as_str()]);
    let (name, request) = (
        ident(&endpoint.method_ident),
        ident(&endpoint.request_ident),
    );
    let slots = endpoint::slots(cx, endpoint, &endpoint.arguments);
    let parameters = slots.iter().map(|slot| slot.parameter(cx).declaration());
    let lints = if slots.len() > 6 {
        quote!(#[allow(clippy::too_many_arguments, reason = "the API requires each of them")])
    } else {
        Code::new()
    };
    let begin = endpoint::begin(cx, endpoint);
    quote! {
        #doc
        #alias
        #lints
        pub fn #name(&self, #(#parameters),*) -> #request {
            #begin
        }
    }
}

fn method_doc(cx: &Context<'_>, endpoint: &Endpoint, rows: &[Row<'_>]) -> Doc {
    let wire = code(&format!(
        "{} {}",
        endpoint.method.as_str(),
        endpoint.path_template()
    ));
    let mut doc = Doc::of(&endpoint.summary, &format!("Calls {wire}."));
    doc.prose(&endpoint.doc);
    doc.paragraph(&facts(endpoint, &wire));
    let arguments = endpoint::slots(cx, endpoint, &endpoint.arguments);
    if !arguments.is_empty() {
        doc.paragraph("# Arguments");
        doc.list(
            &arguments
                .iter()
                .map(|slot| slot.summary(cx))
                .collect::<Vec<_>>(),
        );
    }
    let setters = endpoint::slots(cx, endpoint, &endpoint.setters);
    if !setters.is_empty() {
        doc.paragraph(&format!(
            "May be set on the [`{}`]:",
            endpoint.request_ident
        ));
        doc.list(
            &setters
                .iter()
                .map(|slot| slot.summary(cx))
                .collect::<Vec<_>>(),
        );
    }
    crate::types::evidence(cx, &endpoint.evidence, &mut doc);
    doc.paragraph("# Errors");
    doc.paragraph(&format!(
        "`{}::Error` with a [`{}`] when the reply is a documented one:",
        cx.root_text, endpoint.error_ident
    ));
    let rows = endpoint.errors.iter().filter_map(|id| rows.get(id.0));
    doc.list(&rows.map(|row| row.summary(endpoint)).collect::<Vec<_>>());
    doc.paragraph("# Example");
    doc.paragraph(&example::call(cx, endpoint));
    doc
}

/// Method and path, billing, plans and how long it may take.
fn facts(endpoint: &Endpoint, wire: &str) -> String {
    let mut facts = vec![format!(
        "{wire}, at most {} s for one attempt.",
        endpoint.timeout.as_secs_f64()
    )];
    match &endpoint.billing {
        Billing::Unstated => {}
        Billing::Free => facts.push("Not billed.".to_owned()),
        Billing::Per(unit) => facts.push(format!("Billed per {}.", line(unit))),
    }
    if endpoint.repeatable {
        facts.push("The same request gives the same answer and changes nothing.".to_owned());
    }
    if !endpoint.plans.is_empty() {
        let plans: Vec<String> = endpoint.plans.iter().map(|plan| code(plan)).collect();
        facts.push(format!("Part of the plans {}.", plans.join(", ")));
    }
    facts.join(" ")
}
