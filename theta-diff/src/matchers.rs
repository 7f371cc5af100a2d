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
    with_holes(template, &unnamed)
}

/// What a hole is called in a key.
pub(crate) type Called<'n> = &'n dyn Fn(&str) -> String;

fn unnamed(_: &str) -> String {
    String::new()
}

fn with_holes(template: &Template, called: Called<'_>) -> String {
    let mut out = String::new();
    for piece in template.pieces() {
        let (name, end) = match piece {
            Piece::Literal(text) => {
                out.push_str(&text.replace('{', "{{").replace('}', "}}"));
                continue;
            }
            Piece::Capture(capture) if capture.kind == CaptureKind::Int => {
                (called(&capture.name), ":int")
            }
            Piece::Capture(capture) => (called(&capture.name), ""),
            Piece::Tail => (String::new(), ".."),
        };
        out.extend(["{", &name, end, "}"]);
    }
    out
}

/// A code in a form that is equal for codes that match the same.
pub(crate) fn code_key(code: Option<&CodeMatcher>) -> String {
    code_key_of(code, &unnamed)
}

/// The same, where the holes are called the same as well.
pub(crate) fn code_key_of(code: Option<&CodeMatcher>, called: Called<'_>) -> String {
    match code {
        None => "any".to_owned(),
        Some(CodeMatcher::Exact(text)) => format!("is {text:?}"),
        Some(CodeMatcher::Number(number)) => format!("is the number {number}"),
        Some(CodeMatcher::Folded { folded, .. }) => format!("folds to {folded:?}"),
        Some(CodeMatcher::Template(template)) => {
            format!("like {:?}", with_holes(template, called))
        }
    }
}

/// Texts in a form that is equal for those that match the same: sorted, because their order means nothing.
pub(crate) fn texts_key(detail: Option<&DetailMatcher>) -> Vec<String> {
    texts_key_of(detail, &unnamed)
}

/// The same, where the holes are called the same as well.
pub(crate) fn texts_key_of(detail: Option<&DetailMatcher>, called: Called<'_>) -> Vec<String> {
    let mut keys: Vec<String> = detail.map_or_else(
        || vec!["any".to_owned()],
        |detail| {
            let templates = detail.templates.iter();
            let keys = templates.map(|template| format!("like {}", with_holes(template, called)));
            keys.collect()
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
