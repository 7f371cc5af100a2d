//! The plans as an enum.

use crate::code::{Code, quote};
use crate::docs::{Doc, code, line};
use crate::names::{Context, ident, result};
use theta_spec::contract::Plan;

/// The type of plans that the builder takes.
pub(crate) fn name(cx: &Context<'_>) -> Code {
    if cx.contract.plans.is_empty() {
        quote!(::core::convert::Infallible)
    } else {
        quote!(Plan)
    }
}

/// How often the plan lets one call, in words.
pub(crate) fn rate(plan: &Plan) -> String {
    plan.rpm.map_or_else(
        || "no limit stated".to_owned(),
        |rpm| format!("{rpm} requests per minute"),
    )
}

/// Writes `Plan`, if there are plans.
pub(crate) fn generate(cx: &Context<'_>, out: &mut Code) {
    let plans = &cx.contract.plans;
    if plans.is_empty() {
        return;
    }
    let root = &cx.root;
    let mut doc = Doc::new(&format!(
        "The plans of {}, for the builder of a [`Client`].",
        line(&cx.contract.api.name)
    ));
    doc.paragraph("A rate that is none of a plan's goes to the builder's `rpm`.");
    let doc = doc.attributes(cx);
    let (mut variants, mut indices, mut found) = (Code::new(), Code::new(), Code::new());
    for (index, plan) in plans.iter().enumerate() {
        let (variant, text) = (ident(&plan.variant), &plan.name);
        let mut doc = Doc::of(&plan.doc, "");
        doc.paragraph(&format!("{}: {}.", code(text), rate(plan)));
        let (doc, alias) = (
            doc.attributes(cx),
            crate::docs::aliases(&plan.variant, [text.as_str()]),
        );
        let index = Code::number(index);
        variants.extend(quote!(#doc #alias #variant,));
        indices.extend(quote!(Self::#variant => #index,));
        found.extend(quote!(#text => ::core::result::Result::Ok(Self::#variant),));
    }
    // Not `Self::Err`: a plan may be called that.
    let parsed = result(&quote!(Self), &quote!(#root::ConfigError));
    out.extend(quote! {
        #doc
        #[derive(
            ::core::clone::Clone, ::core::marker::Copy, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq,
            ::core::hash::Hash
        )]
        #[non_exhaustive]
        pub enum Plan { #variants }

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
                let __index: usize = match self { #indices };
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
                    #found
                    _ => ::core::result::Result::Err(#root::__private::v1::no_plan(&API, __text)),
                }
            }
        }
    });
}
