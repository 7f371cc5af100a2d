//! How a failed reply is told apart, in the order that the contract's classifier fixes.

use crate::beginning::Beginning;
use crate::context::Context;
use crate::row::Row;
use crate::told::Told;
use proc_macro2::{Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{ClassifierGroup, CodeMatcher, Endpoint, Status, StatusArm};

/// Returns the statements that return the variant of `__reply`; none when there is nothing to return.
///
/// `Some` and `None` are imported where they stand.
pub(crate) fn statements(cx: &Context<'_>, endpoint: &Endpoint, rows: &[Row<'_>]) -> TokenStream {
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
            Status::Default => others(endpoint),
        };
        let mut groups = groups(cx, &arm.groups, rows);
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

/// Returns what a status is that no other arm has.
fn others(endpoint: &Endpoint) -> TokenStream {
    let (mut exact, mut classes) = (Vec::new(), Vec::new());
    let redirects = endpoint.classifier.redirects.iter();
    exact.extend(redirects.map(|status| Literal::u16_unsuffixed(*status)));
    for arm in &endpoint.classifier.arms {
        match arm.status {
            Status::Exact(status) => exact.push(Literal::u16_unsuffixed(status)),
            Status::Class(class) => classes.push(Literal::u16_unsuffixed(u16::from(class))),
            Status::Default => {}
        }
    }
    quote!(__reply.fails_otherwise(&[#(#exact),*], &[#(#classes),*]))
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
fn groups(cx: &Context<'_>, groups: &[ClassifierGroup], rows: &[Row<'_>]) -> Vec<Group> {
    let mut out = Vec::new();
    for group in groups {
        let (statements, is_final) = tell(group, rows);
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
        Some(CodeMatcher::Number(number)) => {
            conditions.push(quote!(__reply.code_is_number(#number)));
        }
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
fn tell(group: &ClassifierGroup, rows: &[Row<'_>]) -> (TokenStream, bool) {
    let mut out = TokenStream::new();
    let mut exact = Vec::new();
    for row in group.rows.iter().filter_map(|id| rows.get(id.0)) {
        match &row.told {
            Told::Exact { arm, alone } => exact.push((arm, alone)),
            Told::Rest(statements) | Told::Search(statements) => {
                out.extend(match_exact(&exact));
                exact.clear();
                out.extend(statements.clone());
                if matches!(row.told, Told::Rest(_)) {
                    return (out, true);
                }
            }
        }
    }
    out.extend(match_exact(&exact));
    (out, false)
}

/// Turns neighbouring rows with exact messages into one `match`.
fn match_exact(rows: &[(&TokenStream, &Option<TokenStream>)]) -> TokenStream {
    match rows {
        [] => TokenStream::new(),
        [(_, Some(alone))] => alone.clone(),
        rows => {
            let arms = rows.iter().map(|(arm, _)| arm);
            quote!(match __reply.detail() { #(#arms,)* _ => {} })
        }
    }
}
