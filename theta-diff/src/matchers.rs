//! What rows match, in words, as keys, and one beside the other.

use theta_spec::algebra::{Relation, relate};
use theta_spec::classify::number_of;
use theta_spec::contract::{CodeMatcher, DetailMatcher};
use theta_spec::template::{CaptureKind, Piece, Template};

pub(crate) fn code(code: Option<&CodeMatcher>) -> String {
    match code {
        None => "any code".to_owned(),
        Some(CodeMatcher::Exact(text)) => text.clone(),
        Some(CodeMatcher::Number(number)) => format!("the number {number}"),
        Some(CodeMatcher::Folded { written, .. }) => format!("{written} in any case"),
        Some(CodeMatcher::Template(template)) => template.to_string(),
    }
}

pub(crate) fn texts(detail: Option<&DetailMatcher>) -> String {
    match detail {
        None => "any message".to_owned(),
        Some(detail) => {
            let texts: Vec<String> = detail.templates.iter().map(ToString::to_string).collect();
            texts.join(" | ")
        }
    }
}

/// A template without the names of its holes: equal for templates that match the same texts in the same way.
pub(crate) fn anonymous(template: &Template) -> String {
    let mut out = String::new();
    for piece in template.pieces() {
        match piece {
            Piece::Literal(text) => out.push_str(&text.replace('{', "{{").replace('}', "}}")),
            Piece::Capture(capture) if capture.kind == CaptureKind::Int => out.push_str("{:int}"),
            Piece::Capture(_) => out.push_str("{}"),
            Piece::Tail => out.push_str("{..}"),
        }
    }
    out
}

/// A code in a form that is equal for codes that match the same.
pub(crate) fn code_key(code: Option<&CodeMatcher>) -> String {
    match code {
        None => "any".to_owned(),
        Some(CodeMatcher::Exact(text)) => format!("is {text}"),
        Some(CodeMatcher::Number(number)) => format!("is the number {number}"),
        Some(CodeMatcher::Folded { folded, .. }) => format!("folds to {folded}"),
        Some(CodeMatcher::Template(template)) => format!("like {}", anonymous(template)),
    }
}

pub(crate) fn texts_key(detail: Option<&DetailMatcher>) -> Vec<String> {
    let mut keys: Vec<String> = detail.map_or_else(
        || vec!["any".to_owned()],
        |detail| {
            detail
                .templates
                .iter()
                .map(|template| format!("like {}", anonymous(template)))
                .collect()
        },
    );
    keys.sort();
    keys
}

/// How the codes before lie to those after; `None` when that is not one of the four words.
pub(crate) fn code_relation(
    old: Option<&CodeMatcher>,
    new: Option<&CodeMatcher>,
) -> Option<Relation> {
    match (old, new) {
        (Some(_), None) => Some(Relation::Subset),
        (None, Some(_)) => Some(Relation::Superset),
        (Some(CodeMatcher::Exact(a)), Some(CodeMatcher::Folded { folded, .. }))
            if theta_spec::classify::fold(a) == *folded =>
        {
            Some(Relation::Subset)
        }
        (Some(CodeMatcher::Folded { folded, .. }), Some(CodeMatcher::Exact(b)))
            if theta_spec::classify::fold(b) == *folded =>
        {
            Some(Relation::Superset)
        }
        (Some(CodeMatcher::Exact(text)), Some(CodeMatcher::Number(number)))
            if number_of(text).as_ref() == Some(number) =>
        {
            Some(Relation::Subset)
        }
        (Some(CodeMatcher::Number(number)), Some(CodeMatcher::Exact(text)))
            if number_of(text).as_ref() == Some(number) =>
        {
            Some(Relation::Superset)
        }
        (Some(a), Some(b)) => relate(&code_template(a)?, &code_template(b)?).ok(),
        (None, None) => None,
    }
}

fn code_template(code: &CodeMatcher) -> Option<Template> {
    match code {
        CodeMatcher::Exact(text) | CodeMatcher::Number(text) => Some(Template::exact(text)),
        CodeMatcher::Template(template) => Some(template.clone()),
        CodeMatcher::Folded { .. } => None,
    }
}

/// How the messages before lie to those after, alternative by alternative.
pub(crate) fn relation(
    old: Option<&DetailMatcher>,
    new: Option<&DetailMatcher>,
) -> Option<Relation> {
    let (old, new) = match (old, new) {
        (Some(old), Some(new)) => (&old.templates, &new.templates),
        (Some(_), None) => return Some(Relation::Subset),
        (None, Some(_)) => return Some(Relation::Superset),
        (None, None) => return Some(Relation::Equal),
    };
    let inside = |a: &[Template], b: &[Template]| {
        a.iter().all(|one| {
            b.iter()
                .any(|other| matches!(relate(one, other), Ok(Relation::Equal | Relation::Subset)))
        })
    };
    match (inside(old, new), inside(new, old)) {
        (true, true) => Some(Relation::Equal),
        (true, false) => Some(Relation::Subset),
        (false, true) => Some(Relation::Superset),
        (false, false) => None,
    }
}

pub(crate) fn exact(detail: Option<&DetailMatcher>) -> Option<&str> {
    match detail?.templates.as_slice() {
        [template] => template.as_exact(),
        _ => None,
    }
}

/// A text without case, spaces and punctuation.
pub(crate) fn essence(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}
