//! Error enums: one for each endpoint, and one of all rows.

use crate::classify;
use crate::code::{Code, Ident, quote};
use crate::docs::{Doc, line};
use crate::names::{Context, ident, local, option};
use crate::row::{self, Detail, Row};
use std::collections::{BTreeMap, BTreeSet};
use theta_spec::contract::{Endpoint, ErrorId};
use theta_spec::template::CaptureKind;

/// Writes the error enum of an endpoint.
pub(crate) fn of_endpoint(cx: &Context<'_>, endpoint: &Endpoint, rows: &[Row<'_>], out: &mut Code) {
    let rows = endpoint.errors.iter().filter_map(|id| rows.get(id.0));
    let rows: Vec<&Row<'_>> = rows.collect();
    let doc = Doc::new(&format!(
        "The documented errors of [`Client::{}`].",
        endpoint.method_ident
    ));
    let definitions = rows.iter().map(|row| &row.definition).collect();
    let name = ident(&endpoint.error_ident);
    write(cx, &name, &doc, &rows, &definitions, out);
    conversions(cx, endpoint, &rows, out);
}

/// Writes the error enum of all rows.
pub(crate) fn of_all(cx: &Context<'_>, rows: &[Row<'_>], out: &mut Code) {
    let doc = Doc::new(&format!(
        "Every documented error of {}, whichever endpoint it comes from. The error of each endpoint converts into it.",
        line(&cx.contract.api.name)
    ));
    let rows: Vec<&Row<'_>> = rows.iter().collect();
    let definitions = rows.iter().map(|row| &row.whole_definition).collect();
    write(cx, &ident("ApiError"), &doc, &rows, &definitions, out);
}

/// Writes how the error of an endpoint comes out of a reply, and becomes one of all errors.
fn conversions(cx: &Context<'_>, endpoint: &Endpoint, rows: &[&Row<'_>], out: &mut Code) {
    let (root, name) = (&cx.root, ident(&endpoint.error_ident));
    let statements = classify::statements(cx, endpoint);
    let (reply, classify) = if statements.is_empty() {
        (quote!(_), quote!(::core::option::Option::None))
    } else {
        (
            quote!(__reply),
            quote!(use ::core::option::Option::{None, Some}; #statements None),
        )
    };
    let classified = option(&quote!(Self));
    let foreseen = foreseen(endpoint, rows, &classified);
    let conversions = rows.iter().map(|row| {
        let (variant, fields) = (row::variant(row.said), row::fields(row.said));
        if fields.is_empty() {
            quote!(#name::#variant => Self::#variant,)
        } else {
            let fields = quote!({ #(#fields),* });
            quote!(#name::#variant #fields => Self::#variant #fields,)
        }
    });
    let lints = many_arms(rows);
    // A row that is told by shape, code and numbers takes a dozen lines.
    let classify_lints = many_arms_of(rows.len() * 4);
    out.extend(quote! {
        #[automatically_derived]
        #[allow(clippy::collapsible_if, clippy::single_match, reason = "one step for each fact that narrows the reply")]
        #classify_lints
        impl #root::Classify for #name {
            fn classify(#reply: &#root::Reply<'_>) -> #classified {
                #classify
            }

            #foreseen
        }

        #[automatically_derived]
        #lints
        impl ::core::convert::From<#name> for ApiError {
            fn from(__error: #name) -> Self {
                match __error { #(#conversions)* }
            }
        }
    });
}

/// The method that makes the rows of what a client foresees; none when there is no row that it could make. What a row
/// captures only the server can say.
fn foreseen(endpoint: &Endpoint, rows: &[&Row<'_>], made: &Code) -> Code {
    let foreseen: BTreeSet<ErrorId> = endpoint.foreseen.iter().map(|one| one.row).collect();
    let arms: Code = endpoint
        .errors
        .iter()
        .zip(rows)
        .filter(|(id, row)| foreseen.contains(id) && row.said.captures.is_empty())
        .map(|(id, row)| {
            let (index, variant) = (Code::number(id.0), row::variant(row.said));
            if row.said.status.single().is_some() {
                quote!(#index => Some(Self::#variant),)
            } else {
                let status = Code::number(row.said.status.example());
                quote!(#index => Some(Self::#variant { status: #status }),)
            }
        })
        .collect();
    if arms.is_empty() {
        return Code::new();
    }
    quote! {
        fn foreseen(__row: usize) -> #made {
            use ::core::option::Option::{None, Some};
            match __row {
                #arms
                _ => None,
            }
        }
    }
}

fn write(
    cx: &Context<'_>,
    name: &Ident,
    doc: &Doc,
    rows: &[&Row<'_>],
    variants: &Code,
    out: &mut Code,
) {
    let root = &cx.root;
    let (doc, accessors) = (doc.attributes(cx), accessors(cx));
    let predicates: Code = rows.iter().map(|row| &row.predicate).collect();
    let (info, status, detail) = (info(rows), status(rows), detail(rows));
    let captures = captures(rows);
    let lints = many_arms(rows);
    out.extend(quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq)]
        #[non_exhaustive]
        pub enum #name { #variants }

        impl #name {
            #accessors
            #predicates
        }

        #[automatically_derived]
        impl #root::__private::v1::Generated for #name {}

        #[automatically_derived]
        #lints
        impl #root::DocumentedError for #name {
            fn info(&self) -> &'static #root::meta::ErrorInfo {
                #info
            }

            fn status(&self) -> u16 {
                #status
            }

            fn detail(&self) -> ::std::borrow::Cow<'static, str> {
                #detail
            }

            #captures
        }

        #[automatically_derived]
        impl ::core::fmt::Display for #name {
            fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                #root::__private::v1::fmt_documented(self, __f)
            }
        }

        #[automatically_derived]
        impl ::core::error::Error for #name {}
    });
}

