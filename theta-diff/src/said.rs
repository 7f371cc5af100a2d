//! How findings say what both contracts have.

use super::finding::Finding;
use theta_spec::contract::{Evidence, Number, Type};

/// A type as the contract writes it, with these names of named types.
pub(super) fn text(ty: &Type, names: &[String]) -> String {
    match ty {
        Type::String => "string".to_owned(),
        Type::Boolean => "boolean".to_owned(),
        Type::Number(Number::Integer) => "integer".to_owned(),
        Type::Number(Number::Float) => "number".to_owned(),
        Type::Json => "json".to_owned(),
        Type::Named(id) => names.get(id.0).cloned().unwrap_or_default(),
        Type::Array(item) => format!("[{}]", text(item, names)),
        Type::Map(value) => format!("{{{}}}", text(value, names)),
        Type::Nullable(inner) => format!("{}?", text(inner, names)),
        Type::Verbatim(inner) => format!("verbatim {}", text(inner, names)),
    }
}

pub(super) fn borrow(path: &[String]) -> Vec<&str> {
    path.iter().map(String::as_str).collect()
}

/// A finding about the source, the certainty or the note of a fact.
pub(super) fn evidence(
    old: &Evidence,
    new: &Evidence,
    old_path: &[String],
    new_path: &[String],
    what: &str,
    out: &mut Vec<Finding>,
) {
    if old == new {
        return;
    }
    let text = |evidence: &Evidence| {
        format!(
            "{:?}, {}: {}",
            evidence.confidence,
            evidence.sources.join(", "),
            evidence.note
        )
    };
    out.push(
        Finding::new(
            "evidence-changed",
            &borrow(old_path),
            format!("readers see another source, certainty or note of `{what}`"),
        )
        .values(text(old), text(new))
        .new_path(&borrow(new_path)),
    );
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
