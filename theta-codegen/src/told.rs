//! How an error row is told from the others of its group.

use crate::beginning::Beginning;
use crate::context::Context;
use crate::names::{ident, local, string};
use proc_macro2::TokenStream;
use quote::quote;
use theta_spec::contract::{CodeMatcher, ErrorRow, HeaderMatcher};
use theta_spec::template::{CaptureKind, Template};

/// The statements that return the variant when `__reply` is of this row.
pub(crate) enum Told {
    /// The messages are exact: an arm of a `match`, and what stands in its place when there is one message alone.
    Exact {
        arm: TokenStream,
        alone: Option<TokenStream>,
    },
    /// The messages have to be searched.
    Search(TokenStream),
    /// The row takes what is left.
    Rest(TokenStream),
}

impl Told {
    pub(crate) fn of(cx: &Context<'_>, row: &ErrorRow) -> Self {
        let told = Self::by_texts(cx, row);
        if row.headers.is_empty() {
            return told;
        }
        let is_alone = row.headers.len() == 1;
        let headers = row.headers.iter();
        let conditions = headers.map(|it| header(it, is_alone));
        let statements = match told {
            Self::Exact {
                alone: Some(statements),
                ..
            }
            | Self::Search(statements)
            | Self::Rest(statements) => statements,
            Self::Exact { arm, alone: None } => {
                quote!(match __reply.detail() { #arm, _ => {} })
            }
        };
        Self::Search(quote!(if #(#conditions)&&* { #statements }))
    }

    fn by_texts(cx: &Context<'_>, row: &ErrorRow) -> Self {
        if let Some(texts) = exact_texts(row) {
            let found = found(row, &[]);
            return Self::Exact {
                arm: quote!(Some(#(#texts)|*) => return Some(#found)),
                alone: (texts.len() == 1).then(|| {
                    quote! {
                        if __reply.detail() == Some(#(#texts)*) {
                            return Some(#found);
                        }
                    }
                }),
            };
        }
        if row.detail.is_none() && row.fields.is_empty() && code_captures(row).is_none() {
            let found = found(row, &[]);
            return Self::Rest(quote!(return Some(#found);));
        }
        Self::Search(search(cx, row))
    }
}

/// Returns what has to hold of a header. Nothing of it is captured, so that it is a text, or the beginning of one.
///
/// rustc warns of parentheses that change nothing: there are some only where others follow (`is_alone`) after an "or".
fn header(header: &HeaderMatcher, is_alone: bool) -> TokenStream {
    let name = &header.name;
    let Some(value) = &header.value else {
        return quote!(!__reply.has_header(#name));
    };
    if header.is_any() {
        return quote!(__reply.has_header(#name));
    }
    let texts = value.templates.iter().map(|template| {
        if let Some(text) = template.as_exact() {
            quote!(__reply.header_is(#name, #text))
        } else {
            let beginning = template.leading_literal();
            quote!(__reply.header_begins(#name, #beginning))
        }
    });
    let any = quote!(#(#texts)||*);
    if is_alone || value.templates.len() == 1 {
        any
    } else {
        quote!((#any))
    }
}

/// Returns the texts of a row that is told by exact messages alone.
fn exact_texts(row: &ErrorRow) -> Option<Vec<&str>> {
    let detail = row.detail.as_ref()?;
    if !row.fields.is_empty() || !row.captures.is_empty() {
        return None;
    }
    detail.templates.iter().map(Template::as_exact).collect()
}

/// What a text is compared with.
#[derive(Clone)]
struct Step<'c> {
    text: Text<'c>,
    template: &'c Template,
}

/// A text of the reply.
#[derive(Clone, Copy)]
enum Text<'c> {
    Code,
    Detail,
    Field(&'c str),
}

/// Returns the statements that try each alternative of a row's messages with each alternative of its fields.
fn search(cx: &Context<'_>, row: &ErrorRow) -> TokenStream {
    let step = |text, template| Step { text, template };
    let code = code_captures(row).map(|template| step(Text::Code, template));
    let mut combinations: Vec<Vec<Step<'_>>> = vec![code.into_iter().collect()];
    let detail = row.detail.iter().map(|matcher| (Text::Detail, matcher));
    let fields = row.fields.iter();
    let fields = fields.map(|field| (Text::Field(&field.field), &field.matcher));
    for (text, matcher) in detail.chain(fields) {
        combinations = combinations
            .iter()
            .flat_map(|steps| {
                let templates = matcher.templates.iter();
                templates.map(move |template| [steps.as_slice(), &[step(text, template)]].concat())
            })
            .collect();
    }
    let attempts = combinations.iter().map(|steps| attempt(cx, row, steps));
    attempts.collect()
}

/// Returns nested conditions, the first text outermost, around the `return`.
fn attempt(cx: &Context<'_>, row: &ErrorRow, steps: &[Step<'_>]) -> TokenStream {
    let captures = steps.iter().flat_map(|step| step.template.captures());
    let captured: Vec<&str> = captures.map(|capture| capture.name.as_str()).collect();
    let found = found(row, &captured);
    let numbers = row
        .captures
        .iter()
        .filter(|capture| capture.kind == CaptureKind::Int);
    let numbers = numbers.map(|capture| local(&capture.ident));
    let innermost = quote! {
        #(
            let ::core::result::Result::Ok(#numbers) = #numbers.parse::<u64>() else {
                return None;
            };
        )*
        return Some(#found);
    };
    // Of many texts those without a capture share one condition: neither the indentation nor the compiler's stack
    // grows with them.
    let shares = row.fields.len() > 2;
    let mut conditions: Vec<TokenStream> = Vec::new();
    let mut is_open = false;
    for step in steps {
        let (condition, binds) = condition(cx, row, step);
        match conditions.last_mut() {
            Some(last) if shares && is_open && !binds => last.extend(quote!(&& #condition)),
            _ => conditions.push(condition),
        }
        is_open = !binds;
    }
    conditions.into_iter().rfold(
        innermost,
        |inner, condition| quote!(if #condition { #inner }),
    )
}

/// Returns what has to hold, and whether it binds a variable.
fn condition(cx: &Context<'_>, row: &ErrorRow, step: &Step<'_>) -> (TokenStream, bool) {
    let text = match step.text {
        Text::Code => quote!(__reply.code()),
        Text::Detail => quote!(__reply.detail()),
        Text::Field(field) => quote!(__reply.field(#field)),
    };
    if let Some(exact) = step.template.as_exact() {
        return (quote!(#text == Some(#exact)), false);
    }
    let names = step.template.captures().map(|capture| {
        let mut known = row.captures.iter();
        let known = known.find(|captured| captured.name == capture.name);
        local(known.map_or(&capture.name, |captured| &captured.ident))
    });
    match Beginning::of(step.template) {
        Some(Beginning {
            text: beginning,
            captured: true,
        }) => {
            let found = quote! {
                let Some(#(#names)*) = #text
                    .and_then(|__text| __text.strip_prefix(#beginning))
                    .filter(|__rest| !__rest.is_empty())
            };
            (found, true)
        }
        Some(Beginning {
            text: beginning, ..
        }) => {
            let found = quote!(#text.is_some_and(|__text| __text.starts_with(#beginning)));
            (found, false)
        }
        None => {
            let pattern = cx.pattern(step.template);
            let capture = match step.text {
                Text::Code => quote!(__reply.capture_code(&#pattern)),
                Text::Detail => quote!(__reply.capture(&#pattern)),
                Text::Field(field) => quote!(__reply.capture_field(#field, &#pattern)),
            };
            (quote!(let Some([#(#names),*]) = #capture), true)
        }
    }
}

/// Returns the code's template when the row captures something of it.
fn code_captures(row: &ErrorRow) -> Option<&Template> {
    match &row.code {
        Some(CodeMatcher::Template(template)) => template.captures().next().map(|_| template),
        _ => None,
    }
}

/// Returns the variant, its fields out of the local variables of what was captured.
fn found(row: &ErrorRow, captured: &[&str]) -> TokenStream {
    let variant = ident(&row.variant);
    let captures = row
        .captures
        .iter()
        .filter(|capture| captured.contains(&capture.name.as_str()));
    let mut fields: Vec<TokenStream> = captures
        .map(|capture| {
            let (name, value) = (ident(&capture.ident), local(&capture.ident));
            match capture.kind {
                CaptureKind::Text => {
                    let value = string(value);
                    quote!(#name: #value)
                }
                CaptureKind::Int => quote!(#name: #value),
            }
        })
        .collect();
    if row.keeps_detail() {
        let detail = string(quote!(__reply.detail().unwrap_or_default()));
        fields.push(quote!(detail: #detail));
    }
    if row.status.single().is_none() {
        fields.push(quote!(status: __reply.status()));
    }
    if fields.is_empty() {
        quote!(Self::#variant)
    } else {
        quote!(Self::#variant { #(#fields,)* })
    }
}
