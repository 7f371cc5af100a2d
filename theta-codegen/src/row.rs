//! What an error row becomes, wherever it stands.
//!
//! The same row is a variant of several enums. What does not depend on the enum is made once.

use crate::context::Context;
use crate::docs::{self, Doc, code, line};
use crate::names::{ident, local};
use crate::told::Told;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use theta_spec::contract::{CodeMatcher, DetailMatcher, Endpoint, ErrorRow};
use theta_spec::template::{CaptureKind, Piece, Template};
use theta_spec::wording;

/// The code of a row. `Self` in it is the enum in which it stands.
pub(crate) struct Row<'c> {
    pub(crate) said: &'c ErrorRow,
    /// The variant's definition, with all that is said of it.
    pub(crate) whole_definition: TokenStream,
    /// The same in the error of an endpoint, where it may be too much to be said once more.
    pub(crate) definition: TokenStream,
    /// The method that asks for it.
    pub(crate) predicate: TokenStream,
    /// The variant, whatever its fields hold.
    pub(crate) pattern: TokenStream,
    /// Its place in the table.
    pub(crate) index: Literal,
    /// The variant with its fields, as a pattern and as an expression.
    pub(crate) whole: TokenStream,
    /// How it is told from the other rows.
    pub(crate) told: Told,
    /// What it says.
    pub(crate) detail: Detail,
    /// Status, code and message, for a list.
    heading: String,
    /// Cause, fix and retry, for a list.
    advice: String,
    /// Bytes of documentation that are written for each endpoint.
    len: usize,
}

/// Most bytes of documentation that the errors of endpoints repeat.
///
/// An error that a hundred endpoints can return is documented in a hundred enums. A contract that says megabytes in
/// that way says them once, where all errors stand, and refers to that elsewhere.
const MAX_REPEATED: usize = 32 * 1024 * 1024;

/// What a row says.
pub(crate) enum Detail {
    /// Always this.
    Text(String),
    /// What the pattern binds as `__detail`.
    Kept(TokenStream),
    /// This text, of what the pattern binds.
    Owned {
        pattern: TokenStream,
        given: TokenStream,
    },
}

impl<'c> Row<'c> {
    /// Returns every row of the contract, by id.
    pub(crate) fn all(cx: &Context<'c>) -> Vec<Self> {
        let rows = cx.contract.errors.iter().enumerate();
        let mut rows: Vec<Self> = rows.map(|(at, row)| Self::new(cx, at, row)).collect();
        let repeated = rows.iter().map(|row| row.said.on.len() * row.len);
        if repeated.sum::<usize>() > MAX_REPEATED {
            for row in &mut rows {
                row.refer(cx);
            }
        }
        rows
    }

