//! What every generator needs to know.

use crate::Options;
use crate::beginning::Beginning;
use proc_macro2::{Ident, TokenStream};
use quote::format_ident;
use theta_spec::contract::{
    CodeMatcher, Contract, Endpoint, ErrorRow, Field, Type, TypeId, TypeKind, type_of,
};
use theta_spec::template::Template;

/// The contract with what is derived from it once.
///
/// Generated code names types, traits, functions and macros by absolute path, so that a contract whose types are called
/// `Result` or `String` compiles. Primitive types such as `u16` are written as they are: every type a contract names
/// begins with an upper-case letter. Local variables begin with `__`, and so do the private fields that no contract names.
pub(crate) struct Context<'c> {
    pub(crate) contract: &'c Contract,
    /// Path to the runtime.
    pub(crate) root: &'c TokenStream,
    /// Path to the runtime, as documentation writes it.
    pub(crate) root_text: String,
    /// Path under which an example reaches the generated items.
    pub(crate) example_path: Option<&'c str>,
    pub(crate) doc_lines: bool,
    /// Every template that needs a search, sorted.
    patterns: Vec<&'c Template>,
}

impl<'c> Context<'c> {
    pub(crate) fn new(contract: &'c Contract, options: &'c Options) -> Self {
        let mut patterns: Vec<&Template> = contract
            .errors
            .iter()
            .flat_map(templates)
            .filter(|template| template.as_exact().is_none() && Beginning::of(template).is_none())
            .collect();
        patterns.sort_unstable();
        patterns.dedup();
        let root_text: String = options.crate_path.to_string().split_whitespace().collect();
        Self {
            contract,
            root: &options.crate_path,
            root_text: root_text.trim_start_matches("::").to_owned(),
            example_path: options.example_path.as_deref(),
            doc_lines: options.doc_lines,
            patterns,
        }
    }

    /// Returns whether the contract has so many endpoints that what they have in common is written once, where each would otherwise
    /// repeat it: one with methods under others.
    pub(crate) fn is_large(&self) -> bool {
        !self.contract.branches.is_empty()
    }

    /// Returns whether the endpoint with this index gives a token.
    pub(crate) fn gives_token(&self, index: usize) -> bool {
        let mut tokens = self
            .contract
            .auth
            .iter()
            .filter_map(|scheme| scheme.token.as_ref());
        tokens.any(|token| token.endpoint.0 == index)
    }

    /// Returns the method of an endpoint, as documentation names it: `Client::say`.
    pub(crate) fn method(&self, endpoint: &Endpoint) -> String {
        let branch = self.contract.branch(&endpoint.under);
        let owner = branch.map_or("Client", |branch| &branch.type_ident);
        format!("{owner}::{}", endpoint.method_ident)
    }

    /// Returns every template that needs a search, with its static.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = (&'c Template, Ident)> {
        let numbered = self.patterns.iter().enumerate();
        numbered.map(|(number, template)| (*template, format_ident!("PATTERN_{number}")))
    }

    /// Returns the static that holds a template that needs a search.
    pub(crate) fn pattern(&self, template: &Template) -> Ident {
        let number = self.patterns.binary_search(&template).unwrap_or_default();
        format_ident!("PATTERN_{number}")
    }

    /// Returns the fields of a struct type, or `None` for another kind of type.
    pub(crate) fn fields(&self, id: TypeId) -> Option<&'c [Field]> {
        match &self.contract.type_def(id).kind {
            TypeKind::Struct { fields, .. } => Some(fields),
            _ => None,
        }
    }

    /// Returns the field of a struct type with this index, that of the map of all other fields included.
    pub(crate) fn field(&self, id: TypeId, at: usize) -> Option<&'c Field> {
        self.contract.type_def(id).kind.field(at)
    }

    /// Returns a type without other names for it.
    pub(crate) fn plain(&self, ty: &Type) -> Type {
        let inner = |ty: &Type| Box::new(self.plain(ty));
        match ty {
            Type::Named(id) => match &self.contract.type_def(*id).kind {
                TypeKind::Alias(ty) => self.plain(ty),
                _ => ty.clone(),
            },
            Type::Constant(value) => type_of(value).clone(),
            Type::Tuple(items) => Type::Tuple(items.iter().map(|ty| self.plain(ty)).collect()),
            Type::Array(ty) => Type::Array(inner(ty)),
            Type::Map(ty) => Type::Map(inner(ty)),
            Type::Nullable(ty) => Type::Nullable(inner(ty)),
            Type::Verbatim(ty) => Type::Verbatim(inner(ty)),
            ty => ty.clone(),
        }
    }
}

fn templates(row: &ErrorRow) -> impl Iterator<Item = &Template> {
    let code = match &row.code {
        Some(CodeMatcher::Template(template)) => Some(template),
        Some(CodeMatcher::Exact(_) | CodeMatcher::Number(_) | CodeMatcher::Folded { .. })
        | None => None,
    };
    let fields = row.fields.iter().map(|field| &field.matcher);
    let details = row.detail.iter().chain(fields);
    code.into_iter()
        .chain(details.flat_map(|detail| &detail.templates))
}