fn accessors(cx: &Context<'_>) -> Code {
    let root = &cx.root;
    quote! {
        /// The status it came with.
        #[must_use]
        pub fn status(&self) -> u16 {
            #root::DocumentedError::status(self)
        }

        /// The message: as the server sent it where the contract names several, else the documented one with what was
        /// captured filled in; empty when the contract names none.
        #[must_use]
        pub fn detail(&self) -> ::std::borrow::Cow<'static, str> {
            #root::DocumentedError::detail(self)
        }

        /// What to do about trying again.
        #[must_use]
        pub fn retry(&self) -> #root::meta::Retry {
            self.info().retry
        }

        /// Why it happens; empty when the contract does not say.
        #[must_use]
        pub fn cause(&self) -> &'static str {
            self.info().cause
        }

        /// What to do about it; empty when the contract does not say.
        #[must_use]
        pub fn fix(&self) -> &'static str {
            self.info().fix
        }

        /// All that the contract says of it.
        #[must_use]
        pub fn info(&self) -> &'static #root::meta::ErrorInfo {
            #root::DocumentedError::info(self)
        }
    }
}

/// `match self` over arms; nothing can be an enum without variants.
fn over_self(arms: &Code) -> Code {
    if arms.is_empty() {
        quote!(match *self {})
    } else {
        quote!(match self { #arms })
    }
}

fn info(rows: &[&Row<'_>]) -> Code {
    if rows.is_empty() {
        return quote!(match *self {});
    }
    let arms: Code = rows.iter().map(|row| &row.index).collect();
    quote! {
        let __index: usize = match self { #arms };
        &ERRORS[__index]
    }
}

fn status(rows: &[&Row<'_>]) -> Code {
    let mut by_status: BTreeMap<u16, Vec<&Code>> = BTreeMap::new();
    let mut carried = Vec::new();
    for row in rows {
        if let Some(status) = row.said.status.single() {
            by_status.entry(status).or_default().push(&row.pattern);
        } else {
            let variant = row::variant(row.said);
            carried.push(quote!(Self::#variant { status: __status, .. }));
        }
    }
    let mut arms: Code = by_status
        .iter()
        .map(|(status, patterns)| {
            let status = Code::number(*status);
            quote!(#(#patterns)|* => #status,)
        })
        .collect();
    if !carried.is_empty() {
        arms.extend(quote!(#(#carried)|* => *__status,));
    }
    over_self(&arms)
}

fn detail(rows: &[&Row<'_>]) -> Code {
    let mut by_text: BTreeMap<&str, Vec<&Code>> = BTreeMap::new();
    let (mut owned, mut kept) = (Vec::new(), Vec::new());
    for row in rows {
        match &row.detail {
            Detail::Text(text) => by_text.entry(text).or_default().push(&row.pattern),
            Detail::Kept(pattern) => kept.push(pattern),
            Detail::Owned { pattern, given } => {
                owned.push((pattern.clone(), given.clone()));
            }
        }
    }
    if !kept.is_empty() {
        let given = quote!(::core::clone::Clone::clone(__detail));
        owned.push((quote!(#(#kept)|*), given));
    }
    let formatted = owned.iter().map(|(pattern, given)| {
        let owned = quote!(::std::borrow::Cow::Owned(#given));
        if by_text.is_empty() {
            quote!(#pattern => #owned,)
        } else {
            quote!(#pattern => return #owned,)
        }
    });
    let texts = by_text
        .iter()
        .map(|(text, patterns)| quote!(#(#patterns)|* => #text,));
    let found = over_self(&texts.chain(formatted).collect());
    // Around what is never reached nothing may stand: rustc would warn of it.
    if by_text.is_empty() {
        found
    } else {
        quote!(::std::borrow::Cow::Borrowed(#found))
    }
}

/// What several patterns give.
struct Arm {
    patterns: Vec<Code>,
    given: Code,
}

/// The method that gives what was captured; none when nothing ever is.
fn captures(rows: &[&Row<'_>]) -> Code {
    // Rows that capture the same share an arm.
    let mut alike: BTreeMap<Vec<(&str, &str, bool)>, Arm> = BTreeMap::new();
    for row in rows.iter().filter(|row| !row.said.captures.is_empty()) {
        let (variant, captures) = (row::variant(row.said), &row.said.captures);
        let key = captures
            .iter()
            .map(|captured| {
                let is_number = captured.kind == CaptureKind::Int;
                (captured.name.as_str(), captured.ident.as_str(), is_number)
            })
            .collect();
        let bound = captures.iter().map(|captured| {
            let (field, local) = (ident(&captured.ident), local(&captured.ident));
            quote!(#field: #local)
        });
        let arm = alike.entry(key).or_insert_with(|| {
            let pairs = captures.iter().map(|captured| {
                let (name, local) = (&captured.name, local(&captured.ident));
                quote!((#name, ::std::string::ToString::to_string(#local)))
            });
            Arm {
                patterns: Vec::new(),
                given: quote!(::std::vec![#(#pairs),*]),
            }
        });
        arm.patterns.push(quote!(Self::#variant { #(#bound,)* .. }));
    }
    let mut arms: Code = alike
        .values()
        .map(|Arm { patterns, given }| quote!(#(#patterns)|* => #given,))
        .collect();
    if arms.is_empty() {
        return Code::new();
    }
    let others: Vec<&Code> = rows
        .iter()
        .filter(|row| row.said.captures.is_empty())
        .map(|row| &row.pattern)
        .collect();
    if !others.is_empty() {
        arms.extend(quote!(#(#others)|* => ::std::vec::Vec::new(),));
    }
    quote! {
        fn captures(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
            match self { #arms }
        }
    }
}

/// A function with an arm for each row grows with the contract, and is no harder to read for it.
fn many_arms(rows: &[&Row<'_>]) -> Code {
    many_arms_of(rows.len())
}

fn many_arms_of(arms: usize) -> Code {
    if arms > 20 {
        quote!(#[allow(clippy::too_many_lines, reason = "one arm for each documented error")])
    } else {
        Code::new()
    }
}