    /// Says only where the documentation stands.
    fn refer(&mut self, cx: &Context<'c>) {
        let doc = Doc::new(cx, format!("See [`ApiError::{}`].", self.said.variant));
        let (variant, fields) = (variant(self.said), variant_fields(cx, self.said));
        let deprecated = docs::deprecated(self.said.deprecated.as_deref());
        self.definition = quote!(#doc #deprecated #variant #fields,);
        self.heading = code(&self.said.status.to_string());
        self.advice.clear();
    }

    fn new(cx: &Context<'c>, index: usize, row: &'c ErrorRow) -> Self {
        let said = Said::of(row);
        let (doc, advice) = (said.doc(cx, row), said.advice());
        let (alias, variant) = (aliases(row), variant(row));
        let fields = variant_fields(cx, row);
        let pattern = if fields.is_none() {
            quote!(Self::#variant)
        } else {
            quote!(Self::#variant { .. })
        };
        let (index, predicate) = (Literal::usize_unsuffixed(index), ident(&row.predicate));
        let deprecated = docs::deprecated(row.deprecated.as_deref());
        let definition = quote!(#doc #alias #deprecated #variant #fields,);
        let asks = Doc::new(cx, format!("Whether it is [`Self::{}`].", row.variant));
        Self {
            said: row,
            definition: definition.clone(),
            whole_definition: definition,
            predicate: quote! {
                #asks
                #deprecated
                #[must_use]
                pub const fn #predicate(&self) -> bool {
                    ::core::matches!(self, #pattern)
                }
            },
            index,
            pattern,
            whole: whole(row),
            told: Told::of(cx, row),
            detail: detail(row),
            len: doc.len() + said.heading.len() + advice.len(),
            advice,
            heading: said.heading,
        }
    }

    /// Describes what it means to a caller of an endpoint, on one line of a list.
    pub(crate) fn summary(&self, endpoint: &Endpoint) -> String {
        format!(
            "{} → [`{}::{}`]. {}",
            self.heading, endpoint.error_ident, self.said.variant, self.advice
        )
    }
}

pub(crate) fn variant(row: &ErrorRow) -> Ident {
    ident(&row.variant)
}

/// Returns the variant with its fields: what was captured, and the message and the status when the row has more than one.
fn whole(row: &ErrorRow) -> TokenStream {
    let variant = variant(row);
    let captures = row.captures.iter().map(|captured| ident(&captured.ident));
    let detail = row.keeps_detail().then(|| ident("detail"));
    let status = row.status.single().is_none().then(|| ident("status"));
    let fields: Vec<Ident> = captures.chain(detail).chain(status).collect();
    if fields.is_empty() {
        quote!(#variant)
    } else {
        quote!(#variant { #(#fields),* })
    }
}

fn variant_fields(cx: &Context<'_>, row: &ErrorRow) -> Option<TokenStream> {
    let captures = row.captures.iter().map(|captured| {
        let wire = &captured.name;
        let otherwise = format!("What stands for {} in the message.", code(wire));
        let doc = Doc::of(cx, &captured.doc, &otherwise);
        let name = ident(&captured.ident);
        let alias = docs::aliases(&captured.ident, [wire.as_str()]);
        let ty = match captured.kind {
            CaptureKind::Text => quote!(::std::string::String),
            CaptureKind::Int => quote!(u64),
        };
        quote!(#doc #alias #name: #ty,)
    });
    let mut fields: TokenStream = captures.collect();
    if row.keeps_detail() {
        fields.extend(quote! {
            /// The message as the server sent it; empty in a value that no reply gave.
            detail: ::std::string::String,
        });
    }
    if row.status.single().is_none() {
        fields.extend(quote! {
            /// The status it came with.
            status: u16,
        });
    }
    (!fields.is_empty()).then(|| quote!({ #fields }))
}

/// What a row says, as Markdown.
struct Said {
    /// Status, code and message.
    heading: String,
    causes: Vec<String>,
    fixes: Vec<String>,
    retry: String,
}

impl Said {
    fn of(row: &ErrorRow) -> Self {
        Self {
            heading: status_and_detail(row),
            causes: sentences(&row.causes),
            fixes: sentences(&row.fixes),
            retry: wording::retry(row.retry).sentence,
        }
    }

    /// Cause, fix and retry, one after the other.
    fn advice(&self) -> String {
        let words = self.causes.iter().chain(&self.fixes).chain([&self.retry]);
        words.map(String::as_str).collect::<Vec<_>>().join(" ")
    }

    /// Returns the documentation of the variant.
    fn doc<'d>(&self, cx: &'d Context<'_>, row: &ErrorRow) -> Doc<'d> {
        let mut doc = Doc::new(cx, self.heading.as_str());
        for (label, sentences) in [("Cause", &self.causes), ("Fix", &self.fixes)] {
            let labelled = sentences.iter().map(|words| format!("{label}: {words}"));
            doc = match labelled.collect::<Vec<_>>() {
                many if many.len() > 1 => doc.list(many),
                one => doc.paragraph(&one.concat()),
            };
        }
        doc = doc.paragraph(&self.retry);
        if !row.tell_user.is_empty() {
            doc = doc.paragraph(&format!("Tell the user: {}", line(&row.tell_user)));
        }
        if !row.aliases.is_empty() {
            let names: Vec<String> = row.aliases.iter().map(|alias| code(alias)).collect();
            doc = doc.paragraph(&format!("The documentation calls it {}.", names.join(", ")));
        }
        doc.evidence(&row.evidence)
    }
}

/// Describes status, code and message, and the further texts that are looked at.
fn status_and_detail(row: &ErrorRow) -> String {
    let mut words = vec![code(&row.status.to_string())];
    words.extend(row.code.as_ref().map(|matcher| match matcher {
        CodeMatcher::Exact(text)
        | CodeMatcher::Number(text)
        | CodeMatcher::Folded { written: text, .. } => code(text),
        CodeMatcher::Template(template) => shown(template),
    }));
    words.extend(row.detail.as_ref().map(alternatives));
    let fields = row.fields.iter();
    words.extend(fields.map(|field| {
        let (name, texts) = (code(&field.field), alternatives(&field.matcher));
        format!("with {name} {texts}")
    }));
    let headers = row.headers.iter();
    words.extend(headers.map(|header| format!("with {}", code(&header.to_string()))));
    words.join(" ")
}

fn alternatives(matcher: &DetailMatcher) -> String {
    let shown: Vec<String> = matcher.templates.iter().map(shown).collect();
    shown.join(" or ")
}

/// Returns a message as a reader knows it: an exact text as it is, with a hole in the contract's notation.
fn shown(template: &Template) -> String {
    template
        .as_exact()
        .map_or_else(|| code(&template.to_string()), code)
}

fn sentences(words: &[String]) -> Vec<String> {
    let lines = words.iter().map(|words| line(words));
    let sentences = lines.filter(|words| !words.is_empty()).map(|mut words| {
        if !words.ends_with(['.', '!', '?', '…', ':']) {
            words.push('.');
        }
        words
    });
    sentences.collect()
}

/// Returns names on the docs and codes on the wire, so that a search finds the variant.
fn aliases(row: &ErrorRow) -> TokenStream {
    let code = match &row.code {
        Some(
            CodeMatcher::Exact(text)
            | CodeMatcher::Number(text)
            | CodeMatcher::Folded { written: text, .. },
        ) => Some(text),
        Some(CodeMatcher::Template(_)) | None => None,
    };
    let names = row.aliases.iter().chain(code).map(String::as_str);
    docs::aliases(&row.variant, names)
}

fn detail(row: &ErrorRow) -> Detail {
    if row.keeps_detail() {
        let variant = variant(row);
        return Detail::Kept(quote!(Self::#variant { detail: __detail, .. }));
    }
    match row
        .detail
        .as_ref()
        .and_then(|detail| detail.templates.first())
    {
        None => Detail::Text(String::new()),
        Some(template) if template.captures().next().is_some() => format(row, template),
        Some(template) => {
            let text = template.render(|_| String::new());
            let end = cut_mark(template);
            Detail::Text(text + end)
        }
    }
}

/// What stands for the end of a message of which only the beginning is known, so that it does not read as all that came.
fn cut_mark(template: &Template) -> &'static str {
    match template.pieces() {
        [_, .., Piece::Tail] => "…",
        _ => "",
    }
}

/// Returns the pattern that binds what a message captured, and the format string that puts the message together again.
fn format(row: &ErrorRow, template: &Template) -> Detail {
    let (mut format, mut bindings) = (String::new(), Vec::new());
    for piece in template.pieces() {
        match piece {
            Piece::Literal(text) => format.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Capture(capture) => {
                let mut known = row.captures.iter();
                let known = known.find(|captured| captured.name == capture.name);
                let field = known.map_or(&capture.name, |captured| &captured.ident);
                let (name, variable) = (ident(field), local(field));
                format.extend(["{", &variable.to_string(), "}"]);
                bindings.push(quote!(#name: #variable));
            }
            Piece::Tail => format.push_str(cut_mark(template)),
        }
    }
    let variant = variant(row);
    Detail::Owned {
        pattern: quote!(Self::#variant { #(#bindings,)* .. }),
        given: quote!(::std::format!(#format)),
    }
}
