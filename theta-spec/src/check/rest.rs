//! Rules about the map that all other fields of a struct go into.

use super::find;
use crate::diagnostic::{Diagnostic, Report};
use crate::keys::{RawContract, RawField, RawType, RawTypeKind};
use crate::source::Span;

pub(super) fn check(raw: &RawContract, rest: &[RawField], open: bool, report: &mut Report) {
    let Some(first) = rest.first() else {
        return;
    };
    for other in &rest[1..] {
        report.push(
            Diagnostic::error(
                "T0415",
                other.name.span,
                format!(
                    "`{}` and `{}` would both take every other field",
                    first.name.value, other.name.value
                ),
            )
            .related(first.name.span, "the first one")
            .help("keep one of them: an object has its other fields once"),
        );
    }
    if open {
        report.push(
            Diagnostic::error(
                "T0415",
                first.name.span,
                format!(
                    "`{}` takes every other field of an `open` struct",
                    first.name.value
                ),
            )
            .help("remove `open = true`: no field is left that nobody takes"),
        );
    }
    for field in rest {
        if let Some(ty) = &field.ty
            && !is_map(raw, &ty.value)
        {
            report.error(
                "T0415",
                ty.span,
                format!(
                    "`{}` takes every other field and is not a map",
                    field.name.value
                ),
                "write `{T}`, with the type `T` that each of them has; `{json}` for any",
            );
        }
        idle(field, report);
    }
}

/// Keys that mean nothing for it: it is always there, and may be empty.
fn idle(field: &RawField, report: &mut Report) {
    let mut nothing = |span: Span, key: &str, why: &str| {
        report.push(
            Diagnostic::error(
                "T0104",
                span,
                format!("`{key}` means nothing for a field with `rest`: {why}"),
            )
            .help("remove it"),
        );
    };
    if field.optional {
        nothing(field.name.span, "optional", "the map may be empty");
    }
    if field.verbatim {
        nothing(
            field.name.span,
            "verbatim",
            "the map is made of single fields",
        );
    }
    if let Some(default) = &field.default {
        nothing(default.span, "default", "the map may be empty");
    }
}

fn is_map(raw: &RawContract, ty: &RawType) -> bool {
    match ty {
        RawType::Map(_) => true,
        // What does not exist is reported elsewhere. Another name would hide that it is a map.
        RawType::Named(name) => {
            find(&raw.types, name).is_none_or(|def| matches!(def.kind, RawTypeKind::Broken))
        }
        _ => false,
    }
}
