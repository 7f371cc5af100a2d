//! How a failed reply is told apart, in the order that the contract's classifier fixes.

use crate::beginning::Beginning;
use crate::context::Context;
use crate::names::{ident, local};
use crate::row;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{ClassifierGroup, CodeMatcher, Endpoint, ErrorRow, Status, StatusArm};
use theta_spec::template::{CaptureKind, Template};

/// Returns the statements that return the variant of `__reply`; none when there is nothing to return.
///
/// `Some` and `None` are imported where they stand.
pub(crate) fn statements(cx: &Context<'_>, endpoint: &Endpoint) -> TokenStream {
    let mut out = TokenStream::new();
    let says_success =
        |arm: &StatusArm| matches!(arm.status, Status::Exact(200..=299) | Status::Class(2));
    if endpoint.classifier.arms.iter().any(says_success) {
        // A success is a failure in the shapes that say so, and in no other.
        let shapes = endpoint.failing.iter();
        let shapes = shapes.map(|shape| Literal::usize_unsuffixed(shape.0));
        out.extend(quote!(let __reply = &__reply.among(&[#(#shapes),*]);));
    }
    for arm in &endpoint.classifier.arms {
        let status = match arm.status {
            Status::Exact(status) => {
                let status = Literal::u16_unsuffixed(status);
                quote!(__reply.status() == #status)
            }
            Status::Class(class) => {
                let class = Literal::u8_unsuffixed(class);
                quote!(__reply.status() / 100 == #class)
            }
        };
        let mut groups = groups(cx, &arm.groups);
        if let [group] = groups.as_mut_slice() {
            group.conditions.insert(0, status);
            out.extend(group.tokens());
        } else if !groups.is_empty() {
            let groups = groups.iter().map(Group::tokens);
            out.extend(quote!(if #status { #(#groups)* }));
        }
    }
    out
}

/// What has to hold of a reply, and what is done then.
struct Group {
    conditions: Vec<TokenStream>,
    statements: TokenStream,
}

impl Group {
    fn tokens(&self) -> TokenStream {
        let Self {
            conditions,
            statements,
        } = self;
        if conditions.is_empty() {
            return statements.clone();
        }
        quote!(if #(#conditions)&&* { #statements })
    }
}

/// Returns the groups of an arm, as far as a reply can get.
fn groups(cx: &Context<'_>, groups: &[ClassifierGroup]) -> Vec<Group> {
    let mut out = Vec::new();
    for group in groups {
        let (statements, is_final) = rows(cx, group);
        if statements.is_empty() {
            continue;
        }
        let conditions = conditions(cx, group);
        let ends = is_final && conditions.is_empty();
        out.push(Group {
            conditions,
            statements,
        });
        if ends {
            break;
        }
    }
    out
}

/// Returns what a reply must have to belong to a group.
fn conditions(cx: &Context<'_>, group: &ClassifierGroup) -> Vec<TokenStream> {
    let mut conditions = Vec::new();
    if !group.shapes.is_empty() {
        let shapes = group.shapes.iter();
        let shapes = shapes.map(|shape| Literal::usize_unsuffixed(shape.0));
        conditions.push(quote!(__reply.has_shape(&[#(#shapes),*])));
    }
    match &group.code {
        None => {}
        Some(CodeMatcher::Exact(text)) => conditions.push(quote!(__reply.code() == Some(#text))),
        Some(CodeMatcher::Folded { folded, .. }) => {
            conditions.push(quote!(__reply.code_folded(#folded)));
        }
        // Each row reads its captures out of the code, which is the same question.
        Some(CodeMatcher::Template(template)) if template.captures().next().is_some() => {}
        Some(CodeMatcher::Template(template)) => {
            conditions.push(
                if let Some(Beginning { text, .. }) = Beginning::of(template) {
                    quote!(__reply.code().is_some_and(|__text| __text.starts_with(#text)))
                } else {
                    let pattern = cx.pattern(template);
                    quote!(__reply.code_matches(&#pattern))
                },
            );
        }
    }
    conditions
}

/// Returns the rows of a group, and whether the last of them takes what is left.
fn rows(cx: &Context<'_>, group: &ClassifierGroup) -> (TokenStream, bool) {
    let mut out = TokenStream::new();
    let mut exact = Vec::new();
    for row in group.rows.iter().map(|id| cx.contract.error(*id)) {
        if let Some(texts) = exact_texts(row) {
            exact.push((texts, found(row, &[])));
            continue;
        }
        out.extend(match_exact(&mut exact));
        if row.detail.is_none() && row.fields.is_empty() && code_captures(row).is_none() {
            let found = found(row, &[]);
            out.extend(quote!(return Some(#found);));
            return (out, true);
        }
        out.extend(search(cx, row));
    }
    out.extend(match_exact(&mut exact));
    (out, false)
}

/// Returns the texts of a row that is told by exact messages alone.
fn exact_texts(row: &ErrorRow) -> Option<Vec<&str>> {
    let detail = row.detail.as_ref()?;
    if !row.fields.is_empty() || !row.captures.is_empty() {
        return None;
    }
    detail.templates.iter().map(Template::as_exact).collect()
}

/// Turns neighbouring rows with exact messages into one `match`, and empties the list.
fn match_exact(rows: &mut Vec<(Vec<&str>, TokenStream)>) -> TokenStream {
    let rows = std::mem::take(rows);
    match rows.as_slice() {
        [] => TokenStream::new(),
        [(texts, found)] if texts.len() == 1 => quote! {
            if __reply.detail() == Some(#(#texts)*) {
                return Some(#found);
            }
        },
        rows => {
            let arms = rows
                .iter()
                .map(|(texts, found)| quote!(Some(#(#texts)|*) => return Some(#found),));
            quote!(match __reply.detail() { #(#arms)* _ => {} })
        }
    }
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
    steps.iter().rfold(innermost, |inner, step| {
        let condition = condition(cx, row, step);
        quote!(if #condition { #inner })
    })
}

fn condition(cx: &Context<'_>, row: &ErrorRow, step: &Step<'_>) -> TokenStream {
    let text = match step.text {
        Text::Code => quote!(__reply.code()),
        Text::Detail => quote!(__reply.detail()),
        Text::Field(field) => quote!(__reply.field(#field)),
    };
    if let Some(exact) = step.template.as_exact() {
        return quote!(#text == Some(#exact));
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
        }) => quote! {
            let Some(#(#names)*) = #text
                .and_then(|__text| __text.strip_prefix(#beginning))
                .filter(|__rest| !__rest.is_empty())
        },
        Some(Beginning {
            text: beginning, ..
        }) => quote!(#text.is_some_and(|__text| __text.starts_with(#beginning))),
        None => {
            let pattern = cx.pattern(step.template);
            let capture = match step.text {
                Text::Code => quote!(__reply.capture_code(&#pattern)),
                Text::Detail => quote!(__reply.capture(&#pattern)),
                Text::Field(field) => quote!(__reply.capture_field(#field, &#pattern)),
            };
            quote!(let Some([#(#names),*]) = #capture)
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
    let variant = row::variant(row);
    let string = quote!(<::std::string::String as ::core::convert::From<_>>::from);
    let captures = row
        .captures
        .iter()
        .filter(|capture| captured.contains(&capture.name.as_str()));
    let mut fields: Vec<TokenStream> = captures
        .map(|capture| {
            let (name, value) = (ident(&capture.ident), local(&capture.ident));
            match capture.kind {
                CaptureKind::Text => quote!(#name: #string(#value)),
                CaptureKind::Int => quote!(#name: #value),
            }
        })
        .collect();
    if row.keeps_detail() {
        fields.push(quote!(detail: #string(__reply.detail().unwrap_or_default())));
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
