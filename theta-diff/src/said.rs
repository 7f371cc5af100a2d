//! How findings say what both contracts have.

use std::time::Duration;
use theta_spec::contract::{Number, Type};

/// A type as the contract writes it, with these names of named types.
pub(super) fn text(ty: &Type, names: &[String]) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Number(Number::Integer) => "integer".to_owned(),
        Type::Number(Number::Unsigned) => "unsigned".to_owned(),
        Type::Number(Number::Float) => "number".to_owned(),
        Type::Format(format) => format.word().to_owned(),
        Type::Constant(value) => format!("const {value}"),
        Type::Json => "json".to_owned(),
        Type::Named(id) => names.get(id.0).cloned().unwrap_or_default(),
        Type::Array(item) => format!("[{}]", text(item, names)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|item| text(item, names)).collect();
            format!("({})", items.join(", "))
        }
        Type::Map(value) => format!("{{{}}}", text(value, names)),
        Type::Nullable(inner) => format!("{}?", text(inner, names)),
        Type::Verbatim(inner) => format!("verbatim {}", text(inner, names)),
    }
}

/// `60s`, or `1.5s`.
pub(super) fn seconds(duration: Duration) -> String {
    format!("{}s", duration.as_secs_f64())
}

/// `a, b and c`.
pub(super) fn list<S: AsRef<str>>(items: &[S]) -> String {
    match items {
        [] => String::new(),
        [one] => one.as_ref().to_owned(),
        [head @ .., last] => {
            let head: Vec<&str> = head.iter().map(AsRef::as_ref).collect();
            format!("{} and {}", head.join(", "), last.as_ref())
        }
    }
}
