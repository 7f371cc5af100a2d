//! Parameters that are always the same.

use crate::diagnostic::Report;
use crate::keys::{RawContract, RawField, RawType};
use crate::source::Spanned;

/// Whether a parameter is a constant, which is text of its own.
pub(super) fn check(param: &RawField, ty: &Spanned<RawType>, report: &mut Report) -> bool {
    if !matches!(ty.value, RawType::Constant(_)) {
        return false;
    }
    if param.optional {
        report.error(
            "T0527",
            ty.span,
            format!("constant `{}` cannot be left out", param.name.value),
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
