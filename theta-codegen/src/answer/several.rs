//! The answers of an endpoint that has several.

use super::{body, rust};
use crate::context::Context;
use crate::docs::{Doc, code};
use crate::names::{ident, option, result};
use crate::xml;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{Endpoint, Returns, Status, Success, Successes};

/// Returns the type of the answer: the enum, or what all that have a body are.
pub(crate) fn answer(cx: &Context<'_>, several: &Successes) -> TokenStream {
    if !several.ident.is_empty() {
        let name = ident(&several.ident);
        return quote!(#name);
    }
    let content = rust(cx, several.content());
    if several.may_be_empty() {
        option(content)
    } else {
        content
    }
}

/// Generates the enum, if there is one, and how its answers are read and written.
pub(super) fn generate(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    several: &Successes,
    facts: &TokenStream,
) -> TokenStream {
    let root = cx.root;
    let (request, error) = (ident(&endpoint.request_ident), ident(&endpoint.error_ident));
    let answers = several.answers();
    let answer = answer(cx, several);
    let declaration = (!several.ident.is_empty()).then(|| declare(cx, endpoint, several));
    let alternatives = several.all.iter().map(|success| {
        let statuses = success.status.members.iter().map(|status| match status {
            Status::Exact(status) => {
                let status = Literal::u16_unsuffixed(*status);
                quote!(StatusInfo::Exact(#status))
            }
            Status::Class(class) => {
                let class = Literal::u8_unsuffixed(*class);
                quote!(StatusInfo::Class(#class))
            }
            Status::Default => quote!(StatusInfo::Default),
        });
        let media = &success.media;
        let is_text = matches!(
            success.content,
            Returns::Json(_) | Returns::Xml { .. } | Returns::Text
        );
        let number = answers.iter().position(|other| other.is_alike(success));
        let number = Literal::usize_unsuffixed(number.unwrap_or_default());
        quote!(Alternative {
            statuses: &[#(#statuses),*], media: &[#(#media),*], is_text: #is_text, answer: #number,
        })
    });
    let reads = answers.iter().enumerate().map(|(number, success)| {
        let read = read(cx, several, success);
        if number + 1 == answers.len() {
            return quote!(_ => #read,);
        }
        let number = Literal::usize_unsuffixed(number);
        quote!(#number => #read,)
    });
    let bodies = each(several, &answers, true, |success| {
        body(cx, &success.content)
    });
    let statuses = each(several, &answers, false, |success| {
        let status = Literal::u16_unsuffixed(success.status.example());
        quote!(#status)
    });
    let media_types = each(several, &answers, false, |success| {
        let media_type = success.media_type();
        quote!(#media_type)
    });
    let decoded = result(quote!(Self::Answer), quote!(#root::json::DecodeError));
    quote! {
        #declaration

        #[automatically_derived]
        impl #root::__private::v1::Generated for #request {}

        #[automatically_derived]
        impl #root::Endpoint for #request {
            #facts

            type Answer = #answer;

            type Error = #error;

            #[allow(unused_variables, clippy::match_same_arms, reason = "one arm for each answer, which may have no body")]
            fn body(__answer: &#answer) -> #root::Bytes {
                #bodies
            }

            #[allow(unused_variables, clippy::match_same_arms, reason = "one arm for each answer, if there are several")]
            fn status(__answer: &#answer) -> u16 {
                #statuses
            }

            #[allow(unused_variables, clippy::match_same_arms, reason = "one arm for each answer, if there are several")]
            fn media_type(__answer: &#answer) -> &'static str {
                #media_types
            }
        }

        #[automatically_derived]
        #[allow(unused_variables, clippy::match_same_arms, reason = "one arm for each answer, which may have no body")]
        impl #root::__private::v1::Alternatives for #request {
            const ALTERNATIVES: &'static [#root::__private::v1::Alternative] = {
                use #root::__private::v1::{Alternative, StatusInfo};
                &[#(#alternatives),*]
            };

            #[allow(clippy::match_single_binding, reason = "there may be one answer")]
            fn read(__answer: usize, __body: #root::__private::v1::Content<'_>) -> #decoded {
                match __answer {
                    #(#reads)*
                }
            }
        }
    }
}

/// Returns the expression that reads an answer out of `__body`.
fn read(cx: &Context<'_>, several: &Successes, success: &Success) -> TokenStream {
    let ok = quote!(::core::result::Result::Ok);
    let make = if !several.ident.is_empty() {
        let (name, variant) = (ident(&several.ident), ident(&success.variant));
        Some(quote!(#name::#variant))
    } else if several.may_be_empty() {
        Some(quote!(::core::option::Option::Some))
    } else {
        None
    };
    let value = match &success.content {
        Returns::Json(_) => quote!(__body.json()?),
        Returns::Xml { ty, .. } => {
            let schema = xml::schema(cx, ty);
            quote!(__body.xml(#schema)?)
        }
        Returns::Text => quote!(__body.text()?),
        Returns::Bytes { .. } => quote!(__body.bytes()),
        Returns::Nothing | Returns::OneOf(_) | Returns::Socket { .. } | Returns::Events(_) => {
            return if several.ident.is_empty() {
                let none = if several.may_be_empty() {
                    quote!(::core::option::Option::None)
                } else {
                    quote!(())
                };
                quote!(#ok(#none))
            } else {
                quote!(#ok(#make))
            };
        }
    };
    let value = make.map_or_else(|| value.clone(), |make| quote!(#make(#value)));
    quote!(#ok(#value))
}

/// Returns an expression of `__answer` for each answer; one that `binds` is of what is in the answer.
fn each(
    several: &Successes,
    answers: &[&Success],
    binds: bool,
    expression: impl Fn(&Success) -> TokenStream,
) -> TokenStream {
    if several.ident.is_empty() && !several.may_be_empty() {
        return answers
            .first()
            .map_or_else(TokenStream::new, |one| expression(one));
    }
    let arms = answers.iter().map(|success| {
        let path = if !several.ident.is_empty() {
            let (name, variant) = (ident(&several.ident), ident(&success.variant));
            quote!(#name::#variant)
        } else if success.has_body() {
            quote!(::core::option::Option::Some)
        } else {
            quote!(::core::option::Option::None)
        };
        let inner = match (success.has_body(), binds) {
            (false, _) => None,
            (true, true) => Some(quote!((__answer))),
            (true, false) => Some(quote!((_))),
        };
        let expression = expression(success);
        quote!(#path #inner => #expression,)
    });
    quote!(match __answer { #(#arms)* })
}

/// Declares the enum of the answers.
fn declare(cx: &Context<'_>, endpoint: &Endpoint, several: &Successes) -> TokenStream {
    let name = ident(&several.ident);
    let doc = Doc::new(cx, format!("What [`{}`] gives back.", cx.method(endpoint)));
    let variants = several.answers().into_iter().map(|success| {
        let variant = ident(&success.variant);
        let same = several.all.iter().filter(|other| other.is_alike(success));
        let mut doc = Doc::of(cx, &success.doc, &comes_with(success));
        for (at, other) in same.enumerate() {
            if at > 0 {
                doc = doc.prose(&other.doc);
            }
            if at > 0 || !success.doc.is_empty() {
                doc = doc.paragraph(&comes_with(other));
            }
        }
        let content = success.has_body().then(|| {
            let content = rust(cx, &success.content);
            quote!((#content))
        });
        quote!(#doc #variant #content,)
    });
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq)]
        #[non_exhaustive]
        pub enum #name {
            #(#variants)*
        }
    }
}

/// Says when an answer comes, as Markdown.
fn comes_with(success: &Success) -> String {
    let statuses: Vec<String> = success
        .status
        .members
        .iter()
        .map(ToString::to_string)
        .collect();
    let media: Vec<String> = success.media.iter().map(|range| code(range)).collect();
    let (statuses, media) = (statuses.join(" or "), media.join(" or "));
    if media.is_empty() {
        format!("Status {statuses}, without a body.")
    } else {
        format!("Status {statuses}, as {media}.")
    }
}
