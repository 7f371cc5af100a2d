//! Parameters that are always the same.

use crate::diagnostic::Report;
use crate::keys::{RawContract, RawType};
use crate::source::Spanned;

/// Whether a parameter or a form field is a constant, which is text of its own.
pub(super) fn check(
    name: &Spanned<String>,
    optional: bool,
    ty: &Spanned<RawType>,
    report: &mut Report,
) -> bool {
    if !matches!(ty.value, RawType::Constant(_)) {
        return false;
    }
    if optional {
        report.error(
            "T0527",
            ty.span,
            format!("constant `{}` cannot be left out", name.value),
            "remove `optional` if every request sends it; what a caller may set is a type with one of its `values`",
        );
    }
    true
}

/// A constant of a path is its text.
pub(super) fn of_paths(raw: &RawContract, report: &mut Report) {
    for param in raw.endpoints.iter().flat_map(|one| &one.path_params) {
        if let Some(ty) = &param.ty
            && matches!(ty.value, RawType::Constant(_))
        {
            report.error(
                "T0527",
                ty.span,
                format!("path parameter `{}` is no constant", param.name.value),
                "write its text into the path in place of the parameter",
            );
        }
    }
}
