//! Error enums: one for each endpoint, and one of all rows.

use crate::classify;
use crate::context::Context;
use crate::docs::{self, Doc, line};
use crate::names::{ident, local, option};
use crate::row::{self, Detail, Row};
use crate::types;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use std::collections::BTreeMap;
use theta_spec::contract::{Endpoint, ErrorId, ErrorRow};
use theta_spec::template::CaptureKind;

/// The generator of error enums.
pub(crate) struct Errors<'r> {
    cx: &'r Context<'r>,
    rows: &'r [Row<'r>],
    /// The methods that each enum has.
    accessors: TokenStream,
    /// The body of `Display`, the same for each enum.
    display: TokenStream,
    /// What was generated already: endpoints that fail alike share it.
    bodies: BTreeMap<&'r [ErrorId], Body>,
    /// Enums that were generated already, by their rows and by how they are told apart: where there are many endpoints, those that
    /// fail alike have one.
    shared: BTreeMap<(&'r [ErrorId], String), &'r Endpoint>,
}

/// What an enum consists of, whatever its name is.
struct Body {
    variants: TokenStream,
    methods: TokenStream,
    /// The body of `DocumentedError`.
    documented: TokenStream,
    /// The body of `Decode::decode`.
    decode: TokenStream,
}

impl Body {
    fn new<'r>(
        cx: &Context<'_>,
        rows: &[&'r Row<'_>],
        definitions: impl Iterator<Item = &'r TokenStream>,
        accessors: &TokenStream,
    ) -> Self {
        let root = cx.root;
        let predicates = rows.iter().map(|row| &row.predicate);
        let (info, status, detail) = (info(rows), status(rows), detail(rows));
        let captures = captures(rows);
        Self {
            variants: quote!({ #(#definitions)* }),
            methods: quote!({ #accessors #(#predicates)* }),
            documented: quote!({
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
            }),
            decode: decode(cx, rows),
        }
    }
}

impl<'r> Errors<'r> {
    pub(crate) fn new(cx: &'r Context<'_>, rows: &'r [Row<'_>]) -> Self {
        let root = cx.root;
        Self {
            cx,
            rows,
            accessors: accessors(cx),
            display: quote!({
                fn fmt(&self, __f: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
                    #root::__private::v1::fmt_documented(self, __f)
                }
            }),
            bodies: BTreeMap::new(),
            shared: BTreeMap::new(),
        }
    }

    /// Generates the error enum of an endpoint.
    pub(crate) fn of_endpoint(&mut self, endpoint: &'r Endpoint) -> TokenStream {
        let rows = endpoint.errors.iter().filter_map(|id| self.rows.get(id.0));
        let rows: Vec<_> = rows.collect();
        let body = self.bodies.entry(&endpoint.errors).or_insert_with(|| {
            let definitions = rows.iter().map(|row| &row.definition);
            Body::new(self.cx, &rows, definitions, &self.accessors)
        });
        let (name, method) = (ident(&endpoint.error_ident), self.cx.method(endpoint));
        let doc = format!("The documented errors of [`{method}`].");
        let own = conversions(self.cx, endpoint, self.rows, &rows);
        if self.cx.is_large() {
            let told = own.classify.to_string();
            let first = *self
                .shared
                .entry((&endpoint.errors, told))
                .or_insert(endpoint);
            if !std::ptr::eq(first, endpoint) {
                let doc = Doc::new(self.cx, &doc)
                    .paragraph(&format!("They are those of [`{}`].", self.cx.method(first)));
                let first = ident(&first.error_ident);
                return quote!(#doc pub type #name = #first;);
            }
        }
        let mut out = write(self.cx, &name, &doc, &rows, body, &self.display);
        out.extend(own.code(self.cx, &name));
        out
    }

    /// Generates the error enum of all rows.
    pub(crate) fn of_all(&self) -> TokenStream {
        let api = line(&self.cx.contract.api.name);
        let doc = format!(
            "Every documented error of {api}, whichever endpoint it comes from. The error of each endpoint converts into it."
        );
        let rows: Vec<_> = self.rows.iter().collect();
        let definitions = rows.iter().map(|row| &row.whole_definition);
        let body = Body::new(self.cx, &rows, definitions, &self.accessors);
        write(
            self.cx,
            &ident("ApiError"),
            &doc,
            &rows,
            &body,
            &self.display,
        )
    }
}

fn write(
    cx: &Context<'_>,
    name: &Ident,
    doc: &str,
    rows: &[&Row<'_>],
    body: &Body,
    display: &TokenStream,
) -> TokenStream {
    let root = cx.root;
    let doc = Doc::new(cx, doc);
    let (lints, allow) = (many_arms(rows.len()), allow_deprecated(rows));
    let Body {
        variants,
        methods,
        documented,
        decode,
    } = body;
    let encode = quote!(#root::__private::v1::encode_error(self, __out););
    // They begin with `Decode`, which names each row with what it captures.
    let json_traits = types::json_traits(cx, name, decode, &encode);
    let decode_lints = many_arms(rows.len() * 4);
    quote! {
        #doc
        #[derive(::core::clone::Clone, ::core::fmt::Debug, ::core::cmp::PartialEq, ::core::cmp::Eq)]
        #[non_exhaustive]
        pub enum #name #variants

        #allow
        impl #name #methods

        #[automatically_derived]
        impl #root::__private::v1::Generated for #name {}

        #[automatically_derived]
        #lints
        #allow
        impl #root::DocumentedError for #name #documented

        #[automatically_derived]
        impl ::core::fmt::Display for #name #display

        #[automatically_derived]
        impl ::core::error::Error for #name {}

        #decode_lints
        #allow
        #json_traits
    }
}

/// How the error of an endpoint comes out of a reply, and becomes one of all errors.
struct Conversions {
    /// The body of `Classify`, which does not name the enum.
    classify: TokenStream,
    lints: [Option<TokenStream>; 2],
    allow: Option<TokenStream>,
    variants: Vec<TokenStream>,
}

fn conversions(
    cx: &Context<'_>,
    endpoint: &Endpoint,
    all: &[Row<'_>],
    rows: &[&Row<'_>],
) -> Conversions {
    let root = cx.root;
    let statements = classify::statements(cx, endpoint, all);
    let (reply, classify) = if statements.is_empty() {
        (quote!(_), quote!(::core::option::Option::None))
    } else {
        let imports = quote!(
            use ::core::option::Option::{None, Some};
        );
        (quote!(__reply), quote!(#imports #statements None))
    };
    let classified = option(quote!(Self));
    let foreseen = foreseen(endpoint, rows, &classified);
    let ways = rows.iter().map(|row| {
        let details = row.said.detail.as_ref();
        details.map_or(1, |detail| detail.templates.len()) * row.said.status.members.len()
    });
    let ways: usize = ways.sum();
    Conversions {
        classify: quote! {
            fn classify(#reply: &#root::Reply<'_>) -> #classified {
                #classify
            }

            #foreseen
        },
        // Each way in which a row is told by shape, code and numbers takes a dozen lines.
        lints: [many_arms(rows.len()), many_arms(ways * 4)],
        allow: allow_deprecated(rows),
        variants: rows.iter().map(|row| row.whole.clone()).collect(),
    }
}

impl Conversions {
    fn code(&self, cx: &Context<'_>, name: &Ident) -> TokenStream {
        let root = cx.root;
        let Self {
            classify,
            lints: [lints, classify_lints],
            allow,
            variants,
        } = self;
        quote! {
            #[automatically_derived]
            #[allow(clippy::collapsible_if, clippy::single_match, reason = "one step for each fact that narrows the reply")]
            #classify_lints
            #allow
            impl #root::Classify for #name {
                #classify
            }

            #[automatically_derived]
            #lints
            #allow
            impl ::core::convert::From<#name> for ApiError {
                fn from(__error: #name) -> Self {
                    match __error { #(#name::#variants => Self::#variants,)* }
                }
            }
        }
    }
}

/// Returns the method that makes the rows of what a client foresees; none when there is no row that it could make. What
/// a row captures only the server can say.
fn foreseen(endpoint: &Endpoint, rows: &[&Row<'_>], made: &TokenStream) -> Option<TokenStream> {
    let is_foreseen = |id| endpoint.foreseen.iter().any(|one| one.row == id);
    let foreseen = endpoint.errors.iter().zip(rows);
    let foreseen = foreseen.filter(|(id, row)| row.said.captures.is_empty() && is_foreseen(**id));
    let arms: Vec<TokenStream> = foreseen
        .map(|(id, row)| {
            let (index, variant) = (Literal::usize_unsuffixed(id.0), row::variant(row.said));
            let status = (row.said.status.single().is_none()).then(|| {
                let status = Literal::u16_unsuffixed(row.said.status.example());
                quote!(status: #status)
            });
            let detail = row.said.keeps_detail();
            let detail = detail.then(|| quote!(detail: ::std::string::String::new()));
            let fields: Vec<TokenStream> = status.into_iter().chain(detail).collect();
            let fields = (!fields.is_empty()).then(|| quote!({ #(#fields),* }));
            quote!(#index => Some(Self::#variant #fields))
        })
        .collect();
    if arms.is_empty() {
        return None;
    }
    Some(quote! {
        fn foreseen(__row: usize) -> #made {
            use ::core::option::Option::{None, Some};
            match __row {
                #(#arms,)*
                _ => None,
            }
        }
    })
}

fn accessors(cx: &Context<'_>) -> TokenStream {
    let root = cx.root;
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

/// Returns `match self` over arms. An enum without variants is matched by value: there is nothing to borrow.
fn over_self(arms: &[TokenStream]) -> TokenStream {
    if arms.is_empty() {
        quote!(match *self {})
    } else {
        quote!(match self { #(#arms,)* })
    }
}

fn info(rows: &[&Row<'_>]) -> TokenStream {
    let arms = rows.iter().map(|row| {
        let (pattern, index) = (&row.pattern, &row.index);
        quote!(#pattern => #index)
    });
    let arms: Vec<_> = arms.collect();
    let found = over_self(&arms);
    if rows.is_empty() {
        return found;
    }
    quote! {
        let __index: usize = #found;
        &ERRORS[__index]
    }
}

fn status(rows: &[&Row<'_>]) -> TokenStream {
    let mut by_status: BTreeMap<u16, Vec<&TokenStream>> = BTreeMap::new();
    let mut carried = Vec::new();
    for row in rows {
        if let Some(status) = row.said.status.single() {
            by_status.entry(status).or_default().push(&row.pattern);
        } else {
            let variant = row::variant(row.said);
            carried.push(quote!(Self::#variant { status: __status, .. }));
        }
    }
    let known = by_status.iter().map(|(status, patterns)| {
        let status = Literal::u16_unsuffixed(*status);
        quote!(#(#patterns)|* => #status)
    });
    let mut arms: Vec<TokenStream> = known.collect();
    if !carried.is_empty() {
        arms.push(quote!(#(#carried)|* => *__status));
    }
    over_self(&arms)
}

fn detail(rows: &[&Row<'_>]) -> TokenStream {
    let mut by_text: BTreeMap<&str, Vec<&TokenStream>> = BTreeMap::new();
    let (mut owned, mut kept) = (Vec::new(), Vec::new());
    for row in rows {
        match &row.detail {
            Detail::Text(text) => by_text.entry(text).or_default().push(&row.pattern),
            Detail::Kept(pattern) => kept.push(pattern),
            Detail::Owned { pattern, given } => owned.push((pattern.clone(), given.clone())),
        }
    }
    if !kept.is_empty() {
        let given = quote!(::core::clone::Clone::clone(__detail));
        owned.push((quote!(#(#kept)|*), given));
    }
    let leave = (!by_text.is_empty()).then(|| quote!(return));
    let owned = owned
        .iter()
        .map(|(pattern, given)| quote!(#pattern => #leave ::std::borrow::Cow::Owned(#given)));
    let texts = by_text.iter();
    let texts = texts.map(|(text, patterns)| quote!(#(#patterns)|* => #text));
    let found = over_self(&texts.chain(owned).collect::<Vec<_>>());
    // Around what is never reached nothing may stand: rustc would warn of it.
    if by_text.is_empty() {
        found
    } else {
        quote!(::std::borrow::Cow::Borrowed(#found))
    }
}

/// Returns the method that gives what was captured; none when nothing ever is.
fn captures(rows: &[&Row<'_>]) -> Option<TokenStream> {
    // Rows that capture the same share an arm.
    let mut alike: BTreeMap<Vec<(&str, &str, CaptureKind)>, Vec<&ErrorRow>> = BTreeMap::new();
    let (capturing, others): (Vec<&Row<'_>>, Vec<_>) =
        rows.iter().partition(|row| !row.said.captures.is_empty());
    for row in capturing {
        let captures = row.said.captures.iter();
        let key = captures.map(|one| (one.name.as_str(), one.ident.as_str(), one.kind));
        alike.entry(key.collect()).or_default().push(row.said);
    }
    if alike.is_empty() {
        return None;
    }
    let arms = alike.iter().map(|(captures, rows)| {
        let names = captures.iter().map(|(name, ..)| name);
        let fields: Vec<_> = captures.iter().map(|(_, field, _)| ident(field)).collect();
        let locals: Vec<_> = captures.iter().map(|(_, field, _)| local(field)).collect();
        let patterns = rows.iter().map(|row| {
            let variant = row::variant(row);
            quote!(Self::#variant { #(#fields: #locals,)* .. })
        });
        quote! {
            #(#patterns)|* => ::std::vec![#((#names, ::std::string::ToString::to_string(#locals))),*]
        }
    });
    let others: Vec<_> = others.iter().map(|row| &row.pattern).collect();
    let others = (!others.is_empty()).then(|| quote!(#(#others)|* => ::std::vec::Vec::new(),));
    Some(quote! {
        fn captures(&self) -> ::std::vec::Vec<(&'static str, ::std::string::String)> {
            match self { #(#arms,)* #others }
        }
    })
}

/// Returns how an error that was kept outside of the program is read again.
fn decode(cx: &Context<'_>, rows: &[&Row<'_>]) -> TokenStream {
    let root = cx.root;
    let kept = quote!(#root::__private::v1::KeptError::decode(__value, &ERRORS)?);
    if rows.is_empty() {
        return quote!(::core::result::Result::Err(#kept.foreign()));
    }
    let arms = rows.iter().map(|row| {
        let (index, variant) = (&row.index, row::variant(row.said));
        let captures = row.said.captures.iter().map(|captured| {
            let (field, name) = (ident(&captured.ident), &captured.name);
            quote!(#field: __kept.capture(#name)?)
        });
        let detail = row.said.keeps_detail();
        let detail = detail.then(|| quote!(detail: __kept.detail()?));
        let status = row.said.status.single().is_none();
        let status = status.then(|| quote!(status: __kept.status()?));
        let fields: Vec<_> = captures.chain(detail).chain(status).collect();
        let fields = (!fields.is_empty()).then(|| quote!({ #(#fields),* }));
        quote!(#index => Self::#variant #fields)
    });
    quote! {
        let __kept = #kept;
        ::core::result::Result::Ok(match __kept.row() {
            #(#arms,)*
            _ => return ::core::result::Result::Err(__kept.foreign()),
        })
    }
}

fn allow_deprecated(rows: &[&Row<'_>]) -> Option<TokenStream> {
    docs::allow_deprecated(rows.iter().any(|row| row.said.deprecated.is_some()))
}

/// Allows a function with an arm for each row: it grows with the contract, and is no harder to read for it.
fn many_arms(arms: usize) -> Option<TokenStream> {
    (arms > 20).then(
        || quote!(#[allow(clippy::too_many_lines, reason = "one arm for each documented error")]),
    )
}
