//! The plans as an enum.

use crate::context::Context;
use crate::docs::{Doc, aliases, code, line};
use crate::limits;
use crate::names::{ident, result};
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::Plan;
use theta_spec::text::count;

/// Returns the type of plans that the builder takes.
pub(crate) fn name(cx: &Context<'_>) -> TokenStream {
    if cx.contract.plans.is_empty() {
        quote!(::core::convert::Infallible)
    } else {
        quote!(Plan)
    }
}

/// Describes how often the plan lets one call.
pub(crate) fn rate(plan: &Plan) -> String {
    plan.rpm.map_or_else(
        || "no limit stated".to_owned(),
        |rpm| format!("{} per minute", count(rpm, "request")),
    )
}

/// Generates `Plan`, or nothing when there are no plans.
pub(crate) fn generate(cx: &Context<'_>) -> TokenStream {
    let plans = &cx.contract.plans;
    if plans.is_empty() {
        return TokenStream::new();
    }
    let root = cx.root;
    let api = line(&cx.contract.api.name);
    let doc = Doc::new(
        cx,
        format!("The plans of {api}, for the builder of a [`Client`]."),
    )
    .paragraph("A rate that is none of a plan's goes to the builder's `rpm`.");
    let definitions = plans.iter().map(|plan| {
        let (variant, text) = (ident(&plan.variant), &plan.name);
        let facts = format!("{}: {}.", code(text), rate(plan));
        let further = limits::facts(cx, Some(&plan.name)).join(" ");
        let doc = Doc::of(cx, &plan.doc, "")
            .paragraph(&facts)
            .paragraph(&further);
        let alias = aliases(&plan.variant, [text.as_str()]);
        quote!(#doc #alias #variant,)
    });
    let names = plans.iter().map(|plan| &plan.name);
    let indices = (0..plans.len()).map(Literal::usize_unsuffixed);
    let variants: Vec<_> = plans.iter().map(|plan| ident(&plan.variant)).collect();
    // Not `Self::Err`: a plan may be called that.
    let parsed = result(quote!(Self), quote!(#root::ConfigError));
    quote! {
        #doc
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash
        )]
        #[non_exhaustive]
        pub enum Plan { #(#definitions)* }

        impl Plan {
            /// The name in the contract.
            #[must_use]
            pub fn name(self) -> &'static str {
                self.info().name
            }

            /// Requests per minute; `None` when the contract states no limit.
            #[must_use]
            pub fn rpm(self) -> ::core::option::Option<u32> {
                self.info().rpm
            }

            /// All that the contract says of it.
            #[must_use]
            pub fn info(self) -> &'static #root::meta::PlanInfo {
                #root::ApiPlan::info(self)
            }
        }

        #[automatically_derived]
        impl #root::__private::v1::Generated for Plan {}

        #[automatically_derived]
        impl #root::ApiPlan for Plan {
            fn info(self) -> &'static #root::meta::PlanInfo {
                let __index: usize = match self { #(Self::#variants => #indices,)* };
                &PLANS[__index]
            }
        }

        #[automatically_derived]
        impl ::core::fmt::Display for Plan {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                __f.write_str(self.name())
            }
        }

        /// By the name in the contract.
        #[automatically_derived]
        impl ::core::str::FromStr for Plan {
            type Err = #root::ConfigError;

            fn from_str(__text: &str) -> #parsed {
                match __text {
                    #(#names => ::core::result::Result::Ok(Self::#variants),)*
                    _ => ::core::result::Result::Err(#root::__private::v1::no_plan(&API, __text)),
                }
            }
        }
    }
}
