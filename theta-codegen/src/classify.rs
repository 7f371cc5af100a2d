//! How a failed reply is told apart, in the order that the contract's classifier fixes.

use crate::code::{Code, quote};
use crate::names::{Context, ident, local};
use crate::row;
use theta_spec::contract::{
    ClassifierGroup, CodeMatcher, DetailMatcher, Endpoint, ErrorRow, Status, StatusArm,
};
use theta_spec::template::{CaptureKind, Piece, Template};

/// The statements that return the variant of `__reply`; none when there is nothing to return.
///
/// `Some` and `None` are imported where they stand.
pub(crate) fn statements(cx: &Context<'_>, endpoint: &Endpoint) -> Code {
    let mut out = Code::new();
    let says_success =
        |arm: &StatusArm| matches!(arm.status, Status::Exact(200..=299) | Status::Class(2));
    if endpoint.classifier.arms.iter().any(says_success) {
        // A success is a failure in the shapes that say so, and in no other.
        let shapes = endpoint.failing.iter().map(|shape| Code::number(shape.0));
        out.extend(quote!(let __reply = &__reply.among(&[#(#shapes),*]);));
    }
    for arm in &endpoint.classifier.arms {
        let status = match arm.status {
            Status::Exact(status) => {
                let status = Code::number(status);
                quote!(__reply.status() == #status)
            }
            Status::Class(class) => {
                let class = Code::number(class);
                quote!(__reply.status() / 100 == #class)
            }
        };
        let groups = groups(cx, &arm.groups);
        match groups.as_slice() {
            [] => {}
            [
                Group {
                    conditions,
                    statements,
                },
            ] => {
                let conditions = std::iter::once(&status).chain(conditions);
                out.extend(quote!(if #(#conditions)&&* { #statements }));
            }
            groups => {
                let groups = groups.iter().map(
                    |Group {
                         conditions,
                         statements,
                     }| match conditions.as_slice() {
                        [] => statements.clone(),
                        conditions => quote!(if #(#conditions)&&* { #statements }),
                    },
                );
                out.extend(quote!(if #status { #(#groups)* }));
            }
        }
    }
    out
}

/// What has to hold of a reply, and what is done then.
struct Group {
    conditions: Vec<Code>,
    statements: Code,
}

/// The groups of an arm, as far as a reply can get.
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

/// What a reply must have to belong to a group.
fn conditions(cx: &Context<'_>, group: &ClassifierGroup) -> Vec<Code> {
    let mut conditions = Vec::new();
    if !group.shapes.is_empty() {
        let shapes = group.shapes.iter().map(|shape| Code::number(shape.0));
        conditions.push(quote!(__reply.has_shape(&[#(#shapes),*])));
    }
    match &group.code {
        None => {}
        Some(CodeMatcher::Exact(text)) => {
            conditions.push(quote!(__reply.code() == Some(#text)));
        }
        Some(CodeMatcher::Folded { folded, .. }) => {
            conditions.push(quote!(__reply.code_folded(#folded)));
        }
        // Each row reads its captures out of the code, which is the same question.
        Some(CodeMatcher::Template(template)) if template.captures().next().is_some() => {}
        Some(CodeMatcher::Template(template)) => {
            conditions.push(if let Some(Beginning { text, .. }) = beginning(template) {
                quote!(__reply.code().is_some_and(|__text| __text.starts_with(#text)))
            } else {
                let pattern = cx.pattern(template);
                quote!(__reply.code_matches(&#pattern))
            });
        }
    }
    conditions
}

/// The rows of a group, and whether the last of them takes what is left.
fn rows(cx: &Context<'_>, group: &ClassifierGroup) -> (Code, bool) {
    let mut out = Code::new();
    let mut exact = ExactTexts::default();
    for row in group.rows.iter().map(|id| cx.contract.error(*id)) {
        if let Some(texts) = exact_texts(row) {
            exact.push(row, &texts);
            continue;
        }
        exact.flush(&mut out);
        if row.detail.is_none() && row.fields.is_empty() && code_captures(row).is_none() {
            let found = found(row, &[]);
            out.extend(quote!(return Some(#found);));
            return (out, true);
        }
        out.extend(search(cx, row));
    }
    exact.flush(&mut out);
    (out, false)
}

/// The texts of a row that is told by exact messages alone.
fn exact_texts(row: &ErrorRow) -> Option<Vec<&str>> {
    let detail = row
        .detail
        .as_ref()
        .filter(|_| row.fields.is_empty() && row.captures.is_empty())?;
    detail.templates.iter().map(Template::as_exact).collect()
}

/// Neighbouring rows with exact messages; they become one `match`.
#[derive(Default)]
struct ExactTexts {
    arms: Vec<(Vec<String>, Code)>,
}

impl ExactTexts {
    fn push(&mut self, row: &ErrorRow, texts: &[&str]) {
        self.arms.push((
            texts.iter().map(|text| (*text).to_owned()).collect(),
            found(row, &[]),
        ));
    }

    fn flush(&mut self, out: &mut Code) {
        let arms = std::mem::take(&mut self.arms);
        match arms.as_slice() {
            [] => {}
            [(texts, found)] if texts.len() == 1 => out.extend(quote! {
                if __reply.detail() == Some(#(#texts)*) {
                    return Some(#found);
                }
            }),
            arms => {
                let arms = arms
                    .iter()
                    .map(|(texts, found)| quote!(Some(#(#texts)|*) => return Some(#found),));
                out.extend(quote!(match __reply.detail() { #(#arms)* _ => {} }));
            }
        }
    }
}

/// What a text is compared with.
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

/// The statements that try each alternative of a row's messages with each alternative of its fields.
fn search(cx: &Context<'_>, row: &ErrorRow) -> Code {
    let mut combinations: Vec<Vec<Step<'_>>> = vec![Vec::new()];
    if let Some(template) = code_captures(row) {
        combinations = vec![vec![Step {
            text: Text::Code,
            template,
        }]];
    }
    let detail = row.detail.iter().map(|matcher| (Text::Detail, matcher));
    let fields = row
        .fields
        .iter()
        .map(|field| (Text::Field(&field.field), &field.matcher));
    for (text, matcher) in detail.chain(fields) {
        combinations = extend(&combinations, text, matcher);
    }
    combinations
        .iter()
        .map(|steps| attempt(cx, row, steps))
        .collect()
}

fn extend<'c>(
    combinations: &[Vec<Step<'c>>],
    text: Text<'c>,
    matcher: &'c DetailMatcher,
) -> Vec<Vec<Step<'c>>> {
    let copy = |step: &Step<'c>| Step {
        text: step.text,
        template: step.template,
    };
    let mut out = Vec::new();
    for steps in combinations {
        for template in &matcher.templates {
            out.push(
                steps
                    .iter()
                    .map(copy)
                    .chain([Step { text, template }])
                    .collect(),
            );
        }
    }
    out
}

/// Nested conditions, the first text outermost, around the `return`.
fn attempt(cx: &Context<'_>, row: &ErrorRow, steps: &[Step<'_>]) -> Code {
    let captured: Vec<&str> = steps
        .iter()
        .flat_map(|step| step.template.captures())
        .map(|capture| capture.name.as_str())
        .collect();
    let found = found(row, &captured);
    let numbers = row
        .captures
        .iter()
        .filter(|capture| capture.kind == CaptureKind::Int)
        .map(|capture| {
            let name = local(&capture.ident);
            quote! {
                let ::core::result::Result::Ok(#name) = #name.parse::<u64>() else {
                    return None;
                };
            }
        });
    let mut out = quote! {
        #(#numbers)*
        return Some(#found);
    };
    for step in steps.iter().rev() {
        let condition = condition(cx, row, step);
        out = quote!(if #condition { #out });
    }
    out
}

fn condition(cx: &Context<'_>, row: &ErrorRow, step: &Step<'_>) -> Code {
    let text = match step.text {
        Text::Code => quote!(__reply.code()),
        Text::Detail => quote!(__reply.detail()),
        Text::Field(field) => quote!(__reply.field(#field)),
    };
    if let Some(exact) = step.template.as_exact() {
        return quote!(#text == Some(#exact));
    }
    let names = step.template.captures().map(|capture| {
        let known = row
            .captures
            .iter()
            .find(|captured| captured.name == capture.name);
        local(known.map_or(capture.name.as_str(), |captured| captured.ident.as_str()))
    });
    if let Some(Beginning {
        text: beginning,
        captured,
    }) = beginning(step.template)
    {
        return if captured {
            quote! {
                let Some(#(#names)*) = #text
                    .and_then(|__text| __text.strip_prefix(#beginning))
                    .filter(|__rest| !__rest.is_empty())
            }
        } else {
            quote!(#text.is_some_and(|__text| __text.starts_with(#beginning)))
        };
    }
    let pattern = cx.pattern(step.template);
    let capture = match step.text {
        Text::Code => quote!(__reply.capture_code(&#pattern)),
        Text::Detail => quote!(__reply.capture(&#pattern)),
        Text::Field(field) => quote!(__reply.capture_field(#field, &#pattern)),
    };
    quote!(let Some([#(#names),*]) = #capture)
}

/// A template that is a text and then anything: no search is needed.
pub(crate) struct Beginning<'t> {
    text: &'t str,
    /// Whether the rest is captured, and so must be there.
    captured: bool,
}

/// The text at the beginning of such a template.
pub(crate) fn beginning(template: &Template) -> Option<Beginning<'_>> {
    match template.pieces() {
        [Piece::Literal(text), Piece::Tail] => Some(Beginning {
            text,
            captured: false,
        }),
        [Piece::Literal(text), Piece::Capture(capture)] if capture.kind == CaptureKind::Text => {
            Some(Beginning {
                text,
                captured: true,
            })
        }
        _ => None,
    }
}

/// The code's template when the row captures something of it.
fn code_captures(row: &ErrorRow) -> Option<&Template> {
    match &row.code {
        Some(CodeMatcher::Template(template)) if template.captures().next().is_some() => {
            Some(template)
        }
        _ => None,
    }
}

/// The variant, its fields out of the local variables of what was captured.
fn found(row: &ErrorRow, captured: &[&str]) -> Code {
    let variant = row::variant(row);
    let mut fields = Code::new();
    for capture in row
        .captures
        .iter()
        .filter(|capture| captured.contains(&capture.name.as_str()))
    {
        let (name, value) = (ident(&capture.ident), local(&capture.ident));
        fields.extend(match capture.kind {
            CaptureKind::Text => {
                quote!(#name: <::std::string::String as ::core::convert::From<_>>::from(#value),)
            }
            CaptureKind::Int => quote!(#name: #value,),
        });
    }
    if row.keeps_detail() {
        let said = quote!(__reply.detail().unwrap_or_default());
        fields.extend(
            quote!(detail: <::std::string::String as ::core::convert::From<_>>::from(#said),),
        );
    }
    if row.status.single().is_none() {
        fields.extend(quote!(status: __reply.status(),));
    }
    if fields.is_empty() {
        quote!(Self::#variant)
    } else {
        quote!(Self::#variant { #fields })
    }
}
