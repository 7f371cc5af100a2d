//! Rules about values that a contract lists: each once, and each one that a client can hold.

use crate::contract::{Number, Scalar};
use crate::diagnostic::{Diagnostic, Report};
use crate::json;
use crate::keys::{RawEnumValue, RawTypeDef};
use crate::source::Span;
use std::collections::BTreeMap;

/// The values of an enum.
pub(super) fn values(def: &RawTypeDef, values: &[RawEnumValue], report: &mut Report) {
    let name = &def.name;
    if values.is_empty() {
        report.error(
            "T0403",
            name.span,
            format!("enum `{}` has no values", name.value),
            "list the documented values; if none is documented, the type is `string`",
        );
    }
    let mut seen: BTreeMap<&Scalar, Span> = BTreeMap::new();
    let mut scalars = values.iter().map(|raw| &raw.value.value);
    // Values of several kinds are held each as it is.
    let as_doubles =
        scalars.clone().any(is_float) && scalars.all(|value| matches!(value, Scalar::Number(_)));
    for raw in values {
        let value = &raw.value;
        let as_double = as_doubles || is_float(&value.value);
        is_held(&value.value, as_double, value.span, report);
        if let Some(first) = seen.get(&value.value) {
            let message = format!("the value `{}` is listed twice", value.value.as_text());
            report.push(
                Diagnostic::error("T0403", value.span, message)
                    .related(*first, "first here")
                    .help("remove one of them"),
            );
        }
        seen.entry(&value.value).or_insert(value.span);
    }
    let both = [true, false].map(Scalar::Boolean);
    if seen.len() == both.len() && both.iter().all(|flag| seen.contains_key(flag)) {
        report.error(
            "T0420",
            name.span,
            format!("enum `{}` lists both `true` and `false`", name.value),
            "nothing is left out: write `boolean` where the type is used, or `is = \"boolean\"`",
        );
    }
}

/// A value that is always there.
pub(super) fn constant(value: &Scalar, span: Span, report: &mut Report) {
    is_held(value, is_float(value), span, report);
}

fn is_float(value: &Scalar) -> bool {
    matches!(value, Scalar::Number(number) if Number::of_constant(number) == Number::Float)
}

/// A number is held as a double, or else as an integer of 64 bits.
fn is_held(value: &Scalar, as_double: bool, span: Span, report: &mut Report) {
    let Scalar::Number(number) = value else {
        return;
    };
    let is_exact = |double: f64| json::canonical(&format!("{double:?}")) == *number;
    if as_double && !number.parse().is_ok_and(is_exact) {
        report.error(
            "T0421",
            span,
            format!("a client cannot hold the number {number}"),
            "write an integer of at most 64 bits, or a number with no more digits than a double has; beside a fraction all of them are doubles",
        );
    }
}
