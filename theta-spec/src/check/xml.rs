//! Rules about XML: a shape is of one document, and every place and field can stand in one.

use crate::contract::{Contract, Endpoint, Pointer, Returns, Type, TypeId, TypeKind};
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::RawShape;
use crate::source::Spanned;
use crate::xml::{is_name, is_root};
use std::collections::BTreeSet;

fn pointers(shape: &RawShape) -> impl Iterator<Item = &Spanned<Pointer>> {
    let fields = shape.fields.iter().flat_map(|field| &field.value);
    let constants = shape.constants.iter().map(|(pointer, _)| pointer);
    let unless = shape.unless.iter().map(|(pointer, _)| pointer);
    let roles = shape.code.iter().chain(&shape.message).chain(fields);
    let others = shape.request_id.iter().chain(&shape.retry_after);
    roles.chain(constants).chain(unless).chain(others)
}

fn root(pointer: &Pointer) -> Option<&str> {
    is_root(pointer.tokens.first()?)
}

/// Returns the root of the XML document that a shape is; `None` for any other body.
pub(super) fn root_of(shape: &RawShape) -> Option<&str> {
    root(&pointers(shape).next()?.value)
}

/// Every pointer of a shape leads into the same document, to a place that XML has.
pub(super) fn shape(shape: &RawShape, report: &mut Report) {
    let Some(first) = pointers(shape).next() else {
        return;
    };
    if let Some(each) = &shape.each
        && (root(&each.value).is_some() || root(&first.value).is_some())
    {
        report.error(
            "T0542",
            each.span,
            "a list of failures is no place in XML",
            "leave out `each`, and let the pointers lead to the first: `/<Errors>/Error/Code`",
        );
        return;
    }
    for pointer in pointers(shape) {
        if root(&pointer.value) != root(&first.value) {
            report.push(
                Diagnostic::error(
                    "T0541",
                    pointer.span,
                    format!(
                        "`{}` and `{}` lead into two bodies",
                        pointer.value, first.value
                    ),
                )
                .related(first.span, "the other one")
                .help("write a shape for each: a body is JSON, or XML with one root"),
            );
        } else if root(&pointer.value).is_some() && !is_place(&pointer.value) {
            report.error(
                "T0542",
                pointer.span,
                format!("`{}` is no place in XML", pointer.value),
                "begin with the root in angle brackets, then name elements, at the end perhaps `@attribute` or `#text`: `/<Error>/Code`",
            );
        }
    }
}

fn is_place(pointer: &Pointer) -> bool {
    let Some((root, [inner @ .., last])) = pointer.tokens.split_first() else {
        return false;
    };
    let is_last = |last: &str| last == "#text" || is_name(last.strip_prefix('@').unwrap_or(last));
    is_root(root).is_some_and(is_name)
        && inner.iter().map(String::as_str).all(is_name)
        && is_last(last)
}

/// The fields of types that are written as XML have names there.
pub(super) fn types(contract: &Contract, report: &mut Report) {
    let mut seen = BTreeSet::new();
    let contents = contract.endpoints.iter().flat_map(Endpoint::contents);
    for content in contents {
        if let Returns::Xml { ty, .. } = content {
            named(contract, ty, &mut seen);
        }
    }
    for id in seen {
        if let TypeKind::Struct { fields, .. } = &contract.type_def(id).kind {
            for field in fields {
                let name = field.name.strip_prefix('@').unwrap_or(&field.name);
                if !is_name(name) && name != "#text" {
                    report.error(
                        "T0543",
                        field.span,
                        format!("`{}` is the name of nothing in XML", field.name),
                        "name an element, `@attribute`, or the text beside attributes: `#text`",
                    );
                }
            }
        }
    }
}

/// Adds the types that a value of the type can hold.
fn named(contract: &Contract, ty: &Type, seen: &mut BTreeSet<TypeId>) {
    let mut left = vec![ty];
    while let Some(ty) = left.pop() {
        match ty {
            Type::Array(inner)
            | Type::Map(inner)
            | Type::Nullable(inner)
            | Type::Verbatim(inner) => left.push(inner),
            Type::Tuple(items) => left.extend(items),
            Type::Named(id) if seen.insert(*id) => match &contract.type_def(*id).kind {
                TypeKind::Struct { fields, .. } => {
                    left.extend(fields.iter().map(|field| &field.ty));
                }
                TypeKind::Any { variants, .. } => {
                    left.extend(variants.iter().map(|variant| &variant.ty));
                }
                TypeKind::Alias(inner) => left.push(inner),
                TypeKind::Enum { .. } | TypeKind::Union { .. } => {}
            },
            _ => {}
        }
    }
}
