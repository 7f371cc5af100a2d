//! What every generator needs to know, and the names it writes.

use crate::Options;
use crate::classify;
use crate::code::{Code, Ident, quote};
use std::collections::BTreeMap;
use theta_spec::contract::{CodeMatcher, Contract, ErrorRow, Field, TypeId, TypeKind};
use theta_spec::template::Template;

/// The contract with what is derived from it once.
///
/// Generated code names types, traits, functions and macros by absolute path, so that a contract whose types are called
/// `Result` or `String` compiles. Primitive types such as `u16` are written as they are: every type a contract names
/// begins with an upper-case letter. Local variables begin with `__`, and so do the private fields that no contract names.
pub(crate) struct Context<'c> {
    pub(crate) contract: &'c Contract,
    /// Path to the runtime, as tokens.
    pub(crate) root: Code,
    /// Path to the runtime, as documentation writes it.
    pub(crate) root_text: String,
    /// Path under which an example reaches the generated items.
    pub(crate) example_path: Option<&'c str>,
    pub(crate) doc_lines: bool,
    patterns: BTreeMap<&'c Template, usize>,
}

impl<'c> Context<'c> {
    pub(crate) fn new(contract: &'c Contract, options: &'c Options) -> Self {
        let templates = contract
            .errors
            .iter()
            .flat_map(templates)
            .filter(|template| {
                template.as_exact().is_none() && classify::beginning(template).is_none()
            });
        let mut patterns: BTreeMap<&Template, usize> =
            templates.map(|template| (template, 0)).collect();
        for (number, slot) in patterns.values_mut().enumerate() {
            *slot = number;
        }
        let root_text: String = options.crate_path.split_whitespace().collect();
        Self {
            contract,
            root: Code::path(&options.crate_path),
            root_text: root_text.trim_start_matches("::").to_owned(),
            example_path: options.example_path.as_deref(),
            doc_lines: options.doc_lines,
            patterns,
        }
    }

    /// Every template that needs a search and the number of its static, by number.
    pub(crate) fn patterns(&self) -> impl Iterator<Item = (&'c Template, Ident)> + '_ {
        self.patterns
            .iter()
            .map(|(template, number)| (*template, Ident::new(&format!("PATTERN_{number}"))))
    }

    /// The static that holds a template that needs a search.
    pub(crate) fn pattern(&self, template: &Template) -> Ident {
        let number = self.patterns.get(template).copied().unwrap_or_default();
        Ident::new(&format!("PATTERN_{number}"))
    }

    /// The fields of a struct type, aliases followed; `None` for another kind of type.
    pub(crate) fn fields(&self, id: TypeId) -> Option<&'c [Field]> {
        match &self.contract.type_def(id).kind {
            TypeKind::Struct { fields, .. } => Some(fields),
            TypeKind::Enum { .. } | TypeKind::Union { .. } | TypeKind::Alias(_) => None,
        }
    }
}

fn templates(row: &ErrorRow) -> impl Iterator<Item = &Template> {
    let code = match &row.code {
        Some(CodeMatcher::Template(template)) => Some(template),
        Some(CodeMatcher::Exact(_) | CodeMatcher::Folded { .. }) | None => None,
    };
    let details = row
        .detail
        .iter()
        .chain(row.fields.iter().map(|field| &field.matcher));
    code.into_iter()
        .chain(details.flat_map(|detail| &detail.templates))
}

/// The identifier of that name.
pub(crate) fn ident(name: &str) -> Ident {
    Ident::new(name)
}

/// A local variable for a name of the contract.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(&format!("__{}", ident(name)))
}

/// `::core::option::Option<…>`
pub(crate) fn option(inner: &Code) -> Code {
    quote!(::core::option::Option<#inner>)
}

/// `::core::result::Result<…, …>`
pub(crate) fn result(ok: &Code, error: &Code) -> Code {
    quote!(::core::result::Result<#ok, #error>)
}
